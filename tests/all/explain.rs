//! Every code that the program can print has a page: `variorum explain CODE`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::tidy::files;

/// Words with hyphens in files that make findings, but no codes.
const NO_CODES: &[&str] = &[
    "iso639-2b",
    "no-store",
    // Ids, types and classes of the converter's TEI and decisions.
    "call-n",
    "note-call",
    "note-place",
    // Attributes of SVG.
    "fill-opacity",
    "fill-rule",
    "font-size",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-opacity",
    "stroke-width",
    "text-anchor",
    // An encoding, and a folder.
    "utf-16",
    "xslt-free-templates",
];

/// What a file says in quotation marks, outside its tests and its comments.
fn quoted(text: &str) -> Vec<String> {
    let product = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = product
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let product: String = lines.collect::<Vec<_>>().join("\n");
    product.split('"').skip(1).map(str::to_owned).collect()
}

fn is_kebab(word: &str) -> bool {
    let parts: Vec<&str> = word.split('-').collect();
    let good = |part: &&str| {
        !part.is_empty()
            && (part.bytes()).all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    parts.len() > 1 && word.starts_with(char::is_alphabetic) && parts.iter().all(good)
}

/// A code of OCFL.
fn is_of_ocfl(word: &str) -> bool {
    word.len() == 4
        && word.starts_with(['E', 'W'])
        && word.bytes().skip(1).all(|byte| byte.is_ascii_digit())
}

/// Whether a file makes findings, as its words show.
fn makes_findings(text: &str) -> bool {
    // What is said to readers is no finding.
    let text: String = text.lines().map(str::trim_start).collect();
    let text = text.replace("ording.say(", "").replace("check.say(", "");
    [
        "Diagnostic::",
        ".fault(",
        ".mark(",
        ": Code",
        "blame(",
        ".say(",
    ]
    .iter()
    .any(|sign| text.contains(sign))
}

/// The first word in quotation marks behind each `sign`.
fn behind(text: &str, sign: &str) -> Vec<String> {
    let product = text.split("#[cfg(test)]").next().unwrap_or_default();
    let rests = product.split(sign).skip(1);
    rests
        .filter_map(|rest| rest.trim_start().strip_prefix('"'))
        .filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect()
}

/// All codes in the source, each with the file that has it.
fn codes() -> BTreeSet<(String, PathBuf)> {
    let mut codes = BTreeSet::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for path in files(&source, "rs") {
        let text = fs::read_to_string(&path).expect("source");
        let in_store = path.starts_with(source.join("store"));
        if path.ends_with("explain.rs") || !makes_findings(&text) {
            continue;
        }
        let words = quoted(&text);
        let meant = words.iter().filter(|word| {
            let word = word.as_str();
            if in_store {
                is_of_ocfl(word)
            } else {
                is_kebab(word) && !NO_CODES.contains(&word)
            }
        });
        codes.extend(meant.map(|word| (word.clone(), path.clone())));
        // Codes of one word, where they stand in the place of a code.
        for sign in [
            "Diagnostic::error(",
            "Diagnostic::warning(",
            "Diagnostic::information(",
            "const CODE: &str =",
        ] {
            codes.extend(
                behind(&text, sign)
                    .into_iter()
                    .map(|word| (word, path.clone())),
            );
        }
    }
    codes
}

/// The codes on which the program has a page.
fn pages() -> BTreeSet<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_variorum"))
        .args(["explain", "--list"])
        .output()
        .expect("the program runs");
    let text = String::from_utf8(output.stdout).expect("text");
    let words = text.lines().filter_map(|line| line.split(' ').next());
    words.map(str::to_owned).collect()
}

#[test]
fn every_code_in_the_source_has_a_page() {
    let (codes, pages) = (codes(), pages());
    assert!(codes.len() > 150, "{}", codes.len());
    let lacking: Vec<_> = codes
        .iter()
        .filter(|(code, _)| !pages.contains(code))
        .collect();
    assert!(lacking.is_empty(), "without a page: {lacking:#?}");
}

/// The codes that stand in expected files: `warning[date-impossible]`.
#[test]
fn every_code_in_an_expected_file_has_a_page() {
    let pages = pages();
    let mut found = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("folder") {
            let path = entry.expect("entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "txt") {
                let text = fs::read_to_string(&path).unwrap_or_default();
                for severity in ["error[", "warning[", "information["] {
                    let rests = text.split(severity).skip(1);
                    found.extend(rests.filter_map(|rest| Some(rest.split_once(']')?.0.to_owned())));
                }
            }
        }
    }
    assert!(found.len() > 50, "{found:?}");
    let lacking: Vec<_> = found.iter().filter(|code| !pages.contains(*code)).collect();
    assert!(lacking.is_empty(), "without a page: {lacking:#?}");
}

#[test]
fn a_page_says_what_why_and_what_to_do() {
    for code in [
        "attribute-value",
        "note-placed",
        "configuration-value",
        "E060",
        "spacing",
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_variorum"))
            .args(["explain", code])
            .output()
            .expect("the program runs");
        let text = String::from_utf8(output.stdout).expect("text");
        assert!(text.starts_with(&format!("{code}\n\n")), "{text}");
        for part in ["Why: ", "Example: ", "What to do: "] {
            assert!(text.contains(part), "`{code}` has no `{part}`");
        }
    }
}
