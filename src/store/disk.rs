//! Publishing to and reading from an OCFL storage root.
//!
//! What is published stands in the journal first (`commit`); the storage root
//! follows behind (`settle`). Whoever reads an edition that the root does not
//! have in full yet makes it follow.

mod commit;
mod current;
mod restore;
mod settle;
mod withdraw;

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use super::blobs::{BlobStore, Folder, sync};
use super::digest::digest;
use super::drafts::Drafts;
use super::files::Stored;
use super::inventory::{self, Inventory, Report};
use super::journal::{Entry, Harm, Journal, Pending, Tokens, Versions};
use super::layout;
use super::secret::secret;
use super::verify::{self, Damage, Progress};
use super::{Catalogue, Changed, Error, Reports, Standing, at};
use crate::cores::on_all_cores;
use crate::edition::{Digest, EditionId, Version, VersionReference, Withdrawal};

#[derive(Debug)]
pub struct Disk {
    root: PathBuf,
    /// Beside the root, on the same file system: journal, locks, preparations.
    work: PathBuf,
    journal: Arc<Journal>,
    /// Lets the root follow the journal while more is published.
    behind: Mutex<Option<JoinHandle<()>>>,
    /// Why the root could not follow when it was last tried.
    lagging: Mutex<Option<String>>,
}

impl Drop for Disk {
    fn drop(&mut self) {
        let behind = self.behind.get_mut();
        if let Some(behind) = behind.unwrap_or_else(PoisonError::into_inner).take() {
            // What it could not do, the next reader will try.
            let _ = behind.join();
        }
    }
}

impl Disk {
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let mark = folder.join(layout::ROOT.0);
        if !mark.is_file() {
            return Err(match was_store(folder) {
                true => Error::Damaged {
                    path: mark,
                    message: format!("it is lost; its one line is `{}`", layout::ROOT.1.trim()),
                },
                false => Error::NoStore(folder.to_owned()),
            });
        }
        // Beside a link would not be beside the store.
        let root = fs::canonicalize(folder).map_err(at(folder))?;
        let name = root.file_name().unwrap_or_default().to_string_lossy();
        let work = root.with_file_name(format!("{name}.work"));
        Ok(Self::new(root, work))
    }

    fn new(root: PathBuf, work: PathBuf) -> Self {
        let blobs = Arc::new(Folder::new(work.clone()));
        let journal = Arc::new(Journal::new(blobs, work.clone()));
        Self {
            root,
            work,
            journal,
            behind: Mutex::default(),
            lagging: Mutex::default(),
        }
    }

    pub fn open_or_create(folder: &Path) -> Result<Self, Error> {
        let empty = match fs::read_dir(folder) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        };
        if empty {
            create(folder)?;
        }
        Self::open(folder)
    }

    pub fn verify(&self, progress: &mut dyn FnMut(Progress)) -> Result<Vec<Damage>, Error> {
        let ahead = self.follow(None)?;
        let (announced, illegible) = self.journal.followed()?;
        let still = || self.lock("lock").ok();
        let mut damages = verify::verify(&self.root, &still, progress)?;
        let lost = "the journal has this version, the store has not";
        damages.append(&mut self.missing(announced, lost));
        if let Some(why) = self.lagging() {
            let ahead = ahead.iter().flat_map(|entry| &entry.entry.publications);
            let mut announced = Versions::new();
            for one in ahead.cloned() {
                announced.entry(one.edition.clone()).or_default().push(one);
            }
            let behind =
                format!("the journal has this version, and its folder cannot follow: {why}");
            damages.append(&mut self.missing(announced, &behind));
        }
        damages.extend(illegible);
        let harmed = ahead.iter().filter_map(|entry| entry.harm.as_ref());
        damages.extend(harmed.map(Harm::damage));
        Ok(damages)
    }

    pub fn editions(&self) -> Result<Vec<EditionId>, Error> {
        self.editions_after(&self.follow(None)?)
    }

    /// All editions, those that entries of the journal make among them.
    fn editions_after(&self, ahead: &[Arc<Pending>]) -> Result<Vec<EditionId>, Error> {
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
        // Those of a damaged entry too: what is lost must not look as if it never was.
        let announced = ahead.iter().flat_map(|entry| &entry.entry.publications);
        editions.extend(announced.map(|one| one.edition.clone()));
        editions.sort();
        editions.dedup();
        Ok(editions)
    }

    pub fn position(&self) -> Result<u64, Error> {
        self.journal.position()
    }

    pub fn mark(&self, position: u64) -> Result<Option<String>, Error> {
        self.journal.mark(position)
    }

    pub fn derived(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        self.journal.derived(name)
    }

    pub fn keep_derived(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        self.journal.keep_derived(name, bytes)
    }

    pub fn changed_since(&self, position: u64) -> Result<Option<Changed>, Error> {
        self.journal.changed_since(position)
    }

    pub fn tokens(&self) -> Result<Tokens, Error> {
        self.journal.tokens()
    }

    pub fn standing(&self, id: &EditionId) -> Result<Standing, Error> {
        self.current(id)?.standing()
    }

    pub fn catalogue(&self) -> Result<Catalogue, Error> {
        let ahead = self.follow(None)?;
        let editions = self.editions_after(&ahead)?;
        let standing = |id: &EditionId| self.as_it_is(id, &ahead)?.standing();
        let standings = on_all_cores(&editions, standing);
        Ok(editions.into_iter().zip(standings).collect())
    }

    pub fn read(
        &self,
        id: &EditionId,
        reference: VersionReference,
    ) -> Result<(Version, Vec<u8>), Error> {
        let current = self.current(id)?;
        let version = current.choose(reference)?;
        let bytes = current.main(version.number)?;
        Ok((version, bytes))
    }

    pub fn stored(&self, id: &EditionId, reference: VersionReference) -> Result<Stored, Error> {
        let current = self.current(id)?;
        let version = current.choose(reference)?;
        let bytes = current.main(version.number)?;
        current.with_files(version, bytes)
    }

    pub fn last_withdrawn(&self, id: &EditionId) -> Result<Stored, Error> {
        let current = self.current(id)?;
        let last = current.withdrawn()?;
        let last = last.iter().map(|withdrawal| withdrawal.version).max();
        let absent = || Error::NoSuchVersion(id.clone(), VersionReference::Latest);
        let version = current.version(last.ok_or_else(absent)?)?;
        let bytes = current.main(version.number)?;
        current.with_files(version, bytes)
    }

    pub fn secret(&self) -> Result<[u8; 32], Error> {
        secret(&Folder::new(self.work.clone()))
    }

    pub fn report(
        &self,
        id: &EditionId,
        reference: VersionReference,
        report: Report,
    ) -> Result<Option<Vec<u8>>, Error> {
        let current = self.current(id)?;
        let version = current.choose(reference)?;
        let found = current.inventory.report(version.number, report);
        let found = found.filter(|(_, path)| stays_inside(path));
        found
            .map(|(wanted, path)| current.unharmed(path, wanted))
            .transpose()
    }

    /// The reports of that sort, by version: an inventory tells which have one.
    pub fn reports(&self, id: &EditionId, report: Report) -> Result<Reports, Error> {
        let current = self.current(id)?;
        let found = current.inventory.reports(report);
        found
            .filter(|(_, _, path)| stays_inside(path))
            .map(|(number, wanted, path)| Ok((number, current.unharmed(path, wanted)?)))
            .collect()
    }

    /// Texts that are not published.
    pub fn drafts(&self) -> Drafts {
        Drafts::new(Arc::new(Folder::new(self.work.clone())))
    }

    /// What only those may read who run the server.
    pub fn private(&self) -> Arc<dyn BlobStore> {
        let name = self.root.file_name().unwrap_or_default().to_string_lossy();
        let folder = self.root.with_file_name(format!("{name}.access"));
        Arc::new(Folder::private(folder))
    }

    pub(super) fn object(&self, id: &EditionId) -> PathBuf {
        self.root.join(layout::object_path(&layout::object_id(id)))
    }

    pub(super) fn known(&self, id: &EditionId, object: &Path) -> Result<Inventory, Error> {
        self.inventory(object).map_err(|error| match error {
            // A disk that is not mounted has no editions, and does not say so.
            Error::Io { cause, .. }
                if cause.kind() == io::ErrorKind::NotFound
                    && self.root.join(layout::ROOT.0).exists() =>
            {
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

    /// Lets the root follow the journal if it has something of the edition, or
    /// anything at all, and gives what the root does not have even then. Where it
    /// cannot follow, because the disk is full, or may only be read, or is damaged,
    /// reading goes on: what is published stands in the journal. [`Disk::lagging`] says
    /// why the folders do not have it, but to who may only read: others will see to it.
    fn follow(&self, id: Option<&EditionId>) -> Result<Vec<Arc<Pending>>, Error> {
        let (pending, _) = self.journal.pending()?;
        if concerns(self.followable(&pending).0, id) {
            let why = match self.settle() {
                Err(Error::Io { cause, .. }) if only_read(&cause) => None,
                other => other.err().map(|error| error.to_string()),
            };
            let pending = self.journal.pending()?.0;
            self.note(why);
            return Ok(pending);
        }
        if pending.is_empty() {
            self.note(None);
        }
        Ok(pending)
    }

    /// The entries before the first one that is damaged, and what is wrong with that:
    /// the root follows no further. One that the root follows already is not missed.
    fn followable<'p>(
        &self,
        pending: &'p [Arc<Pending>],
    ) -> (&'p [Arc<Pending>], Option<&'p Harm>) {
        let missed = |entry: &Arc<Pending>| entry.harm.is_some() && !self.has(&entry.entry);
        match pending.iter().position(missed) {
            Some(at) => (&pending[..at], pending[at].harm.as_ref()),
            None => (pending, None),
        }
    }

    /// Whether the root has all that an entry announces.
    fn has(&self, entry: &Entry) -> bool {
        let mut all = entry.publications.iter();
        !entry.publications.is_empty()
            && all.all(|one| {
                let known = self.known(&one.edition, &self.object(&one.edition)).ok();
                known.is_some_and(|known| {
                    let found = known.file(one.version);
                    let same = found.is_some_and(|(digest, _)| digest == one.digest);
                    known.head_number() >= one.version && (same || !one.withdraws.is_empty())
                })
            })
    }

    fn note(&self, lagging: Option<String>) {
        *self.lagging.lock().unwrap_or_else(PoisonError::into_inner) = lagging;
    }

    /// The same for whoever needs the folder of an edition itself: it has everything
    /// then, or, for who may only read, what it has.
    pub(super) fn follow_in_full(&self, id: &EditionId) -> Result<(), Error> {
        let pending = self.journal.pending()?.0;
        if !pending.iter().any(|entry| entry.of(id).next().is_some()) {
            return Ok(());
        }
        match self.settle() {
            Err(Error::Io { cause, .. }) if only_read(&cause) => Ok(()),
            other => other,
        }
    }

    /// Why the folders of the editions do not have all that is published, if they
    /// could not follow when something was last read.
    pub fn lagging(&self) -> Option<String> {
        let why = self.lagging.lock().unwrap_or_else(PoisonError::into_inner);
        let why = why.clone();
        why.or_else(|| {
            let pending = self.journal.pending().ok()?.0;
            Some(self.followable(&pending).1?.error().to_string())
        })
    }

    /// What of `announced` the root has not.
    fn missing(&self, announced: Versions, message: &str) -> Vec<Damage> {
        let mut damages = Vec::new();
        for (id, versions) in announced {
            let object = self.object(&id);
            let inventory = self.inventory(&object).ok();
            for announced in versions {
                let known = inventory.as_ref();
                let found = known.and_then(|known| known.file(announced.version));
                if found.is_none_or(|(digest, _)| digest != announced.digest) {
                    damages.push(Damage {
                        edition: Some(id.clone()),
                        version: Some(announced.version),
                        path: object
                            .strip_prefix(&self.root)
                            .unwrap_or(&object)
                            .to_owned(),
                        code: None,
                        message: message.to_owned(),
                    });
                }
            }
        }
        damages
    }

    /// Waits until nobody else has the lock of that name. It ends with the value,
    /// and with the process, however that ends.
    fn lock(&self, name: &str) -> Result<File, Error> {
        let (path, lock) = self.lock_file(name)?;
        lock.lock().map_err(at(&path))?;
        Ok(lock)
    }

    fn lock_file(&self, name: &str) -> Result<(PathBuf, File), Error> {
        fs::create_dir_all(&self.work).map_err(at(&self.work))?;
        let path = self.work.join(name);
        let mut options = File::options();
        let options = options.create(true).truncate(false).write(true);
        let lock = options.open(&path).map_err(at(&path))?;
        Ok((path, lock))
    }

    /// Starts to let the root follow while more is published, unless that is
    /// under way.
    fn follow_behind(&self) {
        let mut behind = self.behind.lock().unwrap_or_else(PoisonError::into_inner);
        if behind.as_ref().is_none_or(JoinHandle::is_finished) {
            let disk = Self {
                root: self.root.clone(),
                work: self.work.clone(),
                journal: self.journal.clone(),
                behind: Mutex::default(),
                lagging: Mutex::default(),
            };
            // What it cannot do, `settle` tries again, and says why not.
            *behind = Some(thread::spawn(move || drop(disk.settle())));
        }
    }
}

/// Whether a folder that does not say that it is a storage root must have been one: it
/// has what else only a root has, or anything at all beside a journal.
fn was_store(folder: &Path) -> bool {
    let own = [layout::LAYOUT, layout::CONFIG];
    let marked = own.iter().any(|(name, _)| folder.join(name).is_file());
    let journal = || {
        let root = fs::canonicalize(folder).ok()?;
        let name = root.file_name()?.to_string_lossy().into_owned();
        let journal = root.with_file_name(format!("{name}.work")).join("journal");
        let full = fs::read_dir(folder).ok()?.next().is_some();
        Some(full && journal.is_dir())
    };
    marked || journal().unwrap_or(false)
}

/// Makes an empty store in a folder that is empty or not there: beside it first,
/// so that of several who do so at the same time one is right and none sees half.
fn create(folder: &Path) -> Result<(), Error> {
    let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let parent = match folder.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    fs::create_dir_all(&parent).map_err(at(&parent))?;
    let fresh = parent.join(format!("{name}.new-{}", std::process::id()));
    fs::create_dir(&fresh).map_err(at(&fresh))?;
    for (name, content) in [layout::CONFIG, layout::LAYOUT, layout::ROOT] {
        let path = fresh.join(name);
        make_folders(&fresh, &path, true)?;
        write_new(&path, content.as_bytes(), true)?;
    }
    sync(&fresh)?;
    if fs::rename(&fresh, &folder).is_err() {
        // Somebody else made one; whether it is one, `open` says.
        return fs::remove_dir_all(&fresh).map_err(at(&fresh));
    }
    sync(&parent)
}

/// Whether entries of the journal have something of an edition, or anything at all.
fn concerns(pending: &[Arc<Pending>], id: Option<&EditionId>) -> bool {
    let has = |id: &EditionId| pending.iter().any(|entry| entry.heads.contains_key(id));
    id.map_or(!pending.is_empty(), has)
}

fn only_read(cause: &io::Error) -> bool {
    use io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem};
    [PermissionDenied, ReadOnlyFilesystem].contains(&cause.kind())
}

fn read_inventory(object: &Path) -> Result<Inventory, Error> {
    let path = object.join("inventory.json");
    let bytes = match fs::read(&path) {
        // An object takes its place with its inventory: never without.
        Err(error) if is_absent(&error) && object.is_dir() => return Err(lost(&path)),
        read => read.map_err(at(&path))?,
    };
    let beside = object.join("inventory.json.sha256");
    let sidecar = fs::read_to_string(&beside).map_err(|error| match is_absent(&error) {
        true => lost(&beside),
        false => at(&beside)(error),
    })?;
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

/// The list of withdrawn versions in an object.
fn withdrawn(object: &Path, inventory: &Inventory) -> Result<Vec<Withdrawal>, Error> {
    withdrawn_as(object, inventory, |path, wanted| {
        unharmed(&object.join(path), wanted)
    })
}

/// The same, where the bytes of files come from `read`.
fn withdrawn_as(
    object: &Path,
    inventory: &Inventory,
    read: impl Fn(&str, Digest) -> Result<Vec<u8>, Error>,
) -> Result<Vec<Withdrawal>, Error> {
    let list = inventory.withdrawals();
    let Some((digest, path)) = list.filter(|(_, path)| stays_inside(path)) else {
        return Ok(Vec::new());
    };
    serde_json::from_slice(&read(path, digest)?).map_err(|error| Error::Damaged {
        message: format!("not a list of withdrawn versions: {error}"),
        path: object.join(path),
    })
}

/// What the inventory tells of a version. One whose file is lost is listed all the
/// same, with no bytes: it must not hide the others.
fn version(object: &Path, inventory: &Inventory, number: u32) -> Result<Version, Error> {
    let (digest, path) = file(object, inventory, number)?;
    let path = object.join(path);
    let bytes = match fs::metadata(&path) {
        Err(error) if is_absent(&error) => 0,
        facts => facts.map_err(at(&path))?.len(),
    };
    let block = &inventory.versions[&format!("v{number}")];
    Ok(Version {
        number,
        digest,
        bytes,
        published: block.created.clone(),
        publisher: block.user.name.clone(),
        message: block.message.clone(),
    })
}

/// The TEI file of a version, by digest and by its path in the object.
fn file<'i>(
    object: &Path,
    inventory: &'i Inventory,
    number: u32,
) -> Result<(Digest, &'i str), Error> {
    let found = inventory.file(number);
    let found = found.filter(|(_, path)| stays_inside(path));
    found.ok_or_else(|| Error::Damaged {
        path: object.join("inventory.json"),
        message: format!("it knows no {} of version {number}", inventory::FILE),
    })
}

/// Whether the system says that nothing is there.
fn is_absent(error: &io::Error) -> bool {
    use io::ErrorKind::{NotADirectory, NotFound};
    [NotFound, NotADirectory].contains(&error.kind())
}

fn lost(path: &Path) -> Error {
    Error::Damaged {
        path: path.to_owned(),
        message: "it is lost".to_owned(),
    }
}

/// Whether a path stays in the object: one that leads out is none of ours.
fn stays_inside(path: &str) -> bool {
    !path.starts_with('/') && !path.split('/').any(|part| part == "..")
}

/// Writes a file that must not be there yet; where `lasting`, waits until it is
/// on disk.
fn write_new(path: &Path, bytes: &[u8], lasting: bool) -> Result<(), Error> {
    let mut file = File::create_new(path).map_err(at(path))?;
    file.write_all(bytes).map_err(at(path))?;
    if lasting {
        file.sync_all().map_err(at(path))?;
    }
    Ok(())
}

/// Makes the folders between `base`, which is there, and `path`.
fn make_folders(base: &Path, path: &Path, lasting: bool) -> Result<(), Error> {
    let between = path.strip_prefix(base).unwrap_or(path);
    let mut folder = base.to_owned();
    for part in between.parent().into_iter().flat_map(Path::components) {
        let outer = folder.clone();
        folder.push(part);
        match fs::create_dir(&folder) {
            Ok(()) if lasting => sync(&outer)?,
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(at(&folder)(error)),
        }
    }
    Ok(())
}

/// The bytes of a file that must be there and have this SHA-256.
pub fn unharmed(path: &Path, wanted: Digest) -> Result<Vec<u8>, Error> {
    let (found, bytes) = hashed(path).map_err(|error| match error {
        Error::Io { path, cause } if is_absent(&cause) => lost(&path),
        other => other,
    })?;
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
