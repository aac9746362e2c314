//! What may follow, after this?
//!
//! The derivative of a pattern by a thing is the pattern of what may follow
//! that thing (J. Clark, *An algorithm for RELAX NG validation*). Here the
//! pattern is always that of the content of one element: what follows the
//! element in its parent is kept apart, so that equal contents are the same
//! state wherever they stand.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::arena::{Arena, Id, Pattern};
use super::grammar::Grammar;
use super::names::Class;

/// Ways to go on: what is inside (the content of an element, the value of an
/// attribute), and what may follow outside.
pub(super) type Ways = Vec<(Id, Id)>;

/// One step away from patterns; what it has computed it remembers, so that a
/// part which stands in a pattern many times is looked into once.
pub(super) struct Step<'a> {
    arena: &'a mut Arena,
    grammar: &'a Grammar,
    known: FxHashMap<Id, Rc<Ways>>,
    known_patterns: FxHashMap<Id, Id>,
}

/// What is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Met {
    /// The start tag of an element.
    Element(Class),
    /// The same, and whatever should have come before it is missing.
    EarlyElement(Class),
    Attribute(Class),
}

impl<'a> Step<'a> {
    pub fn new(arena: &'a mut Arena, grammar: &'a Grammar) -> Self {
        Self {
            arena,
            grammar,
            known: FxHashMap::default(),
            known_patterns: FxHashMap::default(),
        }
    }

    /// The ways to go on from `id` after `met`. One step meets one thing.
    pub fn ways(&mut self, id: Id, met: Met) -> Rc<Ways> {
        let traits = self.arena.traits(id);
        let concerned = match met {
            Met::Attribute(_) => traits.attributes,
            _ => traits.elements,
        };
        if !concerned {
            return Rc::new(Vec::new());
        }
        if let Some(known) = self.known.get(&id) {
            return known.clone();
        }
        let ways = Rc::new(self.new_ways(id, met));
        self.known.insert(id, ways.clone());
        ways
    }

    fn new_ways(&mut self, id: Id, met: Met) -> Ways {
        let mut ways = Vec::new();
        match self.arena.get(id) {
            Pattern::Element(element) => {
                if let Met::Element(class) | Met::EarlyElement(class) = met
                    && self.grammar.element_names(element).contains(class)
                {
                    let content = self.grammar.elements[element as usize].content;
                    self.add(&mut ways, content, Id::EMPTY);
                }
            }
            Pattern::Attribute(set, value) => {
                if let Met::Attribute(class) = met
                    && self.grammar.sets[set as usize].contains(class)
                {
                    self.add(&mut ways, value, Id::EMPTY);
                }
            }
            Pattern::Choice(slice) => {
                for at in 0..self.arena.slice(slice).len() {
                    let choice = self.arena.part(slice, at);
                    for &(inside, after) in self.ways(choice, met).iter() {
                        self.add(&mut ways, inside, after);
                    }
                }
            }
            Pattern::Group(one, other) => {
                for &(inside, after) in self.ways(one, met).iter() {
                    let after = self.arena.group(after, other);
                    self.add(&mut ways, inside, after);
                }
                // The order of attributes says nothing.
                let skips = match met {
                    Met::Attribute(_) | Met::EarlyElement(_) => true,
                    Met::Element(_) => self.arena.is_nullable(one),
                };
                if skips {
                    let before = match met {
                        Met::Attribute(_) => one,
                        _ => Id::EMPTY,
                    };
                    for &(inside, after) in self.ways(other, met).iter() {
                        let after = self.arena.group(before, after);
                        self.add(&mut ways, inside, after);
                    }
                }
            }
            Pattern::Interleave(one, other) => {
                for (here, beside) in [(one, other), (other, one)] {
                    for &(inside, after) in self.ways(here, met).iter() {
                        let after = self.arena.interleave(after, beside);
                        self.add(&mut ways, inside, after);
                    }
                }
            }
            Pattern::OneOrMore(one) => {
                let again = self.arena.choice([id, Id::EMPTY]);
                for &(inside, after) in self.ways(one, met).iter() {
                    let after = self.arena.group(after, again);
                    self.add(&mut ways, inside, after);
                }
            }
            _ => {}
        }
        ways
    }

    /// Adds a way; ways with the same inside become one.
    fn add(&mut self, ways: &mut Ways, inside: Id, after: Id) {
        if inside.is_not_allowed() || after.is_not_allowed() {
            return;
        }
        match ways.iter_mut().find(|(known, _)| *known == inside) {
            Some((_, known)) => *known = self.arena.choice([*known, after]),
            None => ways.push((inside, after)),
        }
    }

    /// What may follow text in `id`.
    pub fn text(&mut self, id: Id) -> Id {
        if !self.arena.traits(id).text {
            return Id::NOT_ALLOWED;
        }
        if let Some(&known) = self.known_patterns.get(&id) {
            return known;
        }
        let after = match self.arena.get(id) {
            Pattern::Text => id,
            Pattern::Choice(slice) => {
                let choices = self.arena.slice(slice).to_vec();
                let choices: Vec<Id> = choices.into_iter().map(|c| self.text(c)).collect();
                self.arena.choice(choices)
            }
            Pattern::Group(one, other) => {
                let first = self.text(one);
                let first = self.arena.group(first, other);
                if self.arena.is_nullable(one) {
                    let second = self.text(other);
                    self.arena.choice([first, second])
                } else {
                    first
                }
            }
            Pattern::Interleave(one, other) => {
                let (first, second) = (self.text(one), self.text(other));
                let first = self.arena.interleave(first, other);
                let second = self.arena.interleave(one, second);
                self.arena.choice([first, second])
            }
            Pattern::OneOrMore(one) => {
                let again = self.arena.choice([id, Id::EMPTY]);
                let first = self.text(one);
                self.arena.group(first, again)
            }
            _ => Id::NOT_ALLOWED,
        };
        self.known_patterns.insert(id, after);
        after
    }

    /// What is left of `id` when no attribute follows; `forgiving` takes
    /// attributes that are missing for given.
    pub fn close(&mut self, id: Id, forgiving: bool) -> Id {
        if !self.arena.traits(id).attributes {
            return id;
        }
        if let Some(&known) = self.known_patterns.get(&id) {
            return known;
        }
        let rest = match self.arena.get(id) {
            Pattern::Attribute(..) if forgiving => Id::EMPTY,
            Pattern::Attribute(..) => Id::NOT_ALLOWED,
            Pattern::Choice(slice) => {
                let choices = self.arena.slice(slice).to_vec();
                let choices = choices.into_iter().map(|c| self.close(c, forgiving));
                let choices: Vec<Id> = choices.collect();
                self.arena.choice(choices)
            }
            Pattern::Group(one, other) => {
                let (one, other) = (self.close(one, forgiving), self.close(other, forgiving));
                self.arena.group(one, other)
            }
            Pattern::Interleave(one, other) => {
                let (one, other) = (self.close(one, forgiving), self.close(other, forgiving));
                self.arena.interleave(one, other)
            }
            Pattern::OneOrMore(one) => {
                let one = self.close(one, forgiving);
                self.arena.one_or_more(one)
            }
            _ => id,
        };
        self.known_patterns.insert(id, rest);
        rest
    }
}
