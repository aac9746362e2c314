//! What does an entry say about a witness?

use super::Entry;
use crate::edition::Siglum;
use crate::tei::Document;
use crate::xml::NodeId;

/// What an entry says about a witness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// This reading names it.
    Named(NodeId),
    /// Two readings name it; this is the first.
    Ambiguous(NodeId),
    /// No reading names it: it has the words of the text.
    Silent(Option<NodeId>),
}

impl Choice {
    /// The element of the reading.
    pub fn node(self) -> Option<NodeId> {
        match self {
            Self::Named(node) | Self::Ambiguous(node) => Some(node),
            Self::Silent(node) => node,
        }
    }
}

/// What an entry says about a witness.
pub fn choose(document: &Document, entry: &Entry, witness: &Siglum) -> Choice {
    let lemma = entry.entry.lemma.as_ref().map(|lemma| &lemma.support);
    let lemma = lemma.zip(entry.lemma_node);
    let readings = entry.entry.readings.iter().map(|reading| &reading.support);
    let readings = readings.zip(entry.reading_nodes.iter().copied());
    let all: Vec<_> = lemma.into_iter().chain(readings).collect();
    let having = |siglum: &Siglum| {
        let mut having = all
            .iter()
            .filter(|(support, _)| support.witnesses.contains(siglum));
        let first = having.next().map(|(_, node)| *node);
        first.map(|first| (first, having.next().is_some()))
    };
    let around = document.sigla().around(witness).iter();
    let named = std::iter::once(witness).chain(around).find_map(having);
    if let Some((node, twice)) = named {
        return if twice {
            Choice::Ambiguous(node)
        } else {
            Choice::Named(node)
        };
    }
    let hand = first_hand(
        document,
        witness,
        &all.iter()
            .flat_map(|(support, _)| support.witnesses.iter())
            .collect::<Vec<_>>(),
    );
    if let Some((node, _)) = hand.and_then(having) {
        return Choice::Named(node);
    }
    Choice::Silent(entry.lemma_node)
}

/// Of the hands of a witness that an entry names, the one that wrote first: the
/// state before correction.
fn first_hand<'s>(
    document: &Document,
    witness: &Siglum,
    named: &[&'s Siglum],
) -> Option<&'s Siglum> {
    let of_witness = |hand: &&&Siglum| document.sigla().around(hand).first() == Some(witness);
    let hands = || named.iter().filter(of_witness);
    let original = |hand: &&&Siglum| {
        let (_, raised) = hand.parts();
        let label = if raised.is_empty() {
            hand.as_str()
        } else {
            raised
        };
        label.ends_with("ac") || label.ends_with('*')
    };
    hands().find(original).or_else(|| hands().next()).copied()
}
