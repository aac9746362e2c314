//! What does the page of the search receive?

use serde::Serialize;

use super::{Page, Site, Way};

/// What was asked for, as the form shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SearchForm {
    /// The words, as they were typed.
    pub query: String,
    /// In which field: `text`, `readings`, `notes`, `header`; empty for all, or for
    /// several.
    pub field: String,
    /// The first year.
    pub from: String,
    /// The last year.
    pub to: String,
    /// Whether capitals count.
    pub case: bool,
    /// Whether accents count.
    pub marks: bool,
    /// Whether spelling counts.
    pub spelling: bool,
    /// What else goes along: names and values.
    pub kept: Vec<(String, String)>,
}

/// By what was chosen, and how to take that back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SearchChoice {
    /// What it is: `Author`.
    pub label: String,
    /// What was chosen.
    pub value: String,
    /// The same search without it.
    pub href: String,
}

/// By what can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SearchFacet {
    /// What it is: `Author`.
    pub label: String,
    /// What there is, the commonest first.
    pub values: Vec<SearchValue>,
    /// How many more there are.
    pub more: usize,
}

/// One of what can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SearchValue {
    /// What it is called.
    pub label: String,
    /// The search with it.
    pub href: String,
    /// In how many passages.
    pub count: u32,
}

/// What was found of an edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SearchGroup {
    /// Its name.
    pub id: String,
    /// Its title, or its name.
    pub title: String,
    /// Where it can be read.
    pub href: String,
    /// The years of its text: `1823`, `50 BCE–14`.
    pub years: String,
    /// The places.
    pub lines: Vec<SearchLine>,
}

/// A place at which it stands: a line of a concordance.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SearchLine {
    /// Where it is read.
    pub href: String,
    /// How that is cited.
    pub label: String,
    /// What it stands in, if that is not the text: `reading`, `note`, `header`.
    pub standing: &'static str,
    /// The same in words: `in a reading of B, for “three”`.
    pub told: String,
    /// Its language, if it is known.
    pub language: Option<String>,
    /// Its direction: `ltr` or `rtl`.
    pub direction: &'static str,
    /// The words before.
    pub before: String,
    /// What was found.
    pub found: String,
    /// The words after.
    pub after: String,
    /// How many more places are in this passage.
    pub more: usize,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Searched {
    /// What was asked for.
    pub form: SearchForm,
    /// By what was chosen.
    pub chosen: Vec<SearchChoice>,
    /// Whether something was looked for.
    pub asked: bool,
    /// What came of it, in a sentence.
    pub sentence: String,
    /// What was not understood, and what else there is to say.
    pub remarks: Vec<String>,
    /// What else could be meant.
    pub suggestions: Vec<Way>,
    /// The places, by edition.
    pub groups: Vec<SearchGroup>,
    /// By what can be chosen.
    pub facets: Vec<SearchFacet>,
    /// The page before.
    pub previous: Option<String>,
    /// The next page.
    pub next: Option<String>,
    /// Which of them are on the page: `1–20 of 137`.
    pub range: String,
    /// The same as a table, and for programs.
    pub csv_href: String,
    /// For programs.
    pub json_href: String,
}

/// `pages/search.html`.
#[derive(Clone, Debug, Serialize)]
pub struct SearchPage {
    /// The site.
    pub site: Site,
    /// The page.
    pub page: Page,
    /// Where the form is sent.
    pub action: String,
    /// What was found.
    #[serde(flatten)]
    pub searched: Searched,
}

/// `parts/marked.html`: what is said above a page in which something is marked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Marked {
    /// The words that were looked for.
    pub query: String,
    /// How many places are marked.
    pub count: usize,
    /// The page without marks.
    pub plain_href: String,
    /// The search in this edition.
    pub search_href: String,
}
