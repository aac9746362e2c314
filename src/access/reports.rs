//! What readers say is wrong in a text: one file for each report, in `reports/`.
//!
//! Nobody but the editor reads them, so they lie where tokens lie. What is
//! resolved moves to a folder of its edition, without the reader's address, so
//! that how many led to a version is counted without looking at the others.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Access, Error, at, files};
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

impl Access {
    fn open_place(&self) -> PathBuf {
        self.folder().join("reports/open")
    }

    fn resolved_place(&self) -> PathBuf {
        self.folder().join("reports/resolved")
    }

    fn resolved_place_of(&self, edition: &EditionId) -> PathBuf {
        self.resolved_place().join(edition.as_str())
    }

    /// Keeps a report, which gets the next number.
    ///
    /// # Errors
    /// [`Error::Full`] if too many wait; [`Error::Io`].
    pub fn keep_report(&self, wish: Report) -> Result<Report, Error> {
        let open = self.open_place();
        files::folder(&open)?;
        let _lock = files::lock(self.folder())?;
        let waiting = numbers(&open)?;
        if waiting.len() >= MOST_OPEN {
            return Err(Error::Full);
        }
        let mut known = waiting;
        for folder in folders(&self.resolved_place())? {
            known.extend(numbers(&folder)?);
        }
        let number = known.into_iter().max().unwrap_or(0) + 1;
        let report = Report { number, ..wish };
        write(&open, &report)?;
        Ok(report)
    }

    /// The reports that wait for the editor, in the order in which they came.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Damaged`].
    pub fn open_reports(&self) -> Result<Vec<Report>, Error> {
        all(&self.open_place())
    }

    /// Those that are resolved, of all editions.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Damaged`].
    pub fn resolved_reports(&self) -> Result<Vec<Report>, Error> {
        let mut told = Vec::new();
        for folder in folders(&self.resolved_place())? {
            told.extend(all(&folder)?);
        }
        told.sort_by_key(|report| report.number);
        Ok(told)
    }

    /// Marks an open report as resolved, and forgets how its reader is reached.
    ///
    /// # Errors
    /// [`Error::NoSuchReport`] if none of that number is open; [`Error::Io`].
    pub fn resolve_report(&self, number: u32, resolved: Resolved) -> Result<Report, Error> {
        let open = self.open_place();
        files::folder(&open)?;
        let _lock = files::lock(self.folder())?;
        let path = place(&open, number);
        let report = read(&path)?.ok_or(Error::NoSuchReport(number))?;
        let report = Report {
            contact: None,
            resolved: Some(resolved),
            ..report
        };
        let folder = self.resolved_place_of(&report.edition);
        files::folder(&folder)?;
        write(&folder, &report)?;
        // Whoever is killed here finds it open and resolved; resolving it again
        // writes the same file.
        fs::remove_file(&path).map_err(at(&path))?;
        files::sync_folder(&path)?;
        Ok(report)
    }

    /// How many reports led to each version of an edition.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Damaged`].
    pub fn reports_behind(&self, edition: &EditionId) -> Result<BTreeMap<u32, usize>, Error> {
        let mut counts = BTreeMap::new();
        for report in all(&self.resolved_place_of(edition))? {
            if let Some(version) = report.resolved.and_then(|resolved| resolved.version) {
                *counts.entry(version).or_default() += 1;
            }
        }
        Ok(counts)
    }
}

fn place(folder: &Path, number: u32) -> PathBuf {
    folder.join(format!("{number:06}.json"))
}

fn write(folder: &Path, report: &Report) -> Result<(), Error> {
    let bytes = serde_json::to_vec_pretty(report).map_err(|e| Error::Unfit(e.to_string()))?;
    files::replace(&place(folder, report.number), &bytes)
}

fn read(path: &Path) -> Result<Option<Report>, Error> {
    let Some(bytes) = files::read(path)? else {
        return Ok(None);
    };
    let report = serde_json::from_slice(&bytes).map_err(|error| Error::Damaged {
        path: path.to_owned(),
        message: error.to_string(),
    });
    report.map(Some)
}

/// The reports in a folder that need not be there, by their numbers.
fn all(folder: &Path) -> Result<Vec<Report>, Error> {
    let mut numbers = numbers(folder)?;
    numbers.sort_unstable();
    let reports = numbers
        .into_iter()
        .map(|number| read(&place(folder, number)));
    // One that was resolved meanwhile is not there any more.
    reports.filter_map(Result::transpose).collect()
}

fn numbers(folder: &Path) -> Result<Vec<u32>, Error> {
    let number = |path: PathBuf| {
        path.file_name()?
            .to_str()?
            .strip_suffix(".json")?
            .parse()
            .ok()
    };
    Ok(entries(folder)?.into_iter().filter_map(number).collect())
}

fn folders(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut folders = entries(folder)?;
    folders.retain(|path| path.is_dir());
    Ok(folders)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    match fs::read_dir(folder) {
        Ok(entries) => entries
            .map(|entry| Ok(entry.map_err(at(folder))?.path()))
            .collect(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(at(folder)(error)),
    }
}
