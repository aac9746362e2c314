//! What becomes of citations is kept with every version, and anybody can find the
//! same.

use std::collections::BTreeMap;

use variorum::edition::{EditionId, VersionReference};
use variorum::operations::{
    Candidate, Facts, Input, Published, Schemas, publish, publish_all, survival, withdraw,
};
use variorum::source::{Deposit, FilePath};
use variorum::store::{Expected, Report, Store};

fn tei(paragraphs: &str) -> String {
    format!(
        "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader/><text><body>{paragraphs}</body></text></TEI>"
    )
}

fn facts() -> Facts {
    Facts {
        publisher: "An Editor".to_owned(),
        address: String::new(),
        message: "A note.".to_owned(),
        when: "2026-11-25T12:00:00Z".to_owned(),
        token: None,
    }
}

fn id() -> EditionId {
    "mill".parse().expect("a name")
}

fn put(store: &Store, text: &str) -> Published {
    let input = Input {
        name: "mill.xml",
        bytes: text.as_bytes(),
    };
    publish(store, &id(), input, &facts(), Expected::Any).expect("published")
}

fn stored(store: &Store, number: u32) -> Option<Vec<u8>> {
    let reference = VersionReference::Number(number);
    let report = store.report(&id(), reference, Report::Survival);
    report.expect("readable")
}

/// The report as whoever has only the two files writes it.
fn recomputed(old: &str, new: &str) -> Vec<u8> {
    let (path, none) = (FilePath::edition(), BTreeMap::new());
    let [old, new] = [("one.xml", old), ("two.xml", new)].map(|(name, text)| Deposit {
        name,
        bytes: text.as_bytes(),
        path: &path,
        files: &none,
    });
    let report = survival(&old, &new);
    report.expect("readable").to_bytes().expect("JSON")
}

#[test]
fn a_report_lies_beside_every_version_but_the_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let disk = Store::open_or_create(&folder.path().join("store")).expect("a store");
    let one = tei("<p n='1'>One.</p><p n='2'>Two and two.</p><p n='3'>Three.</p>");
    let two = tei("<p n='1'>One.</p><p n='2'>Two and too.</p><p n='4'>Three.</p>");
    for store in [&disk, &Store::memory()] {
        assert!(put(store, &one).survival.is_none());
        let second = put(store, &two);
        let report = second.survival.expect("a report");
        let counts = report.survival.counts();
        assert_eq!((counts.same, counts.changed, counts.moved), (1, 1, 1));
        assert_eq!(stored(store, 1), None);
        let kept = stored(store, 2).expect("a report");
        let all = store.reports(&id(), Report::Survival).expect("readable");
        assert_eq!(all, [(2, kept.clone())].into());
        assert_eq!(kept, recomputed(&one, &two));
        let json: serde_json::Value = serde_json::from_slice(&kept).expect("JSON");
        let units = serde_json::json!([
            { "reference": "1", "fate": "same" },
            { "reference": "2", "fate": "changed" },
            { "reference": "3", "fate": "moved", "to": ["4"] },
        ]);
        assert_eq!(json["units"], units);
        let digest = store.versions(&id()).expect("versions")[0].digest;
        assert_eq!(json["old"]["sha256"], digest.to_string());
        // The same bytes again are no version and have no report.
        let again = put(store, &two);
        assert!(!again.put.new && again.survival.is_none());
    }
    let damages = disk.verify(&mut |_| {}).expect("verified");
    assert!(damages.is_empty(), "{damages:?}");
}

#[test]
fn a_report_is_of_the_version_that_stood_before() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open_or_create(&folder.path().join("store")).expect("a store");
    let texts = ["One.", "Two.", "Three."].map(|words| tei(&format!("<p n='1'>{words}</p>")));
    put(&store, &texts[0]);
    put(&store, &texts[1]);
    withdraw(&store, &id(), Some(2), &facts()).expect("withdrawn");
    let third = put(&store, &texts[2]);
    let kept = stored(&store, third.put.version.number);
    assert_eq!(kept, Some(recomputed(&texts[0], &texts[2])));
}

#[test]
fn writers_that_overtake_each_other_write_true_reports() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("store");
    let store = Store::open_or_create(&root).expect("a store");
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let root = &root;
            scope.spawn(move || {
                let store = Store::open(root).expect("the store");
                for round in 0..4 {
                    put(&store, &tei(&format!("<p n='1'>{writer} {round}</p>")));
                }
            });
        }
    });
    reports_name_the_version_before(&store, 16);
}

#[test]
fn versions_of_one_edition_published_together_have_true_reports() {
    let store = Store::memory();
    let texts: Vec<String> = (0..5).map(|n| tei(&format!("<p n='1'>{n}</p>"))).collect();
    let (id, path, none) = (id(), FilePath::edition(), BTreeMap::new());
    let candidates: Vec<Candidate<'_>> = texts
        .iter()
        .map(|text| Candidate {
            id: &id,
            deposit: Deposit {
                name: "mill.xml",
                bytes: text.as_bytes(),
                path: &path,
                files: &none,
            }
            .into(),
            expected: Expected::Any,
            place: None,
            provenance: None,
        })
        .collect();
    let results = publish_all(&store, &candidates, &facts(), &Schemas::default());
    let numbers = results
        .into_iter()
        .map(|one| one.expect("published").put.version.number);
    assert_eq!(numbers.collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    reports_name_the_version_before(&store, 5);
}

fn reports_name_the_version_before(store: &Store, count: usize) {
    let versions = store.versions(&id()).expect("versions");
    assert_eq!(versions.len(), count);
    for pair in versions.windows(2) {
        let kept = stored(store, pair[1].number).expect("a report");
        let json: serde_json::Value = serde_json::from_slice(&kept).expect("JSON");
        assert_eq!(json["old"]["sha256"], pair[0].digest.to_string());
        assert_eq!(json["new"]["sha256"], pair[1].digest.to_string());
    }
}
