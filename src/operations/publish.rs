//! TEI becomes an immutable version.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use super::compare::survival_of;
use super::convert::Input;
use super::schemas::{Place, Schemas};
use super::validate::{Record, Validation, validate};
use crate::compare::SurvivalReport;
use crate::cores::on_all_cores;
use crate::diagnostic::Reported;
use crate::edition::EditionId;
use crate::source::{Deposit, FilePath};
use crate::store::{self, Expected, HashedDeposit, Publication, Put, Store, Submission};
use crate::tei::citation::not_understood;
use crate::tei::text::composed;
use crate::tei::whole::incomplete;
use crate::xml::{self, Rejected, Tree};

/// What is said about a publication besides its bytes.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Who publishes.
    pub publisher: String,
    /// How to reach them: `mailto:…`, or an address on the web; may be empty.
    pub address: String,
    /// Why: the change note.
    pub message: String,
    /// When: RFC 3339, whole seconds; [`now`] unless a history is rebuilt.
    pub when: String,
    /// The number of the access token with which it is done, if it is done with one.
    pub token: Option<String>,
}

/// What came of a publication.
#[derive(Debug)]
pub struct Published {
    /// The version, and whether it is new.
    pub put: Put,
    /// What was noticed in the file.
    pub read: Reported<Tree>,
    /// How the file stands to its schemas.
    pub validation: Validation,
    /// What became of citations of the version before, if there is a new one and
    /// one before it that stands.
    pub survival: Option<SurvivalReport>,
}

/// Why nothing was published.
#[derive(Debug)]
pub enum Refused {
    /// The file is not a well-formed TEI document.
    File(Box<Rejected>),
    /// The store could not or would not.
    Store(store::Error),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(rejected) => write!(f, "{} cannot be published", rejected.source.name()),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Refused {}

/// Publishes the bytes of a TEI file as the next version of `id`; see
/// [`publish_deposit`].
///
/// # Errors
/// [`Refused`]; nothing was written then.
pub fn publish(
    store: &Store,
    id: &EditionId,
    file: Input<'_>,
    facts: &Facts,
    expected: Expected,
) -> Result<Published, Refused> {
    let path = FilePath::edition();
    let deposit = Deposit {
        name: file.name,
        bytes: file.bytes,
        path: &path,
        files: &BTreeMap::new(),
    };
    let schemas = Schemas::default();
    publish_deposit(store, id, &deposit, facts, expected, &schemas, None)
}

/// Publishes a TEI file, with the files that were handed in with it, as the next
/// version of `id`. The bytes are stored as they are, so that whoever handed
/// them in has the same SHA-256. Files equal to the newest version make no new
/// one. Beside them lie the report of how the file, with what it includes,
/// stands to `schemas` and to those at its `place`, and that of what became of
/// citations of the version before; they stand in nobody's way.
///
/// # Errors
/// [`Refused`]; nothing was written then.
pub fn publish_deposit(
    store: &Store,
    id: &EditionId,
    deposit: &Deposit<'_>,
    facts: &Facts,
    expected: Expected,
    schemas: &Schemas,
    place: Option<Place<'_>>,
) -> Result<Published, Refused> {
    let candidate = Candidate {
        id,
        deposit: (*deposit).into(),
        expected,
        place,
        provenance: None,
    };
    let mut published = publish_all(store, &[candidate], facts, schemas);
    let published = published.pop().unwrap_or_else(|| {
        let message = "nothing was handed in".to_owned();
        Err(Refused::Store(store::Error::Unfit(message)))
    })?;
    // It is published for good. If the folders cannot follow now, say because the
    // disk is full, the next who reads or publishes lets them.
    let _ = store.settle();
    Ok(published)
}

/// A file that is to be published with others.
#[derive(Clone, Copy)]
pub struct Candidate<'a> {
    /// The edition.
    pub id: &'a EditionId,
    /// The TEI file, and the files that were handed in with it.
    pub deposit: HashedDeposit<'a>,
    /// What the newest version must be.
    pub expected: Expected,
    /// Where schemas may lie beside it.
    pub place: Option<Place<'a>>,
    /// Where it was taken from, if that was another server: what will lie beside
    /// it as `provenance.json`.
    pub provenance: Option<&'a [u8]>,
}

/// Publishes several files in one act, each as [`publish_deposit`] does: one may
/// be refused and the others published. The folders of the editions follow
/// behind ([`Store::settle`]).
pub fn publish_all(
    store: &Store,
    candidates: &[Candidate<'_>],
    facts: &Facts,
    schemas: &Schemas,
) -> Vec<Result<Published, Refused>> {
    let looked = on_all_cores(candidates, |candidate| look(candidate, schemas));
    let fit = candidates.iter().zip(&looked);
    let fit = fit.filter_map(|(candidate, looked)| Some((*candidate, looked.as_ref().ok()?)));
    let fit: Vec<_> = fit
        .map(|(candidate, looked)| (candidate, looked.report.as_slice()))
        .collect();
    let mut puts = put_all(store, &fit, facts).into_iter();
    let published = looked.into_iter().map(|looked| {
        let looked = looked?;
        let nothing = || Err(Refused::Store(nothing_published()));
        let (put, survival) = puts.next().unwrap_or_else(nothing)?;
        Ok(Published {
            put,
            read: looked.read,
            validation: looked.validation,
            survival,
        })
    });
    published.collect()
}

/// Publishes files that were looked at in one act, each with the report of that.
pub(super) fn put_all(
    store: &Store,
    candidates: &[(Candidate<'_>, &[u8])],
    facts: &Facts,
) -> Vec<Outcome> {
    let publication = Publication {
        publisher: facts.publisher.clone(),
        address: facts.address.clone(),
        message: facts.message.clone(),
        when: facts.when.clone(),
        token: facts.token.clone(),
    };
    let act = Act {
        store,
        candidates,
        publication: &publication,
    };
    act.publish()
}

/// Publishing under way.
struct Act<'a> {
    store: &'a Store,
    /// Each with the report of how it stands to its schemas.
    candidates: &'a [(Candidate<'a>, &'a [u8])],
    publication: &'a Publication,
}

/// What came of a candidate, and what became of citations by it.
pub(super) type Outcome = Result<(Put, Option<SurvivalReport>), Refused>;

/// A report on citations is of the version before. If somebody else publishes
/// while it is written, it is written anew, so often at most; after that the
/// version has none, and whoever asks for it has it written then.
const MOST_ROUNDS: usize = 16;

impl Act<'_> {
    /// One outcome for each candidate.
    fn publish(&self) -> Vec<Outcome> {
        let mut outcomes: Vec<Option<Outcome>> = self.candidates.iter().map(|_| None).collect();
        let mut open: Vec<usize> = (0..self.candidates.len()).collect();
        for round in 0.. {
            let befores = on_all_cores(&open, |&at| match round < MOST_ROUNDS {
                true => Before::new(self.store, &self.candidates[at].0),
                false => Before::default(),
            });
            let puts = self.submit(&open, &befores);
            let mut again = Vec::new();
            for ((at, before), put) in open.into_iter().zip(befores).zip(puts) {
                let overtaken = matches!(put, Err(Refused::Store(store::Error::Conflict { .. })));
                if overtaken && before.number.is_some() {
                    again.push(at);
                } else {
                    let survival = before.survival.map(|(report, _)| report);
                    outcomes[at] = Some(put.map(|put| {
                        let survival = survival.filter(|_| put.new);
                        (put, survival)
                    }));
                }
            }
            open = again;
            if open.is_empty() {
                break;
            }
        }
        let nothing = || Err(Refused::Store(nothing_published()));
        let outcomes = outcomes.into_iter();
        outcomes
            .map(|outcome| outcome.unwrap_or_else(nothing))
            .collect()
    }

    fn submit(&self, open: &[usize], befores: &[Before]) -> Vec<Result<Put, Refused>> {
        let reports: Vec<Vec<(store::Report, &[u8])>> = open
            .iter()
            .zip(befores)
            .map(|(&at, before)| {
                let survival = before.survival.as_ref().map(|(_, bytes)| bytes.as_slice());
                let survival = survival.map(|bytes| (store::Report::Survival, bytes));
                let (candidate, report) = &self.candidates[at];
                let provenance = candidate.provenance;
                let provenance = provenance.map(|bytes| (store::Report::Provenance, bytes));
                let validation = (store::Report::Validation, *report);
                let all = std::iter::once(validation)
                    .chain(survival)
                    .chain(provenance);
                all.collect()
            })
            .collect();
        let submissions: Vec<Submission<'_>> = open
            .iter()
            .zip(befores)
            .zip(&reports)
            .map(|((&at, before), reports)| {
                let candidate = &self.candidates[at].0;
                Submission {
                    id: candidate.id,
                    deposit: candidate.deposit,
                    reports,
                    publication: self.publication,
                    expected: before.number.map_or(candidate.expected, Expected::Number),
                }
            })
            .collect();
        match self.store.put_all(&submissions) {
            Ok(puts) => puts
                .into_iter()
                .map(|put| put.map_err(Refused::Store))
                .collect(),
            Err(error) => {
                // The first says why nothing could be written.
                let rest = open.iter().skip(1).map(|_| nothing_published());
                let errors = std::iter::once(error).chain(rest);
                errors.map(|error| Err(Refused::Store(error))).collect()
            }
        }
    }
}

fn nothing_published() -> store::Error {
    store::Error::Unfit("nothing could be published".to_owned())
}

/// What stands before a candidate.
#[derive(Default)]
struct Before {
    /// The number of the newest version, 0 if there is none: the candidate must
    /// come right behind it. `None` if the store decides by what was asked for.
    number: Option<u32>,
    /// What becomes of citations of the newest version that stands.
    survival: Option<(SurvivalReport, Vec<u8>)>,
}

impl Before {
    fn new(store: &Store, candidate: &Candidate<'_>) -> Self {
        let versions = match store.versions(candidate.id) {
            Ok(versions) => versions,
            Err(store::Error::NoSuchEdition(_)) => Vec::new(),
            Err(_) => return Self::default(),
        };
        let newest = versions.last();
        let head = newest.map(|version| version.digest);
        let number = newest.map_or(0, |version| version.number);
        let met = match candidate.expected {
            Expected::Any => true,
            Expected::Head(wanted) => wanted == head,
            Expected::Number(wanted) => wanted == number,
        };
        if !met {
            return Self::default();
        }
        let report = newest.and_then(|_| survival_of(store, candidate.id, &candidate.deposit));
        let written = report.and_then(|report| Some((report.clone(), report.to_bytes().ok()?)));
        Self {
            number: Some(number),
            survival: written,
        }
    }
}

/// A file that was looked at before it is published.
pub(super) struct Looked {
    pub read: Reported<Tree>,
    pub validation: Validation,
    /// As it is stored beside the file.
    pub report: Vec<u8>,
}

pub(super) fn look(candidate: &Candidate<'_>, schemas: &Schemas) -> Result<Looked, Refused> {
    let read = read_tei(&candidate.deposit);
    let read = read.map_err(|rejected| Refused::File(Box::new(rejected)))?;
    let validation = validate(&read.value, schemas, candidate.place);
    let report = Record::new(&validation, &read.value, candidate.id.as_str()).to_bytes();
    Ok(Looked {
        read,
        validation,
        report,
    })
}

/// Reads a file that is to be published. Being well formed is the only hard
/// condition: two of five published TEI files are invalid in one way or another.
/// That it is not a whole document is found here already, and a declaration of
/// references that will not be followed.
///
/// # Errors
/// [`Rejected`], with the first fault and its place.
pub fn read_tei(deposit: &Deposit<'_>) -> Result<Reported<Tree>, Rejected> {
    let mut read = xml::read_deposit(deposit)?;
    read.findings.extend(incomplete(&read.value));
    read.findings.extend(not_understood(&read.value));
    Ok(read)
}

/// The time of a publication: now, UTC, in whole seconds (RFC 3339).
pub fn now() -> String {
    jiff::Timestamp::now()
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string()
}

/// The moment so many days ago, as [`now`] writes it.
pub fn days_ago(days: i64) -> String {
    let span = jiff::SignedDuration::from_hours(24 * days);
    let then = jiff::Timestamp::now().checked_sub(span);
    then.unwrap_or(jiff::Timestamp::UNIX_EPOCH)
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string()
}

/// The name for an edition whose file is called `name`: the folder for files
/// called `edition.xml`, else the name without `.xml` or `.tei.xml`, in lower case, with
/// a hyphen for everything that is neither a letter nor a digit of ASCII. A letter
/// with its accent is one, however the system writes it that the file came from (NFC).
/// `None` if nothing is left.
pub fn suggest_id(name: &str) -> Option<EditionId> {
    slug(&composed(name))
}

/// The name for an edition that is in the store or new: as [`suggest_id`] has it, unless
/// only the name is there that older programs made of letters and accents apart (NFD).
pub fn suggest_known_id(name: &str, exists: impl Fn(&EditionId) -> bool) -> Option<EditionId> {
    let id = suggest_id(name);
    let former = former_id(name).filter(|former| exists(former));
    match former {
        Some(former) if !id.as_ref().is_some_and(exists) => Some(former),
        _ => id,
    }
}

/// What older programs made of a name in which letters and accents stand apart; none of
/// any other name.
pub fn former_id(name: &str) -> Option<EditionId> {
    match composed(name) {
        Cow::Borrowed(_) => None,
        Cow::Owned(_) => slug(name),
    }
}

fn slug(name: &str) -> Option<EditionId> {
    let mut parts = name.rsplit(['/', '\\']).filter(|part| !part.is_empty());
    let file = parts.next()?;
    let stem = without_ending(file, ".xml");
    let stem = without_ending(stem, ".tei");
    let stem = if stem == "edition" {
        parts.next().unwrap_or(stem)
    } else {
        stem
    };
    let mut slug = String::new();
    for character in stem.chars() {
        if character.is_ascii_alphanumeric() {
            slug.push(character.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(EditionId::LONGEST);
    slug.trim_end_matches('-').parse().ok()
}

/// A name without this ending, in whatever case that is written.
fn without_ending<'n>(name: &'n str, ending: &str) -> &'n str {
    let at = name.len().saturating_sub(ending.len());
    match name.get(at..) {
        Some(found) if found.eq_ignore_ascii_case(ending) => &name[..at],
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_from_files_and_folders() {
        let id = |name| suggest_id(name).map(|id| id.as_str().to_owned());
        assert_eq!(
            id("tei/editions/lamb-1789/edition.xml").as_deref(),
            Some("lamb-1789")
        );
        assert_eq!(id("The Lamb (1789).xml").as_deref(), Some("the-lamb-1789"));
        assert_eq!(id("a/L00832.tei.xml").as_deref(), Some("l00832"));
        assert_eq!(id("vol.1.xml").as_deref(), Some("vol-1"));
        assert_eq!(id("LAMB.TEI.XML").as_deref(), Some("lamb"));
        assert_eq!(id("校異源氏物語.xml"), None);
        // One name in two forms is one; what a store has already keeps its own.
        let (composed, apart) = ("Caf\u{e9} Noir.xml", "Cafe\u{301} Noir.xml");
        assert_eq!(id(composed).as_deref(), Some("caf-noir"));
        assert_eq!(id(apart), id(composed));
        let kept = |name, there: &[&str]| {
            let id = suggest_known_id(name, |id| there.contains(&id.as_str()));
            id.map(|id| id.as_str().to_owned())
        };
        assert_eq!(kept(apart, &[]).as_deref(), Some("caf-noir"));
        assert_eq!(kept(apart, &["cafe-noir"]).as_deref(), Some("cafe-noir"));
        assert_eq!(
            kept(apart, &["cafe-noir", "caf-noir"]).as_deref(),
            Some("caf-noir")
        );
        assert_eq!(kept(composed, &["cafe-noir"]).as_deref(), Some("caf-noir"));
    }
}
