//! What a schema may not say (RELAX NG §7).

use rustc_hash::{FxHashMap, FxHashSet};

use super::arena::{Id, Pattern};
use super::grammar::Grammar;
use super::names::ClassSet;
use super::syntax::Place;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// Everything in `grammar` that is not allowed, by file.
pub(super) fn check(grammar: &Grammar) -> Vec<(usize, Diagnostic)> {
    let mut checker = Checker {
        grammar,
        seen: FxHashSet::default(),
        kinds: FxHashMap::default(),
        sets: FxHashMap::default(),
        place: Place {
            file: 0,
            span: Span::default(),
        },
        findings: Vec::new(),
    };
    let start = Around {
        start: true,
        ..Around::default()
    };
    checker.pattern(grammar.start, start);
    for &element in &grammar.reachable {
        let element = &grammar.elements[element as usize];
        checker.place = element.place;
        checker.pattern(element.content, Around::default());
        if checker.kind(element.content).is_none() {
            checker.fault("text of a datatype stands beside other content (§7.2)");
        }
    }
    checker.findings
}

/// What a pattern stands in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Around {
    start: bool,
    attribute: bool,
    list: bool,
    except: bool,
    repeated: bool,
    /// In a group or interleave that is repeated.
    repeated_group: bool,
}

/// What sort of content a pattern allows (§7.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Empty,
    Complex,
    Text,
}

struct Checker<'g> {
    grammar: &'g Grammar,
    seen: FxHashSet<(Id, Around)>,
    kinds: FxHashMap<Id, Option<Kind>>,
    /// Names of the attributes and of the elements in a pattern.
    sets: FxHashMap<(Id, bool), ClassSet>,
    place: Place,
    findings: Vec<(usize, Diagnostic)>,
}

impl Checker<'_> {
    fn fault(&mut self, message: impl Into<String>) {
        let finding = Diagnostic::error("schema-restriction", self.place.span, message);
        self.findings.push((self.place.file, finding));
    }

    fn forbid(&mut self, what: &str, places: &[(bool, &str)]) {
        for (_, place) in places.iter().filter(|(there, _)| *there) {
            self.fault(format!("{what} stands in {place} (§7.1)"));
        }
    }

    fn pattern(&mut self, id: Id, around: Around) {
        if !self.seen.insert((id, around)) {
            return;
        }
        let list = (around.list, "a list");
        let attribute = (around.attribute, "an attribute");
        let except = (around.except, "the exception of a datatype");
        let start = (around.start, "the start");
        match self.grammar.arena.get(id) {
            Pattern::NotAllowed | Pattern::Either(_) => {}
            Pattern::Empty => self.forbid("`empty`", &[except, start]),
            Pattern::Text => self.forbid("`text`", &[list, except, start]),
            Pattern::Value(_) => self.forbid("`value`", &[start]),
            Pattern::Data(_, except) => {
                self.forbid("`data`", &[start]);
                let inner = Around {
                    except: true,
                    ..around
                };
                self.pattern(except, inner);
            }
            Pattern::List(one) => {
                self.forbid("`list`", &[list, except, start]);
                let inner = Around {
                    list: true,
                    ..around
                };
                self.pattern(one, inner);
            }
            Pattern::Element(_) => self.forbid("an element", &[list, attribute, except]),
            Pattern::Attribute(set, value) => {
                self.forbid("an attribute", &[list, attribute, except, start]);
                if around.repeated_group {
                    self.fault("an attribute stands in a group that is repeated (§7.1.2)");
                }
                let open = self.is_open(set);
                if open && !around.repeated {
                    self.fault("attributes of any name are not repeated (§7.3)");
                }
                let inner = Around {
                    attribute: true,
                    ..Around::default()
                };
                self.pattern(value, inner);
            }
            Pattern::Choice(slice) => {
                for &choice in self.grammar.arena.slice(slice) {
                    self.pattern(choice, around);
                }
            }
            Pattern::OneOrMore(one) => {
                self.forbid("repetition", &[except, start]);
                let inner = Around {
                    repeated: true,
                    ..around
                };
                self.pattern(one, inner);
            }
            Pattern::Group(one, other) => {
                self.forbid("a group", &[except, start]);
                self.pair(one, other, around);
            }
            Pattern::Interleave(one, other) => {
                self.forbid("`interleave`", &[list, except, start]);
                self.pair(one, other, around);
                self.mingled(one, other);
            }
        }
    }

    fn pair(&mut self, one: Id, other: Id, around: Around) {
        let inner = Around {
            repeated_group: around.repeated,
            ..around
        };
        self.pattern(one, inner);
        self.pattern(other, inner);
        if self.set(one, true).meets(&self.set(other, true)) {
            self.fault("an attribute could stand twice (§7.3)");
        }
    }

    /// §7.4.
    fn mingled(&mut self, one: Id, other: Id) {
        let text = |id| self.grammar.arena.traits(id).text;
        if text(one) && text(other) {
            self.fault("both sides of `interleave` hold `text` (§7.4)");
        }
        if self.set(one, false).meets(&self.set(other, false)) {
            self.fault("an element could belong to both sides of `interleave` (§7.4)");
        }
    }

    /// Whether a set of names holds some that no schema spells.
    fn is_open(&self, set: u32) -> bool {
        let set = &self.grammar.sets[set as usize];
        set.classes().is_none_or(|classes| {
            let spelled = |class: &super::names::Class| self.grammar.names.name(*class).is_some();
            !classes.iter().all(spelled)
        })
    }

    /// The names of the attributes (or elements) that a pattern holds.
    fn set(&mut self, id: Id, attributes: bool) -> ClassSet {
        if let Some(known) = self.sets.get(&(id, attributes)) {
            return known.clone();
        }
        let set = match self.grammar.arena.get(id) {
            Pattern::Attribute(set, _) if attributes => self.grammar.sets[set as usize].clone(),
            Pattern::Element(element) if !attributes => self.grammar.element_names(element).clone(),
            Pattern::Attribute(..) | Pattern::Data(..) | Pattern::List(_) => {
                ClassSet::of(Vec::new())
            }
            _ => {
                let parts = self.grammar.arena.parts_of(id).into_iter();
                parts.fold(ClassSet::of(Vec::new()), |all, part| {
                    all.or(&self.set(part, attributes))
                })
            }
        };
        self.sets.insert((id, attributes), set.clone());
        set
    }

    /// The sort of content, or `None` if it mixes what cannot be mixed.
    fn kind(&mut self, id: Id) -> Option<Kind> {
        if let Some(&known) = self.kinds.get(&id) {
            return known;
        }
        let kind = match self.grammar.arena.get(id) {
            Pattern::NotAllowed | Pattern::Empty | Pattern::Either(_) => Some(Kind::Empty),
            Pattern::Text | Pattern::Element(_) => Some(Kind::Complex),
            Pattern::Value(_) | Pattern::List(_) => Some(Kind::Text),
            Pattern::Data(_, except) => self.kind(except).map(|_| Kind::Text),
            Pattern::Attribute(_, value) => self.kind(value).map(|_| Kind::Empty),
            Pattern::OneOrMore(one) => self.kind(one).and_then(|kind| join(kind, kind)),
            Pattern::Group(one, other) | Pattern::Interleave(one, other) => {
                match (self.kind(one), self.kind(other)) {
                    (Some(one), Some(other)) => join(one, other),
                    _ => None,
                }
            }
            Pattern::Choice(slice) => {
                let kinds = self.grammar.arena.slice(slice).iter();
                let kinds: Option<Vec<Kind>> = kinds.map(|&choice| self.kind(choice)).collect();
                kinds.and_then(|kinds| kinds.into_iter().max())
            }
        };
        self.kinds.insert(id, kind);
        kind
    }
}

/// The sort of two contents that stand together, if they can.
fn join(one: Kind, other: Kind) -> Option<Kind> {
    let joins = one == Kind::Empty
        || other == Kind::Empty
        || (one, other) == (Kind::Complex, Kind::Complex);
    joins.then_some(one.max(other))
}
