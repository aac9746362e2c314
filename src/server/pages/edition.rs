//! The text with its notes and apparatus.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::VARY;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;

use super::{HTML, Kind, about_version};
use crate::edition::Version;
use crate::server::ask::Ask;
use crate::server::cache::VersionPage;
use crate::server::contracts::{Line, Shown};
use crate::server::downloads::TEI;
use crate::server::negotiate::media_quality;
use crate::server::refusal::Refusal;
use crate::server::router::redirect;
use crate::server::state::House;
use crate::server::view::{View, from_query};

static EDITION: Kind = Kind {
    media_type: HTML,
    make: |house, shown, tei, page| match page {
        VersionPage::Edition(view) => house.pages.edition(shown, tei, view),
        _ => house.pages.edition(shown, tei, View::default()),
    },
    negotiated: true,
    links,
};

/// `/editions/{id}`: the current version.
pub async fn current(
    State(house): State<Arc<House>>,
    Path(id): Path<String>,
    request: Ask,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let addresses = house.addresses();
    let forms = || {
        (
            addresses.edition(line.id()),
            addresses.current_file(line.id()),
        )
    };
    match form(&request, forms)? {
        Form::Page => show(&house, &line, line.latest(), &request).await,
        Form::File(address) => Ok(see_other(&address)),
    }
}

/// `/editions/{id}/{version}`: a version, by number or digest.
pub async fn version(
    State(house): State<Arc<House>>,
    Path((id, version)): Path<(String, String)>,
    request: Ask,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let version = house.version(&line, &version)?;
    let (addresses, number) = (house.addresses(), version.number);
    let forms = || {
        (
            addresses.version(line.id(), number),
            addresses.file(line.id(), number),
        )
    };
    match form(&request, forms)? {
        Form::Page => show(&house, &line, version, &request).await,
        Form::File(address) => Ok(see_other(&address)),
    }
}

async fn show(
    house: &Arc<House>,
    line: &Arc<Line>,
    version: &Version,
    request: &Ask,
) -> Result<Response, Refusal> {
    let view = from_query(request.uri().query());
    let page = (VersionPage::Edition(view), &EDITION);
    about_version(house, line, version, page, request).await
}

enum Form {
    Page,
    File(String),
}

/// Which form the client accepts best; the page, if it does not care. `forms`
/// are the addresses of page and file.
fn form(request: &Ask, forms: impl Fn() -> (String, String)) -> Result<Form, Refusal> {
    let page = media_quality(request.headers(), "text/html");
    let file = media_quality(request.headers(), TEI);
    if file > page {
        Ok(Form::File(forms().1))
    } else if page > 0 {
        Ok(Form::Page)
    } else {
        let (page, file) = forms();
        Err(Refusal::not_acceptable(&page, &file))
    }
}

fn see_other(address: &str) -> Response {
    let mut response = redirect(StatusCode::SEE_OTHER, address);
    response
        .headers_mut()
        .insert(VARY, HeaderValue::from_static("Accept"));
    response
}

/// Typed links: how to cite (RFC 8574), what is here (Signposting, level 1),
/// and where the other versions are (RFC 5829).
fn links(shown: &Shown<'_>) -> String {
    let Shown {
        line,
        version,
        addresses,
    } = shown;
    let (id, number) = (line.id(), version.number);
    let here = addresses.version(id, number);
    let mut links = vec![
        format!("<{here}>; rel=\"canonical\""),
        format!("<{here}>; rel=\"cite-as\""),
        "<https://schema.org/AboutPage>; rel=\"type\"".to_owned(),
        format!(
            "<{}>; rel=\"item\"; type=\"{TEI}\"",
            addresses.file(id, number)
        ),
        format!("<{}>; rel=\"latest-version\"", addresses.edition(id)),
        format!("<{}>; rel=\"version-history\"", addresses.versions(id)),
    ];
    let mut neighbour = |found: Option<&Version>, relation: &str| {
        if let Some(found) = found {
            let address = addresses.version(id, found.number);
            links.push(format!("<{address}>; rel=\"{relation}\""));
        }
    };
    neighbour(
        line.versions().rev().find(|v| v.number < number),
        "predecessor-version",
    );
    neighbour(
        line.versions().find(|v| v.number > number),
        "successor-version",
    );
    links.join(", ")
}
