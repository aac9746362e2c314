//! A version from elsewhere is held against the store, and put into it.

use serde::Serialize;

use super::Unpulled;
use super::proof::Proven;
use super::provenance::Provenance;
use crate::edition::{EditionId, Version, VersionReference};
use crate::operations::publish::{Candidate, Facts, publish_all};
use crate::operations::schemas::Schemas;
use crate::source::{Deposit, Files};
use crate::store::{self, Expected, Standing, Store, digest};

/// Whether a store has the version already.
#[derive(Debug, PartialEq, Eq)]
pub enum Here {
    /// It has, and every file is the same.
    Identical(Box<Version>),
    /// It has not; the number of the newest version that stands before it, 0 if
    /// there is none.
    After(u32),
}

/// A version that came from elsewhere, as it is here.
#[derive(Debug, Serialize)]
pub struct Kept {
    /// Its edition here.
    pub edition: EditionId,
    /// The version here.
    pub version: Version,
    /// Whether it was put in now; otherwise it was here, every byte the same.
    pub new: bool,
}

impl Proven {
    /// The version as something to read.
    fn deposit(&self) -> Deposit<'_> {
        Deposit {
            name: self.edition.as_str(),
            bytes: &self.bytes,
            path: &self.path,
            files: &self.files,
        }
    }

    /// How the store stands to it under the name `id`.
    ///
    /// # Errors
    /// [`Unpulled::Differs`] if the same TEI file is there with other files,
    /// [`Unpulled::OtherLine`] if it is no continuation of what is there.
    pub fn compare(&self, store: &Store, id: &EditionId) -> Result<Here, Unpulled> {
        let standing = match store.standing(id) {
            Ok(standing) => standing,
            Err(store::Error::NoSuchEdition(_)) => return Ok(Here::After(0)),
            Err(error) => return Err(error.into()),
        };
        match store.stored(id, VersionReference::Digest(self.sha256)) {
            Ok(stored) => {
                let told = self.unlike(&stored);
                match told.is_empty() {
                    true => Ok(Here::Identical(Box::new(stored.version))),
                    false => Err(Unpulled::Differs(told)),
                }
            }
            // What is withdrawn here does not come in again by another door.
            Err(store::Error::NoSuchVersion(..)) => self.follows(id, &standing),
            Err(error) => Err(error.into()),
        }
    }

    /// What differs between the files that came and those that are here.
    fn unlike(&self, stored: &store::Stored) -> Vec<String> {
        let mut told = Vec::new();
        if stored.path != self.path {
            let (here, there) = (&stored.path, &self.path);
            told.push(format!("the TEI file is `{here}` here and `{there}` there"));
        }
        let there = self.files.iter().map(|(path, bytes)| (path, digest(bytes)));
        for (path, digest) in there {
            match stored.files.digest(path) {
                Some(here) if here == digest => {}
                Some(_) => told.push(format!("`{path}` is another here")),
                None => told.push(format!("`{path}` is not here")),
            }
        }
        let mut here = stored.files.paths();
        here.retain(|path| *path != stored.path && !self.files.contains_key(path));
        told.extend(here.iter().map(|path| format!("`{path}` is not there")));
        told
    }

    /// It continues what is here: the newest version here is an earlier one there.
    fn follows(&self, id: &EditionId, standing: &Standing) -> Result<Here, Unpulled> {
        let Some(newest) = standing.versions.last() else {
            return Ok(Here::After(0));
        };
        let (number, address) = (newest.number, &self.address);
        let other = |why: String| Err(Unpulled::OtherLine(id.clone(), why));
        if !self.line.had(&newest.digest, self.number) {
            return other(format!(
                "the newest version of `{id}` here, {number}, is none of those before {address}"
            ));
        }
        if self.published <= newest.published {
            let (then, since) = (&self.published, &newest.published);
            return other(format!(
                "{address} is of {then}, and version {number} of `{id}` here of {since}"
            ));
        }
        Ok(Here::After(standing_number(standing)))
    }

    /// Puts it into the store as the next version of `id`, as published by whom
    /// and when its source says, with a [`Provenance`] that says who took it at
    /// `now` (RFC 3339, UTC, whole seconds). A version that is here already makes
    /// no new one.
    ///
    /// # Errors
    /// As [`Proven::compare`]; [`Unpulled::Store`]. Nothing was written then.
    pub fn keep(
        &self,
        store: &Store,
        id: &EditionId,
        by: &str,
        now: &str,
    ) -> Result<Kept, Unpulled> {
        let before = match self.compare(store, id)? {
            Here::After(number) => number,
            Here::Identical(version) => {
                return Ok(Kept {
                    edition: id.clone(),
                    version: *version,
                    new: false,
                });
            }
        };
        if self.published.as_str() > now {
            let (address, when) = (&self.address, &self.published);
            let message =
                format!("{address} says that it was published at {when}, which is to come");
            return Err(Unpulled::Unreadable(message));
        }
        let provenance = Provenance::new(self, by, now).to_bytes();
        let candidate = Candidate {
            id,
            deposit: self.deposit().into(),
            expected: Expected::Number(before),
            place: None,
            provenance: Some(&provenance),
        };
        let facts = Facts {
            publisher: self.publisher.clone(),
            address: String::new(),
            message: self.message.clone(),
            when: self.published.clone(),
            token: None,
        };
        let published = publish_all(store, &[candidate], &facts, &Schemas::default());
        let published = published.into_iter().next().ok_or_else(nothing)??;
        // It is published for good; the folders may follow later.
        let _ = store.settle();
        Ok(Kept {
            edition: id.clone(),
            version: published.put.version,
            new: published.put.new,
        })
    }
}

/// The number of the newest publication, which the next one must follow.
fn standing_number(standing: &Standing) -> u32 {
    standing.versions.last().map_or(0, |version| version.number)
}

fn nothing() -> Unpulled {
    Unpulled::Unreadable("nothing was published".to_owned())
}
