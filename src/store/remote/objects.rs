//! The objects of OCFL among blobs.
//!
//! Only what never changes is read: the files of a version, and the inventory in
//! the folder of the version. The inventory at the top of an object is written
//! for whoever copies the root away.

use std::path::PathBuf;
use std::sync::Arc;

use crate::edition::{Digest, EditionId};
use crate::store::blobs::BlobStore;
use crate::store::digest::digest;
use crate::store::inventory::{self, Inventory};
use crate::store::journal::Journal;
use crate::store::{Error, layout};

/// Objects, as far as the journal announced them.
#[derive(Debug)]
pub struct Objects {
    pub(super) blobs: Arc<dyn BlobStore>,
    pub(super) journal: Journal,
    /// What people call the place.
    place: PathBuf,
}

impl Objects {
    pub fn new(blobs: Arc<dyn BlobStore>, place: PathBuf) -> Self {
        Self {
            journal: Journal::new(blobs.clone(), place.clone()),
            blobs,
            place,
        }
    }

    /// The name of a file of an object.
    pub fn name(id: &EditionId, path: &str) -> String {
        let object = layout::object_path(&layout::object_id(id));
        format!("store/{object}/{path}")
    }

    /// The inventory that version `number` has for good.
    pub fn inventory(&self, id: &EditionId, number: u32) -> Result<Inventory, Error> {
        let path = inventory_path(number);
        let bytes = self.file(id, &path)?;
        let beside = self.blobs.get(&Self::name(id, &format!("{path}.sha256")))?;
        // There is none while the bytes are in a pack, which has been hashed.
        if beside.is_some_and(|beside| beside != inventory::sidecar(digest(&bytes)).into_bytes()) {
            let message = "its SHA-256 is not the one beside it";
            return Err(self.damaged(id, &path, message.to_owned()));
        }
        serde_json::from_slice(&bytes).map_err(|error| self.damaged(id, &path, error.to_string()))
    }

    /// The bytes of a file, which must have this SHA-256.
    pub fn unharmed(&self, id: &EditionId, path: &str, wanted: Digest) -> Result<Vec<u8>, Error> {
        let bytes = self.file(id, path)?;
        if digest(&bytes) != wanted {
            return Err(self.damaged(id, path, format!("its SHA-256 is not {wanted}")));
        }
        Ok(bytes)
    }

    /// The bytes of a file: where it belongs, or in the pack of an entry that the
    /// objects do not follow yet. Nothing has to be written to read.
    fn file(&self, id: &EditionId, path: &str) -> Result<Vec<u8>, Error> {
        let name = Self::name(id, path);
        if let Some(bytes) = self.blobs.get(&name)? {
            return Ok(bytes);
        }
        let pending = self.journal.pending()?.0;
        for pending in &pending {
            let concerned = pending.heads.contains_key(id);
            let pack = concerned.then(|| self.journal.pack_if_there(pending));
            if let Some(pack) = pack.transpose()?.flatten()
                && let Some((_, bytes, _)) = pack.files(id).find(|(of, ..)| *of == path)
            {
                return Ok(bytes.to_vec());
            }
        }
        // The pack may have gone while we looked; then the file is in its place.
        let bytes = self.blobs.get(&name)?;
        bytes.ok_or_else(|| {
            let mut harmed = pending.iter().filter(|one| one.of(id).next().is_some());
            let harm = harmed.find_map(|one| one.harm.as_ref());
            let missing = || self.damaged(id, path, "it is missing".to_owned());
            harm.map_or_else(missing, |harm| harm.error())
        })
    }

    pub(super) fn damaged(&self, id: &EditionId, path: &str, message: String) -> Error {
        Error::Damaged {
            path: self.place.join(Self::name(id, path)),
            message,
        }
    }
}

/// Where a version has its inventory.
pub fn inventory_path(number: u32) -> String {
    format!("v{number}/inventory.json")
}
