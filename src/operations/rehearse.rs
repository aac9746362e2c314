//! What would become of a file if it were published now?

use super::compare::survival_of;
use super::publish::{Candidate, Refused, read_tei};
use super::schemas::Schemas;
use super::validate::{Validation, validate};
use crate::compare::SurvivalReport;
use crate::diagnostic::Reported;
use crate::edition::VersionReference;
use crate::source::FilePath;
use crate::store::{self, Store, Stored, digest};
use crate::xml::Tree;

/// What publishing would make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rehearsed {
    /// A new edition.
    Edition,
    /// The next version of an edition.
    Version,
    /// Nothing: the newest version, with this number, holds the same files.
    Unchanged(u32),
}

/// What would come of a file.
#[derive(Debug)]
pub struct Rehearsal {
    /// What publishing would make.
    pub makes: Rehearsed,
    /// What was noticed in the file.
    pub read: Reported<Tree>,
    /// How the file stands to its schemas.
    pub validation: Validation,
    /// What would become of citations of the version before, if it is to be the
    /// next.
    pub survival: Option<SurvivalReport>,
}

/// Reads and validates what would be published and compares it with the newest
/// version; writes nothing. Without a store every edition is new.
///
/// # Errors
/// [`Refused`], as publishing would be for the file; that the newest version
/// must be a certain one is not looked at.
pub fn rehearse(
    store: Option<&Store>,
    candidate: &Candidate<'_>,
    schemas: &Schemas,
) -> Result<Rehearsal, Refused> {
    let read = read_tei(&candidate.deposit);
    let read = read.map_err(|rejected| Refused::File(Box::new(rejected)))?;
    let makes = makes(store, candidate).map_err(Refused::Store)?;
    let next = store.filter(|_| makes == Rehearsed::Version);
    Ok(Rehearsal {
        makes,
        survival: next.and_then(|store| survival_of(store, candidate.id, &candidate.deposit)),
        validation: validate(&read.value, schemas, candidate.place),
        read,
    })
}

fn makes(store: Option<&Store>, candidate: &Candidate<'_>) -> Result<Rehearsed, store::Error> {
    store::refuse_unfit(&candidate.deposit)?;
    let Some(store) = store else {
        return Ok(Rehearsed::Edition);
    };
    let newest = match store.versions(candidate.id) {
        Ok(versions) => versions.last().map_or(1, |version| version.number),
        Err(store::Error::NoSuchEdition(_)) => return Ok(Rehearsed::Edition),
        Err(error) => return Err(error),
    };
    let stored = match store.stored(candidate.id, VersionReference::Number(newest)) {
        Ok(stored) => stored,
        // What was withdrawn may be published again.
        Err(store::Error::Withdrawn(..)) => return Ok(Rehearsed::Version),
        Err(error) => return Err(error),
    };
    Ok(if holds(&stored, candidate)? {
        Rehearsed::Unchanged(newest)
    } else {
        Rehearsed::Version
    })
}

/// Whether a version holds just the files that are handed in, by their paths.
pub(super) fn holds(stored: &Stored, candidate: &Candidate<'_>) -> Result<bool, store::Error> {
    let deposit = &candidate.deposit;
    if stored.path != *deposit.path || stored.version.digest != deposit.digest() {
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
