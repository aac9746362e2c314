//! How is the apparatus printed?
//!
//! Entry by entry, in the order of the text, under the units they belong to
//! ([`printed`](mod@printed) words them, [`vocabulary`] has the words). Entries that say the
//! same in one unit are printed once, with *bis*, *ter* …; sources, parallels
//! and spellings make lists of their own; so does, if the reader wishes, what
//! hands did on the page ([`intervention`](mod@intervention)).

mod craft;
mod dressed;
mod intervention;
mod neighbours;
mod printed;
mod sigla;
pub mod vocabulary;

use std::cell::OnceCell;
use std::hash::BuildHasher;

use memchr::memchr2;
use rustc_hash::{FxBuildHasher, FxHashMap};
use serde::Serialize;

use super::html::Html;
use super::labels::unit_label;
use super::safety::{escape, push_escaped};
use super::selection::ReadingLinks;
use crate::edition::{Certainty, Reading, Siglum};
use crate::source::percent::encode;
use crate::tei::Document;
use crate::tei::apparatus::Entry;
use crate::wording::Said;
use crate::{key, said};

use vocabulary::Tongue;

pub use dressed::{beside, dress, inline};

/// How entries are worded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Manner {
    /// Whether the witnesses of the text are named where the edition names them
    /// (a positive apparatus), or only those that differ (a negative one).
    pub positive: bool,
    /// The language of the words of the craft.
    pub tongue: Tongue,
    /// Whether what hands did outside entries, and what is doubtful or lost, is
    /// told as well.
    pub interventions: bool,
}

impl Default for Manner {
    fn default() -> Self {
        Self {
            positive: true,
            tongue: Tongue::Latin,
            interventions: false,
        }
    }
}

/// What a page wants of its entries.
#[derive(Clone, Copy, Debug, Default)]
pub struct Printing<'a> {
    /// Whether places are marked in the text; otherwise entries lead to their unit.
    pub mark: bool,
    /// How they are worded.
    pub manner: Manner,
    /// Where readings lead; none where there is no page with them in the text.
    pub links: Option<&'a ReadingLinks<'a>>,
}

/// One apparatus of several.
#[derive(Clone, Debug, Serialize)]
pub struct Series {
    /// Its id in HTML.
    pub id: String,
    /// What it is called.
    pub title: &'static str,
    /// Its entries, by units.
    pub groups: Vec<Group>,
    /// The same, dressed.
    pub html: Html,
}

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
    /// What it is called in the language of the interface; empty until it is said.
    pub label: String,
    /// The same, before it is said.
    #[serde(skip)]
    pub name: Said,
    /// The fragment at which it is found.
    pub href: String,
}

/// A siglum as it is printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PrintedSiglum {
    /// Its letters.
    pub text: String,
    /// The same, with what is raised.
    pub html: Html,
}

impl PrintedSiglum {
    /// `siglum` as it is printed.
    pub fn new(siglum: &Siglum) -> Self {
        let (base, raised) = siglum.parts();
        let mut html = escape(base).into_owned();
        push_raised(&mut html, raised);
        Self {
            text: siglum.as_str().to_owned(),
            html: Html::new(html),
        }
    }
}

/// Adds what is raised, if anything is.
fn push_raised(html: &mut String, raised: &str) {
    if !raised.is_empty() {
        html.push_str("<sup>");
        push_escaped(html, raised);
        html.push_str("</sup>");
    }
}

/// An entry as it is printed.
#[derive(Clone, Debug, Serialize)]
pub struct PrintedEntry {
    /// Its id in HTML.
    pub id: String,
    /// Further ids, when the same entry occurs several times.
    pub ids: Vec<String>,
    /// Empty elements with these ids.
    pub anchors: Html,
    /// The fragment of its first place in the text.
    pub home: String,
    /// The fragments of its places in the text.
    pub places: Vec<String>,
    /// The place as it is cited, where that is not the number of the unit:
    /// `41–42`, or as the file names it.
    pub locus: Option<String>,
    /// The words of the text, if there are any.
    pub lemma: Option<Html>,
    /// Everything after the bracket.
    pub body: Html,
    /// Sigla of the witnesses that have the words of the text.
    pub lemma_sigla: Vec<PrintedSiglum>,
    /// Who answers for them, if no witness has them.
    pub lemma_responsible: Option<String>,
    /// `bis`, `ter` …, if it occurs several times.
    pub times: Option<String>,
    /// That, with links to the further places.
    pub repeated: Html,
    /// What it reports: the kind of an entry, or `intervention`.
    pub kind: &'static str,
    /// What witnesses have, and scholars propose.
    pub readings: Vec<PrintedReading>,
    /// Which apparatus it belongs to, as the file says.
    pub series: Option<String>,
}

/// Where the address of a link to a reading begins and ends until it is known which
/// entries say the same: in between is the number of the reading.
const LINK_BEGIN: u8 = 1;
const LINK_END: u8 = 2;

impl PrintedEntry {
    /// Completes the links to its readings in the text.
    fn lead_to_readings(&mut self, links: &ReadingLinks<'_>) {
        let base = links.before(&self.id);
        let before = format!("{base}{}:", encode(&self.id, b"-._~"));
        let complete = |html: &mut Html| {
            let mut rest = html.as_str();
            let mut linked = String::new();
            while let Some(at) = memchr2(LINK_BEGIN, LINK_END, rest.as_bytes()) {
                linked.reserve(rest.len() + before.len() + self.home.len());
                linked.push_str(&rest[..at]);
                let begins = rest.as_bytes()[at] == LINK_BEGIN;
                linked.push_str(if begins { &before } else { &self.home });
                rest = &rest[at + 1..];
            }
            if !linked.is_empty() {
                linked.push_str(rest);
                *html = Html::new(linked);
            }
        };
        complete(&mut self.body);
        for reading in &mut self.readings {
            complete(&mut reading.whole);
        }
    }

    /// An entry about no readings.
    fn told(id: String, kind: &'static str) -> Self {
        Self {
            id,
            ids: Vec::new(),
            anchors: Html::default(),
            home: String::new(),
            places: Vec::new(),
            locus: None,
            lemma: None,
            body: Html::default(),
            lemma_sigla: Vec::new(),
            lemma_responsible: None,
            times: None,
            repeated: Html::default(),
            kind,
            readings: Vec::new(),
            series: None,
        }
    }
}

/// A reading as it is printed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PrintedReading {
    /// Its words, or what it does to those of the text.
    pub html: Html,
    /// The same with sigla, scholars and remarks.
    pub whole: Html,
    /// Whether the witness has nothing there.
    pub omission: bool,
    /// The sigla.
    pub sigla: Vec<PrintedSiglum>,
    /// Who proposes it.
    pub responsible: Option<String>,
    /// How sure that is.
    pub certainty: Certainty,
    /// Whether it is only proposed: the text keeps what the witness has.
    pub proposal: bool,
    /// What kind of reading it is, as the file says.
    pub kind: Option<String>,
}

/// Which list an entry stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum List {
    Critical,
    Orthographic,
    Sources,
    Parallels,
}

impl List {
    const ALL: [Self; 4] = [
        Self::Critical,
        Self::Orthographic,
        Self::Sources,
        Self::Parallels,
    ];

    /// The list of an entry: that of its series; of one that has none, and in which
    /// witnesses only spell otherwise, that of spellings.
    fn of_entry(entry: &Entry) -> Self {
        let readings = &entry.entry.readings;
        let spells = |reading: &Reading| {
            let kind = reading.support.kind.as_deref();
            Self::of(kind) == Self::Orthographic
        };
        match entry.entry.series.as_deref() {
            None if !readings.is_empty() && readings.iter().all(spells) => Self::Orthographic,
            series => Self::of(series),
        }
    }

    /// The list of a series, by what editors call such series.
    fn of(series: Option<&str>) -> Self {
        let Some(series) = series.map(str::to_lowercase) else {
            return Self::Critical;
        };
        let has = |words: &[&str]| words.iter().any(|word| series.contains(word));
        if has(&["orthograph", "spelling"]) {
            Self::Orthographic
        } else if has(&[
            "source",
            "fontes",
            "quelle",
            "quotation",
            "citation",
            "biblic",
        ]) {
            Self::Sources
        } else if has(&["parallel", "testimon", "simili", "loci"]) {
            Self::Parallels
        } else {
            Self::Critical
        }
    }

    fn id(self) -> &'static str {
        match self {
            Self::Critical => "apparatus",
            Self::Orthographic => "spellings",
            Self::Sources => "sources",
            Self::Parallels => "parallels",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Critical => "Apparatus",
            Self::Orthographic => key!("Variants of spelling"),
            Self::Sources => key!("Sources"),
            Self::Parallels => key!("Parallels"),
        }
    }
}

/// The apparatuses of a document, each by units; the critical one first.
fn apparatus(document: &Document, printing: Printing<'_>) -> Vec<Series> {
    let all: Vec<usize> = (0..document.entries().len()).collect();
    apparatus_of(document, &all, 0..document.units().len(), printing)
}

/// The same of these entries alone, and of what was done in these units.
pub fn apparatus_of(
    document: &Document,
    entries: &[usize],
    units: std::ops::Range<usize>,
    printing: Printing<'_>,
) -> Vec<Series> {
    let mut lists: Vec<(List, Vec<Group>, Seen)> = List::ALL
        .map(|list| (list, Vec::new(), Seen::default()))
        .into();
    let mut labels = Labels::new(document);
    for entry in entries.iter().filter_map(|&at| document.entries().get(at)) {
        let list = List::of_entry(entry);
        let unit = entry.entry.unit.as_deref().unwrap_or_default();
        let Some((_, groups, seen)) = lists.iter_mut().find(|(other, ..)| *other == list) else {
            continue;
        };
        if groups.last().is_none_or(|group| group.unit.id != unit) {
            groups.extend(labels.group(unit, list));
            seen.clear();
        }
        if let Some(group) = groups.last_mut() {
            let (printed, lemma) = printed(document, entry, printing, group);
            add(&mut group.entries, printed, &lemma, seen);
        }
    }
    if let Some(links) = printing.links {
        let groups = lists.iter_mut().flat_map(|(_, groups, _)| groups);
        let entries = groups.flat_map(|group| &mut group.entries);
        entries.for_each(|entry| entry.lead_to_readings(links));
    }
    let filled = lists
        .into_iter()
        .filter(|(_, groups, _)| !groups.is_empty());
    let mut all: Vec<Series> = filled
        .map(|(list, groups, _)| Series {
            id: list.id().to_owned(),
            title: list.title(),
            groups,
            html: Html::default(),
        })
        .collect();
    if printing.manner.interventions {
        let told = intervention::series(document, units, printing.manner, &mut labels);
        all.extend(told);
    }
    all
}

/// The entries as lines of plain text: the place, the lemma, what else is printed.
pub fn lines(document: &Document, manner: Manner) -> Vec<String> {
    let mut lines = Vec::new();
    let printing = Printing {
        mark: true,
        manner,
        ..Printing::default()
    };
    for series in apparatus(document, printing) {
        if series.id != List::Critical.id() {
            lines.push(format!("{}:", series.title));
        }
        for group in &series.groups {
            let number = group.unit.number.clone();
            let number = number.unwrap_or_else(|| group.unit.name.to_string());
            lines.extend(group.entries.iter().map(|entry| line(&number, entry)));
        }
    }
    lines
}

fn line(number: &str, entry: &PrintedEntry) -> String {
    let locus = entry.locus.as_deref().unwrap_or(number);
    let lemma = entry
        .lemma
        .as_ref()
        .map(|lemma| without_tags(lemma.as_str()));
    let times = entry.times.as_ref().map(|times| format!(" ({times})"));
    let lemma = lemma.map(|lemma| format!(" {lemma}{}]", times.unwrap_or_default()));
    let body = without_tags(entry.body.as_str());
    format!("{locus}{} {body}", lemma.unwrap_or_default())
}

/// Raised sigla as superior letters.
fn superior(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, raised)) = rest.split_once("<sup>") {
        let (raised, after) = raised.split_once("</sup>").unwrap_or((raised, ""));
        out.push_str(before);
        out.push_str(&Siglum::with_raised("", raised).to_string());
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The text of HTML that this module made.
fn without_tags(html: &str) -> String {
    let html = superior(html);
    let html = html.as_str();
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        rest = tag.split_once('>').map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    super::safety::unescape(&text)
}

/// Finds units and notes by their ids.
struct Labels<'a> {
    document: &'a Document,
    /// Made when an entry of a note is met: each page of a long text asks anew.
    notes: OnceCell<FxHashMap<&'a str, usize>>,
}

impl<'a> Labels<'a> {
    fn new(document: &'a Document) -> Self {
        Self {
            document,
            notes: OnceCell::new(),
        }
    }

    fn note(&self, id: &str) -> Option<usize> {
        let notes = self.notes.get_or_init(|| {
            let notes = self.document.notes().iter().zip(0..);
            notes
                .map(|(note, at)| (note.note.id.as_str(), at))
                .collect()
        });
        notes.get(id).copied()
    }

    /// The group of a unit in a list.
    fn group(&mut self, id: &str, list: List) -> Option<Group> {
        let group = self.document.apparatus_id(id)?;
        let id_of_group = match list {
            List::Critical => group.to_owned(),
            other => format!("{}-{group}", other.id()),
        };
        Some(self.group_as(id, id_of_group))
    }

    /// A group of entries about a unit, under an id of its own.
    fn group_as(&mut self, id: &str, id_of_group: String) -> Group {
        let document = self.document;
        let (number, name) = match document.unit_by_id(id) {
            Some(at) => (
                document.locus(at).map(str::to_owned),
                unit_label(document, at),
            ),
            None => match self.note(id) {
                Some(at) => {
                    let label = &document.notes()[at].note.label;
                    (None, said!("Note {label}", label = label))
                }
                None => (None, said!("The whole text")),
            },
        };
        Group {
            id: id_of_group,
            unit: GroupUnit {
                id: id.to_owned(),
                number,
                label: String::new(),
                name,
                href: format!("#{}", if id.is_empty() { "text" } else { id }),
            },
            entries: Vec::new(),
        }
    }
}

/// The entries of a group by a hash of what they say.
type Seen = FxHashMap<u64, Vec<usize>>;

/// Adds an entry, or its places to one that says the same.
fn add(entries: &mut Vec<PrintedEntry>, entry: PrintedEntry, lemma: &str, seen: &mut Seen) {
    if lemma.is_empty() || entry.lemma.is_none() {
        entries.push(entry);
        return;
    }
    let says = |entry: &PrintedEntry| {
        let lemma = entry.lemma.as_ref().map(Html::as_str);
        FxBuildHasher.hash_one((lemma, entry.kind, &entry.locus, entry.body.as_str()))
    };
    let same = |other: &PrintedEntry| {
        other.lemma == entry.lemma
            && other.kind == entry.kind
            && other.locus == entry.locus
            && other.body == entry.body
    };
    let alike = seen.entry(says(&entry)).or_default();
    match alike.iter().find(|&&at| same(&entries[at])) {
        Some(&at) => {
            let first = &mut entries[at];
            first.ids.push(entry.id);
            first.places.extend(entry.places);
            first.times = times(first.ids.len() + 1);
        }
        None => {
            alike.push(entries.len());
            entries.push(entry);
        }
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

fn printed(
    document: &Document,
    entry: &Entry,
    printing: Printing<'_>,
    group: &Group,
) -> (PrintedEntry, String) {
    let wording = printed::word(document, entry, printing);
    let unit = if group.unit.id.is_empty() {
        "text"
    } else {
        &group.unit.id
    };
    let place = if printing.mark { &entry.place } else { unit };
    let lemma = entry.entry.lemma.as_ref();
    let support = lemma.map(|lemma| &lemma.support);
    let printed = PrintedEntry {
        home: ["#", place].concat(),
        places: vec![["#", place].concat()],
        locus: locus(document, entry, group),
        lemma: Some(wording.lemma).filter(|lemma| !lemma.as_str().is_empty()),
        body: wording.body,
        lemma_sigla: support.map_or(Vec::new(), |support| {
            support.witnesses.iter().map(PrintedSiglum::new).collect()
        }),
        lemma_responsible: support.and_then(|support| support.scholar().map(str::to_owned)),
        readings: wording.readings,
        series: entry.entry.series.clone(),
        ..PrintedEntry::told(entry.entry.id.clone(), entry.entry.kind.as_str())
    };
    (printed, wording.lemma_words)
}

/// The place as it is cited: a range of units, or what the file says, where the
/// number of the unit does not say it already.
fn locus(document: &Document, entry: &Entry, group: &Group) -> Option<String> {
    let unit = document.unit_by_id(&group.unit.id);
    if let Some(until) = &entry.entry.until {
        let last = document.locus_after(unit, document.unit_by_id(until)?)?;
        return Some(format!("{}–{last}", group.unit.number.as_ref()?));
    }
    let line = entry.entry.line.as_ref();
    let location = entry.entry.location.as_ref().or(line)?;
    let number = unit.and_then(|at| document.units()[at].unit.number.as_ref());
    let known = [number, group.unit.number.as_ref()].contains(&Some(location));
    (!known).then(|| location.clone())
}
