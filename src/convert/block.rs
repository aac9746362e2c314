//! What kind of thing is each part of the text?

use crate::edition::Certainty;
use crate::source::Span;

/// What a block of lines is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockKind {
    /// A line of the carrier, not of the text: `(go to index)`.
    Paratext,
    /// A line above the text that says when it was published or translated.
    Statement,
    /// The title of the whole text.
    Title,
    /// The heading of a section.
    Heading,
    /// A slogan or another displayed line.
    Slogan,
    /// A paragraph of prose.
    Paragraph,
    /// A greeting or date-line before the text.
    Opener,
    /// The date-line at the end.
    Dateline,
    /// The signature.
    Signature,
    /// What the signatory belongs to.
    Affiliation,
    /// A note at the end of the text.
    Note,
}

/// One block: whole lines of the source, and why it is taken for what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its name as a unit: `p1`, `s1`, `h1`, `n1`, `imprint1`, `closer`, `nav1`.
    pub unit: String,
    /// Its lines without their line endings, in order; never empty.
    pub lines: Vec<Span>,
    /// How sure that is.
    pub certainty: Certainty,
    /// The evidence, in a few words.
    pub reason: String,
}

impl Block {
    /// From its first to its last character.
    pub fn span(&self) -> Span {
        let first = self.lines.first().copied().unwrap_or_default();
        let last = self.lines.last().copied().unwrap_or_default();
        Span {
            start: first.start,
            end: last.end,
        }
    }
}
