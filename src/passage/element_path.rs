//! Where is an element, for other programs?
//!
//! The `element()` scheme of XPointer (W3C 2003): `element(/1/2/3)` is the third
//! child element of the second of the document element.

use serde::Serialize;

use crate::xml::{Element, NodeId, Tree};

/// Where a passage ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Boundary {
    /// With the end of this element.
    With(String),
    /// Before the start of this element.
    Before(String),
}

/// The paths of all elements.
pub struct Paths<'t> {
    tree: &'t Tree,
    /// The number of each element among the child elements of its parent.
    numbers: Vec<u32>,
}

impl<'t> Paths<'t> {
    /// The paths of the elements of `tree`.
    pub fn new(tree: &'t Tree) -> Self {
        let mut numbers = vec![0; tree.len()];
        let mut counted = vec![0; tree.len()];
        for element in tree.nodes().filter_map(|node| node.element()) {
            numbers[element.id().index()] = match element.parent() {
                Some(parent) => {
                    let count: &mut u32 = &mut counted[parent.id().index()];
                    *count += 1;
                    *count
                }
                None => 1,
            };
        }
        Self { tree, numbers }
    }

    /// The path of the element `node`.
    pub fn of(&self, node: NodeId) -> String {
        let Some(element) = self.tree.node(node).element() else {
            return String::new();
        };
        let mut numbers: Vec<u32> = std::iter::once(element)
            .chain(element.ancestors())
            .map(|element| self.numbers[element.id().index()])
            .collect();
        numbers.reverse();
        let steps: Vec<String> = numbers.iter().map(|number| format!("/{number}")).collect();
        format!("element({})", steps.concat())
    }

    /// Where the passage that begins with `first` ends, before the node `end`.
    pub fn boundary(&self, first: NodeId, end: NodeId) -> Boundary {
        let ends = |element: &Element<'_>| element.end() == end;
        let last = self.tree.node(NodeId::before(end));
        let around = last.element().into_iter().chain(last.parent());
        let around = around.flat_map(|element| std::iter::once(element).chain(element.ancestors()));
        // The outermost that does not reach back beyond the passage, if one does.
        let candidates: Vec<Element<'_>> = around.filter(ends).collect();
        let inside = candidates.iter().filter(|element| element.id() >= first);
        let best = inside.min_by_key(|element| element.id());
        match best.or(candidates.first()) {
            Some(element) => Boundary::With(self.of(element.id())),
            None => Boundary::Before(self.of(end)),
        }
    }
}
