//! Files that only their owner may read.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use super::{Error, at};

/// Of a file: its owner reads and writes.
const FILE: u32 = 0o600;

/// Of a folder: its owner comes in.
const FOLDER: u32 = 0o700;

/// Makes the folder, if it is not there.
pub fn folder(path: &Path) -> Result<(), Error> {
    match DirBuilder::new().recursive(true).mode(FOLDER).create(path) {
        Ok(()) => Ok(()),
        Err(error) => Err(at(path)(error)),
    }
}

/// Waits until nobody else has the lock: it ends with the value.
pub fn lock(folder: &Path) -> Result<File, Error> {
    let path = folder.join("lock");
    let mut options = OpenOptions::new();
    options.create(true).append(true).mode(FILE);
    let file = options.open(&path).map_err(at(&path))?;
    file.lock().map_err(at(&path))?;
    Ok(file)
}

/// Opens a file to add to it.
pub fn append(path: &Path) -> Result<File, Error> {
    let mut options = OpenOptions::new();
    options.create(true).read(true).append(true).mode(FILE);
    let file = options.open(path).map_err(at(path))?;
    // One that somebody copied here may be open to all.
    let permissions = Permissions::from_mode(FILE);
    file.set_permissions(permissions).map_err(at(path))?;
    Ok(file)
}

/// The bytes of a file; `None` if there is none.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(at(path)(error)),
    }
}

/// Puts `bytes` in the place of a file in one step, for good.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let beside = path.with_extension("new");
    // Left by a crash, and nobody's: the caller has the lock.
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(at(&beside)(error)),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.create_new(true).write(true).mode(FILE);
    let written = options.open(&beside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(at(&beside))?;
    fs::rename(&beside, path).map_err(at(path))?;
    sync_folder(path)
}

/// Makes the name of a file last.
pub fn sync_folder(path: &Path) -> Result<(), Error> {
    let folder = path.parent().unwrap_or(path);
    let opened = File::open(folder).and_then(|folder| folder.sync_all());
    opened.map_err(at(folder))
}
