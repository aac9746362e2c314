//! Which files of a folder are editions, and which are parts of them?

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::source::{Deposit, FilePath, Files};
use crate::xml::{self, TEI, XINCLUDE};

/// What the XML files of a folder are to each other.
#[derive(Debug, Default)]
pub struct Sorted {
    /// The editions, by path: TEI files that no other file includes. Of files
    /// that include each other in a circle, the first by name is the edition.
    /// A file that cannot be read is among them, to be refused with its place.
    pub editions: Vec<SortedFile>,
    /// Files that are published as parts of others, with one that includes them.
    pub parts: BTreeMap<FilePath, FilePath>,
    /// Files that are not TEI and that no TEI file includes, with the names of
    /// their root elements.
    pub foreign: BTreeMap<FilePath, String>,
}

/// A file that is an edition.
#[derive(Debug)]
pub struct SortedFile {
    /// Where it lies in the folder.
    pub path: FilePath,
    /// The files that it includes, directly or through others.
    pub includes: BTreeSet<FilePath>,
    /// The `xml:id` of its root element.
    pub id: Option<String>,
}

/// Sorts the files at `paths`, all of them XML, among `files`, which may hold
/// more that can be included. `tick` is called after each.
///
/// # Errors
/// A sentence, if a file cannot be read from where it lies.
pub fn sort(
    files: &dyn Files,
    paths: &[FilePath],
    tick: &mut dyn FnMut(),
) -> Result<Sorted, String> {
    let mut sorted = Sorted::default();
    let mut candidates = BTreeMap::new();
    for path in paths {
        let looked = look(files, path)?;
        match looked.foreign {
            Some(root) => {
                sorted.foreign.insert(path.clone(), root);
            }
            None => {
                candidates.insert(path.clone(), looked);
            }
        }
        tick();
    }
    for (path, looked) in &candidates {
        for part in looked.includes.iter().filter(|part| *part != path) {
            sorted.parts.entry(part.clone()).or_insert(path.clone());
        }
    }
    open_circles(&candidates, &mut sorted.parts);
    sorted
        .foreign
        .retain(|path, _| !sorted.parts.contains_key(path));
    for (path, looked) in candidates {
        if !sorted.parts.contains_key(&path) {
            let (includes, id) = (looked.includes, looked.id);
            sorted.editions.push(SortedFile { path, includes, id });
        }
    }
    Ok(sorted)
}

/// Where files include each other and nothing else includes any of them, none
/// would be an edition, and all would be lost: the first by name becomes one.
fn open_circles(candidates: &BTreeMap<FilePath, Looked>, parts: &mut BTreeMap<FilePath, FilePath>) {
    let mut reached: BTreeSet<FilePath> = BTreeSet::new();
    for (path, looked) in candidates {
        if !parts.contains_key(path) {
            reached.insert(path.clone());
            reached.extend(looked.includes.iter().cloned());
        }
    }
    for (path, looked) in candidates {
        if !reached.contains(path) {
            parts.remove(path);
            reached.insert(path.clone());
            reached.extend(looked.includes.iter().cloned());
        }
    }
}

/// What was seen of a file.
#[derive(Default)]
struct Looked {
    includes: BTreeSet<FilePath>,
    id: Option<String>,
    /// The name of its root, if that is not TEI.
    foreign: Option<String>,
}

fn look(files: &dyn Files, path: &FilePath) -> Result<Looked, String> {
    let bytes = files.read(path)?.unwrap_or_default();
    let watched = Watched {
        files,
        read: RefCell::new(BTreeSet::new()),
    };
    let none: BTreeMap<FilePath, Vec<u8>> = BTreeMap::new();
    let deposit = Deposit {
        name: path.as_str(),
        bytes: &bytes,
        path,
        files: if may_include(&bytes) { &watched } else { &none },
    };
    let Ok(read) = xml::read_deposit(&deposit) else {
        return Ok(Looked::default());
    };
    let root = read.value.root();
    let id = root.attribute("xml:id").map(Cow::into_owned);
    // Before P5 there was no namespace.
    let old = root.namespace().is_none() && ["TEI.2", "TEI", "teiCorpus.2"].contains(&root.name());
    let foreign = (!old && root.namespace() != Some(TEI)).then(|| root.name().to_owned());
    Ok(Looked {
        includes: watched.read.into_inner(),
        id,
        foreign,
    })
}

/// Whether a file may include others; only what names the namespace can, or a
/// file in an encoding in which the name cannot be looked for byte by byte.
fn may_include(bytes: &[u8]) -> bool {
    let wide = matches!(
        bytes,
        [0xfe, 0xff, ..] | [0xff, 0xfe, ..] | [0, ..] | [_, 0, ..]
    );
    let namespace = XINCLUDE.as_bytes();
    wide || bytes
        .windows(namespace.len())
        .any(|window| window == namespace)
}

/// Files, and which of them were read.
#[derive(Debug)]
struct Watched<'f> {
    files: &'f dyn Files,
    read: RefCell<BTreeSet<FilePath>>,
}

impl Files for Watched<'_> {
    fn paths(&self) -> Vec<FilePath> {
        self.files.paths()
    }

    fn read(&self, path: &FilePath) -> Result<Option<Cow<'_, [u8]>>, String> {
        let bytes = self.files.read(path)?;
        if bytes.is_some() {
            self.read.borrow_mut().insert(path.clone());
        }
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "<TEI xmlns='http://www.tei-c.org/ns/1.0' \
                        xmlns:xi='http://www.w3.org/2001/XInclude'";

    fn path(name: &str) -> FilePath {
        FilePath::new(name).unwrap()
    }

    fn sorted(files: &[(&str, &str)]) -> Sorted {
        let files: BTreeMap<FilePath, Vec<u8>> = files
            .iter()
            .map(|(name, text)| (path(name), text.as_bytes().to_vec()))
            .collect();
        let paths = files.paths();
        sort(&files, &paths, &mut || {}).unwrap()
    }

    fn including(names: &[&str]) -> String {
        let includes: String = names
            .iter()
            .map(|name| format!("<xi:include href='{name}'/>"))
            .collect();
        format!("{HEAD}>{includes}</TEI>")
    }

    fn names(sorted: &Sorted) -> Vec<&str> {
        sorted
            .editions
            .iter()
            .map(|file| file.path.as_str())
            .collect()
    }

    #[test]
    fn what_another_file_includes_is_a_part_of_it() {
        let (a, b) = (including(&["sub/b.xml"]), including(&["c.xml"]));
        let alone = format!("{HEAD} xml:id='own'/>");
        let sorted = sorted(&[
            ("a.xml", &a),
            ("alone.xml", &alone),
            ("catalog.xml", "<catalog/>"),
            ("broken.xml", "<TEI>"),
            ("sub/b.xml", &b),
            ("sub/c.xml", "<list/>"),
        ]);
        assert_eq!(names(&sorted), ["a.xml", "alone.xml", "broken.xml"]);
        let includes: Vec<&str> = sorted.editions[0]
            .includes
            .iter()
            .map(FilePath::as_str)
            .collect();
        assert_eq!(includes, ["sub/b.xml", "sub/c.xml"]);
        assert_eq!(sorted.editions[1].id.as_deref(), Some("own"));
        assert_eq!(
            sorted
                .foreign
                .keys()
                .map(FilePath::as_str)
                .collect::<Vec<_>>(),
            ["catalog.xml"]
        );
    }

    #[test]
    fn of_a_circle_one_file_is_the_edition() {
        let (b, c) = (including(&["c.xml"]), including(&["b.xml"]));
        let itself = format!("{HEAD}><p xml:id='p'/><xi:include xpointer='p'/></TEI>");
        let sorted = sorted(&[("b.xml", &b), ("c.xml", &c), ("d.xml", &itself)]);
        assert_eq!(names(&sorted), ["b.xml", "d.xml"]);
        assert!(sorted.parts.contains_key(&path("c.xml")));
    }
}
