//! Where a text is from that was harvested.

use serde::{Deserialize, Serialize};

use crate::edition::{Digest, EditionId, VersionReference};
use crate::store::{Error, Report, Store};

/// The name of this form.
pub const ORIGIN_FORM: &str = "variorum-origin-1";

/// Lies beside a version for good, as `provenance.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Origin {
    /// [`ORIGIN_FORM`].
    pub form: String,
    /// `OAI-PMH 2.0` or `DTS 1.0`.
    pub protocol: String,
    /// The address that was asked.
    pub source: String,
    /// What the text is called there.
    pub identifier: String,
    /// When it was last changed there, as it is said there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datestamp: Option<String>,
    /// SHA-256 of the text as it was taken.
    pub sha256: Digest,
    /// When it was taken: RFC 3339, UTC.
    pub taken: String,
    /// By whom.
    pub by: String,
}

impl Origin {
    /// As it is stored.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// Where the newest version of an edition is from. The outer `None`: there is
    /// no such edition; the inner: it is from here, or from elsewhere in another
    /// way.
    ///
    /// # Errors
    /// What the store meets.
    pub fn of(store: &Store, id: &EditionId) -> Result<Option<Option<Self>>, Error> {
        let versions = match store.versions(id) {
            Ok(versions) => versions,
            Err(Error::NoSuchEdition(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let Some(newest) = versions.last() else {
            return Ok(None);
        };
        let newest = VersionReference::Number(newest.number);
        match store.report(id, newest, Report::Provenance) {
            Ok(report) => Ok(Some(report.and_then(|bytes| {
                let origin: Self = serde_json::from_slice(&bytes).ok()?;
                (origin.form == ORIGIN_FORM).then_some(origin)
            }))),
            // What was withdrawn here is not taken again from anywhere.
            Err(Error::Withdrawn(..)) => Ok(Some(None)),
            Err(error) => Err(error),
        }
    }
}
