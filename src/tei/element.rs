//! Which elements stand on lines of their own?

use super::traits::{Traits, traits};
pub use super::white::collapse;
use crate::source::Span;
use crate::xml::Element;

/// The local name of an element of the TEI (or of no namespace, as in P4 and
/// in loose fragments); `None` for one of another vocabulary.
pub fn tei_name<'t>(element: Element<'t>) -> Option<&'t str> {
    element.is_tei().then(|| element.name())
}

/// Whether an element shows how something is encoded (`egXML`, TEI TD): what is read of
/// it is its source.
pub fn is_example(element: Element<'_>) -> bool {
    element.name() == "egXML"
}

/// Elements that break the line wherever they stand, sorted.
pub(super) const BLOCKS: &[&str] = &[
    "ab",
    "argument",
    "back",
    "biblFull",
    "body",
    "byline",
    "castGroup",
    "castItem",
    "castList",
    "cell",
    "closer",
    "dateline",
    "div",
    "div1",
    "div2",
    "div3",
    "div4",
    "div5",
    "div6",
    "div7",
    "docImprint",
    "docTitle",
    "eg",
    "entry",
    "entryFree",
    "epigraph",
    "event",
    "facsimile",
    "figure",
    "floatingText",
    "front",
    "fw",
    "group",
    "head",
    "imprimatur",
    "item",
    "l",
    "lg",
    "line",
    "list",
    "listApp",
    "listBibl",
    "listEvent",
    "listOrg",
    "listPerson",
    "listPlace",
    "listRelation",
    "listWit",
    "msDesc",
    "opener",
    "org",
    "p",
    "performance",
    "person",
    "place",
    "postscript",
    "prologue",
    "row",
    "salute",
    "set",
    "signed",
    "sourceDoc",
    "sp",
    "speaker",
    "standOff",
    "surface",
    "surfaceGrp",
    "table",
    "text",
    "titlePage",
    "titlePart",
    "trailer",
    "witness",
    "zone",
];

/// Elements that break the line where paragraphs stand, and run on within one
/// (model.inter of the Guidelines), sorted.
pub(super) const EITHER: &[&str] = &[
    "address",
    "app",
    "bibl",
    "biblStruct",
    "cit",
    "desc",
    "figDesc",
    "label",
    "q",
    "quote",
    "said",
    "stage",
];

/// Elements in which paragraphs stand, besides divisions; sorted.
pub(super) const HOLD_PARAGRAPHS: &[&str] = &[
    "argument",
    "back",
    "body",
    "castList",
    "epigraph",
    "figure",
    "front",
    "listApp",
    "listBibl",
    "postscript",
    "prologue",
    "set",
    "sp",
    "titlePage",
];

/// Whether an element stands on lines of its own.
pub fn is_block(element: Element<'_>) -> bool {
    let own = traits(element);
    let among_paragraphs = || {
        let parent = element.parent().map(traits);
        parent.is_some_and(|parent| parent.has(Traits::HOLDS_PARAGRAPHS))
    };
    own.has(Traits::BLOCK) || (own.has(Traits::EITHER) && among_paragraphs())
}

/// Whether `name` is one of the numbered or plain divisions.
pub fn is_division(name: &str) -> bool {
    matches!(
        name,
        "div" | "div1" | "div2" | "div3" | "div4" | "div5" | "div6" | "div7"
    )
}

/// The text of an element, white space collapsed.
pub fn plain(element: Element<'_>) -> String {
    collapse(&element.text())
}

/// Whether a white-space separated attribute contains `word`.
pub fn has_word(element: Element<'_>, attribute: &str, word: &str) -> bool {
    (element.attribute(attribute))
        .is_some_and(|value| value.split_whitespace().any(|found| found == word))
}

/// The name in a start tag, to mark an element without marking its content.
pub fn name_of(element: Element<'_>) -> Span {
    let tag = element.start_tag();
    let name = element.qualified_name();
    if element.raw_start_tag()[1..].starts_with(name) && tag.len() > name.len() {
        let start = tag.start as usize + 1;
        Span::new(start, start + name.len())
    } else {
        tag
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(BLOCKS.is_sorted() && EITHER.is_sorted() && HOLD_PARAGRAPHS.is_sorted());
    }
}
