//! Which words in the text does an entry elsewhere point at?
//!
//! Entries with double end-points do not hold their words: they are marked here,
//! piece by piece, so that a stretch may begin in one element and end in another.

use super::dress::CONTENT;
use super::error::Error;
use super::look::Look;
use super::walk::{Run, Walk};
use crate::tei::apparatus::spaces;
use crate::xml::{Node, NodeId};

/// Words that an entry points at.
pub struct Range {
    end: NodeId,
    entry: usize,
    /// Whether a piece of them was written, which has the id of the place.
    begun: bool,
    /// Whether a reading stands in their place.
    pub(super) replaced: bool,
    /// White space that stays behind that reading.
    after: &'static str,
}

impl Walk<'_> {
    /// Ends and begins the stretches at this node.
    pub(super) fn mark_ranges(&mut self, run: &mut Run, node: Node<'_>) -> Result<(), Error> {
        if !self.marks_ranges() || run.copying || !self.document.has_ranges() {
            return Ok(());
        }
        self.close_ranges(run, Some(node.id()))?;
        let document = self.document;
        for entry in document.entries_from(node.id()) {
            let (Some((_, end)), Some(at)) = (entry.range, document.entry_index(entry.node)) else {
                continue;
            };
            let replaced = self.placed.reading_of(entry.node).is_some();
            if !replaced && !self.is_marked(entry) {
                continue;
            }
            let mut after = "";
            if replaced && !self.is_replaced(run) {
                let spaces = spaces(document, entry);
                run.push_text(spaces.0, false);
                self.put_in(run, entry)?;
                after = spaces.1;
            }
            run.ranges.push(Range {
                end,
                entry: at,
                begun: replaced,
                replaced,
                after,
            });
        }
        Ok(())
    }

    /// Ends the stretches that end before `node`. One without words is shown by
    /// a sign.
    pub(super) fn close_ranges(
        &mut self,
        run: &mut Run,
        node: Option<NodeId>,
    ) -> Result<(), Error> {
        let ended = |range: &Range| node.is_none_or(|node| range.end <= node);
        while let Some(at) = run.ranges.iter().rposition(ended) {
            let range = run.ranges.remove(at);
            if !range.begun {
                let sign = self.piece(run, &range, String::new())?;
                run.out.push_str(&sign);
            }
            if let Some(entry) = self.document.entries().get(range.entry) {
                self.close_entry(run, entry.node);
            }
            run.push_text(range.after, false);
        }
        Ok(())
    }

    /// Writes words of the innermost stretch.
    pub(super) fn push_in_range(
        &mut self,
        run: &mut Run,
        text: &str,
        between: bool,
    ) -> Result<(), Error> {
        let words = text.trim_start();
        run.push_text(&text[..text.len() - words.len()], between);
        let Some(mut range) = run.ranges.pop() else {
            return Ok(());
        };
        if words.is_empty() || between {
            run.push_text(words, between);
        } else {
            let around = self.piece(run, &range, CONTENT.to_owned())?;
            let (before, after) = around.split_once(CONTENT).unwrap_or((&around, ""));
            run.out.push_str(before);
            run.push_text(words, between);
            run.out.push_str(after);
            range.begun = true;
        }
        run.ranges.push(range);
        Ok(())
    }

    /// A piece of the words, dressed.
    fn piece(&mut self, run: &Run, range: &Range, words: String) -> Result<String, Error> {
        let document = self.document;
        let in_link = run.around().any(|node| {
            let element = document.tree().node(node).element();
            let is_link = element.is_some_and(|element| element.is("ref") || element.is("ptr"));
            is_link || document.entry_at(node).is_some()
        });
        let look = Look {
            entry: document.entries().get(range.entry),
            again: range.begun,
            ..Look::default()
        };
        let name = if in_link { "span" } else { "a" };
        let dress = self.set.named("elements/_range.html");
        self.dressed((name, &words), look, dress, run)
    }
}
