//! Something is published, or tried.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::http::header::ETAG;
use axum::response::Response;
use serde_json::{Value, json};

use super::conditions::Conditions;
use super::desk::Desk;
use super::handed::{Handed, rejection};
use super::reply::{self, Outcome};
use super::state::{State, comes_again};
use crate::access::{Act, Change, Token};
use crate::compare::{Counts, SurvivalReport};
use crate::diagnostic::{Finding, Reported};
use crate::edition::{Digest, EditionId};
use crate::operations::{
    Facts, Published, Refused, Validation, Verdict, now, publish_deposit, read_tei, survival_of,
    validate,
};
use crate::server::furnish::fault;
use crate::server::problems::{ANOTHER_VERSION, FILES_CLASH, NO_SUCH_EDITION, NOT_VALID};
use crate::server::refusal::Refusal;
use crate::server::state::House;
use crate::source::FilePath;
use crate::store::{self, Expected, digest};
use crate::wording::Said;
use crate::xml::Tree;
use crate::{key, said};

/// What somebody wants to publish, but for the file.
pub struct Order {
    /// Where.
    pub desk: Arc<Desk>,
    /// Who.
    pub token: Token,
    /// As what.
    pub id: EditionId,
    /// Upon what.
    pub conditions: Conditions,
    /// Why.
    pub note: String,
    /// Whether nothing is to be written.
    pub trial: bool,
    /// Whether the file must obey its schema.
    pub only_valid: bool,
}

/// What came of it.
pub struct Done {
    /// The edition.
    pub id: EditionId,
    /// What became of the file, or would.
    pub outcome: Outcome,
    /// Whether nothing was to be written.
    pub trial: bool,
    /// How the edition stands now; `None` if there is none.
    pub state: Option<State>,
    /// The version that was the newest before, if there is a new one.
    pub previous: Option<u32>,
    /// SHA-256 and size of the TEI file that was handed in.
    pub file: (Digest, usize),
    /// Whether it is what was sent, byte for byte.
    pub as_sent: bool,
    /// What becomes of citations of the version before, or would.
    pub survival: Option<Counts>,
    /// What was found in it.
    pub found: Found,
}

/// What was found in a file.
#[derive(Clone, Debug)]
pub struct Found {
    /// In a word.
    pub verdict: Verdict,
    /// In a sentence.
    pub summary: Said,
    /// Where.
    pub findings: Vec<Finding>,
    /// How many findings are not among them.
    pub omitted: usize,
}

/// What publishing is told of a file, once it was read.
type Looked = (Reported<Tree>, Validation);

impl Order {
    /// Looks at the file and publishes it.
    ///
    /// # Errors
    /// 409, 412, 422; nothing was written then.
    pub fn carry_out(&self, house: &House, handed: &Handed) -> Result<Done, Refusal> {
        if self.trial || self.only_valid {
            let found = self.look(handed)?;
            if self.trial {
                return self.try_out(house, handed, found);
            }
        }
        let _turn = self.desk.turn();
        loop {
            let state = State::of(&self.desk.store, &self.id)?;
            let tag = state.as_ref().map(State::tag);
            if !self.conditions.hold(tag.as_deref()) {
                return self.already(house, handed, state);
            }
            match self.publish(handed, state.as_ref()) {
                // Somebody else published: everything is looked at anew.
                Err(Refused::Store(store::Error::Conflict { .. })) => {}
                Err(refused) => return Err(refusal(refused)),
                Ok(published) => return Ok(self.record(house, handed, state.as_ref(), &published)),
            }
        }
    }

    /// What is found in a file that is not published, or not yet.
    fn look(&self, handed: &Handed) -> Result<Found, Refusal> {
        let looked = looked_at(&self.desk, handed)?;
        let found = reply::found(handed, &looked.0, &looked.1);
        if self.only_valid && found.verdict == Verdict::Invalid {
            let message = said!("The file is {summary}.", summary = found.summary);
            return Err(Refusal::problem(&NOT_VALID, message).with("findings", found.findings));
        }
        Ok(found)
    }

    /// What would be, if the file were published.
    fn try_out(&self, house: &House, handed: &Handed, found: Found) -> Result<Done, Refusal> {
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
        let mut done = self.done(handed, outcome, state, found);
        if outcome == Outcome::Next {
            let survival = survival_of(&self.desk.store, &self.id, &handed.deposit());
            done.survival = survival.as_ref().map(counts);
        }
        Ok(done)
    }

    fn publish(&self, handed: &Handed, state: Option<&State>) -> Result<Published, Refused> {
        let facts = Facts {
            publisher: self.token.holder.clone(),
            address: self.token.address.clone(),
            message: self.note.clone(),
            when: now(),
            token: Some(self.token.number.clone()),
        };
        let expected = Expected::Number(state.map_or(0, |state| state.newest.number));
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
        state: Option<State>,
    ) -> Result<Done, Refusal> {
        let wanted = !self.conditions.wants_new();
        let same = |state: &State| wanted && holds(state, handed);
        if !state.as_ref().is_some_and(same) {
            return Err(another(house, &self.id, state.as_ref()));
        }
        let (read, validation) = looked_at(&self.desk, handed)?;
        let found = reply::found(handed, &read, &validation);
        Ok(self.done(handed, Outcome::Unchanged, state, found))
    }

    /// Records what was published.
    fn record(
        &self,
        house: &House,
        handed: &Handed,
        before: Option<&State>,
        published: &Published,
    ) -> Done {
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
        // It is published; were the store gone since, the next condition would not hold.
        let versions = self.desk.store.versions(&self.id).unwrap_or_default();
        let state = State {
            again: comes_again(&versions, version),
            newest: version.clone(),
            withdrawn: None,
            files: Some((handed.path.clone(), others(handed))),
        };
        let found = reply::found(handed, &published.read, &published.validation);
        Done {
            previous: previous.filter(|_| published.put.new),
            survival: published.survival.as_ref().map(counts),
            ..self.done(handed, outcome, Some(state), found)
        }
    }

    fn done(&self, handed: &Handed, outcome: Outcome, state: Option<State>, found: Found) -> Done {
        Done {
            id: self.id.clone(),
            outcome,
            trial: self.trial,
            state,
            previous: None,
            file: (digest(&handed.bytes), handed.bytes.len()),
            as_sent: handed.as_sent,
            survival: None,
            found,
        }
    }
}

impl Done {
    /// The status that says it.
    pub fn status(&self) -> StatusCode {
        match self.outcome {
            Outcome::Created if !self.trial => StatusCode::CREATED,
            _ => StatusCode::OK,
        }
    }

    /// As a reply for programs.
    pub fn reply(&self, house: &House) -> Response {
        let addresses = house.addresses();
        let standing = self.state.as_ref().filter(|_| !self.trial);
        let mut answer = match standing {
            Some(state) => reply::edition(addresses, &self.id, state),
            None => json!({
                "edition": self.id,
                "sha256": self.file.0,
                "bytes": self.file.1,
                "current": self.state.as_ref().map(|state| current(house, &self.id, state)),
            }),
        };
        answer["outcome"] = self.outcome.word(self.trial).into();
        if standing.is_some() {
            answer["previous"] = self.previous.into();
        }
        answer["survival"] = json!(self.survival);
        merge(&mut answer, self.found.json());
        let answer = reply::answer(self.status(), &answer);
        let Some(state) = standing else { return answer };
        let tag = state.tag();
        let tag = self.as_sent.then_some(tag.as_str());
        let address = addresses.version(&self.id, state.newest.number);
        let address = (self.outcome != Outcome::Unchanged).then_some(address.as_str());
        reply::stamped(answer, tag, address)
    }
}

impl Found {
    /// For programs.
    pub fn json(&self) -> Value {
        json!({
            "validation": { "verdict": self.verdict, "summary": self.summary.to_string() },
            "findings": self.findings,
            "findingsOmitted": self.omitted,
        })
    }
}

fn counts(report: &SurvivalReport) -> Counts {
    report.survival.counts()
}

/// Reads and validates a file without publishing it.
///
/// # Errors
/// 422.
pub fn looked_at(desk: &Desk, handed: &Handed) -> Result<Looked, Refusal> {
    let read = read_tei(&handed.deposit()).map_err(|rejected| rejection(&rejected))?;
    let validation = validate(&read.value, &desk.schemas, None);
    Ok((read, validation))
}

/// Why something was not published.
fn refusal(refused: Refused) -> Refusal {
    match refused {
        Refused::File(rejected) => rejection(&rejected),
        Refused::Store(store::Error::Unfit(message)) => Refusal::problem(&FILES_CLASH, message),
        Refused::Store(error) => fault(&error).into(),
    }
}

/// The files that lie beside the TEI file, with their SHA-256.
fn others(handed: &Handed) -> Vec<(FilePath, Digest)> {
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

/// 404 for programs.
pub fn no_edition() -> Refusal {
    Refusal::problem(
        &NO_SUCH_EDITION,
        key!("Nothing is published under that name."),
    )
}

/// 412, with what is there.
pub fn another(house: &House, id: &EditionId, state: Option<&State>) -> Refusal {
    let Some(state) = state else {
        let message = key!(
            "There is no edition of that name; a new one is made with \
                       `If-None-Match: *`."
        );
        return Refusal::problem(&ANOTHER_VERSION, message).with("current", Value::Null);
    };
    let number = state.newest.number;
    let message = said!(
        "The newest version of “{id}” is {number}, in another state.",
        id = id.as_str(),
        number = number
    );
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
