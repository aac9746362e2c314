//! Where is something kept under a name that can be taken only once?
//!
//! Everything that several writers must agree on is decided by who creates a
//! name first. Nothing else is asked of a place: no locks, no transactions, no
//! writing over.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::fs::{self, DirBuilder, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::UNIX_EPOCH;

use super::{Error, at};

/// What became of the wish to create something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Created {
    /// It is there now, for good.
    Now,
    /// The name was taken; what is there stayed as it was.
    Already,
}

/// A place for named bytes that never change.
pub trait BlobStore: Debug + Send + Sync {
    /// Keeps `bytes` under `name`, unless there is something of that name. When
    /// this returns [`Created::Now`] they are there for good; half of them are
    /// never seen.
    ///
    /// # Errors
    /// [`Error::Io`]; whether the name is taken is not known then.
    fn create(&self, name: &str, bytes: &[u8]) -> Result<Created, Error>;

    /// The bytes of a name; `None` if it is free.
    ///
    /// # Errors
    /// [`Error::Io`].
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        Ok(self.get_dated(name)?.map(|(bytes, _)| bytes))
    }

    /// The same, with when the name was taken by the clock of the place: seconds
    /// since 1970, UTC.
    ///
    /// # Errors
    /// [`Error::Io`].
    fn get_dated(&self, name: &str) -> Result<Option<(Vec<u8>, i64)>, Error>;

    /// The names below a folder, sorted, without the folder.
    ///
    /// # Errors
    /// [`Error::Io`].
    fn list(&self, folder: &str) -> Result<Vec<String>, Error>;

    /// Keeps `bytes` under `name` whatever was there: only for what can be told
    /// from what is never replaced.
    ///
    /// # Errors
    /// [`Error::Io`].
    fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), Error>;

    /// Forgets a name, if it is taken: only for what is kept elsewhere too.
    ///
    /// # Errors
    /// [`Error::Io`].
    fn remove(&self, name: &str) -> Result<(), Error>;
}

/// A folder on a local disk.
#[derive(Debug)]
pub struct Folder {
    folder: PathBuf,
    /// Who may come in and read, but for what the system's own mask takes away.
    mode: u32,
    /// Folders of which it is known that a crash leaves them.
    lasting: Mutex<BTreeSet<PathBuf>>,
}

/// Where bytes lie until they are whole.
pub const UNFINISHED: &str = "new";

impl Folder {
    /// `folder` need not be there yet.
    pub fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            mode: 0o777,
            lasting: Mutex::default(),
        }
    }

    /// One into which only its owner may come.
    pub fn private(folder: PathBuf) -> Self {
        Self {
            folder,
            mode: 0o700,
            lasting: Mutex::default(),
        }
    }

    fn make(&self, folder: &Path) -> Result<(), Error> {
        let mut builder = DirBuilder::new();
        let made = builder.recursive(true).mode(self.mode).create(folder);
        made.map_err(at(folder))
    }

    /// Makes a folder within this one, if it is not there, and waits until its name is
    /// on disk, and those of all folders around it as far as the one in which this one
    /// lies: whoever made them may have been cut off before that. Once for each.
    fn make_lasting(&self, folder: &Path) -> Result<(), Error> {
        let mut lasting = self.lasting.lock().unwrap_or_else(PoisonError::into_inner);
        if lasting.contains(folder) && folder.is_dir() {
            return Ok(());
        }
        self.make(folder)?;
        let around = folder.ancestors().skip(1);
        let mut within = around.take_while(|above| above.starts_with(&self.folder));
        within.try_for_each(sync)?;
        // What lies around may be closed to us; then it was made by somebody else.
        let _ = self.folder.parent().map(sync);
        lasting.insert(folder.to_owned());
        Ok(())
    }

    /// Writes bytes that nobody sees yet, and waits until they are on disk.
    fn unfinished(&self, bytes: &[u8]) -> Result<PathBuf, Error> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let folder = self.folder.join(UNFINISHED);
        self.make(&folder)?;
        loop {
            let count = COUNT.fetch_add(1, Ordering::Relaxed);
            let path = folder.join(format!("{}-{count}", std::process::id()));
            let mut options = File::options();
            let options = options.write(true).create_new(true);
            match options.mode(self.mode & 0o666).open(&path) {
                // Of a process that is gone, whose number we were given.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(at(&path)(error)),
                Ok(mut file) => {
                    let written = file.write_all(bytes).and_then(|()| file.sync_all());
                    return match written {
                        Ok(()) => Ok(path),
                        Err(error) => {
                            // Half of it would only keep a full disk full.
                            let _ = fs::remove_file(&path);
                            Err(at(&path)(error))
                        }
                    };
                }
            }
        }
    }
}

impl BlobStore for Folder {
    fn create(&self, name: &str, bytes: &[u8]) -> Result<Created, Error> {
        let path = self.folder.join(name);
        let parent = path.parent().unwrap_or(&self.folder);
        self.make_lasting(parent)?;
        let unfinished = self.unfinished(bytes)?;
        // A second name for the same file: unlike a renaming it never replaces.
        let linked = fs::hard_link(&unfinished, &path);
        fs::remove_file(&unfinished).map_err(at(&unfinished))?;
        match linked {
            Ok(()) => sync(parent).map(|()| Created::Now),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(Created::Already),
            Err(error) => Err(at(&path)(error)),
        }
    }

    fn get_dated(&self, name: &str) -> Result<Option<(Vec<u8>, i64)>, Error> {
        let path = self.folder.join(name);
        let read = |mut file: File| {
            let taken = file.metadata()?.modified()?;
            let second = taken.duration_since(UNIX_EPOCH).unwrap_or_default();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            Ok((bytes, second.as_secs().cast_signed()))
        };
        match File::open(&path).and_then(read) {
            Ok(found) => Ok(Some(found)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(at(&path)(error)),
        }
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, Error> {
        let folder = self.folder.join(folder);
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(at(&folder)(error)),
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(at(&folder))?;
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        Ok(names)
    }

    fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let unfinished = self.unfinished(bytes)?;
        let path = self.folder.join(name);
        if let Err(error) = fs::rename(&unfinished, &path) {
            let _ = fs::remove_file(&unfinished);
            return Err(at(&path)(error));
        }
        sync(path.parent().unwrap_or(&self.folder))
    }

    fn remove(&self, name: &str) -> Result<(), Error> {
        let path = self.folder.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(&path)(error)),
            _ => Ok(()),
        }
    }
}

/// Waits until the names in a folder are on disk.
pub fn sync(folder: &Path) -> Result<(), Error> {
    File::open(folder)
        .and_then(|file| file.sync_all())
        .map_err(at(folder))
}
