//! `/hand-in`: a form to publish with.
//!
//! There is no session and no cookie: who publishes pastes the token each time.
//! So a page of another site that sends this form in somebody's name has nothing
//! to send; browsers that say where a form comes from are believed besides.

use std::sync::Arc;

use axum::extract::{Request, State as FromState};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::body::{self, Taking};
use super::conditions::Conditions;
use super::desk::{allowed, desk, recognised};
use super::edition::{NO_NOTE, limits, named};
use super::handed::Handed;
use super::media::Kind;
use super::note;
use super::order::{Done, Found, Order};
use super::parts::{Part, first, gathered, parts};
use crate::access::{Permission, Token};
use crate::compare::say::survival;
use crate::diagnostic::Finding;
use crate::edition::EditionId;
use crate::render::manual::{Answer, HandIn};
use crate::render::page::Way;
use crate::server::face::OwnFace;
use crate::server::host;
use crate::server::problems::{HEADER_UNFIT, PARTS_UNFIT, TYPE_UNKNOWN};
use crate::server::refusal::Refusal;
use crate::server::state::House;
use crate::source::SourceText;

use super::reply::Outcome;
use crate::wording::Said;
use crate::{key, said};

/// Bytes in which the token must be: it is the first field.
pub const TOKEN_WITHIN: usize = 4096;

/// GET: the form.
pub async fn get(FromState(house): FromState<Arc<House>>) -> Result<Response, Refusal> {
    desk(&house)?;
    let form = HandIn::default();
    super::edition::at_work_on(move || page(&house, StatusCode::OK, form)).await
}

/// POST: the form, filled in.
pub async fn post(
    FromState(house): FromState<Arc<House>>,
    request: Request,
) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let (desk, limits) = (desk(&house)?.clone(), limits(&house));
    let boundary =
        match sent_from_here(&house, &parts.headers).and_then(|()| boundary(&parts.headers)) {
            Ok(boundary) => boundary,
            Err(refusal) => {
                body::let_finish(body, &parts.headers, limits).await;
                return Err(refusal);
            }
        };
    let _place = desk.place().await?;
    let mut taking = Taking::new(body, &parts.headers, limits)?;
    let head = taking.up_to(TOKEN_WITHIN).await?;
    // Nothing more is read of what a stranger sends.
    let token = match first(head, &boundary).filter(|part| part.name == "token") {
        None => Err(Refusal::problem(
            &PARTS_UNFIT,
            key!("The form does not begin with the token."),
        )),
        Some(part) => {
            let shown = String::from_utf8_lossy(part.bytes).trim().to_owned();
            let shown = Some(shown).filter(|shown| !shown.is_empty());
            recognised(&desk, shown, Some(Permission::Preview)).await
        }
    };
    let token = match token {
        Ok(token) => token,
        Err(refusal) => {
            taking.let_finish().await;
            let form = refused(&house, HandIn::default(), &refusal);
            return super::edition::at_work_on(move || page(&house, status(&refusal), form)).await;
        }
    };
    let bytes = taking.all().await?;
    let order = move || {
        let answered = Filled::read(&bytes, &boundary)
            .and_then(|filled| filled.carry_out(&house, desk, token));
        match answered {
            Ok((status, form)) => page(&house, status, form),
            Err(refusal) => {
                let form = refused(&house, HandIn::default(), &refusal);
                page(&house, status(&refusal), form)
            }
        }
    };
    super::edition::at_work_on(order).await
}

/// The boundary of a form with files.
///
/// # Errors
/// 415.
pub fn boundary(headers: &HeaderMap) -> Result<String, Refusal> {
    match Kind::of(headers)? {
        Kind::Parts(boundary) => Ok(boundary),
        _ => Err(Refusal::problem(
            &TYPE_UNKNOWN,
            key!("This takes a form with files."),
        )),
    }
}

/// Whether a page of this site sent the form, as far as the browser says.
///
/// # Errors
/// 400.
pub fn sent_from_here(house: &House, headers: &HeaderMap) -> Result<(), Refusal> {
    match host::sent_from_here(house.addresses().site(), headers) {
        true => Ok(()),
        false => {
            let message = key!("The form was sent from a page of another site.");
            Err(Refusal::problem(&HEADER_UNFIT, message))
        }
    }
}

/// What somebody wrote into the form.
struct Filled<'a> {
    id: EditionId,
    /// Whether the edition is to be new.
    new: bool,
    /// The entity tag that the last answer showed.
    upon: String,
    note: Option<String>,
    trial: bool,
    parts: Vec<Part<'a>>,
    /// To be shown again.
    form: HandIn,
}

impl<'a> Filled<'a> {
    fn read(bytes: &'a [u8], boundary: &str) -> Result<Self, Refusal> {
        let parts = parts(bytes, boundary)?;
        let field = |name: &str| {
            let part = parts.iter().find(|part| part.name == name);
            let text = part.map(|part| String::from_utf8_lossy(part.bytes));
            text.map_or_else(String::new, |text| text.trim().to_owned())
        };
        let form = HandIn {
            edition: field("name"),
            note: field("note"),
            next: field("expects") == "next",
            upon: field("upon"),
            ..HandIn::default()
        };
        let id = named(&form.edition)?;
        Ok(Self {
            id,
            new: !form.next,
            upon: form.upon.clone(),
            note: note::fit(&form.note)?,
            trial: field("act") != "publish",
            form,
            parts,
        })
    }

    fn carry_out(
        self,
        house: &House,
        desk: Arc<super::Desk>,
        token: Token,
    ) -> Result<(StatusCode, HandIn), Refusal> {
        let what = if self.trial {
            Permission::Preview
        } else {
            Permission::Publish
        };
        let form = self.form.clone();
        let source = self.source();
        let order = allowed(token, what, &self.id).and_then(|token| {
            Ok(Order {
                desk,
                token,
                conditions: self.conditions()?,
                note: self.note.clone().unwrap_or_else(|| NO_NOTE.to_owned()),
                trial: self.trial,
                only_valid: false,
                id: self.id.clone(),
            })
        });
        let done = order.and_then(|order| {
            let handed = Handed::of_form(gathered(self.parts)?.0)?;
            order.carry_out(house, &handed)
        });
        Ok(match done {
            Ok(done) => (done.status(), told(house, form, &done, source.as_ref())),
            Err(refusal) => {
                let mut form = refused(house, form, &refusal);
                let findings = refusal.member("findings").cloned().unwrap_or_default();
                let findings = serde_json::from_value(findings).unwrap_or_default();
                list(&mut form, findings, source.as_ref());
                (status(&refusal), form)
            }
        })
    }

    /// What the radio buttons say, as headers would.
    fn conditions(&self) -> Result<Conditions, Refusal> {
        if self.trial {
            return Ok(Conditions::default());
        }
        Ok(match (self.new, self.upon.as_str()) {
            (true, _) => Conditions::new(),
            (false, "") => Conditions::any(),
            (false, tag) => Conditions::tag(tag),
        })
    }

    /// The file as text, to show lines of it; it is called as findings call it.
    fn source(&self) -> Option<SourceText> {
        let part = self.parts.iter().find(|part| part.name == "edition")?;
        let named = part.file.as_deref().unwrap_or_default();
        let others = self
            .parts
            .iter()
            .any(|part| part.name == "file" && !part.bytes.is_empty());
        let name = match named.ends_with(".txt") || others {
            true => named,
            false => "edition.xml",
        };
        SourceText::decode(name, part.bytes, None).ok()
    }
}

/// What became of the file, for people.
fn told(house: &House, form: HandIn, done: &Done, source: Option<&SourceText>) -> HandIn {
    let (id, addresses) = (&done.id, house.addresses());
    let Found {
        summary,
        findings,
        omitted,
        ..
    } = &done.found;
    let number = done.state.as_ref().map_or(0, |state| state.newest.number);
    let wording = &house.wording;
    let mut ways = Vec::new();
    if !done.trial {
        ways.push(Way {
            href: addresses.version(id, number),
            label: wording.word(key!("The page")).to_owned(),
        });
        ways.push(Way {
            href: addresses.validation(id, number),
            label: wording
                .word(key!("How it stands to its schemas"))
                .to_owned(),
        });
    }
    let tag = done.state.as_ref().map(super::state::State::tag);
    let mut form = HandIn {
        next: done.state.is_some(),
        upon: tag.unwrap_or_default(),
        answer: Some(Answer {
            good: true,
            title: wording.say(&outcome(done, number)),
            message: wording.say(&stands(done, summary)),
            sha256: done.file.0.to_string(),
            omitted: *omitted,
            ways,
        }),
        ..form
    };
    list(&mut form, findings.clone(), source);
    form
}

/// What became of the edition, or would; `number` is its newest version.
fn outcome(done: &Done, number: u32) -> Said {
    let (id, next) = (done.id.as_str(), number + 1);
    match (done.outcome, done.trial) {
        (Outcome::Created, true) => said!("This would be a new edition, “{id}”", id = id),
        (Outcome::Next, true) => said!(
            "This would be version {number} of “{id}”",
            number = next,
            id = id
        ),
        (Outcome::Unchanged, true) => said!(
            "Version {number} of “{id}” is just this file",
            number = number,
            id = id
        ),
        (Outcome::Created, false) => said!("“{id}” is published", id = id),
        (Outcome::Next, false) => said!(
            "Version {number} of “{id}” is published",
            number = number,
            id = id
        ),
        (Outcome::Unchanged, false) => said!(
            "Version {number} of “{id}” has these bytes already; nothing was changed",
            number = number,
            id = id
        ),
    }
}

/// How the file stands to its schemas, and what becomes of citations of the version
/// before.
fn stands(done: &Done, summary: &Said) -> Said {
    let file = said!("The file is {summary}.", summary = summary.clone());
    match done.survival.as_ref().map(survival) {
        None => file,
        Some(survived) => said!(
            "{sentence} Of the version before, {survived}.",
            sentence = file,
            survived = survived
        ),
    }
}

fn refused(house: &House, form: HandIn, refusal: &Refusal) -> HandIn {
    // The state that the edition is in now: whoever looks at it may go on.
    let current = refusal.member("current");
    let upon = current.and_then(|current| current["etag"].as_str());
    let upon = upon.map(str::to_owned);
    // What was found in the file stands below, line by line.
    let message = match refusal.member("findings") {
        Some(_) => said!("What was found stands below, with its place."),
        None => refusal.message.clone(),
    };
    HandIn {
        upon: upon.unwrap_or_default(),
        answer: Some(Answer {
            good: false,
            title: house.wording.word(refusal.title).to_owned(),
            message: house.wording.say(&message),
            ..Answer::default()
        }),
        ..form
    }
}

fn list(form: &mut HandIn, findings: Vec<Finding>, source: Option<&SourceText>) {
    if let Some(source) = source {
        form.lines = crate::render::listing(source, &findings);
    }
    let here = |finding: &Finding| source.is_some_and(|source| finding.file == source.name());
    form.elsewhere = findings
        .into_iter()
        .filter(|finding| !here(finding))
        .collect();
}

/// A page must not make the browser ask for a password.
pub fn status(refusal: &Refusal) -> StatusCode {
    match refusal.status {
        StatusCode::UNAUTHORIZED => StatusCode::FORBIDDEN,
        status => status,
    }
}

/// Nobody keeps the page: what is on it is not published.
fn page(house: &House, status: StatusCode, form: HandIn) -> Result<Response, Refusal> {
    let page = house.pages.hand_in(house.addresses(), form)?;
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
    ];
    let mut response = (status, headers, page).into_response();
    response.extensions_mut().insert(OwnFace);
    Ok(response)
}
