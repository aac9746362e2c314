//! What the editor does with reports of readers at the terminal.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use variorum::access::{Access, Report};
use variorum::store::Store;

use super::cli::{folder, said, variorum};

/// A folder with a store in which `lamb` and `goat` have a version each, and the
/// numbers of three reports: two about `lamb`, one about `goat`.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: folder() };
        for id in ["lamb", "goat"] {
            desk.write(id, "Little Lumb");
            let (code, _, why) = desk.publish(id, &[]);
            assert_ne!(code, 2, "{why}");
        }
        desk.keep("lamb", Some("1"), "It is Lamb.");
        desk.keep("goat", None, "It is a goat.");
        desk.keep("lamb", None, "Two\nlines.");
        desk
    }

    fn at(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, id: &str, words: &str) {
        let file = format!(
            "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader><fileDesc><titleStmt><title>T</title>\
             </titleStmt><publicationStmt><p/></publicationStmt><sourceDesc><p/></sourceDesc></fileDesc>\
             </teiHeader><text><body><p n=\"1\">{words}</p></body></text></TEI>"
        );
        fs::write(self.at().join(format!("{id}.xml")), file).expect("written");
    }

    /// A report about the first version, kept as the server keeps it.
    fn keep(&self, id: &str, passage: Option<&str>, message: &str) {
        let store = Store::open(&self.at().join("s")).expect("a store");
        let edition = id.parse().expect("a name");
        let version = store.versions(&edition).expect("versions").remove(0);
        let report = Report {
            number: 0,
            when: "2026-01-01T00:00:00Z".to_owned(),
            edition,
            version: 1,
            sha256: version.digest,
            passage: passage.map(str::to_owned),
            words: Some("Lumb".to_owned()),
            message: message.to_owned(),
            contact: Some("reader@example.org".to_owned()),
            resolved: None,
        };
        let access = Access::of(&store).expect("a place");
        access.keep_report(report).expect("kept");
    }

    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let arguments = [arguments, &["--store", "s"]].concat();
        said(&variorum(self.at(), &arguments))
    }

    fn publish(&self, id: &str, more: &[&str]) -> (i32, String, String) {
        let file = format!("{id}.xml");
        self.run(&[&["publish", &file, "--by", "Ada"], more].concat())
    }

    /// The numbers of the reports that are listed.
    fn listed(&self, more: &[&str]) -> Vec<u32> {
        let arguments = [&["reports", "list", "--format", "json"], more].concat();
        let (code, lines, why) = self.run(&arguments);
        assert_eq!(code, 0, "{why}");
        let reports = lines.lines().map(|line| {
            let report: Report = serde_json::from_str(line).expect("a report");
            report.number
        });
        reports.collect()
    }

    fn versions(&self, id: &str) -> usize {
        let store = Store::open(&self.at().join("s")).expect("a store");
        store
            .versions(&id.parse().expect("a name"))
            .expect("versions")
            .len()
    }
}

#[test]
fn reports_are_listed_by_edition_and_by_what_became_of_them() {
    let desk = Desk::new();
    assert_eq!(desk.listed(&[]), [1, 2, 3]);
    assert_eq!(desk.listed(&["--edition", "goat"]), [2]);
    assert_eq!(desk.listed(&["--edition", "cow"]), [0; 0]);
    assert_eq!(desk.listed(&["--resolved"]), [0; 0]);
    let (_, told, _) = desk.run(&["reports", "list", "--edition", "lamb"]);
    let expected = "1  2026-01-01T00:00:00Z  lamb 1, 1\n    words: Lumb\n    wrong: It is Lamb.\n    \
                    reader: reader@example.org\n3  2026-01-01T00:00:00Z  lamb 1\n    words: Lumb\n    \
                    wrong: Two\n      lines.\n    reader: reader@example.org\n";
    assert_eq!(told, expected);
}

#[test]
fn a_report_is_resolved_once_by_a_later_version_or_by_none() {
    let desk = Desk::new();
    desk.write("lamb", "Little Lamb");
    let (code, _, why) = desk.publish("lamb", &[]);
    assert_ne!(code, 2, "{why}");
    let resolve = |more: &[&str]| desk.run(&[&["reports", "resolve"], more].concat());
    for (arguments, because) in [
        (["1", "--version", "1", "--by", "Ada"], "no later version"),
        (["1", "--version", "3", "--by", "Ada"], "no later version"),
        (["2", "--version", "2", "--by", "Ada"], "of `goat`"),
        (["9", "--version", "2", "--by", "Ada"], "9"),
    ] {
        let (code, _, why) = resolve(&arguments);
        assert!(code == 2 && why.contains(because), "{arguments:?}: {why}");
    }
    assert_eq!(resolve(&["1", "--version", "2"]).0, 2, "nobody says so");
    assert_eq!(desk.listed(&[]), [1, 2, 3], "nothing is resolved so far");

    let (code, told, why) = resolve(&["1", "--version", "2", "--by", "Ada"]);
    assert_eq!(code, 0, "{why}");
    assert!(told.contains("resolved: by version 2, Ada"), "{told}");
    let (code, told, _) = resolve(&["2", "--by", "Ada", "--note", "It is a lamb."]);
    assert_eq!(code, 0);
    assert!(
        told.contains("resolved: without a version, Ada")
            && told.contains("note: It is a lamb.")
            && !told.contains("reader@example.org"),
        "{told}"
    );
    assert_eq!(desk.listed(&[]), [3]);
    assert_eq!(desk.listed(&["--resolved"]), [1, 2]);
    assert_eq!(resolve(&["1", "--by", "Ada"]).0, 2, "only once");
    // The address of the reader is in no file any more.
    let kept = walkdir(desk.at());
    let open = kept
        .iter()
        .filter(|text| text.contains("reader@example.org"));
    assert_eq!(open.count(), 1);
}

/// The text of every file below a folder.
fn walkdir(folder: &Path) -> Vec<String> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).expect("readable") {
        let path = entry.expect("entry").path();
        match path.is_dir() {
            true => texts.extend(walkdir(&path)),
            false => {
                texts.push(String::from_utf8_lossy(&fs::read(path).expect("readable")).into_owned())
            }
        }
    }
    texts
}

/// What readers say is looked for before anything is published, and resolved after.
#[test]
fn a_version_resolves_what_readers_said() {
    let desk = Desk::new();
    desk.write("lamb", "Little Lamb");
    for numbers in [&["--resolves", "9"], &["--resolves", "2"]] {
        let (code, _, why) = desk.publish("lamb", numbers);
        let waits = format!("no report {} about `lamb` waits", numbers[1]);
        assert!(code == 2 && why.contains(&waits), "{why}");
    }
    let (code, _, why) = desk.run(&[
        "publish",
        "lamb.xml",
        "goat.xml",
        "--by",
        "Ada",
        "--resolves",
        "1",
    ]);
    assert!(code == 2 && why.contains("one file"), "{why}");
    let (code, _, why) = desk.publish("lamb", &["--resolves", "1", "--dry-run"]);
    assert_ne!(code, 2, "{why}");
    assert_eq!(desk.versions("lamb"), 1, "nothing is published so far");
    assert_eq!(desk.listed(&[]), [1, 2, 3]);

    let (code, _, why) = desk.publish("lamb", &["--resolves", "1", "--resolves", "3"]);
    assert_ne!(code, 2, "{why}");
    assert_eq!(desk.versions("lamb"), 2);
    assert_eq!(desk.listed(&[]), [2]);
    let (_, resolved, _) = desk.run(&["reports", "list", "--resolved"]);
    assert_eq!(
        resolved.matches("resolved: by version 2, Ada").count(),
        2,
        "{resolved}"
    );
    assert!(!resolved.contains("reader@example.org"), "{resolved}");
}
