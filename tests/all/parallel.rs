//! Which passages stand side by side? Fixture folders, and pages as they are shown.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use variorum::render::{AssetAddresses, EditionContext, Renderer};
use variorum::tei::parallel::AlignmentGround;
use variorum::tei::{self, Document};

fn read(xml: &[u8]) -> Document {
    tei::read("input.xml", xml).expect("well-formed").value
}

/// The words of stretches of nodes, white space collapsed.
fn words(
    document: &Document,
    stretches: &[(variorum::xml::NodeId, variorum::xml::NodeId)],
) -> String {
    let tree = document.tree();
    let nodes = stretches
        .iter()
        .flat_map(|&(from, to)| tree.between(from, to));
    let texts = nodes.filter(|node| node.element().is_none());
    let text: Vec<String> = texts.map(|node| node.text().into_owned()).collect();
    text.concat()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn told(document: &Document) -> String {
    let mut out = String::new();
    let parallels = document.parallels();
    for side in &parallels.sides {
        let unknown = || "-".to_owned();
        let language = side.language.clone().unwrap_or_else(unknown);
        let kind = side.kind.clone().unwrap_or_else(unknown);
        let _ = writeln!(out, "side {language} {kind}");
    }
    for row in &parallels.rows {
        let ground = match row.ground {
            Some(AlignmentGround::Stated) => "stated",
            Some(AlignmentGround::Numbered) => "numbered",
            Some(AlignmentGround::Whole) => "whole",
            None => "-",
        };
        let reference = row.reference.as_deref().unwrap_or("-");
        let _ = writeln!(out, "row {reference} {ground}");
        for cell in &row.cells {
            let _ = writeln!(out, "  {}", words(document, cell));
        }
    }
    out
}

#[test]
fn fixtures_stand_side_by_side_as_expected() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/parallel");
    let mut seen = 0;
    for entry in fs::read_dir(&cases).expect("cases") {
        let folder = entry.expect("entry").path();
        let document = read(&fs::read(folder.join("input.xml")).expect("input.xml"));
        let told = told(&document);
        let expected = folder.join("expected.txt");
        if std::env::var_os("ACCEPT").is_some() {
            fs::write(&expected, &told).expect("expected.txt can be written");
        }
        let wanted = fs::read_to_string(&expected).expect("expected.txt");
        assert_eq!(told, wanted, "{}", folder.display());
        seen += 1;
    }
    assert!(seen >= 6, "only {seen} cases");
}

/// Everything that a side holds is in exactly one row.
#[test]
fn nothing_of_a_side_is_left_out_or_told_twice() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/parallel");
    for entry in fs::read_dir(&cases).expect("cases") {
        let folder = entry.expect("entry").path();
        let document = read(&fs::read(folder.join("input.xml")).expect("input.xml"));
        let parallels = document.parallels();
        for (at, side) in parallels.sides.iter().enumerate() {
            for &root in &side.roots {
                let element = document.tree().node(root).element().expect("an element");
                for node in element.descendants() {
                    if node.element().is_some() || node.text().trim().is_empty() {
                        continue;
                    }
                    let holds = |&(from, to): &(_, _)| from <= node.id() && node.id() < to;
                    let rows = parallels.rows.iter();
                    let count = rows.filter(|row| row.cells[at].iter().any(holds)).count();
                    assert_eq!(count, 1, "{}: {}", folder.display(), node.text());
                }
            }
        }
    }
}

fn page(xml: &str, at: usize) -> String {
    let document = read(xml.as_bytes());
    let renderer = Renderer::new(None, AssetAddresses::default(), false).expect("templates");
    let context = EditionContext {
        passages_href: "/editions/x/1/".to_owned(),
        ..EditionContext::default()
    };
    let base = "/editions/x/1/parallel";
    renderer
        .parallel_page(&document, &context, (at, base))
        .expect("a page")
}

#[test]
fn both_languages_are_marked_and_a_missing_partner_is_said() {
    let html = page(
        "<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><body>\
         <div xml:lang='ar'><p n='1' corresp='#e1'>بيت</p><p n='2'>باب</p></div>\
         <div xml:lang='en'><p xml:id='e1'>house</p></div></body></text></TEI>",
        0,
    );
    for expected in [
        "lang=\"ar\" dir=\"rtl\"",
        "lang=\"en\" dir=\"ltr\"",
        "id=\"row-1\" data-ground=\"stated\"",
        "Nothing here stands beside it.",
    ] {
        assert!(html.contains(expected), "{expected}\n{html}");
    }
}

#[test]
fn long_texts_are_divided_and_no_page_is_large() {
    let mut left = String::new();
    let mut right = String::new();
    for number in 1..=4_000 {
        let words = "sed non ".repeat(12);
        let _ = write!(
            left,
            "<p n='{number}' corresp='#e{number}'>{words}{number}</p>"
        );
        let _ = write!(right, "<p xml:id='e{number}'>{words}{number}</p>");
    }
    let xml = format!(
        "<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><body><div xml:lang='la'>{left}</div>\
         <div xml:lang='en'>{right}</div></body></text></TEI>"
    );
    let document = read(xml.as_bytes());
    let parallels = document.parallels();
    assert_eq!(parallels.rows.len(), 4_000);
    let covered: Vec<usize> = parallels
        .pages
        .iter()
        .flat_map(|page| page.rows.clone())
        .collect();
    assert_eq!(covered, (0..4_000).collect::<Vec<_>>());
    assert!(parallels.pages.len() > 5, "{}", parallels.pages.len());
    for page in &parallels.pages[1..] {
        assert!(!page.key.is_empty());
        assert!(page.rows.len() < 500);
    }
    let html = page(&xml, 1);
    assert!(html.len() < 1_500_000, "{}", html.len());
    assert!(html.contains("rel=\"prev\"") && html.contains("rel=\"next\""));
}
