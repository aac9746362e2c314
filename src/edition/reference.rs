//! How is a passage cited?

use serde::Serialize;

/// What kind of thing a citable unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum UnitKind {
    /// A paragraph of prose (`p`, `ab`).
    Paragraph,
    /// A heading.
    Heading,
    /// A line of verse, or a line group.
    Verse,
    /// A slogan or another displayed block.
    Block,
    /// The closer, opener or another formal part.
    Formal,
    /// Anything else that has a number or an id.
    Other,
}

/// A part of the text that has an address of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CitableUnit {
    /// The fragment of its permanent link; unique in the document.
    pub id: String,
    /// Its number as people cite it, if it has one (`17`, `1.2.14`).
    pub number: Option<String>,
    /// What kind of thing it is.
    pub kind: UnitKind,
    /// Words of its reading text.
    pub words: u32,
    /// Apparatus entries in it.
    pub entries: u32,
}
