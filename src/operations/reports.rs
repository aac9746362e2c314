//! A reader says what is wrong, and an editor what became of it.

use std::fmt;

use super::publish::now;
use crate::access::{self, Access, Report, Resolved};
use crate::edition::{Digest, EditionId, VersionReference};
use crate::store::{self, Store};

/// What a reader says, of a version that stands.
#[derive(Clone, Debug)]
pub struct Complaint {
    /// The edition.
    pub edition: EditionId,
    /// The version that was on the page.
    pub version: u32,
    /// The bytes of that.
    pub sha256: Digest,
    /// The passage.
    pub passage: String,
    /// Its words, or those of them that are meant.
    pub words: String,
    /// What is wrong.
    pub message: String,
    /// How to be reached, if the reader wants to be.
    pub contact: String,
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// Nothing stands in it.
    Empty,
    /// It has more than so many characters.
    Long(usize),
    /// It has control characters.
    Strange,
}

/// Why a report was not kept or resolved.
#[derive(Debug)]
pub enum ReportError {
    /// What was said cannot be taken: the field, and why.
    Unfit(&'static str, Unfit),
    /// The edition has no such version, or it is not later than the one that was
    /// complained of.
    NoSuchVersion(String),
    /// The reports cannot be read or written.
    Access(access::Error),
    /// The store cannot be read.
    Store(store::Error),
}

impl fmt::Display for ReportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unfit(field, Unfit::Empty) => write!(f, "{field}: nothing is said"),
            Self::Unfit(field, Unfit::Long(most)) => {
                write!(f, "{field}: more than {most} characters")
            }
            Self::Unfit(field, Unfit::Strange) => write!(f, "{field}: control characters"),
            Self::NoSuchVersion(message) => f.write_str(message),
            Self::Access(error) => error.fmt(f),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ReportError {}

/// The most letters of each field.
pub const LONGEST: [(&str, usize); 4] = [
    ("passage", 200),
    ("words", 1_000),
    ("message", 4_000),
    ("contact", 200),
];

/// Keeps what a reader says.
///
/// # Errors
/// [`ReportError::Unfit`] for a field that is empty, too long, or has control
/// characters.
pub fn report_problem(access: &Access, said: Complaint) -> Result<Report, ReportError> {
    let [passage, words, message, contact] = [said.passage, said.words, said.message, said.contact];
    let message = fit(2, &message)?.ok_or(ReportError::Unfit("message", Unfit::Empty))?;
    let report = Report {
        number: 0,
        when: now(),
        edition: said.edition,
        version: said.version,
        sha256: said.sha256,
        passage: fit(0, &passage)?,
        words: fit(1, &words)?,
        message,
        contact: fit(3, &contact)?,
        resolved: None,
    };
    access.keep_report(report).map_err(ReportError::Access)
}

/// What was written into a field, without the space around it.
fn fit(field: usize, text: &str) -> Result<Option<String>, ReportError> {
    let (name, most) = LONGEST[field];
    let text = text.replace("\r\n", "\n").trim().to_owned();
    if text.chars().count() > most {
        return Err(ReportError::Unfit(name, Unfit::Long(most)));
    }
    let strange = |c: char| c.is_control() && (c != '\n' || field == 3 || field == 0);
    if text.chars().any(strange) {
        return Err(ReportError::Unfit(name, Unfit::Strange));
    }
    Ok(Some(text).filter(|text| !text.is_empty()))
}

/// Marks a report as resolved: by a version of its edition, or by none.
///
/// # Errors
/// [`ReportError::NoSuchVersion`] for a version that is not later than the one
/// that the reader saw, or that is not there.
pub fn resolve_report(
    (access, store): (&Access, &Store),
    number: u32,
    by: &str,
    (version, note): (Option<u32>, Option<String>),
) -> Result<Report, ReportError> {
    let open = access.open_reports().map_err(ReportError::Access)?;
    let report = open.into_iter().find(|report| report.number == number);
    let report = report.ok_or(ReportError::Access(access::Error::NoSuchReport(number)))?;
    if let Some(version) = version {
        let versions = store
            .versions(&report.edition)
            .map_err(ReportError::Store)?;
        let there = versions.iter().any(|one| one.number == version);
        if !there || version <= report.version {
            let (id, seen) = (&report.edition, report.version);
            return Err(ReportError::NoSuchVersion(format!(
                "report {number} is of version {seen} of `{id}`; {} is no later version of it",
                VersionReference::Number(version)
            )));
        }
    }
    let resolved = Resolved {
        when: now(),
        by: by.to_owned(),
        version,
        note,
    };
    access
        .resolve_report(number, resolved)
        .map_err(ReportError::Access)
}
