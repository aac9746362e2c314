//! Where is the text, and how is it divided?

use super::element::{is_division, plain, tei_name};
use super::identifier::Identifiers;
use crate::edition::UnitKind;
use crate::xml::{Element, NodeId, Tree};

/// A part of the text with parts of its own (`div`, `div1` … `div7`, TEI DS).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Division {
    /// The element.
    pub node: NodeId,
    /// Its id in HTML, if it has one.
    pub id: Option<String>,
    /// Its number (`@n`).
    pub number: Option<String>,
    /// What it is (`@type`).
    pub kind: Option<String>,
    /// Its heading, white space collapsed.
    pub heading: Option<String>,
    /// How deep it lies: 1 for a division of the body.
    pub level: u32,
}

/// Whether `element` is the root of a whole text or of a corpus of them.
pub fn is_document_element(element: Element<'_>) -> bool {
    matches!(
        tei_name(element),
        Some("TEI" | "TEI.2" | "teiCorpus" | "teiCorpus.2")
    )
}

/// Whether the file is one of TEI P4 or older, in which ids and languages are
/// told by `id` and `lang`.
pub fn is_p4(tree: &Tree) -> bool {
    let root = tree.root();
    root.namespace().is_none() && matches!(root.name(), "TEI.2" | "teiCorpus.2")
}

/// The elements that hold the text, in order: every outermost `text` and
/// `sourceDoc`; without one, everything beside the header; the root itself if the
/// file is a fragment. Of a file in which they have no word, as of a catalogue of
/// manuscripts, the descriptions and registers in its header as well; empty for a file
/// that is nothing but a header without them.
pub fn text_roots(tree: &Tree) -> Vec<NodeId> {
    let texts = texts(tree);
    let element = |root: &NodeId| tree.node(*root).element();
    if texts.iter().filter_map(element).any(has_words) {
        return texts;
    }
    let mut roots = described(tree);
    roots.extend(texts);
    roots
}

fn has_words(element: Element<'_>) -> bool {
    let mut below = element.descendants();
    below.any(|node| node.element().is_none() && !node.text().trim().is_empty())
}

/// What can be all that a file has to say, though it stands in its header.
const DESCRIPTIONS: [&str; 9] = [
    "msDesc",
    "particDesc",
    "settingDesc",
    "listEvent",
    "listNym",
    "listObject",
    "listOrg",
    "listPerson",
    "listPlace",
];

/// The outermost descriptions of manuscripts, persons and places in headers.
fn described(tree: &Tree) -> Vec<NodeId> {
    let root = tree.root();
    let any = DESCRIPTIONS.iter().any(|name| tree.has_name(name));
    if !any || !(is_document_element(root) || root.is("teiHeader")) {
        return Vec::new();
    }
    let is_described =
        |element: &Element<'_>| tei_name(*element).is_some_and(|name| DESCRIPTIONS.contains(&name));
    let all = root.descendants().filter_map(|node| node.element());
    let outermost = all.filter(is_described).filter(|element| {
        let mut around = element.ancestors();
        !around.any(|above| is_described(&above))
            && element.ancestors().any(|above| above.is("teiHeader"))
    });
    outermost.map(|element| element.id()).collect()
}

fn texts(tree: &Tree) -> Vec<NodeId> {
    let root = tree.root();
    if root.is("teiHeader") {
        return Vec::new();
    }
    if !is_document_element(root) {
        return vec![root.id()];
    }
    let parts = beside_headers(root);
    let is_text = |part: &&Element<'_>| part.is("text") || part.is("sourceDoc");
    let mut texts = parts.iter().filter(is_text).peekable();
    match texts.peek() {
        Some(_) => texts.map(|text| text.id()).collect(),
        None => parts.iter().map(|part| part.id()).collect(),
    }
}

/// What a document, or each document of a corpus, has beside its header: texts,
/// facsimiles, stand-off annotation, and whatever else stands there.
pub fn beside_headers(root: Element<'_>) -> Vec<Element<'_>> {
    let mut found = Vec::new();
    // Documents of which something is still to come, outermost first.
    let mut open = vec![root.elements()];
    while let Some(documents) = open.last_mut() {
        match documents.next() {
            Some(inner) if is_document_element(inner) => open.push(inner.elements()),
            Some(header) if header.is("teiHeader") => {}
            Some(part) => found.push(part),
            None => {
                open.pop();
            }
        }
    }
    found
}

/// All divisions below the roots of the text.
pub fn divisions(tree: &Tree, roots: &[NodeId], identifiers: &Identifiers) -> Vec<Division> {
    let mut divisions = Vec::new();
    let mut open: Vec<NodeId> = Vec::new();
    for root in roots.iter().filter_map(|&root| tree.node(root).element()) {
        let below = root.descendants().filter_map(|node| node.element());
        for element in std::iter::once(root).chain(below) {
            if !tei_name(element).is_some_and(is_division) {
                continue;
            }
            while open.pop_if(|end| *end <= element.id()).is_some() {}
            open.push(element.end());
            divisions.push(Division {
                node: element.id(),
                id: identifiers.of(element),
                number: element.attribute("n").map(|n| n.trim().to_owned()),
                kind: element.attribute("type").map(|kind| kind.into_owned()),
                heading: element
                    .child("head")
                    .map(plain)
                    .filter(|head| !head.is_empty()),
                level: open.len() as u32,
            });
        }
    }
    divisions
}

/// The first numbered paragraph of the body; without numbers the first one.
pub fn first_paragraph(document: &super::Document) -> Option<usize> {
    let in_body = |at: &usize| {
        let node = document.tree().node(document.units()[*at].node);
        let mut above = node
            .element()
            .into_iter()
            .flat_map(|element| element.ancestors());
        !above.any(|above| above.is("front") || above.is("back"))
    };
    let paragraph = |at: &usize| document.units()[*at].unit.kind == UnitKind::Paragraph;
    let numbered = |at: &usize| document.units()[*at].unit.number.is_some();
    let all = || (0..document.units().len()).filter(paragraph);
    all()
        .filter(numbered)
        .find(in_body)
        .or_else(|| all().find(in_body))
}
