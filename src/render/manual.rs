//! How things are handed in, for people.

use serde::Serialize;

use super::listing::Line;
use super::page::{Page, Site, Way};
use crate::diagnostic::Finding;

/// The page on which it is explained.
#[derive(Clone, Debug, Serialize)]
pub struct Manual {
    /// The site.
    pub site: Site,
    /// The page.
    pub page: Page,
    /// What stands before the addresses in examples; empty if it is not known.
    pub base: String,
    /// What can go wrong.
    pub problems: Vec<ProblemExplained>,
}

/// What a kind of problem means.
#[derive(Clone, Debug, Serialize)]
pub struct ProblemExplained {
    /// Its name.
    pub code: &'static str,
    /// Its page.
    pub href: String,
    /// The HTTP status that goes with it.
    pub status: u16,
    /// What that is called.
    pub reason: &'static str,
    /// In a few words.
    pub title: String,
    /// In a few sentences.
    pub meaning: Vec<Piece>,
}

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// Whether a program reads or writes it.
    pub code: bool,
    /// Its words.
    pub text: String,
}

impl Piece {
    /// The pieces of sentences in which code stands between backticks.
    pub fn all(sentences: &str) -> Vec<Self> {
        let pieces = sentences.split('`').enumerate();
        let pieces = pieces.map(|(at, text)| Self {
            code: at % 2 == 1,
            text: text.to_owned(),
        });
        pieces.filter(|piece| !piece.text.is_empty()).collect()
    }
}

/// The page of one kind of problem.
#[derive(Clone, Debug, Serialize)]
pub struct ProblemPage<'a> {
    /// The site.
    pub site: &'a Site,
    /// The page.
    pub page: &'a Page,
    /// The problem.
    pub problem: &'a ProblemExplained,
    /// Where it is told how things are handed in.
    pub manual_href: &'a str,
}

/// The page with a form to publish with.
#[derive(Clone, Debug, Serialize)]
pub struct HandInPage {
    /// The site.
    pub site: Site,
    /// The page.
    pub page: Page,
    /// Where the form goes.
    pub action: String,
    /// Where many files are handed in.
    pub many_href: String,
    /// Where it is told how programs do it.
    pub manual_href: String,
    /// The form.
    #[serde(flatten)]
    pub form: HandIn,
}

/// A form to publish with, as it was filled in, and what came of it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct HandIn {
    /// The name of the edition.
    pub edition: String,
    /// The change note.
    pub note: String,
    /// Whether it is the next version of something that is there.
    pub next: bool,
    /// The entity tag of that, as it was last seen.
    pub upon: String,
    /// What came of it.
    pub answer: Option<Answer>,
    /// Lines of the file, with what was found in them.
    pub lines: Vec<Line>,
    /// What was found in other files.
    pub elsewhere: Vec<Finding>,
}

/// What came of a form.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Answer {
    /// Whether it went well.
    pub good: bool,
    /// In a few words.
    pub title: String,
    /// In a sentence.
    pub message: String,
    /// SHA-256 of the TEI file.
    pub sha256: String,
    /// Findings that are not shown.
    pub omitted: usize,
    /// Ways on.
    pub ways: Vec<Way>,
}

/// The page on which many files are handed in, or a batch is told of.
#[derive(Clone, Debug, Serialize)]
pub struct BatchPage {
    /// The site.
    pub site: Site,
    /// The page.
    pub page: Page,
    /// Where the form goes.
    pub action: String,
    /// Where one file is handed in.
    pub one_href: String,
    /// Where it is told how programs do it.
    pub manual_href: String,
    /// What is on it.
    #[serde(flatten)]
    pub form: BatchForm,
}

/// A form to hand in many files with, or what became of them.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BatchForm {
    /// Why nothing was taken in.
    pub answer: Option<Answer>,
    /// How far the batch is; without it, the form is shown.
    pub told: Option<BatchTold>,
}

/// How far a batch is.
#[derive(Clone, Debug, Serialize)]
pub struct BatchTold {
    /// In a word: `waiting`, `working`, `done`, `stopped`.
    pub state: &'static str,
    /// Whether nothing is written.
    pub trial: bool,
    /// Why it was handed in.
    pub note: String,
    /// When: RFC 3339.
    pub made: String,
    /// Files that are done.
    pub done: usize,
    /// All files, once that is known.
    pub total: Option<usize>,
    /// Why it stopped.
    pub stopped: Option<String>,
    /// How many became what, in words.
    pub counts: Vec<String>,
    /// What became of files.
    pub lines: Vec<BatchLine>,
    /// Files that have no line here.
    pub more: usize,
    /// Where all lines are, as a table.
    pub report_href: String,
}

/// What became of a file of a batch.
#[derive(Clone, Debug, Serialize)]
pub struct BatchLine {
    /// The file.
    pub file: String,
    /// The edition.
    pub edition: Option<String>,
    /// Its page.
    pub href: Option<String>,
    /// The version that has the bytes.
    pub version: Option<u32>,
    /// What became of it, in a word.
    pub outcome: String,
    /// Whether it was refused.
    pub refused: bool,
    /// Why.
    pub detail: Option<String>,
    /// What was found in it.
    pub findings: Vec<Finding>,
    /// Findings that are not among them.
    pub omitted: usize,
}
