//! How is an apparatus written in another of TEI's methods?
//!
//! Everything is first brought into the text ([`mod@inline`]: parallel segmentation,
//! TEI TCAPPS); from there [`listed`] takes it out into a list, with double
//! end-points (TCAPDE) or referring to locations (TCAPLO). Only the tags of the
//! apparatus change: every other byte of the file stays. What a method cannot
//! say is told: words that begin in one paragraph and end in the next, or within
//! those of another entry and end outside them, cannot stand in parallel
//! segmentation. It stays as it was written, or points at its words with anchors.

mod anchors;
mod copy;
mod edits;
mod emptied;
mod header;
mod inline;
mod listed;
mod points;
mod range;
mod witness;

use crate::edition::Method;
use crate::source::SourceText;
use crate::tei::Document;
use crate::xml::{self, Tree, declared_as_utf8};

use self::inline::{Crossing, inline};

pub use anchors::is_exact;
pub use range::CharacterRange;
pub use witness::witness_tei;

/// A file with its apparatus in another method.
#[derive(Clone, Debug)]
pub struct Exported {
    /// The file, to be written as UTF-8.
    pub text: String,
    /// The ids of entries that stayed as they were.
    pub left: Vec<String>,
}

/// Writes the apparatus of a document in this method.
pub fn export(document: &Document, method: Method) -> Exported {
    // In the text, the words of an entry that stays would be cut by the tags of the other.
    let crossing = match method {
        Method::ParallelSegmentation => Crossing::IsAnchored,
        _ => Crossing::Stays,
    };
    let (in_text, mut left) = in_text(document, crossing);
    if method == Method::ParallelSegmentation {
        let text = in_text.unwrap_or_else(|| source(document).to_owned());
        let text = declared_as_utf8(text);
        return Exported { text, left };
    }
    let stays = |id: &String| {
        let mut entries = document.entries().iter();
        let entry = entries.find(|entry| entry.entry.id == *id);
        entry.is_some_and(|entry| entry.entry.method != method)
    };
    left.retain(stays);
    let reread = in_text.and_then(|text| reread(document, text));
    let document = reread.as_ref().unwrap_or(document);
    Exported {
        text: declared_as_utf8(listed::listed(document, method)),
        left,
    }
}

/// The document with its entries in the text, or pointing at their words there; none
/// if they are there already.
pub fn with_entries_in_text(document: &Document) -> Option<Document> {
    let (in_text, _) = in_text(document, Crossing::AreAnchored);
    reread(document, in_text?)
}

/// The file with every entry in the text; none if nothing had to be moved.
fn in_text(document: &Document, crossing: Crossing) -> (Option<String>, Vec<String>) {
    let elsewhere = |method| method != Method::ParallelSegmentation;
    let entries = document.entries().iter();
    if !entries.clone().any(|entry| elsewhere(entry.entry.method)) {
        return (None, Vec::new());
    }
    let (text, left) = inline(document, crossing);
    (Some(text), left)
}

fn source(document: &Document) -> &str {
    document.tree().source().text()
}

fn reread(document: &Document, text: String) -> Option<Document> {
    let name = document.tree().source().name().to_owned();
    let read = xml::read_text(SourceText::new(name, text)).ok()?;
    Some(Document::new(read.value))
}

/// Whether an id is taken in this file.
fn is_taken(tree: &Tree, id: &str) -> bool {
    tree.by_id(id).is_some()
}
