//! Which records are there, in the order in which they changed?

use std::collections::BTreeMap;
use std::sync::Arc;

use super::datestamp::Datestamp;
use super::request::Selection;
use super::token::Position;
use crate::edition::EditionId;

/// A record of an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When it last changed: was published anew, or withdrawn.
    pub datestamp: Datestamp,
    /// The edition.
    pub id: EditionId,
    /// The version that it describes; none if all are withdrawn.
    pub version: Option<u32>,
    /// The sets that it is in, with those above them, sorted.
    pub sets: Vec<String>,
    /// Whether its text can be had as TEI. Of a deleted record that is not asked.
    pub tei: bool,
}

impl Entry {
    /// Whether the edition is withdrawn.
    pub fn deleted(&self) -> bool {
        self.version.is_none()
    }

    fn key(&self) -> (&Datestamp, &EditionId) {
        (&self.datestamp, &self.id)
    }

    /// Whether it is shown in this part of the ledger.
    fn belongs(&self, part: &Part) -> bool {
        let in_set = part.set.as_ref().is_none_or(|set| self.sets.contains(set));
        in_set && (!part.tei || self.tei || self.deleted())
    }
}

/// A part of the ledger that is kept in order by itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    set: Option<String>,
    /// Only what can be had as TEI.
    tei: bool,
}

/// All records, ordered by datestamp and name; those of each set as well. A page is
/// found in a time that grows with the logarithm of their number.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    records: BTreeMap<EditionId, Arc<Entry>>,
    parts: BTreeMap<Part, Vec<Arc<Entry>>>,
}

/// A page of a list.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Its records.
    pub entries: Vec<Arc<Entry>>,
    /// How many came before.
    pub given: u64,
    /// How many there are in all, as far as can be said now.
    pub total: u64,
    /// Whether there are more.
    pub more: bool,
}

impl Ledger {
    /// A ledger of these records; of two of an edition the last.
    pub fn new(entries: impl IntoIterator<Item = Entry>) -> Self {
        let mut ledger = Self::default();
        let entries = entries
            .into_iter()
            .map(|entry| (entry.id.clone(), Arc::new(entry)));
        ledger.records = entries.collect();
        for entry in ledger.records.values() {
            for part in parts_of(entry) {
                ledger.parts.entry(part).or_default().push(entry.clone());
            }
        }
        for part in ledger.parts.values_mut() {
            part.sort_by(|one, other| one.key().cmp(&other.key()));
        }
        ledger
    }

    /// Puts a record in, in the place of the one of the same edition.
    pub fn put(&mut self, entry: Entry) {
        self.remove(&entry.id);
        let entry = Arc::new(entry);
        for part in parts_of(&entry) {
            let list = self.parts.entry(part).or_default();
            let at = list.partition_point(|known| known.key() < entry.key());
            list.insert(at, entry.clone());
        }
        self.records.insert(entry.id.clone(), entry);
    }

    /// Takes the record of an edition out, as if it had never been.
    pub fn remove(&mut self, id: &EditionId) {
        let Some(entry) = self.records.remove(id) else {
            return;
        };
        for part in parts_of(&entry) {
            if let Some(list) = self.parts.get_mut(&part) {
                let at = list.partition_point(|known| known.key() < entry.key());
                list.remove(at);
                if list.is_empty() {
                    self.parts.remove(&part);
                }
            }
        }
    }

    /// The record of an edition.
    pub fn get(&self, id: &EditionId) -> Option<&Arc<Entry>> {
        self.records.get(id)
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The sets that have records, in the order of their names.
    pub fn sets(&self) -> impl Iterator<Item = &str> {
        let sets = self.parts.keys().filter(|part| !part.tei);
        sets.filter_map(|part| part.set.as_deref())
    }

    /// The datestamp before which no record has one.
    pub fn earliest(&self) -> Option<&Datestamp> {
        let all = self.parts.get(&Part {
            set: None,
            tei: false,
        })?;
        all.first().map(|entry| &entry.datestamp)
    }

    /// Up to `most` records of a selection, after a position. `tei`: only those
    /// that can be had as TEI.
    pub fn page(
        &self,
        selection: &Selection,
        tei: bool,
        after: Option<&Position>,
        most: usize,
    ) -> Page {
        let part = Part {
            set: selection.set.clone(),
            tei,
        };
        let Some(list) = self.parts.get(&part) else {
            return Page::default();
        };
        let first = match &selection.from {
            Some(from) => list.partition_point(|entry| entry.datestamp < *from),
            None => 0,
        };
        let end = match &selection.until {
            Some(until) => list.partition_point(|entry| entry.datestamp <= *until),
            None => list.len(),
        };
        let start = match after {
            Some(after) => {
                let key = (&after.datestamp, &after.id);
                list.partition_point(|entry| entry.key() <= key).max(first)
            }
            None => first,
        };
        let end = end.max(start);
        let stop = end.min(start.saturating_add(most));
        let given = after.map_or(0, |after| after.given);
        Page {
            entries: list[start..stop].to_vec(),
            given,
            // Records that changed since have moved to the end.
            total: given + (end - start) as u64,
            more: stop < end,
        }
    }
}

/// The parts in which an entry stands.
fn parts_of(entry: &Entry) -> Vec<Part> {
    let sets = entry.sets.iter().map(|set| Some(set.clone()));
    let parts = std::iter::once(None).chain(sets);
    let both = parts.flat_map(|set| {
        [false, true].map(|tei| Part {
            set: set.clone(),
            tei,
        })
    });
    both.filter(|part| entry.belongs(part)).collect()
}
