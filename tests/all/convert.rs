//! What becomes of a plain text?
//!
//! Each folder of `tests/cases/convert` shows one thing: `input.txt`, perhaps
//! `decisions.toml`, and the `expected.xml` they give. `ACCEPT=1` rewrites it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use proptest::prelude::*;
use variorum::convert::{Conversion, Decisions, Origin, plain};
use variorum::diagnostic::{Diagnostic, Reported, Severity};
use variorum::edition::Digest;
use variorum::source::SourceText;
use variorum::xml::{self, Element, Kind};

use crate::clock::worked;

mod examples;
mod told;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn origin(decisions: Option<&Decisions>) -> Origin {
    Origin {
        file: "input.txt".into(),
        digest: decisions
            .and_then(Decisions::digest)
            .unwrap_or(Digest([7; 32])),
        program: "variorum 0.0.0".into(),
    }
}

fn convert(text: &str, decisions: Option<&str>) -> Result<Reported<Conversion>, Vec<Diagnostic>> {
    let source = SourceText::new("input.txt", text);
    let decisions = decisions.map(|text| {
        let source = SourceText::new("decisions.toml", text);
        Decisions::parse(&source).unwrap_or_else(|findings| panic!("{findings:#?}"))
    });
    plain(&source, decisions.as_ref(), &origin(decisions.as_ref()))
}

/// The elements that hold whole lines of the source.
fn is_block(element: Element<'_>) -> bool {
    let kind = element.attribute("type");
    match element.name() {
        "fw" | "p" | "head" | "titlePart" | "byline" | "dateline" | "salute" | "signed" => true,
        "ab" => kind.as_deref() == Some("slogan"),
        "note" => {
            kind.as_deref() != Some("editorial")
                || element.attribute("place").as_deref() == Some("end")
        }
        _ => false,
    }
}

/// The witness side of an element: `sic` and `orig`, not `corr` and `reg`; each
/// `lb` with the line feed before it is one line break.
fn witness_side(element: Element<'_>, out: &mut String) {
    for child in element.children() {
        match child.kind() {
            Kind::Element => {
                let Some(child) = child.element() else {
                    continue;
                };
                match child.name() {
                    "corr" | "reg" | "supplied" => {}
                    "lb" => assert!(out.ends_with('\n'), "a line feed stands before `lb`"),
                    _ => witness_side(child, out),
                }
            }
            _ => out.push_str(&child.text()),
        }
    }
}

/// The lines of the witness, as the document gives them.
fn lines_of(tei: &str) -> Vec<String> {
    let tree = xml::read("out.xml", tei.as_bytes())
        .expect("well-formed")
        .value;
    let text = tree.root().child("text").expect("text");
    let blocks = text
        .descendants()
        .filter_map(|node| node.element())
        .filter(|element| is_block(*element));
    let mut lines = Vec::new();
    for block in blocks {
        let mut side = String::new();
        witness_side(block, &mut side);
        lines.extend(side.split('\n').map(str::to_owned));
    }
    lines
}

fn lines_in(text: &str) -> Vec<String> {
    text.split(['\n', '\r'])
        .filter(|line| !line.trim().is_empty())
        .map(str::to_owned)
        .collect()
}

/// What jing says against the document; nothing where it is not installed.
fn invalidities(tei: &str) -> String {
    let schema = root().join("../shared/schema/tei_all.rng");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("out.xml");
    std::fs::write(&file, tei).expect("written");
    if !schema.exists() {
        println!("not validated: the schema is not there");
        return String::new();
    }
    match Command::new("jing").arg(&schema).arg(&file).output() {
        Ok(output) => String::from_utf8_lossy(&output.stdout).into_owned(),
        Err(_) => {
            println!("not validated: jing is not installed");
            String::new()
        }
    }
}

fn cases() -> Vec<PathBuf> {
    let folder = root().join("tests/cases/convert");
    let mut cases: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("cases")
        .map(|entry| entry.expect("a case").path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    cases
}

fn read(path: &Path) -> Option<String> {
    std::fs::read_to_string(path).ok()
}

#[test]
fn every_case_gives_what_is_expected() {
    let mut failures = Vec::new();
    for case in cases() {
        let text = read(&case.join("input.txt")).expect("input.txt");
        let decisions = read(&case.join("decisions.toml"));
        let reported = convert(&text, decisions.as_deref()).expect("converted");
        let errors = &reported.value.decision_findings;
        assert!(
            errors
                .iter()
                .all(|finding| finding.severity < Severity::Error),
            "{}: {errors:#?}",
            case.display()
        );
        let tei = reported.value.tei;
        assert_eq!(lines_of(&tei), lines_in(&text), "{}", case.display());
        if std::env::var_os("ACCEPT").is_some() {
            std::fs::write(case.join("expected.xml"), &tei).expect("written");
        }
        if read(&case.join("expected.xml")).as_deref() != Some(&tei) {
            failures.push(format!("{} differs; ACCEPT=1 rewrites it", case.display()));
        }
        let invalid = invalidities(&tei);
        if !invalid.is_empty() {
            failures.push(format!("{}: {invalid}", case.display()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn leaflet() -> (String, String) {
    let folder = root().join("tei/editions/moquegua-2008");
    let read = |name: &str| read(&folder.join(name)).expect("the leaflet");
    (read("source.txt"), read("decisions.toml"))
}

#[test]
fn the_leaflet_takes_every_decision_and_keeps_every_character() {
    let (text, decisions) = leaflet();
    let conversion = convert(&text, Some(&decisions)).expect("converted").value;
    let errors: Vec<_> = (conversion.decision_findings.iter())
        .filter(|finding| finding.severity == Severity::Error)
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert_eq!(lines_of(&conversion.tei), lines_in(&text));
    assert_eq!(invalidities(&conversion.tei), "");
    let again = convert(&text, Some(&decisions)).expect("converted").value;
    assert_eq!(conversion.tei, again.tei);
    if let Some(file) = std::env::var_os("KEEP") {
        std::fs::write(file, &conversion.tei).expect("written");
    }
    let tree = xml::read("out.xml", conversion.tei.as_bytes())
        .expect("well-formed")
        .value;
    let count = |name: &str| tree.root().find_all(name).count();
    let decided = |kind: &str| decisions.matches(&format!("kind = \"{kind}\"")).count();
    assert_eq!(count("person"), decided("person"));
    assert_eq!(count("org"), decided("organisation") - 1);
    assert_eq!(count("place"), decided("place"));
    assert!(count("corr") >= decided("correction") + decided("proposal"));
    assert!(count("reg") >= decided("regularization"));
    assert_eq!(
        count("certainty"),
        decisions.matches("alternative =").count()
    );
    let comments = decisions.matches("[[comment]]").count();
    assert_eq!(
        count("anchor"),
        decisions.matches("[[note]]").count() + comments
    );
    for (tag, table) in [
        ("surplus", decided("deletion")),
        ("cit", 1),
        ("foreign", 11),
    ] {
        assert!(count(tag) >= table, "{tag}");
    }
}

#[test]
fn the_leaflet_without_decisions_is_valid_too() {
    let (text, _) = leaflet();
    let conversion = convert(&text, None).expect("converted").value;
    assert_eq!(lines_of(&conversion.tei), lines_in(&text));
    assert_eq!(invalidities(&conversion.tei), "");
}

#[test]
fn a_text_that_cannot_be_converted_is_refused_with_its_place() {
    assert_eq!(
        convert(" \n\r\n\t", None).unwrap_err()[0].code,
        "text-empty"
    );
    let refused = convert("One\nTw\u{1}o", None).unwrap_err();
    assert_eq!(
        (refused[0].code, refused[0].span.start),
        ("text-character", 6)
    );
    let decisions = format!(
        "[edition]\nid = \"x\"\nlanguage = \"en\"\nsha256 = \"{}\"\n",
        "0".repeat(64)
    );
    let source = SourceText::new("input.txt", "Text.");
    let decisions = Decisions::parse(&SourceText::new("decisions.toml", decisions)).unwrap();
    let refused = plain(&source, Some(&decisions), &origin(None)).unwrap_err();
    assert_eq!(refused[0].code, "decisions-other-text");
}

const HEAD: &str = "[edition]\nid = \"x\"\nlanguage = \"en\"\n";

#[test]
fn decisions_without_a_place_are_errors_in_their_file() {
    let text = "One rose and one more rose, and that is all there is to say about it.";
    let decided = |decision: &str| {
        let decisions = format!("{HEAD}{decision}");
        let findings = convert(text, Some(&decisions))
            .unwrap()
            .value
            .decision_findings;
        findings
            .iter()
            .map(|finding| (finding.code, decisions[finding.span.range()].to_owned()))
            .collect::<Vec<_>>()
    };
    let emend = |find: &str, more: &str| {
        format!(
            "[[emendation]]\nin = \"p1\"\nfind = \"{find}\"\nread = \"X\"\nkind = \"correction\"\n{more}"
        )
    };
    assert_eq!(
        decided(&emend("tulip", "")),
        [("decision-place", "\"tulip\"".to_owned())]
    );
    assert_eq!(
        decided(&emend("rose", "")),
        [("decision-ambiguous", "\"rose\"".to_owned())]
    );
    assert_eq!(decided(&emend("rose", "nth = \"all\"\n")), []);
    let overlap = [emend("One rose", ""), emend("rose and", "")].concat();
    assert_eq!(
        decided(&overlap),
        [("decision-overlaps", "\"rose and\"".to_owned())]
    );
}

#[test]
fn a_wrong_decisions_file_is_refused_with_its_place() {
    let refused = |text: &str| {
        let source = SourceText::new("decisions.toml", format!("{HEAD}{text}"));
        Decisions::parse(&source).unwrap_err()[0].code
    };
    assert_eq!(refused("[[emmendation]]\n"), "decisions-syntax");
    for value in [
        "sha256 = \"12\"\n",
        "encoded = \"2001-02-29\"\n",
        "[publication]\nauthority = \"A\"\ndate = \"2001-13-01\"\n",
        "[[change]]\nwhen = \"someday\"\nwhat = \"x\"\n",
        "[[history]]\nid = \"h\"\ntype = \"x\"\nwhen = \"1.2.2001\"\nlabel = \"x\"\n",
        "[[date]]\nin = \"p1\"\nfind = \"x\"\nwhen = \"2001-02-30\"\n",
        "[[quotation]]\nin = \"p1\"\nfind = \"x\"\ndate = \"2001-2\"\n",
        "[[foreign]]\nin = \"p1\"\nfind = \"x\"\nlanguage = \"not a tag\"\n",
        "[[language]]\ntag = \"de_DE\"\nname = \"German\"\n",
    ] {
        assert_eq!(refused(value), "decisions-value", "{value}");
    }
    assert_eq!(
        refused("[[name]]\nid = \"p1\"\nkind = \"place\"\nname = \"X\"\n"),
        "decisions-id"
    );
    assert_eq!(
        refused("[[change]]\nby = \"nobody\"\nwhat = \"x\"\n"),
        "decisions-unknown-id"
    );
}

#[test]
fn a_name_may_hold_a_correction_and_a_correction_a_name() {
    let text = "It was Jon Smith of Milbrook who came, and nobody else came with him on that day.";
    let decisions = format!(
        "{HEAD}\
        [[name]]\nid = \"smith\"\nkind = \"person\"\nname = \"Jon Smith\"\nforms = [{{ in = \"p1\", find = \"Jon Smith\" }}]\n\
        [[name]]\nid = \"him\"\nkind = \"person\"\nname = \"him\"\nforms = [{{ in = \"p1\", find = \"him\" }}]\n\
        [[emendation]]\nin = \"p1\"\nfind = \"Jon\"\nread = \"John\"\nkind = \"correction\"\n\
        [[emendation]]\nin = \"p1\"\nfind = \"with him on\"\nread = \"with him at \"\nkind = \"correction\"\n"
    );
    let tei = convert(text, Some(&decisions)).unwrap().value.tei;
    let said = "resp=\"#editor\" cert=\"high\"";
    let inside = format!(
        "<persName ref=\"#smith\"><choice xml:id=\"e1\"><sic>Jon</sic><corr {said}>John</corr></choice> Smith</persName>"
    );
    assert!(tei.contains(&inside), "{tei}");
    let name = "<persName ref=\"#him\">him</persName>";
    let around = format!(
        "<choice xml:id=\"e2\"><sic>with {name} on</sic><corr {said}>with {name} at </corr></choice>"
    );
    assert!(tei.contains(&around), "{tei}");
    assert_eq!(lines_of(&tei), [text]);
}

#[test]
fn time_grows_with_the_text_and_not_faster() {
    let sentence = "The river rose in the night & stood at the mill < before anyone noticed it. ";
    let texts = [
        format!("{}\n\n", sentence.repeat(20)).repeat(2_500_000 / (sentence.len() * 20)),
        sentence.repeat(1_500_000 / sentence.len()),
        "A short line\n".repeat(50_000),
        format!("{sentence}\n\n1 May 1890\n\n").repeat(10_000),
    ];
    for text in texts {
        let start = worked();
        let tei = convert(&text, None).expect("converted").value.tei;
        // Quadratic time would take many minutes.
        let taken = worked() - start;
        assert!(taken < Duration::from_secs(60), "{taken:?}");
        assert!(tei.len() > text.len());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_loses_a_character(lines in proptest::collection::vec(line(), 0..24), end in "\n|\r\n|\n\n|\r") {
        let text = lines.join(&end);
        match convert(&text, None) {
            Ok(reported) => {
                prop_assert_eq!(lines_of(&reported.value.tei), lines_in(&text));
                let again = convert(&text, None).expect("converted").value.tei;
                prop_assert_eq!(reported.value.tei, again);
            }
            Err(_) => prop_assert!(lines_in(&text).is_empty()),
        }
    }
}

/// Lines of all the kinds that the rules look for, and any other.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[ \t]{0,3}[A-Za-z,.!?<&>\"“”’ é–\u{a0}-]{0,90}",
        1 => Just(String::new()),
        1 => "(Notes|\\(go to index\\)|https://example\\.org|- 3 -|By Ana Sample|Dear Sir,|John Smith)",
        1 => "(3 May 1890|Published in 1890|Traducción: 1 de mayo de 1890|1\\. A note|\\[1\\] A note|\\* Star)",
        1 => "[A-Z]{3,12}( [A-Z]{3,9}){0,4}!?",
        1 => "\\PC{0,60}",
    ]
}

#[test]
fn arbitrary_texts_are_valid() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::{Config, TestRunner};
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        proptest::test_runner::TestRng::deterministic_rng(
            proptest::test_runner::RngAlgorithm::ChaCha,
        ),
    );
    let strategy = proptest::collection::vec(line(), 1..24);
    for _ in 0..12 {
        let text = strategy
            .new_tree(&mut runner)
            .expect("a text")
            .current()
            .join("\n\n");
        if let Ok(reported) = convert(&text, None) {
            assert_eq!(invalidities(&reported.value.tei), "", "{text}");
        }
    }
}
