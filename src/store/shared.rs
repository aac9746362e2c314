//! May several programs write to this place?
//!
//! Some object stores write over a name that is taken, and say that they do not.
//! Two writers would lose each other's work there: so it is tried out before
//! anything is written.

use std::sync::{Arc, OnceLock};

use super::Error;
use super::blobs::{BlobStore, Created};
use super::token::token;

/// A place that several programs write to, or what of it lies below a folder.
#[derive(Clone, Debug)]
pub struct Shared {
    blobs: Arc<dyn BlobStore>,
    /// Stands before every name.
    folder: &'static str,
    /// Whether somebody said that nobody else will ever write.
    alone: bool,
    /// That names which are taken stay as they are has been tried out.
    tried: Arc<OnceLock<()>>,
}

impl Shared {
    /// The place itself; `alone` says that nobody else will ever write to it.
    pub fn new(blobs: Arc<dyn BlobStore>, alone: bool) -> Self {
        Self {
            blobs,
            folder: "",
            alone,
            tried: Arc::default(),
        }
    }

    /// What of the place lies below `folder`, which ends in a slash.
    pub fn below(&self, folder: &'static str) -> Self {
        Self {
            folder,
            ..self.clone()
        }
    }

    /// Refuses to write where names that are taken are written over.
    fn may_write(&self) -> Result<(), Error> {
        if self.alone || self.tried.get().is_some() {
            return Ok(());
        }
        if !keeps_names(&*self.blobs)? {
            let message = "this place writes over names that are taken, so two writers would lose \
                           each other's work: it can only be used by one (`single-writer`)";
            return Err(Error::Unfit(message.to_owned()));
        }
        self.tried.get_or_init(|| ());
        Ok(())
    }

    fn name(&self, name: &str) -> String {
        format!("{}{name}", self.folder)
    }
}

impl BlobStore for Shared {
    fn create(&self, name: &str, bytes: &[u8]) -> Result<Created, Error> {
        self.may_write()?;
        self.blobs.create(&self.name(name), bytes)
    }

    fn get_dated(&self, name: &str) -> Result<Option<(Vec<u8>, i64)>, Error> {
        self.blobs.get_dated(&self.name(name))
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, Error> {
        self.blobs.list(&self.name(folder))
    }

    fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        self.may_write()?;
        self.blobs.replace(&self.name(name), bytes)
    }

    fn remove(&self, name: &str) -> Result<(), Error> {
        self.blobs.remove(&self.name(name))
    }
}

/// Whether a name that is taken stays as it is: tried out, for some stores say
/// so and do not.
fn keeps_names(blobs: &dyn BlobStore) -> Result<bool, Error> {
    let name = format!("probe/{}", token()?);
    let first = blobs.create(&name, b"first")?;
    let second = blobs.create(&name, b"second")?;
    let kept = blobs.get(&name)?;
    blobs.remove(&name)?;
    let asked = (first, second) == (Created::Now, Created::Already);
    Ok(asked && kept.as_deref() == Some(b"first"))
}
