//! What stands beside the text, and is shown before or after it?

use rustc_hash::FxHashMap;

use crate::tei::Document;
use crate::tei::structure::{beside_headers, is_document_element};
use crate::xml::{Element, NodeId};

/// What stands beside the text and is shown after it.
pub fn beside_the_text(document: &Document) -> impl Iterator<Item = Element<'_>> {
    let roots: Vec<NodeId> = document.text().map(|text| text.id()).collect();
    let root = document.tree().root();
    let beside = is_document_element(root).then(|| beside_headers(root));
    beside.into_iter().flatten().filter(move |part| {
        let is_wordless = part.is("facsimile") && part.text().trim().is_empty();
        !(roots.contains(&part.id()) || is_wordless)
    })
}

/// The description of a letter in the header (TEI CCDE).
pub fn correspondence(document: &Document) -> impl Iterator<Item = Element<'_>> {
    let header = document.tree().root().child("teiHeader");
    let profile = header.and_then(|header| header.child("profileDesc"));
    profile
        .into_iter()
        .flat_map(|profile| profile.elements())
        .filter(|child| child.is("correspDesc"))
}

/// Where the stretches end that begin with `addSpan`, `delSpan`, `damageSpan`.
pub fn span_ends(document: &Document) -> FxHashMap<NodeId, &'static str> {
    let mut ends = FxHashMap::default();
    let tree = document.tree();
    let names = ["addSpan", "delSpan", "damageSpan"]
        .into_iter()
        .filter(|name| tree.has_name(name));
    for name in names {
        for span in tree.root().find_all(name) {
            ends.extend(
                crate::tei::pointer::target(tree, span, "spanTo").map(|end| (end.id(), name)),
            );
        }
    }
    ends
}
