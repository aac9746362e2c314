//! The words of a lemma do not stand in the passage that its entry names.
//!
//! Why: an entry kept apart from the text finds its place by `@from` and `@to`.
//! If the lemma is not there, either the place or the lemma is wrong, and the
//! entry is shown with words that are none of its business.
//!
//! Example: `<app from="#a1" to="#a2"><lem>tiger</lem>…` where the text between
//! the anchors reads `lamb`. Capitals, punctuation, spaces and markup do not
//! count; of a lemma with an ellipsis (`How … sit`) only the ends are looked
//! for.
//!
//! What to do: compare the ids with the text, or correct the lemma. TEI:
//! TCAPDE, TCAPLK.

use super::super::reference::local_id;
use super::super::survey::{Survey, name_of};
use super::reading::{lemma, letters, letters_between};
use crate::diagnostic::{Code, Diagnostic};
use crate::tei::element::collapse;
use crate::xml::{Element, Node, Tree};

pub const CODE: Code = "lemma-not-in-text";

/// Bytes of text beyond which a passage is no longer compared: nobody's lemma
/// is a chapter.
const LONGEST: usize = 20_000;

/// Nodes of the document beyond which it is not, either.
const MOST_NODES: usize = 5_000;

/// Bytes of the passage that are quoted beside the place.
const QUOTED: usize = 60;

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    for app in survey.named("app") {
        let Some(lemma) = lemma(app).filter(|lemma| holds_only_words(*lemma)) else {
            continue;
        };
        let Some(passage) = passage(survey.tree(), app) else {
            continue;
        };
        let Some(text) = letters_between(passage.clone().into_iter(), LONGEST) else {
            continue;
        };
        if !text.is_empty() && !stands_in(&lemma.text(), &text) {
            findings.push(finding(lemma, &passage));
        }
    }
}

fn finding(lemma: Element<'_>, passage: &[Node<'_>]) -> Diagnostic {
    let words = collapse(&lemma.text());
    let text: String = passage.iter().map(|node| node.text()).collect();
    let mut text = collapse(&text);
    if text.len() > QUOTED {
        let end = (0..=QUOTED).rev().find(|&at| text.is_char_boundary(at));
        text.truncate(end.unwrap_or(0));
        text.push('…');
    }
    let message = format!("the lemma `{words}` does not stand in the passage that is named");
    Diagnostic::warning(CODE, name_of(lemma), message)
        .label(format!("the passage: `{text}`"))
        .hint("compare `@from` and `@to` with the text, or correct the lemma")
}

/// Whether a lemma can be compared: gaps and pointers stand for words that are
/// not there.
fn holds_only_words(lemma: Element<'_>) -> bool {
    let absent = [
        "gap",
        "ptr",
        "ref",
        "app",
        "choice",
        "note",
        "space",
        "lacunaStart",
        "lacunaEnd",
    ];
    let mut inner = lemma.descendants().filter_map(Node::element);
    inner.all(|element| !absent.contains(&element.name()))
}

/// The nodes of the passage that an entry names by `@from`, up to `@to` or, if
/// there is none, to the entry itself.
fn passage<'t>(tree: &'t Tree, app: Element<'t>) -> Option<Vec<Node<'t>>> {
    let from = end(tree, app, "from")?;
    let stop = match app.attribute("to") {
        Some(_) => end(tree, app, "to")?.end(),
        // The entry of a single word or verse names it with `@from` alone.
        None if from.elements().next().is_some() || !from.text().is_empty() => from.end(),
        None if app.parent().is_some_and(|parent| parent.is("listApp")) => return None,
        None => app.id(),
    };
    if stop <= from.id() {
        return None;
    }
    if stop.index() - from.id().index() > MOST_NODES {
        return None;
    }
    Some(tree.between(from.id(), stop).collect())
}

fn end<'t>(tree: &'t Tree, app: Element<'_>, attribute: &str) -> Option<Element<'t>> {
    let value = app.attribute(attribute)?;
    tree.by_id(local_id(value.trim())?)
}

fn stands_in(lemma: &str, text: &str) -> bool {
    let mut rest = text;
    let parts = lemma
        .split(['…', '–', '—', '|'])
        .flat_map(|part| part.split("..."));
    for part in parts.map(letters) {
        let Some(at) = rest.find(&part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    true
}

#[cfg(test)]
mod tests {
    use super::stands_in;

    #[test]
    fn ends_of_a_shortened_lemma_are_found_in_order() {
        assert!(stands_in("How … sits,", "howlonelysitsthecity"));
        assert!(!stands_in("sits … How", "howlonelysitsthecity"));
        assert!(stands_in("", "word"));
    }
}
