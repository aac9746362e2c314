//! What does the page that checks citations receive?

use serde::Serialize;

use super::{Page, Site, Way};

/// What became of one thing that a citation says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckFinding {
    /// `same`, `changed`, `gone` or `unknown`.
    pub state: &'static str,
    /// A sentence.
    pub text: String,
}

/// The words of a cited passage in one version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckedWords {
    /// Which version.
    pub label: String,
    /// Where it can be read.
    pub href: String,
    /// The language of the text, if it is known.
    pub language: Option<String>,
    /// The direction of the text: `ltr` or `rtl`.
    pub direction: &'static str,
    /// The words, white space collapsed.
    pub words: String,
}

/// What changed in a cited passage.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CheckedChange {
    /// The version that was cited.
    pub old: u32,
    /// The current one.
    pub new: u32,
    /// Where it is told what changed in all of the text.
    pub href: String,
    /// The language of the text, if it is known.
    pub language: Option<String>,
    /// The direction of the text: `ltr` or `rtl`.
    pub direction: &'static str,
    /// The change: `sentence`, `words`, `edits`, `more`, `parts`
    /// (`docs/comparing.md`).
    pub told: serde_json::Value,
}

/// What became of what a citation says.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Check {
    /// The citation as it was pasted; empty if none was.
    pub citation: String,
    /// What was found, the verdict first.
    pub findings: Vec<CheckFinding>,
    /// What changed in the passage that was cited, if it can be told.
    pub change: Option<CheckedChange>,
    /// The words that were cited and those that stand there now, if they differ
    /// and it cannot be told how.
    pub words: Vec<CheckedWords>,
    /// Ways on.
    pub ways: Vec<Way>,
}

impl Check {
    /// Adds a finding.
    pub fn say(&mut self, state: &'static str, text: impl Into<String>) {
        let text = text.into();
        self.findings.push(CheckFinding { state, text });
    }
}

/// `pages/check.html`.
#[derive(Clone, Debug, Serialize)]
pub struct CheckPage {
    /// The site.
    pub site: Site,
    /// The page.
    pub page: Page,
    /// Where the form is sent.
    pub action: String,
    /// What was found.
    #[serde(flatten)]
    pub check: Check,
}
