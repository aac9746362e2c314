//! Where does something differ, and how?
//!
//! Entries stand in the text: `choice` of `sic` and `corr`, `sic` alone,
//! `surplus`, `supplied`, and `app` in parallel segmentation (TEI TCAPPS). What
//! is only made regular (`orig`, `reg`) or spelled out makes no entry.

use super::element::tei_name;
use super::history::certainty;
use super::identifier::{Identifiers, slug};
use super::name::NamesById;
use super::text::{
    Side, chosen, is_left_out, is_proposal, lemma_or_first_reading, side_text,
    stands_between_alternatives,
};
use super::witness::Sigla;
use crate::edition::{ApparatusEntry, Certainty, EntryKind, Lemma, Reading, Siglum};
use crate::xml::{Element, NodeId};

/// An entry and its element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The element: `choice`, `app` …
    pub node: NodeId,
    /// What is known about it.
    pub entry: ApparatusEntry,
    /// The id of its place in the text, in HTML.
    pub place: String,
    /// The word of the reading text before the place, and after it.
    pub before: Neighbour,
    /// The word after the place.
    pub after: Neighbour,
    /// Who answers for the words of the text, if no witness has them.
    pub lemma_responsible: Option<String>,
}

/// A word beside a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Neighbour {
    /// The word; empty at the begin or end of the unit.
    pub word: String,
    /// Whether white space parts it from the place.
    pub spaced: bool,
}

/// What entries are read with.
pub struct Sources<'a> {
    /// The printed sigla.
    pub sigla: &'a Sigla,
    /// Names of those who answer for something.
    pub names: &'a NamesById,
}

/// Whether an element is a place of the apparatus.
pub fn opens_entry(element: Element<'_>) -> bool {
    let parent_is = |name| element.parent().is_some_and(|parent| parent.is(name));
    match tei_name(element) {
        Some("choice") => element.child("sic").is_some() && element.child("corr").is_some(),
        Some("sic") => !parent_is("choice"),
        Some("surplus") => true,
        Some("supplied") => is_omission(element),
        Some("app") => !parent_is("listApp") && element.find("rdg").is_some(),
        _ => false,
    }
}

/// Whether the witness left out what is supplied. What it lost by damage is
/// another matter, and is said in the text itself.
fn is_omission(supplied: Element<'_>) -> bool {
    let reason = supplied.attribute("reason");
    reason.is_none_or(|reason| {
        reason
            .split_whitespace()
            .any(|word| word.starts_with("omitted"))
    })
}

/// The entries of a unit (or of a note), in the order of the text. `is_unit`
/// says where another unit begins, which has entries of its own.
pub fn entries(
    unit: Element<'_>,
    unit_id: &str,
    sources: &Sources<'_>,
    identifiers: &mut Identifiers,
    is_unit: impl Fn(NodeId) -> bool,
) -> Vec<Entry> {
    let mut flow = Flow::default();
    let mut resume = unit.id();
    for node in unit.descendants() {
        flow.close_until(node.id());
        if node.id() < resume {
            continue;
        }
        let Some(element) = node.element() else {
            if !stands_between_alternatives(node) {
                flow.text.push_str(&node.text());
            }
            continue;
        };
        if opens_entry(element) {
            flow.open(element);
        }
        if is_left_out(element, Side::Reading) || is_unit(element.id()) {
            resume = element.end();
        } else if matches!(tei_name(element), Some("lb" | "pb" | "cb")) {
            flow.text.push(' ');
        }
    }
    let Flow { text, places, .. } = flow;
    let entry = |place: Place<'_>| place.entry(&text, unit_id, sources, identifiers);
    places.into_iter().filter_map(entry).collect()
}

/// The reading text of a unit and the places of the entries in it.
#[derive(Default)]
struct Flow<'t> {
    text: String,
    places: Vec<Place<'t>>,
    open: Vec<usize>,
}

struct Place<'t> {
    element: Element<'t>,
    start: usize,
    end: Option<usize>,
}

impl<'t> Flow<'t> {
    fn open(&mut self, element: Element<'t>) {
        self.open.push(self.places.len());
        let start = self.text.len();
        self.places.push(Place {
            element,
            start,
            end: None,
        });
    }

    fn close_until(&mut self, node: NodeId) {
        let Self { text, places, open } = self;
        while let Some(&last) = open.last() {
            if places[last].element.end() > node {
                break;
            }
            places[last].end = Some(text.len());
            open.pop();
        }
    }
}

impl Place<'_> {
    fn entry(
        self,
        text: &str,
        unit: &str,
        sources: &Sources<'_>,
        identifiers: &mut Identifiers,
    ) -> Option<Entry> {
        let read = read(self.element, sources)?;
        let id = identifiers.give(self.element, &wanted_id(unit, &read));
        Some(Entry {
            node: self.element.id(),
            place: identifiers.reserve(&format!("at-{id}")),
            entry: ApparatusEntry {
                id,
                unit: unit.to_owned(),
                kind: read.kind,
                lemma: read.lemma,
                readings: read.readings,
            },
            before: before(&text[..self.start]),
            after: after(&text[self.end.unwrap_or(text.len())..]),
            lemma_responsible: read.lemma_responsible,
        })
    }
}

/// The unit and the first words of the lemma: an entry keeps its id when others
/// are added to the unit, unless they say the same.
fn wanted_id(unit: &str, read: &Read) -> String {
    let first = |text: &str| {
        slug(
            &text
                .split_whitespace()
                .take(3)
                .collect::<Vec<_>>()
                .join(" "),
        )
    };
    let lemma = read.lemma.as_ref().map(|lemma| first(&lemma.text));
    let words = lemma.filter(|words| !words.is_empty());
    let words = words.unwrap_or_else(|| kind_name(read.kind).to_owned());
    format!("{unit}.{words}")
}

fn kind_name(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Variant => "variant",
        EntryKind::Emendation => "emendation",
        EntryKind::Proposal => "proposal",
        EntryKind::Deletion => "deletion",
        EntryKind::Addition => "addition",
    }
}

/// What an element says, before it has a place.
struct Read {
    kind: EntryKind,
    lemma: Option<Lemma>,
    readings: Vec<Reading>,
    lemma_responsible: Option<String>,
}

fn read(element: Element<'_>, sources: &Sources<'_>) -> Option<Read> {
    match tei_name(element)? {
        "choice" => read_choice(element, sources),
        "sic" => Some(read_sic(element, sources)),
        "surplus" => Some(read_surplus(element, sources)),
        "supplied" => Some(read_supplied(element, sources)),
        "app" => read_app(element, sources),
        _ => None,
    }
}

fn read_choice(choice: Element<'_>, sources: &Sources<'_>) -> Option<Read> {
    let taken = chosen(choice, Side::Reading)?;
    let faulty = chosen(choice, Side::Witness)?;
    let witnesses = bearers(faulty, sources);
    let lemma = |witnesses| lemma(side_text(taken, Side::Reading), witnesses);
    let proposals = || {
        choice
            .elements()
            .filter(|e| e.is("corr") && is_proposal(*e))
    };
    if taken.is("corr") {
        let mut readings = vec![of_witness(side_text(faulty, Side::Witness), witnesses)];
        readings.extend(proposals().map(|corr| proposal(corr, sources)));
        let kind = EntryKind::Emendation;
        let lemma_responsible = sources.names.named_by(taken, "resp");
        return Some(Read {
            kind,
            lemma: lemma(Vec::new()),
            readings,
            lemma_responsible,
        });
    }
    Some(Read {
        kind: EntryKind::Proposal,
        lemma: lemma(witnesses),
        readings: proposals().map(|corr| proposal(corr, sources)).collect(),
        lemma_responsible: None,
    })
}

fn read_sic(sic: Element<'_>, sources: &Sources<'_>) -> Read {
    Read {
        kind: EntryKind::Proposal,
        lemma: lemma(side_text(sic, Side::Reading), bearers(sic, sources)),
        readings: Vec::new(),
        lemma_responsible: None,
    }
}

fn read_surplus(surplus: Element<'_>, sources: &Sources<'_>) -> Read {
    let witnesses = bearers(surplus, sources);
    Read {
        kind: EntryKind::Deletion,
        lemma: None,
        readings: vec![of_witness(side_text(surplus, Side::Witness), witnesses)],
        lemma_responsible: sources.names.named_by(surplus, "resp"),
    }
}

fn read_supplied(supplied: Element<'_>, sources: &Sources<'_>) -> Read {
    let witnesses = bearers(supplied, sources);
    Read {
        kind: EntryKind::Addition,
        lemma: lemma(side_text(supplied, Side::Reading), Vec::new()),
        readings: vec![of_witness(String::new(), witnesses)],
        lemma_responsible: sources.names.named_by(supplied, "resp"),
    }
}

fn read_app(app: Element<'_>, sources: &Sources<'_>) -> Option<Read> {
    let taken = lemma_or_first_reading(app)?;
    let grouped = app.elements().flat_map(|child| {
        let group = child.is("rdgGrp").then(|| child.elements());
        std::iter::once(child).chain(group.into_iter().flatten())
    });
    let others = grouped.filter(|child| child.is("rdg") && *child != taken);
    let witnesses = sources.sigla.named_by(taken, "wit");
    let responsible = responsible(taken, sources).filter(|_| witnesses.is_empty());
    let readings: Vec<Reading> = others.map(|rdg| reading(rdg, sources)).collect();
    (!readings.is_empty()).then(|| Read {
        kind: EntryKind::Variant,
        lemma: lemma(side_text(taken, Side::Reading), witnesses),
        readings,
        lemma_responsible: responsible,
    })
}

fn lemma(text: String, witnesses: Vec<Siglum>) -> Option<Lemma> {
    (!text.is_empty()).then_some(Lemma { text, witnesses })
}

fn reading(rdg: Element<'_>, sources: &Sources<'_>) -> Reading {
    let witnesses = sources.sigla.named_by(rdg, "wit");
    Reading {
        text: side_text(rdg, Side::Reading),
        responsible: responsible(rdg, sources).filter(|_| witnesses.is_empty()),
        witnesses,
        certainty: certainty(rdg),
    }
}

fn of_witness(text: String, witnesses: Vec<Siglum>) -> Reading {
    let certainty = Certainty::Unknown;
    Reading {
        text,
        witnesses,
        responsible: None,
        certainty,
    }
}

fn proposal(corr: Element<'_>, sources: &Sources<'_>) -> Reading {
    Reading {
        text: side_text(corr, Side::Reading),
        witnesses: Vec::new(),
        responsible: responsible(corr, sources),
        certainty: certainty(corr),
    }
}

/// A conjecture names its scholar in `@source` or `@resp`.
fn responsible(element: Element<'_>, sources: &Sources<'_>) -> Option<String> {
    let named = |attribute| sources.names.named_by(element, attribute);
    named("source").or_else(|| named("resp"))
}

/// The witnesses of a fault: those it names, else the only witness there is.
fn bearers(element: Element<'_>, sources: &Sources<'_>) -> Vec<Siglum> {
    let named = sources.sigla.named_by(element, "wit");
    if named.is_empty() {
        sources.sigla.only().cloned().into_iter().collect()
    } else {
        named
    }
}

/// The last word of `text`.
fn before(text: &str) -> Neighbour {
    let spaced = text.ends_with(char::is_whitespace);
    let word = text.split_whitespace().next_back().unwrap_or_default();
    Neighbour {
        word: word.to_owned(),
        spaced,
    }
}

/// The first word of `text`.
fn after(text: &str) -> Neighbour {
    let spaced = text.starts_with(char::is_whitespace);
    let word = text.split_whitespace().next().unwrap_or_default();
    Neighbour {
        word: word.to_owned(),
        spaced,
    }
}
