//! How a version stands to its schemas, as it was found when it was published.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::VARY;
use axum::response::Response;

use super::{HTML, Kind, about_version};
use crate::edition::VersionReference;
use crate::server::ask::Ask;
use crate::server::cache::VersionPage;
use crate::server::contracts::{Fault, Shown};
use crate::server::negotiate::media_quality;
use crate::server::refusal::Refusal;
use crate::server::security::share;
use crate::server::state::House;
use crate::store::Report;

const JSON: &str = "application/json";

static VALIDATION: Kind = Kind {
    media_type: HTML,
    make: |house, shown, tei, _| house.pages.validation(shown, tei, &report(house, shown)?),
    negotiated: true,
    links: |shown| {
        let (id, number) = (shown.line.id(), shown.version.number);
        let (json, edition) = (
            shown.addresses.validation_json(id, number),
            shown.addresses.version(id, number),
        );
        format!("<{json}>; rel=\"alternate\"; type=\"{JSON}\", <{edition}>; rel=\"describes\"")
    },
};

static VALIDATION_JSON: Kind = Kind {
    media_type: JSON,
    make: |house, shown, _, _| {
        String::from_utf8(report(house, shown)?).map_err(|error| Fault::Broken(error.to_string()))
    },
    negotiated: false,
    links: |shown| {
        let (id, number) = (shown.line.id(), shown.version.number);
        let page = shown.addresses.validation(id, number);
        format!("<{page}>; rel=\"alternate\"; type=\"text/html\"")
    },
};

/// `/editions/{id}/{version}/validation`: for readers, or for programs that
/// prefer JSON.
pub async fn page(
    state: State<Arc<House>>,
    path: Path<(String, String)>,
    request: Ask,
) -> Result<Response, Refusal> {
    let quality = |media_type| media_quality(request.headers(), media_type);
    if quality(JSON) > quality("text/html") {
        let mut response = json(state, path, request).await?;
        let headers = response.headers_mut();
        headers.append(VARY, HeaderValue::from_static("Accept"));
        return Ok(response);
    }
    answer(
        state,
        path,
        (VersionPage::Validation, &VALIDATION),
        &request,
    )
    .await
}

/// `/editions/{id}/{version}/validation.json`.
pub async fn json(
    state: State<Arc<House>>,
    path: Path<(String, String)>,
    request: Ask,
) -> Result<Response, Refusal> {
    let page = (VersionPage::ValidationJson, &VALIDATION_JSON);
    let mut response = answer(state, path, page, &request).await?;
    share(response.headers_mut());
    Ok(response)
}

async fn answer(
    State(house): State<Arc<House>>,
    Path((id, version)): Path<(String, String)>,
    page: (VersionPage, &'static Kind),
    request: &Ask,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let version = house.version(&line, &version)?;
    about_version(&house, &line, version, page, request).await
}

fn report(house: &House, shown: &Shown<'_>) -> Result<Vec<u8>, Fault> {
    let number = VersionReference::Number(shown.version.number);
    let report = (house.editions).report(shown.line.id(), number, Report::Validation);
    report?.ok_or(Fault::Absent)
}
