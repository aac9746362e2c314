//! How does an edition stand?

use crate::edition::{Digest, EditionId, Version, VersionReference, Withdrawal};
use crate::server::contracts::Fault;
use crate::server::furnish::fault;
use crate::source::FilePath;
use crate::store::{Error, Store, digest};

/// The newest version of an edition, whether it stands or is withdrawn.
#[derive(Clone, Debug)]
pub struct State {
    /// The version.
    pub newest: Version,
    /// Why it is not shown.
    pub withdrawn: Option<Withdrawal>,
    /// Where its TEI file lies among the others, and those with their SHA-256;
    /// nothing for one that is withdrawn.
    pub files: Option<(FilePath, Vec<(FilePath, Digest)>)>,
    /// Whether a version before it has the same TEI file.
    pub again: bool,
}

impl State {
    /// How an edition stands; `None` if nothing is published of it.
    pub fn of(store: &Store, id: &EditionId) -> Result<Option<Self>, Fault> {
        let versions = match store.versions(id) {
            Ok(versions) => versions,
            Err(Error::NoSuchEdition(_)) => return Ok(None),
            Err(error) => return Err(fault(&error)),
        };
        let Some(newest) = versions.last().cloned() else {
            return Ok(None);
        };
        let again = comes_again(&versions, &newest);
        match store.stored(id, VersionReference::Number(newest.number)) {
            Ok(stored) => Ok(Some(Self {
                again,
                newest,
                withdrawn: None,
                files: Some((
                    stored.path,
                    stored
                        .files
                        .digests()
                        .map(|(path, digest)| (path.clone(), digest))
                        .collect(),
                )),
            })),
            Err(Error::Withdrawn(_, withdrawal)) => Ok(Some(Self {
                again,
                newest,
                withdrawn: Some(withdrawal),
                files: None,
            })),
            Err(error) => Err(fault(&error)),
        }
    }

    /// The entity tag of the edition: the SHA-256 of the TEI file of its newest
    /// version; behind it, that of the list of the files that lie beside it, if
    /// there are any, and its number, if a version before it has the same TEI file:
    /// two states never have the same (RFC 9110 §8.8.1).
    pub fn tag(&self) -> String {
        let mut tag = self.newest.digest.to_string();
        if let Some((path, others)) = &self.files
            && (!others.is_empty() || *path != FilePath::edition())
        {
            let mut list = format!("{path}\n");
            for (path, digest) in others {
                list.push_str(&format!("{digest} {path}\n"));
            }
            tag.push('-');
            tag.push_str(&digest(list.as_bytes()).short());
        }
        if self.again {
            tag.push_str(&format!("-version-{}", self.newest.number));
        }
        if self.withdrawn.is_some() {
            tag.push_str("-withdrawn");
        }
        format!("\"{tag}\"")
    }
}

/// Whether one of `versions` before `newest` has the same TEI file.
pub fn comes_again(versions: &[Version], newest: &Version) -> bool {
    let mut before = versions.iter().filter(|one| one.number < newest.number);
    before.any(|one| one.digest == newest.digest)
}
