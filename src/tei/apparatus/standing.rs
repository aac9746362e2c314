//! How do the witnesses stand at an entry?
//!
//! A witness has the reading that names it, or a group in which it is declared; a
//! hand of a corrected manuscript is that manuscript in its first state. Where it is
//! named nowhere it has, by silence, the words of the text; where it has no text, or
//! something else instead of the words among which the entry stands, nothing is known.

use serde::Serialize;

use super::choice::{Choice, choose};
use super::{Entry, around::has_words_around, attestation::carriers, marks_presence};
use crate::edition::{Alteration, EntryKind, Reading, Siglum};
use crate::tei::Document;
use crate::xml::NodeId;

/// What a witness has at an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// The words of the text: the entry says so.
    Lemma,
    /// The words of the text, as the entry does not name it.
    Silent,
    /// This reading, by its index; of several with the same words the first.
    Reading(usize),
    /// Two readings name it.
    Ambiguous,
    /// It has no text there.
    Absent,
}

impl Standing {
    /// What it has, as a number that is the same for whoever has the same: 0 for the
    /// words of the text; none where that cannot be known.
    pub fn state(self) -> Option<usize> {
        match self {
            Self::Lemma | Self::Silent => Some(0),
            Self::Reading(at) => Some(at + 1),
            Self::Ambiguous | Self::Absent => None,
        }
    }
}

/// The entries that tell what witnesses have, and how each witness stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variation {
    /// The witnesses that carry the text, in the order of their list.
    pub witnesses: Vec<Siglum>,
    /// The entries by their indices, in the order of the text, each with a standing
    /// for every witness.
    pub places: Vec<(usize, Vec<Standing>)>,
}

/// How the witnesses stand at the entries for which `keep` says so, of those that
/// name a witness for a reading.
pub fn variation(document: &Document, mut keep: impl FnMut(&Entry) -> bool) -> Variation {
    let witnesses = carriers(document);
    let entries = document.entries().iter().enumerate();
    let telling = entries.filter(|(_, entry)| tells_of_witnesses(entry) && keep(entry));
    let places = telling
        .map(|(at, entry)| {
            let standings = witnesses.iter();
            let standings = standings.map(|siglum| standing(document, entry, siglum));
            (at, standings.collect())
        })
        .collect();
    Variation { witnesses, places }
}

/// Whether an entry names a witness for a reading.
pub fn tells_of_witnesses(entry: &Entry) -> bool {
    let readings = &entry.entry.readings;
    entry.entry.kind == EntryKind::Variant
        && readings
            .iter()
            .any(|reading| !reading.support.witnesses.is_empty())
}

/// How a witness stands at an entry.
pub fn standing(document: &Document, entry: &Entry, witness: &Siglum) -> Standing {
    let of_node = |node: NodeId| {
        let at = entry.reading_nodes.iter().position(|other| *other == node);
        match at {
            Some(at) if is_only_mark(document, entry, at) => Standing::Absent,
            Some(at) => of_words(document, entry, at),
            None => Standing::Lemma,
        }
    };
    match choose(document, entry, witness) {
        Choice::Named(node) => of_node(node),
        Choice::Ambiguous(_) => Standing::Ambiguous,
        Choice::Silent(_) if !has_words_around(document, entry, witness) => Standing::Absent,
        Choice::Silent(_) if is_absent(document, entry, witness) => Standing::Absent,
        Choice::Silent(_) => Standing::Silent,
    }
}

/// How whoever has a reading stands: two readings of the same words, which may be
/// told apart for their kind, or because the text of a witness breaks off in one of
/// them, are no difference.
fn of_words(document: &Document, entry: &Entry, at: usize) -> Standing {
    let readings = &entry.entry.readings;
    let is_moved = |reading: &Reading| reading.support.kind.as_deref() == Some("transposition");
    let lacks = |node: Option<NodeId>| {
        let element = node.and_then(|node| document.tree().node(node).element());
        element.is_some_and(|element| element.find("gap").is_some())
    };
    let node = |at: usize| entry.reading_nodes.get(at).copied();
    let Some(reading) = readings.get(at).filter(|reading| !is_moved(reading)) else {
        return Standing::Reading(at);
    };
    let same = |other: &str, node: Option<NodeId>| {
        Alteration::of(other, &reading.text).is_none()
            && lacks(node) == lacks(entry.reading_nodes.get(at).copied())
    };
    let lemma = entry.entry.lemma.as_ref();
    if lemma.is_some_and(|lemma| same(&lemma.text, entry.lemma_node)) {
        return Standing::Lemma;
    }
    let mut before = (0..at).filter(|&other| !is_moved(&readings[other]));
    let first = before.find(|&other| {
        !is_only_mark(document, entry, other) && same(&readings[other].text, node(other))
    });
    Standing::Reading(first.unwrap_or(at))
}

fn is_absent(document: &Document, entry: &Entry, witness: &Siglum) -> bool {
    let place = entry.range.map_or(entry.node, |(from, _)| from);
    let around = document.sigla().around(witness);
    document.lacunae().iter().any(|absent| {
        let of = &absent.lacuna.witness;
        (of == witness || around.contains(of)) && absent.covers(place)
    })
}

/// Whether a reading only tells where a witness begins or ends: that is no omission.
fn is_only_mark(document: &Document, entry: &Entry, at: usize) -> bool {
    let is_empty = entry
        .entry
        .readings
        .get(at)
        .is_some_and(|reading| reading.text.is_empty());
    let node = entry.reading_nodes.get(at).filter(|_| is_empty);
    let element = node.and_then(|node| document.tree().node(*node).element());
    element.is_some_and(marks_presence)
}

/// What a reading of an entry does to the words of the text; none if it only tells
/// where a witness begins or ends, or has the same words.
pub fn alteration(document: &Document, entry: &Entry, at: usize) -> Option<Alteration> {
    let reading: &Reading = entry.entry.readings.get(at)?;
    if is_only_mark(document, entry, at) {
        return None;
    }
    if reading.support.kind.as_deref() == Some("transposition") {
        return Some(Alteration::Transposition);
    }
    let lemma = entry.entry.lemma.as_ref();
    Alteration::of(lemma.map_or("", |lemma| &lemma.text), &reading.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_are_the_same_state() {
        let states = |app: &str| -> Vec<Option<usize>> {
            let witnesses =
                ["A", "B", "C"].map(|id| format!("<witness xml:id='{id}'>{id}</witness>"));
            let xml = format!(
                "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc><titleStmt><title>t</title></titleStmt><publicationStmt><p/></publicationStmt><sourceDesc><listWit>{}</listWit></sourceDesc></fileDesc></teiHeader><text><body><p n='1'>de <app>{app}</app> est</p></body></text></TEI>",
                witnesses.concat()
            );
            let document = crate::tei::read("t.xml", xml.as_bytes())
                .expect("a text")
                .value;
            let variation = variation(&document, |_| true);
            let (_, standings) = &variation.places[0];
            standings.iter().map(|standing| standing.state()).collect()
        };
        for (app, expected) in [
            (
                "<lem wit='#A'>terris</lem><rdg wit='#B'>terris<lacunaStart/></rdg><rdg wit='#C'>terra</rdg>",
                [Some(0), Some(0), Some(2)],
            ),
            (
                "<lem wit='#A'>dicit</lem><rdg wit='#B' type='orthographic'>dixit</rdg><rdg wit='#C' type='sub'>dixit</rdg>",
                [Some(0), Some(1), Some(1)],
            ),
            (
                "<lem wit='#A'>dicit</lem><rdg wit='#B'/><rdg wit='#C'><gap reason='lost'/></rdg>",
                [Some(0), Some(1), Some(2)],
            ),
        ] {
            assert_eq!(states(app), expected, "{app}");
        }
    }
}
