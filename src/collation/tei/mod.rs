//! An edition of witnesses side by side, as TEI in parallel segmentation.
//!
//! Words that all witnesses have alike stand in the text; every other segment
//! is an `app` that says of every witness what it has there, omissions too. Words
//! that stand elsewhere in other witnesses point at each other with `@corresp`.
//! What transcriptions say besides their words stands where the words do, each
//! element with its witness; where a witness has lost its text, that is said and
//! no omission.

mod carried;
mod header;
mod lacunae;
mod links;
mod spaces;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::kinds::{Kind, common_kind, kind};
use super::markup::Markup;
use super::segments::{Reading, Segment};
use crate::collate::{AlignmentTable, Block, Folding};
use crate::xml::{TEI, Writer};
use carried::Carrier;
use lacunae::Mark;
use links::Links;
use spaces::Spaces;

/// Which reading is the lemma.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Lemma {
    /// None: all readings have equal rank, in the order of the sigla.
    #[default]
    None,
    /// That of most witnesses; of several, that of the first siglum.
    Majority,
    /// That of one witness, by its number in the table.
    Witness(usize),
}

/// What an edition is made of.
#[derive(Clone, Debug)]
pub struct Origin {
    /// Its title, if one was given.
    pub title: Option<String>,
    /// Name and number of the program.
    pub program: String,
    /// What each witness was taken from, by its siglum.
    pub sources: BTreeMap<String, Source>,
    /// What did not count as a difference.
    pub folding: Folding,
    /// Which reading is the lemma.
    pub lemma: Lemma,
    /// What an editor decided.
    pub decisions: Option<ToldDecisions>,
}

/// What a witness was taken from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// The name of its file.
    pub file: String,
    /// The SHA-256 of that.
    pub digest: String,
    /// What the file says besides words.
    pub markup: Markup,
}

/// What is said of the decisions of an editor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToldDecisions {
    /// Who decided, if it is known.
    pub editor: Option<String>,
    /// How many decisions were applied.
    pub applied: usize,
    /// Why, where no entry says it.
    pub reasons: Vec<String>,
}

/// The edition. The same table and origin give the same bytes.
pub fn tei(table: &AlignmentTable, segments: &[Segment], origin: &Origin) -> String {
    let ids = ids(table);
    let carrier = || {
        let witnesses = table.witnesses.iter();
        let sources = witnesses.map(|witness| origin.sources.get(&witness.siglum));
        Carrier::new(table, sources.map(|source| Some(&source?.markup)).collect())
    };
    let marks = lacunae::marks(table, segments);
    let told = marks.values().flatten();
    let told = told.map(|mark| (mark.witness, mark.token)).collect();
    // An element has to know how many pieces of it there will be.
    let mut all = carrier();
    for segment in segments {
        for reading in segment.attested() {
            all.lay((&segment.columns, reading), &told);
        }
    }
    let mut writer = Writer::new();
    writer.open("TEI", &[("xmlns", TEI)]);
    header::write(&mut writer, table, origin, &ids);
    writer.line();
    writer.open("text", &[]);
    writer.line();
    writer.open("body", &[]);
    let mut text = Text {
        writer,
        table,
        lemma: &origin.lemma,
        editor: origin
            .decisions
            .as_ref()
            .is_some_and(|told| told.editor.is_some()),
        ids: &ids,
        links: links::links(table, segments),
        spaces: spaces::spaces(table, segments),
        carrier: carrier(),
        pieces: all.pieces(),
        marks,
        told,
        open: Open::Body,
    };
    for (at, segment) in segments.iter().enumerate() {
        text.segment(at, segment);
    }
    text.finish()
}

/// The `xml:id` of each witness: its siglum, with what such a name may not
/// begin with or contain replaced.
fn ids(table: &AlignmentTable) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for witness in &table.witnesses {
        let good = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        let siglum = witness.siglum.chars();
        let mut id: String = siglum.map(|c| if good(c) { c } else { '_' }).collect();
        let is_made = |begin: &&str| id.starts_with(*begin);
        if !id.starts_with(char::is_alphabetic) || MADE.iter().any(is_made) {
            id.insert(0, 'w');
        }
        while ids.contains(&id) || RESERVED.contains(&id.as_str()) {
            id.push('_');
        }
        ids.push(id);
    }
    ids
}

/// Ids that the header gives.
const RESERVED: [&str; 3] = ["collator", "editor", "variorum"];

/// What other ids begin with.
const MADE: [&str; 2] = ["piece-", "reading-"];

/// What the text stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Body,
    Division,
    Passage { in_division: bool },
}

struct Text<'a> {
    writer: Writer,
    table: &'a AlignmentTable,
    lemma: &'a Lemma,
    /// Whether an editor has a name here.
    editor: bool,
    ids: &'a [String],
    links: Links,
    /// The white space of each segment.
    spaces: Vec<Spaces>,
    carrier: Carrier<'a>,
    /// Of how many pieces each element of each witness is made.
    pieces: Vec<Vec<u32>>,
    /// Where texts break off and begin again, by segment.
    marks: BTreeMap<usize, Vec<Mark>>,
    /// The same by witness and word.
    told: BTreeSet<(usize, usize)>,
    open: Open,
}

impl Text<'_> {
    fn segment(&mut self, at: usize, segment: &Segment) {
        let is_first = !matches!(self.open, Open::Passage { .. });
        let begins = segment.begins.or(is_first.then_some(Block::Paragraph));
        if let Some(block) = begins {
            self.begin(block);
        }
        let spaces = std::mem::take(&mut self.spaces[at]);
        if spaces.before {
            self.writer.text(" ");
        }
        let marks = self.marks.remove(&at).unwrap_or_default();
        match segment.is_variant() || !marks.is_empty() {
            true => self.entry(at, segment, &spaces, &marks),
            false => {
                let readings = segment.readings.iter().zip(spaces.inside);
                for (reading, inside) in readings.filter(|(reading, _)| !reading.lost) {
                    self.writer.text(if inside { " " } else { "" });
                    self.words(&segment.columns, reading);
                }
            }
        }
    }

    /// The words of a reading, with the mark-up of its witnesses.
    fn words(&mut self, columns: &Range<usize>, reading: &Reading) {
        let steps = self.carrier.lay((columns, reading), &self.told);
        let names = (self.ids, self.pieces.as_slice());
        carried::write(&steps, &self.carrier, names, &mut self.writer);
    }

    /// Ends what is open as far as must be, and begins a passage.
    fn begin(&mut self, block: Block) {
        if let Open::Passage { in_division } = self.open {
            self.writer.close();
            self.open = if in_division {
                Open::Division
            } else {
                Open::Body
            };
        }
        if block == Block::Heading {
            if self.open == Open::Division {
                self.writer.close_on_line();
            }
            self.writer.line();
            self.writer.open("div", &[]);
            self.open = Open::Division;
        }
        self.writer.line();
        self.writer.open(element(block), &[]);
        self.open = Open::Passage {
            in_division: self.open == Open::Division,
        };
    }

    fn entry(&mut self, at: usize, segment: &Segment, spaces: &Spaces, marks: &[Mark]) {
        let lemma = lemma_of(segment, self.lemma);
        let mut order: Vec<usize> = (0..segment.readings.len()).collect();
        order.retain(|reading| !segment.readings[*reading].lost);
        order.sort_by_key(|reading| Some(*reading) != lemma);
        let common = common_kind(self.table, segment);
        self.writer.open("app", &[]);
        for number in order {
            let reading = &segment.readings[number];
            let name = if Some(number) == lemma { "lem" } else { "rdg" };
            let kind = match lemma {
                Some(lemma) if lemma != number => {
                    Some(kind(self.table, &segment.readings[lemma], reading))
                }
                Some(_) => None,
                None => common,
            };
            let chosen = segment.lemma == Some(number);
            self.start_reading(name, (at, number), kind, (reading, chosen));
            if !reading.tokens.is_empty() {
                let space = |is_there: bool| if is_there { " " } else { "" };
                self.writer.text(space(spaces.inside[number]));
                self.words(&segment.columns, reading);
                self.writer.text(space(spaces.behind[number]));
                self.writer.close();
            }
            let notes = segment.notes.iter().filter(|(about, _)| *about == number);
            notes.for_each(|(_, note)| self.note(note));
        }
        let same = |one: &Mark, other: &Mark| {
            let files = [one, other].map(|mark| self.carrier.file(mark.witness));
            one.names() == other.names() && files[0] == files[1]
        };
        let groups: Vec<&[Mark]> = marks.chunk_by(same).collect();
        groups.into_iter().for_each(|marks| self.mark(marks));
        self.writer.close();
    }

    /// Why an editor decided so about the reading before.
    fn note(&mut self, words: &str) {
        match self.editor {
            true => self.writer.open("note", &[("resp", "#editor")]),
            false => self.writer.open("note", &[]),
        }
        self.writer.text(words);
        self.writer.close();
    }

    /// Says where the text of witnesses of one file breaks off, or begins again.
    fn mark(&mut self, marks: &[Mark]) {
        let witnesses = marks
            .iter()
            .map(|mark| format!("#{}", self.ids[mark.witness]));
        let witnesses: Vec<String> = witnesses.collect();
        let first = &marks[0];
        self.writer.open("rdg", &[("wit", &witnesses.join(" "))]);
        let mut names = first.names().into_iter();
        // A begin that is lost is lost before the text begins.
        let begin = names.by_ref().take(usize::from(first.token > 0));
        begin.for_each(|name| self.writer.empty(name, &[]));
        if first.tells() {
            for gap in self.carrier.lost(first.witness, first.token) {
                gap.write(&mut self.writer, &witnesses[0]);
            }
        }
        names.for_each(|name| self.writer.empty(name, &[]));
        self.writer.close();
    }

    /// Begins a reading; one without words is whole.
    fn start_reading(
        &mut self,
        name: &str,
        place: links::Place,
        kind: Option<Kind>,
        (reading, chosen): (&Reading, bool),
    ) {
        let witnesses = reading
            .witnesses
            .iter()
            .map(|one| format!("#{}", self.ids[*one]));
        let witnesses = witnesses.collect::<Vec<_>>().join(" ");
        let mut attributes = vec![("wit", witnesses.as_str())];
        // What the editor said goes before what was inferred.
        let classed = reading.class.as_deref();
        let link = self.links.get(&place).map(|link| {
            let others = link.others.iter();
            let others = others.map(|other| format!("#{}", links::id(*other)));
            let others = others.collect::<Vec<_>>().join(" ");
            (links::id(place), others, link.found)
        });
        if let Some((id, others, found)) = &link {
            attributes.extend([
                ("xml:id", id.as_str()),
                ("type", classed.unwrap_or("transposition")),
                ("corresp", others.as_str()),
            ]);
            match found {
                true => attributes.extend([("resp", "#collator"), ("cert", "medium")]),
                false => attributes.extend(self.editor.then_some(("resp", "#editor"))),
            }
        } else if let Some(class) = classed {
            attributes.push(("type", class));
            attributes.extend(self.editor.then_some(("resp", "#editor")));
        } else if name == "lem" && self.editor && chosen {
            attributes.push(("resp", "#editor"));
        } else if let Some(kind) = kind {
            attributes.push(("type", kind.as_str()));
        }
        match reading.tokens.is_empty() {
            true => self.writer.empty(name, &attributes),
            false => self.writer.open(name, &attributes),
        }
    }

    fn finish(mut self) -> String {
        if self.open == Open::Body {
            // TEI wants a body that is not empty.
            self.writer.line();
            self.writer.empty("p", &[]);
        }
        if let Open::Passage { in_division } = self.open {
            self.writer.close();
            if in_division {
                self.writer.close_on_line();
            }
        }
        // body, text, TEI
        (0..3).for_each(|_| self.writer.close_on_line());
        self.writer.finish()
    }
}

fn element(block: Block) -> &'static str {
    match block {
        Block::Heading => "head",
        Block::Paragraph => "p",
        Block::Line => "l",
    }
}

/// Which reading of a segment is the lemma: what an editor chose, else by what
/// is said of all.
pub fn lemma_of(segment: &Segment, lemma: &Lemma) -> Option<usize> {
    if segment.lemma.is_some() {
        return segment.lemma;
    }
    let readings = segment.readings.iter().enumerate();
    let mut readings = readings.filter(|(_, reading)| !reading.lost);
    let found = match lemma {
        Lemma::None => None,
        Lemma::Majority => {
            readings.max_by_key(|(at, reading)| (reading.witnesses.len(), std::cmp::Reverse(*at)))
        }
        Lemma::Witness(witness) => {
            readings.find(|(_, reading)| reading.witnesses.contains(witness))
        }
    };
    found.map(|(at, _)| at)
}
