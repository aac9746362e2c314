//! Where does something differ, and how?
//!
//! 1. [`reading`](mod@reading) reads what an `app` says, [`editorial`] what an editor did;
//! 2. [`flow`] finds places in the words of a unit, [`location`] those that are
//!    only named, and [`place`] puts the two together;
//! 3. [`lacuna`] finds where witnesses have no text, [`reconstruct`](mod@reconstruct) what each
//!    of them has;
//! 4. [`intervention`](mod@intervention) tells what hands did outside entries;
//! 5. [`shares`](mod@shares) parts the words of a reading where its witnesses differ,
//!    [`standing`](mod@standing) says what each witness has at an entry, [`filter`]
//!    which entries a reader asks for; `around` knows which stand within others;
//! 6. [`attestation`](mod@attestation) says who has a passage; [`export`](mod@export) writes the entries in another of TEI's three methods.
//!
//! Takes entries in parallel segmentation, with double end-points, and referring
//! to locations, in the text and in lists, all into one model.

mod around;
mod attestation;
mod characters;
mod choice;
mod crossing;
mod editorial;
pub mod export;
mod filter;
mod flow;
mod intervention;
pub mod lacuna;
mod lines;
mod location;
mod place;
mod reading;
mod reconstruct;
mod shares;
mod standing;
mod words;

use unicode_normalization::char::is_combining_mark;

use super::element::{collapse, plain};
use super::name::NamesById;
use super::text::speaks_of_elsewhere;
use super::traits::{Traits, traits};
use super::witness::{Sigla, label_of};
use crate::edition::{ApparatusEntry, EntryKind, Method, word};
use crate::xml::{Element, NodeId, Tree};

pub use self::reading::{is_mark_of_presence, marks_presence, names_others_than_editors};
pub use around::{around, share_words};
pub use attestation::{Attestation, attestation, carriers};
pub use characters::CharacterPlace;
pub use export::{CharacterRange, Exported, export, witness_tei};
pub use filter::{Filter, Sieve};
pub use intervention::{PlacedIntervention, has_interventions, interventions};
pub use location::Locations;
pub use place::entries;
pub use reconstruct::{find as find_witness, reading, reconstruct, side_by_side, spaces};
pub use shares::{Share, is_share, shares};
pub use standing::{Standing, Variation, alteration, standing, tells_of_witnesses, variation};

/// A point of the text: the unit or note, by its number among the units and then the
/// notes, and the bytes of its words before it.
pub type Point = (usize, usize);

/// An entry, and the elements that say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The element: `choice`, `app` …
    pub node: NodeId,
    /// What is known about it.
    pub entry: ApparatusEntry,
    /// The id of its place in the text, in HTML.
    pub place: String,
    /// Of words that are pointed at: their first node, and the first that does
    /// not belong to them.
    pub range: Option<(NodeId, NodeId)>,
    /// Where in the words of its unit the place begins and ends, with the white space
    /// that is part of it.
    pub stretch: Option<(CharacterPlace, CharacterPlace)>,
    /// Between which points of the text its words are, over paragraphs too; none if
    /// that is not known, and of an entry in a reading.
    pub extent: Option<(Point, Point)>,
    /// The word of the reading text before the place.
    pub before: Neighbour,
    /// The word after the place.
    pub after: Neighbour,
    /// Whether it is about whole units.
    pub whole: bool,
    /// The element with the words of the lemma, if one stands there.
    pub lemma_node: Option<NodeId>,
    /// The words that stand at the place of an entry that does not hold them.
    pub words: Option<String>,
    /// The elements of the readings.
    pub reading_nodes: Vec<NodeId>,
    /// The elements of the details about witnesses.
    pub detail_nodes: Vec<NodeId>,
    /// The elements of the remarks.
    pub remark_nodes: Vec<NodeId>,
}

impl Entry {
    /// Whether its words are marked in the text, and not just their unit.
    pub fn has_place_of_its_own(&self) -> bool {
        self.entry.within.is_none() && self.place.starts_with("at-")
    }

    /// Whether a reading can stand in the text instead of its words: its place must be
    /// known, and of what an editor did it must be what the witness has.
    pub fn can_put_into_text(&self, at: usize) -> bool {
        let there = match self.entry.kind {
            EntryKind::Variant => at < self.reading_nodes.len(),
            EntryKind::Emendation | EntryKind::Deletion | EntryKind::Addition => {
                at == 0 && self.entry.readings.len() == 1
            }
            EntryKind::Proposal => false,
        };
        there && self.has_place_of_its_own()
    }
}

/// Whether words that are put at the place of an entry, where the text has none, need
/// white space before and after them. Within a word they need none, and an entry that
/// says its place to the letter says its white space as well.
pub fn padding(entry: &Entry, app: Element<'_>) -> (bool, bool) {
    let letter = |letter: Option<char>| letter.is_some_and(word::is_part_of_word);
    // A mark belongs to the letter before it.
    let mut last = entry.before.word.chars().rev();
    let before = !entry.before.spaced && letter(last.find(|c| !is_combining_mark(*c)));
    let after = !entry.after.spaced && letter(entry.after.word.chars().next());
    let between = before != after && !export::is_exact(app);
    (before && between, after && between)
}

/// A word beside a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Neighbour {
    /// The word; empty at the begin or end of the unit.
    pub word: String,
    /// Whether white space parts it from the place.
    pub spaced: bool,
    /// Whether another entry stands in it: then not all witnesses have it.
    pub varies: bool,
}

impl Neighbour {
    /// The letters that stand beside the place without white space or a sign between,
    /// where all witnesses have them; `last` says that they stand before it.
    fn letters(&self, last: bool) -> &str {
        let is_letter = |c: char| word::is_part_of_word(c) || is_combining_mark(c);
        let word = self.word.as_str();
        match (self.spaced || self.varies, last) {
            (true, _) => "",
            (_, true) => &word[word.trim_end_matches(is_letter).len()..],
            (_, false) => &word[..word.len() - word.trim_start_matches(is_letter).len()],
        }
    }
}

/// The rest of a word within which an entry stands, before its place and after it;
/// empty where a word begins or ends with it. `lemma` are the words at the place.
pub fn rest_of_word<'e>(entry: &'e Entry, lemma: &str) -> (&'e str, &'e str) {
    let (before, after) = (entry.before.letters(true), entry.after.letters(false));
    let joins = |letter: Option<char>| letter.is_some_and(word::is_part_of_word);
    let mut last = lemma.chars().rev().filter(|c| !is_combining_mark(*c));
    let (first, last) = (lemma.chars().next(), last.next());
    if lemma.is_empty() {
        let within = !before.is_empty() && !after.is_empty();
        return if within { (before, after) } else { ("", "") };
    }
    let before = if joins(first) { before } else { "" };
    let after = if joins(last) { after } else { "" };
    (before, after)
}

/// What entries are read with.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The file.
    pub tree: &'a Tree,
    /// The printed sigla.
    pub sigla: &'a Sigla,
    /// Names of those who answer for something.
    pub names: &'a NamesById,
}

impl Sources<'_> {
    /// What an attribute such as `@resp` or `@source` names, as it is printed:
    /// the label of what it points at, else its name, else the id as written.
    pub fn named_by(&self, element: Element<'_>, attribute: &str) -> Option<String> {
        let value = element.attribute(attribute)?;
        let pointers = value.split_whitespace().filter(|pointer| *pointer != "#");
        let names: Vec<String> = pointers.map(|pointer| self.named(pointer)).collect();
        (!names.is_empty()).then(|| names.join(", "))
    }

    fn named(&self, pointer: &str) -> String {
        let id = pointer.strip_prefix('#').unwrap_or(pointer);
        let declared = self.tree.by_id(id);
        if let Some(label) = declared.and_then(label_of) {
            return label.as_str().to_owned();
        }
        if let Some(name) = self.names.get(id) {
            return name.to_owned();
        }
        let hand = declared.filter(|element| element.is("handNote")).map(plain);
        let is_short = |words: &String| (1..=4).contains(&words.split_whitespace().count());
        hand.filter(is_short)
            .unwrap_or_else(|| without_prefix(id).to_owned())
    }
}

/// What a pointer with a private prefix names (`bib:Maas1927`, TEI SAPU): the
/// prefix says only in which list it is to be looked up.
fn without_prefix(pointer: &str) -> &str {
    match pointer.split_once(':') {
        Some((prefix, name)) if !name.is_empty() && !name.starts_with('/') => {
            let is_scheme = matches!(prefix, "urn" | "doi" | "info" | "tag" | "mailto");
            if is_scheme { pointer } else { name }
        }
        _ => pointer,
    }
}

/// Whether an element is an entry of the apparatus.
pub fn opens_entry(element: Element<'_>) -> bool {
    let own = traits(element);
    if own.has(Traits::APP) {
        return reading::reports(element);
    }
    own.has(Traits::EDITORIAL) && editorial::opens(element)
}

/// How an entry says where it belongs.
pub fn method(element: Element<'_>) -> Method {
    if !element.is("app") || !speaks_of_elsewhere(element) {
        Method::ParallelSegmentation
    } else if element.attribute("from").is_some() {
        Method::DoubleEndPoint
    } else {
        Method::LocationReferenced
    }
}

/// The last word of `text`.
fn word_before(text: &str) -> Neighbour {
    let spaced = text.ends_with(char::is_whitespace);
    let run = text.split_whitespace().next_back().unwrap_or_default();
    let word = word::parts(run).last().unwrap_or_default();
    Neighbour {
        word: word.to_owned(),
        spaced,
        varies: false,
    }
}

/// The first word of `text`.
fn word_after(text: &str) -> Neighbour {
    let spaced = text.starts_with(char::is_whitespace);
    let word = word::words(text).next().unwrap_or_default();
    Neighbour {
        word: word.to_owned(),
        spaced,
        varies: false,
    }
}

/// What an attribute says, if it says anything.
fn attribute(element: Element<'_>, name: &str) -> Option<String> {
    let value = element.attribute(name)?;
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

/// The words of a stretch of text.
fn words(text: &str) -> String {
    collapse(text)
}
