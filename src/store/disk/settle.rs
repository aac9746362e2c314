//! The storage root follows the journal.
//!
//! What is new is prepared in a folder beside the root, made to last, and then
//! takes its place in one step: a new object by renaming it, new versions by
//! exchanging the whole object with a copy (made of hard links) that has them
//! too. Neither a reader nor a validator ever sees half of it, and whatever a
//! crash leaves behind is done again from the journal.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::fs::{CWD, RenameFlags, renameat_with, syncfs};

use super::{Disk, make_folders, write_new};
use crate::edition::EditionId;
use crate::store::blobs::sync;
use crate::store::digest::digest;
use crate::store::inventory::{self, Inventory};
use crate::store::journal::{Journal, Pack, Pending};
use crate::store::{Error, at, layout};

/// Where objects are prepared, beside the root.
const PREPARED: &str = "object";

/// More files than these are made to last all at once.
const FEW: usize = 64;

/// An object that is ready to take its place.
struct Ready {
    prepared: PathBuf,
    object: PathBuf,
    exists: bool,
}

impl Disk {
    /// Lets the storage root follow all that is in the journal now; of a damaged entry,
    /// all before it, and gives the damage.
    pub fn settle(&self) -> Result<(), Error> {
        if self.journal.pending()?.0.is_empty() {
            return Ok(());
        }
        let _lock = self.lock("lock")?;
        let (pending, next) = self.journal.pending()?;
        let (whole, harm) = self.followable(&pending);
        if !whole.is_empty() {
            let next = pending
                .get(whole.len())
                .map_or(next, |harmed| harmed.number);
            let settled = self.settle_all(whole, next);
            if settled.is_err() {
                // What was prepared would only keep a full disk full.
                let _ = remove_all(&self.work.join(PREPARED));
            }
            settled?;
            self.keep_reserve();
        }
        harm.map_or(Ok(()), |harm| Err(harm.error()))
    }

    /// Lets the storage root follow `pending` entries, as far as `next`.
    fn settle_all(&self, pending: &[Arc<Pending>], next: u64) -> Result<(), Error> {
        let work = self.work.join(PREPARED);
        remove_all(&work)?;
        fs::create_dir(&work).map_err(at(&work))?;
        let few = pending
            .iter()
            .map(|one| one.entry.publications.len())
            .sum::<usize>()
            * 8
            < FEW;
        let mut ready = Vec::new();
        let mut packs = Packs::default();
        for (id, entries) in by_edition(pending) {
            let prepared = work.join(ready.len().to_string());
            ready.extend(self.prepare(&prepared, (id, &entries), &mut packs, few)?);
        }
        self.last(few)?;
        for ready in &ready {
            self.place(ready, few)?;
        }
        self.last(few)?;
        // The older states; everything in them is also in the newer ones.
        remove_all(&work)?;
        self.journal.settled(next - 1)?;
        let (_, writing) = self.lock_file("writing")?;
        if writing.try_lock().is_ok() {
            self.journal.sweep()?;
        }
        Ok(())
    }

    /// Waits until everything is on disk, where not each file was waited for.
    fn last(&self, few: bool) -> Result<(), Error> {
        if few {
            return Ok(());
        }
        let root = File::open(&self.root).map_err(at(&self.root))?;
        syncfs(&root).map_err(|error| at(&self.root)(error.into()))
    }

    /// Prepares an object with the versions that the root does not have; `None`
    /// if it has all of them.
    fn prepare(
        &self,
        prepared: &Path,
        (id, entries): (&EditionId, &[&Arc<Pending>]),
        packs: &mut Packs,
        lasting: bool,
    ) -> Result<Option<Ready>, Error> {
        let object = self.object(id);
        let before = match self.known(id, &object) {
            Ok(inventory) => inventory.head_number(),
            Err(Error::NoSuchEdition(_)) => 0,
            Err(error) => return Err(error),
        };
        let newest = entries.last().and_then(|entry| entry.heads.get(id));
        let Some(newest) = newest.filter(|newest| newest.head_number() > before) else {
            return Ok(None);
        };
        fs::create_dir(prepared).map_err(at(prepared))?;
        if before > 0 {
            link_all(&object, prepared, lasting)?;
        } else {
            let (name, content) = layout::OBJECT;
            write_new(&prepared.join(name), content.as_bytes(), lasting)?;
        }
        for entry in entries {
            let pack = packs.of(&self.journal, entry)?;
            write_versions(prepared, id, before, pack, lasting)?;
        }
        write_inventory(prepared, &newest.to_bytes()?, lasting)?;
        if lasting {
            sync_all_folders(prepared, before, newest)?;
        }
        Ok(Some(Ready {
            prepared: prepared.to_owned(),
            object,
            exists: before > 0,
        }))
    }

    fn place(&self, ready: &Ready, lasting: bool) -> Result<(), Error> {
        let Ready {
            prepared,
            object,
            exists,
        } = ready;
        if *exists {
            renameat_with(CWD, prepared, CWD, object, RenameFlags::EXCHANGE)
                .map_err(|error| at(object)(error.into()))?;
        } else {
            make_folders(&self.root, object, lasting)?;
            fs::rename(prepared, object).map_err(at(object))?;
        }
        if lasting {
            sync(object.parent().unwrap_or(&self.root))?;
        }
        Ok(())
    }
}

/// The pack that was read last. Hundreds of editions are in one: it must not be
/// read and hashed for each of them.
#[derive(Default)]
struct Packs(Option<(u64, Pack)>);

impl Packs {
    fn of(&mut self, journal: &Journal, entry: &Pending) -> Result<&Pack, Error> {
        let known = self.0.take().filter(|(number, _)| *number == entry.number);
        let known = match known {
            Some(known) => known,
            None => (entry.number, journal.pack(entry)?),
        };
        Ok(&self.0.insert(known).1)
    }
}

/// An edition, and the entries that concern it, oldest first.
type Concerned<'p> = (&'p EditionId, Vec<&'p Arc<Pending>>);

/// The editions in the order of the first entry that concerns each, so that
/// packs are needed one after the other.
fn by_edition(pending: &[Arc<Pending>]) -> Vec<Concerned<'_>> {
    let mut editions: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for entry in pending {
        for id in entry.heads.keys() {
            editions.entry(id).or_default().push(entry);
        }
    }
    let mut editions: Vec<Concerned<'_>> = editions.into_iter().collect();
    editions.sort_by_key(|(_, entries)| entries.first().map(|entry| entry.number));
    editions
}

/// Writes the versions after `before` of an edition that a pack has.
fn write_versions(
    prepared: &Path,
    id: &EditionId,
    before: u32,
    pack: &Pack,
    lasting: bool,
) -> Result<(), Error> {
    for (path, bytes, digest) in pack.files(id) {
        let version = path.split('/').next().and_then(inventory::number);
        if version.is_none_or(|version| version <= before) {
            continue;
        }
        let target = prepared.join(path);
        if !target.parent().is_some_and(Path::exists) {
            make_folders(prepared, &target, false)?;
        }
        write_new(&target, bytes, lasting)?;
        if path.ends_with("/inventory.json") && path.matches('/').count() == 1 {
            let sidecar = inventory::sidecar(digest);
            let beside = target.with_file_name("inventory.json.sha256");
            write_new(&beside, sidecar.as_bytes(), lasting)?;
        }
    }
    Ok(())
}

/// Writes the inventory of the object itself.
fn write_inventory(prepared: &Path, bytes: &[u8], lasting: bool) -> Result<(), Error> {
    let sidecar = inventory::sidecar(digest(bytes));
    for (name, bytes) in [
        ("inventory.json", bytes),
        ("inventory.json.sha256", sidecar.as_bytes()),
    ] {
        let path = prepared.join(name);
        // The old one is a link to a file that must stay as it is.
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(at(&path)(error)),
            _ => write_new(&path, bytes, lasting)?,
        }
    }
    Ok(())
}

/// Waits until the names in a prepared object are on disk.
fn sync_all_folders(prepared: &Path, before: u32, newest: &Inventory) -> Result<(), Error> {
    for number in before + 1..=newest.head_number() {
        let mut waiting = vec![prepared.join(format!("v{number}"))];
        while let Some(folder) = waiting.pop() {
            for entry in fs::read_dir(&folder).map_err(at(&folder))? {
                let entry = entry.map_err(at(&folder))?;
                if entry.file_type().map_err(at(&entry.path()))?.is_dir() {
                    waiting.push(entry.path());
                }
            }
            sync(&folder)?;
        }
    }
    sync(prepared)
}

fn remove_all(folder: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(folder)(error)),
        _ => Ok(()),
    }
}

/// Makes `to` a copy of `from` whose files are the same files.
fn link_all(from: &Path, to: &Path, lasting: bool) -> Result<(), Error> {
    let mut waiting = vec![(from.to_owned(), to.to_owned())];
    while let Some((from, to)) = waiting.pop() {
        for entry in fs::read_dir(&from).map_err(at(&from))? {
            let entry = entry.map_err(at(&from))?;
            let (source, target) = (entry.path(), to.join(entry.file_name()));
            if entry.file_type().map_err(at(&source))?.is_dir() {
                fs::create_dir(&target).map_err(at(&target))?;
                waiting.push((source, target));
            } else {
                fs::hard_link(&source, &target).map_err(at(&target))?;
            }
        }
        if lasting {
            // The copy takes the place of the original: its names must last too.
            sync(&to)?;
        }
    }
    Ok(())
}
