//! Who made the text, and what are the parts of a name?

use super::element::{collapse, tei_name};
use super::header::header_element;
use super::header_words::{in_words, words_without};
use super::history::certainty;
use super::pointer::first_id;
use super::register::prefix::Prefixes;
use super::unsaid::is_unsaid;
use crate::edition::Certainty;
use crate::xml::{Element, Tree};

/// An author or editor (`titleStmt/author`, `titleStmt/editor`, TEI HD).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contributor {
    /// The name as it stands, white space collapsed; empty if there is none.
    pub name: String,
    /// The name under which it is sorted, if `surname` says it.
    pub family: Option<String>,
    /// The other names, if `forename` says them.
    pub given: Option<String>,
    /// What tells namesakes of a family apart (`genName`): `III`, `Jr.`
    pub generation: Option<String>,
    /// Whether `surname` stands before `forename`.
    pub family_first: bool,
    /// Whether the name is said to be one of a language that has the family name
    /// first (`@xml:lang`), and is written so.
    pub keeps_order: bool,
    /// Whether `orgName` says that it is a body, not a person.
    pub corporate: bool,
    /// What they did, if `@role` says it: `translator`.
    pub role: Option<String>,
    /// Where more is known about them (`@ref`, of the element or its name).
    pub references: Vec<String>,
    /// How sure the attribution is.
    pub certainty: Certainty,
    /// `xml:id` of who says so, without `#`.
    pub responsible: Option<String>,
}

/// Languages that have the family name first.
const FAMILY_FIRST: &[&str] = &["hu", "ja", "ko", "zh"];

/// What can stand in a name or beside it and is no part of it.
const NO_NAME: &[&str] = &[
    "address",
    "affiliation",
    "date",
    "email",
    "idno",
    "note",
    "ptr",
];

/// What is no part of it either where the name itself is marked.
const BESIDE_A_NAME: &[&str] = &["roleName", "title"];

/// What marks the name itself.
const NAMES: &[&str] = &["forename", "name", "orgName", "persName", "surname"];

/// The elements that name somebody in an author or editor: several for several
/// persons, and the element itself if nothing in it is a name. Several forms of
/// one name differ in their language; the first of them counts.
#[derive(Clone, Debug)]
pub struct Named<'t> {
    /// What has the name, one for each person or body.
    pub names: Vec<Element<'t>>,
    /// Where those persons work: the bodies beside them.
    pub affiliation: Option<String>,
}

/// Who is named in an author or editor.
pub fn named(element: Element<'_>) -> Named<'_> {
    let names = element.elements().filter(is_name);
    let (bodies, persons): (Vec<_>, Vec<_>) = names.partition(|name| is_body(*name));
    if persons.is_empty() && bodies.is_empty() {
        return Named {
            names: vec![element],
            affiliation: None,
        };
    }
    if persons.is_empty() {
        return Named {
            names: bodies,
            affiliation: None,
        };
    }
    let bodies: Vec<String> = bodies.into_iter().map(in_words).collect();
    let affiliation = Some(bodies.join(", ")).filter(|words| !words.is_empty());
    Named {
        names: forms(persons),
        affiliation,
    }
}

/// Who is named in a statement of responsibility: a body beside a person answers
/// for the same.
pub fn named_in_statement(statement: Element<'_>) -> Vec<Element<'_>> {
    let names = statement.elements().filter(is_name);
    let names = names.filter(|name| !is_unsaid(*name));
    let (bodies, persons): (Vec<_>, Vec<_>) = names.partition(|name| is_body(*name));
    // Here several names are several persons, unless they say that they are one.
    let said: Vec<_> = persons
        .iter()
        .map(|name| name.attribute("ref").or(name.attribute("key")))
        .collect();
    let same = said.iter().all(|one| one.is_some() && *one == said[0]);
    let mut names = if same { forms(persons) } else { persons };
    names.extend(bodies);
    names.sort_by_key(|name| name.id());
    names
}

/// Names of several persons, or the first of several forms of one: those differ
/// in their language.
fn forms(persons: Vec<Element<'_>>) -> Vec<Element<'_>> {
    let language = |name: &Element<'_>| name.language().map(|tag| collapse(&tag));
    let languages: Vec<Option<String>> = persons.iter().map(language).collect();
    let says = |name: &Element<'_>| name.attribute("xml:lang").is_some();
    let mut numbered = languages.iter().enumerate();
    let differ =
        persons.iter().any(says) && numbered.all(|(at, tag)| !languages[..at].contains(tag));
    let most = if differ { 1 } else { persons.len() };
    persons.into_iter().take(most).collect()
}

/// Whether an element is a name of a person or a body.
pub fn is_name(element: &Element<'_>) -> bool {
    matches!(tei_name(*element), Some("persName" | "orgName" | "name"))
}

/// Whether an element says of itself that it names a body.
pub fn is_body(element: Element<'_>) -> bool {
    let kind = element.attribute("type").unwrap_or_default();
    element.is("orgName") || (element.is("name") && kind.starts_with("org"))
}

/// Reads authors or editors: all that an element names. Who has no name is not
/// there.
pub(super) fn contributors(element: Element<'_>) -> Vec<Contributor> {
    let names = named(element).names.into_iter();
    let read = names.map(|name| contributor(name, element));
    read.filter(|one| !one.name.is_empty()).collect()
}

/// Reads an author or editor: `name` has the name, `around` what is said of it. An
/// empty element may point at the name: `<editor ref="#JP"/>`.
pub fn contributor(name: Element<'_>, around: Element<'_>) -> Contributor {
    let mut written = name_of(name);
    let mut parted = name;
    if written.is_empty()
        && let Some(target) = pointed_at(name, around)
    {
        written = name_of(target);
        parted = target;
    }
    let parts = parts(parted);
    let has_family_first = || {
        let own = [parted, name, around].into_iter();
        let mut tags = own.filter_map(|one| one.attribute("xml:lang"));
        tags.next().is_some_and(|tag| {
            let language = tag.split('-').next().unwrap_or_default();
            FAMILY_FIRST.contains(&language.to_ascii_lowercase().as_str())
        })
    };
    Contributor {
        keeps_order: parts.family_first && !written.contains(',') && has_family_first(),
        name: written,
        family: parts.family,
        given: parts.given,
        generation: parts.generation,
        family_first: parts.family_first,
        corporate: is_body(name) || is_body(parted),
        role: around.attribute("role").map(|role| collapse(&role)),
        references: references(name, around),
        certainty: certainty(around),
        responsible: first_id(around, "resp"),
    }
}

/// The name that an element is.
fn name_of(element: Element<'_>) -> String {
    let marked = |inner: Element<'_>| tei_name(inner).is_some_and(|name| NAMES.contains(&name));
    let mut inside = element.descendants().filter_map(|node| node.element());
    if inside.any(marked) {
        let name = without_signs(&words_without(element, &[NO_NAME, BESIDE_A_NAME].concat()));
        if !name.is_empty() {
            return name;
        }
    }
    without_signs(&words_without(element, NO_NAME))
}

/// A name without the signs that stood around what is no part of it.
fn without_signs(words: &str) -> String {
    let mut name = words.to_owned();
    for (left, instead) in [
        ("( )", ""),
        ("()", ""),
        ("[]", ""),
        (", ,", ","),
        (",,", ","),
    ] {
        while name.contains(left) {
            name = name.replace(left, instead);
        }
    }
    collapse(name.trim_end_matches([' ', ',', ';', '-', '–', '(']))
}

/// The name in this file that an empty element points at.
fn pointed_at<'t>(name: Element<'t>, around: Element<'t>) -> Option<Element<'t>> {
    let pointers = [name, around].into_iter();
    let pointers = pointers.filter_map(|element| element.attribute("ref"));
    let tree = name.tree();
    let prefixes = Prefixes::new(tree);
    let mut targets = pointers.flat_map(|pointers| {
        let found = pointers.split_whitespace().map(|pointer| {
            let resolved = prefixes.resolve(pointer);
            let address = resolved.as_deref().unwrap_or(pointer);
            tree.by_id(address.strip_prefix('#')?)
        });
        found.flatten().collect::<Vec<_>>()
    });
    // What else it may point at (a life in prose, a note) is no name.
    targets.find_map(|target| match tei_name(target)? {
        "persName" | "orgName" | "name" => Some(target),
        "author" | "editor" => Some(target.elements().find(is_name).unwrap_or(target)),
        _ => target.elements().find(is_name),
    })
}

/// A statement of responsibility with its names one by one
/// (`titleStmt/respStmt`, TEI HD).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// What they did, in the header's words.
    pub role: String,
    /// Who.
    pub names: Vec<Contributor>,
}

/// The statements of responsibility of the whole file.
pub fn statements(tree: &Tree) -> Vec<Statement> {
    let title_statement = header_element(tree)
        .and_then(|header| header.child("fileDesc"))
        .and_then(|file| file.child("titleStmt"));
    let statements = title_statement.into_iter().flat_map(|all| all.elements());
    let statements = statements.filter(|element| element.is("respStmt"));
    let read = statements.map(|statement| {
        let roles = statement.elements().filter(|child| child.is("resp"));
        let roles: Vec<String> = roles.map(in_words).collect();
        let names = named_in_statement(statement).into_iter();
        let names = names.map(|name| contributor(name, name));
        Statement {
            role: roles.join("; "),
            names: names.filter(|one| !one.name.is_empty()).collect(),
        }
    });
    read.collect()
}

/// The parts of a name, if it says which is which (TEI ND, persName).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Parts {
    /// Surname, with the link before it.
    family: Option<String>,
    /// Forenames.
    given: Option<String>,
    generation: Option<String>,
    family_first: bool,
}

/// The parts of the name that an element has, if it names one person.
fn parts(element: Element<'_>) -> Parts {
    let persons = element.find_all("persName").take(2).count();
    if persons > 1 {
        return Parts::default();
    }
    let joined = |name: &str| {
        let found: Vec<String> = element
            .find_all(name)
            .map(in_words)
            .filter(|text| !text.is_empty())
            .collect();
        (!found.is_empty()).then(|| found.join(" "))
    };
    let family = joined("surname").map(|surname| match joined("nameLink") {
        Some(link) if link.ends_with(['\'', '’', 'ʼ', '-']) => format!("{link}{surname}"),
        Some(link) => format!("{link} {surname}"),
        None => surname,
    });
    let first = |name: &str| element.find(name).map(|part| part.id());
    Parts {
        family,
        given: joined("forename"),
        generation: joined("genName"),
        family_first: first("surname") < first("forename"),
    }
}

fn references(name: Element<'_>, around: Element<'_>) -> Vec<String> {
    let within = name.elements().chain(around.elements());
    let links = within.filter(|child| matches!(tei_name(*child), Some("ref" | "ptr")));
    let mut found: Vec<String> = Vec::new();
    for element in [around, name].into_iter().chain(links) {
        let pointer = element.attribute("ref").or(element.attribute("target"));
        for word in pointer.unwrap_or_default().split_whitespace() {
            if !found.iter().any(|known| known == word) {
                found.push(word.to_owned());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(inside: &str) -> Vec<String> {
        let xml = format!("<fileDesc>{inside}</fileDesc>");
        let read = crate::xml::read("t.xml", xml.as_bytes());
        let tree = read.unwrap_or_else(|_| panic!("well formed")).value;
        let elements = tree.root().elements();
        let authors =
            elements.filter(|element| matches!(tei_name(*element), Some("author" | "editor")));
        let all = authors.flat_map(contributors);
        all.map(|one| format!("{}{}", one.name, if one.corporate { " (body)" } else { "" }))
            .collect()
    }

    #[test]
    fn forms_of_one_name_are_one_and_several_persons_are_several() {
        for (xml, expected) in [
            (
                "<author><persName>Роза</persName><persName xml:lang='en'>Rose</persName></author>",
                "Роза",
            ),
            (
                "<author><persName>Ann Roe</persName><persName>Jo Doe</persName></author>",
                "Ann Roe; Jo Doe",
            ),
        ] {
            assert_eq!(named(xml).join("; "), expected, "{xml}");
        }
        let statement = |xml: &str| {
            let read = crate::xml::read("t.xml", xml.as_bytes());
            let tree = read.unwrap_or_else(|_| panic!("well formed")).value;
            named_in_statement(tree.root()).len()
        };
        let two = "<respStmt><persName xml:lang='en'>Ann Roe</persName>\
                   <persName xml:lang='ja'>山田太郎</persName></respStmt>";
        assert_eq!(statement(two), 2);
        assert_eq!(
            statement(&two.replace("<persName", "<persName ref='#x'")),
            1
        );
    }

    #[test]
    fn a_name_has_what_the_header_calls_so() {
        for (xml, expected) in [
            (
                "<author>Roe, Ann (<affiliation>Univ X</affiliation>)</author>",
                "Roe, Ann",
            ),
            (
                "<author>Lamb, C., <date>1775</date>-<date>1834</date></author>",
                "Lamb, C.",
            ),
            ("<author><roleName>Pope</roleName></author>", "Pope"),
            (
                "<author>The author of <title>Waverley</title></author>",
                "The author of Waverley",
            ),
            (
                "<author><roleName>Sir</roleName> <forename>Ann</forename> <surname>Roe</surname></author>",
                "Ann Roe",
            ),
            (
                "<editor ref='#p'/><person xml:id='p'><p>A long life.</p></person>",
                "",
            ),
            (
                "<editor ref='#o'/><org xml:id='o'><orgName>Org Y</orgName></org>",
                "Org Y (body)",
            ),
        ] {
            assert_eq!(named(xml).join("; "), expected, "{xml}");
        }
    }
}
