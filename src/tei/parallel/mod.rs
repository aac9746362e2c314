//! Which passages stand side by side?
//!
//! A text with its translation, or several texts of one work in one file. What
//! belongs together is said by `@corresp` on the passages themselves, by `link`
//! in a `linkGrp` of translations or alignments (TEI SACORR, also in `standOff`),
//! or, where nobody says it, by the same numbers in a translation and in the text
//! that it translates; that is marked as inferred.
//!
//! Nothing of a side is left out: what has no partner has a row of its own.

mod align;
mod rows;
mod sides;

use std::collections::BTreeSet;
use std::ops::Range;

use super::Document;
use crate::edition::reference::RANGE;
use crate::xml::{NodeId, Tree};

/// What fits one page, in characters of all sides together, with [`MARKUP`] for
/// each element.
const LARGEST: usize = 80_000;

/// Characters that an element counts for.
const MARKUP: usize = 20;

/// A text beside its translations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parallels {
    /// The columns, in the order of the file; none where nothing is parallel.
    pub sides: Vec<ParallelSide>,
    /// What stands side by side, in the order of the first side.
    pub rows: Vec<ParallelRow>,
    /// How the rows are divided into pages.
    pub pages: Vec<ParallelPart>,
}

/// Rows that fit one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParallelPart {
    /// The rows, by their indices.
    pub rows: Range<usize>,
    /// What it is called in addresses: its first reference; nothing for the first
    /// page.
    pub key: String,
}

/// One of the texts that stand side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParallelSide {
    /// The outermost elements that belong to it alone.
    pub roots: Vec<NodeId>,
    /// Its language as `xml:lang` gives it.
    pub language: Option<String>,
    /// What its elements say they are: `edition`, `translation`.
    pub kind: Option<String>,
}

/// What stands in one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParallelRow {
    /// For each side stretches of nodes, from the first up to the second, without
    /// it; none if the side has nothing here.
    pub cells: Vec<Vec<(NodeId, NodeId)>>,
    /// How it is known that they belong together; none where only one side has
    /// something, and for headings.
    pub ground: Option<AlignmentGround>,
    /// How the first of them that can be cited is cited.
    pub reference: Option<String>,
}

/// How it is known that passages belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AlignmentGround {
    /// The file says so.
    Stated,
    /// A translation and what it translates give them the same number.
    Numbered,
    /// One is the translation of the other as a whole; nothing is said about its
    /// parts.
    Whole,
}

impl Parallels {
    /// What of `document` stands side by side.
    pub fn new(document: &Document) -> Self {
        let alignment = align::alignment(document);
        let sides = sides::sides(document.tree(), &alignment);
        if sides.len() < 2 {
            return Self::default();
        }
        let mut rows = rows::rows(document.tree(), &alignment, &sides);
        for row in &mut rows {
            row.reference = reference(document, row);
        }
        let pages = pages(document.tree(), &rows);
        Self { sides, rows, pages }
    }

    /// The page with this key.
    pub fn page_by_key(&self, key: &str) -> Option<usize> {
        self.pages.iter().position(|page| page.key == key)
    }

    /// The first row that has something of the nodes from the first up to the
    /// second, without it.
    pub fn row_of(&self, (from, to): (NodeId, NodeId)) -> Option<usize> {
        let meets = |&(start, end): &(NodeId, NodeId)| start < to && from < end;
        let mut rows = self.rows.iter();
        rows.position(|row| row.cells.iter().flatten().any(meets))
    }

    /// Whether anything stands side by side.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// How the first cell of a row that can be cited is cited: as its unit, or as the
/// first and the last of them.
fn reference(document: &Document, row: &ParallelRow) -> Option<String> {
    row.cells.iter().find_map(|cell| {
        let (from, to) = (cell.first()?.0, cell.last()?.1);
        let units = document.citation().addresses().units();
        let first = units.partition_point(|unit| unit.node < from);
        let end = units.partition_point(|unit| unit.node < to);
        let level = units[first..end].iter().map(|unit| unit.level).min()?;
        let mut outermost = units[first..end].iter().filter(|unit| unit.level == level);
        let (first, last) = (outermost.next()?, outermost.next_back());
        Some(match last {
            Some(last) => format!("{}{RANGE}{}", first.reference, last.reference),
            None => first.reference.clone(),
        })
    })
}

/// Neighbouring rows together, up to what fits; a row alone is never cut.
fn pages(tree: &Tree, rows: &[ParallelRow]) -> Vec<ParallelPart> {
    let mut starts = Vec::new();
    let mut weight = 0;
    for (at, row) in rows.iter().enumerate() {
        let own = size(tree, row);
        if at == 0 || weight + own > LARGEST {
            starts.push(at);
            weight = 0;
        }
        weight += own;
    }
    let mut keys = BTreeSet::new();
    let ends = starts.iter().skip(1).copied().chain([rows.len()]);
    let ranges = starts.iter().zip(ends).map(|(&from, to)| from..to);
    let keyed = ranges.enumerate().map(|(at, rows_here)| {
        let mut references = rows[rows_here.clone()].iter();
        let first = references.find_map(|row| row.reference.clone());
        let free = first.filter(|key| at > 0 && keys.insert(key.clone()));
        let key = match at {
            0 => String::new(),
            _ => free.unwrap_or_else(|| format!("page-{}", at + 1)),
        };
        ParallelPart {
            rows: rows_here,
            key,
        }
    });
    keyed.collect()
}

fn size(tree: &Tree, row: &ParallelRow) -> usize {
    let stretches = row.cells.iter().flatten();
    let nodes = stretches.flat_map(|&(from, to)| tree.between(from, to));
    nodes
        .map(|node| match node.element() {
            Some(_) => MARKUP,
            None => node.text().len(),
        })
        .sum()
}
