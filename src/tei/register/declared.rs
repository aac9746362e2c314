//! What does the file say about whom and what it names?
//!
//! `person`, `place`, `org`, `bibl` and `event` in lists (TEI ND, COBI), and
//! the `role` of a cast list, if they have an `xml:id` to point at.

use rustc_hash::FxHashMap;

use super::geo::coordinates;
use super::headword::{self, Names};
use super::statements::{addresses, statements};
use crate::edition::register::{Coordinates, RegisterKind, Statement};
use crate::tei::element::tei_name;
use crate::xml::{Element, NodeId, Tree};

/// All declarations, found by id and by element.
#[derive(Debug, Default)]
pub struct Declarations<'t> {
    by_id: FxHashMap<String, Declared<'t>>,
}

/// What is declared, as a kind and an element.
#[derive(Clone, Copy, Debug)]
pub struct Declared<'t> {
    /// The register it belongs to.
    pub kind: RegisterKind,
    /// The element.
    pub element: Element<'t>,
}

/// What a declaration says, read when something points at it.
#[derive(Debug, Default)]
pub struct Description {
    /// Headword and other names.
    pub names: Names,
    /// `@type` of the declaration.
    pub category: Option<String>,
    /// Addresses of authority files.
    pub addresses: Vec<String>,
    /// Everything else.
    pub statements: Vec<Statement>,
    /// Where a place is.
    pub coordinates: Option<Coordinates>,
}

impl<'t> Declarations<'t> {
    /// The declarations of a file; of one id given twice the first.
    pub fn new(tree: &'t Tree) -> Self {
        let mut by_id = FxHashMap::default();
        let below = tree.root().descendants().filter_map(|node| node.element());
        for element in below {
            let Some(kind) = declares(element) else {
                continue;
            };
            if let Some(id) = element.xml_id() {
                let declared = Declared { kind, element };
                by_id.entry(id.trim().to_owned()).or_insert(declared);
            }
        }
        Self { by_id }
    }

    /// What is declared under this `xml:id`.
    pub fn get(&self, id: &str) -> Option<Declared<'t>> {
        self.by_id.get(id).copied()
    }

    /// All declarations, in the order of the file.
    pub fn all(&self) -> Vec<(&str, Declared<'t>)> {
        let mut all: Vec<_> = self
            .by_id
            .iter()
            .map(|(id, declared)| (id.as_str(), *declared))
            .collect();
        all.sort_unstable_by_key(|(_, declared)| declared.element.id());
        all
    }

    /// The declaration that `element` is, or stands in.
    pub fn around(&self, element: Element<'t>) -> Option<(NodeId, Declared<'t>)> {
        let mut above = std::iter::once(element).chain(element.ancestors());
        above.find_map(|above| {
            let kind = declares(above).filter(|_| above.xml_id().is_some())?;
            let element = above;
            Some((above.id(), Declared { kind, element }))
        })
    }
}

impl Declared<'_> {
    /// Everything that is said.
    pub fn describe(self) -> Description {
        let category = self.element.attribute("type");
        Description {
            names: headword::names(self.element, self.kind),
            category: category.map(|category| category.trim().to_owned()),
            addresses: addresses(self.element),
            statements: statements(self.element, self.kind),
            coordinates: (self.kind == RegisterKind::Places)
                .then(|| coordinates(self.element))
                .flatten(),
        }
    }
}

/// The kind of what an element declares, if it declares anything.
fn declares(element: Element<'_>) -> Option<RegisterKind> {
    let parent = || element.parent().and_then(tei_name);
    match tei_name(element)? {
        "person" | "personGrp" | "persona" => Some(RegisterKind::People),
        "role" => Some(RegisterKind::People),
        "castItem" if element.child("role").is_some() => Some(RegisterKind::People),
        "place" => Some(RegisterKind::Places),
        "org" => Some(RegisterKind::Organisations),
        "event" => Some(RegisterKind::Events),
        "bibl" | "biblStruct" | "biblFull" if parent() == Some("listBibl") => {
            Some(RegisterKind::Works)
        }
        _ => None,
    }
}

/// Whether names in `element` tell about what a list declares, instead of
/// standing in the text.
pub fn is_declaration(element: Element<'_>) -> bool {
    match tei_name(element) {
        Some("role" | "castItem") => false,
        Some("relation" | "listRelation") => true,
        _ => declares(element).is_some() && element.xml_id().is_some(),
    }
}
