//! How does a tree become HTML?
//!
//! A walk over the nodes in document order, with a stack of its own: documents
//! may be deeper than the program's stack. Each element is opened, its children
//! are written into the same text, and it is closed. A template that inspects
//! its content gets what was written since.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::behaviours::{Behaviour, omitted_because};
use super::beside::{beside_the_text, correspondence, span_ends};
use super::context::{Variables, html};
use super::cut::Cut;
use super::dress::{CONTENT, CONTENT_WITH_LINK};
use super::error::Error;
use super::extent::Extent;
use super::foreign::{self, Foreign};
use super::lines::{Lines, blocks};
use super::look::{Look, entry_value, note_value};
use super::placed::Placed;
use super::plates::PictureLinks;
use super::run::{Close, Frame, Pending, parts_value};
pub use super::run::{Run, run};
use super::safety::push_escaped;
use super::set::{TemplateSet, Wardrobe};
use super::slot::Slots;
use super::typography::{is_in_word, outdented};
use super::waiting::Place;
use crate::tei::element::is_block;
use crate::tei::note::{PlacedNote, Stands, says_something};
use crate::tei::parting::{is_parted_as_shown, is_parted_from_next_as_shown, is_value_before_word};
use crate::tei::text::{
    Side, is_left_out, lemma_or_first_reading, speaks_of_elsewhere, stands_between_alternatives,
};
use crate::tei::traits::{Traits, traits};
use crate::tei::unspaced::unspaced;
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
    /// Where its entries stand, and which readings stand in the text.
    pub(super) placed: Placed<'a>,
    /// Whether the page has the apparatus of what it shows.
    pub(super) has_apparatus: bool,
    /// The links to the pictures beside the text, if there are any.
    pub(super) pictures: Option<PictureLinks>,
    /// What stands before the path of a file that was handed in.
    pub(super) files_href: &'a str,
    wardrobes: Vec<Option<Wardrobe<'a>>>,
    blocks: Vec<Lines>,
    cache: FxHashMap<String, Rc<Cut>>,
    /// Room for keys.
    key: String,
    /// The templates that show the source, and what stands beside a unit.
    code: usize,
    pub(super) margin: usize,
    shown_notes: Vec<bool>,
    /// Whether the notes stand in a list of their own, and not in the text.
    pub(super) notes_apart: bool,
    /// Where stretches of text end that begin with `addSpan` and its like.
    pub(super) span_ends: FxHashMap<NodeId, &'static str>,
    /// First nodes and ends of what is shown.
    shown: Vec<(NodeId, NodeId)>,
    /// What was done with every element, if anybody asks.
    pub(super) trace: Option<Trace>,
}

/// The template of what stands beside a unit.
const MARGIN: &str = "elements/_margin.html";

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

enum Step {
    Into,
    Over,
}

impl<'a> Walk<'a> {
    /// A walk over what is on one page of `document`, dressed by `set`.
    pub fn within(
        extent: Extent<'a>,
        document: &'a Document,
        set: &'a TemplateSet,
        mark: bool,
    ) -> Self {
        let mut notes_of_unit: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
        let notes = document.notes();
        let mut order = extent.notes();
        let tree = document.tree();
        order.sort_by_key(|&at| notes[at].call.as_ref().map(|call| call.place(tree)));
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
            placed: Placed::default(),
            has_apparatus: true,
            pictures: None,
            files_href: "",
            wardrobes: Vec::new(),
            blocks: blocks(document, &extent),
            cache: FxHashMap::default(),
            key: String::new(),
            code: set.named("elements/_code.html"),
            margin: set.named(MARGIN),
            shown_notes: vec![false; notes.len()],
            notes_apart: false,
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
            run.out = self.member(range.0, (language, direction))?;
            self.nodes(self.extent.nodes(range), &mut run)?;
            if text.is_empty() {
                text = run.out;
            } else {
                text.push_str(&run.out);
            }
        }
        let mut left = String::new();
        for at in self.extent.notes() {
            let is_listed = self.notes_apart && document.notes()[at].call.is_some();
            if !self.shown_notes[at] && !is_listed {
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

    /// The notes of the page that have a place in the text and were not given there,
    /// by their indices, in the order of their calls.
    pub fn notes_left(
        &mut self,
        (language, direction): (&str, &'static str),
    ) -> Result<Vec<(usize, String)>, Error> {
        let notes = self.document.notes();
        let mut left: Vec<usize> = self.extent.notes();
        left.retain(|&at| !self.shown_notes[at] && notes[at].call.is_some());
        let tree = self.document.tree();
        left.sort_by_key(|&at| notes[at].call.as_ref().map(|call| call.place(tree)));
        let told = left.into_iter().map(|at| {
            let html = self.note(&notes[at], &run(language, direction))?;
            Ok((at, html))
        });
        told.collect()
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
    pub(super) fn note(&mut self, note: &'a PlacedNote, around: &Run) -> Result<String, Error> {
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
        let inner = Run {
            languages: run.languages.clone(),
            ..Run::default()
        };
        let mut content = self.inside(element, inner)?;
        for part in &note.further {
            let Some(part) = self.document.tree().node(*part).element() else {
                continue;
            };
            if !content.is_empty() {
                content.push(' ');
            }
            if let Some(id) = self.document.html_id(part.id()) {
                content.extend(["<span id=\"", id, "\"></span>"]);
            }
            let inner = Run {
                languages: run.languages.clone(),
                ..Run::default()
            };
            content.push_str(&self.inside(part, inner)?);
        }
        let look = self.look(element, dress, &run, has_language, Some(note))?;
        let mut html = String::new();
        self.write_dressed(
            &mut html,
            &content,
            element,
            dress,
            &run,
            (1, has_language),
            look,
        )?;
        Ok(html)
    }

    /// Writes nodes into a run, and closes what they opened.
    pub(super) fn nodes(
        &mut self,
        nodes: impl Iterator<Item = Node<'a>>,
        run: &mut Run,
    ) -> Result<(), Error> {
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
                None if self.is_replaced(run) => {}
                None => {
                    let between = stands_between_alternatives(node);
                    let text = unspaced(node, node.text());
                    match run.ranges.is_empty() {
                        true => run.push_text(&text, between),
                        false => self.push_in_range(run, &text, between)?,
                    }
                }
            }
        }
        self.close_ranges(run, None)?;
        self.close_until(run, None)?;
        self.set_down(run)
    }

    fn open(&mut self, run: &mut Run, element: Element<'a>) -> Result<Step, Error> {
        let index = run.stack.last_mut().map_or(1, |frame| {
            frame.children += 1;
            frame.children
        });
        run.write_pending();
        self.set_down_before(run, element)?;
        run.note_part(element);
        if !element.is_tei() {
            return self.open_foreign(run, element);
        }
        if self.is_elsewhere(element) {
            return Ok(self.leave_out(element, READING));
        }
        if !self.is_block(element) && is_parted_as_shown(element, run.last) {
            run.push_text(" ", false);
        }
        self.point_at_pictures(run, element);
        if traits(element).has(Traits::NOTE) {
            return self.open_note(run, element);
        }
        let dress = self.choose(element);
        if dress == self.code {
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
        self.open_reading(run, element);
        let has_language = run.enter_language(element);
        let reads = self.set.dress(dress);
        let document = self.document;
        if let Some(trace) = &mut self.trace {
            trace.dressed.push((element.id(), dress));
        }
        run.join_before(element);
        let begins = run.out.len();
        let mut calls = match run.copying || self.extent.began_before(element.id()) {
            true => Vec::new(),
            false => calls_at(document, element),
        };
        for note in &calls {
            self.wait(run, note);
        }
        let note = take_call(reads.note, &mut calls);
        let asks = reads.asks_content;
        let whole = (reads.parts && (asks || element.is("choice"))) || (asks && note.is_some());
        let close = if whole || !reads.streams {
            None
        } else if asks {
            Some(Close::Asks { dress, index })
        } else {
            let look = self.look(element, dress, run, has_language, note)?;
            let cut = self.cut(element, dress, run, (index, has_language), &look, CONTENT)?;
            cut.map(|cut| {
                cut.before.write(&mut run.out, &look.slots);
                let after = cut.after.fixed().is_none().then(|| {
                    let mut after = String::new();
                    cut.after.write(&mut after, &look.slots);
                    after
                });
                Close::Cut(cut, after)
            })
        };
        let close = match close {
            Some(close) => close,
            None => {
                let look = self.look(element, dress, run, has_language, note)?;
                let variables =
                    self.variables(element, dress, run, (index, has_language), (&look, false));
                let (variables, parts) = (Box::new(variables), Vec::new());
                Close::Inspect {
                    dress,
                    variables,
                    parts,
                }
            }
        };
        let step = match &close {
            Close::Cut(cut, _) if !cut.holds => Step::Over,
            _ => Step::Into,
        };
        let mut trailing = String::new();
        for note in calls {
            trailing.push_str(&self.call(note, run)?);
        }
        if let Some(unit) = self.unit(element, run).filter(|_| !reads.unit) {
            trailing.push_str(&self.margin(unit, run)?);
        }
        if self.is_block(element) && matches!(close, Close::Cut(..)) {
            run.out.push_str(&std::mem::take(&mut trailing));
        }
        if let (Step::Over, Close::Cut(cut, after)) = (&step, &close) {
            let reason = omitted_because(element.name());
            self.leave_out(element, reason.unwrap_or("its template shows no content"));
            run.out.push_str(&trailing);
            write_after(&mut run.out, cut, after.as_deref());
            if is_value_before_word(element) {
                run.out.push(' ');
            }
            run.leave_language(has_language);
            run.joins |= is_in_word(element);
            self.close_entry(run, element.id());
            return Ok(step);
        }
        run.push(element, close, trailing, has_language);
        let in_line = !self.is_block(element) && !is_on_one_side(element);
        if let Some(frame) = run.stack.last_mut() {
            (frame.begins, frame.in_line) = (begins, in_line);
        }
        Ok(Step::Into)
    }

    /// Tally and side notes of a unit.
    pub(super) fn margin(&mut self, unit: usize, run: &Run) -> Result<String, Error> {
        let look = Look {
            unit: Some(unit),
            ..Look::default()
        };
        self.dressed(("", ""), look, self.margin, run)
    }

    /// What is not an element of the file, dressed: its name, and its content.
    pub(super) fn dressed(
        &mut self,
        (name, content): (&str, &str),
        look: Look<'a>,
        dress: usize,
        run: &Run,
    ) -> Result<String, Error> {
        let look = self.look_of(look, dress, run)?;
        let mark = mark_of(content);
        let mut key = std::mem::take(&mut self.key);
        key.clear();
        key.extend([name, mark, "\u{1}"]);
        self.key_of(&mut key, dress, &look);
        let set = self.set;
        let reads = set.dress(dress);
        let kept = self.cache.get(&key).filter(|_| reads.streams).cloned();
        let is_new = kept.is_none();
        let variables = |open| Variables {
            element: super::dressing::bare_element(name),
            unit: self.unit_value(&look, reads, open),
            entry: entry_value(&look, reads, open),
            note: note_value(&look, reads, open),
            ..Variables::default()
        };
        let cut = match kept {
            None if reads.streams => {
                let content = html(mark);
                let cut = self.filled_and_cut(
                    dress,
                    Variables {
                        content,
                        ..variables(true)
                    },
                    mark,
                )?;
                cut.map(Rc::new)
            }
            kept => kept,
        };
        let Some(cut) = cut else {
            let content = html(content);
            return self.fill(
                dress,
                Variables {
                    content,
                    ..variables(false)
                },
            );
        };
        let mut out = String::with_capacity(content.len() + DRESSED);
        cut.before.write(&mut out, &look.slots);
        if cut.holds {
            out.push_str(content);
        }
        cut.after.write(&mut out, &look.slots);
        if is_new {
            self.keep(key.clone(), cut);
        }
        self.key = key;
        Ok(out)
    }

    fn open_foreign(&mut self, run: &mut Run, element: Element<'a>) -> Result<Step, Error> {
        let shown = foreign::foreign(element, run.in_drawing);
        let cut = match shown {
            Foreign::Kept => Cut::around(
                foreign::start_tag(element, &self.set.wording),
                format!("</{}>", element.name()),
            ),
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
        cut.before.write(&mut run.out, &Slots::default());
        run.push(
            element,
            Close::Cut(Rc::new(cut), None),
            String::new(),
            false,
        );
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
        let cut = self.filled_and_cut(self.set.named(name), variables, CONTENT)?;
        Ok(cut.unwrap_or_else(Cut::plain))
    }

    /// An element as its source.
    fn code(&mut self, run: &mut Run, element: Element<'a>, name: &str) -> Result<Step, Error> {
        let cut = self.bare(name, element, String::new())?;
        cut.before.write(&mut run.out, &Slots::default());
        push_escaped(&mut run.out, &outdented(element.node().raw()));
        cut.after.write(&mut run.out, &Slots::default());
        Ok(Step::Over)
    }

    /// A note leaves its call where it stands, if that is its place; otherwise it is
    /// given once more in the place it has in the witness.
    fn open_note(&mut self, run: &mut Run, element: Element<'a>) -> Result<Step, Error> {
        match self.document.note_at(element.id()) {
            Some(note)
                if note
                    .call
                    .as_ref()
                    .is_some_and(|call| call.is_note_at(element.id())) =>
            {
                if !run.copying {
                    let call = self.call(note, run)?;
                    run.out.push_str(&call);
                    self.wait(run, note);
                }
                Ok(Step::Over)
            }
            // It goes on here from where it began.
            Some(note) if note.node != element.id() || is_called_at_note(note) => Ok(Step::Over),
            Some(_) if !run.copying => {
                let name = "elements/_note-in-witness.html";
                let variables = Variables {
                    content: html(CONTENT),
                    ..Variables::default()
                };
                let cut = self.filled_and_cut(self.set.named(name), variables, CONTENT)?;
                let cut = Rc::new(cut.unwrap_or_else(Cut::plain));
                cut.before.write(&mut run.out, &Slots::default());
                run.push(element, Close::Cut(cut, None), String::new(), false);
                run.copying = true;
                if let Some(frame) = run.stack.last_mut() {
                    frame.marks.is_copy = true;
                }
                Ok(Step::Into)
            }
            None if !says_something(element) => Ok(self.leave_out(element, "it has no words")),
            _ if element.ancestors().any(|above| above.is("note")) => {
                let name = self.set.named("elements/_note-in-note.html");
                self.open_dressed(run, element, name, 1)
            }
            // A note of an apparatus.
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
        while let Some(mut frame) = run
            .stack
            .pop_if(|frame| node.is_none_or(|node| frame.end <= node))
        {
            if frame.in_line {
                run.hold_back_space(frame.content);
            } else {
                run.write_pending();
            }
            let place = match run.waiting.is_empty() {
                true => None,
                false => self.place_of_waiting(run, frame.element),
            };
            if place == Some(Place::Within) {
                self.set_down(run)?;
            }
            self.close(run, &mut frame)?;
            let element = self.document.tree().node(frame.element).element();
            let is_apart = |one: Element<'_>| {
                frame.in_line && one.is_tei() && is_parted_from_next_as_shown(one)
            };
            if element.is_some_and(is_apart) && run.pending.is_none() {
                run.pending = Some(Pending::Moved);
            }
            run.leave_language(frame.has_language);
            run.leave(&frame.marks);
            if place == Some(Place::After) {
                self.set_down(run)?;
            }
            self.close_entry(run, frame.element);
        }
        Ok(())
    }

    /// Writes what comes after the content; around it, if its template had to wait.
    fn close(&mut self, run: &mut Run, frame: &mut Frame) -> Result<(), Error> {
        let node = self.document.tree().node(frame.element).element();
        match &mut frame.close {
            Close::Cut(cut, after) => {
                run.out.push_str(&frame.trailing);
                write_after(&mut run.out, cut, after.as_deref());
            }
            Close::Asks { dress, index } => {
                let Some(element) = node else {
                    return Ok(());
                };
                let mut content = run.out.split_off(frame.content);
                content.push_str(&frame.trailing);
                let look = self.look(element, *dress, run, frame.has_language, None)?;
                let mut out = std::mem::take(&mut run.out);
                let facts = (*index, frame.has_language);
                let written =
                    self.write_dressed(&mut out, &content, element, *dress, run, facts, look);
                run.out = out;
                written?;
            }
            Close::Inspect {
                dress,
                variables,
                parts,
            } => {
                if self.set.dress(*dress).parts {
                    variables.parts = parts_value(node, parts, &run.out);
                }
                let mut content = run.out.split_off(frame.content);
                content.push_str(&frame.trailing);
                variables.content = html(content);
                let variables = std::mem::take(&mut **variables);
                run.out.push_str(&self.fill(*dress, variables)?);
            }
        }
        Ok(())
    }

    /// Writes an element whose content is known.
    #[expect(clippy::too_many_arguments, reason = "what is written, and where")]
    fn write_dressed(
        &mut self,
        out: &mut String,
        content: &str,
        element: Element<'a>,
        dress: usize,
        run: &Run,
        facts: (u32, bool),
        look: Look<'a>,
    ) -> Result<(), Error> {
        let streams = self.set.dress(dress).streams;
        let mark = mark_of(content);
        let cut = match streams {
            true => self.cut(element, dress, run, facts, &look, mark)?,
            false => None,
        };
        match cut {
            Some(cut) => {
                cut.before.write(out, &look.slots);
                out.push_str(if cut.holds { content } else { "" });
                cut.after.write(out, &look.slots);
            }
            None => {
                let mut variables = self.variables(element, dress, run, facts, (&look, false));
                variables.content = html(content);
                out.push_str(&self.fill(dress, variables)?);
            }
        }
        Ok(())
    }

    /// The call of a note that has no element of its own.
    fn call(&mut self, note: &'a PlacedNote, run: &Run) -> Result<String, Error> {
        let look = Look {
            note: Some(note),
            ..Look::default()
        };
        self.dressed(("anchor", ""), look, self.set.call(), run)
    }

    /// The template around the content, for which `mark` stands; the one that was
    /// filled in for an element that looks alike, if there was one. None if the
    /// template wants its content more than once.
    fn cut(
        &mut self,
        element: Element<'a>,
        dress: usize,
        run: &Run,
        facts: (u32, bool),
        look: &Look<'a>,
        mark: &str,
    ) -> Result<Option<Rc<Cut>>, Error> {
        let mut key = std::mem::take(&mut self.key);
        key.clear();
        key.push_str(mark);
        let alike = self.key(&mut key, element, dress, run, facts.1, look);
        let kept = self.cache.get(&key).filter(|_| alike).cloned();
        let cut = match kept {
            Some(cut) => Some(cut),
            None => {
                let mut variables = self.variables(element, dress, run, facts, (look, true));
                variables.content = html(mark);
                let cut = self.filled_and_cut(dress, variables, mark)?.map(Rc::new);
                if let Some(cut) = cut.as_ref().filter(|_| alike) {
                    self.keep(key.clone(), cut.clone());
                }
                cut
            }
        };
        self.key = key;
        Ok(cut)
    }

    fn keep(&mut self, key: String, cut: Rc<Cut>) {
        if self.cache.len() < LARGEST_CACHE {
            self.cache.insert(key, cut);
        }
    }

    fn filled_and_cut(
        &self,
        dress: usize,
        variables: Variables,
        mark: &str,
    ) -> Result<Option<Cut>, Error> {
        let filled = self.fill(dress, variables)?;
        Ok(match mark {
            "" => Some(Cut::around(filled, String::new())),
            _ => Cut::new(&filled, mark),
        })
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
    pub(super) fn is_block(&self, element: Element<'_>) -> bool {
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

/// Bytes that are put around the call of a note, or stand beside a unit.
const DRESSED: usize = 512;

/// Cut templates that are kept, at most: a page has a few hundred.
const LARGEST_CACHE: usize = 20_000;

/// Whether an element, or a part of it, is shown on one side of the text alone:
/// its white space is its own.
fn is_on_one_side(element: Element<'_>) -> bool {
    let own = traits(element);
    own.has(Traits::CHOICE)
        || (is_left_out(element, Side::Reading) && !own.has(Traits::READING_AID))
        || (is_left_out(element, Side::Witness) && !own.has(Traits::READING_AID.and(Traits::ADD)))
}

/// Whether a note is called at one of its parts.
fn is_called_at_note(note: &PlacedNote) -> bool {
    let call = note.call.as_ref();
    call.is_some_and(|call| call.stands == Stands::AtNote)
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
fn take_call<'a>(reads: bool, calls: &mut Vec<&'a PlacedNote>) -> Option<&'a PlacedNote> {
    let call = calls.first()?.call.as_ref()?;
    (reads && call.stands == Stands::Instead).then(|| calls.remove(0))
}

/// The mark that stands for content like this.
fn mark_of(content: &str) -> &'static str {
    match content {
        "" => "",
        _ if content.contains("<a ") => CONTENT_WITH_LINK,
        _ => CONTENT,
    }
}

/// Writes what comes after the content of a cut template.
fn write_after(out: &mut String, cut: &Cut, after: Option<&str>) {
    match after {
        Some(after) => out.push_str(after),
        None => cut.after.write(out, &Slots::default()),
    }
}

/// Whether `element` stands in the apparatus, not in the text: a reading that
/// the text does not take, a remark about one, an entry about words elsewhere.
/// `put_in` is the reading that stands in the text of this entry instead of what it
/// takes, if one does.
pub(super) fn is_reading_elsewhere(
    document: &Document,
    element: Element<'_>,
    put_in: impl Fn(NodeId) -> Option<NodeId>,
) -> bool {
    let is_entry = |app: &Element<'_>| document.entry_at(app.id()).is_some();
    let is_app = |element: &Element<'_>| traits(*element).has(Traits::APP);
    if is_app(&element) {
        return is_entry(&element) && speaks_of_elsewhere(element);
    }
    let alternatives = Traits::APP.and(Traits::GROUP);
    let around = element.parent().map(traits);
    if around.is_none_or(|around| !around.has(alternatives)) {
        return false;
    }
    let app = element.ancestors().find(is_app);
    let Some(app) = app.filter(is_entry) else {
        return false;
    };
    let holds = |taken: Element<'_>| element.id() <= taken.id() && taken.id() < element.end();
    let other = put_in(app.id()).and_then(|node| document.tree().node(node).element());
    let taken = other.or_else(|| lemma_or_first_reading(app));
    let is_group = traits(element).has(Traits::GROUP);
    taken.is_none_or(|taken| taken != element && !(is_group && holds(taken)))
}
