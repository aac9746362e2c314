//! What are the words of the text for a second time?
//!
//! A plain copy has no ids and no notes, no marks of where witnesses begin and end,
//! and of entries only the words that the text takes.

use super::edits::{bytes, start_tag};
use crate::tei::element::tei_name;
use crate::tei::text::lemma_or_first_reading;
use crate::xml::{Element, Node, NodeId};

/// A plain copy of what is in an element.
pub fn plain_copy(element: Element<'_>) -> String {
    copy_within(element, None)
}

/// A plain copy of what is in an element between two bytes of the file.
pub fn plain_copy_between(element: Element<'_>, stretch: (usize, usize)) -> String {
    copy_within(element, Some(stretch))
}

fn copy_within(element: Element<'_>, stretch: Option<(usize, usize)>) -> String {
    let tree = element.tree();
    let mut copy = String::new();
    let mut open: Vec<(NodeId, String)> = Vec::new();
    let mut resume = element.id();
    let close = |open: &mut Vec<(NodeId, String)>, copy: &mut String, node| {
        while let Some((_, tag)) = open.pop_if(|(end, _)| *end <= node) {
            copy.push_str(&tag);
        }
    };
    for node in tree.between(element.id().after(), element.end()) {
        close(&mut open, &mut copy, node.id());
        if node.id() < resume {
            continue;
        }
        let Some(inner) = node.element() else {
            let parent = node.parent().and_then(tei_name);
            if !matches!(parent, Some("app" | "rdgGrp")) {
                copy.push_str(part(node, stretch));
            }
            continue;
        };
        if !is_in(inner, stretch) {
            resume = inner.end();
            continue;
        }
        match tei_name(inner) {
            Some("note" | "witDetail" | "lacunaStart" | "lacunaEnd" | "witStart" | "witEnd") => {
                resume = inner.end();
            }
            Some("app" | "rdgGrp") => {}
            Some("lem" | "rdg") if !is_taken_reading(inner) => resume = inner.end(),
            Some("lem" | "rdg") => {}
            _ => {
                let tag = start_tag(inner, &["xml:id", "id"], &[]);
                if inner.children().next().is_none() {
                    copy.push_str(&format!("{}/>", tag.trim_end_matches('>')));
                } else {
                    copy.push_str(&tag);
                    open.push((inner.end(), format!("</{}>", inner.qualified_name())));
                }
            }
        }
    }
    close(&mut open, &mut copy, element.end());
    copy
}

/// Whether an element stands in a stretch.
fn is_in(element: Element<'_>, stretch: Option<(usize, usize)>) -> bool {
    let in_stretch = |(start, end): (usize, usize)| {
        bytes(element).is_some_and(|(opens, closes)| start <= opens && closes <= end)
    };
    stretch.is_none_or(in_stretch)
}

/// The part of character data that stands in a stretch.
fn part(node: Node<'_>, stretch: Option<(usize, usize)>) -> &str {
    let raw = node.raw();
    let Some((start, end)) = stretch else {
        return raw;
    };
    let begin = node.span().start as usize;
    let from = start.saturating_sub(begin).min(raw.len());
    let to = end.saturating_sub(begin).min(raw.len());
    raw.get(from..to).unwrap_or_default()
}

fn is_taken_reading(reading: Element<'_>) -> bool {
    let app = reading.ancestors().find(|above| above.is("app"));
    app.and_then(lemma_or_first_reading) == Some(reading)
}
