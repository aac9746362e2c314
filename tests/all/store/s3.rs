//! The store in a real object store: `make check-s3`.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use object_store::aws::AmazonS3Builder;
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt};
use variorum::store::Store;

use super::crash::{Place, check_with_rocfl, kill_writers};
use super::remote::{follow, race, share};

/// A place of its own in the object store of `tests/rgw.sh`.
fn place() -> PathBuf {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let address = std::env::var("VARIORUM_TEST_S3").expect("tests/rgw.sh sets VARIORUM_TEST_S3");
    let (bucket, query) = address.split_once('?').expect("an endpoint");
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{bucket}/test-{}-{count}?{query}", std::process::id()).into()
}

/// Copies the storage root out of an object store, as any tool for S3 would.
fn copy_root(place: &Path, target: &Path) {
    let address = place.to_str().expect("an address");
    let (_, rest) = address.split_once("s3://").expect("an address");
    let (bucket, rest) = rest.split_once('/').expect("a prefix");
    let (prefix, endpoint) = rest.split_once("?endpoint=").expect("an endpoint");
    let store = AmazonS3Builder::from_env()
        .with_bucket_name(bucket)
        .with_endpoint(endpoint)
        .with_allow_http(true)
        .build()
        .expect("a store");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let root = format!("{prefix}/store");
    let mut waiting = vec![Key::parse(&root).expect("a key")];
    while let Some(folder) = waiting.pop() {
        let listed = runtime.block_on(store.list_with_delimiter(Some(&folder)));
        let listed = listed.expect("listed");
        waiting.extend(listed.common_prefixes);
        for object in listed.objects {
            let key = object.location;
            let bytes = runtime.block_on(async { store.get(&key).await?.bytes().await });
            let below = key.as_ref().strip_prefix(&root).expect("below");
            let path = target.join(below.trim_start_matches('/'));
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, bytes.expect("read")).expect("written");
        }
    }
}

/// What lies there is a storage root as any other.
fn check_copy(place: &Path) {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("store");
    copy_root(place, &root);
    check_with_rocfl(&root);
    let copy = Store::open(&root).expect("a store");
    assert_eq!(copy.verify(&mut |_| {}).expect("verified"), []);
    let editions = copy.editions().expect("editions");
    let there = Store::open(place).expect("a store");
    assert_eq!(editions, there.editions().expect("editions"));
    for id in editions {
        let versions = |store: &Store| store.versions(&id).expect("versions");
        assert_eq!(versions(&copy), versions(&there));
    }
}

#[test]
#[ignore = "needs an object store: make check-s3"]
fn nodes_follow_each_other() {
    let place = place();
    follow(&|| Store::open_or_create(&place).expect("a store"));
    check_copy(&place);
}

#[test]
#[ignore = "needs an object store: make check-s3"]
fn nodes_share_tokens_changes_and_drafts() {
    let place = place();
    share(&|| Store::open_or_create(&place).expect("a store"));
}

#[test]
#[ignore = "needs an object store: make check-s3"]
fn of_eight_nodes_one_wins_each_version() {
    let place = place();
    race(&|| Store::open_or_create(&place).expect("a store"), 5);
    check_copy(&place);
}

#[test]
#[ignore = "needs an object store: make check-s3"]
fn what_was_acknowledged_survives_kills() {
    let place = place();
    kill_writers(&Place::Far(&place), 12, 30);
    check_copy(&place);
}

/// The long run of docs/store.md: `VARIORUM_LONG=1 make check-s3`.
#[test]
#[ignore = "needs an object store: make check-s3"]
fn a_thousand_publications_survive_two_hundred_kills() {
    let place = place();
    kill_writers(&Place::Far(&place), 200, 1_000);
    check_copy(&place);
}

#[test]
#[ignore = "needs an object store: make check-s3"]
fn servers_on_one_object_store_agree() {
    let place = place();
    crate::nodes::nodes_agree(&place);
    check_copy(&place);
}
