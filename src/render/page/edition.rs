//! What does the page of an edition receive?

use serde::Serialize;

use super::super::apparatus::{Group, Manner, Series};
use super::super::context::Lazy;
use super::super::html::Html;
use super::cite::Cite;
use super::register::RegisterLink;
use super::{Download, EditionLink, Page, Site, Text, VersionFacts, Way};
use crate::edition::Digest;

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

/// Which side of the text is read first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// The text as edited.
    #[default]
    Reading,
    /// The text as the witness has it.
    Diplomatic,
}

/// The state of an edition page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct View {
    /// Which side is read first.
    pub mode: Mode,
    /// Whether places with an entry are marked in the text.
    pub mark: bool,
    /// Whether the apparatus stands at the foot of the window.
    pub foot: bool,
    /// How entries are worded.
    #[serde(flatten)]
    pub manner: Manner,
}

impl Default for View {
    fn default() -> Self {
        Self {
            mode: Mode::Reading,
            mark: true,
            foot: false,
            manner: Manner::default(),
        }
    }
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
    /// Whether the file tells what hands did, or what is doubtful or lost.
    pub has_interventions: bool,
    /// The languages that the words of the craft can be in; empty if there are
    /// no entries.
    pub tongues: Vec<TongueChoice>,
    /// Which witnesses attest what is on the page, in a sentence.
    pub attestation: Option<String>,
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
    /// Whether it is the page shown.
    pub here: bool,
    /// The divisions that begin in it, if it is more than one.
    pub sections: Vec<Way>,
}
