//! Patterns, each stored once.
//!
//! A pattern is a number; equal patterns have equal numbers, so that whatever
//! is computed of a pattern can be remembered by its number. The parts of a
//! pattern have smaller numbers than the pattern itself.

use rustc_hash::FxHashMap;

/// A pattern, by its place in the [`Arena`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Id(pub u32);

impl Id {
    /// Nothing is allowed here, not even nothing.
    pub const NOT_ALLOWED: Self = Self(0);
    /// Nothing may follow.
    pub const EMPTY: Self = Self(1);
    /// Text, also none.
    pub const TEXT: Self = Self(2);

    /// As an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// Whether nothing is allowed.
    pub fn is_not_allowed(self) -> bool {
        self == Self::NOT_ALLOWED
    }
}

/// What a pattern is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Pattern {
    NotAllowed,
    Empty,
    Text,
    /// One of several: a slice of [`Arena::parts`], sorted, without repetition.
    Choice(Slice),
    Group(Id, Id),
    Interleave(Id, Id),
    OneOrMore(Id),
    List(Id),
    /// Index of a datatype, and what it does not take.
    Data(u32, Id),
    /// Index of a value.
    Value(u32),
    /// Index of a set of names, and the pattern of the value.
    Attribute(u32, Id),
    /// Index of an element of the schema.
    Element(u32),
    /// What several elements of the schema, that an element of the document
    /// may be, still allow: in the order in which they were met.
    Either(Slice),
}

/// Places in [`Arena::parts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Slice {
    start: u32,
    length: u32,
}

/// What is known of a pattern without looking into it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Traits {
    /// Whether it allows the absence of everything.
    pub nullable: bool,
    /// Whether it holds attributes, elements, text, strings of some datatype,
    /// outside of other attributes and elements.
    pub attributes: bool,
    pub elements: bool,
    pub text: bool,
    pub data: bool,
    /// How deep patterns stand in each other.
    pub depth: u16,
}

/// How deep patterns may stand in each other: functions that look into them
/// call themselves so often.
pub(super) const DEEPEST: u16 = 700;

/// How many patterns a schema may have.
const MOST: usize = 2_000_000;

/// All patterns that have been met.
#[derive(Clone, Debug)]
pub(super) struct Arena {
    patterns: Vec<(Pattern, Traits)>,
    parts: Vec<Id>,
    index: FxHashMap<Pattern, Id>,
    slices: FxHashMap<(bool, Box<[Id]>), Id>,
    /// How many patterns there may be at all, whatever happens.
    most: usize,
    /// Patterns had to be left out because there were too many: what is said of
    /// the document is not to be believed.
    pub exhausted: bool,
}

impl Arena {
    pub fn new() -> Self {
        let mut arena = Self {
            patterns: Vec::new(),
            parts: Vec::new(),
            index: FxHashMap::default(),
            slices: FxHashMap::default(),
            most: MOST,
            exhausted: false,
        };
        for first in [Pattern::NotAllowed, Pattern::Empty, Pattern::Text] {
            arena.intern(first);
        }
        arena
    }

    /// The same patterns, with room for at most `more` new ones.
    pub fn with_room(&self, more: usize) -> Self {
        let mut arena = self.clone();
        arena.most = (self.patterns.len() + self.parts.len() / 4).saturating_add(more);
        arena
    }

    /// How many patterns there are.
    pub fn len(&self) -> usize {
        self.patterns.len()
    }

    /// What `id` is made of.
    pub fn get(&self, id: Id) -> Pattern {
        self.patterns[id.index()].0
    }

    /// What is known of `id`.
    pub fn traits(&self, id: Id) -> Traits {
        self.patterns[id.index()].1
    }

    /// Whether `id` allows the absence of everything.
    pub fn is_nullable(&self, id: Id) -> bool {
        self.traits(id).nullable
    }

    /// The members of a choice.
    pub fn slice(&self, slice: Slice) -> &[Id] {
        &self.parts[slice.start as usize..][..slice.length as usize]
    }

    /// A member of a choice: for loops that make patterns on the way.
    pub fn part(&self, slice: Slice, at: usize) -> Id {
        self.parts[slice.start as usize + at]
    }

    /// The patterns that `id` is directly made of.
    pub fn parts_of(&self, id: Id) -> Vec<Id> {
        match self.get(id) {
            Pattern::Choice(slice) | Pattern::Either(slice) => self.slice(slice).to_vec(),
            Pattern::Group(one, other) | Pattern::Interleave(one, other) => vec![one, other],
            Pattern::OneOrMore(one) | Pattern::List(one) => vec![one],
            Pattern::Data(_, one) | Pattern::Attribute(_, one) => vec![one],
            _ => Vec::new(),
        }
    }

    /// One of `choices`.
    pub fn choice(&mut self, choices: impl IntoIterator<Item = Id>) -> Id {
        let mut members = Vec::new();
        for choice in choices {
            match self.get(choice) {
                Pattern::NotAllowed => {}
                Pattern::Choice(slice) => members.extend_from_slice(self.slice(slice)),
                _ => members.push(choice),
            }
        }
        members.sort_unstable();
        members.dedup();
        // Nothing is no choice beside something that may be nothing.
        let others = members.iter().filter(|&&member| member != Id::EMPTY);
        if members.contains(&Id::EMPTY) && others.clone().any(|&m| self.is_nullable(m)) {
            members.retain(|&member| member != Id::EMPTY);
        }
        match members.as_slice() {
            [] => Id::NOT_ALLOWED,
            [only] => *only,
            _ => self.intern_slice(false, members),
        }
    }

    /// `one`, then `other`.
    pub fn group(&mut self, one: Id, other: Id) -> Id {
        match (one, other) {
            (Id::NOT_ALLOWED, _) | (_, Id::NOT_ALLOWED) => Id::NOT_ALLOWED,
            (Id::EMPTY, _) => other,
            (_, Id::EMPTY) => one,
            _ => self.intern(Pattern::Group(one, other)),
        }
    }

    /// `one` and `other`, in any order and mingled.
    pub fn interleave(&mut self, one: Id, other: Id) -> Id {
        match (one, other) {
            (Id::NOT_ALLOWED, _) | (_, Id::NOT_ALLOWED) => Id::NOT_ALLOWED,
            (Id::EMPTY, _) => other,
            (_, Id::EMPTY) => one,
            _ => self.intern(Pattern::Interleave(one.min(other), one.max(other))),
        }
    }

    /// `one`, once or several times.
    pub fn one_or_more(&mut self, one: Id) -> Id {
        match self.get(one) {
            Pattern::NotAllowed | Pattern::Empty | Pattern::Text | Pattern::OneOrMore(_) => one,
            _ => self.intern(Pattern::OneOrMore(one)),
        }
    }

    /// What several elements of the schema still allow.
    pub fn either(&mut self, states: Vec<Id>) -> Id {
        match states.as_slice() {
            [only] => *only,
            all if all.iter().all(|state| state.is_not_allowed()) => Id::NOT_ALLOWED,
            _ => self.intern_slice(true, states),
        }
    }

    /// The pattern that is made of this.
    pub fn intern(&mut self, pattern: Pattern) -> Id {
        if let Some(&known) = self.index.get(&pattern) {
            return known;
        }
        let traits = self.describe(pattern);
        if self.is_full(traits) {
            return Id::NOT_ALLOWED;
        }
        let id = Id(self.patterns.len() as u32);
        self.patterns.push((pattern, traits));
        self.index.insert(pattern, id);
        id
    }

    fn intern_slice(&mut self, either: bool, members: Vec<Id>) -> Id {
        let key = (either, members.into_boxed_slice());
        if let Some(&known) = self.slices.get(&key) {
            return known;
        }
        let slice = Slice {
            start: self.parts.len() as u32,
            length: key.1.len() as u32,
        };
        self.parts.extend_from_slice(&key.1);
        let pattern = if either {
            Pattern::Either(slice)
        } else {
            Pattern::Choice(slice)
        };
        let traits = self.describe(pattern);
        if self.is_full(traits) {
            self.parts.truncate(slice.start as usize);
            return Id::NOT_ALLOWED;
        }
        let id = Id(self.patterns.len() as u32);
        self.patterns.push((pattern, traits));
        self.slices.insert(key, id);
        id
    }

    fn is_full(&mut self, traits: Traits) -> bool {
        let full =
            self.patterns.len() + self.parts.len() / 4 >= self.most || traits.depth > DEEPEST;
        self.exhausted |= full;
        full
    }

    fn describe(&self, pattern: Pattern) -> Traits {
        let pair = |one: Id, other: Id| {
            let (one, other) = (self.traits(one), self.traits(other));
            Traits {
                nullable: one.nullable && other.nullable,
                ..one.with(other)
            }
        };
        match pattern {
            Pattern::NotAllowed => Traits::default(),
            Pattern::Empty => Traits {
                nullable: true,
                ..Traits::default()
            },
            Pattern::Text => Traits {
                nullable: true,
                text: true,
                ..Traits::default()
            },
            Pattern::Choice(slice) | Pattern::Either(slice) => {
                let members = self.slice(slice).iter().map(|&member| self.traits(member));
                members.fold(Traits::default(), |all, one| Traits {
                    nullable: all.nullable || one.nullable,
                    ..all.with(one)
                })
            }
            Pattern::Group(one, other) | Pattern::Interleave(one, other) => pair(one, other),
            Pattern::OneOrMore(one) => Traits {
                nullable: self.is_nullable(one),
                ..Traits::default().with(self.traits(one))
            },
            Pattern::List(_) | Pattern::Data(..) | Pattern::Value(_) => Traits {
                data: true,
                ..Traits::default()
            },
            Pattern::Attribute(..) => Traits {
                attributes: true,
                ..Traits::default()
            },
            Pattern::Element(_) => Traits {
                elements: true,
                ..Traits::default()
            },
        }
    }
}

impl Traits {
    /// What holds of a pattern with parts like these, but for `nullable`.
    fn with(self, other: Self) -> Self {
        Self {
            nullable: false,
            attributes: self.attributes || other.attributes,
            elements: self.elements || other.elements,
            text: self.text || other.text,
            data: self.data || other.data,
            depth: self.depth.max(other.depth + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_patterns_have_equal_numbers() {
        let mut arena = Arena::new();
        let (a, b) = (
            arena.intern(Pattern::Element(0)),
            arena.intern(Pattern::Element(1)),
        );
        let one = arena.choice([a, b, a]);
        let other = arena.choice([b, a, Id::NOT_ALLOWED]);
        assert_eq!(one, other);
        assert_eq!(
            arena.choice([one, Id::EMPTY, Id::TEXT]),
            arena.choice([Id::TEXT, one])
        );
        assert_eq!(arena.group(Id::EMPTY, a), a);
        assert_eq!(arena.interleave(a, b), arena.interleave(b, a));
        assert!(arena.group(a, Id::NOT_ALLOWED).is_not_allowed());
    }
}
