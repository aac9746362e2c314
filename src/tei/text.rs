//! Which words does a side of the text have?
//!
//! Two sides are encoded in one file (docs/encoding.md): the *reading* side
//! takes `corr`, `reg`, `expan` and the lemma, and leaves out what does not
//! belong to the text; the *witness* side takes `sic`, `orig`, `abbr`, and
//! leaves out what the editor supplied. Notes belong to neither.

use super::element::{collapse, is_block, tei_name};
use crate::xml::{Element, Node, NodeId};

/// A side of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The text as edited.
    Reading,
    /// The text as the witness has it.
    Witness,
}

/// The words of the reading side of `element`, white space collapsed. A block
/// or a line break parts words, unless it says `break="no"`.
pub fn reading_text(element: Element<'_>) -> String {
    side_text(element, Side::Reading)
}

/// The words of a side of `element`, white space collapsed; see
/// [`reading_text`].
pub fn side_text(element: Element<'_>, side: Side) -> String {
    let mut raw = String::new();
    let mut blocks: Vec<NodeId> = Vec::new();
    flow(element, side, |node| {
        while blocks.pop_if(|end| *end <= node.id()).is_some() {
            raw.push(' ');
        }
        match node.element() {
            None => raw.push_str(&node.text()),
            Some(inner) if parts_words(inner) => {
                raw.push(' ');
                blocks.push(inner.end());
            }
            Some(_) => {}
        }
    });
    collapse(&raw)
}

/// The characters of the witness side of `element`, white space as it stands.
/// An `lb` is the line end that it stands for: one line feed, together with a
/// line feed just before it in the file.
pub fn witness_text(element: Element<'_>) -> String {
    let mut raw = String::new();
    flow(element, Side::Witness, |node| match node.element() {
        None => raw.push_str(&node.text()),
        Some(inner) if inner.is("lb") => {
            if raw.ends_with('\n') {
                raw.pop();
            }
            raw.push('\n');
        }
        Some(_) => {}
    });
    raw
}

/// Words of a text: runs between white space that have a letter or digit.
pub fn count_words(text: &str) -> u32 {
    let is_word = |run: &&str| run.chars().any(char::is_alphanumeric);
    text.split_whitespace().filter(is_word).count() as u32
}

/// Visits the nodes of one side below `element`, in the order of the text.
fn flow<'t>(element: Element<'t>, side: Side, mut visit: impl FnMut(Node<'t>)) {
    let mut resume = element.id();
    for node in element.descendants() {
        if node.id() < resume {
            continue;
        }
        match node.element() {
            Some(inner) if is_left_out(inner, side) => resume = inner.end(),
            None if stands_between_alternatives(node) => {}
            _ => visit(node),
        }
    }
}

/// Whether a side leaves `element` out where it stands.
pub fn is_left_out(element: Element<'_>, side: Side) -> bool {
    let Some(name) = tei_name(element) else {
        return false;
    };
    let left_out = match name {
        "note" | "noteGrp" | "teiHeader" => true,
        "fw" | "surplus" | "del" => side == Side::Reading,
        "supplied" => side == Side::Witness,
        _ => false,
    };
    left_out || is_rejected(element, side)
}

/// Whether `element` is an alternative that the side does not take.
fn is_rejected(element: Element<'_>, side: Side) -> bool {
    let Some(parent) = element.parent() else {
        return false;
    };
    match tei_name(parent) {
        Some("choice") => chosen(parent, side) != Some(element),
        Some("app") => {
            let kept = lemma_or_first_reading(parent);
            !kept.is_some_and(|kept| kept == element || kept.parent() == Some(element))
        }
        Some("rdgGrp") => {
            let app = element.ancestors().find(|above| above.is("app"));
            app.and_then(lemma_or_first_reading) != Some(element)
        }
        _ => false,
    }
}

/// White space between the alternatives of a `choice` or an `app`.
pub fn stands_between_alternatives(node: Node<'_>) -> bool {
    node.parent()
        .is_some_and(|parent| parent.is("choice") || parent.is("app") || parent.is("rdgGrp"))
}

/// The child of a `choice` that a side takes (TEI COED).
pub fn chosen<'t>(choice: Element<'t>, side: Side) -> Option<Element<'t>> {
    let edited = |child: &Element<'_>| match tei_name(*child) {
        Some("corr") => !is_proposal(*child),
        Some("reg" | "expan") => true,
        _ => false,
    };
    let found = |child: &Element<'_>| child.is("sic") || child.is("orig") || child.is("abbr");
    let first = choice.elements().next();
    match side {
        Side::Reading => (choice.elements().find(edited))
            .or_else(|| choice.elements().find(found))
            .or(first),
        Side::Witness => choice.elements().find(found).or(first),
    }
}

/// The `lem` of an `app`, or its first `rdg` (TEI TCAPLR).
pub fn lemma_or_first_reading(app: Element<'_>) -> Option<Element<'_>> {
    let readings = || {
        app.elements().flat_map(|child| {
            let group = child.is("rdgGrp").then(|| child.elements());
            std::iter::once(child).chain(group.into_iter().flatten())
        })
    };
    let lemma = readings().find(|child| child.is("lem"));
    lemma.or_else(|| readings().find(|child| child.is("rdg")))
}

/// Whether a `corr` only proposes: the reading text keeps the `sic`.
pub fn is_proposal(corr: Element<'_>) -> bool {
    corr.attribute("type").as_deref() == Some("proposal")
}

pub(super) fn parts_words(element: Element<'_>) -> bool {
    match tei_name(element) {
        Some("lb" | "pb" | "cb" | "gb" | "milestone") => {
            element.attribute("break").as_deref() != Some("no")
        }
        _ => is_block(element),
    }
}
