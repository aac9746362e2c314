//! What does one element look like to its template?
//!
//! Elements that look alike share a filled-in template ([`Cut`](super::cut::Cut));
//! what differs and is only printed is written into it.

use super::apparatus::PrintedSiglum;
use super::behaviours::label;
use super::context::{Named, optional};
use super::dress::{Attributes, Dress};
use super::dressing::{attributes, classes, kind_word, language, marks, note_kind_word};
use super::error::Error;
use super::features::{has_pointers, is_headed, level};
use super::labels::unit_label;
use super::slot::{Slot, Slots};
use super::usage::Use;
use super::walk::{Run, Walk};
use crate::edition::Certainty;
use crate::tei::apparatus::Entry;
use crate::tei::dating::in_attributes;
use crate::tei::element::is_block;
use crate::tei::gaiji::sign;
use crate::tei::note::PlacedNote;
use crate::tei::parting::parts_words;
use crate::tei::text::{first_letter, first_words};
use crate::tei::traits::{Traits, traits};
use crate::xml::Element;
use minijinja::Value;

/// What an element is besides an element, and the values that may be left open.
#[derive(Debug, Default)]
pub struct Look<'a> {
    /// The citable unit that it is, by its index.
    pub unit: Option<usize>,
    /// The entry that it makes.
    pub entry: Option<&'a Entry>,
    /// The note that it is, or that it calls.
    pub note: Option<&'a PlacedNote>,
    /// Whether it is a further piece of the words of the entry, whose place has its
    /// id already.
    pub again: bool,
    /// The values of the slots that its template reads.
    pub slots: Slots<'a>,
}

impl<'a> Walk<'a> {
    /// What `element` looks like to the template `dress`.
    pub(super) fn look(
        &mut self,
        element: Element<'a>,
        dress: usize,
        run: &Run,
        has_language: bool,
        note: Option<&'a PlacedNote>,
    ) -> Result<Look<'a>, Error> {
        let set = self.set;
        let reads = set.dress(dress);
        let mut look = Look {
            unit: self.unit(element, run).filter(|_| reads.unit),
            entry: self.entry(element, run).filter(|_| reads.entry),
            note,
            ..Look::default()
        };
        if reads.slot(Slot::Id) > Use::None || reads.slot(Slot::Marks) > Use::None {
            let id = self.shown_id(element, run);
            look.slots.add(Slot::Id, id);
            let (language, direction) = match language(run).filter(|_| has_language) {
                Some((language, direction)) => (Some(language), direction),
                None => (None, None),
            };
            let marks = marks(id, language, direction);
            look.slots
                .add(Slot::Marks, Some(marks).filter(|marks| !marks.is_empty()));
        }
        self.fill_slots(&mut look, reads, run)?;
        Ok(look)
    }

    /// What is not an element of the file looks like: the margin of a unit, the
    /// call of a note, words that an entry points at.
    pub(super) fn look_of(
        &mut self,
        mut look: Look<'a>,
        dress: usize,
        run: &Run,
    ) -> Result<Look<'a>, Error> {
        let set = self.set;
        self.fill_slots(&mut look, set.dress(dress), run)?;
        Ok(look)
    }

    fn fill_slots(&mut self, look: &mut Look<'a>, reads: &Dress, run: &Run) -> Result<(), Error> {
        if let Some(entry) = look.entry {
            look.slots.add(Slot::EntryId, Some(entry.entry.id.as_str()));
            let place = Some(entry.place.as_str()).filter(|_| !look.again);
            look.slots.add(Slot::EntryPlace, place);
        }
        if let Some(note) = look.note {
            let call = note.call.as_ref().map(|call| call.id.as_str());
            look.slots.add(Slot::NoteId, Some(note.note.id.as_str()));
            look.slots.add(Slot::NoteCall, call);
            look.slots
                .add(Slot::NoteLabel, Some(note.note.label.as_str()));
        }
        match look.unit {
            Some(unit) => self.fill_unit(look, unit, reads, run),
            None => Ok(()),
        }
    }

    fn fill_unit(
        &mut self,
        look: &mut Look<'a>,
        at: usize,
        reads: &Dress,
        run: &Run,
    ) -> Result<(), Error> {
        let document = self.document;
        let unit = &document.units()[at].unit;
        let wants = |slot: Slot| reads.slot(slot) > Use::None;
        look.slots.add(Slot::UnitId, Some(unit.id.as_str()));
        look.slots.add(Slot::UnitNumber, unit.number.as_deref());
        look.slots
            .add(Slot::UnitReference, Some(unit.reference.as_str()));
        if wants(Slot::UnitLabel) {
            let label = self.set.wording.say(&unit_label(document, at));
            look.slots.add(Slot::UnitLabel, Some(label));
        }
        if wants(Slot::UnitApparatus) && self.has_apparatus {
            look.slots
                .add(Slot::UnitApparatus, document.apparatus_id(&unit.id));
        }
        let slots = [Slot::UnitNotes, Slot::UnitLongNotes, Slot::UnitLaterNotes];
        if slots.into_iter().any(wants) {
            for (slot, notes) in slots.into_iter().zip(self.notes_of(at, run)?) {
                let notes = Some(notes).filter(|notes| !notes.is_empty());
                look.slots.add(slot, notes);
            }
        }
        // The margin's own template can ask for everything but itself.
        let is_margin = std::ptr::eq(reads, self.set.dress(self.margin));
        if wants(Slot::UnitMargin) && !is_margin {
            look.slots
                .add(Slot::UnitMargin, Some(self.margin(at, run)?));
        }
        Ok(())
    }

    /// The notes that are called in a unit, in this order: those before the first that
    /// is too long for the margin, with what else stands beside the unit; from that one
    /// to the last that is too long; those after it.
    fn notes_of(&mut self, unit: usize, run: &Run) -> Result<[String; 3], Error> {
        let notes = match self.notes_apart {
            true => Vec::new(),
            false => self.notes_of_unit.get(&unit).cloned().unwrap_or_default(),
        };
        let mut groups = self.beside_lines(notes, run)?;
        let id = &self.document.units()[unit].unit.id;
        groups[0].push_str(self.placed.beside(id).unwrap_or_default());
        Ok(groups)
    }

    /// Notes by their indices, in the groups of [`Self::notes_of`].
    pub(super) fn beside_lines(
        &mut self,
        notes: Vec<usize>,
        run: &Run,
    ) -> Result<[String; 3], Error> {
        let document = self.document;
        let mut groups = [const { String::new() }; 3];
        let is_long = |at: &usize| document.notes()[*at].note.text.len() > LONGEST_SIDE_NOTE;
        let first = notes.iter().position(is_long).unwrap_or(notes.len());
        let last = notes.iter().rposition(is_long).unwrap_or(notes.len());
        for (at, note) in notes.into_iter().enumerate() {
            let told = self.note(&document.notes()[note], run)?;
            groups[usize::from(at >= first) + usize::from(at > last)].push_str(&told);
        }
        Ok(groups)
    }

    /// Writes a key that is the same for elements that look alike to their
    /// template; false if this one looks like no other.
    pub(super) fn key(
        &self,
        key: &mut String,
        element: Element<'a>,
        dress: usize,
        run: &Run,
        has_language: bool,
        look: &Look<'a>,
    ) -> bool {
        let reads = self.set.dress(dress);
        let alone = reads.index
            || reads.text >= Use::Prints
            || (reads.points && has_pointers(element))
            || (reads.ends && self.ends(element).is_some());
        if alone {
            return false;
        }
        self.key_of(key, dress, look);
        let mut add = |text: &str| {
            key.push_str(text);
            key.push('\u{1}');
        };
        if reads.text == Use::Asks {
            add(if first_letter(element).is_none() {
                ""
            } else {
                "words"
            });
        }
        if reads.name || reads.classes {
            add(element.name());
        }
        if reads.classes && !matches!(reads.attributes, Attributes::All) {
            add(&element.attribute("rend").unwrap_or_default());
        }
        for (name, value) in attributes(element, &reads.attributes) {
            add(name);
            add(&value);
        }
        if reads.parent {
            add(element.parent().map_or("", |parent| parent.name()));
        }
        if reads.blocks {
            add(if self.holds_blocks(element) {
                "blocks"
            } else {
                ""
            });
        }
        if reads.level {
            add(&level(element).to_string());
        }
        if reads.quoted {
            add(if run.is_quoted(element) { "quoted" } else { "" });
        }
        if reads.headed {
            add(if is_headed(element) { "headed" } else { "" });
        }
        if let Some(sign) = sign(element).filter(|_| reads.sign) {
            add(&sign.text);
            add(&sign.name);
        }
        if reads.parts_words {
            add(if parts_words(element) { "parts" } else { "" });
        }
        if reads.date {
            add(&in_attributes(element).map_or_else(String::new, |dated| dated.words));
        }
        if has_language && reads.language {
            let Some((language, direction)) = language(run) else {
                return false;
            };
            add(language);
            add(direction.unwrap_or_default());
        }
        if reads.content_language {
            add(content_language(run));
        }
        if reads.figure {
            add(&self.figure(element).unwrap_or_default());
        }
        if reads.href {
            add(&self.href(element).unwrap_or_default());
        }
        true
    }

    /// The part of a key that tells what an element is besides an element.
    pub(super) fn key_of(&self, key: &mut String, dress: usize, look: &Look<'a>) {
        let reads = self.set.dress(dress);
        push_number(key, dress);
        for &(slot, done) in &reads.slots {
            let value = look.slots.get(slot);
            key.push(if value.is_empty() { '\u{2}' } else { '\u{3}' });
            if done == Use::Reads {
                key.push_str(value);
                key.push('\u{1}');
            }
        }
        if let Some(at) = look.unit {
            let unit = &self.document.units()[at].unit;
            key.push_str(kind_word(unit.kind));
            key.push_str(self.opening(at));
            key.push(if is_fifth(unit.number.as_deref()) {
                '5'
            } else {
                ' '
            });
            if reads.unit_entries {
                push_number(key, self.entries_of(at) as usize);
            }
        }
        key.push('\u{1}');
        if let Some(entry) = look.entry {
            key.push_str(entry.entry.kind.as_str());
        }
        key.push('\u{1}');
        if let Some(note) = look.note {
            let (certainty, certain) = certainty(note);
            key.push_str(note_kind_word(note.note.kind));
            key.push_str(certainty.as_str());
            key.push(if certain { '1' } else { '0' });
            key.push(if note.call.is_some() { '1' } else { '0' });
            key.push_str(&witnesses_html(note));
        }
        key.push('\u{1}');
    }

    /// Entries of a unit that are shown.
    fn entries_of(&self, at: usize) -> u32 {
        let unit = &self.document.units()[at].unit;
        self.placed.entries_of(&unit.id, unit.entries)
    }

    /// How a unit begins the text: `first`; `initial` with a letter that can be set
    /// large, which needs lines of its own beside it; empty for others, and for what
    /// goes on from an earlier page.
    fn opening(&self, at: usize) -> &'static str {
        let unit = self.document.units()[at].node;
        if self.first_paragraph != Some(at) || self.extent.began_before(unit) {
            return "";
        }
        let element = self.document.tree().node(unit).element();
        let is_large = |c: char| c.to_uppercase().eq([c]) && !NO_INITIALS.contains(c);
        let is_large = element.and_then(first_letter).is_none_or(is_large);
        if is_large && !element.is_some_and(holds_blocks) {
            "initial"
        } else {
            "first"
        }
    }

    /// `unit`, with marks for what is left open if `open` says so.
    pub(super) fn unit_value(&self, look: &Look<'a>, reads: &Dress, open: bool) -> Value {
        let Some(at) = look.unit else {
            return Value::from(());
        };
        let unit = &self.document.units()[at].unit;
        let slot = |slot: Slot| look.slots.value(slot, reads.slot(slot), open);
        let opening = self.opening(at);
        Named::closed(vec![
            ("id", slot(Slot::UnitId)),
            ("number", slot(Slot::UnitNumber)),
            ("reference", slot(Slot::UnitReference)),
            ("kind", Value::from(kind_word(unit.kind))),
            ("label", slot(Slot::UnitLabel)),
            ("entries", Value::from(self.entries_of(at))),
            ("apparatus", slot(Slot::UnitApparatus)),
            ("first", Value::from(!opening.is_empty())),
            ("initial", Value::from(opening == "initial")),
            ("fifth", Value::from(is_fifth(unit.number.as_deref()))),
            ("notes", slot(Slot::UnitNotes)),
            ("long_notes", slot(Slot::UnitLongNotes)),
            ("later_notes", slot(Slot::UnitLaterNotes)),
            ("margin", slot(Slot::UnitMargin)),
        ])
    }

    /// `element`, with marks for what is left open if `open` says so.
    pub(super) fn element_value(
        &self,
        element: Element<'a>,
        reads: &Dress,
        run: &Run,
        (index, has_language): (u32, bool),
        (look, open): (&Look<'a>, bool),
    ) -> Value {
        let (language, direction) = match language(run).filter(|_| has_language) {
            Some((language, direction)) => (Some(language), direction),
            None => (None, None),
        };
        let attributes = attributes(element, &reads.attributes);
        let attributes = attributes.map(|(name, value)| (name.to_owned(), Value::from(value)));
        let slot = |slot: Slot| look.slots.value(slot, reads.slot(slot), open);
        let mut values = vec![
            ("name", Value::from(element.name())),
            ("attributes", Named::open(attributes.collect())),
            ("id", slot(Slot::Id)),
            ("language", optional(language)),
            ("content_language", Value::from(content_language(run))),
            ("direction", optional(direction)),
            ("marks", slot(Slot::Marks)),
            (
                "parent",
                optional(element.parent().map(|parent| parent.name())),
            ),
            ("index", Value::from(index)),
            ("blocks", Value::from(self.holds_blocks(element))),
            ("label", optional(label(element.name()))),
            (
                "level",
                Value::from(if reads.level { level(element) } else { 0 }),
            ),
            (
                "quoted",
                Value::from(reads.quoted && run.is_quoted(element)),
            ),
            ("headed", Value::from(reads.headed && is_headed(element))),
            (
                "parts_words",
                Value::from(reads.parts_words && parts_words(element)),
            ),
            ("sign", optional(sign_value(element).filter(|_| reads.sign))),
            ("date", optional(dated(element).filter(|_| reads.date))),
            (
                "tradition",
                Value::from(self.document.witnesses().nth(1).is_some()),
            ),
            ("ends", optional(self.ends(element).filter(|_| reads.ends))),
        ];
        if reads.classes {
            values.push(("classes", Value::from(classes(element))));
        }
        match reads.text {
            Use::None => {}
            Use::Asks => values.push((
                "text",
                Value::from(first_letter(element).map(String::from).unwrap_or_default()),
            )),
            _ => values.push(("text", Value::from(first_words(element, MOST_WORDS)))),
        }
        Named::closed(values)
    }
}

/// `element.date`: what the attributes of a date say.
fn dated(element: Element<'_>) -> Option<Value> {
    let dated = in_attributes(element)?;
    Some(Named::closed(vec![
        ("words", Value::from(dated.words)),
        ("language", optional(dated.is_latin.then_some("la"))),
        ("at", optional(dated.at)),
    ]))
}

/// `element.sign`: the letter or sign that is named and not written.
fn sign_value(element: Element<'_>) -> Option<Value> {
    let sign = sign(element)?;
    Some(Named::closed(vec![
        ("text", Value::from(sign.text)),
        ("name", Value::from(sign.name)),
        ("known", Value::from(sign.is_known)),
    ]))
}

/// The language at a place; empty where nobody names one.
fn content_language(run: &Run) -> &str {
    run.languages.last().map_or("", |(language, _)| language)
}

/// Whether other lines stand in a paragraph than its own: verse, a list, a table. They
/// begin at the margin, where a large initial would be.
fn holds_blocks(element: Element<'_>) -> bool {
    let mut resume = element.id();
    element.descendants().any(|node| {
        let Some(inner) = node.element().filter(|inner| inner.id() >= resume) else {
            return false;
        };
        let own = traits(inner);
        if own.has(Traits::BESIDE) {
            resume = inner.end();
        }
        !own.has(Traits::BESIDE.and(Traits::BREAK)) && is_block(inner)
    })
}

/// Adds a number to a key, by its digits, the last one first.
fn push_number(key: &mut String, number: usize) {
    let mut rest = number;
    loop {
        key.push(char::from(b'0' + (rest % 10) as u8));
        rest /= 10;
        if rest == 0 {
            return;
        }
    }
}

/// Bytes of its words that a template receives of an element, and no more than a
/// node beyond that.
const MOST_WORDS: usize = 20_000;

/// The longest note that stands in the margin, in bytes: some thirty lines there. A
/// longer one would push away all that follow, and stands below its unit.
const LONGEST_SIDE_NOTE: usize = 1_200;

/// Signs that are not set large at the begin of a text.
const NO_INITIALS: &str = ".…-–—([{<*/|¶§†#";

/// Whether the number of a verse is one that is printed.
fn is_fifth(number: Option<&str>) -> bool {
    number.is_some_and(|number| number.ends_with(['0', '5']))
}

/// `entry`, for an element or for a piece of the words that it points at.
pub fn entry_value(look: &Look<'_>, reads: &Dress, open: bool) -> Value {
    let slot = |slot: Slot| look.slots.value(slot, reads.slot(slot), open);
    let value = look.entry.map(|entry| {
        Named::closed(vec![
            ("id", slot(Slot::EntryId)),
            ("place", slot(Slot::EntryPlace)),
            ("kind", Value::from(entry.entry.kind.as_str())),
        ])
    });
    optional(value)
}

/// `note`, for the note and for its call.
pub fn note_value(look: &Look<'_>, reads: &Dress, open: bool) -> Value {
    let slot = |slot: Slot| look.slots.value(slot, reads.slot(slot), open);
    let value = look.note.map(|note| {
        let (certainty, certain) = certainty(note);
        Named::closed(vec![
            ("id", slot(Slot::NoteId)),
            ("call", slot(Slot::NoteCall)),
            ("label", slot(Slot::NoteLabel)),
            ("kind", Value::from(note_kind_word(note.note.kind))),
            ("certainty", Value::from(certainty.as_str())),
            ("certain", Value::from(certain)),
            ("placed", Value::from(note.call.is_some())),
            ("witnesses", Value::from_safe_string(witnesses_html(note))),
        ])
    });
    optional(value)
}

/// The sigla of the witnesses in which a note stands.
fn witnesses_html(note: &PlacedNote) -> String {
    let sigla = note.witnesses.iter();
    let sigla = sigla.map(|siglum| PrintedSiglum::new(siglum).html.as_str().to_owned());
    sigla.collect::<Vec<_>>().join(" ")
}

/// How sure the place of a note is, and whether it is sure enough.
fn certainty(note: &PlacedNote) -> (Certainty, bool) {
    let anchor = note.note.anchor.as_ref();
    let certainty = anchor.map_or(Certainty::Unknown, |anchor| anchor.certainty);
    let certain = anchor.is_some_and(|anchor| !anchor.inferred || certainty == Certainty::High);
    (certainty, certain)
}
