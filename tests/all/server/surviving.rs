//! What became of citations of the version before, as page and as file.

use std::sync::Arc;

use variorum::operations::{Facts, Input, publish};
use variorum::server::House;
use variorum::store::{Expected, Publication, Store};

use super::{bytes, defaults, get, header};

const BODIES: [&str; 4] = [
    "<p n='1'>One.</p><p n='2'>Two &amp; two.</p><p n='3'>Three.</p>",
    "<p n='1'>One.</p><p n='2'>Two &amp; too.</p>",
    "<p n='1'>One.</p><p n='4'>Two &amp; too.</p>",
    "<p n='1'>One.</p><p n='4'>Two &amp; too.</p><p n='5'>Five.</p>",
];

/// A house with an edition of four versions, the third of which was published
/// without reports.
fn house() -> Arc<House> {
    let store = Store::memory();
    let id = "tale".parse().unwrap();
    for (at, body) in BODIES.iter().enumerate() {
        let text = format!(
            "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader/>\
             <text><body>{body}</body></text></TEI>"
        );
        let (publisher, address) = ("An Editor".to_owned(), String::new());
        let (message, when) = ("A note.".to_owned(), "2026-11-26T12:00:00Z".to_owned());
        if at == 2 {
            let publication = Publication {
                publisher,
                address,
                message,
                when,
                token: None,
            };
            store
                .put(&id, text.as_bytes(), &publication, Expected::Any)
                .unwrap();
            continue;
        }
        let facts = Facts {
            publisher,
            address,
            message,
            when,
            token: None,
        };
        let input = Input {
            name: "tale.xml",
            bytes: text.as_bytes(),
        };
        publish(&store, &id, input, &facts, Expected::Any).unwrap();
    }
    House::furnish(defaults(), Arc::new(store)).unwrap()
}

#[tokio::test]
async fn what_became_of_citations_is_a_file() {
    let house = house();
    for (number, expected) in [
        (2, vec!["same", "changed", "gone"]),
        (3, vec!["same", "moved"]),
        (4, vec!["same", "same"]),
    ] {
        let path = format!("/editions/tale/{number}/survival.json");
        let json = get(&house, &path, &[]).await;
        assert_eq!(header(&json, "content-type"), "application/json");
        assert_eq!(header(&json, "access-control-allow-origin"), "*");
        let json: serde_json::Value = serde_json::from_slice(&bytes(json).await).unwrap();
        assert_eq!(json["form"], "variorum-survival-1");
        let fates: Vec<&str> = (json["units"].as_array().unwrap().iter())
            .map(|unit| unit["fate"].as_str().unwrap())
            .collect();
        assert_eq!(fates, expected, "version {number}");
    }
}

#[tokio::test]
async fn what_became_of_citations_is_a_page() {
    let house = house();
    let at = async |path: &str| get(&house, &format!("/editions/tale/{path}"), &[]).await;
    let page = at("2/survival").await;
    assert_eq!(page.status(), 200);
    let page = String::from_utf8(bytes(page).await).unwrap();
    for part in [
        "3: gone",
        "2: changed",
        "href=\"/editions/tale/1/3\"",
        "href=\"/editions/tale/2/2\"",
        "href=\"/editions/tale/compare/1..2\"",
        "href=\"/editions/tale/2/survival.json\"",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("href=\"/editions/tale/2/3\""), "it is gone");
    let third = String::from_utf8(bytes(at("3/survival").await).await).unwrap();
    assert!(third.contains("2: moved, now 4"), "{third}");
    // Where it is told is linked from where it is looked for.
    for from in ["versions", "2/colophon", "compare/1..2"] {
        let page = String::from_utf8(bytes(at(from).await).await).unwrap();
        assert!(
            page.contains("href=\"/editions/tale/2/survival\""),
            "{from}"
        );
    }
    for first in ["1/survival", "1/survival.json"] {
        assert_eq!(at(first).await.status(), 404);
    }
}
