//! Changes to a file that leave every other byte as it is.

use crate::xml::{Element, Tree};

/// Changes of one file, in bytes of its decoded text.
#[derive(Default)]
pub struct Edits {
    all: Vec<Edit>,
}

struct Edit {
    start: usize,
    end: usize,
    /// Among changes at one place, the lower ones stand first.
    rank: i64,
    text: String,
}

impl Edits {
    /// Writes `text` in the place of a stretch.
    pub fn replace(&mut self, start: usize, end: usize, text: impl Into<String>) {
        self.ranked(start, end, 0, text);
    }

    /// Writes `text` at a place; what has a lower rank stands before.
    pub fn insert(&mut self, at: usize, rank: i64, text: impl Into<String>) {
        self.ranked(at, at, rank, text);
    }

    fn ranked(&mut self, start: usize, end: usize, rank: i64, text: impl Into<String>) {
        self.all.push(Edit {
            start,
            end,
            rank,
            text: text.into(),
        });
    }

    /// The changed text. A change within one that is made already is passed over.
    pub fn apply(mut self, text: &str) -> String {
        // What is inserted at the begin of a replaced stretch stands before it.
        self.all
            .sort_by_key(|edit| (edit.start, edit.end, edit.rank));
        let mut out = String::with_capacity(text.len() + 1024);
        let mut at = 0;
        for edit in &self.all {
            if edit.start < at {
                continue;
            }
            out.push_str(text.get(at..edit.start).unwrap_or_default());
            out.push_str(&edit.text);
            at = edit.end.max(edit.start);
        }
        out.push_str(text.get(at..).unwrap_or_default());
        out
    }
}

/// The bytes of an element in the file; none for one that came from an entity.
pub fn bytes(element: Element<'_>) -> Option<(usize, usize)> {
    let span = element.span();
    let written = element.tree().source().slice(span);
    let is_own = written.starts_with('<') && written.ends_with('>');
    is_own.then_some((span.start as usize, span.end as usize))
}

/// The bytes between the tags of an element.
pub fn content_bytes(element: Element<'_>) -> Option<(usize, usize)> {
    let (_, end) = bytes(element)?;
    let tag = element.start_tag();
    let start = tag.end as usize;
    if start == end {
        return Some((end, end));
    }
    let last = element.children().last();
    let inner_end = last.map_or(start, |last| last.span().end as usize);
    Some((start, inner_end))
}

/// What is written between the tags of an element.
pub fn content(element: Element<'_>) -> &str {
    let text = element.tree().source().text();
    let range = content_bytes(element);
    range
        .and_then(|(start, end)| text.get(start..end))
        .unwrap_or_default()
}

/// The start tag of an element, without the attributes `less` and with `more`.
pub fn start_tag(element: Element<'_>, less: &[&str], more: &[(&str, String)]) -> String {
    let mut tag = format!("<{}", element.qualified_name());
    let kept = element
        .attributes()
        .filter(|attribute| !less.contains(&attribute.written()));
    for attribute in kept {
        let raw = element.tree().source().slice(attribute.span());
        let quote = if raw.contains('"') { '\'' } else { '"' };
        tag.push_str(&format!(" {}={quote}{raw}{quote}", attribute.written()));
    }
    for (name, value) in more {
        tag.push_str(&format!(" {name}=\"{value}\""));
    }
    tag.push('>');
    tag
}

/// The prefix with which TEI elements are written in a file, with its colon.
pub fn prefix(tree: &Tree) -> String {
    let root = tree.root();
    root.prefix()
        .map_or(String::new(), |prefix| format!("{prefix}:"))
}
