//! A store that several nodes share, in a place where names can be taken only
//! once and nothing else is promised: an object store.
//!
//! The journal is as on a disk, and every node reads it for itself: which
//! versions there are, it says alone. The objects of OCFL lie below `store/`; of
//! these a node reads only what never changes. The inventory at the top of an
//! object is written over for whoever copies the root away, and never read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::act::{Act, Head, Heads, Wish, retraction};
use super::blobs::{BlobStore, Created};
use super::digest::digest;
use super::files::{Stored, StoredFiles};
use super::inventory::{self, Inventory};
use super::journal::{Announced, Journal, Pending};
use super::layout;
use super::verify::{Damage, Progress};
use super::{Error, Publication, Put, choose};
use crate::edition::{Digest, EditionId, Version, VersionReference, Withdrawal};

/// A store among blobs.
#[derive(Debug)]
pub struct Remote {
    blobs: Arc<dyn BlobStore>,
    journal: Journal,
    index: Mutex<Index>,
}

/// What the journal says, as far as this node has read it.
#[derive(Debug, Default)]
struct Index {
    position: u64,
    editions: BTreeMap<EditionId, Edition>,
}

#[derive(Clone, Debug, Default)]
struct Edition {
    /// The newest version to OCFL.
    head: u32,
    versions: Vec<Version>,
    withdrawn: Vec<Withdrawal>,
}

impl Edition {
    fn follow(&mut self, announced: &Announced) {
        self.head = announced.version;
        if announced.withdraws.is_empty() {
            self.versions.push(announced.version());
        }
        for version in &announced.withdraws {
            self.withdrawn.push(Withdrawal {
                version: *version,
                when: announced.published.clone(),
                by: announced.publisher.clone(),
                reason: announced.message.clone(),
            });
        }
        self.withdrawn.sort_by_key(|withdrawal| withdrawal.version);
    }
}

impl Remote {
    /// The store among `blobs`, which is made if there is none. `alone` says that
    /// nobody else will ever write to it.
    pub fn open(blobs: Arc<dyn BlobStore>, alone: bool) -> Result<Self, Error> {
        if !alone && !keeps_names(&*blobs)? {
            let message = "this place writes over names that are taken, so two writers would lose \
                           each other's work: it can only be used by one (`single-writer`)";
            return Err(Error::Unfit(message.to_owned()));
        }
        for (name, content) in [layout::CONFIG, layout::LAYOUT, layout::ROOT] {
            blobs.create(&format!("store/{name}"), content.as_bytes())?;
        }
        Ok(Self {
            journal: Journal::new(blobs.clone(), PathBuf::new()),
            blobs,
            index: Mutex::default(),
        })
    }

    /// What the journal says now.
    fn index(&self) -> Result<MutexGuard<'_, Index>, Error> {
        let mut index = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(entry) = self.journal.entry_at(index.position + 1)? {
            for announced in &entry.publications {
                let edition = index.editions.entry(announced.edition.clone());
                edition.or_default().follow(announced);
            }
            index.position += 1;
        }
        Ok(index)
    }

    fn edition(&self, id: &EditionId) -> Result<Edition, Error> {
        let index = self.index()?;
        let found = index.editions.get(id).cloned();
        found.ok_or_else(|| Error::NoSuchEdition(id.clone()))
    }

    fn object(id: &EditionId) -> String {
        format!("store/{}", layout::object_path(&layout::object_id(id)))
    }

    /// The inventory that version `number` has for good.
    fn inventory(&self, id: &EditionId, number: u32) -> Result<Inventory, Error> {
        let name = format!("{}/v{number}/inventory.json", Self::object(id));
        if self.blobs.get(&name)?.is_none() {
            self.settle()?;
        }
        let bytes = self.there(&name)?;
        let beside = self.there(&format!("{name}.sha256"))?;
        let damaged = |message: String| Error::Damaged {
            path: PathBuf::from(&name),
            message,
        };
        if beside != inventory::sidecar(digest(&bytes)).into_bytes() {
            return Err(damaged("its SHA-256 is not the one beside it".to_owned()));
        }
        serde_json::from_slice(&bytes).map_err(|error| damaged(error.to_string()))
    }

    fn there(&self, name: &str) -> Result<Vec<u8>, Error> {
        self.blobs.get(name)?.ok_or_else(|| Error::Damaged {
            path: PathBuf::from(name),
            message: "it is missing".to_owned(),
        })
    }

    fn unharmed(&self, name: &str, wanted: Digest) -> Result<Vec<u8>, Error> {
        let bytes = self.there(name)?;
        if digest(&bytes) != wanted {
            return Err(Error::Damaged {
                path: PathBuf::from(name),
                message: format!("its SHA-256 is not {wanted}"),
            });
        }
        Ok(bytes)
    }

    /// Publishes all that can be, in one act.
    pub fn put(&self, wishes: &[Wish<'_>]) -> Result<Vec<Result<Put, Error>>, Error> {
        loop {
            // The objects follow first, so that heads can be read from them.
            self.settle()?;
            let next = self.index()?.position + 1;
            let mut act = Act::default();
            let results: Vec<_> = wishes.iter().map(|wish| act.add(self, wish)).collect();
            if act.publications.is_empty() {
                return Ok(results);
            }
            let appended = self.journal.append(next, &act.packing, act.publications)?;
            if appended == Created::Now {
                return Ok(results);
            }
        }
    }

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
            let inventory = self.inventory(id, edition.head)?;
            let (packing, announced, fresh) = retraction(
                (id, number),
                inventory,
                &edition.versions,
                edition.withdrawn,
                notice,
            )?;
            if fresh.is_empty() {
                return Ok(fresh);
            }
            if self.journal.append(next, &packing, vec![announced])? == Created::Now {
                self.settle()?;
                return Ok(fresh);
            }
        }
    }

    /// Lets the objects follow the journal. Several nodes may do so at once: what
    /// counts is created, and it is the same for all.
    pub fn settle(&self) -> Result<(), Error> {
        let (pending, next) = self.journal.pending()?;
        if pending.is_empty() {
            return Ok(());
        }
        for entry in &pending {
            self.follow(entry)?;
        }
        let editions: BTreeSet<&EditionId> = pending
            .iter()
            .flat_map(|entry| entry.heads.keys())
            .collect();
        for id in editions {
            self.write_top(id)?;
        }
        self.journal.settled(next - 1, &pending)
    }

    fn follow(&self, entry: &Pending) -> Result<(), Error> {
        // Another node that was faster has removed it, and done all this.
        let Some(pack) = self.journal.pack_if_there(entry)? else {
            return Ok(());
        };
        for id in entry.heads.keys() {
            let object = Self::object(id);
            let (name, content) = layout::OBJECT;
            self.blobs
                .create(&format!("{object}/{name}"), content.as_bytes())?;
            for (path, bytes) in pack.files(id) {
                if path.ends_with("/inventory.json") && path.matches('/').count() == 1 {
                    let sidecar = inventory::sidecar(digest(bytes));
                    self.blobs
                        .create(&format!("{object}/{path}.sha256"), sidecar.as_bytes())?;
                }
                self.blobs.create(&format!("{object}/{path}"), bytes)?;
            }
        }
        Ok(())
    }

    /// Writes the inventory at the top of an object until it is the newest one: a
    /// slower node may have put an older one there.
    fn write_top(&self, id: &EditionId) -> Result<(), Error> {
        let object = Self::object(id);
        loop {
            let head = self.edition(id)?.head;
            let name = format!("{object}/v{head}/inventory.json");
            let Some(bytes) = self.blobs.get(&name)? else {
                // Of an entry that came meanwhile; whoever follows it writes it.
                return Ok(());
            };
            let sidecar = inventory::sidecar(digest(&bytes));
            self.blobs
                .replace(&format!("{object}/inventory.json"), &bytes)?;
            let beside = format!("{object}/inventory.json.sha256");
            self.blobs.replace(&beside, sidecar.as_bytes())?;
            if self.edition(id)?.head == head {
                return Ok(());
            }
        }
    }

    pub fn editions(&self) -> Result<Vec<EditionId>, Error> {
        Ok(self.index()?.editions.keys().cloned().collect())
    }

    pub fn versions(&self, id: &EditionId) -> Result<Vec<Version>, Error> {
        Ok(self.edition(id)?.versions)
    }

    pub fn withdrawals(&self, id: &EditionId) -> Result<Vec<Withdrawal>, Error> {
        Ok(self.edition(id)?.withdrawn)
    }

    pub fn position(&self) -> Result<u64, Error> {
        Ok(self.index()?.position)
    }

    pub fn changed_since(&self, position: u64) -> Result<Option<BTreeSet<EditionId>>, Error> {
        self.journal.changed_since(position)
    }

    /// The version that is meant, with its inventory.
    fn meant(
        &self,
        id: &EditionId,
        reference: VersionReference,
    ) -> Result<(Version, Inventory), Error> {
        let edition = self.edition(id)?;
        let version = choose(id, &edition.versions, &edition.withdrawn, reference)?;
        let inventory = self.inventory(id, version.number)?;
        Ok((version, inventory))
    }

    pub fn read(
        &self,
        id: &EditionId,
        reference: VersionReference,
    ) -> Result<(Version, Vec<u8>), Error> {
        let (version, inventory) = self.meant(id, reference)?;
        let found = inventory.file(version.number);
        let (wanted, path) = found.ok_or_else(|| Error::NoSuchVersion(id.clone(), reference))?;
        let bytes = self.unharmed(&format!("{}/{path}", Self::object(id)), wanted)?;
        Ok((version, bytes))
    }

    pub fn stored(&self, id: &EditionId, reference: VersionReference) -> Result<Stored, Error> {
        let (version, bytes) = self.read(id, reference)?;
        let inventory = self.inventory(id, version.number)?;
        let path = inventory.path(version.number);
        let path = path.ok_or_else(|| Error::NoSuchVersion(id.clone(), reference))?;
        let object = Self::object(id);
        let others = inventory.others(version.number);
        let others =
            others.map(|(path, digest, place)| (path, digest, format!("{object}/{place}")));
        let files = StoredFiles::among(&self.blobs, others);
        Ok(Stored {
            version,
            bytes,
            path,
            files,
        })
    }

    pub fn report(
        &self,
        id: &EditionId,
        reference: VersionReference,
    ) -> Result<Option<Vec<u8>>, Error> {
        let (version, inventory) = self.meant(id, reference)?;
        let found = inventory.report(version.number);
        let name = |path: &str| format!("{}/{path}", Self::object(id));
        found
            .map(|(wanted, path)| self.unharmed(&name(path), wanted))
            .transpose()
    }

    /// Hashes everything that any inventory has.
    pub fn verify(&self, progress: &mut dyn FnMut(Progress)) -> Result<Vec<Damage>, Error> {
        self.settle()?;
        let editions = self.editions()?;
        let (mut damages, total) = (Vec::new(), editions.len());
        for (done, id) in editions.iter().enumerate() {
            progress(Progress { done, total });
            self.verify_edition(id, &mut damages)?;
        }
        progress(Progress { done: total, total });
        Ok(damages)
    }

    fn verify_edition(&self, id: &EditionId, damages: &mut Vec<Damage>) -> Result<(), Error> {
        let mut blame = |version, path: &Path, code, message: String| {
            damages.push(Damage {
                edition: Some(id.clone()),
                version,
                path: path.to_owned(),
                code: Some(code),
                message,
            });
        };
        let object = Self::object(id);
        let mut files: BTreeMap<String, Digest> = BTreeMap::new();
        for number in 1..=self.edition(id)?.head {
            match self.inventory(id, number) {
                Ok(inventory) => {
                    for (digest, paths) in &inventory.manifest {
                        let named = paths.iter().map(|path| (path.clone(), *digest));
                        files.extend(named);
                    }
                }
                Err(Error::Damaged { path, message }) => {
                    blame(Some(number), &path, "E060", message);
                }
                Err(error) => return Err(error),
            }
        }
        for (path, wanted) in files {
            let name = format!("{object}/{path}");
            let version = path.split('/').next().and_then(inventory::number);
            match self.unharmed(&name, wanted) {
                Ok(_) => {}
                Err(Error::Damaged { path, message }) => blame(version, &path, "E092", message),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

impl Heads for Remote {
    fn head(&self, id: &EditionId) -> Result<Head, Error> {
        let edition = match self.edition(id) {
            Ok(edition) => edition,
            Err(Error::NoSuchEdition(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let inventory = self.inventory(id, edition.head)?;
        Ok(Some((inventory, edition.versions.last().cloned())))
    }

    fn withdrawn(&self, id: &EditionId, _: &Inventory) -> Result<Vec<Withdrawal>, Error> {
        self.withdrawals(id)
    }
}

/// Whether a name that is taken stays as it is: tried out, for some stores say
/// so and do not.
fn keeps_names(blobs: &dyn BlobStore) -> Result<bool, Error> {
    let name = format!("probe/{}", super::drafts::token()?);
    let first = blobs.create(&name, b"first")?;
    let second = blobs.create(&name, b"second")?;
    let kept = blobs.get(&name)?;
    blobs.remove(&name)?;
    let asked = (first, second) == (Created::Now, Created::Already);
    Ok(asked && kept.as_deref() == Some(b"first"))
}
