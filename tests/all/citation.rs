//! How is a passage cited, and on which page does it stand? Fixture folders,
//! every published file, and made texts that are long.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use variorum::tei::citation::CitationTree;
use variorum::tei::{self, Document};

use crate::clock::worked;

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/citation")
}

fn read(name: &str, bytes: &[u8]) -> (Document, String) {
    match tei::read(name, bytes) {
        Ok(read) => {
            let source = read.value.tree().source();
            let mut findings = String::new();
            for finding in &read.findings {
                let place = source.position(finding.span.start);
                let (code, message) = (finding.code, &finding.message);
                let _ = writeln!(findings, "{}: {code}: {message}", place.line);
            }
            (read.value, findings)
        }
        Err(rejected) => panic!("{name}: {:?}", rejected.findings),
    }
}

fn document(xml: &str) -> Document {
    read("test.xml", xml.as_bytes()).0
}

/// A tree as an outline: reference, kind, element, and what its declaration
/// says.
fn outline(document: &Document, tree: &CitationTree) -> String {
    let mut out = String::new();
    for (at, unit) in tree.units().iter().enumerate() {
        let element = document
            .tree()
            .node(unit.node)
            .element()
            .expect("an element");
        let counted = if unit.counted { " (counted)" } else { "" };
        let indent = "  ".repeat(unit.level as usize);
        let _ = write!(
            out,
            "{indent}{} {} <{}>{counted}",
            unit.reference,
            unit.kind,
            element.name()
        );
        for datum in tree.data(document.tree(), at) {
            let _ = write!(out, " {}={}", datum.property, datum.value);
        }
        out.push('\n');
    }
    out
}

fn told(document: &Document, findings: &str) -> String {
    let mut out = String::new();
    for tree in document.citation().trees() {
        let name = tree.name.as_deref().unwrap_or("-");
        let _ = writeln!(out, "tree {name} ({})", tree.origin().as_str());
        out.push_str(&outline(document, tree));
    }
    out.push_str("addresses\n");
    out.push_str(&outline(document, document.citation().addresses()));
    out.push_str("findings\n");
    out.push_str(findings);
    out
}

fn check(expected: &Path, made: &str) -> Result<(), String> {
    if std::env::var_os("ACCEPT").is_some() {
        fs::write(expected, made).expect("the expected file can be written");
    }
    match fs::read_to_string(expected) {
        Ok(text) if text == made => Ok(()),
        Ok(_) => Err(format!("{} differs from:\n{made}", expected.display())),
        Err(_) => Err(format!(
            "{}: nobody has accepted this yet:\n{made}",
            expected.display()
        )),
    }
}

#[test]
fn fixtures_give_the_expected_trees() {
    let mut folders: Vec<PathBuf> = fs::read_dir(cases())
        .expect("cases")
        .map(|entry| entry.expect("case").path())
        .collect();
    folders.sort();
    let mut failures = Vec::new();
    for folder in &folders {
        let bytes = fs::read(folder.join("input.xml")).expect("input.xml");
        let (document, findings) = read("input.xml", &bytes);
        failures.extend(check(&folder.join("expected.txt"), &told(&document, &findings)).err());
        failures.extend(
            faults(&document)
                .into_iter()
                .map(|fault| format!("{folder:?}: {fault}")),
        );
    }
    assert!(
        folders.len() >= 8,
        "only {} cases were found",
        folders.len()
    );
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// What must hold of any document.
fn faults(document: &Document) -> Vec<String> {
    let mut faults = Vec::new();
    let citation = document.citation();
    let addresses = citation.addresses();
    let mut seen = BTreeSet::new();
    for (at, unit) in addresses.units().iter().enumerate() {
        let reference = &unit.reference;
        if !seen.insert(reference.clone()) {
            faults.push(format!("`{reference}` stands twice"));
        }
        match citation.resolve(reference) {
            Some(found) if found.from == at && found.to == at => {}
            found => faults.push(format!("`{reference}` is {at}, and leads to {found:?}")),
        }
        if reference.trim() != reference || reference.is_empty() {
            faults.push(format!(
                "`{reference}` has white space at its ends, or nothing"
            ));
        }
        if let Some(parent) = unit
            .parent
            .map(|parent| &addresses.units()[parent as usize])
        {
            let inside = parent.node <= unit.node && unit.level == parent.level + 1;
            if !inside || parent.end <= unit.node {
                faults.push(format!("`{reference}` is not in `{}`", parent.reference));
            }
        }
        if unit.end <= unit.node {
            faults.push(format!("`{reference}` ends before it begins"));
        }
    }
    for tree in citation.trees() {
        let references: BTreeSet<&str> = tree
            .units()
            .iter()
            .map(|unit| unit.reference.as_str())
            .collect();
        if references.len() != tree.units().len() {
            faults.push(format!("{:?} has a reference twice", tree.name));
        }
        let ordered = tree.units().is_sorted_by_key(|unit| unit.node);
        if !ordered {
            faults.push(format!("{:?} is not in the order of the text", tree.name));
        }
    }
    for unit in document.units() {
        let reference = &unit.unit.reference;
        let Some(found) = citation.resolve(reference) else {
            faults.push(format!(
                "unit {} has the reference `{reference}`",
                unit.unit.id
            ));
            continue;
        };
        let found = &addresses.units()[found.from];
        if unit.node < found.node || unit.node >= found.end {
            faults.push(format!("unit {} is not in `{reference}`", unit.unit.id));
        }
    }
    faults.extend(faults_of_parts(document));
    faults
}

/// All parts together are the text.
fn faults_of_parts(document: &Document) -> Vec<String> {
    let mut faults = Vec::new();
    let parts = document.parts().all();
    let nodes: Vec<usize> = parts
        .iter()
        .flat_map(|part| {
            part.ranges
                .iter()
                .flat_map(|range| range.0.index()..range.1.index())
        })
        .collect();
    let all: Vec<usize> = document
        .text()
        .flat_map(|root| root.id().index()..root.end().index())
        .collect();
    if nodes != all {
        faults.push("the nodes of the parts are not those of the text".to_owned());
    }
    let mut addresses = BTreeSet::new();
    let mut cited = 0;
    for (at, part) in parts.iter().enumerate() {
        if !addresses.insert(&part.address) {
            faults.push(format!("two parts are called `{}`", part.address));
        }
        if document.parts().find(&part.address) != Some(at) {
            faults.push(format!("part `{}` is not found", part.address));
        }
        if part.cited.0 != cited {
            faults.push(format!("part `{}` leaves units out", part.address));
        }
        cited = part.cited.1;
    }
    let units = document.citation().addresses().units().len();
    if !parts.is_empty() && cited != units {
        faults.push(format!("{cited} of {units} units are in parts"));
    }
    let shared = |of: fn(&tei::part::Part) -> &Vec<usize>| {
        let mut all: Vec<usize> = parts.iter().flat_map(|part| of(part).clone()).collect();
        all.sort_unstable();
        all
    };
    if !parts.is_empty()
        && shared(|part| &part.notes) != (0..document.notes().len()).collect::<Vec<_>>()
    {
        faults.push("a note is in no part, or in two".to_owned());
    }
    if !parts.is_empty()
        && shared(|part| &part.entries) != (0..document.entries().len()).collect::<Vec<_>>()
    {
        faults.push("an entry is in no part, or in two".to_owned());
    }
    faults
}

fn published() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/tei");
    let Ok(entries) = fs::read_dir(&folder) else {
        println!("not checked: {} is absent", folder.display());
        return Vec::new();
    };
    let paths = entries.map(|entry| entry.expect("entry").path());
    let mut files: Vec<(String, Vec<u8>)> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "xml"))
        .map(|path| {
            let name = path
                .file_name()
                .expect("name")
                .to_string_lossy()
                .into_owned();
            (name, fs::read(&path).expect("file"))
        })
        .collect();
    files.sort();
    files
}

#[test]
fn every_unit_of_published_files_is_found_by_its_reference() {
    let show = std::env::var_os("SHOW").is_some();
    let mut all = Vec::new();
    for (name, bytes) in published() {
        let Ok(read) = tei::read(&name, &bytes) else {
            continue;
        };
        let document = read.value;
        if show {
            let citation = document.citation();
            println!("== {name}");
            for tree in citation.trees() {
                println!(
                    "tree {:?} {:?} {} units, {} levels",
                    tree.name,
                    tree.origin(),
                    tree.units().len(),
                    tree.depth()
                );
            }
            let units = citation.addresses().units();
            let some: Vec<&str> = units
                .iter()
                .step_by(units.len() / 12 + 1)
                .map(|u| u.reference.as_str())
                .collect();
            println!("{} addresses: {some:?}", units.len());
            for finding in citation.findings().iter().take(4) {
                println!("  {}", finding.message);
            }
            for part in document.parts().all() {
                println!("  part {} {}", part.address, part.size);
            }
        }
        all.extend(
            faults(&document)
                .into_iter()
                .take(5)
                .map(|fault| format!("{name}: {fault}")),
        );
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

fn body(inner: &str) -> Document {
    document(&format!("<TEI><text><body>{inner}</body></text></TEI>"))
}

#[test]
fn a_range_has_a_reference_at_both_ends() {
    let document = body(
        "<div n='1'><p n='1'>a</p><p n='2'>b</p><p n='1-2'>c</p><p n='a-b'>d</p></div><div n='2'><p n='1'>e</p></div>",
    );
    let citation = document.citation();
    let said = |reference: &str| {
        let found = citation.resolve(reference)?;
        let name = |at: usize| citation.addresses().units()[at].reference.clone();
        Some((name(found.from), name(found.to)))
    };
    let is = |from: &str, to: &str| Some((from.to_owned(), to.to_owned()));
    assert_eq!(said("1.1-2.1"), is("1.1", "2.1"));
    // One whole reference, not a range.
    assert_eq!(said("1.1-2"), is("1.1-2", "1.1-2"));
    assert_eq!(said("1.1-1.a-b"), is("1.1", "1.a-b"));
    assert_eq!(said("1.a-b-2.1"), is("1.a-b", "2.1"));
    assert_eq!(said("2.1-1.1"), None);
    assert_eq!(said("1.1-1.9"), None);
    assert_eq!(said("1-2"), is("1", "2"));
    for nothing in ["", "-", "1.1-", "-1.1", " 1.1", "1.1 "] {
        assert_eq!(said(nothing), None, "{nothing}");
    }
}

#[test]
fn a_passage_is_found_by_reference_and_by_id() {
    let document =
        body("<div n='1'><p n='1' xml:id='here'>a</p><p>b <seg xml:id='in'>c</seg></p></div>");
    let id = |wanted: &str| document.locate(wanted).and_then(|found| found.id);
    assert_eq!(id("1.1").as_deref(), Some("here"));
    assert_eq!(id("here").as_deref(), Some("here"));
    assert_eq!(id("in").as_deref(), Some("in"));
    assert_eq!(
        id("1").as_deref(),
        Some("here"),
        "the first thing in it with an id"
    );
    assert_eq!(document.locate("2"), None);
    let neighbours = document.neighbours("1.7");
    assert_eq!(neighbours.around.as_deref(), Some("1"));
    assert!(
        neighbours.near.contains(&"1.1".to_owned()),
        "{neighbours:?}"
    );
}

#[test]
fn deep_and_repetitive_texts_take_no_longer_than_others() {
    let started = worked();
    let deep = body(&format!(
        "{}<p>x</p>{}",
        "<div n='1'>".repeat(500),
        "</div>".repeat(500)
    ));
    assert!(faults(&deep).is_empty());
    let longest = deep
        .citation()
        .addresses()
        .units()
        .iter()
        .map(|unit| unit.reference.len());
    assert!(longest.max() <= Some(300));
    let repeated = body(&"<p n='1'>x</p>".repeat(30_000));
    assert!(faults(&repeated).is_empty());
    assert!(repeated.citation().findings().len() < 20);
    let points = body(&format!(
        "<p>{}</p>",
        "<milestone unit='a' n='1'/><milestone unit='b' n='1'/>".repeat(10_000)
    ));
    assert!(faults(&points).is_empty());
    let declared = |matching: &str, inner: &str| {
        document(&format!(
            "<TEI><teiHeader><refsDecl><citeStructure unit='x' match=\"{matching}\" use='@n'>\
             <citeStructure unit='y' match=\".//div\" use='@n' delim='.'/></citeStructure></refsDecl>\
             </teiHeader><text><body>{inner}</body></text></TEI>"
        ))
    };
    let nested = format!("{}<p/>{}", "<div n='1'>".repeat(500), "</div>".repeat(500));
    let costly = declared("//div[.//div[.//div]]", &nested);
    assert!(faults(&costly).is_empty());
    let taken = worked() - started;
    assert!(taken.as_secs() < 60, "{taken:?}");
}

/// Whoever declares how the text is cited hears before it is published that the
/// declaration is not followed.
#[test]
fn a_declaration_that_is_not_followed_is_told_wherever_a_file_is_looked_at() {
    let place = super::cli::folder();
    let file = super::ingest::tei("Words").replace(
        "</teiHeader>",
        "<encodingDesc><refsDecl><citeStructure unit='p' match='//p[complicated()]' use='@n'/>\
         </refsDecl></encodingDesc></teiHeader>",
    );
    fs::write(place.path().join("a.xml"), file).unwrap();
    for arguments in [
        ["check", "a.xml"].as_slice(),
        &["validate", "a.xml"],
        &["explain", "a.xml"],
        &[
            "publish",
            "a.xml",
            "--by",
            "Us",
            "--store",
            "s",
            "--dry-run",
        ],
        &["publish", "a.xml", "--by", "Us", "--store", "s"],
        &[
            "ingest", "a.xml", "--by", "Us", "--store", "t", "--report", "r.jsonl",
        ],
    ] {
        let done = super::cli::variorum(place.path(), arguments);
        let (_, out, err) = super::cli::said(&done);
        let report = fs::read_to_string(place.path().join("r.jsonl")).unwrap_or_default();
        let said = out + &err + &report;
        let told = said.matches("citation-not-understood").count();
        assert_eq!(told, 1, "{arguments:?}: {said}");
    }
}
