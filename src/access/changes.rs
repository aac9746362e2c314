//! Who changed what, and when: `changes.jsonl`.
//!
//! A line of JSON for each change, the oldest first. Lines are only added. Each
//! holds the SHA-256 of the line before it, so that a line that was changed or
//! taken out later is noticed.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Access, Error, at, files};
use crate::edition::{Digest, EditionId};
use crate::store::digest;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// A version was published.
    Published,
    /// A version was withdrawn.
    Withdrawn,
    /// A draft was kept.
    Drafted,
    /// A token was made.
    TokenMade,
    /// A token was revoked.
    TokenRevoked,
}

impl Act {
    /// In a word or two.
    pub fn words(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
            Self::Drafted => "drafted",
            Self::TokenMade => "token made",
            Self::TokenRevoked => "token revoked",
        }
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// When: RFC 3339, UTC, whole seconds.
    pub when: String,
    /// Who.
    pub who: String,
    /// The number of the token with which it was done, or to which it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// What.
    pub act: Act,
    /// The edition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<EditionId>,
    /// The version that was the newest before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<u32>,
    /// The version that was published or withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<u32>,
    /// SHA-256 of its TEI file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Digest>,
    /// Why: the change note, or the reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Line {
    #[serde(flatten)]
    change: serde_json::Map<String, serde_json::Value>,
    /// SHA-256 of the line before, without its end; none in the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<Digest>,
}

/// The list of changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log {
    /// All changes, oldest first.
    pub changes: Vec<Change>,
    /// Lines, from 1, that do not follow upon the line before them: it was
    /// changed after it was written, or lines were taken out.
    pub broken: Vec<usize>,
}

impl Access {
    fn changes_file(&self) -> PathBuf {
        self.folder().join("changes.jsonl")
    }

    /// Adds a change. When this returns, it is on disk.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn record(&self, change: &Change) -> Result<(), Error> {
        self.record_all(std::slice::from_ref(change))
    }

    /// Adds changes, in their order. When this returns, they are on disk.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn record_all(&self, changes: &[Change]) -> Result<(), Error> {
        if changes.is_empty() {
            return Ok(());
        }
        files::folder(self.folder())?;
        let _lock = files::lock(self.folder())?;
        let path = self.changes_file();
        let fresh = !path.exists();
        let mut file = files::append(&path)?;
        let last = last_line(&mut file).map_err(at(&path))?;
        let mut before = (!last.is_empty()).then(|| digest(trimmed(&last)));
        let mut bytes = Vec::new();
        // A crash may have cut the last line off: a new one begins behind it.
        if !last.is_empty() && !last.ends_with(b"\n") {
            bytes.push(b'\n');
        }
        for change in changes {
            let line = encode(change, before).map_err(|error| Error::Unfit(error.to_string()))?;
            before = Some(digest(&line));
            bytes.extend_from_slice(&line);
            bytes.push(b'\n');
        }
        file.write_all(&bytes)
            .and_then(|()| file.sync_data())
            .map_err(at(&path))?;
        if fresh {
            files::sync_folder(&path)?;
        }
        Ok(())
    }

    /// All changes.
    ///
    /// # Errors
    /// [`Error::Io`]. A line that cannot be read is an answer ([`Log::broken`]),
    /// not an error.
    pub fn changes(&self) -> Result<Log, Error> {
        let bytes = files::read(&self.changes_file())?.unwrap_or_default();
        let mut log = Log::default();
        let mut before = None;
        let lines = bytes.split(|byte| *byte == b'\n');
        for (at, line) in lines.enumerate().filter(|(_, line)| !line.is_empty()) {
            match decode(line) {
                Some((change, follows)) => {
                    log.changes.push(change);
                    if follows != before {
                        log.broken.push(at + 1);
                    }
                }
                None => log.broken.push(at + 1),
            }
            before = Some(digest(line));
        }
        Ok(log)
    }

    /// Where the list of changes is.
    pub fn changes_path(&self) -> impl AsRef<Path> {
        self.changes_file()
    }
}

fn encode(change: &Change, before: Option<Digest>) -> serde_json::Result<Vec<u8>> {
    let serde_json::Value::Object(change) = serde_json::to_value(change)? else {
        return Ok(Vec::new());
    };
    serde_json::to_vec(&Line { change, before })
}

fn decode(line: &[u8]) -> Option<(Change, Option<Digest>)> {
    let line: Line = serde_json::from_slice(line).ok()?;
    let change = serde_json::from_value(line.change.into()).ok()?;
    Some((change, line.before))
}

fn trimmed(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\n").unwrap_or(line)
}

/// Bytes that are read at once, from the end.
const BLOCK: u64 = 4096;

/// The last line of a file, with its end if it has one; nothing if it is empty.
fn last_line(file: &mut File) -> std::io::Result<Vec<u8>> {
    let length = file.seek(SeekFrom::End(0))?;
    let mut start = length;
    let mut tail = Vec::new();
    while start > 0 {
        let size = BLOCK.min(start);
        start -= size;
        let mut block = vec![0; usize::try_from(size).unwrap_or(0)];
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut block)?;
        block.extend_from_slice(&tail);
        tail = block;
        let content = trimmed(&tail);
        if let Some(end) = content.iter().rposition(|byte| *byte == b'\n') {
            return Ok(tail.split_off(end + 1));
        }
    }
    Ok(tail)
}
