//! What lies in a folder?

use std::fs;
use std::path::{Path, PathBuf};

use super::super::{Error, at};

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// A link, or something odder: nothing that can be kept (E090).
    Other,
}

/// Something in a folder.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its name; what is no Unicode in it is replaced.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// What it is.
    pub kind: Kind,
}

/// What lies in a folder, by name.
pub fn entries(folder: &Path) -> Result<Vec<Entry>, Error> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        let entry = entry.map_err(at(folder))?;
        let path = entry.path();
        let kind = entry.file_type().map_err(at(&path))?;
        found.push(Entry {
            name: entry.file_name().to_string_lossy().into_owned(),
            path,
            kind: match (kind.is_file(), kind.is_dir()) {
                (true, _) => Kind::File,
                (_, true) => Kind::Folder,
                _ => Kind::Other,
            },
        });
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(found)
}
