//! Where does one page end and the next begin?
//!
//! A text that fits one page is not divided. A longer one is cut before its
//! outermost divisions, recursively; small neighbours share a page, a division
//! without divisions is cut between paragraphs or lines, a paragraph that is too
//! long within ([`cut`]). The parts follow each other without gap: together they
//! are the text.
//!
//! References do not depend on parts: whatever is cited is found on the page
//! that has it now.

mod cut;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Document;
use super::apparatus::Entry;
use crate::edition::reference::{ESCAPE, RANGE};
use crate::xml::{Element, NodeId};

use cut::{Weights, pieces};

pub use cut::LARGEST;

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
    /// What it goes on with, if nothing that is cited begins on it and gives it
    /// its address.
    pub continues: Option<Continued>,
    /// Notes that are called in it, or stand in it without a place.
    pub notes: Vec<usize>,
    /// Entries of the apparatus whose place is in it.
    pub entries: Vec<usize>,
    /// Characters of text in it, with markup counted.
    pub size: u64,
}

/// A further piece of something that began on an earlier page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Continued {
    /// The index of the innermost unit around its begin, if there is one.
    pub unit: Option<usize>,
    /// Which piece it is, from 2.
    pub number: usize,
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
            continues: None,
            notes: Vec::new(),
            entries: Vec::new(),
            size: 0,
        }
    }

    /// A passage: the nodes from `from` up to `end`, with the notes and the entries
    /// that belong to them. It has no address, for no page has just this.
    pub fn passage(document: &Document, from: NodeId, end: NodeId) -> Self {
        let within = document
            .text()
            .map(|root| (root.id().max(from), root.end().min(end)));
        let mut ranges: Vec<(NodeId, NodeId)> = within.filter(|(from, to)| from < to).collect();
        if ranges.is_empty() {
            ranges.push((from, end));
        }
        let part = Self {
            ranges,
            ..Self::nothing(end)
        };
        let notes = document.notes();
        let called = |at: &usize| {
            let note = &notes[*at];
            part.has(note.call.as_ref().map_or(note.node, |call| call.node))
        };
        let of_notes: Vec<usize> = (0..notes.len()).filter(called).collect();
        let ids: FxHashSet<&str> = of_notes
            .iter()
            .map(|at| notes[*at].note.id.as_str())
            .collect();
        let told = |at: &usize| {
            let entry = &document.entries()[*at];
            let unit = entry.entry.unit.as_deref();
            match unit.and_then(|unit| document.unit_by_id(unit)) {
                Some(unit) => part.has(place(document, document.units()[unit].node, entry)),
                None => unit.is_some_and(|note| ids.contains(note)),
            }
        };
        let entries = (0..document.entries().len()).filter(told).collect();
        drop(ids);
        Self {
            notes: of_notes,
            entries,
            ..part
        }
    }

    /// Whether a node stands in it.
    pub fn has(&self, node: NodeId) -> bool {
        let mut ranges = self.ranges.iter();
        ranges.any(|(from, to)| *from <= node && node < *to)
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
        let by_address = addresses(document, &mut parts);
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
            let part = match document.unit_by_id(unit) {
                Some(unit) => self.of(place(document, document.units()[unit].node, entry)),
                None => by_id.get(unit).map(|&note| of_note[note]),
            };
            self.parts[part.unwrap_or(last)].entries.push(at);
        }
    }
}

/// Where in its unit the words of an entry stand: a unit may have several pages.
fn place(document: &Document, unit: NodeId, entry: &Entry) -> NodeId {
    let end = document.tree().node(unit).element().map(Element::end);
    let within = |node: &NodeId| end.is_some_and(|end| unit <= *node && *node < end);
    let first = entry.range.map(|(first, _)| first);
    let in_text = first.or(Some(entry.node)).filter(within);
    in_text.unwrap_or(unit)
}

/// Gives an address to the parts that have none of their own, and finds parts by
/// their addresses.
fn addresses(document: &Document, parts: &mut [Part]) -> FxHashMap<String, usize> {
    let citation = document.citation();
    let mut by_address = FxHashMap::default();
    let mut pieces: FxHashMap<Option<usize>, usize> = FxHashMap::default();
    for (at, part) in parts.iter_mut().enumerate() {
        let unit = citation.around(document.tree(), part.start());
        let around = unit.map(|unit| citation.addresses().units()[unit].reference.as_str());
        while part.address.is_empty() || by_address.contains_key(&part.address) {
            let number = pieces.entry(unit).or_insert(1);
            *number += 1;
            let number = *number;
            part.continues = Some(Continued { unit, number });
            part.address = format!("{}{ESCAPE}part{number}", around.unwrap_or("text"));
        }
        by_address.insert(part.address.clone(), at);
    }
    by_address
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
