//! What is found?
//!
//! A document in pieces: stretches of its reading text, its readings with their
//! witnesses, its notes, the statements of its header. Each knows the address at
//! which it stands.

use std::fmt;
use std::str::FromStr;

use rustc_hash::FxHashMap;

use super::about::{About, primary};
use crate::tei::Document;
use crate::tei::apparatus::{Entry, Share, is_share, rest_of_word, shares};
use crate::tei::element::{plain, tei_name};
use crate::tei::stretch::stretches;
use crate::tei::text::{Side, is_left_out};
use crate::tei::traits::{Traits, traits};
use crate::xml::{Element, Node, NodeId};

/// In what a piece stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The reading text.
    Text,
    /// A reading that the text does not take.
    Readings,
    /// A note, or a remark in the apparatus.
    Notes,
    /// The header.
    Header,
}

impl Field {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Text, Self::Readings, Self::Notes, Self::Header];

    /// Its name in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Readings => "readings",
            Self::Notes => "notes",
            Self::Header => "header",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Field {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        let mut all = Self::ALL.into_iter();
        all.find(|field| field.word() == word).ok_or(())
    }
}

/// A run of words that is found as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// In what it stands.
    pub field: Field,
    /// Its words.
    pub text: String,
    /// From which byte on it is cited by which reference; an empty one where
    /// nothing citable is around.
    pub places: Vec<(u32, String)>,
    /// Its id in the page, if that is not that of its place: of a note, an entry.
    pub id: Option<String>,
    /// The first part of its language tag, in small letters.
    pub language: Option<String>,
    /// The sigla of those that have a reading.
    pub witnesses: Vec<String>,
    /// What it belongs to: of a reading its lemma, of a statement of the header
    /// its label.
    pub of: Option<String>,
}

/// All that is found of a document, in its order.
pub fn pieces(document: &Document, about: &About) -> Vec<Piece> {
    let reader = Reader {
        document,
        language: about.language.as_deref(),
    };
    let mut found = reader.text();
    found.extend(reader.reading_aids());
    found.extend(reader.readings());
    found.extend(reader.notes());
    found.extend(reader.header());
    found
}

struct Reader<'d> {
    document: &'d Document,
    /// The language of the whole text, if the header says it.
    language: Option<&'d str>,
}

impl Reader<'_> {
    fn text(&self) -> Vec<Piece> {
        let units = self.document.citation().addresses().units();
        let reference =
            |at: Option<usize>| at.map(|at| units[at].reference.clone()).unwrap_or_default();
        let pieces = stretches(self.document).into_iter().map(|stretch| Piece {
            field: Field::Text,
            places: stretch
                .places
                .iter()
                .map(|(byte, at)| (*byte as u32, reference(*at)))
                .collect(),
            id: None,
            language: self.language_at(stretch.node),
            witnesses: Vec::new(),
            of: None,
            text: stretch.text,
        });
        pieces.collect()
    }

    /// How signs of the text are read (`rt` in `ruby`): those of a unit together.
    fn reading_aids(&self) -> Vec<Piece> {
        let mut found: Vec<Piece> = Vec::new();
        if !self.document.tree().has_name("rt") {
            return found;
        }
        for root in self.document.text() {
            let mut resume = root.id();
            for element in root.descendants().filter_map(Node::element) {
                let is_aid = traits(element).has(Traits::READING_AID);
                if element.id() < resume || (!is_aid && !is_left_out(element, Side::Reading)) {
                    continue;
                }
                resume = element.end();
                if element.is("rt") {
                    self.add_aid(element, &mut found);
                }
            }
        }
        found
    }

    /// How signs of a reading or a note are read, but for those in a further one.
    fn aids_in(&self, node: NodeId, within: &[&str]) -> Option<String> {
        if !self.document.tree().has_name("rt") {
            return None;
        }
        let element = self.document.tree().node(node).element()?;
        let holds = |above: &Element<'_>| tei_name(*above).is_some_and(|n| within.contains(&n));
        let aids = element.find_all("rt");
        let own = aids.filter(|aid| aid.ancestors().find(holds) == Some(element));
        let words: Vec<String> = own.map(plain).filter(|text| !text.is_empty()).collect();
        (!words.is_empty()).then(|| words.join(" "))
    }

    fn add_aid(&self, aid: Element<'_>, found: &mut Vec<Piece>) {
        let text = plain(aid);
        let place = self.place(aid.id());
        match found.last_mut() {
            _ if text.is_empty() => {}
            Some(last) if last.places[0].1 == place => last.text.extend([" ", text.as_str()]),
            _ => found.push(Piece {
                field: Field::Text,
                text,
                places: vec![(0, place)],
                id: None,
                language: self.language_at(aid.id()),
                witnesses: Vec::new(),
                of: None,
            }),
        }
    }

    fn readings(&self) -> Vec<Piece> {
        let mut found = Vec::new();
        for entry in self.document.entries() {
            let lemma = entry.entry.lemma.as_ref();
            let lemma = lemma.map(|lemma| in_its_word(entry, &lemma.text, (false, false)));
            let language = self.language_at(entry.node);
            for (at, reading) in entry.entry.readings.iter().enumerate() {
                for share in self.shares(entry, at) {
                    let sigla = share.witnesses.iter().map(|s| s.as_str().to_owned());
                    let scholar = reading.support.scholar().map(str::to_owned);
                    found.push(Piece {
                        witnesses: sigla.chain(scholar).collect(),
                        of: lemma.clone().filter(|lemma| !lemma.is_empty()),
                        language: language.clone(),
                        ..self.of_entry(entry, Field::Readings, share.text)
                    });
                }
                let node = entry.reading_nodes.get(at);
                if let Some(aids) = node.and_then(|node| self.aids_in(*node, &["lem", "rdg"])) {
                    let sigla = reading.support.witnesses.iter();
                    found.push(Piece {
                        witnesses: sigla.map(|s| s.as_str().to_owned()).collect(),
                        of: lemma.clone().filter(|lemma| !lemma.is_empty()),
                        language: language.clone(),
                        ..self.of_entry(entry, Field::Readings, aids)
                    });
                }
            }
            for remark in remarks(entry) {
                found.push(self.of_entry(entry, Field::Notes, remark.to_owned()));
            }
        }
        found
    }

    /// The words of a reading, as its witnesses have them. Who has them among those
    /// of a reading around it is found there.
    fn shares(&self, entry: &Entry, at: usize) -> Vec<Share> {
        let mut shares = shares(self.document, entry, at);
        let node = entry.reading_nodes.get(at);
        let element = node.and_then(|node| self.document.tree().node(*node).element());
        let text = element.map(Element::text).unwrap_or_default();
        let white = (
            text.starts_with(char::is_whitespace),
            text.ends_with(char::is_whitespace),
        );
        for share in &mut shares {
            share.text = in_its_word(entry, &share.text, white);
        }
        shares.retain(|share| !share.text.is_empty());
        if entry.entry.within.is_some() {
            shares.retain_mut(|share| {
                let nobody = share.witnesses.is_empty();
                let witnesses = &mut share.witnesses;
                witnesses.retain(|witness| !is_share(self.document, entry, at, witness));
                nobody || !witnesses.is_empty()
            });
        }
        shares
    }

    fn of_entry(&self, entry: &Entry, field: Field, text: String) -> Piece {
        Piece {
            field,
            text,
            places: vec![(0, self.place_of_id(entry.entry.unit.as_deref(), entry.node))],
            id: Some(entry.entry.id.clone()),
            language: None,
            witnesses: Vec::new(),
            of: None,
        }
    }

    fn notes(&self) -> Vec<Piece> {
        let notes = self.document.notes().iter();
        let said = notes.filter(|note| !note.note.text.is_empty());
        let pieces = said.flat_map(|note| {
            let aids = self.aids_in(note.node, &["note"]);
            std::iter::once(note.note.text.clone())
                .chain(aids)
                .map(|text| Piece {
                    field: Field::Notes,
                    text,
                    places: vec![(
                        0,
                        self.place(note.call.as_ref().map_or(note.node, |call| call.node)),
                    )],
                    id: Some(note.note.id.clone()),
                    language: self.language_at(note.node),
                    witnesses: Vec::new(),
                    of: None,
                })
        });
        pieces.collect()
    }

    fn header(&self) -> Vec<Piece> {
        let mut found: Vec<Piece> = Vec::new();
        let mut label = String::new();
        for row in self
            .document
            .colophon()
            .into_iter()
            .flat_map(|section| section.rows)
        {
            if !row.label.is_empty() {
                label.clone_from(&row.label);
            }
            let pieces: Vec<&str> = row.pieces.iter().map(|piece| piece.text.as_str()).collect();
            let text = pieces
                .concat()
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            if text.is_empty() {
                continue;
            }
            found.push(Piece {
                field: Field::Header,
                text,
                places: Vec::new(),
                id: None,
                language: None,
                witnesses: Vec::new(),
                of: Some(label.clone()).filter(|label| !label.is_empty()),
            });
        }
        found
    }

    /// The reference of what is around a node.
    fn place(&self, node: NodeId) -> String {
        let citation = self.document.citation();
        let around = citation.around(self.document.tree(), node);
        let unit = around.map(|at| &citation.addresses().units()[at]);
        unit.map(|unit| unit.reference.clone()).unwrap_or_default()
    }

    fn place_of_id(&self, unit: Option<&str>, node: NodeId) -> String {
        let unit = unit.and_then(|id| self.document.unit_by_id(id));
        match unit {
            Some(unit) => self.document.units()[unit].unit.reference.clone(),
            None => self.place(node),
        }
    }

    /// The language at a node: that of the text around it, else the one that the
    /// header names, else that of the file.
    fn language_at(&self, node: NodeId) -> Option<String> {
        let node = self.document.tree().node(node);
        let element = node.element().or(node.parent())?;
        let own = || {
            let above = std::iter::once(element).chain(element.ancestors());
            let within = above.take_while(|above| !above.is("TEI") && !above.is("TEI.2"));
            let mut tags = within.filter_map(|above| above.attribute("xml:lang"));
            primary(&tags.next()?)
        };
        own()
            .or_else(|| self.language.map(str::to_owned))
            .or_else(|| primary(&Element::language(element)?))
    }
}

/// Words at the place of an entry, with the rest of the word within which it stands;
/// `white` says that they have white space of their own before and after them.
fn in_its_word(entry: &Entry, words: &str, white: (bool, bool)) -> String {
    if entry.entry.within.is_some() {
        return words.to_owned();
    }
    let lemma = entry.entry.lemma.as_ref();
    let (before, after) = rest_of_word(entry, lemma.map_or("", |lemma| &lemma.text));
    let before = if white.0 { "" } else { before };
    let after = if white.1 { "" } else { after };
    [before, words, after].concat()
}

/// What is said in an entry about it, its readings and its witnesses, each once.
fn remarks(entry: &Entry) -> Vec<&str> {
    let entry = &entry.entry;
    let of_readings = entry.readings.iter().flat_map(|reading| &reading.notes);
    let said = entry.remarks.iter().map(|remark| remark.text.as_str());
    let details = entry.details.iter().map(|detail| detail.text.as_str());
    let mut seen: FxHashMap<&str, ()> = FxHashMap::default();
    said.chain(details)
        .chain(of_readings.map(String::as_str))
        .filter(|text| !text.is_empty() && seen.insert(text, ()).is_none())
        .collect()
}
