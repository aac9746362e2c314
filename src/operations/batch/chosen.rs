//! The files that go with one of a batch.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::source::{FilePath, Files};

/// Some files of many, by paths that are counted from the innermost folder around
/// them, and texts that something was made of.
#[derive(Debug)]
pub struct Chosen<'a> {
    all: &'a dyn Files,
    main: FilePath,
    /// Each with the path that it has among all.
    some: BTreeMap<FilePath, &'a FilePath>,
    kept: BTreeMap<FilePath, Vec<u8>>,
}

impl<'a> Chosen<'a> {
    /// `main`, with `others` beside it; a file that comes alone has the path of
    /// every file that does.
    pub fn new(all: &'a dyn Files, main: &'a FilePath, others: &'a BTreeSet<FilePath>) -> Self {
        let others = others.iter().filter(|other| *other != main);
        let folder = common_folder(main, others.clone());
        let below = |path: &FilePath| {
            let below = path.as_str().get(folder..).unwrap_or_default();
            FilePath::new(below).unwrap_or_else(|_| path.clone())
        };
        let some: BTreeMap<_, _> = others.map(|other| (below(other), other)).collect();
        Self {
            all,
            main: match some.is_empty() {
                true => FilePath::edition(),
                false => below(main),
            },
            some,
            kept: BTreeMap::new(),
        }
    }

    /// Where the main file lies among the others.
    pub fn main(&self) -> &FilePath {
        &self.main
    }

    /// Keeps a text beside what was made of it, by its last name.
    pub fn keep(&mut self, path: &FilePath, bytes: Vec<u8>) {
        self.main = FilePath::edition();
        let name = FilePath::new(path.name()).unwrap_or_else(|_| path.clone());
        self.kept.insert(name, bytes);
    }
}

/// Bytes of the path of the innermost folder around all, with its slash.
fn common_folder<'f>(main: &FilePath, others: impl Iterator<Item = &'f FilePath>) -> usize {
    let main = main.as_str();
    let mut end = main.rfind('/').map_or(0, |at| at + 1);
    for other in others {
        while !other.as_str().starts_with(&main[..end]) {
            end = main[..end - 1].rfind('/').map_or(0, |at| at + 1);
        }
    }
    end
}

impl Files for Chosen<'_> {
    fn paths(&self) -> Vec<FilePath> {
        self.some.keys().chain(self.kept.keys()).cloned().collect()
    }

    fn read(&self, path: &FilePath) -> Result<Option<Cow<'_, [u8]>>, String> {
        if let Some(bytes) = self.kept.get(path) {
            return Ok(Some(Cow::Borrowed(bytes)));
        }
        self.some
            .get(path)
            .map_or(Ok(None), |path| self.all.read(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(name: &str) -> FilePath {
        FilePath::new(name).unwrap()
    }

    #[test]
    fn paths_are_counted_from_the_innermost_folder_around_all() {
        let files: BTreeMap<FilePath, Vec<u8>> = [
            (path("a/b/main.xml"), b"m".to_vec()),
            (path("a/b/p/1.xml"), b"1".to_vec()),
            (path("a/img/1.png"), b"i".to_vec()),
        ]
        .into();
        let main = path("a/b/main.xml");
        let told = |others: &[&str]| {
            let others = others.iter().map(|name| path(name)).collect();
            let chosen = Chosen::new(&files, &main, &others);
            let all = chosen.paths().into_iter().map(|path| {
                let bytes = chosen.read(&path).unwrap().unwrap().into_owned();
                format!("{path}={}", String::from_utf8(bytes).unwrap())
            });
            let all: Vec<String> = all.collect();
            format!("{} {}", chosen.main(), all.join(" "))
        };
        assert_eq!(told(&[]), "edition.xml ");
        assert_eq!(told(&["a/b/p/1.xml"]), "main.xml p/1.xml=1");
        let both = ["a/b/p/1.xml", "a/img/1.png"];
        assert_eq!(told(&both), "b/main.xml b/p/1.xml=1 img/1.png=i");
    }
}
