//! DELETE: a version, or all that stand, are not shown any more.

use std::sync::Arc;

use axum::extract::{Path, Request, State as FromState};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use serde_json::{Value, json};

use super::body;
use super::conditions::Conditions;
use super::desk::{Desk, admit, desk};
use super::edition::{at_work_on, limits, named};
use super::note::{NOTE, note};
use super::order::{another, no_edition};
use super::query::Query;
use super::reply;
use super::state::State;
use crate::access::{Act, Change, Permission, Token};
use crate::edition::{EditionId, VersionReference, Withdrawal};
use crate::operations::{Facts, now, withdraw};
use crate::server::problems::{NO_SUCH_EDITION, REASON_MISSING};
use crate::server::refusal::Refusal;
use crate::server::state::House;
use crate::store::Error;

struct Order {
    desk: Arc<Desk>,
    token: Token,
    id: EditionId,
    version: Option<u32>,
    conditions: Conditions,
    reason: String,
    trial: bool,
}

/// DELETE of `/api/editions/{id}`: all that stand.
pub async fn all(
    FromState(house): FromState<Arc<House>>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    answer(house, (id, None), request).await
}

/// DELETE of `/api/editions/{id}/{version}`: that one.
pub async fn one(
    FromState(house): FromState<Arc<House>>,
    Path((id, version)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Refusal> {
    answer(house, (id, Some(version)), request).await
}

async fn answer(
    house: Arc<House>,
    what: (String, Option<String>),
    request: Request,
) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    // It has no meaning here (RFC 9110 §9.3.5).
    body::let_finish(body, &parts.headers, limits(&house)).await;
    let order = Order::read(&house, what, &parts).await?;
    at_work_on(move || order.carry_out(&house)).await
}

/// 404 for a version.
pub fn no_version() -> Refusal {
    Refusal::problem(
        &NO_SUCH_EDITION,
        "The edition has no version of that number.",
    )
}

impl Order {
    async fn read(
        house: &Arc<House>,
        (id, version): (String, Option<String>),
        parts: &Parts,
    ) -> Result<Self, Refusal> {
        let desk = desk(house)?.clone();
        let id = named(&id)?;
        let version = match version.map(|version| version.parse()) {
            None => None,
            Some(Ok(VersionReference::Number(number))) => Some(number),
            Some(_) => return Err(no_version()),
        };
        let token = admit(&desk, &parts.headers, Permission::Withdraw, &id).await?;
        let query = Query::read(&parts.uri, &["dry-run", NOTE])?;
        let reason = note(&parts.headers, &query)?.ok_or_else(|| {
            let message = "Readers are told why: give the reason in `Change-Note` or `note`.";
            Refusal::problem(&REASON_MISSING, message)
        })?;
        Ok(Self {
            trial: query.wished("dry-run")?,
            conditions: Conditions::read(&parts.headers)?.required()?,
            desk,
            token,
            id,
            version,
            reason,
        })
    }

    fn carry_out(self, house: &House) -> Result<Response, Refusal> {
        let _turn = self.desk.turn_alone();
        let store = &self.desk.store;
        let state = State::of(store, &self.id)?.ok_or_else(no_edition)?;
        if !self.conditions.hold(Some(&state.tag())) {
            return Err(another(house, &self.id, Some(&state)));
        }
        let withdrawn = if self.trial {
            self.standing().map_err(refusal)?
        } else {
            let facts = Facts {
                publisher: self.token.holder.clone(),
                address: self.token.address.clone(),
                message: self.reason.clone(),
                when: now(),
                token: Some(self.token.number.clone()),
            };
            let withdrawn = withdraw(store, &self.id, self.version, &facts);
            withdrawn.map_err(refusal)?
        };
        if !self.trial {
            house.shelf.look_again(&self.id);
            withdrawn.iter().for_each(|one| self.record(&state, one));
        }
        let outcome = match (withdrawn.is_empty(), self.trial) {
            (true, false) => "unchanged",
            (false, false) => "withdrawn",
            (true, true) => "would-change-nothing",
            (false, true) => "would-withdraw",
        };
        let told: Vec<Value> = withdrawn.iter().map(reply::withdrawal).collect();
        let answer = json!({
            "edition": self.id,
            "outcome": outcome,
            "withdrawn": told,
            "links": reply::links(house.addresses(), &self.id),
        });
        Ok(reply::answer(StatusCode::OK, &answer))
    }

    /// What would be withdrawn.
    fn standing(&self) -> Result<Vec<Withdrawal>, Error> {
        let store = &self.desk.store;
        let (versions, gone) = (store.versions(&self.id)?, store.withdrawals(&self.id)?);
        if let Some(number) = self.version
            && versions.iter().all(|version| version.number != number)
        {
            let reference = VersionReference::Number(number);
            return Err(Error::NoSuchVersion(self.id.clone(), reference));
        }
        let meant = |number: u32| self.version.is_none_or(|version| version == number);
        let stands = |number: u32| gone.iter().all(|one| one.version != number);
        let numbers = versions.iter().map(|version| version.number);
        let when = now();
        Ok(numbers
            .filter(|number| meant(*number) && stands(*number))
            .map(|version| Withdrawal {
                version,
                when: when.clone(),
                by: self.token.holder.clone(),
                reason: self.reason.clone(),
            })
            .collect())
    }

    fn record(&self, state: &State, withdrawal: &Withdrawal) {
        self.desk.record(&Change {
            when: withdrawal.when.clone(),
            who: withdrawal.by.clone(),
            token: Some(self.token.number.clone()),
            act: Act::Withdrawn,
            edition: Some(self.id.clone()),
            from: Some(state.newest.number),
            to: Some(withdrawal.version),
            sha256: None,
            note: Some(withdrawal.reason.clone()),
        });
    }
}

fn refusal(error: Error) -> Refusal {
    match error {
        Error::NoSuchEdition(_) => no_edition(),
        Error::NoSuchVersion(..) => no_version(),
        error => Refusal::broken(error.to_string()),
    }
}
