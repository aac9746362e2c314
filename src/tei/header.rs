//! What is known about the text?
//!
//! The views of the outermost `teiHeader` (TEI HD). Everything is optional: a
//! fragment has no header, and gives an empty one.

use super::contributor::{Contributor, contributor, contributors, is_name, named_in_statement};
use super::element::{collapse, tei_name};
use super::header_words::{in_words, words_without};
use super::title::{self, Title, TitleKind};
use super::unsaid::is_unsaid;
use crate::edition::Responsibility;
use crate::xml::{Element, Tree};

/// When a file was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// ISO 8601 where one date is given so, else in words.
    pub text: String,
    /// Whether a year in these words is the year: it is not where they stand for a
    /// span, for a time between two dates, or count by another calendar.
    pub one_date: bool,
}

/// What the header says, in plain words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// All titles of `titleStmt`, in order.
    pub titles: Vec<Title>,
    /// Authors, as they are named.
    pub authors: Vec<Contributor>,
    /// Editors, as they are named.
    pub editors: Vec<Contributor>,
    /// Who else answers for something (`respStmt`).
    pub responsibilities: Vec<Responsibility>,
    /// Who published the file (`publisher`, `authority`, `distributor`).
    pub publishers: Vec<String>,
    /// Where (`pubPlace`).
    pub places: Vec<String>,
    /// When.
    pub published: Option<Published>,
    /// Numbers and names under which the file is known (`idno`, TEI HD).
    pub identifiers: Vec<Identifier>,
    /// Which edition of the file this is, in its words (`editionStmt/edition`).
    pub edition: Option<String>,
    /// What may be done with it.
    pub availability: Availability,
    /// What it was made from.
    pub sources: Vec<Source>,
    /// Languages of the text (`langUsage`).
    pub languages: Vec<Language>,
}

/// A number or name of the file in some system (`publicationStmt//idno`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identifier {
    /// The system (`@type`), as written: `DOI`, `ISBN`.
    pub kind: Option<String>,
    /// The identifier, white space collapsed.
    pub value: String,
}

/// What may be done with the file (`availability`, TEI HD24).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Availability {
    /// `free`, `restricted` or `unknown`, if it is stated.
    pub status: Option<String>,
    /// Licences: address, if one is given, and words.
    pub licences: Vec<Licence>,
    /// Other statements.
    pub statements: Vec<String>,
}

/// A licence (`licence`, TEI HD24).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Licence {
    /// Its address (`@target`).
    pub target: Option<String>,
    /// Its words, white space collapsed.
    pub text: String,
}

/// A source (`sourceDesc`), in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its `xml:id`.
    pub id: Option<String>,
    /// Its words, white space collapsed.
    pub text: String,
    /// Whether it was seen; not with `bibl type="not-seen"`.
    pub seen: bool,
}

/// A language of the text (`language`, TEI HD41).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Language {
    /// Its tag (BCP 47, where files follow the Guidelines).
    pub ident: String,
    /// Its name in the words of the header.
    pub name: String,
}

impl Header {
    /// The title: the one that says so, else the first that is not one of a series
    /// or of a whole.
    pub fn title(&self) -> Option<&Title> {
        title::chosen(&self.titles)
    }

    /// Its subtitles, in order.
    pub fn subtitles(&self) -> impl Iterator<Item = &Title> {
        let breadth = self.title().map_or(0, Title::breadth);
        let main = self.title().map(|title| title.node);
        let subtitles = self.titles.iter();
        subtitles.filter(move |title| {
            title.kind == TitleKind::Subtitle
                && title.breadth() <= breadth
                && Some(title.node) != main
                && !self.is_of_a_parallel(title)
        })
    }

    /// Whether a subtitle is that of the title in another language.
    pub fn is_of_a_parallel(&self, subtitle: &Title) -> bool {
        let Some(main) = self
            .title()
            .filter(|_| subtitle.kind == TitleKind::Subtitle)
        else {
            return false;
        };
        let elsewhere = subtitle.language.is_some() && subtitle.language != main.language;
        let mut others = self.titles.iter();
        elsewhere
            && others.any(|other| {
                other.kind != TitleKind::Subtitle
                    && other.node != main.node
                    && other.language == subtitle.language
            })
    }

    /// The first of them.
    pub fn subtitle(&self) -> Option<&Title> {
        self.subtitles().next()
    }
}

/// The outermost header of a file.
pub fn header_element(tree: &Tree) -> Option<Element<'_>> {
    let root = tree.root();
    if root.is("teiHeader") {
        return Some(root);
    }
    root.child("teiHeader").or_else(|| root.find("teiHeader"))
}

/// Reads the header.
pub fn header(tree: &Tree) -> Header {
    let file = header_element(tree).and_then(|header| header.child("fileDesc"));
    let mut header = Header {
        languages: languages(tree),
        ..Header::default()
    };
    if let Some(statement) = file.and_then(|file| file.child("titleStmt")) {
        read_title_statement(statement, &mut header);
    }
    if let Some(statement) = file.and_then(|file| file.child("publicationStmt")) {
        read_publication(statement, &mut header);
    }
    header.edition = file
        .and_then(|file| file.child("editionStmt"))
        .and_then(|statement| statement.child("edition"))
        .map(in_words)
        .filter(|edition| !edition.is_empty());
    let sources = file.into_iter().flat_map(|file| file.elements());
    let sources = sources.filter(|element| element.is("sourceDesc"));
    header.sources = sources
        .flat_map(|source| source.elements())
        .filter_map(source)
        .collect();
    header
}

fn read_title_statement(statement: Element<'_>, header: &mut Header) {
    for element in statement.elements() {
        match tei_name(element) {
            Some("title") => header.titles.extend(title::titles(element)),
            Some("author") => header.authors.extend(contributors(element)),
            Some("editor") => header.editors.extend(contributors(element)),
            Some("respStmt") => header.responsibilities.extend(responsibility(element)),
            _ => {}
        }
    }
}

fn responsibility(element: Element<'_>) -> Option<Responsibility> {
    let roles = element
        .elements()
        .filter(|child| child.is("resp"))
        .map(in_words);
    let names = named_in_statement(element).into_iter();
    let names: Vec<String> = names
        .map(|name| contributor(name, name).name)
        .filter_map(filled)
        .collect();
    let others = element.elements();
    let others = others.filter(|child| !child.is("resp") && !child.is("note") && !is_name(child));
    let name = match names.is_empty() {
        true => others.map(in_words).filter_map(filled).collect(),
        false => names,
    }
    .join(", ");
    (!name.is_empty()).then(|| Responsibility {
        id: element.xml_id().map(|id| id.into_owned()),
        name,
        role: roles.collect::<Vec<_>>().join("; "),
    })
}

fn read_publication(statement: Element<'_>, header: &mut Header) {
    header.published = published(statement);
    for element in statement.elements() {
        match tei_name(element) {
            Some("publisher" | "authority" | "distributor") if !is_unsaid(element) => {
                header.publishers.push(body(element));
            }
            Some("pubPlace") => header.places.extend(filled(in_words(element))),
            Some("idno") => read_identifiers(element, &mut header.identifiers),
            Some("availability") => read_availability(element, &mut header.availability),
            _ => {}
        }
    }
}

/// When the file was published, as precisely as it is known; when it was
/// copyrighted, if that is all the header says.
fn published(statement: Element<'_>) -> Option<Published> {
    let dates = statement.elements().filter(|child| child.is("date"));
    let copyright = |date: &Element<'_>| {
        let kind = date.attribute("type");
        kind.is_some_and(|kind| kind.trim() == "copyright")
    };
    let (last, first): (Vec<_>, Vec<_>) = dates.partition(copyright);
    let all = first.into_iter().chain(last);
    let mut told = all.map(published_on);
    told.find(|date| !date.text.is_empty())
}

fn published_on(date: Element<'_>) -> Published {
    let value = |name: &str| {
        let value = date.attribute(name)?.trim().to_owned();
        filled(value)
    };
    if let Some(text) = value("when").or_else(|| value("when-iso")) {
        let one_date = true;
        return Published { text, one_date };
    }
    let words = in_words(date);
    let (from, to) = (value("from"), value("to"));
    let (earliest, latest) = (value("notBefore"), value("notAfter"));
    let span = match (from.or(earliest.clone()), to.or(latest)) {
        (None, None) => None,
        (Some(from), Some(to)) if from == to => {
            let one_date = true;
            return Published {
                text: from,
                one_date,
            };
        }
        (Some(from), Some(to)) if earliest.as_ref() == Some(&from) => {
            Some(format!("between {from} and {to}"))
        }
        (Some(from), Some(to)) => Some(format!("{from}–{to}")),
        (Some(from), None) if earliest.is_some() => Some(format!("not before {from}")),
        (Some(from), None) => Some(format!("{from}–")),
        (None, Some(to)) => Some(format!("not after {to}")),
    };
    let one_date = span.is_none() && !super::history::counts_otherwise(date);
    let text = match span {
        Some(span) if words.is_empty() => span,
        _ => words,
    };
    Published { text, one_date }
}

/// The names of a body, without the address that may stand beside them; its words,
/// if it has no names.
pub fn body(element: Element<'_>) -> String {
    if is_unsaid(element) {
        return String::new();
    }
    let names = element.elements().filter(is_name);
    let names: Vec<String> = names.map(in_words).filter_map(filled).collect();
    if names.is_empty() {
        words_without(element, &["address", "email", "idno"])
    } else {
        names.join(", ")
    }
}

fn filled(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

/// One `idno`, or those that stand in it.
fn read_identifiers(element: Element<'_>, identifiers: &mut Vec<Identifier>) {
    let inner = element.elements().filter(|child| child.is("idno"));
    let inner: Vec<Element<'_>> = inner.collect();
    for child in &inner {
        read_identifiers(*child, identifiers);
    }
    if inner.is_empty()
        && let Some(value) = filled(in_words(element))
    {
        let kind = element.attribute("type").map(|kind| collapse(&kind));
        identifiers.push(Identifier { kind, value });
    }
}

fn read_availability(element: Element<'_>, availability: &mut Availability) {
    let status = element
        .attribute("status")
        .map(|status| status.into_owned());
    availability.status = availability.status.take().or(status);
    for licence in element.find_all("licence") {
        let targets = licence.attribute("target").unwrap_or_default();
        let mut targets = targets.split_whitespace().map(str::to_owned);
        availability.licences.push(Licence {
            target: targets.next(),
            text: in_words(licence),
        });
        // Each of several addresses is that of a licence (TEI att.pointing).
        availability.licences.extend(targets.map(|target| Licence {
            target: Some(target),
            text: String::new(),
        }));
    }
    let statements = element
        .elements()
        .filter(|child| !child.is("licence") && !is_unsaid(*child))
        .map(in_words);
    availability
        .statements
        .extend(statements.filter(|statement| !statement.is_empty()));
}

fn source(element: Element<'_>) -> Option<Source> {
    let name = tei_name(element).filter(|name| *name != "listWit")?;
    let not_seen = name == "bibl" && element.attribute("type").as_deref() == Some("not-seen");
    let text = in_words(element);
    (!text.is_empty()).then(|| Source {
        id: element.xml_id().map(|id| id.into_owned()),
        text,
        seen: !not_seen,
    })
}

fn languages(tree: &Tree) -> Vec<Language> {
    let header = header_element(tree);
    let usage = header.and_then(|header| header.find("langUsage"));
    let languages = usage
        .into_iter()
        .flat_map(|usage| usage.find_all("language"));
    languages
        .map(|language| Language {
            ident: language
                .attribute("ident")
                .map_or(String::new(), |id| collapse(&id)),
            name: in_words(language),
        })
        .collect()
}
