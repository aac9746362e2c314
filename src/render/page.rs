//! What do the pages receive?
//!
//! The variables of docs/templates.md as plain structs.

use serde::Serialize;

use super::apparatus::{Group, Manner, Series};
use super::html::Html;
use super::register::LetterView;
use super::story::{Event, WithdrawalFacts};
use crate::diagnostic::Finding;
use crate::edition::{Digest, RegisterKind, Version};

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
    /// The same for people.
    pub published_date: String,
    /// Who published it.
    pub publisher: String,
    /// Why.
    pub message: String,
    /// Size of its file in bytes.
    pub bytes: u64,
    /// That it is withdrawn, and why.
    pub withdrawn: Option<WithdrawalFacts>,
    /// Where it is told what changed since the version before.
    pub changes_href: Option<String>,
    /// Where it is told what became of citations of that version.
    pub survival_href: Option<String>,
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
            published_date: super::dates::for_people(&version.published),
            published: version.published.clone(),
            publisher: version.publisher.clone(),
            message: version.message.clone(),
            bytes: version.bytes,
            withdrawn: None,
            changes_href: None,
            survival_href: None,
        }
    }
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

/// A state of the text in its history.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct State {
    /// ISO 8601.
    pub when: Option<String>,
    /// The same for people.
    pub date: Option<String>,
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

/// A text that is not published.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DraftFacts {
    /// Who handed it in.
    pub by: String,
    /// When it is gone: RFC 3339.
    pub expires: String,
    /// The same for people, to the minute.
    pub expires_date: String,
    /// SHA-256 of its file, in groups of 8.
    pub digest: String,
}

impl DraftFacts {
    /// What the page of a draft says of it.
    pub fn new(by: &str, expires: &str, digest: Digest) -> Self {
        let time = expires.split('T').nth(1).and_then(|time| time.get(..5));
        let time = time.map(|time| format!(", {time} UTC")).unwrap_or_default();
        let digest = digest.to_string();
        let groups = digest.as_bytes().chunks(8).map(String::from_utf8_lossy);
        Self {
            by: by.to_owned(),
            expires_date: super::dates::for_people(expires) + &time,
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
    /// The site.
    pub site: Site,
    /// The page.
    pub page: Page,
    /// The edition.
    pub edition: EditionLink,
    /// The text, without its HTML.
    pub text: Text,
    /// The version.
    pub version: VersionFacts,
    /// How it is cited.
    pub cite: Cite,
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
    pub apparatus: Vec<Group>,
    /// Further apparatuses: spellings, sources, parallels.
    pub series: Vec<Series>,
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

/// Where a register of a version stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterAddress {
    /// What it lists.
    pub kind: RegisterKind,
    /// The page.
    pub href: String,
    /// The same as JSON.
    pub json_href: String,
    /// The same as CSV.
    pub csv_href: String,
}

/// A link to a register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RegisterLink {
    /// What it lists.
    pub kind: RegisterKind,
    /// What it is called.
    pub label: &'static str,
    /// Its address.
    pub href: String,
    /// How many entries it has.
    pub entries: u32,
}

/// `pages/register.html`.
#[derive(Clone, Debug, Serialize)]
pub struct RegisterPage {
    /// The site.
    pub site: Site,
    /// The page.
    pub page: Page,
    /// The edition.
    pub edition: EditionLink,
    /// The text, without its HTML.
    pub text: Text,
    /// The version.
    pub version: VersionFacts,
    /// What is listed.
    pub kind: RegisterKind,
    /// What the register is called.
    pub title: &'static str,
    /// The registers that have entries.
    pub registers: Vec<RegisterLink>,
    /// The entries, by letter.
    pub letters: Vec<LetterView>,
    /// How many entries there are.
    pub entries: u32,
    /// How many passages they have.
    pub passages: u32,
    /// How many passages of an entry are shown before one asks for more.
    pub shown: u32,
    /// The same for programs.
    pub downloads: Vec<Download>,
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

/// A change of the edition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ChangeLine {
    /// ISO 8601.
    pub when: Option<String>,
    /// The same for people.
    pub date: Option<String>,
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
}

/// A part of the colophon.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ColophonSection {
    /// Its title.
    pub title: String,
    /// Its rows.
    pub rows: Vec<ColophonRow>,
}

/// A row of the colophon.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ColophonRow {
    /// What it is about; empty where the row before goes on.
    pub label: String,
    /// What is said.
    pub html: Html,
}

/// `pages/colophon.html`.
#[derive(Clone, Debug, Serialize)]
pub struct ColophonPage {
    /// The site.
    pub site: Site,
    /// The page.
    pub page: Page,
    /// The edition.
    pub edition: EditionLink,
    /// The text, without its HTML.
    pub text: Text,
    /// The version.
    pub version: VersionFacts,
    /// What the header says.
    pub sections: Vec<ColophonSection>,
    /// Where it is told how the version stands to its schemas, if that is known.
    pub validation_href: Option<String>,
}

/// `pages/record.html`.
#[derive(Clone, Debug, Serialize)]
pub struct RecordPage {
    /// The site.
    pub site: Site,
    /// The page.
    pub page: Page,
    /// The edition.
    pub edition: EditionLink,
    /// The text, without its HTML.
    pub text: Text,
    /// The version.
    pub version: VersionFacts,
    /// What was read in the header.
    pub fields: Vec<RecordField>,
    /// What a cataloguer would miss.
    pub gaps: Vec<RecordGap>,
    /// The record in each scheme.
    pub files: Vec<Download>,
}

/// A field of a record.
#[derive(Clone, Debug, Serialize)]
pub struct RecordField {
    /// What it is.
    pub label: &'static str,
    /// Where it stands in the header.
    pub element: &'static str,
    /// Its fields in MARC 21.
    pub marc: &'static str,
    /// What was read.
    pub values: Vec<RecordValue>,
}

/// Something that was read.
#[derive(Clone, Debug, Serialize)]
pub struct RecordValue {
    /// In words.
    pub text: String,
    /// What was made of it.
    pub reading: String,
    /// Its address, if it may be followed.
    pub href: Option<String>,
}

/// Something that is wanting.
#[derive(Clone, Debug, Serialize)]
pub struct RecordGap {
    /// What is wanting.
    pub what: &'static str,
    /// What comes of it.
    pub consequence: &'static str,
    /// What the header could say.
    pub remedy: &'static str,
}

/// `pages/validation.html`.
#[derive(Clone, Debug, Serialize)]
pub struct ValidationPage {
    /// The site.
    pub site: Site,
    /// The page.
    pub page: Page,
    /// The edition.
    pub edition: EditionLink,
    /// The text, without its HTML.
    pub text: Text,
    /// The version.
    pub version: VersionFacts,
    /// The report that was published with it (`docs/validation.md`).
    pub report: serde_json::Value,
    /// Where the report itself is.
    pub json_href: String,
}

/// `pages/survival.html`.
#[derive(Clone, Debug, Serialize)]
pub struct SurvivalPage {
    /// The site.
    pub site: Site,
    /// The page.
    pub page: Page,
    /// The edition.
    pub edition: EditionLink,
    /// The text of the new version, without its HTML.
    pub text: Text,
    /// The new version.
    pub version: VersionFacts,
    /// The old version.
    pub old: VersionFacts,
    /// What became of its citations (`docs/comparing.md`).
    pub told: serde_json::Value,
    /// Where the report is for programs.
    pub json_href: String,
}

/// `pages/compare.html`.
#[derive(Clone, Debug, Serialize)]
pub struct ComparisonPage {
    /// The site.
    pub site: Site,
    /// The page.
    pub page: Page,
    /// The edition.
    pub edition: EditionLink,
    /// The text of the new version, without its HTML.
    pub text: Text,
    /// The new version.
    pub version: VersionFacts,
    /// The old version.
    pub old: VersionFacts,
    /// What changed (`docs/comparing.md`).
    pub told: serde_json::Value,
    /// Where the comparison is for programs.
    pub json_href: String,
}

/// A link out of a dead end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Way {
    /// Where to.
    pub href: String,
    /// What is there.
    pub label: String,
}

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
