//! What is lost of one version hides no other, and is never taken for another.

use super::*;

fn file_of(root: &Path, end: &str) -> PathBuf {
    let found = files(root).into_iter().find(|path| path.ends_with(end));
    found.expect("a file")
}

#[test]
fn a_lost_file_of_an_old_version_hides_no_other() {
    let (_folder, root, store) = sample();
    let versions = store.versions(&id("lamb")).expect("versions");
    let own = files(&root).into_iter();
    let mut own = own.filter(|path| path.to_string_lossy().contains("lamb"));
    let first = own.find(|path| path.ends_with("v1/content/edition.xml"));
    fs::remove_file(first.expect("a file")).expect("removed");
    let numbers = |versions: &[variorum::edition::Version]| {
        versions.iter().map(|v| v.number).collect::<Vec<_>>()
    };
    let now = store.versions(&id("lamb")).expect("versions");
    assert_eq!(numbers(&now), numbers(&versions));
    let read = |number| store.read(&id("lamb"), VersionReference::Number(number));
    assert!(read(2).is_ok());
    let error = read(1).expect_err("lost");
    assert!(matches!(error, Error::Damaged { .. }), "{error}");
    assert!(error.to_string().contains("it is lost"), "{error}");
    assert_eq!(put(&store, "lamb", b"<c/>"), 4);
}

#[test]
fn an_edition_without_inventory_is_damaged_not_absent() {
    for name in ["inventory.json", "inventory.json.sha256"] {
        let (_folder, root, store) = sample();
        let objects = files(&root).into_iter();
        let mut own = objects.filter(|path| path.to_string_lossy().contains("tyger"));
        let own = own.find(|path| path.ends_with(name)).expect("a file");
        fs::remove_file(own).expect("removed");
        let again = store.put(&id("tyger"), b"<u/>", &publication("again"), Expected::Any);
        assert!(matches!(again, Err(Error::Damaged { .. })), "{again:?}");
        assert!(store.read(&id("lamb"), VersionReference::Latest).is_ok());
    }
}

#[test]
fn a_number_is_never_given_again_to_other_bytes() {
    let (_folder, root, store) = sample();
    drop(store);
    let object = file_of(&root, "v3/inventory.json");
    let object = object.parent().and_then(Path::parent).expect("the object");
    // As a copy from before the third version has it.
    for name in ["inventory.json", "inventory.json.sha256"] {
        fs::copy(object.join("v2").join(name), object.join(name)).expect("put back");
    }
    fs::remove_dir_all(object.join("v3")).expect("removed");
    let store = Store::open(&root).expect("a store");
    let other = store.put(&id("lamb"), b"<x/>", &publication("x"), Expected::Any);
    let error = other.expect_err("refused").to_string();
    assert!(error.contains("its number is never given again"), "{error}");
    let gone = store.withdraw(&id("lamb"), Some(1), &publication("gone"));
    assert!(gone.is_err(), "{gone:?}");
    // The same bytes make it good.
    assert_eq!(put(&store, "lamb", b"<a/>"), 3);
    assert_eq!(put(&store, "lamb", b"<x/>"), 4);
    fs::remove_dir_all(object).expect("removed");
    let store = Store::open(&root).expect("a store");
    let other = store.put(&id("lamb"), b"<x/>", &publication("x"), Expected::Any);
    assert!(matches!(other, Err(Error::Damaged { .. })), "{other:?}");
}

#[test]
fn a_damaged_entry_of_the_journal_is_one_damage() {
    let (_folder, root, store) = sample();
    let work = root.with_file_name("store.work");
    let entry = file_of(&work, "journal/000000000002");
    let bytes = fs::read(&entry).expect("readable");
    fs::write(&entry, &bytes[..bytes.len() / 2]).expect("written");
    fs::write(file_of(&root, "v2/content/edition.xml"), "<B/>").expect("written");
    let damages = store.verify(&mut |_| {}).expect("verified");
    let told: Vec<String> = damages.iter().map(ToString::to_string).collect();
    assert!(
        told.iter().any(|one| one.contains("no entry of a journal")),
        "{told:?}"
    );
    assert!(
        told.iter().any(|one| one.contains("v2/content")),
        "{told:?}"
    );
    assert_eq!(told.len(), 2, "{told:?}");
}
