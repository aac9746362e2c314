//! What is being written: the text so far, and the elements around the place.
//!
//! White space is put where it belongs: before a link, a quotation or brackets
//! instead of within them; not before a stop, not within a word that goes on over
//! a line end, not between characters of Chinese and Japanese.

use std::borrow::Cow;
use std::rc::Rc;

use super::context::{Named, Variables, html};
use super::cut::Cut;
use super::place_language::language_at;
use super::safety::push_escaped;
use super::typography::{is_in_word, is_line_end, is_stop, joins, with_points};
use crate::edition::word::is_wide;
use crate::tei::text::{Side, chosen};
use crate::xml::{Element, NodeId};

/// What is being written: the text so far and the elements around the place.
#[derive(Default)]
pub struct Run {
    pub(super) out: String,
    pub(super) stack: Vec<Frame>,
    pub(super) languages: Vec<(String, &'static str)>,
    /// Whether this is written a second time, without ids.
    pub(super) copying: bool,
    /// The words around the place that entries point at.
    pub(super) ranges: Vec<super::ranges::Range>,
    /// The last letter or sign that was written.
    pub(super) last: Option<char>,
    /// How many elements around say that letters are uncertain.
    pub(super) dotted: u32,
    /// Whether what comes next joins what was written, white space aside.
    pub(super) joins: bool,
    /// White space that is written before the next letter, unless that is a sign
    /// or a character before which there is none.
    pub(super) pending: Option<Pending>,
    /// Whether this is within a drawing.
    pub(super) in_drawing: bool,
    /// Links to pictures that stand before the next words.
    pub(super) pointing: String,
    /// Notes that were called and have not been set down, by their indices.
    pub(super) waiting: Vec<usize>,
    /// How many tables are around.
    pub(super) tables: u32,
}

pub(super) struct Frame {
    /// Where its start tag, and where its content begins in what is written.
    pub(super) begins: usize,
    pub(super) content: usize,
    /// Whether it runs on in its line.
    pub(super) in_line: bool,
    pub(super) element: NodeId,
    pub(super) end: NodeId,
    pub(super) close: Close,
    /// Written after the content: calls of notes about this element.
    pub(super) trailing: String,
    pub(super) children: u32,
    pub(super) has_language: bool,
    pub(super) marks: Marks,
}

/// White space that may not be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pending {
    /// It stood at the end of an element, within it.
    Moved,
    /// It is a line end after a character of Chinese or Japanese.
    LineEnd,
}

/// What ends with an element.
#[derive(Default)]
pub(super) struct Marks {
    pub(super) is_copy: bool,
    pub(super) is_unclear: bool,
    pub(super) is_drawing: bool,
    pub(super) is_table: bool,
    pub(super) joins_next: bool,
}

pub(super) enum Close {
    /// A filled-in template; what is written after the content, if that is not the
    /// same for all elements that look alike.
    Cut(Rc<Cut>, Option<String>),
    /// A template that asks what the content is, and the number of the element.
    Asks { dress: usize, index: u32 },
    /// A template that reads the content.
    Inspect {
        dress: usize,
        variables: Box<Variables>,
        parts: Vec<Part>,
    },
}

/// The place of an alternative in what is written.
pub(super) struct Part {
    pub(super) node: NodeId,
    pub(super) name: String,
    pub(super) start: usize,
    pub(super) proposal: bool,
}

/// A run in surroundings of this language and direction.
pub fn run(language: &str, direction: &'static str) -> Run {
    Run {
        languages: vec![(language.to_owned(), direction)],
        ..Run::default()
    }
}

impl Run {
    pub(super) fn push(
        &mut self,
        element: Element<'_>,
        close: Close,
        trailing: String,
        has_language: bool,
    ) {
        let written = self.out.len();
        self.stack.push(Frame {
            begins: written,
            content: written,
            in_line: false,
            element: element.id(),
            end: element.end(),
            close,
            trailing,
            children: 0,
            has_language,
            marks: Marks {
                is_unclear: element.is("unclear"),
                is_table: element.is("table"),
                joins_next: joins(element, &["right", "both"]) || is_in_word(element),
                ..Marks::default()
            },
        });
        self.dotted += u32::from(element.is("unclear"));
        self.tables += u32::from(element.is("table"));
    }

    pub(super) fn leave(&mut self, marks: &Marks) {
        self.copying &= !marks.is_copy;
        self.in_drawing &= !marks.is_drawing;
        self.dotted -= u32::from(marks.is_unclear);
        self.tables -= u32::from(marks.is_table);
        self.joins |= marks.joins_next;
    }

    /// The elements around the place, outermost first.
    pub(super) fn around(&self) -> impl Iterator<Item = NodeId> {
        self.stack.iter().map(|frame| frame.element)
    }

    /// Writes text of the file; `between` says that it stands between
    /// alternatives, where white space means nothing.
    pub(super) fn push_text(&mut self, text: &str, between: bool) {
        let rest = text.trim_start();
        if !rest.is_empty() && !self.pointing.is_empty() {
            self.write_pointing();
        }
        if (between || self.joins) && rest.is_empty() {
            return;
        }
        let mut text = if self.joins { rest } else { text };
        self.joins = false;
        let first = rest.chars().next();
        let joined = self.joins_without_space(first);
        if let Some(pending) = self.pending.take() {
            let dropped = rest.len() < text.len()
                || (pending == Pending::Moved && first.is_some_and(is_stop))
                || (pending == Pending::LineEnd && joined);
            self.out.push_str(if dropped { "" } else { " " });
        }
        if rest.len() < text.len() && joined && is_line_end(text) {
            text = rest;
        } else if rest.len() < text.len() && self.begins_in_line() {
            self.put_space_before();
            text = rest;
        }
        self.last = text.trim_end().chars().next_back().or(self.last);
        let text = self.without_line_ends(text);
        if self.dotted > 0 {
            push_escaped(&mut self.out, &with_points(&text));
        } else {
            push_escaped(&mut self.out, &text);
        }
    }

    /// Whether no space parts the last character and the next: neither Chinese
    /// nor Japanese parts words, and line ends of the file mean nothing there.
    pub(super) fn joins_without_space(&self, next: Option<char>) -> bool {
        self.last.is_some_and(is_wide) && next.is_none_or(is_wide)
    }

    /// `text` without line ends between wide characters; one at its end is held
    /// back.
    pub(super) fn without_line_ends<'t>(&mut self, text: &'t str) -> Cow<'t, str> {
        if !text.contains('\n') || !text.chars().any(is_wide) {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('\n') {
            let (before, after) = (rest[..at].trim_end(), rest[at..].trim_start());
            let wide = before
                .chars()
                .next_back()
                .or(out.chars().next_back())
                .is_some_and(is_wide);
            let next = after.chars().next();
            out.push_str(before);
            if wide && next.is_none() {
                self.pending = Some(Pending::LineEnd);
            } else if !(wide && next.is_some_and(is_wide)) {
                out.push(' ');
            }
            rest = after;
        }
        out.push_str(rest);
        Cow::Owned(out)
    }

    /// Whether the next text is the first of an element within its line.
    pub(super) fn begins_in_line(&self) -> bool {
        let written = self.out.len();
        self.stack
            .last()
            .is_some_and(|frame| frame.in_line && frame.content == written)
    }

    /// Puts a space before the elements that begin here: white space within a
    /// link, a quotation or brackets belongs before them.
    pub(super) fn put_space_before(&mut self) {
        let mut at = self.out.len();
        let mut moved = 0;
        for frame in self.stack.iter().rev() {
            if !(frame.in_line && frame.content == at) {
                break;
            }
            at = frame.begins;
            moved += 1;
        }
        self.out.insert(at, ' ');
        for frame in self.stack.iter_mut().rev().take(moved) {
            frame.begins += 1;
            frame.content += 1;
            if let Close::Inspect { parts, .. } = &mut frame.close {
                let shifted = parts.iter_mut().filter(|part| part.start >= at);
                shifted.for_each(|part| part.start += 1);
            }
        }
    }

    /// Holds back the white space with which a content ends: it belongs after the
    /// element, and not before a stop.
    pub(super) fn hold_back_space(&mut self, content: usize) {
        let length = self.out.trim_ascii_end().len();
        if length < self.out.len() && length >= content {
            self.out.truncate(length);
            self.pending = Some(Pending::Moved);
        }
    }

    /// Writes the links to pictures that wait for words.
    pub(super) fn write_pointing(&mut self) {
        self.write_pending();
        self.out.push_str(&std::mem::take(&mut self.pointing));
    }

    pub(super) fn write_pending(&mut self) {
        if self.pending.take().is_some() {
            self.out.push(' ');
        }
    }

    /// Takes back white space before a word or sign that joins the one before.
    pub(super) fn join_before(&mut self, element: Element<'_>) {
        if !joins(element, &["left", "both"]) && !is_in_word(element) {
            return;
        }
        self.pending = None;
        let floor = self
            .stack
            .iter()
            .rev()
            .find_map(|frame| match &frame.close {
                Close::Inspect { parts, .. } => {
                    Some(parts.last().map_or(frame.content, |part| part.start))
                }
                Close::Asks { .. } => Some(frame.content),
                Close::Cut(..) => None,
            });
        let length = self
            .out
            .trim_ascii_end()
            .len()
            .max(floor.unwrap_or_default());
        self.out.truncate(length);
    }

    /// Remembers where an alternative of a `choice` begins.
    pub(super) fn note_part(&mut self, element: Element<'_>) {
        let start = self.out.len();
        let Some(Frame {
            close: Close::Inspect { parts, .. },
            element: parent,
            ..
        }) = self.stack.last_mut()
        else {
            return;
        };
        if element
            .parent()
            .is_some_and(|choice| choice.id() == *parent && choice.is("choice"))
        {
            let proposal = element.is("corr") && crate::tei::text::is_proposal(element);
            let (node, name) = (element.id(), element.name().to_owned());
            parts.push(Part {
                node,
                name,
                start,
                proposal,
            });
        }
    }

    /// Enters the language of `element`, if that is not the language of its
    /// surroundings.
    pub(super) fn enter_language(&mut self, element: Element<'_>) -> bool {
        let around = self
            .languages
            .last()
            .map_or(("", "ltr"), |(tag, dir)| (tag, dir));
        let entered = language_at(element, around);
        let differs = entered.is_some();
        self.languages.extend(entered);
        differs
    }

    pub(super) fn leave_language(&mut self, entered: bool) {
        if entered {
            self.languages.pop();
        }
    }
}

/// `parts` of a choice: what each side takes, each alternative by its name, and
/// `others`, which neither side takes. `corr` is what the reading text has: for a proposal, that is the `sic`.
pub(super) fn parts_value(
    choice: Option<Element<'_>>,
    parts: &[Part],
    out: &str,
) -> minijinja::Value {
    let text = |at: usize| {
        let end = parts.get(at + 1).map_or(out.len(), |next| next.start);
        out[parts[at].start..end].to_owned()
    };
    let side = |side| {
        let taken = choice.and_then(|choice| chosen(choice, side))?;
        parts.iter().position(|part| part.node == taken.id())
    };
    let (reading, witness) = (side(Side::Reading), side(Side::Witness));
    let mut values: Vec<(String, minijinja::Value)> = Vec::new();
    for (name, at) in [("reading", reading), ("witness", witness)] {
        values.extend(at.map(|at| (name.to_owned(), html(text(at)))));
    }
    for (at, part) in parts.iter().enumerate() {
        let name = if part.proposal {
            "proposal"
        } else {
            part.name.as_str()
        };
        if !values.iter().any(|(other, _)| other == name) {
            values.push((name.to_owned(), html(text(at))));
        }
    }
    let others: Vec<minijinja::Value> = (0..parts.len())
        .filter(|&at| Some(at) != reading && Some(at) != witness && !parts[at].proposal)
        .map(|at| {
            let side = match parts[at].name.as_str() {
                "corr" | "expan" | "reg" => "reading",
                "abbr" | "orig" | "sic" => "witness",
                _ => "both",
            };
            Named::open(vec![
                ("html".to_owned(), html(text(at))),
                ("side".to_owned(), side.into()),
            ])
        })
        .collect();
    if !others.is_empty() {
        values.push(("others".to_owned(), others.into()));
    }
    let has_corr = values.iter().any(|(name, _)| name == "corr");
    if let Some(at) = reading.filter(|_| !has_corr && parts.iter().any(|part| part.proposal)) {
        values.push(("corr".to_owned(), html(text(at))));
    }
    Named::open(values)
}
