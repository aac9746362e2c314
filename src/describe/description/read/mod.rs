//! Reading the header, part by part.

mod agents;
mod publication;
mod sources;
mod subjects;
mod titles;

use std::borrow::Cow;

use super::language::library_code;
use super::{Description, EditionStatement, Language, Moment, Note, NoteKind, Passage};
use crate::tei::Outline;
use crate::tei::element::{collapse, tei_name};
use crate::tei::header::header_element;
use crate::tei::header_words::{in_words, told};
use crate::tei::register::prefix::Prefixes;
use crate::xml::{Element, Tree};

use agents::Agents;

/// What everything is read with.
struct Reading<'t> {
    tree: &'t Tree,
    prefixes: Prefixes,
}

impl<'t> Reading<'t> {
    /// The addresses that an attribute names: prefixes are written out, and what
    /// points into the file is followed by whoever asks.
    fn pointers(&self, element: Element<'t>, attribute: &str) -> Vec<String> {
        let value = element.attribute(attribute).unwrap_or_default();
        let words = value.split_whitespace();
        words
            .map(|word| {
                self.prefixes
                    .resolve(word)
                    .unwrap_or_else(|| word.to_owned())
            })
            .collect()
    }

    /// The element of this file that a pointer leads to.
    fn local(&self, pointer: &str) -> Option<Element<'t>> {
        self.tree.by_id(pointer.strip_prefix('#')?)
    }
}

/// The description of a document, drawn from what its file says of itself.
pub fn description(outline: &Outline) -> Description {
    let tree = outline.tree();
    let reading = Reading {
        tree,
        prefixes: Prefixes::new(tree),
    };
    let Some(header) = header_element(tree) else {
        return Description {
            languages: languages(outline, None),
            ..Description::default()
        };
    };
    let mut description = Description {
        languages: languages(outline, Some(header)),
        header_language: own_language(header),
        words_language: header.language().map(|tag| collapse(&tag)),
        revised: revised(header),
        ..Description::default()
    };
    if let Some(file) = header.child("fileDesc") {
        read_file(&reading, outline, file, &mut description);
    }
    if let Some(encoding) = header.child("encodingDesc") {
        read_encoding(encoding, &mut description);
    }
    for profile in children(header, "profileDesc") {
        read_profile(&reading, profile, &mut description);
    }
    description
}

fn read_file<'t>(
    reading: &Reading<'t>,
    outline: &Outline,
    file: Element<'t>,
    description: &mut Description,
) {
    let agents = Agents::new(reading);
    for part in file.elements() {
        match tei_name(part) {
            Some("titleStmt") => {
                titles::read(outline.header(), description);
                agents.read_statement(part, description);
            }
            Some("editionStmt") => {
                read_edition(part, description);
                agents.read_statement(part, description);
            }
            Some("extent") => description.extents.extend(filled(in_words(part))),
            Some("publicationStmt") => publication::read(part, description),
            Some("seriesStmt") => publication::read_series(part, description),
            Some("notesStmt") => {
                let notes = children(part, "note").map(in_words).filter_map(filled);
                add_notes(description, NoteKind::General, notes);
            }
            Some("sourceDesc") => sources::read(&agents, outline, part, description),
            _ => {}
        }
    }
}

fn read_edition(statement: Element<'_>, description: &mut Description) {
    for element in statement.elements() {
        let number = || element.attribute("n").and_then(|n| filled(collapse(&n)));
        match tei_name(element) {
            Some("edition") => {
                let (words, number) = (in_words(element), number());
                if !words.is_empty() || number.is_some() {
                    let statement = EditionStatement { words, number };
                    description.editions.push(statement);
                }
            }
            Some("p" | "ab") => {
                add_notes(description, NoteKind::Edition, filled(in_words(element)));
            }
            _ => {}
        }
    }
}

fn read_encoding(encoding: Element<'_>, description: &mut Description) {
    for name in ["projectDesc", "samplingDecl", "editorialDecl"] {
        let declarations = children(encoding, name).map(in_words).filter_map(filled);
        add_notes(description, NoteKind::Method, declarations);
    }
}

fn read_profile<'t>(reading: &Reading<'t>, profile: Element<'t>, description: &mut Description) {
    for part in profile.elements() {
        match tei_name(part) {
            Some("creation") => {
                let dates = part
                    .elements()
                    .filter(|child| matches!(tei_name(*child), Some("date" | "origDate")));
                description.created.extend(dates.filter_map(Moment::of));
                if has_words_of_its_own(part) {
                    add_notes(
                        description,
                        NoteKind::Creation,
                        filled(words_with_dates(part)),
                    );
                }
            }
            Some("abstract") => {
                description
                    .abstracts
                    .extend(filled(in_words(part)).map(|text| Passage {
                        text,
                        language: own_language(part),
                    }));
            }
            Some("textClass") => subjects::read(reading, part, description),
            _ => {}
        }
    }
}

/// The words of an element; of a date without words, its numbers.
fn words_with_dates(element: Element<'_>) -> String {
    told(element, |inner| {
        let silent = inner.is("date") && in_words(inner).is_empty();
        let shown = silent.then(|| Moment::of(inner))?;
        shown.map(|moment| moment.shown())
    })
}

/// Whether an element says something besides its dates and places.
fn has_words_of_its_own(element: Element<'_>) -> bool {
    let dates = |name: Option<&str>| matches!(name, Some("date" | "origDate" | "listChange"));
    element.children().any(|node| match node.element() {
        Some(child) => !dates(tei_name(child)) && !in_words(child).is_empty(),
        None => node.text().chars().any(char::is_alphabetic),
    })
}

/// The language of the text, then those that the header names. Of P4, the
/// language has its code as `id`.
fn languages(outline: &Outline, header: Option<Element<'_>>) -> Vec<Language> {
    let named = header.map(named_languages).unwrap_or_default();
    let root = outline.text().next();
    let mut told = root.map(text_languages).unwrap_or_default();
    if told.is_empty() {
        // Around the text it is often that of the header's words.
        let around = root.and_then(|root| root.language());
        let around = around.map(|tag| collapse(&tag));
        let is_named = |tag: &String| named.iter().any(|(one, _)| primary(one) == primary(tag));
        told.extend(around.filter(|tag| named.is_empty() || is_named(tag)));
    }
    let mut languages: Vec<Language> = Vec::new();
    let told = told.into_iter().map(|tag| (tag, None));
    for (tag, name) in told.chain(named) {
        let code = library_code(&tag);
        let known = languages.iter_mut().find(|known| known.tag == tag);
        match known {
            _ if tag.is_empty() && name.is_none() => {}
            Some(known) => known.name = known.name.take().or(name),
            None => languages.push(Language { tag, code, name }),
        }
    }
    languages
}

/// The languages that the header names, each with its name in words.
fn named_languages(header: Element<'_>) -> Vec<(String, Option<String>)> {
    let usage = header.find("langUsage").into_iter();
    let languages = usage.flat_map(|usage| usage.find_all("language"));
    let used = languages.filter(|language| {
        let usage = language.attribute("usage");
        usage.is_none_or(|usage| usage.trim() != "0")
    });
    let named = used.map(|language| {
        let ident = language.attribute("ident").or_else(|| language.xml_id());
        let tag = collapse(&ident.unwrap_or_default());
        (tag, filled(in_words(language)))
    });
    named.collect()
}

/// The language of a tag, whatever follows it.
fn primary(tag: &str) -> String {
    let primary = tag.split(['-', '_']).next().unwrap_or_default();
    let code = library_code(tag).filter(|code| *code != "mis");
    code.map_or_else(|| primary.to_ascii_lowercase(), str::to_owned)
}

/// The languages that the text itself says: its own, that of its body, or those of
/// the divisions of the body.
fn text_languages(root: Element<'_>) -> Vec<String> {
    let body = root.child("body").unwrap_or(root);
    let mut languages: Vec<String> = own_language(root)
        .or_else(|| own_language(body))
        .into_iter()
        .collect();
    if languages.is_empty() {
        for tag in body.elements().filter_map(own_language) {
            if !languages.contains(&tag) {
                languages.push(tag);
            }
        }
    }
    languages
}

/// The date of the newest change that the file records.
fn revised(header: Element<'_>) -> Option<Moment> {
    let revision = header.child("revisionDesc")?;
    let changes = revision.find_all("change");
    let dates = changes.filter_map(|change| {
        let own = Moment::of(change).filter(|moment| moment.date().is_some());
        own.or_else(|| change.find("date").and_then(Moment::of))
    });
    let dates = dates.filter(|moment| moment.date().is_some());
    dates.max_by(|one, other| one.date().cmp(&other.date()))
}

fn add_notes(
    description: &mut Description,
    kind: NoteKind,
    texts: impl IntoIterator<Item = String>,
) {
    let notes = texts.into_iter().map(|text| Note { kind, text });
    description.notes.extend(notes);
}

fn children<'t>(element: Element<'t>, name: &str) -> impl Iterator<Item = Element<'t>> {
    element.elements().filter(move |child| child.is(name))
}

fn filled(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

/// The `xml:lang` that an element has itself. That of the header around it is the
/// language of the header's own words.
fn own_language(element: Element<'_>) -> Option<String> {
    let own: Option<Cow<'_, str>> = element.attribute("xml:lang");
    own.and_then(|tag| filled(collapse(&tag)))
}

/// An attribute, white space collapsed; none if it is empty.
fn attribute(element: Element<'_>, name: &str) -> Option<String> {
    let value = element.attribute(name)?;
    filled(collapse(&value))
}
