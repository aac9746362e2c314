//! The objects follow the journal.
//!
//! Several nodes may do this at once, and any may die in the middle of it: what
//! counts is created, never replaced, and it is the same for all. The pack goes
//! last.

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::objects::{Objects, inventory_path};
use crate::edition::EditionId;
use crate::store::digest::digest;
use crate::store::journal::{Pack, Pending};
use crate::store::{Error, inventory, layout};

/// Editions that are written at the same time: a place far away answers slowly,
/// but many at once.
const ABREAST: usize = 16;

impl Objects {
    /// Lets the objects follow all that is in the journal now.
    pub fn settle(&self) -> Result<(), Error> {
        let (pending, next) = self.journal.pending()?;
        if pending.is_empty() {
            return Ok(());
        }
        // Nothing behind a damaged entry is followed.
        let harmed = pending
            .iter()
            .find_map(|one| Some((one.number, one.harm.as_ref()?)));
        let next = harmed.map_or(next, |(number, _)| number);
        let whole = pending.iter().filter(|entry| entry.number < next);
        let mut editions: BTreeMap<&EditionId, Vec<(Arc<Pack>, u32)>> = BTreeMap::new();
        for entry in whole {
            // Another node that was faster has removed it, and done all this.
            let Some(pack) = self.journal.pack_if_there(entry)?.map(Arc::new) else {
                continue;
            };
            for (id, head) in heads(entry) {
                editions.entry(id).or_default().push((pack.clone(), head));
            }
        }
        let editions: Vec<_> = editions.into_iter().collect();
        abreast(&editions, |(id, packs)| {
            for (pack, _) in packs {
                self.place_files(id, pack)?;
            }
            let head = packs.iter().map(|(_, head)| *head).max().unwrap_or(0);
            self.write_top(id, head)
        })?;
        self.journal.settled(next - 1)?;
        harmed.map_or(Ok(()), |(_, harm)| Err(harm.error()))
    }

    /// Puts the files of a pack where they belong. An inventory comes after all
    /// that it lists, and after its digest: where it is, everything is.
    fn place_files(&self, id: &EditionId, pack: &Pack) -> Result<(), Error> {
        let (name, content) = layout::OBJECT;
        let create = |path: &str, bytes: &[u8]| self.blobs.create(&Self::name(id, path), bytes);
        create(name, content.as_bytes())?;
        let (inventories, others): (Vec<_>, Vec<_>) = pack.files(id).partition(|(path, ..)| {
            path.ends_with("/inventory.json") && path.matches('/').count() == 1
        });
        for (path, bytes, _) in others {
            create(path, bytes)?;
        }
        for (path, bytes, digest) in inventories {
            let sidecar = inventory::sidecar(digest);
            create(&format!("{path}.sha256"), sidecar.as_bytes())?;
            create(path, bytes)?;
        }
        Ok(())
    }

    /// Writes the inventory at the top of an object, which is that of version
    /// `head` or of a newer one: a slower node may have put an older one there.
    pub fn write_top(&self, id: &EditionId, mut head: u32) -> Result<(), Error> {
        let place = |head| Self::name(id, &inventory_path(head));
        while let Some(bytes) = self.blobs.get(&place(head))? {
            let sidecar = inventory::sidecar(digest(&bytes));
            let top = Self::name(id, "inventory.json");
            self.blobs.replace(&top, &bytes)?;
            self.blobs
                .replace(&format!("{top}.sha256"), sidecar.as_bytes())?;
            head += 1;
        }
        Ok(())
    }
}

/// The versions that an entry makes the newest ones.
fn heads(entry: &Pending) -> impl Iterator<Item = (&EditionId, u32)> {
    let heads = entry.heads.iter();
    heads.map(|(id, inventory)| (id, inventory.head_number()))
}

/// Does something for each, several at a time; gives the first error.
fn abreast<T: Sync>(
    items: &[T],
    work: impl Fn(&T) -> Result<(), Error> + Sync,
) -> Result<(), Error> {
    let next = AtomicUsize::new(0);
    let worker = || {
        while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
            work(item)?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..ABREAST.min(items.len()))
            .map(|_| scope.spawn(worker))
            .collect();
        let mut ended = workers.into_iter().map(thread::ScopedJoinHandle::join);
        ended.try_for_each(|ended| ended.unwrap_or_else(|panic| resume_unwind(panic)))
    })
}
