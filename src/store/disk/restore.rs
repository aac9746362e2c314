//! An edition comes from another store, with all its versions.

use super::Disk;
use crate::edition::Withdrawal;
use crate::source::{FilePath, Files};
use crate::store::act::Heads;
use crate::store::blobs::Created;
use crate::store::digest::Hashed;
use crate::store::inventory::{Inventory, WITHDRAWALS};
use crate::store::journal::{Announced, Packing};
use crate::store::object::{Copied, INVENTORY, whole};
use crate::store::{Error, Restored, at};

/// Bytes that are published in one act, unless one version alone has more.
const MOST_BYTES: usize = 4 << 20;

impl Disk {
    /// Publishes the versions of a copy that are not here yet, with who, when and
    /// why as they were.
    pub fn restore(&self, files: &dyn Files, copy: &Copied) -> Result<Restored, Error> {
        let Copied { id, inventory } = copy;
        let (path, writing) = self.lock_file("writing")?;
        let mut fresh = Vec::new();
        loop {
            self.settle()?;
            writing.lock_shared().map_err(at(&path))?;
            let (pending, next) = self.journal.pending()?;
            if pending.iter().all(|entry| !entry.heads.contains_key(id)) {
                let here = match self.known(id, &self.object(id)) {
                    Ok(here) => Some(here),
                    Err(Error::NoSuchEdition(_)) => None,
                    Err(error) => return Err(error),
                };
                let before = here.as_ref().map_or(0, Inventory::head_number);
                if let Some(here) = &here {
                    same_history(copy, here)?;
                }
                if before >= inventory.head_number() {
                    writing.unlock().map_err(at(&path))?;
                    // They are published for good; the folders may follow later.
                    let _ = self.settle();
                    return Ok(Restored {
                        id: id.clone(),
                        fresh,
                    });
                }
                let (packing, announced) = act(files, copy, before)?;
                let followed = pending.first().map_or(next, |first| first.number);
                for one in &announced {
                    self.refuse_again(followed, one)?;
                }
                let numbers: Vec<u32> = announced.iter().map(|one| one.version).collect();
                if self.journal.append(next, packing, announced)? == Created::Now {
                    fresh.extend(numbers);
                }
            }
            writing.unlock().map_err(at(&path))?;
        }
    }
}

/// What is here and the copy tell one story, as far as both go.
fn same_history(copy: &Copied, here: &Inventory) -> Result<(), Error> {
    let there = &copy.inventory;
    let common = here.head_number().min(there.head_number());
    let differs = |number: &u32| here.as_of(*number) != there.as_of(*number);
    let differs = Some(common)
        .filter(differs)
        .and_then(|_| (1..=common).find(differs));
    match differs {
        None => Ok(()),
        Some(number) => Err(Error::Unfit(format!(
            "`{}` has another history here, from version {number} on: nothing that is published \
             is ever replaced",
            copy.id
        ))),
    }
}

/// The versions after `before`, as many as go into one act.
fn act(files: &dyn Files, copy: &Copied, before: u32) -> Result<(Packing, Vec<Announced>), Error> {
    let inventory = &copy.inventory;
    let mut packing = Packing::default();
    let mut announced = Vec::new();
    for number in before + 1..=inventory.head_number() {
        if !announced.is_empty() && packing.size() > MOST_BYTES {
            break;
        }
        let folder = format!("v{number}/content/");
        for (digest, paths) in &inventory.manifest {
            for path in paths.iter().filter(|path| path.starts_with(&folder)) {
                let name = FilePath::new(path).map_err(|fault| Error::Unfit(fault.to_string()))?;
                let bytes = Hashed::new(whole(files, &name, *digest)?);
                packing.add(&copy.id, path.clone(), bytes.borrowed());
            }
        }
        let path = format!("v{number}/{INVENTORY}");
        let then = inventory.as_of(number);
        packing.add(&copy.id, path, Hashed::new(then.to_bytes()?).borrowed());
        packing.leaves(&copy.id, then);
        announced.push(announce(files, copy, number)?);
    }
    Ok((packing, announced))
}

/// What the journal says of a version of the copy.
fn announce(files: &dyn Files, copy: &Copied, number: u32) -> Result<Announced, Error> {
    let inventory = copy.inventory.as_of(number);
    let newest = inventory.publications().last().unwrap_or(number);
    let missing = || Error::Unfit(format!("version {number} has no TEI file"));
    let (digest, path) = inventory.file(newest).ok_or_else(missing)?;
    let path = FilePath::new(path).map_err(|fault| Error::Unfit(fault.to_string()))?;
    let bytes = whole(files, &path, digest)?.len() as u64;
    let block = inventory
        .versions
        .get(&inventory.head)
        .ok_or_else(missing)?;
    let withdraws = match newest == number {
        true => Vec::new(),
        false => {
            let before = withdrawals(files, &copy.inventory.as_of(number - 1))?;
            let now = withdrawals(files, &inventory)?;
            let fresh = now.iter().filter(|one| !before.contains(one));
            fresh.map(|one| one.version).collect()
        }
    };
    Ok(Announced {
        edition: copy.id.clone(),
        version: number,
        digest,
        bytes,
        published: block.created.clone(),
        publisher: block.user.name.clone(),
        message: block.message.clone(),
        withdraws,
        token: None,
    })
}

/// The list of withdrawn versions in a copy.
fn withdrawals(files: &dyn Files, inventory: &Inventory) -> Result<Vec<Withdrawal>, Error> {
    let Some((digest, path)) = inventory.withdrawals() else {
        return Ok(Vec::new());
    };
    let path = FilePath::new(path).map_err(|fault| Error::Unfit(fault.to_string()))?;
    let bytes = whole(files, &path, digest)?;
    serde_json::from_slice(&bytes)
        .map_err(|error| Error::Unfit(format!("{WITHDRAWALS}: no list of withdrawals: {error}")))
}
