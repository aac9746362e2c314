//! Everything for harvesters: OAI-PMH 2.0 at `/oai`.
//!
//! [`crate::oai`] knows the protocol; here requests come in, and [`harvest`] keeps
//! the ledger of records up to date with the store. docs/harvesting.md tells it to
//! those who use it.

mod harvest;
mod kept;

pub use harvest::Harvest;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::oai::Identity;
use crate::operations::now;
use crate::server::compress::gzip;
use crate::server::host::site;
use crate::server::negotiate::{Coding, codings};
use crate::server::prepared::set;
use crate::server::security::share;
use crate::server::shelf::blocking;
use crate::server::state::House;

/// The address of the service.
pub fn router() -> Router<Arc<House>> {
    let methods = get(asked).post(posted).options(|| async {
        let mut headers = HeaderMap::new();
        set(&mut headers, ALLOW, "GET, HEAD, POST, OPTIONS");
        share(&mut headers);
        (StatusCode::NO_CONTENT, headers)
    });
    Router::new().route("/oai", methods)
}

const FORM: &str = "application/x-www-form-urlencoded";

/// The media type of all answers (§3.1.2.2).
const XML: &str = "text/xml; charset=utf-8";

/// How long a harvester waits for the ledger to be drawn up, before it is told to
/// come back.
const PATIENCE: Duration = Duration::from_secs(20);

async fn asked(State(house): State<Arc<House>>, uri: Uri, headers: HeaderMap) -> Response {
    let query = uri.query().unwrap_or_default().to_owned();
    reply(house, query, headers).await
}

/// What is posted is taken as what is asked for by GET; what is no form says
/// nothing.
async fn posted(
    State(house): State<Arc<House>>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let media_type = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let media_type = media_type
        .unwrap_or(FORM)
        .split(';')
        .next()
        .unwrap_or_default();
    let form = media_type.trim().eq_ignore_ascii_case(FORM);
    let posted = String::from_utf8_lossy(if form { &body } else { &[] }).into_owned();
    let query = match uri.query() {
        Some(query) => format!("{query}&{posted}"),
        None => posted,
    };
    reply(house, query, headers).await
}

/// Draws the ledger of records up, so that the first harvester need not wait for it.
pub(super) fn draw_up(house: &House) {
    if let Err(fault) = house.harvest.draw_up(&*house.editions, &now()) {
        tracing::warn!(target: "variorum::oai", %fault, "the ledger of records is not drawn up yet");
    }
}

async fn reply(house: Arc<House>, query: String, headers: HeaderMap) -> Response {
    let identity = identity(&house, &headers);
    let zip = codings(&headers).contains(&Coding::Gzip);
    let at_work = house.clone();
    let work = blocking(move || {
        let text = house
            .harvest
            .answer(&*house.editions, identity, &query, &now())?;
        let zipped = if zip { gzip(text.as_bytes()) } else { None };
        // The harvester has its answer; what it was drawn from is looked at behind.
        tokio::task::spawn_blocking(move || {
            if let Err(fault) = at_work.harvest.prove(&*at_work.editions) {
                tracing::warn!(target: "variorum::oai", %fault, "the ledger of records is not proven");
            }
        });
        Ok((text, zipped))
    });
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(Ok((text, zipped))) => sent(text, zipped),
        Ok(Err(fault)) => {
            tracing::error!(target: "variorum::oai", %fault, "a harvester was sent away");
            later()
        }
        Err(_) => later(),
    }
}

fn sent(text: String, zipped: Option<Vec<u8>>) -> Response {
    let mut headers = HeaderMap::new();
    set(&mut headers, CONTENT_TYPE, XML);
    set(&mut headers, CACHE_CONTROL, "no-cache");
    headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    share(&mut headers);
    match zipped {
        Some(zipped) => {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            (StatusCode::OK, headers, zipped).into_response()
        }
        None => (StatusCode::OK, headers, text).into_response(),
    }
}

/// 503: not now (§3.1.2.3).
fn later() -> Response {
    let mut headers = HeaderMap::new();
    set(&mut headers, CONTENT_TYPE, "text/plain; charset=utf-8");
    set(&mut headers, RETRY_AFTER, "30");
    share(&mut headers);
    let message = "The records cannot be given now. Ask again in half a minute.\n";
    (StatusCode::SERVICE_UNAVAILABLE, headers, message).into_response()
}

/// What the repository says of itself. Its address is the one that is configured;
/// without one, that under which it was asked.
fn identity(house: &House, headers: &HeaderMap) -> Identity {
    let settings = &house.settings;
    let site = site(house, headers);
    let namespace = settings.oai_namespace.clone();
    let namespace = namespace.unwrap_or_else(|| namespace_of(&site));
    let postmaster = || format!("postmaster@{namespace}");
    Identity {
        name: settings.site_name.clone(),
        base_url: format!("{site}/oai"),
        admin_email: settings.contact.clone().unwrap_or_else(postmaster),
        namespace,
    }
}

/// The domain of an address, for identifiers; a name without a dot is none, nor is a
/// number.
fn namespace_of(site: &str) -> String {
    let host = site.split_once("://").map_or(site, |(_, rest)| rest);
    let host = host.split(['/', ':']).next().unwrap_or_default();
    let host = host.to_ascii_lowercase();
    match is_namespace(&host) {
        true => host,
        false => "localhost.localdomain".to_owned(),
    }
}

/// Whether a text can be the namespace of identifiers: a domain, of which each part
/// begins with a letter (OAI Identifier Format 2.0, §2.1).
pub fn is_namespace(text: &str) -> bool {
    let good = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic())
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.contains('.') && text.split('.').all(good)
}
