//! Which names mean the same?
//!
//! Those that point at the same declaration, address or key; without a pointer,
//! those of the same form, and these are marked: nobody has said that they are
//! one person.

use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::UnicodeNormalization;

use super::Registers;
use super::authority::{Record, record};
use super::collation::{letter, sort_key};
use super::collect::Found;
use super::declared::{Declarations, Declared, Description};
use super::identity::{Pointer, Pointers};
use super::statements::addresses;
use crate::edition::register::{Form, Identity, Occurrence, RegisterEntry};
use crate::edition::{Register, RegisterKind};
use crate::tei::identifier::{PAGE_IDS, is_good, slug};
use crate::xml::{NodeId, Tree};

/// One person, place … with all its places.
pub struct Entity {
    kind: RegisterKind,
    identity: Identity,
    description: Description,
    records: Vec<Record>,
    occurrences: Vec<(NodeId, Occurrence)>,
}

/// Joins names that mean the same, in the order of their first places.
pub fn join<'t>(
    found: Vec<Found>,
    tree: &'t Tree,
    declarations: &Declarations<'t>,
    pointers: &Pointers<'_, 't>,
) -> Vec<Entity> {
    let mut join = Join {
        tree,
        declarations,
        pointers,
        records: FxHashMap::default(),
        entities: Vec::new(),
        known: FxHashMap::default(),
    };
    join.read_records();
    for Found {
        node,
        mention,
        occurrence,
    } in found
    {
        let mut named = mention.pointers;
        if named.is_empty() && !occurrence.form.is_empty() {
            named.push(Pointer::default());
        }
        let mut at: Vec<usize> = Vec::new();
        for pointer in &named {
            let entity = join.entity(mention.kind, pointer, &occurrence.form);
            if !at.contains(&entity) {
                at.push(entity);
            }
        }
        let Some(last) = at.pop() else { continue };
        for entity in at {
            let place = (node, occurrence.clone());
            join.entities[entity].occurrences.push(place);
        }
        join.entities[last].occurrences.push((node, occurrence));
    }
    join.entities
}

struct Join<'j, 'd, 't> {
    tree: &'t Tree,
    declarations: &'j Declarations<'t>,
    pointers: &'j Pointers<'d, 't>,
    /// Declarations by the records that they name.
    records: FxHashMap<(RegisterKind, String), String>,
    entities: Vec<Entity>,
    known: FxHashMap<(RegisterKind, String), usize>,
}

impl<'t> Join<'_, '_, 't> {
    fn read_records(&mut self) {
        for (id, declared) in self.declarations.all() {
            for record in addresses(declared.element)
                .iter()
                .filter_map(|address| record(address))
            {
                // A link that is no authority's says nothing about identity.
                if record.link.authority.is_some() {
                    let key = (declared.kind, record.canonical);
                    self.records.entry(key).or_insert_with(|| id.to_owned());
                }
            }
        }
    }

    /// The entity that `pointer` means; made if it is new.
    fn entity(&mut self, kind: RegisterKind, pointer: &Pointer, form: &str) -> usize {
        let pointer = self.followed(kind, pointer);
        let declared = pointer.id.as_deref().and_then(|id| self.target(kind, id));
        let kind = declared.map_or(kind, |declared| declared.kind);
        let keys = keys(&pointer, form);
        let known = keys
            .iter()
            .find_map(|key| self.known.get(&(kind, key.clone())));
        let at = match known {
            Some(&at) => at,
            None => {
                self.entities.push(Entity {
                    kind,
                    identity: pointer.identity(declared.is_some()),
                    description: declared.map(Declared::describe).unwrap_or_default(),
                    records: Vec::new(),
                    occurrences: Vec::new(),
                });
                self.entities.len() - 1
            }
        };
        for record in pointer.records {
            let key = (kind, record_key(&record));
            if !self.known.contains_key(&key) {
                self.entities[at].records.push(record);
            }
        }
        for key in keys {
            self.known.entry((kind, key)).or_insert(at);
        }
        at
    }

    /// The pointer, or the declaration it leads to: through a record that a
    /// declaration names, or from a role to the person it points at.
    fn followed(&self, kind: RegisterKind, pointer: &Pointer) -> Pointer {
        let mut pointer = pointer.clone();
        if pointer.id.is_none() {
            let ids = pointer.records.iter();
            let mut ids =
                ids.filter_map(|record| self.records.get(&(kind, record.canonical.clone())));
            pointer.id = ids.next().cloned();
        }
        let declared = pointer
            .id
            .as_deref()
            .and_then(|id| self.declarations.get(id));
        let role = declared
            .map(|declared| declared.element)
            .filter(|e| e.is("role") || e.is("castItem"));
        if let Some(role) = role {
            let item = role.parent().filter(|parent| parent.is("castItem"));
            let places = [Some(role), item, role.child("role")];
            let led = places
                .into_iter()
                .flatten()
                .find_map(|at| self.pointers.of(at).into_iter().next());
            let own = role.child("role").and_then(|role| role.xml_id());
            let own = own.map(|id| Pointer::local(id.trim()));
            return led.or(own).unwrap_or(pointer);
        }
        pointer
    }

    /// What is declared under an id; also an element that is a name itself.
    fn target(&self, kind: RegisterKind, id: &str) -> Option<Declared<'t>> {
        let loose = || {
            let element = self.tree.by_id(id)?;
            let declared = Declared { kind, element };
            declared.describe().names.main.is_some().then_some(declared)
        };
        self.declarations.get(id).or_else(loose)
    }
}

/// Everything under which the same entity may be looked for, best first.
fn keys(pointer: &Pointer, form: &str) -> Vec<String> {
    let id = pointer.id.iter().map(|id| format!("#{id}"));
    let records = pointer.records.iter().map(record_key);
    let key = pointer.key.iter().map(|key| format!("k{key}"));
    let mut keys: Vec<String> = id.chain(records).chain(key).collect();
    if keys.is_empty() {
        keys.push(format!("f{}", normalised(form)));
    }
    keys
}

fn record_key(record: &Record) -> String {
    format!("@{}", record.canonical)
}

/// A form as it is compared: canonically equal characters, and no punctuation
/// of the sentence after it.
fn normalised(form: &str) -> String {
    without_comma(form).nfc().collect()
}

fn without_comma(form: &str) -> &str {
    form.trim_end_matches([',', ';', ':']).trim_end()
}

/// The registers, in order.
pub fn arrange(entities: Vec<Entity>) -> Registers {
    let mut by_kind: [Vec<Entity>; RegisterKind::ALL.len()] = Default::default();
    for entity in entities {
        by_kind[entity.kind as usize].push(entity);
    }
    let mut entries_at: FxHashMap<NodeId, Vec<_>> = FxHashMap::default();
    let registers = RegisterKind::ALL.map(|kind| {
        let entities = std::mem::take(&mut by_kind[kind as usize]);
        let mut entries: Vec<_> = entities.into_iter().map(entry).collect();
        entries.sort_by_cached_key(|(entry, _)| sort_key(&entry.headword));
        let mut ids = Ids::default();
        for (entry, _) in &mut entries {
            entry.id = ids.give(entry);
        }
        for (at, (_, nodes)) in entries.iter().enumerate() {
            for node in nodes {
                entries_at.entry(*node).or_default().push((kind, at));
            }
        }
        let entries = entries.into_iter().map(|(entry, _)| entry).collect();
        Register { kind, entries }
    });
    Registers {
        registers: registers.into(),
        entries_at,
    }
}

fn entry(entity: Entity) -> (RegisterEntry, Vec<NodeId>) {
    let Entity {
        identity,
        description,
        mut records,
        occurrences,
        ..
    } = entity;
    let (nodes, occurrences): (Vec<_>, Vec<_>) = occurrences.into_iter().unzip();
    let forms = forms(&occurrences);
    let said = description.names.main;
    let inferred = said.is_none();
    let headword = said.unwrap_or_else(|| commonest(&forms, &identity));
    for address in &description.addresses {
        records.extend(record(address));
    }
    let mut seen = FxHashSet::default();
    records.retain(|record| seen.insert(record.canonical.clone()));
    let entry = RegisterEntry {
        id: String::new(),
        letter: letter(&headword),
        headword,
        inferred,
        identity,
        category: description.category,
        names: description.names.others,
        authorities: records.into_iter().map(|record| record.link).collect(),
        statements: description.statements,
        coordinates: description.coordinates,
        forms,
        occurrences,
    };
    (entry, nodes)
}

/// The commonest form; without any form what the edition points at.
fn commonest(forms: &[Form], identity: &Identity) -> String {
    let form = forms
        .first()
        .map(|form| without_comma(&form.text).to_owned());
    form.filter(|form| !form.is_empty())
        .unwrap_or_else(|| match identity {
            Identity::Declared(name)
            | Identity::Pointer(name)
            | Identity::Authority(name)
            | Identity::Key(name) => name.clone(),
            Identity::Form => String::new(),
        })
}

/// The forms with their counts, the commonest first, then as they come.
fn forms(occurrences: &[Occurrence]) -> Vec<Form> {
    let mut forms: Vec<Form> = Vec::new();
    let mut known: FxHashMap<&str, usize> = FxHashMap::default();
    for occurrence in occurrences
        .iter()
        .filter(|occurrence| !occurrence.form.is_empty())
    {
        let at = *known.entry(&occurrence.form).or_insert_with(|| {
            let text = occurrence.form.clone();
            forms.push(Form { text, count: 0 });
            forms.len() - 1
        });
        forms[at].count += 1;
    }
    forms.sort_by_key(|form| std::cmp::Reverse(form.count));
    forms
}

/// Ids of entries: the `xml:id`, the number of the record, the key, the form.
#[derive(Default)]
struct Ids {
    taken: FxHashSet<String>,
    next: FxHashMap<String, u32>,
}

impl Ids {
    fn give(&mut self, entry: &RegisterEntry) -> String {
        let wanted = wanted_id(entry);
        let mut id = wanted.clone();
        while !self.taken.insert(id.clone()) {
            let next = self.next.entry(wanted.clone()).or_insert(1);
            *next += 1;
            id = format!("{wanted}-{next}");
        }
        id
    }
}

/// Ids of the page's own parts: one for each letter, and the whole.
const LETTERS: &str = "letter-";
const WHOLE: &str = "register";

fn wanted_id(entry: &RegisterEntry) -> String {
    let wanted = match &entry.identity {
        Identity::Declared(id) if is_good(id) => id.clone(),
        Identity::Declared(text) | Identity::Pointer(text) | Identity::Key(text) => slug(text),
        Identity::Authority(address) => record(address).map_or_else(
            || slug(address),
            |record| slug(&format!("{} {}", record.authority, record.link.record)),
        ),
        Identity::Form => slug(&entry.headword),
    };
    let free = !wanted.is_empty()
        && is_good(&wanted)
        && !wanted.starts_with(LETTERS)
        && wanted != WHOLE
        && PAGE_IDS.binary_search(&wanted.as_str()).is_err();
    if free { wanted } else { format!("x-{wanted}") }
}
