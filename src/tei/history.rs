//! What happened to the text, and to the edition of it?

use super::element::has_word;
use super::header::header_element;
use super::header_words::{in_words, words_without};
use super::name::NamesById;
use super::pointer::local_ids;
use super::witness::Sigla;
use crate::edition::{Certainty, Change, History, TextState};
use crate::xml::{Element, Tree};

/// The publication history that the (outermost) header tells.
pub fn history(tree: &Tree, sigla: &Sigla, names: &NamesById) -> History {
    let Some(header) = header_element(tree) else {
        return History::default();
    };
    let creation = header
        .child("profileDesc")
        .and_then(|profile| profile.child("creation"));
    let states = creation
        .into_iter()
        .flat_map(|creation| creation.find_all("change"));
    let revision = header.child("revisionDesc");
    let changes = revision
        .into_iter()
        .flat_map(|revision| revision.find_all("change"));
    History {
        states: states.map(|state| text_state(state, sigla)).collect(),
        changes: changes.map(|element| change(element, names)).collect(),
    }
}

fn text_state(element: Element<'_>, sigla: &Sigla) -> TextState {
    let pointers = element.attribute("corresp").unwrap_or_default();
    let witness = local_ids(&pointers, false)
        .find_map(|id| sigla.of(id))
        .cloned();
    // A file that does not say is believed when it has the state as a witness.
    let silent = !has_word(element, "status", "not-seen");
    let seen = has_word(element, "status", "seen") || (silent && witness.is_some());
    let evidence = element
        .elements()
        .filter(|child| child.is("note"))
        .map(in_words);
    TextState {
        id: element.xml_id().map(|id| id.into_owned()),
        when: when(element),
        label: words_without(element, &["note"])
            .trim_end_matches('.')
            .to_owned(),
        evidence: evidence.collect::<Vec<_>>().join(" "),
        seen,
        witness,
        certainty: certainty(element),
    }
}

fn change(element: Element<'_>, names: &NamesById) -> Change {
    // P4 names people and date in elements.
    let named = || {
        element
            .find("respStmt")
            .and_then(|resp| resp.find("name"))
            .map(in_words)
    };
    Change {
        when: when(element).or_else(|| element.find("date").and_then(when)),
        who: names.named_by(element, "who").or_else(named),
        what: in_words(element),
    }
}

/// The date of an element as precisely as it is known: `@when`, else the begin
/// of its span, else the end (TEI att.datable.w3c).
pub fn when(element: Element<'_>) -> Option<String> {
    let dates = ["when", "when-iso", "from", "notBefore", "notAfter", "to"];
    let mut values = dates.iter().filter_map(|name| element.attribute(name));
    values
        .next()
        .map(|value| value.trim().to_owned())
        .filter(|value| !value.is_empty())
}

/// Whether the words of a date count by another calendar than the Gregorian or the
/// Julian (`@calendar`, TEI ND; `@when-custom` and its like): their numbers are not
/// our years.
pub fn counts_otherwise(element: Element<'_>) -> bool {
    const CUSTOM: [&str; 5] = ["when", "from", "to", "notBefore", "notAfter"];
    let calendar = element.attribute("calendar").map(|c| c.to_lowercase());
    let ours = |calendar: &str| {
        let all = calendar.split_whitespace();
        let mut all = all.map(|one| one.contains("gregorian") || one.contains("julian"));
        all.all(|known| known)
    };
    calendar.is_some_and(|calendar| !ours(&calendar))
        || (CUSTOM.iter()).any(|name| element.attribute(&format!("{name}-custom")).is_some())
}

/// The certainty that an element states of itself.
pub fn certainty(element: Element<'_>) -> Certainty {
    let stated = element.attribute("cert");
    stated.map_or(Certainty::Unknown, |value| {
        Certainty::from_attribute(&value)
    })
}
