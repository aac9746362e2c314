//! What are the words of a transcription in TEI, and what else does it say?
//!
//! A witness that was corrected has several states: before any correction, and
//! after those of each hand. Every state can be a witness of its own.

use std::ops::ControlFlow;

use super::markup::{Markup, Span, around, aside};
use crate::collate::{Block, Folding, Witness};
use crate::tei::Document;
use crate::tei::element::{is_block, tei_name};
use crate::tei::text::{Reader, Side, is_left_out, is_rejected};
use crate::xml::{Element, Node, NodeId};

/// Elements that say that text is lost.
const LACUNAE: [&str; 5] = ["gap", "lacunaEnd", "lacunaStart", "witEnd", "witStart"];

/// How transcriptions in TEI are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Manner {
    /// Whether words stand as edited or as written: `corr` or `sic`, `reg` or
    /// `orig`, `expan` or `abbr`, with or without what an editor supplied.
    pub side: Side,
    /// Whether every state of a corrected witness is a witness.
    pub layers: bool,
}

impl Manner {
    /// The side of that name.
    pub fn side(word: &str) -> Option<Side> {
        match word {
            "edited" => Some(Side::Reading),
            "written" => Some(Side::Witness),
            _ => None,
        }
    }
}

/// The words as edited, as they stand after all corrections.
impl Default for Manner {
    fn default() -> Self {
        Self {
            side: Side::Reading,
            layers: false,
        }
    }
}

/// The witnesses that a TEI file is: their words, and the mark-up of those. The
/// last state of a corrected witness has its siglum, the first is called
/// `SIGLUM.ac` (*ante correctionem*), those between after the last hand:
/// `SIGLUM.HAND`.
pub fn read_tei(
    siglum: &str,
    file: &str,
    document: &Document,
    manner: Manner,
    folding: &Folding,
) -> Vec<(Witness, Markup)> {
    let hands = hands(document);
    let first = if manner.layers { 0 } else { hands.len() };
    let states = first..=hands.len();
    let read = states.map(|applied| {
        let siglum = match applied {
            _ if applied == hands.len() => siglum.to_owned(),
            0 => format!("{siglum}.ac"),
            _ => format!("{siglum}.{}", name(&hands[applied - 1], applied)),
        };
        let mut passages = Passages {
            witness: Witness::new(siglum),
            markup: Markup {
                file: file.to_owned(),
                ..Markup::default()
            },
            folding,
            side: manner.side,
            applied: &hands[..applied],
            lost: Vec::new(),
            reader: Reader::new(manner.side),
            blocks: Vec::new(),
            around: Vec::new(),
        };
        for text in document.text() {
            passages.read(text);
        }
        passages.finish()
    });
    read.collect()
}

/// The hands that corrected a text, each as it is pointed at, in the order in
/// which the header describes them, others in that of the text. One that is not
/// named is none of these: it is the first.
fn hands(document: &Document) -> Vec<String> {
    let texts = document.text().flat_map(Element::descendants);
    let corrections = texts.filter_map(Node::element).filter(is_correction);
    let mut hands: Vec<String> = Vec::new();
    for correction in corrections {
        let hand = hand(correction);
        if !hands.contains(&hand) {
            hands.push(hand);
        }
    }
    let described = |hand: &String| {
        let note = hand.strip_prefix('#');
        let note = note.and_then(|id| document.tree().by_id(id));
        note.map_or(usize::MAX, |note| note.id().index())
    };
    hands.sort_by_key(|hand| (!hand.is_empty(), described(hand)));
    hands
}

fn is_correction(element: &Element<'_>) -> bool {
    matches!(tei_name(*element), Some("add" | "del"))
}

/// The hand that made a correction: its own, or that of the substitution in which
/// it stands.
fn hand(correction: Element<'_>) -> String {
    let within = correction.ancestors();
    let within = within.take_while(|above| matches!(tei_name(*above), Some("subst" | "mod")));
    let hand = std::iter::once(correction)
        .chain(within)
        .find_map(|element| element.attribute("hand"));
    hand.map_or_else(String::new, |hand| hand.trim().to_owned())
}

/// What a hand is called in a siglum: by what it is pointed at, else by its
/// number.
fn name(hand: &str, number: usize) -> String {
    let name = hand.rsplit('#').next().unwrap_or_default();
    match name.is_empty() {
        true => number.to_string(),
        false => name.replace(char::is_whitespace, "."),
    }
}

/// Takes down the passages of a text.
struct Passages<'a> {
    witness: Witness,
    markup: Markup,
    folding: &'a Folding,
    side: Side,
    /// The hands whose corrections are made.
    applied: &'a [String],
    /// Where in the text of the witness something is lost.
    lost: Vec<usize>,
    reader: Reader,
    /// Blocks that are open: where each ends, and what it is.
    blocks: Vec<(NodeId, Block)>,
    /// Carried elements that are open: where each ends, and its number.
    around: Vec<(NodeId, usize)>,
}

impl Passages<'_> {
    fn read(&mut self, text: Element<'_>) {
        let mut resume = text.id();
        for node in text.descendants() {
            if node.id() < resume {
                continue;
            }
            self.leave_until(node.id());
            match node.element() {
                None => self.reader.read(node),
                Some(inner) => {
                    if self.enter(inner).is_break() {
                        resume = inner.end();
                    }
                }
            }
        }
        self.leave_until(text.end());
    }

    /// Enters an element, or leaves it out.
    fn enter(&mut self, element: Element<'_>) -> ControlFlow<()> {
        let at = self.at();
        if !self.has(element) {
            self.lose_supplied(element);
            let aside = aside(element, &self.markup.file, at);
            // What is added later is not there yet.
            self.markup
                .points
                .extend(aside.filter(|_| !element.is("add")));
            return ControlFlow::Break(());
        }
        if is_block(element) || element.is("head") {
            let outer = self.blocks.last();
            let outer = outer.map_or(Block::Paragraph, |(_, block)| *block);
            self.end(outer);
            self.blocks.push((element.end(), block_of(element)));
        }
        self.reader.open(element);
        if tei_name(element).is_some_and(|name| LACUNAE.contains(&name)) {
            self.lose();
        }
        if let Some(tag) = around(element, &self.markup.file) {
            let span = Span {
                start: self.at(),
                end: usize::MAX,
                tag,
            };
            self.around.push((element.end(), self.markup.spans.len()));
            self.markup.spans.push(span);
        } else if element.children().next().is_none() || element.is("gap") {
            self.markup
                .points
                .extend(aside(element, &self.markup.file, at));
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    /// Whether a state of the text has the words of an element.
    fn has(&self, element: Element<'_>) -> bool {
        let is_made = || self.applied.contains(&hand(element));
        match tei_name(element) {
            Some("fw") => false,
            Some("add") => is_made() && !is_rejected(element, self.side),
            Some("del") => !is_made() && !is_rejected(element, self.side),
            _ => !is_left_out(element, self.side),
        }
    }

    /// Words that an editor supplied are no words of the witness; they are lost,
    /// unless it omits them.
    fn lose_supplied(&mut self, element: Element<'_>) {
        let reason = element.attribute("reason").unwrap_or_default();
        if element.is("supplied") && !reason.starts_with("omitted") {
            self.lose();
        }
    }

    fn lose(&mut self) {
        self.lost.push(self.at());
    }

    /// Where in the text of the witness the next words will stand.
    fn at(&self) -> usize {
        self.witness.next_passage() + self.reader.len()
    }

    /// Leaves what ends before a node.
    fn leave_until(&mut self, node: NodeId) {
        while let Some((_, span)) = self.around.pop_if(|(end, _)| *end <= node) {
            self.markup.spans[span].end = self.at();
        }
        while let Some((_, block)) = self.blocks.pop_if(|(end, _)| *end <= node) {
            self.end(block);
        }
        self.reader.leave_until(node);
    }

    /// Ends a passage.
    fn end(&mut self, block: Block) {
        let reader = std::mem::replace(&mut self.reader, Reader::new(self.side));
        self.witness.block(&reader.into_text(), block, self.folding);
    }

    /// The witness with its mark-up. Text is lost between words; a word of which
    /// letters are lost is there.
    fn finish(mut self) -> (Witness, Markup) {
        self.end(Block::Paragraph);
        let mut before = 0;
        for at in std::mem::take(&mut self.lost) {
            while before < self.witness.len() && self.witness.place(before).end <= at {
                before += 1;
            }
            let is_within = before < self.witness.len() && self.witness.place(before).start < at;
            if !is_within {
                self.witness.lose_before(before);
            }
        }
        (self.witness, self.markup)
    }
}

fn block_of(element: Element<'_>) -> Block {
    match tei_name(element) {
        Some("head") => Block::Heading,
        Some("l") => Block::Line,
        _ => Block::Paragraph,
    }
}
