//! A file is counted.

use serde::Serialize;

use super::convert::Input;
use crate::store;
use crate::tei::facts::{self, Facts};
use crate::xml;

/// What can be said of a file's bytes, and of what they hold.
#[derive(Debug, Serialize)]
pub struct FileFacts {
    /// Its name, without folders.
    pub file: String,
    /// How many bytes.
    pub bytes: usize,
    /// Their SHA-256.
    pub sha256: String,
    /// Whether it is well-formed XML.
    pub well_formed: bool,
    /// Why it is not: line, column and reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// What is in it, if it is.
    #[serde(flatten)]
    pub facts: Option<Facts>,
}

/// Counts what is in a file. One that is not well formed has facts too: its
/// size, its digest and its first fault.
pub fn file_facts(input: Input<'_>) -> FileFacts {
    let base = input.name.rsplit(['/', '\\']).next();
    let (facts, error) = match xml::read(input.name, input.bytes) {
        Ok(read) => (Some(facts::facts(&read.value)), None),
        Err(rejected) => (None, Some(first_fault(&rejected))),
    };
    FileFacts {
        file: base.unwrap_or(input.name).to_owned(),
        bytes: input.bytes.len(),
        sha256: store::digest(input.bytes).to_string(),
        well_formed: facts.is_some(),
        error,
        facts,
    }
}

/// The fault for which a file was rejected: the last that was found.
fn first_fault(rejected: &xml::Rejected) -> String {
    let fault = rejected.findings.last();
    fault.map_or_else(String::new, |fault| {
        let place = rejected.source.position(fault.span.start);
        format!("{place}: {}", fault.message)
    })
}
