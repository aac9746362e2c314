//! Under which name does a declared person, place or work stand?
//!
//! The main name of the declaration, as its `@type` says, else the first one.
//! A name of parts is turned for sorting: surname, forename. Nothing is added
//! that the file does not have.

use crate::edition::register::RegisterKind;
use crate::tei::element::{collapse, tei_name};
use crate::xml::Element;

/// The names of a declaration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// The main one; `None` if the file gives none.
    pub main: Option<String>,
    /// All others, each once, in the order of the file.
    pub others: Vec<String>,
}

/// Values of `@type` that mark a main name.
const MAIN: &[&str] = &[
    "canonical",
    "headword",
    "main",
    "pref",
    "preferred",
    "reg",
    "standard",
    "syriaca-headword",
];

/// The names that `element` declares.
pub fn names(element: Element<'_>, kind: RegisterKind) -> Names {
    let names: Vec<Element<'_>> = name_elements(element, kind);
    let shown = |name: &Element<'_>| Some(shown(*name)).filter(|name| !name.is_empty());
    let is_main = |name: &&Element<'_>| is_main(**name) && shown(name).is_some();
    let main = names.iter().find(is_main);
    let main = main.or_else(|| names.iter().find(|name| shown(name).is_some()));
    let mut others: Vec<String> = Vec::new();
    for name in names.iter().filter(|name| Some(*name) != main) {
        if let Some(name) = shown(name).filter(|name| !others.contains(name)) {
            others.push(name);
        }
    }
    let main = main.and_then(shown);
    others.retain(|name| Some(name) != main.as_ref());
    Names { main, others }
}

/// Other names that are kept: a place can have dozens.
const MOST_NAMES: usize = 200;

fn name_elements(element: Element<'_>, kind: RegisterKind) -> Vec<Element<'_>> {
    if matches!(tei_name(element), Some("role")) || is_name(element) {
        return vec![element];
    }
    let named: Vec<_> = match kind {
        RegisterKind::Works => titles(element),
        _ => element.elements().filter(|e| is_name(*e)).collect(),
    };
    let label = || element.elements().filter(|e| is_label(*e));
    let mut named = if named.is_empty() {
        label().collect()
    } else {
        named
    };
    named.truncate(MOST_NAMES);
    named
}

fn is_name(element: Element<'_>) -> bool {
    matches!(
        tei_name(element),
        Some(
            "persName"
                | "placeName"
                | "orgName"
                | "geogName"
                | "name"
                | "eventName"
                | "settlement"
                | "country"
                | "region"
                | "district"
                | "bloc"
                | "role"
                | "author"
                | "editor"
        )
    )
}

/// What names something that has no name element: an event's label.
fn is_label(element: Element<'_>) -> bool {
    matches!(tei_name(element), Some("label" | "head"))
}

/// The titles of a work: of the article before that of the volume.
fn titles(element: Element<'_>) -> Vec<Element<'_>> {
    let mut titles = own_titles(element);
    for part in ["analytic", "monogr", "titleStmt"] {
        if titles.is_empty() {
            titles = element.find(part).map(own_titles).unwrap_or_default();
        }
    }
    titles
}

fn own_titles(element: Element<'_>) -> Vec<Element<'_>> {
    let is_title = |e: &Element<'_>| e.is("title") && !is_address(*e);
    element.elements().filter(is_title).collect()
}

/// Files put links where titles stand.
fn is_address(title: Element<'_>) -> bool {
    let text = title.text();
    let text = text.trim_start();
    text.starts_with("http://") || text.starts_with("https://")
}

fn is_main(name: Element<'_>) -> bool {
    let has = |attribute: &str| {
        let value = name.attribute(attribute);
        value.is_some_and(|value| {
            let value = value.to_ascii_lowercase();
            value
                .split_whitespace()
                .any(|word| MAIN.contains(&word.trim_start_matches('#')))
        })
    };
    has("type") || has("subtype") || has("syriaca-tags")
}

/// A name as a headword: its parts turned if it has parts, else its words.
fn shown(name: Element<'_>) -> String {
    turned(name).unwrap_or_else(|| words(name))
}

/// The words of an element without sigla and readings of ruby.
pub fn words(element: Element<'_>) -> String {
    let mut words = String::new();
    let mut resume = element.id();
    for node in element.descendants() {
        if node.id() < resume {
            continue;
        }
        match node.element() {
            Some(inner) if is_left_out(inner) => resume = inner.end(),
            Some(_) => {}
            None => words.push_str(&node.text()),
        }
    }
    let words = collapse(&words);
    words
        .trim_end_matches([',', ';', ':'])
        .trim_end()
        .to_owned()
}

fn is_left_out(element: Element<'_>) -> bool {
    let siglum = || element.attribute("type").as_deref() == Some("siglum");
    match tei_name(element) {
        Some("rt" | "rp" | "note" | "idno") => true,
        Some("abbr") => siglum(),
        _ => false,
    }
}

/// `Ebner-Eschenbach, Marie von`, if all of the name is in parts and it has
/// both a surname and a forename.
fn turned(name: Element<'_>) -> Option<String> {
    let mut parts: [Vec<String>; 3] = Default::default();
    let mut resume = name.id();
    for node in name.descendants() {
        if node.id() < resume {
            continue;
        }
        let Some(part) = node.element() else {
            let loose = node.text();
            if loose.chars().any(char::is_alphanumeric) {
                return None;
            }
            continue;
        };
        let place = match tei_name(part) {
            Some("surname") => 0,
            Some("forename") => 1,
            Some("nameLink" | "genName" | "addName" | "roleName") => 2,
            _ => continue,
        };
        resume = part.end();
        parts[place].push(words(part));
    }
    let [surname, forename, rest] = parts.map(|part| part.join(" "));
    if surname.is_empty() || forename.is_empty() {
        return None;
    }
    let given = if rest.is_empty() {
        forename
    } else {
        format!("{forename} {rest}")
    };
    Some(format!("{surname}, {given}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: RegisterKind, xml: &str) -> Names {
        let tree = crate::xml::read("test.xml", xml.as_bytes()).unwrap().value;
        names(tree.root(), kind)
    }

    #[test]
    fn the_main_name_is_marked_or_first_and_turned_by_its_parts() {
        let table = [
            (
                "<person><persName><forename>Marie</forename> <nameLink>von</nameLink> \
                 <surname>Ebner-Eschenbach</surname></persName></person>",
                "Ebner-Eschenbach, Marie von",
            ),
            (
                "<person><persName><forename>Karl</forename> the Great</persName></person>",
                "Karl the Great",
            ),
            (
                "<person><persName>Old</persName><persName type='main'>New</persName></person>",
                "New",
            ),
            (
                "<person><persName><abbr type='siglum'>A</abbr> Ada Atkins,</persName></person>",
                "Ada Atkins",
            ),
            ("<person><persName/><persName>B</persName></person>", "B"),
        ];
        for (xml, expected) in table {
            let names = of(RegisterKind::People, xml);
            assert_eq!(names.main.as_deref(), Some(expected), "{xml}");
        }
        assert_eq!(of(RegisterKind::People, "<person/>"), Names::default());
    }

    #[test]
    fn a_work_stands_under_the_title_of_the_article() {
        let names = of(
            RegisterKind::Works,
            "<biblStruct><analytic><title>Gustl</title></analytic>\
             <monogr><title>Freie Presse</title></monogr></biblStruct>",
        );
        assert_eq!(names.main.as_deref(), Some("Gustl"));
        let names = of(
            RegisterKind::Works,
            "<bibl><title>https://example.org/x</title><title>Gustl</title></bibl>",
        );
        assert_eq!(
            (names.main.as_deref(), names.others.len()),
            (Some("Gustl"), 0)
        );
    }
}
