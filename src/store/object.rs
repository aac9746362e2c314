//! An edition with everything that was ever published of it, as it lies on disk.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;

use super::disk::Disk;
use super::files::StoredFiles;
use super::inventory::{Inventory, sidecar};
use super::{Error, at, digest, layout};
use crate::edition::{Digest, EditionId};
use crate::source::{Deposit, FilePath, Files};

/// An edition with all its versions: the files of its OCFL object (OCFL 1.1 §3),
/// which is whole by itself and can be read without this program.
#[derive(Debug)]
pub struct Object {
    /// The edition.
    pub id: EditionId,
    /// The URI by which OCFL knows it.
    pub uri: String,
    /// When something was last published or withdrawn: RFC 3339, UTC.
    pub changed: String,
    /// Its files: path below the object, with the digest they must have.
    pub files: StoredFiles,
    sizes: BTreeMap<FilePath, u64>,
}

impl Object {
    /// The size of a file in bytes; 0 for what is not in it.
    pub fn size(&self, path: &FilePath) -> u64 {
        self.sizes.get(path).copied().unwrap_or_default()
    }
}

impl Disk {
    /// The object of an edition.
    pub fn whole(&self, id: &EditionId) -> Result<Object, Error> {
        self.follow_in_full(id)?;
        let folder = self.object(id);
        let inventory = self.known(id, &folder)?;
        let (mut there, mut sizes) = (Vec::new(), BTreeMap::new());
        for (path, digest) in listed(&inventory)? {
            let place = folder.join(path.as_str());
            let size = fs::metadata(&place).map_err(at(&place))?.len();
            sizes.insert(path.clone(), size);
            there.push((path, digest, place));
        }
        let mut files = StoredFiles::on_disk(there.into_iter());
        // Those of the root change when something is published: as they were.
        let bytes = inventory.to_bytes()?;
        let beside = sidecar(digest(&bytes)).into_bytes();
        for (name, bytes) in [(INVENTORY, bytes), (SIDECAR, beside)] {
            let path = FilePath::new(name).map_err(|fault| Error::Unfit(fault.to_string()))?;
            sizes.insert(path.clone(), bytes.len() as u64);
            files.insert(path, bytes);
        }
        Ok(Object {
            id: id.clone(),
            uri: inventory.id.clone(),
            changed: inventory.last_moment().unwrap_or_default().to_owned(),
            files,
            sizes,
        })
    }
}

pub const INVENTORY: &str = "inventory.json";
pub const SIDECAR: &str = "inventory.json.sha256";

/// Every file of an object but the inventory at its root, with its digest.
pub fn listed(inventory: &Inventory) -> Result<Vec<(FilePath, Digest)>, Error> {
    let mut files = Vec::new();
    let (name, content) = layout::OBJECT;
    files.push((name.to_owned(), digest(content.as_bytes())));
    for number in 1..=inventory.head_number() {
        let bytes = inventory.as_of(number).to_bytes()?;
        let beside = sidecar(digest(&bytes));
        files.push((format!("v{number}/{INVENTORY}"), digest(&bytes)));
        files.push((format!("v{number}/{SIDECAR}"), digest(beside.as_bytes())));
    }
    for (digest, paths) in &inventory.manifest {
        files.extend(paths.iter().map(|path| (path.clone(), *digest)));
    }
    let named = |(path, digest): (String, Digest)| {
        let unfit = |why: String| Error::Unfit(format!("`{path}` {why}"));
        let file = FilePath::new(&path).map_err(|fault| unfit(format!("is {fault}")))?;
        match file.as_str() == path {
            true => Ok((file, digest)),
            false => Err(unfit("is not in normal form".to_owned())),
        }
    };
    files.into_iter().map(named).collect()
}

/// What a copy of an object was found to be.
#[derive(Debug)]
pub struct Copied {
    pub id: EditionId,
    pub inventory: Inventory,
}

/// Looks at the files of an [`Object`]: whether they are all there and right, and
/// of which edition, with how many versions of OCFL. `fit` looks at each version
/// with the files that were handed in.
///
/// # Errors
/// [`Error::Unfit`], also with what `fit` says of the first that it refuses.
pub fn inspect(
    files: &dyn Files,
    fit: &dyn Fn(&Deposit<'_>) -> Result<(), String>,
) -> Result<(EditionId, u32), Error> {
    let copy = read(files)?;
    copy.each(files, fit)?;
    Ok((copy.id, copy.inventory.head_number()))
}

impl Copied {
    /// Shows each version to `fit`, with the files that were handed in.
    fn each(
        &self,
        files: &dyn Files,
        fit: &dyn Fn(&Deposit<'_>) -> Result<(), String>,
    ) -> Result<(), Error> {
        for number in self.inventory.publications() {
            let missing = || unfit(&format!("version {number} has no TEI file"));
            let (digest, place) = self.inventory.file(number).ok_or_else(missing)?;
            let place = FilePath::new(place).map_err(|fault| Error::Unfit(fault.to_string()))?;
            let others = self
                .inventory
                .others(number)
                .filter_map(|(name, _, place)| Some((name, FilePath::new(place).ok()?)));
            let path = self.inventory.path(number).ok_or_else(missing)?;
            let deposit = Deposit {
                name: &format!("{} v{number}", self.id),
                bytes: &whole(files, &place, digest)?,
                path: &path,
                files: &Renamed(files, others.collect()),
            };
            fit(&deposit).map_err(Error::Unfit)?;
        }
        Ok(())
    }
}

/// Files under the names that they have in a version.
#[derive(Debug)]
struct Renamed<'f>(&'f dyn Files, BTreeMap<FilePath, FilePath>);

impl Files for Renamed<'_> {
    fn paths(&self) -> Vec<FilePath> {
        self.1.keys().cloned().collect()
    }

    fn read(&self, path: &FilePath) -> Result<Option<Cow<'_, [u8]>>, String> {
        self.1
            .get(path)
            .map_or(Ok(None), |place| self.0.read(place))
    }
}

/// Reads the files of an object that was made by a store like this one, and holds
/// every one of them to what its inventory says.
///
/// # Errors
/// [`Error::Unfit`], if anything is missing, too much or different.
pub fn read(files: &dyn Files) -> Result<Copied, Error> {
    let root = FilePath::new(INVENTORY).map_err(|fault| Error::Unfit(fault.to_string()))?;
    let bytes = files.read(&root).map_err(Error::Unfit)?;
    let bytes = bytes.ok_or_else(|| unfit("there is no inventory.json"))?;
    let inventory: Inventory = serde_json::from_slice(&bytes)
        .map_err(|error| unfit(&format!("inventory.json: {error}")))?;
    if inventory.to_bytes()? != *bytes {
        return Err(unfit("inventory.json is not as a store writes it"));
    }
    let id = layout::edition(&inventory.id);
    let id = id.ok_or_else(|| unfit(&format!("`{}` is no edition", inventory.id)))?;
    inventory
        .sound()
        .map_err(|why| unfit(&format!("inventory.json: {why}")))?;
    let mut wanted: BTreeMap<FilePath, Digest> = listed(&inventory)?.into_iter().collect();
    let beside = sidecar(digest(&bytes));
    let sidecar = FilePath::new(SIDECAR).map_err(|fault| Error::Unfit(fault.to_string()))?;
    wanted.insert(root, digest(&bytes));
    wanted.insert(sidecar, digest(beside.as_bytes()));
    if let Some(path) = files.paths().iter().find(|path| !wanted.contains_key(path)) {
        return Err(unfit(&format!("`{path}` does not belong to it")));
    }
    for (path, digest) in &wanted {
        whole(files, path, *digest)?;
    }
    Ok(Copied { id, inventory })
}

/// The bytes of a file, which must have this digest.
pub fn whole(files: &dyn Files, path: &FilePath, wanted: Digest) -> Result<Vec<u8>, Error> {
    let bytes = files.read(path).map_err(Error::Unfit)?;
    let bytes = bytes.ok_or_else(|| unfit(&format!("`{path}` is missing")))?;
    if digest(&bytes) != wanted {
        return Err(unfit(&format!("`{path}` is not what its digest says")));
    }
    Ok(bytes.into_owned())
}

fn unfit(why: &str) -> Error {
    Error::Unfit(format!("this is no edition with its versions: {why}"))
}
