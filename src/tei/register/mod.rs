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
    drawn_up(document, Around::Read)
}

/// The same without what stands around each name: the words before and after it, and
/// the page on which it is. For those who only ask who is named.
pub fn names_alone(document: &Document) -> Registers {
    drawn_up(document, Around::PassedOver)
}

/// Whether what stands around a name is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Around {
    Read,
    PassedOver,
}

fn drawn_up(document: &Document, around: Around) -> Registers {
    let declarations = declared::Declarations::new(document.tree());
    let pointers = identity::Pointers::new(document.tree(), &declarations);
    let found = collect::collect(document, (&declarations, &pointers), around);
    let entities = entity::join(found, document.tree(), &declarations, &pointers);
    entity::arrange(entities)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tei;

    #[test]
    fn who_is_named_does_not_depend_on_what_stands_around() {
        let source = "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader/><text><body>\
            <div><head>Of <persName ref='#a'>Ann</persName></head>\
            <p>Then <persName ref='#a'>Anna</persName>, <persName ref='#a #b'>they</persName> \
            and <placeName>Moquegua</placeName>.<note>Not <placeName>Lima</placeName></note></p>\
            </div></body><back><listPerson><person xml:id='a'><persName>Ann</persName></person>\
            <person xml:id='b'><persName>Ben</persName></person></listPerson></back></text></TEI>";
        let document = tei::read("t.xml", source.as_bytes())
            .expect("well formed")
            .value;
        let (whole, alone) = (registers(&document), names_alone(&document));
        let mut names = Vec::new();
        for (whole, alone) in whole.filled().zip(alone.filled()) {
            assert_eq!(whole.entries.len(), alone.entries.len());
            for (whole, alone) in whole.entries.iter().zip(&alone.entries) {
                let mut bare = whole.clone();
                for occurrence in &mut bare.occurrences {
                    (occurrence.before, occurrence.after) = (String::new(), String::new());
                    occurrence.part = None;
                }
                assert_eq!(bare, *alone);
                names.push((whole.headword.as_str(), whole.occurrences.len()));
            }
        }
        let expected = [("Ann", 3), ("Ben", 1), ("Lima", 1), ("Moquegua", 1)];
        assert_eq!(names, expected);
        let around = |register: &Register| register.entries[0].occurrences[1].before.clone();
        assert_eq!(whole.filled().map(around).next().as_deref(), Some("Then "));
    }
}
