//! Which witnesses attest this passage?

use rustc_hash::FxHashSet;
use serde::Serialize;

use crate::edition::Siglum;
use crate::tei::Document;
use crate::xml::{Node, NodeId};

/// The witnesses of a passage, each in the order of the list of witnesses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Attestation {
    /// Those that have all of it, as far as the apparatus tells.
    pub whole: Vec<Siglum>,
    /// Those that have some of it.
    pub part: Vec<Siglum>,
    /// Those that have nothing of it.
    pub none: Vec<Siglum>,
}

/// The witnesses of the nodes from `first` to before `end`: those that entries
/// of the edition name, hands and families aside; the only witness, if there is
/// just one.
pub fn attestation(document: &Document, first: NodeId, end: NodeId) -> Attestation {
    let mut attestation = Attestation::default();
    let texts: Vec<Node<'_>> = texts(document, first, end);
    for siglum in carriers(document) {
        let around = document.sigla().around(&siglum);
        let absent: Vec<_> = document
            .lacunae()
            .iter()
            .filter(|absent| {
                let of = &absent.lacuna.witness;
                *of == siglum || around.contains(of)
            })
            .collect();
        let missing = |node: &&Node<'_>| absent.iter().any(|absent| absent.covers(node.id()));
        let lacking = if absent.is_empty() {
            0
        } else {
            texts.iter().filter(missing).count()
        };
        let list = match lacking {
            0 => &mut attestation.whole,
            all if all == texts.len() => &mut attestation.none,
            _ => &mut attestation.part,
        };
        list.push(siglum);
    }
    attestation
}

/// The pieces of text among the nodes; only asked for where something is missing.
fn texts(document: &Document, first: NodeId, end: NodeId) -> Vec<Node<'_>> {
    if document.lacunae().is_empty() {
        return Vec::new();
    }
    let tree = document.tree();
    let nodes = (first.index()..end.index().min(tree.len())).scan(first, |at, _| {
        let node = tree.node(*at);
        *at = at.after();
        Some(node)
    });
    nodes
        .filter(|node| node.element().is_none() && !node.text().trim().is_empty())
        .collect()
}

/// The witnesses that carry the text: declared, named in an entry, and neither a
/// hand of another nor a family of others.
pub fn carriers(document: &Document) -> Vec<Siglum> {
    let sigla = document.sigla();
    let mut named: FxHashSet<&Siglum> = FxHashSet::default();
    for entry in document.entries() {
        let lemma = entry.entry.lemma.iter().map(|lemma| &lemma.support);
        let readings = entry.entry.readings.iter().map(|reading| &reading.support);
        for support in lemma.chain(readings) {
            for siglum in &support.witnesses {
                named.insert(siglum);
                // What is said of a hand shows that the manuscript has the text.
                named.extend(sigla.around(siglum).first());
            }
        }
    }
    let is_hand = |witness: &crate::edition::Witness| {
        let base = witness.within.as_ref();
        base.is_some_and(|base| witness.siglum.as_str().starts_with(base.as_str()))
    };
    let mut witnesses: Vec<&crate::edition::Witness> = document.witnesses().collect();
    let only = sigla.only();
    witnesses.retain(|witness| {
        let cited = named.contains(&witness.siglum) || only == Some(&witness.siglum);
        cited && !is_hand(witness) && !sigla.stands_for_others(&witness.siglum)
    });
    witnesses
        .into_iter()
        .map(|witness| witness.siglum.clone())
        .collect()
}
