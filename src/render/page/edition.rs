//! What does the page of an edition receive?

use serde::Serialize;

use super::super::apparatus::{Group, Series};
use super::super::context::Lazy;
use super::super::html::Html;
use super::super::view::View;
use super::cite::Cite;
use super::register::RegisterLink;
use super::{Download, EditionLink, Page, Pictures, Site, Text, VersionFacts, Way};
use crate::edition::{Digest, NoteKind};

/// A state of the text in its history.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct State {
    /// ISO 8601.
    pub when: Option<String>,
    /// What happened.
    pub label: String,
    /// What says so.
    pub evidence: String,
    /// Whether anybody who made the edition has seen it.
    pub seen: bool,
    /// The witness that is that state.
    pub siglum: Option<String>,
}

/// A language of the words of the apparatus, as a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct TongueChoice {
    /// Its tag.
    pub tag: &'static str,
    /// What it is called in itself.
    pub name: &'static str,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// How much of a unit is discussed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Density {
    /// The fragment of the unit.
    pub href: String,
    /// Its number.
    pub number: String,
    /// What it is called.
    pub label: String,
    /// Entries in it.
    pub entries: u32,
    /// Words in it.
    pub words: u32,
    /// Entries per hundred words, to a tenth.
    pub value: f64,
}

/// A witness.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct WitnessLine {
    /// Its siglum.
    pub siglum: Html,
    /// The same in plain text.
    pub plain: String,
    /// What it is.
    pub description: String,
    /// The address of its text.
    pub href: String,
}

/// Counts of the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Statistics {
    /// Paragraphs: the numbered ones, if any are.
    pub paragraphs: u32,
    /// Words of the reading text.
    pub words: u32,
    /// Entries of the apparatus.
    pub entries: u32,
    /// Notes.
    pub notes: u32,
}

/// A text that is not published.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DraftFacts {
    /// Who handed it in.
    pub by: String,
    /// When it is gone: RFC 3339.
    pub expires: String,
    /// SHA-256 of its file, in groups of 8.
    pub digest: String,
}

impl DraftFacts {
    /// What the page of a text says that nobody keeps.
    pub fn unkept(digest: Digest) -> Self {
        Self {
            expires: String::new(),
            ..Self::new("", "", digest)
        }
    }

    /// What the page of a draft says of it.
    pub fn new(by: &str, expires: &str, digest: Digest) -> Self {
        let digest = digest.to_string();
        let groups = digest.as_bytes().chunks(8).map(String::from_utf8_lossy);
        Self {
            by: by.to_owned(),
            expires: expires.to_owned(),
            digest: groups.collect::<Vec<_>>().join(" "),
        }
    }
}

/// `pages/draft.html`: an edition's page, and what makes it a draft.
#[derive(Clone, Debug, Serialize)]
pub struct DraftPage {
    /// As of an edition.
    #[serde(flatten)]
    pub edition_page: EditionPage,
    /// What makes it a draft.
    pub draft: DraftFacts,
}

/// `pages/passage.html`: a passage, or all of a text, with nothing around it.
#[derive(Clone, Debug, Serialize)]
pub struct PassagePage {
    /// As of an edition; `part` and `contents` are empty.
    #[serde(flatten)]
    pub edition_page: EditionPage,
    /// What the passage is called; none if it is all of the text.
    pub passage: Option<String>,
}

/// `pages/edition.html`.
#[derive(Clone, Debug, Serialize)]
pub struct EditionPage {
    /// The site.
    pub site: Site,
    /// The page.
    pub page: Page,
    /// The edition.
    pub edition: EditionLink,
    /// The text.
    pub text: Text,
    /// Its history.
    pub states: Vec<State>,
    /// The version shown.
    pub version: VersionFacts,
    /// The state of the page.
    pub view: View,
    /// How densely the units are discussed.
    pub density: Vec<Density>,
    /// The witnesses.
    pub witnesses: Vec<WitnessLine>,
    /// The critical apparatus.
    pub apparatus: Lazy<Group>,
    /// The same, dressed.
    pub apparatus_html: Html,
    /// Whether it has readings of witnesses.
    pub has_variants: bool,
    /// Further apparatuses: spellings, sources, parallels.
    pub series: Lazy<Series>,
    /// How many entries stand in the text or beside it, and not in the lists.
    pub placed: usize,
    /// Which entries are shown, if not all; and which readings stand in the text.
    pub selection: Option<Selection>,
    /// Fields that a form of the view has to keep.
    pub kept: Vec<Field>,
    /// Where questions can be put to the apparatus, if there is one.
    pub apparatus_href: Option<String>,
    /// Whether the file tells what hands did, or what is doubtful or lost.
    pub has_interventions: bool,
    /// The languages that the words of the craft can be in; empty if there are
    /// no entries.
    pub tongues: Vec<TongueChoice>,
    /// Which witnesses attest what is on the page, in a sentence.
    pub attestation: Option<String>,
    /// The notes, where they do not stand with the text: by whose they are.
    pub notes: Vec<NoteSeries>,
    /// Whether the text of the page has notes.
    pub has_notes: bool,
    /// The pictures beside the text, if they are asked for.
    pub pictures: Option<Pictures>,
    /// Whether there are any.
    pub has_pictures: bool,
    /// Counts.
    pub statistics: Statistics,
    /// How to cite it.
    pub cite: Cite,
    /// What can be downloaded.
    pub downloads: Vec<Download>,
    /// The address of the colophon.
    pub colophon_href: String,
    /// The address of the record for libraries.
    pub record_href: String,
    /// Where a reader says what is wrong; empty where nobody takes it.
    pub report_href: String,
    /// Where its witnesses stand side by side, if the apparatus names any.
    pub witnesses_href: Option<String>,
    /// Where its texts stand side by side, if they do.
    pub parallel_href: Option<String>,
    /// The address of the list of versions.
    pub versions_href: String,
    /// Registers that have entries.
    pub registers: Vec<RegisterLink>,
    /// The part shown, if the text is divided and this is a part of it.
    pub part: Option<PartFacts>,
    /// The parts, if the text is divided.
    pub contents: Vec<ContentsLine>,
}

/// The notes of one series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NoteSeries {
    /// Whose notes they are.
    pub kind: NoteKind,
    /// What the series is called.
    pub title: &'static str,
    /// The notes, in the order of their calls.
    pub notes: Vec<ListedNote>,
}

/// A note in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListedNote {
    /// The id of the unit in which it is called; outside of units that of its call.
    pub unit: Option<String>,
    /// The note.
    pub html: Html,
}

/// What of the apparatus is shown, and what is put into the text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Selection {
    /// What is asked for, in words; empty if nothing is.
    pub words: String,
    /// Entries of this page that are shown.
    pub shown: usize,
    /// Entries of this page.
    pub all: usize,
    /// The page with all of them.
    pub all_href: String,
    /// The readings that stand in the text.
    pub readings: Vec<PutIn>,
    /// The page without them.
    pub text_href: String,
}

/// A reading that stands in the text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PutIn {
    /// The words of the text.
    pub lemma: String,
    /// Those of the reading; empty for an omission.
    pub reading: String,
    /// Who has it.
    pub whose: String,
    /// The place in the text.
    pub href: String,
    /// The page without it.
    pub back_href: String,
}

/// A field of a form that nobody sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What it says.
    pub value: String,
}

/// A part of a text that is divided into pages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PartFacts {
    /// Its reference, or a range of two.
    pub reference: String,
    /// What it is called.
    pub label: String,
    /// The divisions around it that begin on earlier pages, outermost first.
    pub around: Vec<Way>,
    /// Which of the parts it is, from 1.
    pub number: usize,
    /// How many there are.
    pub count: usize,
    /// The part before.
    pub previous: Option<Way>,
    /// The part after.
    pub next: Option<Way>,
    /// The address of the page with the contents.
    pub contents_href: String,
}

/// A line of the contents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ContentsLine {
    /// Its address.
    pub href: String,
    /// What it is called.
    pub label: String,
    /// Its first words, if it is a piece of something that is longer.
    pub begins: Option<String>,
    /// Whether it is the page shown.
    pub here: bool,
    /// The divisions that begin in it, if it is more than one.
    pub sections: Vec<Way>,
}
