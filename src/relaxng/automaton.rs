//! Where are we, and where do we get from here?
//!
//! A lazily built automaton: each step is derived once and then looked up. It
//! lasts from one document to the next. When it has grown to its bound it is
//! forgotten and built anew from where the document stands, so that memory is
//! bounded whatever the document holds, and the answers are the same.

mod forget;

use rustc_hash::FxHashMap;

use super::arena::{Arena, Id, Pattern};
use super::datatype::Prefixes;
use super::derive::{Met, Step};
use super::grammar::Grammar;
use super::messages::Advices;
use super::names::Class;
use super::strings;

/// How many patterns and steps are remembered before all are forgotten: some
/// 20 MB. Whole corpora with TEI All stay far below.
pub(super) const BOUND: usize = 250_000;

/// What one place of a document may need at the least: room for so many
/// patterns there always is.
const LEAST_ROOM: usize = 10_000;

/// What may follow an element in its parent, for each element of the schema
/// that the element may be: by place in [`Automaton::frames`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Frame(u32);

/// What an attribute leads to.
#[derive(Clone, Debug)]
enum Ways {
    One(Id, Id),
    Several(Box<[(Id, Id)]>),
}

/// Patterns and steps that were met so far.
#[derive(Debug)]
pub(super) struct Automaton {
    pub arena: Arena,
    frames: Vec<Box<[Id]>>,
    frame_index: FxHashMap<Box<[Id]>, Frame>,
    starts: FxHashMap<(Id, Class), Option<(Id, Frame)>>,
    /// The same for elements before which something is missing, and the content
    /// of those that may not stand anywhere near.
    early: FxHashMap<(Id, Class), Option<(Id, Frame)>>,
    misplaced: FxHashMap<Class, Id>,
    attributes: FxHashMap<(Id, Class), Option<Ways>>,
    closes: FxHashMap<Id, Id>,
    texts: FxHashMap<Id, Id>,
    ends: FxHashMap<(Id, Frame), Id>,
    /// What was said of faults: thousands of files of a project have the same.
    pub advice: Advices,
    bound: usize,
    /// Size right after it was last built anew.
    least: usize,
}

impl Automaton {
    /// An automaton that knows nothing but the patterns of the schema.
    pub fn new(grammar: &Grammar, bound: usize) -> Self {
        Self {
            arena: grammar
                .arena
                .with_room(bound.saturating_mul(8).max(LEAST_ROOM)),
            frames: Vec::new(),
            frame_index: FxHashMap::default(),
            starts: FxHashMap::default(),
            early: FxHashMap::default(),
            misplaced: FxHashMap::default(),
            attributes: FxHashMap::default(),
            closes: FxHashMap::default(),
            texts: FxHashMap::default(),
            ends: FxHashMap::default(),
            advice: Advices::default(),
            bound,
            least: grammar.arena.len(),
        }
    }

    /// How many patterns and steps are remembered.
    pub fn size(&self) -> usize {
        self.arena.len()
            + self.frames.len()
            + self.starts.len()
            + self.early.len()
            + self.misplaced.len()
            + self.attributes.len()
            + self.closes.len()
            + self.texts.len()
            + self.ends.len()
    }

    /// Whether it is time to forget. What the document needs right now cannot
    /// be forgotten, so the bound is at least twice that.
    pub fn is_full(&self, grammar: &Grammar) -> bool {
        let live = self.least - grammar.arena.len();
        self.size() - grammar.arena.len() > self.bound.max(2 * live)
    }

    /// From `state` into an element of this name; `None` if it may not stand
    /// here.
    pub fn start(&mut self, grammar: &Grammar, state: Id, class: Class) -> Option<(Id, Frame)> {
        if let Some(known) = self.starts.get(&(state, class)) {
            return *known;
        }
        let step = self.enter(grammar, state, Met::Element(class));
        self.starts.insert((state, class), step);
        step
    }

    /// The same if everything that should stand before it is missing.
    pub fn start_early(
        &mut self,
        grammar: &Grammar,
        state: Id,
        class: Class,
    ) -> Option<(Id, Frame)> {
        if let Some(known) = self.early.get(&(state, class)) {
            return *known;
        }
        let step = self.enter(grammar, state, Met::EarlyElement(class));
        self.early.insert((state, class), step);
        step
    }

    /// Into an element that may not stand here at all: what it holds is what
    /// elements of this name hold elsewhere.
    pub fn start_misplaced(&mut self, grammar: &Grammar, state: Id, class: Class) -> (Id, Frame) {
        let content = match self.misplaced.get(&class) {
            Some(known) => *known,
            None => {
                let content = self.elsewhere(grammar, class);
                self.misplaced.insert(class, content);
                content
            }
        };
        (content, self.intern_frame(vec![state]))
    }

    /// What elements of this name hold, wherever they may stand.
    fn elsewhere(&mut self, grammar: &Grammar, class: Class) -> Id {
        let precision = |at: &u32| {
            let element = &grammar.elements[*at as usize];
            element.class.precision(class, &grammar.names)
        };
        let best = grammar.reachable.iter().filter_map(precision).max();
        let elements = grammar.reachable.iter();
        let elements = elements.filter(|at| best.is_some() && precision(at) == best);
        let contents = elements.map(|&at| grammar.elements[at as usize].content);
        let contents: Vec<Id> = contents.collect();
        self.arena.choice(contents)
    }

    fn enter(&mut self, grammar: &Grammar, state: Id, met: Met) -> Option<(Id, Frame)> {
        let ways = self.ways(grammar, state, met);
        if ways.is_empty() {
            return None;
        }
        let (contents, rests): (Vec<Id>, Vec<Id>) = ways.into_iter().unzip();
        let content = self.arena.either(contents);
        Some((content, self.intern_frame(rests)))
    }

    /// The ways on from a state, which may stand for several elements.
    fn ways(&mut self, grammar: &Grammar, state: Id, met: Met) -> Vec<(Id, Id)> {
        let members = self.members(state);
        let mut found: Vec<(Id, Vec<Id>)> = Vec::new();
        let mut step = Step::new(&mut self.arena, grammar);
        for (at, &member) in members.iter().enumerate() {
            for &(inside, after) in step.ways(member, met).iter() {
                let known = found.iter_mut().find(|(known, _)| *known == inside);
                match known {
                    Some((_, afters)) => afters[at] = after,
                    None => {
                        let mut afters = vec![Id::NOT_ALLOWED; members.len()];
                        afters[at] = after;
                        found.push((inside, afters));
                    }
                }
            }
        }
        found.sort_unstable();
        let ways = found.into_iter();
        ways.map(|(inside, afters)| (inside, self.arena.either(afters)))
            .collect()
    }

    /// What an attribute of this name, with this value, leads to; the value is
    /// read only if the name is known.
    pub fn attribute(
        &mut self,
        grammar: &Grammar,
        state: Id,
        class: Class,
        value: &str,
        prefixes: Prefixes,
    ) -> AttributeStep {
        if !self.attributes.contains_key(&(state, class)) {
            let ways = match self.ways(grammar, state, Met::Attribute(class)).as_slice() {
                [] => None,
                [(value, rest)] => Some(Ways::One(*value, *rest)),
                several => Some(Ways::Several(several.into())),
            };
            self.attributes.insert((state, class), ways);
        }
        let ways = match self.attributes.get(&(state, class)) {
            None | Some(None) => return AttributeStep::Unknown,
            Some(Some(Ways::One(pattern, rest))) => {
                let (pattern, rest) = (*pattern, *rest);
                let fits = strings::fits(&mut self.arena, grammar, pattern, value, prefixes);
                return match fits {
                    true => AttributeStep::Fits(rest),
                    false => AttributeStep::Misfits(pattern, rest),
                };
            }
            Some(Some(Ways::Several(ways))) => ways.to_vec(),
        };
        let mut good = Vec::new();
        for &(pattern, rest) in &ways {
            if strings::fits(&mut self.arena, grammar, pattern, value, prefixes) {
                good.push(rest);
            }
        }
        if good.is_empty() {
            let rests = ways.iter().map(|way| way.1).collect();
            let patterns: Vec<Id> = ways.iter().map(|way| way.0).collect();
            let pattern = self.arena.choice(patterns);
            return AttributeStep::Misfits(pattern, self.merge(rests));
        }
        AttributeStep::Fits(self.merge(good))
    }

    /// What is left when the start tag ends; [`Id::NOT_ALLOWED`] if an
    /// attribute is missing.
    pub fn close(&mut self, grammar: &Grammar, state: Id) -> Id {
        if !self.arena.traits(state).attributes {
            return state;
        }
        if let Some(&known) = self.closes.get(&state) {
            return known;
        }
        let closed = self.closed(grammar, state, false);
        self.closes.insert(state, closed);
        closed
    }

    /// The same, attributes that are missing taken for given.
    pub fn close_forgiving(&mut self, grammar: &Grammar, state: Id) -> Id {
        self.closed(grammar, state, true)
    }

    fn closed(&mut self, grammar: &Grammar, state: Id, forgiving: bool) -> Id {
        let members = self.members(state);
        let mut step = Step::new(&mut self.arena, grammar);
        let closed = members.iter().map(|&m| step.close(m, forgiving)).collect();
        self.arena.either(closed)
    }

    /// What may follow text; [`Id::NOT_ALLOWED`] if none may stand here.
    pub fn text(&mut self, grammar: &Grammar, state: Id) -> Id {
        if state == Id::TEXT {
            return state;
        }
        if let Some(&known) = self.texts.get(&state) {
            return known;
        }
        let members = self.members(state);
        let mut step = Step::new(&mut self.arena, grammar);
        let texts = members.iter().map(|&member| step.text(member)).collect();
        let after = self.arena.either(texts);
        self.texts.insert(state, after);
        after
    }

    /// What may follow an element that ends in `state`; [`Id::NOT_ALLOWED`] if
    /// something is missing in it. (`None`: the same.)
    pub fn end(&mut self, state: Id, frame: Frame) -> Option<Id> {
        if !self.arena.is_nullable(state) {
            return None;
        }
        if let [rest] = *self.frame(frame) {
            return Some(rest);
        }
        if let Some(&known) = self.ends.get(&(state, frame)) {
            return Some(known);
        }
        let after = self.after(state, frame, |arena, member| arena.is_nullable(member));
        self.ends.insert((state, frame), after);
        Some(after)
    }

    /// What may follow an element whose whole content is `text`; `None` if the
    /// text does not fit.
    pub fn end_with(
        &mut self,
        grammar: &Grammar,
        state: Id,
        frame: Frame,
        text: &str,
        prefixes: Prefixes,
    ) -> Option<Id> {
        let mut fitting = Vec::new();
        for member in self.members(state) {
            if strings::fits(&mut self.arena, grammar, member, text, prefixes) {
                fitting.push(member);
            }
        }
        if fitting.is_empty() {
            return None;
        }
        Some(self.after(state, frame, |_, member| fitting.contains(&member)))
    }

    /// What may follow an element in which something was wrong.
    pub fn end_anyway(&mut self, state: Id, frame: Frame) -> Id {
        self.after(state, frame, |_, member| {
            !member.is_not_allowed() || member == state
        })
    }

    fn after(&mut self, state: Id, frame: Frame, good: impl Fn(&Arena, Id) -> bool) -> Id {
        let members = self.members(state);
        let rests = self.frame(frame).to_vec();
        // A state in which nothing is allowed stands for all its members.
        let rests = match members.len() == rests.len() {
            true => {
                let both = members.into_iter().zip(rests);
                both.filter(|(member, _)| good(&self.arena, *member))
                    .map(|(_, rest)| rest)
                    .collect()
            }
            false => rests,
        };
        self.merge(rests)
    }

    /// One state that allows what any of `states` allows; all stand for the
    /// same elements.
    fn merge(&mut self, states: Vec<Id>) -> Id {
        if let [only] = states[..] {
            return only;
        }
        let mut states = states.into_iter().filter(|state| !state.is_not_allowed());
        let Some(first) = states.next() else {
            return Id::NOT_ALLOWED;
        };
        let mut merged = self.members(first);
        for state in states {
            let members = self.members(state);
            for (known, member) in merged.iter_mut().zip(members) {
                *known = self.arena.choice([*known, member]);
            }
        }
        self.arena.either(merged)
    }

    /// The patterns that a state stands for: usually one.
    pub fn members(&self, state: Id) -> Vec<Id> {
        match self.arena.get(state) {
            Pattern::Either(slice) => self.arena.slice(slice).to_vec(),
            _ => vec![state],
        }
    }

    fn frame(&self, frame: Frame) -> &[Id] {
        &self.frames[frame.0 as usize]
    }

    fn intern_frame(&mut self, rests: Vec<Id>) -> Frame {
        if let Some(&known) = self.frame_index.get(rests.as_slice()) {
            return known;
        }
        let frame = Frame(self.frames.len() as u32);
        self.frames.push(rests.as_slice().into());
        self.frame_index.insert(rests.into(), frame);
        frame
    }
}

/// What came of an attribute.
#[derive(Clone, Copy, Debug)]
pub(super) enum AttributeStep {
    /// It may stand here, with this value; what is left.
    Fits(Id),
    /// It may stand here, but not with this value: what values may be, and
    /// what is left.
    Misfits(Id, Id),
    /// It may not stand here.
    Unknown,
}
