//! What stands on lines of its own?

use super::beside::beside_the_text;
use super::extent::Extent;
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

/// For every element of the page whether it, and whether something below it,
/// stands on lines of its own.
pub(super) fn blocks(document: &Document, extent: &Extent<'_>) -> Vec<Lines> {
    let mut blocks = vec![Lines::default(); document.tree().len()];
    let beside = beside_the_text(document).map(|root| (root.id(), root.end()));
    for (from, to) in extent.ranges().into_iter().chain(beside) {
        for element in document.tree().between(from, to).filter_map(Node::element) {
            let own = is_block(element);
            let lines = &mut blocks[element.id().index()];
            (lines.known, lines.own) = (true, own);
            if !own || is_reading_elsewhere(document, element, |_| None) {
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
