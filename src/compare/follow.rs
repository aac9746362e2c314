//! What became of one passage?
//!
//! Whoever cites a passage wants no comparison of whole versions: only what
//! became of these words, and of the entries and notes on them.

use rustc_hash::FxHashSet;
use serde::Serialize;

use super::survival::{Fate, UnitFate};
use super::told::{Part, parts_on, shortened};
use super::words::{Run, RunKind, runs};
use super::{Sides, compare_with, say, survival};
use crate::passage::{Fingerprints, Verdict, hashed};
use crate::tei::Document;

/// What became of a passage.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Followed {
    /// Its fate, and where it stands now.
    #[serde(flatten)]
    pub fate: UnitFate,
    /// The same in a sentence.
    pub sentence: String,
    /// Its words, if they changed: stretches that are the same are shortened.
    pub words: Vec<Run>,
    /// The same in sentences, one for each place.
    pub edits: Vec<String>,
    /// Whether there are more places than these.
    pub more: bool,
    /// What changed in its apparatus and notes.
    pub parts: Vec<Part>,
}

/// Places at which words changed that are told.
const MOST_EDITS: usize = 60;

/// What became of a passage of the old version; nothing if it has no unit of
/// that reference.
pub fn follow(
    old: &Document,
    new: &Document,
    fingerprints: &Sides<&Fingerprints>,
    reference: &str,
) -> Option<Followed> {
    let survival = survival(old, new, fingerprints);
    let fate = survival.of(reference)?.clone();
    let mut followed = Followed {
        sentence: say::fate(std::slice::from_ref(&fate)),
        words: Vec::new(),
        edits: Vec::new(),
        more: false,
        parts: Vec::new(),
        fate,
    };
    if followed.fate.fate == Fate::Same || followed.fate.fate == Fate::Moved {
        return Some(followed);
    }
    let own = [reference.to_owned()];
    let there = match followed.fate.to.as_slice() {
        [] => &own,
        to => to,
    };
    if followed.fate.fate != Fate::Gone {
        let mut within = Sides {
            old: FxHashSet::default(),
            new: FxHashSet::default(),
        };
        gather(old, reference, &mut within.old);
        for place in there {
            gather(new, place, &mut within.new);
        }
        let comparison = compare_with(old, new, fingerprints.old, fingerprints.new);
        followed.parts = parts_on(&comparison, &within);
        let was = hashed(old, reference).map(|(words, _)| words);
        let is: Vec<String> = there
            .iter()
            .filter_map(|place| Some(hashed(new, place)?.0))
            .collect();
        followed.tell(&was.unwrap_or_default(), &is.join(" "));
    }
    Some(followed)
}

impl Followed {
    /// What became of the passage, where its hashes alone do not find it: then
    /// both texts tell whether it was edited, or is gone and another one has its
    /// reference.
    pub fn became(&self, verdict: &Verdict) -> Option<String> {
        let places = self.fate.to.join(", ");
        Some(match (verdict, self.fate.fate) {
            (Verdict::Changed, Fate::Gone) => {
                "gone, and its reference is that of another passage".to_owned()
            }
            (Verdict::Changed | Verdict::Gone, Fate::Divided) => {
                format!("divided: its words stand under {places} now")
            }
            (Verdict::Changed | Verdict::Gone, Fate::Joined) => {
                format!("joined with others: its words are part of {places} now")
            }
            (Verdict::Changed | Verdict::Gone, Fate::Changed) if places.is_empty() => {
                "the words have changed".to_owned()
            }
            (Verdict::Changed | Verdict::Gone, Fate::Changed) => {
                format!("the words have changed, and stand under {places} now")
            }
            _ => return None,
        })
    }

    fn tell(&mut self, was: &str, is: &str) {
        let all = runs(was, is);
        let places = |run: &Run| run.kind != RunKind::Same;
        if !all.iter().any(places) {
            return;
        }
        let told = all.iter().enumerate().filter(|(_, run)| places(run));
        // Up to and with the same words behind the last place.
        let end = told.map(|(at, _)| at).nth(2 * MOST_EDITS);
        let end = end.unwrap_or(all.len());
        self.more = end < all.len();
        self.edits = say::edits(&all[..end]);
        self.words = shortened(&all[..end]);
    }
}

/// The unit and those in it.
fn gather<'d>(document: &'d Document, reference: &str, within: &mut FxHashSet<&'d str>) {
    let units = document.citation().addresses().units();
    let mut inside = vec![false; units.len()];
    for (at, unit) in units.iter().enumerate() {
        let around = unit.parent.is_some_and(|parent| inside[parent as usize]);
        inside[at] = around || unit.reference == reference;
        if inside[at] {
            within.insert(&unit.reference);
        }
    }
}
