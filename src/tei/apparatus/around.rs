//! Which entry is about words among which another one stands?
//!
//! An entry about two words may lie within one about a whole sentence, whether the file
//! has it in the lemma of the other or both in a list. Who has something else instead
//! of the sentence says nothing, by silence, about the two words.

use super::Entry;
use super::reconstruct::{Choice, choose};
use crate::edition::Siglum;
use crate::tei::Document;
use crate::tei::element::tei_name;

/// A place in the text: the unit, the characters of its words before it.
type Point = (usize, u32);

/// Of each entry the innermost one among whose words its own stand, by their indices;
/// `unit` finds a unit by its id.
pub fn around(entries: &[Entry], unit: impl Fn(&str) -> Option<usize>) -> Vec<Option<usize>> {
    let mut around = vec![None; entries.len()];
    let mut open: Vec<(Point, Point, usize)> = Vec::new();
    let mut placed: Vec<(Point, Point, usize)> = entries
        .iter()
        .zip(0..)
        .filter_map(|(entry, at)| {
            let (start, end) = points(entry, &unit)?;
            Some((start, end, at))
        })
        .collect();
    // Longer ones first; the order of the entries, where they are about the same words.
    placed.sort_by(|one, other| (one.0, other.1, one.2).cmp(&(other.0, one.1, other.2)));
    for (start, end, at) in placed {
        while open.pop_if(|(_, outer, _)| *outer <= start).is_some() {}
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
    within_paragraphs(entries, &unit, &mut around);
    around
}

/// Entries whose words begin in one paragraph and end in another, and are known by their
/// nodes alone, hold those that stand in no other.
fn within_paragraphs(
    entries: &[Entry],
    unit: &impl Fn(&str) -> Option<usize>,
    around: &mut [Option<usize>],
) {
    let nodes = |entry: &Entry| entry.range.unwrap_or((entry.node, entry.node.after()));
    let wide = entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| entry.range.is_some() && points(entry, unit).is_none());
    for (outer, wide) in wide {
        let (first, end) = nodes(wide);
        for (at, entry) in entries.iter().enumerate() {
            let (start, stop) = nodes(entry);
            let among = first <= start && stop <= end && (first, end) != (start, stop);
            if at != outer && among && around[at].is_none() {
                around[at] = Some(outer);
            }
        }
    }
}

/// Whether two entries are about some of the same words.
pub fn share_words(document: &Document, one: &Entry, other: &Entry) -> bool {
    let unit = |id: &str| document.unit_by_id(id);
    let both = points(one, &unit).zip(points(other, &unit));
    both.is_some_and(|(one, other)| one.0 < other.1 && other.0 < one.1)
}

/// Where the words of an entry begin and end; none if that is not known.
fn points(entry: &Entry, unit: &impl Fn(&str) -> Option<usize>) -> Option<(Point, Point)> {
    let first = unit(entry.entry.unit.as_deref()?)?;
    let last = match &entry.entry.until {
        Some(until) => unit(until)?,
        None => first,
    };
    if entry.whole {
        return Some(((first, 0), (last, u32::MAX)));
    }
    let (start, end) = entry
        .entry
        .characters
        .filter(|_| entry.entry.within.is_none())?;
    Some(((first, start), (last, end)))
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
