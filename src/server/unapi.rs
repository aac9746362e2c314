//! Which citation has that name? (unAPI, version 1)
//!
//! Only RIS is offered: of the formats that reference managers look for here it
//! is the one in which a book keeps all of its fields.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use super::ask::Ask;
use super::pages::cite::{self, Wanted};
use super::pages::passage::decoded;
use super::pages::record;
use super::prepared::set;
use super::refusal::Refusal;
use super::security::share;
use super::state::House;
use crate::describe::{Format, Scheme};
use crate::render::safety::escape;

const OFFERED: Format = Format::Ris;

/// `/unapi`, `/unapi?id=…`, `/unapi?id=…&format=ris`.
pub async fn answer(State(house): State<Arc<House>>, request: Ask) -> Result<Response, Refusal> {
    let uri = request.uri();
    let (id, format) = (value(uri, "id"), value(uri, "format"));
    match (id, format) {
        (None, None) => Ok(formats(StatusCode::OK, None)),
        (None, Some(_)) => {
            let message = "A format was asked for, but not of what.";
            Err(Refusal::new(
                StatusCode::BAD_REQUEST,
                "Not understood",
                message,
            ))
        }
        (Some(id), None) => {
            wanted(&house, &id).await?;
            Ok(formats(StatusCode::MULTIPLE_CHOICES, Some(&id)))
        }
        (Some(id), Some(format)) => {
            if let Some(scheme) = scheme(&format) {
                return described(&house, &id, scheme, &request).await;
            }
            let wanted = wanted(&house, &id).await?;
            if format != OFFERED.word() {
                let message = "Citations are offered here as RIS (format=ris).";
                let status = StatusCode::NOT_ACCEPTABLE;
                return Err(Refusal::new(status, "Not in that form", message));
            }
            cite::show(&house, wanted, Some(OFFERED), &request).await
        }
    }
}

/// Schemes of libraries that are given to whoever asks for them by name. They are
/// not in the list: reference managers would take them before RIS, and make authors
/// of all who answer for something.
fn scheme(format: &str) -> Option<Scheme> {
    match format {
        "oai_dc" => Some(Scheme::DublinCore),
        "mods" => Some(Scheme::Mods),
        "marcxml" => Some(Scheme::Marc),
        "datacite" => Some(Scheme::DataCite),
        _ => None,
    }
}

/// The record of what a name means; that of a passage is that of its version.
async fn described(
    house: &Arc<House>,
    name: &str,
    scheme: Scheme,
    request: &Ask,
) -> Result<Response, Refusal> {
    let mut parts = name.splitn(3, '/');
    let line = house.line(parts.next().unwrap_or_default()).await?;
    let (version, whole) = match parts.next() {
        Some(version) => (house.version(&line, version)?, false),
        None => (line.latest(), true),
    };
    record::show(house, &line, version, (Some(scheme), whole), request).await
}

/// What a name means: edition, version, passage, with slashes between.
async fn wanted(house: &Arc<House>, name: &str) -> Result<Wanted, Refusal> {
    let mut parts = name.splitn(3, '/');
    let edition = parts.next().unwrap_or_default();
    let (version, passage) = (parts.next(), parts.next());
    let passage = passage.map(decoded);
    cite::wanted(house, edition, version, passage.as_deref()).await
}

fn value(uri: &Uri, name: &str) -> Option<String> {
    let pairs = uri.query()?.split('&');
    let mut values = pairs.filter_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    values
        .next_back()
        .map(decoded)
        .filter(|value| !value.is_empty())
}

fn formats(status: StatusCode, id: Option<&str>) -> Response {
    let id = id
        .map(|id| format!(" id=\"{}\"", escape(id)))
        .unwrap_or_default();
    let (word, media_type) = (OFFERED.word(), OFFERED.media_type());
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <formats{id}>\n  <format name=\"{word}\" type=\"{media_type}\"/>\n</formats>\n"
    );
    let mut headers = HeaderMap::new();
    set(&mut headers, CONTENT_TYPE, "application/xml");
    set(&mut headers, CACHE_CONTROL, "no-cache");
    share(&mut headers);
    (status, headers, text).into_response()
}
