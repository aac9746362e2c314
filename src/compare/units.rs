//! Passages with the words that are in no smaller one.

use crate::edition::Digest;
use crate::passage::{Fingerprints, words::words};
use crate::store;
use crate::tei::Document;
use crate::xml::{NodeId, Tree};

/// A passage that is compared.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    /// Its reference; empty for what is in no passage.
    pub reference: String,
    /// Its words, without those of smaller passages in it.
    pub words: String,
    /// SHA-256 of these words.
    pub text: Digest,
    /// SHA-256 of its content, with all that is in it.
    pub content: Digest,
    /// The passage around it, by its place among the units.
    pub parent: Option<usize>,
    /// Whether it holds smaller ones.
    pub holds_others: bool,
    /// Its nodes: the first, and the first behind it.
    pub extent: (NodeId, NodeId),
}

/// All passages in the order of the text, those around first; before them what
/// is in none.
pub(super) fn units(document: &Document, fingerprints: &Fingerprints) -> Vec<Unit> {
    let tree = document.tree();
    let cited = document.citation().addresses().units();
    let mut children: Vec<Vec<(NodeId, NodeId)>> = vec![Vec::new(); cited.len()];
    let mut outermost = Vec::new();
    for unit in cited {
        let around = unit
            .parent
            .map_or(&mut outermost, |at| &mut children[at as usize]);
        around.push((unit.node, unit.end));
    }
    let mut outside = String::new();
    for root in document.text() {
        let within: Vec<_> = outermost
            .iter()
            .copied()
            .filter(|&(node, _)| root.id() <= node && node < root.end())
            .collect();
        join(
            &mut outside,
            &own_words(tree, root.id(), root.end(), &within),
        );
    }
    let mut units = vec![Unit {
        reference: String::new(),
        text: store::digest(outside.as_bytes()),
        content: store::digest(outside.as_bytes()),
        words: outside,
        parent: None,
        holds_others: true,
        extent: (tree.root().id(), tree.root().end()),
    }];
    for ((unit, children), hashes) in cited.iter().zip(&children).zip(&fingerprints.units) {
        let own = own_words(tree, unit.node, unit.end, children);
        units.push(Unit {
            reference: unit.reference.clone(),
            text: store::digest(own.as_bytes()),
            content: hashes.fingerprint.content,
            words: own,
            parent: unit.parent.map(|at| at as usize + 1),
            holds_others: !children.is_empty(),
            extent: (unit.node, unit.end),
        });
    }
    units
}

/// The words from `first` to before `end` that stand in none of `within`.
fn own_words(tree: &Tree, first: NodeId, end: NodeId, within: &[(NodeId, NodeId)]) -> String {
    let mut own = String::new();
    let mut from = first;
    for &(child, after) in within {
        if from < child {
            join(&mut own, &words(tree, from, child));
        }
        from = from.max(after);
    }
    if from < end {
        join(&mut own, &words(tree, from, end));
    }
    own
}

fn join(all: &mut String, more: &str) {
    if !all.is_empty() && !more.is_empty() {
        all.push(' ');
    }
    all.push_str(more);
}
