//! The report that was published with a version.

use std::sync::Arc;

use variorum::operations::{Facts, Input, publish};
use variorum::server::House;
use variorum::store::{Expected, Publication, Store};

use super::{bytes, defaults, get};

/// A house with an edition that is not valid, and an older version of it that
/// was published without a report.
fn house() -> Arc<House> {
    let store = Store::memory();
    let id = "lamb".parse().unwrap();
    let old = Publication {
        publisher: "An Editor".into(),
        address: String::new(),
        message: "First.".into(),
        when: "2026-11-25T12:00:00Z".into(),
        token: None,
    };
    let tei =
        "<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><body><p>a &lt; b</p></body></text></TEI>";
    let older = tei.replace("a ", "c ");
    store
        .put(&id, older.as_bytes(), &old, Expected::Any)
        .unwrap();
    let facts = Facts {
        publisher: old.publisher,
        address: old.address,
        message: "Second.".into(),
        when: "2026-11-26T12:00:00Z".into(),
        token: None,
    };
    let input = Input {
        name: "lamb.xml",
        bytes: tei.as_bytes(),
    };
    publish(&store, &id, input, &facts, Expected::Any).unwrap();
    House::furnish(defaults(), Arc::new(store)).unwrap()
}

#[tokio::test]
async fn the_report_of_a_version_is_public() {
    let house = house();
    let page = get(&house, "/editions/lamb/2/validation", &[]).await;
    assert_eq!(page.status(), 200);
    assert_eq!(page.headers()["vary"], "Accept");
    let page = String::from_utf8(bytes(page).await).unwrap();
    assert!(page.contains("not valid: 1 error"), "{page}");
    assert!(
        page.contains("`&lt;teiHeader&gt;` is missing before `&lt;text&gt;`"),
        "{page}"
    );

    let json = get(&house, "/editions/lamb/2/validation.json", &[]).await;
    assert_eq!(json.headers()["content-type"], "application/json");
    assert_eq!(json.headers()["access-control-allow-origin"], "*");
    let report = bytes(json).await;
    let read: serde_json::Value = serde_json::from_slice(&report).unwrap();
    assert_eq!(read["schemas"][0]["errors"], 1);
    let headers = [("accept", "application/json")];
    let negotiated = get(&house, "/editions/lamb/2/validation", &headers).await;
    assert_eq!(negotiated.headers()["content-type"], "application/json");
    assert_eq!(bytes(negotiated).await, report);
}

#[tokio::test]
async fn a_version_without_a_report_has_no_such_page() {
    let house = house();
    for path in [
        "/editions/lamb/1/validation",
        "/editions/lamb/1/validation.json",
        "/editions/lamb/9/validation",
    ] {
        assert_eq!(get(&house, path, &[]).await.status(), 404, "{path}");
    }
}

#[tokio::test]
async fn the_colophon_leads_to_the_report_if_there_is_one() {
    let house = house();
    let colophon = |number: u32| {
        let address = format!("/editions/lamb/{number}/colophon");
        let house = house.clone();
        async move { String::from_utf8(bytes(get(&house, &address, &[]).await).await).unwrap() }
    };
    assert!(
        colophon(2)
            .await
            .contains("href=\"/editions/lamb/2/validation\"")
    );
    assert!(!colophon(1).await.contains("/validation\""));
}
