//! A text with everything that is known about it, read once.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::apparatus::{self, Entry, Sources};
use super::colophon::{self, Section};
use super::header::{self, Header};
use super::history;
use super::identifier::Identifiers;
use super::name::{self, Name, NamesById};
use super::note::{self, PlacedNote};
use super::structure::{self, Division};
use super::unit::{self, Unit, UnitIndex};
use super::witness::{self, Sigla, WitnessGroup};
use crate::diagnostic::Reported;
use crate::edition::{Apparatus, History, Witness};
use crate::source::{Deposit, FilePath};
use crate::xml::{self, Element, NodeId, Rejected, Tree};

/// A TEI file: the lossless tree and the views of it.
#[derive(Debug)]
pub struct Document {
    tree: Tree,
    deposit: Option<Listing>,
    roots: Vec<NodeId>,
    identifiers: Identifiers,
    header: Header,
    witness_groups: Vec<WitnessGroup>,
    names: Vec<Name>,
    history: History,
    units: Vec<Unit>,
    unit_index: UnitIndex,
    notes: Vec<PlacedNote>,
    entries: Vec<Entry>,
    note_at: FxHashMap<NodeId, usize>,
    called_at: FxHashMap<NodeId, Vec<usize>>,
    entry_at: FxHashMap<NodeId, usize>,
    apparatus_ids: FxHashMap<String, String>,
}

/// Reads a TEI file; `name` is what people call it.
///
/// # Errors
/// [`Rejected`] if it is not well-formed XML. Everything well formed is read,
/// even if it is not TEI at all.
pub fn read(name: &str, bytes: &[u8]) -> Result<Reported<Document>, Rejected> {
    let Reported { value, findings } = xml::read(name, bytes)?;
    Ok(Reported::new(Document::new(value), findings))
}

/// Reads a TEI file with the files that were handed in with it, so that what it
/// includes stands in its place.
///
/// # Errors
/// As [`read`]; a file that cannot be included is a finding.
pub fn read_deposit(deposit: &Deposit<'_>) -> Result<Reported<Document>, Rejected> {
    let Reported { value, findings } = xml::read_deposit(deposit)?;
    let mut document = Document::new(value);
    document.deposit = Some(Listing {
        path: deposit.path.clone(),
        files: deposit.files.paths().into_iter().collect(),
    });
    Ok(Reported::new(document, findings))
}

/// Which files were handed in with a document, and where it lay among them.
#[derive(Debug)]
struct Listing {
    path: FilePath,
    files: BTreeSet<FilePath>,
}

impl Document {
    /// The views of `tree`.
    pub fn new(mut tree: Tree) -> Self {
        if structure::is_p4(&tree) {
            tree.spell("xml:id", "id");
            tree.spell("xml:lang", "lang");
        }
        let roots = structure::text_roots(&tree);
        let mut identifiers = Identifiers::new(&tree);
        let witness_groups = witness::witness_groups(&tree);
        let sigla = Sigla::new(&witness_groups);
        let names = name::names(&tree);
        let names_by_id = NamesById::new(&tree, &names);
        let mut units = unit::units(&tree, &roots, &mut identifiers);
        let unit_index = UnitIndex::new(&units);
        let notes = note::notes(&tree, &roots, &unit_index, &mut identifiers);
        let sources = Sources {
            sigla: &sigla,
            names: &names_by_id,
        };
        let entries = entries(&tree, &mut units, &notes, &sources, &mut identifiers);
        let mut apparatus_ids = FxHashMap::default();
        for entry in &entries {
            let group = || identifiers.reserve(&format!("app-{}", entry.entry.unit));
            apparatus_ids
                .entry(entry.entry.unit.clone())
                .or_insert_with(group);
        }
        Self {
            apparatus_ids,
            header: header::header(&tree),
            history: history::history(&tree, &sigla, &names_by_id),
            note_at: index(notes.iter().map(|note| note.node)),
            called_at: calls(&notes),
            entry_at: index(entries.iter().map(|entry| entry.node)),
            tree,
            deposit: None,
            roots,
            identifiers,
            witness_groups,
            names,
            units,
            unit_index,
            notes,
            entries,
        }
    }

    /// The file, to the byte.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The file to which `reference`, an address on `element`, leads, if it was
    /// handed in with the document.
    pub fn file(&self, element: Element<'_>, reference: &str) -> Option<&FilePath> {
        let deposit = self.deposit.as_ref()?;
        let path = element.resolve(reference, &deposit.path)?;
        deposit.files.get(&path)
    }

    /// What the header says.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The header as labelled rows.
    pub fn colophon(&self) -> Vec<Section> {
        colophon::colophon(&self.tree)
    }

    /// The elements that hold the text, in order.
    pub fn text(&self) -> impl Iterator<Item = Element<'_>> {
        self.roots
            .iter()
            .filter_map(|&root| self.tree.node(root).element())
    }

    /// All witnesses, in the order of the header.
    pub fn witnesses(&self) -> impl Iterator<Item = &Witness> {
        self.witness_groups
            .iter()
            .flat_map(|group| &group.witnesses)
    }

    /// The witnesses as they are grouped.
    pub fn witness_groups(&self) -> &[WitnessGroup] {
        &self.witness_groups
    }

    /// The publication history.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Persons, organisations and places that the file declares.
    pub fn names(&self) -> &[Name] {
        &self.names
    }

    /// The divisions of the text.
    pub fn divisions(&self) -> Vec<Division> {
        structure::divisions(&self.tree, &self.roots, &self.identifiers)
    }

    /// The citable units, in the order of the text.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// The notes, in the order of the file.
    pub fn notes(&self) -> &[PlacedNote] {
        &self.notes
    }

    /// The entries of the apparatus, in the order of the text; those of notes
    /// stand last.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The apparatus without its places in the tree.
    pub fn apparatus(&self) -> Apparatus {
        Apparatus {
            entries: self
                .entries
                .iter()
                .map(|entry| entry.entry.clone())
                .collect(),
        }
    }

    /// The id in HTML of a node, if it has one.
    pub fn html_id(&self, node: NodeId) -> Option<&str> {
        self.identifiers.get(node)
    }

    /// The id in HTML of the entries of a unit (or of a note), if it has any.
    pub fn apparatus_id(&self, unit: &str) -> Option<&str> {
        self.apparatus_ids.get(unit).map(String::as_str)
    }

    /// The unit that this node is.
    pub fn unit_at(&self, node: NodeId) -> Option<usize> {
        self.unit_index.at(node)
    }

    /// The note that this node is.
    pub fn note_at(&self, node: NodeId) -> Option<&PlacedNote> {
        self.note_at.get(&node).map(|&at| &self.notes[at])
    }

    /// The notes that are called at this node.
    pub fn notes_called_at(&self, node: NodeId) -> impl Iterator<Item = &PlacedNote> {
        self.called_at
            .get(&node)
            .into_iter()
            .flatten()
            .map(|&at| &self.notes[at])
    }

    /// The entry that stands at this node.
    pub fn entry_at(&self, node: NodeId) -> Option<&Entry> {
        self.entry_at.get(&node).map(|&at| &self.entries[at])
    }
}

fn index(nodes: impl Iterator<Item = NodeId>) -> FxHashMap<NodeId, usize> {
    nodes.enumerate().map(|(at, node)| (node, at)).collect()
}

fn calls(notes: &[PlacedNote]) -> FxHashMap<NodeId, Vec<usize>> {
    let mut calls: FxHashMap<NodeId, Vec<usize>> = FxHashMap::default();
    for (at, note) in notes.iter().enumerate() {
        if let Some(call) = &note.call {
            calls.entry(call.node).or_default().push(at);
        }
    }
    calls
}

/// The entries of all units, which are counted in them, and those of the notes.
fn entries(
    tree: &Tree,
    units: &mut [Unit],
    notes: &[PlacedNote],
    sources: &Sources<'_>,
    identifiers: &mut Identifiers,
) -> Vec<Entry> {
    let nodes: FxHashSet<NodeId> = units.iter().map(|unit| unit.node).collect();
    let is_unit = |node| nodes.contains(&node);
    let mut all = Vec::new();
    let mut of = |node: NodeId, id: &str| {
        let Some(element) = tree.node(node).element() else {
            return 0;
        };
        let before = all.len();
        all.extend(apparatus::entries(
            element,
            id,
            sources,
            identifiers,
            is_unit,
        ));
        (all.len() - before) as u32
    };
    for unit in units {
        unit.unit.entries = of(unit.node, &unit.unit.id);
    }
    for note in notes {
        of(note.node, &note.note.id);
    }
    all
}
