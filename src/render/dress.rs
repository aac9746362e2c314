//! What does a template read, and can its content stream through it?
//!
//! A template that only prints `content` is filled in once with a mark in the
//! place of the content, and cut there: what comes before and after is kept for
//! all elements that look alike to it. The same is done with ids, numbers and
//! labels ([`Slot`]). One that asks whether its content is there, or has a link
//! in it, is filled in when that is known; one that reads it gets it as a string.
//! The pages do not differ.

use super::engine::Engine;
use super::slot::Slot;
use super::usage::{Use, asks, inside, statements, usage};

/// The mark that stands for the content: no XML document contains it.
pub const CONTENT: &str = "\u{1}";

/// The mark that stands for content with a link in it.
pub const CONTENT_WITH_LINK: &str = "\u{1}<a \u{1}";

/// What a template reads.
#[derive(Debug, Default)]
pub struct Dress {
    /// The template's name.
    pub template: String,
    /// Whether it prints `content` and does nothing else with it.
    pub streams: bool,
    /// Whether it asks besides whether the content is there or has a link in it.
    pub asks_content: bool,
    /// What it does with values that may be left open; without those that it
    /// passes over.
    pub slots: Vec<(Slot, Use)>,
    /// Whether it needs nothing but what may be left open, and a kind.
    pub only_slots: bool,
    /// What it does with the words of the element.
    pub text: Use,
    /// Names of the attributes it reads.
    pub attributes: Attributes,
    /// Which variables it reads.
    pub name: bool,
    pub language: bool,
    pub content_language: bool,
    pub classes: bool,
    pub parent: bool,
    pub index: bool,
    pub blocks: bool,
    pub level: bool,
    pub quoted: bool,
    pub ends: bool,
    pub headed: bool,
    pub date: bool,
    pub parts_words: bool,
    pub sign: bool,
    pub points: bool,
    pub unit: bool,
    pub unit_entries: bool,
    pub parts: bool,
    pub entry: bool,
    pub note: bool,
    pub figure: bool,
    pub href: bool,
}

/// The attributes that a template reads.
#[derive(Debug, Default, PartialEq, Eq)]
pub enum Attributes {
    /// None.
    #[default]
    None,
    /// Those with these names.
    Named(Vec<String>),
    /// Any.
    All,
}

impl Dress {
    /// Finds out what the template `name` with this text reads.
    pub fn new(engine: &Engine, name: &str, text: &str) -> Self {
        let variables = engine.variables(name);
        let opaque = is_opaque(text);
        let reads = |variable: &str| {
            let within = |read: &String| {
                read == variable
                    || read
                        .strip_prefix(variable)
                        .is_some_and(|rest| rest.starts_with('.'))
                    || variable
                        .strip_prefix(read.as_str())
                        .is_some_and(|r| r.starts_with('.'))
            };
            opaque || variables.iter().any(within)
        };
        let of = |variable: &str| match opaque {
            true => Use::Reads,
            false => usage(text, variable),
        };
        let slots = Slot::ALL
            .into_iter()
            .map(|slot| (slot, of(slot.variable())));
        let slots = slots.filter(|(_, done)| *done > Use::None);
        let slots: Vec<(Slot, Use)> = slots.collect();
        let is_slot = |read: &String| {
            let of_slot = |(slot, done): &(Slot, Use)| {
                *done <= Use::Prints && slot.variable() == read.as_str()
            };
            read.ends_with(".kind") || slots.iter().any(of_slot)
        };
        Self {
            template: name.to_owned(),
            only_slots: !opaque && variables.iter().all(is_slot),
            streams: !opaque && usage(text, "content") <= Use::Prints,
            asks_content: asks(text, "content"),
            slots,
            text: of("element.text"),
            attributes: attributes(&variables, opaque),
            name: reads("element.name"),
            language: reads("element.language") || reads("element.direction"),
            content_language: reads("element.content_language"),
            classes: reads("element.classes"),
            parent: reads("element.parent"),
            index: reads("element.index"),
            blocks: reads("element.blocks"),
            level: reads("element.level"),
            quoted: reads("element.quoted"),
            ends: reads("element.ends"),
            headed: reads("element.headed"),
            date: reads("element.date"),
            parts_words: reads("element.parts_words"),
            sign: reads("element.sign"),
            points: reads("points"),
            unit: reads("unit"),
            unit_entries: reads("unit.entries"),
            parts: reads("parts"),
            entry: reads("entry"),
            note: reads("note"),
            figure: reads("figure"),
            href: reads("href"),
        }
    }

    /// What it does with a value that may be left open.
    pub fn slot(&self, slot: Slot) -> Use {
        let found = self.slots.iter().find(|(known, _)| *known == slot);
        found.map_or(Use::None, |(_, done)| *done)
    }
}

fn attributes(variables: &[String], opaque: bool) -> Attributes {
    let whole = ["element", "element.attributes"];
    if opaque || variables.iter().any(|read| whole.contains(&read.as_str())) {
        return Attributes::All;
    }
    let named = variables
        .iter()
        .filter_map(|read| read.strip_prefix("element.attributes."));
    let named: Vec<String> = named
        .map(|name| name.split('.').next().unwrap_or(name).to_owned())
        .collect();
    if named.is_empty() {
        Attributes::None
    } else {
        Attributes::Named(named)
    }
}

/// Whether a template has parts that cannot be seen through: what another file
/// or a macro reads is not known here.
fn is_opaque(text: &str) -> bool {
    let hides = ["include", "import", "from", "extends", "macro", "call"];
    let ours = [
        "content", "element", "unit", "parts", "entry", "note", "figure", "href", "points",
    ];
    statements(text)
        .filter(|tag| tag.starts_with("{%"))
        .any(|tag| {
            let mut words = inside(tag).split(|c: char| !c.is_alphanumeric() && c != '_');
            match words.next() {
                Some("set" | "with" | "for") => {
                    words.next().is_some_and(|name| ours.contains(&name))
                }
                Some(word) => hides.contains(&word),
                None => false,
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_file_does_cannot_be_seen() {
        assert!(is_opaque("{% from \"parts/x.html\" import y %}") && !is_opaque("{# include #}"));
        assert!(is_opaque("{% set unit = 1 %}") && !is_opaque("{% set x = 1 %}"));
    }
}
