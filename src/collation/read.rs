//! What are the words of a witness?

use std::fmt;

use serde::Deserialize;

use crate::collate::{Block, Folding, Witness};
use crate::tei::Document;
use crate::tei::element::{is_block, tei_name};
use crate::tei::text::{Reader, Side};
use crate::xml::Element;

/// A plain text, whose paragraphs are parted by empty lines.
pub fn read_plain(siglum: &str, text: &str, folding: &Folding) -> Witness {
    Witness::plain(siglum, text, folding)
}

/// A side of the text of a TEI file: its headings, paragraphs and lines of
/// verse, without notes.
pub fn read_tei(siglum: &str, document: &Document, side: Side, folding: &Folding) -> Witness {
    let mut passages = Passages {
        witness: Witness::new(siglum),
        folding,
        reader: Reader::new(side),
        side,
        open: Vec::new(),
    };
    for text in document.text() {
        passages.read(text);
    }
    passages.end(Block::Paragraph);
    passages.witness
}

/// Takes down the passages of a text.
struct Passages<'f> {
    witness: Witness,
    folding: &'f Folding,
    reader: Reader,
    side: Side,
    /// Blocks that are open: where each ends, and what it is.
    open: Vec<(crate::xml::NodeId, Block)>,
}

impl Passages<'_> {
    fn read(&mut self, text: Element<'_>) {
        let mut resume = text.id();
        for node in text.descendants() {
            if node.id() < resume {
                continue;
            }
            while let Some((_, block)) = self.open.pop_if(|(end, _)| *end <= node.id()) {
                self.end(block);
            }
            self.reader.leave_until(node.id());
            match node.element() {
                None => self.reader.read(node),
                Some(inner) if !self.reader.enter(inner) => resume = inner.end(),
                Some(inner) => {
                    if is_block(inner) || inner.is("head") {
                        let outer = self
                            .open
                            .last()
                            .map_or(Block::Paragraph, |(_, block)| *block);
                        self.end(outer);
                        self.open.push((inner.end(), block_of(inner)));
                    }
                }
            }
        }
    }

    /// Ends a passage.
    fn end(&mut self, block: Block) {
        let reader = std::mem::replace(&mut self.reader, Reader::new(self.side));
        self.witness.block(&reader.into_text(), block, self.folding);
    }
}

fn block_of(element: Element<'_>) -> Block {
    match tei_name(element) {
        Some("head") => Block::Heading,
        Some("l") => Block::Line,
        _ => Block::Paragraph,
    }
}

/// Why a file for CollateX could not be read.
#[derive(Debug)]
pub struct Unreadable(String);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unreadable {}

/// Input as CollateX takes it: `witnesses`, each with its `id` and its `content`,
/// or its `tokens` one by one, each a word or an object with the word `t` and
/// the form `n` that is compared.
#[derive(Deserialize)]
struct Input {
    witnesses: Vec<InputWitness>,
}

#[derive(Deserialize)]
struct InputWitness {
    #[serde(alias = "sigil", alias = "siglum")]
    id: String,
    #[serde(default)]
    content: Option<String>,
    #[serde(default)]
    tokens: Vec<InputToken>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum InputToken {
    Word(String),
    Object {
        t: String,
        #[serde(default)]
        n: Option<String>,
    },
}

/// Witnesses as CollateX takes them.
///
/// # Errors
/// [`Unreadable`], if it is not JSON of that shape.
pub fn read_collatex(json: &str, folding: &Folding) -> Result<Vec<Witness>, Unreadable> {
    let input: Input = serde_json::from_str(json).map_err(|error| Unreadable(error.to_string()))?;
    let witnesses = input
        .witnesses
        .iter()
        .map(|witness| match &witness.content {
            Some(content) => read_plain(&witness.id, content, folding),
            None => {
                let tokens = witness.tokens.iter().map(|token| match token {
                    InputToken::Word(word) => (word.trim(), None),
                    InputToken::Object { t, n } => (t.trim(), n.as_deref()),
                });
                Witness::of_tokens(&witness.id, tokens, folding)
            }
        });
    Ok(witnesses.collect())
}
