//! What does the page receive on which a reader says what is wrong?

use serde::Serialize;

use super::Subject;

/// `pages/report.html`.
#[derive(Clone, Debug, Serialize)]
pub struct ReportPage {
    /// The version.
    #[serde(flatten)]
    pub subject: Subject,
    /// Where the form goes.
    pub action: String,
    /// The form.
    #[serde(flatten)]
    pub form: ReportForm,
}

/// The form as it is filled in, and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReportForm {
    /// The passage, by its reference.
    pub passage: String,
    /// Its words, or those of them that are meant.
    pub words: String,
    /// What is wrong.
    pub message: String,
    /// How the reader can be reached.
    pub contact: String,
    /// What shows that the form comes from here.
    pub token: String,
    /// Why it was not taken.
    pub trouble: Option<String>,
    /// The number under which it was kept.
    pub kept: Option<u32>,
}
