//! What came of it?

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::handed::Handed;
use super::order::Found;
use super::state::State;
use crate::diagnostic::{Finding, Reported};
use crate::edition::{EditionId, Version, Withdrawal};
use crate::operations::{Record, Validation};
use crate::server::addresses::Addresses;
use crate::server::prepared::set;
use crate::xml::Tree;

/// What became of a file that was handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is version 1 of a new edition.
    Created,
    /// It is a new version.
    Next,
    /// The newest version has these bytes already.
    Unchanged,
}

impl Outcome {
    /// In words for programs; `tried` if nothing was to be written.
    pub fn word(self, tried: bool) -> &'static str {
        match (self, tried) {
            (Self::Created, false) => "created",
            (Self::Next, false) => "new-version",
            (Self::Unchanged, false) => "unchanged",
            (Self::Created, true) => "would-create",
            (Self::Next, true) => "would-make-new-version",
            (Self::Unchanged, true) => "would-change-nothing",
        }
    }
}

/// Findings in a reply; the report of the version has all.
const MOST_FINDINGS: usize = 200;

/// What was found in a file.
pub fn found(handed: &Handed, read: &Reported<Tree>, validation: &Validation) -> Found {
    let tree = &read.value;
    let record = Record::new(validation, tree, handed.path.as_str());
    let noticed = read.findings.iter();
    let noticed = noticed.map(|finding| Finding::new(finding, tree.source()));
    let mut all: Vec<Finding> = handed.converted.clone().unwrap_or_default();
    all.extend(noticed);
    all.extend(record.findings.into_iter().map(|placed| placed.finding));
    all.extend(record.notes);
    let omitted = all.len().saturating_sub(MOST_FINDINGS);
    all.truncate(MOST_FINDINGS);
    Found {
        verdict: record.verdict,
        summary: validation.sentence(),
        findings: all,
        omitted,
    }
}

/// A version for programs.
pub fn version(addresses: &Addresses, id: &EditionId, version: &Version) -> Value {
    json!({
        "number": version.number,
        "sha256": version.digest,
        "bytes": version.bytes,
        "published": version.published,
        "publisher": version.publisher,
        "note": version.message,
        "links": {
            "page": addresses.version(id, version.number),
            "file": addresses.file(id, version.number),
            "validation": addresses.validation_json(id, version.number),
            "cite": format!("{}/cite", addresses.version(id, version.number)),
        },
    })
}

/// A withdrawal for programs.
pub fn withdrawal(withdrawal: &Withdrawal) -> Value {
    json!({
        "version": withdrawal.version,
        "when": withdrawal.when,
        "by": withdrawal.by,
        "reason": withdrawal.reason,
    })
}

/// An edition as it stands, for programs.
pub fn edition(addresses: &Addresses, id: &EditionId, state: &State) -> Value {
    json!({
        "edition": id,
        "etag": state.tag(),
        "version": version(addresses, id, &state.newest),
        "withdrawn": state.withdrawn.as_ref().map(withdrawal),
        "links": links(addresses, id),
    })
}

/// Where an edition stands.
pub fn links(addresses: &Addresses, id: &EditionId) -> Value {
    json!({
        "self": addresses.api_edition(id),
        "page": addresses.edition(id),
        "file": addresses.current_file(id),
        "versions": addresses.versions_json(id),
    })
}

/// A reply in JSON that nobody keeps.
pub fn answer(status: StatusCode, value: &Value) -> Response {
    let headers = [
        (CONTENT_TYPE, "application/json"),
        (CACHE_CONTROL, "no-store"),
    ];
    (status, headers, format!("{value:#}\n")).into_response()
}

/// The same with what tells of a version: its entity tag, if the bytes that were
/// sent are those of the file (RFC 9110 §9.3.4), and its address.
pub fn stamped(mut response: Response, tag: Option<&str>, address: Option<&str>) -> Response {
    let headers: &mut HeaderMap = response.headers_mut();
    if let Some(tag) = tag {
        set(headers, ETAG, tag);
    }
    if let Some(address) = address {
        set(headers, LOCATION, address);
    }
    response
}
