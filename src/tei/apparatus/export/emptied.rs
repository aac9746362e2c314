//! Which containers of entries have nothing left to hold?

use rustc_hash::FxHashSet;

use super::edits::{Edits, bytes};
use crate::xml::{Element, NodeId, Tree};

/// What may hold a list of entries and nothing else.
const HOLDERS: [&str; 4] = ["div", "back", "listApp", "standOff"];

/// Takes away lists of entries of which nothing is left, with the division and
/// the back matter that held nothing else; `gone` are the entries that went.
pub fn remove_emptied(tree: &Tree, mut gone: FxHashSet<NodeId>, edits: &mut Edits) {
    let lists = tree.root().find_all("listApp");
    let divisions = tree
        .root()
        .find_all("div")
        .filter(|division| division.attribute("type").as_deref() == Some("apparatus"));
    let mut containers: Vec<Element<'_>> = lists.chain(divisions).collect();
    containers.sort_by_key(|container| std::cmp::Reverse(container.id()));
    for container in containers {
        let outermost = emptied(container, &mut gone);
        if let Some((start, end)) = outermost.and_then(bytes) {
            edits.replace(start, end, "");
        }
    }
}

/// The outermost element that is empty when all that is gone is gone.
fn emptied<'t>(container: Element<'t>, gone: &mut FxHashSet<NodeId>) -> Option<Element<'t>> {
    let mut outermost = None;
    let mut element = container;
    loop {
        let mut children = element.elements().peekable();
        let had = children.peek().is_some();
        if gone.contains(&element.id()) || !had || !children.all(|child| gone.contains(&child.id()))
        {
            return outermost;
        }
        gone.insert(element.id());
        outermost = Some(element);
        match element.parent() {
            Some(parent) if HOLDERS.iter().any(|name| parent.is(name)) => element = parent,
            _ => return outermost,
        }
    }
}
