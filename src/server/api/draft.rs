//! `/api/editions/{id}/drafts`: something to look at before it is published.

use std::sync::Arc;

use axum::extract::{Path, Request, State as FromState};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use serde_json::json;

use super::body;
use super::desk::{Desk, admit, desk};
use super::digests::Wanted;
use super::edition::{at_work_on, limits, named};
use super::handed::{Handed, rejection};
use super::media::Kind;
use super::order::{looked_at, merge};
use super::query::Query;
use super::reply;
use crate::access::{Act, Change, Permission, Token};
use crate::edition::EditionId;
use crate::operations::{NoPreview, now, preview};
use crate::server::problems::FILES_CLASH;
use crate::server::refusal::Refusal;
use crate::server::state::House;
use crate::store::{Error, digest};

/// Hours for which a draft is kept, if nothing is said.
const USUAL_HOURS: u32 = 48;

/// The most: thirty days.
const MOST_HOURS: u32 = 720;

struct Order {
    desk: Arc<Desk>,
    token: Token,
    id: EditionId,
    kind: Kind,
    digests: Wanted,
    hours: u32,
}

/// POST: keeps a draft, and gives its address, which nobody can guess.
pub async fn post(
    FromState(house): FromState<Arc<House>>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let limits = limits(&house);
    let order = match Order::read(&house, &id, &parts).await {
        Ok(order) => order,
        Err(refusal) => {
            body::let_finish(body, &parts.headers, limits).await;
            return Err(refusal);
        }
    };
    let place = order.desk.place().await?;
    let bytes = body::take(body, &parts.headers, limits).await?;
    drop(place);
    at_work_on(move || order.carry_out(&house, bytes)).await
}

impl Order {
    async fn read(house: &Arc<House>, id: &str, parts: &Parts) -> Result<Self, Refusal> {
        let desk = desk(house)?.clone();
        let id = named(id)?;
        let token = admit(&desk, &parts.headers, Permission::Preview, &id).await?;
        let query = Query::read(&parts.uri, &["hours"])?;
        let hours = query.number("hours", 1, MOST_HOURS)?;
        Ok(Self {
            kind: Kind::of(&parts.headers)?,
            digests: Wanted::read(&parts.headers)?,
            hours: hours.unwrap_or(USUAL_HOURS),
            desk,
            token,
            id,
        })
    }

    fn carry_out(self, house: &House, body: Vec<u8>) -> Result<Response, Refusal> {
        self.digests.check(&body)?;
        let handed = Handed::read(&self.kind, body)?;
        let (read, validation) = looked_at(&self.desk, &handed)?;
        let kept = preview(
            &self.desk.store,
            &self.id,
            &handed.deposit(),
            &self.token.holder,
            self.hours,
        );
        let kept = kept.map_err(|error| match error {
            NoPreview::File(rejected) => rejection(&rejected),
            NoPreview::Store(Error::Unfit(message)) => Refusal::problem(&FILES_CLASH, message),
            NoPreview::Store(error) => Refusal::broken(error.to_string()),
        })?;
        self.desk.record(&Change {
            when: now(),
            who: self.token.holder.clone(),
            token: Some(self.token.number.clone()),
            act: Act::Drafted,
            edition: Some(self.id.clone()),
            from: None,
            to: None,
            sha256: Some(digest(&handed.bytes)),
            note: Some(format!("until {}", kept.expires)),
        });
        let address = format!("{}/{}", house.addresses().drafts(), kept.token);
        let mut answer = json!({
            "edition": self.id,
            "sha256": digest(&handed.bytes),
            "bytes": handed.bytes.len(),
            "expires": kept.expires,
            "links": { "page": address },
        });
        merge(
            &mut answer,
            reply::found(&handed, &read, &validation).json(),
        );
        let answer = reply::answer(StatusCode::CREATED, &answer);
        Ok(reply::stamped(answer, None, Some(&address)))
    }
}
