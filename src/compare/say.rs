//! What changed, in words: one sentence for each change, the same on the
//! terminal and on the page. They are English until somebody says them in another
//! language.

use super::Comparison;
use super::apparatus::{ApparatusChange, EntryChange, Held};
use super::header::HeaderChange;
use super::notes::{NoteChange, NoteFate};
use super::passages::{Alike, Because, Passage};
use super::survival::{Counts, Fate, Survival, UnitFate};
use super::words::{Run, RunKind};
use crate::edition::{EntryKind, NoteKind, Siglum};
use crate::said;
use crate::wording::Said;

/// How a passage is called.
pub fn place(reference: &str) -> Said {
    match reference {
        "" => said!("outside all passages"),
        reference => plain(reference),
    }
}

/// What became of a passage.
pub fn passage(passage: &Passage) -> Said {
    match passage {
        Passage::Same { from, to, count } => said!(
            "{passages} the same: {places}",
            passages = passages(*count),
            places = range(from, to)
        ),
        Passage::Renumbered { from, to, count } => said!(
            "{passages} renumbered: {was} is now {now}|{passages} renumbered: {was} are now {now}",
            passages = passages(*count),
            was = range(&from[0], &from[1]),
            now = range(&to[0], &to[1]),
            n = *count
        ),
        Passage::SameWords {
            reference,
            because,
            was,
            run,
        } => same_words(
            placed(reference, was.as_deref()),
            &because_of(because),
            run.as_ref(),
        ),
        Passage::Changed {
            reference,
            was,
            words,
        } => said!(
            "{place}: changed, {out} out, {put} in",
            place = placed(reference, was.as_deref()),
            out = words_in(count(words, RunKind::Deleted)),
            put = words_in(count(words, RunKind::Inserted))
        ),
        Passage::ChangedWith {
            reference,
            was,
            with,
            ..
        } => said!(
            "{place}: changed, as told of {places}",
            place = placed(reference, was.as_deref()),
            places = list(with)
        ),
        Passage::Cited {
            reference, within, ..
        } => cited(reference, within),
        Passage::Uncited {
            reference, within, ..
        } => uncited(reference, within),
        Passage::Moved { from, to, altered } => {
            let moved = match from == to {
                true => said!(
                    "{place}: stands at another place among its neighbours",
                    place = from
                ),
                false => said!("{place}: moved to {to}", place = from, to = to),
            };
            altered_too(moved, *altered)
        }
        Passage::Split { from, to } => {
            said!(
                "{place}: divided into {places}",
                place = from,
                places = list(to)
            )
        }
        Passage::Merged { from, to } => {
            said!(
                "{places}: joined in {place}",
                places = list(from),
                place = to
            )
        }
        Passage::Added { reference, text } => said!(
            "{place}: added, {words}",
            place = place(reference),
            words = quoted(text)
        ),
        Passage::Gone { reference, text } => said!(
            "{place}: gone, {words}",
            place = place(reference),
            words = quoted(text)
        ),
    }
}

/// The words are the same, in one passage or in all of a run.
fn same_words(place: Said, because: &Said, run: Option<&Alike>) -> Said {
    let because = because.clone();
    let Some(run) = run else {
        return said!(
            "{place}: the words are the same, {because} changed",
            place = place,
            because = because
        );
    };
    let all = passages(run.count);
    if run.altered == run.count {
        return said!(
            "{passages} with the same words: {first} to {last}; {because} changed in all of them",
            passages = all,
            first = place,
            last = &run.to,
            because = because
        );
    }
    said!(
        "{passages} with the same words: {first} to {last}; {because} changed in {number} of them",
        passages = all,
        first = place,
        last = &run.to,
        because = because,
        number = run.altered
    )
}

fn because_of(because: &[Because]) -> Said {
    let words = because.iter().map(|because| match because {
        Because::Readings => said!("the apparatus"),
        Because::Notes => said!("notes"),
        Because::Markup => said!("the mark-up"),
        Because::Numbers => said!("only the numbers of passages that are pointed at"),
    });
    let all =
        words.reduce(|before, last| said!("{before} and {last}", before = before, last = last));
    all.unwrap_or_else(|| plain(""))
}

fn cited(reference: &str, within: &str) -> Said {
    match within {
        "" => said!(
            "{place}: has a reference now; the same words stood outside all passages",
            place = reference
        ),
        within => said!(
            "{place}: has a reference now; the same words stood in {within}",
            place = reference,
            within = within
        ),
    }
}

fn uncited(reference: &str, within: &str) -> Said {
    match within {
        "" => said!(
            "{place}: has no reference any more; the same words stand outside all passages",
            place = reference
        ),
        within => said!(
            "{place}: has no reference any more; the same words stand in {within}",
            place = reference,
            within = within
        ),
    }
}

/// What became of words, one sentence for each place.
pub fn edits(runs: &[Run]) -> Vec<Said> {
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
                told.push(said!("{old} is now {new}", old = old, new = new));
                at += 1;
            }
            (RunKind::Deleted, None) => told.push(left_out(before, quoted(&run.text))),
            (RunKind::Inserted, _) => told.push(put(before, quoted(&run.text))),
        }
        at += 1;
    }
    told
}

fn left_out(before: &str, words: Said) -> Said {
    match before {
        "" => said!("left out at the beginning: {words}", words = words),
        before => said!(
            "left out after “{before}”: {words}",
            before = before,
            words = words
        ),
    }
}

fn put(before: &str, words: Said) -> Said {
    match before {
        "" => said!("put in at the beginning: {words}", words = words),
        before => said!(
            "put in after “{before}”: {words}",
            before = before,
            words = words
        ),
    }
}

/// What changed in the apparatus.
pub fn apparatus(change: &ApparatusChange) -> Said {
    let at = place(&change.reference);
    let at = match change.lemma.as_str() {
        "" => at,
        lemma => beside(at, plain(&format!("{lemma}]"))),
    };
    beside(at, entry(&change.change))
}

fn entry(change: &EntryChange) -> Said {
    match change {
        EntryChange::EntryAdded { readings } => {
            said!("entry added: {readings}", readings = all(readings))
        }
        EntryChange::EntryRemoved { readings } => {
            said!("entry removed: {readings}", readings = all(readings))
        }
        EntryChange::LemmaChanged { from, to } => said!(
            "the lemma {from} is now {to}",
            from = reading(from),
            to = reading(to)
        ),
        EntryChange::ReadingAdded { reading } => {
            said!("reading added: {reading}", reading = holds(reading))
        }
        EntryChange::ReadingRemoved { reading } => {
            said!("reading removed: {reading}", reading = holds(reading))
        }
        EntryChange::ReadingReworded {
            from,
            to,
            witnesses,
        } => said!(
            "the reading {from} is now {to}",
            from = with_sigla(reading(from), &sigla(witnesses)),
            to = reading(to)
        ),
        EntryChange::SiglumMoved { siglum, from, to } => said!(
            "{siglum} moved from {from} to {to}",
            siglum = siglum.as_str(),
            from = reading(from),
            to = reading(to)
        ),
        EntryChange::SiglumAdded {
            siglum,
            reading: at,
        } => said!(
            "{siglum} added to {reading}",
            siglum = siglum.as_str(),
            reading = reading(at)
        ),
        EntryChange::SiglumRemoved {
            siglum,
            reading: at,
        } => said!(
            "{siglum} removed from {reading}",
            siglum = siglum.as_str(),
            reading = reading(at)
        ),
        EntryChange::Attribution {
            reading: at,
            aspect,
            from,
            to,
        } => said!(
            "{aspect} of {reading}: {change}",
            aspect = aspect_in_words(aspect),
            reading = reading(at),
            change = step(from.as_deref(), to.as_deref())
        ),
        EntryChange::Kind { from, to } => was_is(kind(*from), kind(*to)),
        EntryChange::Series { from, to } => said!(
            "apparatus: {change}",
            change = step(from.as_deref(), to.as_deref())
        ),
        EntryChange::RemarkAdded { text } => said!("remark added: {words}", words = quoted(text)),
        EntryChange::RemarkRemoved { text } => {
            said!("remark removed: {words}", words = quoted(text))
        }
        EntryChange::Rearranged => said!("arranged or marked in another way"),
    }
}

/// What became of a note.
pub fn note(change: &NoteChange) -> Said {
    let at = match change.reference.as_str() {
        "" => said!("without a place"),
        reference => plain(reference),
    };
    let what = match &change.fate {
        NoteFate::Added { text } => added(text),
        NoteFate::Removed { text } => removed(text),
        NoteFate::Changed { words } => {
            said!(
                "changed: {changes}",
                changes = one_after_another(edits(words))
            )
        }
        NoteFate::Kind { from, text, .. } => said!(
            "was a {note}: {words}",
            note = note_of(*from),
            words = quoted(text)
        ),
        NoteFate::Moved { from, text } => said!(
            "moved from {place}: {words}",
            place = place(from),
            words = quoted(text)
        ),
    };
    listed([at, note_of(change.kind), what])
}

/// What changed in the header.
pub fn header(change: &HeaderChange) -> Said {
    let section = Said::from(&change.section);
    let label = match change.label.as_str() {
        "" => section,
        label => listed([section, label.into()]),
    };
    let what = match (&change.old, &change.new) {
        (Some(old), Some(new)) => one_after_another(edits(&super::words::runs(old, new))),
        (Some(old), None) => removed(old),
        (None, Some(new)) => added(new),
        (None, None) => plain(""),
    };
    said!("{label}: {what}", label = label, what = what)
}

fn added(text: &str) -> Said {
    said!("added: {words}", words = quoted(text))
}

fn removed(text: &str) -> Said {
    said!("removed: {words}", words = quoted(text))
}

/// What became of citations, in one line.
pub fn survival(counted: &Counts) -> Said {
    let counts = [
        (
            counted.same,
            said!("{n} the same|{n} the same", n = counted.same),
        ),
        (
            counted.same_words,
            said!(
                "{n} with the same words|{n} with the same words",
                n = counted.same_words
            ),
        ),
        (
            counted.moved,
            said!("{n} moved|{n} moved", n = counted.moved),
        ),
        (
            counted.changed,
            said!("{n} changed|{n} changed", n = counted.changed),
        ),
        (counted.gone, said!("{n} gone|{n} gone", n = counted.gone)),
    ];
    let told = counts.into_iter().filter(|(count, _)| *count > 0);
    match counted.units {
        0 => said!("no citable passages"),
        units => said!(
            "{n} citable passage: {fates}|{n} citable passages: {fates}",
            n = units,
            fates = listed(told.map(|(_, fate)| fate))
        ),
    }
}

/// What became of units that share their fate ([`Survival::runs`]).
pub fn fate(run: &[UnitFate]) -> Said {
    let (Some(first), Some(last)) = (run.first(), run.last()) else {
        return plain("");
    };
    let there = match (first.to.as_slice(), last.to.as_slice()) {
        ([from], [to]) => range(from, to),
        (all, _) => list(all),
    };
    let nowhere = first.to.is_empty();
    let what = match first.fate {
        Fate::Same => said!("the same"),
        Fate::SameWords => otherwise(said!("the same words"), first.only_numbers),
        Fate::Moved => said!("moved, now {places}", places = there),
        Fate::MovedWords => otherwise(
            said!("moved, now {places}", places = there),
            first.only_numbers,
        ),
        Fate::Changed if nowhere => said!("changed"),
        Fate::Changed => said!("changed, now {places}", places = there),
        Fate::Divided => said!("divided into {places}", places = there),
        Fate::Joined => said!("joined with others in {places}", places = there),
        Fate::Gone => said!("gone"),
    };
    let here = range(&first.reference, &last.reference);
    let here = match run.len() {
        1 => here,
        count => said!(
            "{places} ({passages})",
            places = here,
            passages = passages(count)
        ),
    };
    said!("{label}: {what}", label = here, what = what)
}

/// What became of citations, one line for units that share their fate, in English;
/// those that are the same are only counted.
pub fn fates(all: &Survival) -> Vec<String> {
    let others = all.runs().into_iter();
    let others = others.filter(|run| run.iter().any(UnitFate::is_other));
    let told = others.map(|run| format!("  {}", fate(run)));
    std::iter::once(survival(&all.counts()).to_string())
        .chain(told)
        .collect()
}

/// All of it, as lines, in English.
pub fn lines(comparison: &Comparison) -> Vec<String> {
    let mut lines = vec![survival(&comparison.survival).to_string()];
    lines.extend(absent(comparison).iter().map(Said::to_string));
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
pub fn absent(comparison: &Comparison) -> Vec<Said> {
    let old = comparison.absent.old.iter().map(|file| {
        said!(
            "The old version includes {file}, which is not among its files: what it holds is not compared.",
            file = file
        )
    });
    let new = comparison.absent.new.iter().map(|file| {
        said!(
            "The new version includes {file}, which is not among its files: what it holds is not compared.",
            file = file
        )
    });
    old.chain(new).collect()
}

fn section(title: &str, told: impl Iterator<Item = Said>, lines: &mut Vec<String>) {
    let told: Vec<String> = told.map(|line| format!("  {line}")).collect();
    if !told.is_empty() {
        lines.extend([String::new(), title.to_owned()]);
        lines.extend(told);
    }
}

/// Words of a file: the same in every language.
fn plain(words: &str) -> Said {
    Said::new("{words}", vec![("words", words.into())])
}

/// The one beside the other.
fn beside(one: Said, other: Said) -> Said {
    Said::new(
        "{one} {other}",
        vec![("one", one.into()), ("other", other.into())],
    )
}

/// With commas between.
fn listed(all: impl IntoIterator<Item = Said>) -> Said {
    let all = all.into_iter().reduce(|before, last| {
        Said::new(
            "{before}, {last}",
            vec![("before", before.into()), ("last", last.into())],
        )
    });
    all.unwrap_or_else(|| plain(""))
}

fn one_after_another(all: Vec<Said>) -> Said {
    let all = all
        .into_iter()
        .reduce(|before, last| said!("{before}; {last}", before = before, last = last));
    all.unwrap_or_else(|| plain(""))
}

/// What hashes tell of content that is not the same.
fn otherwise(sentence: Said, only_numbers: bool) -> Said {
    match only_numbers {
        true => said!(
            "{sentence}; only numbers of passages pointed at changed",
            sentence = sentence
        ),
        false => said!(
            "{sentence}; mark-up, notes, readings or numbers of passages pointed at changed",
            sentence = sentence
        ),
    }
}

fn altered_too(sentence: Said, altered: bool) -> Said {
    match altered {
        true => said!(
            "{sentence}; mark-up, notes or readings changed",
            sentence = sentence
        ),
        false => sentence,
    }
}

fn passages(count: usize) -> Said {
    said!("{n} passage|{n} passages", n = count)
}

fn words_in(count: usize) -> Said {
    said!("{n} word|{n} words", n = count)
}

fn range(from: &str, to: &str) -> Said {
    if from == to {
        place(from)
    } else {
        said!("{first} to {last}", first = place(from), last = place(to))
    }
}

fn list(references: &[String]) -> Said {
    match references.split_last() {
        Some((last, [])) => plain(last),
        Some((last, others)) => said!(
            "{before} and {last}",
            before = others.join(", "),
            last = last
        ),
        None => plain(""),
    }
}

/// How a passage is called, and how it was.
fn placed(reference: &str, was: Option<&str>) -> Said {
    match was {
        None => place(reference),
        Some(was) => said!(
            "{place} (was {was})",
            place = place(reference),
            was = place(was)
        ),
    }
}

fn count(runs: &[Run], kind: RunKind) -> usize {
    let runs = runs.iter().filter(|run| run.kind == kind);
    runs.map(|run| run.text.split_whitespace().count()).sum()
}

/// Words that are quoted in full; of more the beginning and the end are.
const MOST_QUOTED: usize = 24;

fn quoted(text: &str) -> Said {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.len() {
        0 => said!("nothing"),
        1..=MOST_QUOTED => said!("“{words}”", words = text),
        count => said!(
            "“{begin} … {end}” ({words})",
            begin = words[..10].join(" "),
            end = words[count - 10..].join(" "),
            words = words_in(count)
        ),
    }
}

/// The last words of a text, as many as tell a place.
fn last_words(text: &str) -> &str {
    let mut starts = text.rmatch_indices(' ').map(|(at, _)| at + 1);
    starts.nth(2).map_or(text, |start| &text[start..])
}

fn reading(text: &str) -> Said {
    match text {
        "" => said!("omission"),
        text => quoted(text),
    }
}

fn sigla(witnesses: &[Siglum]) -> String {
    let witnesses: Vec<&str> = witnesses.iter().map(Siglum::as_str).collect();
    witnesses.join(" ")
}

fn holds(held: &Held) -> Said {
    let who = sigla(&held.witnesses);
    let who = held.scholar.as_ref().unwrap_or(&who);
    with_sigla(reading(&held.text), who)
}

fn with_sigla(reading: Said, sigla: &str) -> Said {
    match sigla {
        "" => reading,
        sigla => beside(reading, plain(sigla)),
    }
}

fn all(readings: &[Held]) -> Said {
    match readings.is_empty() {
        true => said!("no readings"),
        false => listed(readings.iter().map(holds)),
    }
}

fn step(from: Option<&str>, to: Option<&str>) -> Said {
    match (from, to) {
        (Some(from), Some(to)) => was_is(plain(from), plain(to)),
        (Some(from), None) => said!("was {from}, is not said any more", from = from),
        (None, Some(to)) => said!("is {to}, was not said", to = to),
        (None, None) => plain(""),
    }
}

fn was_is(from: Said, to: Said) -> Said {
    said!("was {from}, is {to}", from = from, to = to)
}

fn aspect_in_words(aspect: &str) -> Said {
    match aspect {
        "type" => said!("type"),
        "responsibility" => said!("responsibility"),
        "source" => said!("source"),
        "hand" => said!("hand"),
        "certainty" => said!("certainty"),
        "cause" => said!("cause"),
        _ => said!("order"),
    }
}

fn kind(kind: EntryKind) -> Said {
    match kind {
        EntryKind::Variant => said!("an entry of variants"),
        EntryKind::Emendation => said!("an emendation"),
        EntryKind::Proposal => said!("a proposal"),
        EntryKind::Deletion => said!("a deletion"),
        EntryKind::Addition => said!("an addition"),
    }
}

fn note_of(kind: NoteKind) -> Said {
    match kind {
        NoteKind::Source => said!("note of the source"),
        NoteKind::Editor => said!("note of the editor"),
        NoteKind::Translator => said!("note of the translator"),
    }
}
