//! What has changed from one version of a text to another?
//!
//! 1. `units` takes both documents apart into passages with their words, and
//!    `pairing` finds which passage of one is which of the other, whatever their
//!    numbers are;
//! 2. [`passages`] says what became of each, word by word ([`words`]);
//! 3. [`apparatus`] says what changed in entries, [`notes`] in notes, [`header`]
//!    in the header;
//! 4. [`survival`](mod@survival) says what became of every citable unit, and
//!    [`follow`](mod@follow) of one;
//! 5. [`say`] puts all of it in words, [`told`](mod@told) for pages.
//!
//! Never guesses: two passages are one because their words are equal, their
//! reference is, or half of their words are and they stand in the same place.

pub mod apparatus;
pub mod follow;
pub mod header;
mod larger;
pub mod notes;
mod numbers;
mod overlap;
mod pairing;
pub mod passages;
pub mod say;
pub mod survival;
pub mod told;
mod units;
pub mod words;

use rustc_hash::FxHashSet;
use serde::Serialize;

use crate::edition::Digest;
use crate::passage::{self, Fingerprints};
use crate::tei::Document;
use crate::xml::{Node, XINCLUDE};

pub use apparatus::{ApparatusChange, EntryChange};
pub use follow::{Followed, follow};
pub use header::HeaderChange;
pub use notes::{NoteChange, NoteFate};
pub use passages::{Because, Passage};
pub use survival::{Counts, Fate, Report as SurvivalReport, Survival, UnitFate};
pub use told::{Told, ToldSurvival, told, told_survival};
pub use words::{Run, RunKind};

/// What is different between two versions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// How fingerprints were taken: [`passage::FORM`].
    pub form: &'static str,
    /// The content of both as wholes, by their hashes.
    pub content: Sides<Digest>,
    /// What the versions include and what is not among their files, as it is named
    /// there: nothing that it holds is compared.
    #[serde(skip_serializing_if = "Sides::are_empty")]
    pub absent: Sides<Vec<String>>,
    /// What became of the citable units of the old version, in numbers.
    pub survival: Counts,
    /// What became of those that are not the same.
    pub fates: Vec<UnitFate>,
    /// All passages in the order of the new version, unchanged ones folded; what
    /// is gone stands where it was.
    pub passages: Vec<Passage>,
    /// What changed in the apparatus.
    pub apparatus: Vec<ApparatusChange>,
    /// What changed in notes.
    pub notes: Vec<NoteChange>,
    /// What changed in the header.
    pub header: Vec<HeaderChange>,
}

/// The same thing in the old and in the new version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sides<T> {
    /// In the old version.
    pub old: T,
    /// In the new version.
    pub new: T,
}

impl Sides<Vec<String>> {
    fn are_empty(&self) -> bool {
        self.old.is_empty() && self.new.is_empty()
    }
}

/// What a document would include and does not hold: the inclusion stands there
/// still.
fn absent(document: &Document) -> Vec<String> {
    let root = document.tree().root();
    let elements = root.descendants().filter_map(Node::element);
    let inclusions = elements
        .filter(|element| element.name() == "include" && element.namespace() == Some(XINCLUDE));
    let names = inclusions.filter_map(|element| element.attribute("href"));
    names.map(|name| name.into_owned()).collect()
}

impl Comparison {
    /// Whether both mean the same, however they are written.
    pub fn is_same(&self) -> bool {
        self.content.old == self.content.new
    }

    /// Says of passages with the same words what else changed in them.
    fn say_why(&mut self) {
        let entries = self.apparatus.iter().map(|change| &change.reference);
        let entries: FxHashSet<&String> = entries.collect();
        let notes = self.notes.iter().map(|change| &change.reference);
        let notes: FxHashSet<&String> = notes.collect();
        for passage in &mut self.passages {
            if let Passage::SameWords {
                reference, because, ..
            } = passage
            {
                let known = [
                    (entries.contains(reference), Because::Readings),
                    (notes.contains(reference), Because::Notes),
                ];
                let known = known.iter().filter(|(is_known, _)| *is_known);
                let known: Vec<Because> = known.map(|(_, because)| *because).collect();
                if !known.is_empty() {
                    *because = known;
                }
            }
        }
    }

    /// Whether something changed that no record tells: mark-up or white space
    /// outside all passages.
    pub fn is_untold(&self) -> bool {
        let told = self.passages.iter().any(|passage| !passage.is_same());
        let others = self.apparatus.len() + self.notes.len() + self.header.len();
        !self.is_same() && !told && others == 0
    }
}

/// Compares two versions of a text.
pub fn compare(old: &Document, new: &Document) -> Comparison {
    let fingerprints = Sides {
        old: passage::fingerprints(old),
        new: passage::fingerprints(new),
    };
    compare_with(old, new, &fingerprints.old, &fingerprints.new)
}

/// The same with fingerprints that were taken before.
pub fn compare_with(
    old: &Document,
    new: &Document,
    old_fingerprints: &Fingerprints,
    new_fingerprints: &Fingerprints,
) -> Comparison {
    let fingerprints = Sides {
        old: old_fingerprints,
        new: new_fingerprints,
    };
    let units = Sides {
        old: units::units(old, old_fingerprints),
        new: units::units(new, new_fingerprints),
    };
    let pairing = pairing::pair(&units.old, &units.new);
    let survival = survival::survival(&fingerprints, &units, &pairing);
    let documents = Sides { old, new };
    let numbers = numbers::Numbers::new(documents, &units, &pairing);
    let names = pairing::Names::new(&units, &pairing);
    let mut comparison = Comparison {
        form: passage::FORM,
        content: Sides {
            old: old_fingerprints.document,
            new: new_fingerprints.document,
        },
        absent: Sides {
            old: absent(old),
            new: absent(new),
        },
        survival: survival.counts(),
        fates: survival
            .units
            .into_iter()
            .filter(UnitFate::is_other)
            .collect(),
        passages: passages::passages(&units, &pairing, &numbers),
        apparatus: apparatus::changes(old, new, &names),
        notes: notes::changes(old, new, &names),
        header: header::changes(old, new),
    };
    comparison.say_why();
    comparison.passages = passages::same_words_together(comparison.passages);
    comparison
}

/// What became of the citable units of the old version: nothing else is looked
/// at.
pub fn survival(old: &Document, new: &Document, fingerprints: &Sides<&Fingerprints>) -> Survival {
    let units = Sides {
        old: units::units(old, fingerprints.old),
        new: units::units(new, fingerprints.new),
    };
    let pairing = pairing::pair(&units.old, &units.new);
    survival::survival(fingerprints, &units, &pairing)
}

/// Whether the content of a passage, under its old and its new reference, is the same
/// but for the numbers of passages that it points at.
fn only_numbers(
    old: &Document,
    new: &Document,
    fingerprints: &Sides<&Fingerprints>,
    (was, is): (&str, &str),
) -> bool {
    let units = Sides {
        old: units::units(old, fingerprints.old),
        new: units::units(new, fingerprints.new),
    };
    let pairing = pairing::pair(&units.old, &units.new);
    let numbers = numbers::Numbers::new(Sides { old, new }, &units, &pairing);
    let named = |units: &[units::Unit], reference: &str| {
        units.iter().position(|unit| unit.reference == reference)
    };
    let both = named(&units.old, was).zip(named(&units.new, is));
    both.is_some_and(|(was, is)| numbers.are_all(&units.old[was], &units.new[is]))
}
