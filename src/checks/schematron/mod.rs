//! The rules that TEI itself gives beside its grammar, as Schematron: those
//! that concern documents (TEI P5 4.12.0). What each looks for is what its
//! constraint in the schema tests; the words are ours.

mod dates;
mod encoding;
mod manuscripts;
mod pointing;
mod structure;

use super::rule::{Look, Place, Rule};
use super::survey::Survey;
use crate::diagnostic::{Code, Severity};
use crate::xml::{Attribute, Element, Kind, Node, TEI};

/// All of them, by topic.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    [
        structure::RULES,
        pointing::RULES,
        dates::RULES,
        encoding::RULES,
        manuscripts::RULES,
    ]
    .into_iter()
    .flatten()
}

/// What the schema calls an error is a warning here: the text can still be read
/// and published.
const fn rule(
    code: Code,
    constraint: &'static str,
    find: fn(&Survey<'_>) -> Vec<Place>,
    hint: &'static str,
    text: &'static str,
) -> Rule {
    with_severity(Severity::Warning, code, constraint, find, hint, text)
}

/// A rule that the schema calls a warning, or not fatal.
const fn advice(
    code: Code,
    constraint: &'static str,
    find: fn(&Survey<'_>) -> Vec<Place>,
    hint: &'static str,
    text: &'static str,
) -> Rule {
    with_severity(Severity::Information, code, constraint, find, hint, text)
}

const fn with_severity(
    severity: Severity,
    code: Code,
    constraint: &'static str,
    find: fn(&Survey<'_>) -> Vec<Place>,
    hint: &'static str,
    text: &'static str,
) -> Rule {
    Rule {
        code,
        text,
        constraint: Some(constraint),
        look: Look::Places {
            find,
            severity,
            hint,
        },
    }
}

/// Whether this is the element `local` in the namespace of TEI P5: the rules
/// say nothing of P4.
fn is(element: Element<'_>, local: &str) -> bool {
    element.name() == local && element.namespace() == Some(TEI)
}

/// The elements `local`, in order.
fn named<'t>(survey: &Survey<'t>, local: &str) -> impl Iterator<Item = Element<'t>> {
    (survey.named(local)).filter(|element| element.namespace() == Some(TEI))
}

/// The elements that bear an attribute, with it.
fn with<'t>(survey: &Survey<'t>, name: &str) -> impl Iterator<Item = (Element<'t>, Attribute<'t>)> {
    (survey.with(name)).filter(|(element, _)| element.namespace() == Some(TEI))
}

fn has(element: Element<'_>, attribute: &str) -> bool {
    element.attribute(attribute).is_some()
}

/// Whether an element stands, at any depth, in one called `local`.
fn within(element: Element<'_>, local: &str) -> bool {
    element.ancestors().any(|around| is(around, local))
}

/// Whether an element stands directly in one of these.
fn directly_in(element: Element<'_>, names: &[&str]) -> bool {
    let parent = element.parent();
    parent.is_some_and(|parent| names.iter().any(|name| is(parent, name)))
}

fn has_child(element: Element<'_>, local: &str) -> bool {
    element.elements().any(|child| is(child, local))
}

/// White space as XML has it (XML 1.0 §2.3): a no-break space is a letter here.
fn is_white(text: &str) -> bool {
    text.bytes()
        .all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
}

/// Whether neither the element nor anything in it holds text.
fn is_wordless(element: Element<'_>) -> bool {
    element.descendants().all(is_silent)
}

fn is_silent(node: Node<'_>) -> bool {
    match node.kind() {
        Kind::Text | Kind::CData | Kind::Reference => is_white(&node.text()),
        _ => true,
    }
}

/// Whether an attribute holds several words.
fn has_several_words(value: &str) -> bool {
    value.split_ascii_whitespace().nth(1).is_some()
}
