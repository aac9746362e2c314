//! From what is written to patterns (RELAX NG §4.16 to §4.21).

use std::collections::HashMap;

use super::arena::{Arena, Id, Pattern};
use super::datatype::{Datatype, Value};
use super::names::{ClassSet, NameClass, Names};
use super::read;
use super::syntax::{Combine, Pattern as Written, Place, Syntax};
use super::{identity, restrict};
use crate::diagnostic::{Diagnostic, Reported};
use crate::xml::{Rejected, Tree};

/// A schema that is ready to be used; nothing in it changes any more.
#[derive(Debug)]
pub(super) struct Grammar {
    pub names: Names,
    pub sets: Vec<ClassSet>,
    pub elements: Vec<Element>,
    pub datatypes: Vec<Datatype>,
    pub values: Vec<Choice>,
    /// All patterns of the schema.
    pub arena: Arena,
    pub start: Id,
    /// Elements that can stand in some document, in the order of the schema.
    pub reachable: Vec<u32>,
    pub identities: identity::Identities,
}

/// One `element` of the schema.
#[derive(Debug)]
pub(super) struct Element {
    pub class: NameClass,
    /// Index of its names in [`Grammar::sets`].
    pub set: u32,
    pub content: Id,
    pub place: Place,
}

/// One `value`.
#[derive(Debug)]
pub(super) struct Choice {
    /// Index into [`Grammar::datatypes`].
    pub datatype: u32,
    pub value: Value,
    pub written: String,
}

impl Grammar {
    /// The names that the element with this index can have.
    pub fn element_names(&self, element: u32) -> &ClassSet {
        &self.sets[self.elements[element as usize].set as usize]
    }
}

/// How deep a schema may refer to definitions in definitions.
const DEEPEST: usize = 600;

/// Compiles a schema.
///
/// # Errors
/// [`Rejected`] with everything that contradicts the specification.
pub(super) fn compile(syntax: Syntax) -> Result<Reported<Grammar>, Rejected> {
    let files = syntax.files;
    let mut compiler = Compiler {
        definitions: &syntax.definitions,
        states: vec![State::Waiting; syntax.definitions.len()],
        grammar: Grammar {
            names: syntax.names,
            sets: Vec::new(),
            elements: Vec::new(),
            datatypes: Vec::new(),
            values: Vec::new(),
            arena: Arena::new(),
            start: Id::NOT_ALLOWED,
            reachable: Vec::new(),
            identities: identity::Identities::default(),
        },
        sets: HashMap::new(),
        datatypes: HashMap::new(),
        values: HashMap::new(),
        contents: Vec::new(),
        findings: Vec::new(),
        depth: 0,
        referred_to: true,
    };
    compiler.run(&syntax.start);
    let (mut grammar, mut findings) = (compiler.grammar, compiler.findings);
    if grammar.arena.exhausted {
        findings.push(too_large());
    }
    if findings.is_empty() {
        grammar.reachable = reachable(&grammar);
        findings = restrict::check(&grammar);
    }
    read::reject(&files, findings)?;
    let findings = match identity::Identities::of(&grammar) {
        Ok(identities) => {
            grammar.identities = identities;
            Vec::new()
        }
        Err(place) => vec![unsound(place, &files)],
    };
    Ok(Reported::new(grammar, findings))
}

fn too_large() -> (usize, Diagnostic) {
    let message = "the schema is too large, or its definitions nest too deep";
    let finding = Diagnostic::error("schema-deep", crate::source::Span::default(), message);
    (0, finding)
}

fn unsound(place: Place, files: &[Tree]) -> Diagnostic {
    let file = files
        .get(place.file)
        .map_or("", |tree| tree.source().name());
    let message = format!("ids are not checked: the schema ({file}) contradicts itself about them");
    let span = if place.file == 0 {
        place.span
    } else {
        crate::source::Span::default()
    };
    Diagnostic::information("schema-identity", span, message)
}

/// The elements that can be reached from the start.
fn reachable(grammar: &Grammar) -> Vec<u32> {
    let mut seen = vec![false; grammar.arena.len()];
    let mut waiting = vec![grammar.start];
    let mut found = Vec::new();
    while let Some(id) = waiting.pop() {
        if std::mem::replace(&mut seen[id.index()], true) {
            continue;
        }
        if let Pattern::Element(element) = grammar.arena.get(id) {
            found.push(element);
            waiting.push(grammar.elements[element as usize].content);
        }
        waiting.extend(grammar.arena.parts_of(id));
    }
    found.sort_unstable();
    found
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Waiting,
    Open,
    Done(Id),
}

struct Compiler<'s> {
    definitions: &'s [super::syntax::Definition],
    states: Vec<State>,
    grammar: Grammar,
    sets: HashMap<ClassSet, u32>,
    datatypes: HashMap<String, u32>,
    values: HashMap<String, u32>,
    /// Elements whose content waits to be compiled.
    contents: Vec<(u32, &'s Written)>,
    findings: Vec<(usize, Diagnostic)>,
    depth: usize,
    referred_to: bool,
}

impl<'s> Compiler<'s> {
    fn run(&mut self, start: &'s Written) {
        self.grammar.start = self.pattern(start);
        self.contents();
        // What is never referred to must be correct all the same, but may refer
        // to itself (§4.19).
        self.referred_to = false;
        for definition in 0..self.definitions.len() {
            self.definition(definition, self.definitions[definition].place);
            self.contents();
        }
    }

    fn contents(&mut self) {
        while let Some((element, content)) = self.contents.pop() {
            let content = self.pattern(content);
            self.grammar.elements[element as usize].content = content;
        }
    }

    fn fault(&mut self, place: Place, code: &'static str, message: String) -> Id {
        let finding = Diagnostic::error(code, place.span, message);
        self.findings.push((place.file, finding));
        Id::NOT_ALLOWED
    }

    fn pattern(&mut self, written: &'s Written) -> Id {
        self.depth += 1;
        let id = if self.depth > DEEPEST {
            self.grammar.arena.exhausted = true;
            Id::NOT_ALLOWED
        } else {
            self.known_pattern(written)
        };
        self.depth -= 1;
        id
    }

    fn known_pattern(&mut self, written: &'s Written) -> Id {
        match written {
            Written::Empty => Id::EMPTY,
            Written::NotAllowed => Id::NOT_ALLOWED,
            Written::Text => Id::TEXT,
            Written::Choice(choices) => {
                let choices = self.all(choices);
                self.grammar.arena.choice(choices)
            }
            Written::Group(parts) => {
                let parts = self.all(parts);
                self.balanced(&parts, Arena::group)
            }
            Written::Interleave(parts) => {
                let parts = self.all(parts);
                self.balanced(&parts, Arena::interleave)
            }
            Written::OneOrMore(one) => {
                let one = self.pattern(one);
                self.grammar.arena.one_or_more(one)
            }
            Written::List(one) => match self.pattern(one) {
                Id::NOT_ALLOWED => Id::NOT_ALLOWED,
                one => self.grammar.arena.intern(Pattern::List(one)),
            },
            Written::Data(datatype, except) => {
                let except = except.as_ref().map(|except| self.pattern(except));
                let datatype = self.datatype(datatype);
                let data = Pattern::Data(datatype, except.unwrap_or(Id::NOT_ALLOWED));
                self.grammar.arena.intern(data)
            }
            Written::Value(datatype, value, text) => self.value(datatype, value, text),
            Written::Attribute(class, value) => {
                let value = self.pattern(value);
                if value.is_not_allowed() {
                    return value;
                }
                let set = self.set(class);
                self.grammar.arena.intern(Pattern::Attribute(set, value))
            }
            Written::Element(class, content, place) => self.element(class, content, *place),
            Written::Reference(definition, place) => self.definition(*definition, *place),
        }
    }

    fn all(&mut self, patterns: &'s [Written]) -> Vec<Id> {
        patterns.iter().map(|one| self.pattern(one)).collect()
    }

    /// Joins many patterns so that they stand in each other as little as may be.
    fn balanced(&mut self, parts: &[Id], join: fn(&mut Arena, Id, Id) -> Id) -> Id {
        match parts {
            [] => Id::EMPTY,
            [only] => *only,
            several => {
                let (one, other) = several.split_at(several.len() / 2);
                let one = self.balanced(one, join);
                let other = self.balanced(other, join);
                join(&mut self.grammar.arena, one, other)
            }
        }
    }

    fn element(&mut self, class: &NameClass, content: &'s Written, place: Place) -> Id {
        let element = self.grammar.elements.len() as u32;
        let set = self.set(class);
        self.grammar.elements.push(Element {
            class: class.clone(),
            set,
            content: Id::NOT_ALLOWED,
            place,
        });
        self.contents.push((element, content));
        self.grammar.arena.intern(Pattern::Element(element))
    }

    fn set(&mut self, class: &NameClass) -> u32 {
        let set = self.grammar.names.set(class);
        let sets = &mut self.grammar.sets;
        *self.sets.entry(set).or_insert_with_key(|set| {
            sets.push(set.clone());
            sets.len() as u32 - 1
        })
    }

    fn datatype(&mut self, datatype: &Datatype) -> u32 {
        let datatypes = &mut self.grammar.datatypes;
        let key = format!("{datatype:?}");
        *self.datatypes.entry(key).or_insert_with(|| {
            datatypes.push(datatype.clone());
            datatypes.len() as u32 - 1
        })
    }

    fn value(&mut self, datatype: &Datatype, value: &Value, written: &str) -> Id {
        let datatype = self.datatype(datatype);
        let values = &mut self.grammar.values;
        let key = format!("{datatype} {value:?}");
        let at = *self.values.entry(key).or_insert_with(|| {
            values.push(Choice {
                datatype,
                value: value.clone(),
                written: written.to_owned(),
            });
            values.len() as u32 - 1
        });
        self.grammar.arena.intern(Pattern::Value(at))
    }

    fn definition(&mut self, at: usize, from: Place) -> Id {
        let definition = &self.definitions[at];
        match self.states[at] {
            State::Done(id) => return id,
            State::Open if !self.referred_to => return Id::NOT_ALLOWED,
            State::Open => {
                let message = format!(
                    "`{}` refers to itself without an element between",
                    definition.name
                );
                return self.fault(from, "schema-recursive", message);
            }
            State::Waiting => {}
        }
        self.states[at] = State::Open;
        let id = self.combined(at, from);
        self.states[at] = State::Done(id);
        id
    }

    /// Joins the parts of a definition (§4.17).
    fn combined(&mut self, at: usize, from: Place) -> Id {
        let definition = &self.definitions[at];
        let what = match definition.name.as_str() {
            "" => "start",
            name => name,
        };
        let mut combine = None;
        let mut uncombined = 0;
        let mut parts = Vec::new();
        for part in &definition.parts {
            uncombined += usize::from(part.combine.is_none());
            if uncombined > 1 {
                let message = format!("`{what}` is defined twice; with `combine` it may be");
                self.fault(part.place, "schema-combine", message);
            }
            if combine.is_some() && part.combine.is_some() && combine != part.combine {
                let message = format!("`{what}` is combined both by choice and by interleave");
                self.fault(part.place, "schema-combine", message);
            }
            combine = combine.or(part.combine);
            parts.push(self.pattern(&part.pattern));
        }
        match (parts.as_slice(), combine) {
            ([], _) => self.fault(from, "schema-reference", format!("`{what}` is not defined")),
            ([only], _) => *only,
            (several, Some(Combine::Interleave)) => self.balanced(several, Arena::interleave),
            _ => self.grammar.arena.choice(parts),
        }
    }
}
