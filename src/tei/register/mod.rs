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
mod collation;
mod collect;
mod context;
mod declared;
mod entity;
mod headword;
mod identity;
mod mention;
mod prefix;
mod statements;

use rustc_hash::FxHashMap;

use super::Document;
use crate::edition::{Register, RegisterKind};
use crate::xml::NodeId;

/// The registers of a document.
#[derive(Debug)]
pub struct Registers {
    registers: Vec<Register>,
    entry_at: FxHashMap<NodeId, (RegisterKind, usize)>,
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

    /// The kind and id of the entry for the name at this node; of the first one
    /// if it names several.
    pub fn entry_at(&self, node: NodeId) -> Option<(RegisterKind, &str)> {
        let (kind, at) = *self.entry_at.get(&node)?;
        let entry = self.get(kind)?.entries.get(at)?;
        Some((kind, &entry.id))
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
