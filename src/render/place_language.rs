//! In which language is this place?
//!
//! The nearest `xml:lang` says it, if it can be a tag of HTML. Where nobody says
//! it, or the letters are written in the other direction, they tell the script.

use std::borrow::Cow;

use super::direction::{Script, of_language};
use super::language::valid_language;
use crate::tei::Document;
use crate::tei::element::tei_name;
use crate::xml::{Element, Node};

/// Language and direction of the words of a unit, by its index; `whole` are those of
/// the text, and those of what is in no unit.
pub fn language_of_unit(
    document: &Document,
    unit: Option<usize>,
    whole: (&str, &'static str),
) -> (String, &'static str) {
    let unit = unit.and_then(|at| document.units().get(at));
    let element = unit.and_then(|unit| document.tree().node(unit.node).element());
    let mut around: Vec<Element<'_>> = element
        .into_iter()
        .flat_map(|element| std::iter::once(element).chain(element.ancestors()))
        .collect();
    // What is around the text is not looked at.
    let root = |element: &Element<'_>| document.text().any(|root| root == *element);
    let root = around.iter().position(root).map_or(0, |at| at + 1);
    around.truncate(root);
    let mut found = (whole.0.to_owned(), whole.1);
    for element in around.into_iter().rev() {
        found = language_at(element, (&found.0, found.1)).unwrap_or(found);
    }
    found
}

/// Language and direction of `element`, if they are not those `around` it.
pub fn language_at(
    element: Element<'_>,
    around: (&str, &'static str),
) -> Option<(String, &'static str)> {
    let inherited = || of_member(element, around.0);
    let named = element.attribute("xml:lang").or_else(inherited);
    let named = named.and_then(|tag| valid_language(&tag));
    let tag = named.as_deref().unwrap_or(around.0);
    let expected = if tag.is_empty() {
        around.1
    } else {
        of_language(tag)
    };
    let looked_at = is_looked_at(element, named.is_some(), is_unnamed(tag));
    let (tag, direction) = match looked_at.then(|| script_of(element)).flatten() {
        Some((script, share)) if contradicts(script, share, tag, expected) => {
            (Cow::Owned(with_script(tag, script)), script.direction())
        }
        _ => (Cow::Borrowed(tag), expected),
    };
    let differs = !tag.eq_ignore_ascii_case(around.0) || direction != around.1;
    differs.then(|| (tag.into_owned(), direction))
}

/// The language that a text of a corpus has from what is around it, where that is
/// another than the one of the page.
fn of_member<'e>(text: Element<'e>, page: &str) -> Option<Cow<'e, str>> {
    let is_text = text.is("text") && text.parent().is_some_and(|above| above.is("TEI"));
    let tag = is_text.then(|| text.language()).flatten();
    tag.filter(|tag| !tag.eq_ignore_ascii_case(page))
}

/// Letters that tell the script of a block.
const LETTERS_OF_BLOCK: u32 = 200;

/// Whether the letters of `element` are looked at to find out its script: in
/// every block, where it says a language, and once for a text without one.
fn is_looked_at(element: Element<'_>, names_language: bool, unnamed: bool) -> bool {
    match tei_name(element) {
        Some(
            "p" | "l" | "ab" | "head" | "line" | "item" | "cell" | "speaker" | "stage" | "note"
            | "quote" | "label",
        ) => true,
        Some("text" | "body" | "sourceDoc" | "standOff") => unnamed,
        _ => names_language,
    }
}

/// How many letters in a hundred are of a script before it counts against the
/// language that the file names.
const CLEARLY: u32 = 90;

/// Whether the letters say something else than the language.
fn contradicts(script: Script, share: u32, tag: &str, direction: &str) -> bool {
    is_unnamed(tag) || (script.direction() != direction && share >= CLEARLY)
}

fn script_of(element: Element<'_>) -> Option<(Script, u32)> {
    Script::of(element.descendants().map(Node::text), LETTERS_OF_BLOCK)
}

/// Whether nobody named the language: at most the script is known.
fn is_unnamed(language: &str) -> bool {
    language.is_empty() || language.starts_with("und")
}

/// The language with a script that is not its usual one.
fn with_script(language: &str, script: Script) -> String {
    let tag = script.tag();
    if is_unnamed(language) {
        // Latin letters are what a browser expects of an unnamed language.
        let expected = script == Script::Latin && language.is_empty();
        return tag.filter(|_| !expected).unwrap_or_default().to_owned();
    }
    let written = tag.and_then(|tag| tag.strip_prefix("und-"));
    let primary = language.split('-').next().unwrap_or_default();
    written.map_or_else(
        || language.to_owned(),
        |script| format!("{primary}-{script}"),
    )
}
