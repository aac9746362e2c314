//! What does a library want to know of an edition?
//!
//! The record describes the electronic edition, not its source. Whatever the
//! header does not give is not there.

use super::date::Date;
use super::description::relator::{AUTHOR, EDITOR, TRANSLATOR};
use super::description::{Agent, Description, Moment, Relator, Series, System, TitleKind, joined};
use super::name::Name;
use super::scheme::tag;
use crate::edition::Responsibility;
use crate::tei::Document;
use crate::tei::header::{Header, Identifier, Licence};

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
    /// A short form of the title, if the header has one.
    pub short_title: Option<String>,
    /// The title of what the edition is a part of.
    pub host: Option<String>,
    /// Series that it belongs to.
    pub series: Vec<Series>,
    /// Authors, in the order of the header.
    pub authors: Vec<Name>,
    /// Editors, in the order of the header.
    pub editors: Vec<Name>,
    /// Translators.
    pub translators: Vec<Name>,
    /// Whoever else is named for some part, and is neither.
    pub contributors: Vec<Name>,
    /// Who else answers for something, in the words of the header.
    pub responsibilities: Vec<Responsibility>,
    /// Which edition the file says it is.
    pub edition: Option<String>,
    /// Who published it; without a publisher, who made it available.
    pub publishers: Vec<String>,
    /// Where.
    pub places: Vec<String>,
    /// When it was published, as the header says.
    pub published: Option<Date>,
    /// The same in numbers, with both ends of a span.
    pub moment: Option<Moment>,
    /// Licences: addresses and words.
    pub licences: Vec<Licence>,
    /// A DOI without resolver: `10.5281/zenodo.1`.
    pub doi: Option<String>,
    /// An ISBN as it is written, without what stands in brackets after it: the first
    /// that is right, if one is.
    pub isbn: Option<String>,
    /// An ISSN, in the same way.
    pub issn: Option<String>,
    /// All identifiers, those among them.
    pub identifiers: Vec<Identifier>,
    /// Languages of the text (BCP 47, where files follow the Guidelines), that of most
    /// of it first.
    pub languages: Vec<String>,
    /// Abstracts, in one.
    pub summary: Option<String>,
    /// What it is about, and of which kind it is.
    pub subjects: Vec<String>,
}

impl Record {
    /// The record of a document.
    pub fn of(document: &Document) -> Self {
        let header = document.header();
        let description = Description::of(document);
        let publication = &description.publication;
        let issuers = match publication.issuers() {
            [] => &publication.distributors,
            issuers => issuers,
        };
        let mut short = description.other_titles.iter();
        let short = short.find(|title| title.kind == TitleKind::Abbreviated);
        let summaries = description.abstracts.iter().map(|one| one.text.clone());
        let mut subjects: Vec<String> = Vec::new();
        for subject in &description.subjects {
            if !subjects.contains(&subject.term) {
                subjects.push(subject.term.clone());
            }
        }
        Self {
            title: header.title().map(|title| title.text.clone()),
            subtitle: joined(header.subtitles().map(|title| title.text.clone()), ": "),
            title_language: title_language(header),
            supplied: header.title().is_some_and(|title| title.supplied),
            short_title: short.map(|title| title.text.clone()),
            host: description.hosts.first().map(|title| title.text.clone()),
            authors: named_as(AUTHOR, &description),
            editors: named_as(EDITOR, &description),
            translators: named_as(TRANSLATOR, &description),
            contributors: others(&description),
            responsibilities: header.responsibilities.clone(),
            edition: edition(&description),
            publishers: issuers.to_vec(),
            places: publication.places.clone(),
            published: header.published.as_ref().map(|date| match date.one_date {
                true => Date::read(&date.text),
                false => Date::Other(date.text.clone()),
            }),
            moment: publication.date.clone().or(publication.copyright.clone()),
            licences: header.availability.licences.clone(),
            doi: description
                .identified(System::Doi)
                .next()
                .map(str::to_owned),
            isbn: numbered(&description, &System::Isbn),
            issn: numbered(&description, &System::Issn),
            identifiers: header.identifiers.clone(),
            languages: languages(&description),
            summary: joined(summaries, " "),
            subjects,
            series: description.series.clone(),
        }
    }

    /// The first of its publishers.
    pub fn publisher(&self) -> Option<&str> {
        self.publishers.first().map(String::as_str)
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

/// Whom the header names in just that part, in its order: by an element, a code, or
/// so many words. Other parts (general editor, technical editor) are no such thing.
fn named_as(part: Relator, description: &Description) -> Vec<Name> {
    let all = description.authors.iter().chain(&description.contributors);
    names(all.filter(|agent| agent.plainly.contains(&part)))
}

/// Whoever has another part and none of those.
fn others(description: &Description) -> Vec<Name> {
    let contributors = description.contributors.iter();
    let others = contributors.filter(|agent| agent.plainly.is_empty());
    let known: Vec<String> = description
        .authors
        .iter()
        .map(|one| one.name.direct())
        .collect();
    names(others.filter(|agent| !known.contains(&agent.name.direct())))
}

/// Their names. Somebody who stands in the header twice is one.
fn names<'a>(agents: impl Iterator<Item = &'a Agent>) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    for agent in agents.filter(|agent| agent.is_named()) {
        let same = |other: &Name| other.direct() == agent.name.direct();
        if !names.iter().any(same) {
            names.push(agent.name.clone());
        }
    }
    names
}

/// All statements of the edition; in its number, where one has no words.
fn edition(description: &Description) -> Option<String> {
    let statements = description.editions.iter().map(|one| match &one.number {
        Some(number) if one.words.is_empty() => number.clone(),
        _ => one.words.clone(),
    });
    joined(statements, ", ")
}

/// The first number in a system that is right, else the first.
fn numbered(description: &Description, system: &System) -> Option<String> {
    let all = || {
        description
            .identifiers
            .iter()
            .filter(|one| one.system == *system)
    };
    let right = all().find(|one| one.is_right());
    right.or(all().next()).map(|one| one.value.clone())
}

/// The language that the title states, unless a subtitle states another.
fn title_language(header: &Header) -> Option<String> {
    let own = tag(header.title()?.language.as_deref())?;
    let mut others = header
        .subtitles()
        .filter_map(|title| title.language.as_deref());
    others.all(|other| other == own).then(|| own.to_owned())
}

/// Tags of the languages of the text, each once.
fn languages(description: &Description) -> Vec<String> {
    let tags = description
        .languages
        .iter()
        .map(|language| language.tag.clone());
    tags.filter(|tag| !tag.is_empty()).collect()
}
