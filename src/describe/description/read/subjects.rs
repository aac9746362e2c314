//! What the text is about (`textClass`, TEI HD43).

use super::super::{Class, Description, Subject};
use super::{Reading, attribute, children, filled};
use crate::tei::element::tei_name;
use crate::tei::header_words::in_words;
use crate::xml::Element;

/// Vocabularies that libraries know: their code among subject sources (MARC), and
/// what names them in headers, in lower case.
const VOCABULARIES: &[(&str, &[&str])] = &[
    (
        "lcsh",
        &[
            "lcsh",
            "id.loc.gov/authorities/subjects",
            "library of congress subject headings",
        ],
    ),
    ("mesh", &["mesh", "medical subject headings"]),
    (
        "fast",
        &[
            "fast",
            "id.worldcat.org/fast",
            "faceted application of subject terminology",
        ],
    ),
    (
        "gnd",
        &["gnd", "swd", "d-nb.info/gnd", "gemeinsame normdatei"],
    ),
    (
        "aat",
        &["aat", "vocab.getty.edu/aat", "art & architecture thesaurus"],
    ),
    ("lcgft", &["lcgft", "id.loc.gov/authorities/genreforms"]),
    ("ram", &["rameau"]),
    ("rbgenr", &["rbgenr"]),
    ("tgm", &["tgm"]),
];

/// Classifications that libraries know, in the same way.
const CLASSIFICATIONS: &[(&str, &[&str])] = &[
    ("lcc", &["lcc", "lc", "library of congress classification"]),
    ("ddc", &["ddc", "dewey", "dewey decimal classification"]),
    ("udc", &["udc", "universal decimal classification"]),
];

/// Reads a classification of the text.
pub fn read<'t>(reading: &Reading<'t>, element: Element<'t>, description: &mut Description) {
    for child in element.elements() {
        match tei_name(child) {
            Some("keywords") => keywords(reading, child, &mut description.subjects),
            Some("catRef") => categories(reading, child, &mut description.subjects),
            Some("classCode") => {
                let scheme = scheme(reading, child);
                description
                    .classes
                    .extend(filled(in_words(child)).map(|code| Class {
                        code,
                        authority: known(CLASSIFICATIONS, scheme.as_ref()),
                        scheme: scheme.map(|scheme| scheme.0),
                    }));
            }
            _ => {}
        }
    }
}

/// Terms, or items of a list of them. A term without words may have a key.
fn keywords<'t>(reading: &Reading<'t>, keywords: Element<'t>, list: &mut Vec<Subject>) {
    let scheme = scheme(reading, keywords);
    let kind = attribute(keywords, "n").or_else(|| attribute(keywords, "type"));
    let terms: Vec<Element<'t>> = keywords.find_all("term").collect();
    let items: Vec<Element<'t>> = keywords.find_all("item").collect();
    let all = if terms.is_empty() { items } else { terms };
    for term in all {
        let Some(words) = filled(in_words(term)).or_else(|| attribute(term, "key")) else {
            continue;
        };
        let address = reading
            .pointers(term, "ref")
            .into_iter()
            .chain(reading.pointers(term, "target"));
        let address = address.rev().find(|address| address.starts_with("http"));
        let own = attribute(term, "type").or_else(|| kind.clone());
        let by_address = address.clone().map(|address| (address.clone(), address));
        let authority = known(VOCABULARIES, scheme.as_ref())
            .or_else(|| known(VOCABULARIES, by_address.as_ref()));
        push(
            list,
            Subject {
                term: words,
                authority,
                scheme: scheme.as_ref().map(|scheme| scheme.0.clone()),
                address,
                genre: own.is_some_and(|kind| is_genre(&kind)),
            },
        );
    }
}

/// Categories of a taxonomy of the same file, in its words.
fn categories<'t>(reading: &Reading<'t>, reference: Element<'t>, list: &mut Vec<Subject>) {
    for pointer in reading.pointers(reference, "target") {
        let category = reading
            .local(&pointer)
            .filter(|target| target.is("category"));
        let Some(category) = category else { continue };
        let words = category
            .child("catDesc")
            .map(in_words)
            .or_else(|| category.child("gloss").map(in_words));
        let Some(term) = words.and_then(filled) else {
            continue;
        };
        let taxonomy = category.ancestors().find(|above| above.is("taxonomy"));
        let name = taxonomy.and_then(|taxonomy| {
            let named = taxonomy.child("bibl").or_else(|| taxonomy.child("desc"));
            named.map(in_words).and_then(filled)
        });
        let pair = name.clone().map(|name| (name.clone(), name));
        push(
            list,
            Subject {
                term,
                authority: known(VOCABULARIES, pair.as_ref()),
                scheme: name,
                address: None,
                genre: false,
            },
        );
    }
}

fn push(list: &mut Vec<Subject>, subject: Subject) {
    if !list
        .iter()
        .any(|known| known.term == subject.term && known.scheme == subject.scheme)
    {
        list.push(subject);
    }
}

fn is_genre(kind: &str) -> bool {
    let kind = kind.to_lowercase();
    ["genre", "form", "gattung", "text type", "texttype"]
        .iter()
        .any(|word| kind.contains(word))
}

/// The vocabulary that an element names, as written; and in the words of the
/// taxonomy, if it points at one.
fn scheme<'t>(reading: &Reading<'t>, element: Element<'t>) -> Option<(String, String)> {
    let pointer = reading.pointers(element, "scheme").into_iter().next()?;
    let taxonomy = reading.local(&pointer);
    let words = taxonomy.and_then(|taxonomy| {
        let named = children(taxonomy, "bibl")
            .chain(children(taxonomy, "desc"))
            .next();
        named.map(in_words).and_then(filled)
    });
    let name = pointer.trim_start_matches('#').to_owned();
    let both = format!("{name} {}", words.clone().unwrap_or_default());
    Some((words.unwrap_or(name), both))
}

fn known(
    list: &[(&'static str, &[&str])],
    scheme: Option<&(String, String)>,
) -> Option<&'static str> {
    let (_, words) = scheme?;
    let words = words.to_lowercase();
    let is_word = |name: &str| {
        words
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| word == name)
    };
    let found = list.iter().find(|(_, names)| {
        names.iter().any(|name| match name.contains(['.', ' ']) {
            true => words.contains(name),
            false => is_word(name),
        })
    });
    found.map(|(code, _)| *code)
}
