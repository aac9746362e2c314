//! Where does one page end and the next begin?
//!
//! A text that fits one page is not divided. A longer one is cut before its
//! outermost divisions, recursively; small neighbours share a page, a division
//! without divisions is cut between paragraphs or lines. The parts follow each
//! other without gap: together they are the text.
//!
//! References do not depend on parts: whatever is cited is found on the page
//! that has it now.

use rustc_hash::FxHashMap;

use super::Document;
use super::element::{is_block, is_division, tei_name};
use crate::edition::reference::{ESCAPE, RANGE};
use crate::xml::{Element, NodeId, Tree};

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

/// Elements that are never cut: they are shown as one.
const WHOLE: &[&str] = &[
    "app", "choice", "figure", "formula", "head", "lem", "note", "noteGrp", "rdg", "rdgGrp",
    "subst", "w",
];

/// A document as pages.
#[derive(Debug)]
pub struct Parts {
    parts: Vec<Part>,
    by_address: FxHashMap<String, usize>,
}

/// One page of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its nodes: from the first of each pair up to the second, without it.
    /// Elements around the first begin on an earlier page.
    pub ranges: Vec<(NodeId, NodeId)>,
    /// The first node of the next part.
    pub end: NodeId,
    /// Its reference: that of its one unit, or a range.
    pub address: String,
    /// The units of [`Citation::addresses`](super::citation::Citation::addresses)
    /// that begin in it: from the first index up to the second, without it.
    pub cited: (usize, usize),
    /// The index of the first and of the last of its outermost whole units.
    pub span: Option<(usize, usize)>,
    /// Notes that are called in it, or stand in it without a place.
    pub notes: Vec<usize>,
    /// Entries of the apparatus whose place is in it.
    pub entries: Vec<usize>,
    /// Characters of text in it, with markup counted.
    pub size: u64,
}

impl Part {
    /// A part without text.
    pub fn nothing(end: NodeId) -> Self {
        Self {
            ranges: Vec::new(),
            end,
            address: String::new(),
            cited: (0, 0),
            span: None,
            notes: Vec::new(),
            entries: Vec::new(),
            size: 0,
        }
    }

    /// Its first node.
    pub fn start(&self) -> NodeId {
        self.ranges.first().map_or(self.end, |range| range.0)
    }
}

impl Parts {
    /// How `document` is divided.
    pub fn new(document: &Document) -> Self {
        let tree = document.tree();
        let roots: Vec<Element<'_>> = document.text().collect();
        let weights = Weights::new(tree, &roots);
        let pieces = pieces(&roots, &weights);
        let mut parts = Vec::with_capacity(pieces.len());
        for (at, &start) in pieces.iter().enumerate() {
            let last = roots.last().map_or(start, |root| root.end());
            let end = pieces.get(at + 1).copied().unwrap_or(last);
            parts.push(part(document, &roots, &weights, (start, end)));
        }
        let mut by_address = FxHashMap::default();
        for (at, part) in parts.iter_mut().enumerate() {
            if part.address.is_empty() || by_address.contains_key(&part.address) {
                let around = document.citation().around(tree, part.start());
                let around = around.map(|at| &document.citation().addresses().units()[at]);
                let around = around.map_or("text", |unit| unit.reference.as_str());
                part.address = format!("{around}{ESCAPE}part{}", at + 1);
            }
            by_address.insert(part.address.clone(), at);
        }
        let mut parts = Self { parts, by_address };
        parts.share_out(document);
        parts
    }

    /// The parts, in the order of the text. None of a document without text.
    pub fn all(&self) -> &[Part] {
        &self.parts
    }

    /// Whether there is more than one page.
    pub fn is_divided(&self) -> bool {
        self.parts.len() > 1
    }

    /// The part with this address.
    pub fn find(&self, address: &str) -> Option<usize> {
        self.by_address.get(address).copied()
    }

    /// The part in which `node` stands.
    pub fn of(&self, node: NodeId) -> Option<usize> {
        let after = self.parts.partition_point(|part| part.start() <= node);
        let at = after.checked_sub(1)?;
        let inside = |range: &(NodeId, NodeId)| range.0 <= node && node < range.1;
        self.parts[at].ranges.iter().any(inside).then_some(at)
    }

    /// Gives notes and entries to the parts.
    fn share_out(&mut self, document: &Document) {
        let Some(last) = self.parts.len().checked_sub(1) else {
            return;
        };
        let mut of_note = Vec::with_capacity(document.notes().len());
        for (at, note) in document.notes().iter().enumerate() {
            let called = note.call.as_ref().and_then(|call| self.of(call.node));
            let part = called.or_else(|| self.of(note.node)).unwrap_or(last);
            self.parts[part].notes.push(at);
            of_note.push(part);
        }
        let by_id: FxHashMap<&str, usize> = document
            .notes()
            .iter()
            .map(|note| note.note.id.as_str())
            .zip(0..)
            .collect();
        for (at, entry) in document.entries().iter().enumerate() {
            // What is about the whole text stands at its begin.
            let Some(unit) = entry.entry.unit.as_deref() else {
                self.parts[0].entries.push(at);
                continue;
            };
            let part = match document
                .unit_by_id(unit)
                .map(|unit| document.units()[unit].node)
            {
                Some(unit) => {
                    let end = document.tree().node(unit).element().map(Element::end);
                    let within = end.is_some_and(|end| unit <= entry.node && entry.node < end);
                    self.of(if within { entry.node } else { unit })
                }
                None => by_id.get(unit).map(|&note| of_note[note]),
            };
            self.parts[part.unwrap_or(last)].entries.push(at);
        }
    }
}

fn part(
    document: &Document,
    roots: &[Element<'_>],
    weights: &Weights,
    (start, end): (NodeId, NodeId),
) -> Part {
    let first = roots.partition_point(|root| root.end() <= start);
    let ranges = roots[first..]
        .iter()
        .take_while(|root| root.id() < end)
        .map(|root| (root.id().max(start), root.end().min(end)));
    let ranges: Vec<(NodeId, NodeId)> = ranges.filter(|(from, to)| from < to).collect();
    let units = document.citation().addresses().units();
    let from = units.partition_point(|unit| unit.node < start);
    let to = units.partition_point(|unit| unit.node < end);
    let whole = |at: &usize| units[*at].end <= end;
    let level = (from..to).filter(whole).map(|at| units[at].level).min();
    let level = level.or_else(|| (from..to).map(|at| units[at].level).min());
    let outermost = || (from..to).filter(|&at| Some(units[at].level) == level);
    let proper = |at: &usize| units[*at].kind != "head";
    let span = outermost()
        .find(proper)
        .zip(outermost().rev().find(proper))
        .or_else(|| outermost().next().zip(outermost().next_back()));
    let address = match span {
        Some((from, to)) if from == to => units[from].reference.clone(),
        Some((from, to)) => format!("{}{RANGE}{}", units[from].reference, units[to].reference),
        None => String::new(),
    };
    let size = ranges
        .iter()
        .map(|range| weights.between(range.0, range.1))
        .sum();
    Part {
        ranges,
        address,
        cited: (from, to),
        span,
        size,
        ..Part::nothing(end)
    }
}

/// Sums of weights up to each node.
struct Weights(Vec<u32>);

impl Weights {
    fn new(tree: &Tree, roots: &[Element<'_>]) -> Self {
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

    fn between(&self, from: NodeId, to: NodeId) -> u64 {
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

/// A page, or something that must be cut into pages.
enum Piece<'t> {
    Page(NodeId),
    Heavy(Element<'t>, NodeId),
}

/// The first node of every part.
fn pieces(roots: &[Element<'_>], weights: &Weights) -> Vec<NodeId> {
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
    let cuts = weight > LARGEST && !WHOLE.contains(&name) && element.elements().next().is_some();
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

/// The children of an element, each with the text that follows it. Where there
/// are blocks, what runs on between them belongs to the one before.
fn items_in<'t>(element: Element<'t>, weights: &Weights) -> Vec<Item<'t>> {
    let blocks = element.elements().any(is_block);
    let mut items: Vec<Item<'t>> = Vec::new();
    for child in element.children() {
        let begins = child
            .element()
            .filter(|child| !blocks || is_block(*child) || is_break(*child));
        match begins {
            Some(child) => items.push(item(child, weights)),
            None => {
                let end = child.element().map_or(child.id().after(), Element::end);
                let weight = weights.between(child.id(), end);
                match items.last_mut() {
                    Some(last) => last.weight += weight,
                    None => items.push(Item {
                        start: child.id(),
                        weight,
                        heavy: None,
                        alone: false,
                        head: true,
                    }),
                }
            }
        }
    }
    items
}

fn is_break(element: Element<'_>) -> bool {
    matches!(tei_name(element), Some("pb" | "milestone" | "cb"))
}

/// Puts neighbours together. The first page begins at `start`, with whatever
/// opens there.
fn grouped<'t>(items: Vec<Item<'t>>, start: NodeId) -> Vec<Piece<'t>> {
    let mut pieces = Vec::new();
    let mut page = Page {
        start,
        weight: 0,
        alone: false,
        head: None,
    };
    for item in items {
        let sum = page.weight + item.weight;
        let apart = (page.alone || item.alone) && item.weight > TOO_LITTLE;
        if page.weight > TOO_LITTLE && (sum > COMFORTABLE || apart) {
            // A heading does not stay behind.
            let next = page.head.unwrap_or(item.start);
            if next > page.start {
                pieces.push(Piece::Page(page.start));
            }
            page = Page {
                start: next,
                weight: 0,
                alone: false,
                head: None,
            };
        }
        match item.heavy {
            Some(heavy) => {
                pieces.push(Piece::Heavy(heavy, page.start));
                page = Page {
                    start: heavy.end(),
                    weight: 0,
                    alone: false,
                    head: None,
                };
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
