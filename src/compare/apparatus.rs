//! What changed in the apparatus?
//!
//! Entries of the same passage are paired: those that are equal first, then
//! those that are like. Of a pair every difference is one record; a siglum that
//! goes from one reading to another is one, though two readings change.

mod entry;

use std::borrow::Cow;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::pairing::Names;
use crate::collate;
use crate::edition::{ApparatusEntry, EntryKind, Siglum};
use crate::tei::Document;
use crate::tei::apparatus::Entry;

/// A change of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ApparatusChange {
    /// The passage in which the entry stands; of the old version, if it is gone.
    /// Empty if it stands in none.
    pub reference: String,
    /// The words of the text to which the entry refers; the old ones, if it is
    /// gone.
    pub lemma: String,
    /// What changed.
    #[serde(flatten)]
    pub change: EntryChange,
}

/// Words of an entry with their witnesses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Held {
    /// The words; empty for an omission.
    pub text: String,
    /// Who has them.
    pub witnesses: Vec<Siglum>,
    /// Who proposed them, if no witness has them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scholar: Option<String>,
}

/// One change of an entry. Words of readings are empty for an omission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum EntryChange {
    /// The entry is new.
    EntryAdded {
        /// Its readings.
        readings: Vec<Held>,
    },
    /// The entry is not there any more.
    EntryRemoved {
        /// Its readings.
        readings: Vec<Held>,
    },
    /// The text has other words there.
    LemmaChanged {
        /// The old words.
        from: String,
        /// The new ones.
        to: String,
    },
    /// There is a new reading.
    ReadingAdded {
        /// The reading.
        reading: Held,
    },
    /// A reading is not there any more.
    ReadingRemoved {
        /// The reading.
        reading: Held,
    },
    /// The same witnesses are said to have other words.
    ReadingReworded {
        /// The old words.
        from: String,
        /// The new ones.
        to: String,
        /// The witnesses.
        witnesses: Vec<Siglum>,
    },
    /// A witness is said to have another reading of the entry than before. That
    /// its old reading is gone with it, or that its new one came with it, is no
    /// change of its own.
    SiglumMoved {
        /// The witness.
        siglum: Siglum,
        /// The words it was said to have.
        from: String,
        /// The words it is said to have.
        to: String,
    },
    /// A witness is named that was not.
    SiglumAdded {
        /// The witness.
        siglum: Siglum,
        /// The words it is said to have.
        reading: String,
    },
    /// A witness is not named any more.
    SiglumRemoved {
        /// The witness.
        siglum: Siglum,
        /// The words it was said to have.
        reading: String,
    },
    /// Something else is said about a reading or the lemma.
    Attribution {
        /// The words.
        reading: String,
        /// What is said: `type`, `responsibility`, `source`, `hand`,
        /// `certainty`, `cause`, `order`.
        aspect: &'static str,
        /// What was said.
        #[serde(skip_serializing_if = "Option::is_none")]
        from: Option<String>,
        /// What is said.
        #[serde(skip_serializing_if = "Option::is_none")]
        to: Option<String>,
    },
    /// The entry reports something of another kind.
    Kind {
        /// What it reported.
        from: EntryKind,
        /// What it reports.
        to: EntryKind,
    },
    /// The entry belongs to another apparatus.
    Series {
        /// The old one.
        #[serde(skip_serializing_if = "Option::is_none")]
        from: Option<String>,
        /// The new one.
        #[serde(skip_serializing_if = "Option::is_none")]
        to: Option<String>,
    },
    /// Something is remarked, or told about a witness, that was not.
    RemarkAdded {
        /// Its words.
        text: String,
    },
    /// Something is not remarked any more.
    RemarkRemoved {
        /// Its words.
        text: String,
    },
    /// The same is said in another order, grouped or marked in another way.
    Rearranged,
}

/// How like two entries must be to be one that was edited.
const LIKE: f64 = 0.25;

/// What changed, in the order of the new version.
pub(super) fn changes(old: &Document, new: &Document, names: &Names) -> Vec<ApparatusChange> {
    let mut places: Vec<Place<'_>> = Vec::new();
    let mut at: FxHashMap<String, usize> = FxHashMap::default();
    for entry in told(new) {
        let name = names.of_new(&entry.reference).to_owned();
        let next = places.len();
        let index = *at.entry(name).or_insert(next);
        if index == next {
            places.push(Place::default());
        }
        places[index].new.push(entry);
    }
    for entry in told(old) {
        let name = names.of_old(&entry.reference).to_owned();
        let next = places.len();
        let index = *at.entry(name).or_insert(next);
        if index == next {
            places.push(Place::default());
        }
        places[index].old.push(entry);
    }
    places.iter().flat_map(Place::changes).collect()
}

/// An entry and the passage it stands in.
struct Told<'d> {
    reference: String,
    entry: Cow<'d, ApparatusEntry>,
    /// Its `xml:id`, if it has one.
    id: Option<String>,
}

/// All entries of a passage in both versions.
#[derive(Default)]
struct Place<'d> {
    old: Vec<Told<'d>>,
    new: Vec<Told<'d>>,
}

impl Place<'_> {
    fn changes(&self) -> Vec<ApparatusChange> {
        let essence = |told: &Told<'_>| entry::essence(&told.entry);
        let old: Vec<String> = self.old.iter().map(essence).collect();
        let new: Vec<String> = self.new.iter().map(essence).collect();
        let mut found = Vec::new();
        for difference in collate::changes(&old, &new) {
            let olds = &self.old[difference.old];
            let news = &self.new[difference.new];
            differing(olds, news, &mut found);
        }
        found
    }
}

fn differing(olds: &[Told<'_>], news: &[Told<'_>], found: &mut Vec<ApparatusChange>) {
    let like = |a: usize, b: usize| {
        let same_id = olds[a].id.is_some() && olds[a].id == news[b].id;
        let like = entry::likeness(&olds[a].entry, &news[b].entry);
        if same_id { like.max(LIKE) } else { like }
    };
    let pairs = collate::pairs(olds.len(), news.len(), LIKE, like);
    for (b, told) in news.iter().enumerate() {
        let pair = pairs.iter().find(|(_, new)| *new == b);
        let changes = match pair {
            Some(&(a, _)) => entry::changes(&olds[a].entry, &told.entry),
            None => vec![EntryChange::EntryAdded {
                readings: entry::readings(&told.entry),
            }],
        };
        found.extend(changes.into_iter().map(|change| told.changed(change)));
    }
    for (a, told) in olds.iter().enumerate() {
        if !pairs.iter().any(|(old, _)| *old == a) {
            let readings = entry::readings(&told.entry);
            found.push(told.changed(EntryChange::EntryRemoved { readings }));
        }
    }
}

impl Told<'_> {
    fn changed(&self, change: EntryChange) -> ApparatusChange {
        let lemma = self.entry.lemma.as_ref();
        ApparatusChange {
            reference: self.reference.clone(),
            lemma: lemma.map(|lemma| lemma.text.clone()).unwrap_or_default(),
            change,
        }
    }
}

fn told(document: &Document) -> impl Iterator<Item = Told<'_>> {
    let units = document.units();
    let own_id = |entry: &Entry| {
        let element = document.tree().node(entry.node).element()?;
        Some(element.xml_id()?.into_owned())
    };
    document.entries().iter().map(move |entry| {
        let unit = entry.entry.unit.as_deref().unwrap_or_default();
        let known = document.unit_by_id(unit).and_then(|at| units.get(at));
        let reference = known.map_or(unit, |unit| unit.unit.reference.as_str());
        Told {
            reference: reference.to_owned(),
            entry: entry::composed(&entry.entry),
            id: own_id(entry),
        }
    })
}
