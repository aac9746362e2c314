//! Which values does an element give to its template?

use super::behaviours::label;
use super::context::{Named, Variables, html, optional};
use super::dress::{Attributes, Dress};
use super::error::Error;
use super::features::{has_pointers, is_headed, level};
use super::labels::unit_label;
use super::safety::{class_name, escape, file_address, safe_address, safe_image};
use super::walk::{Run, Walk};
use crate::edition::{Certainty, NoteKind};
use crate::tei::apparatus::Entry;
use crate::tei::note::PlacedNote;
use crate::tei::pointer::local_ids;
use crate::tei::text::first_words;
use crate::xml::Element;
use minijinja::Value;

/// Bytes of its words that a template receives of an element, and no more than a
/// node beyond that.
const MOST_WORDS: usize = 20_000;

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
            points: if reads.points {
                self.points(element)
            } else {
                Value::from(())
            },
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
            || (reads.points && has_pointers(element))
            || (reads.ends && self.ends(element).is_some())
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
        if reads.level {
            add(&level(element).to_string());
        }
        if reads.quoted {
            add(if run.is_quoted(element) { "quoted" } else { "" });
        }
        if reads.headed {
            add(if is_headed(element) { "headed" } else { "" });
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
                "tradition",
                Value::from(self.document.witnesses().nth(1).is_some()),
            ),
            ("ends", optional(self.ends(element).filter(|_| reads.ends))),
        ];
        if reads.classes {
            values.push(("classes", Value::from(classes(element))));
        }
        if reads.text {
            values.push(("text", Value::from(first_words(element, MOST_WORDS))));
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

    pub(super) fn unit(&self, element: Element<'a>, run: &Run) -> Option<usize> {
        self.document.unit_at(element.id()).filter(|_| !run.copying)
    }

    fn entry(&self, element: Element<'a>, run: &Run) -> Option<&'a Entry> {
        let entry = self.document.entry_at(element.id());
        entry.filter(|_| self.mark && !run.copying)
    }

    pub(super) fn unit_value(
        &mut self,
        at: usize,
        with_notes: bool,
        run: &Run,
    ) -> Result<Value, Error> {
        let document = self.document;
        let unit = &document.units()[at].unit;
        let mut notes = String::new();
        if with_notes {
            for note in self.notes_of_unit.get(&at).cloned().unwrap_or_default() {
                notes.push_str(&self.note(&document.notes()[note], run)?);
            }
        }
        // What goes on from an earlier page does not begin again.
        let first = self.first_paragraph == Some(at)
            && !self.extent.began_before(document.units()[at].node);
        let apparatus = document
            .apparatus_id(&unit.id)
            .filter(|_| self.has_apparatus);
        let mut values = vec![
            ("id", Value::from(&unit.id)),
            ("number", optional(unit.number.as_deref())),
            ("reference", Value::from(&unit.reference)),
            ("kind", Value::from(kind_word(unit.kind))),
            ("label", Value::from(unit_label(document, at))),
            ("entries", Value::from(unit.entries)),
            ("apparatus", optional(apparatus)),
            ("first", Value::from(first)),
            ("notes", html(notes)),
        ];
        if with_notes {
            let variables = Variables {
                unit: Named::closed(values.clone()),
                ..Variables::default()
            };
            let margin = self.fill(self.set.named("elements/_margin.html"), variables)?;
            values.push(("margin", html(margin)));
        }
        Ok(Named::closed(values))
    }

    /// Where a pointer leads, if that is safe: a fragment of this page or of
    /// another part, or an address.
    fn href(&self, element: Element<'a>) -> Option<String> {
        let target = element.attribute("target")?;
        let local = local_ids(&target, false).find_map(|id| {
            let shown = self.shown_fragment(id)?;
            Some((self.document.tree().by_id(id)?.id(), shown))
        });
        match local {
            Some((node, id)) => Some(self.extent.href(node, id)),
            None => target
                .split_whitespace()
                .find_map(safe_address)
                .map(str::to_owned),
        }
    }

    /// The address of a picture: of a `graphic`, or of what `@facs` names.
    fn figure(&self, element: Element<'a>) -> Option<String> {
        if let Some(url) = element.attribute("url") {
            return self.picture(element, &url);
        }
        let facs = element.attribute("facs")?;
        facs.split_whitespace().find_map(|pointer| {
            let Some(id) = pointer.strip_prefix('#') else {
                return self.picture(element, pointer);
            };
            let found = self.document.tree().by_id(id)?;
            let mut around = std::iter::once(found).chain(found.ancestors());
            let within = || found.find("graphic");
            let graphic = Some(found).filter(|found| found.is("graphic"));
            let graphic = graphic
                .or_else(within)
                .or_else(|| around.find(|above| above.is("surface"))?.child("graphic"))?;
            self.picture(graphic, &graphic.attribute("url")?)
        })
    }

    /// The address of the picture to which `reference` on `element` leads: on
    /// the web, or among the files that were handed in with the edition.
    fn picture(&self, element: Element<'a>, reference: &str) -> Option<String> {
        // A name may have a space in it, but not around it.
        let reference = reference.trim();
        let handed_in = || {
            let path = self.document.file(element, reference)?;
            file_address(path, self.files_href)
        };
        safe_image(reference).map(str::to_owned).or_else(handed_in)
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
        ("label", Value::from(())),
        ("level", Value::from(2)),
        ("quoted", Value::from(false)),
        ("headed", Value::from(false)),
        ("tradition", Value::from(false)),
        ("ends", Value::from(())),
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
        ("kind", Value::from(entry.entry.kind.as_str())),
    ])
}

/// `entry`, for a piece of the words that it points at; the first one has the id
/// of the place.
pub fn range_value(entry: &Entry, first: bool) -> Value {
    Named::closed(vec![
        ("id", Value::from(&entry.entry.id)),
        ("place", optional(first.then_some(entry.place.as_str()))),
        ("kind", Value::from(entry.entry.kind.as_str())),
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
