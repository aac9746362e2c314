//! What became of one passage?
//!
//! Whoever cites a passage wants no comparison of whole versions: only what
//! became of these words, and of the entries and notes on them.

use rustc_hash::FxHashSet;
use serde::Serialize;

use super::survival::{Fate, UnitFate};
use super::told::{Part, parts_on, shortened};
use super::words::{Run, RunKind, runs};
use super::{Sides, compare_with, only_numbers, say, survival};
use crate::passage::{Fingerprints, Verdict, hashed};
use crate::said;
use crate::tei::Document;
use crate::wording::{Said, Wording};

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

/// What became of a passage of the old version, in the words of `wording`; nothing
/// if it has no unit of that reference.
pub fn follow(
    old: &Document,
    new: &Document,
    fingerprints: &Sides<&Fingerprints>,
    reference: &str,
    wording: &Wording,
) -> Option<Followed> {
    let survival = survival(old, new, fingerprints);
    let mut fate = survival.of(reference)?.clone();
    if matches!(fate.fate, Fate::SameWords | Fate::MovedWords) {
        let place = fate.to.first().map_or(reference, String::as_str);
        fate.only_numbers = only_numbers(old, new, fingerprints, (reference, place));
    }
    let mut followed = Followed {
        sentence: wording.say(&say::fate(std::slice::from_ref(&fate))),
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
        followed.parts = parts_on(&comparison, &within, wording);
        let was = hashed(old, reference).map(|(words, _)| words);
        let is: Vec<String> = there
            .iter()
            .filter_map(|place| Some(hashed(new, place)?.0))
            .collect();
        followed.tell((&was.unwrap_or_default(), &is.join(" ")), wording);
    }
    Some(followed)
}

impl Followed {
    /// What became of the passage, where its hashes alone do not tell it: both texts
    /// tell whether it was edited, or is gone and another one has its reference, and
    /// whether anything in it changed but what numbers others have.
    pub fn became(&self, verdict: &Verdict) -> Option<Said> {
        let places = self.fate.to.join(", ");
        Some(match (verdict, self.fate.fate) {
            (Verdict::Changed, Fate::Gone) => {
                said!("gone, and its reference is that of another passage")
            }
            (Verdict::Changed | Verdict::Gone, Fate::Divided) => said!(
                "divided: its words stand under {places} now",
                places = places
            ),
            (Verdict::Changed | Verdict::Gone, Fate::Joined) => said!(
                "joined with others: its words are part of {places} now",
                places = places
            ),
            (Verdict::Changed | Verdict::Gone, Fate::Changed) if places.is_empty() => {
                said!("the words have changed")
            }
            (Verdict::Changed | Verdict::Gone, Fate::Changed) => said!(
                "the words have changed, and stand under {places} now",
                places = places
            ),
            (Verdict::SameWords, Fate::SameWords) if self.fate.only_numbers => {
                said!("the words are the same; only numbers of passages pointed at have changed")
            }
            (Verdict::MovedWords { .. }, Fate::MovedWords) if self.fate.only_numbers => said!(
                "the words stand under {places} now; only numbers of passages pointed at have changed",
                places = places
            ),
            _ => return None,
        })
    }

    fn tell(&mut self, (was, is): (&str, &str), wording: &Wording) {
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
        let edits = say::edits(&all[..end]);
        self.edits = edits.iter().map(|edit| wording.say(edit)).collect();
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
