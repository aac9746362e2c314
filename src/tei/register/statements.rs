//! What is known about an entry, in the words of the file?

use super::authority;
use crate::edition::register::{RegisterKind, Statement};
use crate::key;
use crate::tei::dating::in_attributes;
use crate::tei::element::{collapse, tei_name};
use crate::xml::Element;

/// Labels of what a declaration can say, by element.
const LABELS: &[(&str, &str)] = &[
    ("affiliation", "Affiliation"),
    ("age", "Age"),
    ("author", "Author"),
    ("birth", "Born"),
    ("bloc", "Bloc"),
    ("country", "Country"),
    ("date", "Date"),
    ("death", "Died"),
    ("desc", "Description"),
    ("district", "District"),
    ("editor", "Editor"),
    ("education", "Education"),
    ("faith", "Faith"),
    ("floruit", "Active"),
    ("langKnowledge", "Languages"),
    ("nationality", "Nationality"),
    ("note", "Note"),
    ("noteGrp", "Note"),
    ("occupation", "Occupation"),
    ("p", "Description"),
    ("population", "Population"),
    ("pubPlace", "Published in"),
    ("publisher", "Publisher"),
    ("region", "Region"),
    ("residence", "Residence"),
    ("roleDesc", "Role"),
    ("settlement", "Settlement"),
    ("socecStatus", "Status"),
    ("state", "State"),
    ("terrain", "Terrain"),
    ("trait", "Trait"),
];

/// Everything that a declaration says besides names and numbers, in its order.
pub fn statements(element: Element<'_>, kind: RegisterKind) -> Vec<Statement> {
    let mut found: Vec<Said> = Vec::new();
    if kind == RegisterKind::Works {
        found.extend(citation(element));
    }
    for child in said(element) {
        match tei_name(child) {
            Some("location") => found.extend(coordinates(child)),
            Some(name) => found.extend(label(name).and_then(|label| statement(label, child))),
            None => {}
        }
    }
    grouped(found)
}

/// A label and the words of the file.
type Said = (&'static str, String);

/// Each label once, where it stands first.
fn grouped(said: Vec<Said>) -> Vec<Statement> {
    let mut statements: Vec<Statement> = Vec::new();
    for (label, text) in said {
        match statements
            .iter_mut()
            .find(|statement| statement.label == label)
        {
            Some(statement) if statement.texts.contains(&text) => {}
            Some(statement) => statement.texts.push(text),
            None => statements.push(Statement {
                label: label.to_owned(),
                texts: vec![text],
            }),
        }
    }
    statements
}

/// The children of a declaration, those of the parts of a structured reference
/// in their place.
fn said(element: Element<'_>) -> Vec<Element<'_>> {
    let groups = |e: &Element<'_>| matches!(tei_name(*e), Some("analytic" | "monogr" | "imprint"));
    let mut said: Vec<Element<'_>> = element.elements().collect();
    // Three deep at most: monogr, imprint, date.
    for _ in 0..2 {
        let opened = said.into_iter().flat_map(|child| {
            let inside: Vec<_> = if groups(&child) {
                child.elements().collect()
            } else {
                vec![child]
            };
            inside
        });
        said = opened.collect();
    }
    said
}

fn label(name: &str) -> Option<&'static str> {
    let at = LABELS.binary_search_by_key(&name, |(name, _)| name).ok()?;
    Some(LABELS[at].1)
}

fn statement(label: &'static str, element: Element<'_>) -> Option<Said> {
    let text = Some(words(element)).filter(|text| !text.is_empty());
    Some((label, text.or_else(|| Some(in_attributes(element)?.words))?))
}

/// The words, parted where elements part them, without numbers and coordinates.
fn words(element: Element<'_>) -> String {
    let mut words = String::new();
    let mut resume = element.id();
    for node in element.descendants() {
        if node.id() < resume {
            continue;
        }
        match node.element() {
            Some(inner) if matches!(tei_name(inner), Some("location" | "geo" | "idno" | "rt")) => {
                resume = inner.end();
            }
            Some(inner) if is_datum(inner) => words.push('\u{0}'),
            Some(_) => {}
            None => words.push_str(&node.text()),
        }
    }
    tidy(&words)
}

/// What never stands within a word.
fn is_datum(element: Element<'_>) -> bool {
    matches!(
        tei_name(element),
        Some(
            "date"
                | "settlement"
                | "placeName"
                | "country"
                | "region"
                | "district"
                | "orgName"
                | "persName"
                | "p"
                | "label"
                | "desc"
                | "note"
                | "item"
                | "surname"
                | "forename"
        )
    )
}

/// Parts the words of data that have no white space between them.
fn tidy(words: &str) -> String {
    let mut tidy = String::with_capacity(words.len());
    for (at, piece) in words.split('\u{0}').enumerate() {
        let begins = piece.starts_with(char::is_alphanumeric);
        let ends = tidy.ends_with(|c: char| c.is_alphanumeric() || c == '.');
        if at > 0 && begins && ends {
            tidy.push(' ');
        }
        tidy.push_str(piece);
    }
    collapse(&tidy)
}

fn coordinates(location: Element<'_>) -> Vec<Said> {
    let geo = location.find_all("geo").map(|geo| collapse(&geo.text()));
    let geo = geo.filter(|text| !text.is_empty());
    geo.map(|text| (key!("Coordinates"), text)).collect()
}

/// A reference in running words, whole.
fn citation(bibl: Element<'_>) -> Option<Said> {
    let mut loose = bibl.children().filter(|node| node.element().is_none());
    let is_prose = loose.any(|node| node.text().chars().any(char::is_alphabetic));
    is_prose.then(|| (key!("Reference"), super::headword::words(bibl)))
}

/// Addresses of records about what `element` declares: `idno`, `ref` and `ptr`
/// directly in it, and its pointing attributes.
pub fn addresses(element: Element<'_>) -> Vec<String> {
    let mut addresses = Vec::new();
    let mut add = |address: &str| {
        let address = address.trim();
        if authority::record(address).is_some() && !addresses.iter().any(|have| have == address) {
            addresses.push(address.to_owned());
        }
    };
    for name in ["ref", "sameAs", "corresp", "key", "ana"] {
        let value = element.attribute(name).unwrap_or_default();
        value.split_whitespace().for_each(&mut add);
    }
    for child in element.elements() {
        match tei_name(child) {
            Some("idno") => add(&idno(child)),
            Some("ref" | "ptr") => add(&child.attribute("target").unwrap_or_default()),
            Some("persName" | "placeName" | "orgName" | "title" | "name" | "geogName") => {
                let value = child.attribute("ref").unwrap_or_default();
                value.split_whitespace().for_each(&mut add);
            }
            _ => {}
        }
    }
    addresses
}

/// An `idno` as an address: written out, or a bare number of an authority that
/// its `@type` names.
fn idno(element: Element<'_>) -> String {
    let number = collapse(&element.text());
    if number.contains(['/', ':']) || number.is_empty() || number.contains(' ') {
        return number;
    }
    let kind = element.attribute("type").unwrap_or_default();
    match kind.to_ascii_lowercase().as_str() {
        "gnd" => format!("https://d-nb.info/gnd/{number}"),
        "viaf" => format!("https://viaf.org/viaf/{number}"),
        "wikidata" => format!("https://www.wikidata.org/wiki/{number}"),
        "geonames" => format!("https://www.geonames.org/{number}"),
        "orcid" => format!("https://orcid.org/{number}"),
        "pleiades" => format!("https://pleiades.stoa.org/places/{number}"),
        _ => number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: RegisterKind, xml: &str) -> Vec<(String, String)> {
        let tree = crate::xml::read("test.xml", xml.as_bytes()).unwrap().value;
        let found = statements(tree.root(), kind).into_iter();
        found
            .map(|found| (found.label, found.texts.join(" | ")))
            .collect()
    }

    #[test]
    fn what_is_said_stands_as_it_stands() {
        assert!(LABELS.is_sorted());
        let said = of(
            RegisterKind::People,
            "<person><persName>A</persName>\
             <birth><date>15. 5. 1862</date><settlement><placeName>Wien</placeName>\
               <location><geo>48 16</geo></location></settlement></birth>\
             <death when='1931-10-21'/><floruit notBefore='1810' notAfter='1820'/>\
             <occupation>poet</occupation><occupation>spy</occupation><note>A <hi>re</hi>mark.</note><sex value='F'/></person>",
        );
        let expected = [
            ("Born", "15. 5. 1862 Wien"),
            ("Died", "1931-10-21"),
            ("Active", "inter 1810 et 1820"),
            ("Occupation", "poet | spy"),
            ("Note", "A remark."),
        ];
        let expected = expected.map(|(label, text)| (label.to_owned(), text.to_owned()));
        assert_eq!(said, expected);
        let place = of(
            RegisterKind::Places,
            "<place><placeName>B</placeName><location><geo>1.5 2</geo></location></place>",
        );
        assert_eq!(place, [("Coordinates".to_owned(), "1.5 2".to_owned())]);
    }

    #[test]
    fn numbers_of_known_authorities_are_addresses() {
        let tree = crate::xml::read(
            "test.xml",
            b"<person ana='http://www.wikidata.org/entity/Q1 #x'><idno type='GND'>118</idno>\
              <idno type='local'>7</idno><idno>https://viaf.org/viaf/3</idno></person>",
        );
        assert_eq!(
            addresses(tree.unwrap().value.root()),
            [
                "http://www.wikidata.org/entity/Q1",
                "https://d-nb.info/gnd/118",
                "https://viaf.org/viaf/3"
            ]
        );
    }
}
