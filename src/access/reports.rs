//! What readers say is wrong in a text.
//!
//! Nobody but the editor reads it, so it lies where tokens lie: a name below
//! `reports` for each that waits, its number. What is resolved is a name below
//! `resolved`, of its edition, without the reader's address.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Access, Error, damaged, unwritten};
use crate::edition::{Digest, EditionId};

/// Reports that may wait for the editor. With more, somebody has to look at them
/// before others come in.
const MOST_OPEN: usize = 2_000;

const OPEN: &str = "reports";
const RESOLVED: &str = "resolved";

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

impl Access {
    /// Keeps a report, which gets the next number.
    ///
    /// # Errors
    /// [`Error::Full`] if too many wait; [`Error::Store`].
    pub fn keep_report(&self, wish: Report) -> Result<Report, Error> {
        let mut report = wish;
        loop {
            let open = self.blobs.list(OPEN)?;
            if open.len() >= MOST_OPEN {
                return Err(Error::Full);
            }
            let resolved = self.resolved_names()?.into_iter();
            let open = open.iter().filter_map(|name| name.parse().ok());
            let numbers = resolved.map(|(number, _)| number).chain(open);
            report.number = numbers.max().unwrap_or(0) + 1;
            let written = serde_json::to_vec_pretty(&report).map_err(unwritten)?;
            // A number that is taken is another report's.
            if self.create(&open_name(report.number), &written)? {
                return Ok(report);
            }
        }
    }

    /// The reports that wait for the editor, in the order in which they came.
    ///
    /// # Errors
    /// [`Error::Store`], [`Error::Damaged`].
    pub fn open_reports(&self) -> Result<Vec<Report>, Error> {
        let resolved = self.resolved_names()?;
        let resolved: BTreeSet<u32> = resolved.into_iter().map(|(number, _)| number).collect();
        let mut reports = Vec::new();
        for name in self.blobs.list(OPEN)? {
            // Of a process that was killed between resolving and forgetting.
            if name.parse().is_ok_and(|number| resolved.contains(&number)) {
                continue;
            }
            reports.extend(self.report(&format!("{OPEN}/{name}"))?);
        }
        Ok(reports)
    }

    /// Those that are resolved, in the same order.
    ///
    /// # Errors
    /// [`Error::Store`], [`Error::Damaged`].
    pub fn resolved_reports(&self) -> Result<Vec<Report>, Error> {
        let mut reports = Vec::new();
        for (_, name) in self.resolved_names()? {
            reports.extend(self.report(&name)?);
        }
        Ok(reports)
    }

    /// Marks an open report as resolved, and forgets how its reader is reached.
    ///
    /// # Errors
    /// [`Error::NoSuchReport`] if none of that number waits; [`Error::Store`].
    pub fn resolve_report(&self, number: u32, resolved: Resolved) -> Result<Report, Error> {
        let absent = || Error::NoSuchReport(number);
        let report = self.report(&open_name(number))?.ok_or_else(absent)?;
        let report = Report {
            contact: None,
            resolved: Some(resolved),
            ..report
        };
        let written = serde_json::to_vec_pretty(&report).map_err(unwritten)?;
        let name = format!("{RESOLVED}/{}.{number:06}", report.edition);
        let first = self.create(&name, &written)?;
        self.blobs.remove(&open_name(number))?;
        first.then_some(report).ok_or_else(absent)
    }

    /// How many reports led to each version of an edition.
    ///
    /// # Errors
    /// [`Error::Store`], [`Error::Damaged`].
    pub fn reports_behind(&self, edition: &EditionId) -> Result<BTreeMap<u32, usize>, Error> {
        let of_edition = format!("{RESOLVED}/{edition}.");
        let mut counts = BTreeMap::new();
        for (_, name) in self.resolved_names()? {
            if !name.starts_with(&of_edition) {
                continue;
            }
            let resolved = self.report(&name)?.and_then(|report| report.resolved);
            if let Some(version) = resolved.and_then(|resolved| resolved.version) {
                *counts.entry(version).or_default() += 1;
            }
        }
        Ok(counts)
    }

    /// The numbers of those that are resolved, each with its name, in order.
    fn resolved_names(&self) -> Result<Vec<(u32, String)>, Error> {
        let names = self.blobs.list(RESOLVED)?.into_iter();
        let numbered = names.filter_map(|name| {
            let (_, number) = name.rsplit_once('.')?;
            Some((number.parse().ok()?, format!("{RESOLVED}/{name}")))
        });
        let mut numbered: Vec<(u32, String)> = numbered.collect();
        numbered.sort();
        Ok(numbered)
    }

    fn report(&self, name: &str) -> Result<Option<Report>, Error> {
        let Some(written) = self.blobs.get(name)? else {
            return Ok(None);
        };
        serde_json::from_slice(&written)
            .map(Some)
            .map_err(damaged(name))
    }
}

/// What an open report is called: its number, so that names are in their order.
fn open_name(number: u32) -> String {
    format!("{OPEN}/{number:06}")
}
