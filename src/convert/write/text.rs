//! How is a block written with what is said inside it?

use crate::convert::assemble::{Assembled, Attributes, Node, Point, Range};
use crate::convert::block::Block;
use crate::source::{SourceText, Span};
use crate::xml::Writer;

/// Opens `name` with owned attributes.
pub fn open(writer: &mut Writer, name: &str, attributes: &Attributes) {
    let attributes: Vec<(&str, &str)> = (attributes.iter())
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    writer.open(name, &attributes);
}

/// Writes the content of `block`: its characters, with the ranges and points
/// that lie in it. Between its lines stands a line feed and `lb`.
pub fn write_block(writer: &mut Writer, source: &SourceText, block: &Block, assembled: &Assembled) {
    let whole = block.span();
    let first = assembled
        .ranges
        .partition_point(|range| range.span.start < whole.start);
    let last = assembled
        .ranges
        .partition_point(|range| range.span.start < whole.end);
    let first_point = assembled
        .points
        .partition_point(|point| point.offset < whole.start);
    let last_point = assembled
        .points
        .partition_point(|point| point.offset <= whole.end);
    let mut writing = Writing {
        writer,
        source,
        lines: &block.lines,
        line: 0,
        at: whole.start,
        open: Vec::new(),
    };
    writing.all(
        &assembled.ranges[first..last],
        &assembled.points[first_point..last_point],
        whole.end,
    );
}

struct Writing<'w, 't> {
    writer: &'w mut Writer,
    source: &'t SourceText,
    lines: &'t [Span],
    /// The line that `at` stands in.
    line: usize,
    /// Everything before this byte is written.
    at: u32,
    /// Ranges that are open, and what they hold, for the other side of a choice.
    open: Vec<(&'t Range, Vec<&'t Range>)>,
}

impl<'t> Writing<'_, 't> {
    /// At one place, ranges close first, then points stand, then ranges open. A
    /// point within a change stands after it.
    fn all(&mut self, ranges: &'t [Range], points: &'t [Point], end: u32) {
        let mut points = points.iter().peekable();
        for range in ranges {
            self.points_until(&mut points, range.span.start);
            self.close_until(range.span.start);
            self.text_until(range.span.start);
            self.start(range);
        }
        self.points_until(&mut points, end);
        self.close_until(end);
        self.text_until(end);
    }

    fn points_until(
        &mut self,
        points: &mut std::iter::Peekable<std::slice::Iter<'t, Point>>,
        end: u32,
    ) {
        while let Some(point) = points.next_if(|point| self.place_of(point) <= end) {
            let place = self.place_of(point);
            self.close_until(place);
            self.text_until(place);
            let attributes: Vec<_> = (point.attributes.iter())
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            self.writer.empty("anchor", &attributes);
        }
    }

    /// Where a point can stand: not within a change that is open.
    fn place_of(&self, point: &Point) -> u32 {
        let changes = self.open.iter().filter(|(range, _)| is_change(range));
        let ends = changes.map(|(range, _)| range.span.end);
        ends.chain([point.offset]).max().unwrap_or(point.offset)
    }

    fn close_until(&mut self, end: u32) {
        while let Some((range, _)) = self.open.last() {
            if range.span.end > end {
                break;
            }
            self.text_until(range.span.end);
            self.finish();
        }
    }

    fn start(&mut self, range: &'t Range) {
        for (outer, held) in &mut self.open {
            if is_change(outer) {
                held.push(range);
            }
        }
        match &range.node {
            Node::Element(name, attributes) => open(self.writer, name, attributes),
            Node::Choice {
                attributes, kept, ..
            } => {
                open(self.writer, "choice", attributes);
                self.writer.open(kept, &[]);
            }
        }
        self.open.push((range, Vec::new()));
    }

    fn finish(&mut self) {
        let Some((range, held)) = self.open.pop() else {
            return;
        };
        self.writer.close();
        if let Node::Choice {
            made, said, read, ..
        } = &range.node
        {
            open(self.writer, made, said);
            self.read(read, &held);
            self.writer.close();
            self.writer.close();
        }
    }

    /// The new side of a change: names and the like that stand in the old one
    /// stand here too, where the same words do.
    fn read(&mut self, read: &str, held: &[&Range]) {
        let mut rest = read;
        for range in held {
            let words = self.source.slice(range.span);
            let Node::Element(name, attributes) = &range.node else {
                continue;
            };
            if let Some((before, after)) = rest.split_once(words) {
                self.writer.text(before);
                let attributes = attributes.iter().filter(|(name, _)| *name != "xml:id");
                open(self.writer, name, &attributes.cloned().collect());
                self.writer.text(words);
                self.writer.close();
                rest = after;
            }
        }
        self.writer.text(rest);
    }

    /// Writes the characters up to byte `end`, with the line breaks between.
    fn text_until(&mut self, end: u32) {
        while self.at < end {
            let Some(line) = self.lines.get(self.line) else {
                return;
            };
            let stop = end.min(line.end);
            if self.at < stop {
                self.writer.text(self.source.slice(Span {
                    start: self.at,
                    end: stop,
                }));
                self.at = stop;
            }
            let Some(next) = self
                .lines
                .get(self.line + 1)
                .filter(|next| end >= next.start)
            else {
                return;
            };
            self.writer.text("\n");
            self.writer.empty("lb", &[]);
            self.at = next.start;
            self.line += 1;
        }
    }
}

fn is_change(range: &Range) -> bool {
    matches!(range.node, Node::Choice { .. })
}
