//! All versions of an edition, and the publication history.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::{Value, json};

use super::peers::taken;
use super::{HTML, Kind, about_version_as};
use crate::edition::{EditionId, Version, Withdrawal};
use crate::operations::Provenance;
use crate::server::ask::Ask;
use crate::server::cache::VersionPage;
use crate::server::contracts::{Fault, Line, Shown};
use crate::server::fingerprint::fingerprint;
use crate::server::refusal::Refusal;
use crate::server::security::share;
use crate::server::shelf::blocking;
use crate::server::state::House;
use crate::source::Deposit;

static VERSIONS: Kind = Kind {
    media_type: HTML,
    make: |house, shown, tei, _| {
        let taken = taken(house, shown.line)?;
        house
            .pages
            .versions(shown, tei, &taken, &behind(house, shown.line.id())?)
    },
    negotiated: false,
    links: |shown| {
        let address = shown.addresses.versions_json(shown.line.id());
        format!("<{address}>; rel=\"alternate\"; type=\"application/json\"")
    },
};

static VERSIONS_JSON: Kind = Kind {
    media_type: "application/json",
    make: |house, shown, tei, _| for_programs(house, shown, tei),
    negotiated: false,
    links: |shown| {
        let address = shown.addresses.versions(shown.line.id());
        format!("<{address}>; rel=\"alternate\"; type=\"text/html\"")
    },
};

/// `/editions/{id}/versions`.
pub async fn page(
    State(house): State<Arc<House>>,
    Path(id): Path<String>,
    request: Ask,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let page = (VersionPage::Versions, &VERSIONS);
    let state = fingerprint(behind_of(&house, &line).await?);
    about_version_as(&house, &line, line.latest(), (page, state), &request).await
}

/// How many reports of readers led to each version.
fn behind(house: &House, id: &EditionId) -> Result<BTreeMap<u32, usize>, Fault> {
    let Some(desk) = &house.desk else {
        return Ok(BTreeMap::new());
    };
    let counted = desk.access.reports_behind(id);
    counted.map_err(|error| Fault::Broken(error.to_string()))
}

/// The same, without keeping those waiting who answer.
async fn behind_of(house: &Arc<House>, line: &Arc<Line>) -> Result<BTreeMap<u32, usize>, Fault> {
    let (house, line) = (house.clone(), line.clone());
    blocking(move || behind(&house, line.id())).await
}

/// `/editions/{id}/versions.json`.
pub async fn json(
    State(house): State<Arc<House>>,
    Path(id): Path<String>,
    request: Ask,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let page = (VersionPage::VersionsJson, &VERSIONS_JSON);
    let state = fingerprint(behind_of(&house, &line).await?);
    let page = (page, state);
    let mut response = about_version_as(&house, &line, line.latest(), page, &request).await?;
    share(response.headers_mut());
    Ok(response)
}

/// Versions, newest first, and the history that the current one tells.
fn for_programs(house: &House, shown: &Shown<'_>, tei: &Deposit<'_>) -> Result<String, Fault> {
    let history = house.pages.history(tei)?;
    let (taken, behind) = (taken(house, shown.line)?, behind(house, shown.line.id())?);
    let versions = shown.line.versions().rev();
    let versions: Vec<Value> = versions
        .map(|version| {
            let number = version.number;
            entry(shown, version, (taken.get(&number), behind.get(&number)))
        })
        .collect();
    let withdrawn: Vec<Value> = (shown.line.withdrawn().iter().rev())
        .map(|(version, withdrawal)| withdrawn_entry(version, withdrawal))
        .collect();
    let listed = json!({
        "edition": shown.line.id(),
        "href": shown.addresses.edition(shown.line.id()),
        "versions": versions,
        "withdrawn": withdrawn,
        "states": history.states,
        "changes": history.changes,
    });
    Ok(format!("{listed:#}\n"))
}

/// What stays known of a version that is not shown any more.
fn withdrawn_entry(version: &Version, withdrawal: &Withdrawal) -> Value {
    json!({
        "number": version.number,
        "digest": version.digest,
        "bytes": version.bytes,
        "published": version.published,
        "publisher": version.publisher,
        "message": version.message,
        "withdrawn": withdrawal.when,
        "by": withdrawal.by,
        "reason": withdrawal.reason,
    })
}

fn entry(
    shown: &Shown<'_>,
    version: &Version,
    (taken, reports): (Option<&Provenance>, Option<&usize>),
) -> Value {
    let id = shown.line.id();
    let mut entry = json!({
        "number": version.number,
        "digest": version.digest,
        "bytes": version.bytes,
        "published": version.published,
        "publisher": version.publisher,
        "message": version.message,
        "href": shown.addresses.version(id, version.number),
        "file": shown.addresses.file(id, version.number),
    });
    if let Some(taken) = taken {
        entry["taken_from"] = json!(taken.source.address);
        entry["provenance"] = json!(shown.addresses.provenance_json(id, version.number));
    }
    if let Some(reports) = reports {
        entry["reports"] = json!(reports);
    }
    entry
}
