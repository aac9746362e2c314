//! `/api/editions/{id}`: how an edition stands, and its next version.

use std::sync::Arc;

use axum::extract::{Path, Request, State as FromState};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, ETAG};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

use super::body::{self, Limits};
use super::conditions::Conditions;
use super::desk::{admit, desk};
use super::digests::Wanted;
use super::handed::Handed;
use super::media::Kind;
use super::note::{NOTE, note};
use super::order::{Order, another, no_edition};
use super::query::Query;
use super::reply;
use super::state::State;
use crate::access::Permission;
use crate::edition::EditionId;
use crate::server::ask::Ask;
use crate::server::conditions::{Validators, Verdict, judge};
use crate::server::prepared::set;
use crate::server::problems::{NAME_UNFIT, QUERY_UNFIT};
use crate::server::refusal::Refusal;
use crate::server::security::share;
use crate::server::shelf::blocking;
use crate::server::state::House;

/// The note of a version about which nothing is said.
pub const NO_NOTE: &str = "Published.";

/// The name of an edition in an address that changes something.
///
/// # Errors
/// 400.
pub fn named(id: &str) -> Result<EditionId, Refusal> {
    // What was sent is not repeated: it may be anything.
    let message = "An edition is named by 1 to 80 lower-case letters, digits and hyphens.";
    id.parse()
        .map_err(|_| Refusal::problem(&NAME_UNFIT, message))
}

/// GET and HEAD: how it stands.
pub async fn get(
    FromState(house): FromState<Arc<House>>,
    Path(id): Path<String>,
    request: Ask,
) -> Result<Response, Refusal> {
    Query::read(request.uri(), &[])?;
    let id: EditionId = id.parse().map_err(|_| no_edition())?;
    let desk = desk(&house)?.clone();
    let asked = id.clone();
    let state = blocking(move || State::of(&desk.store, &asked)).await?;
    let state = state.ok_or_else(no_edition)?;
    let tag = state.tag();
    let validators = Validators {
        tag: &tag,
        modified: None,
    };
    let mut response = match judge(request.headers(), validators) {
        Verdict::NotModified => StatusCode::NOT_MODIFIED.into_response(),
        Verdict::Failed => return Err(another(&house, &id, Some(&state))),
        Verdict::Proceed => {
            let told = reply::edition(house.addresses(), &id, &state);
            reply::answer(StatusCode::OK, &told)
        }
    };
    let headers = response.headers_mut();
    set(headers, CACHE_CONTROL, "no-cache");
    set(headers, ETAG, &tag);
    share(headers);
    Ok(response)
}

/// PUT: the file becomes the next version.
pub async fn put(
    FromState(house): FromState<Arc<House>>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let limits = limits(&house);
    let (order, kind, digests) = match read(&house, &id, &parts).await {
        Ok(read) => read,
        Err(refusal) => {
            body::let_finish(body, &parts.headers, limits).await;
            return Err(refusal);
        }
    };
    let place = order.desk.place().await?;
    let bytes = body::take(body, &parts.headers, limits).await?;
    at_work_on(move || {
        let _place = place;
        digests.check(&bytes)?;
        let handed = Handed::read(&kind, bytes)?;
        Ok(order.carry_out(&house, &handed)?.reply(&house))
    })
    .await
}

/// What the head of a request says. Whatever can be refused is refused here,
/// before any of the body is asked for.
async fn read(
    house: &Arc<House>,
    id: &str,
    parts: &Parts,
) -> Result<(Order, Kind, Wanted), Refusal> {
    let desk = desk(house)?.clone();
    let id = named(id)?;
    let query = Query::read(&parts.uri, &["dry-run", "require", NOTE])?;
    let trial = query.wished("dry-run")?;
    let what = if trial {
        Permission::Preview
    } else {
        Permission::Publish
    };
    let token = admit(&desk, &parts.headers, what, &id).await?;
    let only_valid = match query.get("require") {
        None => false,
        Some("valid") => true,
        Some(_) => {
            let message = "`require` is `valid`, or not there.";
            return Err(Refusal::problem(&QUERY_UNFIT, message));
        }
    };
    let note = note(&parts.headers, &query)?;
    let conditions = Conditions::read(&parts.headers)?;
    let conditions = if trial {
        conditions
    } else {
        conditions.required()?
    };
    let (kind, digests) = (Kind::of(&parts.headers)?, Wanted::read(&parts.headers)?);
    let order = Order {
        note: note.unwrap_or_else(|| NO_NOTE.to_owned()),
        desk,
        token,
        id,
        conditions,
        trial,
        only_valid,
    };
    if order.conditions.wants_new() {
        refuse_known(house, &order).await?;
    }
    Ok((order, kind, digests))
}

/// Where something new is wanted and something is there, no body can change that.
async fn refuse_known(house: &House, order: &Order) -> Result<(), Refusal> {
    let (desk, id) = (order.desk.clone(), order.id.clone());
    match blocking(move || State::of(&desk.store, &id)).await? {
        None => Ok(()),
        state => Err(another(house, &order.id, state.as_ref())),
    }
}

/// How much is taken in, and for how long.
pub fn limits(house: &House) -> Limits {
    let settings = &house.settings;
    Limits {
        bytes: settings.upload_limit,
        whole: settings.upload_time,
        piece: settings.header_timeout,
    }
}

/// Runs what takes a processor or waits for a disk where nobody waits for it.
///
/// # Errors
/// Those of the work; 500 if it panics.
pub async fn at_work_on(
    work: impl FnOnce() -> Result<Response, Refusal> + Send + 'static,
) -> Result<Response, Refusal> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(Refusal::broken(error.to_string())))
}
