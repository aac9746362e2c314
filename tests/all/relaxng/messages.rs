//! What an editor is told: each folder of `tests/cases/relaxng/messages/` has a
//! document, a schema (TEI All if there is none) and what is said; `ACCEPT=1`
//! rewrites it. Folders of `schemas/` have a schema that is refused.

use std::fs;
use std::path::{Path, PathBuf};

use variorum::diagnostic::terminal;
use variorum::operations::tei_all;
use variorum::relaxng::Schema;
use variorum::xml::read;

fn folders(part: &str) -> Vec<PathBuf> {
    let folder = super::cases().join(part);
    let entries = fs::read_dir(folder).expect("cases");
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.expect("entry").path()).collect();
    folders.sort();
    folders
}

/// Compares with `expected.txt`, or writes it.
fn settle(case: &Path, said: &str, failures: &mut Vec<String>) {
    let path = case.join("expected.txt");
    if std::env::var_os("ACCEPT").is_some() {
        fs::write(&path, said).expect("written");
    }
    if fs::read_to_string(&path).unwrap_or_default() != said {
        failures.push(format!("{} says:\n{said}", case.display()));
    }
}

#[test]
fn an_editor_is_told_what_where_and_what_to_do() {
    let mut failures = Vec::new();
    for case in folders("messages") {
        let document = fs::read(case.join("document.xml")).expect("document");
        let tree = read("document.xml", &document).expect("well formed").value;
        let report = match fs::read(case.join("schema.rng")) {
            Err(_) => tei_all().validate(&tree),
            Ok(bytes) => {
                let load =
                    |address: &str| fs::read(case.join(address)).map_err(|error| error.to_string());
                match Schema::read("schema.rng", &bytes, &load) {
                    Ok(schema) => schema.value.validate(&tree),
                    Err(rejected) => panic!("{}: {:?}", case.display(), rejected.findings),
                }
            }
        };
        let said: String = report
            .faults
            .iter()
            .map(|fault| terminal(&fault.diagnostic, tree.source(), false) + "\n\n")
            .collect();
        assert!(!said.is_empty(), "{} says nothing", case.display());
        settle(&case, &said, &mut failures);
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn a_schema_that_is_not_correct_is_refused_with_its_place() {
    let mut failures = Vec::new();
    for case in folders("schemas") {
        let bytes = fs::read(case.join("schema.rng")).expect("schema");
        let load =
            |address: &str| fs::read(case.join(address)).map_err(|_| "no such file".to_owned());
        let Err(rejected) = Schema::read("schema.rng", &bytes, &load) else {
            panic!("{} is taken", case.display());
        };
        let said: String = rejected
            .findings
            .iter()
            .map(|finding| terminal(finding, &rejected.source, false) + "\n\n")
            .collect();
        settle(&case, &said, &mut failures);
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
