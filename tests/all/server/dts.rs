//! Distributed Text Services 1.0: what a client is told, and what it must not
//! ask.

use std::sync::Arc;

use serde_json::Value;
use variorum::server::{House, Options, Settings};
use variorum::store::{Expected, Publication, Store};

use super::double::{Memory, house_of};
use super::{bytes, get, header};

/// Two trees, three levels, a heading in Greek, a lemma with a reading.
const PSALTER: &str = r##"<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc>
<titleStmt><title xml:lang='la'>Psalter</title><author>David</author></titleStmt>
<publicationStmt><publisher>A House</publisher><availability><licence target="https://example.org/licence"/></availability></publicationStmt>
<sourceDesc><p>None</p></sourceDesc></fileDesc><encodingDesc>
<refsDecl n="canon" default="true"><citeStructure unit="book" match="//body/div" use="@n">
<citeData property="http://purl.org/dc/terms/title" use="head"/>
<citeStructure unit="psalm" match="div" use="@n" delim="."><citeStructure unit="verse" match="l" use="@n" delim=":"/></citeStructure>
</citeStructure></refsDecl>
<refsDecl n="pages"><citeStructure unit="page" match="//pb" use="@n"/></refsDecl>
</encodingDesc></teiHeader><text xml:lang="la"><body>
<div n="I"><head>Liber primus</head><pb n="1"/>
<div n="1"><head xml:lang="grc">Μακάριος</head><l n="1">Beatus <app><lem>vir</lem><rdg wit="#B">homo</rdg></app></l><l n="2">Sed in <pb n="2"/>lege</l></div>
<div n="2"><l n="1">Quare &amp; fremuerunt</l></div></div>
<div n="II"><div n="41"><l n="1">Quemadmodum</l></div><div n="42"/></div>
</body></text></TEI>"##;

fn psalter() -> Arc<House> {
    let memory = Memory::with_fixtures();
    memory.publish("psalter", PSALTER.into());
    house_of(memory, Arc::default(), Options::default())
}

async fn json(house: &Arc<House>, path: &str) -> Value {
    let response = get(house, path, &[]).await;
    assert_eq!(response.status(), 200, "{path}");
    assert_eq!(header(&response, "content-type"), "application/ld+json");
    assert_eq!(header(&response, "access-control-allow-origin"), "*");
    let value: Value = serde_json::from_slice(&bytes(response).await).unwrap();
    assert_eq!(value["@context"], "https://dtsapi.org/context/v1.0.json");
    assert_eq!(value["dtsVersion"], "1.0");
    value
}

fn identifiers(value: &Value) -> Vec<&str> {
    let members = value.as_array().unwrap().iter();
    members
        .map(|member| member["identifier"].as_str().unwrap())
        .collect()
}

/// `?resource=/editions/psalter/1&…`
fn navigation(query: &str) -> String {
    format!("/dts/navigation?resource=/editions/psalter/1&{query}")
}

fn document(query: &str) -> String {
    format!("/dts/document?resource=/editions/psalter/1&{query}")
}

#[tokio::test]
async fn a_client_finds_its_way_from_the_entry() {
    let house = psalter();
    let entry = json(&house, "/dts").await;
    assert_eq!(entry["@type"], "EntryPoint");
    for (endpoint, template) in [
        ("collection", "/dts/collection{?id,page,nav}"),
        (
            "navigation",
            "/dts/navigation{?resource,ref,start,end,down,tree,page}",
        ),
        (
            "document",
            "/dts/document{?resource,ref,start,end,tree,mediaType}",
        ),
    ] {
        assert_eq!(entry[endpoint], template);
    }
    let site = json(&house, "/dts/collection").await;
    assert_eq!(
        (&site["@type"], &site["totalParents"]),
        (&"Collection".into(), &0.into())
    );
    let members = site["member"].as_array().unwrap();
    assert_eq!(site["totalChildren"], members.len());
    assert!(members.iter().all(|member| member["@type"] == "Collection"));
    let psalter = members
        .iter()
        .find(|one| one["title"] == "Psalter")
        .unwrap();
    let id = psalter["@id"].as_str().unwrap();
    let edition = json(&house, &format!("/dts/collection?id={id}")).await;
    assert_eq!(edition["totalChildren"], 1);
    let version = &edition["member"][0];
    assert_eq!(version["@type"], "Resource");
    assert_eq!(version["dublinCore"]["title"][0]["lang"], "la");
    assert_eq!(version["dublinCore"]["creator"][0]["value"], "David");
    assert_eq!(version["dublinCore"]["creator"][0]["lang"], "und");
    assert_eq!(
        version["dublinCore"]["license"][0],
        "https://example.org/licence"
    );
    let id = version["@id"].as_str().unwrap();
    let resource = json(&house, &format!("/dts/collection?id={id}")).await;
    assert!(resource.get("member").is_none());
    assert_eq!(resource["mediaTypes"][0], "application/tei+xml");
    let trees = resource["citationTrees"].as_array().unwrap();
    assert!(trees[0].get("identifier").is_none());
    assert_eq!(trees[1]["identifier"], "pages");
    let inner = &trees[0]["citeStructure"][0]["citeStructure"][0]["citeStructure"][0];
    assert_eq!(inner["citeType"], "verse");
    for (id, parents) in [("", 0), ("/editions/psalter", 1), (id, 1)] {
        let query = if id.is_empty() {
            String::new()
        } else {
            format!("&id={id}")
        };
        let found = json(&house, &format!("/dts/collection?nav=parents{query}")).await;
        let members = found["member"].as_array().unwrap();
        assert_eq!(
            (members.len(), &found["totalParents"]),
            (parents, &parents.into())
        );
        assert!(members.iter().all(|member| member["@type"] == "Collection"));
    }
    let download = get(&house, version["download"].as_str().unwrap(), &[]).await;
    assert_eq!(bytes(download).await, PSALTER.as_bytes());
}

#[tokio::test]
async fn a_range_ends_with_its_last_unit() {
    let house = psalter();
    for (range, has, has_not) in [
        ("start=I.1:2&end=II.41", "Quemadmodum", "vir"),
        ("start=I.1&end=I.1:1", "Beatus", "Sed in"),
        ("start=I&end=I.1:1", "Liber primus", "Sed in"),
        ("start=I.1:1&end=I.2:1", "fremuerunt", "Quemadmodum"),
        ("start=I.1:1&end=I.1:2", "Sed in", "Quare"),
        ("start=I.1:1&end=I.2", "fremuerunt", "Quemadmodum"),
    ] {
        for kind in ["", "&mediaType=text/plain"] {
            let response = get(&house, &document(&format!("{range}{kind}")), &[]).await;
            assert_eq!(response.status(), 200);
            let text = String::from_utf8(bytes(response).await).unwrap();
            assert!(text.contains(has), "{range}{kind}: {text}");
            assert!(!text.contains(has_not), "{range}{kind}: {text}");
        }
    }
}

#[tokio::test]
async fn a_plus_in_a_media_type_need_not_be_encoded() {
    let house = psalter();
    let path = document("ref=I.1:1&mediaType=application/tei+xml");
    assert_eq!(get(&house, &path, &[]).await.status(), 200);
}

#[tokio::test]
async fn the_identifier_of_a_navigation_is_its_whole_address() {
    let house = psalter();
    let path = navigation("down=1");
    let response = get(&house, &path, &[("host", "texts.example.org:81")]).await;
    let value: Value = serde_json::from_slice(&bytes(response).await).unwrap();
    assert_eq!(value["@id"], format!("http://texts.example.org:81{path}"));
    let other = get(&house, &path, &[("host", "other.example.org")]).await;
    let value: Value = serde_json::from_slice(&bytes(other).await).unwrap();
    assert_eq!(value["@id"], format!("http://other.example.org{path}"));
}

#[tokio::test]
async fn programs_are_refused_in_problem_details() {
    let house = psalter();
    for accept in ["*/*", "application/ld+json"] {
        let path = navigation("ref=zz");
        let response = get(&house, &path, &[("accept", accept)]).await;
        assert_eq!(response.status(), 404);
        assert_eq!(
            header(&response, "content-type"),
            "application/problem+json"
        );
    }
}

/// Every row of the table “Usage of `down`, `ref`, `start` and `end`”.
#[tokio::test]
async fn references_are_listed_as_the_table_says() {
    let house = psalter();
    let all = "I I.1 I.1:1 I.1:2 I.2 I.2:1 II II.41 II.41:1 II.42";
    for (query, expected) in [
        ("down=1", Some("I II")),
        ("down=2", Some("I I.1 I.2 II II.41 II.42")),
        ("down=3", Some(all)),
        ("down=9", Some(all)),
        ("down=-1", Some(all)),
        ("ref=I.1", None),
        ("ref=I.1&down=0", Some("I.1 I.2")),
        ("ref=I&down=0", Some("I II")),
        ("ref=I&down=1", Some("I I.1 I.2")),
        ("ref=I&down=-1", Some("I I.1 I.1:1 I.1:2 I.2 I.2:1")),
        ("ref=II.42&down=2", Some("II.42")),
        ("start=I.1:2&end=II.41", None),
        (
            "start=I.1:2&end=II.41&down=1",
            Some("I.1:2 I.2 I.2:1 II II.41 II.41:1"),
        ),
        ("start=I&end=II&down=1", Some("I I.1 I.2 II II.41 II.42")),
        ("start=I.2&end=I.2&down=-1", Some("I.2 I.2:1")),
        ("tree=pages&down=1", Some("1 2")),
    ] {
        let found = json(&house, &navigation(query)).await;
        let members = found
            .get("member")
            .map(|members| identifiers(members).join(" "));
        assert_eq!(members.as_deref(), expected, "{query}");
        let asked = |name: &str| query.contains(&format!("{name}="));
        assert_eq!(found.get("ref").is_some(), asked("ref"), "{query}");
        assert_eq!(found.get("start").is_some(), asked("start"), "{query}");
        assert_eq!(found.get("end").is_some(), asked("end"), "{query}");
    }
}

#[tokio::test]
async fn units_say_what_they_are() {
    let house = psalter();
    let found = json(&house, &navigation("down=-1")).await;
    let unit = |at: usize| &found["member"][at];
    assert_eq!(unit(0)["parent"], Value::Null);
    let title = &unit(0)["dublinCore"]["title"][0];
    assert_eq!(
        (&title["lang"], &title["value"]),
        (&"la".into(), &"Liber primus".into())
    );
    assert_eq!(unit(2)["parent"], "I.1");
    assert_eq!(
        (&unit(2)["level"], &unit(2)["citeType"]),
        (&3.into(), &"verse".into())
    );
    let heading = &unit(1)["dublinCore"]["title"][0];
    assert_eq!(
        (&heading["lang"], &heading["value"]),
        (&"grc".into(), &"Μακάριος".into())
    );
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused() {
    let house = psalter();
    let editions = "/dts/collection?id=/editions";
    for (status, path) in [
        (400, "/dts/navigation?down=1".to_owned()),
        (400, "/dts/navigation?resource=&down=1".to_owned()),
        (400, navigation("")),
        (400, navigation("down=0")),
        (400, navigation("start=I&end=II&down=0")),
        (400, navigation("ref=I&start=I&end=II&down=1")),
        (400, navigation("ref=I&end=II")),
        (400, navigation("start=I")),
        (400, navigation("end=I&down=1")),
        (400, navigation("start=II&end=I&down=1")),
        (400, navigation("down=x")),
        (400, navigation("down=-2")),
        (400, navigation("down=1&down=2")),
        (400, navigation("down=1&page=0")),
        (404, navigation("down=1&page=2")),
        (404, navigation("ref=III")),
        (404, navigation("start=I&end=III&down=1")),
        (404, navigation("tree=canon&down=1")),
        (404, navigation("tree=none&down=1")),
        (404, navigation("tree=pages&ref=I")),
        (
            404,
            "/dts/navigation?resource=/editions/psalter/2&down=1".to_owned(),
        ),
        (
            404,
            "/dts/navigation?resource=/editions/psalter&down=1".to_owned(),
        ),
        (404, "/dts/navigation?resource=/editions&down=1".to_owned()),
        (
            404,
            "/dts/navigation?resource=https://elsewhere.org/x&down=1".to_owned(),
        ),
        (400, "/dts/document".to_owned()),
        (400, document("ref=I&start=I&end=II")),
        (400, document("start=I")),
        (404, document("ref=III")),
        (404, document("tree=none&ref=I")),
        (404, document("mediaType=application/pdf")),
        (404, "/dts/document?resource=/editions/none/1".to_owned()),
        (400, format!("{editions}&nav=sideways")),
        (400, format!("{editions}&page=x")),
        (404, format!("{editions}&page=2")),
        (404, format!("{editions}/none")),
        (404, format!("{editions}/psalter/9")),
        (404, format!("{editions}/psalter/1/I")),
        (404, "/dts/collection?id=else".to_owned()),
    ] {
        let response = get(&house, &path, &[("accept", "application/json")]).await;
        assert_eq!(response.status(), status, "{path}");
        let kind = header(&response, "content-type").to_owned();
        assert_eq!(kind, "application/problem+json", "{path}");
    }
}

#[tokio::test]
async fn passages_keep_their_variants_and_their_place() {
    let house = psalter();
    let tei = async |query: &str| {
        let response = get(&house, &document(query), &[]).await;
        assert_eq!(response.status(), 200, "{query}");
        assert_eq!(header(&response, "content-type"), "application/tei+xml");
        assert_eq!(
            header(&response, "link"),
            "</dts/collection?id=/editions/psalter/1>; rel=\"collection\""
        );
        String::from_utf8(bytes(response).await).unwrap()
    };
    // Without a reference the tree says nothing, not even one that is not there.
    for query in ["", "tree=pages", "tree=none"] {
        assert_eq!(tei(query).await, PSALTER, "{query}");
    }
    let wrapped = |text: &str| {
        let open = "<dts:wrapper xmlns:dts=\"https://w3id.org/api/dts#\">";
        let (before, rest) = text.split_once(open).unwrap();
        let (inside, after) = rest.split_once("</dts:wrapper>").unwrap();
        [before, inside, after].map(str::to_owned)
    };
    let [before, inside, after] = wrapped(&tei("ref=I.1:1").await);
    assert!(before.contains("<teiHeader>") && before.ends_with("<body><div n=\"I\"><div n=\"1\">"));
    assert_eq!(
        inside,
        "<l n=\"1\">Beatus <app><lem>vir</lem><rdg wit=\"#B\">homo</rdg></app></l>"
    );
    assert_eq!(after, "</div></div></body></text></TEI>\n");
    let [_, inside, _] = wrapped(&tei("start=I.1:2&end=I.2").await);
    assert_eq!(
        inside,
        "<div n=\"1\"><l n=\"2\">Sed in <pb n=\"2\"/>lege</l></div>\n\
         <div n=\"2\"><l n=\"1\">Quare &amp; fremuerunt</l></div>"
    );
    let [_, inside, _] = wrapped(&tei("tree=pages&ref=2").await);
    assert!(inside.starts_with("<div n=\"I\"><div n=\"1\"><l n=\"2\"><pb n=\"2\"/>lege</l></div>"));
    let plain = get(&house, &document("ref=I.2&mediaType=text/plain"), &[]).await;
    assert_eq!(header(&plain, "content-type"), "text/plain; charset=utf-8");
    assert_eq!(bytes(plain).await, b"Quare & fremuerunt\n");
}

#[tokio::test]
async fn long_lists_come_in_pages() {
    let memory = Memory::with_fixtures();
    for number in 0..120 {
        memory.publish(&format!("book-{number:03}"), PSALTER.into());
    }
    let house = house_of(memory, Arc::default(), Options::default());
    let mut address = "/dts/collection".to_owned();
    let mut seen = Vec::new();
    let mut pages = 0;
    loop {
        let page = json(&house, &address).await;
        let members = page["member"].as_array().unwrap().iter();
        seen.extend(members.map(|member| member["@id"].as_str().unwrap().to_owned()));
        let view = &page["view"];
        assert_eq!(view["@type"], "Pagination");
        assert_eq!(view["previous"].is_null(), pages == 0);
        pages += 1;
        match view["next"].as_str() {
            Some(next) => address = next.to_owned(),
            None => break,
        }
    }
    let count = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!((pages, seen.len(), count), (3, 122, 122));
}

#[tokio::test]
async fn a_text_without_units_is_no_error() {
    let memory = Memory::with_fixtures();
    let text = "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader/><text><body/></text></TEI>";
    memory.publish("void", text.into());
    let house = house_of(memory, Arc::default(), Options::default());
    for query in ["down=1", "ref=x", "tree=y&down=-1"] {
        let path = format!("/dts/navigation?resource=/editions/void/1&{query}");
        let found = json(&house, &path).await;
        assert_eq!(found["member"].as_array().map(Vec::len), Some(0), "{query}");
        assert_eq!(
            found["resource"]["citationTrees"].as_array().map(Vec::len),
            Some(0)
        );
    }
}

/// The same text in a house with its own templates.
fn furnished(text: &str) -> Arc<House> {
    let store = Store::memory();
    let publication = Publication {
        publisher: "Ann Editor".into(),
        address: String::new(),
        message: "Published.".into(),
        when: "2026-01-10T12:00:00Z".into(),
        token: None,
    };
    let id = "psalter".parse().unwrap();
    let put = store.put(&id, text.as_bytes(), &publication, Expected::Any);
    put.unwrap();
    let options = Options {
        base_url: Some("https://example.org".into()),
        ..Options::default()
    };
    House::furnish(Settings::new(options).unwrap(), Arc::new(store)).unwrap()
}

async fn page(house: &Arc<House>, query: &str) -> String {
    let path = document(&format!("{query}&mediaType=text/html"));
    let response = get(house, &path, &[]).await;
    assert_eq!(response.status(), 200, "{query}");
    assert_eq!(
        header(&response, "content-type"),
        "text/html; charset=utf-8"
    );
    assert_eq!(
        header(&response, "link"),
        "<https://example.org/dts/collection?id=https://example.org/editions/psalter/1>; \
         rel=\"collection\""
    );
    assert_eq!(header(&response, "access-control-allow-origin"), "*");
    let policy = header(&response, "content-security-policy");
    assert!(policy.contains("style-src 'self'"), "{policy}");
    String::from_utf8(bytes(response).await).unwrap()
}

/// What stands in the element with this id, up to the end of its parent's other
/// children: enough to look for words.
fn within<'p>(page: &'p str, id: &str) -> &'p str {
    let from = page.find(&format!(" id=\"{id}\""));
    let page = &page[from.unwrap_or(page.len())..];
    let ends = ["<section", "</article>"].map(|end| page[1..].find(end));
    let end = ends.into_iter().flatten().min();
    &page[..end.map_or(page.len(), |end| end + 1)]
}

/// An entry and a note in the first verse, another in the last.
fn noted() -> String {
    PSALTER
        .replace("Beatus", "Beatus<note>Of the first.</note>")
        .replace(
            "Quemadmodum",
            "Quemadmodum<note>Of the last.</note> <app><lem>desiderat</lem>\
             <rdg wit=\"#B\">cupit</rdg></app>",
        )
}

#[tokio::test]
async fn a_passage_is_a_page_of_its_own() {
    let house = furnished(&noted());
    let whole = get(&house, "/editions/psalter/1", &[("accept", "text/html")]).await;
    let whole = String::from_utf8(bytes(whole).await).unwrap();
    let verse = page(&house, "ref=I.1:1").await;
    assert!(verse.starts_with("<!doctype html>"), "{verse}");
    assert!(verse.contains("<title>I.1:1 · Psalter"), "{verse}");
    let text = within(&verse, "text");
    assert!(text.contains("Beatus") && !text.contains("lege"), "{text}");
    // As on the page of the edition, to the tag.
    let begin = text.find("Beatus").unwrap();
    let end = text.rfind("vir").unwrap() + 3;
    assert!(within(&whole, "text").contains(&text[begin..end]), "{text}");
    assert!(verse.contains("Of the first.") && !verse.contains("Of the last."));
    let entries = within(&verse, "apparatus");
    assert!(
        entries.contains("homo") && !entries.contains("cupit"),
        "{entries}"
    );
    assert!(!verse.contains("<form") && !verse.contains("<script"));
    // What leads out of it leads to the edition.
    assert!(verse.contains("href=\"https://example.org/editions/psalter/1\""));
}

#[tokio::test]
async fn ranges_trees_and_whole_texts_are_pages_too() {
    let house = furnished(&noted());
    let range = page(&house, "start=I.1:2&end=I.2").await;
    let text = within(&range, "text");
    assert!(
        text.contains("Sed in") && text.contains("fremuerunt"),
        "{text}"
    );
    assert!(
        !text.contains("Beatus") && !text.contains("Quemadmodum"),
        "{text}"
    );
    assert!(!range.contains("id=\"apparatus\""), "{range}");
    assert!(range.contains("I.1:2 – I.2 · Psalter"), "{range}");
    let leaf = page(&house, "tree=pages&ref=2").await;
    let text = within(&leaf, "text");
    assert!(
        text.contains("lege") && text.contains("Quemadmodum"),
        "{text}"
    );
    assert!(!text.contains("Sed in"), "{text}");
    assert!(within(&leaf, "apparatus").contains("cupit"), "{leaf}");
    for query in ["", "tree=none"] {
        let all = page(&house, query).await;
        let text = within(&all, "text");
        assert!(
            text.contains("Beatus") && text.contains("Quemadmodum"),
            "{text}"
        );
        assert!(within(&all, "apparatus").contains("homo"));
        assert!(all.contains("rel=\"canonical\" href=\"https://example.org/editions/psalter/1\""));
    }
    for (status, query) in [
        (404, "ref=III"),
        (404, "tree=none&ref=I"),
        (400, "start=I"),
        (400, "ref=I&start=I&end=II"),
    ] {
        let path = document(&format!("{query}&mediaType=text/html"));
        let response = get(&house, &path, &[("accept", "application/json")]).await;
        assert_eq!(response.status(), status, "{query}");
        assert_eq!(
            header(&response, "content-type"),
            "application/problem+json"
        );
    }
    let resource = json(&house, "/dts/collection?id=/editions/psalter/1").await;
    let offered = ["application/tei+xml", "text/html", "text/plain"];
    assert_eq!(resource["mediaTypes"], serde_json::json!(offered));
}

/// A text of several pages is one page here, and a passage of it has what it needs.
#[tokio::test]
async fn passages_of_long_texts_lead_to_their_pages() {
    let verses = |chapter: usize| -> String {
        let words = "words that fill a line of a long poem ".repeat(4);
        let line = |n: usize| format!("<l n=\"{n}\">{words}</l>");
        let lines: String = (1..=300).map(line).collect();
        format!("<div type=\"book\" n=\"{chapter}\"><lg>{lines}</lg></div>")
    };
    let books: String = (1..=8).map(verses).collect();
    let text = format!(
        "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc><titleStmt><title>Psalter\
         </title></titleStmt></fileDesc></teiHeader><text><body>\
         <div type=\"book\" n=\"0\" xml:id=\"preface\"><p>See <ref target=\"#end\">the end</ref>, \
         and <ref target=\"#preface\">here</ref>.</p></div>{books}\
         <div type=\"book\" n=\"9\" xml:id=\"end\"><p>End.</p></div></body></text></TEI>"
    );
    let house = furnished(&text);
    let preface = page(&house, "ref=0").await;
    assert!(preface.contains("href=\"#preface\""), "{preface}");
    let end = "href=\"https://example.org/editions/psalter/1/";
    assert!(within(&preface, "text").contains(end), "{preface}");
    let all = page(&house, "").await;
    assert_eq!(all.matches("words that fill").count(), 8 * 300 * 4);
}

/// The commands of the manual, on the edition that comes with the program.
#[tokio::test]
async fn the_commands_of_the_manual_are_answered() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let edition = std::fs::read(root.join("tei/editions/moquegua-2008/edition.xml")).unwrap();
    let house = super::double::house_with(&[("moquegua-2008", edition)]);
    let manual = std::fs::read_to_string(root.join("docs/dts.md")).unwrap();
    let commands: Vec<&str> = (manual.lines())
        .filter_map(|line| line.strip_prefix("curl "))
        .collect();
    assert!(commands.len() >= 7, "{commands:?}");
    for command in commands {
        let address = command.split([' ', '\'']).find(|word| !word.is_empty());
        let path = address.and_then(|address| address.strip_prefix("http://127.0.0.1:8080"));
        let path = path.expect(command);
        assert_eq!(get(&house, path, &[]).await.status(), 200, "{command}");
    }
}
