//! Are words found where they stand, and nowhere else?
//!
//! Each folder of `tests/cases/search` has editions and questions, as they stand in
//! the address of the search, with what is answered.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use proptest::prelude::*;
use serde_json::Value;
use tower::ServiceExt;
use variorum::edition::{Digest, EditionId, Version};
use variorum::operations::{IndexManner, Indexed, follow_store};
use variorum::search::alike::folded;
use variorum::search::index::{Counted, MOST_COUNTED};
use variorum::search::word::words;
use variorum::search::{
    About, Alike, Asked, Field, Finder, How, Index, Refused, Sought, Want, Writer, parse, pieces,
};
use variorum::server::{House, Options, Settings, router};
use variorum::store::{Expected, Publication, Store};
use variorum::tei;

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/search")
}

fn publication() -> Publication {
    Publication {
        publisher: "Ann Editor".to_owned(),
        address: "mailto:ann@example.org".to_owned(),
        message: "a reason".to_owned(),
        when: "2026-01-10T12:00:00Z".to_owned(),
        token: None,
    }
}

fn publish(store: &Store, id: &str, bytes: &[u8]) {
    let id = id.parse().expect("an id");
    store
        .put(&id, bytes, &publication(), Expected::Any)
        .expect("published");
}

fn follow(store: &Store, index: &Index) -> Indexed {
    let stop = AtomicBool::new(false);
    let manner = IndexManner {
        rebuild: false,
        thorough: false,
        readers: 2,
        stop: &stop,
    };
    follow_store(store, index, manner, &mut |_| ()).expect("the index follows")
}

fn asked(query: &str) -> Asked {
    Asked {
        want: parse(query).want.expect("a query"),
        alike: Alike::default(),
        fields: Field::ALL.to_vec(),
        edition: None,
        facets: Vec::new(),
        years: (None, None),
        skip: 0,
        take: 20,
    }
}

async fn get(house: &Arc<House>, path: &str) -> (u16, String) {
    let request = Request::get(path).body(Body::empty()).expect("a request");
    let reply = router(house.clone())
        .oneshot(request)
        .await
        .expect("a reply");
    let status = reply.status().as_u16();
    let location = reply
        .headers()
        .get("location")
        .map(|to| to.to_str().expect("text").to_owned());
    let bytes = reply
        .into_body()
        .collect()
        .await
        .expect("a body")
        .to_bytes();
    let body = String::from_utf8_lossy(&bytes).into_owned();
    (status, location.unwrap_or(body))
}

/// A site with the editions of a case, whose index is whole.
async fn house(case: &Path) -> Arc<House> {
    let store = Arc::new(Store::memory());
    let mut files: Vec<PathBuf> = fs::read_dir(case)
        .expect("a case")
        .map(|entry| entry.expect("file").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "xml"))
        .collect();
    files.sort();
    for file in &files {
        let id = file.file_stem().expect("a name").to_string_lossy();
        publish(&store, &id, &fs::read(file).expect("readable"));
    }
    let settings = Settings::new(Options::default()).expect("settings");
    let house = House::furnish(settings, store).expect("a house");
    whole(&house).await;
    house
}

/// Waits until all editions are in the index.
async fn whole(house: &Arc<House>) {
    for _ in 0..400 {
        let (_, answer) = get(house, "/search.json?q=x").await;
        if !answer.contains("is being made") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the index is not made within twenty seconds");
}

fn told(question: &str, answer: &Value) -> String {
    let mut told = format!("> {question}\n");
    for remark in answer["remarks"].as_array().into_iter().flatten() {
        let _ = writeln!(told, "! {}", remark.as_str().unwrap_or_default());
    }
    for near in answer["suggestions"].as_array().into_iter().flatten() {
        let _ = writeln!(told, "? {near}");
    }
    for place in answer["places"].as_array().into_iter().flatten() {
        let text = |name: &str| place[name].as_str().unwrap_or_default();
        let _ = write!(told, "{} {}", text("href"), text("in"));
        if place["witnesses"].as_array().is_some_and(|w| !w.is_empty()) {
            let _ = write!(told, " {} for {}", place["witnesses"], place["lemma"]);
        }
        let _ = writeln!(
            told,
            ": {}[{}]{}",
            text("before"),
            text("found"),
            text("after")
        );
    }
    told
}

#[tokio::test]
async fn what_is_asked_is_answered_as_expected() {
    let mut folders: Vec<PathBuf> = fs::read_dir(cases())
        .expect("cases")
        .map(|entry| entry.expect("case").path())
        .collect();
    folders.sort();
    assert!(folders.len() >= 2);
    let mut failures = Vec::new();
    for folder in &folders {
        let house = house(folder).await;
        let asks = fs::read_to_string(folder.join("asks.txt")).expect("questions");
        let mut made = String::new();
        for question in asks.lines() {
            let (status, answer) = get(&house, &format!("/search.json?{question}")).await;
            assert_eq!(status, 200, "{question}");
            let answer = serde_json::from_str(&answer).expect("JSON");
            made.push_str(&told(question, &answer));
            let (status, page) = get(&house, &format!("/search?{question}")).await;
            assert!(status == 200 || status == 303, "{question}: {page}");
        }
        let expected = folder.join("expected.txt");
        if std::env::var_os("ACCEPT").is_some() {
            fs::write(&expected, &made).expect("writable");
        }
        let accepted = fs::read_to_string(&expected).unwrap_or_default();
        if accepted != made {
            failures.push(format!("{}:\n{made}", expected.display()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[tokio::test]
async fn a_search_is_linked_and_its_words_are_marked_in_the_page() {
    let house = house(&cases().join("well")).await;
    let (status, to) = get(&house, "/search?case=1&q=vox&utm=x&page=1").await;
    assert_eq!((status, to.as_str()), (303, "/search?q=vox&case=1"));
    let (status, page) = get(&house, "/search?q=jupiter").await;
    assert_eq!(status, 200);
    assert!(page.contains("in a reading of B, for “puteus”"), "{page}");
    let (status, to) = get(&house, "/editions/well/1/1.3?find=vox").await;
    assert_eq!(status, 303);
    assert!(to.starts_with("/editions/well/1?find=vox#"), "{to}");
    let page = get(&house, "/editions/well/1?find=vox").await.1;
    assert!(page.contains("<mark class=\"hit\">Vox</mark> iuvat"));
    assert!(
        page.contains("<bdi>vox</bdi> is marked in 3 places"),
        "{page}"
    );
    let plain = get(&house, "/editions/well/1").await.1;
    assert!(
        !plain.contains("<mark"),
        "a page that nobody searched has no marks"
    );
    // A phrase goes on over the call of a note.
    let page = get(&house, "/editions/well/1?find=%22iterum+redit%22")
        .await
        .1;
    assert!(page.contains("is marked in 1 place "), "{page}");
    let table = get(&house, "/search.csv?q=aqua").await.1;
    assert_eq!(table.lines().count(), 3, "{table}");
    let words = get(&house, "/search/words?q=-aqu").await.1;
    assert!(words.starts_with("[\"-aqu\",[\"-aqua"), "{words}");
    let description = get(&house, "/search/description.xml").await.1;
    assert!(description.contains("{searchTerms}"));
    // Every place leads to a page that is there.
    let answer: Value =
        serde_json::from_str(&get(&house, "/search.json?q=a*").await.1).expect("JSON");
    let places = answer["places"].as_array().expect("places");
    assert!(places.len() > 10);
    for place in places {
        let href = place["href"].as_str().expect("an address");
        let (status, to) = get(&house, href).await;
        assert!(status == 303 || status == 200, "{href}: {status} {to}");
    }
}

/// A word of a witness is found whole, and marked in the page that has it.
#[tokio::test]
async fn a_reading_within_a_word_is_found_as_the_word() {
    let house = house(&cases().join("within-words")).await;
    let page = get(&house, "/editions/words/1?find=indices").await.1;
    assert!(page.contains("is marked in 1 place"), "{page}");
}

#[tokio::test]
async fn what_is_not_understood_is_said_or_refused() {
    let house = house(&cases().join("well")).await;
    for (query, parameter) in [
        ("q=vox&from=abc", "from"),
        ("q=vox&to=99999999999", "to"),
        ("q=vox&in=text&in=upside", "in"),
    ] {
        for ending in [".json", ".csv"] {
            let (status, answer) = get(&house, &format!("/search{ending}?{query}")).await;
            assert_eq!(status, 400, "{query}: {answer}");
            if ending == ".json" {
                let problem: Value = serde_json::from_str(&answer).expect("a problem");
                assert_eq!(problem["parameter"], parameter, "{answer}");
            }
        }
        let (status, page) = get(&house, &format!("/search?{query}")).await;
        assert_eq!(status, 200, "{query}: {page}");
        assert!(page.contains("passed over"), "{query}: {page}");
        assert!(
            page.contains("<mark"),
            "it is looked for all the same: {page}"
        );
    }
    let (_, answer) = get(&house, "/search.json?q=vox~0").await;
    let answer: Value = serde_json::from_str(&answer).expect("JSON");
    assert_eq!(answer["remarks"], serde_json::json!([]));
    let whole = get(&house, "/search.json?q=vox").await.1;
    let whole: Value = serde_json::from_str(&whole).expect("JSON");
    assert_eq!(answer["total"], whole["total"]);
}

#[tokio::test]
async fn a_page_of_a_register_leads_to_the_editions_that_it_does_not_name() {
    let store = Arc::new(Store::memory());
    for number in 10..32 {
        let text = format!(
            "<TEI><text><body><p>{number} <persName>Ann</persName></p></body></text></TEI>"
        );
        publish(&store, &format!("e{number}"), text.as_bytes());
    }
    let settings = Settings::new(Options::default()).expect("settings");
    let house = House::furnish(settings, store).expect("a house");
    whole(&house).await;
    let page = get(&house, "/registers/people").await.1;
    assert_eq!(page.matches("/people#").count(), 20, "{page}");
    let file = "/registers/people.json?from=Ann";
    assert!(page.contains(&format!("href=\"{file}\"")), "{page}");
    let all: Value = serde_json::from_str(&get(&house, file).await.1).expect("JSON");
    let editions = all["entries"][0]["editions"].as_array().expect("editions");
    assert_eq!(editions.len(), 22);
    assert_eq!(all["entries"][0]["more"], false);
}

#[tokio::test]
async fn registers_of_all_editions_join_what_the_editions_join() {
    let store = Arc::new(Store::memory());
    let text = |names: &str| format!("<TEI><text><body><p>{names}</p></body></text></TEI>");
    let gnd = "https://d-nb.info/gnd/118568647";
    publish(&store, "one", text(&format!("<persName ref='{gnd}'>Lamb</persName> and <persName>Ann</persName>, <placeName>Bath</placeName>")).as_bytes());
    publish(&store, "two", text(&format!("<persName ref='{gnd}'>Lamb</persName>, <persName ref='#x'>Ann</persName>, <persName>Ζωή</persName>")).as_bytes());
    let settings = Settings::new(Options::default()).expect("settings");
    let house = House::furnish(settings, store).expect("a house");
    whole(&house).await;
    let (status, to) = get(&house, "/registers").await;
    assert_eq!((status, to.as_str()), (303, "/registers/people"));
    let people: Value =
        serde_json::from_str(&get(&house, "/registers/people.json").await.1).expect("JSON");
    let told: Vec<String> = people["entries"]
        .as_array()
        .expect("entries")
        .iter()
        .map(|entry| {
            let editions = entry["editions"].as_array().expect("editions").iter();
            let editions: Vec<&str> = editions
                .map(|edition| edition["edition"].as_str().unwrap_or_default())
                .collect();
            format!(
                "{} {} {}",
                entry["headword"].as_str().unwrap_or_default(),
                entry["identified"],
                editions.join("+")
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "Ann false one",
            "Ann true two",
            "Lamb true one+two",
            "Ζωή false two"
        ]
    );
    let page = get(&house, "/registers/people?from=L").await.1;
    assert!(
        page.contains(">Lamb</bdi>") && !page.contains(">Ann</bdi>"),
        "{page}"
    );
    assert!(
        page.contains("<a href=\"/registers/people?from=%CE%96\">Ζ</a>"),
        "{page}"
    );
    let table = get(&house, "/registers/people.csv?identified=1").await.1;
    assert_eq!(table.lines().count(), 4, "{table}");
    let only = get(&house, "/registers/people.csv?edition=one").await.1;
    assert_eq!(only.lines().count(), 3, "{only}");
    assert!(
        get(&house, "/registers/places")
            .await
            .1
            .contains(">Bath</bdi>")
    );
    assert!(
        get(&house, "/registers/works")
            .await
            .1
            .contains("No edition marks names of this kind")
    );
    let timeline = get(&house, "/timeline").await.1;
    assert!(
        timeline.contains(">2026</a>") && timeline.contains("2026-01-10"),
        "{timeline}"
    );
}

/// Every word of `document` is found where it stands, whatever has to be the same;
/// every `step`th is looked for.
fn all_words_are_found(name: &str, bytes: &[u8], step: usize) {
    let (store, index) = (Store::memory(), Index::memory().expect("an index"));
    publish(&store, "text", bytes);
    follow(&store, &index);
    let document = tei::read(name, bytes).expect("well formed").value;
    let about = About::of(&document);
    let mut looked = BTreeSet::new();
    let mut at = 0;
    for piece in pieces(&document, &about) {
        for range in words(&piece.text) {
            at += 1;
            let word = &piece.text[range.clone()];
            if at % step != 0 || !looked.insert(word.to_owned()) {
                continue;
            }
            let want = Want::Word(Sought {
                word: variorum::search::alike::as_it_stands(word).into_owned(),
                how: How::Whole,
            });
            for alike in Alike::all() {
                let mut finder = Finder::new(&want, alike);
                assert!(
                    finder.find(&piece.text).contains(&range),
                    "{name}: {word} {alike:?}"
                );
                let found = index.find(&Asked {
                    want: want.clone(),
                    alike,
                    fields: vec![piece.field],
                    take: 10_000,
                    ..asked("x")
                });
                let found = found.expect("an answer");
                let there = |text: &str| found.pieces.iter().any(|one| one.shown.text == text);
                assert!(
                    there(&piece.text),
                    "{name}: {word} {alike:?} in {}",
                    piece.text
                );
                for one in &found.pieces {
                    assert!(
                        !finder.find(&one.shown.text).is_empty(),
                        "{name}: {word} {alike:?} is not in {}",
                        one.shown.text
                    );
                }
            }
        }
    }
    assert!(at > 0, "{name} has no words");
}

#[test]
fn every_word_is_found_at_its_passage_under_each_folding() {
    for case in ["well/well.xml", "well/mill.xml", "scripts/scripts.xml"] {
        all_words_are_found(case, &fs::read(cases().join(case)).expect("a case"), 1);
    }
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/tei");
    let Ok(published) = fs::read_dir(&shared) else {
        println!("not looked at: {} is not there", shared.display());
        return;
    };
    let mut files: Vec<PathBuf> = published.map(|entry| entry.expect("file").path()).collect();
    files.sort();
    for file in files
        .iter()
        .filter(|file| file.extension().is_some_and(|e| e == "xml"))
    {
        let bytes = fs::read(file).expect("readable");
        if tei::read("t", &bytes).is_ok_and(|read| read.value.text().next().is_some()) {
            all_words_are_found(&file.to_string_lossy(), &bytes, 4_999);
        }
    }
}

#[test]
fn the_index_follows_what_is_published_and_withdrawn_and_heals_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open_or_create(&folder.path().join("store")).expect("a store");
    let place = folder.path().join("index");
    let index = Index::open(&place).expect("an index");
    let text = |words: &str| format!("<TEI><text><body><p>{words}</p></body></text></TEI>");
    let total = |index: &Index, query: &str| index.find(&asked(query)).expect("an answer").total;
    publish(&store, "one", text("arma virumque").as_bytes());
    publish(&store, "two", text("arma cano").as_bytes());
    assert_eq!(follow(&store, &index).editions, 2);
    assert_eq!((total(&index, "arma"), total(&index, "cano")), (2, 1));
    assert_eq!(
        follow(&store, &index),
        Indexed::default(),
        "nothing changed, nothing is done"
    );
    // Another version takes the place of the one before.
    publish(&store, "two", text("pacem cano").as_bytes());
    assert_eq!(follow(&store, &index).editions, 1);
    assert_eq!((total(&index, "arma"), total(&index, "pacem")), (1, 1));
    // It is there when the program begins again, and only one program changes it.
    let again = Index::open(&place).expect("an index");
    assert_eq!(
        (total(&again, "pacem"), again.position()),
        (1, index.position())
    );
    let writer = index.writer().expect("a writer");
    assert!(again.writer().is_err());
    drop(writer);
    // What is withdrawn is not found, what was before it is.
    let id: EditionId = "two".parse().expect("an id");
    store
        .withdraw(&id, Some(2), &publication())
        .expect("withdrawn");
    follow(&store, &index);
    assert_eq!((total(&index, "pacem"), total(&index, "arma")), (0, 2));
    // A folder that is gone, and files that are damaged.
    fs::remove_dir_all(&place).expect("gone");
    assert!(follow(&store, &index).healed);
    assert_eq!(total(&index, "arma"), 2);
    for entry in fs::read_dir(&place).expect("files") {
        let path = entry.expect("file").path();
        if path
            .extension()
            .is_some_and(|ending| ending == "idx" || ending == "term")
        {
            let mut bytes = fs::read(&path).expect("readable");
            let middle = bytes.len() / 2;
            bytes[middle] ^= 0xff;
            fs::remove_file(&path).expect("gone");
            fs::write(&path, bytes).expect("damaged");
        }
    }
    let damaged = Index::open(&place).expect("an index");
    damaged.suspect();
    // Whether that is seen when it is opened or when it is looked at: it is mended.
    follow(&store, &damaged);
    assert_eq!(total(&damaged, "arma"), 2);
    // What is no index at all, or one of another form.
    fs::write(place.join("meta.json"), "{}").expect("written");
    fs::write(place.join("notes.txt"), "mine").expect("written");
    let other = Index::open(&place).expect("an index");
    follow(&store, &other);
    assert_eq!(total(&other, "arma"), 2);
    assert!(place.join("notes.txt").is_file(), "what is not ours stays");
}

/// The passages of an index that holds `passages`, each a paragraph of one text, in
/// which `query` is found; and those in which it stands.
fn found_and_standing(
    index: &Index,
    passages: &[String],
    query: &str,
    alike: Alike,
) -> [Vec<String>; 2] {
    let asked = Asked {
        alike,
        take: passages.len(),
        ..asked(query)
    };
    let found = index.find(&asked).expect("an answer");
    assert_eq!(found.total, found.pieces.len(), "{query}");
    let of_editions: u32 = found.editions.values.iter().map(|(_, count)| count).sum();
    assert_eq!(of_editions as usize, found.total, "{query}");
    let mut finder = Finder::new(&asked.want, alike);
    let standing = passages.iter().filter(|text| !finder.find(text).is_empty());
    let texts = found.pieces.into_iter().map(|piece| piece.shown.text);
    [texts.collect(), standing.cloned().collect()]
}

fn index_of(passages: &[String]) -> Index {
    let (store, index) = (Store::memory(), Index::memory().expect("an index"));
    let paragraphs: String = passages
        .iter()
        .map(|text| format!("<p>{text}</p>"))
        .collect();
    publish(
        &store,
        "text",
        format!("<TEI><text><body>{paragraphs}</body></text></TEI>").as_bytes(),
    );
    follow(&store, &index);
    index
}

#[test]
fn a_beginning_with_many_forms_is_found_in_many_passages() {
    // Some forms are in many passages and some in few; most passages have none.
    let passages: Vec<String> = (0..6_000u32)
        .map(|at| match at % 5 {
            0 => format!("no {at} malus{}", at % 40),
            1 if at % 7 == 0 => format!("no {at} mala and malum{at}"),
            _ => format!("no {at} bonus"),
        })
        .collect();
    let index = index_of(&passages);
    for query in [
        "mal*",
        "mal* -malus0",
        "bon* OR mal*",
        "malus~",
        "\"no 25*\"",
        "mal* 2*",
    ] {
        let asked = Asked {
            take: passages.len(),
            ..asked(query)
        };
        let found = index.find(&asked).expect("an answer");
        let is = |text: &String| {
            let words: Vec<&str> = text.split(' ').collect();
            let begins = |beginning: &str| words.iter().any(|word| word.starts_with(beginning));
            match query {
                "mal*" => begins("mal"),
                "mal* -malus0" => begins("mal") && !words.contains(&"malus0"),
                "bon* OR mal*" => true,
                "malus~" => words
                    .iter()
                    .any(|word| word.len() == 6 && word.starts_with("malus")),
                "\"no 25*\"" => words[1].starts_with("25"),
                _ => begins("mal") && begins("2"),
            }
        };
        let expected: Vec<&String> = passages.iter().filter(|text| is(text)).collect();
        let found: Vec<&String> = found.pieces.iter().map(|piece| &piece.shown.text).collect();
        assert!(
            !expected.is_empty() && found == expected,
            "{query}: {}",
            found.len()
        );
    }
}

/// Puts passages into an index in which some words are frequent.
fn index_with(frequent: &[&str], passages: &[String]) -> Index {
    let index = Index::memory().expect("an index");
    let frequent: Vec<Box<str>> = frequent.iter().map(|word| folded(word).into()).collect();
    let writer = index.writer_anew(frequent.into()).expect("a writer");
    put_in(&index, writer, "text", passages);
    index
}

fn put_in(index: &Index, mut writer: Writer, id: &str, passages: &[String]) {
    let paragraphs: String = passages
        .iter()
        .map(|text| format!("<p>{text}</p>"))
        .collect();
    let bytes = format!("<TEI><text><body>{paragraphs}</body></text></TEI>");
    let document = tei::read("text", bytes.as_bytes()).expect("TEI").value;
    let about = About::of(&document);
    let version = Version {
        number: 1,
        digest: Digest([0; 32]),
        bytes: bytes.len() as u64,
        published: String::new(),
        publisher: String::new(),
        message: String::new(),
    };
    let all = (pieces(&document, &about), Vec::new());
    let id: EditionId = id.parse().expect("an id");
    writer.put(&id, &version, &about, all).expect("put in");
    writer.commit(Some(1)).expect("committed");
    index.refresh().expect("readable");
}

/// Which words are frequent changes how phrases are found and not which.
#[test]
fn phrases_are_the_same_whichever_words_are_frequent() {
    const WORDS: [&str; 7] = ["arma", "Arma", "virumque", "et", "Ætas", "aetas", "cano"];
    let mut number = 1u32;
    let mut next = |below: usize| {
        number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (number >> 16) as usize % below
    };
    let passages: Vec<String> = (0..120)
        .map(|_| {
            let words: Vec<&str> = (0..1 + next(6)).map(|_| WORDS[next(7)]).collect();
            words.join(" ")
        })
        .collect();
    let indexes = [
        index_with(&[], &passages),
        index_with(&["arma", "virumque"], &passages),
        index_with(&["aetas", "arma", "cano", "et", "virumque"], &passages),
    ];
    for _ in 0..80 {
        let words: Vec<&str> = (0..2 + next(3)).map(|_| WORDS[next(7)]).collect();
        let beginning = if next(4) == 0 { "*" } else { "" };
        let query = format!("\"{}{beginning}\"", words.join(" "));
        for alike in Alike::all() {
            for index in &indexes {
                let [found, standing] = found_and_standing(index, &passages, &query, alike);
                assert_eq!(found, standing, "{query} {alike:?}");
            }
        }
    }
}

/// What was frequent when an index was made stays so when something is put in later,
/// also by another who has it open.
#[test]
fn frequent_words_stay_as_they_are_until_the_index_is_made_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let open = || Index::open(folder.path()).expect("an index");
    let passages = ["arma virumque cano", "arma cano virumque"].map(str::to_owned);
    let (first, second) = (open(), open());
    let count = |index: &Index| {
        let found = index.find(&asked("\"arma virumque\"")).expect("an answer");
        found.total
    };
    let frequent: Vec<Box<str>> = ["arma", "virumque"]
        .map(|word| folded(word).into())
        .to_vec();
    let writer = first.writer_anew(frequent.into()).expect("a writer");
    put_in(&first, writer, "one", &passages);
    assert_eq!((count(&first), count(&second)), (1, 0));
    second.refresh().expect("readable");
    assert_eq!(count(&second), 1);
    put_in(
        &second,
        second.writer().expect("a writer"),
        "two",
        &passages,
    );
    assert_eq!((count(&first), count(&second)), (1, 2));
    let writer = first.writer_anew(Vec::new().into()).expect("a writer");
    put_in(&first, writer, "three", &passages);
    assert_eq!((count(&first), count(&second)), (1, 2));
    for index in [first, second, open()] {
        index.refresh().expect("readable");
        assert_eq!(count(&index), 1);
    }
}

/// Before an index is made of much text, some of the texts say which words are frequent.
#[test]
fn an_index_of_much_text_knows_its_frequent_words() {
    let (store, index) = (Store::memory(), Index::memory().expect("an index"));
    let long = format!("<!--{}-->", "x".repeat(100_000)).repeat(21);
    for number in 0..33 {
        // Those that are looked at have so many passages that all would have many.
        let passages: String = (0..16_000)
            .filter(|at| *at == 0 || number % 16 == 0)
            .map(|at| format!("<p>Arma virumque n{at}</p>"))
            .collect();
        let text = format!("<TEI><text><body>{long}{passages}</body></text></TEI>");
        publish(&store, &format!("text-{number:02}"), text.as_bytes());
    }
    follow(&store, &index);
    let frequent = index.frequent_words();
    let frequent = |word: &str| frequent.has(&folded(word));
    assert!(frequent("arma") && frequent("virumque") && !frequent("n77"));
    let found = index.find(&asked("\"arma virumque n77\""));
    assert_eq!(found.expect("an answer").total, 3);
}

#[test]
fn more_than_can_be_counted_is_said_to_be_more() {
    let passages: Vec<String> = (0..MOST_COUNTED + 100)
        .map(|at| format!("et n{at}"))
        .collect();
    let index = index_of(&passages);
    for query in ["et", "n*", "\"et n1*\""] {
        match index.find(&asked(query)) {
            Ok(found) if query == "et" => {
                assert!(found.more);
                assert_eq!((found.total, found.pieces.len()), (MOST_COUNTED, 20));
            }
            Ok(found) => panic!("{query} has {} and too many forms", found.total),
            Err(refused) => assert_eq!(refused, Refused::TooMany, "{query}"),
        }
    }
}

/// Editions that come at five times, so that they are in several segments, enough of
/// them to be looked through on all cores. One of them comes each time, and the names
/// are in another order than their numbers.
#[test]
fn editions_and_facets_are_counted_over_all_segments() {
    let (store, index) = (Store::memory(), Index::memory().expect("an index"));
    let mut counts: BTreeMap<String, BTreeMap<String, u32>> = BTreeMap::new();
    for round in 0..5u32 {
        for number in 0..40u32 {
            let id = match (round, number) {
                (_, 0) => "twice".to_owned(),
                _ => format!("text-{}", (number * 17 + round * 7) % 97 + 100 * round),
            };
            let language = ["la", "de", "grc"][(number % 3) as usize];
            let century = 15 + number % 4;
            let passages = if number == 1 { 700 } else { 1 + number % 9 };
            let text: String = (0..passages).map(|at| format!("<p>et n{at}</p>")).collect();
            let header = format!(
                "<teiHeader><fileDesc><titleStmt><title>T</title><author>A. {}</author>\
                 </titleStmt><publicationStmt><p/></publicationStmt><sourceDesc><p/>\
                 </sourceDesc></fileDesc><profileDesc><creation><date when='{century}50'/>\
                 </creation></profileDesc></teiHeader>",
                number % 7
            );
            publish(
                &store,
                &id,
                format!("<TEI xmlns='http://www.tei-c.org/ns/1.0' xml:lang='{language}'>{header}<text><body>{text}</body></text></TEI>").as_bytes(),
            );
            for (kind, value) in [
                ("edition", id.clone()),
                ("author", format!("A. {}", number % 7)),
                ("language", language.to_owned()),
                ("century", (century + 1).to_string()),
                ("in", "text".to_owned()),
            ] {
                // What is published anew takes the place of what was there.
                let before = if id == "twice" && round > 0 {
                    passages
                } else {
                    0
                };
                let counted = counts.entry(kind.to_owned()).or_default();
                *counted.entry(value).or_default() += passages - before;
            }
        }
        follow(&store, &index);
    }
    let found = index.find(&asked("et")).expect("an answer");
    let mut shown: BTreeMap<String, Counted> = BTreeMap::new();
    shown.insert("edition".to_owned(), found.editions);
    for (facet, counted) in found.facets {
        shown.insert(facet.word().to_owned(), counted);
    }
    assert_eq!(
        shown.keys().collect::<Vec<_>>(),
        counts.keys().collect::<Vec<_>>()
    );
    for (kind, counted) in counts {
        let mut expected: Vec<(String, u32)> = counted.into_iter().collect();
        expected.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
        assert_eq!(shown[&kind].values, expected, "{kind}");
        assert_eq!(shown[&kind].of, expected.len(), "{kind}");
    }
    // Only the first edition of each time is so long.
    let begun = index.beginning("n600");
    assert_eq!(begun.len(), 1);
    assert_eq!((begun[0].word.as_str(), begun[0].pieces), ("n600", 5));
    let order: Vec<String> = found
        .pieces
        .iter()
        .map(|p| p.shown.edition.clone())
        .collect();
    let mut sorted = order.clone();
    sorted.sort();
    assert_eq!(order, sorted);
}

/// Passages of few words, so that they come often and beside each other.
fn some_words(least: usize, most: usize) -> impl Strategy<Value = Vec<&'static str>> {
    let words = [
        "et", "Et", "in", "IN", "á", "a", "the", "arma", "Arma", "uir", "vir", "virum", "non",
        "nonne", "字", "書",
    ];
    prop::collection::vec(prop::sample::select(words.to_vec()), least..most)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Pairs of short words are kept as such: a phrase is found where it stands all the
    /// same, and nowhere else, whatever has to be the same in its words.
    #[test]
    fn a_phrase_is_found_where_it_stands(
        texts in prop::collection::vec(some_words(1, 12), 1..30),
        phrases in prop::collection::vec((some_words(2, 5), 0..4u8), 1..20),
    ) {
        let passages: Vec<String> = texts.iter().map(|words| words.join(" ")).collect();
        let index = index_of(&passages);
        for (words, last) in phrases {
            let last = ["", "*", "~1", ""][usize::from(last)];
            let query = format!("\"{}{last}\"", words.join(" "));
            for alike in Alike::all() {
                let [found, standing] = found_and_standing(&index, &passages, &query, alike);
                prop_assert_eq!(found, standing, "{} {:?}", query, alike);
            }
        }
    }
}

proptest! {
    /// Words that are the same in any way have the same loosest form: otherwise the
    /// index would not find one by the other.
    #[test]
    fn the_loosest_form_is_that_of_every_form(word in "\\PC{1,12}") {
        for range in words(&word) {
            let word = &word[range];
            for alike in Alike::all() {
                let form = alike.form(word);
                prop_assert_eq!(folded(&form), folded(word), "{:?} {:?}", form, alike);
                prop_assert_eq!(alike.form(&form), form.clone(), "{:?}", alike);
            }
        }
    }

    /// Whatever is typed is understood as something, or it is said why not.
    #[test]
    fn nothing_typed_goes_unanswered(query in "[a-zé\"()\\-*~|0-9 OR]{0,40}") {
        let parsed = parse(&query);
        prop_assert!(parsed.want.is_some() || !parsed.remarks.is_empty() || query.trim().is_empty());
        if let Some(want) = parsed.want {
            prop_assert!(want.words().len() <= 32);
            Finder::new(&want, Alike::default()).find(&query);
        }
    }
}
