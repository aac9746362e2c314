//! Reports that lie beside what was published.

use std::fs;

use variorum::edition::{EditionId, VersionReference};
use variorum::operations::{Facts, Input, publish};
use variorum::store::{Expected, Report, Store, digest};

const TEI: &str = "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader/><text><body/></text></TEI>";

fn publish_into(store: &Store, bytes: &[u8]) -> EditionId {
    let id: EditionId = "lamb".parse().expect("a name");
    let facts = Facts {
        publisher: "An Editor".to_owned(),
        address: String::new(),
        message: "First.".to_owned(),
        when: "2026-11-25T12:00:00Z".to_owned(),
        token: None,
    };
    let name = "/a/folder/lamb.xml";
    let input = Input { name, bytes };
    publish(store, &id, input, &facts, Expected::Any).expect("published");
    id
}

#[test]
fn every_version_has_its_report_and_the_digest_of_its_tei() {
    let folder = tempfile::tempdir().expect("folder");
    let disk = Store::open_or_create(&folder.path().join("store")).expect("a store");
    let memory = Store::memory();
    let mut reports = Vec::new();
    for store in [&disk, &memory] {
        let id = publish_into(store, TEI.as_bytes());
        publish_into(store, TEI.replace("body", "front").as_bytes());
        let (version, bytes) = store.read(&id, VersionReference::Number(1)).expect("read");
        assert_eq!(
            (version.digest, &*bytes),
            (digest(TEI.as_bytes()), TEI.as_bytes())
        );
        let report = store
            .report(&id, VersionReference::Number(1), Report::Validation)
            .expect("read");
        let report = report.expect("a report");
        let json: serde_json::Value = serde_json::from_slice(&report).expect("JSON");
        assert_eq!(json["verdict"], "invalid");
        assert_eq!(json["findings"][0]["code"], "element-incomplete");
        assert_eq!(
            json["findings"][0]["file"], "lamb",
            "no path of the machine"
        );
        let second = store
            .report(&id, VersionReference::Latest, Report::Validation)
            .expect("read");
        assert_ne!(second, Some(report.clone()));
        reports.push(report);
    }
    // The same bytes, wherever and whenever.
    assert_eq!(reports[0], reports[1]);
    let damages = disk.verify(&mut |_| {}).expect("verified");
    assert!(damages.is_empty(), "{damages:?}");
}

#[test]
fn a_report_that_was_changed_is_damage() {
    let folder = tempfile::tempdir().expect("folder");
    let root = folder.path().join("store");
    let store = Store::open_or_create(&root).expect("a store");
    let id = publish_into(&store, TEI.as_bytes());
    let mut waiting = vec![root];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).expect("readable") {
            let path = entry.expect("entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.ends_with("validation.json") {
                fs::write(path, "{}").expect("written");
            }
        }
    }
    assert!(
        store
            .report(&id, VersionReference::Latest, Report::Validation)
            .is_err()
    );
    assert!(!store.verify(&mut |_| {}).expect("verified").is_empty());
}
