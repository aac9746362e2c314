//! Passages of texts, short and long.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use variorum::server::Options;

use super::double::{Memory, Plain, house_of, saga};
use super::{answer_cases, bytes, get, header};

#[tokio::test]
async fn every_passage_is_answered_as_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/passages");
    let house = house_of(Memory::with_saga(), Arc::default(), Options::default());
    let seen = answer_cases(&folder, &house).await;
    assert!(seen >= 15, "only {seen} cases were found");
}

#[tokio::test]
async fn a_part_is_made_once_and_has_a_tag_of_its_own() {
    let pages = Arc::new(Plain::default());
    let house = house_of(Memory::with_saga(), pages.clone(), Options::default());
    let mut tags = std::collections::BTreeSet::new();
    for path in ["1", "1/1", "1/2", "1/2?view=diplomatic", "~2", "1/2?utm=x"] {
        let path = format!("/editions/saga/{path}");
        let response = get(&house, &path, &[]).await;
        let tag = header(&response, "etag").to_owned();
        let again = get(&house, &path, &[("if-none-match", &tag)]).await;
        assert_eq!(again.status(), 304, "{path}");
        tags.insert(tag);
    }
    // The address of the current version, and words that mean nothing here,
    // give the same page.
    assert_eq!((tags.len(), pages.made.load(Ordering::SeqCst)), (4, 4));
}

#[tokio::test]
async fn a_new_version_divides_itself() {
    let memory = Memory::with_saga();
    let house = house_of(memory.clone(), Arc::default(), Options::default());
    let mut longer = String::from_utf8(saga()).unwrap();
    longer = longer.replace("<div n='2'>", "<div n='2'><p n='new'>New.</p>");
    memory.publish("saga", longer.into());
    let response = get(&house, "/editions/saga/2/2.new", &[]).await;
    assert_eq!(
        header(&response, "location"),
        "/editions/saga/2/2#div2.pnew"
    );
    assert_eq!(
        get(&house, "/editions/saga/1/2.new", &[]).await.status(),
        404
    );
    let response = get(&house, "/editions/saga/2.new", &[]).await;
    assert_eq!(header(&response, "location"), "/editions/saga/~2#div2.pnew");
}

#[tokio::test]
async fn nothing_of_a_hostile_reference_comes_back_unescaped() {
    let house = house_of(Memory::with_saga(), Arc::default(), Options::default());
    for path in [
        "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "%22%20onload%3D%22x",
        "..%2F..%2Fetc",
        "%E2%80%AE1",
        "1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1",
        "%0D%0AX-Evil%3A%201",
        "~~~~",
        "-",
    ] {
        for place in ["/editions/saga/1/", "/editions/saga/"] {
            let response = get(&house, &format!("{place}{path}"), &[]).await;
            assert_eq!(response.status(), 404, "{path}");
            assert!(!response.headers().contains_key("x-evil"), "{path}");
            let page = String::from_utf8(bytes(response).await).unwrap();
            assert!(!page.contains("<script>alert"), "{page}");
        }
    }
    // A long hyphenated reference costs no more than a short one.
    let long = format!("/editions/saga/1/{}", "1-".repeat(900));
    assert_eq!(get(&house, &long, &[]).await.status(), 404);
}
