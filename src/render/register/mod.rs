//! How does a register look, to readers and to programs?
//!
//! The same entries and passages as a page, as JSON and as CSV (RFC 4180).

mod csv;
mod label;
mod view;

use serde::Serialize;

use super::page::{RegisterAddress, RegisterLink};
use crate::edition::{Register, RegisterKind};
use crate::key;
use crate::tei::Document;
use crate::tei::register::Registers;
use crate::wording::Wording;

pub use csv::csv;
pub use view::{EntryView, LetterView, letters};

/// What a register is called on the page.
pub fn title(kind: RegisterKind) -> &'static str {
    match kind {
        RegisterKind::People => key!("People"),
        RegisterKind::Places => key!("Places"),
        RegisterKind::Organisations => key!("Organisations"),
        RegisterKind::Works => key!("Works"),
        RegisterKind::Events => key!("Events"),
    }
}

/// Links to the registers that have entries.
pub fn links(registers: &Registers, addresses: &[RegisterAddress]) -> Vec<RegisterLink> {
    let filled = registers.filled();
    let link = |register: &Register| {
        let address = addresses
            .iter()
            .find(|address| address.kind == register.kind)?;
        Some(RegisterLink {
            kind: register.kind,
            label: title(register.kind),
            href: address.href.clone(),
            entries: register.entries.len() as u32,
        })
    };
    filled.filter_map(link).collect()
}

/// A register for programs.
#[derive(Debug, Serialize)]
pub struct RegisterFile {
    /// The edition.
    pub edition: String,
    /// The version; 0 for a file that is not published.
    pub version: u32,
    /// What is listed.
    pub kind: RegisterKind,
    /// The entries with their passages.
    pub entries: Vec<EntryView>,
}

impl RegisterFile {
    /// The register of one kind; links to passages begin with `version_href`, and are
    /// called so in the words of `wording`.
    pub fn new(
        document: &Document,
        registers: &Registers,
        kind: RegisterKind,
        (edition, version): (&str, u32),
        (version_href, wording): (&str, &Wording),
    ) -> Self {
        let entries = registers.get(kind).map(|register| &register.entries);
        let entries =
            entries.map(|entries| view::entries(document, kind, entries, (version_href, wording)));
        Self {
            edition: edition.to_owned(),
            version,
            kind,
            entries: entries.unwrap_or_default(),
        }
    }

    /// Keeps the first passages of each entry.
    pub fn bound(&mut self, most: usize) {
        for entry in &mut self.entries {
            entry.passages.truncate(most);
        }
    }

    /// As JSON, with a line feed at its end.
    pub fn json(&self) -> String {
        let mut json = serde_json::to_string_pretty(self).unwrap_or_default();
        json.push('\n');
        json
    }
}
