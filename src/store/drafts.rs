//! Texts that somebody wants to see before they are published.
//!
//! A draft is never a version: it lies beside the storage root, has no number and
//! no place in any history, and is gone after a time. Who knows its name may read
//! it, and nobody can guess the name: it is 24 random bytes, and the folder bears
//! only the SHA-256 of it, so that not even who lists the disk learns it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::digest::digest;
use super::files::StoredFiles;
use super::token::token;
use super::{Error, at};
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

/// What lies beside the files of a draft: `draft.json`.
#[derive(Serialize, Deserialize)]
struct Note {
    edition: EditionId,
    by: String,
    expires: String,
    path: String,
    files: Vec<(String, Digest)>,
}

const NOTE: &str = "draft.json";

/// Where drafts lie.
#[derive(Debug)]
pub struct Drafts {
    folder: PathBuf,
}

impl Drafts {
    /// The drafts in a folder that need not be there yet.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
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
        fs::create_dir_all(&self.folder).map_err(at(&self.folder))?;
        self.sweep(now)?;
        let token = token()?;
        let place = self.place(&token);
        let fresh = place.with_extension("new");
        fs::create_dir(&fresh).map_err(at(&fresh))?;
        let mut files = Vec::new();
        let mut paths = deposit.files.paths();
        paths.retain(|path| path != deposit.path);
        for path in paths.iter().chain([deposit.path]) {
            let read = deposit.files.read(path).map_err(Error::Unfit)?;
            let bytes = match read {
                _ if path == deposit.path => deposit.bytes,
                Some(ref bytes) => bytes.as_ref(),
                None => continue,
            };
            let target = fresh.join("files").join(path.as_str());
            if let Some(parent) = target.parent() {
                fs::create_dir_all(parent).map_err(at(parent))?;
            }
            fs::write(&target, bytes).map_err(at(&target))?;
            files.push((path.as_str().to_owned(), digest(bytes)));
        }
        let note = Note {
            edition: id.clone(),
            by: by.to_owned(),
            expires: expires.to_owned(),
            path: deposit.path.as_str().to_owned(),
            files,
        };
        let note = serde_json::to_vec_pretty(&note)
            .map_err(|error| Error::Unfit(format!("draft: {error}")))?;
        let path = fresh.join(NOTE);
        fs::write(&path, note).map_err(at(&path))?;
        fs::rename(&fresh, &place).map_err(at(&place))?;
        Ok(token)
    }

    /// The draft of that name, unless there is none or it is gone at `now`.
    pub fn read(&self, token: &str, now: &str) -> Result<Option<Draft>, Error> {
        let place = self.place(token);
        let Some(note) = note(&place)?.filter(|note| note.expires.as_str() > now) else {
            return Ok(None);
        };
        let damaged = |message: &str| Error::Damaged {
            path: place.join(NOTE),
            message: message.to_owned(),
        };
        let path = FilePath::new(&note.path).map_err(|_| damaged("it names no file"))?;
        let mut others = Vec::new();
        for (name, digest) in &note.files {
            let name = FilePath::new(name).map_err(|_| damaged("it names no file"))?;
            if name != path {
                let place = place.join("files").join(name.as_str());
                others.push((name, *digest, place));
            }
        }
        let main = place.join("files").join(path.as_str());
        Ok(Some(Draft {
            edition: note.edition,
            by: note.by,
            expires: note.expires,
            bytes: fs::read(&main).map_err(at(&main))?,
            path,
            files: StoredFiles::on_disk(others.into_iter()),
        }))
    }

    fn place(&self, token: &str) -> PathBuf {
        self.folder.join(digest(token.as_bytes()).to_string())
    }

    /// Removes drafts that are gone, and what has no note.
    fn sweep(&self, now: &str) -> Result<(), Error> {
        for entry in fs::read_dir(&self.folder).map_err(at(&self.folder))? {
            let path = entry.map_err(at(&self.folder))?.path();
            // One that is being written has its note last; it is left alone.
            let Some(note) = note(&path)? else { continue };
            if note.expires.as_str() <= now {
                fs::remove_dir_all(&path).map_err(at(&path))?;
            }
        }
        Ok(())
    }
}

fn note(place: &Path) -> Result<Option<Note>, Error> {
    let path = place.join(NOTE);
    match fs::read(&path) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(at(&path)(error)),
    }
}
