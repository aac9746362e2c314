//! `/api/batches`: many files at once.
//!
//! A batch is taken in, looked at, and acknowledged; the files are published
//! behind, some at a time, and each has a line that says what became of it. The
//! same batch again changes nothing.

mod arrive;
pub mod page;
mod tell;
mod work;

use arrive::{Order, begin};
pub use tell::{get, list, report};
pub use work::resume;

use std::sync::Arc;

use axum::extract::{Request, State as FromState};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;

use super::body::{self, Limits};
use super::desk::{desk, holder};
use super::digests::Wanted;
use super::edition::{NO_NOTE, at_work_on};
use super::note::{NOTE, note};
use super::query::Query;
use super::reply;
use crate::access::Permission;
use crate::server::refusal::Refusal;
use crate::server::state::House;
use arrive::Archive;

/// POST: takes in a batch.
pub async fn post(
    FromState(house): FromState<Arc<House>>,
    request: Request,
) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let (order, archive, digests) = match read(&house, &parts).await {
        Ok(read) => read,
        Err(refusal) => {
            body::let_finish(body, &parts.headers, super::edition::limits(&house)).await;
            return Err(refusal);
        }
    };
    let place = order.desk.batch_place().await?;
    let arriving = order.arriving()?;
    arrive::spool(&house, &arriving.1, &archive, body, &parts.headers).await?;
    at_work_on(move || {
        let _place = place;
        digests.check_file(arriving.1.body().map_err(broken)?)?;
        let job = order.take_in(arriving)?;
        begin(&house, job.clone());
        let answer = reply::answer(StatusCode::ACCEPTED, &tell::told(&house, &job, (0, 0)));
        let address = house.addresses().api_batch(&job.name);
        Ok(reply::stamped(answer, None, Some(&address)))
    })
    .await
}

async fn read(house: &Arc<House>, parts: &Parts) -> Result<(Order, Archive, Wanted), Refusal> {
    let desk = desk(house)?.clone();
    let query = Query::read(&parts.uri, &["dry-run", NOTE])?;
    let trial = query.wished("dry-run")?;
    let token = holder(&desk, &parts.headers, Some(needed(trial))).await?;
    let note = note(&parts.headers, &query)?;
    let order = Order {
        note: note.unwrap_or_else(|| NO_NOTE.to_owned()),
        desk,
        token: token.number,
        trial,
    };
    Ok((
        order,
        Archive::of(&parts.headers)?,
        Wanted::read(&parts.headers)?,
    ))
}

/// What a token must allow.
pub fn needed(trial: bool) -> Permission {
    match trial {
        true => Permission::Preview,
        false => Permission::Publish,
    }
}

fn broken(error: std::io::Error) -> Refusal {
    Refusal::broken(error.to_string())
}

/// How much is taken in, and for how long: an archive may be as large as some
/// thousand files, and come over a slow line.
fn limits(house: &House) -> Limits {
    let settings = &house.settings;
    Limits {
        bytes: settings.batch_limit,
        whole: settings.upload_time * 20,
        piece: settings.header_timeout,
    }
}
