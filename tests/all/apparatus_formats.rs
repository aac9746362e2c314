//! Is an apparatus whole in every format that there is? Eight entries in all of
//! TEI's methods, with notes and names within readings: nothing may be lost, and
//! nothing run together.

use std::fs;
use std::path::Path;

use variorum::edition::{Method, plain_text};
use variorum::operations::Exports;
use variorum::render::{Manner, Renderer, Sources, View};
use variorum::source::{Deposit, FilePath};
use variorum::tei;

/// What a format must hold.
type Check = fn(&Exports);

/// The ways in which a text and its apparatus are given out: every one that
/// [`Exports`] has, and the page. Who adds one adds what it must hold.
const FORMATS: [(&str, Check); 6] = [
    ("text", as_text),
    ("witness", as_witness),
    ("witness_tei", as_tei_of_a_witness),
    ("apparatus", as_data),
    ("apparatus_lines", as_lines),
    ("in_method", in_every_method),
];

const TEXT: &str = "Book\n\nAlpha beta mu gamma delta end.\n\n\
    Nested one two three and groups four.\n\nDouble end point here and locus.\n";

const WITNESSES: [(&str, &str); 3] = [
    ("A", TEXT),
    (
        "B",
        "Book\n\nAlpha beta mu gamma end.\n\nNested one duo three and groups quattuor.\n\n\
         Double ends points here and loci.\n",
    ),
    (
        "C.2",
        "Book\n\nAlpha vita gamma deltas end.\n\nNested none and groups quatuor.\n\n\
         Double end point here and locus.\n",
    ),
];

/// Lemma, then readings, each with its witnesses.
const ENTRIES: [(&str, &[(&str, &str)]); 8] = [
    ("beta mu A B", &[("vita", "C²")]),
    ("delta A", &[("", "B"), ("deltas", "C²")]),
    ("one two three A", &[("none", "C²")]),
    ("two A", &[("duo", "B")]),
    ("four", &[("quattuor", "B"), ("quatuor", "C²")]),
    ("end point", &[("ends points", "B")]),
    ("locus", &[("loci", "B")]),
    ("-", &[("ubi", "A")]),
];

fn source() -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases/apparatus/printed/the-three-methods/input.xml");
    fs::read(path).expect("the fixture")
}

fn exports(bytes: &[u8]) -> Exports {
    let input = Deposit {
        name: "input.xml",
        bytes,
        path: &FilePath::edition(),
        files: &(),
    };
    Exports::read(&input).expect("well formed").value
}

#[test]
fn nothing_is_lost_and_nothing_is_run_together_in_any_format() {
    let exports = exports(&source());
    for (_, check) in FORMATS {
        check(&exports);
    }
}

/// A new way out has to stand in the list above.
#[test]
fn every_format_is_checked() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/operations/apparatus.rs");
    let code = fs::read_to_string(path).expect("the code");
    let (_, methods) = code.split_once("impl Exports {").expect("its methods");
    let names = methods.split("\n    pub fn ").skip(1);
    let names: Vec<&str> = names
        .map(|rest| rest.split('(').next().unwrap_or_default())
        .filter(|name| !matches!(*name, "read" | "source"))
        .collect();
    let checked: Vec<&str> = FORMATS.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, checked, "formats of operations::Exports");
}

#[test]
fn the_page_has_every_entry_once() {
    let document = tei::read("input.xml", &source())
        .expect("well formed")
        .value;
    let renderer = Renderer::from_sources(&Sources::built_in(), true).expect("templates");
    let context = super::render::context();
    let page = renderer
        .edition_page(&document, &context, View::default())
        .expect("a page");
    let entries = page.matches("<span class=\"entry ").count();
    assert_eq!(entries, ENTRIES.len());
    for (lemma, readings) in ENTRIES {
        let words = lemma.trim_end_matches([' ', 'A', 'B', '-']);
        for word in words.split(' ').filter(|word| !word.is_empty()) {
            assert!(page.contains(word), "no `{word}`");
        }
        let readings = readings.iter().filter(|(reading, _)| !reading.is_empty());
        for (reading, _) in readings {
            assert!(page.contains(&format!("<bdi>{reading}</bdi>")), "{reading}");
        }
    }
}

fn as_text(exports: &Exports) {
    assert_eq!(exports.text(), TEXT);
}

fn as_witness(exports: &Exports) {
    for (siglum, words) in WITNESSES {
        let made = exports.witness(siglum).expect("a witness");
        assert_eq!(plain_text(&made.passages), words, "{siglum}");
    }
}

fn as_tei_of_a_witness(exports: &Exports) {
    for (siglum, words) in WITNESSES {
        let made = exports.witness(siglum).expect("a witness");
        let text = exports.witness_tei(&made);
        let again = self::exports(text.as_bytes());
        assert_eq!(again.text(), words, "{siglum}");
        assert_eq!(again.apparatus(false).entries.len(), 0, "{siglum}: {text}");
    }
}

fn as_data(exports: &Exports) {
    let apparatus = exports.apparatus(false);
    let sigla = |witnesses: &[variorum::edition::Siglum]| {
        let sigla: Vec<String> = witnesses.iter().map(ToString::to_string).collect();
        sigla.join(" ")
    };
    let found: Vec<(String, Vec<(String, String)>)> = apparatus
        .entries
        .iter()
        .map(|entry| {
            let lemma = entry.lemma.as_ref().map_or("-".to_owned(), |lemma| {
                let said = format!("{} {}", lemma.text, sigla(&lemma.support.witnesses));
                said.trim_end().to_owned()
            });
            let readings = entry.readings.iter();
            let readings = readings
                .map(|reading| (reading.text.clone(), sigla(&reading.support.witnesses)))
                .collect();
            (lemma, readings)
        })
        .collect();
    let expected: Vec<(String, Vec<(String, String)>)> = ENTRIES
        .iter()
        .map(|(lemma, readings)| {
            let readings = readings.iter();
            let readings = readings.map(|(words, sigla)| ((*words).into(), (*sigla).into()));
            ((*lemma).into(), readings.collect())
        })
        .collect();
    assert_eq!(found, expected);
}

fn as_lines(exports: &Exports) {
    let lines = exports.apparatus_lines(Manner::default());
    let expected = [
        "1 delta] A : om. B (homoeoteleuton) : deltas C² (A note inside a reading.)",
        "2 one two three] A : none C²",
        "2 two] A : duo B",
        "2 four] quattuor B (dub.), quatuor C²",
        "3 end point] ends points B",
        "3 locus] loci B",
        "3 ubi A",
        "Variants of spelling:",
        "1 beta mu] A B : vita C² (corr. in ras.)",
    ];
    assert_eq!(lines, expected);
}

fn in_every_method(exports: &Exports) {
    for method in [
        Method::ParallelSegmentation,
        Method::DoubleEndPoint,
        Method::LocationReferenced,
    ] {
        let made = exports.in_method(method);
        let again = self::exports(made.text.as_bytes());
        as_text(&again);
        as_data(&again);
        as_witness(&again);
    }
}
