//! A text with everything that is known about it, read once.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::apparatus::lacuna::Absent;
use super::apparatus::{self, Entry, Sources};
use super::citation::Citation;
use super::colophon::{self, Section};
use super::facsimile::{Plates, plates};
use super::header::Header;
use super::history;
use super::identifier::Identifiers;
use super::name::{self, Name, NamesById};
use super::note::{self, PlacedNote};
use super::outline::Outline;
use super::parallel::Parallels;
use super::part::Parts;
use super::register::{Registers, registers};
use super::structure::{self, Division};
use super::text::count_words_of;
use super::unit::{self, Unit, UnitIndex};
use super::witness::{self, Sigla, WitnessGroup};
use crate::diagnostic::Reported;
use crate::edition::{Apparatus, History, Witness};
use crate::source::{Deposit, FilePath};
use crate::xml::{self, Element, NodeId, Rejected, Tree};

/// A TEI file: the lossless tree and the views of it.
#[derive(Debug)]
pub struct Document {
    outline: Outline,
    deposit: Option<Listing>,
    identifiers: Identifiers,
    citation: Citation,
    undeclared: Vec<Witness>,
    names: Vec<Name>,
    history: History,
    units: Vec<Unit>,
    numbers_repeat: bool,
    unit_index: UnitIndex,
    notes: Vec<PlacedNote>,
    entries: Vec<Entry>,
    lacunae: Vec<Absent>,
    range_at: FxHashMap<NodeId, Vec<usize>>,
    note_at: FxHashMap<NodeId, usize>,
    called_at: FxHashMap<NodeId, Vec<usize>>,
    entry_at: FxHashMap<NodeId, usize>,
    apparatus_ids: FxHashMap<String, String>,
    /// Made when witnesses are compared.
    entries_around: OnceLock<Vec<Option<usize>>>,
    /// Made when a page is asked for.
    words_of_units: OnceLock<Vec<u32>>,
    /// Likewise.
    parts: OnceLock<Parts>,
    /// Likewise.
    parallels: OnceLock<Parallels>,
    /// Likewise: each page of a long text says which there are.
    registers: OnceLock<Registers>,
    /// Likewise: each page says whether there are pictures.
    plates: OnceLock<Plates>,
}

/// Reads a TEI file; `name` is what people call it.
///
/// # Errors
/// [`Rejected`] if it is not well-formed XML. Everything well formed is read,
/// even if it is not TEI at all.
pub fn read(name: &str, bytes: &[u8]) -> Result<Reported<Document>, Rejected> {
    xml::read(name, bytes).map(viewed)
}

/// Reads a TEI file with the files that were handed in with it, so that what it
/// includes stands in its place.
///
/// # Errors
/// As [`read`]; a file that cannot be included is a finding.
pub fn read_deposit(deposit: &Deposit<'_>) -> Result<Reported<Document>, Rejected> {
    let mut read = xml::read_deposit(deposit).map(viewed)?;
    read.value.deposit = Some(Listing {
        path: deposit.path.clone(),
        files: deposit.files.paths().into_iter().collect(),
    });
    Ok(read)
}

/// The document of a file that was read, with what its declarations of
/// references say amiss.
fn viewed(read: Reported<Tree>) -> Reported<Document> {
    let Reported {
        value,
        mut findings,
    } = read;
    let document = Document::new(value);
    findings.extend_from_slice(document.citation.findings());
    Reported::new(document, findings)
}

/// Which files were handed in with a document, and where it lay among them.
#[derive(Debug)]
struct Listing {
    path: FilePath,
    files: BTreeSet<FilePath>,
}

impl Document {
    /// The views of `tree`.
    pub fn new(tree: Tree) -> Self {
        let outline = Outline::new(tree);
        let (tree, roots, sigla) = (outline.tree(), &outline.roots, &outline.sigla);
        let mut identifiers = Identifiers::new(tree);
        let names = name::names(tree);
        let names_by_id = NamesById::new(tree, &names);
        let mut units = unit::units(tree, roots, &mut identifiers);
        let mut citation = Citation::new(tree, roots, &units, &mut identifiers);
        if units.is_empty() && citation.addresses().units().is_empty() {
            units = unit::utterances_and_entries(tree, roots, &mut identifiers);
            if !units.is_empty() {
                citation = Citation::new(tree, roots, &units, &mut identifiers);
            }
        }
        unit::cite(&mut units, &citation, tree);
        let unit_index = UnitIndex::new(&units);
        let notes = note::notes((tree, roots), &unit_index, sigla, &mut identifiers);
        let sources = Sources {
            tree,
            sigla,
            names: &names_by_id,
        };
        let entries = apparatus::entries(
            roots,
            &units,
            &unit_index,
            &notes,
            &sources,
            &mut identifiers,
        );
        let lacunae = apparatus::lacuna::lacunae(roots, &units, &unit_index, &entries, &sources);
        let cited = entries.iter().flat_map(|entry| entry.entry.cited());
        let undeclared = witness::undeclared(tree, sigla, cited);
        count_entries(&entries, &mut units);
        let range_at = ranges(&entries);
        let mut apparatus_ids = FxHashMap::default();
        for entry in &entries {
            let unit = entry.entry.unit.clone().unwrap_or_default();
            let group = || identifiers.reserve(&format!("app-{unit}"));
            apparatus_ids.entry(unit.clone()).or_insert_with(group);
        }
        identifiers.close();
        Self {
            numbers_repeat: unit::numbers_repeat(&units),
            apparatus_ids,
            history: history::history(tree, sigla, &names_by_id),
            note_at: note_at(&notes),
            called_at: calls(&notes),
            entry_at: index(entries.iter().map(|entry| entry.node)),
            entries_around: OnceLock::new(),
            words_of_units: OnceLock::new(),
            parts: OnceLock::new(),
            parallels: OnceLock::new(),
            registers: OnceLock::new(),
            plates: OnceLock::new(),
            deposit: None,
            identifiers,
            citation,
            undeclared,
            names,
            units,
            unit_index,
            notes,
            entries,
            lacunae,
            range_at,
            outline,
        }
    }

    /// What the file says of itself.
    pub fn outline(&self) -> &Outline {
        &self.outline
    }

    /// The file, to the byte.
    pub fn tree(&self) -> &Tree {
        self.outline.tree()
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
        self.outline.header()
    }

    /// The header as labelled rows.
    pub fn colophon(&self) -> Vec<Section> {
        colophon::colophon(self.tree())
    }

    /// The elements that hold the text, in order.
    pub fn text(&self) -> impl Iterator<Item = Element<'_>> {
        self.outline.text()
    }

    /// All witnesses, in the order of the header, however their lists are nested.
    pub fn witnesses(&self) -> impl Iterator<Item = &Witness> {
        self.outline.witnesses()
    }

    /// What entries cite as witnesses without their being declared, in the order
    /// of the first citation.
    pub fn undeclared_witnesses(&self) -> &[Witness] {
        &self.undeclared
    }

    /// The declared witnesses, then those that are only cited.
    pub fn all_witnesses(&self) -> impl Iterator<Item = &Witness> {
        self.witnesses().chain(&self.undeclared)
    }

    /// The witnesses as they are grouped.
    pub fn witness_groups(&self) -> &[WitnessGroup] {
        &self.outline.witness_groups
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
        structure::divisions(self.tree(), &self.outline.roots, &self.identifiers)
    }

    /// The citable units, in the order of the text.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// How many words the reading text of each unit has, in the order of
    /// [`Document::units`].
    pub fn words_of_units(&self) -> &[u32] {
        self.words_of_units.get_or_init(|| {
            let elements = self.units.iter().map(|unit| self.tree().node(unit.node));
            let elements = elements.map(|node| node.element());
            elements
                .map(|element| element.map_or(0, count_words_of))
                .collect()
        })
    }

    /// How its passages are cited.
    pub fn citation(&self) -> &Citation {
        &self.citation
    }

    /// About how many bytes it takes in memory.
    pub fn weight(&self) -> usize {
        // Counted on some fifty published texts, of 1 kB to 1 MB: a node with its
        // attributes takes about 80 bytes, a unit with its ids and references some
        // 600, an empty text 20 kB; fingerprints and registers, which are drawn when
        // they are asked for, a quarter more.
        let text = self.tree().source().text().len()
            + self.tree().len() * 80
            + self.citation.addresses().units().len() * 600
            + self.notes.len() * 500
            + self.entries.len() * 1_600;
        20_000 + text / 4 * 5
    }

    /// How it is divided into pages.
    pub fn parts(&self) -> &Parts {
        self.parts.get_or_init(|| Parts::new(self))
    }

    /// Whom and what it names.
    pub fn registers(&self) -> &Registers {
        self.registers.get_or_init(|| registers(self))
    }

    /// Which picture stands beside which stretch of it.
    pub fn plates(&self) -> &Plates {
        self.plates.get_or_init(|| plates(self))
    }

    /// What of it stands side by side.
    pub fn parallels(&self) -> &Parallels {
        self.parallels.get_or_init(|| Parallels::new(self))
    }

    /// The unit whose id in HTML this is.
    pub fn unit_by_id(&self, id: &str) -> Option<usize> {
        self.unit_index.by_id(id)
    }

    /// The number of a unit as it is cited outside of its division: where numbers
    /// begin anew in each, its reference (`1.3`).
    pub fn locus(&self, unit: usize) -> Option<&str> {
        let unit = &self.units.get(unit)?.unit;
        let cited = unit::division(unit).is_some() && self.numbers_repeat;
        let number = unit.number.as_deref();
        number.map(|number| if cited { &unit.reference } else { number })
    }

    /// The number of a unit in a list, after the unit `before`: its division is named
    /// where it begins.
    pub fn locus_after(&self, before: Option<usize>, unit: usize) -> Option<&str> {
        let of = |unit: usize| unit::division(&self.units.get(unit)?.unit);
        match before.and_then(of) == of(unit) {
            true => self.units.get(unit)?.unit.number.as_deref(),
            false => self.locus(unit),
        }
    }

    /// The unit around a node, or that it is.
    pub fn unit_around(&self, node: NodeId) -> Option<usize> {
        let node = self.tree().node(node);
        let element = node.element().or(node.parent())?;
        self.unit_index.around(element)
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
            lacunae: self
                .lacunae
                .iter()
                .map(|absent| absent.lacuna.clone())
                .collect(),
            interventions: Vec::new(),
        }
    }

    /// Where witnesses have no text.
    pub fn lacunae(&self) -> &[Absent] {
        &self.lacunae
    }

    /// The printed sigla, and how witnesses belong together.
    pub fn sigla(&self) -> &Sigla {
        &self.outline.sigla
    }

    /// The index of the entry that stands at this node, in [`Document::entries`].
    pub fn entry_index(&self, node: NodeId) -> Option<usize> {
        self.entry_at.get(&node).copied()
    }

    /// The innermost entry among whose words an entry stands: by their indices.
    pub fn entry_around(&self, at: usize) -> Option<usize> {
        let around = self
            .entries_around
            .get_or_init(|| apparatus::around(&self.entries));
        around.get(at).copied().flatten()
    }

    /// Whether entries point at words in the text.
    pub fn has_ranges(&self) -> bool {
        !self.range_at.is_empty()
    }

    /// The entries about words that begin at this node and are pointed at.
    pub fn entries_from(&self, node: NodeId) -> impl Iterator<Item = &Entry> {
        let at = self.range_at.get(&node).into_iter().flatten();
        at.map(|&at| &self.entries[at])
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

    /// The note that this node is, or a part of.
    pub fn note_at(&self, node: NodeId) -> Option<&PlacedNote> {
        self.note_at.get(&node).map(|&at| &self.notes[at])
    }

    /// The index of the note that this node is, or a part of.
    pub fn note_index(&self, node: NodeId) -> Option<usize> {
        self.note_at.get(&node).copied()
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

/// The notes by the elements in which they stand.
fn note_at(notes: &[PlacedNote]) -> FxHashMap<NodeId, usize> {
    let parts = notes.iter().enumerate().flat_map(|(at, note)| {
        let nodes = std::iter::once(&note.node).chain(&note.further);
        nodes.map(move |node| (*node, at))
    });
    parts.collect()
}

/// The entries whose words are marked where they stand, by their first node.
fn ranges(entries: &[Entry]) -> FxHashMap<NodeId, Vec<usize>> {
    let mut ranges: FxHashMap<NodeId, Vec<usize>> = FxHashMap::default();
    for (at, entry) in entries.iter().enumerate() {
        let marked = entry.range.filter(|_| entry.has_place_of_its_own());
        if let Some((first, _)) = marked {
            ranges.entry(first).or_default().push(at);
        }
    }
    ranges
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

/// Says in every unit how many entries it has.
fn count_entries(entries: &[Entry], units: &mut [Unit]) {
    let mut counts: FxHashMap<&str, u32> = FxHashMap::default();
    for unit in entries
        .iter()
        .filter_map(|entry| entry.entry.unit.as_deref())
    {
        *counts.entry(unit).or_default() += 1;
    }
    for unit in units {
        unit.unit.entries = counts.get(unit.unit.id.as_str()).copied().unwrap_or(0);
    }
}
