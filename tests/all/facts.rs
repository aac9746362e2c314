//! Facts that were computed by other tools are the facts that we compute.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use variorum::operations::{Input, file_facts};

/// Files of other people, each with facts beside it; not part of this
/// repository.
fn shared() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/tei");
    if !folder.is_dir() {
        println!("skipped: {} is not there", folder.display());
        return None;
    }
    Some(folder)
}

fn computed(path: &Path) -> Value {
    let bytes = fs::read(path).expect("readable");
    let name = path.to_string_lossy();
    let facts = file_facts(Input {
        name: &name,
        bytes: &bytes,
    });
    serde_json::to_value(facts).expect("facts are JSON")
}

/// Keys of which two parsers may say the same in other words.
const IN_OTHER_WORDS: &[&str] = &["error"];

#[test]
fn every_fact_of_every_file_agrees() {
    let Some(folder) = shared() else {
        return;
    };
    let mut faults = Vec::new();
    let mut files = 0;
    for entry in fs::read_dir(folder.join("facts")).expect("a folder") {
        let expected = entry.expect("an entry").path();
        let file = expected.file_stem().expect("a name");
        let given = computed(&folder.join(file));
        let wanted = fs::read_to_string(&expected).expect("readable");
        let wanted: Value = serde_json::from_str(&wanted).expect("JSON");
        let (given, wanted) = (given.as_object().unwrap(), wanted.as_object().unwrap());
        let extra = given.keys().filter(|key| !wanted.contains_key(*key));
        for key in wanted.keys().chain(extra) {
            let (given, wanted) = (given.get(key), wanted.get(key));
            let worded = IN_OTHER_WORDS.contains(&key.as_str()) && given.is_some();
            if given != wanted && !worded {
                faults.push(format!(
                    "{}: {key}: {given:?}, not {wanted:?}",
                    file.to_string_lossy()
                ));
            }
        }
        files += 1;
    }
    assert!(files > 0, "no facts in {}", folder.display());
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// Written by hand, each number counted by eye.
#[test]
fn old_and_odd_files_are_counted_too() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/facts");
    let mut cases = 0;
    for entry in fs::read_dir(folder).expect("a folder") {
        let case = entry.expect("an entry").path();
        let given = computed(&case.join("input.xml"));
        let wanted = fs::read_to_string(case.join("facts.json")).expect("facts");
        let wanted: Value = serde_json::from_str(&wanted).expect("JSON");
        for (key, wanted) in wanted.as_object().expect("an object") {
            assert_eq!(given.get(key), Some(wanted), "{}: {key}", case.display());
        }
        cases += 1;
    }
    assert!(cases > 0);
}
