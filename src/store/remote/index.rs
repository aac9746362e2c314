//! What the journal says, as far as this node has read it.
//!
//! Every node derives it for itself. So that a new one need not read the journal
//! from its first entry, writers leave a copy of theirs now and then; it can be
//! deleted, and one that is damaged is not used.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::edition::{EditionId, Withdrawal};
use crate::store::blobs::BlobStore;
use crate::store::digest::digest;
use crate::store::journal::{Announced, Journal};
use crate::store::{Error, Standing};

/// Entries after which a copy is left.
const OFTEN: u64 = 256;

/// Where copies lie, by position.
const COPIES: &str = "catalogue";

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Index {
    pub position: u64,
    pub editions: BTreeMap<EditionId, Edition>,
    /// The newest copy that this node knows of.
    #[serde(skip)]
    copied: u64,
}

/// An edition as the journal leaves it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// The newest version to OCFL.
    pub head: u32,
    pub standing: Standing,
}

impl Edition {
    fn follow(&mut self, announced: &Announced) {
        self.head = announced.version;
        let Standing {
            versions,
            withdrawn,
        } = &mut self.standing;
        if announced.withdraws.is_empty() {
            versions.push(announced.version());
        }
        for version in &announced.withdraws {
            withdrawn.push(Withdrawal {
                version: *version,
                when: announced.published.clone(),
                by: announced.publisher.clone(),
                reason: announced.message.clone(),
            });
        }
        withdrawn.sort_by_key(|withdrawal| withdrawal.version);
    }
}

impl Index {
    /// Reads on, to the end of the journal.
    pub fn follow(&mut self, journal: &Journal, blobs: &dyn BlobStore) -> Result<(), Error> {
        if self.position == 0 && journal.entry_at(OFTEN)?.is_some() {
            *self = newest_copy(blobs)?.unwrap_or_default();
            self.copied = self.position;
        }
        while let Some(entry) = journal.entry_at(self.position + 1)? {
            for announced in &entry.publications {
                let edition = self.editions.entry(announced.edition.clone());
                edition.or_default().follow(announced);
            }
            self.position += 1;
        }
        Ok(())
    }

    /// Leaves a copy, unless there is one that is new enough.
    pub fn leave_copy(&mut self, blobs: &dyn BlobStore) -> Result<(), Error> {
        if self.position < self.copied + OFTEN {
            return Ok(());
        }
        self.copied = self.position;
        let older = blobs.list(COPIES)?;
        let body = serde_json::to_vec(self)
            .map_err(|error| Error::Unfit(format!("catalogue: {error}")))?;
        let mut bytes = format!("variorum-catalogue-1 {}\n", digest(&body)).into_bytes();
        bytes.extend_from_slice(&body);
        let name = format!("{:012}", self.position);
        blobs.create(&format!("{COPIES}/{name}"), &bytes)?;
        for older in older.iter().filter(|older| **older < name) {
            blobs.remove(&format!("{COPIES}/{older}"))?;
        }
        Ok(())
    }
}

/// The newest copy that is whole.
fn newest_copy(blobs: &dyn BlobStore) -> Result<Option<Index>, Error> {
    for name in blobs.list(COPIES)?.iter().rev() {
        let bytes = blobs.get(&format!("{COPIES}/{name}"))?;
        let copy = bytes.and_then(|bytes| read(&bytes));
        if let Some(copy) = copy.filter(|copy| format!("{:012}", copy.position) == *name) {
            return Ok(Some(copy));
        }
    }
    Ok(None)
}

fn read(bytes: &[u8]) -> Option<Index> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (head, body) = text.split_once('\n')?;
    let wanted = head.strip_prefix("variorum-catalogue-1 ")?;
    let whole = digest(body.as_bytes()).to_string() == wanted;
    serde_json::from_str(body).ok().filter(|_| whole)
}
