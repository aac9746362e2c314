//! What machines ask of every site.

use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::server::contracts::Fault;
use crate::server::face::OwnFace;
use crate::server::shelf::blocking;
use crate::server::state::{House, PROGRAM};

/// `/robots.txt`: texts may be read by anybody, doors for programs need no
/// crawler, and what can be asked has no end.
pub async fn robots(State(house): State<Arc<House>>) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/plain; charset=utf-8"),
        (CACHE_CONTROL, "public, max-age=86400"),
    ];
    let mut text =
        "User-agent: *\nDisallow: /api/\nDisallow: /drafts/\nDisallow: /search\nDisallow: /*rdg=\nAllow: /\n"
            .to_owned();
    let addresses = house.addresses();
    if !addresses.site().is_empty() {
        text.push_str(&format!("\nSitemap: {}\n", addresses.sitemap()));
    }
    (headers, text).into_response()
}

/// How long `/healthz` waits for the list of editions, which takes long when a server of
/// many is started for the first time.
const PATIENCE: Duration = Duration::from_secs(1);

/// `/healthz`: whether the store can be read. A node that shows only what it
/// remembers says so with 503, so that a proxy can prefer others. One that still draws
/// up its list of editions can be read from.
pub async fn health(State(house): State<Arc<House>>) -> Response {
    let listing = house.shelf.listing();
    let asked = match house.shelf.has_listing() {
        true => listing.await.map(Some),
        false => (tokio::time::timeout(PATIENCE, listing).await)
            .map_or(Ok(None), |answered| answered.map(Some)),
    };
    let (status, state) = match asked {
        Ok(None) => match journal(&house).await {
            Ok(position) => {
                let state = format!("ok, journal {position}; the list of editions is drawn up");
                (StatusCode::OK, state)
            }
            Err(fault) => unreadable(&fault),
        },
        Ok(Some(listing)) => {
            let (editions, position) = (listing.lines.len(), listing.position);
            let what = format!("{editions} editions, journal {position}");
            match house.shelf.stale() {
                None => (StatusCode::OK, format!("ok, {what}{}", behind(&house))),
                Some(since) => {
                    let seconds = since.as_secs();
                    let state = format!("stale, no answer from the store for {seconds} s, {what}");
                    (StatusCode::SERVICE_UNAVAILABLE, state)
                }
            }
        }
        Err(fault) => unreadable(&fault),
    };
    let headers = [
        (CONTENT_TYPE, "text/plain; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
    ];
    let said = format!("{PROGRAM}: {state}\n");
    (status, Extension(OwnFace), headers, said).into_response()
}

/// How many acts of publishing the journal has.
async fn journal(house: &House) -> Result<u64, Fault> {
    let editions = house.editions.clone();
    blocking(move || editions.position()).await
}

fn unreadable(fault: &Fault) -> (StatusCode, String) {
    tracing::error!(cause = %fault, "the store cannot be read");
    let state = "the store cannot be read".to_owned();
    (StatusCode::SERVICE_UNAVAILABLE, state)
}

/// That folders of the store do not have all that is published and shown, if so: the
/// operator has to make room. Strangers are not told where.
fn behind(house: &House) -> &'static str {
    let why = house.desk.as_ref().and_then(|desk| desk.store.lagging());
    match why {
        None => "",
        Some(cause) => {
            tracing::warn!(cause, "the folders of the store cannot follow the journal");
            "; the folders of the store cannot follow"
        }
    }
}
