//! What can be seen in the text without knowing anything else about it?

use crate::convert::block::Block;
use crate::convert::mark::Mark;
use crate::diagnostic::Diagnostic;
use crate::edition::Certainty;
use crate::source::SourceText;

/// What the rules saw in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inferred {
    /// Stretches, in the order of the text.
    pub marks: Vec<Mark>,
    /// One for each note, in their order.
    pub notes: Vec<NotePlace>,
    /// What was noticed.
    pub findings: Vec<Diagnostic>,
}

/// Where a note was called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotePlace {
    /// Which of the notes, from 1.
    pub number: usize,
    /// The unit and the byte of the source after which the call stands.
    pub place: Option<(String, u32)>,
    /// How sure that is.
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

/// What can be seen in `blocks`.
pub fn infer(_source: &SourceText, _blocks: &[Block], _language: &str) -> Inferred {
    Inferred::default()
}
