//! Whom and what does a text name, as registers of all texts need it?

use serde::{Deserialize, Serialize};

use crate::edition::RegisterKind;
use crate::edition::register::Identity;
use crate::tei::Document;
use crate::tei::register::collation::sort_key;
use crate::tei::register::names_alone;

/// An entry of a register of one edition.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Named {
    /// The register: [`RegisterKind::word`].
    pub kind: String,
    /// Under which it stands.
    pub headword: String,
    /// Whether the edition says who or what it is; without that the form is all
    /// there is.
    pub identified: bool,
    /// Its records in authority files: addresses.
    pub authorities: Vec<String>,
    /// Its id in the register of the edition.
    pub id: String,
    /// In how many places it is named.
    pub passages: u32,
    /// The edition.
    pub edition: String,
    /// The version.
    pub version: u32,
    /// The title of the edition.
    pub title: String,
    /// Where it is, if it is a place of which the edition says so: degrees north and
    /// east (WGS84).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coordinates: Option<(f64, f64)>,
}

/// The entries of all registers of `document`, which is published as this version
/// of this edition under this title.
pub fn named(document: &Document, (edition, version, title): (&str, u32, &str)) -> Vec<Named> {
    let mut all = Vec::new();
    for register in names_alone(document).filled() {
        for entry in &register.entries {
            all.push(Named {
                kind: register.kind.word().to_owned(),
                headword: entry.headword.clone(),
                identified: entry.identity != Identity::Form,
                authorities: entry
                    .authorities
                    .iter()
                    .map(|record| record.href.clone())
                    .collect(),
                id: entry.id.clone(),
                passages: entry.occurrences.len() as u32,
                edition: edition.to_owned(),
                version,
                title: title.to_owned(),
                coordinates: entry.coordinates.map(|at| (at.latitude(), at.longitude())),
            });
        }
    }
    all
}

/// Where the entries of a register begin.
pub fn beginning(kind: RegisterKind) -> String {
    format!("{}\0", kind.word())
}

/// Where headwords like this one begin in a register.
pub fn place(kind: RegisterKind, headword: &str) -> String {
    format!("{}\0{}", kind.word(), sort_key(headword).text())
}

impl Named {
    /// Under what it is kept: in the order of registers, and the same for entries
    /// of several editions that have one headword and one record in an authority
    /// file.
    pub fn key(&self) -> String {
        let record = self
            .authorities
            .first()
            .map(String::as_str)
            .unwrap_or_default();
        let place = sort_key(&self.headword).text();
        let sure = u8::from(self.identified);
        format!(
            "{}\0{place}\0{}\0{sure}\0{record}",
            self.kind, self.headword
        )
    }
}
