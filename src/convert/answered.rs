//! Which findings has the editor answered?
//!
//! A finding that tells a proposal goes with it: when the editor took it over,
//! refused it, or decided otherwise about the same words. A question about words
//! is answered by any decision about them, one about a note by its place.

use std::collections::{BTreeMap, BTreeSet};

use super::block::{Block, BlockKind};
use super::decisions::settle::{Rank, Settled, class};
use super::mark::{Mark, Responsible};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::source::Span;

/// What is said about the place of a note.
const NOTES: [Code; 2] = ["note-placed", "note-unplaced"];

/// The proposals of the converter by place and code, each with its class.
pub struct Proposed(BTreeMap<(Span, Code), &'static str>);

impl Proposed {
    /// The proposals that `marks` are.
    pub fn new(marks: &[Mark]) -> Self {
        let known = marks
            .iter()
            .map(|mark| ((mark.span, mark.code), class(&mark.what)));
        Self(known.collect())
    }

    /// Takes out of `findings` what is answered in `settled`.
    pub fn take_answered(
        &self,
        findings: &mut Vec<Diagnostic>,
        blocks: &[Block],
        settled: &Settled,
    ) {
        let answers = Answers::new(blocks, settled);
        findings.retain(|finding| !self.is_answered(finding, &answers));
    }

    fn is_answered(&self, finding: &Diagnostic, answers: &Answers) -> bool {
        if NOTES.contains(&finding.code) {
            return answers.notes.contains(&finding.span);
        }
        let asks = finding.severity == Severity::Warning;
        let told = self.0.get(&(finding.span, finding.code));
        if told.is_none() && !asks {
            return false;
        }
        // The weekday of a date is asked about beside the date.
        let at = (finding.span, "")..;
        let here = self.0.range(at).map(|(key, _)| key);
        let mut here = here.take_while(|(span, _)| *span == finding.span);
        let gone = |key: &(Span, Code)| !answers.proposed.contains(key);
        if here.any(|key| gone(key) && (told.is_none() || key.1 == finding.code)) {
            return true;
        }
        let touches = |span: Span| span.start < finding.span.end && finding.span.start < span.end;
        let mut decided = answers.decided.iter();
        decided.any(|(span, class)| touches(*span) && (asks || Some(class) == told))
    }
}

/// What the editor said.
struct Answers {
    /// The proposals that nobody decided about.
    proposed: BTreeSet<(Span, Code)>,
    /// What was decided or taken over, with its class.
    decided: Vec<(Span, &'static str)>,
    /// The notes that have their place from the editor.
    notes: BTreeSet<Span>,
}

impl Answers {
    fn new(blocks: &[Block], settled: &Settled) -> Self {
        let mut answers = Self {
            proposed: BTreeSet::new(),
            decided: Vec::new(),
            notes: BTreeSet::new(),
        };
        for ranked in &settled.marks {
            let mark = &ranked.mark;
            if ranked.rank == Rank::Proposed {
                answers.proposed.insert((mark.span, mark.code));
            } else {
                answers.decided.push((mark.span, class(&mark.what)));
            }
        }
        let placed: BTreeSet<usize> = (settled.notes.iter())
            .filter(|note| note.responsible != Responsible::Converter)
            .map(|note| note.number)
            .collect();
        let notes = blocks.iter().filter(|block| block.kind == BlockKind::Note);
        answers.notes = (notes.enumerate())
            .filter(|(before, _)| placed.contains(&(before + 1)))
            .map(|(_, block)| block.span())
            .collect();
        answers
    }
}
