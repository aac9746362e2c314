//! Is everything as it was published?

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::disk::{hashed, objects};
use super::inventory::{self, Inventory, TYPE};
use super::layout;
use super::{Error, at};
use crate::edition::{Digest, EditionId};

/// How far a verification is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Editions looked at.
    pub done: usize,
    /// Editions in all.
    pub total: usize,
}

/// Something in a store that is not as it was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Damage {
    /// The edition, if it is known.
    pub edition: Option<EditionId>,
    /// The version, if it is known.
    pub version: Option<u32>,
    /// The file or folder, below the storage root.
    pub path: PathBuf,
    /// The code of the OCFL specification, if it has one.
    pub code: Option<&'static str>,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.edition {
            Some(edition) => write!(f, "{edition}")?,
            None => f.write_str("(no edition)")?,
        }
        if let Some(version) = self.version {
            write!(f, " version {version}")?;
        }
        write!(f, ": {}: {}", self.path.display(), self.message)?;
        self.code.map_or(Ok(()), |code| write!(f, " [{code}]"))
    }
}

/// Looks at every file below `root`.
pub fn verify(
    root: &Path,
    still: Still<'_>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<Damage>, Error> {
    let mut damages = Vec::new();
    let objects = objects(root)?;
    let total = objects.len();
    verify_root(root, &objects, &mut damages)?;
    progress(Progress { done: 0, total });
    for (done, object) in objects.iter().enumerate() {
        damages.append(&mut examine(root, object, still)?);
        progress(Progress {
            done: done + 1,
            total,
        });
    }
    Ok(damages)
}

/// Keeps publications waiting as long as the value lives; `None` where nothing
/// can be written, and so nothing published either.
pub type Still<'a> = &'a dyn Fn() -> Option<fs::File>;

/// How often an object is looked at that changes under our eyes, before
/// publications are made to wait.
const MOST_LOOKS: usize = 4;

/// What is wrong with one object. A publication exchanges the whole folder: what
/// was seen half before and half after it is looked at again.
fn examine(root: &Path, object: &Path, still: Still<'_>) -> Result<Vec<Damage>, Error> {
    let mark = || fs::read(object.join("inventory.json.sha256")).ok();
    for _ in 0..MOST_LOOKS {
        let before = mark();
        let mut damages = Vec::new();
        let looked = Examination::new(root, object, &mut damages).examine();
        if before == mark() {
            return looked.map(|()| damages);
        }
    }
    let _still = still();
    let mut damages = Vec::new();
    Examination::new(root, object, &mut damages).examine()?;
    Ok(damages)
}

/// Declarations of the root, and that nothing else lies between the objects.
fn verify_root(root: &Path, objects: &[PathBuf], damages: &mut Vec<Damage>) -> Result<(), Error> {
    let declared = [
        (layout::ROOT, "E080"),
        (layout::LAYOUT, "E070"),
        (layout::CONFIG, "E070"),
    ];
    let mut blame = |path: PathBuf, code, message: &str| {
        damages.push(Damage {
            edition: None,
            version: None,
            path,
            code: Some(code),
            message: message.to_owned(),
        });
    };
    for ((name, content), code) in declared {
        match fs::read(root.join(name)) {
            Ok(found) if found == content.as_bytes() => {}
            Ok(_) => blame(name.into(), code, "this declaration was changed"),
            Err(_) => blame(name.into(), code, "this declaration is missing"),
        }
    }
    let known: BTreeSet<PathBuf> = declared.iter().map(|((name, _), _)| name.into()).collect();
    for path in files(root, &|folder| {
        objects.iter().any(|object| object == folder)
    })? {
        let below = below(&path, root);
        // Files directly in the root are none of our business (E087).
        let between = below.components().count() > 1;
        if between && !known.contains(&below) {
            blame(below, "E072", "a file that belongs to no edition");
        }
    }
    Ok(())
}

/// Looking at one object.
struct Examination<'a> {
    root: &'a Path,
    object: &'a Path,
    edition: Option<EditionId>,
    damages: &'a mut Vec<Damage>,
}

impl<'a> Examination<'a> {
    fn new(root: &'a Path, object: &'a Path, damages: &'a mut Vec<Damage>) -> Self {
        Self {
            root,
            object,
            edition: None,
            damages,
        }
    }

    fn blame(&mut self, version: Option<u32>, path: &Path, code: &'static str, message: &str) {
        self.damages.push(Damage {
            edition: self.edition.clone(),
            version,
            path: below(path, self.root),
            code: Some(code),
            message: message.to_owned(),
        });
    }

    fn examine(&mut self) -> Result<(), Error> {
        let (name, content) = layout::OBJECT;
        let declaration = self.object.join(name);
        let inventory = self.inventory(self.object, None);
        self.edition = inventory
            .as_ref()
            .and_then(|(found, _)| layout::edition(&found.id));
        match fs::read(&declaration) {
            Ok(found) if found == content.as_bytes() => {}
            Ok(_) => self.blame(None, &declaration, "E007", "this declaration was changed"),
            Err(_) => self.blame(None, &declaration, "E003", "the declaration is missing"),
        }
        let Some((inventory, bytes)) = inventory else {
            return Ok(());
        };
        self.identity(&inventory);
        self.versions(&inventory, &bytes);
        self.files(&inventory)
    }

    /// The inventory in `folder`, if it is what it was.
    fn inventory(&mut self, folder: &Path, version: Option<u32>) -> Option<(Inventory, Vec<u8>)> {
        let path = folder.join("inventory.json");
        let beside = folder.join("inventory.json.sha256");
        let Ok((digest, bytes)) = hashed(&path) else {
            let code = if version.is_some() { "W010" } else { "E063" };
            self.blame(version, &path, code, "the inventory is missing");
            return None;
        };
        match fs::read_to_string(&beside) {
            Ok(found) if found == inventory::sidecar(digest) => {}
            Ok(_) => {
                let message = "the inventory is not the one whose SHA-256 lies beside it";
                self.blame(version, &path, "E060", message);
                return None;
            }
            Err(_) => {
                self.blame(
                    version,
                    &beside,
                    "E058",
                    "the SHA-256 of the inventory is missing",
                );
                return None;
            }
        }
        match serde_json::from_slice(&bytes) {
            Ok(inventory) => Some((inventory, bytes)),
            Err(error) => {
                self.blame(
                    version,
                    &path,
                    "E033",
                    &format!("not an inventory: {error}"),
                );
                None
            }
        }
    }

    fn identity(&mut self, inventory: &Inventory) {
        let path = self.object.join("inventory.json");
        if inventory.kind != TYPE {
            self.blame(None, &path, "E038", "it is not of the type of OCFL 1.1");
        }
        if inventory.digest_algorithm != "sha256" {
            self.blame(None, &path, "E025", "its digests are not SHA-256");
        }
        if self.root.join(layout::object_path(&inventory.id)) != self.object {
            let message = format!("{} does not lie where it should", inventory.id);
            self.blame(None, &path, "E083", &message);
        }
    }

    /// That versions are 1 to the newest one, each with its own inventory.
    fn versions(&mut self, inventory: &Inventory, bytes: &[u8]) {
        let path = self.object.join("inventory.json");
        let newest = inventory.head_number();
        let numbers: BTreeSet<Option<u32>> = inventory
            .versions
            .keys()
            .map(|name| inventory::number(name))
            .collect();
        if newest == 0 || numbers != (1..=newest).map(Some).collect() {
            let message = "its versions are not numbered from 1 to the newest";
            self.blame(None, &path, "E044", message);
            return;
        }
        for number in 1..=newest {
            if inventory.file(number).is_none() {
                let message = "the inventory does not say where its file lies";
                self.blame(Some(number), &path, "E050", message);
            }
            let folder = self.object.join(format!("v{number}"));
            let Some((own, own_bytes)) = self.inventory(&folder, Some(number)) else {
                continue;
            };
            let path = folder.join("inventory.json");
            if number == newest && own_bytes != bytes {
                let message = "it is not the same as the inventory of the edition";
                self.blame(Some(number), &path, "E064", message);
            }
            let kept = own.versions.iter().all(|(name, block)| {
                inventory
                    .versions
                    .get(name)
                    .is_some_and(|now| now.state == block.state)
            });
            if own.head_number() != number || own.id != inventory.id || !kept {
                let message = "it tells another history than the inventory of the edition";
                self.blame(Some(number), &path, "E066", message);
            }
        }
    }

    /// That the files are those of the manifest, to the byte.
    fn files(&mut self, inventory: &Inventory) -> Result<(), Error> {
        let mut wanted: BTreeMap<PathBuf, Digest> = BTreeMap::new();
        for (digest, paths) in &inventory.manifest {
            wanted.extend(paths.iter().map(|path| (self.object.join(path), *digest)));
        }
        let inventories: BTreeSet<PathBuf> = std::iter::once(self.object.to_owned())
            .chain(inventory.versions.keys().map(|name| self.object.join(name)))
            .flat_map(|folder| {
                ["inventory.json", "inventory.json.sha256"].map(|name| folder.join(name))
            })
            .chain([self.object.join(layout::OBJECT.0)])
            .collect();
        for path in files(self.object, &|_| false)? {
            if inventories.contains(&path) {
                continue;
            }
            let version = self.version_of(&path);
            match wanted.remove(&path) {
                None => self.blame(version, &path, "E023", "a file that no version has"),
                Some(digest) => {
                    if hashed(&path)?.0 != digest {
                        self.blame(
                            version,
                            &path,
                            "E092",
                            &format!("its SHA-256 is not {digest}"),
                        );
                    }
                }
            }
        }
        for path in wanted.into_keys() {
            let version = self.version_of(&path);
            self.blame(version, &path, "E092", "the file is missing");
        }
        Ok(())
    }

    fn version_of(&self, path: &Path) -> Option<u32> {
        let first = path.strip_prefix(self.object).ok()?.iter().next()?;
        inventory::number(&first.to_string_lossy())
    }
}

fn below(path: &Path, root: &Path) -> PathBuf {
    path.strip_prefix(root).unwrap_or(path).to_owned()
}

/// All files below `folder`, sorted, without those in folders that `skip` names.
fn files(folder: &Path, skip: &dyn Fn(&Path) -> bool) -> Result<Vec<PathBuf>, Error> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).map_err(at(&folder))? {
            let entry = entry.map_err(at(&folder))?;
            let path = entry.path();
            if entry.file_type().map_err(at(&path))?.is_dir() {
                if !skip(&path) {
                    waiting.push(path);
                }
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
