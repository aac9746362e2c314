//! What did hands do on a page, and what is doubtful or lost there?
//!
//! The doings of scribes, and what an editor reports of the state of a page,
//! that is no difference between witnesses (TEI PHCO, PHSD, PHOM, COED).

use serde::Serialize;

use super::responsibility::Certainty;

/// What was done, or is the matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum InterventionKind {
    /// Words added in the witness (`add`).
    Addition,
    /// Words cancelled in the witness (`del`).
    Deletion,
    /// Words written in the place of others (`subst`).
    Substitution,
    /// A spelling made regular (`choice` of `orig` and `reg`).
    Regularisation,
    /// Lost words that an editor supplied (`supplied`).
    Supply,
    /// Letters read with doubt (`unclear`).
    Doubt,
    /// Words that are not there (`gap`).
    Gap,
    /// A space left free (`space`).
    Space,
}

/// One such doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Intervention {
    /// The citable unit in which it stands.
    pub unit: String,
    /// The line of the stone or page (`lb/@n`), where the unit has no number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    /// The characters of the reading text of its unit, as those of an entry of
    /// the apparatus.
    pub characters: (u32, u32),
    /// What was done.
    pub kind: InterventionKind,
    /// The words that stand in the text; empty if it has none there.
    pub words: String,
    /// The words that were there before, or as they are spelled there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub earlier: Option<String>,
    /// The hand that did it (`@hand`), by name where the file gives one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hand: Option<String>,
    /// Where it stands on the page (`@place`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// How it looks (`@rend`): `strikethrough`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub look: Option<String>,
    /// Why (`@reason`), or what did the damage (`@agent`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How much is meant, in words: `3 lines`, `c. 12 characters`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extent: Option<String>,
    /// Who answers for it (`@resp`), by name where the file gives one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responsible: Option<String>,
    /// Where it was found (`@source`, `@evidence`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// How sure it is (`@cert`).
    pub certainty: Certainty,
}
