//! Is anything of the interface English in another language?
//!
//! Every kind of page is asked for in English and in German. What is the same in
//! both, and is no word of a text, is English that was left over, but for the words
//! that both languages have ([`ALIKE`]).

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use variorum::access::{Access, Permission};
use variorum::operations::{Facts, Grant, grant, withdraw};
use variorum::server::problems;
use variorum::server::{House, Options, Settings};
use variorum::store::{Expected, Publication, Store};

use super::{bytes, header, send};

/// Words that are the same in both languages, or names.
const ALIKE: &[&str] = &[
    // Alike in German.
    "Band",
    "Edition",
    "Export",
    "Fragment",
    "Hand",
    "Lemma",
    "Name",
    "Passage",
    "Person",
    "Region",
    "Server",
    "Siglum",
    "Text",
    "Transkription",
    "Token",
    "Version",
    "in",
    "Link",
    "Format",
    // What is written into a file of decisions, and so an example of it.
    "orthographic",
    // Names of formats, standards and programs.
    "APA",
    "BagIt",
    "BibTeX",
    "CSL",
    "CSV",
    "CollateX",
    "Chicago",
    "DataCite",
    "Dublin",
    "Core",
    "EndNote",
    "HTML",
    "ISO",
    "JSON",
    "LD",
    "MARC",
    "MLA",
    "MODS",
    "NEXUS",
    "OpenAPI",
    "PHYLIP",
    "RFC",
    "RIS",
    "SHA",
    "SVG",
    "Schema",
    "TEI",
    "TOML",
    "TSV",
    "UTF",
    "Variorum",
    "XML",
    "ZIP",
    "curl",
    "org",
    "schema",
    "All",
    "tei",
    "xml",
    "Zotero",
    "kB",
    "unAPI",
    "MARCXML",
    // Names in the editions of this test, and their licence.
    "Ann",
    "Editor",
    "CC",
    "BY",
    "example",
    "mailto",
    "fabula",
    "duo",
    "nemo",
    "la",
    "grc",
    "Prima",
    // Languages call themselves by their own names.
    "Deutsch",
    "English",
    "Español",
    "Français",
    "Italiano",
    "Português",
];

/// A site with a text in Latin that was published twice, one in two languages, and
/// one that was withdrawn; and a token for it.
async fn site(folder: &Path) -> (Arc<House>, String) {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/translated");
    let store = Arc::new(Store::open_or_create(&folder.join("store")).unwrap());
    for (id, file) in [
        ("fabula", "fabula-1"),
        ("fabula", "fabula-2"),
        ("duo", "duo-1"),
        ("retracta", "duo-1"),
    ] {
        let text = std::fs::read(cases.join(format!("{file}.xml"))).unwrap();
        let publication = Publication {
            publisher: "Ann Editor".to_owned(),
            address: "mailto:ann@example.org".to_owned(),
            message: "Prima".to_owned(),
            when: "2026-01-10T12:00:00Z".to_owned(),
            token: None,
        };
        let put = store.put(&id.parse().unwrap(), &text, &publication, Expected::Any);
        put.unwrap();
    }
    let reason = Facts {
        publisher: "Ann Editor".to_owned(),
        address: String::new(),
        message: "Prima".to_owned(),
        when: "2026-02-10T12:00:00Z".to_owned(),
        token: None,
    };
    withdraw(&store, &"retracta".parse().unwrap(), None, &reason).unwrap();
    let access = Access::of(&store).unwrap();
    let granted = Grant {
        holder: "Ann Editor".to_owned(),
        address: String::new(),
        may: vec![Permission::Publish, Permission::Preview],
        editions: vec!["*".parse().unwrap()],
        until: None,
    };
    let token = grant(&access, "test", granted).unwrap().0.to_string();
    let options = Options {
        store: Some(folder.join("store")),
        ..Options::default()
    };
    let house = House::furnish(Settings::new(options).unwrap(), store).unwrap();
    for _ in 0..400 {
        let whole = page(&house, "/search.json?q=x", "en").await;
        if !whole.contains("is being made") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    (house, token)
}

/// The page at an address, or where that leads.
async fn page(house: &Arc<House>, path: &str, language: &str) -> String {
    let mut path = path.to_owned();
    loop {
        let request = Request::get(&path)
            .header("accept-language", language)
            .header("accept", "text/html");
        let response = send(house, request.body(Body::empty()).unwrap()).await;
        match header(&response, "location") {
            "" => return String::from_utf8(bytes(response).await).unwrap(),
            there => there.clone_into(&mut path),
        }
    }
}

/// A form that is sent with these fields.
async fn posted(house: &Arc<House>, path: &str, fields: &[(&str, &str)], language: &str) -> String {
    let mut body = String::new();
    for (name, value) in fields {
        let file = match *name {
            "edition" => "; filename=\"fabula.xml\"",
            _ => "",
        };
        body.push_str(&format!(
            "--x\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n"
        ));
    }
    body.push_str("--x--\r\n");
    let request = Request::post(path)
        .header("accept-language", language)
        .header("accept", "text/html")
        .header("content-type", "multipart/form-data; boundary=x");
    let response = send(house, request.body(Body::from(body)).unwrap()).await;
    String::from_utf8(bytes(response).await).unwrap()
}

/// What a page says: text and names of things, without code and what is entered by
/// somebody.
#[derive(Default)]
struct Told {
    /// What stands in the language of the interface.
    own: BTreeSet<String>,
    /// What stands in another.
    foreign: BTreeSet<String>,
}

fn told(html: &str, language: &str) -> Told {
    const EMPTY: [&str; 8] = ["br", "hr", "img", "input", "link", "meta", "source", "wbr"];
    const SILENT: [&str; 10] = [
        "bdi", "code", "datalist", "kbd", "option", "pre", "script", "style", "textarea", "time",
    ];
    let mut said = Told::default();
    // Of the open elements, whether they speak as the interface, and whether
    // what stands in them is said at all.
    let mut open: Vec<(String, bool, bool)> = Vec::new();
    let mut add = |words: &str, (speaks, told): (bool, bool)| {
        let words = words.replace("&nbsp;", " ");
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        if told && words.chars().any(char::is_alphabetic) {
            match speaks {
                true => said.own.insert(words),
                false => said.foreign.insert(words),
            };
        }
    };
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        let (speaks, heard) = match open.last() {
            None => (true, true),
            Some((_, speaks, heard)) => (*speaks, *heard),
        };
        add(before, (speaks, heard));
        let (tag, after) = tag.split_once('>').unwrap_or((tag, ""));
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            if let Some(at) = open.iter().rposition(|(open, ..)| open == name) {
                open.truncate(at);
            }
            continue;
        }
        let name = tag.split([' ', '/', '\n']).next().unwrap_or_default();
        let value = |attribute: &str| {
            let (_, rest) = tag.split_once(&format!(" {attribute}=\""))?;
            rest.split('"').next()
        };
        let own = value("lang").map_or(speaks, |tongue| tongue == language);
        // What says that it is English or German is meant to be.
        let heard = match value("lang") {
            Some("en" | "de") if !own => false,
            _ => heard,
        };
        for attribute in [
            "aria-label",
            "title",
            "placeholder",
            "alt",
            "data-taken",
            "data-moved",
        ] {
            if let Some(value) = value(attribute).filter(|_| name != "abbr") {
                add(value, (own, heard));
            }
        }
        if name == "meta" && value("name") == Some("description") {
            add(value("content").unwrap_or_default(), (own, heard));
        }
        if !EMPTY.contains(&name) && !name.starts_with('!') {
            open.push((name.to_owned(), own, heard && !SILENT.contains(&name)));
        }
    }
    said
}

/// Words of all texts of the test.
fn words_of_texts() -> BTreeSet<String> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/translated");
    let mut words = BTreeSet::new();
    for entry in std::fs::read_dir(cases).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let mut rest = text.as_str();
        while let Some((before, tag)) = rest.split_once('<') {
            words.extend(words_in(before).map(str::to_owned));
            rest = tag.split_once('>').map_or("", |(_, after)| after);
        }
    }
    words
}

fn words_in(text: &str) -> impl Iterator<Item = &str> {
    // What has digits is a hash, a reference or a code.
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| word.chars().count() > 1 && word.chars().all(char::is_alphabetic))
}

/// What is English on the German page.
fn left_over(english: &str, german: &str, known: &BTreeSet<String>) -> Vec<String> {
    let english = told(english, "en").own;
    let both = told(german, "de").own.into_iter();
    let both = both.filter(|said| english.contains(said));
    let unknown =
        |said: &String| words_in(said).any(|word| !ALIKE.contains(&word) && !known.contains(word));
    both.filter(unknown).collect()
}

/// Words of the interface that stand in the language of a text: a voice would read
/// German as Latin. What a text says is the same on both pages.
fn misread(english: &str, german: &str) -> Vec<String> {
    let english = told(english, "en").foreign;
    let german = told(german, "de").foreign;
    german.difference(&english).cloned().collect()
}

#[tokio::test]
async fn nothing_is_english_on_a_german_page() {
    let folder = tempfile::tempdir().unwrap();
    let (house, token) = site(folder.path()).await;
    let known = words_of_texts();
    let mut paths: Vec<String> = [
        "/",
        "/about",
        "/api",
        "/hand-in",
        "/hand-in/batches",
        "/hand-in/batches/0",
        "/collate",
        "/check",
        "/check?citation=nothing",
        "/check?citation=https%3A%2F%2Fx.example%2Feditions%2Ffabula%2F1",
        "/check?citation=https%3A%2F%2Fx.example%2Feditions%2Ffabula%2F2",
        "/check?citation=https%3A%2F%2Fx.example%2Feditions%2Ffabula%2F9",
        "/check?citation=https%3A%2F%2Fx.example%2Feditions%2Ffabula%2F1%2Fchapter1.head1",
        "/check?citation=https%3A%2F%2Fx.example%2Feditions%2Ffabula%2F1%2Fchapter1.1",
        "/check?citation=https%3A%2F%2Fx.example%2Feditions%2Ffabula%2F1%2Fchapter1.2",
        "/check?citation=https%3A%2F%2Fx.example%2Feditions%2Ffabula%2F1%2Fchapter1.3",
        "/check?citation=https%3A%2F%2Fx.example%2Feditions%2Ffabula%2F1%2Fchapter2.5",
        "/check?citation=https%3A%2F%2Fx.example%2Feditions%2Ffabula%2F1%2Fchapter2.7",
        "/check?citation=https%3A%2F%2Fx.example%2Feditions%2Ffabula%2F1%2F99",
        "/check?citation=https%3A%2F%2Fx.example%2Feditions%2Fnemo%2F1",
        "/check?citation=https%3A%2F%2Fx.example%2Feditions%2Fretracta%2F1",
        "/search",
        "/search?q=lupus",
        "/search?q=suum&in=readings",
        "/search?q=frigidam&in=notes",
        "/search?q=aqua&language=la&from=-50&to=100",
        "/search?q=(lupus+OR",
        "/search?q=-lupus",
        "/search?q=lup%7E9+%22agnus+et",
        "/search?q=lupuss",
        "/registers/people",
        "/registers/works",
        "/timeline",
        "/drafts/none",
        "/editions/fabula",
        "/editions/fabula/1",
        "/editions/fabula/2?apparatus=beside&wit=B",
        "/editions/fabula/2?apparatus=inline&view=diplomatic",
        "/editions/fabula/2/colophon",
        "/editions/fabula/2/record",
        "/editions/fabula/2/validation",
        "/editions/fabula/2/cite",
        "/editions/fabula/2/cite/1",
        "/editions/fabula/2/people",
        "/editions/fabula/2/places",
        "/editions/fabula/2/witnesses",
        "/editions/fabula/2/witnesses?w=A&w=B&w=Z",
        "/editions/fabula/2/witnesses/A",
        "/editions/fabula/2/statistics",
        "/editions/fabula/2/apparatus",
        "/editions/fabula/2/apparatus?does=omission&wit=C",
        "/editions/fabula/2/report",
        "/editions/fabula/2/survival",
        "/editions/fabula/1/survival",
        "/editions/fabula/2/parallel",
        "/editions/fabula/versions",
        "/editions/fabula/compare/1..2",
        "/editions/fabula/compare/2..1",
        "/editions/fabula/compare/12",
        "/editions/fabula/at/2020",
        "/editions/fabula/at/never",
        "/editions/fabula/9",
        "/editions/fabula/2/99",
        "/editions/fabula/3",
        "/editions/fabula/2/cite/99",
        "/editions/fabula/2/witnesses/Z",
        "/editions/fabul",
        "/editions/nemo",
        "/editions/retracta",
        "/editions/retracta/1",
        "/editions/duo/1",
        "/editions/duo/1/parallel",
        "/editions/duo/1/witnesses",
        "/editions/duo/1/statistics",
        "/nowhere",
    ]
    .map(str::to_owned)
    .into();
    paths.extend(
        problems::ALL
            .iter()
            .map(|one| format!("/api/problems/{}", one.code)),
    );
    let mut faults = Vec::new();
    let mut note = |what: &str, english: &str, german: &str| {
        assert!(
            german.contains("<html lang=\"de\""),
            "{what} is no page: {german}"
        );
        for words in left_over(english, german, &known) {
            faults.push(format!("{what} is English: {words}"));
        }
        for words in misread(english, german) {
            faults.push(format!("{what} is German in another language: {words}"));
        }
    };
    for path in &paths {
        let english = page(&house, path, "en").await;
        let german = page(&house, path, "de").await;
        note(path, &english, &german);
    }
    let fabula = include_str!("../../cases/translated/fabula-2.xml");
    let broken = "<TEI>";
    let hand_in = |token: &'static str, act, file| {
        vec![
            ("token", token),
            ("name", "lepus"),
            ("expects", "new"),
            ("act", act),
            ("edition", file),
        ]
    };
    let token: &'static str = token.leak();
    let table = |what: &'static str| {
        vec![
            ("act", what),
            ("siglum", "A"),
            ("text", "Ad rivum eundem lupus"),
            ("siglum", "B"),
            ("text", "Ad rivum suum lupus et agnus"),
            ("do", "lemma"),
            ("in", "A"),
            ("columns", "99"),
        ]
    };
    for (path, fields) in [
        ("/hand-in", hand_in("none", "try", fabula)),
        ("/hand-in", hand_in(token, "try", fabula)),
        ("/hand-in", hand_in(token, "try", broken)),
        ("/hand-in", hand_in(token, "publish", fabula)),
        ("/hand-in", hand_in(token, "publish", fabula)),
        ("/hand-in/batches", vec![("token", "none")]),
        ("/hand-in/batches", vec![("token", token), ("act", "try")]),
        ("/collate", vec![("act", "show")]),
        ("/collate", table("show")),
        ("/collate", table("decide")),
    ] {
        // What was published in English is there already in German.
        let german = posted(&house, path, &fields, "de").await;
        let english = posted(&house, path, &fields, "en").await;
        note(&format!("{path} {:?}", &fields[..1]), &english, &german);
    }
    assert!(
        faults.is_empty(),
        "{} words of the interface:\n{}",
        faults.len(),
        faults.join("\n")
    );
}
