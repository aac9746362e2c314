//! Where in the file do words stand that are given by their characters?

use super::copy::plain_copy_between;
use super::edits::bytes;
use crate::tei::apparatus::flow::Flow;
use crate::tei::parting::{place_of_said, said};
use crate::tei::text::{Side, is_left_out};
use crate::xml::{Element, Node, NodeId, Tree};

/// A place between characters of the file, and the element it is directly in.
type Place = (usize, Option<NodeId>);

/// A stretch of the file, in bytes, and the element it is directly in.
struct Between {
    start: usize,
    end: usize,
    parent: Option<NodeId>,
}

/// Where in the file a stretch of words stands: the innermost two places in the
/// same element between which the words are, and nothing that one side of the text
/// leaves out. Where several pairs will do, the one between which stands what `copy`
/// is a plain copy of.
pub fn stretch(
    tree: &Tree,
    unit: Element<'_>,
    flow: &Flow<'_>,
    (start, end): (usize, usize),
    copy: &str,
) -> Option<(usize, usize)> {
    let starts = starts(tree, unit, flow, start)?;
    let ends = ends(tree, unit, flow, end)?;
    let all = pairs(&Silent { tree, flow }, starts, ends);
    let (both, one): (Vec<&Between>, Vec<&Between>) = all
        .iter()
        .partition(|pair| !is_of_one_side(tree, unit, pair.parent));
    // Within words that an editor corrected there may be no other place.
    let pairs = if both.is_empty() { one } else { both };
    let found = written(tree, &pairs, copy).or(pairs.first().copied());
    found.map(|pair| (pair.start, pair.end))
}

/// Where in the file stands, at the byte `at` of the words of a unit, what has no
/// words of the reading text, but of which `copy` is a plain copy.
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
    let mut places = vec![point(tree, unit, flow, at)?];
    places.extend(starts(tree, unit, flow, at).unwrap_or_default());
    places.extend(ends(tree, unit, flow, at).unwrap_or_default());
    let all = pairs(&Silent { tree, flow }, places.clone(), places);
    let found = written(tree, &all.iter().collect::<Vec<_>>(), copy)?;
    Some((found.start, found.end))
}

/// Begins and ends in the same element, farther out also such as have more that
/// is silent between them.
fn pairs(silent: &Silent<'_, '_>, starts: Vec<Place>, ends: Vec<Place>) -> Vec<Between> {
    let wider = starts.iter().flat_map(|place| silent.before(*place));
    let starts: Vec<Place> = starts.iter().copied().chain(wider).collect();
    let wider = ends.iter().flat_map(|place| silent.after(*place));
    let ends: Vec<Place> = ends.iter().copied().chain(wider).collect();
    let pairs = starts
        .iter()
        .flat_map(|start| ends.iter().map(move |end| (start, end)));
    let pairs = pairs.filter(|(start, end)| {
        start.1 == end.1 && start.0 <= end.0 && !holds_alternatives(silent.tree, start.1)
    });
    let between = pairs.map(|(start, end)| Between {
        start: start.0,
        end: end.0,
        parent: start.1,
    });
    between.collect()
}

/// The first pair between which stands what `copy` is a plain copy of.
fn written<'p>(tree: &Tree, pairs: &[&'p Between], copy: &str) -> Option<&'p Between> {
    let wanted = bare(copy);
    let is_written = |pair: &&&Between| {
        let parent = pair.parent.and_then(|parent| tree.node(parent).element());
        parent.is_some_and(|parent| {
            bare(&plain_copy_between(parent, (pair.start, pair.end))) == wanted
        })
    };
    pairs.iter().find(is_written).copied()
}

/// Whether the side of the witnesses leaves out what stands in an element of a unit,
/// or in one around it: who has another reading would not have it there.
fn is_of_one_side(tree: &Tree, unit: Element<'_>, parent: Option<NodeId>) -> bool {
    let parent = parent.and_then(|parent| tree.node(parent).element());
    let around = std::iter::successors(parent, |element| element.parent());
    let mut inside = around.take_while(|element| element.id() != unit.id());
    inside.any(|element| is_left_out(element, Side::Witness))
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
    places.retain(|place| *place == innermost || !holds_alternatives(tree, place.1));
    let of_both_sides = |place: &Place| !is_of_one_side(tree, unit, place.1);
    if places.iter().any(of_both_sides) {
        places.retain(of_both_sides);
    }
    Some(places.into_iter().map(|(at, _)| at).collect())
}

/// Whether an element holds other elements and no words of its own.
fn holds_alternatives(tree: &Tree, element: Option<NodeId>) -> bool {
    let element = element.and_then(|element| tree.node(element).element());
    element.is_none_or(|element| HOLDS_ALTERNATIVES.iter().any(|name| element.is(name)))
}

/// Elements that hold other elements and no words of their own.
const HOLDS_ALTERNATIVES: [&str; 4] = ["choice", "subst", "app", "rdgGrp"];

/// `text` without white space.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
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
            .filter(|child| (child.span().start as usize) < place.0);
        self.places(earlier, place, |child| child.span().start as usize)
    }

    fn after(&self, place: Place) -> Vec<Place> {
        let children = self.children(place.1).into_iter();
        let later = children.filter(|child| child.span().end as usize > place.0);
        self.places(later, place, |child| child.span().end as usize)
    }

    /// The places at the farther edges of nodes that follow one another from `place`,
    /// as far as they are silent.
    fn places<'n>(
        &self,
        nodes: impl Iterator<Item = Node<'n>>,
        place: Place,
        edge: impl Fn(Node<'n>) -> usize,
    ) -> Vec<Place> {
        let silent = nodes.take_while(|node| match self.part_between(*node, place.0, &edge) {
            Some(part) => part.trim().is_empty(),
            None => self.is_silent(*node),
        });
        let whole = silent.filter(|node| self.part_between(*node, place.0, &edge).is_none());
        whole.map(|node| (edge(node), place.1)).collect()
    }

    /// What stands between a place within a node and the farther edge of that; none if the
    /// place is not within it.
    fn part_between<'n>(
        &self,
        node: Node<'n>,
        at: usize,
        edge: impl Fn(Node<'n>) -> usize,
    ) -> Option<&str> {
        let (start, end) = (node.span().start as usize, node.span().end as usize);
        let edge = edge(node);
        let within = start < at && at < end;
        let text = self.tree.source().text();
        within.then(|| text.get(at.min(edge)..at.max(edge)).unwrap_or_default())
    }

    fn children(&self, parent: Option<NodeId>) -> Vec<Node<'_>> {
        let parent = parent.and_then(|parent| self.tree.node(parent).element());
        parent.map_or(Vec::new(), |parent| parent.children().collect())
    }

    fn is_silent(&self, node: Node<'_>) -> bool {
        let end = end_of(node);
        is_blank_between(self.tree, self.flow, node.id(), end)
    }
}

/// The first node that is not in `node`.
fn end_of(node: Node<'_>) -> NodeId {
    let element = node.element();
    element.map_or(NodeId::after(node.id()), |element| element.end())
}

/// Whether from one node to before another there are no words of the reading text.
fn is_blank_between(tree: &Tree, flow: &Flow<'_>, first: NodeId, end: NodeId) -> bool {
    let from = flow.nodes.partition_point(|(_, id)| *id < first);
    let mut inside = flow.nodes[from..].iter().take_while(|(_, id)| *id < end);
    inside.all(|(_, id)| tree.node(*id).text().trim().is_empty())
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
        (at < start + said(node).len()).then_some((node, place_of_said(node, at - start)))
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
    let mut first = text.get(..local)?.trim().is_empty()
        && is_blank_between(tree, flow, parent.id(), node.id());
    let mut inner = parent;
    while first && inner.id() != unit.id() {
        let outer = inner.parent()?;
        places.push((bytes(inner)?.0, Some(outer.id())));
        first = is_blank_between(tree, flow, outer.id(), inner.id());
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
    let mut is_end = text.get(local..)?.trim().is_empty()
        && is_blank_between(tree, flow, end_of(node), parent.end());
    let mut inner = parent;
    while is_end && inner.id() != unit.id() {
        let outer = inner.parent()?;
        places.push((bytes(inner)?.1, Some(outer.id())));
        is_end = is_blank_between(tree, flow, inner.end(), outer.end());
        inner = outer;
    }
    Some(places)
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
