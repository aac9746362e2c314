//! Publishing: what the journal has is published.

use super::{Disk, withdrawn};
use crate::edition::{EditionId, Withdrawal};
use crate::store::act::{Act, Head, Heads, Wish};
use crate::store::blobs::Created;
use crate::store::inventory::Inventory;
use crate::store::journal::Announced;
use crate::store::{Error, Put, at};

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
            // Which number comes next, nobody knows.
            if let (_, Some(harm)) = self.followable(&pending) {
                return Err(harm.error());
            }
            let withdraws = wishes
                .iter()
                .any(|w| pending.iter().any(|p| p.withdraws(w.id)));
            if pending.len() > MOST_PENDING || withdraws {
                writing.unlock().map_err(at(&path))?;
                self.settle()?;
                writing.lock_shared().map_err(at(&path))?;
                continue;
            }
            let mut act = Act::after(&pending, next);
            let results: Vec<_> = wishes.iter().map(|wish| act.add(self, wish)).collect();
            if act.publications.is_empty() {
                return Ok(results);
            }
            let appended = self.journal.append(next, act.packing, act.publications)?;
            if appended == Created::Now {
                self.follow_behind();
                return Ok(results);
            }
            // Somebody else published: everything is looked at anew.
        }
    }
}

impl Heads for Disk {
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

    fn withdrawn(&self, id: &EditionId, inventory: &Inventory) -> Result<Vec<Withdrawal>, Error> {
        withdrawn(&self.object(id), inventory)
    }

    /// The root has lost such a version, or was put back to an older state.
    fn refuse_again(&self, followed: u64, announced: &Announced) -> Result<(), Error> {
        let Announced {
            edition,
            version,
            digest,
            ..
        } = announced;
        match self.journal.given_before(followed, edition, *version)? {
            Some(given) if given != *digest => Err(Error::Damaged {
                path: self.object(edition),
                message: format!(
                    "its version {version} was published with other bytes ({given}), is not \
                     there, and its number is never given again"
                ),
            }),
            _ => Ok(()),
        }
    }
}
