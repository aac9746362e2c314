//! Views of an apparatus, and questions to it, under their addresses.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use variorum::server::{House, Options, Settings};
use variorum::store::{Expected, Publication, Store};

use super::{bytes, get, header};

const FERRY: &str = "/editions/ferry/1";

fn house() -> Arc<House> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/desk");
    house_of(&[
        ("ferry", cases.join("witnesses.xml")),
        ("weir", cases.join("points.xml")),
    ])
}

/// A house with those of these editions whose files are there.
fn house_of(editions: &[(&str, PathBuf)]) -> Arc<House> {
    let store = Store::memory();
    for (id, file) in editions.iter().filter(|(_, file)| file.exists()) {
        let text = std::fs::read(file).unwrap();
        let publication = Publication {
            publisher: "Ann Editor".to_owned(),
            address: "mailto:ann@example.org".to_owned(),
            message: "First.".to_owned(),
            when: "2026-01-10T12:00:00Z".to_owned(),
        };
        let id = id.parse().unwrap();
        store.put(&id, &text, &publication, Expected::Any).unwrap();
    }
    House::furnish(Settings::new(Options::default()).unwrap(), store.into()).unwrap()
}

async fn body(house: &Arc<House>, address: &str) -> String {
    let page = get(house, address, &[]).await;
    assert_eq!(page.status(), 200, "{address}");
    String::from_utf8(bytes(page).await).unwrap()
}

/// What a reader reads of some HTML.
fn words(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        rest = tag.split_once('>').map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn between<'h>(html: &'h str, from: &str, to: &str) -> &'h str {
    let (_, rest) = html
        .split_once(from)
        .unwrap_or_else(|| panic!("no {from} in {html}"));
    rest.split_once(to).map_or(rest, |(found, _)| found)
}

fn text(html: &str) -> &str {
    between(html, "id=\"text\"", "<section class=\"app\"")
}

#[tokio::test]
async fn entries_stand_where_the_reader_wants_them() {
    let house = house();
    let end = body(&house, FERRY).await;
    assert!(!text(&end).contains("class=\"entry"));
    let inline = body(&house, &format!("{FERRY}?apparatus=inline")).await;
    assert!(
        words(text(&inline)).contains("The old [A : broad B C : long D] river"),
        "{}",
        words(text(&inline))
    );
    assert!(inline.contains("7 entries stand in the text."));
    let beside = body(&house, &format!("{FERRY}?apparatus=beside")).await;
    let boxed = between(&beside, "class=\"entries\"", "</div>");
    assert!(
        words(boxed).contains("old] A : broad B C : long D"),
        "{boxed}"
    );
    assert_eq!(beside.matches("id=\"old\"").count(), 1);
    for (query, chosen) in [("foot=1", "foot"), ("apparatus=called", "called")] {
        let page = body(&house, &format!("{FERRY}?{query}")).await;
        assert!(
            page.contains(&format!("value=\"{chosen}\" selected")),
            "{query}"
        );
        assert!(between(&page, "id=\"apparatus\"", "</section>").contains("id=\"old\""));
    }
    let points = body(&house, "/editions/weir/1?apparatus=inline").await;
    assert!(
        words(text(&points)).contains("the water fell [P : a river rose Q] loudly"),
        "{}",
        words(text(&points))
    );
}

#[tokio::test]
async fn a_filter_says_how_many_of_how_many_are_shown() {
    let house = house();
    let page = body(&house, &format!("{FERRY}?does=omission&wit=B")).await;
    let said = words(between(&page, "class=\"selection\"", "</section>"));
    assert!(
        said.contains("Shown are 1 of 7 entries of this page: omissions in B."),
        "{said}"
    );
    assert!(page.contains("id=\"at-so\"") && !page.contains("id=\"at-old\""));
    assert!(
        page.contains("name=\"wit\" value=\"B\""),
        "the form keeps it"
    );
    for (query, entries) in [
        ("type=conjecture&cert=low", vec!["slept"]),
        ("cause=homoeoteleuton", vec!["so"]),
        ("agree=B&agree=C&against=A", vec!["old", "oar"]),
        ("agree=A&agree=B&against=C", vec!["grey", "told"]),
        ("wit=D", vec!["old"]),
        ("does=transposition&does=addition", vec!["came"]),
        ("wit=Z", vec![]),
    ] {
        let page = body(&house, &format!("{FERRY}?{query}")).await;
        let all = ["old", "so", "grey", "came", "slept", "oar", "told"];
        let shown: Vec<&str> = all
            .into_iter()
            .filter(|id| page.contains(&format!("id=\"at-{id}\"")))
            .collect();
        assert_eq!(shown, entries, "{query}");
    }
}

#[tokio::test]
async fn variants_of_spelling_are_a_list_that_can_be_folded() {
    let house = house();
    let page = body(&house, FERRY).await;
    let list = between(&page, "id=\"spellings\"", "</section>");
    assert!(words(list).contains("grey] A B : gray C") && !list.contains("<details"));
    let folded = body(&house, &format!("{FERRY}?spellings=folded")).await;
    assert!(between(&folded, "id=\"spellings\"", "</section>").contains("<details>"));
}

#[tokio::test]
async fn a_reading_is_put_into_the_text_and_taken_out_again() {
    let house = house();
    let page = body(&house, FERRY).await;
    assert!(
        page.contains("href=\"?rdg=old:1#at-old\""),
        "every reading has its link"
    );
    let put = body(
        &house,
        &format!("{FERRY}?rdg=old:1&rdg=so:1&entries=negative"),
    )
    .await;
    let read = words(text(&put));
    assert!(read.contains("The broadB C river ran °B quietly"), "{read}");
    assert!(
        put.contains("href=\"?entries=negative&amp;rdg=so:1#at-old\""),
        "the way back"
    );
    let said = words(between(&put, "class=\"selection\"", "</section>"));
    assert!(
        said.contains("2 readings stand in the text: broad B C, not old back"),
        "{said}"
    );
    assert!(
        put.contains("href=\"?entries=negative&amp;rdg=old:1&amp;rdg=so:1&amp;rdg=oar:1#at-oar\"")
    );
    let points = body(&house, "/editions/weir/1?rdg=fell:1").await;
    let read = words(text(&points));
    assert!(
        read.contains("At the weir a river roseQ loudly and all were deaf."),
        "{read}"
    );
    // What an entry does not have changes nothing.
    let odd = body(&house, &format!("{FERRY}?rdg=old:9&rdg=none:1")).await;
    assert_eq!(words(text(&odd)), words(text(&page)));
}

#[tokio::test]
async fn what_is_chosen_is_pinned_to_a_version() {
    let house = house();
    for query in ["rdg=old:1", "wit=B"] {
        let current = get(&house, &format!("/editions/ferry?{query}"), &[]).await;
        assert_eq!(current.status(), 303);
        assert_eq!(header(&current, "location"), format!("{FERRY}?{query}"));
        let page = get(&house, &format!("{FERRY}?{query}"), &[]).await;
        assert_eq!(header(&page, "x-robots-tag"), "noindex");
    }
    let view = get(&house, "/editions/ferry?apparatus=inline", &[]).await;
    assert_eq!(view.status(), 200);
}

#[tokio::test]
async fn questions_are_answered_as_pages_and_files() {
    let house = house();
    let page = body(
        &house,
        &format!("{FERRY}/apparatus?agree=B&agree=C&against=A"),
    )
    .await;
    let said = words(between(&page, "id=\"answer-title\"", "</h2>"));
    assert!(
        said.contains("2 of 7 entries: readings in which B and C agree against A"),
        "{said}"
    );
    assert!(page.contains("href=\"/editions/ferry/1#at-oar\""));
    assert!(page.contains("href=\"/editions/ferry/1?agree=B&amp;agree=C&amp;against=A\""));
    let csv = body(&house, &format!("{FERRY}/apparatus.csv?does=omission")).await;
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 2, "{csv}");
    assert!(
        lines[1].starts_with("so,p1,so very,A C,,B,omission,,homoeoteleuton,"),
        "{csv}"
    );
    let json: serde_json::Value =
        serde_json::from_str(&body(&house, &format!("{FERRY}/apparatus.json?wit=D")).await)
            .unwrap();
    assert_eq!(json["found"], 1);
    assert_eq!(json["entries"][0]["id"], "old");
    let nexus = body(&house, &format!("{FERRY}/apparatus.nex?agree=B&agree=C")).await;
    assert!(
        nexus.contains("NTAX=4") && nexus.contains("    A 00\n    B 11\n    C 11\n    D 20\n"),
        "{nexus}"
    );
    let current = get(&house, "/editions/ferry/apparatus?wit=B", &[]).await;
    assert_eq!(
        header(&current, "location"),
        format!("{FERRY}/apparatus?wit=B")
    );
}

#[tokio::test]
async fn witnesses_are_counted_as_the_page_says() {
    let house = house();
    let page = body(&house, &format!("{FERRY}/statistics")).await;
    assert!(
        words(&page).contains("6 of the 7 entries of the apparatus name a witness for a reading")
    );
    let row = |siglum: &str| {
        let row = between(&page, &format!("witnesses/{siglum}\""), "</tr>");
        words(&row.replace("</td>", " </td>"))
    };
    // Places, by silence, not known, readings, omissions, additions, transpositions,
    // substitutions, singular, share.
    assert!(
        row("B").ends_with("6 0 0 4 1 1 0 2 2 33.3 %"),
        "{}",
        row("B")
    );
    assert!(
        row("D").ends_with("5 4 1 1 0 0 0 1 1 80.0 %"),
        "{}",
        row("D")
    );
    for (language, title) in [
        ("de", "Die Zeugen in Zahlen"),
        ("en", "Witnesses in figures"),
    ] {
        let path = format!("{FERRY}/statistics");
        let said = get(&house, &path, &[("accept-language", language)]).await;
        let said = String::from_utf8(bytes(said).await).expect("text");
        assert!(said.contains(&format!("<h1>{title}</h1>")), "{language}");
    }
    let csv = body(&house, &format!("{FERRY}/statistics.csv")).await;
    assert!(csv.contains("\r\nB,C,2,6,0.666667\r\n"), "{csv}");
    let phylip = body(&house, &format!("{FERRY}/statistics.phy")).await;
    assert!(phylip.starts_with("4\nA 0.000000 0.666667"), "{phylip}");
    assert!(page.contains("class=\"map\"") && page.contains("entries, "));
    let none = get(&house, "/editions/none/1/statistics", &[]).await;
    assert_eq!(none.status(), 404);
}

/// The rows of the table in docs/desk.md: number, whether it is so, address.
fn rows(root: &Path) -> Vec<(usize, String, String)> {
    let table = std::fs::read_to_string(root.join("docs/desk.md")).unwrap();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let number = cells.get(1)?.parse().ok()?;
        let address = cells[4].trim_matches('`').to_owned();
        Some((number, cells[3].to_owned(), address))
    };
    table.lines().filter_map(row).collect()
}

#[tokio::test]
async fn what_the_desk_promises_is_at_its_address() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let balex = root.join("../shared/tei/balex__ldlt-balex.xml");
    let has_balex = balex.exists();
    let house = house_of(&[
        ("ferry", root.join("tests/cases/desk/witnesses.xml")),
        ("weir", root.join("tests/cases/desk/points.xml")),
        (
            "mill",
            root.join("tests/cases/witnesses/fragments-and-families/input.xml"),
        ),
        (
            "moquegua-2008",
            root.join("tei/editions/moquegua-2008/edition.xml"),
        ),
        ("balex", balex),
    ]);
    let rows = rows(root);
    let numbers: Vec<usize> = rows.iter().map(|(number, ..)| *number).collect();
    assert_eq!(numbers, (1..=37).collect::<Vec<_>>());
    for (number, so, address) in rows {
        assert!(so == "yes" || so.starts_with("in part: "), "{number}: {so}");
        if address.contains("/balex/") && !has_balex {
            continue;
        }
        let mut response = get(&house, &address, &[]).await;
        if response.status() == 303 {
            let to = header(&response, "location").to_owned();
            response = get(&house, to.split('#').next().unwrap(), &[]).await;
        }
        assert_eq!(response.status(), 200, "{number}: {address}");
        assert!(
            header(&response, "content-type").starts_with("text/html"),
            "{number}"
        );
    }
}
