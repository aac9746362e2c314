//! What is said about a place, and where is it called?
//!
//! A note hangs where its `@target` points, if that is shown in the text, else where an
//! `anchor`, `ptr` or `ref` points at it, else where it stands, unless it stands in a
//! list of notes or beside the text. Otherwise its place is not known.

use rustc_hash::{FxHashMap, FxHashSet};

use super::apparatus::opens_entry;
use super::element::{is_block, is_division, plain, tei_name};
use super::history::certainty;
use super::identifier::Identifiers;
use super::pointer::{first_id, target, targets};
use super::remark::remark;
use super::text::{lemma_or_first_reading, speaks_of_elsewhere};
use super::traits::{Traits, traits};
use super::unit::UnitIndex;
use super::witness::Sigla;
use crate::edition::{Anchor, Certainty, Note, NoteKind, Siglum};
use crate::xml::{Element, Node, NodeId, Tree};

/// A note, its element, and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedNote {
    /// The element.
    pub node: NodeId,
    /// The elements in which it goes on (`@next`, `@prev`), in their order.
    pub further: Vec<NodeId>,
    /// What is known about it.
    pub note: Note,
    /// Where it is called; `None` for a note whose place is not known.
    pub call: Option<Call>,
    /// Index of the citable unit in which it is called, if that is in one.
    pub unit: Option<usize>,
    /// The witnesses in which it stands (`@source`), if it says that of some.
    pub witnesses: Vec<Siglum>,
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
    /// Whether the call is the note itself, or a part of it, that stands there.
    pub fn is_note_at(&self, node: NodeId) -> bool {
        self.stands == Stands::AtNote && self.node == node
    }

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
    (tree, roots): (&Tree, &[NodeId]),
    units: &UnitIndex,
    sigla: &Sigla,
    identifiers: &mut Identifiers,
) -> Vec<PlacedNote> {
    let elements = note_elements(tree, roots);
    let set: FxHashSet<NodeId> = elements.iter().map(|note| note.id()).collect();
    let calls = calls(tree, roots, &set);
    let mut called = FxHashSet::default();
    let mut lists = Lists::default();
    let mut notes = Vec::with_capacity(elements.len());
    for parts in with_parts(tree, elements, &set) {
        let element = parts[0];
        let mut places = parts.iter();
        let place = places.find_map(|part| place((tree, roots), *part, &calls, units));
        let place = place.or_else(|| (!lists.hold(element)).then_some((element, Stands::AtNote)));
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
            text: remark_of(&parts),
        };
        let node = element.id();
        notes.push(PlacedNote {
            node,
            further: parts[1..].iter().map(|part| part.id()).collect(),
            note,
            call,
            unit,
            witnesses: sigla.declared_by(element, "source"),
        });
    }
    number(tree, &mut notes);
    notes
}

/// Notes with the elements in which they go on, those of a note in their order (`@next`,
/// `@prev`, TEI SA): a footnote that is continued on the next page, a call in the text
/// whose note stands at the end. Those without words in any of them are none.
fn with_parts<'t>(
    tree: &'t Tree,
    elements: Vec<Element<'t>>,
    notes: &FxHashSet<NodeId>,
) -> Vec<Vec<Element<'t>>> {
    let joined = |note: &Element<'t>, attribute: &str| {
        let other = target(tree, *note, attribute)?;
        (other != *note && notes.contains(&other.id())).then_some(other)
    };
    let mut next: FxHashMap<NodeId, Element<'t>> = FxHashMap::default();
    for note in &elements {
        next.extend(joined(note, "next").map(|after| (note.id(), after)));
    }
    for note in &elements {
        if let Some(before) = joined(note, "prev") {
            next.entry(before.id()).or_insert(*note);
        }
    }
    let further: FxHashSet<NodeId> = next.values().map(|note| note.id()).collect();
    let mut taken = FxHashSet::default();
    let mut all: Vec<Vec<Element<'t>>> = Vec::with_capacity(elements.len());
    // Those that go around in a circle begin where the first of them stands.
    let (begins, others): (Vec<_>, Vec<_>) =
        (elements.into_iter()).partition(|note| !further.contains(&note.id()));
    for begin in begins.into_iter().chain(others) {
        let mut parts = Vec::new();
        let mut at = Some(begin);
        while let Some(part) = at.filter(|part| taken.insert(part.id())) {
            parts.push(part);
            at = next.get(&part.id()).copied();
        }
        if parts.iter().any(|part| says_something(*part)) {
            all.push(parts);
        }
    }
    all.sort_by_key(|parts| parts[0].id());
    all
}

/// What a note says in all of its parts.
fn remark_of(parts: &[Element<'_>]) -> String {
    let told = parts.iter().map(|part| remark(*part));
    let told: Vec<String> = told.filter(|told| !told.is_empty()).collect();
    told.join(" ")
}

/// Whether a note is a part of one, perhaps without words of its own.
fn is_part(note: Element<'_>) -> bool {
    note.attribute("next").is_some() || note.attribute("prev").is_some()
}

/// Numbers the notes in the order of their calls, those without a place after them:
/// the file may have them all at its end.
fn number(tree: &Tree, notes: &mut [PlacedNote]) {
    let mut order: Vec<&mut PlacedNote> = notes.iter_mut().collect();
    order.sort_by_key(|note| {
        let place = note.call.as_ref().map(|call| call.place(tree));
        (place.is_none(), place)
    });
    let mut series = Series {
        given: given_labels(tree, &order),
        ..Series::default()
    };
    for note in order {
        if let Some(element) = tree.node(note.node).element() {
            note.note.label = series.label(note.note.kind, element);
        }
    }
}

/// What notes are called in the file.
fn given_labels(tree: &Tree, notes: &[&mut PlacedNote]) -> FxHashSet<String> {
    let given = notes.iter().filter_map(|note| {
        let element = tree.node(note.node).element()?;
        given_label(note.note.kind, element)
    });
    given.collect()
}

/// What a note is called in the file (`@n`), if it is one of the source.
fn given_label(kind: NoteKind, note: Element<'_>) -> Option<String> {
    let label = note.attribute("n").filter(|_| kind == NoteKind::Source)?;
    Some(label.trim().to_owned()).filter(|label| !label.is_empty())
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
            .filter(|note| note.attribute("target").is_some() || is_part(*note))
            .filter(|note| says_something(*note) || is_part(*note));
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
    element.is("note")
        && (says_something(element) || is_part(element))
        && !element.parent().is_some_and(of_apparatus)
        && !stands_in_reading(element)
}

/// Whether there is anything in a note: one without is there for its attributes, and
/// nobody can read it.
pub fn says_something(note: Element<'_>) -> bool {
    let is_there = |node: Node<'_>| node.element().is_some() || !node.text().trim().is_empty();
    note.attribute("copyOf").is_some() || note.children().any(is_there)
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
    (tree, roots): (&'t Tree, &[NodeId]),
    note: Element<'t>,
    calls: &FxHashMap<NodeId, Element<'t>>,
    units: &UnitIndex,
) -> Option<(Element<'t>, Stands)> {
    let pointed = targets(tree, note, "target").into_iter();
    let mut places = pointed.filter(|at| *at != note).filter_map(|at| {
        let is_around = units.around(at).is_some();
        is_around
            .then_some(at)
            .or_else(|| place_outside(at, roots, units))
    });
    if let Some(at) = places.next() {
        let is_call = is_call_of(tree, at, note);
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

/// Whether an element at which a note points is its call: it stands for nothing else.
fn is_call_of(tree: &Tree, at: Element<'_>, note: Element<'_>) -> bool {
    let leads_to_note = || {
        let target = at.attribute("target").unwrap_or_default();
        target.trim().is_empty() || targets(tree, at, "target").contains(&note)
    };
    match tei_name(at) {
        Some("anchor") => true,
        Some("ptr") => leads_to_note(),
        Some("ref") => looks_like_call(at) && leads_to_note(),
        _ => false,
    }
}

/// Where a note is called that is about an element outside of citable units, if that is
/// shown in the text: at the first unit in it, as at the heading of a division; at the
/// first of its parts, if nothing else may stand in it.
fn place_outside<'t>(
    about: Element<'t>,
    roots: &[NodeId],
    units: &UnitIndex,
) -> Option<Element<'t>> {
    let tree = about.tree();
    let mut roots = roots.iter().filter_map(|&root| tree.node(root).element());
    let is_in_text = roots.any(|root| root.id() <= about.id() && about.id() < root.end());
    let mut around = std::iter::once(about).chain(about.ancestors());
    let is_told_elsewhere = |around: Element<'_>| match tei_name(around) {
        Some("lem" | "rdg") => is_told_elsewhere(around),
        Some("app") => speaks_of_elsewhere(around),
        name => matches!(name, None | Some("note" | "listApp")),
    };
    if !is_in_text || around.any(is_told_elsewhere) {
        return None;
    }
    if units.within(about.id(), about.end()).is_some() {
        let mut inside = about.descendants().filter_map(Node::element);
        return inside.find(|inner| units.at(inner.id()).is_some());
    }
    let is_part = |inner: &Element<'_>| !traits(*inner).has(Traits::BREAK.and(Traits::BESIDE));
    let mut at = about;
    while takes_parts_alone(at) {
        let Some(first) = at.elements().find(is_part) else {
            break;
        };
        at = first;
    }
    Some(at)
}

/// Whether nothing but its parts may stand in an element: items, rows, cells.
pub fn takes_parts_alone(element: Element<'_>) -> bool {
    matches!(
        tei_name(element),
        Some("list" | "listBibl" | "castList" | "castGroup" | "table" | "row")
    )
}

/// Where notes are listed that belong to other places.
#[derive(Default)]
struct Lists {
    /// Whether the parts that were looked at are such lists.
    known: FxHashMap<NodeId, bool>,
}

impl Lists {
    /// Whether a note stands in a list of notes, or beside the text: then it does not
    /// say where it belongs. Nor does one that points at what is not there.
    fn hold(&mut self, note: Element<'_>) -> bool {
        if note.attribute("target").is_some() {
            return true;
        }
        let mut above = note.ancestors();
        above.any(|above| {
            let known = self.known.entry(above.id());
            *known.or_insert_with(|| above.is("standOff") || lists_notes(above))
        })
    }
}

/// Whether a part of the text is a list of notes: so called, or with nothing else in it.
fn lists_notes(part: Element<'_>) -> bool {
    if !tei_name(part).is_some_and(|name| is_division(name) || name == "back") {
        return false;
    }
    let is_called = |kind: &str| kind.to_ascii_lowercase().ends_with("notes");
    let beside = Traits::BREAK.and(Traits::BESIDE);
    let is_alone = |inner: Element<'_>| {
        traits(inner).has(beside) || matches!(tei_name(inner), Some("head" | "fw"))
    };
    part.attribute("type").is_some_and(|kind| is_called(&kind)) || part.elements().all(is_alone)
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
    /// Labels that notes have of themselves.
    given: FxHashSet<String>,
}

impl Series {
    /// The label of the next note: its own, else one that no note has of itself. Two
    /// notes with one label could not be told apart.
    fn label(&mut self, kind: NoteKind, note: Element<'_>) -> String {
        let next = match kind {
            NoteKind::Source => &mut self.source,
            NoteKind::Editor => &mut self.editor,
            NoteKind::Translator => &mut self.translator,
        };
        *next += 1;
        if let Some(given) = given_label(kind, note) {
            return given;
        }
        loop {
            let counted = counted_label(kind, *next);
            if !self.given.contains(&counted) {
                return counted;
            }
            *next += 1;
        }
    }
}

fn counted_label(kind: NoteKind, number: u32) -> String {
    match kind {
        NoteKind::Source => number.to_string(),
        NoteKind::Editor => letters(number),
        NoteKind::Translator if number <= 3 => "*".repeat(number as usize),
        NoteKind::Translator => format!("*{number}"),
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

    fn labels(inner: &str) -> Vec<(String, Option<String>)> {
        let xml = format!(
            "<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><body>{inner}</body></text></TEI>"
        );
        let read = tei::read("notes.xml", xml.as_bytes()).expect("well formed");
        let notes = read.value.notes().iter();
        let told = notes.map(|note| {
            let label = note.call.as_ref().map(|_| note.note.label.clone());
            (note.note.text.clone(), label)
        });
        told.collect()
    }

    #[test]
    fn counted_labels_are_none_that_notes_have_of_themselves() {
        let told = labels(
            "<p>a<note>a</note> b<note n='1'>b</note> c<note n=' 2 '>c</note> d<note>d</note>\
             e<note n=''>e</note> f<note n='a'>f</note> g<note type='editorial' n='1'>g</note></p>",
        );
        let labels: Vec<String> = told.into_iter().filter_map(|(_, label)| label).collect();
        assert_eq!(labels, ["3", "1", "2", "6", "7", "a", "b"]);
    }

    #[test]
    fn a_note_belongs_where_it_stands_unless_it_is_listed() {
        let told = labels(
            "<div><note target='#x'>astray</note><list><item>x<note>item</note></item></list>\
             <note>div</note><table><row><cell>y\
             <note>cell</note></cell></row></table><p>z<note>p</note></p></div>\
             <div type='endnotes'><list><item><note>listed</note></item></list><p>t</p></div>\
             <div><head>Notes</head><pb/><note>among notes</note></div>",
        );
        let placed = told
            .iter()
            .map(|(text, label)| (text.as_str(), label.as_deref()));
        let expected = [
            ("astray", None),
            ("item", Some("1")),
            ("div", Some("2")),
            ("cell", Some("3")),
            ("p", Some("4")),
            ("listed", None),
            ("among notes", None),
        ];
        assert_eq!(placed.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn parts_of_a_note_are_one_note() {
        let told = labels(
            "<p>a<note xml:id='a' next='#b'>One</note> b<pb/><note xml:id='b' prev='#a'>goes on</note>\
             c<note n='7' xml:id='c' next='#d'/> d<note>two</note> e<note xml:id='e' next='#none'/>\
             f<note xml:id='f' next='#g'>f</note> g<note xml:id='g' next='#f'>g</note></p>\
             <div type='notes'><note xml:id='d' prev='#c'>at the end</note></div>",
        );
        let placed = told
            .iter()
            .map(|(text, label)| (text.as_str(), label.as_deref()));
        let expected = [
            ("One goes on", Some("1")),
            ("at the end", Some("7")),
            ("two", Some("3")),
            ("f g", Some("4")),
        ];
        assert_eq!(placed.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_note_without_words_is_none() {
        let told = labels(
            "<p>a<note type='relation' target='x.12'/> b<note> <!-- c --> </note>\
             c<note><graphic url='a.png'/></note> d<note>d</note></p>",
        );
        let placed: Vec<Option<String>> = told.into_iter().map(|(_, label)| label).collect();
        assert_eq!(placed, [Some("1".to_owned()), Some("2".to_owned())]);
    }

    #[test]
    fn letters_go_on_after_z() {
        assert_eq!(
            [1, 26, 27, 52, 53].map(letters),
            ["a", "z", "aa", "az", "ba"]
        );
    }
}
