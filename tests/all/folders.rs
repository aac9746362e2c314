//! Folders are published.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use variorum::edition::EditionId;
use variorum::operations::{Known, Names, name_files};
use variorum::source::FilePath;

use super::cli::{folder, said, variorum};

#[test]
fn a_dry_run_says_which_edition_each_file_would_become() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/folders");
    for case in fs::read_dir(cases).expect("readable") {
        let case = case.expect("entry").path();
        if !case.is_dir() {
            continue;
        }
        let none = folder();
        let store = none.path().join("store").to_string_lossy().into_owned();
        let rehearse = [
            "publish",
            "tei",
            "--by",
            "Ada",
            "--dry-run",
            "--format",
            "short",
            "--store",
            &store,
        ];
        let (code, out, err) = said(&variorum(&case, &rehearse));
        assert!(!Path::new(&store).exists(), "nothing is written");
        let found = format!("{out}\n{err}\nexit code {code}\n");
        let expected = case.join("expected.txt");
        if std::env::var_os("ACCEPT").is_some() {
            fs::write(&expected, &found).expect("written");
        }
        let expected = fs::read_to_string(&expected).unwrap_or_default();
        assert_eq!(found, expected, "{}", case.display());
    }
}

const HEAD: &str = "<TEI xmlns='http://www.tei-c.org/ns/1.0' \
                    xmlns:xi='http://www.w3.org/2001/XInclude'>";

fn text(words: &str) -> String {
    format!("{HEAD}<text><body>{words}</body></text></TEI>")
}

/// A folder in which files are written and which is published.
struct Press(tempfile::TempDir);

impl Press {
    fn new() -> Self {
        Self(folder())
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.path().join("tei").join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }

    fn remove(&self, name: &str) {
        fs::remove_file(self.0.path().join("tei").join(name)).expect("removed");
    }

    /// Exit code; edition, version and state of each; what was said.
    fn publish(&self) -> (i32, Vec<String>, String) {
        let publish = ["publish", "tei", "--by", "Ada", "--format", "short"];
        let (code, out, err) = said(&variorum(self.0.path(), &publish));
        let words = out.lines().map(|line| line.split(' ').collect::<Vec<_>>());
        let states = words.map(|words| format!("{} {} {}", words[0], words[1], words[3]));
        (code, states.collect(), err)
    }
}

#[test]
fn a_second_file_of_the_same_name_does_not_rename_the_first() {
    let press = Press::new();
    press.write("x/song.xml", &text("<p>A</p>"));
    let (code, states, err) = press.publish();
    assert_eq!(
        (code, &states[..]),
        (0, &["song 1 published".to_owned()][..]),
        "{err}"
    );
    press.write("a/song.xml", &text("<p>B</p>"));
    let (_, states, err) = press.publish();
    assert_eq!(states, ["a--song 1 published", "song 1 unchanged"], "{err}");
    // Both are known now: they may change at once.
    press.write("a/song.xml", &text("<p>B2</p>"));
    press.write("x/song.xml", &text("<p>A2</p>"));
    let (_, states, err) = press.publish();
    assert_eq!(states, ["a--song 2 published", "song 2 published"], "{err}");
    press.remove("x/song.xml");
    let (_, states, err) = press.publish();
    assert_eq!(states, ["a--song 2 unchanged"], "{err}");
}

#[test]
fn a_clash_stops_nobody_else() {
    let press = Press::new();
    press.write("x/song.xml", &text("<p>A</p>"));
    press.write("z.xml", &text("<p>Z</p>"));
    press.publish();
    // The first changes at the moment when another of its name comes.
    press.write("x/song.xml", &text("<p>A2</p>"));
    press.write("a/song.xml", &text("<p>B</p>"));
    press.write("z.xml", &text("<p>Z2</p>"));
    let (code, states, err) = press.publish();
    assert_eq!(
        (code, &states[..]),
        (2, &["z 2 published".to_owned()][..]),
        "{err}"
    );
    let told = "tei/a/song.xml: not published: this and tei/x/song.xml would both be `song`: \
                publish each with --id\n";
    assert!(err.contains(told), "{err}");
    assert!(err.ends_with("2 of 3 files were not published\n"), "{err}");
}

#[test]
fn a_bad_file_stops_nobody_else_and_parts_belong_to_their_edition() {
    let press = Press::new();
    press.write(
        "main.xml",
        &text("<xi:include href='parts/1.xml'/><graphic url='p.png'/>"),
    );
    press.write("parts/1.xml", &text("<p>One</p>"));
    press.write("p.png", "a picture");
    press.write("bad.xml", "<TEI><p></TEI>");
    let (code, states, err) = press.publish();
    assert_eq!(
        (code, &states[..]),
        (2, &["main 1 published".to_owned()][..]),
        "{err}"
    );
    assert!(err.contains("bad.xml:1:9: error[tag-mismatched]"), "{err}");
    assert_eq!(press.publish().1, ["main 1 unchanged"]);
    for (name, new) in [
        ("parts/1.xml", text("<p>Two</p>")),
        ("p.png", "another".to_owned()),
    ] {
        press.write(name, &new);
        let (_, states, err) = press.publish();
        assert!(
            states[0].ends_with(" published"),
            "{name}: {states:?} {err}"
        );
    }
    let (code, out, err) = said(&variorum(press.0.path(), &["verify"]));
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
}

struct Nothing;

impl Known for Nothing {
    fn exists(&self, _: &EditionId) -> bool {
        false
    }

    fn has(&self, _: &EditionId, _: usize) -> bool {
        false
    }
}

/// A store that has what was published before, each file unchanged.
struct Before(Vec<Option<EditionId>>);

impl Known for Before {
    fn exists(&self, id: &EditionId) -> bool {
        self.0.iter().flatten().any(|known| known == id)
    }

    fn has(&self, id: &EditionId, file: usize) -> bool {
        self.0
            .get(file)
            .is_some_and(|known| known.as_ref() == Some(id))
    }
}

proptest! {
    /// However files lie in a folder: no two are one edition, a second run calls
    /// each as the first did, and a file that comes later renames none.
    #[test]
    fn names_are_unique_and_stay(
        paths in proptest::collection::btree_set("([ab]/){0,2}[ab](-[ab])?", 1..12),
        later in "([ab]/){0,2}[ab]",
    ) {
        let names = |path: &String| {
            Names::in_folder("tei", &FilePath::new(&format!("{path}.xml")).unwrap(), None)
        };
        let mut files: Vec<Names> = paths.iter().map(names).collect();
        let first = name_files(&files, &Nothing);
        let ids: Vec<Option<EditionId>> = first.iter().map(|id| id.clone().ok()).collect();
        let mut unique: Vec<_> = ids.iter().flatten().collect();
        let all = unique.len();
        unique.sort();
        unique.dedup();
        prop_assert_eq!(unique.len(), all);
        let mut known = Before(ids.clone());
        let again = name_files(&files, &known);
        for (before, now) in ids.iter().zip(&again) {
            if let Some(before) = before {
                prop_assert_eq!(Ok(before), now.as_ref());
            }
        }
        if !paths.contains(&later) {
            files.push(names(&later));
            known.0.push(None);
            let then = name_files(&files, &known);
            for (before, now) in ids.iter().zip(&then) {
                if let (Some(before), Ok(now)) = (before, now) {
                    prop_assert_eq!(before, now);
                }
            }
        }
    }
}
