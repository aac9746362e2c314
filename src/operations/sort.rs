//! Which files of a folder are editions, and which are parts of them?

mod glance;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use super::model::models;
use crate::cores::on_all_cores;
use crate::relaxng::RELAXNG;
use crate::source::{Deposit, FilePath, Files};
use crate::xml::{self, TEI, Tree};
use glance::{FileNames, head, may_include};

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
    /// The files that belong to it: what it includes, directly or through
    /// others, its pictures, and its schemas.
    pub with: BTreeSet<FilePath>,
    /// The `xml:id` of its root element.
    pub id: Option<String>,
}

/// Files that are looked at before `tick` is called again.
const AT_ONCE: usize = 64;

/// Sorts the files at `paths`, all of them XML, among `files`, which may hold
/// more that can be included. `tick` is called after each.
///
/// A picture is what `graphic/@url`, `media/@url` or `@facs` names, a schema what
/// `<?xml-model?>` does, with what that draws in; only what is among `files`
/// counts, and everything else stays an address.
pub fn sort(files: &dyn Files, paths: &[FilePath], tick: &mut dyn FnMut()) -> Sorted {
    let mut sorted = Sorted::default();
    let mut candidates = BTreeMap::new();
    let there: BTreeSet<FilePath> = files.paths().into_iter().collect();
    let looking = Looking {
        files,
        names: FileNames::new(&there),
        there,
        schemas: Mutex::default(),
    };
    for some in paths.chunks(AT_ONCE) {
        let looked = on_all_cores(some, |path| looking.look(path));
        for (path, looked) in some.iter().zip(looked) {
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
            let (id, mut with) = (looked.id, looked.includes);
            with.extend(looked.beside);
            with.remove(&path);
            sorted.editions.push(SortedFile { path, with, id });
        }
    }
    sorted
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
    /// Pictures and schemas.
    beside: BTreeSet<FilePath>,
    id: Option<String>,
    /// The name of its root, if that is not TEI.
    foreign: Option<String>,
}

impl Looked {
    fn at_root(tree: &Tree) -> Self {
        Self {
            id: tree.root().attribute("xml:id").map(Cow::into_owned),
            foreign: foreign_root(tree),
            ..Self::default()
        }
    }
}

/// A folder that is looked through.
struct Looking<'f> {
    files: &'f dyn Files,
    /// Everything in it.
    there: BTreeSet<FilePath>,
    /// What that is called.
    names: FileNames,
    /// What each schema draws in, with itself: thousands of files may name one.
    schemas: Mutex<BTreeMap<FilePath, BTreeSet<FilePath>>>,
}

impl Looking<'_> {
    fn look(&self, path: &FilePath) -> Looked {
        // What cannot be read is refused when it is to be published.
        let Ok(Some(bytes)) = self.files.read(path) else {
            return Looked::default();
        };
        let includes = may_include(&bytes);
        if !includes
            && !self.names.may_be_named_in(&bytes)
            && let Some(looked) = self.glance(path, &bytes)
        {
            return looked;
        }
        let watched = Watched {
            files: self.files,
            read: Mutex::default(),
        };
        let none: BTreeMap<FilePath, Vec<u8>> = BTreeMap::new();
        let deposit = Deposit {
            name: path.as_str(),
            bytes: &bytes,
            path,
            files: if includes { &watched } else { &none },
        };
        let Ok(read) = xml::read_deposit(&deposit) else {
            return Looked::default();
        };
        let tree = read.value;
        Looked {
            includes: watched.into_read(),
            beside: self
                .pictures(&tree, path)
                .into_iter()
                .chain(self.models(&tree, path))
                .collect(),
            ..Looked::at_root(&tree)
        }
    }

    /// What the first tag of a file says that includes nothing and names no picture;
    /// none if it is not TEI: whether it is XML at all must be known then.
    fn glance(&self, path: &FilePath, bytes: &[u8]) -> Option<Looked> {
        let tree = xml::read(path.as_str(), &head(bytes)?).ok()?.value;
        let looked = Looked {
            beside: self.models(&tree, path),
            ..Looked::at_root(&tree)
        };
        looked.foreign.is_none().then_some(looked)
    }

    /// The schemas that a file names, with what they draw in.
    fn models(&self, tree: &Tree, path: &FilePath) -> BTreeSet<FilePath> {
        let named = models(tree).into_iter();
        let named = named.filter_map(|model| path.resolve(&model.href).ok());
        let there = named.filter(|schema| self.there.contains(schema));
        there.flat_map(|schema| self.schema(&schema)).collect()
    }

    fn pictures(&self, tree: &Tree, path: &FilePath) -> BTreeSet<FilePath> {
        let mut found = BTreeSet::new();
        for element in tree.nodes().filter_map(|node| node.element()) {
            let url = ["graphic", "media"].contains(&element.name());
            let url = url.then(|| element.attribute("url")).flatten();
            let facs = element.attribute("facs").unwrap_or_default();
            let pointers = facs.split_ascii_whitespace().chain(url.as_deref());
            let pointers = pointers.filter(|pointer| !pointer.starts_with('#'));
            let named = pointers.filter_map(|pointer| element.resolve(pointer, path));
            found.extend(named.filter(|picture| self.there.contains(picture)));
        }
        found
    }

    /// A schema, and the schemas that it draws in.
    fn schema(&self, schema: &FilePath) -> BTreeSet<FilePath> {
        let known = || self.schemas.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known().get(schema) {
            return known.clone();
        }
        let mut all = BTreeSet::new();
        let mut waiting = vec![schema.clone()];
        while let Some(next) = waiting.pop() {
            let drawn = drawn_in(self.files, &next);
            waiting.extend(drawn.filter(|path| self.there.contains(path) && !all.contains(path)));
            all.insert(next);
        }
        known().insert(schema.clone(), all.clone());
        all
    }
}

/// The name of the root of a document that is not TEI.
pub(super) fn foreign_root(tree: &Tree) -> Option<String> {
    let root = tree.root();
    // Before P5 there was no namespace.
    let old = root.namespace().is_none() && ["TEI.2", "TEI", "teiCorpus.2"].contains(&root.name());
    (!old && root.namespace() != Some(TEI)).then(|| root.name().to_owned())
}

/// The files that a RELAX NG schema names (`include`, `externalRef`).
fn drawn_in(files: &dyn Files, schema: &FilePath) -> impl Iterator<Item = FilePath> {
    let bytes = files.read(schema).ok().flatten().unwrap_or_default();
    let read = xml::read(schema.as_str(), &bytes).ok();
    let found: BTreeSet<FilePath> = read
        .iter()
        .flat_map(|read| {
            let elements = read.value.nodes().filter_map(|node| node.element());
            let drawing = elements.filter(|element| {
                let names = ["include", "externalRef"];
                element.namespace() == Some(RELAXNG) && names.contains(&element.name())
            });
            drawing.filter_map(|element| schema.resolve(&element.attribute("href")?).ok())
        })
        .collect();
    found.into_iter()
}

/// Files, and which of them were read.
#[derive(Debug)]
struct Watched<'f> {
    files: &'f dyn Files,
    read: Mutex<BTreeSet<FilePath>>,
}

impl Watched<'_> {
    fn into_read(self) -> BTreeSet<FilePath> {
        self.read
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Files for Watched<'_> {
    fn paths(&self) -> Vec<FilePath> {
        self.files.paths()
    }

    fn read(&self, path: &FilePath) -> Result<Option<Cow<'_, [u8]>>, String> {
        let bytes = self.files.read(path)?;
        if bytes.is_some() {
            let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
            read.insert(path.clone());
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
        sort(&files, &paths, &mut || {})
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
        assert_eq!(with(&sorted.editions[0]), ["sub/b.xml", "sub/c.xml"]);
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

    fn with(file: &SortedFile) -> Vec<&str> {
        file.with.iter().map(FilePath::as_str).collect()
    }

    #[test]
    fn pictures_and_schemas_belong_to_the_edition_that_names_them() {
        let text = format!(
            "<?xml-model href='../schema/own.rng' schematypens='{RELAXNG}'?>\
             <?xml-model href='https://a.example/tei.rng'?>\
             {HEAD}><xi:include href='part/b.xml'/><graphic url='fig 1.png'/>\
             <pb facs='../img/1.jpg #s http://a.example/1.jpg'/><graphic url='../../out.png'/>\
             <graphic url='missing.png'/><ref target='letter.pdf'/></TEI>"
        );
        let part = format!("{HEAD}><media url='x.mp3' xml:base='../sound/'/></TEI>");
        let draws = format!("<grammar xmlns='{RELAXNG}'><include href='base.rng'/></grammar>");
        let circle = format!("<grammar xmlns='{RELAXNG}'><include href='own.rng'/></grammar>");
        let sorted = sorted(&[
            ("img/1.jpg", "1"),
            ("img/2.jpg", "2"),
            ("schema/base.rng", &circle),
            ("schema/own.rng", &draws),
            ("tei/a.xml", &text),
            ("tei/fig 1.png", "F"),
            ("tei/letter.pdf", "L"),
            ("tei/part/b.xml", &part),
            ("tei/sound/x.mp3", "X"),
        ]);
        let edition = sorted
            .editions
            .iter()
            .find(|file| file.path.as_str() == "tei/a.xml");
        assert_eq!(
            with(edition.unwrap()),
            [
                "img/1.jpg",
                "schema/base.rng",
                "schema/own.rng",
                "tei/fig 1.png",
                "tei/part/b.xml",
                "tei/sound/x.mp3"
            ]
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
