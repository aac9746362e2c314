//! Passages cut out of files: fixture files and every published one.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use variorum::source::{Deposit, FilePath};
use variorum::tei::excerpt::{excerpt, is_self_contained, whole};
use variorum::tei::text::text_between;
use variorum::tei::{self, Document, reading_text};
use variorum::xml::{Element, TEI};

const WRAPPER: (&str, &str) = ("<w:wrapper xmlns:w=\"urn:test\">", "</w:wrapper>");

fn document(name: &str, bytes: &[u8]) -> Option<Document> {
    Some(tei::read(name, bytes).ok()?.value)
}

fn wrapper(document: &Document) -> Element<'_> {
    let nodes = document.tree().root().descendants();
    let mut elements = nodes.filter_map(|node| node.element());
    let found = elements.find(|element| element.namespace() == Some("urn:test"));
    found.expect("a wrapper")
}

/// Every TEI file under `folder`.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for path in entries.map(|entry| entry.expect("an entry").path()) {
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "xml") {
            found.push(path);
        }
    }
}

/// Passages are well-formed files with the words they have in the text, the
/// header before them and the namespaces that they had.
#[test]
fn every_passage_can_stand_for_itself() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    for folder in [
        "tests/cases/citation",
        "tests/cases/odd",
        "tests/cases/apparatus",
        "../shared/tei",
    ] {
        files(&root.join(folder), &mut paths);
    }
    paths.sort();
    let (mut seen, mut failures) = (0, Vec::new());
    for path in paths {
        let bytes = fs::read(&path).expect("readable");
        let Some(document) = document("case.xml", &bytes) else {
            continue;
        };
        for failure in differences(&document, &mut seen) {
            failures.push(format!("{}: {failure}", path.display()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(seen > 200, "only {seen} passages");
}

/// Some passages of each tree: the first, the last and a few between.
fn differences(document: &Document, seen: &mut usize) -> Vec<String> {
    let tree = document.tree();
    let mut failures = Vec::new();
    for citation in document.citation().trees() {
        let units = citation.units();
        let step = (units.len() / 6).max(1);
        for unit in units.iter().step_by(step).chain(units.last()) {
            *seen += 1;
            let text = excerpt(document, unit.node, unit.end, WRAPPER);
            let Some(cut) = self::document("cut.xml", text.as_bytes()) else {
                failures.push(format!("{} is not well formed", unit.reference));
                continue;
            };
            let root = cut.tree().root();
            if (root.name(), root.namespace()) != ("TEI", Some(TEI)) {
                failures.push(format!("{}: the root is {}", unit.reference, root.name()));
            }
            let inside = wrapper(&cut);
            let words = text_between(cut.tree(), inside.id().after(), inside.end());
            let expected = text_between(tree, unit.node, unit.end);
            if words != expected {
                failures.push(format!("{}: {words:?}, not {expected:?}", unit.reference));
            }
        }
    }
    if document.text().next().is_none() {
        return failures;
    }
    let all = whole(document);
    let Some(again) = self::document("whole.xml", all.as_bytes()) else {
        failures.push("whole: not well formed".to_owned());
        return failures;
    };
    let (words, expected) = (words(&again), words(document));
    if words != expected {
        failures.push(format!("whole: {words:?}, not {expected:?}"));
    }
    failures
}

/// The words of all texts; of a fragment, also of one that is now in a `TEI`
/// element, all its words.
fn words(document: &Document) -> String {
    let texts: Vec<String> = document.text().map(reading_text).collect();
    match texts.join(" ") {
        none if none.is_empty() => reading_text(document.tree().root()),
        words => words,
    }
}

fn cut(xml: &str, from: &str, to: &str) -> String {
    let document = document("test.xml", xml.as_bytes()).expect("well formed");
    let nodes = |id: &str| {
        let element = document.tree().by_id(id).expect(id);
        (element.id(), element.end())
    };
    let (from, to) = (nodes(from).0, nodes(to).1);
    let text = excerpt(&document, from, to, ("<W>", "</W>"));
    let text = text.replace("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", "");
    text.replace(" xmlns=\"http://www.tei-c.org/ns/1.0\"", "")
}

#[test]
fn what_is_around_stays_around() {
    let xml = "<TEI xmlns='http://www.tei-c.org/ns/1.0' xml:lang='la'><teiHeader><fileDesc/></teiHeader>\
        <text><body><head>All</head><div n='1'><p xml:id='a'>A<!--c--></p>\
        <p xml:id='b'>B &amp; <app><lem>C</lem><rdg wit='#X'/></app></p></div>\
        <div n='2'><p xml:id='c'>D</p><p>E</p></div></body></text></TEI>";
    let header = "<TEI xml:lang=\"la\"><teiHeader><fileDesc/></teiHeader><text><body>";
    let end = "</body></text></TEI>\n";
    // One unit: its elements are outside the wrapper.
    assert_eq!(
        cut(xml, "b", "b"),
        format!(
            "{header}<div n='1'><W><p xml:id='b'>B &amp; <app><lem>C</lem><rdg wit='#X'/></app></p></W></div>{end}"
        )
    );
    // A range: what is only partly in it is inside.
    assert_eq!(
        cut(xml, "b", "c"),
        format!(
            "{header}<W><div n='1'><p xml:id='b'>B &amp; <app><lem>C</lem><rdg wit='#X'/></app></p></div>\
             <div n='2'><p xml:id='c'>D</p></div></W>{end}"
        )
    );
}

#[test]
fn what_a_document_type_explains_is_written_out() {
    let xml = "<!DOCTYPE TEI.2 SYSTEM 'tei2.dtd' [<!ENTITY who \"Th&#233; &lt;one>\"><!ENTITY mark \"<hi>x</hi>\">]>\
        <TEI.2 lang='en'><text><body><p id='a' n='&who;'>&who; &mark; &eacute; &nobody;</p></body></text></TEI.2>";
    assert_eq!(
        cut(xml, "a", "a"),
        "<TEI lang=\"en\"><text><body><W><p id=\"a\" n=\"Th\u{e9} &lt;one&gt;\">\
         Th\u{e9} &lt;one&gt; <hi>x</hi> \u{e9} &amp;nobody;</p></W></body></text></TEI>\n"
    );
}

#[test]
fn namespaces_come_along() {
    let xml = "<t:teiCorpus xmlns:t='http://www.tei-c.org/ns/1.0' xmlns:x='urn:x' xml:lang='grc'>\
        <t:TEI n='1'><t:text><t:body><t:p xml:id='a' x:y='1'><x:z/></t:p></t:body></t:text></t:TEI>\
        </t:teiCorpus>";
    let text = cut(xml, "a", "a");
    assert!(
        text.starts_with("<t:TEI n=\"1\" xmlns:t=\"http://www.tei-c.org/ns/1.0\" xmlns:x=\"urn:x\" xml:lang=\"grc\">"),
        "{text}"
    );
    assert!(
        document(
            "cut.xml",
            text.replace("<W>", "").replace("</W>", "").as_bytes()
        )
        .is_some()
    );
}

#[test]
fn what_was_included_is_written_out_with_its_namespaces() {
    let main = "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc/></teiHeader><text><body>\
        <xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='part.xml' xpointer='d'/>\
        </body></text></TEI>";
    let part = "<body xmlns='http://www.tei-c.org/ns/1.0' xmlns:m='urn:m'>\
        <div xml:id='d'><p xml:id='a'>Deep <m:n m:o='1'/></p></div></body>";
    let path = FilePath::edition();
    let part_path = FilePath::new("part.xml").expect("a path");
    let files = BTreeMap::from([(part_path, part.as_bytes().to_vec())]);
    let deposit = Deposit {
        name: "test",
        bytes: main.as_bytes(),
        path: &path,
        files: &files,
    };
    let document = tei::read_deposit(&deposit).expect("well formed").value;
    assert!(!is_self_contained(&document));
    let element = document.tree().by_id("a").expect("included");
    for text in [
        excerpt(&document, element.id(), element.end(), WRAPPER),
        whole(&document),
    ] {
        let again = self::document("again.xml", text.as_bytes()).expect("well formed");
        let words: Vec<String> = again.text().map(reading_text).collect();
        assert_eq!(words, ["Deep"], "{text}");
    }
}
