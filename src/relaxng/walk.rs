//! The document is walked from its first tag to its last.
//!
//! After an error the walk goes on as jing does: what may not stand where it
//! stands is judged by what elements of its name hold elsewhere; an attribute
//! that does not belong is passed over; what is missing is said once, where
//! its absence is certain.

use std::collections::HashMap;

use super::arena::Id;
use super::automaton::{AttributeStep, Automaton, Frame};
use super::datatype::Identity;
use super::grammar::Grammar;
use super::messages::{self, Scene};
use super::names::Class;
use super::places;
use super::prefixes;
use super::report::{Fault, Foreign, Report};
use super::{XMLNS, strings};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::xml::{Attribute, Element, Kind, Node, NodeId, Tree};

/// Namespace of `xi:include`.
const XINCLUDE: &str = "http://www.w3.org/2001/XInclude";

/// Validates `tree`.
pub(super) fn walk(grammar: &Grammar, automaton: &mut Automaton, tree: &Tree) -> Report {
    let mut walker = Walker {
        state: grammar.start,
        grammar,
        automaton,
        tree,
        open: Vec::new(),
        classes: Vec::new(),
        typed: false,
        text: String::new(),
        text_span: Span::default(),
        ids: HashMap::new(),
        references: Vec::new(),
        at: tree.root().id(),
        foreign_up_to: tree.root().id(),
        report: Report::default(),
    };
    walker.document();
    walker.report
}

/// An element whose end has not been met.
struct Open<'t> {
    element: Element<'t>,
    frame: Frame,
}

struct Walker<'a, 't> {
    grammar: &'a Grammar,
    automaton: &'a mut Automaton,
    tree: &'t Tree,
    /// What the innermost open element still allows.
    state: Id,
    open: Vec<Open<'t>>,
    /// The class of each name of the document, by index of the name.
    classes: Vec<Option<Class>>,
    /// The innermost element may hold text of a datatype, which is kept until
    /// all of it is known.
    typed: bool,
    text: String,
    text_span: Span,
    /// Where each id was met first.
    ids: HashMap<String, NodeId>,
    references: Vec<(String, Span, u32)>,
    /// The node that is looked at.
    at: NodeId,
    /// Up to here everything belongs to an addition of another vocabulary that
    /// was counted as a whole.
    foreign_up_to: NodeId,
    report: Report,
}

impl<'t> Walker<'_, 't> {
    fn document(&mut self) {
        let root = self.tree.root();
        if self.state.is_not_allowed() {
            let message = "the schema allows no document at all";
            let finding = Diagnostic::error("schema-empty", root.start_tag(), message);
            self.add(finding, root.start_tag().end, None);
        }
        self.element(root);
        for node in root.descendants() {
            self.close_before(node.id());
            self.at = node.id();
            if self.automaton.arena.exhausted {
                return self.give_up(node);
            }
            match node.kind() {
                Kind::Element => {
                    if let Some(element) = node.element() {
                        self.element(element);
                    }
                }
                Kind::Text | Kind::CData => self.characters(node),
                _ => {}
            }
        }
        self.close_before(root.end());
        self.at = root.end();
        self.dangling();
        if self.automaton.arena.exhausted {
            self.give_up(root.node());
        }
    }

    /// Ends the elements that do not hold the node `next`.
    fn close_before(&mut self, next: NodeId) {
        while let Some(open) = self.open.last() {
            if open.element.end() > next {
                break;
            }
            if let Some(open) = self.open.pop() {
                self.at = open.element.id();
                self.end(&open);
            }
        }
    }

    /// The class of a name, looked up once for each name of the document.
    fn class(&mut self, index: usize, namespace: Option<&str>, local: &str) -> Class {
        if self.classes.len() <= index {
            self.classes.resize(index + 1, None);
        }
        let names = &self.grammar.names;
        *self.classes[index].get_or_insert_with(|| names.class(namespace.unwrap_or(""), local))
    }

    fn element(&mut self, element: Element<'t>) {
        if self.typed {
            self.typed = false;
            let text = std::mem::take(&mut self.text);
            if !strings::is_blank(&text) {
                let span = self.text_span;
                self.untyped(span, || element.start_tag().end);
            }
        }
        if self.automaton.is_full(self.grammar) {
            let frames = self.open.iter_mut().map(|open| &mut open.frame);
            let mut frames: Vec<&mut Frame> = frames.collect();
            self.automaton
                .forget(self.grammar, &mut self.state, &mut frames);
        }
        let class = self.class(element.name_index(), element.namespace(), element.name());
        let (content, frame) = match self.automaton.start(self.grammar, self.state, class) {
            Some(step) => step,
            None => self.unexpected(element, class),
        };
        self.state = content;
        self.open.push(Open { element, frame });
        for attribute in element.attributes() {
            if attribute.namespace() != Some(XMLNS) {
                self.attribute(element, class, attribute);
            }
        }
        self.close_tag(element);
    }

    /// An element that may not stand here; gives what it is taken for.
    fn unexpected(&mut self, element: Element<'t>, class: Class) -> (Id, Frame) {
        let (grammar, state) = (self.grammar, self.state);
        let early = self.automaton.start_early(grammar, state, class);
        let step = early.unwrap_or_else(|| self.automaton.start_misplaced(grammar, state, class));
        if state.is_not_allowed() {
            return step;
        }
        let foreign = self.foreign_element(element);
        let scene = self.scene(element);
        let finding = match foreign {
            Some(Foreign::Inclusion) => messages::inclusion(element),
            Some(_) => messages::foreign_element(element),
            None if early.is_some() => messages::early(&scene, element),
            // Known only as any name: it stands there by mistake.
            None if step.0.is_not_allowed() || grammar.names.name(class).is_none() => {
                messages::unknown(&scene, element, class)
            }
            None => messages::misplaced(&scene, element),
        };
        self.add(finding, element.start_tag().end, foreign);
        if foreign.is_some() {
            self.foreign_up_to = self.foreign_up_to.max(element.end());
        }
        step
    }

    fn foreign_element(&self, element: Element) -> Option<Foreign> {
        let namespace = element.namespace()?;
        if self.grammar.names.knows_namespace(namespace) {
            return None;
        }
        Some(if namespace == XINCLUDE {
            Foreign::Inclusion
        } else {
            Foreign::Element
        })
    }

    fn attribute(&mut self, element: Element<'t>, of: Class, attribute: Attribute<'t>) {
        let index = attribute.name_index();
        let class = self.class(index, attribute.namespace(), attribute.local());
        let value = attribute.value();
        if let Some(identity) = self.grammar.identities.get(of, class) {
            self.identify(element, attribute, identity);
        }
        if self.state.is_not_allowed() {
            return;
        }
        let lookup = |prefix: &str| prefixes::namespace(element, prefix);
        let step = self
            .automaton
            .attribute(self.grammar, self.state, class, &value, &lookup);
        let reported = element.start_tag().end;
        match step {
            AttributeStep::Fits(rest) => self.state = rest,
            AttributeStep::Misfits(pattern, rest) => {
                let scene = self.scene(element);
                let finding = messages::value(&scene, element, attribute, pattern);
                self.add(finding, reported, None);
                self.state = rest;
            }
            AttributeStep::Unknown => {
                let namespace = attribute.namespace();
                let foreign = namespace
                    .filter(|namespace| !self.grammar.names.knows_namespace(namespace))
                    .map(|_| Foreign::Attribute);
                let finding = match foreign {
                    Some(_) => messages::foreign_attribute(element, attribute),
                    None => messages::unknown_attribute(&self.scene(element), element, attribute),
                };
                self.add(finding, reported, foreign);
            }
        }
    }

    fn close_tag(&mut self, element: Element<'t>) {
        if !self.state.is_not_allowed() {
            let closed = self.automaton.close(self.grammar, self.state);
            if closed.is_not_allowed() {
                let finding = messages::missing_attribute(&self.scene(element), element);
                self.add(finding, element.start_tag().end, None);
                self.state = self.automaton.close_forgiving(self.grammar, self.state);
            } else {
                self.state = closed;
            }
        }
        self.typed = self.automaton.arena.traits(self.state).data;
        self.text.clear();
        self.text_span = element.start_tag();
    }

    fn characters(&mut self, node: Node<'t>) {
        if self.typed {
            if self.text.is_empty() {
                self.text_span = node.span();
            }
            self.text.push_str(&node.text());
            return;
        }
        // In mixed content, which is nearly all, it need not be looked at.
        if self.automaton.text(self.grammar, self.state) == self.state {
            return;
        }
        let text = node.text();
        if !strings::is_blank(&text) {
            self.untyped(node.span(), || places::end_of_text(node));
        }
    }

    /// Text among elements; where it is reported is asked if it has to be.
    fn untyped(&mut self, span: Span, reported: impl FnOnce() -> u32) {
        if self.state.is_not_allowed() {
            return;
        }
        let after = self.automaton.text(self.grammar, self.state);
        if !after.is_not_allowed() {
            self.state = after;
            return;
        }
        if let Some(open) = self.open.last() {
            let element = open.element;
            let finding = messages::text(&self.scene(element), element, span);
            self.add(finding, reported(), None);
        }
    }

    fn end(&mut self, open: &Open<'t>) {
        let element = open.element;
        let reported = element.span().end;
        if std::mem::take(&mut self.typed) {
            let text = std::mem::take(&mut self.text);
            let lookup = |prefix: &str| prefixes::namespace(element, prefix);
            let after =
                self.automaton
                    .end_with(self.grammar, self.state, open.frame, &text, &lookup);
            if let Some(after) = after {
                self.state = after;
                return;
            }
            let finding = messages::content(&self.scene(element), element, &text, self.text_span);
            self.add(finding, reported, None);
        } else if let Some(after) = self.automaton.end(self.state, open.frame) {
            self.state = after;
            return;
        } else if !self.state.is_not_allowed() {
            let finding = messages::incomplete(&self.scene(element), element);
            self.add(finding, reported, None);
        }
        self.state = self.automaton.end_anyway(self.state, open.frame);
    }

    /// Notes an id, or a reference to one.
    fn identify(&mut self, element: Element<'t>, attribute: Attribute<'t>, identity: Identity) {
        let value = attribute.value();
        let reported = element.start_tag().end;
        let tokens = value.split_ascii_whitespace();
        if identity != Identity::Id {
            let references = tokens.map(|token| (token.to_owned(), attribute.span(), reported));
            self.references.extend(references);
            return;
        }
        // Anything but one token is no id, which its datatype says already.
        let mut tokens = tokens;
        let (Some(id), None) = (tokens.next(), tokens.next()) else {
            return;
        };
        match self.ids.get(id) {
            None => {
                self.ids.insert(id.to_owned(), element.id());
            }
            Some(&first) => {
                let finding = messages::duplicate_id(self.tree, id, first, attribute);
                self.add(finding, reported, None);
            }
        }
    }

    /// References to ids that nothing has.
    fn dangling(&mut self) {
        for (id, span, reported) in std::mem::take(&mut self.references) {
            if !self.ids.contains_key(&id) {
                let message = format!("`{id}` is referred to, but no element has this id");
                let finding = Diagnostic::error("idref-dangling", span, message);
                self.add(finding, reported, None);
            }
        }
    }

    fn give_up(&mut self, node: Node) {
        self.report.undecided = true;
        let message = "the schema is too ambiguous for what stands here: validation stops";
        let finding = Diagnostic::warning(
            "schema-ambiguous",
            Span::at(node.span().start as usize),
            message,
        )
        .hint("say in the schema which of several definitions of the same name is meant");
        let reported = node.span().start;
        self.report.faults.push(Fault {
            diagnostic: finding,
            reported,
            foreign: None,
        });
    }

    /// What messages speak of.
    fn scene(&self, element: Element<'t>) -> Scene<'_> {
        Scene {
            grammar: self.grammar,
            arena: &self.automaton.arena,
            advice: &self.automaton.advice,
            state: self.state,
            brief: !self.report.wants_detail(),
            namespace: element.namespace().unwrap_or(""),
            prefix: element.prefix().unwrap_or(""),
        }
    }

    fn add(&mut self, diagnostic: Diagnostic, reported: u32, foreign: Option<Foreign>) {
        // What was derived when there was no more room proves nothing.
        if self.at < self.foreign_up_to || self.automaton.arena.exhausted {
            return;
        }
        self.report.add(Fault {
            diagnostic,
            reported,
            foreign,
        });
    }
}
