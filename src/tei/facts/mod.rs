//! What can be counted in a file, so that another program can count it too.
//!
//! Every number here has a meaning that does not depend on this program: how
//! many elements of a name, how many letters in the body, which sigla are
//! cited. Whoever wants to know whether a file was read right counts again with
//! other tools and compares. [`header`] reads what the file says of itself,
//! [`words`] the letters and words of its text, [`references`] its ids and
//! pointers.
//!
//! Names of elements are local names in the namespace of TEI P5, or in none,
//! as in P4. Entities are not expanded: [`Facts::skipped_entities`] counts the
//! references that only a DTD elsewhere explains.

mod apparatus;
mod header;
mod references;
mod words;

use std::collections::BTreeMap;

use serde::Serialize;

use super::element::tei_name;
use crate::source::Span;
use crate::xml::{Element, Kind, Node, Tree};
use words::{Reading, Words};

pub use apparatus::Entries;
pub use header::{HeaderFacts, Title};

/// Of headings, page numbers and divisions the first so many are given.
const MOST_LISTED: usize = 25;

/// Of long texts the first or last so many characters are given.
const EXCERPT: usize = 80;

/// How often each of some names occurs, by name.
pub type Counts = BTreeMap<String, usize>;

/// What can be counted in a well-formed file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Facts {
    /// References to entities that the file does not declare.
    pub skipped_entities: usize,
    /// Local name of the document element.
    pub root: String,
    /// Its namespace.
    pub namespace: Option<String>,
    /// Its prefix.
    pub prefix: Option<String>,
    /// The document type declaration without its internal subset.
    pub doctype: Option<String>,
    /// The encoding as declared, else as found.
    pub encoding: String,
    /// What the outermost header says; absent from a fragment.
    #[serde(flatten)]
    pub header: Option<HeaderFacts>,
    /// How many `teiHeader` there are.
    pub headers: usize,
    /// Elements of the whole document.
    pub counts: Counts,
    /// Elements of other vocabularies, by namespace.
    pub foreign_namespaces: Counts,
    /// Elements at and below every outermost `text`, `sourceDoc`, `standOff`
    /// and `facsimile`.
    pub text_counts: Counts,
    /// Letters of every outermost `text` and `sourceDoc`, without notes.
    pub text_letters: usize,
    /// Words of the same.
    pub text_words: usize,
    /// How many outermost `body` there are.
    pub bodies: usize,
    /// Letters of all outermost bodies, without notes.
    pub body_letters: usize,
    /// Words of the same.
    pub body_words: usize,
    /// Letters of the bodies when one reading is followed throughout.
    pub reading_letters: usize,
    /// Words of the same.
    pub reading_words: usize,
    /// Its first characters, white space collapsed.
    pub body_begin: String,
    /// Its last characters.
    pub body_end: String,
    /// Letters of the outermost notes of every `text` and `sourceDoc`.
    pub note_letters: usize,
    /// Sigla in document order: `xml:id`, else `@n`, else the abbreviation.
    pub witnesses: Vec<String>,
    /// Sigla cited in `@wit`, without `#`.
    pub wit_used: Counts,
    /// Entries of the apparatus.
    pub app: Entries,
    /// Notes by `@place`; `None` for those without.
    pub notes_by_place: Counts,
    /// Notes by `@type`; `None` for those without.
    pub notes_by_type: Counts,
    /// Different `xml:id`.
    pub xml_ids: usize,
    /// Those that occur more than once.
    pub duplicate_ids: Vec<String>,
    /// Those that are no names (XML 1.0 `NCName`).
    pub bad_ids: Vec<String>,
    /// Pointers to something in this file.
    pub local_refs: usize,
    /// Those that point at nothing.
    pub dangling_local_refs: usize,
    /// Values of `xml:lang`.
    pub xml_lang: Counts,
    /// How deep elements stand in elements; the document element is at 1.
    pub depth: usize,
    /// The first headings of the bodies.
    pub heads: Vec<String>,
    /// The numbers of their first page beginnings.
    pub pb_n: Vec<Option<String>>,
    /// Type and number of their first divisions.
    pub div_n: Vec<(Option<String>, Option<String>)>,
}

/// Counts what is in `tree`.
pub fn facts(tree: &Tree) -> Facts {
    let root = tree.root();
    let all = || elements(root);
    let texts = outermost(root, &["text", "sourceDoc"]);
    let bodies = outermost(root, &["body"]);
    let text = words::of_all(&texts, Reading::All);
    let body = words::of_all(&bodies, Reading::All);
    let reading = words::of_all(&bodies, Reading::One);
    let references = references::references(root);
    Facts {
        skipped_entities: tree.nodes().filter(|node| is_skipped(*node)).count(),
        root: root.name().to_owned(),
        namespace: root.namespace().map(str::to_owned),
        prefix: root.prefix().map(str::to_owned),
        doctype: header::doctype(tree),
        encoding: header::encoding(tree),
        header: header::header(root),
        headers: all().filter(|element| element.is("teiHeader")).count(),
        counts: count(all().filter_map(tei_name)),
        foreign_namespaces: count(all().filter_map(foreign_namespace)),
        text_counts: text_counts(root),
        text_letters: text.letters(),
        text_words: text.words(),
        bodies: bodies.len(),
        body_letters: body.letters(),
        body_words: body.words(),
        reading_letters: reading.letters(),
        reading_words: reading.words(),
        body_begin: reading.begin(EXCERPT),
        body_end: reading.end(EXCERPT),
        note_letters: note_letters(&texts),
        witnesses: apparatus::witnesses(root),
        wit_used: apparatus::sigla_cited(root),
        app: apparatus::entries(root),
        notes_by_place: notes_by(root, "place"),
        notes_by_type: notes_by(root, "type"),
        xml_ids: references.ids,
        duplicate_ids: references.duplicate,
        bad_ids: references.bad,
        local_refs: references.pointers,
        dangling_local_refs: references.dangling,
        xml_lang: count(all().filter_map(|element| element.attribute("xml:lang"))),
        depth: depth(root),
        heads: in_bodies(&bodies, |element| element.is("head"), heading),
        pb_n: in_bodies(&bodies, |element| element.is("pb"), |pb| value(pb, "n")),
        div_n: in_bodies(&bodies, is_division, |division| {
            (value(division, "type"), value(division, "n"))
        }),
    }
}

/// `element` and all elements below it, in document order, but for those that
/// entities hold.
fn elements(element: Element<'_>) -> impl Iterator<Item = Element<'_>> {
    let mut reference = Span::default();
    let written = element.descendants().filter(move |node| {
        // What an entity holds stands where its reference stands.
        if reference.range().contains(&(node.span().start as usize)) {
            return false;
        }
        if node.kind() == Kind::Reference {
            reference = node.span();
        }
        true
    });
    std::iter::once(element).chain(written.filter_map(Node::element))
}

/// The elements of these names that stand in no other of them.
fn outermost<'t>(root: Element<'t>, names: &[&str]) -> Vec<Element<'t>> {
    let mut found: Vec<Element<'t>> = Vec::new();
    for element in elements(root) {
        let inside = |outer: &Element<'_>| element.id() < outer.end();
        if tei_name(element).is_some_and(|name| names.contains(&name))
            && !found.last().is_some_and(inside)
        {
            found.push(element);
        }
    }
    found
}

fn count<S: AsRef<str>>(names: impl Iterator<Item = S>) -> Counts {
    let mut counts = Counts::new();
    for name in names {
        match counts.get_mut(name.as_ref()) {
            Some(count) => *count += 1,
            None => {
                counts.insert(name.as_ref().to_owned(), 1);
            }
        }
    }
    counts
}

/// A reference that nothing in this file explains stands for itself.
fn is_skipped(node: Node<'_>) -> bool {
    node.kind() == Kind::Reference && !node.text().is_empty()
}

fn foreign_namespace(element: Element<'_>) -> Option<&str> {
    element.namespace().filter(|_| tei_name(element).is_none())
}

fn text_counts(root: Element<'_>) -> Counts {
    let parts = outermost(root, &["text", "sourceDoc", "standOff", "facsimile"]);
    count(parts.into_iter().flat_map(elements).filter_map(tei_name))
}

fn note_letters(texts: &[Element<'_>]) -> usize {
    let notes = texts.iter().flat_map(|text| outermost(*text, &["note"]));
    notes
        .map(|note| words::of(note, Reading::Whole).letters())
        .sum()
}

fn notes_by(root: Element<'_>, attribute: &str) -> Counts {
    let notes = elements(root).filter(|element| element.is("note"));
    count(notes.map(|note| value(note, attribute).unwrap_or_else(|| "None".to_owned())))
}

fn value(element: Element<'_>, attribute: &str) -> Option<String> {
    element.attribute(attribute).map(|value| value.into_owned())
}

fn is_division(element: Element<'_>) -> bool {
    tei_name(element).is_some_and(super::element::is_division)
}

fn depth(root: Element<'_>) -> usize {
    let mut open = Vec::new();
    let mut deepest = 0;
    for element in elements(root) {
        while open.pop_if(|end| *end <= element.id()).is_some() {}
        open.push(element.end());
        deepest = deepest.max(open.len());
    }
    deepest
}

fn heading(head: Element<'_>) -> String {
    words::of(head, Reading::Whole).begin(EXCERPT)
}

/// What `what` says of the first elements of the bodies that `is` accepts.
fn in_bodies<T>(
    bodies: &[Element<'_>],
    is: impl Fn(Element<'_>) -> bool,
    what: impl Fn(Element<'_>) -> T,
) -> Vec<T> {
    bodies
        .iter()
        .flat_map(|body| elements(*body))
        .filter(|element| is(*element))
        .take(MOST_LISTED)
        .map(what)
        .collect()
}
