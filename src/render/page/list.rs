//! What do the lists of editions receive?

use serde::Serialize;

use super::super::html::Html;
use super::edition::State;
use super::{Page, Site, VersionFacts, Way};

/// An edition in the list of editions.
#[derive(Clone, Debug, Serialize)]
pub struct ListedEdition {
    /// Its name in addresses.
    pub id: String,
    /// Its address.
    pub href: String,
    /// Its title.
    pub title: Html,
    /// Its authors.
    pub authors: Vec<String>,
    /// Its subtitle.
    pub subtitle: Option<String>,
    /// How many versions it has.
    pub versions: u32,
    /// The newest one.
    pub latest: VersionFacts,
    /// The history of the text.
    pub states: Vec<State>,
}

/// Which part of a long list a page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ListPart {
    /// Which page it is, from 1.
    pub number: usize,
    /// The first item on it, from 1.
    pub first: usize,
    /// The last one.
    pub last: usize,
    /// How many items there are on all pages.
    pub total: usize,
    /// The page before.
    pub previous: Option<Way>,
    /// The page after.
    pub next: Option<Way>,
    /// All pages, by the items at their ends; none if there is only this one.
    pub pages: Vec<ListPage>,
}

/// A page of a long list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListPage {
    /// Its address.
    pub href: String,
    /// Its first and its last item.
    pub label: String,
    /// Whether it is the page that is shown.
    pub here: bool,
}

/// `pages/index.html`.
#[derive(Clone, Debug, Serialize)]
pub struct IndexPage {
    /// The site.
    pub site: Site,
    /// The page.
    pub page: Page,
    /// The editions.
    pub editions: Vec<ListedEdition>,
    /// Which part of the list they are.
    pub part: ListPart,
}
