//! Publishing: what the journal has is published.

use std::collections::BTreeMap;

use super::{Disk, withdrawn};
use crate::edition::{EditionId, Version};
use crate::store::blobs::Created;
use crate::store::files::Content;
use crate::store::inventory::{Inventory, Part};
use crate::store::journal::{Announced, Packing};
use crate::store::{Error, Expected, Publication, Put, at, moment, precondition};

/// Something that is to be published.
pub struct Wish<'a> {
    /// The edition.
    pub id: &'a EditionId,
    /// All files, hashed.
    pub content: Content<'a>,
    /// What is said about it.
    pub publication: &'a Publication,
    /// What must be the newest version now.
    pub expected: Expected,
}

/// How far the storage root may lag behind: entries of the journal.
const MOST_PENDING: usize = 64;

impl Disk {
    /// Publishes all that can be, in one act: when this returns, it is on disk
    /// for good. The storage root follows behind.
    pub fn put(&self, wishes: &[Wish<'_>]) -> Result<Vec<Result<Put, Error>>, Error> {
        let (path, writing) = self.lock_file("writing")?;
        // Many may hold it; who sweeps waits for them.
        writing.lock_shared().map_err(at(&path))?;
        loop {
            let (pending, next) = self.journal.pending()?;
            let withdraws = wishes
                .iter()
                .any(|w| pending.iter().any(|p| p.withdraws(w.id)));
            if pending.len() > MOST_PENDING || withdraws {
                writing.unlock().map_err(at(&path))?;
                self.settle()?;
                writing.lock_shared().map_err(at(&path))?;
                continue;
            }
            let mut act = Act::default();
            for entry in &pending {
                for (id, inventory) in &entry.heads {
                    let newest = entry.newest(id);
                    act.heads
                        .insert(id.clone(), Some((inventory.clone(), newest)));
                }
            }
            let results: Vec<_> = wishes.iter().map(|wish| act.add(self, wish)).collect();
            if act.publications.is_empty() {
                return Ok(results);
            }
            let appended = self.journal.append(next, &act.packing, act.publications)?;
            if appended == Created::Now {
                self.follow_behind();
                return Ok(results);
            }
            // Somebody else published: everything is looked at anew.
        }
    }

    /// The inventory of an edition in the storage root, and its newest version.
    fn head(&self, id: &EditionId) -> Result<Head, Error> {
        let object = self.object(id);
        match self.known(id, &object) {
            Ok(inventory) => {
                let newest = inventory.publications().last().unwrap_or(0);
                let version = super::version(&object, &inventory, newest)?;
                Ok(Some((inventory, Some(version))))
            }
            Err(Error::NoSuchEdition(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// An edition as it stands; `None` if nothing is published of it.
type Head = Option<(Inventory, Option<Version>)>;

/// One act of publishing, while it is put together.
#[derive(Default)]
struct Act {
    packing: Packing,
    publications: Vec<Announced>,
    /// Editions as the journal, and what was added here, leaves them.
    heads: BTreeMap<EditionId, Head>,
}

impl Act {
    /// Adds one publication, if it can be made.
    fn add(&mut self, disk: &Disk, wish: &Wish<'_>) -> Result<Put, Error> {
        let Wish {
            id,
            content,
            publication,
            expected,
        } = wish;
        if publication.publisher.is_empty() {
            let message = "a publication needs the name of who publishes";
            return Err(Error::Unfit(message.to_owned()));
        }
        if !self.heads.contains_key(*id) {
            self.heads.insert((*id).clone(), disk.head(id)?);
        }
        let head = self.heads.get(*id).and_then(Option::as_ref);
        let newest = head.and_then(|(_, newest)| newest.as_ref());
        let same = || head.is_some_and(|(known, _)| known.holds(content));
        // What was withdrawn may be published again.
        let gone = match head {
            Some((inventory, Some(newest))) => {
                let list = withdrawn(&disk.object(id), inventory)?;
                list.iter().any(|one| one.version == newest.number)
            }
            _ => false,
        };
        let same = || !gone && same();
        if let Some(same) = precondition(id, newest, *expected, same)? {
            return Ok(same);
        }
        let last = head.and_then(|(inventory, _)| inventory.last_moment());
        let created = moment(publication, last)?;
        let mut inventory = head.map_or_else(|| Inventory::new(id), |(known, _)| known.clone());
        let fresh = inventory.add(content, publication, created.clone());
        let mut parts = Vec::new();
        for (path, part) in fresh {
            let bytes = match part {
                Part::Main => content.deposit.bytes.to_vec(),
                Part::Report => content
                    .report
                    .map_or_else(Vec::new, |(bytes, _)| bytes.to_vec()),
                Part::Other(name, digest) => content.read(&name, digest)?,
            };
            parts.push((path, bytes));
        }
        let path = format!("{}/inventory.json", inventory.head);
        parts.push((path, inventory.to_bytes()?));
        // Nothing can fail any more.
        for (path, bytes) in parts {
            self.packing.add(id, path, &bytes);
        }
        let announced = Announced {
            edition: (*id).clone(),
            version: inventory.head_number(),
            digest: content.digest,
            bytes: content.deposit.bytes.len() as u64,
            published: created,
            publisher: publication.publisher.clone(),
            message: publication.message.clone(),
            withdraws: Vec::new(),
        };
        let version = announced.version();
        self.publications.push(announced);
        let head = (inventory, Some(version.clone()));
        self.heads.insert((*id).clone(), Some(head));
        Ok(Put { version, new: true })
    }
}
