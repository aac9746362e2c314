//! How is a passage cited?
//!
//! A *reference* is what people write after the title: `1.2.14`. In an address
//! it is one segment of a path; docs/citation.md has the grammar.

use serde::Serialize;

use crate::source::percent::encode;

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
    /// Its fragment in a page; unique in the document.
    pub id: String,
    /// Its reference; unique in the document. The middle of a verse line that
    /// is divided among speakers has that of its beginning.
    pub reference: String,
    /// Whether the last step of the reference was counted, not given.
    pub counted: bool,
    /// Its number as people cite it, if it has one (`17`, `1.2.14`).
    pub number: Option<String>,
    /// What kind of thing it is.
    pub kind: UnitKind,
    /// Apparatus entries in it.
    pub entries: u32,
}

/// Stands between the two references of a range.
pub const RANGE: char = '-';

/// Stands before a reference that would read as something else in its place.
pub const ESCAPE: char = '~';

/// In which place of an address a reference stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// After the edition, where a version could stand too.
    AfterEdition,
    /// After the version.
    AfterVersion,
}

/// `reference`, or a range, as a segment of a path: percent-encoded but for
/// letters, digits, `-._~:`, with [`ESCAPE`] before what is reserved there.
pub fn to_segment(reference: &str, place: Place) -> String {
    let escape = if is_reserved(reference, place) {
        ESCAPE.to_string()
    } else {
        String::new()
    };
    escape + &encode(reference, b"-._~:")
}

/// The reference in a segment whose percent-encoding is undone already.
pub fn from_segment(segment: &str) -> &str {
    segment.strip_prefix(ESCAPE).unwrap_or(segment)
}

/// Whether `reference` must be escaped, because in its place it reads as the
/// name of a page (a lower-case word), of a file, or of a version.
pub fn is_reserved(reference: &str, place: Place) -> bool {
    matches!(reference, "." | "..")
        || reference.starts_with(ESCAPE)
        || is_word(reference)
        || is_file_name(reference)
        || (place == Place::AfterEdition && is_version(reference))
}

/// Three lower-case letters or more, also with hyphens; but not those of Roman
/// numerals alone.
fn is_word(text: &str) -> bool {
    text.len() >= 3
        && text.bytes().all(|c| c.is_ascii_lowercase() || c == b'-')
        && !text.bytes().all(|c| b"ivxlcdm".contains(&c))
}

/// Ends in a dot and two to eight lower-case letters.
fn is_file_name(text: &str) -> bool {
    let ending = text.rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|ending| {
        (2..=8).contains(&ending.len()) && ending.bytes().all(|c| c.is_ascii_lowercase())
    })
}

/// Digits, or a SHA-256.
fn is_version(text: &str) -> bool {
    let digest = text.len() == 64 && text.bytes().all(|c| c.is_ascii_hexdigit());
    digest || (!text.is_empty() && text.bytes().all(|c| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_safe_and_lead_back() {
        let cases = [
            ("1.2.14", "1.2.14", "1.2.14"),
            ("14", "14", "~14"),
            ("preface", "~preface", "~preface"),
            ("xviii", "xviii", "xviii"),
            ("praef.head", "~praef.head", "~praef.head"),
            ("praef.p3", "praef.p3", "praef.p3"),
            ("~a", "~~a", "~~a"),
            ("..", "~..", "~.."),
            ("I, 2/a", "I%2C%202%2Fa", "I%2C%202%2Fa"),
            ("β'", "%CE%B2%27", "%CE%B2%27"),
        ];
        for (reference, after_version, after_edition) in cases {
            assert_eq!(to_segment(reference, Place::AfterVersion), after_version);
            assert_eq!(to_segment(reference, Place::AfterEdition), after_edition);
            if !after_version.contains('%') {
                assert_eq!(from_segment(after_version), reference);
                assert_eq!(from_segment(after_edition), reference);
            }
        }
    }
}
