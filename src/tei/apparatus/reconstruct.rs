//! What does one witness have?
//!
//! At every entry the reading that names the witness, or a group in which it is
//! declared; where it is named nowhere, the words of the text. Of a corrected
//! manuscript whose hands are named apart, the first state. What an editor
//! supplied is left out, and what an editor corrected stands as it was.

mod absence;

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use absence::Border;

use super::choice::{Choice, choose};
use super::crossing::{Put, Replaced};
use super::export::with_entries_in_text;
use super::{Entry, is_mark_of_presence, opens_entry, padding};
use crate::edition::{
    Completeness, Ground, Method, Part, Reconstruction, SideBySide, Siglum, UnitKind,
    WitnessPassage, Words,
};
use crate::tei::Document;
use crate::tei::element::{collapse, is_example, tei_name};
use crate::tei::gaiji::sign;
use crate::tei::note::says_something;
use crate::tei::parting::{
    is_parted, is_parted_as_shown, is_value_before_word, parts_words, said, shown_value,
};
use crate::tei::text::{
    self, Side, copied, count_words, is_left_out, lemma_or_first_reading, side_text,
    speaks_of_elsewhere, stands_between_alternatives,
};
use crate::tei::traits::{Traits, traits};
use crate::xml::{Element, Node, NodeId};

/// Words between two points that an entry elsewhere speaks of, and that are not
/// in one element: the entry could not be moved there.
struct Stretch {
    /// The first node of the words, and the first that is none of them.
    range: (NodeId, NodeId),
    choice: Choice,
    /// The reading that stands in the place of the words; none if the witness has
    /// these.
    other: Option<NodeId>,
    /// White space around it.
    spaces: (&'static str, &'static str),
    /// The entry.
    id: String,
}

/// A passage around a place.
struct Around {
    begin: NodeId,
    end: NodeId,
    /// Its number among the passages.
    passage: usize,
}

/// Puts together the text of a witness; none if the edition has no such witness.
pub fn reconstruct(document: &Document, siglum: &str) -> Option<Reconstruction> {
    let witness = find(document, siglum)?;
    let moved = with_entries_in_text(document);
    let moved = moved.as_ref().unwrap_or(document);
    let mut witnesses = document.all_witnesses();
    let description = witnesses
        .find(|other| other.siglum == witness)
        .map(|other| other.description.clone());
    let mut undeclared = document.undeclared_witnesses().iter();
    let declared = undeclared.all(|other| other.siglum != witness);
    let mut reader = Reader::new(moved, &witness);
    reader.read();
    let completeness = reader.finish();
    let passages = reader.passages;
    Some(Reconstruction {
        witness,
        description: description.unwrap_or_default(),
        declared,
        completeness,
        passages,
    })
}

/// Puts together the text and those witnesses, each entry apart.
pub fn side_by_side(document: &Document, sigla: &[Siglum]) -> SideBySide {
    let moved = with_entries_in_text(document);
    let in_text = moved.as_ref().unwrap_or(document);
    let passages = |mut reader: Reader<'_>| {
        reader.by_entry = true;
        reader.read();
        reader.finish();
        reader.passages
    };
    SideBySide {
        text: {
            let mut reader = Reader::of_text(in_text);
            reader.find_stretches(None);
            passages(reader)
        },
        witnesses: sigla
            .iter()
            .map(|siglum| passages(Reader::new(in_text, siglum)))
            .collect(),
    }
}

/// The text as edited, passage by passage.
pub fn reading(document: &Document) -> Vec<WitnessPassage> {
    let mut reader = Reader::of_text(document);
    reader.read();
    reader.finish();
    reader.passages
}

/// The witness with this siglum, or with this `xml:id`: one that is declared, or
/// that a reading names.
pub fn find(document: &Document, siglum: &str) -> Option<Siglum> {
    let declared = document.witnesses().map(|witness| &witness.siglum);
    let cited = document
        .entries()
        .iter()
        .flat_map(|entry| entry.entry.cited());
    let is_meant = |other: &&Siglum| other.as_str() == siglum || other.to_string() == siglum;
    let by_siglum = declared.chain(cited).find(is_meant);
    by_siglum.or_else(|| document.sigla().of(siglum)).cloned()
}

/// The white space around a reading that is put between the words of the text: that
/// with which the words begin and end in the place of which it stands, else what parts
/// it from those beside it.
pub fn spaces(document: &Document, entry: &Entry) -> (&'static str, &'static str) {
    let tree = document.tree();
    let space = |is_white: bool| if is_white { " " } else { "" };
    let (first, end) = entry.range.unwrap_or((entry.node, entry.node));
    let (mut resume, mut begins, mut ends) = (first, None, false);
    for node in tree.between(first, end) {
        match node.element() {
            _ if node.id() < resume || stands_between_alternatives(node) => {}
            Some(inner) if is_left_out(inner, Side::Reading) => resume = inner.end(),
            Some(_) => {}
            None if node.text().is_empty() => {}
            None => {
                let text = node.text();
                begins = begins.or(Some(text.starts_with(char::is_whitespace)));
                ends = text.ends_with(char::is_whitespace);
            }
        }
    }
    if let Some(begins) = begins {
        return (space(begins), space(ends));
    }
    let app = tree.node(entry.node).element();
    let (before, after) = app.map_or((false, false), |app| padding(entry, app));
    (space(before), space(after))
}

/// What stands where letters or words are lost.
const LOST: &str = "[…]";

/// The words of a side of a reading, with signs of what is lost in it.
fn words_and_gaps(reading: Element<'_>, side: Side) -> String {
    let mut reader = text::Reader::with_room_for(side, reading);
    let mut resume = reading.id();
    let mut is_said = false;
    for node in reading.descendants() {
        if node.id() < resume {
            continue;
        }
        reader.leave_until(node.id());
        match node.element() {
            None => reader.read(node),
            Some(mark) if is_mark_of_presence(mark) => {
                let breaks_off = mark.is("lacunaStart") || mark.is("witEnd");
                if breaks_off && !is_said {
                    reader.write(LOST);
                }
                is_said = breaks_off;
            }
            Some(gap) if gap.is("gap") => {
                if !is_said {
                    reader.write(LOST);
                }
                // What is said in it is said about it.
                resume = gap.end();
            }
            Some(inner) if reader.enter(inner) => {}
            Some(inner) => resume = inner.end(),
        }
    }
    collapse(&reader.into_text())
}

struct Reader<'a> {
    document: &'a Document,
    /// None for the text as edited.
    witness: Option<&'a Siglum>,
    side: Side,
    /// What was chosen at each entry.
    chosen: FxHashMap<NodeId, Choice>,
    passages: Vec<WitnessPassage>,
    completeness: Completeness,
    /// The passages around the place; then readings that name the witness, with
    /// their ends.
    units: Vec<Around>,
    attested: Vec<(NodeId, Ground)>,
    blocks: Vec<NodeId>,
    absent: Option<usize>,
    /// Marks with which stretches without text begin and end; the next one last.
    borders: Vec<Border>,
    /// Whether the words of each entry are kept apart.
    by_entry: bool,
    /// The outermost entry around the place, with its end.
    entry: Option<(NodeId, String)>,
    /// The next ones last.
    stretches: Vec<Stretch>,
    /// Where other words stand in the place of those of the text.
    replaced: Replaced,
}

impl<'a> Reader<'a> {
    fn new(document: &'a Document, witness: &'a Siglum) -> Self {
        let mut reader = Self {
            witness: Some(witness),
            side: Side::Witness,
            ..Self::of_text(document)
        };
        reader.find_stretches(Some(witness));
        reader.find_borders();
        reader
    }

    /// What stands elsewhere still: between points, or nowhere that is known.
    fn find_stretches(&mut self, witness: Option<&Siglum>) {
        let elsewhere = self.document.entries().iter().filter(|entry| {
            entry.entry.method != Method::ParallelSegmentation && entry.entry.within.is_none()
        });
        for entry in elsewhere {
            let Some(range) = entry.range else {
                self.completeness.entries_unplaced += 1;
                continue;
            };
            let choice = witness.map_or(Choice::Silent(None), |witness| {
                choose(self.document, entry, witness)
            });
            let named = choice
                .node()
                .filter(|_| !matches!(choice, Choice::Silent(_)));
            let other = named.filter(|node| Some(*node) != entry.lemma_node);
            self.stretches.push(Stretch {
                range,
                choice,
                other,
                spaces: spaces(self.document, entry),
                id: entry.entry.id.clone(),
            });
        }
        // The first comes last, and of those that begin together the longest.
        self.stretches
            .sort_by_key(|stretch| (Reverse(stretch.range.0), stretch.range.1));
    }

    fn of_text(document: &'a Document) -> Self {
        Self {
            document,
            witness: None,
            side: Side::Reading,
            chosen: FxHashMap::default(),
            passages: Vec::new(),
            completeness: Completeness::default(),
            units: Vec::new(),
            attested: Vec::new(),
            blocks: Vec::new(),
            absent: None,
            borders: Vec::new(),
            by_entry: false,
            entry: None,
            stretches: Vec::new(),
            replaced: Replaced::none(document.tree()),
        }
    }

    fn read(&mut self) {
        let document = self.document;
        for root in document.text() {
            let mut resume = root.id();
            for node in root.descendants() {
                if node.id() < resume {
                    continue;
                }
                self.pass_borders(node.id());
                self.leave_until(node.id());
                self.begin_stretches(node.id());
                match node.element() {
                    None => self.read_text(node),
                    Some(element) if self.enter(element) => {}
                    Some(element) => resume = element.end(),
                }
            }
            self.pass_borders(root.end());
            self.leave_until(root.end());
        }
    }

    fn leave_until(&mut self, node: NodeId) {
        while self.units.pop_if(|around| around.end <= node).is_some() {}
        while self.attested.pop_if(|(end, _)| *end <= node).is_some() {}
        self.entry.take_if(|(end, _)| *end <= node);
        while self.blocks.pop_if(|end| *end <= node).is_some() {
            self.push(" ");
        }
    }

    /// Where words between two points begin: says what the witness has there.
    fn begin_stretches(&mut self, node: NodeId) {
        while let Some(stretch) = self.stretches.pop_if(|next| next.range.0 <= node) {
            if self.is_absent(node) {
                continue;
            }
            self.count(stretch.choice);
            if self.by_entry && self.entry.is_none() {
                let named = !matches!(stretch.choice, Choice::Silent(_));
                self.keep_place(stretch.range.1, stretch.id, named);
            }
            let ground = match stretch.choice {
                Choice::Silent(_) => continue,
                Choice::Named(_) | Choice::Ambiguous(_) => Ground::Attested,
            };
            let end = stretch.range.1;
            self.attested.push((end, ground));
            let other = stretch
                .other
                .and_then(|node| self.document.tree().node(node).element());
            if let Some(reading) = other {
                self.put_instead(reading, stretch.range, stretch.spaces);
            }
        }
    }

    /// Puts the words of a reading in the place of those between two points.
    fn put_instead(
        &mut self,
        reading: Element<'_>,
        range: (NodeId, NodeId),
        (before, after): (&str, &str),
    ) {
        let words = words_and_gaps(reading, self.side);
        let (before, words) = match self.replaced.put(range, &words) {
            Put::All => (before, words),
            Put::Beyond(rest) => (" ", rest),
            Put::Known => return,
            Put::Lost => {
                self.completeness.entries_unplaced += 1;
                return;
            }
        };
        self.completeness.lacunae += words.matches(LOST).count() as u32;
        for words in [before, &words, after] {
            self.push(words);
        }
    }

    /// Enters an element; false if the witness does not have what is in it.
    fn enter(&mut self, element: Element<'a>) -> bool {
        let has = self.has(element);
        if self.by_entry {
            self.enter_entry(element);
        }
        if !has {
            return false;
        }
        if let Some(unit) = self.document.unit_at(element.id()) {
            self.open_passage(element, unit);
        } else if self.units.is_empty() && matches!(tei_name(element), Some("l" | "p" | "ab")) {
            self.open_other_passage(element);
        }
        if is_example(element) {
            for text in [" ", element.node().raw(), " "] {
                self.push(text);
            }
            return false;
        }
        if parts_words(element) {
            self.push(" ");
            self.blocks.push(element.end());
        } else if self.is_parted(element) {
            self.push(" ");
        }
        if let Some(value) = self.shown_value(element) {
            self.push(&value);
            self.push(if is_value_before_word(element) {
                " "
            } else {
                ""
            });
        }
        if let Some(sign) = sign(element).filter(|_| !self.is_absent(element.id())) {
            self.push(&sign.text);
        }
        if let Some(original) = copied(element).filter(|_| !self.is_absent(element.id())) {
            self.push(&side_text(original, self.side));
        }
        if element.is("gap") {
            self.lose(element);
            // What is said in it is said about it.
            return false;
        }
        true
    }

    /// What the text as edited shows for an element without words; no witness has that.
    fn shown_value(&self, element: Element<'_>) -> Option<String> {
        let is_text = self.witness.is_none();
        is_text.then(|| shown_value(element)).flatten()
    }

    fn is_parted(&self, element: Element<'_>) -> bool {
        match self.witness {
            // Plain text has no addresses.
            None if !element.is("ptr") => is_parted_as_shown(element, self.last_sign()),
            _ => is_parted(element, self.last_sign()),
        }
    }

    /// Keeps the place of an entry, also where there will be no words.
    fn enter_entry(&mut self, element: Element<'_>) {
        let outermost = self.entry.is_none() && opens_entry(element);
        let entry = (outermost && !speaks_of_elsewhere(element))
            .then(|| self.document.entry_at(element.id()))
            .flatten();
        let Some(entry) = entry else { return };
        let id = entry.entry.id.clone();
        let chosen = self.chosen.get(&element.id()).copied();
        // Where other words stand in the place of those around it, it says nothing.
        let silent = self.replaced.covers(element.id())
            || self.is_absent(element.id())
            || chosen.is_some_and(|choice| self.is_only_mark(choice));
        if silent {
            // Its text may begin again within.
            self.entry = Some((element.end(), id));
            return;
        }
        let named = matches!(chosen, Some(Choice::Named(_) | Choice::Ambiguous(_)));
        self.keep_place(element.end(), id, named);
    }

    /// From here to the end words belong to an entry; there may be none.
    fn keep_place(&mut self, end: NodeId, id: String, named: bool) {
        self.entry = Some((end, id.clone()));
        if self.units.is_empty() {
            return;
        }
        let ground = match named {
            true => Ground::Attested,
            false => Ground::Inferred,
        };
        self.passage().parts.push(Part::Words(Words {
            text: String::new(),
            ground,
            entry: Some(id),
        }));
    }

    fn open_passage(&mut self, element: Element<'_>, unit: usize) {
        let unit = &self.document.units()[unit].unit;
        self.units.push(Around {
            begin: element.id(),
            end: element.end(),
            passage: self.passages.len(),
        });
        self.passages.push(WitnessPassage {
            unit: Some(unit.id.clone()),
            number: unit.number.clone(),
            verse: unit.kind == UnitKind::Verse,
            parts: Vec::new(),
        });
    }

    /// A line or paragraph that only a reading has, in the place of those of the
    /// text: not one that can be cited.
    fn open_other_passage(&mut self, element: Element<'_>) {
        self.units.push(Around {
            begin: element.id(),
            end: element.end(),
            passage: self.passages.len(),
        });
        self.passages.push(WitnessPassage {
            unit: None,
            number: element.attribute("n").map(|n| n.into_owned()),
            verse: element.is("l"),
            parts: Vec::new(),
        });
    }

    fn has(&mut self, element: Element<'a>) -> bool {
        match tei_name(element) {
            Some("app") if opens_entry(element) => {
                self.choose(element);
                !speaks_of_elsewhere(element)
            }
            Some("rdgGrp") => true,
            Some("lem" | "rdg") => self.takes(element),
            _ if !is_left_out(element, self.side) => true,
            _ => {
                self.pass_over(element);
                false
            }
        }
    }

    /// Counts the entries that say what the witness has within words that its side
    /// leaves out: what they say is not in its text.
    fn pass_over(&mut self, element: Element<'a>) {
        let Some(witness) = self.witness else { return };
        if self.units.is_empty() && !self.is_absent(element.id()) {
            self.completeness.notes_left_out += notes_in(element);
        }
        if traits(element).has(Traits::BESIDE) || self.is_absent(element.id()) {
            return;
        }
        let lost = element.find_all("app").filter(|app| {
            let entry = self.document.entry_at(app.id());
            entry.is_some_and(|entry| match choose(self.document, entry, witness) {
                Choice::Named(node) | Choice::Ambiguous(node) => entry.lemma_node != Some(node),
                Choice::Silent(_) => false,
            })
        });
        self.completeness.entries_unplaced += lost.count() as u32;
    }

    fn choose(&mut self, app: Element<'_>) {
        let entry = self.document.entry_at(app.id());
        let Some((entry, witness)) = entry.zip(self.witness) else {
            return;
        };
        let choice = choose(self.document, entry, witness);
        let absent = self.absent_at(app.id());
        // All of a passage may stand in readings of others.
        if let Some(at) = absent
            && !self.units.is_empty()
            && !speaks_of_elsewhere(app)
            && !self.replaced.covers(app.id())
        {
            self.tell_absence(at);
        }
        if absent.is_none() || self.begins_in(choice) {
            self.count(choice);
        }
        self.chosen.insert(app.id(), choice);
    }

    fn count(&mut self, choice: Choice) {
        match choice {
            Choice::Named(_) => self.completeness.entries_attested += 1,
            Choice::Silent(_) => self.completeness.entries_silent += 1,
            Choice::Ambiguous(_) => {
                self.completeness.entries_attested += 1;
                self.completeness.entries_ambiguous += 1;
            }
        }
    }

    fn takes(&mut self, reading: Element<'_>) -> bool {
        let app = reading.ancestors().find(|above| above.is("app"));
        let Some(app) = app else { return true };
        let choice = self.chosen.get(&app.id()).copied();
        let taken = match choice {
            Some(choice) => choice.node(),
            None => lemma_or_first_reading(app).map(|taken| taken.id()),
        };
        if taken != Some(reading.id()) {
            return false;
        }
        let ground = match choice {
            Some(Choice::Named(_) | Choice::Ambiguous(_)) => Ground::Attested,
            _ => Ground::Inferred,
        };
        self.attested.push((reading.end(), ground));
        true
    }

    fn read_text(&mut self, node: Node<'_>) {
        if stands_between_alternatives(node) || self.replaced.covers(node.id()) {
            return;
        }
        let text = said(node);
        if let Some(at) = self.absent_at(node.id()) {
            if !text.trim().is_empty() {
                self.tell_absence(at);
            }
            return;
        }
        if !text.trim().is_empty() {
            self.absent = None;
        }
        self.push(&text);
    }

    /// The last sign of the words so far of the passage around the place.
    fn last_sign(&self) -> Option<char> {
        let at = self.units.last().map(|around| around.passage);
        let passage = match at {
            Some(at) => self.passages.get(at),
            None => self.passages.last().filter(|last| last.unit.is_none()),
        };
        passage?.parts.iter().rev().find_map(|part| match part {
            Part::Words(words) => words.text.chars().next_back(),
            Part::Absent(_) => None,
        })
    }

    fn passage(&mut self) -> &mut WitnessPassage {
        let at = match self.units.last() {
            Some(around) => around.passage,
            None => {
                if self.passages.last().is_none_or(|last| last.unit.is_some()) {
                    self.passages.push(WitnessPassage {
                        unit: None,
                        number: None,
                        verse: false,
                        parts: Vec::new(),
                    });
                }
                self.passages.len() - 1
            }
        };
        &mut self.passages[at]
    }

    fn push(&mut self, text: &str) {
        let begun = self.passages.last().is_some_and(|last| last.unit.is_none());
        if text.trim().is_empty() && self.units.is_empty() && !begun {
            return;
        }
        let only = self.witness.is_some() && self.document.sigla().only() == self.witness;
        let around = self.attested.last().map(|(_, ground)| *ground);
        let ground = around.unwrap_or(if only {
            Ground::Attested
        } else {
            Ground::Inferred
        });
        let entry = self.entry.as_ref().map(|(_, id)| id.clone());
        let parts = &mut self.passage().parts;
        match parts.last_mut() {
            Some(Part::Words(last))
                if last.entry == entry
                    && (last.ground == ground
                        || text.trim().is_empty()
                        || (entry.is_some() && last.text.is_empty())) =>
            {
                if last.text.is_empty() && !text.trim().is_empty() {
                    last.ground = ground;
                }
                last.text.push_str(text);
            }
            _ => parts.push(Part::Words(Words {
                text: text.to_owned(),
                ground,
                entry,
            })),
        }
    }

    /// Collapses white space and counts words.
    fn finish(&mut self) -> Completeness {
        for passage in &mut self.passages {
            let mut spaced = true;
            for part in &mut passage.parts {
                let Part::Words(words) = part else {
                    continue;
                };
                words.text = collapsed(&words.text, &mut spaced);
                let count = count_words(&words.text);
                match words.ground {
                    Ground::Attested => self.completeness.words_attested += count,
                    Ground::Inferred => self.completeness.words_inferred += count,
                }
            }
            passage.parts.retain(|part| match part {
                Part::Words(words) => !words.text.is_empty() || words.entry.is_some(),
                Part::Absent(_) => true,
            });
        }
        self.passages
            .retain(|passage| passage.unit.is_some() || !passage.text().is_empty());
        self.completeness
    }
}

/// How many notes an element is, or is a group of.
fn notes_in(element: Element<'_>) -> u32 {
    let notes = match tei_name(element) {
        Some("note") => usize::from(says_something(element)),
        Some("noteGrp") => element
            .find_all("note")
            .filter(|note| says_something(*note))
            .count(),
        _ => 0,
    };
    notes as u32
}

/// White space collapsed, with a space at either end kept; `spaced` says whether
/// one stands before already.
fn collapsed(text: &str, spaced: &mut bool) -> String {
    let mut out = String::new();
    if text.starts_with(char::is_whitespace) && !*spaced {
        out.push(' ');
    }
    out.push_str(&collapse(text));
    if text.ends_with(char::is_whitespace) && !text.trim().is_empty() {
        out.push(' ');
    }
    *spaced = if out.is_empty() {
        *spaced
    } else {
        out.ends_with(' ')
    };
    out
}
