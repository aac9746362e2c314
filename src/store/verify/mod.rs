//! Is everything as it was published?
//!
//! Every rule of OCFL 1.1 that a file can break has a code
//! (<https://ocfl.io/1.1/spec/validation-codes.html>), and what is found wrong
//! says which. `root` walks the storage root, `object` looks at one object:
//! `record` reads its inventories, `history` compares them, `contents` hashes.

mod algorithm;
mod codes;
mod contents;
mod entries;
mod findings;
mod history;
mod json;
mod names;
mod object;
mod record;
mod root;

use std::fmt;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::Error;
use crate::edition::EditionId;

pub(super) use algorithm::Algorithm;
pub use codes::CODES;
use findings::Findings;
pub use root::verify;

/// How far a verification is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Editions looked at.
    pub done: usize,
    /// Editions in all.
    pub total: usize,
}

/// Something in a store that is not as it was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Damage {
    /// The edition, if it is known.
    pub edition: Option<EditionId>,
    /// The version, if it is known.
    pub version: Option<u32>,
    /// The file or folder, below the storage root.
    pub path: PathBuf,
    /// The code of the OCFL specification, if it has one.
    pub code: Option<&'static str>,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.edition, self.version) {
            (Some(edition), Some(version)) => write!(f, "{edition} version {version}: ")?,
            (Some(edition), None) => write!(f, "{edition}: ")?,
            (None, Some(version)) => write!(f, "version {version}: ")?,
            (None, None) => {}
        }
        write!(f, "{}: {}", self.path.display(), self.message)?;
        self.code.map_or(Ok(()), |code| write!(f, " [{code}]"))
    }
}

impl Damage {
    /// Whether it is only advice that was not followed, of which nothing is lost.
    pub fn is_warning(&self) -> bool {
        self.code.is_some_and(|code| code.starts_with('W'))
    }
}

/// Looks at one OCFL object, whoever made it, with every warning.
///
/// # Errors
/// [`Error::Io`] if something could not be looked at at all.
pub fn verify_object(folder: &Path) -> Result<Vec<Damage>, Error> {
    let mut findings = Findings::new(folder);
    object::examine(folder, &mut findings)?;
    Ok(findings.finish())
}
