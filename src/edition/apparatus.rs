//! Where do the witnesses differ from the text, and from each other?

use serde::Serialize;

use super::responsibility::Certainty;
use super::witness::Siglum;

/// What an entry reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EntryKind {
    /// Readings of witnesses (`app`).
    Variant,
    /// A fault of the witness, corrected in the text (`choice` with `corr`).
    Emendation,
    /// A fault that is left, with a correction proposed (`choice` whose `corr`
    /// is marked as a proposal, or `sic` alone).
    Proposal,
    /// Words of the witness that the text leaves out (`surplus`, `del`).
    Deletion,
    /// Words of the text that no witness has (`supplied`, `add`).
    Addition,
}

/// The words of the text to which an entry refers (`lem`, TEI TCAPLR).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lemma {
    /// The words, white space collapsed, without markup.
    pub text: String,
    /// Witnesses that have them.
    pub witnesses: Vec<Siglum>,
}

/// What a witness has, or a scholar proposes, at a place (`rdg`, TEI TCAPLR).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reading {
    /// The words, white space collapsed, without markup; empty for an omission.
    pub text: String,
    /// Witnesses that have them; empty for a conjecture.
    pub witnesses: Vec<Siglum>,
    /// Who answers for the reading, if it is not a witness's.
    pub responsible: Option<String>,
    /// How sure it is.
    pub certainty: Certainty,
}

/// One place where something differs (`app`, TEI TCAPEN).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ApparatusEntry {
    /// `xml:id`, or a generated one that does not depend on other entries of
    /// other units.
    pub id: String,
    /// The citable unit it stands in.
    pub unit: String,
    /// What it reports.
    pub kind: EntryKind,
    /// The words of the text; TEI allows none.
    pub lemma: Option<Lemma>,
    /// The other readings, in the order of the source.
    pub readings: Vec<Reading>,
}

/// All entries, in the order of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Apparatus {
    /// The entries.
    pub entries: Vec<ApparatusEntry>,
}
