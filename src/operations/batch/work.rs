//! The files of a batch are published, some at a time.
//!
//! While some are written, the next are read and looked at, on all cores: that
//! takes the time. What is in memory at once is bounded by [`MOST_BYTES`], or
//! the largest file, and does not grow with the number of files.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{PoisonError, RwLock};
use std::thread;
use std::time::{Duration, Instant};

use super::super::compare::survival_of;
use super::super::convert::{Input, convert};
use super::super::publish::{Candidate, Facts, Outcome, Refused, now, put_all, read_tei};
use super::super::rehearse::holds;
use super::super::schemas::{Place, Schemas};
use super::super::validate::{Record, validate};
use super::chosen::Chosen;
use super::holding::Holding;
use super::plan::{Meant, Row};
use super::told::{Became, Told};
use crate::compare::SurvivalReport;
use crate::cores::on_all_cores;
use crate::diagnostic::{Diagnostic, Finding, Severity};
use crate::edition::{EditionId, VersionReference, Withdrawal};
use crate::source::{FilePath, SourceText};
use crate::store::{self, Expected, Hashed, HashedDeposit, Put, Store};
use crate::xml::Rejected;

/// Files that are published in one act: so many, and so many bytes.
const MOST_FILES: usize = 256;
const MOST_BYTES: u64 = 4 << 20;

/// Findings told of one file; the report of the version has all.
const MOST_FINDINGS: usize = 20;

/// Says whether an edition may be changed; if not, why.
pub type Permit<'a> = &'a (dyn Fn(&EditionId) -> Result<(), String> + Sync);

/// A batch that is to be published.
pub struct Batch<'a> {
    /// Where; a trial needs none.
    pub store: Option<&'a Store>,
    /// The schemas that files are held against.
    pub schemas: &'a Schemas,
    /// The files.
    pub holding: &'a Holding,
    /// Who publishes, and why, if a row has no note of its own; the time is asked
    /// for each act.
    pub facts: Facts,
    /// Whether nothing is to be written.
    pub trial: bool,
    /// Which editions may be changed.
    pub permit: Permit<'a>,
    /// Read while something is published, if others must wait for that.
    pub turns: Option<&'a RwLock<()>>,
}

/// How long each stage took, in seconds of all threads together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Stages {
    /// Reading bytes from where they lie.
    pub read: Duration,
    /// Hashing them, and looking whether they are published already.
    pub hash: Duration,
    /// Reading XML.
    pub parse: Duration,
    /// Holding it against its schemas and rules.
    pub validate: Duration,
    /// Writing, until it is on disk for good.
    pub write: Duration,
    /// Waiting at the end for the folders of the editions.
    pub settle: Duration,
}

impl std::ops::AddAssign for Stages {
    fn add_assign(&mut self, other: Self) {
        self.read += other.read;
        self.hash += other.hash;
        self.parse += other.parse;
        self.validate += other.validate;
        self.write += other.write;
        self.settle += other.settle;
    }
}

/// Why a batch came to no end.
#[derive(Debug)]
pub enum Stopped {
    /// The store could not be read or written; what was told is published.
    Store(store::Error),
    /// Whoever was told did not want to hear more: a sentence.
    Listener(String),
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(error) => error.fmt(f),
            Self::Listener(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for Stopped {}

impl From<store::Error> for Stopped {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

/// The same as [`Stages`], while several threads count.
#[derive(Default)]
struct Clock {
    read: AtomicU64,
    hash: AtomicU64,
    parse: AtomicU64,
    validate: AtomicU64,
    write: AtomicU64,
}

fn timed<T>(stage: &AtomicU64, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let done = work();
    let nanoseconds = u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX);
    stage.fetch_add(nanoseconds, Ordering::Relaxed);
    done
}

impl Clock {
    fn stages(&self, settle: Duration) -> Stages {
        let of = |stage: &AtomicU64| Duration::from_nanos(stage.load(Ordering::Relaxed));
        Stages {
            read: of(&self.read),
            hash: of(&self.hash),
            parse: of(&self.parse),
            validate: of(&self.validate),
            write: of(&self.write),
            settle,
        }
    }
}

/// A row that was read.
struct Handed<'a> {
    row: &'a Row,
    meant: &'a Meant,
    file: Hashed<Vec<u8>>,
    others: Chosen<'a>,
    /// What the conversion found, if it was made of a text.
    converted: Vec<Finding>,
}

/// A row that was read and looked at, or what there is to tell of it.
type Ready<'a> = Result<Fit<'a>, Box<Told>>;

/// A row that can be published.
struct Fit<'a> {
    handed: Handed<'a>,
    told: Told,
    report: Vec<u8>,
}

impl Batch<'_> {
    /// Publishes `rows`, and tells of some after the other, in their order. What
    /// is told is published for good.
    ///
    /// # Errors
    /// [`Stopped`]: what concerns everything. A row that is refused is told of.
    pub fn work(
        &self,
        rows: &[Row],
        tell: &mut dyn FnMut(&[Told]) -> Result<(), String>,
    ) -> Result<Stages, Stopped> {
        let clock = Clock::default();
        thread::scope(|scope| {
            // No more than one group is looked at while another is written.
            let (send, receive) = sync_channel(0);
            let looking = &clock;
            scope.spawn(move || self.look_through(rows, looking, &send));
            self.write(&receive, &clock, tell)
        })?;
        let start = Instant::now();
        if let Some(store) = self.store.filter(|_| !self.trial) {
            // What was told is published for good; the folders may follow later.
            let _ = store.settle();
        }
        Ok(clock.stages(start.elapsed()))
    }

    /// Reads and looks at one group after the other, as long as somebody takes
    /// them.
    fn look_through<'a>(
        &'a self,
        rows: &'a [Row],
        clock: &Clock,
        send: &SyncSender<Vec<Ready<'a>>>,
    ) {
        let mut rows = rows.iter().peekable();
        while rows.peek().is_some() {
            let (mut group, mut bytes) = (Vec::new(), 0);
            while let Some(row) = rows.peek() {
                let size = self.size(row);
                if !group.is_empty() && (group.len() == MOST_FILES || bytes + size > MOST_BYTES) {
                    break;
                }
                bytes += size;
                group.extend(rows.next());
            }
            let looked = on_all_cores(&group, |row| self.look(row, clock));
            if send.send(looked).is_err() {
                return;
            }
        }
    }

    /// Bytes of the file and of those that go with it.
    fn size(&self, row: &Row) -> u64 {
        let Ok(meant) = &row.edition else { return 0 };
        let all = std::iter::once(&meant.path).chain(&meant.with);
        let sizes = all.filter_map(|path| self.holding.files.size(path).ok().flatten());
        sizes.sum()
    }

    fn look<'a>(&'a self, row: &'a Row, clock: &Clock) -> Ready<'a> {
        let refuse = |code: &str, why: &str| refused(row, code, why);
        let meant = match (&row.edition, &row.left) {
            (Ok(meant), _) => meant,
            (Err(_), Some(why)) => {
                let mut told = Told::new(&row.file, Became::LeftOut);
                told.detail = Some(why.clone());
                return Err(Box::new(told));
            }
            (Err(why), None) => return Err(refuse("batch-row", why)),
        };
        (self.permit)(&meant.id).map_err(|why| refuse("not-allowed", &why))?;
        let handed = self.read(row, meant, clock)?;
        let told = timed(&clock.hash, || self.compare(&handed))?;
        self.check(handed, told, clock)
    }

    /// Reads and hashes a file: a text becomes TEI first, and stays beside it.
    fn read<'a>(
        &'a self,
        row: &'a Row,
        meant: &'a Meant,
        clock: &Clock,
    ) -> Result<Handed<'a>, Box<Told>> {
        let files = &*self.holding.files;
        let read = timed(&clock.read, || files.read(&meant.path));
        let read =
            read.and_then(|bytes| bytes.ok_or_else(|| "it is not there any more".to_owned()));
        let mut bytes = read
            .map_err(|why| refused(row, "batch-row", &why))?
            .into_owned();
        let mut others = Chosen::new(files, &meant.path, &meant.with);
        let mut notices = Vec::new();
        if meant.path.ending().as_deref() == Some("txt") {
            let (tei, found) = timed(&clock.read, || converted(row, meant, &bytes))?;
            others.keep(&meant.path, std::mem::replace(&mut bytes, tei));
            notices = found;
        }
        Ok(Handed {
            row,
            meant,
            file: timed(&clock.hash, || Hashed::new(bytes)),
            others,
            converted: notices,
        })
    }

    /// What is known of a file before it is looked at: nothing more needs to be,
    /// if it is published already.
    fn compare(&self, handed: &Handed<'_>) -> Result<Told, Box<Told>> {
        let id = &handed.meant.id;
        let mut told = Told::new(&handed.row.file, Became::Created);
        told.edition = Some(id.clone());
        told.sha256 = Some(handed.file.digest());
        told.bytes = Some(handed.file.bytes().len() as u64);
        let broken = |error: store::Error| refused(handed.row, "batch-row", &error.to_string());
        let versions = match self.store.map(|store| store.versions(id)) {
            None | Some(Err(store::Error::NoSuchEdition(_))) => Vec::new(),
            Some(versions) => versions.map_err(broken)?,
        };
        let (Some(newest), Some(store)) = (versions.last(), self.store) else {
            told.outcome = self.either(Became::Created, Became::WouldCreate);
            return Ok(told);
        };
        let digest = handed.file.digest();
        told.previous = Some(newest.number);
        told.outcome = self.either(Became::NewVersion, Became::WouldMakeNewVersion);
        let withdrawals = store.withdrawals(id).map_err(broken)?;
        let gone = |number| withdrawals.iter().find(|one| one.version == number);
        let mut shown = versions.iter().rev();
        let shown = shown.find(|version| gone(version.number).is_none());
        let Some(shown) = shown.filter(|version| version.digest == digest) else {
            let same = versions.iter().rfind(|version| version.digest == digest);
            return match same.and_then(|version| gone(version.number)) {
                Some(withdrawal) => Err(refused(handed.row, "withdrawn", &again(withdrawal))),
                None => Ok(told),
            };
        };
        told.previous = Some(shown.number);
        let stored = store.stored(id, VersionReference::Number(shown.number));
        let same = holds(&stored.map_err(broken)?, &handed.candidate()).map_err(broken)?;
        if !same {
            return Ok(told);
        }
        told.version = told.previous.take();
        told.outcome = self.either(Became::Unchanged, Became::WouldChangeNothing);
        Err(Box::new(told))
    }

    fn either(&self, done: Became, tried: Became) -> Became {
        if self.trial { tried } else { done }
    }

    /// Reads the XML, and holds it against its schemas.
    fn check<'a>(&'a self, handed: Handed<'a>, mut told: Told, clock: &Clock) -> Ready<'a> {
        let candidate = handed.candidate();
        let fit = store::refuse_unfit(&candidate.deposit);
        fit.map_err(|error| refused(handed.row, "files-clash", &error.to_string()))?;
        let read = timed(&clock.parse, || read_tei(&candidate.deposit));
        let read = read.map_err(|rejected| rejection(handed.row, &handed.meant.id, &rejected))?;
        let report = timed(&clock.validate, || {
            let place = self.place(&handed.meant.path);
            let place = place.as_ref().map(|(file, folder)| Place { file, folder });
            let validation = validate(&read.value, self.schemas, place);
            let record = Record::new(&validation, &read.value, handed.meant.id.as_str());
            told.verdict = Some(record.verdict);
            told.find(
                &handed.converted,
                &read.findings,
                read.value.source(),
                &record,
            );
            record.to_bytes()
        });
        if self.trial {
            let next = told.outcome == Became::WouldMakeNewVersion;
            if let Some(store) = self.store.filter(|_| next) {
                let survival = survival_of(store, &handed.meant.id, &candidate.deposit);
                told.survival = survival.map(|report| report.survival.counts());
            }
            return Err(Box::new(told));
        }
        Ok(Fit {
            handed,
            told,
            report,
        })
    }

    /// Where schemas may lie beside a file.
    fn place(&self, path: &FilePath) -> Option<(std::path::PathBuf, std::path::PathBuf)> {
        let folder = self.holding.folder.as_ref()?;
        Some((folder.join(path.as_str()), folder.clone()))
    }

    /// Publishes group after group, and tells of each.
    fn write(
        &self,
        receive: &Receiver<Vec<Ready<'_>>>,
        clock: &Clock,
        tell: &mut dyn FnMut(&[Told]) -> Result<(), String>,
    ) -> Result<(), Stopped> {
        while let Ok(group) = receive.recv() {
            let told = timed(&clock.write, || self.publish(group))?;
            tell(&told).map_err(Stopped::Listener)?;
        }
        Ok(())
    }

    /// Publishes those of a group that can be: rows with the same note in one act.
    fn publish(&self, group: Vec<Ready<'_>>) -> Result<Vec<Told>, Stopped> {
        let mut told: Vec<Told> = Vec::with_capacity(group.len());
        let mut act: Vec<(usize, Fit<'_>)> = Vec::new();
        for ready in group {
            match ready {
                Err(line) => told.push(*line),
                Ok(fit) => {
                    let note = |fit: &Fit<'_>| fit.handed.row.note.clone();
                    if act
                        .first()
                        .is_some_and(|(_, first)| note(first) != note(&fit))
                    {
                        self.put(std::mem::take(&mut act), &mut told)?;
                    }
                    told.push(fit.told.clone());
                    act.push((told.len() - 1, fit));
                }
            }
        }
        self.put(act, &mut told)?;
        Ok(told)
    }

    fn put(&self, act: Vec<(usize, Fit<'_>)>, told: &mut [Told]) -> Result<(), Stopped> {
        let (Some(store), Some((_, first))) = (self.store, act.first()) else {
            return Ok(());
        };
        let note = first.handed.row.note.clone();
        let facts = Facts {
            message: note.unwrap_or_else(|| self.facts.message.clone()),
            when: now(),
            ..self.facts.clone()
        };
        let candidates: Vec<_> = act
            .iter()
            .map(|(_, fit)| (fit.handed.candidate(), fit.report.as_slice()))
            .collect();
        let _turn = (self.turns).map(|turns| turns.read().unwrap_or_else(PoisonError::into_inner));
        let outcomes = put_all(store, &candidates, &facts);
        for ((at, fit), outcome) in act.iter().zip(outcomes) {
            told[*at].publish(fit.handed.row, outcome)?;
        }
        Ok(())
    }
}

/// Why a file that was withdrawn is not published again: a batch that is handed in
/// anew must not undo what somebody answers for.
fn again(withdrawal: &Withdrawal) -> String {
    let Withdrawal {
        version,
        when,
        reason,
        ..
    } = withdrawal;
    let day = when.get(..10).unwrap_or(when);
    format!(
        "version {version} has this file and was withdrawn on {day}: {reason} (what shall be shown \
         again all the same is published by itself, with `variorum publish` or PUT)"
    )
}

/// The TEI that is made of a text, and what was noticed.
fn converted(row: &Row, meant: &Meant, text: &[u8]) -> Result<(Vec<u8>, Vec<Finding>), Box<Told>> {
    let name = meant.path.as_str();
    let made = convert(Input { name, bytes: text }, None, None);
    let made = made.map_err(|rejected| rejection(row, &meant.id, &rejected))?;
    let found = notable(&made.findings, &made.source);
    Ok((made.tei.into_bytes(), found))
}

impl Handed<'_> {
    fn candidate(&self) -> Candidate<'_> {
        Candidate {
            id: &self.meant.id,
            deposit: HashedDeposit::new(
                (&self.row.file, self.file.borrowed()),
                self.others.main(),
                &self.others,
            ),
            expected: Expected::Any,
            place: None,
            provenance: self.row.provenance.as_deref(),
        }
    }
}

impl Told {
    /// Tells what was found: the first of it.
    fn find(
        &mut self,
        converted: &[Finding],
        read: &[Diagnostic],
        source: &SourceText,
        record: &Record,
    ) {
        let mut all = converted.to_vec();
        all.extend(notable(read, source));
        let placed = record.findings.iter().map(|placed| &placed.finding);
        let said = placed.chain(&record.notes);
        all.extend(
            said.filter(|one| one.severity >= Severity::Warning)
                .cloned(),
        );
        self.findings_omitted = all.len().saturating_sub(MOST_FINDINGS);
        all.truncate(MOST_FINDINGS);
        self.findings = all;
    }

    /// Tells what came of publishing it.
    fn publish(&mut self, row: &Row, outcome: Outcome) -> Result<(), Stopped> {
        let (put, survival) = match outcome {
            Ok(done) => done,
            Err(Refused::Store(error @ store::Error::Io { .. })) => return Err(error.into()),
            Err(Refused::Store(error)) => {
                *self = *refused(row, "batch-row", &error.to_string());
                return Ok(());
            }
            Err(Refused::File(rejected)) => {
                let id = self.edition.take();
                *self = *refused(row, "not-well-formed", &rejected.reason());
                self.edition = id;
                return Ok(());
            }
        };
        let Put { version, new } = put;
        self.version = Some(version.number);
        if !new {
            self.outcome = Became::Unchanged;
            self.previous = None;
        }
        self.when = new.then_some(version.published);
        self.note = new.then_some(version.message);
        // An edition may have been made by another file of the same act.
        if self.outcome == Became::Created && survival.is_some() {
            self.outcome = Became::NewVersion;
        }
        let counts = |report: SurvivalReport| report.survival.counts();
        self.survival = survival.map(counts);
        Ok(())
    }
}

fn notable(findings: &[Diagnostic], source: &SourceText) -> Vec<Finding> {
    let notable = findings
        .iter()
        .filter(|one| one.severity >= Severity::Warning);
    notable.map(|one| Finding::new(one, source)).collect()
}

fn refused(row: &Row, code: &str, why: &str) -> Box<Told> {
    let mut told = Told::new(&row.file, Became::Refused);
    told.edition = row.edition.as_ref().ok().map(|meant| meant.id.clone());
    told.code = Some(code.to_owned());
    told.detail = Some(why.to_owned());
    Box::new(told)
}

/// Why a file cannot be read, with the place.
fn rejection(row: &Row, id: &EditionId, rejected: &Rejected) -> Box<Told> {
    let mut told = refused(row, "not-well-formed", &rejected.reason());
    told.edition = Some(id.clone());
    told.findings = notable(&rejected.findings, &rejected.source);
    told.findings_omitted = told.findings.len().saturating_sub(MOST_FINDINGS);
    // The fault that stopped us is the last.
    told.findings.drain(..told.findings_omitted);
    told
}
