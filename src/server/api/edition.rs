//! `/api/editions/{id}`: how an edition stands, and its next version.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request, State as FromState};
use axum::http::header::{CACHE_CONTROL, ETAG};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::body::{self, Limits};
use super::conditions::Conditions;
use super::desk::{Desk, admit, desk};
use super::digests::Wanted;
use super::handed::{Handed, rejection};
use super::media::Kind;
use super::note::{NOTE, note};
use super::query::Query;
use super::reply::{self, Outcome};
use super::state::State;
use crate::access::{Act, Change, Permission, Token};
use crate::edition::{Digest, EditionId};
use crate::operations::{
    Facts, Published, Refused, Validation, Verdict, now, publish_deposit, read_tei, validate,
};
use crate::server::ask::Ask;
use crate::server::conditions::{self as reading, Validators, judge};
use crate::server::prepared::set;
use crate::server::problems::{
    ANOTHER_VERSION, FILES_CLASH, NAME_UNFIT, NO_SUCH_EDITION, NOT_VALID, QUERY_UNFIT,
};
use crate::server::refusal::Refusal;
use crate::server::security::share;
use crate::server::shelf::blocking;
use crate::server::state::House;
use crate::store::{self, Expected, digest};

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

/// 404 for programs.
pub fn no_edition() -> Refusal {
    Refusal::problem(&NO_SUCH_EDITION, "Nothing is published under that name.")
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
        reading::Verdict::NotModified => StatusCode::NOT_MODIFIED.into_response(),
        reading::Verdict::Failed => return Err(another(&house, &id, Some(&state))),
        reading::Verdict::Proceed => {
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

/// What somebody wants to publish, but for its body.
struct Order {
    desk: Arc<Desk>,
    token: Token,
    id: EditionId,
    kind: Kind,
    digests: Wanted,
    conditions: Conditions,
    note: String,
    trial: bool,
    only_valid: bool,
}

/// PUT: the file becomes the next version.
pub async fn put(
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
    let bytes = order.body(body, &parts.headers, limits).await?;
    let at_work = house.clone();
    at_work_on(move || order.carry_out(&at_work, bytes)).await
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

impl Order {
    /// What the head of a request says. Whatever can be refused is refused here,
    /// before any of the body is asked for.
    async fn read(house: &Arc<House>, id: &str, parts: &Parts) -> Result<Self, Refusal> {
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
        let order = Self {
            kind: Kind::of(&parts.headers)?,
            digests: Wanted::read(&parts.headers)?,
            note: note.unwrap_or_else(|| "Published.".to_owned()),
            desk,
            token,
            id,
            conditions,
            trial,
            only_valid,
        };
        if order.conditions.wants_new() {
            order.refuse_known(house).await?;
        }
        Ok(order)
    }

    /// Where something new is wanted and something is there, no body can change
    /// that.
    async fn refuse_known(&self, house: &Arc<House>) -> Result<(), Refusal> {
        let (desk, id) = (self.desk.clone(), self.id.clone());
        match blocking(move || State::of(&desk.store, &id)).await? {
            None => Ok(()),
            state => Err(another(house, &self.id, state.as_ref())),
        }
    }

    async fn body(
        &self,
        body: Body,
        headers: &HeaderMap,
        limits: Limits,
    ) -> Result<Vec<u8>, Refusal> {
        let _place = self.desk.place().await?;
        body::take(body, headers, limits).await
    }

    /// Looks at the file and publishes it.
    fn carry_out(self, house: &House, body: Vec<u8>) -> Result<Response, Refusal> {
        self.digests.check(&body)?;
        let handed = Handed::read(&self.kind, body)?;
        if self.trial || self.only_valid {
            let told = self.look(&handed)?;
            if self.trial {
                return self.try_out(house, &handed, told);
            }
        }
        let _turn = self.desk.turn();
        loop {
            let state = State::of(&self.desk.store, &self.id)?;
            let tag = state.as_ref().map(State::tag);
            if !self.conditions.hold(tag.as_deref()) {
                return self.already(house, &handed, state.as_ref());
            }
            match self.publish(&handed, state.as_ref()) {
                // Somebody else published: everything is looked at anew.
                Err(Refused::Store(store::Error::Conflict { .. })) => {}
                Err(refused) => return Err(refusal(refused)),
                Ok(published) => {
                    return self.tell(house, &handed, state.as_ref(), &published);
                }
            }
        }
    }

    /// What is found in a file that is not published, or not yet.
    fn look(&self, handed: &Handed) -> Result<Value, Refusal> {
        let (read, validation) = looked_at(&self.desk, handed)?;
        let told = reply::findings(handed, &read, &validation);
        if self.only_valid && validation.verdict() == Verdict::Invalid {
            let message = format!("The file is {}.", validation.sentence());
            return Err(Refusal::problem(&NOT_VALID, message).with("findings", &told["findings"]));
        }
        Ok(told)
    }

    /// What would be, if the file were published.
    fn try_out(&self, house: &House, handed: &Handed, told: Value) -> Result<Response, Refusal> {
        let state = State::of(&self.desk.store, &self.id)?;
        let tag = state.as_ref().map(State::tag);
        let same = state.as_ref().is_some_and(|state| holds(state, handed));
        if !same && !self.conditions.hold(tag.as_deref()) {
            return Err(another(house, &self.id, state.as_ref()));
        }
        let outcome = match &state {
            None => Outcome::Created,
            Some(_) if same => Outcome::Unchanged,
            Some(_) => Outcome::Next,
        };
        let mut answer = json!({
            "edition": self.id,
            "outcome": outcome.word(true),
            "sha256": digest(&handed.bytes),
            "bytes": handed.bytes.len(),
            "current": state.as_ref().map(|state| current(house, &self.id, state)),
        });
        merge(&mut answer, told);
        Ok(reply::answer(StatusCode::OK, &answer))
    }

    fn publish(&self, handed: &Handed, state: Option<&State>) -> Result<Published, Refused> {
        let facts = Facts {
            publisher: self.token.holder.clone(),
            address: self.token.address.clone(),
            message: self.note.clone(),
            when: now(),
        };
        let expected = Expected::Number(state.map(|state| state.newest.number));
        let (id, deposit) = (&self.id, handed.deposit());
        let Desk { store, schemas, .. } = &*self.desk;
        publish_deposit(store, id, &deposit, &facts, expected, schemas, None)
    }

    /// The conditions do not hold. If the newest version is what was sent, the
    /// request was carried out before, and its answer was lost: it gets the same
    /// again (RFC 9110 §13.1.1).
    fn already(
        &self,
        house: &House,
        handed: &Handed,
        state: Option<&State>,
    ) -> Result<Response, Refusal> {
        let state = state.filter(|_| !self.conditions.wants_new());
        let same = state.filter(|state| holds(state, handed));
        let Some(state) = same else {
            let state = State::of(&self.desk.store, &self.id)?;
            return Err(another(house, &self.id, state.as_ref()));
        };
        let (read, validation) = looked_at(&self.desk, handed)?;
        let told = reply::findings(handed, &read, &validation);
        Ok(self.answer(house, handed, (Outcome::Unchanged, state, None), told))
    }

    /// Records what was published, and tells it.
    fn tell(
        &self,
        house: &House,
        handed: &Handed,
        before: Option<&State>,
        published: &Published,
    ) -> Result<Response, Refusal> {
        let version = &published.put.version;
        let previous = before.map(|state| state.newest.number);
        let outcome = match (published.put.new, before) {
            (false, _) => Outcome::Unchanged,
            (true, None) => Outcome::Created,
            (true, Some(_)) => Outcome::Next,
        };
        if published.put.new {
            house.shelf.look_again(&self.id);
            self.desk.record(&Change {
                when: version.published.clone(),
                who: self.token.holder.clone(),
                token: Some(self.token.number.clone()),
                act: Act::Published,
                edition: Some(self.id.clone()),
                from: previous,
                to: Some(version.number),
                sha256: Some(version.digest),
                note: Some(version.message.clone()),
            });
        }
        let told = reply::findings(handed, &published.read, &published.validation);
        let state = State {
            newest: version.clone(),
            withdrawn: None,
            files: Some((handed.path.clone(), others(handed))),
        };
        let previous = previous.filter(|_| published.put.new);
        Ok(self.answer(house, handed, (outcome, &state, previous), told))
    }

    fn answer(
        &self,
        house: &House,
        handed: &Handed,
        (outcome, state, previous): (Outcome, &State, Option<u32>),
        told: Value,
    ) -> Response {
        let addresses = house.addresses();
        let mut answer = reply::edition(addresses, &self.id, state);
        answer["outcome"] = outcome.word(false).into();
        answer["previous"] = previous.into();
        merge(&mut answer, told);
        let status = match outcome {
            Outcome::Created => StatusCode::CREATED,
            Outcome::Next | Outcome::Unchanged => StatusCode::OK,
        };
        let tag = state.tag();
        let tag = handed.as_sent.then_some(tag.as_str());
        let address = addresses.version(&self.id, state.newest.number);
        let address = (outcome != Outcome::Unchanged).then_some(address.as_str());
        reply::stamped(reply::answer(status, &answer), tag, address)
    }
}

/// Reads and validates a file without publishing it.
///
/// # Errors
/// 415 and 422.
pub fn looked_at(
    desk: &Desk,
    handed: &Handed,
) -> Result<(crate::diagnostic::Reported<crate::xml::Tree>, Validation), Refusal> {
    let read = read_tei(&handed.deposit()).map_err(|rejected| rejection(&rejected))?;
    let validation = validate(&read.value, &desk.schemas, None);
    Ok((read, validation))
}

/// Why something was not published.
fn refusal(refused: Refused) -> Refusal {
    match refused {
        Refused::File(rejected) => rejection(&rejected),
        Refused::Store(store::Error::Unfit(message)) => Refusal::problem(&FILES_CLASH, message),
        Refused::Store(error) => Refusal::broken(error.to_string()),
    }
}

/// The files that lie beside the TEI file, with their SHA-256.
fn others(handed: &Handed) -> Vec<(crate::source::FilePath, Digest)> {
    let others = handed.files.iter();
    others
        .map(|(path, bytes)| (path.clone(), digest(bytes)))
        .collect()
}

/// Whether the newest version is what was handed in.
fn holds(state: &State, handed: &Handed) -> bool {
    let files = Some((handed.path.clone(), others(handed)));
    state.newest.digest == digest(&handed.bytes) && state.files == files
}

/// 412, with what is there.
pub fn another(house: &House, id: &EditionId, state: Option<&State>) -> Refusal {
    let Some(state) = state else {
        let message = "There is no edition of that name; a new one is made with \
                       `If-None-Match: *`.";
        return Refusal::problem(&ANOTHER_VERSION, message).with("current", Value::Null);
    };
    let number = state.newest.number;
    let message = format!("The newest version of “{id}” is {number}, in another state.");
    Refusal::problem(&ANOTHER_VERSION, message)
        .with("current", current(house, id, state))
        .header(ETAG.as_str(), &state.tag())
}

fn current(house: &House, id: &EditionId, state: &State) -> Value {
    let mut current = reply::version(house.addresses(), id, &state.newest);
    current["etag"] = state.tag().into();
    current
}

/// Adds the members of one object to another.
pub fn merge(into: &mut Value, more: Value) {
    if let (Value::Object(into), Value::Object(more)) = (into, more) {
        into.extend(more);
    }
}
