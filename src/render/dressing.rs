//! Which values does an element give to its template?

use std::borrow::Cow;

use super::context::{Named, Variables, html, optional};
use super::dress::Attributes;
use super::look::{Look, entry_value, note_value};
use super::plates::picture_address;
use super::safety::{class_name, push_escaped, safe_address};
use super::walk::{Run, Walk};
use crate::edition::NoteKind;
use crate::tei::apparatus::Entry;
use crate::tei::pointer::local_ids;
use crate::xml::Element;
use minijinja::Value;

impl<'a> Walk<'a> {
    /// All variables of `element` that its template reads, but for the content;
    /// with `open`, values that are only printed are left open.
    pub(super) fn variables(
        &self,
        element: Element<'a>,
        dress: usize,
        run: &Run,
        (index, has_language): (u32, bool),
        (look, open): (&Look<'a>, bool),
    ) -> Variables {
        let reads = self.set.dress(dress);
        let figure = reads.figure.then(|| self.figure(element)).flatten();
        Variables {
            element: self.element_value(element, reads, run, (index, has_language), (look, open)),
            unit: self.unit_value(look, reads, open),
            entry: entry_value(look, reads, open),
            note: note_value(look, reads, open),
            figure: optional(figure.map(|url| Named::closed(vec![("url", Value::from(url))]))),
            href: optional(reads.href.then(|| self.href(element)).flatten()),
            points: if reads.points {
                self.points(element)
            } else {
                Value::from(())
            },
            ..Variables::default()
        }
    }

    /// The id in HTML, unless the element is shown a second time, or has its
    /// id in a variable of its own: entries, notes and their calls.
    pub(super) fn shown_id(&self, element: Element<'a>, run: &Run) -> Option<&'a str> {
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

    pub(super) fn entry(&self, element: Element<'a>, run: &Run) -> Option<&'a Entry> {
        let entry = self.document.entry_at(element.id());
        let is_replaced = |entry: &Entry| self.placed.reading_of(entry.node).is_some();
        entry.filter(|entry| !run.copying && self.is_marked(entry) && !is_replaced(entry))
    }

    /// Where a pointer leads, if that is safe: a fragment of this page or of
    /// another part, or an address.
    pub(super) fn href(&self, element: Element<'a>) -> Option<String> {
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
                .map(Cow::into_owned),
        }
    }

    /// The address of a picture: of a `graphic`, or of what `@facs` names.
    pub(super) fn figure(&self, element: Element<'a>) -> Option<String> {
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
        picture_address(self.document, element, reference, self.files_href)
    }
}

/// The language of a place, and its direction where that differs from the one
/// around it.
pub(super) fn language(run: &Run) -> Option<(&str, Option<&'static str>)> {
    let (language, direction) = run.languages.last()?;
    let around = run
        .languages
        .len()
        .checked_sub(2)
        .and_then(|at| run.languages.get(at));
    let differs = around.is_none_or(|(_, around)| around != direction);
    Some((language, differs.then_some(*direction)))
}

pub(super) fn marks(id: Option<&str>, language: Option<&str>, direction: Option<&str>) -> String {
    let mut marks = String::new();
    for (name, value) in [("id", id), ("lang", language), ("dir", direction)] {
        if let Some(value) = value {
            marks.extend([" ", name, "=\""]);
            push_escaped(&mut marks, value);
            marks.push('"');
        }
    }
    marks
}

/// `tei-` and the name; `rend-` and every word of `@rend`.
pub(super) fn classes(element: Element<'_>) -> String {
    let mut classes = format!("tei-{}", class_name(element.name()).unwrap_or_default());
    let rend = element.attribute("rend").unwrap_or_default();
    for word in rend.split_whitespace().filter_map(class_name) {
        classes.push_str(" rend-");
        classes.push_str(&word);
    }
    classes
}

/// The attributes of an element that are read, as written.
pub(super) fn attributes<'e>(
    element: Element<'e>,
    read: &Attributes,
) -> impl Iterator<Item = (&'e str, Cow<'e, str>)> {
    let wanted = move |name: &str| match read {
        Attributes::None => false,
        Attributes::Named(names) => names.iter().any(|wanted| wanted == name),
        Attributes::All => !name.starts_with("xmlns"),
    };
    let attributes = element.attributes();
    let read = attributes.filter(move |attribute| wanted(attribute.written()));
    read.map(|attribute| (attribute.written(), attribute.value()))
}

/// An element without anything but a name, for what is added to the tree.
pub fn bare_element(name: &str) -> Value {
    Named::closed(vec![
        ("name", Value::from(name)),
        ("attributes", Named::open(Vec::new())),
        ("id", Value::from(())),
        ("language", Value::from(())),
        ("content_language", Value::from("")),
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
        ("date", Value::from(())),
        ("parts_words", Value::from(false)),
        ("sign", Value::from(())),
        ("tradition", Value::from(false)),
        ("ends", Value::from(())),
    ])
}

/// What kind of unit it is.
pub(super) fn kind_word(kind: crate::edition::UnitKind) -> &'static str {
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

/// Whose note it is.
pub(super) fn note_kind_word(kind: NoteKind) -> &'static str {
    match kind {
        NoteKind::Source => "source",
        NoteKind::Editor => "editor",
        NoteKind::Translator => "translator",
    }
}
