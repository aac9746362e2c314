//! Which entry is about words among which another one stands?
//!
//! An entry about two words may lie within one about a whole sentence, whether the file
//! has it in the lemma of the other or both in a list. Who has something else instead
//! of the sentence says nothing, by silence, about the two words.

use super::choice::{Choice, choose};
use super::{Entry, Point};
use crate::edition::Siglum;
use crate::tei::Document;
use crate::tei::element::tei_name;

/// Of each entry the innermost one among whose words its own stand, by their indices.
pub fn around(entries: &[Entry]) -> Vec<Option<usize>> {
    let mut around = vec![None; entries.len()];
    let mut open: Vec<(Point, Point, usize)> = Vec::new();
    let placed = entries.iter().enumerate();
    let placed = placed.filter_map(|(at, entry)| entry.extent.map(|(start, end)| (start, end, at)));
    let mut placed: Vec<(Point, Point, usize)> = placed.collect();
    // Longer ones first; the order of the entries, where they are about the same words.
    placed.sort_by(|one, other| (one.0, other.1, one.2).cmp(&(other.0, one.1, other.2)));
    for (start, end, at) in placed {
        open.retain(|(_, outer, _)| *outer > start);
        let holds = |(first, last, _): &&(Point, Point, usize)| {
            // What has no words, and stands where those of another begin or end, is not
            // among them.
            if start == end {
                *first < start && start < *last
            } else {
                *first <= start && end <= *last && (*first, *last) != (start, end)
            }
        };
        around[at] = open.iter().rev().find(holds).map(|(_, _, outer)| *outer);
        open.push((start, end, at));
    }
    around
}

/// Whether two entries are about some of the same words.
pub fn share_words(one: &Entry, other: &Entry) -> bool {
    let both = one.extent.zip(other.extent);
    both.is_some_and(|(one, other)| one.0 < other.1 && other.0 < one.1)
}

/// Whether a witness has the words among which an entry stands: the readings of the
/// entries around it, or the words of the text where these point at them.
pub fn has_words_around(document: &Document, entry: &Entry, witness: &Siglum) -> bool {
    has_readings_around(document, entry, witness) && has_text_around(document, entry, witness)
}

/// By the elements around it.
fn has_readings_around(document: &Document, entry: &Entry, witness: &Siglum) -> bool {
    let Some(element) = document.tree().node(entry.node).element() else {
        return true;
    };
    let is_reading = |name: Option<&str>| matches!(name, Some("lem" | "rdg"));
    let mut readings = element
        .ancestors()
        .filter(|above| is_reading(tei_name(*above)));
    readings.all(|reading| {
        let app = reading.ancestors().find(|above| above.is("app"));
        let outer = app.and_then(|app| document.entry_at(app.id()));
        outer.is_none_or(|outer| choose(document, outer, witness).node() == Some(reading.id()))
    })
}

/// By the words of the text that they are about.
fn has_text_around(document: &Document, entry: &Entry, witness: &Siglum) -> bool {
    let first = document.entry_index(entry.node);
    let outer = |at: &usize| document.entry_around(*at);
    let mut chain = std::iter::successors(first.and_then(|at| outer(&at)), outer);
    chain.all(|at| {
        let outer = &document.entries()[at];
        match choose(document, outer, witness) {
            Choice::Named(node) | Choice::Ambiguous(node) => outer.lemma_node == Some(node),
            Choice::Silent(_) => true,
        }
    })
}
