//! The same answers as jing, the reference validator: verdict, and line and
//! column of the first error, on published files and on mutations of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use variorum::diagnostic::Diagnostic;
use variorum::operations::tei_all;
use variorum::relaxng::Report;
use variorum::xml::{Tree, read};

use super::mutate::{KINDS, mutate};
use crate::xml::shared;

/// Documents on which we and jing differ, each with the reason. Only lines may
/// be taken out of it.
const KNOWN: &str = "jing-known.txt";

/// Line and column, from 1, columns in UTF-16 units as Java counts.
type Place = (u32, u32);

/// What jing says of a document: `None` if it could not be read at all.
type Answer = Option<Vec<Place>>;

/// The published files (or those of the folder `VARIORUM_FILES`), and the schema.
fn published() -> Option<(PathBuf, BTreeMap<String, Vec<u8>>)> {
    let shared = shared()?;
    if !Path::new(JAR).exists() {
        println!("skipped: no jing, see tests/tools.sh");
        return None;
    }
    let mut files = BTreeMap::new();
    let folder = match std::env::var_os("VARIORUM_FILES") {
        Some(folder) => PathBuf::from(folder),
        None => shared.join("tei"),
    };
    for entry in fs::read_dir(folder).expect("folder") {
        let path = entry.expect("entry").path();
        if path.extension().is_some_and(|ending| ending == "xml") {
            let name = path
                .file_name()
                .expect("name")
                .to_string_lossy()
                .into_owned();
            let bytes = without_external_dtd(&fs::read(&path).expect("readable"));
            // jing stops for good at a file that is not there.
            let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4000)]).into_owned();
            let declarations = head.split("<!ENTITY").skip(1);
            let mut declared = declarations.map(|text| text.split('>').next().unwrap_or_default());
            if declared.any(|text| text.contains("PUBLIC") || text.contains("SYSTEM")) {
                println!("left out, it needs files that are not there: {name}");
                continue;
            }
            files.insert(name, bytes);
        }
    }
    Some((shared.join("schema/tei_all.rng"), files))
}

/// Where Debian puts jing.
pub const JAR: &str = "/usr/share/java/jing.jar";

/// jing as its authors wrote it. (Debian's `jing` also resolves `xi:include`,
/// and stops at the first file that is not there.)
pub fn jing() -> Command {
    let mut command = Command::new("java");
    command.args([
        "-cp",
        "/usr/share/java/jing.jar:/usr/share/java/xercesImpl.jar",
    ]);
    command.arg("com.thaiopensource.relaxng.util.Driver");
    command
}

/// A document without its DTD, everything else in its place: jing would look
/// for it, and it is not there.
fn without_external_dtd(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let find = |from: usize, what: &[u8]| {
        let mut windows = bytes[from..].windows(what.len());
        windows
            .position(|window| window == what)
            .map(|at| from + at)
    };
    let Some(start) = find(0, b"<!DOCTYPE") else {
        return bytes;
    };
    let end = find(start, b">").unwrap_or(start);
    let head = find(start, b"[").map_or(end, |subset| subset.min(end));
    // An internal subset stays; only what lies elsewhere is left out.
    let name = b"<!DOCTYPE ".len();
    let outside = bytes[start + name..head]
        .iter()
        .position(|byte| byte.is_ascii_whitespace())
        .map_or(head, |at| start + name + at);
    for byte in &mut bytes[outside..head] {
        *byte = if *byte == b'\n' { b'\n' } else { b' ' };
    }
    bytes
}

/// jing's answers. It stops at a document that it cannot read, so then another
/// process takes the rest.
fn ask(schema: &Path, documents: &[&(String, Vec<u8>)]) -> Vec<Answer> {
    let folder = tempfile::tempdir().expect("temporary folder");
    let mut paths = Vec::new();
    for (at, (_, bytes)) in documents.iter().enumerate() {
        let path = folder.path().join(format!("{at}.xml"));
        fs::write(&path, bytes).expect("written");
        paths.push(path);
    }
    let mut answers: Vec<Answer> = Vec::new();
    while answers.len() < documents.len() {
        let mut command = jing();
        command.arg(schema).args(&paths[answers.len()..]);
        let output = command.output().expect("jing runs").stdout;
        let output = String::from_utf8_lossy(&output);
        assert!(
            !output.contains("fatal: file"),
            "a file is not there: {output}"
        );
        let (mut found, mut stopped) = (BTreeMap::new(), documents.len());
        for line in output.lines() {
            let Some((at, place, fatal)) = finding(line, folder.path()) else {
                continue;
            };
            found.entry(at).or_insert_with(Vec::new).push(place);
            if fatal {
                stopped = at;
            }
        }
        for at in answers.len()..stopped {
            answers.push(Some(found.remove(&at).unwrap_or_default()));
        }
        if stopped < documents.len() {
            answers.push(None);
        }
    }
    answers
}

/// The document that a line of jing is about, by number; the place; whether it
/// could be read.
fn finding(line: &str, folder: &Path) -> Option<(usize, Place, bool)> {
    let rest = line.strip_prefix(folder.to_str()?)?.strip_prefix('/')?;
    let mut parts = rest.splitn(4, ':');
    let document = parts.next()?.strip_suffix(".xml")?.parse().ok()?;
    let place = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some((
        document,
        place,
        parts.next()?.trim_start().starts_with("fatal"),
    ))
}

/// Our place, counted as Java counts.
fn place(tree: &Tree, reported: u32) -> Place {
    let position = tree.source().position(reported);
    let line = tree.source().line(position.line);
    let before = line.chars().take(position.column as usize - 1);
    let units: usize = before.map(char::len_utf16).sum();
    (position.line, units as u32 + 1)
}

fn first(tree: &Tree, report: &Report) -> Option<Place> {
    let fault = report.faults.first()?;
    Some(place(tree, fault.reported))
}

/// Whether a finding is about a file that would be included: neither of us reads
/// it.
fn is_inclusion(finding: &Diagnostic) -> bool {
    finding.code.starts_with("include-")
}

/// Where we and jing differ, by document.
fn differences(schema: &Path, documents: &[(String, Vec<u8>)]) -> (usize, usize, Vec<String>) {
    let documents: Vec<&(String, Vec<u8>)> = documents
        .iter()
        .filter(|(name, bytes)| {
            read(name, bytes).is_ok_and(|read| read.findings.iter().all(is_inclusion))
        })
        .collect();
    let answers = ask(schema, &documents);
    let (mut decided, mut invalid) = (0, 0);
    let mut differences = Vec::new();
    for ((name, bytes), answer) in documents.iter().zip(&answers) {
        let (Some(places), Ok(read)) = (answer, read(name, bytes)) else {
            continue;
        };
        decided += 1;
        invalid += usize::from(!places.is_empty());
        let tree = read.value;
        let ours = first(&tree, &tei_all().validate(&tree));
        let theirs = places.first().copied();
        if ours != theirs {
            differences.push(format!("{name}: jing {theirs:?}, we {ours:?}"));
        }
    }
    (decided, invalid, differences)
}

fn compare(documents: &[(String, Vec<u8>)], schema: &Path, least: usize) {
    let (decided, invalid, differences) = differences(schema, documents);
    println!(
        "{decided} documents, {invalid} of them invalid, {} differ",
        differences.len()
    );
    assert!(
        decided >= least,
        "only {decided} documents could be compared"
    );
    let known = fs::read_to_string(super::cases().join(KNOWN)).unwrap_or_default();
    let known: Vec<&str> = known
        .lines()
        .map(|line| line.split(" # ").next().unwrap_or_default())
        .filter(|line| !line.is_empty())
        .collect();
    let new: Vec<&String> = differences
        .iter()
        .filter(|d| !known.contains(&d.as_str()))
        .collect();
    assert!(new.is_empty(), "{} differ:\n{new:#?}", new.len());
}

#[test]
fn published_files_have_the_verdict_and_the_first_error_of_jing() {
    let Some((schema, files)) = published() else {
        return;
    };
    let documents: Vec<(String, Vec<u8>)> = files.into_iter().collect();
    compare(&documents, &schema, 40);
}

/// Which rounds of mutations are made: two that are always the same, or those of
/// `VARIORUM_ROUNDS=100..107`, for whoever wants fresh ones.
fn rounds() -> std::ops::Range<u64> {
    let Ok(wanted) = std::env::var("VARIORUM_ROUNDS") else {
        return 0..2;
    };
    let numbers = wanted.split_once("..");
    let (first, end) = numbers.expect("two numbers, as in 100..107");
    let number = |text: &str| text.parse().expect("a number");
    number(first)..number(end)
}

#[test]
fn mutations_have_the_verdict_and_the_first_error_of_jing() {
    let Some((schema, files)) = published() else {
        return;
    };
    let rounds = rounds();
    let mut documents = Vec::new();
    for (name, bytes) in files.iter().filter(|(_, bytes)| bytes.len() < 120_000) {
        let Ok(read) = read(name, bytes) else {
            continue;
        };
        for (kind, _) in KINDS.iter().enumerate() {
            for round in rounds.clone() {
                if let Some(text) = mutate(&read.value, name, kind, round) {
                    let name = format!("{name} {} {round}", KINDS[kind].0);
                    documents.push((name, text.into_bytes()));
                }
            }
        }
    }
    compare(&documents, &schema, 1000);
}
