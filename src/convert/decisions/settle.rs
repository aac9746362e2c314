//! What holds, the editor's word or the converter's?
//!
//! Explicit decisions are taken as they are; the converter's proposals become
//! the editor's when they are accepted, vanish when they are refused, and stay
//! the converter's otherwise. Where two disagree, [`Rank`] says who yields.

use toml::Spanned;

use super::file::{EmendationKind, File, Judgement, NoteKind, Nth};
use super::place::Units;
use super::{Decisions, place_of};
use crate::convert::infer::{Inferred, NotePlace};
use crate::convert::mark::{Mark, Responsible, What};
use crate::diagnostic::Diagnostic;
use crate::edition::Certainty;
use crate::source::{SourceText, Span};

/// Whose word weighs more: a proposal, one that is accepted, a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// The converter proposes it.
    Proposed,
    /// The editor has accepted it.
    Accepted,
    /// The editor has decided it.
    Decided,
}

/// A mark, how much it weighs, and where the decision stands.
#[derive(Clone, Debug)]
pub struct Ranked {
    /// The mark.
    pub mark: Mark,
    /// Its weight.
    pub rank: Rank,
    /// The place in the decisions file, for [`Rank::Decided`].
    pub decided_at: Span,
}

/// A note at the end, with the place where it is called.
#[derive(Clone, Debug)]
pub struct PlacedNote {
    /// Which of the notes, from 1.
    pub number: usize,
    /// The byte of the source before which the call stands.
    pub offset: Option<u32>,
    /// How sure that is.
    pub certainty: Certainty,
    /// The evidence, or what is missing.
    pub reason: String,
    /// Who says so.
    pub responsible: Responsible,
    /// The next best place: unit, the words before it, how sure, why.
    pub alternative: Option<(String, String, Certainty, String)>,
    /// Whose note it is.
    pub kind: NoteKind,
}

/// An editor's own note at a place.
#[derive(Clone, Debug)]
pub struct PlacedComment {
    /// The byte of the source before which it is called.
    pub offset: u32,
    /// Its words.
    pub text: String,
    /// Whose it is, as an id.
    pub by: String,
}

/// Everything that is said about the text.
#[derive(Debug, Default)]
pub struct Settled {
    /// Stretches, in no order.
    pub marks: Vec<Ranked>,
    /// The notes with their calls.
    pub notes: Vec<PlacedNote>,
    /// The editor's own notes.
    pub comments: Vec<PlacedComment>,
    /// What is wrong in the decisions file.
    pub findings: Vec<Diagnostic>,
}

/// What holds of `inferred` and `decisions`.
pub fn settle(
    source: &SourceText,
    units: &Units<'_>,
    inferred: Inferred,
    decisions: Option<&Decisions>,
) -> Settled {
    let mut settled = Settled {
        notes: inferred
            .notes
            .into_iter()
            .map(|place| placed(source, place))
            .collect(),
        ..Settled::default()
    };
    let proposals = (inferred.marks.into_iter()).map(|mark| Ranked {
        mark,
        rank: Rank::Proposed,
        decided_at: Span::default(),
    });
    settled.marks = proposals.collect();
    if let Some(decisions) = decisions {
        let mut settling = Settling {
            source,
            units,
            settled,
        };
        settling.all(&decisions.file);
        settled = settling.settled;
        settled.findings.sort_by_key(|finding| finding.span);
    }
    settled
}

fn placed(source: &SourceText, place: NotePlace) -> PlacedNote {
    let alternative = place.runner_up.map(|other| {
        let before = &source.text()[..other.offset as usize];
        let words = before.rsplit(char::is_whitespace).next().unwrap_or("");
        (other.unit, words.to_owned(), other.certainty, other.reason)
    });
    PlacedNote {
        number: place.number,
        offset: place.place.map(|(_, offset)| offset),
        certainty: place.certainty,
        reason: place.reason,
        responsible: Responsible::Converter,
        alternative,
        kind: NoteKind::Source,
    }
}

/// The class that `accept` and `refuse` know a mark by.
pub fn class(what: &What) -> &'static str {
    match what {
        What::Date { .. } => "date",
        What::Foreign { .. } => "foreign",
        What::Quotation { .. } => "quotation",
        What::Correction { .. } | What::Proposal { .. } => "fault-proposed",
        What::Regularization { .. } => "spacing",
        What::Surplus { .. } => "memo",
        What::Name { .. } => "name",
        What::NoteCall { .. } => NOTE_PLACE,
    }
}

const NOTE_PLACE: &str = "note-place";
const CLASSES: [&str; 7] = [
    "date",
    "foreign",
    "quotation",
    "fault-proposed",
    "spacing",
    "memo",
    NOTE_PLACE,
];

fn is_of_class(mark: &Mark, code: &str) -> bool {
    let longer = mark
        .code
        .strip_prefix(code)
        .is_some_and(|rest| rest.starts_with('-'));
    class(&mark.what) == code || mark.code == code || longer
}

fn id_of(by: Option<&Spanned<String>>) -> String {
    by.map_or("editor", |by| by.get_ref().as_str()).to_owned()
}

fn text_of(reason: Option<&String>) -> String {
    reason.cloned().unwrap_or_default()
}

struct Settling<'t, 'u> {
    source: &'t SourceText,
    units: &'u Units<'t>,
    settled: Settled,
}

/// The unit, the words and which of them.
type Sought<'f> = (&'f Spanned<String>, &'f Spanned<String>, Option<&'f Nth>);

impl Settling<'_, '_> {
    fn all(&mut self, file: &File) {
        for judgement in &file.refuse {
            self.judge(judgement, false);
        }
        for judgement in &file.accept {
            self.judge(judgement, true);
        }
        self.emendations(file);
        self.dates(file);
        self.foreign(file);
        self.quotations(file);
        self.names(file);
        self.notes(file);
        self.comments(file);
    }

    fn find(&mut self, (unit, words, nth): Sought<'_>) -> Vec<Span> {
        self.units.find(unit, words, nth).unwrap_or_else(|finding| {
            self.settled.findings.push(finding);
            Vec::new()
        })
    }

    fn decide(
        &mut self,
        span: Span,
        at: &Spanned<String>,
        by: Option<&Spanned<String>>,
        saying: Saying<'_>,
    ) {
        self.settled.marks.push(Ranked {
            mark: Mark {
                span,
                what: saying.what,
                certainty: saying.certainty,
                responsible: Responsible::Editor(id_of(by)),
                code: "decision",
                reason: text_of(saying.reason),
            },
            rank: Rank::Decided,
            decided_at: place_of(at),
        });
    }

    fn judge(&mut self, judgement: &Judgement, accepted: bool) {
        let code = judgement.code.get_ref().as_str();
        let places = match (&judgement.unit, &judgement.find) {
            (Some(unit), Some(find)) => {
                let places = self.find((unit, find, judgement.nth.as_ref()));
                if places.is_empty() {
                    return;
                }
                Some(places)
            }
            _ => None,
        };
        let meant = |span: Span| match &places {
            None => true,
            Some(places) => (places.iter())
                .any(|place| place.start < span.end.max(span.start + 1) && span.start <= place.end),
        };
        let by = Responsible::Editor(id_of(judgement.by.as_ref()));
        let mut count = 0;
        self.settled.marks.retain_mut(|ranked| {
            if ranked.rank == Rank::Decided
                || !is_of_class(&ranked.mark, code)
                || !meant(ranked.mark.span)
            {
                return true;
            }
            count += 1;
            if accepted {
                accept(ranked, &by);
            }
            accepted
        });
        count += if code == NOTE_PLACE {
            self.judge_notes(&meant, accepted, &by)
        } else {
            0
        };
        if count == 0 {
            self.without_effect(judgement, code);
        }
    }

    fn judge_notes(
        &mut self,
        meant: &dyn Fn(Span) -> bool,
        accepted: bool,
        by: &Responsible,
    ) -> usize {
        let mut count = 0;
        for note in &mut self.settled.notes {
            if note
                .offset
                .is_some_and(|offset| meant(Span::at(offset as usize)))
            {
                count += 1;
                note.responsible = by.clone();
                if !accepted {
                    note.offset = None;
                }
            }
        }
        count
    }

    fn without_effect(&mut self, judgement: &Judgement, code: &str) {
        let finding = if CLASSES.contains(&code) || code.contains('-') {
            let message = format!("the converter has proposed nothing of class `{code}` there");
            Diagnostic::information(
                "decision-without-effect",
                place_of(&judgement.code),
                message,
            )
        } else {
            let message = format!("there is no class `{code}` of proposals");
            Diagnostic::error("decision-class", place_of(&judgement.code), message)
                .hint(format!("classes are: {}", CLASSES.join(", ")))
        };
        self.settled.findings.push(finding);
    }

    fn emendations(&mut self, file: &File) {
        for one in &file.emendation {
            let read = one.read.clone().unwrap_or_default();
            for span in self.find((&one.unit, &one.find, one.nth.as_ref())) {
                let read = read.clone();
                let what = match one.kind {
                    EmendationKind::Correction => What::Correction { read },
                    EmendationKind::Regularization => What::Regularization { read },
                    EmendationKind::Proposal => What::Proposal { read },
                    EmendationKind::Deletion => What::Surplus {
                        reason: self.why_deleted(span, one.reason.as_deref()),
                    },
                };
                let saying = Saying {
                    what,
                    certainty: one.certainty,
                    reason: one.reason.as_ref(),
                };
                self.decide(span, &one.find, one.by.as_ref(), saying);
            }
        }
    }

    /// `memo` where the converter or the editor's reason says so.
    fn why_deleted(&self, span: Span, reason: Option<&str>) -> String {
        let memo = self.settled.marks.iter().any(|ranked| {
            let overlaps = ranked.mark.span.start < span.end && span.start < ranked.mark.span.end;
            overlaps && matches!(&ranked.mark.what, What::Surplus { reason } if reason == "memo")
        });
        let said = reason.is_some_and(|reason| {
            (reason.split(|c: char| !c.is_alphabetic()))
                .any(|word| word.eq_ignore_ascii_case("memo"))
        });
        if memo || said { "memo" } else { "editorial" }.to_owned()
    }

    fn dates(&mut self, file: &File) {
        for one in &file.date {
            for span in self.find((&one.unit, &one.find, one.nth.as_ref())) {
                let what = What::Date {
                    when: one.when.get_ref().clone(),
                    julian: false,
                };
                let saying = Saying {
                    what,
                    certainty: one.certainty,
                    reason: one.reason.as_ref(),
                };
                self.decide(span, &one.find, one.by.as_ref(), saying);
            }
        }
    }

    fn foreign(&mut self, file: &File) {
        for one in &file.foreign {
            for span in self.find((&one.unit, &one.find, one.nth.as_ref())) {
                let what = What::Foreign {
                    language: one.language.get_ref().clone(),
                };
                let saying = Saying {
                    what,
                    certainty: Certainty::High,
                    reason: None,
                };
                self.decide(span, &one.find, one.by.as_ref(), saying);
            }
        }
    }

    fn names(&mut self, file: &File) {
        for one in &file.name {
            for form in &one.forms {
                for span in self.find((&form.unit, &form.find, form.nth.as_ref())) {
                    let what = What::Name {
                        kind: one.kind,
                        id: one.id.get_ref().clone(),
                    };
                    let saying = Saying {
                        what,
                        certainty: one.certainty,
                        reason: None,
                    };
                    self.decide(span, &form.find, one.by.as_ref(), saying);
                }
            }
        }
    }

    fn quotations(&mut self, file: &File) {
        for one in &file.quotation {
            for begin in self.find((&one.unit, &one.find, one.nth.as_ref())) {
                let title = one.source.as_ref().map(|source| source.get_ref().as_str());
                let Some(what) = self.quotation(one.unit.get_ref(), begin, title) else {
                    let message = "the end of this quotation, or its source after it, is not found";
                    let finding =
                        Diagnostic::error("decision-quotation", place_of(&one.find), message);
                    self.settled.findings.push(finding);
                    continue;
                };
                let What::Quotation {
                    quote,
                    source,
                    title,
                } = what
                else {
                    continue;
                };
                if let Some(when) = &one.date {
                    let place = Span {
                        start: title.map_or(source.start, |title| title.end),
                        ..source
                    };
                    self.date_in(place, when, one);
                }
                let span = Span {
                    start: quote.start,
                    end: source.end,
                };
                let saying = Saying {
                    what: What::Quotation {
                        quote,
                        source,
                        title,
                    },
                    certainty: Certainty::High,
                    reason: None,
                };
                self.decide(span, &one.find, one.by.as_ref(), saying);
            }
        }
    }

    /// The quotation that begins at `begin`: to the closing mark that answers
    /// its opening one, with the statement of its source after it, to its date
    /// or its title.
    fn quotation(&self, unit: &str, begin: Span, title: Option<&str>) -> Option<What> {
        let line_end = self.units.line_end(unit, begin.start)?;
        let text = self.source.slice(Span {
            start: begin.start,
            end: line_end,
        });
        let quote = begin.start as usize + closing_mark(text)?;
        let rest = &self.source.text()[quote..line_end as usize];
        let Some(title) = title else {
            return self.proposed_quotation(begin);
        };
        let at = rest.find(title).filter(|at| *at <= FARTHEST_SOURCE)?;
        let stated = Span::new(quote + at, quote + at + title.len());
        let dates: Vec<Span> = (self.settled.marks.iter())
            .filter(|ranked| matches!(ranked.mark.what, What::Date { .. }))
            .map(|ranked| ranked.mark.span)
            .filter(|date| stated.start <= date.start && date.end <= line_end)
            .collect();
        let title = self.title_in(stated, &dates);
        let title_end = title.map_or(stated.start, |title| title.end);
        let dated = dates
            .iter()
            .filter(|date| (title_end..=stated.end.max(title_end + 10)).contains(&date.start));
        // Without a date that was recognised, the bracket that closes it.
        let closed = rest[at..]
            .find([')', ']'])
            .map(|at_bracket| (quote + at + at_bracket) as u32)
            .filter(|end| *end <= stated.end + 60);
        let end = (dated.map(|date| date.end).max()).or(closed);
        let end = end.unwrap_or(stated.end).max(stated.end);
        let source = Span {
            start: quote as u32,
            end,
        };
        Some(What::Quotation {
            quote: Span::new(begin.start as usize, quote),
            source: self.with_its_bracket(source, line_end),
            title,
        })
    }

    /// The title in the words of a source: to a date that stands in them, and
    /// without the brackets and signs around it.
    fn title_in(&self, stated: Span, dates: &[Span]) -> Option<Span> {
        let first = (dates.iter())
            .map(|date| date.start)
            .filter(|start| *start < stated.end);
        let words = self.source.slice(Span {
            end: first.min().unwrap_or(stated.end),
            ..stated
        });
        let signs = |c: char| c.is_whitespace() || matches!(c, '(' | '[' | ',' | ';' | ':');
        let begun = words.trim_start_matches(signs);
        let start = stated.start as usize + words.len() - begun.len();
        let mut title = begun.trim_end_matches(signs);
        // A bracket that was opened before the title is none of it.
        for (open, close) in BRACKETS {
            if title.ends_with(close) && title.matches(close).count() > title.matches(open).count()
            {
                title = title[..title.len() - 1].trim_end_matches(signs);
            }
        }
        (!title.is_empty()).then(|| Span::new(start, start + title.len()))
    }

    /// `source` with the bracket after it, if it has the one that opens it.
    fn with_its_bracket(&self, source: Span, line_end: u32) -> Span {
        let words = self.source.slice(source);
        let after = self.source.slice(Span {
            start: source.end,
            end: line_end.max(source.end),
        });
        let rest = after.trim_start_matches([' ', '\u{a0}', '.']);
        let closes = BRACKETS.iter().any(|(open, close)| {
            rest.starts_with(*close) && words.matches(*open).count() > words.matches(*close).count()
        });
        let skipped = (after.len() - rest.len()) as u32;
        Span {
            end: source.end + if closes { skipped + 1 } else { 0 },
            ..source
        }
    }

    fn proposed_quotation(&self, begin: Span) -> Option<What> {
        let found = (self.settled.marks.iter()).find(|ranked| match ranked.mark.what {
            What::Quotation { quote, .. } => quote.start == begin.start,
            _ => false,
        });
        found.map(|ranked| ranked.mark.what.clone())
    }

    /// The editor's date on the date that stands in `place`, or on all of it
    /// that has letters. Where nothing is left, it is an error.
    fn date_in(&mut self, place: Span, when: &Spanned<String>, one: &super::file::Quotation) {
        let found = (self.settled.marks.iter()).find(|ranked| {
            let span = ranked.mark.span;
            matches!(ranked.mark.what, What::Date { .. })
                && place.start <= span.start
                && span.end <= place.end
        });
        let span = found.map(|ranked| ranked.mark.span).unwrap_or_else(|| {
            let text = self.source.slice(place);
            let words = text.trim_matches(|c: char| !c.is_alphanumeric());
            let start = text.find(char::is_alphanumeric).unwrap_or_default();
            let start = place.start as usize + start;
            Span::new(start, start + words.len())
        });
        if span.is_empty() {
            let message = "no date stands in the source of this quotation";
            let finding = Diagnostic::error("decision-quotation", place_of(when), message);
            self.settled.findings.push(finding);
            return;
        }
        let what = What::Date {
            when: when.get_ref().clone(),
            julian: false,
        };
        let saying = Saying {
            what,
            certainty: Certainty::High,
            reason: None,
        };
        self.decide(span, &one.find, one.by.as_ref(), saying);
    }

    fn notes(&mut self, file: &File) {
        for one in &file.note {
            let number = *one.n.get_ref();
            let offset = match (&one.unit, &one.after) {
                (Some(unit), Some(after)) => self.place_after((unit, after, one.nth.as_ref())),
                _ => None,
            };
            let alternative = one.alternative.as_ref().and_then(|other| {
                self.place_after((&other.unit, &other.after, other.nth.as_ref()))?;
                let (unit, after) = (other.unit.get_ref().clone(), other.after.get_ref().clone());
                Some((unit, after, other.certainty, text_of(other.reason.as_ref())))
            });
            self.settled.notes.retain(|note| note.number != number);
            self.settled.notes.push(PlacedNote {
                number,
                offset,
                certainty: one.certainty,
                reason: text_of(one.reason.as_ref()),
                responsible: Responsible::Editor(id_of(one.by.as_ref())),
                alternative,
                kind: one.kind,
            });
            let unit = Spanned::new(one.n.span(), format!("n{number}"));
            if self.units.line_count(unit.get_ref()) == 0 {
                let message = format!("the text has no note {number}");
                self.settled.findings.push(Diagnostic::error(
                    "decision-note",
                    place_of(&unit),
                    message,
                ));
            }
        }
        self.settled.notes.sort_by_key(|note| note.number);
    }

    fn comments(&mut self, file: &File) {
        for one in &file.comment {
            if let Some(offset) = self.place_after((&one.unit, &one.after, one.nth.as_ref())) {
                let (text, by) = (one.text.clone(), id_of(one.by.as_ref()));
                self.settled
                    .comments
                    .push(PlacedComment { offset, text, by });
            }
        }
        self.settled.comments.sort_by_key(|comment| comment.offset);
    }

    /// The end of the words that a call stands after; `all` is no single place.
    fn place_after(&mut self, sought: Sought<'_>) -> Option<u32> {
        let places = self.find(sought);
        if places.len() > 1 {
            let message = "a call stands at one place, not after each of these words";
            let finding = Diagnostic::error("decision-ambiguous", place_of(sought.1), message);
            self.settled.findings.push(finding);
        }
        places.first().map(|place| place.end)
    }
}

/// What is decided about a place.
struct Saying<'f> {
    what: What,
    certainty: Certainty,
    reason: Option<&'f String>,
}

fn accept(ranked: &mut Ranked, by: &Responsible) {
    ranked.rank = Rank::Accepted;
    ranked.mark.responsible = by.clone();
    if let What::Proposal { read } = &ranked.mark.what {
        ranked.mark.what = What::Correction { read: read.clone() };
    }
}

/// Brackets that a source may stand in.
const BRACKETS: [(char, char); 2] = [('(', ')'), ('[', ']')];

/// How far after a quotation its source may be named, in bytes.
const FARTHEST_SOURCE: usize = 120;

/// The byte after the mark that closes the quotation which `text` begins with.
fn closing_mark(text: &str) -> Option<usize> {
    const PAIRS: [(char, &[char]); 6] = [
        ('“', &['”']),
        ('„', &['“', '”']),
        ('«', &['»']),
        ('»', &['«']),
        ('‘', &['’']),
        ('"', &['"']),
    ];
    let open = text.chars().next()?;
    let (_, close) = PAIRS.iter().find(|(mark, _)| *mark == open)?;
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        if close.contains(&c) && at > 0 {
            depth -= 1;
            if depth == 0 {
                return Some(at + c.len_utf8());
            }
        } else if c == open {
            depth += 1;
        }
    }
    None
}
