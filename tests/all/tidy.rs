//! The house rules that a compiler does not know: which module may use which,
//! through which door a dependency comes in, what every folder says first.
//!
//! The tables here and the one in ARCHITECTURE.md say the same; change both.

use std::fs;
use std::path::{Path, PathBuf};

/// Module → modules it may use, lowest layer first.
const EDGES: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("collate", &[]),
    ("cores", &[]),
    ("fetch", &[]),
    ("wording", &[]),
    ("diagnostic", &["source"]),
    ("edition", &["source", "wording"]),
    ("xml", &["source", "diagnostic"]),
    ("store", &["cores", "edition", "source"]),
    ("access", &["store", "edition", "source"]),
    ("package", &["store", "edition", "source"]),
    ("relaxng", &["xml", "source", "diagnostic"]),
    ("tei", &["xml", "edition", "source", "diagnostic"]),
    ("checks", &["tei", "xml", "edition", "source", "diagnostic"]),
    (
        "convert",
        &["tei", "xml", "edition", "source", "diagnostic"],
    ),
    (
        "passage",
        &["tei", "xml", "store", "edition", "source", "diagnostic"],
    ),
    (
        "collation",
        &[
            "collate",
            "tei",
            "xml",
            "edition",
            "source",
            "diagnostic",
            "wording",
        ],
    ),
    (
        "compare",
        &[
            "passage",
            "collate",
            "tei",
            "xml",
            "store",
            "edition",
            "source",
            "diagnostic",
            "wording",
        ],
    ),
    (
        "describe",
        &["passage", "tei", "xml", "edition", "source", "diagnostic"],
    ),
    (
        "oai",
        &[
            "describe",
            "tei",
            "store",
            "xml",
            "edition",
            "source",
            "diagnostic",
        ],
    ),
    (
        "render",
        &[
            "describe",
            "tei",
            "xml",
            "edition",
            "source",
            "diagnostic",
            "wording",
        ],
    ),
    (
        "search",
        &[
            "cores",
            "collate",
            "describe",
            "tei",
            "xml",
            "edition",
            "source",
            "diagnostic",
            "wording",
        ],
    ),
    (
        "operations",
        &[
            "cores",
            "search",
            "access",
            "checks",
            "convert",
            "collate",
            "collation",
            "passage",
            "compare",
            "describe",
            "render",
            "tei",
            "relaxng",
            "package",
            "store",
            "xml",
            "edition",
            "source",
            "diagnostic",
            "fetch",
            "wording",
        ],
    ),
    (
        "server",
        &[
            "cores",
            "operations",
            "search",
            "access",
            "checks",
            "collate",
            "collation",
            "passage",
            "compare",
            "describe",
            "oai",
            "render",
            "package",
            "store",
            "tei",
            "xml",
            "edition",
            "source",
            "diagnostic",
            "wording",
        ],
    ),
    (
        "cli",
        &[
            "server",
            "operations",
            "search",
            "access",
            "checks",
            "collate",
            "collation",
            "passage",
            "compare",
            "describe",
            "render",
            "relaxng",
            "package",
            "store",
            "xml",
            "edition",
            "source",
            "diagnostic",
            "fetch",
        ],
    ),
];

/// Dependency → the only modules that name it.
const DOORS: &[(&str, &[&str])] = &[
    ("quick_xml", &["xml"]),
    ("minijinja", &["render"]),
    ("axum", &["server"]),
    // In `store` only to wait for an object store (feature `s3`).
    ("tokio", &["server", "store"]),
    ("object_store", &["store"]),
    ("hyper", &["server"]),
    ("hyper_util", &["server"]),
    ("tower", &["server"]),
    ("signal_hook", &["cli"]),
    ("tracing", &["server"]),
    ("tracing_subscriber", &["server"]),
    ("tantivy", &["search"]),
    ("tantivy_fst", &["search"]),
    ("levenshtein_automata", &["search"]),
    ("sha2", &["store"]),
    ("md5", &["store"]),
    ("sha1", &["store"]),
    ("blake2", &["store"]),
    ("rustix", &["store"]),
    ("zip", &["package"]),
    ("regex", &["relaxng", "tei"]),
    ("unicode_normalization", &["edition", "tei", "collate"]),
    ("ureq", &["fetch"]),
    ("clap", &["cli"]),
    ("indicatif", &["cli"]),
    ("annotate_snippets", &["diagnostic"]),
    ("unicode_properties", &["tei"]),
    // In `store` and `server` for arithmetic; only `operations` asks for the time.
    ("jiff", &["operations", "store", "server"]),
];

/// Modules below `operations`: no clock, no environment, no network; files only
/// in `store`, and in `render` for themes.
const PURE: &[&str] = &[
    "source",
    "wording",
    "collate",
    "diagnostic",
    "edition",
    "xml",
    "package",
    "relaxng",
    "tei",
    "checks",
    "convert",
    "collation",
    "compare",
    "describe",
    "oai",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below `folder` with this ending, in order.
pub fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).expect("readable folder") {
            let path = entry.expect("entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The module a file belongs to: the first part of its path under `src`.
fn module(path: &Path) -> String {
    let path = path.strip_prefix(root().join("src")).expect("under src");
    let first = path.iter().next().expect("a name").to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// The lines of product code in a file, with their numbers: up to the tests at
/// its end, without comments.
fn product_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .take_while(|(_, line)| line.trim() != "#[cfg(test)]")
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(at, line)| (at + 1, line))
}

/// The words that stand before `::` in a line, with what follows each.
fn paths(line: &str) -> impl Iterator<Item = (&str, &str)> {
    line.match_indices("::").filter_map(|(at, _)| {
        let before = &line[..at];
        let start = before.rfind(|c: char| !(c.is_alphanumeric() || c == '_'));
        let word = &before[start.map_or(0, |at| at + 1)..];
        let after = &line[at + 2..];
        let end = after.find(|c: char| !(c.is_alphanumeric() || c == '_'));
        (!word.is_empty()).then_some((word, &after[..end.unwrap_or(after.len())]))
    })
}

fn fail_with(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn modules_use_only_what_stands_below_them() {
    let mut faults = Vec::new();
    for file in files(&root().join("src"), ".rs") {
        let module = module(&file);
        if module == "main" || module == "lib" {
            continue;
        }
        let Some((_, allowed)) = EDGES.iter().find(|(name, _)| *name == module) else {
            faults.push(format!("{}: `{module}` is in no layer", file.display()));
            continue;
        };
        let text = fs::read_to_string(&file).expect("readable");
        for (number, line) in product_lines(&text) {
            for (word, used) in paths(line) {
                let known = EDGES.iter().any(|(name, _)| *name == used);
                if word == "crate" && known && used != module && !allowed.contains(&used) {
                    let place = format!("{}:{number}", file.display());
                    faults.push(format!("{place}: `{module}` may not use `{used}`"));
                }
            }
        }
    }
    fail_with(&faults);
}

#[test]
fn dependencies_come_in_through_their_doors() {
    let mut faults = Vec::new();
    for file in files(&root().join("src"), ".rs") {
        let module = module(&file);
        let text = fs::read_to_string(&file).expect("readable");
        for (number, line) in product_lines(&text) {
            let place = format!("{}:{number}", file.display());
            for (word, next) in paths(line) {
                let door = DOORS.iter().find(|(name, _)| *name == word);
                if let Some((name, doors)) = door
                    && !doors.contains(&module.as_str())
                {
                    faults.push(format!("{place}: `{name}` is named only in {doors:?}"));
                }
                let impure = word == "std" && ["fs", "net", "env", "process"].contains(&next);
                let clock = ["Instant", "SystemTime"].contains(&word) && next == "now";
                if PURE.contains(&module.as_str()) && (impure || clock) {
                    faults.push(format!(
                        "{place}: `{module}` depends on its arguments alone"
                    ));
                }
            }
        }
    }
    fail_with(&faults);
}

#[test]
fn every_folder_opens_with_its_question() {
    let mut faults = Vec::new();
    for file in files(&root().join("src"), "mod.rs") {
        let text = fs::read_to_string(&file).expect("readable");
        let first = text.lines().next().unwrap_or_default();
        let top = file.parent().and_then(Path::parent) == Some(&root().join("src"));
        if top && !(first.starts_with("//! ") && first.ends_with('?')) {
            faults.push(format!("{}:1: begins with no question", file.display()));
        }
    }
    fail_with(&faults);
}

#[test]
fn the_program_never_reads_test_data() {
    let mut faults = Vec::new();
    for folder in ["src", "xslt-free-templates", "public"] {
        for file in files(&root().join(folder), "") {
            let Ok(text) = fs::read_to_string(&file) else {
                continue;
            };
            for (number, line) in text.lines().enumerate() {
                if line.contains("../shared") {
                    faults.push(format!(
                        "{}:{}: names ../shared",
                        file.display(),
                        number + 1
                    ));
                }
            }
        }
    }
    fail_with(&faults);
}

#[test]
fn templates_say_what_they_are_and_hold_no_style_or_script() {
    let mut faults = Vec::new();
    for file in files(&root().join("xslt-free-templates"), ".html") {
        let text = fs::read_to_string(&file).expect("readable");
        let name = file.display();
        if !text.starts_with("{#") {
            faults.push(format!("{name}:1: begins with no comment"));
        }
        for (number, line) in text.lines().enumerate() {
            for forbidden in [" style=", "<style", "<script>", "javascript:", " onclick="] {
                if line.contains(forbidden) {
                    let number = number + 1;
                    faults.push(format!(
                        "{name}:{number}: `{forbidden}` is barred by the policy"
                    ));
                }
            }
        }
    }
    fail_with(&faults);
}
