//! What becomes of citations?

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use crate::edition::Digest;
use crate::passage::{Fingerprint, Fingerprints};
use crate::store;

/// What the citable units of a version have become in another: how many of each
/// fate, by the verdicts of docs/passages.md.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Survival {
    /// All of them.
    pub units: usize,
    /// There, with everything in them.
    pub same: usize,
    /// There, word for word; mark-up, notes or readings in them are not.
    pub same_words: usize,
    /// Under another reference.
    pub moved: usize,
    /// There with other words.
    pub changed: usize,
    /// Neither the reference nor the words are there.
    pub gone: usize,
    /// Those that are gone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lost: Vec<String>,
}

/// What has become of the citable units of `old` in `new`.
pub fn survival(old: &Fingerprints, new: &Fingerprints) -> Survival {
    let by_reference: FxHashMap<&str, Fingerprint> = new
        .units
        .iter()
        .map(|unit| (unit.reference.as_str(), unit.fingerprint))
        .collect();
    let texts: FxHashSet<Digest> = new.units.iter().map(|unit| unit.fingerprint.text).collect();
    let nothing = store::digest(b"");
    let mut survival = Survival {
        units: old.units.len(),
        ..Survival::default()
    };
    for unit in &old.units {
        let was = unit.fingerprint;
        let is = by_reference.get(unit.reference.as_str());
        let elsewhere = was.text != nothing && texts.contains(&was.text);
        match is {
            Some(is) if *is == was => survival.same += 1,
            Some(is) if is.text == was.text => survival.same_words += 1,
            _ if elsewhere => survival.moved += 1,
            Some(_) => survival.changed += 1,
            None => {
                survival.gone += 1;
                survival.lost.push(unit.reference.clone());
            }
        }
    }
    survival
}
