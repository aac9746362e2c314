//! What do the pages about the file of a version receive: colophon, record, validation?

use serde::Serialize;

use super::super::html::Html;
use super::{Download, Subject};

/// A part of the colophon.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ColophonSection {
    /// Its title.
    pub title: String,
    /// Its rows.
    pub rows: Vec<ColophonRow>,
}

/// A row of the colophon.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ColophonRow {
    /// What it is about; empty where the row before goes on.
    pub label: String,
    /// What is said.
    pub html: Html,
}

/// `pages/colophon.html`.
#[derive(Clone, Debug, Serialize)]
pub struct ColophonPage {
    /// The version.
    #[serde(flatten)]
    pub subject: Subject,
    /// What the header says.
    pub sections: Vec<ColophonSection>,
    /// Where it is told how the version stands to its schemas, if that is known.
    pub validation_href: Option<String>,
}

/// `pages/record.html`.
#[derive(Clone, Debug, Serialize)]
pub struct RecordPage {
    /// The version.
    #[serde(flatten)]
    pub subject: Subject,
    /// What was read in the header.
    pub fields: Vec<RecordField>,
    /// What a cataloguer would miss.
    pub gaps: Vec<RecordGap>,
    /// The record in each scheme.
    pub files: Vec<Download>,
}

/// A field of a record.
#[derive(Clone, Debug, Serialize)]
pub struct RecordField {
    /// What it is.
    pub label: &'static str,
    /// Where it stands in the header.
    pub element: &'static str,
    /// Its fields in MARC 21.
    pub marc: &'static str,
    /// What was read.
    pub values: Vec<RecordValue>,
}

/// Something that was read.
#[derive(Clone, Debug, Serialize)]
pub struct RecordValue {
    /// In words.
    pub text: String,
    /// What was made of it.
    pub reading: String,
    /// Its address, if it may be followed.
    pub href: Option<String>,
}

/// Something that is wanting.
#[derive(Clone, Debug, Serialize)]
pub struct RecordGap {
    /// What is wanting.
    pub what: &'static str,
    /// What comes of it.
    pub consequence: &'static str,
    /// What the header could say.
    pub remedy: &'static str,
}

/// `pages/validation.html`.
#[derive(Clone, Debug, Serialize)]
pub struct ValidationPage {
    /// The version.
    #[serde(flatten)]
    pub subject: Subject,
    /// The report that was published with it (`docs/validation.md`).
    pub report: serde_json::Value,
    /// Where the report itself is.
    pub json_href: String,
}
