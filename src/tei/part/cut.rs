//! At which nodes do pages begin?
//!
//! What is too large is cut before its children, and those that still are before
//! theirs. Where there are no blocks, a page may begin after a sentence of a long
//! run of text, at the break of a line or a page, and at an element before which
//! no word goes on; where there is no such place, anywhere between two nodes: a
//! page is never without bounds.

use crate::tei::element::{is_block, is_division, tei_name};
use crate::tei::parting::parts_words;
use crate::tei::unspaced::goes_on_over;
use crate::xml::{Element, Kind, Node, NodeId, Tree};

/// What fits one page, in characters of text with [`MARKUP`] added for each
/// element: some 40,000 words of plain prose, or about 1 MB of HTML. A browser
/// lays that out within a second, and a reader still finds her place.
pub const LARGEST: u64 = 240_000;

/// What a page has where there is a choice: a long chapter.
const COMFORTABLE: u64 = 60_000;

/// A division of this size has a page of its own: some 2,000 words.
const ALONE: u64 = 12_000;

/// What is too little for a page: a heading, a dedication.
const TOO_LITTLE: u64 = 3_000;

/// Characters that the markup of an element counts for: its tags, ids and
/// classes take as much of a page.
const MARKUP: u64 = 20;

/// Elements that are never cut: they are shown as one, or stand beside the text.
const WHOLE: &[&str] = &[
    "app", "choice", "figure", "formula", "head", "lem", "note", "noteGrp", "rdg", "rdgGrp",
    "subst", "w",
];

/// Sums of weights up to each node.
pub(super) struct Weights(Vec<u32>);

impl Weights {
    pub(super) fn new(tree: &Tree, roots: &[Element<'_>]) -> Self {
        let mut sums = vec![0; tree.len() + 1];
        let mut sum: u32 = 0;
        let mut at = 0;
        for root in roots {
            let (start, end) = (root.id().index(), root.end().index());
            sums[at..=start].fill(sum);
            for node in std::iter::once(root.node()).chain(root.descendants()) {
                let weight = match node.element() {
                    Some(_) => MARKUP as u32,
                    None => node.text().chars().count() as u32,
                };
                sum = sum.saturating_add(weight);
                sums[node.id().index() + 1] = sum;
            }
            at = end;
        }
        sums[at..].fill(sum);
        Self(sums)
    }

    pub(super) fn between(&self, from: NodeId, to: NodeId) -> u64 {
        let sum = |node: NodeId| u64::from(self.0.get(node.index()).copied().unwrap_or_default());
        sum(to).saturating_sub(sum(from))
    }

    fn of(&self, element: Element<'_>) -> u64 {
        self.between(element.id(), element.end())
    }
}

/// What can stand alone or with its neighbours.
struct Item<'t> {
    start: NodeId,
    weight: u64,
    /// An element that is too large for a page and can be cut.
    heavy: Option<Element<'t>>,
    /// Whether it wants a page of its own.
    alone: bool,
    /// Whether it belongs to what follows it.
    head: bool,
}

impl Item<'_> {
    /// A run of text; `head` says that it belongs to what follows.
    fn of_text(start: NodeId, weight: u64, head: bool) -> Self {
        Self {
            start,
            weight,
            heavy: None,
            alone: false,
            head,
        }
    }
}

/// A page, or something that must be cut into pages.
enum Piece<'t> {
    Page(NodeId),
    Heavy(Element<'t>, NodeId),
}

/// The first node of every part.
pub(super) fn pieces(roots: &[Element<'_>], weights: &Weights) -> Vec<NodeId> {
    let Some(first) = roots.first() else {
        return Vec::new();
    };
    let total: u64 = roots.iter().map(|&root| weights.of(root)).sum();
    if total <= LARGEST {
        return vec![first.id()];
    }
    let items = roots.iter().map(|&root| item(root, weights)).collect();
    let mut waiting = grouped(items, first.id());
    waiting.reverse();
    let mut starts = Vec::new();
    while let Some(piece) = waiting.pop() {
        match piece {
            Piece::Page(start) => starts.push(start),
            Piece::Heavy(element, start) => {
                let inner = grouped(items_in(element, weights), start);
                waiting.extend(inner.into_iter().rev());
            }
        }
    }
    starts
}

fn item<'t>(element: Element<'t>, weights: &Weights) -> Item<'t> {
    let weight = weights.of(element);
    let name = tei_name(element).unwrap_or_default();
    let cuts = weight > LARGEST && !WHOLE.contains(&name);
    Item {
        start: element.id(),
        weight,
        heavy: cuts.then_some(element),
        alone: weight >= ALONE && (is_division(name) || matches!(name, "text" | "front" | "back")),
        head: matches!(
            name,
            "head" | "pb" | "cb" | "milestone" | "fw" | "speaker" | "label"
        ),
    }
}

/// The children of an element, each with what follows it up to the next place
/// where a page may begin.
fn items_in<'t>(element: Element<'t>, weights: &Weights) -> Vec<Item<'t>> {
    let blocks = element.elements().any(is_block);
    let mut items: Vec<Item<'t>> = Vec::new();
    let mut before: Option<Node<'t>> = None;
    // What runs on after the first node of the last item.
    let mut loose = 0;
    for child in element.children() {
        let end = child.element().map_or(child.id().after(), Element::end);
        let weight = weights.between(child.id(), end);
        let begins = match place(child, before) {
            Place::Block | Place::Text => true,
            Place::Word => !blocks || loose > ALONE,
            Place::None => loose > 2 * ALONE,
        };
        match items.last_mut() {
            Some(last) if !begins => {
                last.weight += weight;
                loose += weight;
            }
            last => {
                // What stands before the first place belongs to what follows.
                let head = last.is_none() && !begins;
                items.push(match child.element().filter(|_| !head) {
                    Some(child) => item(child, weights),
                    None => Item::of_text(child.id(), weight, head),
                });
                loose = 0;
            }
        }
        before = Some(child);
    }
    items
}

/// What a node is as the first of a page.
enum Place {
    /// It stands on lines of its own, or breaks one.
    Block,
    /// It goes on with a long run of text.
    Text,
    /// It runs on, and no word goes on from before it.
    Word,
    /// A word goes on, or it belongs to what stands before it.
    None,
}

fn place(child: Node<'_>, before: Option<Node<'_>>) -> Place {
    let is_text = |node: Node<'_>| node.kind() == Kind::Text;
    let Some(element) = child.element() else {
        let goes_on = is_text(child) && before.is_some_and(is_text);
        return if goes_on { Place::Text } else { Place::None };
    };
    if is_block(element) || parts_words(element) || goes_on_over(element) {
        return Place::Block;
    }
    let letter_before = before.is_some_and(|before| {
        before.element().is_none() && before.text().ends_with(char::is_alphanumeric)
    });
    if letter_before {
        Place::None
    } else {
        Place::Word
    }
}

/// Puts neighbours together. The first page begins at `start`, with whatever
/// opens there.
fn grouped<'t>(items: Vec<Item<'t>>, start: NodeId) -> Vec<Piece<'t>> {
    let mut pieces = Vec::new();
    let mut page = Page::at(start);
    for item in items {
        let sum = page.weight + item.weight;
        let apart = (page.alone || item.alone) && item.weight > TOO_LITTLE;
        if page.weight > TOO_LITTLE && (sum > COMFORTABLE || apart) {
            // A heading does not stay behind.
            let next = page.head.unwrap_or(item.start);
            if next > page.start {
                pieces.push(Piece::Page(page.start));
            }
            page = Page::at(next);
        }
        match item.heavy {
            Some(heavy) => {
                pieces.push(Piece::Heavy(heavy, page.start));
                page = Page::at(heavy.end());
            }
            None => {
                page.weight += item.weight;
                page.alone |= item.alone;
                page.head = match (item.head, page.head) {
                    (true, None) if item.start > page.start => Some(item.start),
                    (true, head) => head,
                    (false, _) => None,
                };
            }
        }
    }
    // What is left over is too little for a page only after one.
    if page.weight > TOO_LITTLE || pieces.is_empty() {
        pieces.push(Piece::Page(page.start));
    }
    pieces
}

struct Page {
    start: NodeId,
    weight: u64,
    alone: bool,
    /// Where headings begin that nothing follows yet.
    head: Option<NodeId>,
}

impl Page {
    fn at(start: NodeId) -> Self {
        Self {
            start,
            weight: 0,
            alone: false,
            head: None,
        }
    }
}
