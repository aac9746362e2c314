//! Withdrawn versions: nothing is lost, and nothing is shown.

use std::fs;
use std::process::Command;

use variorum::edition::{VersionReference, Withdrawal};
use variorum::store::{Error, Publication, Store, digest};

use super::crash::check_with_rocfl;
use super::{files, id, publication, put, sample};

fn withdraw(store: &Store, version: Option<u32>) -> Result<Vec<Withdrawal>, Error> {
    store.withdraw(&id("lamb"), version, &publication("A wrong witness."))
}

#[test]
fn a_withdrawn_version_is_not_given_and_nothing_is_lost() {
    let (_folder, root, store) = sample();
    let before = files(&root);
    let gone = withdraw(&store, Some(2)).expect("withdrawn");
    assert_eq!(gone.len(), 1);
    assert_eq!(
        (gone[0].version, gone[0].reason.as_str()),
        (2, "A wrong witness.")
    );
    let kept = files(&root);
    assert!(
        before.iter().all(|path| kept.contains(path)),
        "nothing is removed"
    );

    for store in [&store, &Store::open(&root).expect("the store")] {
        let read = |reference| store.read(&id("lamb"), reference).map(|(v, _)| v.number);
        let two = read(VersionReference::Number(2));
        assert!(matches!(two, Err(Error::Withdrawn(_, why)) if why.by == "Ada Editor"));
        let second = VersionReference::Digest(digest(b"<b/>"));
        assert!(matches!(read(second), Err(Error::Withdrawn(..))));
        assert_eq!(read(VersionReference::Latest).expect("it stands"), 3);
        let numbers: Vec<u32> = store
            .versions(&id("lamb"))
            .expect("versions")
            .iter()
            .map(|v| v.number)
            .collect();
        assert_eq!(numbers, [1, 2, 3], "what was published stays known");
        assert_eq!(store.withdrawals(&id("lamb")).expect("withdrawals"), gone);
        assert_eq!(store.verify(&mut |_| {}).expect("verified"), []);
    }
    assert_eq!(withdraw(&store, Some(2)).expect("already"), []);
    // The withdrawal is version 4 to OCFL: the number is not given again.
    assert_eq!(put(&store, "lamb", b"<d/>"), 5);
    assert!(matches!(
        store.read(&id("lamb"), VersionReference::Number(4)),
        Err(Error::NoSuchVersion(..))
    ));
    let two = store.read(&id("lamb"), VersionReference::Number(2));
    assert!(
        matches!(two, Err(Error::Withdrawn(..))),
        "it stays withdrawn"
    );
    check_with_rocfl(&root);
}

#[test]
fn a_whole_edition_is_withdrawn_and_can_come_back() {
    let (_folder, root, store) = sample();
    let gone = withdraw(&store, None).expect("withdrawn");
    assert_eq!(
        gone.iter().map(|one| one.version).collect::<Vec<_>>(),
        [1, 2, 3]
    );
    let latest = store.read(&id("lamb"), VersionReference::Latest);
    assert!(matches!(latest, Err(Error::Withdrawn(..))));
    // Even the bytes that were withdrawn: as a new version.
    assert_eq!(put(&store, "lamb", b"<a/>"), 5);
    let (version, bytes) = store
        .read(&id("lamb"), VersionReference::Latest)
        .expect("it stands");
    assert_eq!((version.number, bytes.as_slice()), (5, &b"<a/>"[..]));
    let first = VersionReference::Digest(digest(b"<a/>"));
    assert_eq!(
        store.read(&id("lamb"), first).expect("it stands").0.number,
        5
    );
    assert_eq!(store.verify(&mut |_| {}).expect("verified"), []);
    check_with_rocfl(&root);
}

#[test]
fn what_cannot_be_withdrawn_is_said() {
    let (_folder, root, store) = sample();
    let before = files(&root);
    assert!(matches!(
        withdraw(&store, Some(9)),
        Err(Error::NoSuchVersion(..))
    ));
    let nothing = Publication {
        message: String::new(),
        ..publication("")
    };
    let without = store.withdraw(&id("lamb"), None, &nothing);
    assert!(matches!(without, Err(Error::Unfit(_))));
    let unknown = store.withdraw(&id("nobody"), None, &publication("why"));
    assert!(matches!(unknown, Err(Error::NoSuchEdition(_))));
    assert_eq!(files(&root), before);
}

/// In a file system of its own, which is full: nothing can be published, and what must
/// not be shown any more is withdrawn.
#[test]
fn on_a_full_disk_a_version_is_withdrawn() {
    let possible = Command::new("unshare").args(["-rm", "true"]).status();
    if !possible.is_ok_and(|status| status.success()) {
        println!("skipped: no file system can be made here");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let tei = "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader/><text/></TEI>";
    fs::write(folder.path().join("lamb.xml"), tei).expect("written");
    fs::create_dir(folder.path().join("disk")).expect("a folder");
    let script = r#"
        mount -t tmpfs -o size=6m tmpfs disk || exit 3
        $V publish lamb.xml --by Ada --store disk/store || [ $? = 1 ] || exit 4
        test -s disk/store.work/reserve || exit 5
        dd if=/dev/zero of=disk/filled bs=4k 2>/dev/null
        sed s/text/facsimile/ lamb.xml >other.xml
        $V publish other.xml --id lamb --by Ada --store disk/store && exit 6
        $V withdraw lamb 1 --by Ada --reason 'A court says so.' --store disk/store || exit 7
        $V versions lamb --store disk/store
        rm disk/filled
        $V verify --store disk/store || exit 8
        $V publish other.xml --id lamb --by Ada --store disk/store || [ $? = 1 ] || exit 9
        test -s disk/store.work/reserve || exit 10
    "#;
    let output = Command::new("unshare")
        .args(["-rm", "sh", "-c", script])
        .env("V", env!("CARGO_BIN_EXE_variorum"))
        .current_dir(folder.path())
        .output()
        .expect("it runs");
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (told, said) = (said(&output.stdout), said(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{told}\n{said}");
    assert!(told.contains("A court says so."), "{told}\n{said}");
}
