//! Where were the notes at the end called?
//!
//! 1. [`calls`] finds the calls that still stand in the text: `[1]`, `¹`, `(1)`,
//!    `*`; such a place is certain.
//! 2. [`clues`] takes from a note without call what it may explain: its lemma,
//!    its subject, the names in it; [`ground`] finds that in the text, with
//!    [`persons`] for who is named there, and gives each place a score.
//! 3. [`align`] chooses the places so that their order is the order of the
//!    notes and the sum of their scores is greatest.
//!
//! How sure a place is depends on its score and on its lead over the next best
//! (`docs/plain-text.md` has the model). Thin evidence gives no place.

mod align;
mod calls;
mod clues;
mod ground;
mod persons;

use crate::convert::block::BlockKind;
use crate::diagnostic::Diagnostic;
use crate::edition::Certainty;
use crate::source::Span;

use super::collect::Collected;
use super::passage::Passage;
use super::{NotePlace, RunnerUp};

/// A place where a note may have been called.
#[derive(Clone, Debug)]
struct Candidate {
    /// The byte after which the call would stand.
    offset: u32,
    /// The passage, by its number among those of the text.
    passage: usize,
    score: f32,
    /// Evidence of a kind that allows no more than low certainty.
    doubtful: bool,
    reason: String,
}

/// Score and lead from which a place is sure, likely, possible.
const HIGH: (f32, f32) = (5.0, 1.5);
const MEDIUM: (f32, f32) = (3.0, 0.75);
/// A place of a lower score is none.
const THIN: f32 = 2.0;

/// The places of all notes, each with a finding at the note.
pub fn infer(passages: &[Passage<'_>], seen: &mut Collected) -> Vec<NotePlace> {
    let notes: Vec<&Passage<'_>> = of(passages, |kind| kind == BlockKind::Note);
    if notes.is_empty() {
        return Vec::new();
    }
    let text = of(passages, |kind| {
        !matches!(kind, BlockKind::Note | BlockKind::Statement)
    });
    let called = calls::find(&text, &notes);
    let mut candidates: Vec<Vec<Candidate>> = if called.iter().all(Option::is_some) {
        vec![Vec::new(); notes.len()]
    } else {
        ground::candidates(&text, &notes)
    };
    for (list, call) in candidates.iter_mut().zip(&called) {
        if let Some(call) = call {
            *list = vec![call.clone()];
        }
    }
    let chosen = align::align(&candidates);
    let places: Vec<NotePlace> = chosen
        .iter()
        .zip(&candidates)
        .enumerate()
        .map(|(index, (choice, list))| {
            place(&text, index + 1, choice, list, called[index].is_some())
        })
        .collect();
    for (note, place) in notes.iter().zip(&places) {
        seen.find(finding(note, place));
    }
    places
}

fn of<'p, 'a>(
    passages: &'p [Passage<'a>],
    wanted: impl Fn(BlockKind) -> bool,
) -> Vec<&'p Passage<'a>> {
    passages
        .iter()
        .filter(|passage| wanted(passage.block.kind))
        .collect()
}

fn place(
    text: &[&Passage<'_>],
    number: usize,
    choice: &align::Choice,
    list: &[Candidate],
    called: bool,
) -> NotePlace {
    let unit = |candidate: &Candidate| text[candidate.passage].block.unit.clone();
    let runner_up = choice.second.map(|second| RunnerUp {
        unit: unit(&list[second]),
        offset: list[second].offset,
        certainty: Certainty::Low,
        reason: list[second].reason.clone(),
    });
    let Some(best) = choice.best.map(|best| &list[best]) else {
        return NotePlace {
            number,
            place: None,
            certainty: Certainty::Unknown,
            reason: missing(list),
            runner_up,
        };
    };
    NotePlace {
        number,
        place: Some((unit(best), best.offset)),
        certainty: if called {
            Certainty::High
        } else {
            certainty(best, choice.lead)
        },
        reason: best.reason.clone(),
        runner_up,
    }
}

fn missing(list: &[Candidate]) -> String {
    if list.is_empty() {
        "nothing that the note names stands in the text, and no trace of a call".to_owned()
    } else {
        "what the note names stands only where it would break the order of the notes".to_owned()
    }
}

fn certainty(best: &Candidate, lead: f32) -> Certainty {
    let reaches = |(score, margin): (f32, f32)| best.score >= score && lead >= margin;
    if best.doubtful {
        Certainty::Low
    } else if reaches(HIGH) {
        Certainty::High
    } else if reaches(MEDIUM) {
        Certainty::Medium
    } else {
        Certainty::Low
    }
}

/// What is said of a note, at the note.
fn finding(note: &Passage<'_>, place: &NotePlace) -> Diagnostic {
    let span = Span {
        start: note.span.start,
        end: note.span.end,
    };
    let number = place.number;
    let reason = &place.reason;
    match &place.place {
        None => Diagnostic::warning(
            "note-unplaced",
            span,
            format!("note {number} is left without a place: {reason}"),
        )
        .hint("give its place in the decisions file, if the copy shows it"),
        Some((unit, _)) => {
            let message = format!("note {number} is placed in {unit}: {reason}");
            let finding = if place.certainty == Certainty::Low {
                Diagnostic::warning("note-placed", span, message)
                    .hint("confirm or change its place in the decisions file")
            } else {
                Diagnostic::information("note-placed", span, message)
            };
            finding.label(format!("{} certainty", place.certainty.as_str()))
        }
    }
}
