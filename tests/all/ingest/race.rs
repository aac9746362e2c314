//! Several writers, one edition: exactly one wins each version, and nobody's
//! work is lost.

use std::collections::BTreeMap;
use std::sync::Arc;

use variorum::edition::Digest;

use super::{Site, TEI, tag, tei};

const WRITERS: usize = 8;
const EACH: usize = 3;
const PATH: &str = "/api/editions/lamb";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn exactly_one_of_eight_makes_the_edition() {
    let site = Arc::new(Site::new());
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let site = site.clone();
            tokio::spawn(async move {
                let file = tei(&format!("Written by {writer}"));
                (
                    site.publish("lamb", &file).await.status.as_u16(),
                    tag(&file),
                )
            })
        })
        .collect();
    let mut won = Vec::new();
    for writer in writers {
        match writer.await.unwrap() {
            (201, tag) => won.push(tag),
            (status, _) => assert_eq!(status, 412),
        }
    }
    assert_eq!(won.len(), 1);
    let state = site.ask_plainly("GET", PATH, &[], "").await;
    assert_eq!(state.header("etag"), won[0]);
}

/// Each makes versions upon what it read; whoever comes late looks again.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_writers_lose_nothing() {
    let site = Arc::new(Site::new());
    assert_eq!(site.publish("lamb", &tei("First")).await.status, 201);
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| tokio::spawn(write(site.clone(), writer)))
        .collect();
    // What each was told: version, and the version it was made upon.
    let mut told: BTreeMap<u64, (u64, Digest)> = BTreeMap::new();
    for writer in writers {
        for (number, previous, digest) in writer.await.unwrap() {
            let other = told.insert(number, (previous, digest));
            assert!(other.is_none(), "version {number} was won twice");
        }
    }
    assert_eq!(told.len(), WRITERS * EACH);
    let store = variorum::store::Store::open(&site.path().join("store")).unwrap();
    let versions = store.versions(&"lamb".parse().unwrap()).unwrap();
    assert_eq!(versions.len(), WRITERS * EACH + 1);
    for version in &versions[1..] {
        let (previous, digest) = told[&u64::from(version.number)];
        assert_eq!(
            previous + 1,
            u64::from(version.number),
            "made upon the one before"
        );
        assert_eq!(
            digest, version.digest,
            "each version is what its writer sent"
        );
    }
    let log = site.access().changes().unwrap();
    assert_eq!(log.broken, Vec::<String>::new());
    assert_eq!(
        log.changes.len(),
        1 + versions.len(),
        "and each is recorded"
    );
}

async fn write(site: Arc<Site>, writer: usize) -> Vec<(u64, u64, Digest)> {
    let mut won = Vec::new();
    while won.len() < EACH {
        let state = site.ask_plainly("GET", PATH, &[], "").await;
        let tag = state.header("etag").to_owned();
        let read = state.json()["version"]["number"].as_u64().unwrap();
        let file = tei(&format!("Writer {writer}, {}, upon {tag}", won.len())).replace('"', "'");
        let headers = [("content-type", TEI), ("if-match", tag.as_str())];
        let reply = site.ask("PUT", PATH, &headers, file.clone()).await;
        let told = reply.json();
        match reply.status.as_u16() {
            200 => {
                assert_eq!(told["outcome"], "new-version");
                assert_eq!(told["previous"], read);
                let number = told["version"]["number"].as_u64().unwrap();
                won.push((number, read, variorum::store::digest(file.as_bytes())));
            }
            status => {
                assert_eq!(status, 412, "{told:#}");
                assert_ne!(told["current"]["etag"], tag, "it had changed");
            }
        }
    }
    won
}
