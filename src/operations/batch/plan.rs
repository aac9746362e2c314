//! Which file of a batch is which edition?

use std::collections::{BTreeMap, BTreeSet};

use super::super::naming::{Known, Nameless, Names, name_files};
use super::super::sort::{SortedFile, sort};
use super::holding::Holding;
use super::table::{self, TABLE};
use crate::edition::EditionId;
use crate::key;
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
    /// Why it is no edition of its own, and should not be: a part of another, no
    /// TEI, or nothing that anything names.
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
/// and schemas with what names them. A file that goes with none is a row as well:
/// none is passed over in silence. `tick` is told after some files how many were
/// looked at, and of how many.
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
        Some(path) => of_table(holding, &path, paths)?,
        None => of_names(holding, &paths, store, tick)?,
    };
    refuse_doubles(&mut rows);
    Ok(rows)
}

/// Whether there is something that could be an edition.
///
/// # Errors
/// A sentence, if there is not, or the table cannot be read.
pub fn something_in(holding: &Holding) -> Result<(), String> {
    let paths = holding.files.paths();
    let table = paths.iter().find(|path| path.as_str() == TABLE);
    let (any, why) = match table {
        Some(table) => {
            let rows = of_table(holding, table, paths.clone())?;
            let any = rows.iter().any(|row| row.left.is_none());
            (any, key!("the table names no file"))
        }
        None => {
            let unfit = holding.unfit.iter().any(|(name, _)| is_xml(name));
            let any = unfit || paths.iter().any(|path| is_xml(path.as_str()));
            (any, key!("there is no .xml file in it, nor a table"))
        }
    };
    any.then_some(()).ok_or_else(|| why.to_owned())
}

/// Whether a name ends in `.xml`, in whatever case that is written.
fn is_xml(name: &str) -> bool {
    let ending = name.len().checked_sub(4).and_then(|at| name.get(at..));
    ending.is_some_and(|ending| ending.eq_ignore_ascii_case(".xml"))
}

/// A file that is told of and left out.
fn left(file: String, why: String) -> Row {
    Row {
        file,
        edition: Err(why.clone()),
        note: None,
        left: Some(why),
        provenance: None,
    }
}

fn of_table(holding: &Holding, table: &FilePath, paths: Vec<FilePath>) -> Result<Vec<Row>, String> {
    let bytes = holding.files.read(table)?.unwrap_or_default();
    let there: BTreeSet<FilePath> = paths.into_iter().collect();
    let mut named = BTreeSet::new();
    let mut rows = table::rows(&bytes, &there, &mut named)?;
    let others = there.iter().filter(|path| *path != table);
    let others = others.map(|path| path.to_string());
    let unfit = holding.unfit.iter().map(|(name, _)| name.clone());
    let rest = others.chain(unfit).filter(|name| !named.contains(name));
    rows.extend(rest.map(|name| left(name, "the table does not name it".to_owned())));
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
    let xml = paths.iter().filter(|path| is_xml(path.as_str()));
    let xml: Vec<FilePath> = xml.cloned().collect();
    let mut looked = 0;
    let sorted = sort(&*holding.files, &xml, &mut || {
        looked += 1;
        tick(looked, xml.len());
    });
    let named = names(holding, &sorted.editions, store)?;
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    let mut add = |row: Row| rows.insert(row.file.clone(), row);
    let goes_with: BTreeSet<&FilePath> =
        sorted.editions.iter().flat_map(|file| &file.with).collect();
    let rest = paths.iter().filter(|path| !is_xml(path.as_str()));
    for path in rest.filter(|path| !goes_with.contains(path)) {
        add(left(path.to_string(), nobody_names(path)));
    }
    for (file, why) in &holding.unfit {
        let row = left(file.clone(), why.clone());
        let left = row.left.clone().filter(|_| !is_xml(file));
        add(Row { left, ..row });
    }
    for (part, of) in &sorted.parts {
        add(left(part.to_string(), format!("it is part of {of}")));
    }
    for (path, root) in &sorted.foreign {
        let why = format!("it is not TEI: its root element is `{root}`");
        add(left(path.to_string(), why));
    }
    for (SortedFile { path, with, .. }, id) in sorted.editions.into_iter().zip(named) {
        add(Row {
            file: path.to_string(),
            edition: id.map(|id| Meant { id, path, with }),
            note: None,
            left: None,
            provenance: None,
        });
    }
    Ok(rows.into_values().collect())
}

/// Why a file is left out that is no XML and that no edition names.
fn nobody_names(path: &FilePath) -> String {
    match path.ending().as_deref() {
        Some("txt") => format!("a text is converted if {TABLE} names it"),
        _ => format!("its name does not end in .xml, and no edition names it; {TABLE} can"),
    }
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
