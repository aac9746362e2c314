//! What would a librarian write down of an edition?
//!
//! A bibliographic description, drawn from the TEI header field by field: the
//! crosswalk of *Best Practices for TEI in Libraries* 4 (2018), Appendix of
//! headers. It describes the electronic edition; what that was made from stands
//! among its [`Source`]s. Whatever the header does not give is not there, and
//! prose is kept as a note, never taken apart.
//!
//! [`read`] draws it, with one file for each part of the header; [`language`],
//! [`relator`], [`moment`] and [`article`] say it in the codes of libraries.

pub mod article;
mod identifier;
pub mod identity;
pub mod language;
pub mod moment;
mod read;
pub mod relator;

pub use identifier::{Identifier, System};
pub use identity::{Authority, Identity};
pub use moment::{Extent, Moment, iso};
pub use relator::Relator;

use super::name::Name;
pub use crate::tei::title::{Title, TitleKind};
use crate::tei::{Document, Outline};

/// A bibliographic description.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Description {
    /// The title of the edition, if it has one.
    pub title: Option<Title>,
    /// Its subtitles, in order.
    pub subtitles: Vec<Title>,
    /// Its other titles.
    pub other_titles: Vec<Title>,
    /// Titles of what it is a part of (`title level="m"` or `"j"` beside a title
    /// of a lower level).
    pub hosts: Vec<Title>,
    /// Authors.
    pub authors: Vec<Agent>,
    /// Editors, and whoever else answers for something.
    pub contributors: Vec<Agent>,
    /// Who paid for it or stood behind it (`funder`, `sponsor`).
    pub funders: Vec<Funder>,
    /// Statements of the edition (`editionStmt/edition`).
    pub editions: Vec<EditionStatement>,
    /// Its size, in words.
    pub extents: Vec<String>,
    /// Who published it, where and when.
    pub publication: Publication,
    /// Its numbers and names.
    pub identifiers: Vec<Identifier>,
    /// What may be done with it.
    pub rights: Vec<Right>,
    /// Series that it belongs to.
    pub series: Vec<Series>,
    /// Notes, in the order of the header.
    pub notes: Vec<Note>,
    /// What it was made from.
    pub sources: Vec<Source>,
    /// When the text came to be (`creation/date`).
    pub created: Vec<Moment>,
    /// Abstracts.
    pub abstracts: Vec<Passage>,
    /// Languages of the text, that of most of it first.
    pub languages: Vec<Language>,
    /// What it is about, and of which kind it is.
    pub subjects: Vec<Subject>,
    /// Its places in classifications.
    pub classes: Vec<Class>,
    /// When the file was last changed, as it says itself (`revisionDesc`).
    pub revised: Option<Moment>,
    /// The language of the header (`teiHeader/@xml:lang`).
    pub header_language: Option<String>,
    /// The language that holds for its words: that, or the one around it.
    pub words_language: Option<String>,
}

/// A person or a body that answers for something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// The name.
    pub name: Name,
    /// What is known of who it is.
    pub kind: AgentKind,
    /// Years of life, as they stand in the name: `1775-1834`.
    pub life: Option<String>,
    /// The body they belong to, if the header says.
    pub affiliation: Option<String>,
    /// What they did, in the words of the header; none of an author.
    pub roles: Vec<String>,
    /// The same in the terms of libraries; never empty.
    pub relators: Vec<Relator>,
    /// Those of them that a citation may go by: the header says just that, by an
    /// element, a code or a word that means nothing else.
    pub plainly: Vec<Relator>,
    /// Records about them.
    pub identities: Vec<Identity>,
}

/// Whether an agent is a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgentKind {
    /// The header says so: `persName`, parts of a name, an ORCID.
    Person,
    /// The header says so: `orgName`.
    Body,
    /// It does not say.
    Unstated,
}

impl Agent {
    /// All that they did, in the words of the header.
    pub fn role(&self) -> Option<String> {
        joined(self.roles.iter().cloned(), "; ")
    }

    /// Whether the header has a name for them, not only the number of a record.
    pub fn is_named(&self) -> bool {
        let number = self.identities.first().map(Identity::label);
        !self.name.written.is_empty() && number.as_deref() != Some(&self.name.written)
    }
}

/// Who paid for an edition or stood behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Funder {
    /// The name, in the words of the header.
    pub name: String,
    /// Whether it is named as a sponsor.
    pub sponsor: bool,
    /// Records about it, or the address of what was granted.
    pub identities: Vec<Identity>,
}

/// A statement of the edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditionStatement {
    /// In words.
    pub words: String,
    /// `@n`.
    pub number: Option<String>,
}

/// Who published an edition, where and when (`publicationStmt`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Publication {
    /// Publishers.
    pub publishers: Vec<String>,
    /// Who else made it available (`authority`).
    pub authorities: Vec<String>,
    /// Distributors.
    pub distributors: Vec<String>,
    /// Places.
    pub places: Vec<String>,
    /// When it was published.
    pub date: Option<Moment>,
    /// When it was copyrighted (`date type="copyright"`).
    pub copyright: Option<Moment>,
}

impl Publication {
    /// Whoever is named as publisher; without one, who made it available.
    pub fn issuers(&self) -> &[String] {
        match self.publishers.is_empty() {
            true => &self.authorities,
            false => &self.publishers,
        }
    }

    /// The first of them, else the distributor.
    pub fn issuer(&self) -> Option<&str> {
        let all = self.issuers().iter().chain(&self.distributors);
        all.map(String::as_str).next()
    }
}

/// What may be done with an edition (`licence`, `availability/p`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Right {
    /// The address of the licence.
    pub target: Option<String>,
    /// Its words; may be empty if there is an address.
    pub words: String,
    /// Whether it says no more than that the text is free or restricted
    /// (`availability/@status`).
    pub is_status: bool,
}

/// A series.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Series {
    /// Its title.
    pub title: String,
    /// The number in it.
    pub volume: Option<String>,
    /// Its ISSN.
    pub issn: Option<String>,
}

/// A note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What it is about.
    pub kind: NoteKind,
    /// Its words.
    pub text: String,
}

/// What a note is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteKind {
    /// Anything (`notesStmt`).
    General,
    /// The edition, where its statement is prose.
    Edition,
    /// The publication, where its statement is prose.
    Publication,
    /// The series, where its statement is prose.
    Series,
    /// The source, where its description is prose.
    Source,
    /// How the text was made and edited (`projectDesc`, `editorialDecl`, `samplingDecl`).
    Method,
    /// How the text came to be (`creation`).
    Creation,
}

/// A run of words with a language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The words.
    pub text: String,
    /// Their own `xml:lang`.
    pub language: Option<String>,
}

/// A language of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Language {
    /// Its tag, as written.
    pub tag: String,
    /// Its bibliographic code (ISO 639-2/B), if it has one.
    pub code: Option<&'static str>,
    /// Its name in the words of the header.
    pub name: Option<String>,
}

/// What a text is about, or of which kind it is (`keywords/term`, `catRef`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The term.
    pub term: String,
    /// The vocabulary it is taken from, as written: an address or a name.
    pub scheme: Option<String>,
    /// The code of that vocabulary among libraries, if it is one they know.
    pub authority: Option<&'static str>,
    /// The address of the term.
    pub address: Option<String>,
    /// Whether it names a kind of text, not a subject.
    pub genre: bool,
}

/// A place in a classification (`classCode`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
    /// The code.
    pub code: String,
    /// The classification, as written.
    pub scheme: Option<String>,
    /// The code of that classification among libraries, if it is one they know.
    pub authority: Option<&'static str>,
}

/// What an edition was made from (`sourceDesc`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// The siglum, if it is a witness.
    pub siglum: Option<String>,
    /// Its words, white space collapsed.
    pub words: String,
    /// Its title.
    pub title: Option<String>,
    /// The title of what it is a part of.
    pub host: Option<String>,
    /// Its authors.
    pub authors: Vec<Agent>,
    /// Its editors and others.
    pub contributors: Vec<Agent>,
    /// Its edition.
    pub edition: Option<String>,
    /// Its publishers.
    pub publishers: Vec<String>,
    /// Its places of publication.
    pub places: Vec<String>,
    /// When it was published or written.
    pub date: Option<Moment>,
    /// Volumes and pages, in words.
    pub scopes: Vec<String>,
    /// The series it belongs to.
    pub series: Vec<String>,
    /// Its numbers and names.
    pub identifiers: Vec<Identifier>,
    /// Those of what it is a part of.
    pub host_identifiers: Vec<Identifier>,
    /// Where it lies: country, settlement, repository, collection, shelfmark.
    pub location: Vec<String>,
    /// Addresses of pictures or copies.
    pub links: Vec<String>,
}

impl Source {
    /// Whether it says more than words: then the words need not be told.
    pub fn is_structured(&self) -> bool {
        self.title.is_some() || self.host.is_some() || !self.location.is_empty()
    }

    /// In one line: `Lamb, Charles. Elia. London: Taylor and Hessey, 1823`.
    pub fn line(&self) -> String {
        if !self.is_structured() {
            return match &self.siglum {
                Some(siglum) if !begins_with(&self.words, siglum) => {
                    format!("{siglum}: {}", self.words)
                }
                _ => self.words.clone(),
            };
        }
        let authors = self.authors.iter().map(|agent| agent.name.inverted());
        let authors = joined(authors, "; ");
        let imprint = [
            joined(self.places.iter().cloned(), "; "),
            joined(self.publishers.iter().cloned(), "; "),
        ];
        let imprint = joined(imprint.into_iter().flatten(), ": ");
        let date = self.date.as_ref().map(|date| date.words().to_owned());
        let imprint = joined([imprint, date].into_iter().flatten(), ", ");
        let location = joined(self.location.iter().cloned(), ", ");
        let parts = [
            authors,
            self.title.clone(),
            self.host.clone(),
            location,
            imprint,
        ];
        let parts = parts.into_iter().flatten();
        let parts = parts.map(|part| part.trim_end_matches(['.', ' ']).to_owned());
        let line = joined(parts, ". ").unwrap_or_default();
        match &self.siglum {
            Some(siglum) => format!("{siglum}: {line}"),
            None => line,
        }
    }
}

/// Whether the first of some words is this siglum: `A Paris`, not `Codex` of `C`.
fn begins_with(words: &str, siglum: &str) -> bool {
    let rest = words.strip_prefix(siglum);
    rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// Words with `between` between them; none of none.
pub(in crate::describe) fn joined(
    words: impl IntoIterator<Item = String>,
    between: &str,
) -> Option<String> {
    let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
    (!words.is_empty()).then(|| words.join(between))
}

impl Description {
    /// The description of a document.
    pub fn of(document: &Document) -> Self {
        Self::of_outline(document.outline())
    }

    /// The description of a document of which no more than its outline is known.
    pub fn of_outline(outline: &Outline) -> Self {
        read::description(outline)
    }

    /// Title and subtitles as one: `Elia: Essays`.
    pub fn full_title(&self) -> Option<String> {
        let title = self.title.as_ref()?;
        let subtitles = self.subtitles.iter().map(|title| title.text.clone());
        let all = std::iter::once(title.text.clone()).chain(subtitles);
        joined(
            all.map(|title| title.trim_end_matches(':').trim().to_owned()),
            ": ",
        )
    }

    /// All identifiers of a system.
    pub fn identified(&self, system: System) -> impl Iterator<Item = &str> {
        let found = self
            .identifiers
            .iter()
            .filter(move |one| one.system == system);
        found.map(|identifier| identifier.value.as_str())
    }

    /// The codes of languages in which a title may be that does not say its own: those
    /// of the text, and that of the header.
    pub fn title_codes(&self) -> Vec<&'static str> {
        let mut codes = self.language_codes();
        let words = self.words_language.as_deref();
        let words = words.and_then(language::library_code);
        codes.extend(words.filter(|code| *code != "mis" && !codes.contains(code)));
        codes
    }

    /// The bibliographic codes of its languages, each once.
    pub fn language_codes(&self) -> Vec<&'static str> {
        let mut codes = Vec::new();
        for code in self.languages.iter().filter_map(|language| language.code) {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        codes
    }
}
