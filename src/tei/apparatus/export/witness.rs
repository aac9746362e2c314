//! The text of one witness as TEI.
//!
//! At every entry only the reading of the witness stays; where it has no text
//! there is a `gap`. The header says what this is, and how much of it is known.

use rustc_hash::FxHashSet;

use super::edits::{Edits, bytes, content, content_bytes, prefix};
use super::emptied::remove_emptied;
use super::with_entries_in_text;
use crate::edition::{Absence, Method, Reconstruction};
use crate::tei::Document;
use crate::tei::apparatus::Entry;
use crate::tei::apparatus::choice::{Choice, choose};
use crate::tei::apparatus::crossing::{Put, Replaced};
use crate::tei::apparatus::reconstruct::spaces;
use crate::tei::element::tei_name;
use crate::tei::header::header_element;
use crate::tei::text::{Side, side_text, speaks_of_elsewhere};
use crate::xml::{Element, Node, NodeId, Tree, declared_as_utf8, escape};

/// Writes the text of a reconstructed witness as TEI; none if the file cannot
/// be read again, which is a fault of this program.
pub fn witness_tei(document: &Document, reconstruction: &Reconstruction) -> Option<String> {
    let moved = with_entries_in_text(document);
    let in_text = moved.as_ref().unwrap_or(document);
    let mut edits = Edits::default();
    let mut gone = FxHashSet::default();
    let mut replaced = Replaced::none(in_text.tree());
    for entry in in_text.entries() {
        let app = in_text.tree().node(entry.node).element();
        if let Some(app) = app.filter(|app| app.is("app")) {
            // What could not be placed is counted in the statement.
            let chosen = choose(in_text, entry, &reconstruction.witness);
            put_between_points(in_text, entry, chosen, &mut replaced, &mut edits);
            let elsewhere = entry.entry.method != Method::ParallelSegmentation;
            keep_only(app, chosen.node().filter(|_| !elsewhere), &mut edits);
            if elsewhere {
                gone.insert(app.id());
            }
        }
    }
    remove_emptied(in_text.tree(), gone, &mut edits);
    mark_lacunae(in_text, reconstruction, &mut edits);
    say_what_it_is(in_text.tree(), reconstruction, &mut edits);
    let text = edits.apply(in_text.tree().source().text());
    Some(declared_as_utf8(text))
}

/// Puts the words of a reading in the place of those between two points, where
/// these are not in one element.
fn put_between_points(
    document: &Document,
    entry: &Entry,
    chosen: Choice,
    replaced: &mut Replaced,
    edits: &mut Edits,
) {
    let tree = document.tree();
    let (Choice::Named(reading) | Choice::Ambiguous(reading)) = chosen else {
        return;
    };
    let element = |node: NodeId| tree.node(node).element();
    let Some((first, end)) = entry.range.filter(|_| entry.lemma_node != Some(reading)) else {
        return;
    };
    let from = element(first).filter(|_| entry.entry.within.is_none());
    let start = from.and_then(|from| {
        content_bytes(from)
            .map(|(start, _)| start)
            .or(Some(bytes(from)?.1))
    });
    let Some((start, reading)) = start.zip(element(reading)) else {
        return;
    };
    let (before, after) = spaces(document, entry);
    let written = match replaced.put((first, end), &side_text(reading, Side::Witness)) {
        Put::All => format!("{before}{}{after}", content(reading)),
        Put::Beyond(rest) => {
            let mut written = " ".to_owned();
            escape(&rest, false, &mut written);
            written + after
        }
        Put::Known | Put::Lost => return,
    };
    edits.insert(start, 0, written);
    let nodes = tree.root().descendants();
    let between = nodes.filter(|node| (first..end).contains(&node.id()));
    let is_of_words = |node: &Node<'_>| node.element().is_none_or(|element| element.is("gap"));
    for node in between.filter(is_of_words) {
        if !is_beside_the_text(node) {
            let span = node.span();
            edits.replace(span.start as usize, span.end as usize, "");
        }
    }
}

/// Whether a node is in a note, or in an entry that speaks of words elsewhere.
fn is_beside_the_text(node: Node<'_>) -> bool {
    let mut around = node
        .parent()
        .into_iter()
        .flat_map(|parent| std::iter::once(parent).chain(parent.ancestors()));
    around.any(|above| match tei_name(above) {
        Some("note") => true,
        Some("app") => speaks_of_elsewhere(above),
        _ => false,
    })
}

/// Leaves nothing of an entry but what is in one reading.
fn keep_only(app: Element<'_>, reading: Option<NodeId>, edits: &mut Edits) {
    let Some((start, end)) = bytes(app) else {
        return;
    };
    let reading = reading.and_then(|node| app.tree().node(node).element());
    let kept = reading.and_then(content_bytes);
    let in_app = |(first, last): &(usize, usize)| start <= *first && *last <= end;
    match kept.filter(in_app) {
        Some((first, last)) => {
            edits.replace(start, first, "");
            edits.replace(last, end, "");
        }
        None => edits.replace(start, end, ""),
    }
}

/// Takes away the words that the witness does not have.
fn mark_lacunae(document: &Document, reconstruction: &Reconstruction, edits: &mut Edits) {
    let tree = document.tree();
    let witness = &reconstruction.witness;
    let around = document.sigla().around(witness);
    let absent: Vec<_> = document
        .lacunae()
        .iter()
        .filter(|absent| {
            let of = &absent.lacuna.witness;
            of == witness || around.contains(of)
        })
        .collect();
    if absent.is_empty() {
        return;
    }
    let mut last = None;
    for root in document.text() {
        for node in root.descendants().filter(|node| node.element().is_none()) {
            let at = absent.iter().position(|absent| absent.covers(node.id()));
            let text = node.text();
            if text.trim().is_empty() {
                continue;
            }
            if let Some(at) = at {
                let gap = if last == Some(at) {
                    String::new()
                } else {
                    gap(tree, absent[at].lacuna.absence)
                };
                let span = node.span();
                edits.replace(span.start as usize, span.end as usize, gap);
            }
            last = at;
        }
    }
}

fn gap(tree: &Tree, absence: Absence) -> String {
    let reason = match absence {
        Absence::Lacuna => "lacuna",
        Absence::Outside => "absent",
    };
    format!("<{}gap reason=\"{reason}\"/>", prefix(tree))
}

/// A note in the header with the statement of completeness.
fn say_what_it_is(tree: &Tree, reconstruction: &Reconstruction, edits: &mut Edits) {
    let tei = prefix(tree);
    let mut statement = String::new();
    escape(
        &reconstruction.statement().to_string(),
        false,
        &mut statement,
    );
    let note = format!("<{tei}note type=\"reconstruction\">{statement}</{tei}note>");
    let file = header_element(tree).and_then(|header| header.child("fileDesc"));
    let Some(file) = file else { return };
    let notes = file.child("notesStmt").and_then(content_bytes);
    let source = file.child("sourceDesc").and_then(bytes);
    if let Some((_, end)) = notes {
        edits.insert(end, 0, note);
    } else if let Some((start, _)) = source {
        edits.insert(start, 0, format!("<{tei}notesStmt>{note}</{tei}notesStmt>"));
    }
}
