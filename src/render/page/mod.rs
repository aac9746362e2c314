//! What do the pages receive?
//!
//! The variables of docs/templates.md as plain structs, a file for each kind of page.

mod about;
mod check;
mod cite;
mod collate;
mod edition;
mod history;
mod list;
mod pictures;
mod questions;
mod register;
mod registers;
mod report;
mod search;
mod taken;
mod witnesses;

use serde::Serialize;

use super::html::Html;
use super::story::WithdrawalFacts;
use crate::diagnostic::Finding;
use crate::edition::Version;

pub use about::{
    ColophonPage, ColophonRow, ColophonSection, RecordField, RecordGap, RecordPage, RecordValue,
    ValidationPage,
};
pub use check::{Check, CheckFinding, CheckPage, CheckedChange, CheckedWords};
pub use cite::{Cite, CitePage, CitedPassage, Fact, StyledCitation};
pub use collate::{
    CollateForm, CollatePage, CollatedColumn, CollatedEntry, CollatedPage, CollatedReading,
    CollatedWord, PastedWitness,
};
pub use edition::{
    ContentsLine, Density, DraftFacts, DraftPage, EditionPage, Field, ListedNote, NoteSeries,
    PartFacts, PassagePage, PutIn, Selection, State, Statistics, TongueChoice, WitnessLine,
};
pub use history::{ChangeLine, VersionPairPage, VersionsPage};
pub use list::{IndexPage, ListPage, ListPart, ListedEdition};
pub use pictures::{Figure, Pictures, PlaceOnPicture};
pub use questions::{
    AgreementCell, QuestionField, QuestionValue, QuestionsPage, StatisticsPage, WitnessFigures,
};
pub use register::{RegisterAddress, RegisterLink, RegisterPage};
pub use registers::{
    AllRegisters, NamedEntry, NamedIn, PublishedLine, PublishedYear, RegisterTab, RegistersPage,
    Timeline, TimelinePage,
};
pub use report::{ReportForm, ReportPage};
pub use search::{
    Marked, SearchChoice, SearchFacet, SearchForm, SearchGroup, SearchLine, SearchPage,
    SearchValue, Searched,
};
pub use taken::TakenFacts;
pub use witnesses::{
    WitnessCell, WitnessChoice, WitnessChoices, WitnessColumn, WitnessPiece, WitnessRow,
    WitnessesPage,
};

/// The site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Site {
    /// Its name.
    pub name: String,
    /// The program: `variorum 0.1.0`.
    pub program: String,
    /// The address of its first page.
    pub href: String,
    /// The address of what it says about itself.
    pub about_href: String,
    /// The address at which citations are checked.
    pub check_href: String,
    /// The address at which words are looked for; empty if nothing can be.
    pub search_href: String,
    /// The address of the registers of all editions; empty without an index.
    pub registers_href: String,
    /// The address of what was published when.
    pub timeline_href: String,
    /// What stands before the tag of a language in the address under which a reader
    /// chooses it; empty where nobody can choose.
    pub language_href: String,
}

/// The page itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Page {
    /// Its title, in plain words.
    pub title: String,
    /// What it is, in a sentence.
    pub description: String,
    /// The language of the interface.
    pub language: String,
    /// Its lasting address.
    pub canonical: String,
}

/// Where an edition is found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct EditionLink {
    /// Its name in addresses.
    pub id: String,
    /// Its address.
    pub href: String,
}

/// A version as pages show it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct VersionFacts {
    /// Its number.
    pub number: u32,
    /// SHA-256 of its file: 64 hexadecimal digits.
    pub digest: String,
    /// The first 16 of them.
    pub short: String,
    /// All of them, in groups of 8.
    pub groups: Vec<String>,
    /// Its address by number.
    pub href: String,
    /// Its address by digest.
    pub digest_href: String,
    /// Whether it is the newest one.
    pub latest: bool,
    /// The address of the newest one.
    pub latest_href: String,
    /// When it was published: RFC 3339.
    pub published: String,
    /// Who published it.
    pub publisher: String,
    /// Why.
    pub message: String,
    /// Size of its file in bytes.
    pub bytes: u64,
    /// That it is withdrawn, and why.
    pub withdrawn: Option<WithdrawalFacts>,
    /// That it was taken from another server.
    pub taken: Option<TakenFacts>,
    /// Where it is told what changed since the version before.
    pub changes_href: Option<String>,
    /// Where it is told what became of citations of that version.
    pub survival_href: Option<String>,
    /// How many reports of readers led to it.
    pub reports: usize,
}

impl VersionFacts {
    /// `version` with its addresses.
    pub fn new(version: &Version, links: VersionLinks) -> Self {
        let digest = version.digest.to_string();
        let groups = digest.as_bytes().chunks(8);
        Self {
            number: version.number,
            short: version.digest.short(),
            groups: groups
                .map(|group| String::from_utf8_lossy(group).into_owned())
                .collect(),
            digest,
            href: links.href,
            digest_href: links.digest_href,
            latest: links.latest,
            latest_href: links.latest_href,
            published: version.published.clone(),
            publisher: version.publisher.clone(),
            message: version.message.clone(),
            bytes: version.bytes,
            withdrawn: None,
            taken: None,
            changes_href: None,
            survival_href: None,
            reports: 0,
        }
    }
}

/// The addresses of a version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VersionLinks {
    /// By number.
    pub href: String,
    /// By digest.
    pub digest_href: String,
    /// Of the newest one.
    pub latest_href: String,
    /// Whether this is the newest one.
    pub latest: bool,
}

/// The text of an edition.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Text {
    /// Its title.
    pub title: Html,
    /// The title in plain words.
    pub plain_title: String,
    /// Whether the editor supplied the title.
    pub supplied: bool,
    /// Its subtitle.
    pub subtitle: Option<String>,
    /// Its authors.
    pub authors: Vec<String>,
    /// Author and title for the running head.
    pub short: String,
    /// Its language, if it is known.
    pub language: Option<String>,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// The whole text.
    pub html: Html,
    /// What is known about title and witnesses.
    pub remark: String,
}

/// A file to download.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Download {
    /// Its address.
    pub href: String,
    /// What it is called.
    pub label: String,
    /// What is in it.
    pub description: String,
    /// Its media type.
    pub media_type: String,
    /// Its size in bytes, if it is known.
    pub bytes: Option<u64>,
}

/// What every page about a version receives.
#[derive(Clone, Debug, Serialize)]
pub struct Subject {
    /// The site.
    pub site: Site,
    /// The page.
    pub page: Page,
    /// The edition.
    pub edition: EditionLink,
    /// The version.
    pub version: VersionFacts,
    /// The text, without its HTML.
    pub text: Text,
}

/// A link out of a dead end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Way {
    /// Where to.
    pub href: String,
    /// What is there.
    pub label: String,
}

/// `pages/refusal.html`.
#[derive(Clone, Debug, Serialize)]
pub struct RefusalPage {
    /// The site.
    pub site: Site,
    /// The page.
    pub page: Page,
    /// The status of HTTP.
    pub status: u16,
    /// A few words.
    pub title: String,
    /// A sentence.
    pub message: String,
    /// Ways on.
    pub ways: Vec<Way>,
    /// What was wrong with what was sent.
    pub findings: Vec<Finding>,
}
