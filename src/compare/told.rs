//! A comparison as it is shown: every change with its sentence, its place on the
//! page and, where words changed, the words. It is told in the words of a
//! [`Wording`], so in the language of who reads it.

use rustc_hash::FxHashSet;
use serde::Serialize;

use super::passages::Passage;
use super::survival::{Fate, Survival, UnitFate};
use super::words::{Run, RunKind};
use super::{Comparison, Sides, header, notes::NoteFate, say, words};
use crate::key;
use crate::wording::{Said, Wording};

/// A comparison in words.
#[derive(Clone, Debug, Serialize)]
pub struct Told {
    /// What became of citations, in one line.
    pub survival: String,
    /// Whether both versions have the same content.
    pub same: bool,
    /// What could not be compared, in sentences.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub absent: Vec<String>,
    /// Whether only mark-up outside all passages changed.
    pub untold: bool,
    /// What changed, by parts of the edition; parts without changes are left
    /// out.
    pub parts: Vec<Part>,
}

/// A part of the edition.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Part {
    /// Its name: `Text`.
    pub title: String,
    /// How many changes it has.
    pub count: usize,
    /// The changes, in order, with folded passages between them.
    pub changes: Vec<Change>,
}

/// A change.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// Its place on the page; none of passages that did not change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What changed, in a sentence.
    pub sentence: String,
    /// The passage in the new version, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The words, if words changed: stretches that are the same are shortened.
    pub runs: Vec<Run>,
}

/// A survival report in words.
#[derive(Clone, Debug, Serialize)]
pub struct ToldSurvival {
    /// All of it, in one line.
    pub sentence: String,
    /// The units by what became of them, the worst first; fates that none has are
    /// left out.
    pub parts: Vec<FatePart>,
}

/// Units with the same fate, or fates that are like.
#[derive(Clone, Debug, Serialize)]
pub struct FatePart {
    /// Its place on the page.
    pub id: &'static str,
    /// What became of them: `Gone`.
    pub title: String,
    /// How many units.
    pub count: usize,
    /// Neighbours together, in the order of the old version.
    pub runs: Vec<ToldRun>,
    /// How many more of these there are than are shown.
    pub more: usize,
}

/// Neighbours that share their fate.
#[derive(Clone, Debug, Serialize)]
pub struct ToldRun {
    /// What became of them, in a sentence.
    pub sentence: String,
    /// The first of them in the old version.
    pub old: String,
    /// Where that stands in the new one, if it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
}

/// Lines of a part that are shown; the report for programs has all.
const MOST_SHOWN: usize = 2_000;

/// A survival report in words.
pub fn told_survival(survival: &Survival, wording: &Wording) -> ToldSurvival {
    let parts: [(&str, &str, &[Fate]); 5] = [
        ("gone", key!("Gone"), &[Fate::Gone]),
        (
            "changed",
            key!("Changed"),
            &[Fate::Changed, Fate::Divided, Fate::Joined],
        ),
        ("moved", key!("Moved"), &[Fate::Moved, Fate::MovedWords]),
        ("same-words", key!("The same words"), &[Fate::SameWords]),
        ("same", key!("The same"), &[Fate::Same]),
    ];
    let runs = survival.runs();
    let parts = parts.into_iter().filter_map(|(id, title, fates)| {
        let own = runs.iter().filter(|run| fates.contains(&run[0].fate));
        let own: Vec<&[UnitFate]> = own.copied().collect();
        let shown = own
            .iter()
            .take(MOST_SHOWN)
            .map(|run| ToldRun::new(run, wording));
        Some(FatePart {
            id,
            title: wording.word(title).to_owned(),
            count: own.iter().map(|run| run.len()).sum(),
            runs: shown.collect(),
            more: own.len().saturating_sub(MOST_SHOWN),
        })
        .filter(|part| part.count > 0)
    });
    ToldSurvival {
        sentence: wording.say(&say::survival(&survival.counts())),
        parts: parts.collect(),
    }
}

impl ToldRun {
    fn new(run: &[UnitFate], wording: &Wording) -> Self {
        let (first, fate) = (&run[0], run[0].fate);
        let stays = matches!(fate, Fate::Same | Fate::SameWords | Fate::Changed);
        let here = stays.then(|| first.reference.clone());
        Self {
            sentence: wording.say(&say::fate(run)),
            old: first.reference.clone(),
            new: first.to.first().cloned().or(here),
        }
    }
}

/// A comparison in words.
pub fn told(comparison: &Comparison, wording: &Wording) -> Told {
    let teller = Teller { wording };
    let passages = comparison.passages.iter();
    let passages = passages.map(|passage| teller.of_passage(passage));
    let rows = comparison.header.iter();
    let rows = rows.map(|change| teller.of_place(&say::header(change), "", of_row(change)));
    let [entries, notes] = teller.on(comparison, |_| true);
    let parts = [
        teller.part(key!("Text"), "text", passages),
        entries,
        notes,
        teller.part(key!("Header"), "header", rows),
    ];
    let parts = parts.into_iter().filter(|part| part.count > 0).collect();
    let absent = say::absent(comparison);
    Told {
        survival: wording.say(&say::survival(&comparison.survival)),
        same: comparison.is_same(),
        absent: absent.iter().map(|said| wording.say(said)).collect(),
        untold: comparison.is_untold(),
        parts,
    }
}

/// What changed in the apparatus and in notes of some passages, by their
/// references; those of things that are gone are of the old version.
pub(super) fn parts_on(
    comparison: &Comparison,
    within: &Sides<FxHashSet<&str>>,
    wording: &Wording,
) -> Vec<Part> {
    let within = |place: &str| within.old.contains(place) || within.new.contains(place);
    let parts = Teller { wording }.on(comparison, within).into_iter();
    parts.filter(|part| part.count > 0).collect()
}

/// Who tells it in one language.
struct Teller<'w> {
    wording: &'w Wording,
}

impl Teller<'_> {
    fn on(&self, comparison: &Comparison, within: impl Fn(&str) -> bool) -> [Part; 2] {
        let entries = comparison.apparatus.iter();
        let entries = entries.filter(|change| within(&change.reference));
        let entries = entries
            .map(|change| self.of_place(&say::apparatus(change), &change.reference, Vec::new()));
        let notes = comparison.notes.iter();
        let notes = notes.filter(|change| within(&change.reference));
        let notes = notes.map(|change| {
            let runs = match &change.fate {
                NoteFate::Changed { words } => shortened(words),
                _ => Vec::new(),
            };
            self.of_place(&say::note(change), &change.reference, runs)
        });
        [
            self.part(key!("Apparatus"), "apparatus", entries),
            self.part(key!("Notes"), "notes", notes),
        ]
    }

    fn part(&self, title: &str, name: &str, changes: impl Iterator<Item = Change>) -> Part {
        let mut changes: Vec<Change> = changes.collect();
        let mut count = 0;
        for change in changes.iter_mut().filter(|change| change.id.is_some()) {
            count += 1;
            change.id = Some(format!("{name}-{count}"));
        }
        Part {
            title: self.wording.word(title).to_owned(),
            count,
            changes,
        }
    }

    fn of_passage(&self, passage: &Passage) -> Change {
        let (reference, runs) = match passage {
            Passage::Same { .. } | Passage::Gone { .. } | Passage::Uncited { .. } => {
                (None, Vec::new())
            }
            Passage::Renumbered { to: [to, _], .. }
            | Passage::Moved { to, .. }
            | Passage::Merged { to, .. } => (Some(to), Vec::new()),
            Passage::SameWords { reference, .. }
            | Passage::ChangedWith { reference, .. }
            | Passage::Cited { reference, .. }
            | Passage::Added { reference, .. } => (Some(reference), Vec::new()),
            Passage::Split { to, .. } => (to.first(), Vec::new()),
            Passage::Changed {
                reference, words, ..
            } => (Some(reference), shortened(words)),
        };
        Change {
            id: (!passage.is_same()).then(String::new),
            sentence: self.wording.say(&say::passage(passage)),
            reference: reference.filter(|reference| !reference.is_empty()).cloned(),
            runs,
        }
    }

    fn of_place(&self, sentence: &Said, reference: &str, runs: Vec<Run>) -> Change {
        Change {
            id: Some(String::new()),
            sentence: self.wording.say(sentence),
            reference: (!reference.is_empty()).then(|| reference.to_owned()),
            runs,
        }
    }
}

fn of_row(change: &header::HeaderChange) -> Vec<Run> {
    match (&change.old, &change.new) {
        (Some(old), Some(new)) => shortened(&words::runs(old, new)),
        _ => Vec::new(),
    }
}

/// Words beside a change that are shown.
const BESIDE: usize = 8;

/// The same with long stretches that did not change cut to the words beside
/// changes.
pub(super) fn shortened(runs: &[Run]) -> Vec<Run> {
    let last = runs.len().saturating_sub(1);
    let shortened = runs.iter().enumerate().map(|(at, run)| {
        let words: Vec<&str> = run.text.split(' ').collect();
        let long = words.len() > 2 * BESIDE + 4;
        if run.kind != RunKind::Same || !long {
            return run.clone();
        }
        let begin = words[..BESIDE].join(" ");
        let end = words[words.len() - BESIDE..].join(" ");
        let text = match at {
            0 => format!("… {end}"),
            at if at == last => format!("{begin} …"),
            _ => format!("{begin} … {end}"),
        };
        Run {
            kind: run.kind,
            text,
        }
    });
    shortened.collect()
}
