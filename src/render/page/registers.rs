//! What do registers of all editions and the timeline receive?

use serde::Serialize;

use super::super::map::Map;
use super::{Page, Site, Way};

/// A register beside others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RegisterTab {
    /// Its address.
    pub href: String,
    /// What it is called.
    pub label: &'static str,
    /// Whether it is this one.
    pub here: bool,
}

/// An edition that names somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NamedIn {
    /// Its title.
    pub title: String,
    /// The entry in its register.
    pub href: String,
    /// In how many places.
    pub passages: u32,
}

/// An entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NamedEntry {
    /// Under which it stands.
    pub headword: String,
    /// Whether the editions say who or what it is.
    pub identified: bool,
    /// The record in an authority file that the editions share.
    pub authority: Option<String>,
    /// The editions that have it.
    pub within: Vec<NamedIn>,
    /// Where more editions that have it are named, if there are more.
    pub more: Option<String>,
}

/// A page of a register of all editions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AllRegisters {
    /// Its kind.
    pub kind: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// All registers.
    pub tabs: Vec<RegisterTab>,
    /// The letters under which it has entries.
    pub letters: Vec<Way>,
    /// The headword from which on it is shown.
    pub from: String,
    /// Whether only those are shown of whom an edition says who they are.
    pub identified: bool,
    /// The edition of which entries are shown alone.
    pub edition: String,
    /// Its title.
    pub edition_title: String,
    /// Whether all editions are in the index.
    pub whole: bool,
    /// Where the form is sent.
    pub action: String,
    /// A map of the places, if editions say where any of them are.
    pub map: Option<Map>,
    /// The entries.
    pub entries: Vec<NamedEntry>,
    /// The next page.
    pub next: Option<String>,
    /// For programs.
    pub json_href: String,
    /// As a table.
    pub csv_href: String,
}

/// `pages/registers.html`.
#[derive(Clone, Debug, Serialize)]
pub struct RegistersPage {
    /// The site.
    pub site: Site,
    /// The page.
    pub page: Page,
    /// The register.
    #[serde(flatten)]
    pub all: AllRegisters,
}

/// A year in which something was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PublishedYear {
    /// The year.
    pub year: String,
    /// What was published in it.
    pub href: String,
    /// Whether it is the one that is shown.
    pub here: bool,
    /// Versions.
    pub versions: u32,
    /// Editions that were published for the first time.
    pub editions: u32,
    /// Its part of the year with the most versions, in twentieths.
    pub part: u32,
}

/// A version that was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PublishedLine {
    /// The day (ISO 8601).
    pub date: String,
    /// The title of the edition.
    pub title: String,
    /// Where it is read.
    pub href: String,
    /// The version.
    pub version: u32,
}

/// What was published when, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Timeline {
    /// The years.
    pub years: Vec<PublishedYear>,
    /// The versions.
    pub lines: Vec<PublishedLine>,
    /// How many more there are.
    pub left_off: usize,
}

/// `pages/timeline.html`.
#[derive(Clone, Debug, Serialize)]
pub struct TimelinePage {
    /// The site.
    pub site: Site,
    /// The page.
    pub page: Page,
    /// What was published.
    #[serde(flatten)]
    pub timeline: Timeline,
}
