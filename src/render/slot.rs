//! Which values of a template are written in after it was filled in?
//!
//! Ids, numbers and labels differ from element to element, and a template mostly
//! prints them. Such a value is left open: the template is filled in with a mark
//! in its place, and cut there.

use std::borrow::Cow;

use minijinja::Value;

use super::context::html;
use super::safety::push_printed;
use super::usage::Use;

/// A value that may be left open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    Id,
    Marks,
    UnitId,
    UnitNumber,
    UnitReference,
    UnitLabel,
    UnitApparatus,
    UnitNotes,
    UnitLongNotes,
    UnitLaterNotes,
    UnitMargin,
    EntryId,
    EntryPlace,
    NoteId,
    NoteCall,
    NoteLabel,
    EntryAnchors,
    EntryLocus,
    EntryHome,
    EntryRepeated,
    EntryLemma,
    EntryBody,
    GroupId,
    GroupUnit,
    GroupHref,
    GroupLabel,
    GroupNumber,
    GroupHtml,
}

impl Slot {
    /// All of them.
    pub const ALL: [Self; MARKS.len()] = [
        Self::Id,
        Self::Marks,
        Self::UnitId,
        Self::UnitNumber,
        Self::UnitReference,
        Self::UnitLabel,
        Self::UnitApparatus,
        Self::UnitNotes,
        Self::UnitLongNotes,
        Self::UnitLaterNotes,
        Self::UnitMargin,
        Self::EntryId,
        Self::EntryPlace,
        Self::NoteId,
        Self::NoteCall,
        Self::NoteLabel,
        Self::EntryAnchors,
        Self::EntryLocus,
        Self::EntryHome,
        Self::EntryRepeated,
        Self::EntryLemma,
        Self::EntryBody,
        Self::GroupId,
        Self::GroupUnit,
        Self::GroupHref,
        Self::GroupLabel,
        Self::GroupNumber,
        Self::GroupHtml,
    ];

    /// Its name in templates.
    pub fn variable(self) -> &'static str {
        match self {
            Self::Id => "element.id",
            Self::Marks => "element.marks",
            Self::UnitId => "unit.id",
            Self::UnitNumber => "unit.number",
            Self::UnitReference => "unit.reference",
            Self::UnitLabel => "unit.label",
            Self::UnitApparatus => "unit.apparatus",
            Self::UnitNotes => "unit.notes",
            Self::UnitLongNotes => "unit.long_notes",
            Self::UnitLaterNotes => "unit.later_notes",
            Self::UnitMargin => "unit.margin",
            Self::EntryId => "entry.id",
            Self::EntryPlace => "entry.place",
            Self::NoteId => "note.id",
            Self::NoteCall => "note.call",
            Self::NoteLabel => "note.label",
            Self::EntryAnchors => "entry.anchors",
            Self::EntryLocus => "entry.locus",
            Self::EntryHome => "entry.home",
            Self::EntryRepeated => "entry.repeated",
            Self::EntryLemma => "entry.lemma",
            Self::EntryBody => "entry.body",
            Self::GroupId => "group.id",
            Self::GroupUnit => "group.unit.id",
            Self::GroupHref => "group.unit.href",
            Self::GroupLabel => "group.unit.label",
            Self::GroupNumber => "group.unit.number",
            Self::GroupHtml => "group.html",
        }
    }

    /// Whether its value is HTML.
    fn is_html(self) -> bool {
        matches!(
            self,
            Self::Marks
                | Self::UnitNotes
                | Self::UnitLongNotes
                | Self::UnitLaterNotes
                | Self::UnitMargin
                | Self::EntryAnchors
                | Self::EntryRepeated
                | Self::EntryLemma
                | Self::EntryBody
                | Self::GroupHtml
        )
    }

    /// The sign that stands for it: no XML document contains it.
    pub fn mark(self) -> char {
        char::from(MARKS[self as usize])
    }

    /// What a sign stands for.
    pub fn of_mark(mark: u8) -> Option<Self> {
        let at = MARKS.iter().position(|known| *known == mark)?;
        Some(Self::ALL[at])
    }
}

/// Signs that stand for values. U+0001 stands for the content.
const MARKS: [u8; 28] = [
    0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x0e, 0x0f, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16,
    0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f, 0x0b, 0x0c, 0x00,
];

/// The values of one element.
#[derive(Clone, Debug, Default)]
pub struct Slots<'a>(Vec<(Slot, Cow<'a, str>)>);

impl<'a> Slots<'a> {
    /// Adds a value, if there is one.
    pub fn add(&mut self, slot: Slot, value: Option<impl Into<Cow<'a, str>>>) {
        self.0.extend(value.map(|value| (slot, value.into())));
    }

    /// The value; empty if there is none.
    pub fn get(&self, slot: Slot) -> &str {
        let found = self.0.iter().find(|(known, _)| *known == slot);
        found.map_or("", |(_, value)| value)
    }

    /// Writes the value as a template prints it.
    pub fn write(&self, slot: Slot, out: &mut String) {
        if slot.is_html() {
            out.push_str(self.get(slot));
        } else {
            push_printed(out, self.get(slot));
        }
    }

    /// The value for a template that does this with it; with `open` its mark, if
    /// it is only printed.
    pub fn value(&self, slot: Slot, done: Use, open: bool) -> Value {
        let value = self.get(slot);
        if open && done == Use::Prints && !value.is_empty() {
            html(slot.mark())
        } else if slot.is_html() {
            html(value)
        } else if value.is_empty() {
            Value::from(())
        } else {
            Value::from(value)
        }
    }
}
