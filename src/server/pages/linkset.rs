//! Everything that is linked at a version, as one set (RFC 9264).

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;

use super::{Kind, about_version};
use crate::describe::Record;
use crate::server::ask::Ask;
use crate::server::cache::VersionPage;
use crate::server::contracts::{Fault, Shown};
use crate::server::links::{LINKSET, LINKSET_JSON, Sets, as_json, as_text, sets};
use crate::server::refusal::Refusal;
use crate::server::security::share;
use crate::server::state::House;

static TEXT: Kind = Kind {
    media_type: LINKSET,
    make: |house, shown, _, _| Ok(as_text(&of(house, shown)?)),
    negotiated: false,
    links,
};

static JSON: Kind = Kind {
    media_type: LINKSET_JSON,
    make: |house, shown, _, _| Ok(as_json(&of(house, shown)?)),
    negotiated: false,
    links,
};

fn of(house: &House, shown: &Shown<'_>) -> Result<Sets, Fault> {
    let document = house.library.document(shown.line.id(), shown.version)?;
    Ok(sets(shown, &Record::of(&document)))
}

/// `/editions/{id}/{version}/linkset`, and as JSON.
pub async fn answer(
    json: bool,
    State(house): State<Arc<House>>,
    Path((id, version)): Path<(String, String)>,
    request: Ask,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let version = house.version(&line, &version)?;
    let page = match json {
        true => (VersionPage::LinksetJson, &JSON),
        false => (VersionPage::Linkset, &TEXT),
    };
    let mut response = about_version(&house, &line, version, page, &request).await?;
    share(response.headers_mut());
    Ok(response)
}

fn links(shown: &Shown<'_>) -> String {
    let page = shown
        .addresses
        .version(shown.line.id(), shown.version.number);
    format!("<{page}>; rel=\"describes\"; type=\"text/html\"")
}
