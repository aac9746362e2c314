//! Views of an apparatus, and questions to it, under their addresses.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use variorum::server::{House, Options, Settings};
use variorum::source::{Deposit, FilePath};
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
        let id = id.parse().unwrap();
        store
            .put(&id, &text, &publication(), Expected::Any)
            .unwrap();
    }
    put_pictures(&store);
    House::furnish(Settings::new(Options::default()).unwrap(), store.into()).unwrap()
}

/// A house with an edition and its pictures.
fn house_with_pictures() -> Arc<House> {
    let house = Store::memory();
    put_pictures(&house);
    House::furnish(Settings::new(Options::default()).unwrap(), house.into()).unwrap()
}

fn put_pictures(store: &Store) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/desk/mooring");
    let files: BTreeMap<FilePath, Vec<u8>> = ["pictures/leaf-1.png", "pictures/leaf-2.png"]
        .into_iter()
        .map(|path| {
            (
                FilePath::new(path).unwrap(),
                std::fs::read(folder.join(path)).unwrap(),
            )
        })
        .collect();
    let bytes = std::fs::read(folder.join("mooring.xml")).unwrap();
    let path = FilePath::new("mooring.xml").unwrap();
    let deposit = Deposit {
        name: "mooring.xml",
        bytes: &bytes,
        path: &path,
        files: &files,
    };
    let id = "mooring".parse().unwrap();
    let put = store.put_deposit(&id, &deposit, &[], &publication(), Expected::Any);
    put.unwrap();
}

fn publication() -> Publication {
    Publication {
        publisher: "Ann Editor".to_owned(),
        address: "mailto:ann@example.org".to_owned(),
        message: "First.".to_owned(),
        when: "2026-01-10T12:00:00Z".to_owned(),
        token: None,
    }
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
        ("de", "Die Textzeugen in Zahlen"),
        ("en", "Witnesses in figures"),
    ] {
        let path = format!("{FERRY}/statistics");
        let said = get(&house, &path, &[("accept-language", language)]).await;
        let said = String::from_utf8(bytes(said).await).expect("text");
        assert!(said.contains(&format!("<h1>{title}</h1>")), "{language}");
    }
    let german = get(
        &house,
        &format!("{FERRY}/statistics"),
        &[("accept-language", "de")],
    )
    .await;
    let german = String::from_utf8(bytes(german).await).expect("text");
    assert!(
        german.contains(">33,3 %<") && !german.contains("33.3"),
        "a decimal comma"
    );
    let csv = body(&house, &format!("{FERRY}/statistics.csv")).await;
    assert!(csv.contains("\r\nB,C,2,6,0.666667\r\n"), "{csv}");
    let phylip = body(&house, &format!("{FERRY}/statistics.phy")).await;
    assert!(phylip.starts_with("4\nA 0.000000 0.666667"), "{phylip}");
    assert!(page.contains("class=\"map\"") && page.contains("entries, "));
    let none = get(&house, "/editions/none/1/statistics", &[]).await;
    assert_eq!(none.status(), 404);
}

const MOORING: &str = "/editions/mooring/1";

#[tokio::test]
async fn pictures_stand_beside_the_text_and_lines_lead_to_their_places() {
    let house = house_with_pictures();
    let plain = body(&house, MOORING).await;
    assert!(plain.contains("name=\"pictures\"") && !plain.contains("id=\"pictures\""));
    assert!(!plain.contains("to-place"));
    let page = body(&house, &format!("{MOORING}?pictures=beside")).await;
    let pictures = between(&page, "id=\"pictures\"", "</section>");
    assert_eq!(pictures.matches("<figure").count(), 3);
    assert!(pictures.contains("<img src=\"/editions/mooring/1/files/pictures/leaf-1.png\""));
    assert!(
        pictures.contains(
            "alt=\"A leaf with a heading, four lines of verse and a stain at the foot.\""
        )
    );
    assert!(
        pictures.contains("viewBox=\"0 0 1200 1600\""),
        "the surface measures"
    );
    assert!(
        pictures.contains("viewBox=\"0 0 600 800\""),
        "the pixels measure"
    );
    // Each page break and each line leads to its place, and back.
    for id in [
        "picture:1",
        "picture:2",
        "picture:3",
        "place:1:1",
        "place:1:5",
        "place:2:1",
        "place:2:2",
    ] {
        for (from, to) in [
            (id.to_owned(), format!("at:{id}")),
            (format!("at:{id}"), id.to_owned()),
        ] {
            let element = between(&page, &format!("id=\"{from}\""), "</figure>");
            assert!(
                element.contains(&format!("href=\"#{to}\"")),
                "{from} leads to {to}"
            );
        }
    }
    let line = between(&page, "id=\"at:place:1:3\"", "</div>");
    assert!(
        line.contains("aria-label=\"Line 2: its place in the picture\""),
        "{line}"
    );
    assert!(
        line.ends_with("the ferry turned and showed her side;"),
        "{line}"
    );
    assert!(pictures.contains("points=\"150,380 1020,370 1020,470 150,480\""));
    assert!(
        page.contains("aria-label=\"Line 3: its place in the picture\""),
        "a line break"
    );
    let german = get(
        &house,
        &format!("{MOORING}?pictures=beside"),
        &[("accept-language", "de")],
    )
    .await;
    let german = String::from_utf8(bytes(german).await).unwrap();
    assert!(german.contains("aria-label=\"Seite 1: Bild neben dem Text\""));
}

#[tokio::test]
async fn pictures_of_other_sites_wait_until_they_are_asked_for() {
    let house = house_with_pictures();
    let beside = get(&house, &format!("{MOORING}?pictures=beside"), &[]).await;
    let policy = header(&beside, "content-security-policy").to_owned();
    assert!(
        policy.contains("img-src 'self' data:;") && !policy.contains("example.org"),
        "{policy}"
    );
    let page = String::from_utf8(bytes(beside).await).unwrap();
    assert!(page.contains("This picture is on iiif.example.org."));
    assert!(!page.contains("src=\"https://"), "nothing is loaded");
    assert!(page.contains("href=\"?pictures=everywhere#pictures\""));
    let asked = get(&house, &format!("{MOORING}?pictures=everywhere"), &[]).await;
    let policy = header(&asked, "content-security-policy").to_owned();
    assert!(
        policy.contains("img-src 'self' https://iiif.example.org data:;")
            && policy.contains("connect-src 'self' https://iiif.example.org;")
            && policy.contains("script-src 'self';"),
        "{policy}"
    );
    let page = String::from_utf8(bytes(asked).await).unwrap();
    let source = "src=\"https://iiif.example.org/image/card-3/full/!1600,1600/0/default.jpg\"";
    let picture = between(&page, source, ">");
    assert!(
        picture.contains("referrerpolicy=\"no-referrer\""),
        "{picture}"
    );
    assert!(page.contains("data-service=\"https://iiif.example.org/image/card-3\""));
}

#[tokio::test]
async fn real_files_show_the_pictures_that_they_name() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/tei");
    let file = |name: &str| shared.join(format!("{name}.xml"));
    if !file("TEI__testbasic").exists() {
        println!("not checked: {} is absent", shared.display());
        return;
    }
    let house = house_of(&[
        ("genji", file("aozora_tei__校異源氏物語_header更新版")),
        (
            "wakugawa",
            file("aozora_tei__Curriculum vitae of Wakugawa Pēchin, Jitchaku Village"),
        ),
        ("shelley", file("sga__ox-ms_abinger_d33-0080")),
        ("notebook", file("sga__ox-ms_abinger_c56Full")),
        ("stone", file("ISicily__ISic000781")),
        ("letter", file("schnitzler-briefe-data__L00832")),
        ("leaves", file("whitman-LG_1855_variorum__ppp.01879")),
    ]);
    let shown =
        async |id: &str| body(&house, &format!("/editions/{id}/1?pictures=everywhere")).await;
    let genji = shown("genji").await;
    let service = "https://www.dl.ndl.go.jp/api/iiif/3437686/R0000022";
    assert!(genji.contains(&format!("src=\"{service}/full/!1600,1600/0/default.jpg\"")));
    assert!(genji.contains("aria-label=\"Page 5: picture beside the text\""));
    let wakugawa = shown("wakugawa").await;
    assert!(
        wakugawa.contains("The file does not say which part of the text stands on which picture.")
    );
    assert!(shown("shelley").await.contains("data-service=\"https://iiif.bodleian.ox.ac.uk/iiif/image/c282bb37-2062-4d79-87dc-6319327966e7\""));
    let notebook = shown("notebook").await;
    assert!(
        !notebook.contains("src=\"http://shelleygodwinarchive"),
        "no browser shows JPEG 2000"
    );
    // What was not handed in cannot be shown, and nothing is offered.
    for id in ["stone", "letter", "leaves"] {
        assert!(!shown(id).await.contains("name=\"pictures\""), "{id}");
    }
}

#[tokio::test]
async fn places_are_drawn_where_the_edition_says_that_they_are() {
    let voyage = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/desk/voyage.xml");
    let house = house_of(&[("voyage", voyage)]);
    let page = body(&house, "/editions/voyage/1/places").await;
    let map = between(&page, "class=\"atlas\"", "</section>");
    assert_eq!(map.matches("<circle").count(), 4);
    let table = words(&between(map, "<table", "</table>").replace("</t", " </t"));
    assert!(table.contains("Cape Town 33.93° S 18.42° E"), "{table}");
    assert!(table.contains("Funchal 32.65° N 16.92° W"), "{table}");
    let elsewhere = words(between(map, "class=\"elsewhere\"", "</p>"));
    assert!(elsewhere.ends_with("Cockaigne"), "{elsewhere}");
    for part in map.split("href=\"#").skip(1) {
        let id = between(part, "", "\"");
        assert_eq!(page.matches(&format!("id=\"{id}\"")).count(), 1, "{id}");
    }
    // West is left, north is above, and everything is within.
    let dot = |id: &str| -> (f64, f64) {
        let link = between(map, &format!("href=\"#{id}\""), "</a>");
        let value = |name: &str| between(link, &format!(" {name}=\""), "\"").parse().unwrap();
        (value("cx"), value("cy"))
    };
    let (lisbon, cape, goa) = (dot("lisbon"), dot("cape"), dot("goa"));
    assert!(lisbon.0 < cape.0 && cape.0 < goa.0 && lisbon.1 < goa.1 && goa.1 < cape.1);
    let german = get(
        &house,
        "/editions/voyage/1/places",
        &[("accept-language", "de")],
    )
    .await;
    let german = String::from_utf8(bytes(german).await).unwrap();
    assert!(german.contains("33,93° S") && german.contains("18,42° O"));
    assert!(
        !page.contains("<img") && !page.contains("https://"),
        "nobody else is asked"
    );
    let json = body(&house, "/editions/voyage/1/places.json").await;
    assert!(json.contains("\"latitude\": -33.9253"), "{json}");
}

#[tokio::test]
async fn notes_stand_where_the_reader_wants_them() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let house = house_of(&[
        ("hands", cases.join("awkward/series-of-notes.xml")),
        ("long", cases.join("awkward/long-note.xml")),
    ]);
    let beside = body(&house, "/editions/hands/1").await;
    assert!(beside.contains("class=\"side\"") && !beside.contains("id=\"notes\""));
    for place in ["end", "foot"] {
        let page = body(&house, &format!("/editions/hands/1?notes={place}")).await;
        assert!(!page.contains("class=\"side\""), "{place}");
        assert!(page.contains(&format!("value=\"{place}\" selected")));
        let notes = words(between(&page, "id=\"notes\"", "id=\"cite"));
        let expected = "Notes Notes of the source 1 So the author. 2 Once more. Notes of the editor a So the editor. Notes of the translator * So the translator.";
        assert!(notes.contains(expected), "{notes}");
        for note in page.split("role=\"doc-noteref\"").skip(1) {
            let id = between(note, "href=\"#", "\"");
            assert_eq!(page.matches(&format!("id=\"{id}\"")).count(), 1, "{id}");
        }
    }
    // A note that is longer than a margin stands below its paragraph.
    let long = body(&house, "/editions/long/1").await;
    assert!(between(&long, "class=\"side long\"", "</div>").contains("doc-footnote"));
    // One that is called behind it stands behind it.
    let (_, after) = long.split_once("class=\"side long\"").unwrap();
    let later = between(after, "class=\"side later\"", "</div></div>");
    assert!(words(later).contains("A short one."), "{later}");
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
        ("voyage", root.join("tests/cases/desk/voyage.xml")),
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
