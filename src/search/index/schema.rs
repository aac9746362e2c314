//! In which fields do things stand?

use serde::{Deserialize, Serialize};
use tantivy::schema::{
    BytesOptions, Field as Column, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing,
    TextOptions,
};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::search::alike::{as_it_stands, folded};
use crate::search::piece::Field;
use crate::search::word::{Words, words};

/// The name of our way of parting texts into words.
pub const WORDS: &str = "words";

/// Stands between the loosest form of a word and the word as it stands.
pub const BETWEEN: u8 = 0;

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
    /// The words.
    #[serde(rename = "x")]
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

/// The term under which a word is kept: its loosest form, a zero, and the word as
/// it stands, if that is another. So one list of terms answers for every way of
/// being alike, and words of one loosest form stand beside each other.
pub fn term(word: &str, into: &mut String) {
    let folded = folded(word);
    into.clear();
    into.push_str(&folded);
    into.push(char::from(BETWEEN));
    let stands = as_it_stands(word);
    if stands != folded {
        into.push_str(&stands);
    }
}

/// The loosest form in a term, and the word as it stands.
pub fn parted(term: &[u8]) -> Option<(&str, &str)> {
    let term = std::str::from_utf8(term).ok()?;
    let (folded, stands) = term.split_once(char::from(BETWEEN))?;
    Some((folded, if stands.is_empty() { folded } else { stands }))
}

/// Parts texts into [`term`]s.
#[derive(Clone, Debug, Default)]
pub struct Terms;

impl Tokenizer for Terms {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        Stream {
            text,
            words: words(text),
            token: Token::default(),
        }
    }
}

/// The terms of a text.
pub struct Stream<'t> {
    text: &'t str,
    words: Words<'t>,
    token: Token,
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        let Some(range) = self.words.next() else {
            return false;
        };
        term(&self.text[range.clone()], &mut self.token.text);
        self.token.offset_from = range.start;
        self.token.offset_to = range.end;
        self.token.position = self.token.position.wrapping_add(1);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
