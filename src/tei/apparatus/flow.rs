//! Where in the words of a unit does something stand?

use rustc_hash::{FxHashMap, FxHashSet};

use super::characters::{CharacterPlace, Characters};
use super::{method, opens_entry};
use crate::edition::Method;
use crate::tei::text::{Reader, Side};
use crate::xml::{Element, NodeId};

/// The begin of a stretch of words, and its end.
pub type Stretch = (CharacterPlace, CharacterPlace);

/// The reading text of a unit, and what stands where in it. Offsets are bytes
/// of `text`, in which white space is not yet collapsed.
#[derive(Default)]
pub struct Flow<'t> {
    pub text: String,
    /// The entries that stand in it, in the order of the file, with their ends.
    pub inline: Vec<(Element<'t>, usize, usize)>,
    /// Where its lines begin (`lb`).
    pub lines: Vec<usize>,
    /// The text nodes, and where they begin.
    pub nodes: Vec<(usize, NodeId)>,
    /// Where the elements that are asked for begin and end.
    pub points: FxHashMap<NodeId, (usize, usize)>,
    /// The characters of `text`, white space collapsed.
    characters: Characters,
}

/// Reads a unit. `wanted` are the elements whose places are asked for; an `app`
/// that stands in the text and speaks of words elsewhere is always among them.
/// `is_unit` says where another unit begins, which has words of its own.
pub fn flow<'t>(
    unit: Element<'t>,
    wanted: &FxHashSet<NodeId>,
    is_unit: impl Fn(NodeId) -> bool,
) -> Flow<'t> {
    let mut flow = Flow::default();
    let mut reader = Reader::with_room_for(Side::Reading, unit);
    let mut open: Vec<(Element<'t>, Place)> = Vec::new();
    let mut resume = unit.id();
    if wanted.contains(&unit.id()) {
        open.push((unit, Place::Point(0)));
    }
    for node in unit.descendants() {
        flow.close(&mut open, &reader, Some(node.id()));
        if node.id() < resume {
            continue;
        }
        reader.leave_until(node.id());
        let at = reader.len();
        let Some(element) = node.element() else {
            reader.read(node);
            if reader.len() > at {
                flow.nodes.push((at, node.id()));
            }
            continue;
        };
        if opens_entry(element) && method(element) == Method::ParallelSegmentation {
            flow.inline.push((element, at, at));
            open.push((element, Place::Inline(flow.inline.len() - 1)));
        } else if element.is("app") {
            flow.points.insert(element.id(), (at, at));
        }
        if wanted.contains(&element.id()) {
            open.push((element, Place::Point(at)));
        }
        if element.is("lb") {
            flow.lines.push(at);
        }
        if is_unit(element.id()) || !reader.enter(element) {
            resume = element.end();
        }
    }
    flow.close(&mut open, &reader, None);
    flow.text = reader.into_text();
    flow.characters = Characters::of(&flow.text);
    flow
}

enum Place {
    Inline(usize),
    Point(usize),
}

impl Flow<'_> {
    fn close(
        &mut self,
        open: &mut Vec<(Element<'_>, Place)>,
        reader: &Reader,
        node: Option<NodeId>,
    ) {
        let ended =
            |(element, _): &mut (Element<'_>, Place)| node.is_none_or(|node| element.end() <= node);
        while let Some((element, place)) = open.pop_if(ended) {
            match place {
                Place::Inline(at) => self.inline[at].2 = reader.len(),
                Place::Point(start) => {
                    self.points.insert(element.id(), (start, reader.len()));
                }
            }
        }
    }

    /// Where a stretch begins without the white space at its begin.
    pub fn begin_of_words(&self, start: usize, end: usize) -> usize {
        let stretch = self.text.get(start..end).unwrap_or_default();
        start + (stretch.len() - stretch.trim_start().len())
    }

    /// A stretch of the text with the white space at either end that is part of it.
    pub fn places(&self, start: usize, end: usize) -> Stretch {
        let place = |at: usize| self.characters.place(&self.text, at);
        (place(start), place(end))
    }

    /// The words of a stretch of the text in characters of it, white space
    /// collapsed.
    pub fn characters(&self, start: usize, end: usize) -> (u32, u32) {
        // White space at the end of a unit is no part of it.
        let start = start.min(self.text.trim_end().len());
        let start = self.begin_of_words(start, end);
        let stretch = self.text[start..end.max(start)].trim_end();
        let first = self.characters.before(&self.text, start);
        if stretch.is_empty() {
            return (first, first);
        }
        (first, first + Characters::count(stretch))
    }
}

impl Flow<'_> {
    /// The text node in which a byte of the words is.
    pub fn node_at(&self, at: usize) -> Option<NodeId> {
        let after = self.nodes.partition_point(|(start, _)| *start <= at);
        let before = after.saturating_sub(1);
        self.nodes.get(before).map(|(_, node)| *node)
    }

    /// The bytes from the begin of `first` to the end of `last`; of a line (an
    /// empty element) to the begin of the next. Words that a line breaks are in
    /// both lines.
    pub fn stretch(&self, first: NodeId, last: NodeId) -> Option<(usize, usize)> {
        let (start, _) = *self.points.get(&first)?;
        let (begin, end) = *self.points.get(&last)?;
        let end = if begin < end {
            end
        } else {
            let next = self.lines.partition_point(|line| *line <= begin);
            self.lines.get(next).copied().unwrap_or(self.text.len())
        };
        let before = self.text.get(..start)?.trim_end_matches(is_letter).len();
        let rest = self.text.get(end..)?;
        let after = rest.len() - rest.trim_start_matches(is_letter).len();
        (before <= end).then_some((before, end + after))
    }

    /// The bytes of a stretch that is given in characters, white space collapsed.
    pub fn bytes(&self, (first, end): Stretch) -> Option<(usize, usize)> {
        let byte = |place: CharacterPlace| self.characters.byte(&self.text, place);
        // A place without words may lie behind what is left of a text.
        let start = byte(first).unwrap_or(self.text.len());
        let end = if first == end { start } else { byte(end)? };
        (start <= end).then_some((start, end))
    }
}

fn is_letter(c: char) -> bool {
    !c.is_whitespace()
}
