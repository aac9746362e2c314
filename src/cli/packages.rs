//! Packages that are handed in: bags, as folders and as archives.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::{Failure, files};
use crate::package::Unzipped;
use crate::source::{FilePath, Files};

/// Whether a path is that of a package: a folder with `bagit.txt`, or a file that
/// ends in `.zip`.
pub fn is_package(path: &Path) -> bool {
    let zip = path.extension().is_some_and(|ending| ending == "zip");
    (zip && path.is_file()) || path.join("bagit.txt").is_file()
}

/// Opens a package. The sentence that says why not does not name it.
pub fn open(path: &Path) -> Result<Box<dyn Files>, Failure> {
    if path.is_dir() {
        return Ok(Box::new(Folder::open(path)?));
    }
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    Ok(Box::new(Unzipped::open(file, length).map_err(Failure)?))
}

/// A folder of which every file counts, hidden ones too.
#[derive(Debug)]
struct Folder(BTreeMap<FilePath, PathBuf>);

impl Folder {
    /// Lists a folder. Links are refused: what they lead to is not in it.
    fn open(root: &Path) -> Result<Self, Failure> {
        let mut found = BTreeMap::new();
        let mut waiting = vec![(root.to_owned(), String::new())];
        while let Some((folder, below)) = waiting.pop() {
            let failed = |error| Failure(format!("cannot read {}: {error}", folder.display()));
            for entry in fs::read_dir(&folder).map_err(failed)? {
                let entry = entry.map_err(failed)?;
                let path = entry.path();
                let unfit = |why: &str| Failure(format!("{}: {why}", path.display()));
                let name = entry.file_name();
                let name = name
                    .to_str()
                    .ok_or_else(|| unfit("its name is not UTF-8"))?;
                let name = format!("{below}{name}");
                let kind = entry.file_type().map_err(failed)?;
                if kind.is_dir() {
                    waiting.push((path, format!("{name}/")));
                } else if kind.is_file() {
                    let fault = |fault| unfit(&format!("its name is {fault}"));
                    found.insert(FilePath::new(&name).map_err(fault)?, path);
                } else {
                    return Err(unfit("is a link or a device, not a file"));
                }
            }
        }
        Ok(Self(found))
    }
}

impl Files for Folder {
    fn paths(&self) -> Vec<FilePath> {
        self.0.keys().cloned().collect()
    }

    fn read(&self, path: &FilePath) -> Result<Option<Cow<'_, [u8]>>, String> {
        let Some(path) = self.0.get(path) else {
            return Ok(None);
        };
        let bytes = files::read(path).map_err(|Failure(message)| message)?;
        Ok(Some(Cow::Owned(bytes)))
    }
}
