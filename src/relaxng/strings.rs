//! Does a string fit a pattern?
//!
//! Values of attributes, and content that is text of a datatype.

use super::arena::{Arena, Id, Pattern};
use super::datatype::{Datatype, Prefixes};
use super::grammar::{Choice, Grammar};

/// Whether `text` is what `id` allows: as a value, or by being as good as
/// nothing where nothing is allowed.
pub(super) fn fits(
    arena: &mut Arena,
    grammar: &Grammar,
    id: Id,
    text: &str,
    prefixes: Prefixes,
) -> bool {
    let mut reader = Reader {
        arena,
        grammar,
        prefixes,
    };
    (reader.arena.is_nullable(id) && is_blank(text)) || reader.is(id, text)
}

/// Whether there is nothing but white space.
pub(super) fn is_blank(text: &str) -> bool {
    text.bytes()
        .all(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
}

struct Reader<'a> {
    arena: &'a mut Arena,
    grammar: &'a Grammar,
    prefixes: Prefixes<'a>,
}

impl Reader<'_> {
    fn is(&mut self, id: Id, text: &str) -> bool {
        match self.arena.get(id) {
            Pattern::Text => true,
            Pattern::Data(datatype, except) => {
                self.datatype(datatype).allows(text, self.prefixes)
                    && (except.is_not_allowed() || !self.is(except, text))
            }
            Pattern::Value(value) => {
                let value: &Choice = &self.grammar.values[value as usize];
                let read = self.datatype(value.datatype).value(text, self.prefixes);
                read.is_some_and(|read| read.is(&value.value))
            }
            Pattern::Choice(slice) => (0..self.arena.slice(slice).len()).any(|at| {
                let choice = self.arena.part(slice, at);
                self.is(choice, text)
            }),
            Pattern::List(items) => self.list(items, text),
            Pattern::Group(..) | Pattern::Interleave(..) | Pattern::OneOrMore(_) => {
                let after = self.after(id, text);
                self.arena.is_nullable(after)
            }
            _ => false,
        }
    }

    fn datatype(&self, at: u32) -> &Datatype {
        &self.grammar.datatypes[at as usize]
    }

    fn list(&mut self, items: Id, text: &str) -> bool {
        let mut tokens = text
            .split([' ', '\t', '\n', '\r'])
            .filter(|token| !token.is_empty());
        if let Some((item, nullable)) = self.repeated(items) {
            let mut tokens = tokens.peekable();
            return (nullable || tokens.peek().is_some()) && tokens.all(|t| self.is(item, t));
        }
        let rest = tokens.try_fold(items, |rest, token| {
            let rest = self.after(rest, token);
            (!rest.is_not_allowed()).then_some(rest)
        });
        rest.is_some_and(|rest| self.arena.is_nullable(rest))
    }

    /// The one thing that a list repeats, and whether it may be absent: what
    /// nearly all lists are.
    fn repeated(&self, items: Id) -> Option<(Id, bool)> {
        let (repeated, nullable) = match self.arena.get(items) {
            Pattern::Choice(slice) => match *self.arena.slice(slice) {
                [Id::EMPTY, repeated] => (repeated, true),
                _ => return None,
            },
            _ => (items, false),
        };
        match self.arena.get(repeated) {
            Pattern::OneOrMore(item) if self.is_one(item) => Some((item, nullable)),
            _ => None,
        }
    }

    fn is_one(&self, item: Id) -> bool {
        match self.arena.get(item) {
            Pattern::Data(..) | Pattern::Value(_) => true,
            Pattern::Choice(slice) => {
                let mut choices = self.arena.slice(slice).iter();
                choices.all(|&choice| self.is_one(choice))
            }
            _ => false,
        }
    }

    /// What may follow `text` in a list.
    fn after(&mut self, id: Id, text: &str) -> Id {
        match self.arena.get(id) {
            Pattern::Choice(slice) => {
                let choices = self.arena.slice(slice).to_vec();
                let after: Vec<Id> = choices.into_iter().map(|c| self.after(c, text)).collect();
                self.arena.choice(after)
            }
            Pattern::Group(one, other) => {
                let first = self.after(one, text);
                let first = self.arena.group(first, other);
                if self.arena.is_nullable(one) {
                    let second = self.after(other, text);
                    self.arena.choice([first, second])
                } else {
                    first
                }
            }
            Pattern::Interleave(one, other) => {
                let (first, second) = (self.after(one, text), self.after(other, text));
                let first = self.arena.interleave(first, other);
                let second = self.arena.interleave(one, second);
                self.arena.choice([first, second])
            }
            Pattern::OneOrMore(one) => {
                let again = self.arena.choice([id, Id::EMPTY]);
                let first = self.after(one, text);
                self.arena.group(first, again)
            }
            Pattern::Text => id,
            _ if self.is(id, text) => Id::EMPTY,
            _ => Id::NOT_ALLOWED,
        }
    }
}
