//! What did the editor correct, leave, supply or take out?
//!
//! `choice` of `sic` and `corr`, `sic` alone, `surplus`, and `supplied` where
//! the witness left something out (TEI COED, PHCO). What is only made regular
//! (`orig`, `reg`) or spelled out makes no entry.

use super::Sources;
use super::reading::support;
use crate::edition::{EntryKind, Lemma, Reading, Siglum, Support};
use crate::tei::element::tei_name;
use crate::tei::text::{Side, chosen, is_left_out, is_proposal, side_text};
use crate::xml::Element;

/// What an element says, before it has a place.
pub struct Read<'t> {
    pub kind: EntryKind,
    pub lemma: Option<(Lemma, Element<'t>)>,
    pub readings: Vec<(Reading, Element<'t>)>,
}

/// Whether an element is an editor's doing that makes an entry.
pub fn opens(element: Element<'_>) -> bool {
    let parent_is = |name| element.parent().is_some_and(|parent| parent.is(name));
    // In an apparatus, such elements are signs of the reading they stand in.
    let in_reading = || element.ancestors().any(|above| above.is("app"));
    let opens = match tei_name(element) {
        Some("choice") => element.child("sic").is_some() && element.child("corr").is_some(),
        Some("sic") => !parent_is("choice") && !in_reading(),
        Some("surplus") => !in_reading(),
        Some("supplied") => is_omission(element) && !in_reading(),
        _ => false,
    };
    opens && !stands_elsewhere(element)
}

/// Whether an element is no part of the text that is edited: it stands in a
/// reading that the text does not take, in what is told about a reading, or in a
/// division that talks about the text and quotes it.
fn stands_elsewhere(element: Element<'_>) -> bool {
    let mut told = false;
    for above in element.ancestors() {
        match tei_name(above) {
            Some("note" | "witDetail") => told = true,
            Some("app") if told => return true,
            Some("app" | "lem" | "rdg") if is_left_out(above, Side::Reading) => return true,
            Some("div") if talks_about_text(above) => return true,
            _ => {}
        }
    }
    false
}

/// Divisions that are not the text: what EpiDoc calls them, and others with it.
fn talks_about_text(division: Element<'_>) -> bool {
    let kind = division.attribute("type").unwrap_or_default();
    matches!(&*kind, "apparatus" | "commentary" | "bibliography")
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

/// Reads such an element.
pub fn read<'t>(element: Element<'t>, sources: &Sources<'_>) -> Option<Read<'t>> {
    match tei_name(element)? {
        "choice" => read_choice(element, sources),
        "sic" => Some(Read {
            kind: EntryKind::Proposal,
            lemma: lemma(element, of_witness(element, sources)),
            readings: Vec::new(),
        }),
        "surplus" => Some(Read {
            kind: EntryKind::Deletion,
            lemma: nothing(element, of_editor(element, sources)),
            readings: vec![reading(
                element,
                Side::Witness,
                of_witness(element, sources),
            )],
        }),
        "supplied" => {
            let mut missing = reading(element, Side::Witness, of_witness(element, sources));
            missing.0.text.clear();
            Some(Read {
                kind: EntryKind::Addition,
                lemma: lemma(element, of_editor(element, sources)),
                readings: vec![missing],
            })
        }
        _ => None,
    }
}

fn read_choice<'t>(choice: Element<'t>, sources: &Sources<'_>) -> Option<Read<'t>> {
    let taken = chosen(choice, Side::Reading)?;
    let faulty = chosen(choice, Side::Witness)?;
    let proposals = choice
        .elements()
        .filter(|element| element.is("corr") && is_proposal(*element))
        .map(|corr| reading(corr, Side::Reading, of_editor(corr, sources)));
    if taken.is("corr") {
        let found = reading(faulty, Side::Witness, of_witness(faulty, sources));
        return Some(Read {
            kind: EntryKind::Emendation,
            lemma: lemma(taken, of_editor(taken, sources)),
            readings: std::iter::once(found).chain(proposals).collect(),
        });
    }
    Some(Read {
        kind: EntryKind::Proposal,
        lemma: lemma(taken, of_witness(faulty, sources)),
        readings: proposals.collect(),
    })
}

fn lemma<'t>(element: Element<'t>, support: Support) -> Option<(Lemma, Element<'t>)> {
    let lemma = Lemma {
        text: side_text(element, Side::Reading),
        given: true,
        support,
        group: None,
        id: None,
    };
    Some((lemma, element))
}

/// The text has nothing here.
fn nothing<'t>(element: Element<'t>, support: Support) -> Option<(Lemma, Element<'t>)> {
    let mut lemma = lemma(element, support)?;
    lemma.0.text.clear();
    Some(lemma)
}

fn reading<'t>(element: Element<'t>, side: Side, support: Support) -> (Reading, Element<'t>) {
    let reading = Reading {
        text: side_text(element, side),
        support,
        group: None,
        id: None,
        notes: Vec::new(),
    };
    (reading, element)
}

fn of_editor(element: Element<'_>, sources: &Sources<'_>) -> Support {
    Support {
        witnesses: Vec::new(),
        kind: None,
        ..support(element, sources)
    }
}

fn of_witness(element: Element<'_>, sources: &Sources<'_>) -> Support {
    Support::of_witnesses(bearers(element, sources))
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
