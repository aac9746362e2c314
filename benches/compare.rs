//! How long does it take to compare two versions of an edition?
//!
//! `cargo bench --bench compare` measures, on generated editions of 1, 2, 4 and
//! 8 MB, comparing two versions that are read already, beside reading both from
//! their bytes, in the same run: the time must grow with the length of the text,
//! and be some small number of readings. One paragraph in fifty has another word,
//! one in two hundred another note or another witness; the first stands last.
//! In `all divided` every paragraph is two, which no pairing by equal words helps.

#![allow(missing_docs)]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use variorum::tei::Document;
use variorum::{compare, tei};

const WORDS: [&str; 8] = [
    "litterae", "codex", "manus", "lectio", "varia", "textus", "editor", "liber",
];

/// The words of a paragraph: no two paragraphs have the same.
fn words(paragraph: usize) -> Vec<String> {
    let mut words: Vec<String> = (0..60)
        .map(|word| WORDS[(paragraph * 7 + word * 3 + word * word) % WORDS.len()].to_owned())
        .collect();
    words[3] = format!("capitulum{paragraph}");
    words[40] = format!("clausula{paragraph}");
    words
}

/// A paragraph with an entry and a note.
fn written(paragraph: usize, words: &[String], siglum: &str, note: &str) -> String {
    let (start, end) = words.split_at(words.len() / 2);
    format!(
        "<p n=\"{paragraph}\">{} <app><lem wit=\"#A{siglum}\">haec</lem>\
         <rdg wit=\"#B\">hoc</rdg></app> {}<note place=\"foot\">{note} {paragraph}.</note></p>\n",
        start.join(" "),
        end.join(" "),
    )
}

fn edition(body: &str) -> String {
    format!(
        "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader><fileDesc><titleStmt>\
         <title>Generated</title></titleStmt><publicationStmt><p/></publicationStmt>\
         <sourceDesc><listWit><witness xml:id=\"A\"/><witness xml:id=\"B\"/>\
         <witness xml:id=\"C\"/></listWit></sourceDesc></fileDesc></teiHeader>\
         <text><body>{body}</body></text></TEI>"
    )
}

/// So many paragraphs make a megabyte.
const PARAGRAPHS: usize = 1_600;

/// Two versions: edited here and there, or with every paragraph divided.
fn versions(paragraphs: usize, divided: bool) -> [String; 2] {
    let old: String = (1..=paragraphs)
        .map(|at| written(at, &words(at), "", "Nota"))
        .collect();
    let mut new = String::new();
    for at in (2..=paragraphs).chain([1]) {
        let mut words = words(at);
        if divided {
            let rest = words.split_off(30).join(" ");
            new.push_str(&format!("<p>{}</p>\n<p>{rest}</p>\n", words.join(" ")));
            continue;
        }
        if at % 50 == 0 {
            words[20] = "emendatum".to_owned();
        }
        let siglum = if at % 200 == 7 { " #C" } else { "" };
        let note = if at % 200 == 9 { "Adnotatio" } else { "Nota" };
        new.push_str(&written(at, &words, siglum, note));
    }
    if divided {
        let whole = (1..=paragraphs).map(|at| format!("<p>{}</p>\n", words(at).join(" ")));
        return [edition(&whole.collect::<String>()), edition(&new)];
    }
    [edition(&old), edition(&new)]
}

fn document(text: &str) -> Option<Document> {
    tei::read("a.xml", text.as_bytes())
        .ok()
        .map(|read| read.value)
}

fn versions_compared(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("compare");
    group.sample_size(10);
    for (name, divided) in [("edited", false), ("all divided", true)] {
        for megabytes in [1, 2, 4, 8] {
            let [old, new] = versions(PARAGRAPHS * megabytes, divided);
            let id = format!("{name}, {megabytes} MB");
            group.throughput(Throughput::Bytes((old.len() + new.len()) as u64));
            group.bench_function(BenchmarkId::new("read both", &id), |bencher| {
                bencher.iter(|| (document(black_box(&old)), document(black_box(&new))));
            });
            let (Some(old), Some(new)) = (document(&old), document(&new)) else {
                continue;
            };
            group.bench_function(BenchmarkId::new("compare", &id), |bencher| {
                bencher.iter(|| compare::compare(black_box(&old), black_box(&new)));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, versions_compared);
criterion_main!(benches);
