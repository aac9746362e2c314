//! What the header says about a version.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;

use super::{HTML, Kind, about_version};
use crate::edition::VersionReference;
use crate::server::ask::Ask;
use crate::server::cache::VersionPage;
use crate::server::contracts::Shown;
use crate::server::refusal::Refusal;
use crate::server::state::House;
use crate::store::Report;

static COLOPHON: Kind = Kind {
    media_type: HTML,
    make: |house, shown, tei, _| {
        let number = VersionReference::Number(shown.version.number);
        let report = (house.editions).report(shown.line.id(), number, Report::Validation);
        house
            .pages
            .colophon(shown, tei, matches!(report, Ok(Some(_))))
    },
    negotiated: false,
    links,
};

/// `/editions/{id}/colophon`: of the current version.
pub async fn current(
    State(house): State<Arc<House>>,
    Path(id): Path<String>,
    request: Ask,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let page = (VersionPage::Colophon, &COLOPHON);
    about_version(&house, &line, line.latest(), page, &request).await
}

/// `/editions/{id}/{version}/colophon`: of a version.
pub async fn version(
    State(house): State<Arc<House>>,
    Path((id, version)): Path<(String, String)>,
    request: Ask,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let version = house.version(&line, &version)?;
    let page = (VersionPage::Colophon, &COLOPHON);
    about_version(&house, &line, version, page, &request).await
}

fn links(shown: &Shown<'_>) -> String {
    let (id, number) = (shown.line.id(), shown.version.number);
    let colophon = shown.addresses.colophon(id, number);
    let edition = shown.addresses.version(id, number);
    format!("<{colophon}>; rel=\"canonical\", <{edition}>; rel=\"describes\"")
}
