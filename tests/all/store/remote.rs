//! A store among blobs that several nodes share.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use variorum::access::{Access, Act, Change, Permission, Standing};
use variorum::edition::VersionReference;
use variorum::operations::{self, Grant};
use variorum::source::{Deposit, FilePath};
use variorum::store::{BlobStore, Created, Error, Expected, Report, Store, Submission, digest};

use super::{id, publication, put, put_all};

/// Blobs in memory; a careless one writes over names that are taken.
#[derive(Debug, Default)]
struct Blobs {
    kept: Mutex<BTreeMap<String, Vec<u8>>>,
    careless: bool,
    /// What was removed.
    removed: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl BlobStore for Blobs {
    fn create(&self, name: &str, bytes: &[u8]) -> Result<Created, Error> {
        let mut kept = self.kept.lock().expect("kept");
        if kept.contains_key(name) && !self.careless {
            return Ok(Created::Already);
        }
        kept.insert(name.to_owned(), bytes.to_vec());
        Ok(Created::Now)
    }

    /// By a clock that stands still.
    fn get_dated(&self, name: &str) -> Result<Option<(Vec<u8>, i64)>, Error> {
        let kept = self.kept.lock().expect("kept");
        Ok(kept.get(name).map(|bytes| (bytes.clone(), 0)))
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, Error> {
        let folder = format!("{folder}/");
        let kept = self.kept.lock().expect("kept");
        let names = kept.keys().filter_map(|name| name.strip_prefix(&folder));
        Ok(names.map(str::to_owned).collect())
    }

    fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        self.kept
            .lock()
            .expect("kept")
            .insert(name.to_owned(), bytes.to_vec());
        Ok(())
    }

    fn remove(&self, name: &str) -> Result<(), Error> {
        if let Some(bytes) = self.kept.lock().expect("kept").remove(name) {
            self.removed
                .lock()
                .expect("removed")
                .insert(name.to_owned(), bytes);
        }
        Ok(())
    }
}

fn node(blobs: &Arc<Blobs>) -> Store {
    Store::among_or_create(Path::new("blobs"), blobs.clone(), false).expect("a store")
}

#[test]
fn nodes_follow_each_other() {
    let blobs = Arc::new(Blobs::default());
    follow(&|| node(&blobs));
    assert!(blobs.list("packs").expect("listed").is_empty(), "packs go");
}

/// Two nodes publish in turn; what is there is what any node derives.
pub fn follow(node: &dyn Fn() -> Store) {
    let (one, other) = (node(), node());
    assert_eq!(put(&one, "lamb", b"<a/>"), 1);
    assert_eq!(put(&other, "lamb", b"<b/>"), 2);
    assert_eq!(put(&one, "tyger", b"<t/>"), 1);
    let files: &[(&str, &[u8])] = &[("a/main.xml", b"<m/>"), ("b #ä%20.png", b"\x89PNG")];
    assert!(put_all(&other, "a/main.xml", files).expect("published").new);
    one.withdraw(&id("lamb"), Some(1), &publication("Why."))
        .expect("withdrawn");
    // A node that comes later derives the same from the journal.
    for store in [&one, &other, &node()] {
        assert_eq!(
            store.editions().expect("editions"),
            [id("corpus"), id("lamb"), id("tyger")]
        );
        let read = |number| store.read(&id("lamb"), VersionReference::Number(number));
        assert!(matches!(read(1), Err(Error::Withdrawn(_, why)) if why.reason == "Why."));
        assert_eq!(read(2).expect("it stands").1, b"<b/>");
        let stored = store
            .stored(&id("corpus"), VersionReference::Latest)
            .expect("there");
        assert_eq!(stored.path.as_str(), "a/main.xml");
        let (path, wanted) = stored.files.digests().next().expect("a file");
        assert_eq!(wanted, digest(b"\x89PNG"));
        assert_eq!(
            stored.files.get(path).expect("readable").as_deref(),
            Some(&b"\x89PNG"[..])
        );
        assert_eq!(store.position().expect("a position"), 5);
        assert_eq!(store.verify(&mut |_| {}).expect("verified"), []);
    }
    let changed = other.changed_since(3).expect("known").expect("known");
    let changed: Vec<_> = changed.into_keys().collect();
    assert_eq!(changed, [id("corpus"), id("lamb")]);
}

#[test]
fn of_eight_nodes_one_wins_each_version() {
    let blobs = Arc::new(Blobs::default());
    race(&|| node(&blobs), 5);
}

/// Eight writers want to follow the same version, several times over.
pub fn race(node: &(dyn Fn() -> Store + Sync), rounds: usize) {
    let mut head = None;
    for round in 0..rounds {
        let (won, lost) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for writer in 0..8 {
                let (won, lost) = (&won, &lost);
                scope.spawn(move || {
                    let bytes = format!("<t r='{round}' w='{writer}'/>");
                    let expected = Expected::Head(head);
                    match node().put(&id("tyger"), bytes.as_bytes(), &publication("r"), expected) {
                        Ok(put) => {
                            assert!(put.new && put.version.number as usize == round + 1);
                            won.fetch_add(1, Ordering::SeqCst);
                        }
                        Err(Error::Conflict { .. }) => drop(lost.fetch_add(1, Ordering::SeqCst)),
                        Err(other) => panic!("{other}"),
                    }
                });
            }
        });
        assert_eq!((won.into_inner(), lost.into_inner()), (1, 7));
        head = node()
            .versions(&id("tyger"))
            .expect("versions")
            .last()
            .map(|v| v.digest);
    }
    let store = node();
    assert_eq!(
        store.versions(&id("tyger")).expect("versions").len(),
        rounds
    );
    assert_eq!(store.verify(&mut |_| {}).expect("verified"), []);
}

#[test]
fn nodes_share_tokens_changes_and_drafts() {
    let blobs = Arc::new(Blobs::default());
    share(&|| node(&blobs));
    let left = |folder| blobs.list(folder).expect("listed").len();
    assert_eq!((left("drafts/notes"), left("drafts/files")), (1, 2));
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("store");
    share(&|| Store::open_or_create(&root).expect("a store"));
}

/// What is beside the editions is seen by every node at once.
pub fn share(node: &(dyn Fn() -> Store + Sync)) {
    let (one, other) = (node(), node());
    let access = |store: &Store| Access::of(store).expect("a place");
    let grant = Grant {
        holder: "Ada".to_owned(),
        address: String::new(),
        may: vec![Permission::Publish],
        editions: vec!["*".parse().expect("a pattern")],
        until: None,
    };
    let (secret, token) = operations::grant(&access(&one), "a test", grant).expect("granted");
    let standing = |store: &Store| {
        let known = operations::recognise(&access(store), &secret).expect("looked for");
        known.map(|(_, standing)| standing)
    };
    assert_eq!(standing(&other), Some(Standing::Good));
    operations::revoke(&access(&other), "a test", &token.number).expect("revoked");
    assert_eq!(standing(&one), Some(Standing::Revoked));
    let again = operations::revoke(&access(&one), "a test", &token.number).expect("revoked");
    assert_eq!(
        operations::tokens(&access(&one)).expect("listed"),
        [(again, Standing::Revoked)]
    );

    std::thread::scope(|scope| {
        for writer in 0..4 {
            scope.spawn(move || {
                let access = access(&node());
                let change = Change {
                    when: "2026-01-01T00:00:00Z".to_owned(),
                    who: format!("writer {writer}"),
                    token: None,
                    act: Act::Drafted,
                    edition: None,
                    from: None,
                    to: None,
                    sha256: None,
                    note: None,
                };
                for _ in 0..5 {
                    access.record(&change).expect("recorded");
                }
            });
        }
    });
    let log = access(&other).changes().expect("listed");
    assert_eq!((log.changes.len(), log.broken), (2 + 4 * 5, Vec::new()));

    let path = FilePath::new("a/main.xml").expect("a path");
    let files: BTreeMap<FilePath, Vec<u8>> =
        [(FilePath::new("b.png").expect("a path"), vec![1])].into();
    let deposit = Deposit {
        name: "main.xml",
        bytes: b"<m/>",
        path: &path,
        files: &files,
    };
    let keep = |now, until| one.keep_draft(&id("lamb"), &deposit, "Ada", (now, until));
    let (before, then) = ("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z");
    let first = keep(before, then).expect("kept");
    let draft = other
        .draft(&first, before)
        .expect("readable")
        .expect("there");
    assert_eq!((draft.bytes.as_slice(), &draft.path), (&b"<m/>"[..], &path));
    let picture = draft.files.digests().next().expect("a picture").0;
    assert_eq!(draft.files.get(picture).expect("readable"), Some(vec![1]));
    assert!(other.draft(&first, then).expect("looked for").is_none());
    // What is over goes when the next one comes.
    let second = keep(then, "2026-01-03T00:00:00Z").expect("kept");
    assert!(other.draft(&first, before).expect("looked for").is_none());
    assert!(other.draft(&second, then).expect("looked for").is_some());
    assert_eq!(
        one.editions().expect("editions"),
        [],
        "a draft is no edition"
    );
}

#[test]
fn a_place_that_writes_over_names_is_refused_to_a_second_writer() {
    let careless = || {
        Arc::new(Blobs {
            careless: true,
            ..Blobs::default()
        })
    };
    let place = Path::new("careless");
    let blobs = careless();
    let refused = Store::among_or_create(place, blobs.clone(), false);
    assert!(matches!(refused, Err(Error::Unfit(why)) if why.contains("single-writer")));
    let alone = Store::among_or_create(place, blobs.clone(), true).expect("for one writer");
    assert_eq!(put(&alone, "lamb", b"<a/>"), 1);
    // To read is harmless; the first writing of a second one is refused.
    let second = Store::among(place, blobs, false).expect("a reader");
    assert_eq!(second.versions(&id("lamb")).expect("versions").len(), 1);
    let why = publication("Why.");
    let refused = [
        second
            .put(&id("lamb"), b"<b/>", &why, Expected::Any)
            .map(drop),
        second.withdraw(&id("lamb"), None, &why).map(drop),
        second
            .private()
            .expect("a place")
            .create("tokens/1", b"")
            .map(drop),
    ];
    for refused in refused {
        assert!(matches!(refused, Err(Error::Unfit(why)) if why.contains("single-writer")));
    }
}

#[test]
fn a_node_that_died_between_journal_and_objects_is_made_good() {
    let blobs = Arc::new(Blobs::default());
    let one = node(&blobs);
    put(&one, "lamb", b"<a/>");
    let before = blobs.kept.lock().expect("kept").clone();
    put(&one, "lamb", b"<b/>");
    // What a node leaves that dies right after the entry: entry and pack alone.
    let after = std::mem::replace(&mut *blobs.kept.lock().expect("kept"), before);
    let entry = "journal/000000000002";
    blobs.replace(entry, &after[entry]).expect("kept");
    for (name, bytes) in &*blobs.removed.lock().expect("removed") {
        if name.starts_with("packs/") {
            blobs.replace(name, bytes).expect("kept");
        }
    }
    let again = node(&blobs);
    let read = again.read(&id("lamb"), VersionReference::Number(2));
    assert_eq!(read.expect("acknowledged").1, b"<b/>");
    assert_eq!(again.verify(&mut |_| {}).expect("verified"), []);
    let kept = blobs.kept.lock().expect("kept").clone();
    assert!(kept == after, "all is as if nobody had died");

    let damaged = after
        .keys()
        .find(|name| name.ends_with("v2/content/edition.xml"));
    let name = damaged.expect("the second version");
    blobs.replace(name, b"<x/>").expect("replaced");
    let damages = again.verify(&mut |_| {}).expect("verified");
    assert_eq!(
        damages.iter().map(|d| d.code).collect::<Vec<_>>(),
        [Some("E092")]
    );
    assert!(matches!(
        again.read(&id("lamb"), VersionReference::Latest),
        Err(Error::Damaged { .. })
    ));
}

#[test]
fn what_the_objects_do_not_have_yet_is_read_from_the_packs() {
    let blobs = Arc::new(Blobs::default());
    let one = node(&blobs);
    put(&one, "lamb", b"<a/>");
    let (edition, note) = (id("lamb"), publication("many"));
    let acts: &[&[u8]] = &[b"<b/>", b"<c/>"];
    let fresh = id("fresh");
    for bytes in acts {
        let path = FilePath::edition();
        let picture = BTreeMap::from([(FilePath::new("a.png").expect("a path"), bytes.to_vec())]);
        let submission = |id| Submission {
            id,
            deposit: Deposit {
                name: "a",
                bytes,
                path: &path,
                files: &picture,
            }
            .into(),
            reports: &[(Report::Validation, b"{}")],
            publication: &note,
            expected: Expected::Any,
        };
        // Nobody waits for the objects to follow.
        let twice = [submission(&edition), submission(&fresh), submission(&fresh)];
        let results = one.put_all(&twice).expect("published").into_iter();
        let new: Vec<bool> = results.map(|put| put.expect("published").new).collect();
        assert_eq!(new, [true, true, false]);
        let before = blobs.kept.lock().expect("kept").len();
        let reader = Store::among(Path::new("blobs"), blobs.clone(), false).expect("a reader");
        let stored = reader
            .stored(&edition, VersionReference::Latest)
            .expect("there");
        assert_eq!(stored.bytes, *bytes);
        let (picture, _) = stored.files.digests().next().expect("a picture");
        let read = stored.files.get(picture).expect("readable");
        assert_eq!(read.as_deref(), Some(*bytes));
        let report = reader.report(&edition, VersionReference::Latest, Report::Validation);
        assert_eq!(report.expect("readable").as_deref(), Some(&b"{}"[..]));
        let all = reader
            .reports(&edition, Report::Validation)
            .expect("readable");
        assert_eq!(
            all.values().next_back().map(Vec::as_slice),
            Some(&b"{}"[..])
        );
        let after = blobs.kept.lock().expect("kept").len();
        assert_eq!(before, after, "who reads writes nothing");
    }
    one.settle().expect("settled");
    assert!(blobs.list("packs").expect("listed").is_empty());
    assert_eq!(one.verify(&mut |_| {}).expect("verified"), []);
}

#[test]
fn a_node_that_comes_late_begins_with_a_copy_of_the_index() {
    let blobs = Arc::new(Blobs::default());
    let one = node(&blobs);
    for number in 1..=300 {
        let name = format!("e-{}", number % 7);
        put(&one, &name, format!("<a n='{number}'/>").as_bytes());
    }
    let copies = blobs.list("catalogue").expect("listed");
    assert_eq!(copies, ["000000000256"]);
    let answers = |store: &Store| {
        let catalogue = store.catalogue().expect("a catalogue").into_iter();
        let sound = catalogue.map(|(id, standing)| (id, standing.expect("sound")));
        (
            store.position().expect("a position"),
            sound.collect::<Vec<_>>(),
        )
    };
    let known = answers(&one);
    // It does not look at the beginning of the journal.
    let first = blobs.get("journal/000000000001").expect("read");
    blobs.remove("journal/000000000001").expect("removed");
    assert_eq!(answers(&node(&blobs)), known);
    blobs
        .replace("journal/000000000001", &first.expect("there"))
        .expect("replaced");
    // A copy that is damaged, or gone, is not needed.
    let name = "catalogue/000000000256";
    let mut copy = blobs.get(name).expect("read").expect("there");
    copy[100] ^= 1;
    blobs.replace(name, &copy).expect("replaced");
    assert_eq!(answers(&node(&blobs)), known);
    blobs.remove(name).expect("removed");
    assert_eq!(answers(&node(&blobs)), known);
}
