//! The fingerprints of all passages, for programs (docs/passages.md).

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;

use super::{Kind, about_version};
use crate::edition::{Digest, EditionId, Version};
use crate::passage::Fingerprints;
use crate::server::ask::Ask;
use crate::server::cache::VersionPage;
use crate::server::contracts::{Fault, Line, Shown};
use crate::server::refusal::Refusal;
use crate::server::security::share;
use crate::server::state::House;

static PASSAGES: Kind = Kind {
    media_type: "application/json",
    make: |house, shown, _, _| listed(house, shown),
    negotiated: false,
    links: |shown| {
        let address = shown
            .addresses
            .version(shown.line.id(), shown.version.number);
        format!("<{address}>; rel=\"describes\"")
    },
};

/// `/editions/{id}/passages.json`.
pub async fn current(
    State(house): State<Arc<House>>,
    Path(id): Path<String>,
    request: Ask,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    answer(&house, &line, line.latest(), &request).await
}

/// `/editions/{id}/{version}/passages.json`.
pub async fn version(
    State(house): State<Arc<House>>,
    Path((id, version)): Path<(String, String)>,
    request: Ask,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let version = house.version(&line, &version)?;
    answer(&house, &line, version, &request).await
}

async fn answer(
    house: &Arc<House>,
    line: &Arc<Line>,
    version: &Version,
    request: &Ask,
) -> Result<Response, Refusal> {
    let page = (VersionPage::PassagesJson, &PASSAGES);
    let mut response = about_version(house, line, version, page, request).await?;
    share(response.headers_mut());
    Ok(response)
}

#[derive(Serialize)]
struct Listed<'a> {
    edition: &'a EditionId,
    version: u32,
    sha256: Digest,
    href: String,
    #[serde(flatten)]
    fingerprints: &'a Fingerprints,
}

fn listed(house: &House, shown: &Shown<'_>) -> Result<String, Fault> {
    let (id, version) = (shown.line.id(), shown.version);
    let fingerprints = house.library.fingerprints(id, version)?;
    let listed = Listed {
        edition: id,
        version: version.number,
        sha256: version.digest,
        href: shown.addresses.version(id, version.number),
        fingerprints: &fingerprints,
    };
    let json = serde_json::to_string_pretty(&listed);
    let json = json.map_err(|error| Fault::Broken(error.to_string()))?;
    Ok(json + "\n")
}
