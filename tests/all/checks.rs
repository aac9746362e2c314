//! What would a careful colleague ask about? One folder for each case: its name
//! begins with the code that it must yield, or with `good`, which must yield
//! nothing to look at.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use variorum::checks;
use variorum::diagnostic::{Diagnostic, Severity};
use variorum::tei::{self, Document};
use variorum::xml;

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

/// Constraints of the schema that are about the description of schemas (ODD),
/// not about texts, and are not carried out. This list may only shrink.
const NOT_CARRIED_OUT: &[&str] = &[
    "listRef-TagDocsNestinglistRef",
    "listRef-TagDocslistRefChildren",
];

/// Constraint → how often a file breaks it.
type Counts = BTreeMap<String, usize>;

/// What an independent evaluation of the schema's Schematron found, by file:
/// `tests/cases/schematron/oracle.py` wrote it.
fn recorded() -> BTreeMap<String, Counts> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/schematron/counts.tsv");
    let text = fs::read_to_string(file).expect("recorded counts");
    let mut files: BTreeMap<String, Counts> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let [file, constraint, count] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let counts = files.entry(file.to_owned()).or_default();
        // The French twin of a constraint says the same.
        if !constraint.is_empty() && !constraint.ends_with("-fr") {
            counts.insert(constraint.to_owned(), count.parse().expect("a number"));
        }
    }
    files
}

/// How often the rules that carry out a constraint of the schema report.
fn counted(document: &Document) -> Counts {
    let constraints: BTreeMap<&str, &str> = checks::rules()
        .filter_map(|rule| Some((rule.code, rule.constraint?)))
        .collect();
    let mut counts = Counts::new();
    for finding in checks::check(document) {
        if let Some(constraint) = constraints.get(finding.code) {
            *counts.entry((*constraint).to_owned()).or_default() += 1;
        }
    }
    counts
}

#[test]
fn schematron_rules_report_as_often_as_an_independent_evaluation() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut compared, mut absent) = (0, 0);
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    for (file, mut expected) in recorded() {
        let path = match file.split_once('/') {
            Some(("shared", name)) => root.join("../shared/tei").join(name),
            _ => root.join("tests/cases").join(&file).join("input.xml"),
        };
        expected.retain(|constraint, _| !NOT_CARRIED_OUT.contains(&constraint.as_str()));
        seen.extend(expected.keys().cloned());
        let Ok(bytes) = fs::read(&path) else {
            absent += 1;
            continue;
        };
        let Ok(read) = tei::read(&file, &bytes) else {
            panic!("{file} is read by the oracle, but not here");
        };
        compared += 1;
        let found = counted(&read.value);
        if found != expected {
            faults.push(format!("{file}: found {found:?}, expected {expected:?}"));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    for rule in checks::rules() {
        if let Some(constraint) = rule.constraint {
            let code = rule.code;
            assert!(
                seen.contains(constraint),
                "`{code}` was never broken: {constraint}"
            );
        }
    }
    println!("{compared} files compared, {absent} absent");
}

/// The codes that the reader of XML gives: every word with a hyphen that its
/// source holds in the place of a code.
fn codes_of_reading() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/xml");
    let mut codes = BTreeSet::new();
    for file in ["read.rs", "tags.rs", "names.rs", "entities.rs"] {
        let text = fs::read_to_string(folder.join(file)).expect("source");
        let product = text.split("#[cfg(test)]").next().unwrap_or_default();
        for made in product.split("Diagnostic::").skip(1) {
            let Some(arguments) = made.split_once('(').map(|(_, arguments)| arguments) else {
                continue;
            };
            let first = arguments.trim_start().split(',').next().unwrap_or_default();
            if let Some(code) = first
                .strip_prefix('"')
                .and_then(|code| code.strip_suffix('"'))
            {
                codes.insert(code.to_owned());
            }
        }
    }
    codes
}

#[test]
fn every_finding_of_the_reader_is_explained() {
    let explained: BTreeSet<&str> = xml::EXPLANATIONS.iter().map(|known| known.code).collect();
    let given = codes_of_reading();
    assert!(given.len() > 20, "{given:?}");
    for code in given {
        assert!(
            explained.contains(code.as_str()),
            "`{code}` is not explained"
        );
    }
    for rule in checks::rules() {
        let code = rule.code;
        assert!(!explained.contains(code), "`{code}` has two meanings");
    }
}

/// Each constraint of the schema is carried out, or stands in the manual among
/// those that are not, never in both.
#[test]
fn every_constraint_of_the_schema_is_carried_out_or_listed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Ok(schema) = fs::read_to_string(root.join("../shared/schema/tei_all.rng")) else {
        println!("skipped: no schema of the TEI here");
        return;
    };
    let manual = fs::read_to_string(root.join("docs/checks.md")).expect("manual");
    let carried_out: BTreeSet<&str> = checks::rules().filter_map(|rule| rule.constraint).collect();
    let (mut seen, mut faults) = (BTreeSet::new(), Vec::new());
    for pattern in schema.split("pattern ").skip(1) {
        let tag = pattern.split('>').next().unwrap_or_default();
        let Some(id) = tag
            .split("id=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
        else {
            continue;
        };
        let name = id.trim_start_matches("tei_all-");
        let name = name.split("-constraint-rule-").next().unwrap_or(name);
        let name = name.strip_suffix("-constraint").unwrap_or(name);
        seen.insert(name.to_owned());
        let listed = manual.contains(&format!("`{name}`"));
        if listed == carried_out.contains(name) {
            faults.push(format!("{name}: listed as left out: {listed}"));
        }
    }
    assert!(seen.len() > 80, "{}", seen.len());
    assert!(faults.is_empty(), "{faults:#?}");
}
