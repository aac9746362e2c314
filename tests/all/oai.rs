//! Harvesting: the protocol by its text, lists that change while they are read, and
//! tokens that somebody has touched.

use std::time::Instant;

use proptest::prelude::*;
use variorum::describe::{Cited, CitedVersion, Description, Held};
use variorum::edition::EditionId;
use variorum::oai::request::{Selection, Verb};
use variorum::oai::token::Position;
use variorum::oai::{
    Datestamp, Entry, Identity, Key, Ledger, Material, Repository, Unavailable, answer,
};
use variorum::{store, tei};

const TEXT: &str = "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc><titleStmt>\
    <title>Tides &amp; moons</title></titleStmt></fileDesc></teiHeader>\
    <text xml:lang='en'><body><p>High &lt;water&gt;.</p></body></text></TEI>";

struct House {
    identity: Identity,
    ledger: Ledger,
    key: Key,
}

impl Repository for House {
    fn identity(&self) -> &Identity {
        &self.identity
    }

    fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    fn key(&self) -> &Key {
        &self.key
    }

    fn material(&self, entry: &Entry, with_text: bool) -> Result<Material, Unavailable> {
        let document = tei::read("text.xml", TEXT.as_bytes()).unwrap().value;
        let cited = Cited {
            site: Some("https://example.org".into()),
            edition: Some(entry.id.clone()),
            version: Some(CitedVersion {
                number: 1,
                published: entry.datestamp.to_string(),
            }),
            ..Cited::file(store::digest(TEXT.as_bytes()))
        };
        Ok(Material {
            description: Description::of(&document),
            held: Held::of(&cited, entry.datestamp.as_str()),
            document: Some(document).filter(|_| with_text),
        })
    }
}

fn house(entries: Vec<Entry>) -> House {
    House {
        identity: Identity {
            name: "Tides".into(),
            base_url: "https://example.org/oai".into(),
            admin_email: "library@example.org".into(),
            namespace: "example.org".into(),
        },
        ledger: Ledger::new(entries),
        key: Key::new([7; 32]),
    }
}

fn moment(text: &str) -> Datestamp {
    Datestamp::read(text).expect("a moment")
}

fn entry(id: &str, datestamp: &str) -> Entry {
    Entry {
        datestamp: moment(datestamp),
        id: id.parse().unwrap(),
        version: Some(1),
        sets: vec!["language".into(), "language:eng".into()],
        tei: true,
    }
}

fn some() -> House {
    let gone = Entry {
        version: None,
        ..entry("gone", "2026-03-02T00:00:00Z")
    };
    let plain = Entry {
        tei: false,
        sets: Vec::new(),
        ..entry("plain", "2026-03-03T12:00:00Z")
    };
    house(vec![entry("tides", "2026-03-01T12:00:00Z"), gone, plain])
}

fn ask(house: &House, query: &str) -> String {
    answer(house, query, &moment("2026-11-26T12:00:00Z")).expect("an answer")
}

/// The codes of an answer, the attributes of its request, and its identifiers.
fn read(text: &str) -> (Vec<String>, Vec<String>, Vec<String>) {
    let tree = roxmltree::Document::parse(text).expect("well formed");
    let named = |name: &'static str| {
        let all = tree
            .descendants()
            .filter(move |node| node.tag_name().name() == name);
        all.collect::<Vec<_>>()
    };
    let errors = named("error");
    let codes = errors
        .iter()
        .map(|node| node.attribute("code").unwrap().to_owned());
    let request = named("request")[0];
    assert_eq!(request.text(), Some("https://example.org/oai"));
    let attributes = request.attributes().map(|one| one.name().to_owned());
    let headers = named("header");
    let identifiers = headers.iter().map(|header| {
        header
            .first_element_child()
            .and_then(|node| node.text())
            .unwrap()
            .to_owned()
    });
    (codes.collect(), attributes.collect(), identifiers.collect())
}

/// Query, codes, attributes of the request.
const QUERIES: &[(&str, &str, &str)] = &[
    ("", "badVerb", ""),
    ("verb", "badVerb", ""),
    ("verb=", "badVerb", ""),
    ("verb=identify", "badVerb", ""),
    ("verb=Identify&verb=Identify", "badVerb", ""),
    ("verb=Identify&verb=ListSets", "badVerb", ""),
    ("verb=Identify", "", "verb"),
    (
        "verb=Identify&identifier=oai:example.org:tides",
        "badArgument",
        "",
    ),
    ("verb=Identify&x=%ff", "badArgument", ""),
    ("verb=ListMetadataFormats", "", "verb"),
    (
        "verb=ListMetadataFormats&identifier=oai:example.org:tides",
        "",
        "verb identifier",
    ),
    (
        "verb=ListMetadataFormats&identifier=oai:example.org:none",
        "idDoesNotExist",
        "verb identifier",
    ),
    ("verb=ListMetadataFormats&identifier=a+b", "badArgument", ""),
    ("verb=ListMetadataFormats&identifier=", "badArgument", ""),
    ("verb=ListSets", "", "verb"),
    (
        "verb=ListSets&resumptionToken=x",
        "badResumptionToken",
        "verb resumptionToken",
    ),
    ("verb=ListSets&metadataPrefix=oai_dc", "badArgument", ""),
    ("verb=GetRecord", "badArgument badArgument", ""),
    (
        "verb=GetRecord&identifier=oai:example.org:tides",
        "badArgument",
        "",
    ),
    ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument", ""),
    (
        "verb=GetRecord&identifier=oai:example.org:tides&metadataPrefix=oai_dc",
        "",
        "verb identifier metadataPrefix",
    ),
    (
        "verb=GetRecord&identifier=oai%3Aexample.org%3Atides&metadataPrefix=tei",
        "",
        "verb identifier metadataPrefix",
    ),
    (
        "verb=GetRecord&identifier=oai:example.org:gone&metadataPrefix=mods",
        "",
        "verb identifier metadataPrefix",
    ),
    (
        "verb=GetRecord&identifier=oai:example.org:plain&metadataPrefix=tei",
        "cannotDisseminateFormat",
        "verb identifier metadataPrefix",
    ),
    (
        "verb=GetRecord&identifier=oai:example.org:tides&metadataPrefix=ead",
        "cannotDisseminateFormat",
        "verb identifier metadataPrefix",
    ),
    (
        "verb=GetRecord&identifier=oai:other.org:tides&metadataPrefix=oai_dc",
        "idDoesNotExist",
        "verb identifier metadataPrefix",
    ),
    (
        "verb=GetRecord&identifier=tides&metadataPrefix=oai_dc",
        "idDoesNotExist",
        "verb identifier metadataPrefix",
    ),
    (
        "verb=GetRecord&identifier=tides&metadataPrefix=ead",
        "idDoesNotExist cannotDisseminateFormat",
        "verb identifier metadataPrefix",
    ),
    (
        "verb=GetRecord&identifier=a&identifier=b&metadataPrefix=oai_dc",
        "badArgument",
        "",
    ),
    ("verb=ListIdentifiers", "badArgument", ""),
    (
        "verb=ListIdentifiers&metadataPrefix=oai_dc",
        "",
        "verb metadataPrefix",
    ),
    (
        "verb=ListIdentifiers&metadataPrefix=oai%20dc",
        "badArgument",
        "",
    ),
    ("verb=ListIdentifiers&metadataPrefix=", "badArgument", ""),
    (
        "verb=ListIdentifiers&metadataPrefix=ead",
        "cannotDisseminateFormat",
        "verb metadataPrefix",
    ),
    (
        "verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc",
        "badArgument",
        "",
    ),
    (
        "verb=ListRecords&metadataPrefix=oai_dc&set=language:eng",
        "",
        "verb metadataPrefix set",
    ),
    (
        "verb=ListRecords&metadataPrefix=oai_dc&set=language",
        "",
        "verb metadataPrefix set",
    ),
    (
        "verb=ListRecords&metadataPrefix=oai_dc&set=language:lat",
        "noRecordsMatch",
        "verb metadataPrefix set",
    ),
    (
        "verb=ListRecords&metadataPrefix=oai_dc&set=language:",
        "badArgument",
        "",
    ),
    (
        "verb=ListRecords&metadataPrefix=oai_dc&from=2026-03-02",
        "",
        "verb metadataPrefix from",
    ),
    (
        "verb=ListRecords&metadataPrefix=oai_dc&from=2026-03-02&until=2026-03-02",
        "",
        "verb metadataPrefix from until",
    ),
    (
        "verb=ListRecords&metadataPrefix=oai_dc&from=2026-03-02&until=2026-03-01",
        "badArgument",
        "",
    ),
    (
        "verb=ListRecords&metadataPrefix=oai_dc&from=2026-03-02&until=2026-03-02T00:00:00Z",
        "badArgument",
        "",
    ),
    (
        "verb=ListRecords&metadataPrefix=oai_dc&from=2026-03-02T00:00:00Z&until=2026-03-02T00:00:00Z",
        "",
        "verb metadataPrefix from until",
    ),
    (
        "verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30",
        "badArgument",
        "",
    ),
    (
        "verb=ListRecords&metadataPrefix=oai_dc&from=2026",
        "badArgument",
        "",
    ),
    (
        "verb=ListRecords&metadataPrefix=oai_dc&until=junk",
        "badArgument",
        "",
    ),
    (
        "verb=ListRecords&metadataPrefix=oai_dc&from=",
        "badArgument",
        "",
    ),
    (
        "verb=ListRecords&metadataPrefix=oai_dc&until=1999-01-01",
        "noRecordsMatch",
        "verb metadataPrefix until",
    ),
    (
        "verb=ListRecords&metadataPrefix=oai_dc&from=2030-01-01",
        "noRecordsMatch",
        "verb metadataPrefix from",
    ),
    (
        "verb=ListRecords&resumptionToken=x",
        "badResumptionToken",
        "verb resumptionToken",
    ),
    (
        "verb=ListRecords&resumptionToken=",
        "badResumptionToken",
        "verb resumptionToken",
    ),
    (
        "verb=ListRecords&resumptionToken=x&metadataPrefix=oai_dc",
        "badArgument",
        "",
    ),
    (
        "verb=ListRecords&resumptionToken=x&resumptionToken=x",
        "badArgument",
        "",
    ),
    (
        "verb=ListRecords&metadataPrefix=oai_dc&color=blue&x=1",
        "badArgument badArgument",
        "",
    ),
];

#[test]
fn every_request_is_answered_by_the_text_of_the_protocol() {
    let house = some();
    for (query, codes, attributes) in QUERIES {
        let text = ask(&house, query);
        let (found, shown, _) = read(&text);
        assert_eq!(found.join(" "), *codes, "{query}\n{text}");
        assert_eq!(shown.join(" "), *attributes, "{query}\n{text}");
    }
}

fn identifiers(house: &House, query: &str) -> Vec<String> {
    let (_, _, identifiers) = read(&ask(house, query));
    let short = identifiers
        .iter()
        .map(|one| one.rsplit(':').next().unwrap().to_owned());
    short.collect()
}

#[test]
fn spans_hold_both_of_their_ends_and_deleted_records_stay_in_their_sets() {
    let house = some();
    let list = |more: &str| {
        let query = format!("verb=ListIdentifiers&metadataPrefix=oai_dc{more}");
        identifiers(&house, &query)
    };
    assert_eq!(list(""), ["tides", "gone", "plain"]);
    assert_eq!(list("&from=2026-03-02T00:00:00Z"), ["gone", "plain"]);
    assert_eq!(list("&from=2026-03-02T00:00:01Z"), ["plain"]);
    assert_eq!(list("&until=2026-03-02"), ["tides", "gone"]);
    assert_eq!(list("&until=2026-03-01T12:00:00Z"), ["tides"]);
    assert_eq!(list("&set=language:eng"), ["tides", "gone"]);
    let tei = identifiers(&house, "verb=ListIdentifiers&metadataPrefix=tei");
    assert_eq!(tei, ["tides", "gone"]);
    let text = ask(
        &house,
        "verb=ListRecords&metadataPrefix=oai_dc&set=language:eng",
    );
    assert_eq!(text.matches("<metadata>").count(), 1, "{text}");
    assert_eq!(text.matches("status=\"deleted\"").count(), 1, "{text}");
    assert_eq!(
        text.matches("<setSpec>language:eng</setSpec>").count(),
        2,
        "{text}"
    );
    assert!(!text.contains("resumptionToken"), "{text}");
}

#[test]
fn without_sets_there_is_no_hierarchy() {
    let house = house(vec![Entry {
        sets: Vec::new(),
        ..entry("a", "2026-01-01T00:00:00Z")
    }]);
    for query in [
        "verb=ListSets",
        "verb=ListRecords&metadataPrefix=oai_dc&set=a",
    ] {
        assert_eq!(read(&ask(&house, query)).0, ["noSetHierarchy"]);
    }
    let house = self::house(Vec::new());
    assert_eq!(
        read(&ask(&house, "verb=ListRecords&metadataPrefix=oai_dc")).0,
        ["noRecordsMatch"]
    );
    assert!(ask(&house, "verb=Identify").contains("<earliestDatestamp>1970-01-01T00:00:00Z<"));
}

#[test]
fn a_text_is_given_as_it_is_read() {
    let text = ask(
        &some(),
        "verb=GetRecord&identifier=oai:example.org:tides&metadataPrefix=tei",
    );
    let tree = roxmltree::Document::parse(&text).expect("well formed");
    let tei = ("http://www.tei-c.org/ns/1.0", "p");
    let paragraph = tree
        .descendants()
        .find(|node| node.has_tag_name(tei))
        .expect("a paragraph");
    assert_eq!(paragraph.text(), Some("High <water>."));
}

/// Takes a whole list, page by page; `meanwhile` is done between two pages. Gives
/// the names in the order in which they came, and the numbers of the cursors.
fn harvest(
    house: &mut House,
    query: &str,
    mut meanwhile: impl FnMut(&mut House),
) -> (Vec<String>, Vec<u64>) {
    let (mut names, mut cursors) = (Vec::new(), Vec::new());
    let mut query = query.to_owned();
    for _ in 0..10_000 {
        let text = ask(house, &query);
        assert_eq!(ask(house, &query), text, "the same token asks the same");
        let tree = roxmltree::Document::parse(&text).expect("well formed");
        let (codes, _, found) = read(&text);
        assert!(codes.is_empty(), "{text}");
        names.extend(
            found
                .into_iter()
                .map(|one| one.rsplit(':').next().unwrap().to_owned()),
        );
        let token = tree
            .descendants()
            .find(|node| node.tag_name().name() == "resumptionToken");
        let Some(token) = token else { break };
        cursors.push(token.attribute("cursor").unwrap().parse().unwrap());
        let Some(next) = token.text() else { break };
        assert!(
            next.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        );
        query = format!("verb=ListIdentifiers&resumptionToken={next}");
        meanwhile(house);
    }
    (names, cursors)
}

fn many(count: usize) -> House {
    let entries = (0..count).map(|at| {
        let (minute, second) = (at / 7 % 60, at % 7);
        let datestamp = format!(
            "2026-{:02}-01T{:02}:{minute:02}:{second:02}Z",
            1 + at / 10_000 % 12,
            at / 420 % 24
        );
        entry(&format!("edition-{at}"), &datestamp)
    });
    house(entries.collect())
}

#[test]
fn a_long_list_is_parted_and_ends_with_an_empty_token() {
    let mut house = many(250);
    let query = "verb=ListIdentifiers&metadataPrefix=oai_dc";
    let (names, cursors) = harvest(&mut house, query, |_| {});
    assert_eq!((names.len(), cursors), (250, vec![0, 100, 200]));
    let mut house = many(100);
    let (names, cursors) = harvest(&mut house, query, |_| {});
    assert_eq!((names.len(), cursors), (100, Vec::new()));
}

fn a_change() -> impl Strategy<Value = (usize, bool)> {
    (0..400_usize, any::<bool>())
}

fn selection() -> impl Strategy<Value = Selection> {
    let date = prop::option::of("20[0-9]{2}-0[1-9]-1[0-9]T0[0-9]:[0-5][0-9]:[0-5][0-9]Z");
    let set = prop::option::of("[a-z]{1,8}(:[a-zA-Z0-9.-]{1,8}){0,2}");
    ("[a-z_]{1,12}", date.clone(), date, set).prop_map(|(prefix, from, until, set)| Selection {
        prefix,
        from: from.as_deref().and_then(Datestamp::read),
        until: until.as_deref().and_then(Datestamp::read),
        set,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whoever was there from the beginning comes at least once; twice only if it
    /// changed meanwhile.
    #[test]
    fn nothing_is_lost_while_records_come_and_change(changes in prop::collection::vec(a_change(), 0..12)) {
        let mut house = many(350);
        let mut changed = Vec::new();
        let mut left = changes.into_iter();
        let (names, _) = harvest(&mut house, "verb=ListIdentifiers&metadataPrefix=oai_dc", |house| {
            for (at, delete) in left.by_ref().take(3) {
                let name = format!("edition-{at}");
                let fresh = entry(&name, "2026-12-01T00:00:00Z");
                let version = Some(1).filter(|_| !delete);
                house.ledger.put(Entry { version, ..fresh });
                changed.push(name);
            }
        });
        for at in 0..350 {
            let name = format!("edition-{at}");
            let times = names.iter().filter(|found| **found == name).count();
            let most = if changed.contains(&name) { 2 } else { 1 };
            prop_assert!((1..=most).contains(&times), "{name} came {times} times");
        }
    }

    #[test]
    fn tokens_are_read_back_and_no_other_is(selection in selection(), given in any::<u64>(), at in any::<prop::sample::Index>(), to in "[A-Za-z0-9_-]") {
        let key = Key::new([9; 32]);
        let position = Position {
            datestamp: moment("2026-03-01T12:00:00Z"),
            id: "river-walks".parse().unwrap(),
            given,
        };
        let token = key.write(Verb::ListRecords, &selection, &position);
        let read = key.read(&token);
        prop_assert_eq!(read, Some((Verb::ListRecords, selection, position)));
        prop_assert_eq!(Key::new([8; 32]).read(&token), None);
        let at = at.index(token.len());
        let mut touched = token.clone();
        touched.replace_range(at..=at, &to);
        prop_assert!(touched == token || key.read(&touched).is_none());
        prop_assert_eq!(key.read(&token[..at]), None);
    }

    #[test]
    fn whatever_is_asked_is_answered_in_xml(query in "\\PC{0,80}|(verb|metadataPrefix|from|until|set|identifier|resumptionToken|&|=|ListRecords|oai_dc|[0-9:TZ-]{0,20}|%[0-9a-f]{2}){0,12}") {
        let text = ask(&some(), &query);
        prop_assert!(roxmltree::Document::parse(&text).is_ok(), "{}", text);
    }
}

/// The last page of a hundred thousand records costs what the first one costs.
#[test]
fn a_page_costs_the_same_wherever_it_is() {
    let house = many(100_000);
    let selection = |from: Option<&str>| Selection {
        prefix: "oai_dc".into(),
        from: from.map(moment),
        until: None,
        set: Some("language:eng".into()),
    };
    let time = |position: Option<&Position>| {
        let begun = Instant::now();
        for _ in 0..200 {
            let page = house.ledger.page(&selection(None), true, position, 100);
            assert_eq!(page.entries.len(), 100);
        }
        begun.elapsed()
    };
    let last = house.ledger.page(&selection(None), true, None, 99_000);
    let last = last.entries.last().unwrap();
    let position = Position {
        datestamp: last.datestamp.clone(),
        id: last.id.clone(),
        given: 99_000,
    };
    let best = |position: Option<&Position>| (0..5).map(|_| time(position)).min().unwrap();
    let (first, far) = (best(None), best(Some(&position)));
    assert!(
        far < first * 8,
        "{first:?} for 200 first pages, {far:?} for 200 of the last"
    );
    let _: EditionId = "a".parse().unwrap();
}
