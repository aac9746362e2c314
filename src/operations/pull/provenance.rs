//! Where is a version from?

use serde::{Deserialize, Serialize};

use super::proof::Proven;
use crate::edition::Digest;

/// The name of the form.
pub const PROVENANCE_FORM: &str = "variorum-provenance-1";

/// That a version was not published here but taken from another server, where
/// from, by whom, and what was found to be the same. It lies beside the version
/// for good, as `provenance.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// [`PROVENANCE_FORM`].
    pub form: String,
    /// Where it was published.
    pub source: Source,
    /// SHA-256 of its TEI file, here and there.
    pub sha256: Digest,
    /// Whether that was known beforehand, from a citation; otherwise the source
    /// alone said it.
    pub cited: bool,
    /// How fingerprints were taken, here and there.
    pub passages: String,
    /// The root over its passages, here and there.
    pub root: Digest,
    /// How many passages have the same two hashes here and there.
    pub units: usize,
    /// How many files came with the TEI file, all with the hash that the source
    /// says.
    pub files: usize,
    /// When it was taken: RFC 3339, UTC.
    pub taken: String,
    /// By whom.
    pub by: String,
}

/// What the source says of a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Where the server stands.
    pub site: String,
    /// Where the version stands on it.
    pub address: String,
    /// Its edition there.
    pub edition: String,
    /// Its number there.
    pub version: u32,
    /// When it was published there: RFC 3339.
    pub published: String,
    /// By whom.
    pub publisher: String,
    /// Why.
    pub message: String,
}

impl Provenance {
    /// Of a version that was taken at `taken` (RFC 3339) by `by`.
    pub fn new(proven: &Proven, by: &str, taken: &str) -> Self {
        Self {
            form: PROVENANCE_FORM.to_owned(),
            source: Source {
                site: proven.site.clone(),
                address: proven.address.clone(),
                edition: proven.edition.to_string(),
                version: proven.number,
                published: proven.published.clone(),
                publisher: proven.publisher.clone(),
                message: proven.message.clone(),
            },
            sha256: proven.sha256,
            cited: proven.cited,
            passages: crate::passage::FORM.to_owned(),
            root: proven.root,
            units: proven.units,
            files: proven.files.len(),
            taken: taken.to_owned(),
            by: by.to_owned(),
        }
    }

    /// As it is stored.
    pub fn to_bytes(&self) -> Vec<u8> {
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        format!("{text}\n").into_bytes()
    }

    /// As it was stored; `None` if it is of another form.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let read: Self = serde_json::from_slice(bytes).ok()?;
        (read.form == PROVENANCE_FORM).then_some(read)
    }
}
