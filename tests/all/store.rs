//! The store: nothing is lost, nothing is overwritten, damage is found.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use tempfile::TempDir;
use variorum::edition::{EditionId, VersionReference};
use variorum::source::{Deposit, FilePath};
use variorum::store::{Error, Expected, Publication, Report, Store, digest};

mod crash;
mod lagging;
mod lost;
mod ocfl;
mod remote;
#[cfg(feature = "s3")]
mod s3;
mod withdrawn;

fn id(name: &str) -> EditionId {
    name.parse().expect("a name")
}

fn publication(message: &str) -> Publication {
    Publication {
        publisher: "Ada Editor".to_owned(),
        address: "mailto:ada@example.org".to_owned(),
        message: message.to_owned(),
        when: "2026-11-25T10:00:00Z".to_owned(),
        token: None,
    }
}

fn put(store: &Store, name: &str, bytes: &[u8]) -> u32 {
    let put = store.put(&id(name), bytes, &publication("a note"), Expected::Any);
    put.expect("published").version.number
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).expect("readable") {
            let path = entry.expect("entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// A store on disk with two editions, one of them in three versions, of which
/// the third has the bytes of the first again.
fn sample() -> (TempDir, PathBuf, Store) {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("store");
    let store = Store::open_or_create(&root).expect("a store");
    put(&store, "lamb", b"<a/>");
    put(&store, "lamb", b"<b/>");
    put(&store, "lamb", b"<a/>");
    put(&store, "tyger", b"<t/>");
    (folder, root, store)
}

#[test]
fn versions_are_numbered_and_read_back() {
    let (_folder, root, disk) = sample();
    let memory = Store::memory();
    put(&memory, "lamb", b"<a/>");
    put(&memory, "lamb", b"<b/>");
    put(&memory, "lamb", b"<a/>");
    put(&memory, "tyger", b"<t/>");
    for store in [disk, memory, Store::open(&root).expect("the store again")] {
        assert_eq!(
            store.editions().expect("editions"),
            [id("lamb"), id("tyger")]
        );
        let versions = store.versions(&id("lamb")).expect("versions");
        assert_eq!(
            versions.iter().map(|v| v.number).collect::<Vec<_>>(),
            [1, 2, 3]
        );
        assert!(versions.is_sorted_by(|a, b| a.published < b.published));
        assert_eq!(versions[1].publisher, "Ada Editor");
        let read = |reference| {
            store
                .read(&id("lamb"), reference)
                .map(|(v, b)| (v.number, b))
        };
        assert_eq!(
            read(VersionReference::Latest).expect("latest"),
            (3, b"<a/>".to_vec())
        );
        assert_eq!(
            read(VersionReference::Number(2)).expect("second"),
            (2, b"<b/>".to_vec())
        );
        let reference = VersionReference::Digest(digest(b"<a/>"));
        assert_eq!(read(reference).expect("by digest").0, 1);
        assert!(matches!(
            read(VersionReference::Number(4)),
            Err(Error::NoSuchVersion(..))
        ));
        assert!(matches!(
            store.versions(&id("x")),
            Err(Error::NoSuchEdition(_))
        ));
        let found = store
            .find(&digest(b"<t/>"))
            .expect("looked for")
            .expect("found");
        assert_eq!((found.0, found.1.number), (id("tyger"), 1));
        assert_eq!(store.verify(&mut |_| {}).expect("verified"), []);
    }
}

#[test]
fn the_same_bytes_make_no_new_version() {
    let (_folder, root, store) = sample();
    let before = files(&root);
    let again = store.put(&id("tyger"), b"<t/>", &publication("again"), Expected::Any);
    assert!(!again.expect("answered").new);
    assert_eq!(files(&root), before);
}

#[test]
fn an_expectation_that_fails_changes_nothing() {
    let (_folder, root, store) = sample();
    let before = files(&root);
    for expected in [
        Expected::Head(None),
        Expected::Head(Some(digest(b"<b/>"))),
        Expected::Number(0),
        Expected::Number(2),
    ] {
        let conflict = store.put(&id("lamb"), b"<c/>", &publication("c"), expected);
        assert!(matches!(conflict, Err(Error::Conflict { .. })));
    }
    assert_eq!(files(&root), before);
    let expected = Expected::Head(Some(digest(b"<a/>")));
    let put = store.put(&id("lamb"), b"<c/>", &publication("c"), expected);
    assert_eq!(put.expect("published").version.number, 4);
}

#[test]
fn a_changed_byte_anywhere_is_found() {
    let (_folder, root, store) = sample();
    for path in files(&root) {
        let bytes = fs::read(&path).expect("readable");
        for at in [0, bytes.len() / 2, bytes.len() - 1] {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            fs::write(&path, &changed).expect("written");
            let damages = store.verify(&mut |_| {}).expect("verified");
            assert!(!damages.is_empty(), "byte {at} of {}", path.display());
        }
        fs::remove_file(&path).expect("removed");
        let damages = store.verify(&mut |_| {}).expect("verified");
        assert!(!damages.is_empty(), "without {}", path.display());
        fs::write(&path, &bytes).expect("written");
    }
    assert_eq!(store.verify(&mut |_| {}).expect("verified"), []);
    // Whatever lies directly in the root is to be ignored (OCFL 1.1, E087); a
    // file between the objects is not.
    fs::write(root.join("stray"), "x").expect("written");
    assert_eq!(store.verify(&mut |_| {}).expect("verified"), []);
    let tuple = fs::read_dir(&root)
        .expect("readable")
        .map(|entry| entry.expect("entry").path())
        .find(|path| path.is_dir() && !path.ends_with("extensions"))
        .expect("a folder of the layout");
    fs::write(tuple.join("stray"), "x").expect("written");
    let damages = store.verify(&mut |_| {}).expect("verified");
    assert_eq!(
        damages.iter().map(|d| d.code).collect::<Vec<_>>(),
        [Some("E072")]
    );
}

#[test]
fn damage_names_edition_and_version_and_is_never_served() {
    let (_folder, root, store) = sample();
    let second = files(&root)
        .into_iter()
        .find(|path| path.ends_with("v2/content/edition.xml"))
        .expect("the second version");
    fs::write(&second, "<x/>").expect("written");
    let damages = store.verify(&mut |_| {}).expect("verified");
    assert_eq!(damages.len(), 1);
    assert_eq!(damages[0].edition, Some(id("lamb")));
    assert_eq!(
        (damages[0].version, damages[0].code),
        (Some(2), Some("E092"))
    );
    let read = store.read(&id("lamb"), VersionReference::Number(2));
    assert!(matches!(read, Err(Error::Damaged { .. })));
    assert!(store.read(&id("lamb"), VersionReference::Latest).is_ok());
}

#[test]
fn what_a_crash_leaves_behind_is_swept() {
    let (folder, root, store) = sample();
    let work = folder.path().join("store.work");
    fs::create_dir_all(work.join("object/v9/content")).expect("made");
    fs::write(work.join("object/v9/content/edition.xml"), "half").expect("written");
    assert_eq!(put(&store, "lamb", b"<d/>"), 4);
    assert_eq!(store.verify(&mut |_| {}).expect("verified"), []);
    assert!(!work.join("object").exists());
    assert!(root.exists());
}

#[test]
fn of_writers_at_the_same_time_one_wins_each_version() {
    let (_folder, root, store) = sample();
    let head = store.versions(&id("tyger")).expect("versions")[0].digest;
    for round in 0..4 {
        let head = if round == 0 {
            head
        } else {
            store
                .versions(&id("tyger"))
                .expect("versions")
                .last()
                .expect("one")
                .digest
        };
        let won = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for writer in 0..8 {
                let (root, won) = (&root, &won);
                // Each its own value, as each process has.
                scope.spawn(move || {
                    let store = Store::open(root).expect("the store");
                    let bytes = format!("<t r='{round}' w='{writer}'/>");
                    let expected = Expected::Head(Some(head));
                    match store.put(&id("tyger"), bytes.as_bytes(), &publication("r"), expected) {
                        Ok(put) => {
                            assert!(put.new);
                            won.fetch_add(1, Ordering::SeqCst);
                        }
                        Err(Error::Conflict { .. }) => {}
                        Err(other) => panic!("{other}"),
                    }
                });
            }
        });
        assert_eq!(won.load(Ordering::SeqCst), 1);
    }
    assert_eq!(store.versions(&id("tyger")).expect("versions").len(), 5);
    assert_eq!(store.verify(&mut |_| {}).expect("verified"), []);
}

#[test]
fn a_folder_that_is_no_store_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("letter.txt"), "dear").expect("written");
    assert!(matches!(Store::open(folder.path()), Err(Error::NoStore(_))));
    assert!(matches!(
        Store::open_or_create(folder.path()),
        Err(Error::NoStore(_))
    ));
    assert_eq!(files(folder.path()).len(), 1);
}

#[test]
fn a_store_that_does_not_say_so_any_more_is_damaged() {
    let (_folder, root, store) = sample();
    drop(store);
    let mark = root.join("0=ocfl_1.1");
    let line = fs::read(&mark).expect("read");
    fs::remove_file(&mark).expect("removed");
    let damaged = || {
        for store in [Store::open(&root), Store::open_or_create(&root)] {
            let error = store.expect_err("damaged");
            assert!(matches!(error, Error::Damaged { .. }), "{error}");
            let said = error.to_string();
            assert!(said.contains("0=ocfl_1.1 is damaged: it is lost"), "{said}");
            assert!(said.contains("take it from a copy"), "{said}");
        }
    };
    damaged();
    fs::remove_file(root.join("ocfl_layout.json")).expect("removed");
    fs::remove_dir_all(root.join("extensions")).expect("removed");
    damaged();
    fs::write(&mark, line).expect("written");
    let store = Store::open(&root).expect("the store again");
    assert_eq!(store.versions(&id("lamb")).expect("versions").len(), 3);
}

#[test]
fn another_program_finds_the_store_valid() {
    let tool = std::env::var("ROCFL").unwrap_or_else(|_| {
        concat!(env!("CARGO_MANIFEST_DIR"), "/target/tools/bin/rocfl").to_owned()
    });
    if Command::new(&tool).arg("--version").output().is_err() {
        println!("skipped: no rocfl at {tool} (`make tools` builds it)");
        return;
    }
    let (_folder, root, store) = sample();
    let nameless = Publication {
        address: String::new(),
        ..publication("")
    };
    let put = store.put(&id("x"), b"<x/>", &nameless, Expected::Any);
    assert!(put.is_ok());
    let output = Command::new(&tool)
        .arg("-r")
        .arg(&root)
        .args(["validate", "-w", "W004"])
        .output()
        .expect("rocfl runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && !said.contains("W0"), "{said}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever is published is given back, and nothing is damaged.
    #[test]
    fn what_is_put_is_read(texts in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 1..6)) {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open_or_create(&folder.path().join("store")).expect("a store");
        for text in &texts {
            let number = put(&store, "a", text);
            let (version, bytes) = store.read(&id("a"), VersionReference::Number(number)).expect("read");
            prop_assert_eq!(&bytes, text);
            prop_assert_eq!(version.digest, digest(text));
        }
        prop_assert_eq!(store.verify(&mut |_| {}).expect("verified"), []);
    }
}

#[test]
fn a_damaged_edition_hides_no_other() {
    let (_folder, root, store) = sample();
    let inventory = files(&root)
        .into_iter()
        .find(|path| path.ends_with("inventory.json") && path.to_string_lossy().contains("lamb"))
        .expect("an inventory");
    fs::write(inventory, "{}").expect("written");
    assert_eq!(
        store.editions().expect("editions"),
        [id("lamb"), id("tyger")]
    );
    assert!(matches!(
        store.versions(&id("lamb")),
        Err(Error::Damaged { .. })
    ));
    assert!(store.read(&id("tyger"), VersionReference::Latest).is_ok());
    let found = store
        .find(&digest(b"<t/>"))
        .expect("looked for")
        .expect("found");
    assert_eq!(found.0, id("tyger"));
}

#[test]
fn a_verification_beside_publications_finds_nothing() {
    let (_folder, root, store) = sample();
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let writer = Store::open(&root).expect("the store");
            for number in 0..40 {
                put(&writer, "lamb", format!("<a n='{number}'/>").as_bytes());
            }
            done.store(true, Ordering::SeqCst);
        });
        while !done.load(Ordering::SeqCst) {
            assert_eq!(store.verify(&mut |_| {}).expect("verified"), []);
        }
    });
}

/// The files of a deposit, and its main file.
fn deposited(list: &[(&str, &[u8])]) -> BTreeMap<FilePath, Vec<u8>> {
    let file =
        |(path, bytes): &(&str, &[u8])| (FilePath::new(path).expect("a path"), bytes.to_vec());
    list.iter().map(file).collect()
}

fn put_all(
    store: &Store,
    main: &str,
    list: &[(&str, &[u8])],
) -> Result<variorum::store::Put, Error> {
    put_reported(store, main, list, &[])
}

fn put_reported(
    store: &Store,
    main: &str,
    list: &[(&str, &[u8])],
    reports: &[(Report, &[u8])],
) -> Result<variorum::store::Put, Error> {
    let files = deposited(list);
    let path = FilePath::new(main).expect("a path");
    let deposit = Deposit {
        name: main,
        bytes: &files[&path],
        path: &path,
        files: &files,
    };
    store.put_deposit(
        &id("corpus"),
        &deposit,
        reports,
        &publication("a note"),
        Expected::Any,
    )
}

#[test]
fn a_version_holds_all_files_that_were_handed_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("store");
    for store in [
        Store::open_or_create(&root).expect("a store"),
        Store::memory(),
    ] {
        let one: &[(&str, &[u8])] = &[
            ("texts/main.xml", b"<a/>"),
            ("texts/copy of main.xml", b"<a/>"),
            ("pages/1.xml", b"<p>1</p>"),
            ("pages/\u{6821}.png", b"\x89PNG"),
        ];
        let put = put_all(&store, "texts/main.xml", one).expect("published");
        assert!(put.new && put.version.number == 1);
        assert_eq!(put.version.digest, digest(b"<a/>"));
        let again = put_all(&store, "texts/main.xml", one).expect("published");
        assert!(!again.new, "nothing has changed");
        let two: &[(&str, &[u8])] = &[("texts/main.xml", b"<a/>"), ("pages/1.xml", b"<p>2</p>")];
        let put = put_all(&store, "texts/main.xml", two).expect("published");
        assert!(
            put.new && put.version.number == 2,
            "another file has changed"
        );

        let stored = store
            .stored(&id("corpus"), VersionReference::Number(1))
            .expect("there");
        assert_eq!(stored.bytes, b"<a/>");
        assert_eq!(stored.path.as_str(), "texts/main.xml");
        let found: Vec<(String, Vec<u8>)> = (stored.files.digests())
            .map(|(path, wanted)| {
                let bytes = stored.files.get(path).expect("readable").expect("there");
                assert_eq!(digest(&bytes), wanted);
                (path.to_string(), bytes)
            })
            .collect();
        let expected: Vec<(String, Vec<u8>)> = (deposited(&one[1..]).into_iter())
            .map(|(path, bytes)| (path.to_string(), bytes))
            .collect();
        assert_eq!(found, expected);
        let newest = store
            .stored(&id("corpus"), VersionReference::Latest)
            .expect("there");
        let page = FilePath::new("pages/1.xml").expect("a path");
        assert_eq!(
            newest.files.get(&page).expect("readable").as_deref(),
            Some(&b"<p>2</p>"[..])
        );
        assert_eq!(newest.files.digests().count(), 1);
        assert!(store.verify(&mut |_| {}).expect("looked at").is_empty());
    }
    let names: Vec<String> = (files(&root).iter())
        .map(|path| path.to_string_lossy().into_owned())
        .filter(|name| name.contains("/content/"))
        .map(|name| name.split_once("/v").expect("a version").1.to_owned())
        .collect();
    assert_eq!(
        names,
        [
            "1/content/edition.xml",
            "1/content/pages/1.xml",
            "1/content/pages/\u{6821}.png",
            "2/content/pages/1.xml"
        ]
    );
}

#[test]
fn reports_lie_beside_the_files_and_make_no_version() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("store");
    for store in [
        Store::open_or_create(&root).expect("a store"),
        Store::memory(),
    ] {
        let newest = |store: &Store| store.stored(&id("corpus"), VersionReference::Latest);
        let report = |number, report| {
            let report = store.report(&id("corpus"), VersionReference::Number(number), report);
            report.expect("readable")
        };
        // A file of the same bytes as the report is another file.
        let one: &[(&str, &[u8])] = &[("texts/main.xml", b"<a/>"), ("same.json", b"{\"a\":1}")];
        let (validation, survival) = (Report::Validation, Report::Survival);
        let first: [(Report, &[u8]); 2] = [(validation, b"{\"a\":1}"), (survival, b"{}")];
        let put = put_reported(&store, "texts/main.xml", one, &first).expect("published");
        assert!(put.new && put.version.digest == digest(b"<a/>"));
        let other: [(Report, &[u8]); 1] = [(survival, b"{\"a\":2}")];
        for reports in [&first[..], &other, &[]] {
            let again = put_reported(&store, "texts/main.xml", one, reports).expect("published");
            assert!(!again.new, "only the reports differ");
        }
        for (kind, bytes) in first {
            assert_eq!(report(1, kind).as_deref(), Some(bytes));
        }
        let stored = newest(&store).expect("there");
        let names: Vec<&str> = (stored.files.digests())
            .map(|(path, _)| path.as_str())
            .collect();
        assert_eq!(names, ["same.json"], "the report was not handed in");
        assert_eq!(stored.path.as_str(), "texts/main.xml");

        let two = &one[..1];
        let put = put_reported(&store, "texts/main.xml", two, &[]).expect("published");
        assert!(put.new, "a file is gone");
        assert_eq!(report(2, validation), None);
        assert_eq!(report(2, survival), None);
        let stored = newest(&store).expect("there");
        assert_eq!(stored.files.digests().count(), 0);
        assert!(store.verify(&mut |_| {}).expect("looked at").is_empty());
    }
}

#[test]
fn a_file_that_was_changed_on_disk_is_damage() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("store");
    let store = Store::open_or_create(&root).expect("a store");
    put_all(&store, "a.xml", &[("a.xml", b"<a/>"), ("b.xml", b"<b/>")]).expect("published");
    let file = files(&root)
        .into_iter()
        .find(|path| path.ends_with("b.xml"))
        .expect("there");
    fs::write(&file, b"<c/>").expect("writable");
    let stored = store
        .stored(&id("corpus"), VersionReference::Latest)
        .expect("the main file");
    let path = FilePath::new("b.xml").expect("a path");
    assert!(matches!(
        stored.files.get(&path),
        Err(Error::Damaged { .. })
    ));
    assert_eq!(store.verify(&mut |_| {}).expect("looked at").len(), 1);
}

#[test]
fn names_that_clash_are_refused() {
    let store = Store::memory();
    for list in [
        &[("main.xml", &b"<a/>"[..]), ("edition.xml", b"<b/>")][..],
        &[("main.xml", b"<a/>"), ("edition.xml/b", b"")],
        &[("main.xml", b"<a/>"), ("validation.json", b"{}")],
        &[("main.xml", b"<a/>"), ("survival.json", b"{}")],
        &[("main.xml", b"<a/>"), ("withdrawals.json", b"[]")],
        &[("main.xml", b"<a/>"), ("x", b""), ("x/y/z", b"")],
    ] {
        assert!(
            matches!(put_all(&store, "main.xml", list), Err(Error::Unfit(_))),
            "{list:?}"
        );
    }
    let own = &[("edition.xml", &b"<a/>"[..]), ("x/edition.xml", b"<a/>")];
    put_all(&store, "edition.xml", own).expect("published");
    let stored = store
        .stored(&id("corpus"), VersionReference::Latest)
        .expect("there");
    assert_eq!(stored.path.as_str(), "edition.xml");
}
