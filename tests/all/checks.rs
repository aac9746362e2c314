//! What would a careful colleague ask about? One folder for each case: its name
//! begins with the code that it must yield, or with `good`, which must yield
//! nothing to look at.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use variorum::checks;
use variorum::diagnostic::{Diagnostic, Severity};
use variorum::tei::{self, Document};

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/checks");
    let entries = fs::read_dir(&folder).expect("folder of cases");
    let mut cases: Vec<PathBuf> = entries.map(|entry| entry.expect("entry").path()).collect();
    cases.retain(|path| path.is_dir());
    cases.sort();
    cases
}

fn name(case: &Path) -> String {
    case.file_name()
        .expect("name")
        .to_string_lossy()
        .into_owned()
}

fn read(case: &Path) -> Document {
    let bytes = fs::read(case.join("input.xml")).expect("input.xml");
    match tei::read("input.xml", &bytes) {
        Ok(read) => read.value,
        Err(rejected) => panic!("{}: {:?}", case.display(), rejected.findings),
    }
}

/// One line for each finding: the place, the words that are marked, what is
/// said of them, and beneath it the label and the hints.
fn written(findings: &[Diagnostic], document: &Document) -> String {
    let source = document.tree().source();
    let mut lines = String::new();
    for finding in findings {
        let place = source.position(finding.span.start);
        let marked = source.slice(finding.span);
        let Diagnostic {
            severity,
            code,
            message,
            ..
        } = finding;
        lines += &format!("{place}: {severity}[{code}] at `{marked}`: {message}\n");
        let label = finding
            .label
            .iter()
            .map(|label| format!("    label: {label}\n"));
        let hints = finding
            .hints
            .iter()
            .map(|hint| format!("    hint: {hint}\n"));
        lines.extend(label.chain(hints));
    }
    lines
}

#[test]
fn each_case_yields_what_its_folder_is_called() {
    let mut faults = Vec::new();
    for case in cases() {
        let name = name(&case);
        let document = read(&case);
        let findings = checks::check(&document);
        let code = name.split("--").next().expect("a code");
        if code == "good" {
            let odd = |finding: &&Diagnostic| finding.severity > Severity::Information;
            if let Some(odd) = findings.iter().find(odd) {
                faults.push(format!("{name}: {}: {}", odd.code, odd.message));
            }
        } else if !findings.iter().any(|finding| finding.code == code) {
            faults.push(format!("{name}: yields no `{code}`"));
        }
        let found = written(&findings, &document);
        let expected = case.join("findings.txt");
        if std::env::var_os("ACCEPT").is_some() {
            fs::write(&expected, &found).expect("written");
        }
        let expected = fs::read_to_string(&expected).unwrap_or_default();
        if found != expected {
            faults.push(format!("{name}:\nfound:\n{found}expected:\n{expected}"));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_rule_has_a_case_and_an_explanation() {
    let cases: BTreeSet<String> = cases()
        .iter()
        .map(|case| name(case).split("--").next().expect("a code").to_owned())
        .collect();
    let mut codes = BTreeSet::new();
    for rule in checks::rules() {
        let code = rule.code;
        assert!(codes.insert(code), "`{code}` stands twice in the tables");
        assert!(cases.contains(code), "`{code}` has no case");
        let explanation = rule.explanation();
        for part in ["Why: ", "Example: ", "What to do: "] {
            assert!(explanation.text.contains(part), "`{code}` has no `{part}`");
        }
        assert!(explanation.summary().ends_with('.'), "`{code}`");
    }
}
