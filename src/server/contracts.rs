//! What does the server need from the store and from the templates?
//!
//! Two contracts, so that pages and downloads can be tested without either.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::addresses::Addresses;
use super::cache::{RegisterForm, WitnessForm};
use super::problems::Problem;
use super::refusal::Refusal;
use crate::compare::{Told, ToldSurvival};
use crate::describe::Cited;
use crate::edition::{
    Digest, EditionId, History, RegisterKind, Version, VersionReference, Withdrawal,
};
use crate::operations::Provenance;
use crate::package::Item;
use crate::render::manual::{BatchForm, HandIn};
use crate::render::page::{AllRegisters, Marked, Searched, Timeline};
use crate::render::page::{CollateForm, ReportForm};
use crate::render::questions::Question;
use crate::render::{Asked, Check, Leaf, ListPart, WitnessesAsked};
use crate::source::{Deposit, FilePath};
use crate::store::{Changed, Derived, Draft, Report, Reports, Standing, Stored, StoredFiles};
use crate::tei::Document;
use crate::wording::Wording;
use crate::xml::NodeId;

/// Why something could not be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is no such edition or version.
    Absent,
    /// It was there, and is withdrawn.
    Withdrawn(EditionId, Withdrawal),
    /// It is there, and something is wrong; for the log, never for the reader.
    Broken(String),
    /// The store gives no answer; for the log, never for the reader.
    Away(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("no such edition or version"),
            Self::Withdrawn(id, withdrawal) => {
                write!(f, "version {} of `{id}` is withdrawn", withdrawal.version)
            }
            Self::Broken(message) | Self::Away(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Fault {}

/// All editions, in the order of their names, and how each stands.
pub type Catalogue = Vec<(EditionId, Result<Standing, Fault>)>;

/// Published editions. Calls may block; the server makes them on threads where
/// that does no harm.
pub trait Editions: Send + Sync + 'static {
    /// All editions that have a version, in the order of their names.
    fn editions(&self) -> Result<Vec<EditionId>, Fault>;

    /// How many acts of publishing there were.
    fn position(&self) -> Result<u64, Fault> {
        Ok(0)
    }

    /// The editions that changed after an act; `None` if nobody knows.
    fn changed_since(&self, _position: u64) -> Result<Option<Changed>, Fault> {
        Ok(None)
    }

    /// What tells an act of publishing from any other that could have its number;
    /// `None` if there is none of that number.
    fn mark(&self, _position: u64) -> Result<Option<String>, Fault> {
        Ok(None)
    }

    /// What was drawn from the editions and kept beside them.
    fn derived(&self, _: Derived) -> Result<Option<Vec<u8>>, Fault> {
        Ok(None)
    }

    /// Keeps beside the editions what was drawn from them.
    fn keep_derived(&self, _: Derived, _bytes: &[u8]) -> Result<(), Fault> {
        Ok(())
    }

    /// The versions of an edition that are withdrawn.
    fn withdrawals(&self, _: &EditionId) -> Result<Vec<Withdrawal>, Fault> {
        Ok(Vec::new())
    }

    /// How an edition stands.
    fn standing(&self, id: &EditionId) -> Result<Standing, Fault> {
        Ok(Standing {
            versions: self.versions(id)?,
            withdrawn: self.withdrawals(id)?,
        })
    }

    /// How all editions stand, asked at once.
    fn catalogue(&self) -> Result<Catalogue, Fault> {
        let editions = self.editions()?.into_iter();
        let standing = |id: EditionId| (id.clone(), self.standing(&id));
        Ok(editions.map(standing).collect())
    }

    /// What was published of an edition, oldest first, also what is withdrawn.
    fn versions(&self, id: &EditionId) -> Result<Vec<Version>, Fault>;

    /// A version with the bytes of its TEI file, as they were published.
    fn read(&self, id: &EditionId, version: VersionReference) -> Result<(Version, Vec<u8>), Fault>;

    /// A version with the files that were handed in with it.
    fn stored(&self, id: &EditionId, version: VersionReference) -> Result<Stored, Fault> {
        let (version, bytes) = self.read(id, version)?;
        Ok(Stored {
            version,
            bytes,
            path: FilePath::edition(),
            files: StoredFiles::default(),
        })
    }

    /// All reports of that sort of an edition, by version.
    fn reports(&self, _: &EditionId, _: Report) -> Result<Reports, Fault> {
        Ok(Reports::new())
    }

    /// A report that was published with a version: JSON. `None` if it was
    /// published without.
    fn report(
        &self,
        _: &EditionId,
        _: VersionReference,
        _: Report,
    ) -> Result<Option<Vec<u8>>, Fault> {
        Ok(None)
    }

    /// The package of an edition with all its versions, also those that are
    /// withdrawn; [`Fault::Absent`] if none can be made.
    fn bag(&self, _: &EditionId) -> Result<Vec<Item>, Fault> {
        Err(Fault::Absent)
    }

    /// The draft of that name, unless its time is over.
    fn draft(&self, _token: &str) -> Result<Draft, Fault> {
        Err(Fault::Absent)
    }

    /// The newest version that was withdrawn, with its files: for what has to be
    /// known of what is not shown any more.
    fn last_withdrawn(&self, _: &EditionId) -> Result<Stored, Fault> {
        Err(Fault::Absent)
    }

    /// Thirty-two bytes that only this store knows, always the same.
    fn secret(&self) -> Result<[u8; 32], Fault> {
        Err(Fault::Absent)
    }

    /// The version whose TEI file has this SHA-256, wherever it is.
    fn find(&self, digest: &Digest) -> Result<Option<(EditionId, Version)>, Fault>;
}

/// Whole HTML pages. Calls cost processor time; the server makes few at once.
pub trait Pages: Send + Sync + 'static {
    /// A number that is different whenever templates, theme or addresses of
    /// assets are. Asked at every request: it must be cheap.
    fn stamp(&self) -> u64;

    /// The words in which they speak.
    fn wording(&self) -> Arc<Wording> {
        Arc::default()
    }

    /// The languages in which they can speak.
    fn languages(&self) -> Vec<String> {
        Vec::new()
    }

    /// The same pages in one of these languages.
    fn speaking(&self, _language: &str) -> Option<Arc<dyn Pages>> {
        None
    }

    /// The text with notes and apparatus: all of it, or a page of a text that
    /// is divided.
    fn edition(
        &self,
        shown: &Shown<'_>,
        document: &Document,
        leaf: Leaf,
        asked: &Asked,
    ) -> Result<String, Fault>;

    /// A text that is not published, under its address.
    fn draft(&self, _: &Addresses, _address: &str, _: &Draft) -> Result<String, Fault> {
        Err(Fault::Absent)
    }

    /// A passage (from one node up to another) that is called so, or all of a text,
    /// with nothing around it.
    fn passage(
        &self,
        _: &Shown<'_>,
        _: &Document,
        _passage: Option<((NodeId, NodeId), &str)>,
    ) -> Result<String, Fault> {
        Err(Fault::Absent)
    }

    /// A sentence, as HTML, that the store has given no answer for so many seconds.
    fn stale(&self, _seconds: u64) -> Result<String, Fault> {
        Err(Fault::Absent)
    }

    /// What the header says.
    /// `validated` says whether there is a report on how it stands to its schemas.
    fn colophon(
        &self,
        shown: &Shown<'_>,
        tei: &Deposit<'_>,
        validated: bool,
    ) -> Result<String, Fault>;

    /// How something is cited, in all styles and with links to all formats.
    fn cite(&self, _: &Shown<'_>, _: &Document, _: &Cited) -> Result<String, Fault> {
        Err(Fault::Absent)
    }

    /// The form with which a reader says what is wrong in a version.
    fn report(&self, _: &Shown<'_>, _: &Document, _: ReportForm) -> Result<String, Fault> {
        Err(Fault::Absent)
    }

    /// How the header of a version is read for libraries, and what a cataloguer
    /// would miss; under the address of the edition, or of the version.
    fn record(&self, _: &Shown<'_>, _: &Deposit<'_>, _whole: bool) -> Result<String, Fault> {
        Err(Fault::Absent)
    }

    /// How a version stands to its schemas; `report` is the JSON that was
    /// published with it.
    fn validation(&self, _: &Shown<'_>, _: &Deposit<'_>, _report: &[u8]) -> Result<String, Fault> {
        Err(Fault::Absent)
    }

    /// What became of citations of `old` in the version that is shown.
    fn survival(
        &self,
        _: &Shown<'_>,
        _: &Deposit<'_>,
        _old: &Version,
        _: &ToldSurvival,
    ) -> Result<String, Fault> {
        Err(Fault::Absent)
    }

    /// What changed from an old version to the one that is shown.
    fn comparison(
        &self,
        _: &Shown<'_>,
        _: &Deposit<'_>,
        _old: &Version,
        _: &Told,
    ) -> Result<String, Fault> {
        Err(Fault::Absent)
    }

    /// All versions; `shown` and `tei` are the current one. `taken` says where
    /// those are from that came from other servers, `behind` how many reports of
    /// readers led to them, by number.
    fn versions(
        &self,
        shown: &Shown<'_>,
        tei: &Deposit<'_>,
        taken: &BTreeMap<u32, Provenance>,
        behind: &BTreeMap<u32, usize>,
    ) -> Result<String, Fault>;

    /// A page of the texts side by side, by its index.
    fn parallel(&self, shown: &Shown<'_>, document: &Document, at: u32) -> Result<String, Fault>;

    /// The text of a witness, by its place in the list, in one of its forms.
    fn witness(
        &self,
        shown: &Shown<'_>,
        document: &Document,
        witness: (u32, WitnessForm),
    ) -> Result<String, Fault>;

    /// Witnesses side by side.
    fn witnesses(&self, _: &Shown<'_>, _: &Document, _: &WitnessesAsked) -> Result<String, Fault> {
        Err(Fault::Absent)
    }

    /// What the apparatus answers.
    fn questions(&self, _: &Shown<'_>, _: &Document, _: &Question) -> Result<String, Fault> {
        Err(Fault::Absent)
    }

    /// The witnesses in figures.
    fn statistics(&self, _: &Shown<'_>, _: &Document) -> Result<String, Fault> {
        Err(Fault::Absent)
    }

    /// What the text names, in one of its forms.
    fn register(
        &self,
        shown: &Shown<'_>,
        tei: &Deposit<'_>,
        register: (RegisterKind, RegisterForm),
    ) -> Result<String, Fault>;

    /// The publication history that a TEI file tells.
    fn history(&self, tei: &Deposit<'_>) -> Result<History, Fault>;

    /// A part of the list of editions.
    fn index(
        &self,
        addresses: &Addresses,
        editions: &mut dyn Iterator<Item = Result<Listed, Fault>>,
        part: ListPart,
    ) -> Result<String, Fault>;

    /// What this site is.
    fn about(&self, addresses: &Addresses) -> Result<String, Fault>;

    /// How editions are handed in.
    fn manual(&self, _: &Addresses) -> Result<String, Fault> {
        Err(Fault::Absent)
    }

    /// A form to publish with, and what came of it.
    fn batches(&self, _: &Addresses, _: BatchForm) -> Result<String, Fault> {
        Err(Fault::Absent)
    }

    /// The form to publish with, and what came of it.
    fn hand_in(&self, _: &Addresses, _: HandIn) -> Result<String, Fault> {
        Err(Fault::Absent)
    }

    /// A form with witnesses, and what came of it.
    fn collate(&self, _: &Addresses, _: CollateForm) -> Result<String, Fault> {
        Err(Fault::Absent)
    }

    /// An edition that was just made of witnesses, and that nobody keeps.
    fn collated(&self, _: &Addresses, _address: &str, _tei: &[u8]) -> Result<String, Fault> {
        Err(Fault::Absent)
    }

    /// What a problem means that a program was told of.
    fn problem(&self, _: &Addresses, _: &Problem) -> Result<String, Fault> {
        Err(Fault::Absent)
    }

    /// What became of a citation.
    fn check(&self, _: &Addresses, _: Check) -> Result<String, Fault> {
        Err(Fault::Absent)
    }

    /// What was found in all editions.
    fn search(&self, _: &Addresses, _: Searched) -> Result<String, Fault> {
        Err(Fault::Absent)
    }

    /// A register of all editions.
    fn registers(&self, _: &Addresses, _: AllRegisters) -> Result<String, Fault> {
        Err(Fault::Absent)
    }

    /// What was published when.
    fn timeline(&self, _: &Addresses, _: Timeline) -> Result<String, Fault> {
        Err(Fault::Absent)
    }

    /// A page with the words marked that `find` finds in it.
    fn marked(&self, page: String, _: Marked, _find: FindIn<'_>) -> Result<String, Fault> {
        Ok(page)
    }

    /// Why there is no page, and ways on.
    fn refusal(&self, addresses: &Addresses, refusal: &Refusal) -> Result<String, Fault>;
}

/// Finds places in a run of words.
pub type FindIn<'f> = &'f mut dyn FnMut(&str) -> Vec<Range<usize>>;

/// The line of versions of one edition: never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    id: EditionId,
    earlier: Vec<Version>,
    latest: Version,
    withdrawn: Vec<(Version, Withdrawal)>,
}

impl Line {
    /// The versions of `id`, oldest first; `None` if there are none.
    pub fn new(id: EditionId, mut versions: Vec<Version>) -> Option<Self> {
        let latest = versions.pop()?;
        let earlier = versions;
        Some(Self {
            id,
            earlier,
            latest,
            withdrawn: Vec::new(),
        })
    }

    /// The same line with versions that are withdrawn.
    pub fn without(mut self, withdrawn: Vec<(Version, Withdrawal)>) -> Self {
        self.withdrawn = withdrawn;
        self
    }

    /// The versions that are withdrawn, oldest first.
    pub fn withdrawn(&self) -> &[(Version, Withdrawal)] {
        &self.withdrawn
    }

    /// Why a version is not shown, if it is withdrawn.
    pub fn gone(&self, reference: VersionReference) -> Option<&Withdrawal> {
        let meant = |version: &Version| match reference {
            VersionReference::Latest => false,
            VersionReference::Number(number) => version.number == number,
            VersionReference::Digest(digest) => version.digest == digest,
        };
        let found = self.withdrawn.iter().find(|(version, _)| meant(version));
        found.map(|(_, withdrawal)| withdrawal)
    }

    /// The edition.
    pub fn id(&self) -> &EditionId {
        &self.id
    }

    /// The newest version that stands.
    pub fn latest(&self) -> &Version {
        &self.latest
    }

    /// All versions that stand, oldest first.
    pub fn versions(&self) -> impl DoubleEndedIterator<Item = &Version> {
        self.earlier.iter().chain([&self.latest])
    }

    /// The version before another, of those that stand.
    pub fn before(&self, version: &Version) -> Option<&Version> {
        let mut earlier = self.versions().rev();
        earlier.find(|earlier| earlier.number < version.number)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.earlier.len() + 1
    }

    /// The version that is meant. Bytes that were published twice are found
    /// under their first number, so that an address does not change its mind.
    pub fn get(&self, reference: VersionReference) -> Option<&Version> {
        match reference {
            VersionReference::Latest => Some(&self.latest),
            VersionReference::Number(number) => self.versions().find(|v| v.number == number),
            VersionReference::Digest(digest) => self.versions().find(|v| v.digest == digest),
        }
    }
}

/// A version that is shown.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// All versions of its edition.
    pub line: &'a Line,
    /// This one.
    pub version: &'a Version,
    /// How addresses are written.
    pub addresses: &'a Addresses,
}

/// An edition in the list of editions.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its versions.
    pub line: Arc<Line>,
    /// The newest one, with its files.
    pub stored: Arc<Stored>,
}
