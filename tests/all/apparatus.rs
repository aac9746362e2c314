//! Where do the witnesses differ, and how is that printed? Fixture folders.

use std::fs;
use std::path::{Path, PathBuf};

use variorum::edition::{Apparatus, Method, plain_text};
use variorum::render::{Manner, Renderer, Sources, Tongue, View};
use variorum::tei::{self, Document, apparatus};

fn cases(part: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases/apparatus")
        .join(part);
    let entries = fs::read_dir(&folder).expect("cases");
    let mut cases: Vec<PathBuf> = entries.map(|entry| entry.expect("case").path()).collect();
    cases.sort();
    cases
}

fn read(path: &Path) -> Document {
    let bytes = fs::read(path).unwrap_or_else(|_| panic!("{} is missing", path.display()));
    match tei::read(&path.to_string_lossy(), &bytes) {
        Ok(read) => read.value,
        Err(rejected) => panic!("{}: {:?}", path.display(), rejected.findings),
    }
}

fn renderer() -> Renderer {
    Renderer::from_sources(&Sources::built_in(), true).expect("the built-in templates compile")
}

/// The entries of the page as lines of plain text: italics between `_`, what is
/// raised between `^`.
fn printed(document: &Document, manner: Manner) -> String {
    let view = View {
        manner,
        ..View::default()
    };
    let page = renderer()
        .edition_page(document, &super::render::context(), view)
        .expect("a page");
    printed_entries(&page)
}

fn printed_entries(html: &str) -> String {
    let mut lines = Vec::new();
    let mut rest = html;
    while let Some((_, item)) = rest.split_once("<a class=\"apn\"") {
        let (item, after) = item.split_once("</li>").expect("an item ends");
        let (number, entries) = item.split_once("</a>").expect("a number");
        let number = number.rsplit('>').next().unwrap_or_default();
        for entry in entries.split("<span class=\"entry").skip(1) {
            let (_, entry) = entry.split_once('>').expect("a start tag");
            let entry = entry
                .split("<span class=\"sep\"")
                .next()
                .unwrap_or_default();
            let (locus, entry) = match entry.split_once("<span class=\"locus\">") {
                Some((_, rest)) => rest.split_once("</span>").expect("a locus ends"),
                None => (number, entry),
            };
            lines.push(format!("{locus} {}", notation(entry)).trim_end().to_owned());
        }
        rest = after;
    }
    lines.join("\n") + "\n"
}

fn notation(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some((text, tag)) = rest.split_once('<') {
        out.push_str(text);
        let (tag, after) = tag.split_once('>').expect("a tag ends");
        let name = tag
            .trim_start_matches('/')
            .split(' ')
            .next()
            .unwrap_or_default();
        rest = after;
        match name {
            "i" => out.push('_'),
            "sup" => out.push('^'),
            // The arrow that leads to a place without words.
            "a" if tag.contains("lem away") => rest = after.split_once("</a>").expect("a link").1,
            "a" if tag.contains("again") => rest = after.split_once("</a>").expect("a link").1,
            _ => {}
        }
    }
    out.push_str(rest);
    let out = out
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn entries_are_printed_as_the_discipline_prints_them() {
    let mut failures = Vec::new();
    for case in cases("printed") {
        let document = read(&case.join("input.xml"));
        let negative = Manner {
            positive: false,
            ..Manner::default()
        };
        for (file, manner) in [
            ("expected.txt", Manner::default()),
            ("negative.txt", negative),
        ] {
            let path = case.join(file);
            if file != "expected.txt" && !path.exists() {
                continue;
            }
            let made = printed(&document, manner);
            if std::env::var_os("ACCEPT").is_some() {
                fs::write(&path, &made).expect("a fixture can be written");
            }
            let expected = fs::read_to_string(&path).unwrap_or_default();
            if made != expected {
                failures.push(format!(
                    "{}/{file}:\n  made     {made}  expected {expected}",
                    case.display()
                ));
            }
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// The last series of the page.
fn interventions(document: &Document, tongue: Tongue) -> String {
    let manner = Manner {
        interventions: true,
        tongue,
        ..Manner::default()
    };
    let view = View {
        manner,
        ..View::default()
    };
    let page = renderer()
        .edition_page(document, &super::render::context(), view)
        .expect("a page");
    let (_, list) = page.split_once("id=\"interventions\"").expect("a list");
    printed_entries(list)
}

/// Lines and paragraphs that only a witness has stand between those of the text.
#[test]
fn whole_lines_and_paragraphs_that_are_added_are_said_to_be() {
    let xml = "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc><sourceDesc><listWit>\
        <witness xml:id='A'>A</witness><witness xml:id='B'>B</witness></listWit></sourceDesc>\
        </fileDesc></teiHeader><text><body>\
        <app><lem wit='#A'/><rdg wit='#B'><p>Ante omnia.</p></rdg></app><p n='1'>Gallia.</p>\
        <app><lem wit='#A'/><rdg wit='#B'><p n='1a'>Addita.</p></rdg></app>\
        <lg><l n='2'>unus</l><app><lem wit='#A'/><rdg wit='#B'><l n='2a'>versus</l></rdg></app>\
        <l n='3'>alter</l></lg></body></text></TEI>";
    let document = tei::read("t.xml", xml.as_bytes())
        .expect("well formed")
        .value;
    assert_eq!(
        printed(&document, Manner::default()),
        "¶ A : _praem._ Ante omnia. B\n\
         1 A : _post_ 1 _add._ Addita. B\n\
         2 A : _post_ 2 _add._ versus B\n"
    );
    let page = renderer()
        .edition_page(&document, &super::render::context(), View::default())
        .expect("a page");
    assert_eq!(page.matches("<a class=\"em sign tei-app\"").count(), 3);
}

#[test]
fn what_hands_did_is_told_where_readers_ask_for_it() {
    let mut failures = Vec::new();
    for case in cases("interventions") {
        let document = read(&case.join("input.xml"));
        let plain = renderer()
            .edition_page(&document, &super::render::context(), View::default())
            .expect("a page");
        assert!(!plain.contains("id=\"interventions\""), "nobody asked");
        for (file, tongue) in [
            ("expected.txt", Tongue::Latin),
            ("english.txt", Tongue::English),
        ] {
            let path = case.join(file);
            let made = interventions(&document, tongue);
            if std::env::var_os("ACCEPT").is_some() {
                fs::write(&path, &made).expect("a fixture can be written");
            }
            let expected = fs::read_to_string(&path).unwrap_or_default();
            if made != expected {
                failures.push(format!(
                    "{}:\n  made     {made}  expected {expected}",
                    path.display()
                ));
            }
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// Every fixture and every published file that has an apparatus.
fn editions() -> Vec<(String, Document)> {
    let mut paths: Vec<PathBuf> = cases("printed")
        .iter()
        .map(|case| case.join("input.xml"))
        .collect();
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/tei");
    match fs::read_dir(&shared) {
        Ok(entries) => {
            let files = entries.map(|entry| entry.expect("file").path());
            paths.extend(files.filter(|path| path.extension().is_some_and(|end| end == "xml")));
        }
        Err(_) => println!(
            "published files are not checked: {} is absent",
            shared.display()
        ),
    }
    paths.sort();
    let documents = paths.iter().filter_map(|path| {
        let bytes = fs::read(path).expect("a file");
        let read = tei::read(&path.to_string_lossy(), &bytes).ok()?;
        let is_app = |entry: &apparatus::Entry| {
            read.value
                .tree()
                .node(entry.node)
                .element()
                .is_some_and(|element| element.is("app"))
        };
        let has = read.value.entries().iter().any(is_app);
        has.then(|| (path.display().to_string(), read.value))
    });
    documents.collect()
}

/// The model without what tells the methods apart.
pub fn model(document: &Document) -> serde_json::Value {
    let mut apparatus = document.apparatus();
    for entry in &mut apparatus.entries {
        entry.method = Method::ParallelSegmentation;
        // How a place is named that the words themselves tell.
        if entry.characters.is_some() {
            entry.location = None;
        }
        if let Some(lemma) = &mut entry.lemma {
            lemma.given = true;
        }
    }
    serde_json::to_value(apparatus).expect("a model is JSON")
}

pub fn exported(name: &str, document: &Document, method: Method) -> Document {
    let exported = apparatus::export(document, method);
    match tei::read(name, exported.text.as_bytes()) {
        Ok(read) => read.value,
        Err(rejected) => panic!("{name} as {}: {:?}", method.as_str(), rejected.findings),
    }
}

/// The first entry that differs.
pub fn difference(one: &serde_json::Value, other: &serde_json::Value) -> Option<String> {
    if one == other {
        return None;
    }
    let (first, second) = (&one["entries"], &other["entries"]);
    let (first, second) = (first.as_array()?, second.as_array()?);
    let at = first.iter().zip(second).position(|(a, b)| a != b);
    Some(match at {
        Some(at) => format!("entry {at}:\n{:#}\n{:#}", first[at], second[at]),
        None => format!(
            "{} and {} entries; lacunae {} and {}",
            first.len(),
            second.len(),
            one["lacunae"],
            other["lacunae"]
        ),
    })
}

/// Witnesses, of some of the first, whose text is not that of before: the first lines
/// that differ.
pub fn changed_texts(document: &Document, again: &Document) -> Vec<(String, String, String)> {
    let sigla = document.all_witnesses().take(4);
    let sigla: Vec<String> = sigla.map(|witness| witness.siglum.to_string()).collect();
    let text = |document: &Document, siglum: &str| {
        let made = apparatus::reconstruct(document, siglum);
        made.map_or(String::new(), |made| plain_text(&made.passages))
    };
    let changed = sigla.into_iter().filter_map(|siglum| {
        let (before, after) = (text(document, &siglum), text(again, &siglum));
        let mut lines = before.lines().zip(after.lines());
        let (one, other) = lines.find(|(one, other)| one != other)?;
        Some((siglum, one.to_owned(), other.to_owned()))
    });
    changed.collect()
}

#[test]
fn an_apparatus_survives_the_way_through_the_other_methods() {
    let ways = [
        [Method::DoubleEndPoint, Method::ParallelSegmentation],
        [Method::LocationReferenced, Method::ParallelSegmentation],
        [Method::DoubleEndPoint, Method::LocationReferenced],
        [Method::LocationReferenced, Method::DoubleEndPoint],
    ];
    let mut failures = Vec::new();
    for (name, document) in editions() {
        let expected = model(&document);
        for way in ways {
            let mut at = exported(&name, &document, way[0]);
            for step in &way[1..] {
                at = exported(&name, &at, *step);
            }
            let way: Vec<&str> = way.iter().map(|method| method.as_str()).collect();
            if let Some(difference) = difference(&expected, &model(&at)) {
                failures.push(format!("{name} by {}: {difference}", way.join(", ")));
            }
            for (siglum, before, after) in changed_texts(&document, &at) {
                let way = way.join(", ");
                failures.push(format!("{name} by {way}: {siglum}:\n{before}\n{after}"));
            }
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// Found by the fuzzer: what is written in UTF-8 must not say that it is in the
/// encoding of the file from which it came.
#[test]
fn files_in_another_encoding_are_exported_as_utf8() {
    let text = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n\
        <TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader><fileDesc><sourceDesc><listWit>\
        <witness xml:id=\"A\"/><witness xml:id=\"B\"/></listWit></sourceDesc></fileDesc></teiHeader>\
        <text><body><p>Un <app><lem wit=\"#A\">\u{e9}t\u{e9}</lem><rdg wit=\"#B\">\u{e8}re</rdg></app>\
        </p></body></text></TEI>";
    let bytes: Vec<u8> = text.chars().map(|c| c as u8).collect();
    let document = tei::read("latin.xml", &bytes).expect("well formed").value;
    let entries = document.apparatus().entries.len();
    assert_eq!(entries, 1);
    for method in [
        Method::ParallelSegmentation,
        Method::DoubleEndPoint,
        Method::LocationReferenced,
    ] {
        let text = apparatus::export(&document, method).text;
        assert!(text.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"));
        let again = tei::read("again.xml", text.as_bytes()).expect("well formed");
        let again = again.value.apparatus();
        assert_eq!(again.entries.len(), entries, "{method:?}");
        let lemma = |apparatus: &Apparatus| format!("{:?}", apparatus.entries[0].lemma);
        assert!(lemma(&again).contains("\u{e9}t\u{e9}"), "{}", lemma(&again));
    }
    let witness = apparatus::reconstruct(&document, "B").expect("a witness");
    let text = apparatus::witness_tei(&document, &witness).expect("a file");
    let again = tei::read("again.xml", text.as_bytes())
        .expect("well formed")
        .value;
    let body = again.text().next().expect("a text");
    assert_eq!(tei::reading_text(body), "Un \u{e8}re");
}

/// Entries in a list that name paragraphs as the pages cite them: by their place.
#[test]
fn a_reference_by_place_is_a_location() {
    let xml = "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader/><text><body><div n='1'>\
        <p>Arma virumque cano</p><p>Troiae qui primus ab oris</p></div></body><back><listApp>\
        <app loc='1.p2'><lem>primus</lem><rdg>prius</rdg></app>\
        <app loc='1.p3'><lem>nowhere</lem><rdg>there</rdg></app></listApp></back></text></TEI>";
    let document = tei::read("t.xml", xml.as_bytes())
        .expect("well formed")
        .value;
    let units: Vec<Option<&str>> = (document.entries().iter())
        .map(|entry| entry.entry.unit.as_deref())
        .collect();
    let second = &document.units()[1].unit;
    assert_eq!(second.reference, "1.p2");
    assert!(
        units.contains(&Some(second.id.as_str())) && units.contains(&None),
        "{units:?}"
    );
    let placed = document
        .entries()
        .iter()
        .find(|entry| entry.entry.unit.is_some());
    let characters = placed.and_then(|entry| entry.entry.characters);
    assert_eq!(characters, Some((11, 17)));
}

/// An edition that cites a hand and a slip that it does not declare, and a
/// family that it does.
const CITED: &str = "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc>\
    <titleStmt><title>Cited</title></titleStmt><publicationStmt><p/></publicationStmt><sourceDesc>\
    <listWit><listWit xml:id='alpha'><head><abbr>α</abbr></head><witness xml:id='A'>A</witness>\
    <witness xml:id='B'>B</witness></listWit><witness xml:id='C'>C</witness></listWit>\
    <bibl xml:id='ed'><abbr type='siglum'>Ald</abbr>The Aldine edition</bibl>\
    </sourceDesc></fileDesc></teiHeader><text><body>\
    <p n='1'>Sing <app><lem wit='#C'>of</lem><rdg wit='#alpha'>to</rdg><rdg wit='#ed'>for</rdg>\
    <rdg wit='#Q'>off</rdg></app> arms.</p></body>\
    <back><div type='apparatus'><listApp><app loc='9'><lem>men</lem><rdg wit='#Q'>man</rdg></app>\
    </listApp></div></back></text></TEI>";

#[test]
fn what_is_cited_and_not_declared_has_a_text_of_its_own() {
    let document = tei::read("cited.xml", CITED.as_bytes())
        .expect("well formed")
        .value;
    let undeclared = document.undeclared_witnesses().iter();
    let sigla: Vec<&str> = undeclared.map(|witness| witness.siglum.as_str()).collect();
    assert_eq!(sigla, ["Q", "Ald"]);
    let text = |siglum: &str| apparatus::reconstruct(&document, siglum).expect("a text");
    for (siglum, words, declared) in [
        ("Ald", "Sing for arms.\n", false),
        ("Q", "Sing off arms.\n", false),
        ("A", "Sing to arms.\n", true),
        ("alpha", "Sing to arms.\n", true),
    ] {
        let made = text(siglum);
        assert_eq!(plain_text(&made.passages), words, "{siglum}");
        assert_eq!(made.declared, declared, "{siglum}");
        let says = made
            .statement()
            .to_string()
            .contains("does not declare it as a witness");
        assert_eq!(says, !declared, "{siglum}: {}", made.statement());
    }
    let page = renderer()
        .edition_page(&document, &super::render::context(), View::default())
        .expect("a page");
    for line in [
        "The Aldine edition; not declared as a witness",
        "not declared as a witness",
        "stands for A B",
    ] {
        assert!(page.contains(line), "no `{line}` in {page}");
    }
}

#[test]
fn the_text_of_a_witness_has_no_empty_list_of_entries() {
    let document = tei::read("cited.xml", CITED.as_bytes())
        .expect("well formed")
        .value;
    let witness = apparatus::reconstruct(&document, "Q").expect("a text");
    assert_eq!(witness.completeness.entries_unplaced, 1);
    let text = apparatus::witness_tei(&document, &witness).expect("a file");
    assert!(
        !text.contains("<app") && !text.contains("listApp"),
        "{text}"
    );
    assert!(!text.contains("<back"), "{text}");
}

/// The text of every witness, with the statement of what is known of it.
fn texts_of_witnesses(document: &Document) -> String {
    let mut out = String::new();
    for witness in document.witnesses() {
        let siglum = witness.siglum.as_str();
        let text = apparatus::reconstruct(document, siglum).expect("a text");
        out.push_str(&format!("= {siglum}: {}\n\n", text.statement()));
        out.push_str(&plain_text(&text.passages));
        let tei = apparatus::witness_tei(document, &text).expect("a file");
        let reread = tei::read("witness.xml", tei.as_bytes()).expect("well formed");
        let as_tei = plain_text(&apparatus::reading(&reread.value));
        assert_eq!(words(&as_tei), words(&plain_text(&text.passages)), "{tei}");
        assert!(!tei.contains("<app") && !tei.contains("standOff"), "{tei}");
        out.push('\n');
    }
    out
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

#[test]
fn every_witness_has_a_text() {
    let cases = cases("witnesses");
    assert!(cases.len() >= 2);
    for case in cases {
        let made = texts_of_witnesses(&read(&case.join("input.xml")));
        let path = case.join("expected.txt");
        if std::env::var_os("ACCEPT").is_some() {
            fs::write(&path, &made).expect("a fixture can be written");
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(made, expected, "{}", path.display());
    }
}

/// How the witnesses A to D stand at each entry, by its first words.
fn standings(document: &Document) -> Vec<(String, String)> {
    let variation = apparatus::variation(document, |_| true);
    let told = variation.places.iter().map(|(at, standings)| {
        let entry = &document.entries()[*at].entry;
        let lemma = entry.lemma.as_ref().map_or("", |lemma| &lemma.text);
        let states = standings.iter().map(|standing| match standing.state() {
            Some(state) => state.to_string(),
            None => "?".to_owned(),
        });
        (lemma.to_owned(), states.collect())
    });
    told.collect()
}

fn edition(body: &str) -> Document {
    let witnesses: String = ["A", "B", "C", "D"]
        .map(|id| format!("<witness xml:id='{id}'>{id}</witness>"))
        .concat();
    let text = format!(
        "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc><titleStmt><title>T</title>\
         </titleStmt><publicationStmt><p/></publicationStmt><sourceDesc><listWit>{witnesses}</listWit>\
         </sourceDesc></fileDesc></teiHeader><text><body>{body}</body></text></TEI>"
    );
    match tei::read("t.xml", text.as_bytes()) {
        Ok(read) => read.value,
        Err(rejected) => panic!("{:?}", rejected.findings),
    }
}

#[test]
fn silence_says_nothing_where_a_witness_has_other_words() {
    let nested = edition(
        "<p>In <app><lem wit='#A #D'>a <app><lem wit='#A'>small</lem><rdg wit='#D'>great</rdg></app> \
         house</lem><rdg wit='#B'/><rdg wit='#C'>a <app><lem>new</lem><rdg wit='#B'>old</rdg></app> \
         hut</rdg></app> they live.</p>",
    );
    let expected = [
        ("a small house", "0120"),
        ("small", "0??1"),
        ("new", "?10?"),
    ];
    let expected = expected.map(|(lemma, states)| (lemma.to_owned(), states.to_owned()));
    let mut found = standings(&nested);
    found.sort_by_key(|(lemma, _)| expected.iter().position(|(other, _)| other == lemma));
    assert_eq!(found, expected);

    // The same, whichever way it is encoded.
    let pointing = "<p>In <anchor xml:id='a'/>a <anchor xml:id='b'/>small<anchor xml:id='c'/> \
                    house<anchor xml:id='d'/> they live.</p>\
                    <listApp><app from='#a' to='#d'><lem wit='#A #D'>a small house</lem>\
                    <rdg wit='#B'/><rdg wit='#C'>a hut</rdg></app><app from='#b' to='#c'>\
                    <lem wit='#A'>small</lem><rdg wit='#D'>great</rdg></app></listApp>";
    let pointing = edition(pointing);
    assert_eq!(standings(&pointing), expected[..2]);
    for method in [Method::ParallelSegmentation, Method::LocationReferenced] {
        let exported = apparatus::export(&pointing, method);
        assert_eq!(exported.left, [""; 0]);
        let read = tei::read("t.xml", exported.text.as_bytes()).expect("well formed");
        assert_eq!(standings(&read.value), expected[..2], "{}", exported.text);
    }
}

#[test]
fn silence_says_nothing_where_a_witness_lacks_several_paragraphs() {
    let document = edition(
        "<p>one <anchor xml:id='a'/>two.</p><p>four <w xml:id='w'>five</w>.</p>\
         <p>six<anchor xml:id='b'/> <w xml:id='x'>seven</w>.</p><listApp>\
         <app from='#a' to='#b'><rdg wit='#A'>AA</rdg><rdg wit='#B'/></app>\
         <app from='#w'><rdg wit='#C'>V</rdg></app><app from='#x'><rdg wit='#C'>VII</rdg></app>\
         </listApp>",
    );
    let states: Vec<String> = standings(&document).into_iter().map(|(_, s)| s).collect();
    assert_eq!(states, ["120", "??1", "001"]);
}

#[test]
fn a_witness_that_breaks_off_omits_nothing() {
    let document = edition(
        "<p><app><lem wit='#A'>one</lem><rdg wit='#B'>uno</rdg><rdg wit='#C'><lacunaStart/></rdg>\
         </app> two <app><lem wit='#A'>three</lem><rdg wit='#B'/></app></p>",
    );
    let expected = [("one", "01?"), ("three", "01?")];
    let expected = expected.map(|(lemma, states)| (lemma.to_owned(), states.to_owned()));
    assert_eq!(standings(&document), expected);
}

#[test]
fn an_entry_in_which_a_witness_begins_is_counted() {
    let document = edition(
        "<p>Legio <app><lem wit='#A'>duodeviginti</lem><rdg wit='#B'><witStart/>septemdecim</rdg>\
         </app> annis.</p>",
    );
    let text = apparatus::reconstruct(&document, "B").expect("a text");
    assert_eq!(
        text.completeness.entries_attested,
        1,
        "{}",
        text.statement()
    );
}

/// What stands for a word that a witness lost is not in the stretch that it lacks.
#[test]
fn what_is_lost_within_one_reading_has_a_sign() {
    let lost = "<rdg wit='#B'><lacunaStart/><gap reason='damage'/><lacunaEnd/></rdg>";
    for text in [
        format!("<p>had <app><lem wit='#A'>reason to</lem>{lost}</app> leave</p>"),
        format!(
            "<p>had <anchor xml:id='f'/>reason to<anchor xml:id='t'/> leave</p>\
             <listApp><app from='#f' to='#t'><lem wit='#A'>reason to</lem>{lost}</app></listApp>"
        ),
    ] {
        let (text, ..) = text_of_b(&edition(&text));
        assert_eq!(text, "had […] leave");
    }
}

/// The text of B, and how many entries could not be placed.
fn text_of_b(document: &Document) -> (String, u32, u32) {
    let made = apparatus::reconstruct(document, "B").expect("a text");
    let known = made.completeness;
    let text = plain_text(&made.passages).trim_end().to_owned();
    (text, known.lacunae, known.entries_unplaced)
}

#[test]
fn what_a_witness_lost_is_no_text_that_goes_on() {
    for (body, text, lacunae) in [
        (
            "<p>tres <app><lem wit='#A'>quattuor</lem><rdg wit='#B'><gap reason='lost' quantity='4' \
             unit='words'/></rdg></app> <gap reason='lost' quantity='2' unit='chars'/>e canes</p>",
            "tres […] […]e canes",
            2,
        ),
        (
            "<p>tres <app><lem wit='#A'>quat<gap reason='lost'/></lem><rdg wit='#B'>quattuor</rdg></app> est</p>",
            "tres quattuor est",
            0,
        ),
        (
            "<p>tres <anchor xml:id='f'/>qua<anchor xml:id='m'/>ttuor<anchor xml:id='t'/> canes</p>\
             <listApp><app from='#f' to='#t'><rdg wit='#B'>qu<gap reason='lost'/></rdg></app></listApp>",
            "tres qu[…] canes",
            1,
        ),
    ] {
        let document = edition(body);
        assert_eq!(
            text_of_b(&document),
            (text.to_owned(), lacunae, 0),
            "{body}"
        );
    }
}

#[test]
fn the_text_as_edited_shows_what_is_lost_and_what_dates_say() {
    for (body, text) in [
        (
            "<p>mul<gap reason='lost' quantity='2' unit='chars'/>ta verba</p>",
            "mul[…]ta verba",
        ),
        (
            "<p>tres <gap reason='sampling'><desc>the rest</desc></gap> canes</p>",
            "tres […] canes",
        ),
        (
            "<p>a <app><lem wit='#A'>b <gap/></lem><rdg wit='#B'>c</rdg></app> d</p>",
            "a b […] d",
        ),
        (
            "<p>a <app><lem wit='#A'>b</lem><rdg wit='#B'>c <gap/></rdg></app> d</p>",
            "a b d",
        ),
        ("<gap unit='pages'/><p>a</p>", "[…]\n\na"),
        (
            "<p>In Boo<date when='1980-03'/>in print</p><p><bibl><title>Boo</title><date from='1980' to='1981'/>\
             </bibl></p>",
            "In Boo 1980-03 in print\n\nBoo 1980–1981",
        ),
    ] {
        let made = plain_text(&apparatus::reading(&edition(body)));
        assert_eq!(made.trim_end(), text, "{body}");
    }
}

/// What a witness lost may stand in readings of others alone, or in nothing at all:
/// the passages that it breaks off or begins in say so, and each that it lacks.
#[test]
fn where_a_witness_breaks_off_and_begins_again_is_said() {
    let others = |words: &str, mark: &str| {
        format!("<app><lem wit='#A'>{words}</lem><rdg wit='#B'>{mark}</rdg></app>")
    };
    let alone = others("reason to", "<lacunaStart/><lacunaEnd/>");
    let lost = others("and went.", "<lacunaStart/><gap reason='lost'/><gap/>");
    let regained = others("Nobody", "<lacunaEnd/>");
    let begun = others("One morning", "<witStart/>");
    let ended = others("by night.", "<witEnd/><gap reason='lost'/>");
    for (body, text) in [
        (format!("<p>had {alone} leave</p>"), "had […] leave"),
        (
            format!(
                "<p>before the sun {lost}</p><p>low</p>\
                 <p><app><rdg wit='#A'>one</rdg><rdg wit='#C'>two</rdg></app></p>\
                 <p>{regained} asked</p>"
            ),
            "before the sun […]\n\n[…]\n\n[…]\n\n[…] asked",
        ),
        (format!("<p>{begun} he went</p>"), "[…] he went"),
        (format!("<p>came home {ended}</p>"), "came home […]"),
        (
            "<p>had <anchor xml:id='f'/><anchor xml:id='t'/> leave</p><listApp><app from='#f' to='#t'>\
             <rdg wit='#A'>reason</rdg><rdg wit='#B'><lacunaStart/><lacunaEnd/></rdg></app></listApp>"
                .to_owned(),
            "had […] leave",
        ),
    ] {
        let document = edition(&body);
        assert_eq!(text_of_b(&document), (text.to_owned(), 1, 0), "{body}");
        let siglum = apparatus::find_witness(&document, "B").expect("a witness");
        let beside = apparatus::side_by_side(&document, &[siglum]);
        let passages = plain_text(&beside.witnesses[0]);
        assert_eq!(passages.trim_end(), text, "{body}");
    }
}

/// What two entries that cross say of one witness is both in its text, and in its TEI.
#[test]
fn no_reading_of_entries_that_cross_is_lost() {
    let crossing = |one: &str, other: &str| {
        edition(&format!(
            "<p>Zero <anchor xml:id='a1'/>one <anchor xml:id='b1'/>two <anchor xml:id='c1'/>three\
             <anchor xml:id='a2'/> four<anchor xml:id='b2'/> five.</p><listApp>\
             <app from='#a1' to='#a2'><rdg wit='#B'>{one}</rdg></app>{other}</listApp>"
        ))
    };
    let other = |words: &str| format!("<app from='#b1' to='#b2'><rdg wit='#B'>{words}</rdg></app>");
    let within =
        |words: &str| format!("<app from='#c1' to='#a2'><rdg wit='#B'>{words}</rdg></app>");
    for (one, other, text, unplaced) in [
        (
            "uno",
            other("duo &amp; quattuor"),
            "Zero uno duo & quattuor five.",
            0,
        ),
        (
            "uno duo",
            other("duo quattuor"),
            "Zero uno duo quattuor five.",
            0,
        ),
        ("uno", other(""), "Zero uno five.", 0),
        ("uno tres", within("tres"), "Zero uno tres four five.", 0),
        ("uno", within("tres"), "Zero uno four five.", 0),
    ] {
        let document = crossing(one, &other);
        assert_eq!(
            text_of_b(&document),
            (text.to_owned(), 0, unplaced),
            "{other}"
        );
        let made = apparatus::reconstruct(&document, "B").expect("a text");
        let tei = apparatus::witness_tei(&document, &made).expect("a file");
        let again = tei::read("again.xml", tei.as_bytes()).expect("well formed");
        let body = again.value.text().next().expect("a text");
        assert_eq!(tei::reading_text(body), text, "{tei}");
    }
}

/// What an editor supplied, or corrected, is not in the text of a witness; nor then is
/// what an entry within these words says of it.
#[test]
fn readings_within_words_that_a_witness_does_not_have_are_told() {
    let document = edition(
        "<p>rex <choice><sic>teh catt</sic><corr>the <app><lem wit='#A'>cat</lem><rdg wit='#B'>dog</rdg>\
         </app></corr></choice> est</p>",
    );
    assert_eq!(text_of_b(&document), ("rex teh catt est".to_owned(), 0, 1));
}

#[test]
fn words_that_cross_are_told_to_stay() {
    let path = |name: &str| {
        cases("witnesses")
            .into_iter()
            .find(|case| case.ends_with(name))
    };
    for (name, left) in [("words-that-cross", 2), ("words-that-cross-by-location", 1)] {
        let document = read(&path(name).expect("a case").join("input.xml"));
        let exported = apparatus::export(&document, Method::ParallelSegmentation);
        assert_eq!(exported.left.len(), left, "{name}");
        let read = tei::read("t.xml", exported.text.as_bytes()).expect("well formed");
        let lemmas = |document: &Document| -> Vec<(String, usize)> {
            let entries = document.entries().iter();
            let said = entries.map(|entry| {
                let lemma = entry.entry.lemma.as_ref().map(|lemma| lemma.text.clone());
                (lemma.unwrap_or_default(), entry.entry.readings.len())
            });
            said.collect()
        };
        assert_eq!(lemmas(&read.value), lemmas(&document), "{}", exported.text);
    }
}
