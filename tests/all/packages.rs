//! Editions leave for an archive, and come back.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use proptest::prelude::*;
use variorum::edition::EditionId;
use variorum::operations::{bag, unpack};
use variorum::package::check;
use variorum::source::{Deposit, FilePath};
use variorum::store::{Expected, Publication, Store, digest};

use super::cli::{folder, said, variorum};
use super::tidy::files;

type Bag = BTreeMap<FilePath, Vec<u8>>;

fn path(name: &str) -> FilePath {
    FilePath::new(name).expect("a path")
}

fn id() -> EditionId {
    "lamb".parse().expect("a name")
}

fn tei(words: &str) -> String {
    format!(
        "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc><titleStmt>\
         <title>The Lamb</title></titleStmt><publicationStmt><publisher>A\n Society</publisher>\
         <idno>10.1234/lamb</idno></publicationStmt></fileDesc></teiHeader>\
         <text><body><p>{words}</p></body></text></TEI>"
    )
}

fn told(message: &str, when: &str) -> Publication {
    Publication {
        publisher: "Ada Editor".to_owned(),
        address: "mailto:ada@example.org".to_owned(),
        message: message.to_owned(),
        when: when.to_owned(),
        token: None,
    }
}

/// A store in which an edition has these versions, each with a picture; those
/// with a reason are withdrawn at once.
fn store(place: &Path, versions: &[(&str, Option<&str>)]) -> Store {
    let store = Store::open_or_create(&place.join("store")).expect("a store");
    for (at, (words, reason)) in versions.iter().enumerate() {
        let (text, main) = (tei(words), path("texts/lamb.xml"));
        let files = Bag::from([(path("pictures/seal \u{e9}.png"), words.as_bytes().to_vec())]);
        let deposit = Deposit {
            name: "lamb.xml",
            bytes: text.as_bytes(),
            path: &main,
            files: &files,
        };
        let when = format!("2008-07-0{}T10:00:00Z", at + 1);
        let publication = told(words, &when);
        let put = store.put_deposit(&id(), &deposit, &[], &publication, Expected::Any);
        let number = put.expect("published").version.number;
        if let Some(reason) = reason {
            let notice = told(reason, &when);
            store
                .withdraw(&id(), Some(number), &notice)
                .expect("withdrawn");
        }
    }
    store
}

fn packed(store: &Store) -> Bag {
    let items = bag(store, &id()).expect("a bag").into_iter();
    items
        .map(|item| (path(&item.path), item.read().expect("readable")))
        .collect()
}

const THREE: &[(&str, Option<&str>)] = &[
    ("Little Lamb", None),
    ("who made thee", Some("The wrong witness.")),
    ("Dost thou know", None),
];

#[test]
fn a_bag_says_what_header_and_history_say_and_nothing_else() {
    let place = folder();
    let store = store(place.path(), THREE);
    let first = packed(&store);
    let info = String::from_utf8(first[&path("bag-info.txt")].clone()).expect("text");
    let (payload, newest) = (
        first
            .iter()
            .filter(|(path, _)| path.as_str().starts_with("data/")),
        digest(tei("Dost thou know").as_bytes()),
    );
    let sizes: Vec<usize> = payload.map(|(_, bytes)| bytes.len()).collect();
    let ni = variorum::describe::citation::seal::named_information(&newest);
    let expected = format!(
        "Source-Organization: A Society\nExternal-Description: The Lamb\n\
         External-Identifier: urn:x-variorum:edition:lamb\nExternal-Identifier: {ni}\n\
         External-Identifier: 10.1234/lamb\nBagging-Date: 2008-07-03\n\
         Internal-Sender-Identifier: lamb\nPayload-Oxum: {}.{}\n",
        sizes.iter().sum::<usize>(),
        sizes.len()
    );
    assert_eq!(info, expected);
    assert_eq!(packed(&store), first, "the same each time");
    check(&first).expect("whole");
}

#[test]
fn an_edition_comes_back_with_its_versions_and_leaves_as_the_same_bag() {
    let (here, there) = (folder(), folder());
    let first = store(here.path(), THREE);
    let second = Store::open_or_create(&there.path().join("store")).expect("a store");
    let bag = packed(&first);
    assert_eq!(unpack(&second, &bag).expect("restored").fresh, [1, 2, 3, 4]);
    assert_eq!(
        second.versions(&id()).expect("there"),
        first.versions(&id()).expect("there")
    );
    let gone = second.withdrawals(&id()).expect("there");
    assert_eq!(gone, first.withdrawals(&id()).expect("there"));
    assert_eq!(gone[0].reason, "The wrong witness.");
    assert_eq!(packed(&second), bag);
    assert!(unpack(&second, &bag).expect("the same").fresh.is_empty());
    assert!(second.verify(&mut |_| {}).expect("looked at").is_empty());
    // What came later comes too; what is older changes nothing.
    let later = told("Later", "2010-01-01T00:00:00Z");
    first
        .put(
            &id(),
            tei("Gave thee life").as_bytes(),
            &later,
            Expected::Any,
        )
        .expect("published");
    let newer = packed(&first);
    assert_eq!(unpack(&second, &newer).expect("restored").fresh, [5]);
    assert!(unpack(&second, &bag).expect("older").fresh.is_empty());
    assert_eq!(packed(&second), newer);
    // Another history is not this one.
    let other = folder();
    let strange = packed(&store(other.path(), &[("Tyger", None)]));
    let refused = unpack(&second, &strange)
        .expect_err("another history")
        .to_string();
    assert!(
        refused.contains("another history here, from version 1 on"),
        "{refused}"
    );
    assert!(second.verify(&mut |_| {}).expect("looked at").is_empty());
}

/// What is done to a bag.
type Mishap = (&'static str, fn(&mut Bag), &'static str);

fn seal(bag: &mut Bag) {
    let listed: Vec<String> = (bag.iter())
        .filter(|(path, _)| path.as_str().starts_with("data/"))
        .map(|(path, bytes)| format!("{}  {}\n", digest(bytes), path.as_str().replace('%', "%25")))
        .collect();
    bag.insert(path("manifest-sha256.txt"), listed.concat().into_bytes());
    bag.remove(&path("tagmanifest-sha256.txt"));
    bag.remove(&path("bag-info.txt"));
}

const MISHAPS: &[Mishap] = &[
    (
        "a changed byte",
        |bag| {
            bag.values_mut().for_each(|bytes| {
                if bytes.starts_with(b"<TEI") {
                    bytes[9] ^= 1
                }
            })
        },
        "its sha256 is not the one listed",
    ),
    (
        "a missing file",
        |bag| drop(bag.remove(&path("data/v1/content/edition.xml"))),
        "is listed and not there",
    ),
    (
        "a file too many",
        |bag| drop(bag.insert(path("data/more.xml"), Vec::new())),
        "is not in manifest-sha256.txt",
    ),
    (
        "no declaration",
        |bag| drop(bag.remove(&path("bagit.txt"))),
        "this is no bag",
    ),
    (
        "a mark before the declaration",
        |bag| {
            bag.entry(path("bagit.txt"))
                .and_modify(|bytes| drop(bytes.splice(0..0, *b"\xef\xbb\xbf")));
            seal(bag)
        },
        "bagit.txt: begins with a byte-order mark",
    ),
    (
        "no manifest",
        |bag| drop(bag.remove(&path("manifest-sha256.txt"))),
        "manifest-sha256.txt: is listed and not there",
    ),
    (
        "files elsewhere",
        |bag| drop(bag.insert(path("fetch.txt"), Vec::new())),
        "would have to be fetched",
    ),
    (
        "another label",
        |bag| {
            bag.entry(path("bag-info.txt"))
                .or_default()
                .extend(b"Contact-Name: Eve\n")
        },
        "bag-info.txt: its sha256",
    ),
    (
        "a path out of it",
        |bag| {
            bag.entry(path("manifest-sha256.txt"))
                .or_default()
                .extend(format!("{}  data/../../x\n", digest(b"")).bytes())
        },
        "is a path out of the folder",
    ),
    (
        "a payload that does not belong there",
        |bag| {
            bag.insert(path("data/more.xml"), Vec::new());
            seal(bag)
        },
        "`more.xml` does not belong to it",
    ),
    (
        "bytes that its inventory does not know",
        |bag| {
            bag.insert(path("data/v1/content/edition.xml"), tei("Eve").into_bytes());
            seal(bag)
        },
        "is not what its digest says",
    ),
    (
        "an inventory that was edited",
        |bag| {
            bag.entry(path("data/inventory.json"))
                .and_modify(|bytes| bytes.push(b' '));
            seal(bag)
        },
        "is not as a store writes it",
    ),
];

#[test]
fn a_bag_that_is_not_whole_is_refused_with_nothing_written() {
    let (here, there) = (folder(), folder());
    let whole = packed(&store(here.path(), THREE));
    let empty = Store::open_or_create(&there.path().join("store")).expect("a store");
    let before = files(there.path(), "");
    for (what, mishap, expected) in MISHAPS {
        let mut bag = whole.clone();
        mishap(&mut bag);
        let refused = unpack(&empty, &bag).expect_err(what).to_string();
        assert!(refused.contains(expected), "{what}: {refused}");
        assert_eq!(files(there.path(), ""), before, "{what}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// Whatever byte of whatever file is another: nothing comes out of the bag.
    #[test]
    fn no_changed_byte_goes_unseen(file in any::<prop::sample::Index>(), byte in any::<prop::sample::Index>(), by in 1..=255u8) {
        let place = folder();
        let store = store(place.path(), &[("Little Lamb", None)]);
        let mut bag = packed(&store);
        let name = file.get(&bag.keys().cloned().collect::<Vec<_>>()).clone();
        let bytes = bag.get_mut(&name).expect("there");
        let at = byte.index(bytes.len());
        bytes[at] ^= by;
        // Whitespace of a list of digests says nothing.
        prop_assume!(name.as_str() != "tagmanifest-sha256.txt");
        prop_assert!(unpack(&store, &bag).is_err(), "{name} {at}");
    }
}

#[test]
fn other_programs_find_the_bag_whole_as_a_folder_and_as_an_archive() {
    let place = folder();
    let (at, _) = (place.path(), store(place.path(), THREE));
    for output in ["one.zip", "two.zip", "three"] {
        let make = ["bag", "lamb", "-o", output, "--store", "store"];
        let (code, _, err) = said(&variorum(at, &make));
        assert_eq!(code, 0, "{err}");
    }
    let read = |name: &str| fs::read(at.join(name)).expect("written");
    assert_eq!(read("one.zip"), read("two.zip"));
    let (code, _, err) = said(&variorum(
        at,
        &["bag", "lamb", "-o", "three", "--store", "store"],
    ));
    assert!(code == 2 && err.contains("three is there already"), "{err}");
    for (package, target) in [("one.zip", "a"), ("three", "b")] {
        let publish = ["publish", package, "--store", target, "--format", "short"];
        let (code, out, err) = said(&variorum(at, &publish));
        assert!(code == 0 && out.lines().count() == 3, "{out}{err}");
        let again = format!("{target}.zip");
        let make = ["bag", "lamb", "-o", &again, "--store", target];
        assert_eq!(said(&variorum(at, &make)).0, 0);
        assert_eq!(read(&again), read("one.zip"));
    }
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/python/bin/python");
    if !python.is_file() {
        println!("skipped: bagit.py is not there (tests/tools.sh)");
        return;
    }
    let script = "import bagit, sys, zipfile\n\
                  z = zipfile.ZipFile('one.zip')\n\
                  assert z.testzip() is None\n\
                  z.extractall('unzipped')\n\
                  [bagit.Bag(folder).validate() for folder in ('three', 'unzipped/lamb')]\n";
    let output = Command::new(python)
        .current_dir(at)
        .args(["-c", script])
        .output();
    let (code, out, err) = said(&output.expect("it runs"));
    assert_eq!(code, 0, "{out}{err}");
}
