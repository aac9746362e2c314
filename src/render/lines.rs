//! What stands on lines of its own?

use super::beside::beside_the_text;
use super::walk::is_reading_elsewhere;
use crate::tei::Document;
use crate::tei::element::is_block;
use crate::xml::Node;

/// Whether an element stands on lines of its own.
#[derive(Clone, Copy, Default)]
pub(super) struct Lines {
    pub(super) known: bool,
    pub(super) own: bool,
    /// Whether something in it does.
    pub(super) within: bool,
}

/// For every element of the text whether it, and whether something below it,
/// stands on lines of its own.
pub(super) fn blocks(document: &Document) -> Vec<Lines> {
    let mut blocks = vec![Lines::default(); document.tree().len()];
    for root in document.text().chain(beside_the_text(document)) {
        let below = root.descendants().filter_map(Node::element);
        for element in std::iter::once(root).chain(below) {
            let own = is_block(element);
            let lines = &mut blocks[element.id().index()];
            (lines.known, lines.own) = (true, own);
            if !own || is_reading_elsewhere(document, element) {
                continue;
            }
            for above in element.ancestors() {
                let within = &mut blocks[above.id().index()].within;
                if above.is("note") || std::mem::replace(within, true) {
                    break;
                }
            }
        }
    }
    blocks
}
