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

/// What the page of witnesses side by side has of `text`, for A and B.
async fn beside(text: &str) -> String {
    let xml = format!(
        "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\" xml:lang=\"la\"><teiHeader><fileDesc><titleStmt><title>Lines</title></titleStmt><publicationStmt><p>None</p></publicationStmt><sourceDesc><listWit><witness xml:id=\"A\">Codex A</witness><witness xml:id=\"B\">Codex B</witness></listWit></sourceDesc></fileDesc></teiHeader><text><body>{text}</body></text></TEI>"
    );
    let house = house_with(&[("lines", xml.into_bytes())]);
    let page = get(&house, "/editions/lines/1/witnesses?w=B", &[]).await;
    String::from_utf8(bytes(page).await).unwrap()
}

#[tokio::test]
async fn every_line_of_a_witness_stands_beside_the_text() {
    let verse = "<lg><l n=\"1\">unus</l><app><lem wit=\"#A\"><l n=\"2\">duo verba</l><l n=\"3\">tres cadunt</l></lem><rdg wit=\"#B\">READING</rdg></app><l n=\"4\">quattuor</l></lg>";
    let moved = "<l n=\"3\">tres casus</l><l n=\"2\">duo vera</l>";
    let page = beside(&verse.replace("READING", moved)).await;
    assert!(
        page.contains("tres casus") && page.contains("duo vera"),
        "{page}"
    );
    assert!(!page.contains("Omitted in") && page.contains("Otherwise in"));

    let reworded = "<l n=\"2\">duo verbera</l><l n=\"3\">tres cadebant</l>";
    let page = beside(&verse.replace("READING", reworded)).await;
    assert!(
        page.contains("duo verbera") && page.contains("tres cadebant"),
        "{page}"
    );
    assert!(!page.contains("Omitted in") && !page.contains("Otherwise in"));

    let one_less = "<l n=\"3\">tres casus</l>";
    let page = beside(&verse.replace("READING", one_less)).await;
    assert!(
        page.contains("tres casus") && page.contains("Omitted in"),
        "{page}"
    );

    let page = beside("<p n=\"1\">unus</p><app><lem wit=\"#A\"><p n=\"2\">duo verba</p></lem><rdg wit=\"#B\"><p>alia prima</p><p>alia secunda</p></rdg></app><p n=\"4\">quattuor</p>").await;
    assert!(
        page.contains("alia prima") && page.contains("alia secunda"),
        "{page}"
    );
    assert!(!page.contains("Omitted in"));

    let page = beside("<lg><l n=\"1\">unus</l><l n=\"2\" xml:id=\"l2\">duo verba</l><l n=\"3\" xml:id=\"l3\">tres cadunt</l><l n=\"4\">quattuor</l></lg><listApp><app from=\"#l2\" to=\"#l3\"><lem wit=\"#A\"/><rdg wit=\"#B\"><l n=\"3\">tres casus</l><l n=\"2\">duo vera</l></rdg></app></listApp>").await;
    assert!(
        page.contains("tres casus") && page.contains("duo vera"),
        "{page}"
    );
    assert!(!page.contains("Omitted in"), "{page}");
}
