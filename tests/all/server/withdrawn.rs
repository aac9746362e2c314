//! Withdrawn versions: every address of theirs says why there is nothing.

use std::sync::Arc;

use axum::http::StatusCode;
use variorum::operations::{Facts, Input, publish, withdraw};
use variorum::server::House;
use variorum::store::{Expected, Store, digest};

use super::{bytes, defaults, get};

pub fn facts(message: &str) -> Facts {
    Facts {
        publisher: "Ada Editor".into(),
        address: String::new(),
        message: message.into(),
        when: "2026-11-26T12:00:00Z".into(),
        token: None,
    }
}

fn tei(word: &str) -> String {
    let header = "<teiHeader><fileDesc><titleStmt><title>Lamb</title></titleStmt></fileDesc>\
                  <revisionDesc><change when='2026-11-20'>Collated again.</change></revisionDesc></teiHeader>";
    format!(
        "<TEI xmlns='http://www.tei-c.org/ns/1.0'>{header}<text><body><p xml:id='p'>{word}</p></body></text></TEI>"
    )
}

fn put(store: &Store, id: &str, word: &str) {
    let (id, bytes) = (id.parse().unwrap(), tei(word));
    let input = Input {
        name: "lamb.xml",
        bytes: bytes.as_bytes(),
    };
    publish(store, &id, input, &facts(word), Expected::Any).unwrap();
}

async fn page(house: &Arc<House>, path: &str) -> (StatusCode, String) {
    let response = get(house, path, &[]).await;
    let status = response.status();
    let page = bytes(response).await;
    (status, String::from_utf8(page).unwrap())
}

#[tokio::test]
async fn every_address_of_a_withdrawn_version_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_or_create(&folder.path().join("store")).unwrap();
    for word in ["one", "two", "three"] {
        put(&store, "lamb", word);
    }
    put(&store, "tyger", "burning");
    let reason = facts("The <wrong> witness.");
    withdraw(&store, &"lamb".parse().unwrap(), Some(2), &reason).unwrap();
    withdraw(&store, &"tyger".parse().unwrap(), None, &reason).unwrap();
    let house = House::furnish(defaults(), Arc::new(store)).unwrap();

    let hash = digest(tei("two").as_bytes());
    for path in [
        "/editions/lamb/2",
        &format!("/editions/lamb/{hash}"),
        "/editions/lamb/2/edition.xml",
        "/editions/lamb/2/colophon",
        "/editions/lamb/2/validation",
        "/editions/lamb/2/passages.json",
        "/editions/lamb/2/p",
        "/editions/tyger",
        "/editions/tyger/1",
        "/editions/tyger/1/edition.xml",
        "/editions/tyger/versions",
    ] {
        let (status, page) = page(&house, path).await;
        assert_eq!(status, StatusCode::GONE, "{path}: {page}");
        let page = page.replace("&lt;", "<").replace("&gt;", ">");
        for said in [
            "withdrawn by Ada Editor",
            "26 November 2026",
            "The <wrong> witness.",
        ] {
            assert!(page.contains(said), "{path}: {page}");
        }
    }
    let (status, index) = page(&house, "/").await;
    assert!(status.is_success() && index.contains("lamb") && !index.contains("tyger"));
    let (_, current) = page(&house, "/editions/lamb").await;
    assert!(current.contains("three"));
}

#[tokio::test]
async fn the_history_tells_one_story() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_or_create(&folder.path().join("store")).unwrap();
    put(&store, "lamb", "one");
    put(&store, "lamb", "two");
    let id = "lamb".parse().unwrap();
    withdraw(&store, &id, Some(1), &facts("Superseded.")).unwrap();
    let house = House::furnish(defaults(), Arc::new(store)).unwrap();
    let (_, page) = page(&house, "/editions/lamb/versions").await;
    let place = |what: &str| {
        page.find(what)
            .unwrap_or_else(|| panic!("no {what}: {page}"))
    };
    // Newest first: the withdrawal, both versions, what the edition records.
    assert!(place("Version 1 withdrawn") < place("two</p>"));
    assert!(place("Superseded.") < place("two</p>"));
    assert!(place("two</p>") < place("one</p>"));
    assert!(place("one</p>") < place("Collated again."));
    assert!(!page.contains("href=\"/editions/lamb/1\""));
    let json = get(&house, "/editions/lamb/versions.json", &[]).await;
    let json: serde_json::Value = serde_json::from_slice(&bytes(json).await).unwrap();
    assert_eq!(json["versions"].as_array().unwrap().len(), 1);
    assert_eq!(json["withdrawn"][0]["reason"], "Superseded.");
    assert_eq!(json["withdrawn"][0]["number"], 1);
}
