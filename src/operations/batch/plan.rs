//! Which file of a batch is which edition?

use std::collections::{BTreeMap, BTreeSet};

use super::super::naming::{Known, Nameless, Names, name_files};
use super::super::sort::{SortedFile, sort};
use super::holding::Holding;
use super::table::{self, TABLE};
use crate::edition::EditionId;
use crate::source::{FilePath, Files};
use crate::store::{Store, digest};

/// A file of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The file, as it is called in the batch or its table.
    pub file: String,
    /// What is to be published of it; or a sentence that says why nothing is.
    pub edition: Result<Meant, String>,
    /// The change note, if it has its own.
    pub note: Option<String>,
    /// Why it is no edition of its own, and should not be: a part of another, or
    /// no TEI.
    pub left: Option<String>,
    /// Where it is from, if it was taken from elsewhere; it is kept beside the
    /// version.
    pub provenance: Option<Vec<u8>>,
}

/// A file, the edition that it becomes, and the files that go with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meant {
    /// The edition.
    pub id: EditionId,
    /// The TEI file, or the text that is to be converted.
    pub path: FilePath,
    /// The other files.
    pub with: BTreeSet<FilePath>,
}

/// The rows of a batch: those of its table, if it has one ([`TABLE`]); else each
/// XML file by its name, where parts go with what includes them, and pictures
/// and schemas with what names them. `tick` is told after some files how many
/// were looked at, and of how many.
///
/// # Errors
/// A sentence, if the table cannot be read.
pub fn plan(
    holding: &Holding,
    store: Option<&Store>,
    tick: &mut dyn FnMut(usize, usize),
) -> Result<Vec<Row>, String> {
    let paths = holding.files.paths();
    let table = FilePath::new(TABLE).ok();
    let table = table.filter(|table| paths.contains(table));
    let mut rows = match table {
        Some(path) => {
            let bytes = holding.files.read(&path)?.unwrap_or_default();
            table::rows(&bytes, &paths.into_iter().collect())?
        }
        None => of_names(holding, &paths, store, tick)?,
    };
    refuse_doubles(&mut rows);
    Ok(rows)
}

/// Of several rows that name the same edition none is published: nobody can tell
/// which was meant.
fn refuse_doubles(rows: &mut [Row]) {
    let mut known: BTreeMap<EditionId, usize> = BTreeMap::new();
    for meant in rows.iter().filter_map(|row| row.edition.as_ref().ok()) {
        *known.entry(meant.id.clone()).or_default() += 1;
    }
    for row in rows {
        if let Ok(Meant { id, .. }) = &row.edition
            && known.get(id).is_some_and(|count| *count > 1)
        {
            row.edition = Err(format!("several lines of the table name `{id}`"));
        }
    }
}

fn of_names(
    holding: &Holding,
    paths: &[FilePath],
    store: Option<&Store>,
    tick: &mut dyn FnMut(usize, usize),
) -> Result<Vec<Row>, String> {
    let xml = paths.iter().filter(|path| path.as_str().ends_with(".xml"));
    let xml: Vec<FilePath> = xml.cloned().collect();
    let mut looked = 0;
    let sorted = sort(&*holding.files, &xml, &mut || {
        looked += 1;
        tick(looked, xml.len());
    });
    let named = names(holding, &sorted.editions, store)?;
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    let mut add = |file: String, edition, left: Option<String>| {
        let row = Row {
            file: file.clone(),
            edition,
            note: None,
            left,
            provenance: None,
        };
        rows.insert(file, row);
    };
    for (file, why) in &holding.unfit {
        add(file.clone(), Err(why.clone()), None);
    }
    for (part, of) in &sorted.parts {
        let why = format!("it is part of {of}");
        add(part.to_string(), Err(why.clone()), Some(why));
    }
    for (path, root) in &sorted.foreign {
        let why = format!("it is not TEI: its root element is `{root}`");
        add(path.to_string(), Err(why.clone()), Some(why));
    }
    for (SortedFile { path, with, .. }, id) in sorted.editions.into_iter().zip(named) {
        let file = path.to_string();
        add(file, id.map(|id| Meant { id, path, with }), None);
    }
    Ok(rows.into_values().collect())
}

/// The edition that each file is, or why it has no certain one.
fn names(
    holding: &Holding,
    sorted: &[SortedFile],
    store: Option<&Store>,
) -> Result<Vec<Result<EditionId, String>>, String> {
    let name = |file: &SortedFile| match holding.called.as_str() {
        "" => Names::of_file(file.path.as_str()),
        called => Names::in_folder(called, &file.path, file.id.as_deref()),
    };
    let names: Vec<Names> = sorted.iter().map(name).collect();
    let editions = store.map_or_else(|| Ok(Vec::new()), Store::editions);
    let known = Published {
        store,
        editions: editions
            .map_err(|error| error.to_string())?
            .into_iter()
            .collect(),
        files: &*holding.files,
        sorted,
    };
    let told = |why| match why {
        Nameless::Contested(id, other) => {
            let other = &sorted[other].path;
            format!("this and {other} would both be `{id}`: say in {TABLE} which is which")
        }
        Nameless::Unnameable => {
            format!("no name for the edition can be made of this: give one in {TABLE}")
        }
    };
    let named = name_files(&names, &known).into_iter();
    Ok(named.map(|id| id.map_err(told)).collect())
}

/// What is in the store already.
struct Published<'a> {
    store: Option<&'a Store>,
    editions: BTreeSet<EditionId>,
    files: &'a dyn Files,
    sorted: &'a [SortedFile],
}

impl Known for Published<'_> {
    fn exists(&self, id: &EditionId) -> bool {
        self.editions.contains(id)
    }

    fn has(&self, id: &EditionId, file: usize) -> bool {
        let versions = self.store.and_then(|store| store.versions(id).ok());
        let bytes = self.files.read(&self.sorted[file].path).ok().flatten();
        let Some((versions, bytes)) = versions.zip(bytes) else {
            return false;
        };
        let digest = digest(&bytes);
        versions.iter().any(|version| version.digest == digest)
    }
}
