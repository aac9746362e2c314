//! Where do the files of a batch lie?

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};

use crate::package::{Fault, PAYLOAD, Untarred, Unzipped, check};
use crate::source::{FilePath, Files, LARGEST_FILE};

use super::super::bag::holds_edition;

/// Files that were handed in together. They are read when it is their turn.
#[derive(Debug)]
pub struct Holding {
    /// The files.
    pub files: Box<dyn Files + Send>,
    /// What the whole is called: a file called `edition.xml` gets its name from
    /// the folder in which it lies.
    pub called: String,
    /// What is there and cannot be handed in, with the reason.
    pub unfit: Vec<(String, String)>,
    /// Where the files lie on this machine, if each is a file of its own.
    pub folder: Option<PathBuf>,
}

impl Holding {
    /// All files in a folder, however deep, but for what is hidden or macOS put beside
    /// them. Links are not followed: what they lead to does not lie there. A bag is
    /// its payload.
    ///
    /// # Errors
    /// A sentence, if the folder cannot be read, or is a bag that is not whole.
    pub fn folder(folder: &Path) -> Result<Self, String> {
        let root = folder.canonicalize();
        let root = root.map_err(|error| cannot_read(folder, &error))?;
        let bag = root.join("bagit.txt").is_file();
        let (files, unfit) = OnDisk::below(&root, bag)?;
        let called = root.file_name().unwrap_or_default().to_string_lossy();
        let holding = Self {
            files: Box::new(files),
            called: called.into_owned(),
            unfit,
            folder: Some(root.clone()),
        };
        holding.payload()
    }

    /// Files that were named one by one: their paths are counted from the
    /// innermost folder that is around all of them.
    ///
    /// # Errors
    /// A sentence, if one is not there.
    pub fn named(paths: &[PathBuf]) -> Result<Self, String> {
        let real = |path: &PathBuf| {
            let real = path.canonicalize();
            real.map_err(|error| cannot_read(path, &error))
        };
        let paths: Vec<PathBuf> = paths.iter().map(real).collect::<Result<_, _>>()?;
        let first = paths.first().and_then(|path| path.parent());
        let mut root = first.unwrap_or(Path::new("/")).to_owned();
        while !paths.iter().all(|path| path.starts_with(&root)) && root.pop() {}
        let mut files = OnDisk {
            root: root.clone(),
            files: BTreeMap::new(),
        };
        let mut unfit = Vec::new();
        for path in paths {
            files.add(&path, &mut unfit)?;
        }
        Ok(Self {
            files: Box::new(files),
            called: String::new(),
            unfit,
            folder: Some(root),
        })
    }

    /// The files in an archive, ZIP or tar, that is called `name`. A bag is its
    /// payload.
    ///
    /// # Errors
    /// A sentence: it is none of them, or not an honest one.
    pub fn archive(mut file: File, name: &str) -> Result<Self, String> {
        let failed = |error: std::io::Error| format!("it cannot be read: {error}");
        let length = file.metadata().map_err(failed)?.len();
        let mut start = [0; 4];
        let found = read_up_to(&mut file, &mut start).map_err(failed)?;
        file.rewind().map_err(failed)?;
        let files: Box<dyn Files + Send> = match &start[..found] {
            [b'P', b'K', ..] => {
                let files = Unzipped::open(file, length)?;
                // Nothing is written of an archive that is damaged anywhere.
                files.prove()?;
                Box::new(files)
            }
            [0x1f, 0x8b, ..] => {
                return Err("it is compressed with gzip: unpack that first".to_owned());
            }
            _ => Box::new(Untarred::open(file, length)?),
        };
        let stem = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
        let holding = Self {
            files,
            called: stem.to_owned(),
            unfit: Vec::new(),
            folder: None,
        };
        holding.payload()
    }

    /// Of a bag that is whole its payload; everything else as it is.
    fn payload(self) -> Result<Self, String> {
        let bag = FilePath::new("bagit.txt").ok();
        let paths = self.files.paths();
        if !bag.is_some_and(|bag| paths.contains(&bag)) {
            return Ok(self);
        }
        check(&*self.files).map_err(|faults| {
            let faults: Vec<String> = faults.iter().take(20).map(Fault::to_string).collect();
            format!("the bag is not whole: {}", faults.join("; "))
        })?;
        if holds_edition(&*self.files) {
            let why = "it is a package with all versions of an edition; `variorum publish` takes \
                       those in";
            return Err(why.to_owned());
        }
        Ok(Self {
            files: Box::new(Payload(self.files)),
            folder: self.folder.map(|folder| folder.join(PAYLOAD)),
            ..self
        })
    }
}

fn read_up_to(file: &mut File, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut found = 0;
    while found < buffer.len() {
        match file.read(&mut buffer[found..])? {
            0 => break,
            more => found += more,
        }
    }
    Ok(found)
}

fn cannot_read(path: &Path, error: &std::io::Error) -> String {
    format!("cannot read {}: {error}", path.display())
}

/// Files on this machine, below one folder, with their sizes.
#[derive(Debug)]
struct OnDisk {
    root: PathBuf,
    files: BTreeMap<FilePath, u64>,
}

/// What cannot be handed in, with the reason.
type Unfit = Vec<(String, String)>;

impl OnDisk {
    /// `every`: what is hidden counts too, as it does in a bag.
    fn below(root: &Path, every: bool) -> Result<(Self, Unfit), String> {
        let mut all = Self {
            root: root.to_owned(),
            files: BTreeMap::new(),
        };
        let mut unfit = Vec::new();
        let mut waiting = vec![root.to_owned()];
        while let Some(folder) = waiting.pop() {
            let failed = |error| cannot_read(&folder, &error);
            for entry in fs::read_dir(&folder).map_err(failed)? {
                let entry = entry.map_err(failed)?;
                let name = entry.file_name();
                let name = name.to_string_lossy();
                if !every && (name.starts_with('.') || name == "__MACOSX") {
                    continue;
                }
                match entry.file_type().map_err(failed)? {
                    kind if kind.is_dir() => waiting.push(entry.path()),
                    _ => all.add(&entry.path(), &mut unfit)?,
                }
            }
        }
        unfit.sort();
        Ok((all, unfit))
    }

    fn add(&mut self, path: &Path, unfit: &mut Unfit) -> Result<(), String> {
        let facts = path.symlink_metadata();
        let facts = facts.map_err(|error| cannot_read(path, &error))?;
        let below = path.strip_prefix(&self.root).unwrap_or(path);
        let name = below.to_string_lossy();
        let why = match (below.to_str().map(FilePath::new), facts.is_file()) {
            (_, false) => "it is a link or a device, not a file".to_owned(),
            (None, _) => "its name is not UTF-8".to_owned(),
            (Some(Err(fault)), _) => format!("its name is {fault}"),
            (Some(Ok(path)), _) => {
                self.files.insert(path, facts.len());
                return Ok(());
            }
        };
        unfit.push((name.into_owned(), why));
        Ok(())
    }
}

impl Files for OnDisk {
    fn paths(&self) -> Vec<FilePath> {
        self.files.keys().cloned().collect()
    }

    fn size(&self, path: &FilePath) -> Result<Option<u64>, String> {
        Ok(self.files.get(path).copied())
    }

    fn read(&self, path: &FilePath) -> Result<Option<Cow<'_, [u8]>>, String> {
        if !self.files.contains_key(path) {
            return Ok(None);
        }
        let failed = |error| format!("{path} cannot be read: {error}");
        let file = File::open(self.root.join(path.as_str())).map_err(failed)?;
        let room = file.metadata().map_or(0, |facts| facts.len());
        let mut bytes = Vec::with_capacity(room.min(LARGEST_FILE as u64) as usize);
        let most = LARGEST_FILE as u64;
        file.take(most + 1)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
        if bytes.len() as u64 > most {
            return Err(format!("{path} is larger than {} MiB", most >> 20));
        }
        Ok(Some(Cow::Owned(bytes)))
    }
}

/// The payload of a bag, by the paths that it has there.
#[derive(Debug)]
struct Payload(Box<dyn Files + Send>);

impl Payload {
    fn whole(path: &FilePath) -> Option<FilePath> {
        FilePath::new(&format!("{PAYLOAD}/{path}")).ok()
    }
}

impl Files for Payload {
    fn paths(&self) -> Vec<FilePath> {
        let below = |path: FilePath| {
            let below = path.as_str().strip_prefix(PAYLOAD)?.strip_prefix('/')?;
            FilePath::new(below).ok()
        };
        self.0.paths().into_iter().filter_map(below).collect()
    }

    fn size(&self, path: &FilePath) -> Result<Option<u64>, String> {
        Self::whole(path).map_or(Ok(None), |path| self.0.size(&path))
    }

    fn read(&self, path: &FilePath) -> Result<Option<Cow<'_, [u8]>>, String> {
        Self::whole(path).map_or(Ok(None), |path| self.0.read(&path))
    }
}
