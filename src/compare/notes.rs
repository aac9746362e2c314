//! What changed in notes?

use serde::Serialize;

use super::pairing::Names;
use super::words::{Run, runs};
use crate::collate;
use crate::edition::NoteKind;
use crate::tei::Document;

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
    text: &'d str,
}

/// What changed, in the order of the new version; what is gone comes last.
pub(super) fn changes(old: &Document, new: &Document, names: &Names) -> Vec<NoteChange> {
    let old = told(old, |reference| names.of_old(reference));
    let new = told(new, |reference| names.of_new(reference));
    let key = |note: &Told<'_>| (note.place.to_owned(), note.kind, note.text.to_owned());
    let (old_keys, new_keys): (Vec<_>, Vec<_>) =
        (old.iter().map(key).collect(), new.iter().map(key).collect());
    let mut free_old = vec![true; old.len()];
    let mut found: Vec<(usize, NoteChange)> = Vec::new();
    let mut free_new = vec![true; new.len()];
    for (a, b) in collate::matches(&old_keys, &new_keys) {
        (free_old[a], free_new[b]) = (false, false);
    }
    // Equal words, of somebody else or elsewhere; then words that are like.
    for same in [same_place as Same, same_text as Same] {
        for b in 0..new.len() {
            let a = (0..old.len()).find(|&a| free_old[a] && free_new[b] && same(&old[a], &new[b]));
            if let Some(a) = a {
                (free_old[a], free_new[b]) = (false, false);
                found.extend(fate(&old[a], &new[b]).map(|fate| (b, change(&new[b], fate))));
            }
        }
    }
    let open = |free: &[bool]| (0..free.len()).filter(|&at| free[at]).collect::<Vec<_>>();
    let (olds, news) = (open(&free_old), open(&free_new));
    let words = |notes: &[Told<'_>], places: &[usize]| -> Vec<Vec<String>> {
        let words = |at: &usize| notes[*at].text.split_whitespace().map(str::to_owned);
        places.iter().map(|at| words(at).collect()).collect()
    };
    let (old_words, new_words) = (words(&old, &olds), words(&new, &news));
    let like = |a: usize, b: usize| match old[olds[a]].place == new[news[b]].place {
        true => collate::likeness(&old_words[a], &new_words[b]),
        false => 0.0,
    };
    for (a, b) in collate::pairs(olds.len(), news.len(), LIKE, like) {
        let (a, b) = (olds[a], news[b]);
        (free_old[a], free_new[b]) = (false, false);
        let words = runs(old[a].text, new[b].text);
        found.push((b, change(&new[b], NoteFate::Changed { words })));
    }
    for b in open(&free_new) {
        let text = new[b].text.to_owned();
        found.push((b, change(&new[b], NoteFate::Added { text })));
    }
    for a in open(&free_old) {
        let text = old[a].text.to_owned();
        found.push((usize::MAX, change(&old[a], NoteFate::Removed { text })));
    }
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, change)| change).collect()
}

type Same = fn(&Told<'_>, &Told<'_>) -> bool;

fn same_place(old: &Told<'_>, new: &Told<'_>) -> bool {
    old.place == new.place && old.text == new.text
}

fn same_text(old: &Told<'_>, new: &Told<'_>) -> bool {
    !old.text.is_empty() && old.kind == new.kind && old.text == new.text
}

/// What became of a note that has kept its words.
fn fate(old: &Told<'_>, new: &Told<'_>) -> Option<NoteFate> {
    let text = new.text.to_owned();
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
            text: &placed.note.text,
        }
    });
    notes.collect()
}
