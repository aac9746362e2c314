//! An edition with all that is published of it: as its folder has it, and, as long
//! as the folder cannot follow, as the journal has it besides.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Disk, stays_inside, unharmed};
use crate::edition::{Digest, EditionId, Version, VersionReference, Withdrawal};
use crate::store::files::{Stored, StoredFiles};
use crate::store::inventory::Inventory;
use crate::store::journal::{Harm, Pending};
use crate::store::{Error, Standing};

/// An edition as it stands now.
pub(super) struct Current<'d> {
    disk: &'d Disk,
    id: EditionId,
    object: PathBuf,
    /// With all of the journal.
    pub inventory: Inventory,
    /// Entries of the journal that the folder does not follow, oldest first; mostly
    /// none.
    ahead: Vec<Arc<Pending>>,
    /// Versions that a damaged entry announces, and nothing else has, each with what is
    /// wrong: they are listed, and cannot be read.
    lost: Vec<(Version, Harm)>,
}

impl Disk {
    /// An edition with all that is published of it.
    pub(super) fn current(&self, id: &EditionId) -> Result<Current<'_>, Error> {
        self.as_it_is(id, &self.follow(Some(id))?)
    }

    /// The same after `pending` entries of the journal, which were asked for before:
    /// what it does not have any more, the folder has.
    pub(super) fn as_it_is(
        &self,
        id: &EditionId,
        pending: &[Arc<Pending>],
    ) -> Result<Current<'_>, Error> {
        let concerned = pending.iter().filter(|entry| entry.heads.contains_key(id));
        let mut ahead: Vec<Arc<Pending>> = concerned.cloned().collect();
        let object = self.object(id);
        let newest = ahead.last().and_then(|entry| entry.heads.get(id));
        let harmed = pending
            .iter()
            .filter_map(|entry| Some((entry, entry.harm.clone()?)));
        let lost =
            harmed.flat_map(|(entry, harm)| entry.of(id).map(move |one| (one, harm.clone())));
        let mut lost: Vec<_> = lost.collect();
        let inventory = match (self.known(id, &object), newest) {
            (Ok(known), Some(newest)) if known.head_number() < newest.head_number() => {
                newest.clone()
            }
            (Err(Error::NoSuchEdition(_)), Some(newest)) => newest.clone(),
            (Err(Error::NoSuchEdition(_)), None) if !lost.is_empty() => {
                return Err(lost.swap_remove(0).1.error());
            }
            (known, _) => {
                ahead.clear();
                known?
            }
        };
        lost.retain(|(one, _)| one.version > inventory.head_number());
        // What may be withdrawn is not shown.
        if let Some((_, harm)) = lost.iter().find(|(one, _)| !one.withdraws.is_empty()) {
            return Err(harm.error());
        }
        let lost = lost.into_iter().map(|(one, harm)| (one.version(), harm));
        let lost = lost.collect();
        Ok(Current {
            disk: self,
            id: id.clone(),
            object,
            inventory,
            ahead,
            lost,
        })
    }
}

impl Current<'_> {
    /// How it stands.
    pub fn standing(&self) -> Result<Standing, Error> {
        let numbers = self.inventory.publications();
        let there = numbers.map(|number| self.version(number));
        let lost = self.lost.iter().map(|(version, _)| Ok(version.clone()));
        Ok(Standing {
            versions: there.chain(lost).collect::<Result<_, _>>()?,
            withdrawn: self.withdrawn()?,
        })
    }

    /// The version that is meant.
    pub fn choose(&self, reference: VersionReference) -> Result<Version, Error> {
        self.standing()?.choose(&self.id, reference)
    }

    /// What the inventory tells of a version. One whose file is lost is listed all the
    /// same, with no bytes: it must not hide the others.
    pub fn version(&self, number: u32) -> Result<Version, Error> {
        let announced = self
            .ahead
            .iter()
            .flat_map(|entry| &entry.entry.publications);
        let mut announced = announced.filter(|one| one.edition == self.id);
        if let Some(announced) = announced.find(|one| one.version == number) {
            return Ok(announced.version());
        }
        super::version(&self.object, &self.inventory, number)
    }

    /// The list of withdrawn versions.
    pub fn withdrawn(&self) -> Result<Vec<Withdrawal>, Error> {
        let read = |path: &str, wanted| self.unharmed(path, wanted);
        super::withdrawn_as(&self.object, &self.inventory, read)
    }

    /// The bytes of its TEI file.
    pub fn main(&self, number: u32) -> Result<Vec<u8>, Error> {
        if let Some((_, harm)) = self.lost.iter().find(|(lost, _)| lost.number == number) {
            return Err(harm.error());
        }
        let (wanted, path) = super::file(&self.object, &self.inventory, number)?;
        self.unharmed(path, wanted)
    }

    /// A version with the files that were handed in with it.
    pub fn with_files(&self, version: Version, bytes: Vec<u8>) -> Result<Stored, Error> {
        let number = version.number;
        let reference = VersionReference::Number(number);
        let absent = || Error::NoSuchVersion(self.id.clone(), reference);
        let path = self.inventory.path(number).ok_or_else(absent)?;
        let others = self.inventory.others(number);
        let others = others.filter(|(_, _, place)| stays_inside(place));
        let (mut there, mut others_ahead) = (Vec::new(), Vec::new());
        for (name, digest, place) in others {
            match self.ahead.is_empty() || self.object.join(place).exists() {
                true => there.push((name, digest, self.object.join(place))),
                false => others_ahead.push((name, self.unharmed(place, digest)?)),
            }
        }
        let mut files = StoredFiles::on_disk(there.into_iter());
        for (name, bytes) in others_ahead {
            files.insert(name, bytes);
        }
        Ok(Stored {
            version,
            bytes,
            path,
            files,
        })
    }

    /// The bytes of a file of the object, which must have this SHA-256.
    pub fn unharmed(&self, path: &str, wanted: Digest) -> Result<Vec<u8>, Error> {
        let place = self.object.join(path);
        if !self.ahead.is_empty() && !place.exists() {
            for entry in self.ahead.iter().rev() {
                let Some(pack) = self.disk.journal.pack_if_there(entry)? else {
                    continue;
                };
                let mut own = pack.files(&self.id);
                if let Some((.., bytes, _)) =
                    own.find(|(of, _, digest)| *of == path && *digest == wanted)
                {
                    return Ok(bytes.to_vec());
                }
            }
            // The pack may have gone while we looked; then the file is in its place.
        }
        unharmed(&place, wanted)
    }
}
