//! What did the reader choose of the apparatus?
//!
//! What a page says of it, and the ways back: nothing is hidden, and nothing stands in
//! the text, without being told.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::page::{self, Field, Selection};
use super::placed::PutIn;
use super::safety::escape;
use super::view::{Asked, Choice, ReadingAt, filter_words, query_of};
use crate::edition::{EntryKind, Reading};
use crate::said;
use crate::tei::Document;
use crate::tei::apparatus::{Entry, share_words};
use crate::wording::{Said, Wording};
use crate::xml::NodeId;

/// Leads from the readings of a page to the page on which they stand in the text.
#[derive(Debug)]
pub struct ReadingLinks<'a> {
    asked: &'a Asked,
    /// The address with all that is chosen now.
    all: String,
    /// The entries by their ids, if readings are chosen.
    entries: FxHashMap<&'a str, &'a Entry>,
}

impl<'a> ReadingLinks<'a> {
    /// Links on a page of `document` that shows what is asked.
    pub fn new(document: &'a Document, asked: &'a Asked) -> Self {
        let entries = document.entries().iter();
        let by_id = entries.map(|entry| (entry.entry.id.as_str(), entry));
        let is_needed = !asked.choice.readings.is_empty();
        Self {
            asked,
            all: reading_href(asked),
            entries: by_id.filter(|_| is_needed).collect(),
        }
    }

    /// What stands before a reading of the entry with this id in the address of the
    /// page with it, for HTML. It takes the place of another reading of the same words.
    pub fn before(&self, id: &str) -> Cow<'_, str> {
        let others = |other: &ReadingAt| other.entry != id && !self.overlap(&other.entry, id);
        let readings = &self.asked.choice.readings;
        if readings.iter().all(others) {
            return Cow::Borrowed(&self.all);
        }
        let mut asked = self.asked.clone();
        asked.choice.readings.retain(others);
        Cow::Owned(reading_href(&asked))
    }

    fn overlap(&self, one: &str, other: &str) -> bool {
        let both = self.entries.get(one).zip(self.entries.get(other));
        both.is_some_and(|(one, other)| share_words(one, other))
    }
}

/// What stands before a reading in the address of this page with it, for HTML.
fn reading_href(asked: &Asked) -> String {
    let query = asked.query();
    let and = if query.is_empty() { "?" } else { "&" };
    escape(&format!("{query}{and}rdg=")).into_owned()
}

/// The readings that are to stand in the text, by the nodes of their entries.
pub fn put_in(document: &Document, asked: &Asked, wording: &Wording) -> FxHashMap<NodeId, PutIn> {
    let chosen = chosen(document, &asked.choice).into_iter();
    let put_in = chosen.map(|(at, entry, reading)| {
        let whose = whose(reading);
        let shown = if whose.is_empty() { "↩" } else { &whose };
        let link = format!(
            "<a class=\"unput\" href=\"{}#{}\" lang=\"{}\" aria-label=\"{}\">{}</a>",
            escape(&without(asked, Some(at))),
            escape(&entry.place),
            escape(&wording.language),
            escape(&wording.say(&back(entry, reading, shown))),
            escape(shown)
        );
        let is_variant = entry.entry.kind == EntryKind::Variant;
        let node = entry.reading_nodes.get(at.number - 1).copied();
        let put_in = PutIn {
            reading: node.filter(|_| is_variant),
            omits: reading.text.is_empty(),
            back: link,
        };
        (entry.node, put_in)
    });
    put_in.collect()
}

/// What a link back is called: the words that are seen first.
fn back(entry: &Entry, reading: &Reading, shown: &str) -> Said {
    let lemma = entry.entry.lemma.as_ref();
    let lemma = lemma.map_or("", |lemma| &lemma.text);
    match (lemma, reading.text.is_empty()) {
        ("", _) => said!("{shown}, added; back to the text", shown = shown),
        (lemma, true) => said!(
            "{shown}, omits “{lemma}”; back to the text",
            shown = shown,
            lemma = lemma
        ),
        (lemma, false) => said!(
            "{shown}, instead of “{lemma}”; back to the text",
            shown = shown,
            lemma = lemma
        ),
    }
}

/// What the page says; none if it shows everything as it is edited.
pub fn selection(
    document: &Document,
    asked: &Asked,
    (shown, all): (usize, usize),
    wording: &Wording,
) -> Option<Selection> {
    let choice = &asked.choice;
    if choice.is_empty() {
        return None;
    }
    let unfiltered = Asked {
        choice: Choice {
            readings: choice.readings.clone(),
            ..Choice::default()
        },
        ..asked.clone()
    };
    let chosen = chosen(document, choice).into_iter();
    let readings = chosen.map(|(at, entry, reading)| page::PutIn {
        lemma: entry
            .entry
            .lemma
            .as_ref()
            .map_or_else(String::new, |lemma| lemma.text.clone()),
        reading: reading.text.clone(),
        whose: whose(reading),
        href: format!("#{}", entry.place),
        back_href: format!("{}#{}", without(asked, Some(at)), entry.place),
    });
    Some(Selection {
        words: filter_words(&choice.filter, wording),
        shown,
        all,
        all_href: address(unfiltered.query()),
        readings: readings.collect(),
        text_href: without(asked, None),
    })
}

/// The readings that can stand in the text, with their entries.
fn chosen<'a, 'c>(
    document: &'a Document,
    choice: &'c Choice,
) -> Vec<(&'c ReadingAt, &'a Entry, &'a Reading)> {
    let find = |at: &'c ReadingAt| {
        let mut entries = document.entries().iter();
        let entry = entries.find(|entry| entry.entry.id == at.entry)?;
        let reading = entry.entry.readings.get(at.number - 1)?;
        entry
            .can_put_into_text(at.number - 1)
            .then_some((at, entry, reading))
    };
    choice.readings.iter().filter_map(find).collect()
}

fn whose(reading: &Reading) -> String {
    let sigla = reading.support.witnesses.iter();
    let sigla: Vec<String> = sigla.map(ToString::to_string).collect();
    match reading.support.scholar() {
        Some(scholar) => scholar.to_owned(),
        None => sigla.join(" "),
    }
}

/// This page without a reading, or without any.
fn without(asked: &Asked, reading: Option<&ReadingAt>) -> String {
    let mut asked = asked.clone();
    let readings = &mut asked.choice.readings;
    readings.retain(|other| reading.is_some_and(|reading| other != reading));
    address(asked.query())
}

/// A query alone is the address of this page in another state; an empty one has to
/// be written.
fn address(query: String) -> String {
    if query.is_empty() {
        "?".to_owned()
    } else {
        query
    }
}

/// The query of a page with the same view, and the same entries, of another part.
pub fn of_other_part(asked: &Asked) -> String {
    let fields: Vec<Field> = asked.view.fields();
    query_of(
        fields
            .into_iter()
            .chain(super::view::filter_fields(&asked.choice.filter)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_takes_the_place_of_others_of_the_same_words() {
        let xml = "<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><body><p>\
                   <app xml:id='a'><lem>one <app xml:id='b'><lem>two</lem><rdg>2</rdg></app></lem>\
                   <rdg>1</rdg><rdg>I</rdg></app> <app xml:id='c'><lem>three</lem><rdg>3</rdg>\
                   </app></p></body></text></TEI>";
        let read = crate::tei::read("t.xml", xml.as_bytes());
        let document = read.unwrap_or_else(|_| panic!("well formed")).value;
        let at = |entry: &str| ReadingAt {
            entry: entry.to_owned(),
            number: 1,
        };
        let mut asked = Asked::from(super::super::view::View::default());
        asked.choice.readings = vec![at("a"), at("c")];
        let links = ReadingLinks::new(&document, &asked);
        assert_eq!(links.before("a"), "?rdg=c:1&amp;rdg=");
        assert_eq!(links.before("b"), "?rdg=c:1&amp;rdg=");
        assert_eq!(links.before("c"), "?rdg=a:1&amp;rdg=");
        let nothing = Asked::from(super::super::view::View::default());
        assert_eq!(ReadingLinks::new(&document, &nothing).before("a"), "?rdg=");
    }
}
