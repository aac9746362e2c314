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
    pub title: &'static str,
    /// In a few sentences.
    pub meaning: Vec<Piece>,
}

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// Whether a program reads or writes it.
    pub code: bool,
    /// Its words.
    pub text: &'static str,
}

impl Piece {
    /// The pieces of sentences in which code stands between backticks.
    pub fn all(sentences: &'static str) -> Vec<Self> {
        let pieces = sentences.split('`').enumerate();
        let pieces = pieces.map(|(at, text)| Self {
            code: at % 2 == 1,
            text,
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
