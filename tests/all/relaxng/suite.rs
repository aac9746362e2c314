//! James Clark's test suite of RELAX NG (`spectest.xml`), which
//! `tests/tools.sh` fetches: BSD licence, see the package it comes in.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use variorum::relaxng::Schema;
use variorum::xml::{Element, Tree, read};

/// Cases, by number in the order of the file, that come out otherwise. Only
/// lines may be taken out of it.
const KNOWN: &str = "spectest-known.txt";

#[test]
fn the_test_suite_of_the_specification() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/spectest.xml");
    let Ok(bytes) = fs::read(&file) else {
        println!("skipped: tests/tools.sh has not fetched spectest.xml");
        return;
    };
    let suite = read("spectest.xml", &bytes).expect("well formed").value;
    let cases: Vec<Element> = suite.root().find_all("testCase").collect();
    assert!(cases.len() > 300, "{} cases", cases.len());
    let mut failures = Vec::new();
    for (number, case) in cases.iter().enumerate() {
        for failure in run(*case) {
            failures.push(format!("{}: {failure}", number + 1));
        }
    }
    let known = fs::read_to_string(super::cases().join(KNOWN)).unwrap_or_default();
    let known: Vec<&str> = known
        .lines()
        .map(|line| line.split(" # ").next().unwrap_or_default())
        .filter(|line| !line.is_empty())
        .collect();
    let new: Vec<&String> = failures
        .iter()
        .filter(|f| !known.contains(&f.as_str()))
        .collect();
    let mended: Vec<&&str> = known
        .iter()
        .filter(|k| !failures.iter().any(|f| f == **k))
        .collect();
    assert!(new.is_empty(), "{} new failures:\n{new:#?}", new.len());
    assert!(mended.is_empty(), "take these out of {KNOWN}: {mended:#?}");
}

/// What comes out otherwise than a case says.
fn run(case: Element) -> Vec<String> {
    let mut files = BTreeMap::new();
    resources(case, "", &mut files);
    let load = |address: &str| files.get(address).cloned().ok_or("no such file".to_owned());
    let read_schema = |holder: Element| {
        let text = inside(holder);
        Schema::read("schema.rng", text.as_bytes(), &load)
    };
    let mut failures = Vec::new();
    for incorrect in case.elements().filter(|e| e.name() == "incorrect") {
        if read_schema(incorrect).is_ok() {
            failures.push("an incorrect schema is taken".to_owned());
        }
    }
    let Some(correct) = case.child("correct") else {
        return failures;
    };
    let schema = match read_schema(correct) {
        Ok(schema) => schema.value,
        Err(rejected) => {
            let why: Vec<&String> = rejected.findings.iter().map(|f| &f.message).collect();
            failures.push(format!("a correct schema is refused: {why:?}"));
            return failures;
        }
    };
    let documents = case
        .elements()
        .filter(|e| matches!(e.name(), "valid" | "invalid"));
    for (number, document) in documents.enumerate() {
        let declaration = document.attribute("dtd").unwrap_or_default().into_owned();
        let text = declaration + &inside(document);
        let Ok(tree) = read("document.xml", text.as_bytes()) else {
            failures.push(format!("document {} is not well formed", number + 1));
            continue;
        };
        let tree: Tree = tree.value;
        let valid = schema.validate(&tree).is_valid();
        if valid != (document.name() == "valid") {
            failures.push(format!(
                "document {} is taken for valid: {valid}",
                number + 1
            ));
        }
    }
    failures
}

/// Files that a schema draws in.
fn resources(holder: Element, folder: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for child in holder.elements() {
        let name = child.attribute("name").unwrap_or_default();
        match child.name() {
            "resource" => {
                files.insert(format!("{folder}{name}"), inside(child).into_bytes());
            }
            "dir" => resources(child, &format!("{folder}{name}/"), files),
            _ => {}
        }
    }
}

/// The document in an element of the suite, with what it needs of the file.
fn inside(holder: Element) -> String {
    let entity = "<!DOCTYPE x [<!ENTITY dii \"<&#xE14;&#xE35;/>\">]>";
    let raw = holder.node().raw();
    let body = &raw[holder.raw_start_tag().len()..];
    let body = body.rfind("</").map_or("", |end| &body[..end]);
    match body.contains("&dii;") {
        true => format!("{entity}{body}"),
        false => body.trim().to_owned(),
    }
}
