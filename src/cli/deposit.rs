//! Which files are handed in together?

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Failure, files};
use crate::source::{Deposit, FilePath, Files};

/// A file with others beside it, on disk.
#[derive(Debug)]
pub struct Gathered {
    /// Where the file lies among the others.
    pub path: FilePath,
    /// XML files of a folder whose names no file of a deposit can have, with the
    /// reason.
    pub unfit: Vec<(PathBuf, String)>,
    others: Others,
}

/// Files below one folder.
#[derive(Debug)]
enum Others {
    /// Those that were named.
    Named(BTreeMap<FilePath, PathBuf>),
    /// Whatever is asked for beside this file, in this folder.
    Beside(FilePath, PathBuf),
}

impl Gathered {
    /// `main` with every file that `with` names: files as they are, folders by
    /// all that is in them, but for what is hidden. Paths are counted from the
    /// innermost folder that is around all of them.
    pub fn new(main: &Path, with: &[PathBuf]) -> Result<Self, Failure> {
        if with.is_empty() || main == Path::new("-") {
            return Ok(Self {
                path: FilePath::edition(),
                unfit: Vec::new(),
                others: Others::Named(BTreeMap::new()),
            });
        }
        let main = real(main)?;
        let mut found = vec![main.clone()];
        for path in with {
            let path = real(path)?;
            if path.is_dir() {
                collect(&path, &mut found)?;
            } else {
                found.push(path);
            }
        }
        let mut root = main.parent().unwrap_or(Path::new("/")).to_owned();
        while !found.iter().all(|path| path.starts_with(&root)) && root.pop() {}
        let unfit = |path: &Path, why| Failure(format!("{}: {why}", path.display()));
        let mut all = BTreeMap::new();
        for path in found {
            let name = below(&path, &root).map_err(|why| unfit(&path, why))?;
            all.insert(name, path);
        }
        Ok(Self {
            path: below(&main, &root).map_err(|why| unfit(&main, why))?,
            unfit: Vec::new(),
            others: Others::Named(all),
        })
    }

    /// `main` with the files in its folder, which are read when they are asked
    /// for; with those that `with` names, if it names some. Nothing outside the
    /// folder is read, wherever a link leads.
    pub fn beside(main: &Path, with: &[PathBuf]) -> Result<Self, Failure> {
        if !with.is_empty() || main == Path::new("-") {
            return Self::new(main, with);
        }
        let main = real(main)?;
        let folder = main.parent().unwrap_or(Path::new("/")).to_owned();
        let path = below(&main, &folder);
        let path = path.map_err(|why| Failure(format!("{}: {why}", main.display())))?;
        Ok(Self {
            unfit: Vec::new(),
            path: path.clone(),
            others: Others::Beside(path, folder),
        })
    }

    /// All files in a folder, but for what is hidden, by their paths in it.
    pub fn folder(folder: &Path) -> Result<Self, Failure> {
        let root = real(folder)?;
        let mut found = Vec::new();
        collect(&root, &mut found)?;
        let (mut all, mut unfit) = (BTreeMap::new(), Vec::new());
        for path in found {
            match below(&path, &root) {
                Ok(name) => {
                    all.insert(name, path);
                }
                // What is not XML can be named by no file, and stands in nobody's way.
                Err(why) if is_xml(&path) => unfit.push((path, why)),
                Err(_) => {}
            }
        }
        unfit.sort();
        Ok(Self {
            path: FilePath::edition(),
            unfit,
            others: Others::Named(all),
        })
    }

    /// The files that end in `.xml`, by name.
    pub fn xml(&self) -> Vec<FilePath> {
        match &self.others {
            Others::Named(all) => {
                let xml = all.iter().filter(|(_, path)| is_xml(path));
                xml.map(|(name, _)| name.clone()).collect()
            }
            Others::Beside(..) => Vec::new(),
        }
    }

    /// The files beside it.
    pub fn files(&self) -> &dyn Files {
        &self.others
    }
}

/// A file that was read, with what it may include.
pub struct Opened<'a> {
    name: Cow<'a, str>,
    bytes: Vec<u8>,
    gathered: Gathered,
}

impl<'a> Opened<'a> {
    /// Reads a file; for the others see [`Gathered::beside`].
    pub fn new(path: &'a Path, with: &[PathBuf]) -> Result<Self, Failure> {
        Ok(Self {
            name: path.to_string_lossy(),
            bytes: files::read(path)?,
            gathered: Gathered::beside(path, with)?,
        })
    }

    /// As something to read.
    pub fn deposit(&self) -> Deposit<'_> {
        Deposit {
            name: &self.name,
            bytes: &self.bytes,
            path: &self.gathered.path,
            files: self.gathered.files(),
        }
    }
}

impl Files for Others {
    fn paths(&self) -> Vec<FilePath> {
        match self {
            Self::Named(files) => files.keys().cloned().collect(),
            Self::Beside(main, _) => vec![main.clone()],
        }
    }

    fn read(&self, path: &FilePath) -> Result<Option<Cow<'_, [u8]>>, String> {
        let file = match self {
            Self::Named(files) => files.get(path).cloned(),
            Self::Beside(_, folder) => {
                let found = folder.join(path.as_str()).canonicalize().ok();
                found.filter(|found| found.starts_with(folder) && found.is_file())
            }
        };
        let Some(file) = file else {
            return Ok(None);
        };
        let bytes = files::read(&file).map_err(|Failure(message)| message)?;
        Ok(Some(Cow::Owned(bytes)))
    }
}

fn is_xml(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("xml"))
}

fn real(path: &Path) -> Result<PathBuf, Failure> {
    path.canonicalize()
        .map_err(|error| Failure(format!("cannot read {}: {error}", path.display())))
}

/// All files in a folder, however deep. Links are not followed, for a circle of
/// them would never end; nor are hidden files meant.
fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        let failed = |error| Failure(format!("cannot read {}: {error}", folder.display()));
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let kind = entry.file_type().map_err(failed)?;
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if kind.is_dir() {
                waiting.push(entry.path());
            } else if kind.is_file() {
                found.push(entry.path());
            }
        }
    }
    Ok(())
}

/// The path of a file below `root`, with `/` between names.
///
/// # Errors
/// A sentence without the path.
fn below(path: &Path, root: &Path) -> Result<FilePath, String> {
    let below = path.strip_prefix(root).unwrap_or(path);
    let names: Option<Vec<&str>> = below.iter().map(|name| name.to_str()).collect();
    let names = names.ok_or_else(|| "its name is not UTF-8".to_owned());
    FilePath::new(&names?.join("/")).map_err(|fault| format!("its name is {fault}"))
}
