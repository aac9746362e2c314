//! What naive readers trip over: roots, vocabularies, ids and characters that
//! published files have. Each file of `tests/cases/odd` is read and becomes
//! pages that show every word of it.

use std::fs;
use std::path::{Path, PathBuf};

use variorum::edition::{Digest, Version};
use variorum::render::page::{VersionFacts, VersionLinks};
use variorum::render::{AssetAddresses, EditionContext, Renderer, View};
use variorum::tei::{self, Document};
use variorum::xml::{Kind, Tree};

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/odd");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("cases")
        .map(|entry| entry.expect("case").path())
        .collect();
    files.sort();
    files
}

fn document(name: &str, bytes: &[u8]) -> Document {
    match tei::read(name, bytes) {
        Ok(read) => read.value,
        Err(rejected) => panic!("{name}: {:?}", rejected.findings),
    }
}

fn case(name: &str) -> Document {
    let path = cases()
        .into_iter()
        .find(|path| path.file_stem().is_some_and(|stem| stem == name));
    document(name, &fs::read(path.expect(name)).expect("readable"))
}

fn context() -> EditionContext {
    let version = Version {
        number: 1,
        digest: Digest([0xab; 32]),
        bytes: 1234,
        published: "2026-11-25T12:00:00Z".to_owned(),
        publisher: "Editor".to_owned(),
        message: "First.".to_owned(),
    };
    EditionContext {
        version: VersionFacts::new(&version, VersionLinks::default()),
        ..EditionContext::default()
    }
}

/// The text of a page, its markup gone.
fn seen(html: &str) -> String {
    let mut text = String::new();
    for piece in html.split('<') {
        text.push_str(piece.split_once('>').map_or("", |(_, text)| text));
    }
    text.replace("&amp;", "&")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
}

/// The words of all text in a file, as they stand in its nodes.
fn words(tree: &Tree) -> Vec<String> {
    let texts = tree.nodes().filter(|node| {
        let shown = matches!(node.kind(), Kind::Text | Kind::CData | Kind::Reference);
        shown && node.parent().is_some()
    });
    let split =
        |text: &str| -> Vec<String> { text.split_whitespace().map(str::to_owned).collect() };
    texts.flat_map(|node| split(&node.text())).collect()
}

#[test]
fn every_word_of_odd_files_is_shown() {
    let renderer = Renderer::new(None, AssetAddresses::default(), true).expect("templates");
    let context = context();
    let mut missing = Vec::new();
    for path in cases() {
        let name = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let bytes = fs::read(&path).expect("readable");
        let document = document(&name, &bytes);
        assert_eq!(document.tree().to_bytes(), bytes, "{name}");
        let edition = renderer.edition_page(&document, &context, View::default());
        let colophon = renderer.colophon_page(&document, &context);
        let shown = [edition.expect(&name), colophon.expect(&name)]
            .map(|page| seen(&page))
            .concat();
        for word in words(document.tree()) {
            if !shown.contains(&word) {
                missing.push(format!("{name}: {word}"));
            }
        }
    }
    assert!(missing.is_empty(), "not shown:\n{}", missing.join("\n"));
}

#[test]
fn p4_files_have_ids_and_languages() {
    let document = case("p4-with-remote-dtd");
    let tree = document.tree();
    let division = tree.by_id("d1").expect("an id of P4");
    assert!(division.is("div1"));
    let head = division.child("head").expect("a heading");
    assert_eq!(head.language().as_deref(), Some("la"));
    let paragraph = tree.by_id("p1").expect("an id of P4");
    assert_eq!(paragraph.language().as_deref(), Some("es"));
    assert_eq!(
        paragraph.text(),
        "España — eigen E-declared αβ &unknownentity; fin"
    );
    assert_eq!(
        document.header().title().map(|title| title.text.as_str()),
        Some("Dedicación")
    );
    assert_eq!(document.html_id(paragraph.id()), Some("p1"));
    let references = tree.nodes().filter(|node| node.kind() == Kind::Reference);
    assert_eq!(references.count(), 6);
}

#[test]
fn ids_of_other_vocabularies_are_not_those_of_xml() {
    let document = document(
        "a.xml",
        b"<TEI><text><body><p id='a' lang='fr'>x</p></body></text></TEI>",
    );
    assert!(document.tree().by_id("a").is_none());
}

#[test]
fn entities_of_a_dtd_elsewhere_are_offered_once_for_each_name() {
    let path = cases()
        .into_iter()
        .find(|path| path.ends_with("p4-with-remote-dtd.xml"));
    let bytes = fs::read(path.expect("case")).expect("readable");
    let findings = tei::read("a.xml", &bytes).expect("well formed").findings;
    let told: Vec<(&str, &str)> = findings
        .iter()
        .map(|f| (f.code, f.message.as_str()))
        .collect();
    let expected = [
        (
            "entity-standard",
            "`&oacute;` is declared outside this file; `ó` is taken for it",
        ),
        (
            "entity-standard",
            "`&ntilde;` is declared outside this file; `ñ` is taken for it",
        ),
        (
            "entity-standard",
            "`&mdash;` is declared outside this file; `—` is taken for it",
        ),
        (
            "entity-standard",
            "`&agr;` is declared outside this file; `α` is taken for it",
        ),
        (
            "entity-standard",
            "`&bgr;` is declared outside this file; `β` is taken for it",
        ),
        (
            "entity-outside",
            "`&unknownentity;` is declared outside this file, which is never fetched",
        ),
    ];
    assert_eq!(told, expected);
    assert!(findings[0].hints[0].contains("<!ENTITY oacute \"&#xF3;\">"));
    // Without any DTD the document is not well formed; the hint knows the character.
    let rejected = tei::read("a.xml", b"<p>caf&eacute;</p>").expect_err("undeclared");
    assert_eq!(rejected.findings[0].hints, ["write `é`"]);
}

#[test]
fn a_value_with_an_unknown_entity_keeps_its_other_words() {
    let xml = "<!DOCTYPE a SYSTEM 'x.dtd'><a n='b &eacute; &nobody; c'/>";
    let document = document("a.xml", xml.as_bytes());
    let value = document
        .tree()
        .root()
        .attribute("n")
        .map(|value| value.into_owned());
    assert_eq!(value.as_deref(), Some("b é &nobody; c"));
}

/// Bytes of one text in every encoding that is read, with every line end.
#[test]
fn encodings_and_line_ends_make_no_difference() {
    let text = "<TEI>\n<text><body><p>caf\u{e9}\nna\u{ef}ve</p></body></text></TEI>\n";
    let declared = |name: &str| format!("<?xml version=\"1.0\" encoding=\"{name}\"?>\n{text}");
    let units = |text: &str, unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    };
    let mark = "\u{feff}";
    for end in ["\n", "\r\n", "\r"] {
        let written = |text: &str| text.replace('\n', end);
        let latin: Vec<u8> = written(&declared("ISO-8859-1"))
            .chars()
            .map(|c| c as u8)
            .collect();
        let utf16 = written(&declared("UTF-16"));
        for bytes in [
            written(text).into_bytes(),
            written(&declared("utf-8")).into_bytes(),
            format!("{mark}{}", written(text)).into_bytes(),
            units(&format!("{mark}{utf16}"), u16::to_be_bytes),
            units(&format!("{mark}{utf16}"), u16::to_le_bytes),
            units(&utf16, u16::to_be_bytes),
            units(&utf16, u16::to_le_bytes),
            latin,
        ] {
            let document = document("a.xml", &bytes);
            assert_eq!(document.tree().to_bytes(), bytes);
            let paragraph = document.tree().root().find("p").expect("a paragraph");
            assert_eq!(paragraph.text(), "caf\u{e9}\nna\u{ef}ve");
            let place = document.tree().position(paragraph.span()).to_string();
            let line = if bytes.windows(4).any(|w| w == b"xml ") || bytes.contains(&0) {
                3
            } else {
                2
            };
            assert_eq!(place, format!("{line}:13"));
        }
    }
}

#[test]
fn long_values_and_long_texts_are_read_whole() {
    let targets = "#p1234567 ".repeat(2_048);
    let long = "verbum ".repeat(10_000);
    let xml = format!("<text><body><p corresp='{targets}'>{long}</p></body></text>");
    let document = document("a.xml", xml.as_bytes());
    let paragraph = document.tree().root().find("p").expect("a paragraph");
    assert_eq!(
        paragraph.attribute("corresp").map(|value| value.len()),
        Some(20_480)
    );
    assert_eq!(paragraph.text().len(), 70_000);
    let renderer = Renderer::new(None, AssetAddresses::default(), true).expect("templates");
    let page = renderer.edition_page(&document, &context(), View::default());
    assert!(page.expect("a page").matches("verbum").count() >= 10_000);
}
