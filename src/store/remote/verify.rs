//! Is everything in a shared store as it was published?

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::Remote;
use super::index::Edition;
use super::objects::{Objects, inventory_path};
use crate::edition::{Digest, EditionId};
use crate::store::inventory;
use crate::store::verify::{Damage, Progress};
use crate::store::{Error, digest};

impl Remote {
    /// Hashes everything that any inventory lists, and compares it with what the
    /// journal announced.
    pub fn verify(&self, progress: &mut dyn FnMut(Progress)) -> Result<Vec<Damage>, Error> {
        let mut damages = Vec::new();
        match self.settle() {
            // A damaged pack hides nothing else.
            Err(Error::Damaged { path, message }) => damages.push(Damage {
                edition: None,
                version: None,
                path,
                code: None,
                message,
            }),
            settled => settled?,
        }
        let editions = self.index()?.editions.clone();
        let total = editions.len();
        for (done, (id, edition)) in editions.iter().enumerate() {
            progress(Progress { done, total });
            let mut found = Found {
                id,
                damages: &mut damages,
            };
            self.verify_edition(edition, &mut found)?;
        }
        progress(Progress { done: total, total });
        Ok(damages)
    }

    fn verify_edition(&self, edition: &Edition, found: &mut Found<'_>) -> Result<(), Error> {
        let id = found.id;
        let mut files: BTreeMap<String, Digest> = BTreeMap::new();
        for number in 1..=edition.head {
            let read = self.objects.inventory(id, number);
            let Some(inventory) = found.unless_damaged(number, "E060", read)? else {
                continue;
            };
            let announced = edition
                .standing
                .versions
                .iter()
                .find(|one| one.number == number);
            let known = inventory.file(number).map(|(digest, _)| digest);
            if announced.is_some_and(|one| known != Some(one.digest)) {
                let message = "the journal announced other bytes than the inventory lists";
                found.blame(Some(number), inventory_path(number), None, message);
            }
            for (digest, paths) in inventory.manifest {
                files.extend(paths.into_iter().map(|path| (path, digest)));
            }
        }
        for (path, wanted) in files {
            let version = path.split('/').next().and_then(inventory::number);
            let read = self.objects.unharmed(id, &path, wanted);
            found.unless_damaged(version.unwrap_or(0), "E092", read)?;
        }
        self.verify_top(edition, found)
    }

    /// The inventory at the top must be the newest one. A node that died may have
    /// left an older one there: then it is written again.
    fn verify_top(&self, edition: &Edition, found: &mut Found<'_>) -> Result<(), Error> {
        let (id, blobs) = (found.id, &self.objects.blobs);
        let read = |path: String| blobs.get(&Objects::name(id, &path));
        let Some(top) = read("inventory.json".to_owned())? else {
            let message = "it is missing";
            found.blame(None, "inventory.json".to_owned(), Some("E063"), message);
            return Ok(());
        };
        let sidecar = inventory::sidecar(digest(&top)).into_bytes();
        let beside = read("inventory.json.sha256".to_owned())?;
        let newest = read(inventory_path(edition.head))?;
        if newest.as_ref() == Some(&top) && beside.as_ref() == Some(&sidecar) {
            return Ok(());
        }
        for number in (1..=edition.head).rev() {
            if read(inventory_path(number))?.as_ref() == Some(&top) {
                return self.objects.write_top(id, edition.head);
            }
        }
        let message = "it is not that of the newest version";
        found.blame(None, "inventory.json".to_owned(), Some("E064"), message);
        Ok(())
    }
}

/// What is found wrong with an edition.
struct Found<'a> {
    id: &'a EditionId,
    damages: &'a mut Vec<Damage>,
}

impl Found<'_> {
    fn blame(
        &mut self,
        version: Option<u32>,
        path: String,
        code: Option<&'static str>,
        message: &str,
    ) {
        self.damages.push(Damage {
            edition: Some(self.id.clone()),
            version,
            path: PathBuf::from(Objects::name(self.id, &path)),
            code,
            message: message.to_owned(),
        });
    }

    /// What was read; `None` if it is damaged, which is noted.
    fn unless_damaged<T>(
        &mut self,
        version: u32,
        code: &'static str,
        read: Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        match read {
            Ok(read) => Ok(Some(read)),
            Err(Error::Damaged { path, message }) => {
                self.damages.push(Damage {
                    edition: Some(self.id.clone()),
                    version: Some(version),
                    path,
                    code: Some(code),
                    message,
                });
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}
