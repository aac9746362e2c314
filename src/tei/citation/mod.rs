//! How is a passage of this text cited?
//!
//! 1. `declare` reads what the header says about references
//!    (`citeStructure`, else `cRefPattern`); [`xpath`] understands its
//!    expressions, [`evaluate`] follows them; `follow` makes
//!    [`CitationTree`]s of it.
//! 2. `derive` gives every division and every unit of the text a reference:
//!    the declared one, else one from its number, its id or its place.
//! 3. [`Citation`] finds what a reference, a range or an id means.
//!
//! A declaration that is not understood is a finding, and references are then
//! derived: never a wrong tree. docs/citation.md has the rules.

mod declare;
mod derive;
mod division;
pub mod evaluate;
mod explain;
mod follow;
mod number;
pub mod xpath;

pub use explain::EXPLANATIONS;

use rustc_hash::FxHashMap;

use super::identifier::Identifiers;
use super::structure::text_roots;
use super::unit::Unit;
use crate::diagnostic::{Code, Diagnostic};
use crate::edition::reference::RANGE;
use crate::xml::{NodeId, Tree};

/// A declaration that is not followed.
const NOT_UNDERSTOOD: Code = "citation-not-understood";

/// Which declarations of references in `tree` are not followed, and why: what is
/// found without reading anything else of it.
pub fn not_understood(tree: &Tree) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let declared = declare::declarations(tree, &mut findings);
    if !declared.is_empty() {
        let roots = text_roots(tree);
        for declared in declared {
            follow::tree(tree, &roots, declared, &mut findings);
        }
    }
    findings.retain(|finding| finding.code == NOT_UNDERSTOOD);
    findings
}

/// Where a tree comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// From `citeStructure` (TEI SACRCS).
    Structure,
    /// From `cRefPattern` (TEI SACRCP).
    Pattern,
    /// From divisions, numbers and ids.
    Derived,
}

/// A unit in a citation tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CitedUnit {
    /// The element at which it begins.
    pub node: NodeId,
    /// The first node after it: of a milestone that is the next one.
    pub end: NodeId,
    /// Its whole reference (`1.2.14`), unique in the tree.
    pub reference: String,
    /// How deep it lies, from 1.
    pub level: u32,
    /// The index of the unit around it.
    pub parent: Option<u32>,
    /// What it is called: `chapter`, `line`.
    pub kind: String,
    /// Whether its number was counted, not given.
    pub counted: bool,
    /// The declaration that made it.
    structure: Option<u16>,
}

/// The units of a text as they are cited in one way, in the order of the text.
#[derive(Debug, Default)]
pub struct CitationTree {
    /// Its name (`refsDecl/@n`, else `@xml:id`).
    pub name: Option<String>,
    origin: Option<Origin>,
    units: Vec<CitedUnit>,
    /// The indices of the units, in the order of their references.
    by_reference: Vec<u32>,
    structures: Vec<declare::Structure>,
}

/// What a declaration says about a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Datum {
    /// Its meaning, as written: `dcterms:title`.
    pub property: String,
    /// The words.
    pub value: String,
    /// In which language they are, if the file says it.
    pub language: Option<String>,
}

/// All ways of citing a text.
#[derive(Debug, Default)]
pub struct Citation {
    declared: Vec<CitationTree>,
    addresses: CitationTree,
    by_node: FxHashMap<NodeId, u32>,
    findings: Vec<Diagnostic>,
}

/// What is meant by a reference, or by two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The first unit, by its index in [`Citation::addresses`].
    pub from: usize,
    /// The last unit: the same, but for a range.
    pub to: usize,
}

impl CitationTree {
    fn new(name: Option<String>, origin: Origin, units: Vec<CitedUnit>) -> Self {
        let mut by_reference: Vec<u32> = (0..units.len() as u32).collect();
        by_reference.sort_by_key(|&at| &units[at as usize].reference);
        let origin = Some(origin);
        Self {
            name,
            origin,
            units,
            by_reference,
            structures: Vec::new(),
        }
    }

    /// Where it comes from.
    pub fn origin(&self) -> Origin {
        self.origin.unwrap_or(Origin::Derived)
    }

    /// Its units, in the order of the text; what is around comes first.
    pub fn units(&self) -> &[CitedUnit] {
        &self.units
    }

    /// The unit with exactly this reference.
    pub fn find(&self, reference: &str) -> Option<usize> {
        let known = |&at: &u32| self.units[at as usize].reference.as_str();
        let order = |at: &u32| known(at).cmp(reference);
        let found = self.by_reference.binary_search_by(order).ok()?;
        Some(self.by_reference[found] as usize)
    }

    /// The units directly in a unit, or the outermost ones.
    pub fn children(&self, of: Option<usize>) -> impl Iterator<Item = usize> {
        let parent = of.map(|at| at as u32);
        let from = of.map_or(0, |at| at + 1);
        let end = of.and_then(|at| self.units.get(at)).map(|unit| unit.end);
        (from..self.units.len())
            .take_while(move |&at| end.is_none_or(|end| self.units[at].node < end))
            .filter(move |&at| self.units[at].parent == parent)
    }

    /// The deepest level; 0 of an empty tree.
    pub fn depth(&self) -> u32 {
        self.units.iter().map(|unit| unit.level).max().unwrap_or(0)
    }

    /// What its declaration says about a unit (`citeData`).
    pub fn data(&self, tree: &Tree, at: usize) -> Vec<Datum> {
        let unit = self.units.get(at);
        let structure = unit.and_then(|unit| self.structures.get(usize::from(unit.structure?)));
        match (unit, structure) {
            (Some(unit), Some(structure)) => follow::data(tree, unit.node, structure),
            _ => Vec::new(),
        }
    }

    /// The unit with this reference, or the units at both ends of a range. A
    /// reference may hold hyphens: what is one whole reference is no range.
    pub fn resolve(&self, reference: &str) -> Option<Passage> {
        if let Some(at) = self.find(reference) {
            return Some(Passage { from: at, to: at });
        }
        reference.match_indices(RANGE).find_map(|(hyphen, _)| {
            let from = self.find(&reference[..hyphen])?;
            let to = self.find(&reference[hyphen + RANGE.len_utf8()..])?;
            let ordered = self.units[from].node <= self.units[to].node;
            ordered.then_some(Passage { from, to })
        })
    }
}

/// Hyphens of a reference that are tried as the middle of a range.
const MOST_HYPHENS: usize = 64;

impl Citation {
    /// How `tree` is cited; `units` are its paragraphs, lines and headings.
    pub(super) fn new(
        tree: &Tree,
        roots: &[NodeId],
        units: &[Unit],
        identifiers: &mut Identifiers,
    ) -> Self {
        let mut findings = Vec::new();
        let declared: Vec<CitationTree> = declare::declarations(tree, &mut findings)
            .into_iter()
            .filter_map(|declared| follow::tree(tree, roots, declared, &mut findings))
            .collect();
        let derived = derive::derive(tree, roots, units, declared.first(), &mut findings);
        for tree_of in &declared {
            for unit in &tree_of.units {
                if let Some(element) = tree.node(unit.node).element() {
                    let wanted = format!("u-{}", super::identifier::slug(&unit.reference));
                    identifiers.give(element, &wanted);
                }
            }
        }
        for unit in derived.units.iter().filter(|unit| is_point(tree, unit)) {
            if let Some(element) = tree.node(unit.node).element() {
                let wanted = format!("u-{}", super::identifier::slug(&unit.reference));
                identifiers.give(element, &wanted);
            }
        }
        let addresses = CitationTree::new(None, Origin::Derived, derived.units);
        let by_node = derived.by_node;
        Self {
            declared,
            addresses,
            by_node,
            findings,
        }
    }

    /// The trees that the header declares, the default one first; without a
    /// declaration the tree of [`Citation::addresses`].
    pub fn trees(&self) -> impl Iterator<Item = &CitationTree> {
        let own = self.declared.is_empty().then_some(&self.addresses);
        self.declared.iter().chain(own)
    }

    /// Every division and unit of the text under its one reference: the
    /// declared one, if the default tree has it. What stands in addresses.
    pub fn addresses(&self) -> &CitationTree {
        &self.addresses
    }

    /// The unit of [`Citation::addresses`] that begins with this element.
    pub fn at(&self, node: NodeId) -> Option<usize> {
        self.by_node.get(&node).map(|&at| at as usize)
    }

    /// What a reference or a range of two means: in the addresses, else in
    /// another declared tree.
    pub fn resolve(&self, reference: &str) -> Option<Passage> {
        if reference.bytes().filter(|&c| c == RANGE as u8).count() > MOST_HYPHENS {
            return None;
        }
        self.addresses.resolve(reference).or_else(|| {
            self.declared.iter().find_map(|tree| {
                let found = tree.resolve(reference)?;
                let here = |at: usize| self.at(tree.units[at].node);
                let (from, to) = (here(found.from)?, here(found.to)?);
                Some(Passage { from, to })
            })
        })
    }

    /// The elements at which a passage of any tree begins and its last unit
    /// begins: also of trees whose units are not those of the addresses.
    pub fn nodes(&self, reference: &str) -> Option<(NodeId, NodeId)> {
        let of = |tree: &CitationTree, found: Passage| {
            (tree.units[found.from].node, tree.units[found.to].node)
        };
        let found = self
            .resolve(reference)
            .map(|found| of(&self.addresses, found));
        found.or_else(|| {
            let mut others = self.declared.iter();
            others.find_map(|tree| Some(of(tree, tree.resolve(reference)?)))
        })
    }

    /// The innermost unit around `node`, or that begins with it.
    pub fn around(&self, tree: &Tree, node: NodeId) -> Option<usize> {
        let element = tree.node(node).element().or(tree.node(node).parent())?;
        std::iter::once(element)
            .chain(element.ancestors())
            .find_map(|element| self.at(element.id()))
    }

    /// What was odd in declarations and numbers.
    pub fn findings(&self) -> &[Diagnostic] {
        &self.findings
    }
}

/// Whether a unit begins with an element that holds none of it.
fn is_point(tree: &Tree, unit: &CitedUnit) -> bool {
    let element = tree.node(unit.node).element();
    element.is_some_and(|element| element.is("milestone") || element.is("lb"))
}
