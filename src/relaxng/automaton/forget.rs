//! What is kept when everything else is forgotten.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Automaton, Frame};
use crate::relaxng::arena::{Arena, Id, Pattern};
use crate::relaxng::grammar::Grammar;

impl Automaton {
    /// Forgets everything but `state` and `frames`, which are given their new
    /// numbers.
    pub fn forget(&mut self, grammar: &Grammar, state: &mut Id, frames: &mut [&mut Frame]) {
        let mut new = Self::new(grammar, self.bound);
        let states = frames.iter().flat_map(|frame| self.frame(**frame).to_vec());
        let live: Vec<Id> = states.chain([*state]).collect();
        let moved = self.copy(grammar, &live, &mut new.arena);
        let place = |id: Id| moved.get(&id).copied().unwrap_or(id);
        *state = place(*state);
        for frame in frames {
            let rests = self
                .frame(**frame)
                .iter()
                .map(|&rest| place(rest))
                .collect();
            **frame = new.intern_frame(rests);
        }
        new.least = new.size();
        *self = new;
    }

    /// Copies patterns into another arena of the same schema; gives the new
    /// numbers of those that are not the schema's own.
    fn copy(&self, grammar: &Grammar, live: &[Id], into: &mut Arena) -> FxHashMap<Id, Id> {
        let own = |id: &Id| id.index() >= grammar.arena.len();
        let mut waiting: Vec<Id> = live.iter().copied().filter(own).collect();
        let mut seen: FxHashSet<Id> = waiting.iter().copied().collect();
        let mut all = Vec::new();
        while let Some(id) = waiting.pop() {
            all.push(id);
            let parts = self.arena.parts_of(id).into_iter().filter(own);
            waiting.extend(parts.filter(|part| seen.insert(*part)));
        }
        // Parts have smaller numbers than what they are parts of.
        all.sort_unstable();
        all.dedup();
        let mut moved: FxHashMap<Id, Id> = FxHashMap::default();
        for id in all {
            let at = |part: Id| moved.get(&part).copied().unwrap_or(part);
            let new = match self.arena.get(id) {
                Pattern::Choice(slice) => {
                    let parts: Vec<Id> = self.arena.slice(slice).iter().map(|&p| at(p)).collect();
                    into.choice(parts)
                }
                Pattern::Either(slice) => {
                    into.either(self.arena.slice(slice).iter().map(|&p| at(p)).collect())
                }
                Pattern::Group(one, other) => into.group(at(one), at(other)),
                Pattern::Interleave(one, other) => into.interleave(at(one), at(other)),
                Pattern::OneOrMore(one) => into.one_or_more(at(one)),
                Pattern::List(one) => into.intern(Pattern::List(at(one))),
                Pattern::Data(datatype, except) => into.intern(Pattern::Data(datatype, at(except))),
                Pattern::Attribute(set, value) => into.intern(Pattern::Attribute(set, at(value))),
                other => into.intern(other),
            };
            moved.insert(id, new);
        }
        moved
    }
}
