//! What does a library want to know of an edition?
//!
//! The record describes the electronic edition, not its source. Whatever the
//! header does not give is not there.

use super::date::Date;
use super::description::relator::parts;
use super::description::{self, System, joined};
use super::name::Name;
use super::scheme::tag;
use crate::edition::Responsibility;
use crate::tei::header::{Header, Identifier, Licence};
use crate::tei::{Document, contributor};

/// A bibliographic record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// The title, if there is one.
    pub title: Option<String>,
    /// Its subtitles, one after another.
    pub subtitle: Option<String>,
    /// The language of title and subtitles, if it is stated and one.
    pub title_language: Option<String>,
    /// Whether the editor supplied the title: the source has none.
    pub supplied: bool,
    /// Authors, in the order of the header.
    pub authors: Vec<Name>,
    /// Editors, in the order of the header.
    pub editors: Vec<Name>,
    /// Translators.
    pub translators: Vec<Name>,
    /// Who else answers for something.
    pub responsibilities: Vec<Responsibility>,
    /// Which edition the file says it is.
    pub edition: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// When it was published, as the header says.
    pub published: Option<Date>,
    /// Licences: addresses and words.
    pub licences: Vec<Licence>,
    /// A DOI without resolver: `10.5281/zenodo.1`.
    pub doi: Option<String>,
    /// An ISBN as it is written, without what stands in brackets after it.
    pub isbn: Option<String>,
    /// All identifiers, those two among them.
    pub identifiers: Vec<Identifier>,
    /// Languages of the text (BCP 47, where files follow the Guidelines).
    pub languages: Vec<String>,
}

impl Record {
    /// The record of a document.
    pub fn of(document: &Document) -> Self {
        let header = document.header();
        let (editors, translators) = editors(document);
        let mut authors = Vec::new();
        for author in &header.authors {
            add(&mut authors, Name::from(author));
        }
        Self {
            title: header.title().map(|title| title.text.clone()),
            subtitle: joined(header.subtitles().map(|title| title.text.clone()), ": "),
            title_language: title_language(header),
            supplied: header.title().is_some_and(|title| title.supplied),
            authors,
            editors,
            translators,
            responsibilities: header.responsibilities.clone(),
            edition: header.edition.clone(),
            publisher: header
                .publishers
                .iter()
                .find(|name| !name.is_empty())
                .cloned(),
            place: header.places.first().cloned(),
            published: header.published.as_ref().map(|date| match date.one_date {
                true => Date::read(&date.text),
                false => Date::Other(date.text.clone()),
            }),
            licences: header.availability.licences.clone(),
            doi: identified(header, &System::Doi),
            isbn: identified(header, &System::Isbn),
            identifiers: header.identifiers.clone(),
            languages: languages(document),
        }
    }

    /// Title and subtitle: `Elia: Essays`.
    pub fn full_title(&self) -> Option<String> {
        let title = self.title.as_deref()?;
        Some(match &self.subtitle {
            Some(subtitle) if !title.ends_with(['?', '!', ':']) => format!("{title}: {subtitle}"),
            Some(subtitle) => format!("{title} {subtitle}"),
            None => title.to_owned(),
        })
    }
}

fn is_named(name: &Name) -> bool {
    !name.written.is_empty()
}

/// What a statement of responsibility says of an editor of the whole.
const EDITS: &[&str] = &[
    "a cura di",
    "ed.",
    "editado por",
    "edited by",
    "edited by:",
    "editor",
    "editor:",
    "editors",
    "eds.",
    "edt",
    "herausgeber",
    "herausgeberin",
    "herausgegeben von",
    "hrsg.",
    "hrsg. von",
    "editeur scientifique",
    "édité par",
    "éditeur",
    "éditeur scientifique",
];

/// What they say of a translator.
const TRANSLATES: &[&str] = &[
    "traducteur",
    "traduit par",
    "translated by",
    "translator",
    "translators",
    "trl",
    "übersetzer",
    "übersetzt von",
];

/// Editors and translators: `editor`, by its role, and statements that say so
/// in so many words. Other roles (general editor, technical editor) stay with
/// the responsibilities.
fn editors(document: &Document) -> (Vec<Name>, Vec<Name>) {
    let (mut editors, mut translators) = (Vec::new(), Vec::new());
    for contributor in &document.header().editors {
        let role = contributor.role.as_deref().unwrap_or_default();
        let translates = says(TRANSLATES, role);
        if translates {
            add(&mut translators, Name::from(contributor));
        }
        if !translates || says(EDITS, role) {
            add(&mut editors, Name::from(contributor));
        }
    }
    for statement in contributor::statements(document.tree()) {
        for (words, list) in [(EDITS, &mut editors), (TRANSLATES, &mut translators)] {
            for contributor in &statement.names {
                if says(words, &statement.role) {
                    add(list, Name::from(contributor));
                }
            }
        }
    }
    (editors, translators)
}

/// Whether one of the parts that `role` names is in so many words one of `words`.
fn says(words: &[&str], role: &str) -> bool {
    let said = |part: &str| words.contains(&part.trim().to_lowercase().as_str());
    said(role) || parts(role).into_iter().any(said)
}

/// Somebody who stands in the header twice is one.
fn add(list: &mut Vec<Name>, name: Name) {
    let same = |other: &Name| other.direct() == name.direct();
    if is_named(&name) && !list.iter().any(same) {
        list.push(name);
    }
}

/// The first identifier in a system, as descriptions read it.
fn identified(header: &Header, system: &System) -> Option<String> {
    let all = header.identifiers.iter();
    let read = all.map(|one| description::Identifier::of(one.kind.as_deref(), &one.value));
    let mut found = read.filter(|one| one.system == *system);
    found.next().map(|one| one.value)
}

/// The language that the title states, unless a subtitle states another.
fn title_language(header: &Header) -> Option<String> {
    let own = tag(header.title()?.language.as_deref())?;
    let mut others = header
        .subtitles()
        .filter_map(|title| title.language.as_deref());
    others.all(|other| other == own).then(|| own.to_owned())
}

/// What the element that holds the text says, else what the header names.
fn languages(document: &Document) -> Vec<String> {
    let stated = document.text().next().and_then(|root| root.language());
    let named = document.header().languages.iter();
    let mut languages: Vec<String> = Vec::new();
    let all = stated.map(|tag| tag.into_owned()).into_iter();
    for tag in all.chain(named.map(|language| language.ident.clone())) {
        if !tag.is_empty() && !languages.contains(&tag) {
            languages.push(tag);
        }
    }
    languages
}
