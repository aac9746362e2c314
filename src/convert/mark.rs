//! What is said about a stretch of the text?

use serde::Deserialize;

use crate::diagnostic::Code;
use crate::edition::Certainty;
use crate::source::Span;

/// Who says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Responsible {
    /// A rule of the converter.
    Converter,
    /// Someone in the decisions file, by `xml:id`.
    Editor(String),
}

/// One statement about one stretch of the source, on the way to markup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The stretch, within one block; empty for a place between characters.
    pub span: Span,
    /// What it is.
    pub what: What,
    /// How sure that is.
    pub certainty: Certainty,
    /// Who says so.
    pub responsible: Responsible,
    /// Which kind of finding this is: `date-inferred`, `fault-proposed`, ….
    pub code: Code,
    /// The evidence, in a few words for the editor.
    pub reason: String,
}

/// What a stretch is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A date; `when` is ISO 8601, as precise as it is known.
    Date {
        /// The normalised date: one of the Gregorian calendar, as TEI wants it
        /// (att.datable.w3c).
        when: String,
        /// Whether the words count by the Julian calendar.
        julian: bool,
    },
    /// Words in another language.
    Foreign {
        /// BCP 47.
        language: String,
    },
    /// A quotation with its source: the whole span holds both.
    Quotation {
        /// The quoted words with their marks.
        quote: Span,
        /// From the end of the quotation to the end of the source statement.
        source: Span,
        /// The title of the source, if it is recognised.
        title: Option<Span>,
    },
    /// A fault, corrected in the reading text.
    Correction {
        /// What the reading text has.
        read: String,
    },
    /// A fault that is left, with a correction that somebody might make.
    Proposal {
        /// What might be read.
        read: String,
    },
    /// Spacing, dashes, hyphens made regular.
    Regularization {
        /// What the reading text has.
        read: String,
    },
    /// Words that do not belong to the text.
    Surplus {
        /// `memo`, or another reason.
        reason: String,
    },
    /// A name.
    Name {
        /// `person`, `organisation` or `place`.
        kind: NameKind,
        /// Its id in the register.
        id: String,
    },
    /// The place where note `number` is called (an empty span).
    NoteCall {
        /// Which of the notes, from 1.
        number: usize,
    },
}

/// What bears a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NameKind {
    /// A person.
    Person,
    /// An organisation.
    Organisation,
    /// A place.
    Place,
}
