//! Which attributes name elements?
//!
//! Attributes of type `ID`, `IDREF` and `IDREFS` do, by RELAX NG DTD
//! Compatibility (§5): for an element of one name, an attribute of one name
//! always means the same, or the schema is unsound and ids are not checked.

use std::collections::BTreeMap;

use super::arena::{Id, Pattern};
use super::datatype::Identity;
use super::grammar::Grammar;
use super::names::{Class, ClassSet};
use super::syntax::Place;

/// Element and attribute, by name, that name elements.
#[derive(Debug, Default)]
pub(super) struct Identities {
    of: BTreeMap<(Class, Class), Identity>,
    attributes: Vec<Class>,
}

impl Identities {
    /// What a schema says about ids.
    ///
    /// # Errors
    /// The place where it contradicts itself.
    pub fn of(grammar: &Grammar) -> Result<Self, Place> {
        let mut identities = Self::default();
        let mut others = Vec::new();
        for &at in &grammar.reachable {
            let element = &grammar.elements[at as usize];
            let names = grammar.element_names(at);
            for (set, value) in attributes(grammar, element.content) {
                let set = &grammar.sets[set as usize];
                match identity(grammar, value) {
                    None => others.push((names, set, element.place)),
                    Some(identity) => {
                        let known = identities.add(grammar, names, set, identity);
                        known.ok_or(element.place)?;
                    }
                }
            }
            if holds_identity(grammar, element.content) {
                return Err(element.place);
            }
        }
        let mut attributes: Vec<Class> = identities.of.keys().map(|key| key.1).collect();
        attributes.sort_unstable();
        attributes.dedup();
        identities.attributes = attributes;
        for (names, set, place) in others {
            // Hardly any names one of the few attributes that are ids.
            if !identities.attributes.iter().any(|id| set.contains(*id)) {
                continue;
            }
            let clash = |(element, attribute): &(Class, Class)| {
                names.contains(*element) && set.contains(*attribute)
            };
            if identities.of.keys().any(clash) {
                return Err(place);
            }
        }
        Ok(identities)
    }

    /// What the attribute of such an element names, if anything.
    pub fn get(&self, element: Class, attribute: Class) -> Option<Identity> {
        self.attributes.binary_search(&attribute).ok()?;
        self.of.get(&(element, attribute)).copied()
    }

    fn add(
        &mut self,
        grammar: &Grammar,
        elements: &ClassSet,
        attributes: &ClassSet,
        identity: Identity,
    ) -> Option<()> {
        let [attribute] = named(grammar, attributes)?[..] else {
            return None;
        };
        for &element in named(grammar, elements)? {
            let known = *self.of.entry((element, attribute)).or_insert(identity);
            if known != identity {
                return None;
            }
        }
        Some(())
    }
}

/// The classes of a set, if each is that of one name.
fn named<'s>(grammar: &Grammar, set: &'s ClassSet) -> Option<&'s [Class]> {
    let classes = set.classes()?;
    let all = classes
        .iter()
        .all(|&class| grammar.names.name(class).is_some());
    all.then_some(classes)
}

/// The attributes directly in a content: names and value.
fn attributes(grammar: &Grammar, content: Id) -> Vec<(u32, Id)> {
    let mut found = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    let mut waiting = vec![content];
    while let Some(id) = waiting.pop() {
        if !grammar.arena.traits(id).attributes || !seen.insert(id) {
            continue;
        }
        match grammar.arena.get(id) {
            Pattern::Attribute(set, value) => found.push((set, value)),
            _ => waiting.extend(grammar.arena.parts_of(id)),
        }
    }
    found
}

/// What a value names: it does if it is nothing but such a datatype.
fn identity(grammar: &Grammar, value: Id) -> Option<Identity> {
    match grammar.arena.get(value) {
        Pattern::Data(datatype, _) => grammar.datatypes[datatype as usize].identity(),
        Pattern::Value(value) => {
            let datatype = grammar.values[value as usize].datatype;
            grammar.datatypes[datatype as usize].identity()
        }
        _ => None,
    }
}

/// Whether the content of an element itself is an id.
fn holds_identity(grammar: &Grammar, content: Id) -> bool {
    let mut seen = std::collections::BTreeSet::new();
    let mut waiting = vec![content];
    while let Some(id) = waiting.pop() {
        if !grammar.arena.traits(id).data || !seen.insert(id) {
            continue;
        }
        if identity(grammar, id).is_some() {
            return true;
        }
        if !matches!(grammar.arena.get(id), Pattern::Attribute(..)) {
            waiting.extend(grammar.arena.parts_of(id));
        }
    }
    false
}
