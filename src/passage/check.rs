//! Is what was cited still there?

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::{Fingerprint, Fingerprints, fingerprint};
use crate::edition::Digest;
use crate::store;
use crate::tei::Document;

/// The beginning of a SHA-256, as citations give it: 8 to 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Fraction(String);

impl Fraction {
    /// The fewest digits that prove anything.
    pub const SHORTEST: usize = 8;

    /// Whether `digest` begins so.
    pub fn begins(&self, digest: &Digest) -> bool {
        digest.to_string().starts_with(&self.0)
    }

    /// Its digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Digest> for Fraction {
    fn from(digest: Digest) -> Self {
        Self(digest.to_string())
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Text that is no beginning of a SHA-256.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadFraction(pub String);

impl fmt::Display for BadFraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not the beginning of a SHA-256: {} to 64 hexadecimal digits",
            self.0,
            Fraction::SHORTEST
        )
    }
}

impl std::error::Error for BadFraction {}

impl FromStr for Fraction {
    type Err = BadFraction;

    fn from_str(text: &str) -> Result<Self, BadFraction> {
        let fits = (Self::SHORTEST..=64).contains(&text.len());
        if fits && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(BadFraction(text.to_owned()))
        }
    }
}

/// What a citation says of a passage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Claim {
    /// The reference, or a range.
    pub reference: String,
    /// Its words.
    pub text: Fraction,
    /// Its content.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<Fraction>,
}

impl Claim {
    /// What is to be said of `reference` when it has this fingerprint.
    pub fn of(reference: &str, fingerprint: Fingerprint) -> Self {
        Self {
            reference: reference.to_owned(),
            text: fingerprint.text.into(),
            content: Some(fingerprint.content.into()),
        }
    }

    fn has_words(&self, fingerprint: &Fingerprint) -> bool {
        self.text.begins(&fingerprint.text)
    }

    /// Whether everything that was claimed is so.
    pub fn is_met(&self, fingerprint: &Fingerprint) -> bool {
        let content = self.content.as_ref();
        self.has_words(fingerprint)
            && content.is_none_or(|content| content.begins(&fingerprint.content))
    }
}

/// How a claim stands to a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum Verdict {
    /// The passage is there, word for word, with everything in it.
    Same,
    /// The words are the same; mark-up, notes or readings in them are not.
    SameWords,
    /// The passage stands elsewhere now, unchanged.
    Moved {
        /// Where: the places that have it, in the order of the text.
        to: Vec<String>,
    },
    /// The words stand elsewhere now; mark-up, notes or readings have changed.
    MovedWords {
        /// Where: the places that have them, in the order of the text.
        to: Vec<String>,
    },
    /// The reference has other words now.
    Changed,
    /// Neither the reference nor the words are there.
    Gone,
}

/// Holds a claim against a document. What stands under the reference comes
/// first; only if its words are not those of the claim are they looked for
/// elsewhere.
pub fn check(document: &Document, all: &Fingerprints, claim: &Claim) -> Verdict {
    let here = fingerprint(document, &claim.reference);
    if let Some(here) = here {
        if claim.is_met(&here) {
            return Verdict::Same;
        }
        if claim.has_words(&here) {
            return Verdict::SameWords;
        }
    }
    // That nothing stands elsewhere too says nothing.
    if claim.text.begins(&store::digest(b"")) {
        return if here.is_some() {
            Verdict::Changed
        } else {
            Verdict::Gone
        };
    }
    let elsewhere = |met: &dyn Fn(&Fingerprint) -> bool| -> Vec<String> {
        let units = all.units.iter().filter(|unit| met(&unit.fingerprint));
        units.map(|unit| unit.reference.clone()).collect()
    };
    let whole = elsewhere(&|fingerprint| claim.is_met(fingerprint));
    if !whole.is_empty() {
        return Verdict::Moved { to: whole };
    }
    let words = elsewhere(&|fingerprint| claim.has_words(fingerprint));
    match (words.is_empty(), here) {
        (false, _) => Verdict::MovedWords { to: words },
        (true, Some(_)) => Verdict::Changed,
        (true, None) => Verdict::Gone,
    }
}
