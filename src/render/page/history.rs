//! What do the pages about several versions receive?

use serde::Serialize;

use super::super::story::Event;
use super::edition::State;
use super::{EditionLink, Page, Site, Subject, Text, VersionFacts};

/// A change of the edition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ChangeLine {
    /// ISO 8601.
    pub when: Option<String>,
    /// Who did it.
    pub who: Option<String>,
    /// What was done.
    pub what: String,
}

/// `pages/versions.html`.
#[derive(Clone, Debug, Serialize)]
pub struct VersionsPage {
    /// The site.
    pub site: Site,
    /// The page.
    pub page: Page,
    /// The edition.
    pub edition: EditionLink,
    /// The text, without its HTML.
    pub text: Text,
    /// The versions, newest first.
    pub versions: Vec<VersionFacts>,
    /// The history of the text.
    pub states: Vec<State>,
    /// The history of the edition, as it records it.
    pub changes: Vec<ChangeLine>,
    /// Versions, withdrawals and those changes in one line, newest first.
    pub story: Vec<Event>,
    /// Where all versions are one package; none if that is not given out.
    pub bag_href: Option<String>,
}

/// `pages/compare.html` and `pages/survival.html`: an old version beside a new one.
#[derive(Clone, Debug, Serialize)]
pub struct VersionPairPage {
    /// The version.
    #[serde(flatten)]
    pub subject: Subject,
    /// The old version.
    pub old: VersionFacts,
    /// What changed, or what became of citations (`docs/comparing.md`).
    pub told: serde_json::Value,
    /// Where the same is for programs.
    pub json_href: String,
}
