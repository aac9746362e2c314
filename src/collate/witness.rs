//! A witness as a sequence of words and marks.

use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

use super::folding::Folding;

/// A word, or a mark of punctuation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    start: u32,
    end: u32,
    /// The form that is compared, if it is not the words as they stand.
    form: Option<Box<str>>,
    /// What it is the first word of.
    pub begins: Option<Block>,
}

/// What a passage of a witness is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Block {
    /// A heading.
    Heading,
    /// A paragraph of prose.
    Paragraph,
    /// A line of verse.
    Line,
}

/// One bearer of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// What it is called.
    pub siglum: String,
    pub(super) text: String,
    tokens: Vec<Token>,
}

impl Witness {
    /// A witness without words yet.
    pub fn new(siglum: impl Into<String>) -> Self {
        Self {
            siglum: siglum.into(),
            text: String::new(),
            tokens: Vec::new(),
        }
    }

    /// A plain text: empty lines part its paragraphs.
    pub fn plain(siglum: impl Into<String>, text: &str, folding: &Folding) -> Self {
        let mut witness = Self::new(siglum);
        let mut paragraph = String::new();
        for line in text.lines().chain([""]) {
            if line.trim().is_empty() {
                witness.block(&paragraph, Block::Paragraph, folding);
                paragraph.clear();
            } else {
                paragraph.push_str(line);
                paragraph.push('\n');
            }
        }
        witness
    }

    /// Words given one by one.
    pub fn of_tokens<'a>(
        siglum: impl Into<String>,
        tokens: impl IntoIterator<Item = (&'a str, Option<&'a str>)>,
        folding: &Folding,
    ) -> Self {
        let mut witness = Self::new(siglum);
        for (words, form) in tokens {
            witness.text.push(' ');
            match form {
                Some(form) => witness.push(words, form.to_owned()),
                None => witness.push(words, folding.form(words)),
            }
        }
        witness
    }

    /// Adds a passage: its words and marks by the rules of Unicode (UAX #29).
    pub fn block(&mut self, passage: &str, block: Block, folding: &Folding) {
        let first = self.tokens.len();
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let mut pieces = passage.split_word_bounds().peekable();
        while let Some(piece) = pieces.next() {
            if piece.trim().is_empty() {
                self.text.push(' ');
                continue;
            }
            let mut words = piece.to_owned();
            if is_mark(piece) {
                // Points and dashes in a row are one mark.
                while let Some(same) = pieces.next_if_eq(&piece) {
                    words.push_str(same);
                }
            }
            self.push(&words, folding.form(&words));
        }
        if let Some(first) = self.tokens.get_mut(first) {
            first.begins = Some(block);
        }
    }

    fn push(&mut self, words: &str, form: String) {
        let start = self.text.len() as u32;
        self.text.push_str(words);
        self.tokens.push(Token {
            start,
            end: self.text.len() as u32,
            form: (form != words).then(|| form.into()),
            begins: None,
        });
    }

    /// How many words and marks it has.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// A word as it stands.
    pub fn words(&self, token: usize) -> &str {
        let token = &self.tokens[token];
        &self.text[token.start as usize..token.end as usize]
    }

    /// The form of a word that is compared.
    pub fn form(&self, token: usize) -> &str {
        self.tokens[token]
            .form
            .as_deref()
            .unwrap_or_else(|| self.words(token))
    }

    /// The forms of all words.
    pub fn forms(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|token| self.form(token))
    }

    /// What a word is the first one of.
    pub fn begins(&self, token: usize) -> Option<Block> {
        self.tokens[token].begins
    }

    /// Whether white space parts a word from what is before it.
    pub fn is_spaced(&self, token: usize) -> bool {
        let before = &self.text[..self.tokens[token].start as usize];
        before.ends_with(char::is_whitespace)
    }
}

/// Whether something has no letter and no digit.
pub fn is_mark(words: &str) -> bool {
    !words.chars().any(char::is_alphanumeric)
}
