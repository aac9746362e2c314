//! Which texts stand side by side?

use std::collections::{BTreeMap, BTreeSet};

use super::ParallelSide;
use super::align::{Alignment, Group, is_passage};
use crate::tei::element::{is_division, tei_name};
use crate::xml::{Element, NodeId, Tree};

/// Columns, at most: more do not stand beside each other on any screen.
const MOST_SIDES: usize = 8;

/// The sides of an alignment, in the order of the file; fewer than two if nothing
/// stands apart.
///
/// A side is what holds one member of each group and not the others. Of many such
/// elements those in one language are one side; if languages do not tell them
/// apart, those of one type; else the first, the second of each group.
pub(super) fn sides(tree: &Tree, alignment: &Alignment) -> Vec<ParallelSide> {
    let groups: Vec<Vec<Element<'_>>> = alignment
        .groups
        .iter()
        .map(|group| roots(tree, group))
        .filter(|roots| roots.len() > 1)
        .collect();
    let language = |root: Element<'_>| root.language().map(|tag| tag.into_owned());
    let kind = |root: Element<'_>| root.attribute("type").map(|kind| kind.into_owned());
    let keyed = keyed(&groups, language)
        .or_else(|| keyed(&groups, kind))
        .unwrap_or_else(|| numbered(&groups));
    let mut roots_of: BTreeMap<String, BTreeSet<NodeId>> = BTreeMap::new();
    for (root, key) in keyed {
        roots_of.entry(key).or_default().insert(root.id());
    }
    let mut sides: Vec<ParallelSide> = roots_of
        .into_values()
        .map(|roots| side(tree, outermost(tree, roots)))
        .collect();
    sides.sort_by_key(|side| side.roots.first().copied());
    sides.truncate(MOST_SIDES);
    let neighbours = neighbours(tree, &sides);
    for (side, neighbours) in sides.iter_mut().zip(neighbours) {
        side.roots.extend(neighbours);
        side.roots.sort();
    }
    sides
}

/// What stands among the elements of the sides without a partner. Where passages
/// of both sides alternate, any passage between them belongs to the side of its
/// language, else to the first; where divisions do, those of the language and the
/// type of a side belong to it.
fn neighbours(tree: &Tree, sides: &[ParallelSide]) -> Vec<Vec<NodeId>> {
    let element = |&root: &NodeId| tree.node(root).element();
    let mut found = vec![Vec::new(); sides.len()];
    let roots: BTreeSet<NodeId> = sides.iter().flat_map(|side| side.roots.clone()).collect();
    let parents = roots.iter().filter_map(element).filter_map(Element::parent);
    let parents: BTreeSet<NodeId> = parents.map(|parent| parent.id()).collect();
    for parent in parents.iter().filter_map(element) {
        let own = |side: &ParallelSide| {
            let children = parent.elements();
            children
                .filter(|child| side.roots.contains(&child.id()))
                .count()
        };
        let divided = parent
            .elements()
            .any(|child| roots.contains(&child.id()) && holds_passages(child));
        if divided && sides.iter().all(|side| own(side) < 2) {
            continue;
        }
        for child in parent.elements().filter(|child| is_passage(*child)) {
            let holds_root = roots.range(child.id()..child.end()).next().is_some();
            if holds_root || child.text().trim().is_empty() {
                continue;
            }
            let of_side = |side: &ParallelSide| {
                let kind = child.attribute("type").map(|kind| kind.into_owned());
                child.language().as_deref() == side.language.as_deref()
                    && (!divided || kind == side.kind)
            };
            let side = sides.iter().position(of_side).or((!divided).then_some(0));
            if let Some(side) = side {
                found[side].push(child.id());
            }
        }
    }
    found
}

fn holds_passages(element: Element<'_>) -> bool {
    tei_name(element)
        .is_some_and(|name| is_division(name) || matches!(name, "text" | "body" | "front" | "back"))
}

/// For each member of a group the outermost element around it that holds no other.
fn roots<'t>(tree: &'t Tree, group: &Group) -> Vec<Element<'t>> {
    let member = |at: &NodeId| tree.node(*at).element();
    let others = |of: NodeId| group.members.iter().filter(move |&&other| other != of);
    let alone = |around: &Element<'t>, of: NodeId| {
        let (start, end) = (around.id(), around.end());
        others(of).all(|&other| other < start || end <= other)
    };
    let outermost = |element: Element<'t>| {
        let of = element.id();
        let around = std::iter::once(element).chain(element.ancestors());
        around.take_while(|around| alone(around, of)).last()
    };
    group
        .members
        .iter()
        .filter_map(member)
        .filter_map(outermost)
        .collect()
}

/// Roots with what `key` says of them, if that tells the members of every group
/// apart.
fn keyed<'t>(
    groups: &[Vec<Element<'t>>],
    key: impl Fn(Element<'t>) -> Option<String>,
) -> Option<Vec<(Element<'t>, String)>> {
    let mut keyed = Vec::new();
    for group in groups {
        let mut seen = BTreeSet::new();
        for &root in group {
            let key = key(root)?;
            seen.insert(key.clone());
            keyed.push((root, key));
        }
        if seen.len() < 2 {
            return None;
        }
    }
    Some(keyed)
}

fn numbered<'t>(groups: &[Vec<Element<'t>>]) -> Vec<(Element<'t>, String)> {
    let mut numbered = Vec::new();
    for group in groups {
        for (at, &root) in group.iter().enumerate() {
            numbered.push((root, at.to_string()));
        }
    }
    numbered
}

/// Those that stand in no other.
fn outermost(tree: &Tree, roots: BTreeSet<NodeId>) -> Vec<NodeId> {
    let mut kept = Vec::new();
    let mut end = None;
    for root in roots {
        if end.is_none_or(|end| end <= root) {
            end = tree.node(root).element().map(Element::end);
            kept.push(root);
        }
    }
    kept
}

fn side(tree: &Tree, roots: Vec<NodeId>) -> ParallelSide {
    let elements = || roots.iter().filter_map(|&root| tree.node(root).element());
    let language = elements().find_map(Element::language);
    let kind = elements().find_map(|root| root.attribute("type"));
    ParallelSide {
        language: language.map(|tag| tag.into_owned()),
        kind: kind.map(|kind| kind.into_owned()),
        roots: roots.clone(),
    }
}
