//! A witness as a sequence of words and marks.

use std::ops::Range;

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
    /// The numbers of the words before which text is lost; rising.
    lost: Vec<usize>,
}

impl Witness {
    /// A witness without words yet.
    pub fn new(siglum: impl Into<String>) -> Self {
        Self {
            siglum: siglum.into(),
            text: String::new(),
            tokens: Vec::new(),
            lost: Vec::new(),
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

    /// Adds a passage, which is kept as it stands: its words and marks by the rules
    /// of Unicode (UAX #29).
    pub fn block(&mut self, passage: &str, block: Block, folding: &Folding) {
        let first = self.tokens.len();
        let start = self.next_passage();
        self.text.push('\n');
        self.text.push_str(passage);
        let mut pieces = passage.split_word_bound_indices().peekable();
        while let Some((at, piece)) = pieces.next() {
            if piece.trim().is_empty() {
                continue;
            }
            let mut end = at + piece.len();
            if is_mark(piece) {
                // Points and dashes in a row are one mark.
                while let Some((at, same)) = pieces.next_if(|(_, next)| *next == piece) {
                    end = at + same.len();
                }
            }
            let form = folding.form(&passage[at..end]);
            self.take(start + at..start + end, form);
        }
        if let Some(first) = self.tokens.get_mut(first) {
            first.begins = Some(block);
        }
    }

    /// Where in the text the next passage will begin.
    pub fn next_passage(&self) -> usize {
        self.text.len() + 1
    }

    fn push(&mut self, words: &str, form: String) {
        let start = self.text.len();
        self.text.push_str(words);
        self.take(start..self.text.len(), form);
    }

    /// Takes a stretch of the text for a word.
    fn take(&mut self, place: Range<usize>, form: String) {
        self.tokens.push(Token {
            form: (form != self.text[place.clone()]).then(|| form.into()),
            start: place.start as u32,
            end: place.end as u32,
            begins: None,
        });
    }

    /// What stood before a word is lost: others may have words there that this
    /// witness does not omit. Behind the last, if it is the number of all words.
    pub fn lose_before(&mut self, token: usize) {
        if let Err(at) = self.lost.binary_search(&token) {
            self.lost.insert(at, token);
        }
    }

    /// It is a fragment: nothing is known of what stood before its first word and
    /// behind its last.
    pub fn lose_both_ends(&mut self) {
        self.lose_before(0);
        self.lose_before(self.len());
    }

    /// Whether text is lost before a word, or behind the last.
    pub fn is_lost_before(&self, token: usize) -> bool {
        self.lost.binary_search(&token).is_ok()
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
        &self.text[self.place(token)]
    }

    /// Where in the text a word stands, in bytes.
    pub fn place(&self, token: usize) -> Range<usize> {
        let token = &self.tokens[token];
        token.start as usize..token.end as usize
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
