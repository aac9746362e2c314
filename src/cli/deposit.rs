//! Which files are handed in together?

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Failure, files};
use crate::source::{FilePath, Files};

/// A file with others beside it, on disk.
#[derive(Debug)]
pub struct Gathered {
    /// Where the file lies among the others.
    pub path: FilePath,
    others: Others,
}

/// Files below one folder.
#[derive(Debug)]
struct Others(BTreeMap<FilePath, PathBuf>);

impl Gathered {
    /// `main` with every file that `with` names: files as they are, folders by
    /// all that is in them, but for what is hidden. Paths are counted from the
    /// innermost folder that is around all of them.
    pub fn new(main: &Path, with: &[PathBuf]) -> Result<Self, Failure> {
        if with.is_empty() || main == Path::new("-") {
            return Ok(Self {
                path: FilePath::edition(),
                others: Others(BTreeMap::new()),
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
        let named = |path: PathBuf| Ok((below(&path, &root)?, path));
        let all: Result<BTreeMap<_, _>, Failure> = found.into_iter().map(named).collect();
        Ok(Self {
            path: below(&main, &root)?,
            others: Others(all?),
        })
    }

    /// All files in a folder, but for what is hidden, by their paths in it.
    pub fn folder(folder: &Path) -> Result<Self, Failure> {
        let root = real(folder)?;
        let mut found = Vec::new();
        collect(&root, &mut found)?;
        let named = |path: PathBuf| Some((below(&path, &root).ok()?, path));
        // What has no fit name can be included by none; it stands in nobody's way.
        let all = found.into_iter().filter_map(named).collect();
        Ok(Self {
            path: FilePath::edition(),
            others: Others(all),
        })
    }

    /// The files that end in `.xml`, by name.
    pub fn xml(&self) -> Vec<FilePath> {
        let all = self.others.0.iter();
        let xml = all.filter(|(_, path)| path.extension().is_some_and(|end| end == "xml"));
        xml.map(|(name, _)| name.clone()).collect()
    }

    /// The files beside it.
    pub fn files(&self) -> &dyn Files {
        &self.others
    }
}

impl Files for Others {
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
fn below(path: &Path, root: &Path) -> Result<FilePath, Failure> {
    let unfit = |why: &str| Failure(format!("{}: {why}", path.display()));
    let below = path.strip_prefix(root).unwrap_or(path);
    let names: Option<Vec<&str>> = below.iter().map(|name| name.to_str()).collect();
    let names = names.ok_or_else(|| unfit("its name is not UTF-8"))?;
    FilePath::new(&names.join("/")).map_err(|fault| unfit(&fault.to_string()))
}
