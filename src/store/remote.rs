//! A store that several nodes share, in a place where names can be taken only
//! once and nothing else is promised: an object store.
//!
//! Every node reads the journal for itself: which versions there are, it says
//! alone. The objects of OCFL follow as on a disk (`settle`), and what they do not
//! have yet is read from the packs (`objects`).

mod index;
mod objects;
mod settle;
mod verify;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::act::{Act, Head, Heads, Wish, retraction};
use super::blobs::{BlobStore, Created};
use super::drafts::Drafts;
use super::files::{Stored, StoredFiles};
use super::inventory::{Inventory, Report};
use super::journal::Tokens;
use super::layout;
use super::secret::secret;
use super::shared::Shared;
use super::{Catalogue, Changed, Error, Publication, Put, Reports, Standing};
use crate::edition::{EditionId, Version, VersionReference, Withdrawal};
use index::{Edition, Index};
pub use objects::Objects;

/// A store among blobs.
#[derive(Debug)]
pub struct Remote {
    place: Shared,
    objects: Arc<Objects>,
    index: Mutex<Index>,
}

impl Remote {
    /// The store among `blobs`, which people call `place`. `alone` says that
    /// nobody else will ever write to it.
    pub fn open(place: &Path, blobs: Arc<dyn BlobStore>, alone: bool) -> Result<Self, Error> {
        Self::found(place, Shared::new(blobs, alone))
    }

    fn found(name: &Path, place: Shared) -> Result<Self, Error> {
        if place.get(&root(layout::ROOT.0))?.is_none() {
            return Err(Error::NoStore(name.to_owned()));
        }
        Ok(Self {
            objects: Arc::new(Objects::new(Arc::new(place.clone()), name.to_owned())),
            index: Mutex::default(),
            place,
        })
    }

    /// The same; it is made if there is none, and asked whether it can be written
    /// to by several.
    pub fn open_or_create(
        place: &Path,
        blobs: Arc<dyn BlobStore>,
        alone: bool,
    ) -> Result<Self, Error> {
        let shared = Shared::new(blobs, alone);
        for (name, content) in [layout::CONFIG, layout::LAYOUT, layout::ROOT] {
            shared.create(&root(name), content.as_bytes())?;
        }
        Self::found(place, shared)
    }

    /// What the journal says now.
    fn index(&self) -> Result<MutexGuard<'_, Index>, Error> {
        let mut index = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        let Objects { journal, blobs, .. } = &*self.objects;
        index.follow(journal, &**blobs)?;
        Ok(index)
    }

    fn edition(&self, id: &EditionId) -> Result<Edition, Error> {
        let index = self.index()?;
        let found = index.editions.get(id).cloned();
        found.ok_or_else(|| Error::NoSuchEdition(id.clone()))
    }

    /// Publishes all that can be, in one act.
    pub fn put(&self, wishes: &[Wish<'_>]) -> Result<Vec<Result<Put, Error>>, Error> {
        loop {
            // So that the objects are never more than an act behind.
            self.settle()?;
            let next = self.index()?.position + 1;
            let mut act = Act::default();
            let results: Vec<_> = wishes.iter().map(|wish| act.add(self, wish)).collect();
            if act.publications.is_empty() {
                return Ok(results);
            }
            let journal = &self.objects.journal;
            if journal.append(next, act.packing, act.publications)? == Created::Now {
                // It is published; a copy of the index only saves time.
                let _ = self
                    .index()
                    .and_then(|mut index| index.leave_copy(&*self.objects.blobs));
                return Ok(results);
            }
            // Somebody else published: everything is looked at anew.
        }
    }

    /// Withdraws a version, or all that stand, in one act.
    pub fn withdraw(
        &self,
        id: &EditionId,
        number: Option<u32>,
        notice: &Publication,
    ) -> Result<Vec<Withdrawal>, Error> {
        loop {
            self.settle()?;
            let next = self.index()?.position + 1;
            let edition = self.edition(id)?;
            let inventory = self.objects.inventory(id, edition.head)?;
            let (packing, announced, fresh) = retraction(
                (id, number),
                inventory,
                &edition.standing.versions,
                edition.standing.withdrawn,
                notice,
            )?;
            if fresh.is_empty() {
                return Ok(fresh);
            }
            let journal = &self.objects.journal;
            if journal.append(next, packing, vec![announced])? == Created::Now {
                // It is withdrawn for good; the objects may follow later.
                let _ = self.settle();
                return Ok(fresh);
            }
        }
    }

    pub fn settle(&self) -> Result<(), Error> {
        self.objects.settle()
    }

    pub fn editions(&self) -> Result<Vec<EditionId>, Error> {
        Ok(self.index()?.editions.keys().cloned().collect())
    }

    pub fn tokens(&self) -> Result<Tokens, Error> {
        self.objects.journal.tokens()
    }

    pub fn standing(&self, id: &EditionId) -> Result<Standing, Error> {
        Ok(self.edition(id)?.standing)
    }

    pub fn catalogue(&self) -> Result<Catalogue, Error> {
        let index = self.index()?;
        let editions = index.editions.iter();
        Ok(editions
            .map(|(id, edition)| (id.clone(), Ok(edition.standing.clone())))
            .collect())
    }

    pub fn position(&self) -> Result<u64, Error> {
        Ok(self.index()?.position)
    }

    pub fn mark(&self, position: u64) -> Result<Option<String>, Error> {
        self.objects.journal.mark(position)
    }

    pub fn derived(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        self.objects.journal.derived(name)
    }

    pub fn keep_derived(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        self.objects.journal.keep_derived(name, bytes)
    }

    pub fn changed_since(&self, position: u64) -> Result<Option<Changed>, Error> {
        self.objects.journal.changed_since(position)
    }

    /// The version that is meant, with its inventory.
    fn meant(
        &self,
        id: &EditionId,
        reference: VersionReference,
    ) -> Result<(Version, Inventory), Error> {
        let version = self.edition(id)?.standing.choose(id, reference)?;
        let inventory = self.objects.inventory(id, version.number)?;
        Ok((version, inventory))
    }

    pub fn read(
        &self,
        id: &EditionId,
        reference: VersionReference,
    ) -> Result<(Version, Vec<u8>), Error> {
        let (version, inventory) = self.meant(id, reference)?;
        let bytes = self.main(id, &version, &inventory)?;
        Ok((version, bytes))
    }

    /// The bytes of the TEI file: those that the journal announced.
    fn main(
        &self,
        id: &EditionId,
        version: &Version,
        inventory: &Inventory,
    ) -> Result<Vec<u8>, Error> {
        let (_, path) = inventory.file(version.number).ok_or_else(|| {
            let path = objects::inventory_path(version.number);
            let message = "it lists no TEI file".to_owned();
            self.objects.damaged(id, &path, message)
        })?;
        self.objects.unharmed(id, path, version.digest)
    }

    pub fn stored(&self, id: &EditionId, reference: VersionReference) -> Result<Stored, Error> {
        let (version, inventory) = self.meant(id, reference)?;
        self.with_files(id, version, &inventory)
    }

    pub fn last_withdrawn(&self, id: &EditionId) -> Result<Stored, Error> {
        let edition = self.edition(id)?;
        let last = edition
            .standing
            .withdrawn
            .iter()
            .map(|one| one.version)
            .max();
        let mut versions = edition.standing.versions.into_iter();
        let version = versions.find(|version| Some(version.number) == last);
        let absent = || Error::NoSuchVersion(id.clone(), VersionReference::Latest);
        let version = version.ok_or_else(absent)?;
        let inventory = self.objects.inventory(id, version.number)?;
        self.with_files(id, version, &inventory)
    }

    /// A version with the files that were handed in with it.
    fn with_files(
        &self,
        id: &EditionId,
        version: Version,
        inventory: &Inventory,
    ) -> Result<Stored, Error> {
        let bytes = self.main(id, &version, inventory)?;
        let number = version.number;
        let absent = || Error::NoSuchVersion(id.clone(), VersionReference::Number(number));
        let path = inventory.path(number).ok_or_else(absent)?;
        let others = inventory.others(number);
        let files = StoredFiles::among(&self.objects, id, others);
        Ok(Stored {
            version,
            bytes,
            path,
            files,
        })
    }

    pub fn secret(&self) -> Result<[u8; 32], Error> {
        secret(&self.place)
    }

    /// Texts that are not published.
    pub fn drafts(&self) -> Drafts {
        Drafts::new(Arc::new(self.place.clone()))
    }

    /// What only those may read who run the servers.
    pub fn private(&self) -> Arc<dyn BlobStore> {
        Arc::new(self.place.below("access/"))
    }

    pub fn report(
        &self,
        id: &EditionId,
        reference: VersionReference,
        report: Report,
    ) -> Result<Option<Vec<u8>>, Error> {
        let (version, inventory) = self.meant(id, reference)?;
        let found = inventory.report(version.number, report);
        found
            .map(|(wanted, path)| self.objects.unharmed(id, path, wanted))
            .transpose()
    }

    pub fn reports(&self, id: &EditionId, report: Report) -> Result<Reports, Error> {
        let inventory = self.objects.inventory(id, self.edition(id)?.head)?;
        let found = inventory.reports(report);
        found
            .map(|(number, wanted, path)| Ok((number, self.objects.unharmed(id, path, wanted)?)))
            .collect()
    }
}

impl Heads for Remote {
    fn head(&self, id: &EditionId) -> Result<Head, Error> {
        let edition = match self.edition(id) {
            Ok(edition) => edition,
            Err(Error::NoSuchEdition(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let inventory = self.objects.inventory(id, edition.head)?;
        Ok(Some((inventory, edition.standing.versions.last().cloned())))
    }

    fn withdrawn(&self, id: &EditionId, _: &Inventory) -> Result<Vec<Withdrawal>, Error> {
        match self.standing(id) {
            Ok(standing) => Ok(standing.withdrawn),
            // It comes to be by the same act.
            Err(Error::NoSuchEdition(_)) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }
}

/// The name of a file of the storage root.
fn root(name: &str) -> String {
    format!("store/{name}")
}
