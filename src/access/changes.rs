//! Who changed what, and when.
//!
//! What is recorded together is an entry below `changes`, under the next number
//! that is free; entries are only added. Each holds the SHA-256 of the one before
//! it, so that an entry that was changed or taken out later is noticed. Number and
//! SHA-256 of the last one stand in a second place, `ends`, so that the end cannot be
//! cut off unnoticed either.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::PoisonError;

use serde::{Deserialize, Serialize};

use super::book::TOKENS;
use super::{Access, Error, secret, unwritten};
use crate::edition::{Digest, EditionId};
use crate::store::digest;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// A version was published.
    Published,
    /// A version was withdrawn.
    Withdrawn,
    /// A draft was kept.
    Drafted,
    /// A token was made.
    TokenMade,
    /// A token was revoked.
    TokenRevoked,
}

impl Act {
    /// In a word or two.
    pub fn words(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
            Self::Drafted => "drafted",
            Self::TokenMade => "token made",
            Self::TokenRevoked => "token revoked",
        }
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// When: RFC 3339, UTC, whole seconds.
    pub when: String,
    /// Who.
    pub who: String,
    /// The number of the token with which it was done, or to which it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// What.
    pub act: Act,
    /// The edition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<EditionId>,
    /// The version that was the newest before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<u32>,
    /// The version that was published or withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<u32>,
    /// SHA-256 of its TEI file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Digest>,
    /// Why: the change note, or the reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What was recorded together.
#[derive(Serialize, Deserialize)]
struct Entry {
    /// SHA-256 of the entry before; none in the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<Digest>,
    /// A random number by which a writer knows its own entry again.
    mark: String,
    /// Whether it was put among the ends as well; older programs kept none.
    #[serde(default)]
    ends: bool,
    changes: Vec<Change>,
}

/// An entry after which another one comes.
#[derive(Clone, Copy, Debug)]
pub struct Last {
    number: u64,
    digest: Digest,
}

/// The list of changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log {
    /// All changes, oldest first.
    pub changes: Vec<Change>,
    /// Entries that do not follow upon the one before them, or cannot be read:
    /// something was changed after it was written, or taken out.
    pub broken: Vec<String>,
    /// Entries that were the last ones, and are not there any more, or others: the
    /// end was cut off, or changed.
    pub cut: Vec<String>,
    /// The numbers of tokens that no entry tells of.
    pub untold: Vec<String>,
}

const CHANGES: &str = "changes";

/// Where the last entry is named once more: by its number and its SHA-256.
const ENDS: &str = "ends";

impl Access {
    /// Adds a change. When this returns, it is there for good.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub fn record(&self, change: &Change) -> Result<(), Error> {
        self.record_all(std::slice::from_ref(change))
    }

    /// Adds changes, in their order. When this returns, they are there for good.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub fn record_all(&self, changes: &[Change]) -> Result<(), Error> {
        if changes.is_empty() {
            return Ok(());
        }
        let mut known = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let last = self.last_after(*known)?;
            *known = last;
            let entry = Entry {
                before: last.map(|last| last.digest),
                mark: secret::fresh().number,
                ends: true,
                changes: changes.to_vec(),
            };
            let written = serde_json::to_vec(&entry).map_err(unwritten)?;
            let number = last.map_or(1, |last| last.number + 1);
            if self.create(&name(number), &written)? {
                let end = Last {
                    number,
                    digest: digest(&written),
                };
                *known = Some(end);
                // The change is recorded; what fails here, the next one makes good.
                let _ = self.end(end, last);
                return Ok(());
            }
            // Somebody else recorded something.
        }
    }

    /// Names the last entry among the ends, in the place of the one before it.
    fn end(&self, end: Last, before: Option<Last>) -> Result<(), Error> {
        let name = |end: Last| format!("{ENDS}/{:012}-{}", end.number, end.digest);
        self.create(&name(end), end.digest.to_string().as_bytes())?;
        match before {
            Some(before) => Ok(self.blobs.remove(&name(before))?),
            None => Ok(()),
        }
    }

    /// The last entry that is there, from one on that is known.
    fn last_after(&self, known: Option<Last>) -> Result<Option<Last>, Error> {
        let mut last = known;
        let mut next = match known {
            Some(known) => known.number + 1,
            None => {
                let names = self.blobs.list(CHANGES)?;
                names.last().and_then(|name| name.parse().ok()).unwrap_or(1)
            }
        };
        while let Some(written) = self.blobs.get(&name(next))? {
            let digest = digest(&written);
            last = Some(Last {
                number: next,
                digest,
            });
            next += 1;
        }
        Ok(last)
    }

    /// All changes.
    ///
    /// # Errors
    /// [`Error::Store`]. An entry that cannot be read is an answer
    /// ([`Log::broken`]), not an error.
    pub fn changes(&self) -> Result<Log, Error> {
        let mut log = Log::default();
        // First, for the entries are there before it: others may be at work.
        let ends = self.blobs.list(ENDS)?;
        let tokens = self.blobs.list(TOKENS)?;
        let (mut before, mut digests, mut promised) = (None, BTreeMap::new(), 0);
        for name in self.blobs.list(CHANGES)? {
            let written = self.blobs.get(&format!("{CHANGES}/{name}"))?;
            let written = written.unwrap_or_default();
            let follows = match serde_json::from_slice::<Entry>(&written) {
                Ok(entry) => {
                    log.changes.extend(entry.changes);
                    promised += usize::from(entry.ends);
                    entry.before == before
                }
                Err(_) => false,
            };
            if !follows {
                log.broken.push(format!("{CHANGES}/{name}"));
            }
            let digest = digest(&written);
            before = Some(digest);
            digests.insert(name, digest);
        }
        for end in &ends {
            let Some((name, digest)) = end.split_once('-') else {
                continue;
            };
            let found = digests.get(name).map(ToString::to_string);
            if found.is_none_or(|found| found != digest) {
                log.cut.push(format!("{CHANGES}/{name}"));
            }
        }
        // One may have been killed before it named the first.
        if ends.is_empty() && promised > 1 {
            log.cut.push(ENDS.to_owned());
        }
        let made = log.changes.iter();
        let made = made.filter(|change| change.act == Act::TokenMade);
        let made: BTreeSet<&str> = made.filter_map(|change| change.token.as_deref()).collect();
        let untold = tokens.into_iter();
        let untold = untold.filter(|token| !made.contains(token.as_str()));
        log.untold = untold.collect();
        Ok(log)
    }
}

/// An entry's name: with digits enough to be in order.
fn name(number: u64) -> String {
    format!("{CHANGES}/{number:012}")
}
