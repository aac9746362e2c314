//! What do the pages about an apparatus receive?

use serde::Serialize;

use super::super::apparatus::Series;
use super::super::context::Lazy;
use super::super::html::Html;
use super::{Density, Download, Subject};
use crate::edition::Agreement;

/// `pages/apparatus.html`: an answer of the apparatus.
#[derive(Clone, Debug, Serialize)]
pub struct QuestionsPage {
    /// What the page is about.
    #[serde(flatten)]
    pub subject: Subject,
    /// The address without a question.
    pub action: String,
    /// What can be asked.
    pub fields: Vec<QuestionField>,
    /// The question in words; empty if nothing is asked.
    pub words: String,
    /// Entries that answer it.
    pub found: usize,
    /// Entries there are.
    pub all: usize,
    /// The first of those that are listed, from 1, and the last.
    pub listed: (usize, usize),
    /// Where the list goes on.
    pub next_href: Option<String>,
    /// Where it begins, if this is not the begin.
    pub first_href: Option<String>,
    /// The entries, by series and units; those of a further series have its title.
    pub series: Lazy<Series>,
    /// The text with these entries alone.
    pub text_href: String,
    /// The answer as files.
    pub downloads: Vec<Download>,
    /// Where witnesses are counted, if entries name any.
    pub statistics_href: Option<String>,
}

/// Something that can be asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuestionField {
    /// Its name in addresses.
    pub name: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// What can be chosen.
    pub values: Vec<QuestionValue>,
}

/// A value that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuestionValue {
    /// The value.
    pub value: String,
    /// What it is called: a word of the program is translated, one of the file is not.
    pub label: String,
    /// Entries that have it; none where they are not counted.
    pub count: Option<usize>,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// `pages/statistics.html`: the witnesses in figures.
#[derive(Clone, Debug, Serialize)]
pub struct StatisticsPage {
    /// What the page is about.
    #[serde(flatten)]
    pub subject: Subject,
    /// Entries of the apparatus.
    pub entries: usize,
    /// Those that name a witness for a reading.
    pub places: usize,
    /// The witnesses.
    pub witnesses: Vec<WitnessFigures>,
    /// How far they agree: a row for each witness.
    pub agreements: Vec<Vec<AgreementCell>>,
    /// How densely the units of the whole text are discussed.
    pub map: Vec<Density>,
    /// Entries of the densest of them, for a hundred words.
    pub densest: f64,
    /// Where questions are put.
    pub apparatus_href: String,
    /// The figures as files.
    pub downloads: Vec<Download>,
}

/// A witness in figures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WitnessFigures {
    /// Its siglum.
    pub siglum: Html,
    /// The same in plain text.
    pub plain: String,
    /// Its text.
    pub href: String,
    /// Places at which it has its text, as far as is known.
    pub places: u32,
    /// Those at which it is not named, and has the words of the text by silence.
    pub silent: u32,
    /// Places at which it has no text, or two readings name it.
    pub unknown: u32,
    /// Places at which it differs from the text.
    pub readings: u32,
    /// What its readings do: kind, count, and where they are listed.
    pub alterations: Vec<(&'static str, u32, String)>,
    /// Readings that no other witness has.
    pub singular: u32,
    /// Per cent of its places at which it has the words of the text.
    pub share: Option<f64>,
    /// Where its readings are listed.
    pub readings_href: String,
}

/// How far two witnesses agree.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AgreementCell {
    /// The figures.
    #[serde(flatten)]
    pub agreement: Agreement,
    /// Per cent; none where they cannot be compared.
    pub share: Option<f64>,
    /// Where the places are listed at which they agree against the text; none of a
    /// witness with itself.
    pub href: Option<String>,
}
