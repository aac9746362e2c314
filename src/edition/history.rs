//! What happened to the text, and to the edition of it?

use serde::Serialize;

use super::responsibility::Certainty;
use super::witness::Siglum;

/// A state of the text that the sources name: signed, published, translated
/// (`creation/listChange/change`, TEI HD and PHCH).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TextState {
    /// `xml:id` of the `change`.
    pub id: Option<String>,
    /// ISO 8601 date, as precise as it is known (`2008-06-28`, `2008`).
    pub when: Option<String>,
    /// What happened, in a few words: `Signed`, `Published in DO`.
    pub label: String,
    /// What says so.
    pub evidence: String,
    /// Whether anybody who made this edition has seen that state.
    pub seen: bool,
    /// The witness that is that state, if there is one.
    pub witness: Option<Siglum>,
    /// How sure the statement is.
    pub certainty: Certainty,
}

/// One change of the electronic edition (`revisionDesc//change`, TEI HD6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// ISO 8601 date, if one is given.
    pub when: Option<String>,
    /// Who did it: names where the header resolves them, else what stands there.
    pub who: Option<String>,
    /// What was done.
    pub what: String,
}

/// The publication history: the life of the text, and that of its edition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct History {
    /// States of the text, in the order of the header.
    pub states: Vec<TextState>,
    /// Changes of the edition, in the order of the header.
    pub changes: Vec<Change>,
}
