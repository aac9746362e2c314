//! Editions with all their versions, as packages on the web.

use std::sync::Arc;

use axum::http::StatusCode;
use base64::prelude::{BASE64_STANDARD, Engine};
use tempfile::TempDir;
use variorum::edition::EditionId;
use variorum::operations::{bag, publish, unpack, withdraw};
use variorum::package::{Unzipped, Zip};
use variorum::server::{House, Options, Settings};
use variorum::store::{Expected, Store, digest};

use super::{bytes, get, header};
use crate::server::withdrawn::facts;

fn id() -> EditionId {
    "lamb".parse().unwrap()
}

fn of(folder: &TempDir) -> Settings {
    Settings {
        store: folder.path().join("store"),
        ..Settings::new(Options::default()).unwrap()
    }
}

fn put(store: &Store, words: &str) {
    let tei = format!("<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><p>{words}</p></text></TEI>");
    let input = variorum::operations::Input {
        name: "lamb.xml",
        bytes: tei.as_bytes(),
    };
    publish(store, &id(), input, &facts(words), Expected::Any).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_package_can_be_had_whole_and_in_parts() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_or_create(&folder.path().join("store")).unwrap();
    put(&store, "one");
    put(&store, &"two ".repeat(200_000));
    let zip = Zip::new("lamb", bag(&store, &id()).unwrap());
    let mut wanted = Vec::new();
    zip.write(0, zip.size(), &mut wanted).unwrap();
    let house = House::furnish(of(&folder), Arc::new(store)).unwrap();
    let address = "/editions/lamb/bag.zip";

    let response = get(&house, address, &[]).await;
    assert_eq!(response.status(), StatusCode::OK);
    let hash = digest(&wanted);
    let said = format!("sha-256=:{}:", BASE64_STANDARD.encode(hash.0));
    assert_eq!(header(&response, "etag"), format!("\"{hash}\""));
    assert_eq!(header(&response, "repr-digest"), said);
    assert_eq!(header(&response, "content-digest"), said);
    assert_eq!(
        header(&response, "content-length"),
        wanted.len().to_string()
    );
    assert_eq!(header(&response, "content-type"), "application/zip");
    assert!(
        bytes(response).await == wanted,
        "the same as `variorum bag` makes"
    );

    let tag = format!("\"{hash}\"");
    let (cut, size) = (wanted.len() / 3, wanted.len());
    let range = format!("bytes={cut}-");
    let rest = get(&house, address, &[("range", &range), ("if-range", &tag)]).await;
    assert_eq!(rest.status(), StatusCode::PARTIAL_CONTENT);
    let about = format!("bytes {cut}-{}/{size}", size - 1);
    assert_eq!(header(&rest, "content-range"), about);
    assert_eq!(header(&rest, "repr-digest"), said);
    assert!(rest.headers().get("content-digest").is_none());
    assert!(
        bytes(rest).await == wanted[cut..],
        "it goes on where it broke off"
    );
    let other = get(&house, address, &[("range", &range), ("if-range", "\"x\"")]).await;
    assert_eq!(other.status(), StatusCode::OK);
    let same = get(&house, address, &[("if-none-match", &tag)]).await;
    assert_eq!(same.status(), StatusCode::NOT_MODIFIED);
    let beyond = get(&house, address, &[("range", "bytes=99999999-")]).await;
    assert_eq!(beyond.status(), StatusCode::RANGE_NOT_SATISFIABLE);

    // What was taken from there goes into another store.
    let unzipped = Unzipped::open(std::io::Cursor::new(wanted), size as u64).unwrap();
    let elsewhere = Store::open_or_create(&folder.path().join("elsewhere")).unwrap();
    assert_eq!(unpack(&elsewhere, &unzipped).unwrap().fresh, [1, 2]);
    let page = get(&house, "/editions/lamb/versions", &[]).await;
    let page = String::from_utf8(bytes(page).await).unwrap();
    assert!(page.contains("href=\"/editions/lamb/bag.zip\""), "{page}");
}

#[tokio::test]
async fn what_is_withdrawn_leaves_in_no_package() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_or_create(&folder.path().join("store")).unwrap();
    put(&store, "one");
    put(&store, "two");
    withdraw(&store, &id(), Some(1), &facts("A court said so.")).unwrap();
    let house = House::furnish(of(&folder), Arc::new(store)).unwrap();
    let refused = get(
        &house,
        "/editions/lamb/bag.zip",
        &[("accept", "application/json")],
    )
    .await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    let why = String::from_utf8(bytes(refused).await).unwrap();
    assert!(why.contains("A court said so."), "{why}");
    let page = get(&house, "/editions/lamb/versions", &[]).await;
    let page = String::from_utf8(bytes(page).await).unwrap();
    assert!(!page.contains("bag.zip"), "{page}");
}
