//! How does a tree become HTML?
//!
//! A walk over the nodes in document order, with a stack of its own: documents
//! may be deeper than the program's stack. Each element is opened, its children
//! are written into the same text, and it is closed. A template that inspects
//! its content gets what was written since.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::behaviours::Behaviour;
use super::context::{Variables, html};
use super::dress::CONTENT;
use super::error::Error;
use super::safety::push_escaped;
use super::set::{TemplateSet, Wardrobe};
use crate::tei::element::is_block;
use crate::tei::note::{PlacedNote, Stands};
use crate::tei::text::{Side, chosen, lemma_or_first_reading, stands_between_alternatives};
use crate::tei::{Document, structure};
use crate::xml::{Element, Node, NodeId};

/// The walk over one document.
pub struct Walk<'a> {
    pub(super) document: &'a Document,
    pub(super) set: &'a TemplateSet,
    /// Whether places of the apparatus are marked.
    pub(super) mark: bool,
    pub(super) notes_of_unit: FxHashMap<usize, Vec<usize>>,
    pub(super) first_paragraph: Option<usize>,
    /// What stands before the path of a file that was handed in.
    pub(super) files_href: &'a str,
    wardrobes: Vec<Option<Wardrobe<'a>>>,
    blocks: Vec<bool>,
    cache: FxHashMap<String, Rc<Cut>>,
    shown_notes: Vec<bool>,
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
    out: String,
    stack: Vec<Frame>,
    pub(super) languages: Vec<(String, &'static str)>,
    /// Whether this is written a second time, without ids.
    pub(super) copying: bool,
}

struct Frame {
    element: NodeId,
    end: NodeId,
    close: Close,
    /// Written after the content: calls of notes about this element.
    trailing: String,
    children: u32,
    has_language: bool,
    is_copy: bool,
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

enum Step {
    Into,
    Over,
}

impl<'a> Walk<'a> {
    /// A walk over `document`, dressed by `set`.
    pub fn new(document: &'a Document, set: &'a TemplateSet, mark: bool) -> Self {
        let mut notes_of_unit: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
        let notes = document.notes();
        let mut order: Vec<usize> = (0..notes.len()).collect();
        order.sort_by_key(|&at| notes[at].call.as_ref().map(|call| call.node));
        for at in order {
            if let Some(unit) = notes[at].unit {
                notes_of_unit.entry(unit).or_default().push(at);
            }
        }
        Self {
            document,
            set,
            mark,
            notes_of_unit,
            first_paragraph: structure::first_paragraph(document),
            files_href: "",
            wardrobes: Vec::new(),
            blocks: blocks(document),
            cache: FxHashMap::default(),
            shown_notes: vec![false; notes.len()],
        }
    }

    /// The whole text, and after it the notes that have no place in it. The
    /// surroundings are in `language` and written in `direction`.
    pub fn text(&mut self, language: &str, direction: &'static str) -> Result<String, Error> {
        let mut text = String::new();
        let document = self.document;
        for root in document.text() {
            text.push_str(&self.element(root, run(language, direction))?);
        }
        let mut left = String::new();
        for (at, note) in document.notes().iter().enumerate() {
            if !self.shown_notes[at] {
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
        Ok(text)
    }

    /// The content of an element without its own dress: for titles.
    pub fn inside(&mut self, element: Element<'a>, mut run: Run) -> Result<String, Error> {
        self.nodes(element.descendants(), &mut run)?;
        Ok(run.out)
    }

    fn element(&mut self, root: Element<'a>, mut run: Run) -> Result<String, Error> {
        self.nodes(
            std::iter::once(root.node()).chain(root.descendants()),
            &mut run,
        )?;
        Ok(run.out)
    }

    /// A note as it is given beside the text.
    pub(super) fn note(&mut self, note: &PlacedNote, around: &Run) -> Result<String, Error> {
        let Some(element) = self.document.tree().node(note.node).element() else {
            return Ok(String::new());
        };
        if let Some(at) = self
            .document
            .notes()
            .iter()
            .position(|other| std::ptr::eq(other, note))
        {
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
            match node.element() {
                Some(element) => {
                    if let Step::Over = self.open(run, element)? {
                        resume = Some(element.end());
                    }
                }
                None if stands_between_alternatives(node) => {}
                None => push_escaped(&mut run.out, &node.text()),
            }
        }
        self.close_until(run, None)
    }

    fn open(&mut self, run: &mut Run, element: Element<'a>) -> Result<Step, Error> {
        let index = run.stack.last_mut().map_or(1, |frame| {
            frame.children += 1;
            frame.children
        });
        run.note_part(element);
        if !element.is_tei() {
            return self.open_foreign(run, element);
        }
        if is_reading_elsewhere(self.document, element) {
            return Ok(Step::Over);
        }
        if element.is("note") {
            return self.open_note(run, element);
        }
        let dress = self.choose(element);
        self.open_dressed(run, element, dress, index)
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
        if self.is_block(element) && matches!(close, Close::Cut(_)) {
            run.out.push_str(&std::mem::take(&mut trailing));
        }
        if let (Step::Over, Close::Cut(cut)) = (&step, &close) {
            run.out.push_str(&trailing);
            run.out.push_str(&cut.after);
            run.leave_language(has_language);
            return Ok(step);
        }
        run.push(element, close, trailing, has_language);
        Ok(Step::Into)
    }

    fn open_foreign(&mut self, run: &mut Run, element: Element<'a>) -> Result<Step, Error> {
        let dress = self.set.named("elements/_foreign.html");
        let mut variables = Variables {
            content: html(CONTENT),
            ..Variables::default()
        };
        variables.element = super::dressing::bare_element(element.qualified_name());
        let cut = Rc::new(
            self.filled_and_cut(dress, variables)?
                .unwrap_or_else(Cut::plain),
        );
        run.out.push_str(&cut.before);
        run.push(element, Close::Cut(cut), String::new(), false);
        Ok(Step::Into)
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
                    frame.is_copy = true;
                }
                Ok(Step::Into)
            }
            // A note on a note, or of an apparatus.
            _ => {
                let behaviour = Behaviour::of("note", self.is_block(element));
                self.open_dressed(run, element, self.set.named(behaviour.template()), 1)
            }
        }
    }

    fn close_until(&mut self, run: &mut Run, node: Option<NodeId>) -> Result<(), Error> {
        while let Some(frame) = run
            .stack
            .pop_if(|frame| node.is_none_or(|node| frame.end <= node))
        {
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
            if frame.is_copy {
                run.copying = false;
            }
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

    fn fill(&self, dress: usize, variables: Variables) -> Result<String, Error> {
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
        self.holds_blocks(element) || is_block(element)
    }

    pub(super) fn holds_blocks(&self, element: Element<'_>) -> bool {
        self.blocks
            .get(element.id().index())
            .copied()
            .unwrap_or_default()
    }
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
        self.stack.push(Frame {
            element: element.id(),
            end: element.end(),
            close,
            trailing,
            children: 0,
            has_language,
            is_copy: false,
        });
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
    /// the surroundings.
    fn enter_language(&mut self, element: Element<'_>) -> bool {
        let Some(tag) = element.attribute("xml:lang") else {
            return false;
        };
        let Some(tag) = super::safety::safe_language(&tag) else {
            return false;
        };
        if self
            .languages
            .last()
            .is_some_and(|(around, _)| around.eq_ignore_ascii_case(tag))
        {
            return false;
        }
        self.languages
            .push((tag.to_owned(), super::direction::of_language(tag)));
        true
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

/// Whether `element` is a reading that stands in the apparatus, not in the text.
fn is_reading_elsewhere(document: &Document, element: Element<'_>) -> bool {
    let Some(parent) = element
        .parent()
        .filter(|parent| parent.is("app") || parent.is("rdgGrp"))
    else {
        return false;
    };
    let app = if parent.is("app") {
        Some(parent)
    } else {
        parent.parent()
    };
    let Some(app) = app.filter(|app| document.entry_at(app.id()).is_some()) else {
        return false;
    };
    let taken = lemma_or_first_reading(app);
    !taken.is_some_and(|taken| taken == element || taken.parent() == Some(element))
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

/// For every node whether something below it stands on lines of its own.
fn blocks(document: &Document) -> Vec<bool> {
    let mut blocks = vec![false; document.tree().len()];
    for root in document.text() {
        for element in root.descendants().filter_map(Node::element) {
            if !is_block(element) || is_reading_elsewhere(document, element) {
                continue;
            }
            for above in element.ancestors() {
                if above.is("note") || std::mem::replace(&mut blocks[above.id().index()], true) {
                    break;
                }
            }
        }
    }
    blocks
}
