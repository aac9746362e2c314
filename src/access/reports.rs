//! What readers say is wrong in a text.
//!
//! Nobody but the editor reads it, so it lies where tokens lie: each report is a
//! name below `reports`, its number. What is resolved moves to one below
//! `resolved` that begins with its edition, without the reader's address, so that
//! how many led to a version is counted without looking at the others.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Access, Error, damaged, unwritten};
use crate::edition::{Digest, EditionId};

/// Reports that may wait for the editor. With more, somebody has to look at them
/// before others come in.
const MOST_OPEN: usize = 2_000;

/// What a reader says is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Its number, from 1, in the order in which they came.
    pub number: u32,
    /// When it came.
    pub when: String,
    /// The edition.
    pub edition: EditionId,
    /// The version that the reader saw.
    pub version: u32,
    /// The bytes of that.
    pub sha256: Digest,
    /// The passage, by its reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passage: Option<String>,
    /// The words that are meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// What is wrong with them.
    pub message: String,
    /// How the reader can be reached; deleted when the report is resolved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// What became of it; nothing yet, if it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved: Option<Resolved>,
}

/// What became of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resolved {
    /// When.
    pub when: String,
    /// Who says so.
    pub by: String,
    /// The version that it led to; none if it led to nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// What the editor notes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

const OPEN: &str = "reports";
const RESOLVED: &str = "resolved";

impl Access {
    /// Keeps a report, which gets the next number.
    ///
    /// # Errors
    /// [`Error::Full`] if too many wait; [`Error::Store`].
    pub fn keep_report(&self, wish: Report) -> Result<Report, Error> {
        // In this order: one that is resolved meanwhile is in both.
        let waiting = self.blobs.list(OPEN)?;
        let resolved = self.blobs.list(RESOLVED)?;
        if waiting.len() >= MOST_OPEN {
            return Err(Error::Full);
        }
        let known = waiting.iter().chain(&resolved);
        let last = known.filter_map(|name| number(name)).max().unwrap_or(0);
        let mut report = Report {
            number: last + 1,
            ..wish
        };
        while !self.write(&open(report.number), &report)? {
            // Another reader had the same thought.
            report.number += 1;
        }
        Ok(report)
    }

    /// The reports that wait for the editor, in the order in which they came.
    ///
    /// # Errors
    /// [`Error::Store`], [`Error::Damaged`].
    pub fn open_reports(&self) -> Result<Vec<Report>, Error> {
        self.reports_in(OPEN, "")
    }

    /// Those that are resolved, of all editions.
    ///
    /// # Errors
    /// [`Error::Store`], [`Error::Damaged`].
    pub fn resolved_reports(&self) -> Result<Vec<Report>, Error> {
        self.reports_in(RESOLVED, "")
    }

    /// Marks an open report as resolved, and forgets how its reader is reached.
    ///
    /// # Errors
    /// [`Error::NoSuchReport`] if none of that number is open; [`Error::Store`].
    pub fn resolve_report(&self, number: u32, resolved: Resolved) -> Result<Report, Error> {
        let open = open(number);
        let report = self.read(&open)?.ok_or(Error::NoSuchReport(number))?;
        let report = Report {
            contact: None,
            resolved: Some(resolved),
            ..report
        };
        let place = format!("{RESOLVED}/{}{number:06}", mark(&report.edition));
        self.write(&place, &report)?;
        // Whoever is killed here finds it open and resolved; what was said of it
        // first stands.
        self.blobs.remove(&open)?;
        let stands = self.read(&place)?;
        Ok(stands.unwrap_or(report))
    }

    /// How many reports led to each version of an edition.
    ///
    /// # Errors
    /// [`Error::Store`], [`Error::Damaged`].
    pub fn reports_behind(&self, edition: &EditionId) -> Result<BTreeMap<u32, usize>, Error> {
        let mut counts = BTreeMap::new();
        for report in self.reports_in(RESOLVED, &mark(edition))? {
            if let Some(version) = report.resolved.and_then(|resolved| resolved.version) {
                *counts.entry(version).or_default() += 1;
            }
        }
        Ok(counts)
    }

    /// The reports below a folder whose names begin so, by their numbers.
    fn reports_in(&self, folder: &str, start: &str) -> Result<Vec<Report>, Error> {
        let names = self.blobs.list(folder)?.into_iter();
        let names = names.filter(|name| name.starts_with(start) && number(name).is_some());
        let reports = names.map(|name| self.read(&format!("{folder}/{name}")));
        // One that was resolved meanwhile is not there any more.
        let reports = reports.filter_map(Result::transpose);
        let mut reports: Vec<Report> = reports.collect::<Result<_, _>>()?;
        reports.sort_by_key(|report| report.number);
        Ok(reports)
    }

    /// Whether the name was free.
    fn write(&self, name: &str, report: &Report) -> Result<bool, Error> {
        let written = serde_json::to_vec_pretty(report).map_err(unwritten)?;
        self.create(name, &written)
    }

    fn read(&self, name: &str) -> Result<Option<Report>, Error> {
        let Some(written) = self.blobs.get(name)? else {
            return Ok(None);
        };
        let report = serde_json::from_slice(&written).map_err(damaged(name))?;
        Ok(Some(report))
    }
}

/// The name of one that waits.
fn open(number: u32) -> String {
    format!("{OPEN}/{number:06}")
}

/// How the names of resolved reports on an edition begin.
fn mark(edition: &EditionId) -> String {
    format!("{edition}.")
}

/// The number at the end of a name.
fn number(name: &str) -> Option<u32> {
    name.rsplit('.').next()?.parse().ok()
}
