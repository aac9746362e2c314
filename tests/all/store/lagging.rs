//! What is published is read although its folder cannot follow, as on a full disk.

use super::*;
use variorum::store::Submission;

/// Publishes a file with another beside it; whether its folder follows is left open.
fn announce(store: &Store, name: &str, bytes: &[u8], page: &[u8]) {
    let path = FilePath::edition();
    let beside = BTreeMap::from([(FilePath::new("pages/1.xml").expect("a path"), page.to_vec())]);
    let deposit = Deposit {
        name,
        bytes,
        path: &path,
        files: &beside,
    };
    let submission = Submission {
        id: &id(name),
        deposit: deposit.into(),
        reports: &[(Report::Validation, b"{}")],
        publication: &publication("a note"),
        expected: Expected::Any,
    };
    let mut results = store.put_all(&[submission]).expect("published");
    results.pop().expect("one").expect("published");
}

fn variorum(root: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_variorum"))
        .args(arguments)
        .args(["--store".as_ref(), root.as_os_str()])
        .output()
        .expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn what_folders_cannot_have_yet_is_read_from_the_journal() {
    let (folder, root, store) = sample();
    let in_the_way = folder.path().join("store.work/object");
    let _ = fs::remove_dir_all(&in_the_way);
    fs::write(&in_the_way, "no folder").expect("written");
    announce(&store, "lamb", b"<c/>", b"<page/>");
    announce(&store, "rose", b"<r/>", b"<leaf/>");
    assert_eq!(put(&store, "lamb", b"<d/>"), 5);
    for store in [store, Store::open(&root).expect("the store again")] {
        let all = [id("lamb"), id("rose"), id("tyger")];
        assert_eq!(store.editions().expect("editions"), all);
        assert!(store.lagging().is_some());
        let catalogue = store.catalogue().expect("a catalogue");
        for (id, standing) in catalogue {
            assert_eq!(
                standing.expect("standing"),
                store.standing(&id).expect("standing")
            );
        }
        let versions = store.versions(&id("lamb")).expect("versions");
        assert_eq!(versions.iter().map(|v| v.bytes).collect::<Vec<_>>(), [4; 5]);
        let read = |number| store.read(&id("lamb"), VersionReference::Number(number));
        for (number, wanted) in [(1, b"<a/>"), (2, b"<b/>"), (4, b"<c/>"), (5, b"<d/>")] {
            assert_eq!(read(number).expect("read").1, wanted);
        }
        let stored = store
            .stored(&id("rose"), VersionReference::Latest)
            .expect("stored");
        assert_eq!(stored.bytes, b"<r/>");
        let page = stored
            .files
            .get(&FilePath::new("pages/1.xml").expect("a path"));
        assert_eq!(page.expect("read").expect("a page"), b"<leaf/>");
        let report = store.report(&id("lamb"), VersionReference::Number(4), Report::Validation);
        assert_eq!(report.expect("read").expect("a report"), b"{}");
        assert_eq!(
            store
                .reports(&id("lamb"), Report::Validation)
                .expect("read")
                .len(),
            1
        );
        let damages = store.verify(&mut |_| {}).expect("verified");
        let found: Vec<_> = damages
            .iter()
            .map(|one| (one.edition.clone(), one.version))
            .collect();
        let behind = [("lamb", 4), ("lamb", 5), ("rose", 1)];
        assert_eq!(
            found,
            behind.map(|(name, number)| (Some(id(name)), Some(number)))
        );
        assert!(damages[0].message.contains("cannot follow"), "{damages:?}");
        // What comes next finds what is published, not what the folders have.
        let conflict = store.put(&id("rose"), b"<s/>", &publication("s"), Expected::Number(0));
        assert!(
            matches!(conflict, Err(Error::Conflict { .. })),
            "{conflict:?}"
        );
    }

    let (code, told, said) = variorum(&root, &["versions"]);
    assert_eq!((code, told.lines().count()), (Some(0), 3), "{said}");
    assert!(said.contains("cannot follow"), "{said}");
    let (code, told, said) = variorum(&root, &["audit"]);
    assert_eq!((code, told.lines().count()), (Some(0), 7), "{said}");
    assert!(said.contains("cannot follow"), "{said}");

    let tei = "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader/><text/></TEI>";
    let file = folder.path().join("tiger.xml");
    fs::write(&file, tei).expect("written");
    let file = file.to_str().expect("a name");
    let publish = ["publish", file, "--id", "tyger", "--by", "Ada"];
    let (code, told, said) = variorum(&root, &publish);
    assert_eq!(code, Some(2), "{said}");
    assert!(
        told.starts_with("tyger 2 ") && told.ends_with(" published\n"),
        "{told}"
    );
    assert!(said.contains("published for good"), "{said}");
    assert_eq!(
        variorum(&root, &publish).1.lines().count(),
        1,
        "it is there"
    );

    fs::remove_file(&in_the_way).expect("removed");
    let store = Store::open(&root).expect("the store again");
    assert_eq!(store.versions(&id("lamb")).expect("versions").len(), 5);
    assert_eq!(store.lagging(), None);
    assert_eq!(store.verify(&mut |_| {}).expect("verified"), []);
    assert_eq!(store.versions(&id("tyger")).expect("versions").len(), 2);
    assert_eq!(variorum(&root, &["versions"]).2, "");
}
