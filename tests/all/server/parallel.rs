//! Texts side by side, under their addresses.

use std::path::Path;
use std::sync::Arc;

use variorum::server::House;

use super::double::house_with;
use super::{bytes, get, header};

fn house() -> Arc<House> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/parallel");
    let read = |case: &str| std::fs::read(cases.join(case).join("input.xml")).unwrap();
    house_with(&[
        ("mill", read("divisions-with-corresp")),
        ("alone", read("nothing-side-by-side")),
    ])
}

#[tokio::test]
async fn a_text_leads_to_its_parallel_page_and_passages_to_their_rows() {
    let house = house();
    let text = String::from_utf8(bytes(get(&house, "/editions/mill/1", &[]).await).await).unwrap();
    assert!(text.contains("href=\"/editions/mill/1/parallel\""));
    let current = get(&house, "/editions/mill/parallel", &[]).await;
    assert_eq!(current.status(), 303);
    assert_eq!(header(&current, "location"), "/editions/mill/1/parallel");
    let page = get(&house, "/editions/mill/1/parallel", &[]).await;
    assert_eq!(page.status(), 200);
    assert!(header(&page, "link").contains("</editions/mill/1>; rel=\"up\""));
    let tag = header(&page, "etag").to_owned();
    let again = [("if-none-match", tag.as_str())];
    let again = get(&house, "/editions/mill/1/parallel", &again).await;
    assert_eq!(again.status(), 304);
    let html = String::from_utf8(bytes(page).await).unwrap();
    assert!(html.contains("id=\"row-3\"") && html.contains("the wheel, the stone."));
    for (passage, row) in [("2", 3), ("en3", 3), ("en4", 5)] {
        let address = format!("/editions/mill/1/parallel/{passage}");
        let led = get(&house, &address, &[]).await;
        assert_eq!(led.status(), 303, "{passage}");
        let expected = format!("/editions/mill/1/parallel#row-{row}");
        assert_eq!(header(&led, "location"), expected);
    }
}

#[tokio::test]
async fn what_does_not_stand_side_by_side_is_said() {
    let house = house();
    let text = String::from_utf8(bytes(get(&house, "/editions/alone/1", &[]).await).await).unwrap();
    assert!(!text.contains("/parallel"));
    for absent in [
        "/editions/alone/1/parallel",
        "/editions/alone/1/parallel/p1",
        "/editions/mill/1/parallel/99",
        "/editions/mill/7/parallel",
        "/editions/none/parallel",
    ] {
        let refused = get(&house, absent, &[]).await;
        assert_eq!(refused.status(), 404, "{absent}");
    }
}
