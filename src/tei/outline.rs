//! What does a file say of itself?
//!
//! Its header, its witnesses, and where its text stands: what is needed to describe it.
//! A [`Document`](super::Document) has its citable units, notes and entries besides.

use super::header::{self, Header};
use super::structure;
use super::witness::{self, Sigla, WitnessGroup};
use crate::edition::Witness;
use crate::source::Deposit;
use crate::xml::{self, Element, NodeId, Rejected, Tree};

/// A TEI file with what its header declares.
#[derive(Debug)]
pub struct Outline {
    tree: Tree,
    pub(super) roots: Vec<NodeId>,
    header: Header,
    pub(super) witness_groups: Vec<WitnessGroup>,
    pub(super) sigla: Sigla,
}

impl Outline {
    /// The outline of `tree`.
    pub fn new(mut tree: Tree) -> Self {
        if structure::is_p4(&tree) {
            tree.spell("xml:id", "id");
            tree.spell("xml:lang", "lang");
        }
        let witness_groups = witness::witness_groups(&tree);
        Self {
            roots: structure::text_roots(&tree),
            header: header::header(&tree),
            sigla: Sigla::new(&tree, &witness_groups),
            witness_groups,
            tree,
        }
    }

    /// Reads a TEI file with the files that were handed in with it, so that what it
    /// includes stands in its place.
    ///
    /// # Errors
    /// As [`read_deposit`](super::read_deposit).
    pub fn read(deposit: &Deposit<'_>) -> Result<Self, Rejected> {
        Ok(Self::new(xml::read_deposit(deposit)?.value))
    }

    /// The file, to the byte.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// What the header says.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The elements that hold the text, in order.
    pub fn text(&self) -> impl Iterator<Item = Element<'_>> {
        let roots = self.roots.iter();
        roots.filter_map(|&root| self.tree.node(root).element())
    }

    /// All witnesses, in the order of the header, however their lists are nested.
    pub fn witnesses(&self) -> impl Iterator<Item = &Witness> {
        let groups = self.witness_groups.iter();
        let mut all: Vec<&Witness> = groups.flat_map(|group| &group.witnesses).collect();
        all.sort_by_key(|witness| self.sigla.rank(&witness.siglum));
        all.into_iter()
    }
}
