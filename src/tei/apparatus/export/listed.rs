//! From the text into a list.
//!
//! The words that the text takes stay where they are; the entry with all it says
//! goes to a list at the end, and points back: at two anchors around the words,
//! or with the unit and the characters of its reading text (see
//! [`CharacterRange`]).

use super::anchors::Anchors;
use super::copy::plain_copy;
use super::edits::{Edits, bytes, content, content_bytes, prefix, start_tag};
use super::header::declare;
use super::range::CharacterRange;
use crate::edition::{Method, UnitKind};
use crate::tei::Document;
use crate::tei::apparatus::{Entry, marks_presence};
use crate::tei::element::tei_name;
use crate::tei::text::{speaks_of_elsewhere, text_between};
use crate::xml::{Element, Tree};

/// The file with its entries in a list.
pub fn listed(document: &Document, method: Method) -> String {
    let tree = document.tree();
    let mut edits = Edits::default();
    let mut list = String::new();
    let mut anchors = Anchors::new(tree);
    for entry in document.entries() {
        let app = tree.node(entry.node).element();
        let moved = app.filter(|app| is_movable(entry, *app));
        let method = if is_citable(document, entry) {
            method
        } else {
            Method::DoubleEndPoint
        };
        let written = moved.and_then(|app| take_out(entry, app, method, &mut anchors, &mut edits));
        if let Some(written) = written {
            list.push_str(&written);
        }
    }
    if !list.is_empty() {
        add_list(tree, &list, &mut edits);
        declare(tree, method, &mut edits);
    }
    edits.apply(tree.source().text())
}

/// Whether the unit of an entry is one without it: a title page with nothing
/// but an entry on it cannot be referred to once the entry is gone.
fn is_citable(document: &Document, entry: &Entry) -> bool {
    let unit = entry.entry.unit.as_deref();
    let mut units = document.units().iter();
    let found = units.find(|other| Some(other.unit.id.as_str()) == unit);
    found.is_none_or(|found| found.unit.kind != UnitKind::Other)
        && (!entry.whole || holds_only_units(document, entry))
}

/// Whether the words of an entry are those of its units, and no others.
fn holds_only_units(document: &Document, entry: &Entry) -> bool {
    let tree = document.tree();
    let node_of = |id: &Option<String>| {
        let mut units = document.units().iter();
        units
            .find(|unit| Some(&unit.unit.id) == id.as_ref())
            .map(|unit| unit.node)
    };
    let first = node_of(&entry.entry.unit);
    let last = node_of(&entry.entry.until).or(first);
    let Some((first, last)) = first.zip(last.and_then(|last| tree.node(last).element())) else {
        return false;
    };
    let lemma = entry.entry.lemma.as_ref().map(|lemma| lemma.text.as_str());
    lemma.is_none_or(|lemma| lemma == text_between(tree, first, last.end()))
}

/// Entries in the text, but for those in a reading, or in an entry that stands
/// elsewhere: they go with it.
fn is_movable(entry: &Entry, app: Element<'_>) -> bool {
    let elsewhere = |above: Element<'_>| above.is("app") && speaks_of_elsewhere(above);
    app.is("app")
        && !app.ancestors().any(elsewhere)
        && entry.entry.method == Method::ParallelSegmentation
        && entry.entry.within.is_none()
        && bytes(app).is_some()
}

/// Takes an entry out of the text; gives it as it is to stand in the list.
fn take_out(
    entry: &Entry,
    app: Element<'_>,
    method: Method,
    anchors: &mut Anchors<'_>,
    edits: &mut Edits,
) -> Option<String> {
    let (start, end) = bytes(app)?;
    let taken = entry
        .lemma_node
        .and_then(|node| app.tree().node(node).element());
    let (kept_start, kept_end) = taken.and_then(content_bytes).unwrap_or((start, start));
    name_witnesses_of_marks(taken, edits);
    let (before, after, place) = match method {
        Method::DoubleEndPoint => {
            let (from, to) = anchors.pair();
            let anchor = |id: &str| format!("<{}anchor xml:id=\"{id}\"/>", prefix(app.tree()));
            let place = vec![("from", format!("#{from}")), ("to", format!("#{to}"))];
            (anchor(&from), anchor(&to), place)
        }
        _ => {
            let range = CharacterRange::of(entry);
            (
                String::new(),
                String::new(),
                vec![("loc", range.to_string())],
            )
        }
    };
    edits.replace(start, kept_start.max(start), before);
    edits.replace(kept_end.max(start), end, after);
    let mut written = start_tag(app, &["from", "to", "loc"], &place);
    written.push_str(&inside(app, taken));
    written.push_str(&format!("</{}>\n", app.qualified_name()));
    Some(written)
}

/// Marks of begin and end of witnesses stay in the words; they say now whose
/// they are.
fn name_witnesses_of_marks(taken: Option<Element<'_>>, edits: &mut Edits) {
    let Some(taken) = taken.filter(|taken| marks_presence(*taken)) else {
        return;
    };
    let witnesses = taken.attribute("wit").unwrap_or_default().into_owned();
    for mark in taken.descendants().filter_map(|node| node.element()) {
        let is_mark = matches!(
            tei_name(mark),
            Some("lacunaStart" | "lacunaEnd" | "witStart" | "witEnd")
        );
        if let Some((start, end)) =
            bytes(mark).filter(|_| is_mark && mark.attribute("wit").is_none())
        {
            let tag = start_tag(mark, &[], &[("wit", witnesses.clone())]);
            edits.replace(start, end, format!("{}/>", tag.trim_end_matches('>')));
        }
    }
}

/// What an entry says, with a plain copy of the words that stay in the text.
fn inside(app: Element<'_>, taken: Option<Element<'_>>) -> String {
    let source = app.tree().source().text();
    let (Some((start, end)), Some(taken)) = (content_bytes(app), taken) else {
        return content(app).to_owned();
    };
    let Some((taken_start, taken_end)) = bytes(taken) else {
        return content(app).to_owned();
    };
    let before = source.get(start..taken_start).unwrap_or_default();
    let after = source.get(taken_end..end).unwrap_or_default();
    let tag = start_tag(taken, &[], &[]);
    let name = taken.qualified_name();
    format!("{before}{tag}{}</{name}>{after}", plain_copy(taken))
}

/// Puts the list at the end of the text.
fn add_list(tree: &Tree, list: &str, edits: &mut Edits) {
    let tei = prefix(tree);
    let division =
        format!("<{tei}div type=\"apparatus\"><{tei}listApp>\n{list}</{tei}listApp></{tei}div>\n");
    let root = tree.root();
    let text = if root.is("text") {
        Some(root)
    } else {
        root.find("text")
    };
    let back = text.and_then(|text| text.child("back"));
    if let Some(back) = back {
        append(back, &division, edits);
    } else if let Some((_, end)) = text.and_then(content_bytes) {
        edits.insert(end, 1, format!("<{tei}back>{division}</{tei}back>"));
    } else if let Some((_, end)) = content_bytes(root) {
        // A fragment: the list goes at its end.
        edits.insert(end, 1, format!("<{tei}listApp>\n{list}</{tei}listApp>"));
    }
}

/// Writes at the end of what is in an element, also of an empty one.
fn append(element: Element<'_>, more: &str, edits: &mut Edits) {
    let Some(((start, end), (inner, inner_end))) = bytes(element).zip(content_bytes(element))
    else {
        return;
    };
    if inner == end {
        let tag = start_tag(element, &[], &[]);
        edits.replace(
            start,
            end,
            format!("{tag}{more}</{}>", element.qualified_name()),
        );
    } else {
        edits.insert(inner_end, 1, more);
    }
}
