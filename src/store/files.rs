//! Which files belong to a version?

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::Error;
use super::blobs::BlobStore;
use super::digest::{Hashed, HashedDeposit, digest};
use super::disk::unharmed;
use super::inventory::{FILE, Report, WITHDRAWALS};
use super::remote::Objects;
use crate::edition::{Digest, EditionId, Version};
use crate::source::{Deposit, FilePath, Files};

/// A version with all that was handed in.
#[derive(Debug)]
pub struct Stored {
    /// The version.
    pub version: Version,
    /// The bytes of its TEI file.
    pub bytes: Vec<u8>,
    /// Where that file lay among the others.
    pub path: FilePath,
    /// The other files.
    pub files: StoredFiles,
}

impl Stored {
    /// The version as something to read; `name` is what people call it.
    pub fn deposit<'a>(&'a self, name: &'a str) -> Deposit<'a> {
        Deposit {
            name,
            bytes: &self.bytes,
            path: &self.path,
            files: &self.files,
        }
    }
}

/// The files of a version besides its TEI file. They are read when they are
/// asked for, and hashed again then.
#[derive(Clone, Debug, Default)]
pub struct StoredFiles(BTreeMap<FilePath, (Digest, Place)>);

#[derive(Clone, Debug)]
enum Place {
    Disk(PathBuf),
    Memory(Arc<[u8]>),
    /// Under a name among blobs.
    Blob(Arc<dyn BlobStore>, String),
    /// Below the object of an edition.
    Object(Arc<Objects>, EditionId, String),
}

impl StoredFiles {
    pub(super) fn on_disk(files: impl Iterator<Item = (FilePath, Digest, PathBuf)>) -> Self {
        Self(
            files
                .map(|(name, digest, path)| (name, (digest, Place::Disk(path))))
                .collect(),
        )
    }

    pub(super) fn among<'a>(
        objects: &Arc<Objects>,
        id: &EditionId,
        files: impl Iterator<Item = (FilePath, Digest, &'a str)>,
    ) -> Self {
        let place = |path: &str| Place::Object(objects.clone(), id.clone(), path.to_owned());
        Self(
            files
                .map(|(name, digest, path)| (name, (digest, place(path))))
                .collect(),
        )
    }

    pub(super) fn of_blobs(
        blobs: &Arc<dyn BlobStore>,
        files: impl Iterator<Item = (FilePath, Digest, String)>,
    ) -> Self {
        let place = |name| Place::Blob(blobs.clone(), name);
        Self(
            files
                .map(|(path, digest, name)| (path, (digest, place(name))))
                .collect(),
        )
    }

    pub(super) fn in_memory(files: impl Iterator<Item = (FilePath, Vec<u8>)>) -> Self {
        let stored = |(name, bytes): (FilePath, Vec<u8>)| {
            (name, (digest(&bytes), Place::Memory(bytes.into())))
        };
        Self(files.map(stored).collect())
    }

    pub(super) fn insert(&mut self, path: FilePath, bytes: Vec<u8>) {
        let stored = (digest(&bytes), Place::Memory(bytes.into()));
        self.0.insert(path, stored);
    }

    /// Takes a file out from among them, with its bytes.
    pub(super) fn take(&mut self, path: &FilePath) -> Result<Option<Vec<u8>>, Error> {
        let bytes = self.get(path)?;
        self.0.remove(path);
        Ok(bytes)
    }

    /// The SHA-256 of a file, if it is among them.
    pub fn digest(&self, path: &FilePath) -> Option<Digest> {
        self.0.get(path).map(|(digest, _)| *digest)
    }

    /// All of them by name, with their SHA-256.
    pub fn digests(&self) -> impl Iterator<Item = (&FilePath, Digest)> {
        self.0.iter().map(|(path, (digest, _))| (path, *digest))
    }

    /// The bytes of a file, which are hashed again before they are given.
    ///
    /// # Errors
    /// [`Error::Damaged`] and [`Error::Io`].
    pub fn get(&self, name: &FilePath) -> Result<Option<Vec<u8>>, Error> {
        let Some((wanted, place)) = self.0.get(name) else {
            return Ok(None);
        };
        match place {
            Place::Memory(bytes) => Ok(Some(bytes.to_vec())),
            Place::Disk(path) => unharmed(path, *wanted).map(Some),
            Place::Blob(blobs, name) => blob(&**blobs, name, *wanted).map(Some),
            Place::Object(objects, id, path) => objects.unharmed(id, path, *wanted).map(Some),
        }
    }
}

/// The bytes of a name, which must have this SHA-256.
fn blob(blobs: &dyn BlobStore, name: &str, wanted: Digest) -> Result<Vec<u8>, Error> {
    let bytes = blobs.get(name)?;
    let whole = bytes.filter(|bytes| digest(bytes) == wanted);
    whole.ok_or_else(|| Error::Damaged {
        path: name.into(),
        message: format!("its SHA-256 is not {wanted}"),
    })
}

impl Files for StoredFiles {
    fn paths(&self) -> Vec<FilePath> {
        self.0.keys().cloned().collect()
    }

    fn read(&self, path: &FilePath) -> Result<Option<Cow<'_, [u8]>>, String> {
        let bytes = self.get(path).map_err(|error| error.to_string())?;
        Ok(bytes.map(Cow::Owned))
    }
}

/// What is going to be published: every file with its digest.
pub(super) struct Content<'a> {
    pub deposit: HashedDeposit<'a>,
    /// The other files, by name.
    pub others: Vec<(FilePath, Digest)>,
    /// What lies beside them.
    pub reports: Vec<(Report, Hashed<&'a [u8]>)>,
}

impl<'a> Content<'a> {
    /// Hashes what is handed in.
    pub fn new(deposit: HashedDeposit<'a>, reports: &[(Report, &'a [u8])]) -> Result<Self, Error> {
        let mut others = Vec::new();
        for path in deposit.files.paths() {
            if path != *deposit.path {
                let digest = digest(&bytes(&deposit, &path)?);
                others.push((path, digest));
            }
        }
        others.sort();
        refuse_unfit(&deposit)?;
        Ok(Self {
            deposit,
            others,
            reports: reports
                .iter()
                .map(|(report, bytes)| (*report, Hashed::new(*bytes)))
                .collect(),
        })
    }

    /// The SHA-256 of its TEI file.
    pub fn digest(&self) -> Digest {
        self.deposit.digest()
    }

    /// A report.
    pub fn report(&self, wanted: Report) -> Option<Hashed<&'a [u8]>> {
        let mut reports = self.reports.iter();
        let found = reports.find(|(report, _)| *report == wanted);
        found.map(|(_, bytes)| *bytes)
    }

    /// The bytes of one of the other files, which must be what they were.
    pub fn read(&self, path: &FilePath, wanted: Digest) -> Result<Hashed<Vec<u8>>, Error> {
        let bytes = Hashed::new(bytes(&self.deposit, path)?);
        if bytes.digest() != wanted {
            let message = format!("`{path}` was changed while it was published");
            return Err(Error::Unfit(message));
        }
        Ok(bytes)
    }
}

/// Refuses a deposit whose files have names that no file of a version can have.
///
/// # Errors
/// [`Error::Unfit`], with what to do.
pub fn refuse_unfit(deposit: &Deposit<'_>) -> Result<(), Error> {
    let mut others = deposit.files.paths();
    others.retain(|path| path != deposit.path);
    others.sort();
    refuse_clashes(deposit.path, &others)
}

fn bytes(deposit: &Deposit<'_>, path: &FilePath) -> Result<Vec<u8>, Error> {
    let read = deposit.files.read(path).map_err(Error::Unfit)?;
    let bytes = read.ok_or_else(|| Error::Unfit(format!("`{path}` is not there any more")))?;
    Ok(bytes.into_owned())
}

/// In every version the TEI file is found as [`FILE`] and each [`Report`] by its
/// name: no other file may have these names, nor any file the name of a
/// folder.
fn refuse_clashes(main: &FilePath, others: &[FilePath]) -> Result<(), Error> {
    let names = || others.iter().chain([main]);
    for path in names() {
        let within = |outer: &str| path.as_str().starts_with(&format!("{outer}/"));
        let taken = path.as_str() == FILE && path != main;
        if taken || within(FILE) {
            return Err(Error::Unfit(format!(
                "`{path}` has the name that the TEI file has in the store: rename it"
            )));
        }
        let names = Report::ALL.map(Report::name);
        if names
            .into_iter()
            .any(|name| path.as_str() == name || within(name))
        {
            return Err(Error::Unfit(format!(
                "`{path}` has the name that a report has in the store: rename it"
            )));
        }
        if path.as_str() == WITHDRAWALS || within(WITHDRAWALS) {
            return Err(Error::Unfit(format!(
                "`{path}` has the name that the list of withdrawn versions has in the store: \
                 rename it"
            )));
        }
        let mut outer = path.as_str();
        while let Some((folder, _)) = outer.rsplit_once('/') {
            outer = folder;
            if others
                .binary_search_by(|other| other.as_str().cmp(folder))
                .is_ok()
                || main.as_str() == folder
            {
                let message = format!("`{folder}` is a file and a folder");
                return Err(Error::Unfit(message));
            }
        }
    }
    Ok(())
}
