//! What can be seen in the text without knowing anything else about it?
//!
//! One rule book per kind, each described in `docs/plain-text.md`:
//! 1. [`passage`] cuts the blocks into words; [`tongue`] weighs which of six
//!    languages words are in; [`calendar`] and [`months`] know days and names;
//! 2. [`memo`], [`dates`], [`quotations`], [`foreign`], [`spacing`] and
//!    [`faults`] each say what they see;
//! 3. [`collect`] puts it in order and gives up what would cross;
//! 4. [`notes`] finds where the notes at the end were called.
//!
//! Never changes a character, never asks the clock, a dictionary or the network:
//! the same text gives the same inferences. Everything said is a proposal with
//! its reason and its certainty; thin evidence gives nothing.

pub mod calendar;
pub mod collect;
pub mod dates;
pub mod faults;
pub mod foreign;
pub mod memo;
pub mod months;
pub mod notes;
pub mod passage;
pub mod quotations;
pub mod spacing;
pub mod tongue;

use crate::convert::block::{Block, BlockKind};
use crate::convert::mark::{Mark, What};
use crate::diagnostic::Diagnostic;
use crate::edition::Certainty;
use crate::source::{SourceText, Span};

use collect::Collected;
use passage::Passage;
use tongue::Tongue;

/// What the rules saw in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inferred {
    /// Stretches, in the order of the text, outer before inner; no two cross.
    pub marks: Vec<Mark>,
    /// One for each note, in their order.
    pub notes: Vec<NotePlace>,
    /// One for each mark and note, and what is odd beside them, in the order of
    /// the text.
    pub findings: Vec<Diagnostic>,
}

/// Where a note was called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotePlace {
    /// Which of the notes, from 1.
    pub number: usize,
    /// The unit and the byte of the source after which the call stands; `None`
    /// when the evidence is too thin.
    pub place: Option<(String, u32)>,
    /// How sure that is; [`Certainty::Unknown`] without a place.
    pub certainty: Certainty,
    /// The evidence, or what is missing.
    pub reason: String,
    /// The next best place.
    pub runner_up: Option<RunnerUp>,
}

/// The second best place for the call of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunnerUp {
    /// The unit.
    pub unit: String,
    /// The byte of the source after which the call would stand.
    pub offset: u32,
    /// How sure that is.
    pub certainty: Certainty,
    /// The evidence.
    pub reason: String,
}

/// What can be seen in `blocks` of `source`, a text in `language` (BCP 47).
///
/// In a language other than the six of [`tongue::Tongue`] the rules that need
/// function words (words in other languages, memos in one's own) say nothing.
/// Paratext is not read at all.
pub fn infer(source: &SourceText, blocks: &[Block], language: &str) -> Inferred {
    let own = Tongue::from_tag(language);
    let passages: Vec<Passage<'_>> = blocks
        .iter()
        .filter(|block| block.kind != BlockKind::Paratext)
        .filter_map(|block| Passage::new(source.text(), block))
        .collect();
    let mut seen = Collected::default();
    memo::infer(&passages, own, &mut seen);
    dates::infer(&passages, own, &mut seen);
    quotations::infer(&passages, &mut seen);
    foreign::infer(&passages, own, &mut seen);
    let closed = stretches_left_alone(&seen);
    spacing::infer(&passages, own, &closed, &mut seen);
    faults::infer(&passages, own, &closed, &mut seen);
    let notes = notes::infer(&passages, &mut seen);
    let (marks, findings) = seen.arrange();
    Inferred {
        marks,
        notes,
        findings,
    }
}

/// Quoted words, words in another language and memos: their spelling and
/// spacing is their own. In order, without overlap.
fn stretches_left_alone(seen: &Collected) -> Vec<Span> {
    let mut spans: Vec<Span> = seen
        .marks()
        .filter_map(|mark| match &mark.what {
            What::Quotation { quote, .. } => Some(*quote),
            What::Foreign { .. } | What::Surplus { .. } => Some(mark.span),
            _ => None,
        })
        .collect();
    spans.sort_unstable();
    let mut closed: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match closed.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => closed.push(span),
        }
    }
    closed
}

/// Whether `span` touches one of `closed` (in order, without overlap).
fn is_closed(closed: &[Span], span: Span) -> bool {
    let next = closed.partition_point(|stretch| stretch.end <= span.start);
    closed
        .get(next)
        .is_some_and(|stretch| stretch.start < span.end)
}
