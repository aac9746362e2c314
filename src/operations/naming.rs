//! Which edition is each file of a folder?
//!
//! A file is called by its name. Where several of one folder have the same, the
//! one that is published under it keeps it, and the others are called by their
//! paths; so a file that comes later never takes a name away.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::publish::{former_id, suggest_id};
use crate::edition::EditionId;
use crate::source::FilePath;

/// What a file could be called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// By its own name, or by the `xml:id` of its root.
    pub short: Option<EditionId>,
    /// By its path, if it lies in a folder that was handed in.
    pub long: Option<EditionId>,
    /// What older programs called it ([`former_id`]), by its name and by its path.
    pub former: [Option<EditionId>; 2],
}

impl Names {
    /// The names of a file that was handed in by itself.
    pub fn of_file(name: &str) -> Self {
        Self {
            short: suggest_id(name),
            long: None,
            former: [former_id(name), None],
        }
    }

    /// The names that count, where an edition may be published under a former one.
    fn kept(&self, known: &dyn Known) -> Self {
        let kept = |now: &Option<EditionId>, former: &Option<EditionId>| {
            let former = former.as_ref().filter(|former| known.exists(former));
            match now {
                Some(now) if known.exists(now) => Some(now.clone()),
                now => former.cloned().or_else(|| now.clone()),
            }
        };
        let [short, long] = &self.former;
        Self {
            short: kept(&self.short, short),
            long: kept(&self.long, long),
            former: [None, None],
        }
    }

    /// The names of the file at `path` in a folder that is called `folder`;
    /// `id` is the `xml:id` of its root.
    pub fn in_folder(folder: &str, path: &FilePath, id: Option<&str>) -> Self {
        let whole = format!("{folder}/{path}");
        Self {
            short: suggest_id(&whole).or_else(|| id.and_then(suggest_id)),
            long: by_path(path, suggest_id),
            former: match former_id(&whole) {
                None => [None, None],
                short => [
                    short,
                    by_path(path, |part| former_id(part).or_else(|| suggest_id(part))),
                ],
            },
        }
    }
}

/// The name made of a path: its parts, with two hyphens between them, which no
/// part has. One that is too long loses folders at its beginning: what tells
/// files apart stands at the end.
fn by_path(path: &FilePath, suggest: impl Fn(&str) -> Option<EditionId>) -> Option<EditionId> {
    let path = path.as_str();
    let path = path.strip_suffix("/edition.xml").unwrap_or(path);
    let parts = path.split('/').filter_map(suggest);
    let mut name = String::new();
    for part in parts.collect::<Vec<_>>().into_iter().rev() {
        let longer = match name.as_str() {
            "" => part.to_string(),
            below => format!("{part}--{below}"),
        };
        if longer.len() > EditionId::LONGEST {
            break;
        }
        name = longer;
    }
    name.parse().ok()
}

/// Why a file has no name, or not a certain one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Nameless {
    /// Neither its name nor its path has a letter or digit of ASCII.
    Unnameable,
    /// Another file, the one at that place of the list, has the same claim to
    /// the name.
    Contested(EditionId, usize),
}

impl fmt::Display for Nameless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unnameable => f.write_str("no name for the edition can be made of this"),
            Self::Contested(id, _) => write!(f, "another file would be `{id}` as well"),
        }
    }
}

/// What is published already.
pub trait Known {
    /// Whether there is an edition of that name.
    fn exists(&self, id: &EditionId) -> bool;

    /// Whether the edition has a version with the bytes of the file at that
    /// place of the list.
    fn has(&self, id: &EditionId, file: usize) -> bool;
}

/// The edition that each file is, before anything is written. It depends on the
/// files and on what is published, not on the order in which they are named.
pub fn name_files(files: &[Names], known: &dyn Known) -> Vec<Result<EditionId, Nameless>> {
    let files: Vec<Names> = files.iter().map(|names| names.kept(known)).collect();
    let files = files.as_slice();
    let mut groups: BTreeMap<&EditionId, Vec<usize>> = BTreeMap::new();
    for (at, names) in files.iter().enumerate() {
        if let Some(short) = &names.short {
            groups.entry(short).or_default().push(at);
        }
    }
    let mut longs: BTreeMap<&EditionId, usize> = BTreeMap::new();
    for long in files.iter().filter_map(|names| names.long.as_ref()) {
        *longs.entry(long).or_default() += 1;
    }
    let mut named: Vec<Result<EditionId, Nameless>> = files
        .iter()
        .map(|names| names.long.clone().ok_or(Nameless::Unnameable))
        .collect();
    for (short, group) in &groups {
        let own = |at: &usize| {
            let long = files[*at].long.as_ref();
            long.is_some_and(|long| {
                !groups.contains_key(long) && longs.get(long) == Some(&1) && known.exists(long)
            })
        };
        let rest: Vec<usize> = group.iter().copied().filter(|at| !own(at)).collect();
        claim(short, group, &rest, known, &mut named);
    }
    refuse_doubles(files, &mut named);
    named
}

/// Decides who of `rest`, the files of `group` that are not published under their
/// paths, has the name `short`; the others keep what their paths give.
fn claim(
    short: &EditionId,
    group: &[usize],
    rest: &[usize],
    known: &dyn Known,
    named: &mut [Result<EditionId, Nameless>],
) {
    let taken = known.exists(short);
    match *rest {
        [] => {}
        [only] if group.len() == 1 || taken => named[only] = Ok(short.clone()),
        [first, ..] if taken => {
            let owner = rest.iter().find(|at| known.has(short, **at));
            match owner {
                Some(owner) => {
                    let same = |at: &&usize| named[**at].as_ref() == Ok(short);
                    let robbed: Vec<usize> = rest.iter().filter(same).copied().collect();
                    for at in robbed {
                        named[at] = Err(Nameless::Contested(short.clone(), *owner));
                    }
                    named[*owner] = Ok(short.clone());
                }
                // All have changed: whoever was it cannot be told.
                None => {
                    for at in rest {
                        let other = if *at == first { rest[1] } else { first };
                        named[*at] = Err(Nameless::Contested(short.clone(), other));
                    }
                }
            }
        }
        // A new name: nobody has it, so that it does not matter who comes later.
        [..] => {}
    }
    for at in rest {
        if named[*at] == Err(Nameless::Unnameable) {
            let other = group.iter().find(|other| *other != at).unwrap_or(at);
            named[*at] = Err(Nameless::Contested(short.clone(), *other));
        }
    }
}

/// Of files that came by the same name in different ways, the one that is called
/// so itself keeps it; none, if several are (`A.XML` and `a.tei.xml`).
fn refuse_doubles(files: &[Names], named: &mut [Result<EditionId, Nameless>]) {
    let mut holders: BTreeMap<EditionId, Vec<usize>> = BTreeMap::new();
    for (at, id) in named.iter().enumerate() {
        if let Ok(id) = id {
            holders.entry(id.clone()).or_default().push(at);
        }
    }
    for (id, at) in holders.into_iter().filter(|(_, at)| at.len() > 1) {
        let short = |at: &&usize| files[**at].short.as_ref() == Some(&id);
        let mut called = at.iter().filter(short);
        let keeper = match (called.next(), called.next()) {
            (Some(only), None) => Some(*only),
            _ => None,
        };
        let refused: BTreeSet<usize> = at
            .iter()
            .copied()
            .filter(|at| keeper != Some(*at))
            .collect();
        for one in refused {
            let other = at.iter().find(|other| **other != one).unwrap_or(&one);
            let other = keeper.unwrap_or(*other);
            named[one] = Err(Nameless::Contested(id.clone(), other));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Editions, and which file of the list they have.
    struct Store(&'static [(&'static str, &'static [usize])]);

    impl Known for Store {
        fn exists(&self, id: &EditionId) -> bool {
            self.0.iter().any(|(name, _)| *name == id.as_str())
        }

        fn has(&self, id: &EditionId, file: usize) -> bool {
            let found = self.0.iter().find(|(name, _)| *name == id.as_str());
            found.is_some_and(|(_, files)| files.contains(&file))
        }
    }

    fn named(paths: &[&str], store: &Store) -> Vec<String> {
        let names = |path: &&str| Names::in_folder("tei", &FilePath::new(path).unwrap(), None);
        let files: Vec<Names> = paths.iter().map(names).collect();
        let named = name_files(&files, store).into_iter();
        named
            .map(|id| id.map_or_else(|why| format!("! {why}"), String::from))
            .collect()
    }

    const NEW: Store = Store(&[]);

    #[test]
    fn files_are_called_by_their_names_and_where_those_clash_by_their_paths() {
        let paths = ["lamb.xml", "x/tiger.xml", "y/edition.xml", "edition.xml"];
        assert_eq!(named(&paths, &NEW), ["lamb", "tiger", "y", "tei"]);
        let paths = ["lamb.xml", "a/lamb.xml", "b/lamb.xml"];
        assert_eq!(named(&paths, &NEW), ["lamb", "a--lamb", "b--lamb"]);
        let unnamed = "! no name for the edition can be made of this";
        assert_eq!(named(&["校異.xml"], &NEW), [unnamed]);
    }

    #[test]
    fn a_file_that_comes_later_takes_no_name_away() {
        // `x/lamb.xml` alone is `lamb`; with `a/lamb.xml` beside it, it still is.
        assert_eq!(named(&["x/lamb.xml"], &NEW), ["lamb"]);
        let store = Store(&[("lamb", &[1])]);
        let paths = ["a/lamb.xml", "x/lamb.xml"];
        assert_eq!(named(&paths, &store), ["a--lamb", "lamb"]);
        // And when it changes after that.
        let store = Store(&[("lamb", &[]), ("a--lamb", &[0])]);
        assert_eq!(named(&paths, &store), ["a--lamb", "lamb"]);
        // When it is gone, the other keeps its own.
        assert_eq!(named(&["a/lamb.xml"], &store), ["a--lamb"]);
        // Two that were new together, and a third.
        let store = Store(&[("a--lamb", &[]), ("x--lamb", &[])]);
        let paths = ["a/lamb.xml", "b/lamb.xml", "x/lamb.xml"];
        assert_eq!(named(&paths, &store), ["a--lamb", "b--lamb", "x--lamb"]);
    }

    #[test]
    fn a_name_that_two_may_claim_is_given_to_neither() {
        let store = Store(&[("lamb", &[])]);
        let refused = "! another file would be `lamb` as well";
        let paths = ["a/lamb.xml", "x/lamb.xml", "tiger.xml"];
        assert_eq!(named(&paths, &store), [refused, refused, "tiger"]);
        let alone = [Names::of_file("a/lamb.xml"), Names::of_file("b/lamb.xml")];
        let named = name_files(&alone, &NEW);
        let lamb: EditionId = "lamb".parse().unwrap();
        assert_eq!(named[0], Err(Nameless::Contested(lamb.clone(), 1)));
        assert_eq!(named[1], Err(Nameless::Contested(lamb, 0)));
    }

    #[test]
    fn a_file_in_the_folder_itself_takes_no_name_from_one_below() {
        let store = Store(&[("lamb", &[0])]);
        let taken = "! another file would be `lamb` as well";
        assert_eq!(named(&["a/lamb.xml", "lamb.xml"], &store), ["lamb", taken]);
    }

    #[test]
    fn a_path_is_no_name_that_a_file_has_itself() {
        let paths = ["a-b.xml", "a/b.xml", "c/b.xml"];
        assert_eq!(named(&paths, &NEW), ["a-b", "a--b", "c--b"]);
        let paths = ["A/b.xml", "a/b.xml"];
        let taken = "! another file would be `a--b` as well";
        assert_eq!(named(&paths, &NEW), [taken, taken]);
        let taken = "! another file would be `a` as well";
        let paths = ["A.XML", "a.tei.xml"];
        assert_eq!(named(&paths, &NEW), [taken, taken]);
        // Where one is published under it, that is told.
        let store = Store(&[("a", &[1])]);
        assert_eq!(named(&paths, &store), [taken, "a"]);
    }

    #[test]
    fn one_name_in_two_forms_is_one_and_keeps_what_it_has() {
        let (composed, apart) = ("r\u{e9}/no\u{eb}l.xml", "re\u{301}/noe\u{308}l.xml");
        assert_eq!(named(&[composed], &NEW), ["no-l"]);
        assert_eq!(named(&[apart], &NEW), ["no-l"]);
        let former = Store(&[("noe-l", &[])]);
        assert_eq!(named(&[apart], &former), ["noe-l"]);
        assert_eq!(named(&[composed], &former), ["no-l"]);
        let taken = "! another file would be `r--no-l` as well";
        assert_eq!(named(&[composed, apart], &NEW), [taken, taken]);
    }

    #[test]
    fn long_paths_keep_their_ends() {
        let path = format!("{}/{}/text.xml", "f".repeat(60), "g".repeat(60));
        let id = by_path(&FilePath::new(&path).unwrap(), suggest_id).unwrap();
        assert_eq!(id.as_str(), format!("{}--text", "g".repeat(60)));
    }
}
