//! Drafts: seen by whoever knows the address, until their time is over.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::StatusCode;
use variorum::edition::EditionId;
use variorum::operations::preview;
use variorum::server::House;
use variorum::source::{Deposit, FilePath};
use variorum::store::{Store, digest};

use super::{bytes, defaults, get, header};

const TEI: &str = "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc><titleStmt>\
    <title>A lamb</title></titleStmt></fileDesc></teiHeader><text><body><p xml:id='p' n='1'>not yet \
    <app><lem>published</lem><rdg wit='#A'>printed</rdg></app></p></body></text></TEI>";

async fn status(house: &Arc<House>, path: &str) -> StatusCode {
    get(house, path, &[]).await.status()
}

#[tokio::test]
async fn a_draft_is_seen_by_who_knows_its_address_and_is_no_version() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("store");
    let store = Store::open_or_create(&root).unwrap();
    let id: EditionId = "lamb".parse().unwrap();
    let (path, none) = (FilePath::edition(), BTreeMap::new());
    let deposit = Deposit {
        name: "lamb.xml",
        bytes: TEI.as_bytes(),
        path: &path,
        files: &none,
    };
    let keep = || preview(&store, &id, &deposit, "Ada <Editor>", 1).unwrap();
    let (one, other) = (keep(), keep());
    assert_ne!(one.token, other.token, "each has its own address");
    assert!(one.token.len() == 48 && one.expires.as_str() > "2026");
    assert_eq!(store.editions().unwrap(), [], "nothing is published");
    assert!(store.versions(&id).is_err());
    let listed = format!(
        "{:?}",
        std::fs::read_dir(folder.path().join("store.work/drafts/notes"))
            .unwrap()
            .collect::<Vec<_>>()
    );
    assert!(
        !listed.contains(&one.token),
        "the disk does not tell the address"
    );

    // A draft whose time is over, and the sweep that comes with the next one.
    let times = ("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z");
    let over = store.keep_draft(&id, &deposit, "Ada", times).unwrap();
    assert!(
        store
            .draft(&over, "2026-01-01T23:59:59Z")
            .unwrap()
            .is_some()
    );
    assert!(
        store
            .draft(&over, "2026-01-02T00:00:00Z")
            .unwrap()
            .is_none()
    );

    let house = House::furnish(defaults(), Arc::new(store)).unwrap();
    let address = format!("/drafts/{}", one.token);
    let response = get(&house, &address, &[]).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(header(&response, "cache-control"), "no-store");
    assert_eq!(header(&response, "referrer-policy"), "no-referrer");
    assert_eq!(header(&response, "x-robots-tag"), "noindex, nofollow");
    let page = String::from_utf8(bytes(response).await).unwrap();
    for said in [
        "Draft of Ada &lt;Editor&gt;, not published",
        "not yet",
        "printed",
        "noindex",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let hash = digest(TEI.as_bytes()).to_string();
    assert!(page.contains(&hash[..8]));
    assert!(
        !page.contains("cite-as") && !page.contains("Version 0"),
        "{page}"
    );

    let unknown = "0".repeat(48);
    for gone in [&over, &unknown, "..", "x"] {
        assert_eq!(
            status(&house, &format!("/drafts/{gone}")).await,
            StatusCode::NOT_FOUND
        );
    }
    assert_eq!(
        status(&house, &format!("{address}/1")).await,
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        status(&house, "/editions/lamb").await,
        StatusCode::NOT_FOUND
    );
    let index = bytes(get(&house, "/", &[]).await).await;
    assert!(!String::from_utf8(index).unwrap().contains("A lamb"));
}
