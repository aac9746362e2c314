//! What is said about a place, and where is it called?
//!
//! A note hangs where its `@target` points, else where an `anchor`, `ptr` or
//! `ref` points at it, else where it stands, if that is within a citable unit.
//! Otherwise its place is not known.

use rustc_hash::{FxHashMap, FxHashSet};

use super::apparatus::opens_entry;
use super::element::{is_block, plain, tei_name};
use super::history::certainty;
use super::identifier::Identifiers;
use super::pointer::{first_id, target, targets};
use super::remark::remark;
use super::text::{lemma_or_first_reading, speaks_of_elsewhere};
use super::unit::UnitIndex;
use crate::edition::{Anchor, Certainty, Note, NoteKind};
use crate::xml::{Element, NodeId, Tree};

/// A note, its element, and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedNote {
    /// The element.
    pub node: NodeId,
    /// What is known about it.
    pub note: Note,
    /// Where it is called; `None` for a note whose place is not known.
    pub call: Option<Call>,
    /// Index of the citable unit in which it is called, if that is in one.
    pub unit: Option<usize>,
}

/// The place at which a note is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The element at which the call stands.
    pub node: NodeId,
    /// The id of the call in HTML.
    pub id: String,
    /// How the call stands to that element.
    pub stands: Stands,
}

/// How a call stands to its element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// The element is the call: an `anchor`, `ptr` or `ref`.
    Instead,
    /// The note itself stands there.
    AtNote,
    /// The note is about the whole of the element.
    Within,
}

impl Call {
    /// Where the call is printed, so that calls can be put in order: at the element,
    /// but behind one that stands within a line.
    pub fn place(&self, tree: &Tree) -> (NodeId, bool) {
        let about = tree.node(self.node).element();
        let about = about.filter(|element| self.stands == Stands::Within && !is_block(*element));
        about.map_or((self.node, true), |element| (element.end(), false))
    }
}

/// All notes of the text, in the order of the file.
pub fn notes(
    tree: &Tree,
    roots: &[NodeId],
    units: &UnitIndex,
    identifiers: &mut Identifiers,
) -> Vec<PlacedNote> {
    let elements = note_elements(tree, roots);
    let set: FxHashSet<NodeId> = elements.iter().map(|note| note.id()).collect();
    let calls = calls(tree, roots, &set);
    let mut called = FxHashSet::default();
    let mut notes = Vec::with_capacity(elements.len());
    for element in elements {
        let place = place(tree, element, &calls, units);
        let unit = place.and_then(|(at, _)| units.around(at));
        let id = identifiers.give(element, &wanted_id(element, unit, units));
        let call = place.map(|(at, stands)| Call {
            node: at.id(),
            id: call_id(at, stands, &id, identifiers, &mut called),
            stands,
        });
        let kind = kind(tree, element);
        let note = Note {
            label: String::new(),
            id,
            kind,
            anchor: call.as_ref().map(|call| anchor(call, element, tree)),
            text: remark(element),
        };
        let node = element.id();
        notes.push(PlacedNote {
            node,
            note,
            call,
            unit,
        });
    }
    number(tree, &mut notes);
    notes
}

/// Numbers the notes in the order of their calls, those without a place after them:
/// the file may have them all at its end.
fn number(tree: &Tree, notes: &mut [PlacedNote]) {
    let mut order: Vec<&mut PlacedNote> = notes.iter_mut().collect();
    order.sort_by_key(|note| {
        let place = note.call.as_ref().map(|call| call.place(tree));
        (place.is_none(), place)
    });
    let mut series = Series::default();
    for note in order {
        if let Some(element) = tree.node(note.node).element() {
            note.note.label = series.label(note.note.kind, element);
        }
    }
}

/// Outermost notes in the text, and those of `standOff` that point into it.
/// Notes of an apparatus belong to their entries.
fn note_elements<'t>(tree: &'t Tree, roots: &[NodeId]) -> Vec<Element<'t>> {
    let mut notes = Vec::new();
    let stand_off = tree
        .root()
        .find_all("standOff")
        .filter(|e| !roots.contains(&e.id()));
    for root in stand_off {
        let attached = root
            .find_all("note")
            .filter(|note| note.attribute("target").is_some());
        notes.extend(attached);
    }
    for root in roots.iter().filter_map(|&root| tree.node(root).element()) {
        let mut resume = root.id();
        for element in root.descendants().filter_map(|node| node.element()) {
            if element.id() >= resume && is_note(element) {
                resume = element.end();
                notes.push(element);
            }
        }
    }
    notes.sort_by_key(|note| note.id());
    notes
}

fn is_note(element: Element<'_>) -> bool {
    let of_apparatus = |parent: Element<'_>| {
        matches!(
            tei_name(parent),
            Some("app" | "rdgGrp" | "listApp" | "choice" | "person" | "place" | "org" | "event")
        )
    };
    element.is("note") && !element.parent().is_some_and(of_apparatus) && !stands_in_reading(element)
}

/// Whether a note stands in a reading that the text does not take: it is told
/// with the reading.
fn stands_in_reading(note: Element<'_>) -> bool {
    if !note.tree().has_name("rdg") {
        return false;
    }
    let mut above = note.ancestors();
    above.any(|reading| {
        matches!(tei_name(reading), Some("lem" | "rdg")) && is_told_elsewhere(reading)
    })
}

/// Whether a lemma or a reading stands in the apparatus and not in the text.
fn is_told_elsewhere(reading: Element<'_>) -> bool {
    let app = reading.ancestors().find(|above| above.is("app"));
    app.is_some_and(|app| {
        opens_entry(app)
            && (speaks_of_elsewhere(app) || lemma_or_first_reading(app) != Some(reading))
    })
}

/// For every note the first element that calls it by pointing at it.
fn calls<'t>(
    tree: &'t Tree,
    roots: &[NodeId],
    notes: &FxHashSet<NodeId>,
) -> FxHashMap<NodeId, Element<'t>> {
    let mut calls = FxHashMap::default();
    for root in roots.iter().filter_map(|&root| tree.node(root).element()) {
        for element in root.descendants().filter_map(|node| node.element()) {
            let attribute = match tei_name(element) {
                Some("anchor") => "corresp",
                Some("ptr") => "target",
                Some("ref") if looks_like_call(element) => "target",
                _ => continue,
            };
            for note in targets(tree, element, attribute) {
                if notes.contains(&note.id()) && !element.ancestors().any(|above| above == note) {
                    calls.entry(note.id()).or_insert(element);
                }
            }
        }
    }
    calls
}

/// The most characters of a call such as `*`, `12`, `[iv]`; a longer `ref` to a
/// note only mentions it.
const LONGEST_CALL: usize = 5;

fn looks_like_call(element: Element<'_>) -> bool {
    let kind = element.attribute("type").unwrap_or_default();
    kind.to_ascii_lowercase().contains("note") || plain(element).chars().count() <= LONGEST_CALL
}

fn place<'t>(
    tree: &'t Tree,
    note: Element<'t>,
    calls: &FxHashMap<NodeId, Element<'t>>,
    units: &UnitIndex,
) -> Option<(Element<'t>, Stands)> {
    let pointed = target(tree, note, "target").filter(|at| *at != note);
    if let Some(at) = pointed.filter(|at| units.around(*at).is_some()) {
        let is_call = matches!(tei_name(at), Some("anchor" | "ptr" | "ref"));
        return Some((
            at,
            if is_call {
                Stands::Instead
            } else {
                Stands::Within
            },
        ));
    }
    if let Some(&call) = calls.get(&note.id()) {
        return Some((call, Stands::Instead));
    }
    units.around(note).map(|_| (note, Stands::AtNote))
}

fn wanted_id(note: Element<'_>, unit: Option<usize>, units: &UnitIndex) -> String {
    let number = note
        .attribute("n")
        .map(|n| super::identifier::slug(&n))
        .unwrap_or_default();
    match unit.and_then(|unit| units.id(unit)) {
        Some(unit) => format!("{unit}.note{number}"),
        None => format!("note{number}"),
    }
}

/// The id of the calling element, unless another note is called there too.
fn call_id(
    at: Element<'_>,
    stands: Stands,
    note: &str,
    identifiers: &mut Identifiers,
    called: &mut FxHashSet<NodeId>,
) -> String {
    let wanted = format!("call-{note}");
    if stands == Stands::Instead && called.insert(at.id()) {
        identifiers.give(at, &wanted)
    } else {
        identifiers.reserve(&wanted)
    }
}

fn anchor(call: &Call, note: Element<'_>, tree: &Tree) -> Anchor {
    let at = tree.node(call.node).element().unwrap_or(note);
    let says = if at.attribute("resp").is_some() {
        at
    } else {
        note
    };
    // The place of an editor's own note is where the editor put it.
    let theirs = kind(tree, note) != NoteKind::Source;
    let inferred = call.stands == Stands::Instead && !theirs && says.attribute("resp").is_some();
    Anchor {
        id: call.id.clone(),
        certainty: if inferred {
            certainty(says)
        } else {
            Certainty::Unknown
        },
        inferred,
        responsible: first_id(says, "resp").filter(|_| inferred),
    }
}

/// Whose note it is: as its `@type` says; else as who answers for it, unless it
/// has a `@target`: then `@resp` may speak of its place only.
fn kind(tree: &Tree, note: Element<'_>) -> NoteKind {
    let words = |text: &str| match text.to_lowercase() {
        text if text.contains("transl") || text == "trans" => Some(NoteKind::Translator),
        text if text.contains("edit") || text == "ed" || text == "ed." => Some(NoteKind::Editor),
        text if text.contains("comment") => Some(NoteKind::Editor),
        _ => None,
    };
    if let Some(kind) = note.attribute("type").and_then(|kind| words(&kind)) {
        return kind;
    }
    let Some(value) = note
        .attribute("resp")
        .filter(|_| note.attribute("target").is_none())
    else {
        return NoteKind::Source;
    };
    let by_role = || {
        let who = target(tree, note, "resp")?;
        let role = who.child("resp").map_or(who.name().to_owned(), plain);
        words(&role)
    };
    words(value.trim_start_matches('#'))
        .or_else(by_role)
        .unwrap_or(NoteKind::Source)
}

/// Numbers of the series: 1, 2, 3; a, b, c; *, **, ***.
#[derive(Default)]
struct Series {
    source: u32,
    editor: u32,
    translator: u32,
}

impl Series {
    /// The label of the next note: its `@n` in the series of the source.
    fn label(&mut self, kind: NoteKind, note: Element<'_>) -> String {
        let given = note.attribute("n").map(|n| n.trim().to_owned());
        let next = match kind {
            NoteKind::Source => &mut self.source,
            NoteKind::Editor => &mut self.editor,
            NoteKind::Translator => &mut self.translator,
        };
        *next += 1;
        match (kind, given) {
            (NoteKind::Source, Some(given)) if !given.is_empty() => given,
            (NoteKind::Source, _) => next.to_string(),
            (NoteKind::Editor, _) => letters(*next),
            (NoteKind::Translator, _) if *next <= 3 => "*".repeat(*next as usize),
            (NoteKind::Translator, _) => format!("*{next}"),
        }
    }
}

/// 1 → a, 26 → z, 27 → aa.
fn letters(mut number: u32) -> String {
    let mut letters = Vec::new();
    while number > 0 {
        number -= 1;
        letters.push(char::from(b'a' + (number % 26) as u8));
        number /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::letters;
    use crate::tei;

    #[test]
    fn notes_are_numbered_in_the_order_of_their_calls() {
        let xml = "<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><body>\
            <p xml:id='p1'>One<note>a</note> <hi xml:id='h'>two<note>b</note></hi>.</p>\
            <p xml:id='p2'>Three<note>c</note>.</p></body>\
            <back><note target='#p2'>d</note><note target='#h'>e</note></back></text></TEI>";
        let read = tei::read("notes.xml", xml.as_bytes()).expect("well formed");
        let notes = read.value.notes().iter();
        let labels: Vec<(&str, &str)> = notes
            .map(|note| (note.note.text.as_str(), note.note.label.as_str()))
            .collect();
        let expected = [("a", "1"), ("b", "2"), ("c", "5"), ("d", "4"), ("e", "3")];
        assert_eq!(labels, expected);
    }

    #[test]
    fn letters_go_on_after_z() {
        assert_eq!(
            [1, 26, 27, 52, 53].map(letters),
            ["a", "z", "aa", "az", "ba"]
        );
    }
}
