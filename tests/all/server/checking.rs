//! Citations that are pasted on a page, with real pages.

use std::path::Path;
use std::sync::Arc;

use variorum::describe::{Style, citation};
use variorum::operations::Citable;
use variorum::server::{House, Options, Settings};
use variorum::store::{Expected, Publication, Store};

use super::{bytes, get, header};

/// An edition with these versions of `tests/cases/passage`, and its store.
fn house(versions: &[&str]) -> (Arc<House>, Arc<Store>) {
    let store = Arc::new(Store::memory());
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/passage");
    for (file, day) in versions.iter().zip(10..) {
        let publication = Publication {
            publisher: "Ann Editor".to_owned(),
            address: "mailto:ann@example.org".to_owned(),
            message: String::new(),
            when: format!("2026-01-{day}T12:00:00Z"),
            token: None,
        };
        let text = std::fs::read(cases.join(file)).unwrap();
        let id = "well".parse().unwrap();
        store.put(&id, &text, &publication, Expected::Any).unwrap();
    }
    let house = House::furnish(Settings::new(Options::default()).unwrap(), store.clone()).unwrap();
    (house, store)
}

/// A citation of a passage of version 1.
fn cite(store: &Store, reference: &str) -> String {
    let id = "well".parse().unwrap();
    let citable = Citable::version(store, &id, "1".parse().unwrap(), Some("https://e.org"));
    let Ok(citable) = citable else {
        panic!("version 1 is there")
    };
    let citable = citable.at(reference).expect("a passage");
    Style::Chicago.cite(&citable.record, &citable.cited).text()
}

async fn checked(house: &Arc<House>, citation: &str) -> String {
    let encoded: String = citation
        .bytes()
        .map(|byte| match byte {
            b' ' => "+".to_owned(),
            byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect();
    let response = get(house, &format!("/check?citation={encoded}"), &[]).await;
    assert_eq!(response.status(), 200, "{citation}");
    assert_eq!(header(&response, "cache-control"), "no-store");
    String::from_utf8(bytes(response).await).unwrap()
}

#[tokio::test]
async fn a_pasted_citation_says_what_became_of_the_passage() {
    let versions = [
        "cited.xml",
        "typo-elsewhere/edition.xml",
        "renumbered/edition.xml",
    ];
    let (house, store) = house(&versions);
    let page = checked(&house, &cite(&store, "1.2")).await;
    assert!(
        page.contains("is here with the very bytes that were cited"),
        "{page}"
    );
    assert!(
        page.contains("stands under 1.3 in the current version, 3"),
        "{page}"
    );
    assert!(page.contains("/editions/well/3/1.3"), "{page}");
    let page = checked(&house, &cite(&store, "2.1")).await;
    assert!(
        page.contains("Unchanged since version 1 (10 January 2026)"),
        "{page}"
    );

    let versions = [
        "cited.xml",
        "nothing/edition.xml",
        "typo-in-a-line/edition.xml",
    ];
    let (house, store) = self::house(&versions);
    let page = checked(&house, &cite(&store, "2.1")).await;
    assert!(
        page.contains("In the current version, 2: the words have changed."),
        "{page}"
    );
    // In words, and as words struck out and underlined.
    for words in [
        "“stone,” is now “st0ne,”",
        "<del><span class=\"vh\" lang=\"en\">left out: </span>stone,</del>",
        "<ins><span class=\"vh\" lang=\"en\">put in: </span>st0ne,</ins>",
        "/editions/well/compare/1..2",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let versions = ["cited.xml", "removed/edition.xml"];
    let (house, store) = self::house(&versions);
    let page = checked(&house, &cite(&store, "1.4")).await;
    assert!(
        page.contains("has neither the reference nor the words"),
        "{page}"
    );
}

#[tokio::test]
async fn a_forged_citation_is_found_out() {
    let (house, store) = house(&["cited.xml"]);
    let good = cite(&store, "1.2");
    let seal = citation::parse(&good).unwrap();
    let passage = seal.passage.unwrap();
    let forged = good.replace(passage.text.as_str(), "0000000000000000");
    let page = checked(&house, &forged).await;
    assert!(page.contains("is not what the citation says"), "{page}");
    let digest = seal.digest.unwrap();
    let forged = good.replace(digest.as_str(), &"0".repeat(64));
    let page = checked(&house, &forged).await;
    assert!(page.contains("has another SHA-256 here"), "{page}");
    let page = checked(&house, &good.replace("well", "mill")).await;
    assert!(page.contains("is not published here"), "{page}");
    let page = checked(&house, &format!("sha256:{digest}")).await;
    assert!(
        page.contains("The file that was cited is version 1 of “well”"),
        "{page}"
    );
    let page = checked(&house, "<script>alert(1)</script>").await;
    assert!(page.contains("No citation can be read in this"), "{page}");
    assert!(!page.contains("<script>alert"), "{page}");
    let empty = get(&house, "/check", &[]).await;
    assert_eq!(empty.status(), 200);
}
