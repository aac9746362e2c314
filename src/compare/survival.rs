//! What becomes of citations?
//!
//! Every citable unit of the old version is looked for in the new one: under its
//! reference, by its hashes, and, since both texts are at hand, by its place
//! among its neighbours. So words that stand in many places are not taken to
//! have gone to one where they always were, and a unit that was edited and
//! renumbered at once is found.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::Sides;
use super::pairing::Pairing;
use super::units::Unit;
use crate::edition::Digest;
use crate::passage::{self, Fingerprint, Fingerprints};
use crate::store;

/// How many citable units of a version have which fate in another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// All of them.
    pub units: usize,
    /// There, with everything in them.
    pub same: usize,
    /// There, word for word; mark-up, notes or readings in them are not.
    pub same_words: usize,
    /// Under another reference, word for word.
    pub moved: usize,
    /// There with other words, or in other bounds.
    pub changed: usize,
    /// Not there.
    pub gone: usize,
}

/// What became of a citable unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// It is there, with everything in it.
    Same,
    /// Its words are there; mark-up, notes or readings in it are not.
    SameWords,
    /// It stands under another reference, with everything in it.
    Moved,
    /// Its words stand under another reference; mark-up, notes or readings in
    /// them changed.
    MovedWords,
    /// It has other words; under another reference, if one is given.
    Changed,
    /// Its words are several units now.
    Divided,
    /// It is part of a larger unit now.
    Joined,
    /// It is not there: nothing that is can be said to be it.
    Gone,
}

/// A citable unit of the old version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitFate {
    /// Its reference.
    pub reference: String,
    /// What became of it.
    pub fate: Fate,
    /// Where it stands now, if not under its reference.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<String>,
    /// Whether it is known that nothing changed in it but numbers of passages that
    /// it points at.
    #[serde(skip)]
    pub only_numbers: bool,
    /// The place of the first of these among the units of the new version.
    #[serde(skip)]
    place: Option<usize>,
}

impl UnitFate {
    /// Whether something became of it.
    pub fn is_other(&self) -> bool {
        self.fate != Fate::Same
    }
}

/// What became of all citable units of a version, in its order, those that hold
/// others before what they hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survival {
    /// All of them.
    pub units: Vec<UnitFate>,
}

impl Survival {
    /// How many have which fate.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts {
            units: self.units.len(),
            ..Counts::default()
        };
        for unit in &self.units {
            *match unit.fate {
                Fate::Same => &mut counts.same,
                Fate::SameWords => &mut counts.same_words,
                Fate::Moved | Fate::MovedWords => &mut counts.moved,
                Fate::Changed | Fate::Divided | Fate::Joined => &mut counts.changed,
                Fate::Gone => &mut counts.gone,
            } += 1;
        }
        counts
    }

    /// Units one after another that share their fate, in the order of the old
    /// version; those that stand elsewhere only as long as they are neighbours
    /// there too.
    pub fn runs(&self) -> Vec<&[UnitFate]> {
        let together = |one: &UnitFate, next: &UnitFate| {
            let alone = [Fate::Divided, Fate::Joined].contains(&one.fate);
            let follows = match (one.place, next.place) {
                (Some(one), Some(next)) => next == one + 1,
                (one, next) => one == next,
            };
            one.fate == next.fate && follows && !alone
        };
        self.units.chunk_by(together).collect()
    }

    /// What became of one unit.
    pub fn of(&self, reference: &str) -> Option<&UnitFate> {
        self.units.iter().find(|unit| unit.reference == reference)
    }
}

/// What became of the citable units of the old version.
pub(super) fn survival(
    fingerprints: &Sides<&Fingerprints>,
    units: &Sides<Vec<Unit>>,
    pairing: &Pairing,
) -> Survival {
    let search = Search::new(fingerprints, units, pairing);
    // The first unit is what stands in none.
    let fates = (1..units.old.len()).map(|at| search.fate(at));
    Survival {
        units: fates.collect(),
    }
}

/// Where something went, and as what.
type Found = (Fate, Vec<usize>);

/// Units are meant by their place among those of their version, from 1.
struct Search<'a> {
    fingerprints: &'a Sides<&'a Fingerprints>,
    units: &'a Sides<Vec<Unit>>,
    pairing: &'a Pairing,
    by_reference: FxHashMap<&'a str, usize>,
    /// New units by their words, if these did not stand under their reference
    /// before.
    arrived: FxHashMap<Digest, usize>,
    /// Old units that were divided, and those that were joined.
    divided: FxHashMap<usize, &'a [usize]>,
    joined: FxHashMap<usize, usize>,
    /// Where most parts of an old unit went, by the unit around them.
    most_parts: Vec<Option<usize>>,
}

impl<'a> Search<'a> {
    fn new(
        fingerprints: &'a Sides<&'a Fingerprints>,
        units: &'a Sides<Vec<Unit>>,
        pairing: &'a Pairing,
    ) -> Self {
        let places = |units: &'a [Unit]| -> FxHashMap<&'a str, usize> {
            let numbered = units.iter().enumerate().skip(1);
            numbered
                .map(|(at, unit)| (unit.reference.as_str(), at))
                .collect()
        };
        let was = places(&units.old);
        let mut arrived = FxHashMap::default();
        for (at, unit) in units.new.iter().enumerate().skip(1) {
            let text = hashes(fingerprints.new, at).text;
            let before = was.get(unit.reference.as_str());
            if before.is_none_or(|&old| hashes(fingerprints.old, old).text != text) {
                arrived.entry(text).or_insert(at);
            }
        }
        let joined = pairing.merges.iter();
        Self {
            fingerprints,
            units,
            pairing,
            by_reference: places(&units.new),
            arrived,
            divided: pairing
                .splits
                .iter()
                .map(|(old, new)| (*old, new.as_slice()))
                .collect(),
            joined: joined
                .flat_map(|(olds, new)| olds.iter().map(move |old| (*old, *new)))
                .collect(),
            most_parts: most_parts(units, pairing),
        }
    }

    fn fate(&self, at: usize) -> UnitFate {
        let reference = self.units.old[at].reference.clone();
        let (fate, to) = self.found(at);
        let place = to.first().copied();
        let to = to
            .into_iter()
            .map(|at| self.units.new[at].reference.clone());
        UnitFate {
            reference,
            fate,
            to: to.collect(),
            only_numbers: false,
            place,
        }
    }

    fn found(&self, at: usize) -> Found {
        let unit = &self.units.old[at];
        let was = hashes(self.fingerprints.old, at);
        let here = self.by_reference.get(unit.reference.as_str()).copied();
        let stays = here.filter(|&here| hashes(self.fingerprints.new, here).text == was.text);
        if let Some(here) = stays {
            return match hashes(self.fingerprints.new, here) == was {
                true => (Fate::Same, Vec::new()),
                false => (Fate::SameWords, Vec::new()),
            };
        }
        let paired = self.pairing.to_new[at];
        let same_words = |new: &usize| hashes(self.fingerprints.new, *new).text == was.text;
        let words = was.text != store::digest(b"");
        let arrived = self.arrived.get(&was.text).copied().filter(|_| words);
        if let Some(new) = paired.filter(same_words).or(arrived) {
            return match hashes(self.fingerprints.new, new) == was {
                true => (Fate::Moved, vec![new]),
                false => (Fate::MovedWords, vec![new]),
            };
        }
        if let Some(parts) = self.divided.get(&at) {
            return (Fate::Divided, parts.to_vec());
        }
        if let Some(&whole) = self.joined.get(&at) {
            return (Fate::Joined, vec![whole]);
        }
        let edited = match unit.words.is_empty() {
            true => self.most_parts[at].or(paired),
            false => paired,
        };
        match edited {
            Some(new) if Some(new) == here => (Fate::Changed, Vec::new()),
            Some(new) => (Fate::Changed, vec![new]),
            None => (Fate::Gone, Vec::new()),
        }
    }
}

/// The hashes of a unit by its place, from 1.
fn hashes(fingerprints: &Fingerprints, at: usize) -> Fingerprint {
    fingerprints.units[at - 1].fingerprint
}

/// For every old unit that holds others, the new one in which most of these are;
/// of equally many the first.
fn most_parts(units: &Sides<Vec<Unit>>, pairing: &Pairing) -> Vec<Option<usize>> {
    let mut votes: Vec<FxHashMap<usize, usize>> = vec![FxHashMap::default(); units.old.len()];
    let mut most = vec![None; units.old.len()];
    // What is held comes after what holds it.
    for at in (1..units.old.len()).rev() {
        let ballot = votes[at].iter().map(|(new, count)| (*count, *new));
        let best = ballot.max_by_key(|(count, new)| (*count, std::cmp::Reverse(*new)));
        most[at] = best.map(|(_, new)| new);
        let Some(parent) = units.old[at].parent else {
            continue;
        };
        let image = match units.old[at].words.is_empty() {
            true => most[at].or(pairing.to_new[at]),
            false => pairing.to_new[at],
        };
        let around = image.and_then(|new| units.new[new].parent);
        if let Some(around) = around {
            *votes[parent].entry(around).or_default() += 1;
        }
    }
    most
}

/// The name of the form of a report. Another form will have another name.
pub const FORM: &str = "variorum-survival-1";

/// What a report says of one of the two versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// SHA-256 of the TEI file.
    pub sha256: Digest,
    /// The root over the hashes of its passages (docs/passages.md), which also
    /// depends on what the file includes.
    pub root: Digest,
}

/// What became of citations, as it is kept with a version: it depends on the two
/// versions and on nothing else (docs/comparing.md).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Both versions.
    pub texts: Sides<Text>,
    /// What became of the units of the old one.
    pub survival: Survival,
}

/// A report as it lies in a file.
#[derive(Deserialize)]
struct Written {
    form: String,
    old: Text,
    new: Text,
    units: Vec<UnitFate>,
}

impl Report {
    /// The report on two versions, by the digests of their files and the
    /// fingerprints of their passages.
    pub fn new(
        files: Sides<Digest>,
        fingerprints: &Sides<&Fingerprints>,
        survival: Survival,
    ) -> Self {
        let text = |sha256, taken: &Fingerprints| Text {
            sha256,
            root: taken.root,
        };
        Self {
            texts: Sides {
                old: text(files.old, fingerprints.old),
                new: text(files.new, fingerprints.new),
            },
            survival,
        }
    }

    /// The report that was written so; `new` are the passages of its new version.
    ///
    /// # Errors
    /// If it is no report, or one of another form.
    pub fn read(bytes: &[u8], new: &Fingerprints) -> serde_json::Result<Self> {
        let written: Written = serde_json::from_slice(bytes)?;
        if written.form != FORM {
            let message = format!("the form is `{}`, not {FORM}", written.form);
            return Err(serde::de::Error::custom(message));
        }
        let places = new.units.iter().enumerate();
        let places: FxHashMap<&str, usize> = places
            .map(|(at, unit)| (unit.reference.as_str(), at + 1))
            .collect();
        let units = written.units.into_iter().map(|unit| UnitFate {
            place: unit
                .to
                .first()
                .and_then(|to| places.get(to.as_str()).copied()),
            ..unit
        });
        Ok(Self {
            texts: Sides {
                old: written.old,
                new: written.new,
            },
            survival: Survival {
                units: units.collect(),
            },
        })
    }

    /// JSON, a unit to a line.
    ///
    /// # Errors
    /// None that is known: what is written has no keys but strings.
    pub fn to_bytes(&self) -> serde_json::Result<Vec<u8>> {
        let mut out = String::from("{\n");
        let mut field = |name: &str, value: String| {
            out.push_str(&format!("  \"{name}\": {value},\n"));
        };
        field("form", serde_json::to_string(FORM)?);
        field("passages", serde_json::to_string(passage::FORM)?);
        field("old", serde_json::to_string(&self.texts.old)?);
        field("new", serde_json::to_string(&self.texts.new)?);
        field("counts", serde_json::to_string(&self.survival.counts())?);
        let units = self.survival.units.iter().map(serde_json::to_string);
        let units = units.collect::<Result<Vec<_>, _>>()?;
        let units = match units.is_empty() {
            true => "[]".to_owned(),
            false => format!("[\n    {}\n  ]", units.join(",\n    ")),
        };
        out.push_str(&format!("  \"units\": {units}\n}}\n"));
        Ok(out.into_bytes())
    }
}
