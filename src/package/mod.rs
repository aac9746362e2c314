//! What does an edition look like when it travels?
//!
//! 1. [`Item`] is a file of a package, and how to get at its bytes;
//! 2. [`bag()`] puts a BagIt bag (RFC 8493, version 1.0) together: `tags` are the
//!    files that say what is in it, `manifest` the lists of digests;
//! 3. [`check()`] says whether a bag is whole and what is wrong with it;
//! 4. [`Zip`] is a package as one file, the same to the byte each time, and can
//!    be sent from any place in it; [`Unzipped`] reads one of whatever origin, and
//!    [`Untarred`] a tar archive.
//!
//! Reads no clock and no disk: files come through [`Files`], which whoever hands
//! them in opens.
//!
//! [`Files`]: crate::source::Files

mod archive;
mod bag;
mod check;
mod manifest;
mod tags;
mod untar;
mod unzip;

use std::fmt;

pub use archive::{Broken, Zip};
pub use bag::{PAYLOAD, bag};
pub use check::{Checked, Fault, check};
pub use manifest::{Line, read as read_manifest};
pub use tags::{Label, read as read_labels};
pub use untar::Untarred;
pub use unzip::Unzipped;

/// Gives the bytes of a file, or a sentence that says why not.
type Bytes = dyn Fn() -> Result<Vec<u8>, String> + Send + Sync;

/// A file of a package.
pub struct Item {
    /// Where it lies in the package: names joined by `/`.
    pub path: String,
    /// Its size in bytes.
    pub size: u64,
    bytes: Box<Bytes>,
}

impl Item {
    /// A file whose bytes are at hand.
    pub fn made(path: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self {
            path: path.into(),
            size: bytes.len() as u64,
            bytes: Box::new(move || Ok(bytes.clone())),
        }
    }

    /// A file of `size` bytes that is read when it is its turn.
    pub fn kept(
        path: impl Into<String>,
        size: u64,
        bytes: impl Fn() -> Result<Vec<u8>, String> + Send + Sync + 'static,
    ) -> Self {
        Self {
            path: path.into(),
            size,
            bytes: Box::new(bytes),
        }
    }

    /// Its bytes, as many as were announced.
    ///
    /// # Errors
    /// A sentence, if they cannot be read, or are more or fewer.
    pub fn read(&self) -> Result<Vec<u8>, String> {
        let bytes = (self.bytes)()?;
        if bytes.len() as u64 == self.size {
            return Ok(bytes);
        }
        let (path, size, found) = (&self.path, self.size, bytes.len());
        Err(format!("{path} has {found} bytes and should have {size}"))
    }
}

impl fmt::Debug for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} bytes)", self.path, self.size)
    }
}
