//! An edition of witnesses side by side, as TEI in parallel segmentation.
//!
//! Words that all witnesses have alike stand in the text; every other segment
//! is an `app` that says of every witness what it has there, omissions too. Words
//! that stand elsewhere in other witnesses point at each other with `@corresp`.

mod header;
mod links;

use std::collections::BTreeMap;

use super::kinds::{Kind, common_kind, kind};
use super::segments::{Reading, Segment};
use crate::collate::{AlignmentTable, Block, Folding};
use crate::xml::{TEI, Writer};
use links::Links;

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
    /// What each witness is, by its siglum: the name of its file, and the SHA-256
    /// of that.
    pub files: BTreeMap<String, (String, String)>,
    /// What did not count as a difference.
    pub folding: Folding,
    /// Which reading is the lemma.
    pub lemma: Lemma,
    /// What an editor decided.
    pub decisions: Option<ToldDecisions>,
}

/// What is said of the decisions of an editor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToldDecisions {
    /// Who decided, if it is known.
    pub editor: Option<String>,
    /// How many decisions were applied.
    pub applied: usize,
}

/// The edition. The same table and origin give the same bytes.
pub fn tei(table: &AlignmentTable, segments: &[Segment], origin: &Origin) -> String {
    let ids = ids(table);
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
        if !id.starts_with(char::is_alphabetic) {
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
    open: Open,
}

impl Text<'_> {
    fn segment(&mut self, at: usize, segment: &Segment) {
        let is_first = !matches!(self.open, Open::Passage { .. });
        let begins = segment.begins.or(is_first.then_some(Block::Paragraph));
        if let Some(block) = begins {
            self.begin(block);
        }
        let spaced = |reading: &Reading| {
            !reading.tokens.is_empty() && {
                let witness = &self.table.witnesses[reading.witness()];
                begins.is_none() && witness.is_spaced(reading.tokens.start)
            }
        };
        let having = segment
            .readings
            .iter()
            .filter(|reading| !reading.tokens.is_empty());
        let all_spaced = having.clone().all(spaced);
        // A space that only some have before their words belongs to those.
        let inside: Vec<bool> = segment
            .readings
            .iter()
            .map(|one| !all_spaced && spaced(one))
            .collect();
        if all_spaced {
            self.writer.text(" ");
        }
        match segment.is_variant() {
            true => self.entry(at, segment, &inside),
            false => self.writer.text(&segment.readings[0].text(self.table)),
        }
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

    fn entry(&mut self, at: usize, segment: &Segment, inside: &[bool]) {
        let lemma = lemma_of(segment, self.lemma);
        let mut order: Vec<usize> = (0..segment.readings.len()).collect();
        order.sort_by_key(|reading| Some(*reading) != lemma);
        let common = common_kind(self.table, segment);
        self.writer.open("app", &[]);
        for number in order {
            let reading = &segment.readings[number];
            let name = if Some(number) == lemma { "lem" } else { "rdg" };
            let text = reading.text(self.table);
            let text = if inside[number] {
                format!(" {text}")
            } else {
                text
            };
            let kind = match lemma {
                Some(lemma) if lemma != number => {
                    Some(kind(self.table, &segment.readings[lemma], reading))
                }
                Some(_) => None,
                None => common,
            };
            let chosen = segment.lemma == Some(number);
            self.reading(name, (at, number), kind, (reading, chosen), &text);
        }
        self.writer.close();
    }

    fn reading(
        &mut self,
        name: &str,
        place: links::Place,
        kind: Option<Kind>,
        (reading, chosen): (&Reading, bool),
        text: &str,
    ) {
        let witnesses = reading
            .witnesses
            .iter()
            .map(|one| format!("#{}", self.ids[*one]));
        let witnesses = witnesses.collect::<Vec<_>>().join(" ");
        let mut attributes = vec![("wit", witnesses.as_str())];
        // What the editor said goes before what was inferred.
        let classed = reading.class.as_deref();
        let link = self.links.get(&place).map(|others| {
            let others = others.iter().map(|other| format!("#{}", links::id(*other)));
            (links::id(place), others.collect::<Vec<_>>().join(" "))
        });
        if let Some((id, others)) = &link {
            attributes.extend([
                ("xml:id", id.as_str()),
                ("type", classed.unwrap_or("transposition")),
                ("corresp", others.as_str()),
                ("resp", "#collator"),
                ("cert", "medium"),
            ]);
        } else if let Some(class) = classed {
            attributes.push(("type", class));
            attributes.extend(self.editor.then_some(("resp", "#editor")));
        } else if name == "lem" && self.editor && chosen {
            attributes.push(("resp", "#editor"));
        } else if let Some(kind) = kind {
            attributes.push(("type", kind.as_str()));
        }
        if text.is_empty() {
            return self.writer.empty(name, &attributes);
        }
        self.writer.open(name, &attributes);
        self.writer.text(text);
        self.writer.close();
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
    let mut readings = segment.readings.iter().enumerate();
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
