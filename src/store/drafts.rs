//! Texts that somebody wants to see before they are published.
//!
//! A draft is never a version: it lies beside the storage root, has no number and
//! no place in any history, and is gone after a time. Who knows its name may read
//! it, and nobody can guess the name: it is 24 random bytes, and what is kept
//! bears only the SHA-256 of it, so that not even who lists the store learns it.
//!
//! First it is written down what is to go and when (`drafts/until`), then come
//! the files (`drafts/files`), at last the note by which they are found
//! (`drafts/notes`): of a draft that was not finished everything goes in time.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Error;
use super::blobs::BlobStore;
use super::digest::digest;
use super::files::StoredFiles;
use super::token::token;
use crate::edition::{Digest, EditionId};
use crate::source::{Deposit, FilePath};

/// A draft with all that was handed in.
#[derive(Debug)]
pub struct Draft {
    /// The edition that it may become a version of.
    pub edition: EditionId,
    /// Who handed it in.
    pub by: String,
    /// When it is gone: RFC 3339, UTC, whole seconds.
    pub expires: String,
    /// The bytes of the TEI file.
    pub bytes: Vec<u8>,
    /// Where that file lies among the others.
    pub path: FilePath,
    /// The other files.
    pub files: StoredFiles,
}

impl Draft {
    /// The draft as something to read; `name` is what people call it.
    pub fn deposit<'a>(&'a self, name: &'a str) -> Deposit<'a> {
        Deposit {
            name,
            bytes: &self.bytes,
            path: &self.path,
            files: &self.files,
        }
    }
}

/// What is kept of a draft besides its files.
#[derive(Serialize, Deserialize)]
struct Note {
    edition: EditionId,
    by: String,
    expires: String,
    path: FilePath,
    /// All files, the TEI file among them.
    files: Vec<(FilePath, Digest)>,
}

/// What is to go, by the moment and by what it belongs to.
const UNTIL: &str = "drafts/until";
const FILES: &str = "drafts/files";
const NOTES: &str = "drafts/notes";

/// Where drafts lie.
#[derive(Debug)]
pub struct Drafts {
    blobs: Arc<dyn BlobStore>,
}

impl Drafts {
    /// The drafts among `blobs`.
    pub fn new(blobs: Arc<dyn BlobStore>) -> Self {
        Self { blobs }
    }

    /// Keeps a draft until `expires`, and sweeps those that are gone at `now`.
    /// Gives the name under which it is read.
    pub fn keep(
        &self,
        id: &EditionId,
        deposit: &Deposit<'_>,
        by: &str,
        (now, expires): (&str, &str),
    ) -> Result<String, Error> {
        self.sweep(now)?;
        let token = token()?;
        let place = place(&token);
        let mut paths = deposit.files.paths();
        paths.retain(|path| path != deposit.path);
        paths.push(deposit.path.clone());
        let mut files = Vec::new();
        for path in paths {
            if let Some(bytes) = bytes(deposit, &path)? {
                files.push((path, digest(&bytes)));
            }
        }
        let note = Note {
            edition: id.clone(),
            by: by.to_owned(),
            expires: expires.to_owned(),
            path: deposit.path.clone(),
            files,
        };
        let written = serde_json::to_vec_pretty(&note)
            .map_err(|error| Error::Unfit(format!("draft: {error}")))?;
        let until = format!("{UNTIL}/{expires}-{place}");
        self.blobs.create(&until, &written)?;
        for (path, digest) in &note.files {
            if let Some(bytes) = bytes(deposit, path)? {
                self.blobs.create(&file(&place, *digest), &bytes)?;
            }
        }
        self.blobs.create(&format!("{NOTES}/{place}"), &written)?;
        Ok(token)
    }

    /// The draft of that name, unless there is none or it is gone at `now`.
    pub fn read(&self, token: &str, now: &str) -> Result<Option<Draft>, Error> {
        let place = place(token);
        let name = format!("{NOTES}/{place}");
        let Some(written) = self.blobs.get(&name)? else {
            return Ok(None);
        };
        let note: Note = serde_json::from_slice(&written).map_err(|error| Error::Damaged {
            path: name.into(),
            message: error.to_string(),
        })?;
        if note.expires.as_str() <= now {
            return Ok(None);
        }
        let files = note.files.into_iter();
        let files = files.map(|(path, digest)| (path, digest, file(&place, digest)));
        let mut files = StoredFiles::of_blobs(&self.blobs, files);
        let bytes = files.take(&note.path)?;
        Ok(bytes.map(|bytes| Draft {
            edition: note.edition,
            by: note.by,
            expires: note.expires,
            bytes,
            path: note.path,
            files,
        }))
    }

    /// Removes what is gone at `now`.
    fn sweep(&self, now: &str) -> Result<(), Error> {
        for name in self.blobs.list(UNTIL)? {
            let Some((expires, place)) = name.rsplit_once('-') else {
                continue;
            };
            // They come in the order of their moments.
            if expires > now {
                break;
            }
            let until = format!("{UNTIL}/{name}");
            let written = self.blobs.get(&until)?.unwrap_or_default();
            self.blobs.remove(&format!("{NOTES}/{place}"))?;
            if let Ok(note) = serde_json::from_slice::<Note>(&written) {
                for (_, digest) in note.files {
                    self.blobs.remove(&file(place, digest))?;
                }
            }
            self.blobs.remove(&until)?;
        }
        Ok(())
    }
}

/// What a draft is called where it is kept.
fn place(token: &str) -> String {
    digest(token.as_bytes()).to_string()
}

/// The name of a file of a draft.
fn file(place: &str, digest: Digest) -> String {
    format!("{FILES}/{place}-{digest}")
}

/// The bytes of a file that was handed in, if they are there.
fn bytes(deposit: &Deposit<'_>, path: &FilePath) -> Result<Option<Vec<u8>>, Error> {
    if path == deposit.path {
        return Ok(Some(deposit.bytes.to_vec()));
    }
    let read = deposit.files.read(path).map_err(Error::Unfit)?;
    Ok(read.map(std::borrow::Cow::into_owned))
}
