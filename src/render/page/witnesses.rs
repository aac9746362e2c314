//! What does the page of witnesses side by side receive?

use serde::Serialize;

use super::super::html::Html;
use super::{PartFacts, Subject, Way};

/// A column: the text as edited, or a witness.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WitnessColumn {
    /// Its siglum, or `Text`.
    pub siglum: Html,
    /// The same in plain text.
    pub plain: String,
    /// Where its text stands alone.
    pub href: String,
    /// Of a family: where its members stand in its place.
    pub unfold_href: Option<String>,
    /// Whether it is the one that a narrow page shows.
    pub shown: bool,
}

/// What stands in a cell, piece by piece.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WitnessPiece {
    /// `words`; where the witness differs from the text `differs`, `omits`,
    /// `adds`; of the text itself `place`, where a witness differs; `lacuna`
    /// (lost) and `outside` (never had), from where they begin.
    pub kind: &'static str,
    /// The words.
    pub text: String,
    /// Whether an entry says so, or the silence of the apparatus.
    pub attested: bool,
    /// Whether it is the first piece of its place.
    pub opens: bool,
    /// Whether it is the last one: there its number stands.
    pub closes: bool,
    /// Its number among the places of the row at which witnesses differ.
    pub number: Option<usize>,
    /// Of the text: where the entry stands.
    pub href: Option<String>,
}

/// What one of the texts has in a row.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WitnessCell {
    /// `text`, or why there is nothing: `otherwise` (its words for this stand in
    /// another row), `omitted`, `lacuna`, `outside`.
    pub kind: &'static str,
    /// What it has.
    pub pieces: Vec<WitnessPiece>,
    /// Whether its text breaks off here.
    pub breaks_off: bool,
    /// Where it goes on, or has its words for this, if it has nothing here.
    pub next: Option<Way>,
}

/// A passage with what each of the texts has of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WitnessRow {
    /// Its id on the page.
    pub id: String,
    /// Its number, if it has one.
    pub number: Option<String>,
    /// What it is called.
    pub label: String,
    /// Where it stands in the edition.
    pub href: String,
    /// Whether it is a line of verse.
    pub verse: bool,
    /// The language of its words (BCP 47); empty if it is not known.
    pub language: String,
    /// The direction of their script.
    pub direction: &'static str,
    /// The cells, in the order of the columns.
    pub cells: Vec<WitnessCell>,
}

/// A witness that can be chosen.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WitnessChoice {
    /// Its siglum.
    pub siglum: Html,
    /// The same in plain text.
    pub plain: String,
    /// What it is.
    pub description: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// Witnesses that are declared together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WitnessChoices {
    /// What the group is called; empty where there is but one.
    pub heading: String,
    /// The group itself, if entries cite it as a whole.
    pub family: Option<WitnessChoice>,
    /// Where all of its witnesses are shown; none if there are too many of them.
    pub all_href: Option<String>,
    /// Its witnesses.
    pub witnesses: Vec<WitnessChoice>,
}

/// `pages/witnesses.html`.
#[derive(Clone, Debug, Serialize)]
pub struct WitnessesPage {
    /// The version.
    #[serde(flatten)]
    pub subject: Subject,
    /// The address of the page without a choice.
    pub action: String,
    /// The text and the witnesses.
    pub columns: Vec<WitnessColumn>,
    /// The passages.
    pub rows: Vec<WitnessRow>,
    /// What can be chosen.
    pub choices: Vec<WitnessChoices>,
    /// How many witnesses can be chosen at once.
    pub most: usize,
    /// What could not be shown as it was asked for.
    pub remarks: Vec<String>,
    /// The part shown, if the text is divided.
    pub part: Option<PartFacts>,
}
