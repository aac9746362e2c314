//! What another server needs to hold a version against its own, and where one is
//! from that came from another server (docs/publishing.md).

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;

use super::{Kind, about_version};
use crate::edition::{Digest, EditionId, VersionReference};
use crate::operations::{Provenance, VERSION_FORM};
use crate::server::ask::Ask;
use crate::server::cache::VersionPage;
use crate::server::contracts::{Fault, Line, Shown};
use crate::server::refusal::Refusal;
use crate::server::security::share;
use crate::server::state::House;
use crate::source::Deposit;
use crate::store::{Report, digest};
use crate::{key, said};

static VERSION: Kind = Kind {
    media_type: "application/json",
    make: |house, shown, tei, _| whole(house, shown, tei),
    negotiated: false,
    links: describes,
};

static PROVENANCE: Kind = Kind {
    media_type: "application/json",
    make: |house, shown, _, _| {
        let report = report(house, shown.line, shown.version.number)?;
        let report = report.ok_or(Fault::Absent)?;
        String::from_utf8(report).map_err(|error| Fault::Broken(error.to_string()))
    },
    negotiated: false,
    links: describes,
};

fn describes(shown: &Shown<'_>) -> String {
    let (id, number) = (shown.line.id(), shown.version.number);
    format!(
        "<{}>; rel=\"describes\"",
        shown.addresses.version(id, number)
    )
}

/// `/editions/{id}/{version}/version.json`.
pub async fn version(
    State(house): State<Arc<House>>,
    Path((id, version)): Path<(String, String)>,
    request: Ask,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let version = house.version(&line, &version)?;
    let page = (VersionPage::VersionJson, &VERSION);
    let mut response = about_version(&house, &line, version, page, &request).await?;
    share(response.headers_mut());
    Ok(response)
}

/// `/editions/{id}/{version}/provenance.json`.
pub async fn provenance(
    State(house): State<Arc<House>>,
    Path((id, version)): Path<(String, String)>,
    request: Ask,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let version = house.version(&line, &version)?;
    let page = (VersionPage::ProvenanceJson, &PROVENANCE);
    let answered = about_version(&house, &line, version, page, &request).await;
    let mut response = answered.map_err(|refusal| match refusal.status {
        StatusCode::NOT_FOUND => {
            let message = said!(
                "Version {number} was published here; it was not taken from another server.",
                number = version.number
            );
            let refusal = Refusal::new(StatusCode::NOT_FOUND, key!("Published here"), message);
            refusal.way(house.addresses().versions(line.id()), key!("All versions"))
        }
        _ => refusal,
    })?;
    share(response.headers_mut());
    Ok(response)
}

/// All that belongs to a version, with sizes and hashes, and what the journal
/// says of it.
#[derive(Serialize)]
struct Whole<'a> {
    form: &'static str,
    edition: &'a EditionId,
    version: u32,
    sha256: Digest,
    bytes: u64,
    published: &'a str,
    publisher: &'a str,
    message: &'a str,
    href: String,
    file: String,
    /// Where the TEI file lay among the others.
    path: &'a str,
    files: Vec<Part>,
    passages: Passages,
}

#[derive(Serialize)]
struct Part {
    path: String,
    sha256: Digest,
    bytes: usize,
}

#[derive(Serialize)]
struct Passages {
    form: &'static str,
    root: Digest,
    href: String,
}

fn whole(house: &House, shown: &Shown<'_>, tei: &Deposit<'_>) -> Result<String, Fault> {
    let (id, version, addresses) = (shown.line.id(), shown.version, shown.addresses);
    let fingerprints = house.library.fingerprints(id, version)?;
    let mut files = Vec::new();
    for path in tei.files.paths() {
        if path == *tei.path {
            continue;
        }
        let bytes = tei.files.read(&path).map_err(Fault::Broken)?;
        let bytes = bytes.ok_or(Fault::Absent)?;
        files.push(Part {
            path: path.as_str().to_owned(),
            sha256: digest(&bytes),
            bytes: bytes.len(),
        });
    }
    let whole = Whole {
        form: VERSION_FORM,
        edition: id,
        version: version.number,
        sha256: version.digest,
        bytes: version.bytes,
        published: &version.published,
        publisher: &version.publisher,
        message: &version.message,
        href: addresses.version(id, version.number),
        file: addresses.file(id, version.number),
        path: tei.path.as_str(),
        files,
        passages: Passages {
            form: fingerprints.form,
            root: fingerprints.root,
            href: addresses.passages_json(id, version.number),
        },
    };
    let json = serde_json::to_string_pretty(&whole);
    let json = json.map_err(|error| Fault::Broken(error.to_string()))?;
    Ok(json + "\n")
}

fn report(house: &House, line: &Line, number: u32) -> Result<Option<Vec<u8>>, Fault> {
    let number = VersionReference::Number(number);
    house.editions.report(line.id(), number, Report::Provenance)
}

/// Where the versions of an edition are from that were taken from other servers,
/// by number. What is withdrawn is passed over.
pub fn taken(house: &House, line: &Line) -> Result<BTreeMap<u32, Provenance>, Fault> {
    let mut reports = house.editions.reports(line.id(), Report::Provenance)?;
    let taken = line.versions().filter_map(|version| {
        let read = Provenance::read(&reports.remove(&version.number)?)?;
        Some((version.number, read))
    });
    Ok(taken.collect())
}
