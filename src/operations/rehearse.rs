//! What would become of a file if it were published now?

use super::publish::{Candidate, Refused, read_tei};
use crate::edition::VersionReference;
use crate::source::FilePath;
use crate::store::{self, Store, Stored, digest};

/// What publishing would make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rehearsed {
    /// The next version of an edition, or the first of a new one.
    Published,
    /// Nothing: the newest version, with this number, holds the same files.
    Unchanged(u32),
}

/// Reads what would be published and compares it with the newest version;
/// writes nothing. Without a store every edition is new.
///
/// # Errors
/// [`Refused`], as publishing would be for the file; that the newest version
/// must be a certain one is not looked at.
pub fn rehearse(store: Option<&Store>, candidate: &Candidate<'_>) -> Result<Rehearsed, Refused> {
    read_tei(&candidate.deposit).map_err(|rejected| Refused::File(Box::new(rejected)))?;
    let Some(store) = store else {
        return Ok(Rehearsed::Published);
    };
    let stored = match store.stored(candidate.id, VersionReference::Latest) {
        Ok(stored) => stored,
        Err(store::Error::NoSuchEdition(_) | store::Error::NoSuchVersion(..)) => {
            return Ok(Rehearsed::Published);
        }
        Err(error) => return Err(Refused::Store(error)),
    };
    let same = holds(&stored, candidate).map_err(Refused::Store)?;
    Ok(if same {
        Rehearsed::Unchanged(stored.version.number)
    } else {
        Rehearsed::Published
    })
}

/// Whether a version holds just the files that are handed in, by their paths.
fn holds(stored: &Stored, candidate: &Candidate<'_>) -> Result<bool, store::Error> {
    let deposit = &candidate.deposit;
    if stored.path != *deposit.path || stored.version.digest != digest(deposit.bytes) {
        return Ok(false);
    }
    let paths: Vec<FilePath> = deposit.files.paths();
    let others: Vec<&FilePath> = paths.iter().filter(|path| *path != deposit.path).collect();
    if others.len() != stored.files.digests().count() {
        return Ok(false);
    }
    for path in others {
        let bytes = deposit.files.read(path).map_err(store::Error::Unfit)?;
        if bytes.map(|bytes| digest(&bytes)) != stored.files.digest(path) {
            return Ok(false);
        }
    }
    Ok(true)
}
