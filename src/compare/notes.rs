//! What changed in notes?

use std::borrow::Cow;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::Sides;
use super::pairing::Names;
use super::words::{Run, runs};
use crate::collate;
use crate::edition::NoteKind;
use crate::tei::Document;
use crate::tei::text::composed;

/// What became of a note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum NoteFate {
    /// It is new.
    Added {
        /// Its words.
        text: String,
    },
    /// It is not there any more.
    Removed {
        /// Its words.
        text: String,
    },
    /// It says something else.
    Changed {
        /// How, word by word.
        words: Vec<Run>,
    },
    /// It is said to be somebody else's.
    Kind {
        /// Whose it was.
        from: NoteKind,
        /// Whose it is.
        to: NoteKind,
        /// Its words.
        text: String,
    },
    /// It hangs in another passage.
    Moved {
        /// Where it hung.
        from: String,
        /// Its words.
        text: String,
    },
}

/// A change of a note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NoteChange {
    /// The passage in which it is called; of the old version, if it is gone.
    /// Empty if its place is not known.
    pub reference: String,
    /// Whose note it is.
    pub kind: NoteKind,
    /// What became of it.
    #[serde(flatten)]
    pub fate: NoteFate,
}

/// Half of the words of a note must be those of another, for the two to be one.
const LIKE: f64 = 0.4;

struct Told<'d> {
    /// Its passage, as it is called in its own version.
    reference: &'d str,
    /// The same as it is called in the new version.
    place: &'d str,
    kind: NoteKind,
    text: Cow<'d, str>,
}

/// What changed, in the order of the new version; what is gone comes last.
pub(super) fn changes(old: &Document, new: &Document, names: &Names) -> Vec<NoteChange> {
    let old = told(old, |reference| names.of_old(reference));
    let new = told(new, |reference| names.of_new(reference));
    let key = |note: &Told<'_>| (note.place.to_owned(), note.kind, note.text.to_string());
    let (old_keys, new_keys): (Vec<_>, Vec<_>) =
        (old.iter().map(key).collect(), new.iter().map(key).collect());
    let mut free = Sides {
        old: vec![true; old.len()],
        new: vec![true; new.len()],
    };
    for (a, b) in collate::matches(&old_keys, &new_keys) {
        (free.old[a], free.new[b]) = (false, false);
    }
    let mut found: Vec<(usize, NoteChange)> = Vec::new();
    // Equal words in the same passage, of somebody else; equal words elsewhere.
    let here = |note: &Told<'_>| Some((note.place.to_owned(), None, note.text.to_string()));
    let anywhere = |note: &Told<'_>| {
        let told = !note.text.is_empty();
        told.then(|| (String::new(), Some(note.kind), note.text.to_string()))
    };
    for key in [&here as &dyn Fn(&Told<'_>) -> _, &anywhere] {
        for (a, b) in equal(&old, &new, &mut free, key) {
            found.extend(fate(&old[a], &new[b]).map(|fate| (b, change(&new[b], fate))));
        }
    }
    for (a, b) in alike(&old, &new, &mut free) {
        let words = runs(&old[a].text, &new[b].text);
        found.push((b, change(&new[b], NoteFate::Changed { words })));
    }
    for b in open(&free.new) {
        let text = new[b].text.to_string();
        found.push((b, change(&new[b], NoteFate::Added { text })));
    }
    for a in open(&free.old) {
        let text = old[a].text.to_string();
        found.push((usize::MAX, change(&old[a], NoteFate::Removed { text })));
    }
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, change)| change).collect()
}

/// Which notes belong to nothing yet, in order.
fn open(free: &[bool]) -> Vec<usize> {
    (0..free.len()).filter(|&at| free[at]).collect()
}

/// By which free notes are found to be equal: passage, whose they are, words.
type Key = (String, Option<NoteKind>, String);

/// Free notes with the same key, in order; they are free no more.
fn equal(
    old: &[Told<'_>],
    new: &[Told<'_>],
    free: &mut Sides<Vec<bool>>,
    key: &dyn Fn(&Told<'_>) -> Option<Key>,
) -> Vec<(usize, usize)> {
    let mut waiting: FxHashMap<Key, Vec<usize>> = FxHashMap::default();
    for a in open(&free.old).into_iter().rev() {
        if let Some(key) = key(&old[a]) {
            waiting.entry(key).or_default().push(a);
        }
    }
    let mut pairs = Vec::new();
    for b in open(&free.new) {
        let same = key(&new[b]).and_then(|key| waiting.get_mut(&key));
        if let Some(a) = same.and_then(Vec::pop) {
            (free.old[a], free.new[b]) = (false, false);
            pairs.push((a, b));
        }
    }
    pairs
}

/// Free notes of one passage that are alike; they are free no more. Each passage
/// is looked at by itself, so that many changes take no long time.
fn alike(old: &[Told<'_>], new: &[Told<'_>], free: &mut Sides<Vec<bool>>) -> Vec<(usize, usize)> {
    let mut at: FxHashMap<&str, usize> = FxHashMap::default();
    let mut places: Vec<Sides<Vec<usize>>> = Vec::new();
    for b in open(&free.new) {
        let place = *at.entry(new[b].place).or_insert(places.len());
        if place == places.len() {
            places.push(Sides::default());
        }
        places[place].new.push(b);
    }
    for a in open(&free.old) {
        if let Some(&place) = at.get(old[a].place) {
            places[place].old.push(a);
        }
    }
    let mut pairs = Vec::new();
    for place in places {
        let words = |note: &Told<'_>| -> Vec<String> {
            note.text.split_whitespace().map(str::to_owned).collect()
        };
        let olds: Vec<_> = place.old.iter().map(|&a| words(&old[a])).collect();
        let news: Vec<_> = place.new.iter().map(|&b| words(&new[b])).collect();
        let like = |a: usize, b: usize| collate::likeness(&olds[a], &news[b]);
        for (a, b) in collate::pairs(olds.len(), news.len(), LIKE, like) {
            let (a, b) = (place.old[a], place.new[b]);
            (free.old[a], free.new[b]) = (false, false);
            pairs.push((a, b));
        }
    }
    pairs
}

/// What became of a note that has kept its words.
fn fate(old: &Told<'_>, new: &Told<'_>) -> Option<NoteFate> {
    let text = new.text.to_string();
    if old.place != new.place {
        let from = old.reference.to_owned();
        return Some(NoteFate::Moved { from, text });
    }
    let (from, to) = (old.kind, new.kind);
    (from != to).then_some(NoteFate::Kind { from, to, text })
}

fn change(note: &Told<'_>, fate: NoteFate) -> NoteChange {
    NoteChange {
        reference: note.reference.to_owned(),
        kind: note.kind,
        fate,
    }
}

fn told<'d>(document: &'d Document, place: impl Fn(&'d str) -> &'d str) -> Vec<Told<'d>> {
    let units = document.units();
    let notes = document.notes().iter().map(|placed| {
        let unit = placed.unit.and_then(|at| units.get(at));
        let reference = unit.map_or("", |unit| unit.unit.reference.as_str());
        Told {
            reference,
            place: place(reference),
            kind: placed.note.kind,
            text: composed(&placed.note.text),
        }
    });
    notes.collect()
}
