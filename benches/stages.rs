//! How long does each stage take?
//!
//! `cargo bench` measures reading (beside roxmltree, in the same run) and
//! checking, rendering and fingerprints on generated editions, on the shipped one, and on any TEI files
//! named in `VARIORUM_BENCH_FILES` (paths separated by colons); and converting
//! the shipped text with its decisions.

#![allow(missing_docs, clippy::disallowed_methods)]

use std::hint::black_box;
use std::io::Write as _;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group};
use variorum::operations::{Input, convert, read_decisions};
use variorum::render::{AssetAddresses, EditionContext, Renderer, View};
use variorum::{checks, compare, passage, tei, xml};

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SHIPPED: &[u8] = include_bytes!("../tei/editions/moquegua-2008/edition.xml");
const TEXT: &[u8] = include_bytes!("../tei/editions/moquegua-2008/source.txt");
const DECISIONS: &[u8] = include_bytes!("../tei/editions/moquegua-2008/decisions.toml");

/// An edition of about `bytes` bytes: paragraphs of words, with an emendation,
/// an apparatus entry and a note in each.
fn prose(bytes: usize) -> String {
    let words = [
        "litterae", "codex", "manus", "lectio", "varia", "textus", "editor", "liber",
    ];
    let mut body = String::new();
    let mut paragraph = 0;
    while body.len() < bytes {
        paragraph += 1;
        body.push_str(&format!("<p xml:id=\"p{paragraph}\" n=\"{paragraph}\">"));
        for word in 0..60 {
            body.push_str(words[(paragraph * 7 + word * 3) % words.len()]);
            body.push_str(match word {
                20 => " <choice><sic>erratum</sic><corr resp=\"#ed\">emendatum</corr></choice> ",
                35 => " <app><lem wit=\"#A\">haec</lem><rdg wit=\"#B #C\">hoc</rdg></app> ",
                50 => "<note place=\"foot\">Nota <hi rend=\"italic\">brevis</hi>.</note> ",
                _ => " ",
            });
        }
        body.push_str("</p>\n");
    }
    document(&body)
}

/// An edition of about `bytes` bytes in which every word is an element: as
/// dense as published TEI gets.
fn words(bytes: usize) -> String {
    let mut body = String::from("<p xml:id=\"p1\">");
    let mut word = 0;
    while body.len() < bytes {
        word += 1;
        body.push_str(&format!(
            "<w n=\"{word}\" lemma=\"liber\" pos=\"N\">libri</w> "
        ));
        if word % 100 == 0 {
            body.push_str(&format!("</p>\n<p xml:id=\"p{}\">", word / 100 + 1));
        }
    }
    body.push_str("</p>");
    document(&body)
}

/// An edition with this many apparatus entries, two in a paragraph: some 225
/// bytes for each.
fn varied(entries: usize) -> String {
    let plain = "arma virumque cano Troiae qui primus ab oris Italiam fato profugus ";
    let mut body = String::new();
    for paragraph in 1..=entries / 2 {
        body.push_str(&format!("<p n=\"{paragraph}\">"));
        for half in 0..2 {
            let number = paragraph * 2 + half;
            body.push_str(&format!(
                "{plain}<app><lem wit=\"#A #B\">lectio{number}</lem>\
                 <rdg wit=\"#C\">varia{number}</rdg></app> {plain}"
            ));
        }
        body.push_str("</p>\n");
    }
    document(&body)
}

fn document(body: &str) -> String {
    format!(
        "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader><fileDesc><titleStmt>\
         <title>Generated</title></titleStmt><publicationStmt><p/></publicationStmt>\
         <sourceDesc><listWit><witness xml:id=\"A\"/><witness xml:id=\"B\"/>\
         <witness xml:id=\"C\"/></listWit></sourceDesc></fileDesc></teiHeader>\
         <text><body>{body}</body></text></TEI>"
    )
}

fn editions() -> Vec<(String, String)> {
    let shipped = String::from_utf8_lossy(SHIPPED).into_owned();
    let mut editions = vec![
        ("shipped".to_owned(), shipped),
        ("prose 1 MB".to_owned(), prose(1_000_000)),
        ("words 1 MB".to_owned(), words(1_000_000)),
    ];
    for path in std::env::var("VARIORUM_BENCH_FILES")
        .unwrap_or_default()
        .split(':')
    {
        if let Ok(text) = std::fs::read_to_string(path) {
            let name = path.rsplit('/').next().unwrap_or(path).to_owned();
            editions.push((name, text));
        }
    }
    editions
}

fn read(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read");
    for (name, text) in editions() {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(
            BenchmarkId::new("variorum", &name),
            &text,
            |bencher, text| {
                bencher
                    .iter(|| xml::read("a.xml", black_box(text.as_bytes())).map(|r| r.value.len()));
            },
        );
        group.bench_with_input(
            BenchmarkId::new("roxmltree", &name),
            &text,
            |bencher, text| {
                bencher.iter(|| roxmltree::Document::parse(black_box(text)).map(|d| d.root().id()));
            },
        );
    }
    group.finish();
}

fn check(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("check");
    for (name, text) in editions() {
        let Ok(read) = xml::read("a.xml", text.as_bytes()) else {
            continue;
        };
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(
            BenchmarkId::new("rules", &name),
            &read.value,
            |bencher, tree| bencher.iter(|| checks::check_tree(black_box(tree)).len()),
        );
    }
    group.finish();
}

fn render(criterion: &mut Criterion) {
    let Ok(renderer) = Renderer::new(None, AssetAddresses::default(), false) else {
        return;
    };
    let context = EditionContext::default();
    let mut group = criterion.benchmark_group("render");
    for (name, text) in editions() {
        let Ok(read) = tei::read("a.xml", text.as_bytes()) else {
            continue;
        };
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(
            BenchmarkId::new("page", &name),
            &read.value,
            |bencher, document| {
                bencher
                    .iter(|| renderer.edition_page(black_box(document), &context, View::default()));
            },
        );
    }
    group.finish();
}

/// From the bytes of a file to its page, and from an opened document, as the server
/// keeps it, to its page; by the number of its entries: time per
/// entry must not grow.
fn entries(criterion: &mut Criterion) {
    let Ok(renderer) = Renderer::new(None, AssetAddresses::default(), false) else {
        return;
    };
    let context = EditionContext::default();
    let mut group = criterion.benchmark_group("entries");
    for count in [250, 1_000, 4_000, 16_000] {
        let text = varied(count);
        group.throughput(Throughput::Elements(count as u64));
        group.bench_with_input(
            BenchmarkId::from_parameter(count),
            &text,
            |bencher, text| {
                bencher.iter(|| {
                    let read = tei::read("a.xml", black_box(text.as_bytes()));
                    read.map(|read| renderer.edition_page(&read.value, &context, View::default()))
                });
            },
        );
    }
    group.finish();
    let mut group = criterion.benchmark_group("opened");
    for count in [250, 1_000, 4_000, 16_000] {
        let Ok(read) = tei::read("a.xml", varied(count).as_bytes()) else {
            continue;
        };
        group.throughput(Throughput::Elements(count as u64));
        group.bench_with_input(
            BenchmarkId::from_parameter(count),
            &read.value,
            |bencher, document| {
                bencher
                    .iter(|| renderer.edition_page(black_box(document), &context, View::default()));
            },
        );
    }
    group.finish();
}

/// The fingerprints of all passages.
fn passages(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("passages");
    for (name, text) in editions() {
        let Ok(read) = tei::read("a.xml", text.as_bytes()) else {
            continue;
        };
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(
            BenchmarkId::new("fingerprints", &name),
            &read.value,
            |bencher, document| bencher.iter(|| passage::fingerprints(black_box(document)).root),
        );
    }
    group.finish();
}

/// Two versions of an edition of 1 MB: every hundredth word is another one, and a
/// paragraph has come before the others.
fn comparison(criterion: &mut Criterion) {
    let old = prose(1 << 20);
    let edited = old.replacen(
        "<p xml:id",
        "<p xml:id=\"new\">Novum initium.</p><p xml:id",
        1,
    );
    let mut word = 0;
    let words = edited.split(' ').map(|part| {
        word += usize::from(part == "codex");
        if part == "codex" && word % 12 == 0 {
            "liber"
        } else {
            part
        }
    });
    let new = words.collect::<Vec<_>>().join(" ");
    let read = |text: &str| tei::read("a.xml", text.as_bytes());
    let (Ok(before), Ok(after)) = (read(&old), read(&new)) else {
        return;
    };
    let mut group = criterion.benchmark_group("compare");
    group.sample_size(10);
    group.throughput(Throughput::Bytes(old.len() as u64));
    group.bench_function("1 MB", |bencher| {
        bencher.iter(|| compare::compare(black_box(&before.value), black_box(&after.value)));
    });
    group.finish();
}

fn conversion(criterion: &mut Criterion) {
    let text = Input {
        name: "source.txt",
        bytes: TEXT,
    };
    let file = Input {
        name: "decisions.toml",
        bytes: DECISIONS,
    };
    let Ok((_, decisions)) = read_decisions(file) else {
        return;
    };
    let mut group = criterion.benchmark_group("convert");
    group.throughput(Throughput::Bytes(TEXT.len() as u64));
    group.bench_function("shipped", |bencher| {
        bencher.iter(|| convert(black_box(text), None, Some(&decisions)).map(|c| c.tei.len()));
    });
    group.finish();
}

criterion_group!(
    benches, read, check, render, entries, passages, comparison, conversion
);

/// `text N` prints the text with N entries, for programs that are measured beside.
fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let text = arguments.iter().position(|argument| argument == "text");
    let count = text.and_then(|at| arguments.get(at + 1)?.parse().ok());
    if let Some(count) = count {
        // Whoever reads it may have gone.
        let _ = writeln!(std::io::stdout(), "{}", varied(count));
        return;
    }
    benches();
    Criterion::default().configure_from_args().final_summary();
}
