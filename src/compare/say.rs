//! What changed, in words: one sentence for each change, the same on the
//! terminal and on the page.

use super::Comparison;
use super::apparatus::{ApparatusChange, EntryChange, Held};
use super::header::HeaderChange;
use super::notes::{NoteChange, NoteFate};
use super::passages::{Because, Passage};
use super::survival::{Counts, Fate, Survival, UnitFate};
use super::words::{Run, RunKind};
use crate::edition::{EntryKind, NoteKind, Siglum};

/// How a passage is called.
pub fn place(reference: &str) -> &str {
    match reference {
        "" => "outside all passages",
        reference => reference,
    }
}

/// What became of a passage.
pub fn passage(passage: &Passage) -> String {
    match passage {
        Passage::Same { from, to, count } => {
            format!("{} the same: {}", passages(*count), range(from, to))
        }
        Passage::Renumbered { from, to, count } => {
            let (was, is) = (range(&from[0], &from[1]), range(&to[0], &to[1]));
            let are = if *count == 1 { "is" } else { "are" };
            format!("{} renumbered: {was} {are} now {is}", passages(*count))
        }
        Passage::SameWords {
            reference,
            because,
            was,
            run,
        } => {
            let because = because.iter().map(|because| match because {
                Because::Readings => "the apparatus",
                Because::Notes => "notes",
                Because::Markup => "the mark-up",
            });
            let because = because.collect::<Vec<_>>().join(" and ");
            let (place, was) = (place(reference), formerly(was.as_deref()));
            match run {
                None => format!("{place}{was}: the words are the same, {because} changed"),
                Some(run) => {
                    let (all, to) = (passages(run.count), &run.to);
                    let of = match run.altered == run.count {
                        true => "in all of them".to_owned(),
                        false => format!("in {} of them", run.altered),
                    };
                    format!("{all} with the same words: {place} to {to}; {because} changed {of}")
                }
            }
        }
        Passage::Changed {
            reference,
            was,
            words,
        } => {
            let (out, put) = (
                count(words, RunKind::Deleted),
                count(words, RunKind::Inserted),
            );
            let was = formerly(was.as_deref());
            let words = |count| if count == 1 { "word" } else { "words" };
            format!(
                "{}{was}: changed, {out} {} out, {put} {} in",
                place(reference),
                words(out),
                words(put)
            )
        }
        Passage::ChangedWith {
            reference,
            was,
            with,
            ..
        } => {
            let was = formerly(was.as_deref());
            format!(
                "{}{was}: changed, as told of {}",
                place(reference),
                list(with)
            )
        }
        Passage::Cited {
            reference, within, ..
        } => {
            let stood = match within.as_str() {
                "" => "outside all passages".to_owned(),
                within => format!("in {within}"),
            };
            format!("{reference}: has a reference now; the same words stood {stood}")
        }
        Passage::Uncited {
            reference, within, ..
        } => {
            let stand = match within.as_str() {
                "" => "outside all passages".to_owned(),
                within => format!("in {within}"),
            };
            format!("{reference}: has no reference any more; the same words stand {stand}")
        }
        Passage::Moved { from, to, altered } if from == to => {
            let altered = match altered {
                true => "; mark-up, notes or readings changed",
                false => "",
            };
            format!("{from}: stands at another place among its neighbours{altered}")
        }
        Passage::Moved { from, to, altered } => {
            let altered = match altered {
                true => "; mark-up, notes or readings changed",
                false => "",
            };
            format!("{from}: moved to {to}{altered}")
        }
        Passage::Split { from, to } => format!("{from}: divided into {}", list(to)),
        Passage::Merged { from, to } => format!("{}: joined in {to}", list(from)),
        Passage::Added { reference, text } => {
            format!("{}: added, {}", place(reference), quoted(text))
        }
        Passage::Gone { reference, text } => {
            format!("{}: gone, {}", place(reference), quoted(text))
        }
    }
}

/// What became of words, one sentence for each place.
pub fn edits(runs: &[Run]) -> Vec<String> {
    let mut told = Vec::new();
    let mut before = "";
    let mut at = 0;
    while at < runs.len() {
        let run = &runs[at];
        let next = runs.get(at + 1);
        let put_in = next.filter(|next| next.kind == RunKind::Inserted);
        match (run.kind, put_in) {
            (RunKind::Same, _) => before = last_words(&run.text),
            (RunKind::Deleted, Some(put_in)) => {
                let (old, new) = (quoted(&run.text), quoted(&put_in.text));
                told.push(format!("{old} is now {new}"));
                at += 1;
            }
            (RunKind::Deleted, None) => {
                told.push(format!("left out{}: {}", after(before), quoted(&run.text)));
            }
            (RunKind::Inserted, _) => {
                told.push(format!("put in{}: {}", after(before), quoted(&run.text)));
            }
        }
        at += 1;
    }
    told
}

/// What changed in the apparatus.
pub fn apparatus(change: &ApparatusChange) -> String {
    let lemma = match change.lemma.as_str() {
        "" => String::new(),
        lemma => format!(" {lemma}]"),
    };
    let what = entry(&change.change);
    format!("{}{lemma} {what}", place(&change.reference))
}

fn entry(change: &EntryChange) -> String {
    match change {
        EntryChange::EntryAdded { readings } => format!("entry added: {}", all(readings)),
        EntryChange::EntryRemoved { readings } => format!("entry removed: {}", all(readings)),
        EntryChange::LemmaChanged { from, to } => {
            format!("the lemma {} is now {}", reading(from), reading(to))
        }
        EntryChange::ReadingAdded { reading } => format!("reading added: {}", holds(reading)),
        EntryChange::ReadingRemoved { reading } => format!("reading removed: {}", holds(reading)),
        EntryChange::ReadingReworded {
            from,
            to,
            witnesses,
        } => {
            let who = sigla(witnesses);
            let (from, to) = (reading(from), reading(to));
            format!("the reading {from} {who} is now {to}").replace("  ", " ")
        }
        EntryChange::SiglumMoved { siglum, from, to } => {
            format!("{siglum} moved from {} to {}", reading(from), reading(to))
        }
        EntryChange::SiglumAdded {
            siglum,
            reading: at,
        } => {
            format!("{siglum} added to {}", reading(at))
        }
        EntryChange::SiglumRemoved {
            siglum,
            reading: at,
        } => {
            format!("{siglum} removed from {}", reading(at))
        }
        EntryChange::Attribution {
            reading: at,
            aspect,
            from,
            to,
        } => format!(
            "{aspect} of {}: {}",
            reading(at),
            step(from.as_deref(), to.as_deref())
        ),
        EntryChange::Kind { from, to } => {
            format!("was {}, is {}", kind(*from), kind(*to))
        }
        EntryChange::Series { from, to } => {
            format!("apparatus: {}", step(from.as_deref(), to.as_deref()))
        }
        EntryChange::RemarkAdded { text } => format!("remark added: {}", quoted(text)),
        EntryChange::RemarkRemoved { text } => format!("remark removed: {}", quoted(text)),
        EntryChange::Rearranged => "arranged or marked in another way".to_owned(),
    }
}

/// What became of a note.
pub fn note(change: &NoteChange) -> String {
    let at = match change.reference.as_str() {
        "" => "without a place",
        reference => reference,
    };
    let whose = of(change.kind);
    let what = match &change.fate {
        NoteFate::Added { text } => format!("added: {}", quoted(text)),
        NoteFate::Removed { text } => format!("removed: {}", quoted(text)),
        NoteFate::Changed { words } => format!("changed: {}", edits(words).join("; ")),
        NoteFate::Kind { from, text, .. } => {
            format!("was a note {}: {}", of(*from), quoted(text))
        }
        NoteFate::Moved { from, text } => {
            format!("moved from {}: {}", place(from), quoted(text))
        }
    };
    format!("{at}, note {whose}, {what}")
}

/// What changed in the header.
pub fn header(change: &HeaderChange) -> String {
    let label = match change.label.as_str() {
        "" => change.section.clone(),
        label => format!("{}, {label}", change.section),
    };
    let what = match (&change.old, &change.new) {
        (Some(old), Some(new)) => edits(&super::words::runs(old, new)).join("; "),
        (Some(old), None) => format!("removed: {}", quoted(old)),
        (None, Some(new)) => format!("added: {}", quoted(new)),
        (None, None) => String::new(),
    };
    format!("{label}: {what}")
}

/// What became of citations, in one line.
pub fn survival(counted: &Counts) -> String {
    let counts = [
        (counted.same, "the same"),
        (counted.same_words, "with the same words"),
        (counted.moved, "moved"),
        (counted.changed, "changed"),
        (counted.gone, "gone"),
    ];
    let told = counts.iter().filter(|(count, _)| *count > 0);
    let told: Vec<String> = told
        .map(|(count, fate)| format!("{count} {fate}"))
        .collect();
    match counted.units {
        0 => "no citable passages".to_owned(),
        1 => format!("1 citable passage: {}", told.join(", ")),
        units => format!("{units} citable passages: {}", told.join(", ")),
    }
}

/// What became of units that share their fate ([`Survival::runs`]).
pub fn fate(run: &[UnitFate]) -> String {
    let (Some(first), Some(last)) = (run.first(), run.last()) else {
        return String::new();
    };
    let there = match (first.to.as_slice(), last.to.as_slice()) {
        ([from], [to]) => range(from, to),
        (all, _) => list(all),
    };
    let what = match first.fate {
        Fate::Same => "the same".to_owned(),
        Fate::SameWords => "the same words; mark-up, notes or readings changed".to_owned(),
        Fate::Moved => format!("moved, now {there}"),
        Fate::MovedWords => {
            format!("moved, now {there}; mark-up, notes or readings changed")
        }
        Fate::Changed if there.is_empty() => "changed".to_owned(),
        Fate::Changed => format!("changed, now {there}"),
        Fate::Divided => format!("divided into {there}"),
        Fate::Joined => format!("joined with others in {there}"),
        Fate::Gone => "gone".to_owned(),
    };
    let many = match run.len() {
        1 => String::new(),
        count => format!(" ({count} passages)"),
    };
    format!("{}{many}: {what}", range(&first.reference, &last.reference))
}

/// What became of citations, one line for units that share their fate; those that
/// are the same are only counted.
pub fn fates(all: &Survival) -> Vec<String> {
    let others = all.runs().into_iter();
    let others = others.filter(|run| run.iter().any(UnitFate::is_other));
    let told = others.map(|run| format!("  {}", fate(run)));
    std::iter::once(survival(&all.counts()))
        .chain(told)
        .collect()
}

/// All of it, as lines.
pub fn lines(comparison: &Comparison) -> Vec<String> {
    let mut lines = vec![survival(&comparison.survival)];
    lines.extend(absent(comparison));
    if comparison.is_same() {
        lines.push("Both versions have the same content.".to_owned());
        return lines;
    }
    if comparison.is_untold() {
        lines.push("Only mark-up outside the passages changed.".to_owned());
    }
    lines.extend(["".to_owned(), "Text".to_owned()]);
    for told in &comparison.passages {
        lines.push(format!("  {}", passage(told)));
        if let Passage::Changed { words, .. } = told {
            lines.extend(edits(words).iter().map(|edit| format!("      {edit}")));
        }
    }
    section(
        "Apparatus",
        comparison.apparatus.iter().map(apparatus),
        &mut lines,
    );
    section("Notes", comparison.notes.iter().map(note), &mut lines);
    section("Header", comparison.header.iter().map(header), &mut lines);
    lines
}

/// What is included and not there, so that it could not be compared.
pub fn absent(comparison: &Comparison) -> Vec<String> {
    let sides = [
        ("old", &comparison.absent.old),
        ("new", &comparison.absent.new),
    ];
    let told = sides.into_iter().flat_map(|(side, names)| {
        names.iter().map(move |name| {
            format!(
                "The {side} version includes {name}, which is not among its files: what it holds \
                 is not compared."
            )
        })
    });
    told.collect()
}

fn section(title: &str, told: impl Iterator<Item = String>, lines: &mut Vec<String>) {
    let told: Vec<String> = told.map(|line| format!("  {line}")).collect();
    if !told.is_empty() {
        lines.extend([String::new(), title.to_owned()]);
        lines.extend(told);
    }
}

fn passages(count: usize) -> String {
    match count {
        1 => "1 passage".to_owned(),
        count => format!("{count} passages"),
    }
}

fn range(from: &str, to: &str) -> String {
    if from == to {
        place(from).to_owned()
    } else {
        format!("{} to {}", place(from), place(to))
    }
}

fn list(references: &[String]) -> String {
    match references.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

fn formerly(was: Option<&str>) -> String {
    was.map(|was| format!(" (was {})", place(was)))
        .unwrap_or_default()
}

fn count(runs: &[Run], kind: RunKind) -> usize {
    let runs = runs.iter().filter(|run| run.kind == kind);
    runs.map(|run| run.text.split_whitespace().count()).sum()
}

/// Words that are quoted in full; of more the beginning and the end are.
const MOST_QUOTED: usize = 24;

fn quoted(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.len() {
        0 => "nothing".to_owned(),
        1..=MOST_QUOTED => format!("“{text}”"),
        count => {
            let (begin, end) = (words[..10].join(" "), words[count - 10..].join(" "));
            format!("“{begin} … {end}” ({count} words)")
        }
    }
}

/// The last words of a text, as many as tell a place.
fn last_words(text: &str) -> &str {
    let mut starts = text.rmatch_indices(' ').map(|(at, _)| at + 1);
    starts.nth(2).map_or(text, |start| &text[start..])
}

fn after(before: &str) -> String {
    match before {
        "" => " at the beginning".to_owned(),
        before => format!(" after “{before}”"),
    }
}

fn reading(text: &str) -> String {
    match text {
        "" => "omission".to_owned(),
        text => quoted(text),
    }
}

fn sigla(witnesses: &[Siglum]) -> String {
    let witnesses: Vec<String> = witnesses.iter().map(Siglum::to_string).collect();
    witnesses.join(" ")
}

fn holds(held: &Held) -> String {
    let who = sigla(&held.witnesses);
    let who = match (&held.scholar, who.as_str()) {
        (Some(scholar), _) => scholar,
        (None, who) => who,
    };
    format!("{} {who}", reading(&held.text))
        .trim_end()
        .to_owned()
}

fn all(readings: &[Held]) -> String {
    let readings: Vec<String> = readings.iter().map(holds).collect();
    match readings.is_empty() {
        true => "no readings".to_owned(),
        false => readings.join(", "),
    }
}

fn step(from: Option<&str>, to: Option<&str>) -> String {
    match (from, to) {
        (Some(from), Some(to)) => format!("was {from}, is {to}"),
        (Some(from), None) => format!("was {from}, is not said any more"),
        (None, Some(to)) => format!("is {to}, was not said"),
        (None, None) => String::new(),
    }
}

fn kind(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Variant => "an entry of variants",
        EntryKind::Emendation => "an emendation",
        EntryKind::Proposal => "a proposal",
        EntryKind::Deletion => "a deletion",
        EntryKind::Addition => "an addition",
    }
}

fn of(kind: NoteKind) -> &'static str {
    match kind {
        NoteKind::Source => "of the source",
        NoteKind::Editor => "of the editor",
        NoteKind::Translator => "of the translator",
    }
}
