//! Which values does an element give to its template?

use super::context::{Named, Variables, html, optional};
use super::dress::{Attributes, Dress};
use super::error::Error;
use super::labels::unit_label;
use super::safety::{class_name, escape, file_address, safe_address, safe_image};
use super::walk::{Run, Walk};
use crate::edition::{Certainty, NoteKind};
use crate::tei::apparatus::Entry;
use crate::tei::note::PlacedNote;
use crate::tei::pointer::local_ids;
use crate::tei::reading_text;
use crate::xml::Element;
use minijinja::Value;

impl<'a> Walk<'a> {
    /// All variables of `element` that its template reads, but for the content.
    pub(super) fn variables(
        &mut self,
        element: Element<'a>,
        dress: usize,
        run: &Run,
        index: u32,
        has_language: bool,
    ) -> Result<Variables, Error> {
        let reads = self.set.dress(dress);
        let unit = match self.unit(element, run) {
            Some(unit) if reads.unit => self.unit_value(unit, reads.unit_notes, run)?,
            _ => Value::from(()),
        };
        let entry = self.entry(element, run).filter(|_| reads.entry);
        let figure = reads.figure.then(|| self.figure(element)).flatten();
        Ok(Variables {
            element: self.element_value(element, reads, run, index, has_language),
            unit,
            entry: optional(entry.map(entry_value)),
            figure: optional(figure.map(|url| Named::closed(vec![("url", Value::from(url))]))),
            href: optional(reads.href.then(|| self.href(element)).flatten()),
            parts: Value::from(()),
            ..Variables::default()
        })
    }

    /// A key that is the same for elements that look alike to their template;
    /// none if this element looks like no other.
    pub(super) fn key(
        &self,
        element: Element<'a>,
        dress: usize,
        run: &Run,
        has_language: bool,
    ) -> Option<String> {
        let reads = self.set.dress(dress);
        let alone = reads.index
            || reads.text
            || (reads.unit && self.unit(element, run).is_some())
            || (reads.entry && self.entry(element, run).is_some())
            || ((reads.marks || reads.id) && self.shown_id(element, run).is_some());
        if alone {
            return None;
        }
        let mut key = String::with_capacity(48);
        let mut add = |text: &str| {
            key.push_str(text);
            key.push('\u{1}');
        };
        add(&dress.to_string());
        if reads.name || reads.classes {
            add(element.name());
        }
        if reads.classes && !matches!(reads.attributes, Attributes::All) {
            add(&element.attribute("rend").unwrap_or_default());
        }
        for (name, value) in attributes(element, &reads.attributes) {
            add(&name);
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
        if has_language && (reads.marks || reads.language) {
            let (language, direction) = language(run)?;
            add(language);
            add(direction.unwrap_or_default());
        }
        if reads.figure {
            add(&self.figure(element).unwrap_or_default());
        }
        if reads.href {
            add(&self.href(element).unwrap_or_default());
        }
        Some(key)
    }

    fn element_value(
        &self,
        element: Element<'a>,
        reads: &Dress,
        run: &Run,
        index: u32,
        has_language: bool,
    ) -> Value {
        let id = self.shown_id(element, run);
        let (language, direction) = match language(run).filter(|_| has_language) {
            Some((language, direction)) => (Some(language), direction),
            None => (None, None),
        };
        let attributes = attributes(element, &reads.attributes).into_iter();
        let attributes = attributes
            .map(|(name, value)| (name, Value::from(value)))
            .collect();
        let mut values = vec![
            ("name", Value::from(element.name())),
            ("attributes", Named::open(attributes)),
            ("id", optional(id)),
            ("language", optional(language)),
            ("direction", optional(direction)),
            ("marks", html(marks(id, language, direction))),
            (
                "parent",
                optional(element.parent().map(|parent| parent.name())),
            ),
            ("index", Value::from(index)),
            ("blocks", Value::from(self.holds_blocks(element))),
        ];
        if reads.classes {
            values.push(("classes", Value::from(classes(element))));
        }
        if reads.text {
            values.push(("text", Value::from(reading_text(element))));
        }
        Named::closed(values)
    }

    /// The id in HTML, unless the element is shown a second time, or has its
    /// id in a variable of its own: entries, notes and their calls.
    fn shown_id(&self, element: Element<'a>, run: &Run) -> Option<&'a str> {
        let document = self.document;
        let node = element.id();
        let elsewhere = run.copying
            || document.entry_at(node).is_some()
            || document.note_at(node).is_some()
            || document.notes_called_at(node).next().is_some_and(|note| {
                note.call
                    .as_ref()
                    .is_some_and(|call| Some(call.id.as_str()) == document.html_id(node))
            });
        document.html_id(node).filter(|_| !elsewhere)
    }

    fn unit(&self, element: Element<'a>, run: &Run) -> Option<usize> {
        self.document.unit_at(element.id()).filter(|_| !run.copying)
    }

    fn entry(&self, element: Element<'a>, run: &Run) -> Option<&'a Entry> {
        let entry = self.document.entry_at(element.id());
        entry.filter(|_| self.mark && !run.copying)
    }

    fn unit_value(&mut self, at: usize, with_notes: bool, run: &Run) -> Result<Value, Error> {
        let document = self.document;
        let unit = &document.units()[at].unit;
        let mut notes = String::new();
        if with_notes {
            for note in self.notes_of_unit.get(&at).cloned().unwrap_or_default() {
                notes.push_str(&self.note(&document.notes()[note], run)?);
            }
        }
        let apparatus = document.apparatus_id(&unit.id);
        Ok(Named::closed(vec![
            ("id", Value::from(&unit.id)),
            ("number", optional(unit.number.as_deref())),
            ("kind", Value::from(kind_word(unit.kind))),
            ("label", Value::from(unit_label(document, at))),
            ("entries", Value::from(unit.entries)),
            ("apparatus", optional(apparatus)),
            ("first", Value::from(self.first_paragraph == Some(at))),
            ("notes", html(notes)),
        ]))
    }

    /// Where a pointer leads, if that is safe: a fragment of this page, or an
    /// address.
    fn href(&self, element: Element<'a>) -> Option<String> {
        let target = element.attribute("target")?;
        let document = self.document;
        let shown = |node| {
            document
                .text()
                .any(|root| root.id() <= node && node < root.end())
        };
        let local = local_ids(&target, false).find_map(|id| {
            let found = document
                .tree()
                .by_id(id)
                .filter(|found| shown(found.id()))?;
            document.html_id(found.id())
        });
        match local {
            Some(id) => Some(format!("#{id}")),
            None => target
                .split_whitespace()
                .find_map(safe_address)
                .map(str::to_owned),
        }
    }

    fn figure(&self, element: Element<'a>) -> Option<String> {
        let name = match element.name() {
            "graphic" => "url",
            "pb" | "cb" | "surface" => "facs",
            _ => return None,
        };
        let value = element.attribute(name).filter(|_| element.is_tei())?;
        // `@facs` may name several; a name may have a space in it.
        let first = value.split_whitespace().next().filter(|_| name == "facs");
        let url = first.unwrap_or(value.trim());
        let handed_in = || file_address(self.document.file(element, url)?, self.files_href);
        safe_image(url).map(str::to_owned).or_else(handed_in)
    }
}

/// The language of a place, and its direction where that differs from the one
/// around it.
fn language(run: &Run) -> Option<(&str, Option<&'static str>)> {
    let (language, direction) = run.languages.last()?;
    let around = run
        .languages
        .len()
        .checked_sub(2)
        .and_then(|at| run.languages.get(at));
    let differs = around.is_none_or(|(_, around)| around != direction);
    Some((language, differs.then_some(*direction)))
}

fn marks(id: Option<&str>, language: Option<&str>, direction: Option<&str>) -> String {
    let mut marks = String::new();
    for (name, value) in [("id", id), ("lang", language), ("dir", direction)] {
        if let Some(value) = value {
            marks.push_str(&format!(" {name}=\"{}\"", escape(value)));
        }
    }
    marks
}

/// `tei-` and the name; `rend-` and every word of `@rend`.
fn classes(element: Element<'_>) -> String {
    let mut classes = format!("tei-{}", class_name(element.name()).unwrap_or_default());
    let rend = element.attribute("rend").unwrap_or_default();
    for word in rend.split_whitespace().filter_map(class_name) {
        classes.push_str(" rend-");
        classes.push_str(&word);
    }
    classes
}

/// The attributes of an element that are read, as written.
fn attributes(element: Element<'_>, read: &Attributes) -> Vec<(String, String)> {
    if matches!(read, Attributes::None) {
        return Vec::new();
    }
    let wanted = |name: &str| match read {
        Attributes::Named(names) => names.iter().any(|wanted| wanted == name),
        _ => !name.starts_with("xmlns"),
    };
    let attributes = element
        .attributes()
        .filter(|attribute| wanted(attribute.written()));
    attributes
        .map(|attribute| {
            (
                attribute.written().to_owned(),
                attribute.value().into_owned(),
            )
        })
        .collect()
}

/// An element without anything but a name, for what is added to the tree.
pub fn bare_element(name: &str) -> Value {
    Named::closed(vec![
        ("name", Value::from(name)),
        ("attributes", Named::open(Vec::new())),
        ("id", Value::from(())),
        ("language", Value::from(())),
        ("direction", Value::from(())),
        ("marks", html("")),
        (
            "classes",
            Value::from(format!("tei-{}", class_name(name).unwrap_or_default())),
        ),
        ("parent", Value::from(())),
        ("index", Value::from(1)),
        ("text", Value::from("")),
        ("blocks", Value::from(false)),
    ])
}

/// `note`, for the note and for its call.
pub fn note_value(note: &PlacedNote) -> Value {
    let anchor = note.note.anchor.as_ref();
    let certainty = anchor.map_or(Certainty::Unknown, |anchor| anchor.certainty);
    let certain = anchor.is_some_and(|anchor| !anchor.inferred || certainty == Certainty::High);
    Named::closed(vec![
        ("id", Value::from(&note.note.id)),
        (
            "call",
            optional(note.call.as_ref().map(|call| call.id.as_str())),
        ),
        ("label", Value::from(&note.note.label)),
        ("kind", Value::from(note_kind_word(note.note.kind))),
        ("certainty", Value::from(certainty.as_str())),
        ("certain", Value::from(certain)),
        ("placed", Value::from(note.call.is_some())),
    ])
}

fn entry_value(entry: &Entry) -> Value {
    Named::closed(vec![
        ("id", Value::from(&entry.entry.id)),
        ("place", Value::from(&entry.place)),
        ("kind", Value::from(entry_kind_word(entry.entry.kind))),
    ])
}

fn kind_word(kind: crate::edition::UnitKind) -> &'static str {
    use crate::edition::UnitKind;
    match kind {
        UnitKind::Paragraph => "paragraph",
        UnitKind::Heading => "heading",
        UnitKind::Verse => "verse",
        UnitKind::Block => "block",
        UnitKind::Formal => "formal",
        UnitKind::Other => "other",
    }
}

fn note_kind_word(kind: NoteKind) -> &'static str {
    match kind {
        NoteKind::Source => "source",
        NoteKind::Editor => "editor",
        NoteKind::Translator => "translator",
    }
}

fn entry_kind_word(kind: crate::edition::EntryKind) -> &'static str {
    use crate::edition::EntryKind;
    match kind {
        EntryKind::Variant => "variant",
        EntryKind::Emendation => "emendation",
        EntryKind::Proposal => "proposal",
        EntryKind::Deletion => "deletion",
        EntryKind::Addition => "addition",
    }
}
