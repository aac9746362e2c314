//! What is said about a place in the text?

use serde::Serialize;

use super::responsibility::Certainty;

/// Whose note it is: series never share numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NoteKind {
    /// It stands in the text that is edited: numbered 1, 2, 3.
    Source,
    /// The editor's: lettered a, b, c.
    Editor,
    /// The translator's: marked by asterisks.
    Translator,
}

/// Where a note hangs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Anchor {
    /// `xml:id` of the anchor, or of the element the note stands in.
    pub id: String,
    /// How sure the place is; `Unknown` for a call that stands in the source.
    pub certainty: Certainty,
    /// Whether the place was inferred (a call supplied by converter or editor).
    pub inferred: bool,
    /// `xml:id` of who says so, without `#`.
    pub responsible: Option<String>,
}

/// A note (`note`, TEI CONONO).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// `xml:id`, or a generated one.
    pub id: String,
    /// What is printed at the call: `1`, `a`, `*`.
    pub label: String,
    /// Whose note it is.
    pub kind: NoteKind,
    /// Where it hangs; `None` for a note whose place is not known.
    pub anchor: Option<Anchor>,
    /// Its words, white space collapsed, without markup.
    pub text: String,
}
