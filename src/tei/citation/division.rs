//! Which parts divide the text, and what are they called?

use super::number::given_number;
use crate::tei::element::is_division;
use crate::tei::identifier::{is_good, slug};
use crate::xml::Element;

/// Its `xml:id`, if that can be a reference.
pub fn own_id(element: Element<'_>) -> Option<String> {
    element
        .xml_id()
        .filter(|id| is_good(id))
        .map(|id| id.into_owned())
}

/// Whether lines and milestones belong to it.
pub fn divides(name: &str) -> bool {
    is_division(name) || matches!(name, "text" | "front" | "back" | "surface" | "sourceDoc")
}

/// Whether it is a poem with a number among others.
pub fn is_poem(element: Element<'_>) -> bool {
    let kind = element.attribute("type");
    element.is("lg")
        && kind.is_some_and(|kind| kind.trim() == "poem")
        && given_number(element).is_some()
}

/// Whether a division only holds the text: `div type="edition"` of EpiDoc, one
/// with a URN for its number, or the only one of the body.
pub fn is_transparent(element: Element<'_>, name: &str) -> bool {
    if given_number(element).is_some() || name == "surface" {
        return false;
    }
    let kind = element.attribute("type");
    let urn = element
        .attribute("n")
        .is_some_and(|n| n.trim().starts_with("urn:"));
    let edition = kind.as_deref().map(str::trim) == Some("edition");
    let alone = |parent: Element<'_>| {
        let mut divisions = parent.elements().filter(|child| is_division(child.name()));
        parent.is("body") && divisions.nth(1).is_none()
    };
    edition
        || (urn && kind.as_deref() != Some("translation"))
        || element.parent().is_some_and(alone)
}

/// What a division is called when it is counted: its type in letters, else
/// `div`; with a hyphen where a number would run on.
pub fn word_of_division(element: Element<'_>, name: &str) -> String {
    let kind = element
        .attribute("type")
        .map(|kind| slug(&kind))
        .unwrap_or_default();
    let mut word = if kind.is_empty() || kind.len() > 40 {
        name.trim_end_matches(|c: char| c.is_ascii_digit())
            .to_owned()
    } else {
        kind
    };
    if word.ends_with(|c: char| c.is_ascii_digit()) {
        word.push('-');
    }
    word
}
