//! How is an entry printed?
//!
//! Lemma, readings, sigla, in the order and with the words of printed
//! apparatuses: *om.*, *add.*, *post*, *praem.*, *transp.*; entries that say the
//! same in one unit are printed once, with *bis*, *ter* … A lemma without a word
//! of its own takes its neighbour.

use serde::Serialize;

use super::html::Html;
use super::labels::unit_label;
use super::safety::escape;
use crate::edition::{Certainty, EntryKind, Reading};
use crate::tei::Document;
use crate::tei::apparatus::{Entry, Neighbour};

/// The entries of a unit.
#[derive(Clone, Debug, Serialize)]
pub struct Group {
    /// Its id in HTML.
    pub id: String,
    /// The unit.
    pub unit: GroupUnit,
    /// The entries, in the order of the text.
    pub entries: Vec<PrintedEntry>,
}

/// The unit of a group.
#[derive(Clone, Debug, Serialize)]
pub struct GroupUnit {
    /// Its id in HTML.
    pub id: String,
    /// Its number, if it has one.
    pub number: Option<String>,
    /// What it is called.
    pub label: String,
    /// The fragment at which it is found.
    pub href: String,
}

/// An entry as it is printed.
#[derive(Clone, Debug, Serialize)]
pub struct PrintedEntry {
    /// Its id in HTML.
    pub id: String,
    /// Further ids, when the same entry occurs several times.
    pub ids: Vec<String>,
    /// The fragments of its places in the text.
    pub places: Vec<String>,
    /// The words of the text, if there are any.
    pub lemma: Option<Html>,
    /// Sigla of the witnesses that have them; only where the entry names them.
    pub lemma_sigla: Vec<String>,
    /// Who answers for them, if no witness has them.
    pub lemma_responsible: Option<String>,
    /// `bis`, `ter` …, if it occurs several times.
    pub times: Option<String>,
    /// What it reports.
    pub kind: EntryKind,
    /// What witnesses have, and scholars propose.
    pub readings: Vec<PrintedReading>,
}

/// A reading as it is printed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PrintedReading {
    /// Its words; `om.` for an omission.
    pub html: Html,
    /// Whether the witness has nothing there.
    pub omission: bool,
    /// The sigla; for a proposal those of the witnesses that have the `sic`.
    pub sigla: Vec<String>,
    /// Who proposes it.
    pub responsible: Option<String>,
    /// How sure that is.
    pub certainty: Certainty,
    /// Whether it is only proposed: the text keeps what the witness has.
    pub proposal: bool,
}

/// The apparatus of a document, by units. `mark` says whether places are
/// marked in the text; otherwise entries lead to their unit.
pub fn apparatus(document: &Document, mark: bool) -> Vec<Group> {
    let all: Vec<usize> = (0..document.entries().len()).collect();
    apparatus_of(document, &all, mark)
}

/// The same of these entries alone.
pub fn apparatus_of(document: &Document, entries: &[usize], mark: bool) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for entry in entries.iter().filter_map(|&at| document.entries().get(at)) {
        let unit = &entry.entry.unit;
        if groups.last().is_none_or(|group| group.unit.id != *unit) {
            groups.extend(group(document, unit));
        }
        if let Some(group) = groups.last_mut() {
            add(&mut group.entries, printed(entry, mark));
        }
    }
    groups
}

fn group(document: &Document, id: &str) -> Option<Group> {
    let unit = document.unit_by_id(id);
    let (number, label) = match unit {
        Some(at) => (
            document.units()[at].unit.number.clone(),
            unit_label(document, at),
        ),
        None => {
            let note = document.notes().iter().find(|note| note.note.id == id)?;
            (None, format!("Note {}", note.note.label))
        }
    };
    Some(Group {
        id: document.apparatus_id(id)?.to_owned(),
        unit: GroupUnit {
            id: id.to_owned(),
            number,
            label,
            href: format!("#{id}"),
        },
        entries: Vec::new(),
    })
}

/// Adds an entry, or its places to one that says the same.
fn add(entries: &mut Vec<PrintedEntry>, entry: PrintedEntry) {
    let same = |other: &&mut PrintedEntry| {
        other.lemma.is_some()
            && other.lemma == entry.lemma
            && other.kind == entry.kind
            && other.readings == entry.readings
    };
    match entries.iter_mut().find(same) {
        Some(first) => {
            first.ids.push(entry.id);
            first.places.extend(entry.places);
            first.times = times(first.ids.len() + 1);
        }
        None => entries.push(entry),
    }
}

fn times(count: usize) -> Option<String> {
    let words = [
        "bis",
        "ter",
        "quater",
        "quinquies",
        "sexies",
        "septies",
        "octies",
    ];
    match count.checked_sub(2)? {
        at if at < words.len() => Some(words[at].to_owned()),
        _ => Some(format!("{count}×")),
    }
}

fn printed(entry: &Entry, mark: bool) -> PrintedEntry {
    let place = if mark {
        &entry.place
    } else {
        &entry.entry.unit
    };
    let lemma = entry.entry.lemma.as_ref();
    let sigla = lemma
        .map(|lemma| sigla(&lemma.witnesses))
        .unwrap_or_default();
    let (lemma, readings) = match entry.entry.kind {
        EntryKind::Deletion => deletion(entry),
        EntryKind::Proposal => proposal(entry),
        _ => with_neighbour(entry),
    };
    PrintedEntry {
        id: entry.entry.id.clone(),
        ids: Vec::new(),
        places: vec![format!("#{place}")],
        lemma: (!lemma.is_empty()).then(|| Html::text(&shortened(&lemma))),
        lemma_sigla: sigla,
        lemma_responsible: entry.lemma_responsible.clone(),
        times: None,
        kind: entry.entry.kind,
        readings,
    }
}

/// Words of a lemma that are printed whole; of a longer one the first and last.
const LONGEST_LEMMA: usize = 4;

fn shortened(lemma: &str) -> String {
    let words: Vec<&str> = lemma.split(' ').collect();
    match words.as_slice() {
        [first, .., last] if words.len() > LONGEST_LEMMA => format!("{first} … {last}"),
        _ => lemma.to_owned(),
    }
}

/// Words that only the witness has: they are told after the word before them.
fn deletion(entry: &Entry) -> (String, Vec<PrintedReading>) {
    let (word, sign) = match (&entry.before, &entry.after) {
        (before, _) if !before.word.is_empty() => (before.word.clone(), "add."),
        (_, after) => (after.word.clone(), "praem."),
    };
    let told = |reading: &Reading| {
        let html = format!("<i lang=\"la\">{sign}</i> {}", escape(&reading.text));
        PrintedReading {
            html: Html::new(html),
            ..plain(reading)
        }
    };
    (word, entry.entry.readings.iter().map(told).collect())
}

/// A fault that is left: the proposals, with the witnesses of the fault.
fn proposal(entry: &Entry) -> (String, Vec<PrintedReading>) {
    let lemma = entry.entry.lemma.as_ref();
    let mut witnesses = lemma
        .map(|lemma| sigla(&lemma.witnesses))
        .unwrap_or_default();
    let joined = Joined::new(entry);
    let lemma = joined.lemma(lemma.map_or("", |lemma| &lemma.text));
    let mut readings: Vec<PrintedReading> = Vec::new();
    for reading in &entry.entry.readings {
        let sigla = std::mem::take(&mut witnesses);
        let html = Html::text(&joined.reading(&reading.text));
        readings.push(PrintedReading {
            html,
            sigla,
            proposal: true,
            ..plain(reading)
        });
    }
    if readings.is_empty() {
        readings.push(PrintedReading {
            html: Html::new("<i lang=\"la\">sic</i>"),
            omission: false,
            sigla: witnesses,
            responsible: None,
            certainty: Certainty::Unknown,
            proposal: false,
        });
    }
    (lemma, readings)
}

fn with_neighbour(entry: &Entry) -> (String, Vec<PrintedReading>) {
    let joined = Joined::new(entry);
    let lemma = entry
        .entry
        .lemma
        .as_ref()
        .map_or("", |lemma| lemma.text.as_str());
    let variant = entry.entry.kind == EntryKind::Variant;
    let told = |reading: &Reading| {
        let text = joined.reading(&reading.text);
        let html = match described(lemma, &reading.text).filter(|_| variant) {
            _ if text.is_empty() => Html::new("<i lang=\"la\">om.</i>"),
            Some(described) => described,
            None => Html::text(&text),
        };
        PrintedReading {
            html,
            omission: text.is_empty(),
            ..plain(reading)
        }
    };
    (
        joined.lemma(lemma),
        entry.entry.readings.iter().map(told).collect(),
    )
}

/// What a reading does to a lemma of whole words, where that is shorter to say:
/// it adds words, or has the same in another order.
fn described(lemma: &str, reading: &str) -> Option<Html> {
    let told = |html: String| Some(Html::new(html));
    if lemma.is_empty() {
        return None;
    }
    if let Some(more) = reading
        .strip_prefix(lemma)
        .and_then(|rest| rest.strip_prefix(' '))
    {
        let (lemma, more) = (escape(lemma), escape(more));
        return told(format!(
            "<i lang=\"la\">post</i> {lemma} <i lang=\"la\">add.</i> {more}"
        ));
    }
    let sorted = |text: &str| {
        let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
        words.sort();
        words
    };
    let moved = lemma.contains(' ') && lemma != reading && sorted(lemma) == sorted(reading);
    moved.then(|| Html::new(format!("{} <i lang=\"la\">transp.</i>", escape(reading))))
}

fn plain(reading: &Reading) -> PrintedReading {
    PrintedReading {
        html: Html::text(&reading.text),
        omission: reading.text.is_empty(),
        sigla: sigla(&reading.witnesses),
        responsible: reading.responsible.clone(),
        certainty: reading.certainty,
        proposal: false,
    }
}

fn sigla(witnesses: &[crate::edition::Siglum]) -> Vec<String> {
    witnesses
        .iter()
        .map(|siglum| siglum.as_str().to_owned())
        .collect()
}

/// A neighbouring word that goes with lemma and readings, where the lemma is
/// nothing, a sign or a single letter.
struct Joined<'a> {
    before: Option<&'a Neighbour>,
    after: Option<&'a Neighbour>,
}

impl<'a> Joined<'a> {
    fn new(entry: &'a Entry) -> Self {
        let lemma = entry
            .entry
            .lemma
            .as_ref()
            .map_or("", |lemma| lemma.text.as_str());
        let is_thin = lemma.chars().filter(|c| c.is_alphanumeric()).count() == 0
            || lemma.chars().count() == 1;
        let before = is_thin && !entry.before.word.is_empty();
        let after = is_thin && !before && !entry.after.word.is_empty();
        Self {
            before: before.then_some(&entry.before),
            after: after.then_some(&entry.after),
        }
    }

    fn lemma(&self, text: &str) -> String {
        self.reading(text)
    }

    fn reading(&self, text: &str) -> String {
        let joined = |neighbour: &Neighbour| neighbour.spaced && !text.is_empty();
        match (self.before, self.after) {
            (Some(before), _) if joined(before) => format!("{} {text}", before.word),
            (Some(before), _) => format!("{}{text}", before.word),
            (_, Some(after)) if joined(after) => format!("{text} {}", after.word),
            (_, Some(after)) => format!("{text}{}", after.word),
            _ => text.to_owned(),
        }
    }
}
