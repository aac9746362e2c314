//! Which files of a folder are published, under which names?

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use indicatif::ProgressBar;

use super::deposit::Gathered;
use super::{Failure, files, report};
use crate::edition::EditionId;
use crate::operations::{Sorted, sort, suggest_id};

/// A file that is going to be published.
#[derive(Debug)]
pub struct Chosen {
    /// The TEI file.
    pub file: PathBuf,
    /// What is handed in with it.
    pub with: Vec<PathBuf>,
    /// Names that the edition could have, the best first.
    names: Vec<EditionId>,
}

impl Chosen {
    /// A file that was named itself.
    pub fn alone(file: PathBuf, with: &[PathBuf]) -> Self {
        Self {
            names: suggest_id(&file.to_string_lossy()).into_iter().collect(),
            with: with.to_vec(),
            file,
        }
    }
}

/// Sorts the files in `folder`, and says which are no editions of their own.
/// Hidden files are not meant.
pub fn choose(folder: &Path, bar: &ProgressBar) -> Result<Vec<Chosen>, Failure> {
    let holding = Gathered::folder(folder)?;
    let paths = holding.xml();
    if paths.is_empty() {
        let message = format!("there is no .xml file in {}", folder.display());
        return Err(Failure(message));
    }
    bar.set_length(paths.len() as u64);
    bar.set_message("looking for what files include");
    let sorted = sort(holding.files(), &paths, &mut || bar.inc(1)).map_err(Failure)?;
    bar.suspend(|| tell(folder, &sorted));
    let chosen = sorted.editions.into_iter().map(|edition| {
        let file = folder.join(edition.path.as_str());
        let own = edition.id.as_deref().and_then(suggest_id);
        // The file's path below the folder, as a last resort.
        let long = edition.path.as_str().replace('/', "-");
        let names = suggest_id(&file.to_string_lossy()).or(own);
        Chosen {
            names: names.into_iter().chain(suggest_id(&long)).collect(),
            with: edition
                .includes
                .iter()
                .map(|path| folder.join(path.as_str()))
                .collect(),
            file,
        }
    });
    Ok(chosen.collect())
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

/// The name of each edition, known before anything is written. In a folder,
/// files that would have the same name are called by their paths; what still
/// would become a version of another edition by the likeness of names is
/// refused.
pub fn names(chosen: &[Chosen]) -> Result<Vec<EditionId>, Failure> {
    let mut count: BTreeMap<&EditionId, usize> = BTreeMap::new();
    for name in chosen.iter().filter_map(|one| one.names.first()) {
        *count.entry(name).or_default() += 1;
    }
    let mut ids: Vec<EditionId> = Vec::with_capacity(chosen.len());
    let mut known: BTreeMap<EditionId, &Path> = BTreeMap::new();
    for one in chosen {
        let file = one.file.display();
        let unique = one
            .names
            .iter()
            .find(|name| count.get(name).is_none_or(|n| *n < 2));
        let id = unique.or(one.names.last()).cloned().ok_or_else(|| {
            Failure(format!(
                "{file}: no name for the edition can be made of this; give --id"
            ))
        })?;
        if let Some(other) = known.insert(id.clone(), &one.file) {
            let other = other.display();
            let message =
                format!("{other} and {file} would both be `{id}`: publish each with --id");
            return Err(Failure(message));
        }
        ids.push(id);
    }
    Ok(ids)
}

/// What `paths` name: files as they are, with `with` beside them; folders by
/// the editions in them. Where files are handed in beside, a folder is only a
/// way to name the one file in it.
pub fn chosen(
    paths: &[PathBuf],
    with: &[PathBuf],
    bar: &ProgressBar,
) -> Result<Vec<Chosen>, Failure> {
    let mut all = Vec::new();
    for path in paths {
        if path.is_dir() && with.is_empty() {
            all.extend(choose(path, bar)?);
        } else {
            let found = files::xml_files(std::slice::from_ref(path))?;
            all.extend(found.into_iter().map(|file| Chosen::alone(file, with)));
        }
    }
    Ok(all)
}
