//! What do an entry and its readings hold?

use std::ops::ControlFlow;

use crate::xml::{Element, Kind, Node};

/// The lemma of an entry: its own, or that of a group of readings.
pub fn lemma(app: Element<'_>) -> Option<Element<'_>> {
    let of_group = || app.elements().filter(|held| held.is("rdgGrp"));
    app.child("lem")
        .or_else(|| of_group().find_map(|group| group.child("lem")))
}

/// The readings of an entry, those of its groups too, without the lemma.
pub fn readings(app: Element<'_>) -> impl Iterator<Item = Element<'_>> {
    let mut next = app.id();
    app.descendants().filter_map(move |node: Node<'_>| {
        if node.id() < next {
            return None;
        }
        let element = node.element()?;
        next = match element.name() {
            "rdgGrp" => node.id(),
            _ => element.end(),
        };
        element.is("rdg").then_some(element)
    })
}

/// What an element holds, written out: words with single spaces between them,
/// tags as they stand. Two readings that differ in markup alone are different.
pub fn content(element: Element<'_>) -> String {
    let mut written = String::new();
    for node in element.descendants() {
        match node.kind() {
            Kind::Text | Kind::CData | Kind::Reference => written.push_str(&node.text()),
            Kind::Element => {
                written.push('<');
                written.push_str(node.element().map_or("", Element::raw_start_tag));
            }
            _ => {}
        }
    }
    crate::tei::element::collapse(&written)
}

/// The letters and digits of `text`, in lower case: what is left when spelling
/// of capitals, punctuation and division of words do not count.
pub fn letters(text: &str) -> String {
    (text.chars())
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The letters of a passage of the text as an editor reads it: from `start` up
/// to `end` in document order, without notes, variant readings, and what was
/// deleted. `None` if there are more than `most`.
pub fn letters_between<'t>(nodes: impl Iterator<Item = Node<'t>>, most: usize) -> Option<String> {
    let mut words = String::new();
    let mut resume = None;
    let end = nodes.into_iter().try_for_each(|node| {
        if resume.is_some_and(|resume| node.id() < resume) {
            return ControlFlow::Continue(());
        }
        match node.element() {
            Some(element) if is_beside_text(element) => resume = Some(element.end()),
            Some(_) => {}
            None => words.push_str(&node.text()),
        }
        if words.len() > most {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    end.is_continue().then(|| letters(&words))
}

fn is_beside_text(element: Element<'_>) -> bool {
    matches!(
        element.name(),
        "note" | "rdg" | "rdgGrp" | "witDetail" | "fw" | "listApp" | "teiHeader"
    )
}
