//! What does the page that collates witnesses receive?

use serde::Serialize;

use super::{Page, Site};
use crate::diagnostic::Finding;

/// `pages/collate.html`.
#[derive(Clone, Debug, Serialize)]
pub struct CollatePage {
    /// The site.
    pub site: Site,
    /// The page.
    pub page: Page,
    /// Where the form is sent.
    pub action: String,
    /// Where it is told how programs do it.
    pub manual_href: String,
    /// Where an edition is published.
    pub hand_in_href: String,
    /// The form.
    #[serde(flatten)]
    pub form: CollateForm,
}

/// A form with witnesses, as it was filled in, and what came of it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CollateForm {
    /// The witnesses.
    pub witnesses: Vec<PastedWitness>,
    /// The title of the edition.
    pub title: String,
    /// `none`, `majority` or a siglum.
    pub lemma: String,
    /// Which words of transcriptions in TEI are collated: `edited` or `written`.
    pub words: String,
    /// Whether every state of a corrected transcription is a witness.
    pub layers: bool,
    /// The sigla of fragments, parted by spaces.
    pub fragments: String,
    /// The names of what makes no difference.
    pub folded: Vec<String>,
    /// What is replaced, a rule a line.
    pub replace: String,
    /// The decisions file.
    pub decisions: String,
    /// The first column that is shown, from 1.
    pub from: usize,
    /// Why nothing came of it: what it is called, and a sentence.
    pub trouble: Option<(String, String)>,
    /// What came of it.
    pub collated: Option<CollatedPage>,
    /// What can be downloaded: the value of the button, and its label.
    pub downloads: Vec<(String, String)>,
    /// The edition, if it is to be published.
    pub tei: Option<String>,
    /// Whether this server takes editions in.
    pub takes_in: bool,
}

/// A witness in a field of the form.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PastedWitness {
    /// Its siglum.
    pub siglum: String,
    /// Its text, plain or TEI.
    pub text: String,
}

/// Witnesses side by side, as far as they are shown.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CollatedPage {
    /// The sigla.
    pub sigla: Vec<String>,
    /// Columns of the table.
    pub columns: Vec<CollatedColumn>,
    /// Places where witnesses differ.
    pub entries: Vec<CollatedEntry>,
    /// The ribbon, as SVG.
    pub ribbon: String,
    /// The variant graph, as SVG.
    pub graph: String,
    /// All columns.
    pub width: usize,
    /// All places where witnesses differ.
    pub places: usize,
    /// All runs of words that have moved.
    pub moves: usize,
    /// The first and the last column that are shown, from 1.
    pub shown: (usize, usize),
    /// The first column of the part before, from 1.
    pub earlier: Option<usize>,
    /// The first column of the part after, from 1.
    pub later: Option<usize>,
    /// Decisions that no longer apply.
    pub findings: Vec<Finding>,
}

/// A column of the table.
#[derive(Clone, Debug, Serialize)]
pub struct CollatedColumn {
    /// Its number, from 1.
    pub number: usize,
    /// Whether witnesses differ in it.
    pub differs: bool,
    /// The word of each witness.
    pub words: Vec<CollatedWord>,
}

/// What a witness has in a column.
#[derive(Clone, Debug, Serialize)]
pub struct CollatedWord {
    /// The word, if it has one.
    pub words: Option<String>,
    /// Whether its text is lost here.
    pub lost: bool,
}

/// A place where witnesses differ.
#[derive(Clone, Debug, Serialize)]
pub struct CollatedEntry {
    /// Its first and its last column, from 1.
    pub columns: (usize, usize),
    /// Who has what.
    pub readings: Vec<CollatedReading>,
}

/// What some witnesses have.
#[derive(Clone, Debug, Serialize)]
pub struct CollatedReading {
    /// The words; empty for nothing.
    pub words: String,
    /// Whether the text of these witnesses is lost here.
    pub lost: bool,
    /// The witnesses.
    pub sigla: String,
    /// How it differs from the lemma, if that can be said.
    pub kind: Option<String>,
    /// Whether it is the lemma.
    pub lemma: bool,
}
