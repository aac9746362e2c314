//! What could have stood here instead?

use super::arena::{Arena, Id, Pattern};
use super::grammar::Grammar;
use super::names::Class;

/// Names that are possible at some place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Possible {
    /// Spelled names, in the order of the schema.
    pub names: Vec<Class>,
    /// Names that the schema does not spell are possible too.
    pub others: bool,
}

/// The elements that may come next in `state`.
pub(super) fn elements(grammar: &Grammar, arena: &Arena, state: Id) -> Possible {
    let next = |id: Id| match arena.get(id) {
        Pattern::Group(one, other) if arena.is_nullable(one) => vec![one, other],
        Pattern::Group(one, _) => vec![one],
        Pattern::Attribute(..) | Pattern::List(_) | Pattern::Data(..) => Vec::new(),
        _ => arena.parts_of(id),
    };
    let set = |id: Id| match arena.get(id) {
        Pattern::Element(element) => Some(grammar.elements[element as usize].set),
        _ => None,
    };
    collect(grammar, state, next, set)
}

/// The attributes that may stand in `state`.
pub(super) fn attributes(grammar: &Grammar, arena: &Arena, state: Id) -> Possible {
    let next = |id: Id| match arena.get(id) {
        Pattern::Attribute(..) => Vec::new(),
        _ if !arena.traits(id).attributes => Vec::new(),
        _ => arena.parts_of(id),
    };
    let set = |id: Id| match arena.get(id) {
        Pattern::Attribute(set, _) => Some(set),
        _ => None,
    };
    collect(grammar, state, next, set)
}

fn collect(
    grammar: &Grammar,
    state: Id,
    next: impl Fn(Id) -> Vec<Id>,
    set: impl Fn(Id) -> Option<u32>,
) -> Possible {
    let mut possible = Possible::default();
    let mut seen = std::collections::BTreeSet::new();
    let mut waiting = vec![state];
    while let Some(id) = waiting.pop() {
        if !seen.insert(id) {
            continue;
        }
        if let Some(set) = set(id) {
            let set = &grammar.sets[set as usize];
            let spelled = |class: &Class| grammar.names.name(*class).is_some();
            match set.classes() {
                Some(classes) => {
                    possible.others |= !classes.iter().all(spelled);
                    possible
                        .names
                        .extend(classes.iter().copied().filter(spelled));
                }
                None => possible.others = true,
            }
        }
        waiting.extend(next(id));
    }
    possible.names.sort_unstable();
    possible.names.dedup();
    possible
}

/// The elements (or attributes) without which `state` cannot end, as far as
/// they have one name.
pub(super) fn required(
    grammar: &Grammar,
    arena: &Arena,
    state: Id,
    attributes: bool,
) -> Vec<Class> {
    let mut known = std::collections::BTreeMap::new();
    let required = required_in(grammar, arena, state, attributes, &mut known);
    required.unwrap_or_default()
}

/// `None` for what allows nothing: it requires everything.
fn required_in(
    grammar: &Grammar,
    arena: &Arena,
    id: Id,
    attributes: bool,
    known: &mut std::collections::BTreeMap<Id, Option<Vec<Class>>>,
) -> Option<Vec<Class>> {
    if let Some(known) = known.get(&id) {
        return known.clone();
    }
    let one_name = |set: u32| {
        let classes = grammar.sets[set as usize].classes();
        let name = |class: &Class| grammar.names.name(*class).is_some();
        let one = classes.filter(|classes| classes.len() == 1 && classes.iter().all(name));
        one.map(<[Class]>::to_vec).unwrap_or_default()
    };
    let required = match arena.get(id) {
        Pattern::NotAllowed => None,
        Pattern::Element(element) if !attributes => {
            Some(one_name(grammar.elements[element as usize].set))
        }
        Pattern::Attribute(set, _) if attributes => Some(one_name(set)),
        Pattern::Group(one, other) | Pattern::Interleave(one, other) => {
            let one = required_in(grammar, arena, one, attributes, known);
            let other = required_in(grammar, arena, other, attributes, known);
            one.zip(other).map(|(mut all, other)| {
                all.extend(other);
                all.sort_unstable();
                all.dedup();
                all
            })
        }
        Pattern::OneOrMore(one) => required_in(grammar, arena, one, attributes, known),
        Pattern::Choice(slice) | Pattern::Either(slice) => {
            let choices = arena.slice(slice).iter();
            let choices: Vec<Vec<Class>> = choices
                .filter_map(|&choice| required_in(grammar, arena, choice, attributes, known))
                .collect();
            choices.into_iter().reduce(|mut all, one| {
                all.retain(|class| one.contains(class));
                all
            })
        }
        _ => Some(Vec::new()),
    };
    known.insert(id, required.clone());
    required
}

/// In words what values `id` allows: enumerated ones and names of datatypes.
pub(super) fn values(grammar: &Grammar, arena: &Arena, id: Id) -> (Vec<String>, Vec<String>) {
    let (mut values, mut types) = (Vec::new(), Vec::new());
    let mut seen = std::collections::BTreeSet::new();
    let mut waiting = vec![id];
    while let Some(id) = waiting.pop() {
        if !seen.insert(id) {
            continue;
        }
        match arena.get(id) {
            Pattern::Value(value) => {
                values.push(grammar.values[value as usize].written.clone());
            }
            Pattern::Data(datatype, _) => {
                types.push(grammar.datatypes[datatype as usize].words());
            }
            Pattern::Attribute(..) | Pattern::Element(_) => {}
            _ => waiting.extend(arena.parts_of(id)),
        }
    }
    values.sort_unstable();
    values.dedup();
    types.sort_unstable();
    types.dedup();
    (values, types)
}
