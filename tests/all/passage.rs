//! Fingerprints of passages: what edits do to citations, and whether somebody
//! else gets the same hashes from the specification.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use proptest::prelude::*;
use variorum::passage::{self, Claim, Fingerprints, Verdict};
use variorum::store;
use variorum::tei::{self, Document};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn document(name: &str, xml: &[u8]) -> Document {
    match tei::read(name, xml) {
        Ok(read) => read.value,
        Err(rejected) => panic!("{name}: {:?}", rejected.findings),
    }
}

fn with(body: &str) -> Document {
    let text = format!(
        "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader/>\
         <text><body>{body}</body></text></TEI>"
    );
    document("made.xml", text.as_bytes())
}

/// What becomes of a citation of each passage of `cited`.
fn verdicts(cited: &Document, edited: &Document) -> String {
    let now = passage::fingerprints(edited);
    let mut told = String::new();
    for unit in passage::fingerprints(cited).units {
        let claim = Claim::of(&unit.reference, unit.fingerprint);
        let (word, to) = match passage::check(edited, &now, &claim) {
            Verdict::Same => ("same", Vec::new()),
            Verdict::SameWords => ("same words", Vec::new()),
            Verdict::Moved { to } => ("moved", to),
            Verdict::MovedWords { to } => ("words moved", to),
            Verdict::Changed => ("changed", Vec::new()),
            Verdict::Gone => ("gone", Vec::new()),
        };
        let _ = writeln!(told, "{}\t{word}\t{}", unit.reference, to.join(" "));
    }
    told
}

#[test]
fn citations_are_classified_after_every_kind_of_edit() {
    let cases = root().join("tests/cases/passage");
    let cited = fs::read(cases.join("cited.xml")).expect("the cited version");
    let cited = document("cited.xml", &cited);
    let mut faults = Vec::new();
    let mut seen = 0;
    let mut folders: Vec<PathBuf> = fs::read_dir(&cases)
        .expect("cases")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    for folder in folders {
        let edited = fs::read(folder.join("edition.xml")).expect("an edited version");
        let told = verdicts(&cited, &document("edition.xml", &edited));
        let expected = folder.join("verdicts.tsv");
        if std::env::var_os("ACCEPT").is_some() {
            fs::write(&expected, &told).expect("verdicts can be written");
        }
        let expected = fs::read_to_string(&expected).unwrap_or_default();
        if expected != told {
            faults.push(format!("{}:\n{told}", folder.display()));
        }
        seen += 1;
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(seen >= 26, "only {seen} kinds of edit were found");
}

/// The specification, implemented by somebody else; `None` if the file is not
/// for its parser.
fn disagreement(file: &Path, fingerprints: &Fingerprints, bytes: &[u8]) -> Option<String> {
    let mut list = serde_json::to_value(fingerprints).expect("a list");
    list["sha256"] = store::digest(bytes).to_string().into();
    let mut python = Command::new("python3")
        .arg(root().join("tests/passages/passages.py"))
        .arg(file)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("python3 is installed (tests/tools.sh)");
    let mut input = python.stdin.take().expect("standard input");
    input
        .write_all(list.to_string().as_bytes())
        .expect("it reads its input");
    drop(input);
    let output = python.wait_with_output().expect("it ends");
    match output.status.code() {
        Some(0) => Some(String::new()),
        Some(3) => None,
        _ => Some(
            String::from_utf8_lossy(&output.stdout).into_owned()
                + &String::from_utf8_lossy(&output.stderr),
        ),
    }
}

fn xml_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            xml_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "xml") {
            found.push(path);
        }
    }
}

#[test]
fn another_implementation_of_the_specification_gets_the_same_hashes() {
    let mut files = Vec::new();
    for folder in [
        "passage",
        "citation",
        "apparatus",
        "compare",
        "elements",
        "odd",
    ] {
        xml_files(&root().join("tests/cases").join(folder), &mut files);
    }
    xml_files(&root().join("tei"), &mut files);
    xml_files(&root().join("../shared/tei"), &mut files);
    files.sort();
    let mut agreed = 0;
    for file in files {
        let bytes = fs::read(&file).expect("a readable file");
        let Ok(read) = tei::read("a file", &bytes) else {
            continue;
        };
        if bytes.len() > 500_000 {
            continue;
        }
        let fingerprints = passage::fingerprints(&read.value);
        match disagreement(&file, &fingerprints, &bytes) {
            Some(said) if said.is_empty() => agreed += 1,
            Some(said) => panic!("{}: {said}", file.display()),
            None => {}
        }
    }
    assert!(agreed >= 60, "only {agreed} files were compared");
}

#[test]
fn a_range_is_hashed_as_one_passage() {
    let text = "<p n='1'>One.</p> <p n='2'>Two.</p>\n<p n='3'>Three.</p>";
    let document = with(text);
    let (words, content) = passage::hashed(&document, "1-2").expect("a range");
    assert_eq!(words, "One. Two.");
    assert_eq!(content, "(p\n-One.\n)\n(p\n-Two.\n)\n");
    let fingerprint = passage::fingerprint(&document, "1-2").expect("a range");
    assert_eq!(fingerprint.text, store::digest(words.as_bytes()));
    assert_eq!(fingerprint.content, store::digest(content.as_bytes()));
    assert_eq!(passage::fingerprint(&document, "2-1"), None);
    assert_eq!(passage::fingerprint(&document, "4"), None);

    let shorter = with("<p n='1'>One.</p><p n='2'>Two!</p>");
    let claim = Claim::of("1-2", fingerprint);
    let all = passage::fingerprints(&shorter);
    assert_eq!(passage::check(&shorter, &all, &claim), Verdict::Changed);
}

#[test]
fn one_passage_changes_the_root_and_no_other_passage() {
    let before = passage::fingerprints(&with("<p n='1'>One.</p><p n='2'>Two.</p>"));
    let after = passage::fingerprints(&with("<p n='1'>One.</p><p n='2'>Twos.</p>"));
    assert_ne!(before.root, after.root);
    assert_ne!(before.document, after.document);
    assert_eq!(before.header, after.header);
    assert_eq!(before.find("1"), after.find("1"));
    assert_ne!(before.find("2"), after.find("2"));
}

#[test]
fn beginnings_of_hashes_are_claims_too() {
    let document = with("<p n='1'>One.</p>");
    let all = passage::fingerprints(&document);
    let unit = all.find("1").expect("a unit");
    let claim = |text: &str, content: Option<&str>| Claim {
        reference: "1".to_owned(),
        text: text.parse().expect("digits"),
        content: content.map(|content| content.parse().expect("digits")),
    };
    let text = unit.fingerprint.text.short();
    let content = unit.fingerprint.content.short().to_uppercase();
    let judged = |claim: Claim| passage::check(&document, &all, &claim);
    assert_eq!(judged(claim(&text, Some(&content))), Verdict::Same);
    assert_eq!(judged(claim(&text, None)), Verdict::Same);
    assert_eq!(judged(claim(&text, Some("00000000"))), Verdict::SameWords);
    assert_eq!(judged(claim("00000000", None)), Verdict::Changed);
    for bad in ["", "0123456", "0123456g", &"0".repeat(65)] {
        assert!(bad.parse::<passage::Fraction>().is_err(), "{bad}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// White space, comments, entities and ids do not change a hash; a letter
    /// does.
    #[test]
    fn what_means_nothing_does_not_show(
        words in prop::collection::vec("[a-z]{1,8}", 1..20),
        gaps in prop::collection::vec(0..5usize, 20),
        at in any::<prop::sample::Index>(),
    ) {
        let plain = words.join(" ");
        let mut dressed = String::new();
        for (word, gap) in words.iter().zip(&gaps) {
            let gap = [" ", "\n\t ", "<!-- - --> ", " <?a b?>", "&#x20;"][*gap];
            dressed.push_str(gap);
            let (first, rest) = word.split_at(1);
            let _ = write!(dressed, "&#{};{rest}", u32::from(first.as_bytes()[0]));
        }
        let here = |body: String| {
            let document = with(&body);
            passage::fingerprint(&document, "1").expect("a unit")
        };
        let expected = here(format!("<p n='1'>{plain}</p>"));
        prop_assert_eq!(here(format!("<p xml:id='x' n='1'>{dressed}\n</p>")), expected);

        let mut changed = words.clone();
        let word = at.index(changed.len());
        changed[word].push('x');
        let changed = here(format!("<p n='1'>{}</p>", changed.join(" ")));
        prop_assert_ne!(changed.text, expected.text);
        prop_assert_ne!(changed.content, expected.content);
    }
}
