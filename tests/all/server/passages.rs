//! Passages of texts, short and long.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use variorum::server::{House, Options};

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

/// An edition of three versions, each with these paragraphs.
async fn three(versions: [&str; 3]) -> Arc<House> {
    let memory = Memory::with_fixtures();
    for body in versions {
        let text = format!(
            "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader/>\
             <text><body>{body}</body></text></TEI>"
        );
        memory.publish("tale", text.into());
    }
    house_of(memory, Arc::default(), Options::default())
}

#[tokio::test]
async fn old_addresses_lead_to_where_the_words_stand_now() {
    let house = three([
        "<p n='1'>One.</p><p n='2'>Two.</p><p n='3'>Three.</p>",
        "<p n='1'>One.</p><p n='2'>Two.</p><p n='9'>Nine.</p>",
        "<p n='0'>One.</p><p n='1'>New.</p><p n='1a'>Two.</p>",
    ])
    .await;
    // Two stood under 2 until the second version.
    let response = get(&house, "/editions/tale/~2", &[]).await;
    assert_eq!(response.status(), 303);
    assert_eq!(header(&response, "location"), "/editions/tale/1a?was=2");
    assert_eq!(
        header(&response, "link"),
        "</editions/tale/2/2>; rel=\"predecessor-version\""
    );
    let response = get(&house, "/editions/tale/1a?was=2", &[]).await;
    assert!(header(&response, "location").contains("?was=2#"));
    // Three was last seen in the first version, Nine in the second.
    for (reference, last) in [("~3", 1), ("~9", 2)] {
        let response = get(&house, &format!("/editions/tale/{reference}"), &[]).await;
        assert_eq!(response.status(), 410, "{reference}");
        let page = String::from_utf8(bytes(response).await).unwrap();
        let there = format!("/editions/tale/{last}/{}", &reference[1..]);
        assert!(page.contains(&there), "{page}");
        assert!(page.contains(&format!("is version {last}.")), "{page}");
    }
    // What was never there is not found; what a version has not, neither.
    for path in ["~4", "3/3", "2/3"] {
        let response = get(&house, &format!("/editions/tale/{path}"), &[]).await;
        assert_eq!(response.status(), 404, "{path}");
    }
    // Every version still has its own.
    for (version, reference) in [(1, "3"), (2, "9"), (2, "2"), (3, "1a")] {
        let path = format!("/editions/tale/{version}/{reference}");
        assert_eq!(get(&house, &path, &[]).await.status(), 303, "{path}");
    }
}

#[tokio::test]
async fn words_that_stand_in_several_places_are_all_named() {
    let house = three([
        "<p n='1'>Refrain.</p>",
        "<p n='1'>Refrain.</p>",
        "<p n='2'>Refrain.</p><p n='3'>Refrain.</p>",
    ])
    .await;
    let response = get(&house, "/editions/tale/~1", &[]).await;
    assert_eq!(response.status(), 410);
    let page = String::from_utf8(bytes(response).await).unwrap();
    for way in [
        "/editions/tale/2/1",
        "/editions/tale/~2",
        "/editions/tale/~3",
    ] {
        assert!(page.contains(way), "{page}");
    }
}

#[tokio::test]
async fn fingerprints_are_listed_for_programs() {
    let house = three([
        "<p n='1'>One.</p>",
        "<p n='1'>One!</p>",
        "<p n='1'>One.</p>",
    ])
    .await;
    let mut listed = Vec::new();
    for path in ["1/passages.json", "2/passages.json", "passages.json"] {
        let response = get(&house, &format!("/editions/tale/{path}"), &[]).await;
        assert_eq!(header(&response, "content-type"), "application/json");
        assert_eq!(header(&response, "access-control-allow-origin"), "*");
        let json: serde_json::Value = serde_json::from_slice(&bytes(response).await).unwrap();
        listed.push(json);
    }
    assert_eq!(listed[2]["version"], 3);
    assert_eq!(listed[0]["form"], variorum::passage::FORM);
    let text = |at: usize| &listed[at]["units"][0]["text"];
    assert_eq!(text(0), text(2));
    assert_ne!(text(0), text(1));
    let one = variorum::store::digest(b"One.").to_string();
    assert_eq!(text(0), one.as_str());
}

#[tokio::test]
async fn two_versions_are_compared_for_programs() {
    let house = three([
        "<p n='1'>One and two.</p>",
        "<p n='1'>One and three.</p>",
        "<p n='1'>One and two.</p>",
    ])
    .await;
    let read = async |path: &str| {
        let response = get(&house, &format!("/editions/tale/compare/{path}"), &[]).await;
        assert_eq!(header(&response, "content-type"), "application/json");
        let json: serde_json::Value = serde_json::from_slice(&bytes(response).await).unwrap();
        json
    };
    let there = read("1..2.json").await;
    assert_eq!(there["survival"]["changed"], there["survival"]["units"]);
    let words = &there["passages"][0]["words"];
    assert_eq!(
        (&words[1]["kind"], &words[1]["text"]),
        (&"deleted".into(), &"two.".into())
    );
    assert_eq!(
        (&words[2]["kind"], &words[2]["text"]),
        (&"inserted".into(), &"three.".into())
    );
    let back = read("2..1.json").await;
    assert_eq!(back["passages"][0]["words"][1]["text"], "three.");
    let same = read("1..3.json").await;
    assert_eq!(same["content"]["old"], same["content"]["new"]);
    assert_eq!(same["passages"][0]["status"], "same");
    for path in ["1..4", "1", "1..", "..", "latest..1"] {
        let response = get(&house, &format!("/editions/tale/compare/{path}"), &[]).await;
        assert_eq!(response.status(), 404, "{path}");
    }
}
