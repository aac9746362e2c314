//! Who made the text, and what are the parts of a name?

use super::element::{collapse, plain, tei_name, words_without};
use super::header::header_element;
use super::history::certainty;
use super::pointer::first_id;
use crate::edition::Certainty;
use crate::xml::{Element, Tree};

/// An author or editor (`titleStmt/author`, `titleStmt/editor`, TEI HD).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contributor {
    /// The name as it stands, white space collapsed.
    pub name: String,
    /// The name under which it is sorted, if `surname` says it.
    pub family: Option<String>,
    /// The other names, if `forename` says them.
    pub given: Option<String>,
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

/// What can stand beside a name in the same element and is no part of it.
const BESIDE_A_NAME: &[&str] = &["email", "idno", "note"];

/// Reads an author or editor.
pub(super) fn contributor(element: Element<'_>) -> Contributor {
    let (family, given) = parts(element);
    Contributor {
        name: words_without(element, BESIDE_A_NAME),
        family,
        given,
        corporate: element.is("orgName") || element.child("orgName").is_some(),
        role: element.attribute("role").map(|role| collapse(&role)),
        references: references(element),
        certainty: certainty(element),
        responsible: first_id(element, "resp"),
    }
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
        let (roles, names): (Vec<_>, Vec<_>) =
            statement.elements().partition(|child| child.is("resp"));
        let roles: Vec<String> = roles.into_iter().map(plain).collect();
        Statement {
            role: roles.join("; "),
            names: names.into_iter().map(contributor).collect(),
        }
    });
    read.collect()
}

/// Surname (with the link before it) and forenames, if an element names one
/// person and says which is which (TEI ND, persName).
pub fn parts(element: Element<'_>) -> (Option<String>, Option<String>) {
    let persons = element.find_all("persName").take(2).count();
    if persons > 1 {
        return (None, None);
    }
    let joined = |name: &str| {
        let found: Vec<String> = element
            .find_all(name)
            .map(plain)
            .filter(|text| !text.is_empty())
            .collect();
        (!found.is_empty()).then(|| found.join(" "))
    };
    let family = joined("surname").map(|surname| match joined("nameLink") {
        Some(link) => format!("{link} {surname}"),
        None => surname,
    });
    (family, joined("forename"))
}

fn references(element: Element<'_>) -> Vec<String> {
    let named = element.elements().filter(|child| {
        matches!(
            tei_name(*child),
            Some("persName" | "orgName" | "name" | "ref" | "ptr")
        )
    });
    let values = std::iter::once(element).chain(named).flat_map(|element| {
        let pointer = element.attribute("ref").or(element.attribute("target"));
        let pointer = pointer.unwrap_or_default().into_owned();
        let words = pointer.split_whitespace().map(str::to_owned);
        words.collect::<Vec<_>>()
    });
    let mut found: Vec<String> = Vec::new();
    for value in values {
        if !found.contains(&value) {
            found.push(value);
        }
    }
    found
}
