//! How does a tree become HTML?
//!
//! A walk over the nodes in document order, with a stack of its own: documents
//! may be deeper than the program's stack. Each element is opened, its children
//! are written into the same text, and it is closed. A template that inspects
//! its content gets what was written since.

use std::borrow::Cow;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::behaviours::{Behaviour, omitted_because};
use super::context::{Variables, html};
use super::direction::Script;
use super::dress::CONTENT;
use super::error::Error;
use super::extent::Extent;
use super::foreign::{self, Foreign};
use super::language::valid_language;
use super::safety::push_escaped;
use super::set::{TemplateSet, Wardrobe};
use crate::tei::element::{is_block, tei_name};
use crate::tei::note::{PlacedNote, Stands};
use crate::tei::text::{
    Side, chosen, is_left_out, lemma_or_first_reading, speaks_of_elsewhere,
    stands_between_alternatives,
};
use crate::tei::{Document, structure};
use crate::xml::{Element, Node, NodeId};

/// The walk over one document.
pub struct Walk<'a> {
    pub(super) document: &'a Document,
    pub(super) set: &'a TemplateSet,
    pub(super) extent: Extent<'a>,
    /// Whether places of the apparatus are marked.
    pub(super) mark: bool,
    pub(super) notes_of_unit: FxHashMap<usize, Vec<usize>>,
    pub(super) first_paragraph: Option<usize>,
    wardrobes: Vec<Option<Wardrobe<'a>>>,
    blocks: Vec<Lines>,
    cache: FxHashMap<String, Rc<Cut>>,
    shown_notes: Vec<bool>,
    /// Where stretches of text end that begin with `addSpan` and its like.
    pub(super) span_ends: FxHashMap<NodeId, &'static str>,
    /// First nodes and ends of what is shown.
    shown: Vec<(NodeId, NodeId)>,
    /// What was done with every element, if anybody asks.
    pub(super) trace: Option<Trace>,
}

/// Why readings that the text does not take are left out of it.
pub(super) const READING: &str = "told in the apparatus";

/// What was done with the elements of a document.
#[derive(Debug, Default)]
pub struct Trace {
    /// Elements with the template that dressed them.
    pub dressed: Vec<(NodeId, usize)>,
    /// Elements that are left out with everything in them, and why.
    pub left_out: Vec<(NodeId, &'static str)>,
}

/// A filled-in template, cut where its content goes.
#[derive(Debug)]
pub struct Cut {
    before: String,
    after: String,
    /// Whether it has a place for content.
    holds: bool,
}

/// What is being written: the text so far and the elements around the place.
#[derive(Default)]
pub struct Run {
    pub(super) out: String,
    stack: Vec<Frame>,
    pub(super) languages: Vec<(String, &'static str)>,
    /// Whether this is written a second time, without ids.
    pub(super) copying: bool,
    /// The words around the place that entries point at.
    pub(super) ranges: Vec<super::ranges::Range>,
    /// The last letter or sign that was written.
    pub(super) last: Option<char>,
    /// How many elements around say that letters are uncertain.
    dotted: u32,
    /// Whether what comes next joins what was written, white space aside.
    joins: bool,
    /// White space that is written before the next letter, unless that is a sign
    /// or a character before which there is none.
    pending: Option<Pending>,
    /// Whether this is within a drawing.
    in_drawing: bool,
}

struct Frame {
    /// Where its start tag, and where its content begins in what is written.
    begins: usize,
    content: usize,
    /// Whether it runs on in its line.
    in_line: bool,
    element: NodeId,
    end: NodeId,
    close: Close,
    /// Written after the content: calls of notes about this element.
    trailing: String,
    children: u32,
    has_language: bool,
    marks: Marks,
}

/// White space that may not be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pending {
    /// It stood at the end of an element, within it.
    Moved,
    /// It is a line end after a character of Chinese or Japanese.
    LineEnd,
}

/// What ends with an element.
#[derive(Default)]
struct Marks {
    is_copy: bool,
    is_unclear: bool,
    is_drawing: bool,
    joins_next: bool,
}

enum Close {
    Cut(Rc<Cut>),
    Inspect {
        dress: usize,
        variables: Box<Variables>,
        start: usize,
        parts: Vec<Part>,
    },
}

/// The place of an alternative in what is written.
struct Part {
    node: NodeId,
    name: String,
    start: usize,
    proposal: bool,
}

impl Run {
    /// The elements around the place, outermost first.
    pub(super) fn around(&self) -> impl Iterator<Item = NodeId> {
        self.stack.iter().map(|frame| frame.element)
    }
}

enum Step {
    Into,
    Over,
}

impl<'a> Walk<'a> {
    /// A walk over `document`, dressed by `set`.
    pub fn new(document: &'a Document, set: &'a TemplateSet, mark: bool) -> Self {
        Self::within(Extent::whole(document), document, set, mark)
    }

    /// A walk over what is on one page of `document`.
    pub fn within(
        extent: Extent<'a>,
        document: &'a Document,
        set: &'a TemplateSet,
        mark: bool,
    ) -> Self {
        let mut notes_of_unit: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
        let notes = document.notes();
        let mut order = extent.notes();
        order.sort_by_key(|&at| notes[at].call.as_ref().map(|call| call.node));
        for at in order {
            if let Some(unit) = notes[at].unit {
                notes_of_unit.entry(unit).or_default().push(at);
            }
        }
        Self {
            document,
            set,
            extent,
            mark,
            notes_of_unit,
            first_paragraph: structure::first_paragraph(document),
            wardrobes: Vec::new(),
            blocks: blocks(document, &extent),
            cache: FxHashMap::default(),
            shown_notes: vec![false; notes.len()],
            span_ends: span_ends(document),
            shown: (document.text().chain(beside_the_text(document)))
                .map(|root| (root.id(), root.end()))
                .collect(),
            trace: None,
        }
    }

    /// Whether a node is part of what the page shows.
    pub(super) fn is_shown(&self, node: NodeId) -> bool {
        self.shown
            .iter()
            .any(|&(first, end)| first <= node && node < end)
    }

    /// The whole text, and after it the notes that have no place in it. The
    /// surroundings are in `language` and written in `direction`.
    pub fn text(&mut self, language: &str, direction: &'static str) -> Result<String, Error> {
        let mut text = self.before_the_text()?;
        let document = self.document;
        for range in self.extent.ranges() {
            let mut run = run(language, direction);
            self.nodes(self.extent.nodes(range), &mut run)?;
            text.push_str(&run.out);
        }
        let mut left = String::new();
        for at in self.extent.notes() {
            if !self.shown_notes[at] {
                let note = &document.notes()[at];
                left.push_str(&self.note(note, &run(language, direction))?);
            }
        }
        if !left.is_empty() {
            let content = html(left);
            let variables = Variables {
                content,
                ..Variables::default()
            };
            text.push_str(&self.fill(self.set.named("elements/_notes.html"), variables)?);
        }
        text.push_str(&self.after_the_text()?);
        Ok(text)
    }

    /// From whom a letter came, and to whom it went: what the header says.
    pub fn before_the_text(&mut self) -> Result<String, Error> {
        let mut text = String::new();
        if self.extent.begins_the_text() {
            for letter in correspondence(self.document) {
                text.push_str(&self.whole(letter)?);
            }
        }
        Ok(text)
    }

    /// Registers and facsimiles that stand beside the text.
    pub fn after_the_text(&mut self) -> Result<String, Error> {
        let mut text = String::new();
        if self.extent.ends_the_text() {
            for root in beside_the_text(self.document) {
                text.push_str(&self.whole(root)?);
            }
        }
        Ok(text)
    }

    /// An element that does not belong to the text, with its own dress.
    fn whole(&mut self, element: Element<'a>) -> Result<String, Error> {
        let mut run = run("", "ltr");
        let nodes = std::iter::once(element.node()).chain(element.descendants());
        self.nodes(nodes, &mut run)?;
        Ok(run.out)
    }

    /// The content of an element without its own dress: for titles.
    pub fn inside(&mut self, element: Element<'a>, mut run: Run) -> Result<String, Error> {
        self.nodes(element.descendants(), &mut run)?;
        Ok(run.out)
    }

    /// A note as it is given beside the text.
    pub(super) fn note(&mut self, note: &PlacedNote, around: &Run) -> Result<String, Error> {
        let Some(element) = self.document.tree().node(note.node).element() else {
            return Ok(String::new());
        };
        if let Some(at) = self.document.note_index(note.node) {
            self.shown_notes[at] = true;
        }
        let mut run = Run {
            languages: around.languages.clone(),
            ..Run::default()
        };
        let has_language = run.enter_language(element);
        let dress = self.choose(element);
        let mut variables = self.variables(element, dress, &run, 1, has_language)?;
        variables.note = super::dressing::note_value(note);
        let inner = Run {
            languages: std::mem::take(&mut run.languages),
            ..Run::default()
        };
        variables.content = html(self.inside(element, inner)?);
        self.fill(dress, variables)
    }

    fn nodes(&mut self, nodes: impl Iterator<Item = Node<'a>>, run: &mut Run) -> Result<(), Error> {
        let mut resume = None;
        for node in nodes {
            if resume.is_some_and(|resume| node.id() < resume) {
                continue;
            }
            self.close_until(run, Some(node.id()))?;
            self.mark_ranges(run, node)?;
            match node.element() {
                Some(element) => {
                    if let Step::Over = self.open(run, element)? {
                        resume = Some(element.end());
                    }
                }
                None if !run.ranges.is_empty() => {
                    let between = stands_between_alternatives(node);
                    self.push_in_range(run, &node.text(), between)?;
                }
                None => run.push_text(&node.text(), stands_between_alternatives(node)),
            }
        }
        self.close_ranges(run, None)?;
        self.close_until(run, None)
    }

    fn open(&mut self, run: &mut Run, element: Element<'a>) -> Result<Step, Error> {
        let index = run.stack.last_mut().map_or(1, |frame| {
            frame.children += 1;
            frame.children
        });
        run.write_pending();
        run.note_part(element);
        if !element.is_tei() {
            return self.open_foreign(run, element);
        }
        if is_reading_elsewhere(self.document, element) {
            return Ok(self.leave_out(element, READING));
        }
        if element.is("note") {
            return self.open_note(run, element);
        }
        let dress = self.choose(element);
        if dress == self.set.named("elements/_code.html") {
            if let Some(trace) = &mut self.trace {
                trace.dressed.push((element.id(), dress));
            }
            return self.code(run, element, "elements/_code.html");
        }
        self.open_dressed(run, element, dress, index)
    }

    /// Passes over an element, and remembers why.
    fn leave_out(&mut self, element: Element<'a>, reason: &'static str) -> Step {
        if let Some(trace) = &mut self.trace {
            trace.left_out.push((element.id(), reason));
        }
        Step::Over
    }

    fn open_dressed(
        &mut self,
        run: &mut Run,
        element: Element<'a>,
        dress: usize,
        index: u32,
    ) -> Result<Step, Error> {
        let has_language = run.enter_language(element);
        let reads = self.set.dress(dress);
        let document = self.document;
        if let Some(trace) = &mut self.trace {
            trace.dressed.push((element.id(), dress));
        }
        run.join_before(element);
        let begins = run.out.len();
        let mut calls = if run.copying {
            Vec::new()
        } else {
            calls_at(document, element)
        };
        let mut close = None;
        if reads.streams && !(reads.parts && element.is("choice")) {
            let cut = self.cut(element, dress, run, index, has_language, &mut calls)?;
            close = cut.map(Close::Cut);
        }
        let close = match close {
            Some(close) => close,
            None => {
                let mut variables = self.variables(element, dress, run, index, has_language)?;
                take_call(reads.note, &mut calls, &mut variables);
                let (start, parts) = (run.out.len(), Vec::new());
                Close::Inspect {
                    dress,
                    variables: Box::new(variables),
                    start,
                    parts,
                }
            }
        };
        let mut step = Step::Into;
        if let Close::Cut(cut) = &close {
            run.out.push_str(&cut.before);
            if !cut.holds {
                step = Step::Over;
            }
        }
        let mut trailing = String::new();
        for note in calls {
            trailing.push_str(&self.call(note)?);
        }
        if let Some(unit) = self.unit(element, run).filter(|_| !reads.unit) {
            trailing.push_str(&self.margin(unit, run)?);
        }
        if self.is_block(element) && matches!(close, Close::Cut(_)) {
            run.out.push_str(&std::mem::take(&mut trailing));
        }
        if let (Step::Over, Close::Cut(cut)) = (&step, &close) {
            let reason = omitted_because(element.name());
            self.leave_out(element, reason.unwrap_or("its template shows no content"));
            run.out.push_str(&trailing);
            run.out.push_str(&cut.after);
            run.leave_language(has_language);
            run.joins |= is_in_word(element);
            return Ok(step);
        }
        run.push(element, close, trailing, has_language);
        let in_line = !self.is_block(element) && !is_on_one_side(element);
        if let Some(frame) = run.stack.last_mut() {
            (frame.begins, frame.in_line) = (begins, in_line);
        }
        Ok(Step::Into)
    }

    /// Tally and side notes of a unit whose template does not print them.
    fn margin(&mut self, unit: usize, run: &Run) -> Result<String, Error> {
        let variables = Variables {
            unit: self.unit_value(unit, true, run)?,
            ..Variables::default()
        };
        self.fill(self.set.named("elements/_margin.html"), variables)
    }

    fn open_foreign(&mut self, run: &mut Run, element: Element<'a>) -> Result<Step, Error> {
        let shown = foreign::foreign(element, run.in_drawing);
        let cut = match shown {
            Foreign::Kept => Cut {
                before: foreign::start_tag(element),
                after: format!("</{}>", element.name()),
                holds: true,
            },
            Foreign::Unwrapped => Cut::plain(),
            Foreign::Barred => return Ok(self.leave_out(element, "could act or load something")),
            Foreign::Code => return self.code(run, element, "elements/_code.html"),
            Foreign::Include => self.bare(
                "elements/_include.html",
                element,
                foreign::included(element),
            )?,
            Foreign::Ruby(name) => {
                self.bare(&format!("elements/{name}.html"), element, String::new())?
            }
            Foreign::Named => self.bare("elements/_foreign.html", element, String::new())?,
        };
        run.out.push_str(&cut.before);
        run.push(element, Close::Cut(Rc::new(cut)), String::new(), false);
        if shown == Foreign::Kept && !run.in_drawing {
            run.in_drawing = true;
            if let Some(frame) = run.stack.last_mut() {
                frame.marks.is_drawing = true;
            }
        }
        Ok(Step::Into)
    }

    /// The template called `name` around an element that is not of the TEI.
    fn bare(&self, name: &str, element: Element<'a>, href: String) -> Result<Cut, Error> {
        let variables = Variables {
            content: html(CONTENT),
            element: super::dressing::bare_element(element.qualified_name()),
            href: href.into(),
            ..Variables::default()
        };
        let cut = self.filled_and_cut(self.set.named(name), variables)?;
        Ok(cut.unwrap_or_else(Cut::plain))
    }

    /// An element as its source.
    fn code(&mut self, run: &mut Run, element: Element<'a>, name: &str) -> Result<Step, Error> {
        let Cut { before, after, .. } = self.bare(name, element, String::new())?;
        run.out.push_str(&before);
        push_escaped(&mut run.out, &outdented(element.node().raw()));
        run.out.push_str(&after);
        Ok(Step::Over)
    }

    /// A note leaves its call where it stands in a unit; otherwise it is given
    /// once more in the place it has in the witness.
    fn open_note(&mut self, run: &mut Run, element: Element<'a>) -> Result<Step, Error> {
        match self.document.note_at(element.id()) {
            Some(note)
                if note
                    .call
                    .as_ref()
                    .is_some_and(|call| call.stands == Stands::AtNote) =>
            {
                if !run.copying {
                    run.out.push_str(&self.call(note)?);
                }
                Ok(Step::Over)
            }
            Some(_) if !run.copying => {
                let name = "elements/_note-in-witness.html";
                let variables = Variables {
                    content: html(CONTENT),
                    ..Variables::default()
                };
                let cut = self.filled_and_cut(self.set.named(name), variables)?;
                let cut = Rc::new(cut.unwrap_or_else(Cut::plain));
                run.out.push_str(&cut.before);
                run.push(element, Close::Cut(cut), String::new(), false);
                run.copying = true;
                if let Some(frame) = run.stack.last_mut() {
                    frame.marks.is_copy = true;
                }
                Ok(Step::Into)
            }
            // A note on a note, or of an apparatus.
            _ => {
                let behaviour = if self.is_block(element) {
                    Behaviour::Block
                } else {
                    Behaviour::Inline
                };
                self.open_dressed(run, element, self.set.named(behaviour.template()), 1)
            }
        }
    }

    fn close_until(&mut self, run: &mut Run, node: Option<NodeId>) -> Result<(), Error> {
        while let Some(frame) = run
            .stack
            .pop_if(|frame| node.is_none_or(|node| frame.end <= node))
        {
            if frame.in_line {
                run.hold_back_space(frame.content);
            } else {
                run.write_pending();
            }
            match frame.close {
                Close::Cut(cut) => {
                    run.out.push_str(&frame.trailing);
                    run.out.push_str(&cut.after);
                }
                Close::Inspect {
                    dress,
                    mut variables,
                    start,
                    parts,
                } => {
                    if self.set.dress(dress).parts {
                        let choice = self.document.tree().node(frame.element).element();
                        variables.parts = parts_value(choice, &parts, &run.out);
                    }
                    let mut content = run.out.split_off(start);
                    content.push_str(&frame.trailing);
                    variables.content = html(content);
                    run.out.push_str(&self.fill(dress, *variables)?);
                }
            }
            run.leave_language(frame.has_language);
            run.leave(&frame.marks);
        }
        Ok(())
    }

    /// The call of a note that has no element of its own.
    fn call(&mut self, note: &PlacedNote) -> Result<String, Error> {
        let variables = Variables {
            content: html(""),
            element: super::dressing::bare_element("anchor"),
            note: super::dressing::note_value(note),
            ..Variables::default()
        };
        self.fill(self.set.call(), variables)
    }

    /// The template around the content, from the cache if one was filled in for
    /// an element that looks alike to it; none if the template wants its
    /// content more than once.
    fn cut(
        &mut self,
        element: Element<'a>,
        dress: usize,
        run: &Run,
        index: u32,
        has_language: bool,
        calls: &mut Vec<&PlacedNote>,
    ) -> Result<Option<Rc<Cut>>, Error> {
        let key = calls
            .is_empty()
            .then(|| self.key(element, dress, run, has_language))
            .flatten();
        if let Some(cut) = key.as_ref().and_then(|key| self.cache.get(key)) {
            return Ok(Some(cut.clone()));
        }
        let mut variables = self.variables(element, dress, run, index, has_language)?;
        variables.content = html(CONTENT);
        let mut remaining = calls.clone();
        take_call(self.set.dress(dress).note, &mut remaining, &mut variables);
        let Some(cut) = self.filled_and_cut(dress, variables)?.map(Rc::new) else {
            return Ok(None);
        };
        *calls = remaining;
        if let Some(key) = key.filter(|_| self.cache.len() < LARGEST_CACHE) {
            self.cache.insert(key, cut.clone());
        }
        Ok(Some(cut))
    }

    fn filled_and_cut(&self, dress: usize, variables: Variables) -> Result<Option<Cut>, Error> {
        Ok(Cut::new(&self.fill(dress, variables)?))
    }

    pub(super) fn fill(&self, dress: usize, variables: Variables) -> Result<String, Error> {
        let context = minijinja::Value::from_object(variables);
        self.set
            .engine
            .element(&self.set.dress(dress).template, context)
    }

    fn choose(&mut self, element: Element<'a>) -> usize {
        let at = element.name_index();
        if self.wardrobes.len() <= at {
            self.wardrobes.resize(at + 1, None);
        }
        let set = self.set;
        let wardrobe = *self.wardrobes[at].get_or_insert_with(|| set.wardrobe(element.name()));
        wardrobe.choose(element, self.is_block(element))
    }

    /// Whether `element`, or something in it, stands on lines of its own.
    fn is_block(&self, element: Element<'_>) -> bool {
        match self.blocks.get(element.id().index()) {
            Some(lines) if lines.known => lines.own || lines.within,
            // What stands beside the text.
            _ => is_block(element),
        }
    }

    pub(super) fn holds_blocks(&self, element: Element<'_>) -> bool {
        let lines = self.blocks.get(element.id().index());
        lines.is_some_and(|lines| lines.within)
    }
}

/// Whether an element stands on lines of its own.
#[derive(Clone, Copy, Default)]
struct Lines {
    known: bool,
    own: bool,
    /// Whether something in it does.
    within: bool,
}

/// Cut templates that are kept, at most: a page has a few hundred.
const LARGEST_CACHE: usize = 20_000;

/// A run in surroundings of this language and direction.
pub fn run(language: &str, direction: &'static str) -> Run {
    Run {
        languages: vec![(language.to_owned(), direction)],
        ..Run::default()
    }
}

impl Run {
    fn push(&mut self, element: Element<'_>, close: Close, trailing: String, has_language: bool) {
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
                joins_next: joins(element, &["right", "both"]) || is_in_word(element),
                ..Marks::default()
            },
        });
        self.dotted += u32::from(element.is("unclear"));
    }

    fn leave(&mut self, marks: &Marks) {
        self.copying &= !marks.is_copy;
        self.in_drawing &= !marks.is_drawing;
        self.dotted -= u32::from(marks.is_unclear);
        self.joins |= marks.joins_next;
    }

    /// Writes text of the file; `between` says that it stands between
    /// alternatives, where white space means nothing.
    pub(super) fn push_text(&mut self, text: &str, between: bool) {
        let rest = text.trim_start();
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
    fn joins_without_space(&self, next: Option<char>) -> bool {
        self.last.is_some_and(is_wide) && next.is_none_or(is_wide)
    }

    /// `text` without line ends between wide characters; one at its end is held
    /// back.
    fn without_line_ends<'t>(&mut self, text: &'t str) -> Cow<'t, str> {
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
    fn begins_in_line(&self) -> bool {
        let written = self.out.len();
        self.stack
            .last()
            .is_some_and(|frame| frame.in_line && frame.content == written)
    }

    /// Puts a space before the elements that begin here: white space within a
    /// link, a quotation or brackets belongs before them.
    fn put_space_before(&mut self) {
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
            if let Close::Inspect { start, parts, .. } = &mut frame.close {
                *start += 1;
                let shifted = parts.iter_mut().filter(|part| part.start >= at);
                shifted.for_each(|part| part.start += 1);
            }
        }
    }

    /// Holds back the white space with which a content ends: it belongs after the
    /// element, and not before a stop.
    fn hold_back_space(&mut self, content: usize) {
        let length = self.out.trim_ascii_end().len();
        if length < self.out.len() && length >= content {
            self.out.truncate(length);
            self.pending = Some(Pending::Moved);
        }
    }

    fn write_pending(&mut self) {
        if self.pending.take().is_some() {
            self.out.push(' ');
        }
    }

    /// Takes back white space before a word or sign that joins the one before.
    fn join_before(&mut self, element: Element<'_>) {
        if !joins(element, &["left", "both"]) && !is_in_word(element) {
            return;
        }
        self.pending = None;
        let floor = self
            .stack
            .iter()
            .rev()
            .find_map(|frame| match &frame.close {
                Close::Inspect { start, parts, .. } => {
                    Some(parts.last().map_or(*start, |part| part.start))
                }
                Close::Cut(_) => None,
            });
        let length = self
            .out
            .trim_ascii_end()
            .len()
            .max(floor.unwrap_or_default());
        self.out.truncate(length);
    }

    /// Remembers where an alternative of a `choice` begins.
    fn note_part(&mut self, element: Element<'_>) {
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

    /// Enters the language of `element`, if it names one that is not that of
    /// the surroundings, or is written in another script than they are.
    fn enter_language(&mut self, element: Element<'_>) -> bool {
        let named = element
            .attribute("xml:lang")
            .and_then(|tag| valid_language(&tag));
        let (around, direction) = self
            .languages
            .last()
            .map_or(("", "ltr"), |(tag, dir)| (tag, dir));
        let tag = named.as_deref().unwrap_or(around);
        let expected = if tag.is_empty() {
            direction
        } else {
            super::direction::of_language(tag)
        };
        let looked_at = is_looked_at(element, named.is_some(), is_unnamed(tag));
        let entered = match looked_at.then(|| script_of(element)).flatten() {
            Some((script, share)) if contradicts(script, share, tag, expected) => {
                (with_script(tag, script), script.direction())
            }
            _ => (tag.to_owned(), expected),
        };
        let differs = !entered.0.eq_ignore_ascii_case(around) || entered.1 != direction;
        if differs {
            self.languages.push(entered);
        }
        differs
    }

    fn leave_language(&mut self, entered: bool) {
        if entered {
            self.languages.pop();
        }
    }
}

impl Cut {
    /// Cuts a filled-in template at its content; none if that stands in it
    /// more than once.
    fn new(filled: &str) -> Option<Self> {
        let mut pieces = filled.split(CONTENT);
        let before = pieces.next().unwrap_or_default().to_owned();
        let after = pieces.next();
        pieces.next().is_none().then(|| Self {
            before,
            holds: after.is_some(),
            after: after.unwrap_or_default().to_owned(),
        })
    }

    /// The content as it is.
    fn plain() -> Self {
        Self {
            before: String::new(),
            after: String::new(),
            holds: true,
        }
    }
}

/// Whether an element, or a part of it, is shown on one side of the text alone:
/// its white space is its own.
fn is_on_one_side(element: Element<'_>) -> bool {
    element.is("choice")
        || is_left_out(element, Side::Reading)
        || is_left_out(element, Side::Witness)
}

/// Letters that tell the script of a block.
const LETTERS_OF_BLOCK: u32 = 200;

/// Whether the letters of `element` are looked at to find out its script: in
/// every block, where it says a language, and once for a text without one.
fn is_looked_at(element: Element<'_>, names_language: bool, unnamed: bool) -> bool {
    match tei_name(element) {
        Some(
            "p" | "l" | "ab" | "head" | "line" | "item" | "cell" | "speaker" | "stage" | "note"
            | "quote" | "label",
        ) => true,
        Some("text" | "body" | "sourceDoc" | "standOff") => unnamed,
        _ => names_language,
    }
}

/// How many letters in a hundred are of a script before it counts against the
/// language that the file names.
const CLEARLY: u32 = 90;

/// Whether the letters say something else than the language.
fn contradicts(script: Script, share: u32, tag: &str, direction: &str) -> bool {
    is_unnamed(tag) || (script.direction() != direction && share >= CLEARLY)
}

fn script_of(element: Element<'_>) -> Option<(Script, u32)> {
    Script::of(element.descendants().map(Node::text), LETTERS_OF_BLOCK)
}

/// Whether nobody named the language: at most the script is known.
fn is_unnamed(language: &str) -> bool {
    language.is_empty() || language.starts_with("und")
}

/// The language with a script that is not its usual one.
fn with_script(language: &str, script: Script) -> String {
    let tag = script.tag();
    if is_unnamed(language) {
        // Latin letters are what a browser expects of an unnamed language.
        let expected = script == Script::Latin && language.is_empty();
        return tag.filter(|_| !expected).unwrap_or_default().to_owned();
    }
    let written = tag.and_then(|tag| tag.strip_prefix("und-"));
    let primary = language.split('-').next().unwrap_or_default();
    written.map_or_else(
        || language.to_owned(),
        |script| format!("{primary}-{script}"),
    )
}

/// Whether a word or sign joins its neighbour on one of these sides (att.linguistic).
fn joins(element: Element<'_>, sides: &[&str]) -> bool {
    matches!(element.name(), "w" | "pc" | "c")
        && element
            .attribute("join")
            .is_some_and(|join| sides.contains(&join.as_ref()))
}

/// Whether a line, a column or a page begins within a word.
fn is_in_word(element: Element<'_>) -> bool {
    matches!(element.name(), "lb" | "cb" | "pb" | "gb" | "milestone")
        && element.attribute("break").as_deref() == Some("no")
}

/// Signs before which no space stands.
fn is_stop(c: char) -> bool {
    ".,;:!?·…)]}’”»›」』。、،؛؟܀".contains(c)
}

/// Characters of Chinese and Japanese, and their signs.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{30ff}' | '\u{31c0}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{323af}')
}

/// Whether a text begins with white space that ends a line.
fn is_line_end(text: &str) -> bool {
    text[..text.len() - text.trim_start().len()].contains('\n')
}

/// `text` with a point below every letter, after the marks that it carries.
fn with_points(text: &str) -> String {
    let mut pointed = String::with_capacity(text.len() * 2);
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        pointed.push(c);
        if Script::takes_points(c) {
            while let Some(mark) = characters.next_if(|c| is_combining(*c)) {
                pointed.push(mark);
            }
            pointed.push('\u{323}');
        }
    }
    pointed
}

/// Marks that stand above, below or through the letter before them.
fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Source without the white space that all its lines begin with.
fn outdented(source: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let lines = source
        .lines()
        .skip(1)
        .filter(|line| !line.trim().is_empty());
    let least = lines.map(indent).min().unwrap_or_default();
    let mut outdented = String::with_capacity(source.len());
    for (number, line) in source.lines().enumerate() {
        outdented.push_str(if number > 0 { "\n" } else { "" });
        outdented.push_str(
            line.get(if number > 0 { least } else { 0 }..)
                .unwrap_or_default(),
        );
    }
    outdented
}

/// What stands beside the text and is shown after it.
pub(super) fn beside_the_text(document: &Document) -> impl Iterator<Item = Element<'_>> {
    let root = document.tree().root();
    let roots: Vec<NodeId> = document.text().map(|text| text.id()).collect();
    let beside = root
        .elements()
        .filter(|child| child.is("standOff") || child.is("facsimile"));
    beside.filter(move |child| {
        !roots.contains(&child.id()) && !(child.is("facsimile") && child.text().trim().is_empty())
    })
}

/// The description of a letter in the header (TEI CCDE).
pub(super) fn correspondence(document: &Document) -> impl Iterator<Item = Element<'_>> {
    let header = document.tree().root().child("teiHeader");
    let profile = header.and_then(|header| header.child("profileDesc"));
    profile
        .into_iter()
        .flat_map(|profile| profile.elements())
        .filter(|child| child.is("correspDesc"))
}

/// Where the stretches end that begin with `addSpan`, `delSpan`, `damageSpan`.
fn span_ends(document: &Document) -> FxHashMap<NodeId, &'static str> {
    let mut ends = FxHashMap::default();
    let tree = document.tree();
    let names = ["addSpan", "delSpan", "damageSpan"]
        .into_iter()
        .filter(|name| tree.has_name(name));
    for name in names {
        for span in tree.root().find_all(name) {
            ends.extend(
                crate::tei::pointer::target(tree, span, "spanTo").map(|end| (end.id(), name)),
            );
        }
    }
    ends
}

/// The notes that are called at `element`, other than by standing there.
fn calls_at<'a>(document: &'a Document, element: Element<'_>) -> Vec<&'a PlacedNote> {
    let called = document.notes_called_at(element.id());
    let at_note = |note: &&PlacedNote| {
        note.call
            .as_ref()
            .is_some_and(|call| call.stands != Stands::AtNote)
    };
    called.filter(at_note).collect()
}

/// Gives the first call to the element that is one.
fn take_call(reads: bool, calls: &mut Vec<&PlacedNote>, variables: &mut Variables) {
    let instead = |note: &PlacedNote| {
        note.call
            .as_ref()
            .is_some_and(|call| call.stands == Stands::Instead)
    };
    if reads && calls.first().is_some_and(|note| instead(note)) {
        variables.note = super::dressing::note_value(calls.remove(0));
    }
}

/// Whether `element` stands in the apparatus, not in the text: a reading that
/// the text does not take, a remark about one, an entry about words elsewhere.
fn is_reading_elsewhere(document: &Document, element: Element<'_>) -> bool {
    let is_entry = |app: &Element<'_>| document.entry_at(app.id()).is_some();
    if element.is("app") {
        return is_entry(&element) && speaks_of_elsewhere(element);
    }
    let in_app = |parent: &Element<'_>| parent.is("app") || parent.is("rdgGrp");
    if element.parent().is_none_or(|parent| !in_app(&parent)) {
        return false;
    }
    let app = element.ancestors().find(|above| above.is("app"));
    let Some(app) = app.filter(is_entry) else {
        return false;
    };
    let holds = |taken: Element<'_>| element.id() <= taken.id() && taken.id() < element.end();
    let taken = lemma_or_first_reading(app);
    taken.is_none_or(|taken| taken != element && !(element.is("rdgGrp") && holds(taken)))
}

/// `parts` of a choice: what each side takes, and each alternative by its name.
/// `corr` is what the reading text has: for a proposal, that is the `sic`.
fn parts_value(choice: Option<Element<'_>>, parts: &[Part], out: &str) -> minijinja::Value {
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
    let has_corr = values.iter().any(|(name, _)| name == "corr");
    if let Some(at) = reading.filter(|_| !has_corr && parts.iter().any(|part| part.proposal)) {
        values.push(("corr".to_owned(), html(text(at))));
    }
    super::context::Named::open(values)
}

/// For every element of the text whether it, and whether something below it,
/// stands on lines of its own.
fn blocks(document: &Document, extent: &Extent<'_>) -> Vec<Lines> {
    let mut blocks = vec![Lines::default(); document.tree().len()];
    let beside = beside_the_text(document).map(|root| (root.id(), root.end()));
    for (from, to) in extent.ranges().into_iter().chain(beside) {
        for element in document.tree().between(from, to).filter_map(Node::element) {
            let own = is_block(element);
            let lines = &mut blocks[element.id().index()];
            (lines.known, lines.own) = (true, own);
            if !own || is_reading_elsewhere(document, element) {
                continue;
            }
            for above in element.ancestors() {
                let within = &mut blocks[above.id().index()].within;
                if above.is("note") || std::mem::replace(within, true) {
                    break;
                }
            }
        }
    }
    blocks
}
