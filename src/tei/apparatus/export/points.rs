//! Where in the file do words stand that are given by their characters?

use crate::tei::apparatus::flow::Flow;
use crate::xml::{Element, Node, NodeId, Tree};

use super::edits::bytes;

/// A place between characters of the file, and the element it is directly in.
type Place = (usize, Option<NodeId>);

/// Where in the file a stretch of words stands: the innermost two places in the
/// same element between which the words are. Where several pairs will do, the
/// one between which `copy` is written.
pub fn stretch(
    tree: &Tree,
    unit: Element<'_>,
    flow: &Flow<'_>,
    (start, end): (usize, usize),
    copy: &str,
) -> Option<(usize, usize)> {
    let starts = starts(tree, unit, flow, start)?;
    let ends = ends(tree, unit, flow, end)?;
    let pairs = pairs(&Silent { tree, flow }, starts, ends);
    written(tree, &pairs, copy).or(pairs.first().copied())
}

/// Where in the file stands, at the byte `at` of the words of a unit, what has no
/// words of the reading text, but is written as `copy`.
pub fn silent_stretch(
    tree: &Tree,
    unit: Element<'_>,
    flow: &Flow<'_>,
    at: usize,
    copy: &str,
) -> Option<(usize, usize)> {
    if bare(copy).is_empty() {
        return None;
    }
    let at = point(tree, unit, flow, at)?;
    let pairs = pairs(&Silent { tree, flow }, vec![at], vec![at]);
    written(tree, &pairs, copy)
}

/// Begins and ends in the same element, farther out also such as have more that
/// is silent between them.
fn pairs(silent: &Silent<'_, '_>, starts: Vec<Place>, ends: Vec<Place>) -> Vec<(usize, usize)> {
    let wider = starts.iter().flat_map(|place| silent.before(*place));
    let starts: Vec<Place> = starts.iter().copied().chain(wider).collect();
    let wider = ends.iter().flat_map(|place| silent.after(*place));
    let ends: Vec<Place> = ends.iter().copied().chain(wider).collect();
    let pairs = starts
        .iter()
        .flat_map(|start| ends.iter().map(move |end| (start, end)));
    let pairs = pairs.filter(|(start, end)| start.1 == end.1 && start.0 <= end.0);
    pairs.map(|(start, end)| (start.0, end.0)).collect()
}

/// The first pair between which `copy` is written.
fn written(tree: &Tree, pairs: &[(usize, usize)], copy: &str) -> Option<(usize, usize)> {
    let (source, wanted) = (tree.source().text(), bare(copy));
    let is_written = |pair: &&(usize, usize)| {
        let inside = source.get(pair.0..pair.1).unwrap_or_default();
        bare(inside) == wanted
    };
    pairs.iter().find(is_written).copied()
}

/// Where in the file something without words can stand that comes at the byte
/// `at` of the words of a unit: at the character that follows, or farther out,
/// before what begins there and what has no words.
pub fn points(tree: &Tree, unit: Element<'_>, flow: &Flow<'_>, at: usize) -> Option<Vec<usize>> {
    let innermost = point(tree, unit, flow, at)?;
    let silent = Silent { tree, flow };
    let mut begins = vec![innermost];
    begins.extend(starts(tree, unit, flow, at).unwrap_or_default());
    let wider = begins.iter().flat_map(|place| silent.before(*place));
    let mut places: Vec<Place> = begins.iter().copied().chain(wider).collect();
    places.retain(|place| {
        let parent = place.1.and_then(|parent| tree.node(parent).element());
        let parts = |parent: Element<'_>| HOLDS_ALTERNATIVES.iter().any(|name| parent.is(name));
        *place == innermost || !parent.is_none_or(parts)
    });
    Some(places.into_iter().map(|(at, _)| at).collect())
}

/// Elements that hold other elements and no words of their own.
const HOLDS_ALTERNATIVES: [&str; 4] = ["choice", "subst", "app", "rdgGrp"];

/// `text` without white space, and without the ids of its elements, which a copy
/// of it does not have.
fn bare(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("xml:id=\"") {
        out.push_str(before);
        rest = after.split_once('"').map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out.retain(|c| !c.is_whitespace());
    out
}

/// Finds what stands beside a place without having words of the reading text:
/// deletions, notes, line beginnings.
struct Silent<'a, 't> {
    tree: &'t Tree,
    flow: &'a Flow<'a>,
}

impl Silent<'_, '_> {
    fn before(&self, place: Place) -> Vec<Place> {
        let mut children = self.children(place.1);
        children.reverse();
        let earlier = children
            .into_iter()
            .filter(|child| child.span().end as usize <= place.0);
        self.places(earlier, place, |child| child.span().start as usize)
    }

    fn after(&self, place: Place) -> Vec<Place> {
        let children = self.children(place.1).into_iter();
        let later = children.filter(|child| child.span().start as usize >= place.0);
        self.places(later, place, |child| child.span().end as usize)
    }

    fn places<'n>(
        &self,
        nodes: impl Iterator<Item = Node<'n>>,
        place: Place,
        edge: impl Fn(Node<'n>) -> usize,
    ) -> Vec<Place> {
        let silent = nodes.take_while(|node| self.is_silent(*node));
        silent.map(|node| (edge(node), place.1)).collect()
    }

    fn children(&self, parent: Option<NodeId>) -> Vec<Node<'_>> {
        let parent = parent.and_then(|parent| self.tree.node(parent).element());
        parent.map_or(Vec::new(), |parent| parent.children().collect())
    }

    fn is_silent(&self, node: Node<'_>) -> bool {
        let end = node
            .element()
            .map_or(NodeId::after(node.id()), |element| element.end());
        let nodes = &self.flow.nodes;
        let first = nodes.partition_point(|(_, id)| *id < node.id());
        let inside = nodes[first..].iter().take_while(|(_, id)| *id < end);
        inside
            .into_iter()
            .all(|(_, id)| self.tree.node(*id).text().trim().is_empty())
    }
}

/// The place of nothing: just before the character that follows.
fn point(tree: &Tree, unit: Element<'_>, flow: &Flow<'_>, at: usize) -> Option<Place> {
    let Some((node, local)) = holding(tree, flow, at) else {
        let end = super::edits::content_bytes(unit).map(|(_, end)| end)?;
        return Some((end, Some(unit.id())));
    };
    let parent = node.parent().map(|parent| parent.id());
    Some((
        node.span().start as usize + written_length(node, local)?,
        parent,
    ))
}

/// The text node in which the byte `at` of the words is, and the byte in it.
fn holding<'t>(tree: &'t Tree, flow: &Flow<'_>, at: usize) -> Option<(Node<'t>, usize)> {
    let after = flow.nodes.partition_point(|(start, _)| *start <= at);
    let mut candidates = flow.nodes[..after].iter().rev();
    let found = candidates.find_map(|(start, node)| {
        let node = tree.node(*node);
        (at < start + node.text().len()).then_some((node, at - start))
    });
    // Between two text nodes: at the begin of the next one.
    found.or_else(|| {
        let (_, node) = flow.nodes.get(after)?;
        Some((tree.node(*node), 0))
    })
}

fn starts(tree: &Tree, unit: Element<'_>, flow: &Flow<'_>, at: usize) -> Option<Vec<Place>> {
    let (node, local) = holding(tree, flow, at)?;
    let text = node.text();
    let begin = node.span().start as usize;
    let parent = node.parent()?;
    let mut places = vec![(begin + written_length(node, local)?, Some(parent.id()))];
    let mut first = text.get(..local)?.trim().is_empty() && is_first(node, parent);
    let mut inner = parent;
    while first && inner.id() != unit.id() {
        let outer = inner.parent()?;
        places.push((bytes(inner)?.0, Some(outer.id())));
        first = is_first(inner.node(), outer);
        inner = outer;
    }
    Some(places)
}

fn ends(tree: &Tree, unit: Element<'_>, flow: &Flow<'_>, end: usize) -> Option<Vec<Place>> {
    let last = flow.text.get(..end)?.chars().next_back()?;
    let (node, local) = holding(tree, flow, end - last.len_utf8())?;
    let local = local + last.len_utf8();
    let text = node.text();
    let parent = node.parent()?;
    let begin = node.span().start as usize;
    let mut places = vec![(begin + written_length(node, local)?, Some(parent.id()))];
    let mut is_end = text.get(local..)?.trim().is_empty() && is_last(node, parent);
    let mut inner = parent;
    while is_end && inner.id() != unit.id() {
        let outer = inner.parent()?;
        places.push((bytes(inner)?.1, Some(outer.id())));
        is_end = is_last(inner.node(), outer);
        inner = outer;
    }
    Some(places)
}

/// Whether nothing but white space stands before a node in its parent.
fn is_first(node: Node<'_>, parent: Element<'_>) -> bool {
    let mut before = parent.children().take_while(|child| child.id() < node.id());
    before.all(|child| child.element().is_none() && child.text().trim().is_empty())
}

fn is_last(node: Node<'_>, parent: Element<'_>) -> bool {
    let mut after = parent.children().filter(|child| child.id() > node.id());
    after.all(|child| child.element().is_none() && child.text().trim().is_empty())
}

/// How many bytes of the file the first `length` bytes of a text node take, with
/// its references as they are written; none if it cannot be told.
fn written_length(node: Node<'_>, length: usize) -> Option<usize> {
    let (raw, text) = (node.raw(), node.text());
    if raw.len() == text.len() {
        return Some(length);
    }
    let (mut written, mut meant) = (0, 0);
    while meant < length {
        let rest = raw.get(written..)?;
        let (taken, given) = if let Some(reference) = rest.strip_prefix('&') {
            let end = reference.find(';')?;
            (end + 2, length_of(&reference[..end])?)
        } else if rest.starts_with("\r\n") {
            (2, 1)
        } else {
            let length = rest.chars().next()?.len_utf8();
            (length, length)
        };
        written += taken;
        meant += given;
    }
    (meant == length).then_some(written)
}

/// How many bytes the character of a reference has.
fn length_of(reference: &str) -> Option<usize> {
    let number = match reference.strip_prefix('#') {
        None => return matches!(reference, "lt" | "gt" | "amp" | "quot" | "apos").then_some(1),
        Some(hexadecimal) if hexadecimal.starts_with('x') => {
            u32::from_str_radix(&hexadecimal[1..], 16).ok()?
        }
        Some(decimal) => decimal.parse().ok()?,
    };
    char::from_u32(number).map(char::len_utf8)
}
