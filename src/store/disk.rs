//! Publishing to and reading from an OCFL storage root.
//!
//! A publication is prepared in a folder beside the root and then takes its
//! place in one step: a new object by renaming it, a new version by exchanging
//! the whole object with a copy (made of hard links) that has one version more.
//! Neither a reader nor a validator ever sees half of it, and whatever a crash
//! leaves behind lies outside the root and is swept at the next publication.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags, renameat_with};

use super::digest::digest;
use super::files::{Content, Stored, StoredFiles};
use super::inventory::{self, Inventory, Part};
use super::layout;
use super::verify::{self, Damage, Progress};
use super::{Error, Expected, Publication, Put, at, choose, moment, precondition};
use crate::edition::{Digest, EditionId, Version, VersionReference};

#[derive(Debug)]
pub struct Disk {
    root: PathBuf,
    /// Beside the root, on the same file system: lock and preparations.
    work: PathBuf,
}

impl Disk {
    pub fn open(folder: &Path) -> Result<Self, Error> {
        if !folder.join(layout::ROOT.0).is_file() {
            return Err(Error::NoStore(folder.to_owned()));
        }
        // Beside a link would not be beside the store.
        let root = fs::canonicalize(folder).map_err(at(folder))?;
        let name = root.file_name().unwrap_or_default().to_string_lossy();
        let work = root.with_file_name(format!("{name}.work"));
        Ok(Self { root, work })
    }

    pub fn open_or_create(folder: &Path) -> Result<Self, Error> {
        let empty = match fs::read_dir(folder) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        };
        if empty {
            fs::create_dir_all(folder).map_err(at(folder))?;
            for (name, content) in [layout::CONFIG, layout::LAYOUT, layout::ROOT] {
                let path = folder.join(name);
                make_folders(folder, &path)?;
                write_new(&path, content.as_bytes())?;
            }
            sync(folder)?;
        }
        Self::open(folder)
    }

    pub fn verify(&self, progress: &mut dyn FnMut(Progress)) -> Result<Vec<Damage>, Error> {
        verify::verify(&self.root, &|| self.lock().ok(), progress)
    }

    pub fn put(
        &self,
        id: &EditionId,
        content: &Content<'_>,
        publication: &Publication,
        expected: Expected,
    ) -> Result<Put, Error> {
        if publication.publisher.is_empty() {
            return Err(Error::Unfit(
                "a publication needs the name of who publishes".to_owned(),
            ));
        }
        let _lock = self.lock()?;
        let object = self.object(id);
        let before = match self.inventory(&object) {
            Ok(inventory) => Some(inventory),
            Err(Error::Io { cause, .. }) if cause.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let versions = before
            .iter()
            .flat_map(|inventory| versions(&object, inventory));
        let newest = versions.last().transpose()?;
        let same = || before.as_ref().is_some_and(|before| before.holds(content));
        if let Some(same) = precondition(id, newest.as_ref(), expected, same)? {
            return Ok(same);
        }
        let created = moment(publication, newest.as_ref())?;
        let exists = before.is_some();
        let mut inventory = before.unwrap_or_else(|| Inventory::new(id));
        let fresh = inventory.add(content, publication, created);
        let prepared = self.prepare(exists.then_some(&*object))?;
        self.write_version(&prepared, &inventory, content, &fresh)?;
        self.commit(&prepared, &object, exists)?;
        let number = inventory.head_number();
        let version = version(&object, &inventory, number)?;
        Ok(Put { version, new: true })
    }

    pub fn editions(&self) -> Result<Vec<EditionId>, Error> {
        let mut editions = Vec::new();
        for object in objects(&self.root)? {
            let name = object.file_name().unwrap_or_default().to_string_lossy();
            let named = layout::edition_of_folder(&name);
            editions.extend(named.or_else(|| {
                // A damaged edition must not hide the others; `verify` names it.
                let inventory = self.inventory(&object).ok()?;
                layout::edition(&inventory.id)
            }));
        }
        editions.sort();
        Ok(editions)
    }

    pub fn versions(&self, id: &EditionId) -> Result<Vec<Version>, Error> {
        let object = self.object(id);
        let inventory = self.known(id, &object)?;
        versions(&object, &inventory).collect()
    }

    pub fn read(
        &self,
        id: &EditionId,
        reference: VersionReference,
    ) -> Result<(Version, Vec<u8>), Error> {
        let object = self.object(id);
        let inventory = self.known(id, &object)?;
        let versions = versions(&object, &inventory).collect::<Result<Vec<_>, _>>()?;
        let version = choose(id, &versions, reference)?;
        let (wanted, path) = file(&object, &inventory, version.number)?;
        Ok((version, unharmed(&path, wanted)?))
    }

    pub fn stored(&self, id: &EditionId, reference: VersionReference) -> Result<Stored, Error> {
        let (version, bytes) = self.read(id, reference)?;
        let object = self.object(id);
        let inventory = self.known(id, &object)?;
        let path = inventory.path(version.number);
        let path = path.ok_or_else(|| Error::NoSuchVersion(id.clone(), reference))?;
        let others = inventory.others(version.number);
        let others = others.filter(|(_, _, place)| stays_inside(place));
        let files = StoredFiles::on_disk(
            others.map(|(path, digest, place)| (path, digest, object.join(place))),
        );
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
        let object = self.object(id);
        let inventory = self.known(id, &object)?;
        let versions = versions(&object, &inventory).collect::<Result<Vec<_>, _>>()?;
        let version = choose(id, &versions, reference)?;
        let found = inventory.report(version.number);
        let found = found.filter(|(_, path)| stays_inside(path));
        found
            .map(|(wanted, path)| unharmed(&object.join(path), wanted))
            .transpose()
    }

    fn object(&self, id: &EditionId) -> PathBuf {
        self.root.join(layout::object_path(&layout::object_id(id)))
    }

    fn known(&self, id: &EditionId, object: &Path) -> Result<Inventory, Error> {
        self.inventory(object).map_err(|error| match error {
            Error::Io { cause, .. } if cause.kind() == io::ErrorKind::NotFound => {
                Error::NoSuchEdition(id.clone())
            }
            other => other,
        })
    }

    /// The inventory of an object, checked against the digest beside it.
    fn inventory(&self, object: &Path) -> Result<Inventory, Error> {
        // An exchange between the two readings gives a pair that does not
        // match: then look again.
        let mut last = None;
        for _ in 0..5 {
            match read_inventory(object) {
                Err(error @ Error::Damaged { .. }) => last = Some(error),
                other => return other,
            }
        }
        last.map_or_else(|| read_inventory(object), Err)
    }

    /// Waits until nobody else publishes. The lock ends with the value, and
    /// with the process, however that ends.
    fn lock(&self) -> Result<File, Error> {
        fs::create_dir_all(&self.work).map_err(at(&self.work))?;
        let path = self.work.join("lock");
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(at(&path))?;
        lock.lock().map_err(at(&path))?;
        Ok(lock)
    }

    /// An empty folder for a publication, or one with all that `object` has.
    /// What a crash left there is swept: we hold the lock.
    fn prepare(&self, object: Option<&Path>) -> Result<PathBuf, Error> {
        let prepared = self.work.join("object");
        match fs::remove_dir_all(&prepared) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(at(&prepared)(error));
            }
            _ => {}
        }
        fs::create_dir(&prepared).map_err(at(&prepared))?;
        match object {
            Some(object) => link_all(object, &prepared)?,
            None => {
                let (name, content) = layout::OBJECT;
                write_new(&prepared.join(name), content.as_bytes())?;
            }
        }
        Ok(prepared)
    }

    fn write_version(
        &self,
        prepared: &Path,
        inventory: &Inventory,
        content: &Content<'_>,
        fresh: &[(String, Part)],
    ) -> Result<(), Error> {
        let folder = prepared.join(&inventory.head);
        fs::create_dir(&folder).map_err(at(&folder))?;
        let mut folders = BTreeSet::new();
        for (path, part) in fresh {
            let path = prepared.join(path);
            make_folders(prepared, &path)?;
            match part {
                Part::Main => write_new(&path, content.deposit.bytes)?,
                Part::Report => write_new(&path, content.report.map_or(&[], |(bytes, _)| bytes))?,
                Part::Other(name, digest) => write_new(&path, &content.read(name, *digest)?)?,
            }
            folders.extend(path.parent().map(Path::to_owned));
        }
        for folder in folders {
            sync(&folder)?;
        }
        let bytes = inventory.to_bytes()?;
        let sidecar = inventory::sidecar(digest(&bytes));
        for folder in [folder.as_path(), prepared] {
            for (name, bytes) in [
                ("inventory.json", bytes.as_slice()),
                ("inventory.json.sha256", sidecar.as_bytes()),
            ] {
                let path = folder.join(name);
                // The old one is a link to a file that must stay as it is.
                match fs::remove_file(&path) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => {
                        return Err(at(&path)(error));
                    }
                    _ => write_new(&path, bytes)?,
                }
            }
            sync(folder)?;
        }
        Ok(())
    }

    fn commit(&self, prepared: &Path, object: &Path, exists: bool) -> Result<(), Error> {
        let parent = object.parent().unwrap_or(&self.root);
        if exists {
            renameat_with(CWD, prepared, CWD, object, RenameFlags::EXCHANGE)
                .map_err(|error| at(object)(error.into()))?;
        } else {
            make_folders(&self.root, object)?;
            fs::rename(prepared, object).map_err(at(object))?;
        }
        sync(parent)?;
        if exists {
            // The older state; everything in it is also in the newer one.
            fs::remove_dir_all(prepared).map_err(at(prepared))?;
        }
        Ok(())
    }
}

fn read_inventory(object: &Path) -> Result<Inventory, Error> {
    let path = object.join("inventory.json");
    let bytes = fs::read(&path).map_err(at(&path))?;
    let beside = object.join("inventory.json.sha256");
    let sidecar = fs::read_to_string(&beside).map_err(at(&beside))?;
    let damaged = |message: String| Error::Damaged {
        path: path.clone(),
        message,
    };
    if sidecar.split_ascii_whitespace().next() != Some(&digest(&bytes).to_string()) {
        return Err(damaged("its SHA-256 is not the one beside it".to_owned()));
    }
    serde_json::from_slice(&bytes).map_err(|error| damaged(error.to_string()))
}

/// The folders of all objects below `root`, in the order of their paths.
pub fn objects(root: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut found = Vec::new();
    let mut waiting = vec![(root.to_owned(), 0)];
    while let Some((folder, depth)) = waiting.pop() {
        for entry in fs::read_dir(&folder).map_err(at(&folder))? {
            let entry = entry.map_err(at(&folder))?;
            let path = entry.path();
            let kind = entry.file_type().map_err(at(&path))?;
            let skipped = depth == 0 && entry.file_name() == "extensions";
            match depth {
                _ if !kind.is_dir() || skipped => {}
                layout::DEPTH => found.push(path),
                _ => waiting.push((path, depth + 1)),
            }
        }
    }
    found.sort();
    Ok(found)
}

fn versions<'a>(
    object: &'a Path,
    inventory: &'a Inventory,
) -> impl Iterator<Item = Result<Version, Error>> + 'a {
    (1..=inventory.head_number()).map(|number| version(object, inventory, number))
}

fn version(object: &Path, inventory: &Inventory, number: u32) -> Result<Version, Error> {
    let (digest, path) = file(object, inventory, number)?;
    let block = &inventory.versions[&format!("v{number}")];
    Ok(Version {
        number,
        digest,
        bytes: fs::metadata(&path).map_err(at(&path))?.len(),
        published: block.created.clone(),
        publisher: block.user.name.clone(),
        message: block.message.clone(),
    })
}

/// The TEI file of a version, by digest and by path.
fn file(object: &Path, inventory: &Inventory, number: u32) -> Result<(Digest, PathBuf), Error> {
    let found = inventory.file(number);
    let found = found.filter(|(_, path)| stays_inside(path));
    let (digest, path) = found.ok_or_else(|| Error::Damaged {
        path: object.join("inventory.json"),
        message: format!("it knows no {} of version {number}", inventory::FILE),
    })?;
    Ok((digest, object.join(path)))
}

/// Whether a path stays in the object: one that leads out is none of ours.
fn stays_inside(path: &str) -> bool {
    !path.starts_with('/') && !path.split('/').any(|part| part == "..")
}

/// Writes a file that must not be there yet, and waits until it is on disk.
fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut file = File::create_new(path).map_err(at(path))?;
    file.write_all(bytes).map_err(at(path))?;
    file.sync_all().map_err(at(path))
}

/// Waits until the names in a folder are on disk.
fn sync(folder: &Path) -> Result<(), Error> {
    File::open(folder)
        .and_then(|file| file.sync_all())
        .map_err(at(folder))
}

/// Makes the folders between `base`, which is there, and `path`.
fn make_folders(base: &Path, path: &Path) -> Result<(), Error> {
    let between = path.strip_prefix(base).unwrap_or(path);
    let mut folder = base.to_owned();
    for part in between.parent().into_iter().flat_map(Path::components) {
        let outer = folder.clone();
        folder.push(part);
        match fs::create_dir(&folder) {
            Ok(()) => sync(&outer)?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(at(&folder)(error)),
        }
    }
    Ok(())
}

/// Makes `to` a copy of `from` whose files are the same files.
fn link_all(from: &Path, to: &Path) -> Result<(), Error> {
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
        // The copy takes the place of the original: its names must last too.
        sync(&to)?;
    }
    Ok(())
}

/// The bytes of a file that must have this SHA-256.
pub fn unharmed(path: &Path, wanted: Digest) -> Result<Vec<u8>, Error> {
    let (found, bytes) = hashed(path)?;
    if found != wanted {
        return Err(Error::Damaged {
            path: path.to_owned(),
            message: format!("its SHA-256 is not {wanted}"),
        });
    }
    Ok(bytes)
}

/// The bytes of a file, and their digest.
pub fn hashed(path: &Path) -> Result<(Digest, Vec<u8>), Error> {
    let mut bytes = Vec::new();
    let mut file = File::open(path).map_err(at(path))?;
    file.read_to_end(&mut bytes).map_err(at(path))?;
    Ok((digest(&bytes), bytes))
}
