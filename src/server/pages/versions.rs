//! All versions of an edition, and the publication history.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::{Value, json};

use super::peers::taken;
use super::{HTML, Kind, about_version};
use crate::edition::{Version, Withdrawal};
use crate::operations::Provenance;
use crate::server::ask::Ask;
use crate::server::cache::VersionPage;
use crate::server::contracts::{Fault, Shown};
use crate::server::refusal::Refusal;
use crate::server::security::share;
use crate::server::state::House;
use crate::source::Deposit;

static VERSIONS: Kind = Kind {
    media_type: HTML,
    make: |house, shown, tei, _| {
        let taken = taken(house, shown.line)?;
        house.pages.versions(shown, tei, &taken)
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
    about_version(&house, &line, line.latest(), page, &request).await
}

/// `/editions/{id}/versions.json`.
pub async fn json(
    State(house): State<Arc<House>>,
    Path(id): Path<String>,
    request: Ask,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let page = (VersionPage::VersionsJson, &VERSIONS_JSON);
    let mut response = about_version(&house, &line, line.latest(), page, &request).await?;
    share(response.headers_mut());
    Ok(response)
}

/// Versions, newest first, and the history that the current one tells.
fn for_programs(house: &House, shown: &Shown<'_>, tei: &Deposit<'_>) -> Result<String, Fault> {
    let history = house.pages.history(tei)?;
    let taken = taken(house, shown.line)?;
    let versions = shown.line.versions().rev();
    let versions: Vec<Value> = versions
        .map(|version| entry(shown, version, taken.get(&version.number)))
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

fn entry(shown: &Shown<'_>, version: &Version, taken: Option<&Provenance>) -> Value {
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
    entry
}
