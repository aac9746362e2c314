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

/// The packs beside a store, by the number of their act.
fn packs(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder.join("store.work/packs")).expect("packs");
    let mut packs: Vec<PathBuf> = entries.map(|entry| entry.expect("a pack").path()).collect();
    packs.sort();
    packs
}

/// A store in which the folders could not follow four acts: of `lamb`, of `rose`, of
/// `oak`, of `tyger`.
fn behind() -> (TempDir, PathBuf) {
    let (folder, root, store) = sample();
    let in_the_way = folder.path().join("store.work/object");
    let _ = fs::remove_dir_all(&in_the_way);
    fs::write(&in_the_way, "no folder").expect("written");
    for (name, bytes) in [
        ("lamb", b"<c/>"),
        ("rose", b"<r/>"),
        ("oak", b"<o/>"),
        ("tyger", b"<y/>"),
    ] {
        announce(&store, name, bytes, b"<page/>");
    }
    drop(store);
    fs::remove_file(&in_the_way).expect("removed");
    (folder, root)
}

#[test]
fn a_damaged_pack_hides_nothing_but_what_it_has() {
    let (folder, root) = behind();
    let pack = packs(folder.path())[1].clone();
    let whole = fs::read(&pack).expect("read");
    let mut touched = whole.clone();
    *touched.last_mut().expect("a byte") ^= 1;
    fs::write(&pack, &touched).expect("written");
    let store = Store::open(&root).expect("the store");
    // All else is read, what comes behind it too.
    let all = [id("lamb"), id("oak"), id("rose"), id("tyger")];
    assert_eq!(store.editions().expect("editions"), all);
    let read = |name: &str| store.read(&id(name), VersionReference::Latest);
    for (name, wanted) in [("lamb", b"<c/>"), ("oak", b"<o/>"), ("tyger", b"<y/>")] {
        assert_eq!(read(name).expect("read").1, wanted);
    }
    let catalogue = store.catalogue().expect("a catalogue");
    let sound = catalogue.iter().filter(|(_, standing)| standing.is_ok());
    assert_eq!(sound.count(), 3);
    let refused = read("rose").expect_err("damaged").to_string();
    assert!(
        refused.contains("packs/") && refused.contains("whole copy"),
        "{refused}"
    );
    // It is told where somebody looks.
    assert!(store.lagging().expect("told").contains("packs/"));
    let damages = store.verify(&mut |_| {}).expect("verified");
    let places = damages
        .iter()
        .filter(|one| pack.ends_with(&one.path) || one.path == pack);
    assert_eq!(places.count(), 1, "{damages:?}");
    let (code, _, said) = variorum(&root, &["versions"]);
    assert!(said.contains("packs/"), "{code:?} {said}");
    // Nothing is published on top of what nobody knows, and nothing is lost.
    let put = store.put(&id("lamb"), b"<d/>", &publication("d"), Expected::Any);
    assert!(matches!(put, Err(Error::Damaged { .. })), "{put:?}");
    assert_eq!(packs(folder.path()).len(), 3, "the first was followed");
    // A copy from elsewhere mends it.
    fs::write(&pack, &whole).expect("written");
    let store = Store::open(&root).expect("the store");
    assert_eq!(store.verify(&mut |_| {}).expect("verified"), []);
    assert_eq!(store.lagging(), None);
    let rose = store.read(&id("rose"), VersionReference::Latest);
    assert_eq!(rose.expect("read").1, b"<r/>");
    assert_eq!(super::put(&store, "lamb", b"<d/>"), 5);
}

#[test]
fn of_a_damaged_new_version_the_older_ones_are_read() {
    let (folder, root) = behind();
    let pack = packs(folder.path())[0].clone();
    fs::write(&pack, b"nothing").expect("written");
    let store = Store::open(&root).expect("the store");
    let read = |number| store.read(&id("lamb"), VersionReference::Number(number));
    assert_eq!(read(2).expect("read").1, b"<b/>");
    let newest = store.read(&id("lamb"), VersionReference::Latest);
    assert!(matches!(newest, Err(Error::Damaged { .. })), "{newest:?}");
    let versions = store.versions(&id("lamb")).expect("listed");
    assert_eq!(versions.last().map(|version| version.number), Some(4));
    assert_eq!(
        store
            .read(&id("oak"), VersionReference::Latest)
            .expect("read")
            .1,
        b"<o/>"
    );
    // Who has no copy removes it: then what is lost is named, and the rest goes on.
    fs::remove_file(&pack).expect("removed");
    let store = Store::open(&root).expect("the store");
    let damages = store.verify(&mut |_| {}).expect("verified");
    let named: Vec<_> = damages
        .iter()
        .map(|one| (one.edition.clone(), one.version))
        .collect();
    assert_eq!(named, [(Some(id("lamb")), Some(4))], "{damages:?}");
    assert_eq!(put(&store, "oak", b"<p/>"), 2);
    // Its number is never given to other bytes.
    let other = store.put(&id("lamb"), b"<e/>", &publication("e"), Expected::Any);
    assert!(other.is_err(), "{other:?}");
}

#[test]
fn a_damaged_entry_hides_no_other() {
    let (folder, root) = behind();
    let mut entries: Vec<PathBuf> = fs::read_dir(folder.path().join("store.work/journal"))
        .expect("a journal")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    entries.sort();
    let entry = entries[entries.len() - 3].clone();
    let whole = fs::read(&entry).expect("read");
    fs::write(&entry, b"nothing").expect("written");
    let store = Store::open(&root).expect("the store");
    for (name, wanted) in [("lamb", b"<c/>"), ("oak", b"<o/>"), ("tyger", b"<y/>")] {
        let read = store.read(&id(name), VersionReference::Latest);
        assert_eq!(read.expect("read").1, wanted);
    }
    let position = store.position().expect("a position");
    assert!(store.changed_since(position).expect("asked").is_some());
    assert!(store.changed_since(position - 4).expect("asked").is_none());
    let damages = store.verify(&mut |_| {}).expect("verified");
    assert!(damages.iter().any(|one| one.path == entry), "{damages:?}");
    let put = store.put(&id("lamb"), b"<d/>", &publication("d"), Expected::Any);
    assert!(matches!(put, Err(Error::Damaged { .. })), "{put:?}");
    fs::write(&entry, &whole).expect("written");
    let store = Store::open(&root).expect("the store");
    assert_eq!(store.verify(&mut |_| {}).expect("verified"), []);
}
