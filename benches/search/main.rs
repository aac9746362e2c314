//! How fast is an index made, and how fast does it answer?
//!
//! `cargo bench --bench search -- corpus FOLDER COUNT` makes TEI files up;
//! `… make INDEX COPIES FOLDER…` puts every TEI file of some folders in, under as many
//! names; `… draw INDEX OUT` writes its segments and draws questions from them; `… ask
//! INDEX OUT` asks these, and `benches/search/fts5.py` asks SQLite the same.
//! `benches/scale.sh` does all.

// A measurement prints, and reads the clock.
#![allow(clippy::print_stdout)]

mod corpus;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::{Duration, Instant};

use variorum::edition::{Digest, EditionId, Version};
use variorum::search::alike::folded;
use variorum::search::index::Asked;
use variorum::search::word::words;
use variorum::search::{About, Alike, Field, Finder, Index, lines::lines, named, parse, pieces};
use variorum::tei;

/// The program's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["corpus", folder, count] => write(Path::new(folder), count.parse().expect("a number")),
        ["make", index, copies, folders @ ..] => {
            make(Path::new(index), copies.parse().expect("a number"), folders);
        }
        ["draw", index, out] => draw(Path::new(index), Path::new(out)),
        ["ask", index, out] => ask(Path::new(index), Path::new(out)),
        _ => println!("see the head of benches/search/main.rs"),
    }
}

fn files(folders: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting: Vec<PathBuf> = folders.iter().map(PathBuf::from).collect();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(
                fs::read_dir(&path)
                    .expect("a folder")
                    .map(|e| e.expect("file").path()),
            );
        } else if path.extension().is_some_and(|ending| ending == "xml") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Texts that are made up, a thousand in a folder. Each core makes its share.
fn write(folder: &Path, count: u64) {
    let speech = corpus::Speech::new();
    let begun = Instant::now();
    let cores = thread::available_parallelism().map_or(1, usize::from) as u64;
    for thousand in 0..count.div_ceil(1000) {
        fs::create_dir_all(folder.join(format!("{thousand:03}"))).expect("a folder");
    }
    let bytes: u64 = thread::scope(|scope| {
        let share = |core: u64| {
            let speech = &speech;
            scope.spawn(move || {
                let mut bytes = 0;
                for number in (core..count).step_by(cores as usize) {
                    let text = corpus::text(speech, number);
                    let name = format!("{:03}/t{number:06}.xml", number / 1000);
                    fs::write(folder.join(name), &text).expect("written");
                    bytes += text.len() as u64;
                }
                bytes
            })
        };
        let shares: Vec<_> = (0..cores).map(share).collect();
        shares
            .into_iter()
            .map(|made| made.join().expect("made"))
            .sum()
    });
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "{count} texts, {:.0} MB of TEI in {seconds:.1} s",
        bytes as f64 / 1e6
    );
}

/// The highest memory of this process so far, and how much of it is not files.
fn memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let of = |name: &str| -> u64 {
        let line = status.lines().find(|line| line.starts_with(name));
        let number = line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
        number.unwrap_or(0) / 1024
    };
    format!(
        "{} MiB at most, {} MiB now of which {} MiB are not files",
        of("VmHWM"),
        of("VmRSS"),
        of("RssAnon")
    )
}

/// One thread reads, one puts in: as the server does it.
fn make(folder: &Path, copies: usize, folders: &[&str]) {
    let files = files(folders);
    let index = Index::open(folder).expect("an index");
    let mut writer = index.writer().expect("a writer");
    let begun = Instant::now();
    let (sender, receiver) = sync_channel(2);
    let (mut bytes, mut editions, mut found, mut since) = (0u64, 0u64, 0u64, 0u64);
    thread::scope(|scope| {
        let files = &files;
        scope.spawn(move || {
            for copy in 0..copies {
                for (at, file) in files.iter().enumerate() {
                    let source = fs::read(file).expect("readable");
                    let Ok(read) = tei::read("file", &source) else {
                        continue;
                    };
                    let about = About::of(&read.value);
                    let all = pieces(&read.value, &about);
                    let names = named(&read.value, ("e", 1, &about.title));
                    let _ = sender.send((at, copy, source.len() as u64, about, (all, names)));
                }
            }
        });
        for (at, copy, length, about, all) in receiver {
            let id: EditionId = format!("e{at}-{copy}").parse().expect("an id");
            let version = Version {
                number: 1,
                digest: Digest([0; 32]),
                bytes: length,
                published: String::new(),
                publisher: String::new(),
                message: String::new(),
            };
            found += all.0.len() as u64;
            writer.put(&id, &version, &about, all).expect("put in");
            (bytes, editions, since) = (bytes + length, editions + 1, since + length);
            if since > 1 << 30 {
                writer.commit(None).expect("committed");
                since = 0;
            }
        }
    });
    writer.commit(Some(1)).expect("committed");
    writer.finish().expect("finished");
    let seconds = begun.elapsed().as_secs_f64();
    let megabytes = bytes as f64 / 1e6;
    println!("{editions} editions, {megabytes:.0} MB of TEI, {found} passages in {seconds:.1} s");
    println!("{}", memory());
}

fn asked(query: &str, skip: usize, take: usize) -> Option<Asked> {
    Some(Asked {
        want: parse(query).want?,
        alike: Alike::default(),
        fields: Field::ALL.to_vec(),
        edition: None,
        facets: Vec::new(),
        years: (None, None),
        skip,
        take,
    })
}

/// Writes the segments of an index, and questions with words that stand in them.
fn draw(folder: &Path, out: &Path) {
    let index = Index::open(folder).expect("an index");
    fs::create_dir_all(out).expect("a folder");
    let mut segments = BufWriter::new(fs::File::create(out.join("segments.txt")).expect("a file"));
    let (mut words_of, mut phrases, mut beginnings) = (Vec::new(), Vec::new(), Vec::new());
    let (mut dice, mut seen) = (corpus::Dice(7), 0usize);
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    index
        .each(&mut |text| {
            seen += 1;
            writeln!(segments, "{}", text.replace('\n', " ")).expect("written");
            let all: Vec<_> = words(text).collect();
            if all.len() < 4 {
                return;
            }
            // Of one piece in 64, for the commonest words.
            if seen.is_multiple_of(64) {
                for word in &all {
                    *counts.entry(folded(&text[word.clone()])).or_default() += 1;
                }
            }
            let at = dice.below(all.len() - 2);
            let long = text[all[at].clone()].chars().count() > 3;
            let mut keep = |from: &mut Vec<String>, made: String| {
                if from.len() < 200 {
                    from.push(made);
                } else {
                    let place = dice.below(seen);
                    if place < 200 {
                        from[place] = made;
                    }
                }
            };
            if long {
                keep(&mut words_of, text[all[at].clone()].to_owned());
                let beginning: String = text[all[at].clone()].chars().take(3).collect();
                keep(&mut beginnings, format!("{beginning}*"));
            }
            let end = all[at + 1 + dice_of(seen)].end;
            keep(
                &mut phrases,
                format!("\"{}\"", text[all[at].start..end].replace('"', " ")),
            );
        })
        .expect("readable");
    segments.flush().expect("written");
    let near: Vec<String> = words_of
        .iter()
        .filter(|w| w.chars().count() > 4)
        .map(|w| format!("{w}~"))
        .collect();
    // The hardest: the commonest words, alone and one after the other.
    let mut commonest: Vec<(String, u64)> = counts.into_iter().collect();
    commonest.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
    let commonest: Vec<String> = commonest
        .into_iter()
        .take(10)
        .map(|(word, _)| word)
        .collect();
    let pairs: Vec<String> = commonest
        .iter()
        .flat_map(|one| {
            commonest
                .iter()
                .map(move |other| format!("\"{one} {other}\""))
        })
        .collect();
    let drawn = [&words_of, &phrases, &beginnings, &near, &commonest, &pairs];
    for (name, questions) in QUESTIONS.into_iter().zip(drawn) {
        fs::write(out.join(name), questions.join("\n")).expect("written");
    }
}

/// How often each question is asked.
const ROUNDS: usize = 7;

/// Questions that are named, because they take longest.
const SLOWEST: usize = 5;

/// The files with questions.
const QUESTIONS: [&str; 6] = [
    "words",
    "phrases",
    "beginnings",
    "nearly",
    "commonest-words",
    "phrases-of-them",
];

fn ask(folder: &Path, out: &Path) {
    let begun = Instant::now();
    let index = Index::open(folder).expect("an index");
    let first = asked("et", 0, 20).and_then(|asked| index.find(&asked).ok());
    println!(
        "opened and asked once in {:.3} s; {} passages",
        begun.elapsed().as_secs_f64(),
        index.pieces()
    );
    drop(first);
    for name in QUESTIONS {
        let Ok(questions) = fs::read_to_string(out.join(name)) else {
            println!("{name}: not drawn");
            continue;
        };
        measure(&index, name, &questions.lines().collect::<Vec<_>>());
    }
    for skip in [0, 200, 2_000, 20_000] {
        let begun = Instant::now();
        let asked = asked("in", skip, 20).expect("a query");
        let found = index.find(&asked).expect("an answer");
        let taken = begun.elapsed().as_secs_f64() * 1e3;
        println!(
            "“in”, 20 passages from {skip}: {taken:.2} ms, {} counted",
            found.total
        );
    }
    println!("{}", memory());
}

fn dice_of(seen: usize) -> usize {
    seen % 2
}

/// Each question some times, with its lines; the least time counts: a machine that
/// does other things meanwhile should not.
fn measure(index: &Index, name: &str, questions: &[&str]) {
    let mut taken: Vec<(Duration, usize, &str)> = Vec::new();
    let (mut empty, mut refused) = (0, 0);
    for question in questions {
        let Some(asked) = asked(question, 0, 20) else {
            continue;
        };
        let (mut least, mut total) = (Duration::MAX, 0);
        for round in 0..ROUNDS {
            let begun = Instant::now();
            let found = index.find(&asked);
            let mut finder = Finder::new(&asked.want, asked.alike);
            if let Ok(found) = &found {
                for piece in &found.pieces {
                    let places = finder.find(&piece.shown.text);
                    std::hint::black_box(lines(&piece.shown.text, &places));
                }
            }
            least = least.min(begun.elapsed());
            if round == 0 {
                refused += usize::from(found.is_err());
                total = found.map_or(0, |found| found.total);
                empty += usize::from(total == 0);
            }
        }
        taken.push((least, total, question));
    }
    taken.sort();
    let milliseconds = |(least, ..): &(Duration, usize, &str)| least.as_secs_f64() * 1e3;
    let at = |part: f64| {
        milliseconds(&taken[((taken.len() as f64 * part) as usize).min(taken.len() - 1)])
    };
    println!(
        "{name}: {} questions, p50 {:.2} ms, p90 {:.2} ms, p99 {:.2} ms, most {:.2} ms; {empty} without answer, {refused} refused",
        taken.len(),
        at(0.5),
        at(0.9),
        at(0.99),
        at(1.0)
    );
    for slow in taken.iter().rev().take(SLOWEST) {
        println!(
            "  {}: {:.2} ms, {} counted",
            slow.2,
            milliseconds(slow),
            slow.1
        );
    }
}
