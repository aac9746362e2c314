//! Who and what is named, and where?
//!
//! 1. [`declared`] finds what the file declares, with its [`headword`] and
//!    [`statements`]; [`prefix`] and [`authority`] read pointers to elsewhere.
//! 2. [`mention`] says which elements name something, [`identity`] at what they
//!    point; [`collect`] walks through the text with them.
//! 3. [`entity`] joins what means the same, [`collation`] puts it in order.
//!
//! Two names are one entry only if the edition says so. Nothing is named that
//! the file does not name.

mod authority;
pub mod collation;
mod collect;
mod context;
mod declared;
mod entity;
mod geo;
mod headword;
mod identity;
mod mention;
pub mod prefix;
mod statements;

use rustc_hash::FxHashMap;

use super::Document;
use crate::edition::{Register, RegisterEntry, RegisterKind};
use crate::xml::NodeId;

/// The registers of a document.
#[derive(Debug)]
pub struct Registers {
    registers: Vec<Register>,
    entries_at: FxHashMap<NodeId, Vec<(RegisterKind, usize)>>,
}

impl Registers {
    /// The register of one kind; it may have no entries.
    pub fn get(&self, kind: RegisterKind) -> Option<&Register> {
        self.registers.iter().find(|register| register.kind == kind)
    }

    /// The registers that have entries.
    pub fn filled(&self) -> impl Iterator<Item = &Register> {
        let registers = self.registers.iter();
        registers.filter(|register| !register.entries.is_empty())
    }

    /// The entries for the name at this node, each with its kind: one name can
    /// be that of two persons.
    pub fn entries_at(&self, node: NodeId) -> impl Iterator<Item = (RegisterKind, &RegisterEntry)> {
        let entries = self.entries_at.get(&node).into_iter().flatten();
        entries.filter_map(|(kind, at)| Some((*kind, self.get(*kind)?.entries.get(*at)?)))
    }
}

/// The registers of `document`: all kinds, in the order of
/// [`RegisterKind::ALL`].
///
/// Names of the header are left out, because they are about the edition, but
/// for those of `correspDesc` (TEI HD44CD), which are about the letter. So are
/// names within the declarations that names of the text point at.
pub fn registers(document: &Document) -> Registers {
    let declarations = declared::Declarations::new(document.tree());
    let pointers = identity::Pointers::new(document.tree(), &declarations);
    let found = collect::collect(document, &declarations, &pointers);
    let entities = entity::join(found, document.tree(), &declarations, &pointers);
    entity::arrange(entities)
}
