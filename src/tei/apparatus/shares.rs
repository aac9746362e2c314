//! Which words of a reading does each of its witnesses have?
//!
//! Where an entry stands within a reading, the witnesses that have the one differ
//! in the other.

use super::choice::choose;
use super::{Entry, opens_entry};
use crate::edition::{EntryKind, Siglum};
use crate::tei::Document;
use crate::tei::element::collapse;
use crate::tei::text::{Reader, Side};
use crate::tei::traits::{Traits, traits};
use crate::xml::Element;

/// Witnesses that have the same words of a reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// The witnesses, in the order of the reading; none of words that nobody is
    /// said to have.
    pub witnesses: Vec<Siglum>,
    /// What they have, white space collapsed.
    pub text: String,
}

/// The words of a reading of `entry`, parted where its witnesses differ.
pub fn shares(document: &Document, entry: &Entry, at: usize) -> Vec<Share> {
    let Some(reading) = entry.entry.readings.get(at) else {
        return Vec::new();
    };
    let witnesses = &reading.support.witnesses;
    let node = entry.reading_nodes.get(at);
    let element = node.and_then(|node| document.tree().node(*node).element());
    let parted = element.filter(|element| {
        entry.entry.kind == EntryKind::Variant && !witnesses.is_empty() && holds_entry(*element)
    });
    let Some(element) = parted else {
        return vec![Share {
            witnesses: witnesses.clone(),
            text: reading.text.clone(),
        }];
    };
    let mut shares: Vec<Share> = Vec::new();
    for witness in witnesses {
        let text = words_of(document, element, witness);
        match shares.iter_mut().find(|share| share.text == text) {
            Some(share) => share.witnesses.push(witness.clone()),
            None => shares.push(Share {
                witnesses: vec![witness.clone()],
                text,
            }),
        }
    }
    shares
}

/// Whether a witness has the words of this reading within those that it has of a
/// reading around it.
pub fn is_share(document: &Document, entry: &Entry, at: usize, witness: &Siglum) -> bool {
    let app = document.tree().node(entry.node).element();
    let mut readings = app.into_iter().flat_map(Element::ancestors);
    let outer = readings.find(|above| traits(*above).has(Traits::READING));
    let Some(outer) = outer else {
        return false;
    };
    let app = outer.ancestors().find(|above| above.is("app"));
    let Some(outer_entry) = app.and_then(|app| document.entry_at(app.id())) else {
        return false;
    };
    let nodes = &outer_entry.reading_nodes;
    let outer_at = nodes.iter().position(|node| *node == outer.id());
    let outer_reading = outer_at.and_then(|at| outer_entry.entry.readings.get(at));
    outer_reading.is_some_and(|reading| reading.support.witnesses.contains(witness))
        && choose(document, entry, witness).node() == entry.reading_nodes.get(at).copied()
}

fn holds_entry(reading: Element<'_>) -> bool {
    let mut inside = reading.find_all("app");
    inside.any(opens_entry)
}

/// What a witness that has a reading has of its words.
fn words_of(document: &Document, reading: Element<'_>, witness: &Siglum) -> String {
    let mut reader = Reader::with_room_for(Side::Reading, reading);
    let mut resume = reading.id();
    for node in reading.descendants() {
        if node.id() < resume {
            continue;
        }
        reader.leave_until(node.id());
        let Some(inner) = node.element() else {
            reader.read(node);
            continue;
        };
        let enters = match has(document, inner, witness) {
            Some(has) => {
                if has {
                    reader.open(inner);
                }
                has
            }
            None => reader.enter(inner),
        };
        if !enters {
            resume = inner.end();
        }
    }
    collapse(&reader.into_text())
}

/// Whether a witness has an inner reading; none of what is no reading, and where
/// the entry does not say.
fn has(document: &Document, reading: Element<'_>, witness: &Siglum) -> Option<bool> {
    if !traits(reading).has(Traits::READING) {
        return None;
    }
    let app = reading.ancestors().find(|above| above.is("app"))?;
    let entry = document.entry_at(app.id())?;
    let chosen = choose(document, entry, witness).node()?;
    Some(chosen == reading.id())
}
