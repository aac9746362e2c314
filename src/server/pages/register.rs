//! Who and what a version names.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, VARY};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;

use super::{HTML, Kind, about_version};
use crate::edition::{RegisterKind, Version};
use crate::server::ask::Ask;
use crate::server::cache::{RegisterForm, VersionPage};
use crate::server::contracts::{Fault, Line, Shown};
use crate::server::negotiate::media_quality;
use crate::server::prepared::set;
use crate::server::refusal::Refusal;
use crate::server::router::redirect;
use crate::server::security::share;
use crate::server::state::House;
use crate::source::Deposit;

/// The media type of tables (RFC 7111 §5.1).
const CSV: &str = "text/csv; charset=utf-8; header=present";

static PAGE: Kind = Kind {
    media_type: HTML,
    make,
    negotiated: true,
    links,
};

static JSON: Kind = Kind {
    media_type: "application/json",
    make,
    negotiated: false,
    links,
};

static TABLE: Kind = Kind {
    media_type: CSV,
    make,
    negotiated: false,
    links,
};

/// A register in one of its forms.
type Wanted = (RegisterKind, RegisterForm);

fn make(
    house: &House,
    shown: &Shown<'_>,
    tei: &Deposit<'_>,
    page: VersionPage,
) -> Result<String, Fault> {
    match page {
        VersionPage::Register(kind, form) => house.pages.register(shown, tei, (kind, form)),
        _ => Err(Fault::Absent),
    }
}

/// `/editions/{id}/people` …: of the current version.
pub async fn current(
    wanted: Wanted,
    State(house): State<Arc<House>>,
    Path(id): Path<String>,
    request: Ask,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let address = |form| {
        house
            .addresses()
            .current_register(line.id(), wanted.0, form)
    };
    match form(wanted, &request) {
        Some(form) => Ok(see_other(&address(form))),
        None => show(&house, &line, line.latest(), wanted, &request).await,
    }
}

/// `/editions/{id}/{version}/people` …: of a version.
pub async fn version(
    wanted: Wanted,
    State(house): State<Arc<House>>,
    Path((id, version)): Path<(String, String)>,
    request: Ask,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let version = house.version(&line, &version)?;
    let address = |form| {
        let addresses = house.addresses();
        addresses.register(line.id(), version.number, wanted.0, form)
    };
    match form(wanted, &request) {
        Some(form) => Ok(see_other(&address(form))),
        None => show(&house, &line, version, wanted, &request).await,
    }
}

async fn show(
    house: &Arc<House>,
    line: &Arc<Line>,
    version: &Version,
    (kind, form): Wanted,
    request: &Ask,
) -> Result<Response, Refusal> {
    let made = match form {
        RegisterForm::Page => &PAGE,
        RegisterForm::Json => &JSON,
        RegisterForm::Csv => &TABLE,
    };
    let page = (VersionPage::Register(kind, form), made);
    let mut response = about_version(house, line, version, page, request).await?;
    if form != RegisterForm::Page {
        share(response.headers_mut());
    }
    if form == RegisterForm::Csv {
        let (id, number, word) = (line.id(), version.number, kind.word());
        let name = format!("attachment; filename=\"{id}-v{number}-{word}.csv\"");
        set(response.headers_mut(), CONTENT_DISPOSITION, &name);
    }
    Ok(response)
}

/// The other form that the client likes better than the page it asked for.
fn form((_, form): Wanted, request: &Ask) -> Option<RegisterForm> {
    if form != RegisterForm::Page {
        return None;
    }
    let quality = |media_type| media_quality(request.headers(), media_type);
    let (page, json, csv) = (
        quality("text/html"),
        quality("application/json"),
        quality("text/csv"),
    );
    if json > page && json >= csv {
        Some(RegisterForm::Json)
    } else {
        (csv > page).then_some(RegisterForm::Csv)
    }
}

fn see_other(address: &str) -> Response {
    let mut response = redirect(StatusCode::SEE_OTHER, address);
    let headers = response.headers_mut();
    headers.insert(VARY, HeaderValue::from_static("Accept"));
    response
}

/// The register is about the text of the version.
fn links(shown: &Shown<'_>) -> String {
    let (id, number) = (shown.line.id(), shown.version.number);
    let edition = shown.addresses.version(id, number);
    format!("<{edition}>; rel=\"up\"; type=\"text/html\"")
}
