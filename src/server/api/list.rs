//! `/api/editions` and `/api/editions/{id}/{version}`: what there is.

use std::sync::Arc;

use axum::extract::{Path, State as FromState};
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::Response;
use serde_json::{Value, json};

use super::order::no_edition;
use super::query::Query;
use super::reply;
use super::withdraw::no_version;
use crate::edition::VersionReference;
use crate::server::ask::Ask;
use crate::server::contracts::{Fault, Line};
use crate::server::prepared::set;
use crate::server::problems::WITHDRAWN;
use crate::server::refusal::Refusal;
use crate::server::security::share;
use crate::server::state::House;

/// Editions on a page, if nothing is said, and at most.
const USUAL: u32 = 100;
const MOST: u32 = 1000;

/// GET `/api/editions`: all that stand, by name, in pages.
pub async fn editions(
    FromState(house): FromState<Arc<House>>,
    request: Ask,
) -> Result<Response, Refusal> {
    let query = Query::read(request.uri(), &["after", "limit"])?;
    let limit = query.number("limit", 1, MOST)?.unwrap_or(USUAL) as usize;
    let after = query.get("after").unwrap_or_default();
    let listing = house.shelf.listing().await?;
    let lines = &listing.lines;
    let start = lines.partition_point(|line| line.id().as_str() <= after && !after.is_empty());
    let page = &lines[start..lines.len().min(start + limit)];
    let addresses = house.addresses();
    let told = |line: &Arc<Line>| {
        json!({
            "edition": line.id(),
            "version": reply::version(addresses, line.id(), line.latest()),
            "links": reply::links(addresses, line.id()),
        })
    };
    let more = start + page.len() < lines.len();
    let next = page.last().filter(|_| more).map(|last| {
        let (base, last) = (addresses.api_editions(), last.id());
        format!("{base}?limit={limit}&after={last}")
    });
    let editions: Vec<Value> = page.iter().map(told).collect();
    let answer = json!({ "editions": editions, "count": lines.len(), "next": next });
    Ok(readable(&answer))
}

/// GET `/api/editions/{id}/{version}`: one version.
pub async fn version(
    FromState(house): FromState<Arc<House>>,
    Path((id, version)): Path<(String, String)>,
    request: Ask,
) -> Result<Response, Refusal> {
    Query::read(request.uri(), &[])?;
    let id = id.parse().map_err(|_| no_edition())?;
    let reference = version.parse().map_err(|_| no_version())?;
    let line = match house.shelf.line(&id).await {
        Ok(line) => line,
        Err(Fault::Absent) => return Err(no_edition()),
        Err(Fault::Withdrawn(_, withdrawal)) => {
            let message = "All versions of this edition are withdrawn.";
            let refusal = Refusal::problem(&WITHDRAWN, message);
            return Err(refusal.with("withdrawn", reply::withdrawal(&withdrawal)));
        }
        Err(fault) => return Err(fault.into()),
    };
    match (line.get(reference), line.gone(reference)) {
        (Some(found), _) => {
            let told = reply::version(house.addresses(), &id, found);
            let latest = found.number == line.latest().number;
            let answer = json!({ "edition": id, "version": told, "latest": latest });
            Ok(readable(&answer))
        }
        (None, Some(withdrawal)) => {
            let message = format!("This version was withdrawn: {}", withdrawal.reason);
            let refusal = Refusal::problem(&WITHDRAWN, message);
            Err(refusal.with("withdrawn", reply::withdrawal(withdrawal)))
        }
        (None, None) => match reference {
            VersionReference::Latest => Err(no_edition()),
            _ => Err(no_version()),
        },
    }
}

/// A reply that pages of other sites may read.
fn readable(value: &Value) -> Response {
    let mut response = reply::answer(StatusCode::OK, value);
    set(response.headers_mut(), CACHE_CONTROL, "no-cache");
    share(response.headers_mut());
    response
}
