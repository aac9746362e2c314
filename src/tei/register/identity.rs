//! At whom or what does a name point?
//!
//! `@ref`, else `@key`, `@corresp`, `@sameAs`. Several pointers within the file
//! are several persons; an address beside one pointer, and addresses of
//! different authorities, are about the same one.

use super::authority::{Record, record};
use super::declared::Declarations;
use super::prefix::Prefixes;
use crate::edition::register::Identity;
use crate::tei::element::{collapse, tei_name};
use crate::xml::{Element, Tree};

/// What one name points at: one person, one place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pointer {
    /// An `xml:id` of this file, or of one that belongs to it.
    pub id: Option<String>,
    /// Records of authority files.
    pub records: Vec<Record>,
    /// What only the makers of the edition can resolve.
    pub key: Option<String>,
}

impl Pointer {
    /// A pointer at an `xml:id`.
    pub fn local(id: &str) -> Self {
        Self {
            id: Some(id.to_owned()),
            ..Self::default()
        }
    }

    /// How the edition tells it from others.
    pub fn identity(&self, declared: bool) -> Identity {
        match (&self.id, self.records.first(), &self.key) {
            (Some(id), _, _) if declared => Identity::Declared(id.clone()),
            (Some(id), _, _) => Identity::Pointer(format!("#{id}")),
            (None, Some(record), _) => Identity::Authority(record.link.href.clone()),
            (None, None, Some(key)) => Identity::Key(key.clone()),
            (None, None, None) => Identity::Form,
        }
    }
}

/// Reads the pointers of a file.
pub struct Pointers<'d, 't> {
    tree: &'t Tree,
    declarations: &'d Declarations<'t>,
    prefixes: Prefixes,
}

/// Pointers of one name that are read: real ones have under ten.
const MOST_POINTERS: usize = 64;

impl<'d, 't> Pointers<'d, 't> {
    /// A reader for `tree`.
    pub fn new(tree: &'t Tree, declarations: &'d Declarations<'t>) -> Self {
        let prefixes = Prefixes::new(tree);
        Self {
            tree,
            declarations,
            prefixes,
        }
    }

    /// What the first attribute that says something points at.
    pub fn of(&self, element: Element<'t>) -> Vec<Pointer> {
        let by_reference = self.named_by(element, "ref");
        let found = first_of(by_reference, || self.key(element));
        let found = first_of(found, || self.corresponding(element, "corresp"));
        first_of(found, || self.corresponding(element, "sameAs"))
    }

    /// What a pointing attribute names.
    pub fn named_by(&self, element: Element<'t>, attribute: &str) -> Vec<Pointer> {
        let value = element.attribute(attribute).unwrap_or_default();
        let pointers = value.split_whitespace().take(MOST_POINTERS);
        grouped(pointers.map(|pointer| self.read(pointer)).collect())
    }

    /// `@key`: ids of the file, or one key, which may hold spaces.
    fn key(&self, element: Element<'t>) -> Vec<Pointer> {
        let Some(value) = element.attribute("key") else {
            return Vec::new();
        };
        let known = |word: &str| {
            let word = word.trim_start_matches('#');
            self.declarations.get(word).is_some() || record(word).is_some()
        };
        let value = collapse(&value);
        if value.split(' ').all(known) {
            return self.named_by(element, "key");
        }
        match value.as_str() {
            "" => Vec::new(),
            key => vec![self.read(key)],
        }
    }

    /// `@corresp` and `@sameAs` also join passages: only what names something
    /// is an identity.
    fn corresponding(&self, element: Element<'t>, attribute: &str) -> Vec<Pointer> {
        let mut pointers = self.named_by(element, attribute);
        pointers.retain(|pointer| match &pointer.id {
            Some(id) => self.names(id),
            None => pointer
                .records
                .iter()
                .any(|record| record.link.authority.is_some()),
        });
        pointers
    }

    fn names(&self, id: &str) -> bool {
        let is_name = |element: Element<'_>| {
            matches!(
                tei_name(element),
                Some(
                    "persName" | "placeName" | "orgName" | "geogName" | "name" | "item" | "author"
                )
            )
        };
        self.declarations.get(id).is_some() || self.tree.by_id(id).is_some_and(is_name)
    }

    fn read(&self, written: &str) -> Pointer {
        let resolved = self.prefixes.resolve(written);
        let pointer = resolved.as_deref().unwrap_or(written);
        if let Some(id) = pointer.strip_prefix('#').filter(|id| !id.is_empty()) {
            return self.declared_around(id);
        }
        if self.declarations.get(pointer).is_some() {
            return Pointer::local(pointer);
        }
        match record(pointer) {
            Some(record) => Pointer {
                records: vec![record],
                ..Pointer::default()
            },
            None => Pointer {
                key: Some(written.to_owned()),
                ..Pointer::default()
            },
        }
    }

    /// A pointer at a part of a declaration is one at the declaration.
    fn declared_around(&self, id: &str) -> Pointer {
        if self.declarations.get(id).is_some() {
            return Pointer::local(id);
        }
        let around = self
            .tree
            .by_id(id)
            .and_then(|at| self.declarations.around(at));
        let around = around.and_then(|(_, declared)| declared.element.xml_id());
        Pointer::local(around.as_deref().map_or(id, str::trim))
    }
}

fn first_of(found: Vec<Pointer>, other: impl FnOnce() -> Vec<Pointer>) -> Vec<Pointer> {
    if found.is_empty() { other() } else { found }
}

/// Joins pointers that are about the same.
fn grouped(pointers: Vec<Pointer>) -> Vec<Pointer> {
    let locals = pointers
        .iter()
        .filter(|pointer| pointer.id.is_some())
        .count();
    let distinct = {
        let mut authorities: Vec<_> = pointers.iter().flat_map(|p| &p.records).collect();
        authorities.sort_by(|a, b| a.authority.cmp(&b.authority));
        authorities
            .windows(2)
            .all(|pair| pair[0].authority != pair[1].authority)
    };
    let keys = pointers
        .iter()
        .filter(|pointer| pointer.key.is_some())
        .count();
    if pointers.len() > 1 && locals <= 1 && keys <= 1 && distinct {
        let mut joined = Pointer::default();
        for pointer in pointers {
            joined.id = joined.id.or(pointer.id);
            joined.key = joined.key.or(pointer.key);
            joined.records.extend(pointer.records);
        }
        return vec![joined];
    }
    let mut each: Vec<Pointer> = Vec::new();
    for pointer in pointers {
        if !each.contains(&pointer) {
            each.push(pointer);
        }
    }
    each
}
