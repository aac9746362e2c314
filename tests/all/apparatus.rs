//! Where do the witnesses differ, and how is that printed? Fixture folders.

use std::fs;
use std::path::{Path, PathBuf};

use variorum::render::{Manner, Renderer, Sources, View};
use variorum::tei::{self, Document};

fn cases(part: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/apparatus").join(part);
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
    let view = View { manner, ..View::default() };
    let page = renderer()
        .edition_page(document, &super::render::context(), view)
        .expect("a page");
    let mut lines = Vec::new();
    let mut rest = page.as_str();
    while let Some((_, item)) = rest.split_once("<a class=\"apn\"") {
        let (item, after) = item.split_once("</li>").expect("an item ends");
        let (number, entries) = item.split_once("</a>").expect("a number");
        let number = number.rsplit('>').next().unwrap_or_default();
        for entry in entries.split("<span class=\"entry").skip(1) {
            let (_, entry) = entry.split_once('>').expect("a start tag");
            let entry = entry.split("<span class=\"sep\"").next().unwrap_or_default();
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
        let name = tag.trim_start_matches('/').split(' ').next().unwrap_or_default();
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
    let out = out.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn entries_are_printed_as_the_discipline_prints_them() {
    let mut failures = Vec::new();
    for case in cases("printed") {
        let document = read(&case.join("input.xml"));
        let negative = Manner { positive: false, ..Manner::default() };
        for (file, manner) in [("expected.txt", Manner::default()), ("negative.txt", negative)] {
            let Ok(expected) = fs::read_to_string(case.join(file)) else {
                assert!(file != "expected.txt", "{}: nothing is expected", case.display());
                continue;
            };
            let made = printed(&document, manner);
            if made != expected {
                failures.push(format!("{}/{file}:\n  made     {made}  expected {expected}", case.display()));
            }
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}
