//! Which files are published, and as which editions?

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use indicatif::ProgressBar;

use super::deposit::Gathered;
use super::{Failure, files, packages, report};
use crate::edition::EditionId;
use crate::operations::{Known, Nameless, Names, Sorted, holds_edition, name_files, sort};
use crate::package::{Fault, PAYLOAD, check};
use crate::source::Files;
use crate::store::{Store, digest};

/// A file that is going to be published.
#[derive(Debug)]
pub struct Chosen {
    /// The TEI file.
    pub file: PathBuf,
    /// What is handed in with it.
    pub with: Vec<PathBuf>,
    /// The folder that was named, if it was found in one: what it refers to is
    /// looked for there and nowhere outside.
    pub folder: Option<PathBuf>,
    names: Names,
}

/// A package, and the files in it.
pub type Package = (PathBuf, Box<dyn Files>);

/// What was found where people pointed to.
#[derive(Debug, Default)]
pub struct Found {
    /// Editions that come with their versions.
    pub packages: Vec<Package>,
    /// Files to be published.
    pub chosen: Vec<Chosen>,
    /// Files that cannot be, with the reason.
    pub unfit: Vec<(PathBuf, String)>,
}

impl Found {
    /// What `paths` name: files as they are, with `with` beside them; folders by
    /// the editions in them. Where files are handed in beside, a folder is only
    /// a way to name the one file in it. A file that is named twice is one.
    pub fn new(paths: &[PathBuf], with: &[PathBuf], bar: &ProgressBar) -> Result<Self, Failure> {
        let mut found = Self::default();
        for path in paths {
            if packages::is_package(path) && with.is_empty() {
                found.open(path, bar)?;
            } else if path.is_dir() && with.is_empty() {
                found.look_through(path, bar)?;
            } else {
                let files = files::xml_files(std::slice::from_ref(path))?;
                found.chosen.extend(files.into_iter().map(|file| Chosen {
                    names: Names::of_file(&file.to_string_lossy()),
                    with: with.to_vec(),
                    folder: None,
                    file,
                }));
            }
        }
        let mut known = BTreeSet::new();
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        found.chosen.retain(|one| known.insert(real(&one.file)));
        Ok(found)
    }

    /// Opens a package. A bag that other people filled, and that is whole, is a
    /// folder of files.
    fn open(&mut self, path: &Path, bar: &ProgressBar) -> Result<(), Failure> {
        let mut refuse = |why: String| self.unfit.push((path.to_owned(), why));
        let files = match packages::open(path) {
            Ok(files) => files,
            Err(Failure(why)) => {
                refuse(why);
                return Ok(());
            }
        };
        if holds_edition(&*files) {
            self.packages.push((path.to_owned(), files));
        } else if let Err(faults) = check(&*files) {
            let faults: Vec<String> = faults.iter().map(Fault::to_string).collect();
            refuse(faults.join("; "));
        } else if path.is_dir() {
            self.look_through(&path.join(PAYLOAD), bar)?;
        } else {
            let why = "the bag is whole, but no edition with its versions: unpack it, and publish \
                       the folder";
            refuse(why.to_owned());
        }
        Ok(())
    }

    /// Sorts the files in `folder`, and says which are no editions of their own.
    /// Hidden files are not meant.
    fn look_through(&mut self, folder: &Path, bar: &ProgressBar) -> Result<(), Failure> {
        let holding = Gathered::folder(folder)?;
        let paths = holding.xml();
        let unfit = holding.unfit.iter().cloned();
        self.unfit.extend(unfit);
        if paths.is_empty() && holding.unfit.is_empty() {
            let message = format!("there is no .xml file in {}", folder.display());
            return Err(Failure(message));
        }
        bar.set_length(paths.len() as u64);
        bar.set_message("looking for what files include");
        let sorted = sort(holding.files(), &paths, &mut || bar.inc(1));
        bar.suspend(|| tell(folder, &sorted));
        let real = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let called = real.file_name().unwrap_or_default().to_string_lossy();
        let chosen = sorted.editions.into_iter().map(|edition| Chosen {
            file: folder.join(edition.path.as_str()),
            names: Names::in_folder(&called, &edition.path, edition.id.as_deref()),
            with: (edition.with.iter())
                .map(|path| folder.join(path.as_str()))
                .collect(),
            folder: Some(folder.to_owned()),
        });
        self.chosen.extend(chosen);
        Ok(())
    }
}

fn tell(folder: &Path, sorted: &Sorted) {
    for (part, of) in &sorted.parts {
        let (part, of) = (folder.join(part.as_str()), folder.join(of.as_str()));
        report::say(&format!("{}: part of {}", part.display(), of.display()));
    }
    for (path, root) in &sorted.foreign {
        let path = folder.join(path.as_str());
        report::say(&format!(
            "{}: not TEI (`{root}`), not published",
            path.display()
        ));
    }
}

/// The edition that each file is, or why it has no certain one and what to do.
pub fn names(chosen: &[Chosen], store: Option<&Store>) -> Result<Vec<Named>, Failure> {
    let names: Vec<Names> = chosen.iter().map(|one| one.names.clone()).collect();
    let editions = store.map_or_else(|| Ok(Vec::new()), Store::editions)?;
    let editions = editions.into_iter().collect();
    let known = Published {
        store,
        editions,
        chosen,
    };
    let named = name_files(&names, &known).into_iter();
    let told = |why| match why {
        Nameless::Unnameable => "no name for the edition can be made of this; give --id".to_owned(),
        Nameless::Contested(id, other) => {
            let other = chosen[other].file.display();
            format!("this and {other} would both be `{id}`: publish each with --id")
        }
    };
    Ok(named.map(|id| id.map_err(told)).collect())
}

/// An edition, or a sentence that says why there is none.
pub type Named = Result<EditionId, String>;

/// What is in the store already.
struct Published<'a> {
    store: Option<&'a Store>,
    editions: BTreeSet<EditionId>,
    chosen: &'a [Chosen],
}

impl Known for Published<'_> {
    fn exists(&self, id: &EditionId) -> bool {
        self.editions.contains(id)
    }

    fn has(&self, id: &EditionId, file: usize) -> bool {
        let versions = self.store.and_then(|store| store.versions(id).ok());
        let bytes = files::read(&self.chosen[file].file).ok();
        let Some((versions, bytes)) = versions.zip(bytes) else {
            return false;
        };
        let digest = digest(&bytes);
        versions.iter().any(|version| version.digest == digest)
    }
}
