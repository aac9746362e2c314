//! In which fields do things stand?

use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use tantivy::schema::{
    BytesOptions, Field as Column, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing,
    TextOptions,
};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::frequent::Frequent;
use crate::search::alike::{as_it_stands, fold_into, fold_letters};
use crate::search::piece::Field;
use crate::search::word::{Words, words};

/// The name of our way of parting texts into words.
pub const WORDS: &str = "words";

/// Stands between the loosest form of a word and the word as it stands.
pub const BETWEEN: u8 = 0;

/// Stands before each word of a pair.
pub const PAIR: u8 = 1;

/// The most letters of a word that is also kept with its neighbour.
const SHORT: usize = 3;

/// The fields of the index.
#[derive(Clone, Copy, Debug)]
pub struct Columns {
    /// The words of each [`Field`], in its order.
    pub words: [Column; 4],
    /// The edition.
    pub edition: Column,
    /// By what a piece can be chosen: see [`Facet`](super::Facet).
    pub facets: Column,
    /// Its place in the edition.
    pub order: Column,
    /// The first and the last year of its text.
    pub years: (Column, Column),
    /// Edition, version and digest, of one document for each edition.
    pub state: Column,
    /// Entries of registers, in their order.
    pub names: Column,
    /// What is shown.
    pub shown: Column,
}

impl Columns {
    /// The field with the words of `field`.
    pub fn of(&self, field: Field) -> Column {
        self.words[Field::ALL.iter().position(|one| *one == field).unwrap_or(0)]
    }
}

/// The schema, and its fields.
pub fn schema() -> (Schema, Columns) {
    let mut schema = Schema::builder();
    let with = |tokenizer: &str, option| {
        TextFieldIndexing::default()
            .set_tokenizer(tokenizer)
            .set_fieldnorms(false)
            .set_index_option(option)
    };
    let texts = || {
        let indexing = with(WORDS, IndexRecordOption::WithFreqsAndPositions);
        TextOptions::default().set_indexing_options(indexing)
    };
    let names = || {
        let indexing = with("raw", IndexRecordOption::Basic);
        TextOptions::default().set_indexing_options(indexing)
    };
    let numbers = || NumericOptions::default().set_fast();
    let columns = Columns {
        words: Field::ALL.map(|field| schema.add_text_field(field.word(), texts())),
        edition: schema.add_text_field("edition", names().set_fast("raw")),
        facets: schema.add_text_field("facets", names().set_fast("raw")),
        order: schema.add_u64_field("order", numbers()),
        years: (
            schema.add_i64_field("from", numbers()),
            schema.add_i64_field("to", numbers()),
        ),
        state: schema.add_text_field("state", names()),
        names: schema.add_text_field("names", names()),
        shown: schema.add_bytes_field("shown", BytesOptions::default().set_stored()),
    };
    (schema.build(), columns)
}

/// What is kept of a piece, to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The index of its field.
    #[serde(rename = "f")]
    pub field: u8,
    /// The edition.
    #[serde(rename = "e")]
    pub edition: String,
    /// The version.
    #[serde(rename = "v")]
    pub version: u32,
    /// The title of the edition.
    #[serde(rename = "t", default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The first and the last year of its text.
    #[serde(rename = "y", default, skip_serializing_if = "Option::is_none")]
    pub years: Option<(i32, i32)>,
    /// The words; see [`as_bytes`].
    #[serde(skip)]
    pub text: String,
    /// From which byte on it is cited by which reference.
    #[serde(rename = "p")]
    pub places: Vec<(u32, String)>,
    /// Its id in the page.
    #[serde(rename = "i", default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its language.
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Who has it.
    #[serde(rename = "w", default, skip_serializing_if = "Vec::is_empty")]
    pub witnesses: Vec<String>,
    /// What it belongs to.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
}

/// Stands between what is said of a piece and its words: JSON has none of it.
const LINE_END: u8 = b'\n';

/// What is kept of a piece, as bytes: what is said of it as JSON, an end of a line, and
/// its words as they are, so that nobody has to look at each letter of them.
///
/// # Errors
/// Those of the serializer.
pub fn as_bytes(shown: &Shown) -> serde_json::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(shown.text.len() + 128);
    serde_json::to_writer(&mut bytes, shown)?;
    bytes.push(LINE_END);
    bytes.extend_from_slice(shown.text.as_bytes());
    Ok(bytes)
}

/// What was kept of a piece, if these bytes are that.
pub fn of_bytes(bytes: &[u8]) -> Option<Shown> {
    let end = bytes.iter().position(|byte| *byte == LINE_END)?;
    let mut shown: Shown = serde_json::from_slice(&bytes[..end]).ok()?;
    shown.text = std::str::from_utf8(&bytes[end + 1..]).ok()?.to_owned();
    Some(shown)
}

/// The term under which a word is kept: its loosest form, a zero, and the word as
/// it stands, if that is another. So one list of terms answers for every way of
/// being alike, and words of one loosest form stand beside each other. `into` has its
/// loosest form, `stands` is the word as it stands.
fn finish_term(stands: &str, into: &mut String) {
    let is_folded = stands == into;
    into.push(char::from(BETWEEN));
    if !is_folded {
        into.push_str(stands);
    }
}

/// Whether a word, in its loosest form, is also kept together with a neighbour of
/// which this holds too: if it is short, or frequent. The commonest words of most
/// languages are short (*et in*, *of the*, *in der*), and what is in many passages takes
/// long to be found one after the other; in scripts without spaces every sign is short.
pub fn is_paired(folded: &str, frequent: &Frequent) -> bool {
    folded.len() <= SHORT || folded.chars().nth(SHORT).is_none() || frequent.has(folded)
}

/// The term under which two such words in a row are kept, in their loosest forms. It
/// stands before all words, and beginnings and near spellings do not reach it.
pub fn pair(one: &str, other: &str, into: &mut String) {
    into.clear();
    for word in [one, other] {
        into.push(char::from(PAIR));
        into.push_str(word);
    }
}

/// The loosest form in a term, and the word as it stands.
pub fn parted(term: &[u8]) -> Option<(&str, &str)> {
    let term = std::str::from_utf8(term).ok()?;
    let (folded, stands) = term.split_once(char::from(BETWEEN))?;
    Some((folded, if stands.is_empty() { folded } else { stands }))
}

/// Words whose terms are kept at hand: a text has few words often.
const KNOWN: usize = 20_000;

/// Parts texts into the terms of words and of [`pair`]s.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// Words that are kept with their neighbours, though they are not short.
    frequent: Arc<Frequent>,
    /// The terms of words that take long to be folded.
    known: FxHashMap<Box<str>, Box<str>>,
}

impl Terms {
    /// Parts texts of an index in which these words are frequent.
    pub fn new(frequent: Arc<Frequent>) -> Self {
        let known = FxHashMap::default();
        Self { frequent, known }
    }
}

impl Tokenizer for Terms {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        Stream {
            text,
            words: words(text),
            token: Token::default(),
            number: 0,
            before: String::new(),
            waiting: String::new(),
            frequent: &self.frequent,
            known: &mut self.known,
        }
    }
}

/// The terms of a text.
pub struct Stream<'t> {
    text: &'t str,
    words: Words<'t>,
    token: Token,
    /// How many words there were.
    number: usize,
    /// The loosest form of the word before, if it is [paired](is_paired).
    before: String,
    /// The pair that the word makes with the one before it, if it is still to be told.
    waiting: String,
    frequent: &'t Frequent,
    known: &'t mut FxHashMap<Box<str>, Box<str>>,
}

impl Stream<'_> {
    /// Makes the token that of a word; gives the length of its loosest form.
    fn tell(&mut self, word: &str) -> usize {
        let into = &mut self.token.text;
        into.clear();
        if let Some(is_settled) = fold_letters(word, into) {
            let length = into.len();
            match is_settled {
                true => finish_term(word, into),
                false => finish_term(&as_it_stands(word), into),
            }
            return length;
        }
        into.clear();
        if let Some(known) = self.known.get(word) {
            into.push_str(known);
        } else {
            fold_into(word, into);
            finish_term(&as_it_stands(word), into);
            if self.known.len() >= KNOWN {
                self.known.clear();
            }
            self.known.insert(word.into(), into.as_str().into());
        }
        into.find(char::from(BETWEEN)).unwrap_or(into.len())
    }
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        if !self.waiting.is_empty() {
            std::mem::swap(&mut self.token.text, &mut self.waiting);
            self.waiting.clear();
            // Where its first word stands.
            self.token.position = self.number - 2;
            return true;
        }
        let Some(range) = self.words.next() else {
            return false;
        };
        let text = self.text;
        let folded = self.tell(&text[range.clone()]);
        self.token.offset_from = range.start;
        self.token.offset_to = range.end;
        self.token.position = self.number;
        self.number += 1;
        let folded = &self.token.text[..folded];
        let is_paired = is_paired(folded, self.frequent);
        if is_paired && !self.before.is_empty() {
            pair(&self.before, folded, &mut self.waiting);
        }
        self.before.clear();
        self.before.push_str(if is_paired { folded } else { "" });
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_of_a_piece_comes_back() {
        let shown = Shown {
            edition: "e".to_owned(),
            title: "a\nb".to_owned(),
            text: "\"arma\"\nvirumque".to_owned(),
            places: vec![(0, "1.1".to_owned())],
            ..Shown::default()
        };
        let bytes = as_bytes(&shown).expect("written");
        assert!(bytes.ends_with(b"\n\"arma\"\nvirumque"));
        assert_eq!(of_bytes(&bytes), Some(shown));
        assert_eq!(of_bytes(b"{}"), None);
    }

    fn terms(text: &str, frequent: &[&str]) -> Vec<(String, usize)> {
        let frequent: Vec<Box<str>> = frequent.iter().map(|word| (*word).into()).collect();
        let mut terms = Terms::new(Arc::new(frequent.into()));
        let mut tokens = Vec::new();
        let mut stream = terms.token_stream(text);
        while stream.advance() {
            let token = stream.token();
            let shown = token.text.replace(char::from(BETWEEN), "|");
            tokens.push((shown.replace(char::from(PAIR), "_"), token.position));
        }
        tokens
    }

    #[test]
    fn short_words_are_also_kept_with_their_neighbours() {
        let expected = [
            ("et|Et", 0),
            ("in|", 1),
            ("_et_in", 0),
            ("arcadia|", 2),
            ("ego|EGO", 3),
            ("a|á", 4),
            ("_ego_a", 3),
        ];
        let expected = expected.map(|(term, at)| (term.to_owned(), at));
        assert_eq!(terms("Et in arcadia EGO, á", &[]), expected);
        assert_eq!(terms("漢字", &[]).len(), 3);
        assert_eq!(terms("", &[]), []);
    }

    #[test]
    fn frequent_words_are_also_kept_with_their_neighbours() {
        let expected = [
            ("arma|Arma", 0),
            ("uirumque|virumque", 1),
            ("_arma_uirumque", 0),
            ("cano|", 2),
            ("et|", 3),
            ("arma|", 4),
            ("_et_arma", 3),
        ];
        let expected = expected.map(|(term, at)| (term.to_owned(), at));
        let frequent = ["arma", "uirumque"];
        assert_eq!(terms("Arma virumque cano et arma", &frequent), expected);
    }
}
