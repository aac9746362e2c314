//! Witnesses side by side, under their addresses.

use std::path::Path;
use std::sync::Arc;

use variorum::server::House;

use super::double::house_with;
use super::{bytes, get, header};

const PAGE: &str = "/editions/mill/1/witnesses";

fn house() -> Arc<House> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let read = |case: &str| std::fs::read(cases.join(case).join("input.xml")).unwrap();
    house_with(&[
        ("mill", read("witnesses/fragments-and-families")),
        ("alone", read("parallel/nothing-side-by-side")),
    ])
}

async fn html(house: &Arc<House>, address: &str) -> String {
    let page = get(house, address, &[]).await;
    assert_eq!(page.status(), 200, "{address}");
    String::from_utf8(bytes(page).await).unwrap()
}

/// The cell of a column in the row of a paragraph.
fn cell(html: &str, paragraph: u32, column: usize) -> String {
    let row = format!("id=\"row-div1.p{paragraph}\"");
    let row = html.split_once(&row).unwrap().1;
    let row = row.split_once("class=\"row\"").map_or(row, |(row, _)| row);
    let cell = format!("class=\"cell col-{column}");
    row.split_once(&cell)
        .unwrap()
        .1
        .split("</div>")
        .next()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn a_text_leads_to_its_witnesses_and_the_current_version_is_found() {
    let house = house();
    let text = html(&house, "/editions/mill/1").await;
    assert!(text.contains(&format!("href=\"{PAGE}\"")));
    let alone = html(&house, "/editions/mill/1/witnesses/F").await;
    assert!(alone.contains(&format!("href=\"{PAGE}?w=F\"")));
    let current = get(&house, "/editions/mill/witnesses", &[]).await;
    assert_eq!(current.status(), 303);
    assert_eq!(header(&current, "location"), PAGE);
    let page = get(&house, PAGE, &[]).await;
    assert!(header(&page, "link").contains("</editions/mill/1>; rel=\"up\""));
    let tag = header(&page, "etag").to_owned();
    let again = get(&house, PAGE, &[("if-none-match", tag.as_str())]).await;
    assert_eq!(again.status(), 304);
    let other = get(
        &house,
        &format!("{PAGE}?w=A"),
        &[("if-none-match", tag.as_str())],
    )
    .await;
    assert_eq!(other.status(), 200);
}

#[tokio::test]
async fn differences_are_said_and_numbered_and_what_is_the_same_is_not() {
    let page = html(&house(), &format!("{PAGE}?w=A&w=B&w=F")).await;
    assert!(page.contains("columns-4"));
    let text = cell(&page, 1, 0);
    assert!(text.contains("id=\"row-div1.p1-1\"") && text.contains("/editions/mill/1#a1"));
    assert!(
        !cell(&page, 1, 1).contains("class=\"vn\""),
        "A has the text"
    );
    let omits = cell(&page, 1, 2);
    assert!(omits.contains("omits:</span> quiet") && omits.contains("adds: </span>bank"));
    assert!(omits.contains("href=\"#row-div1.p1-2\""));
    let differs = cell(&page, 1, 3);
    assert!(differs.contains("differs: </span>new"));
    assert!(
        differs.contains("inferred same v-2\">quiet"),
        "nothing is said of F"
    );
    // A place in a place is one place, and its words stay apart.
    let nested = cell(&page, 4, 2);
    assert_eq!(nested.matches("href=\"#row-div1.p4-2\"").count(), 1);
    assert!(
        nested.contains(">bad</span>") && nested.contains("> miller"),
        "{nested}"
    );
}

#[tokio::test]
async fn where_a_witness_has_nothing_it_is_said_why_and_where_it_goes_on() {
    let page = html(&house(), &format!("{PAGE}?w=B&w=F")).await;
    assert!(cell(&page, 2, 1).contains("[breaks off here]"));
    let lost = cell(&page, 3, 1);
    assert!(lost.contains("Lost in <bdi>B</bdi>") && lost.contains("href=\"#row-div1.p4\""));
    assert!(cell(&page, 4, 1).contains("[begins again here]"));
    let outside = cell(&page, 3, 2);
    assert!(outside.contains("Not within the fragment") && outside.contains("Nothing follows"));
    assert!(cell(&page, 5, 1).contains("Omitted in <bdi>B</bdi>"));
}

#[tokio::test]
async fn families_are_chosen_as_one_and_unfolded_and_unknown_sigla_are_told() {
    let house = house();
    let family = html(&house, &format!("{PAGE}?w=%CE%B3")).await;
    assert!(
        family.contains("columns-2") && family.contains(&format!("href=\"{PAGE}?w=B&amp;w=F\""))
    );
    let unknown = html(&house, &format!("{PAGE}?w=A&w=Q")).await;
    assert!(unknown.contains("This edition has no witness “Q”."));
    assert!(unknown.contains("columns-2"));
    let one = html(&house, &format!("{PAGE}?w=A&w=B&one=B")).await;
    assert!(one.contains("value=\"B\" checked"));
}

#[tokio::test]
async fn what_is_not_there_is_refused_with_ways_on() {
    let house = house();
    for absent in [
        "/editions/alone/1/witnesses",
        "/editions/mill/7/witnesses",
        "/editions/none/witnesses",
        &format!("{PAGE}?part=99"),
    ] {
        assert_eq!(get(&house, absent, &[]).await.status(), 404, "{absent}");
    }
}
