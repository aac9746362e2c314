//! What is known about the text?
//!
//! The views of the outermost `teiHeader` (TEI HD). Everything is optional: a
//! fragment has no header, and gives an empty one.

use super::contributor::{Contributor, contributor};
use super::element::{collapse, plain, tei_name};
use crate::edition::Responsibility;
use crate::xml::{Element, NodeId, Tree};

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
    /// When: ISO 8601 where it is given so, else in words.
    pub published: Option<String>,
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

/// A title (`titleStmt/title`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title {
    /// The element.
    pub node: NodeId,
    /// Its words, white space collapsed.
    pub text: String,
    /// `@type`: `main`, `sub`.
    pub kind: Option<String>,
    /// `@level`: `s` is the title of a series.
    pub level: Option<String>,
    /// Whether the editor supplied all of it: the source has no title.
    pub supplied: bool,
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
    /// The title: the main one, else the first; that of a series only if there is
    /// no other.
    pub fn title(&self) -> Option<&Title> {
        let own = || {
            let titles = self.titles.iter();
            titles.filter(|title| title.level.as_deref() != Some("s"))
        };
        let main = own().find(|title| title.kind.as_deref() == Some("main"));
        main.or_else(|| own().next())
            .or(self.titles.first())
            .filter(|title| !title.text.is_empty())
    }

    /// The first title that says it is a subtitle.
    pub fn subtitle(&self) -> Option<&Title> {
        self.titles
            .iter()
            .find(|title| title.kind.as_deref() == Some("sub"))
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
        .map(plain)
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
            Some("title") => header.titles.push(title(element)),
            Some("author") => header.authors.push(contributor(element)),
            Some("editor") => header.editors.push(contributor(element)),
            Some("respStmt") => header.responsibilities.extend(responsibility(element)),
            _ => {}
        }
    }
}

fn title(element: Element<'_>) -> Title {
    let text = plain(element);
    let supplied = element
        .child("supplied")
        .is_some_and(|supplied| plain(supplied) == text);
    Title {
        node: element.id(),
        kind: element.attribute("type").map(|kind| kind.into_owned()),
        level: element.attribute("level").map(|level| collapse(&level)),
        supplied: supplied && !text.is_empty(),
        text,
    }
}

fn responsibility(element: Element<'_>) -> Option<Responsibility> {
    let roles = element
        .elements()
        .filter(|child| child.is("resp"))
        .map(plain);
    let names = element
        .elements()
        .filter(|child| !child.is("resp"))
        .map(plain);
    let name = names
        .filter(|name| !name.is_empty())
        .collect::<Vec<_>>()
        .join(", ");
    (!name.is_empty()).then(|| Responsibility {
        id: element.xml_id().map(|id| id.into_owned()),
        name,
        role: roles.collect::<Vec<_>>().join("; "),
    })
}

fn read_publication(statement: Element<'_>, header: &mut Header) {
    for element in statement.elements() {
        match tei_name(element) {
            Some("publisher" | "authority" | "distributor") => {
                header.publishers.push(body(element));
            }
            Some("date") if header.published.is_none() => {
                let date = super::history::when(element).unwrap_or_else(|| plain(element));
                header.published = Some(date).filter(|date| !date.is_empty());
            }
            Some("pubPlace") => header.places.extend(filled(plain(element))),
            Some("idno") => read_identifiers(element, &mut header.identifiers),
            Some("availability") => read_availability(element, &mut header.availability),
            _ => {}
        }
    }
}

/// The names in an element, without the address that may stand beside them;
/// its words, if it has no names.
fn body(element: Element<'_>) -> String {
    let names = element
        .elements()
        .filter(|child| matches!(tei_name(*child), Some("orgName" | "persName" | "name")));
    let names: Vec<String> = names.map(plain).filter(|name| !name.is_empty()).collect();
    if names.is_empty() {
        plain(element)
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
        && let Some(value) = filled(plain(element))
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
        availability.licences.push(Licence {
            target: licence
                .attribute("target")
                .map(|target| target.trim().to_owned()),
            text: plain(licence),
        });
    }
    let statements = element
        .elements()
        .filter(|child| !child.is("licence"))
        .map(plain);
    availability
        .statements
        .extend(statements.filter(|statement| !statement.is_empty()));
}

fn source(element: Element<'_>) -> Option<Source> {
    let name = tei_name(element).filter(|name| *name != "listWit")?;
    let not_seen = name == "bibl" && element.attribute("type").as_deref() == Some("not-seen");
    let text = plain(element);
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
            name: plain(language),
        })
        .collect()
}
