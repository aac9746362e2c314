//! What do the page of citations, and what is cited on others, receive?

use serde::Serialize;

use super::super::html::Html;
use super::{Download, Subject};

/// How something is cited.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Cite {
    /// In the first style, in plain words.
    pub plain: String,
    /// The same.
    pub html: Html,
    /// In all styles.
    pub styles: Vec<StyledCitation>,
    /// Files for programs of reference management.
    pub formats: Vec<Download>,
    /// The page with all styles.
    pub href: String,
    /// The page with all styles of the whole version, where a passage can be
    /// asked for.
    pub whole_href: String,
    /// Where it can be read.
    pub text_href: String,
    /// Whether the citations have an address: not if the site has none.
    pub has_address: bool,
    /// Whether the edition is cited, not a version.
    pub whole_edition: bool,
    /// The passage, if one is cited.
    pub passage: Option<CitedPassage>,
    /// The name of the file by its SHA-256 (RFC 6920).
    pub ni: String,
    /// Where programs ask for citations by name (unAPI).
    pub unapi_href: String,
    /// Its name there.
    pub unapi_id: String,
    /// What the head of the page says to programs.
    pub facts: Vec<Fact>,
    /// The same for search engines: JSON-LD.
    pub json_ld: Html,
}

/// A citation in a style.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct StyledCitation {
    /// The style in addresses: `chicago`.
    pub word: &'static str,
    /// The style for people.
    pub label: &'static str,
    /// In plain words.
    pub plain: String,
    /// The same.
    pub html: Html,
}

/// A passage that is cited.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CitedPassage {
    /// Its reference for people.
    pub reference: String,
    /// SHA-256 of its words.
    pub words: Option<String>,
    /// SHA-256 of its content.
    pub content: Option<String>,
}

/// Something that the head of a page says: a `meta` element.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Fact {
    /// What it is.
    pub name: &'static str,
    /// Its value.
    pub content: String,
}

/// `pages/cite.html`.
#[derive(Clone, Debug, Serialize)]
pub struct CitePage {
    /// The version.
    #[serde(flatten)]
    pub subject: Subject,
    /// How it is cited.
    pub cite: Cite,
}
