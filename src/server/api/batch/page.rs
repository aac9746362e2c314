//! `/hand-in/batches`: many files at once, for people.
//!
//! As with a single file there is no session: whoever hands something in pastes
//! the token. What became of it stands at an address that nobody can guess.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, Request, State as FromState};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::arrive::{Order, begin, pack};
use super::tell::{state, table};
use super::{broken, needed};
use crate::access::{Permission, Token};
use crate::operations::{Became, Job, Told};
use crate::render::manual::{Answer, BatchForm, BatchLine, BatchTold};
use crate::server::api::body::{self, Taking};
use crate::server::api::desk::{Desk, desk, recognised};
use crate::server::api::edition::{NO_NOTE, at_work_on, limits};
use crate::server::api::hand_in::{TOKEN_WITHIN, boundary, sent_from_here, status};
use crate::server::api::note;
use crate::server::api::parts::{Part, first, parts, path};
use crate::server::api::query::Query;
use crate::server::ask::Ask;
use crate::server::face::OwnFace;
use crate::server::problems::{BATCH_UNFIT, NO_SUCH_BATCH, NOT_ALLOWED, PARTS_UNFIT};
use crate::server::refusal::Refusal;
use crate::server::state::House;
use crate::source::FilePath;
use crate::{key, said};

/// Lines on the page: those with something to look at; the table has all.
const MOST_LINES: usize = 500;

/// GET: the form.
pub async fn form(FromState(house): FromState<Arc<House>>) -> Result<Response, Refusal> {
    desk(&house)?;
    at_work_on(move || page(&house, StatusCode::OK, BatchForm::default())).await
}

/// POST: the form, filled in. The answer leads to the page of the batch.
pub async fn post(
    FromState(house): FromState<Arc<House>>,
    request: Request,
) -> Result<Response, Refusal> {
    let (head, body) = request.into_parts();
    let (desk, limits) = (desk(&house)?.clone(), limits(&house));
    let boundary =
        match sent_from_here(&house, &head.headers).and_then(|()| boundary(&head.headers)) {
            Ok(boundary) => boundary,
            Err(refusal) => {
                body::let_finish(body, &head.headers, limits).await;
                return Err(refusal);
            }
        };
    let _place = desk.place().await?;
    let mut taking = Taking::new(body, &head.headers, limits)?;
    let start = taking.up_to(TOKEN_WITHIN).await?;
    // Nothing more is read of what a stranger sends.
    let token = match first(start, &boundary).filter(|part| part.name == "token") {
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
            return at_work_on(move || refused(&house, &refusal)).await;
        }
    };
    let bytes = taking.all().await?;
    at_work_on(move || match take_in(&desk, token, &bytes, &boundary) {
        Ok(job) => {
            let address = house.addresses().batch(&job.name);
            begin(&house, job);
            let headers = [(LOCATION, address.as_str()), (CACHE_CONTROL, "no-store")];
            Ok((StatusCode::SEE_OTHER, headers).into_response())
        }
        Err(refusal) => refused(&house, &refusal),
    })
    .await
}

/// What somebody wrote into the form, and the files.
fn take_in(desk: &Arc<Desk>, token: Token, bytes: &[u8], boundary: &str) -> Result<Job, Refusal> {
    let parts = parts(bytes, boundary)?;
    let field = |name: &str| {
        let part = parts.iter().find(|part| part.name == name);
        let text = part.map(|part| String::from_utf8_lossy(part.bytes));
        text.map_or_else(String::new, |text| text.trim().to_owned())
    };
    let trial = field("act") != "publish";
    let what = needed(trial);
    if !token.may(what) {
        let message = said!(
            "This token does not allow this: {what}.",
            what = what.to_string()
        );
        return Err(Refusal::problem(&NOT_ALLOWED, message));
    }
    let order = Order {
        desk: desk.clone(),
        token: token.number,
        note: note::fit(&field("note"))?.unwrap_or_else(|| NO_NOTE.to_owned()),
        trial,
    };
    let arriving = order.arriving()?;
    let file = arriving.1.body().map_err(broken)?;
    match files(&parts)?.as_slice() {
        [] => return Err(Refusal::problem(&BATCH_UNFIT, key!("No file was chosen."))),
        [(path, bytes)] if is_archive(path) => {
            let mut file = file;
            std::io::Write::write_all(&mut file, bytes).map_err(broken)?;
        }
        several => {
            let mut all = BTreeMap::new();
            for (path, bytes) in several {
                if all.insert(path.clone(), bytes.to_vec()).is_some() {
                    let message = key!("Two files have the same name.");
                    return Err(Refusal::problem(&PARTS_UNFIT, message));
                }
            }
            pack(file, all)?;
        }
    }
    order.take_in(arriving)
}

fn is_archive(path: &FilePath) -> bool {
    path.ending()
        .is_some_and(|ending| ["zip", "tar"].contains(&ending.as_str()))
}

/// The files that were chosen.
fn files<'a>(parts: &[Part<'a>]) -> Result<Vec<(FilePath, &'a [u8])>, Refusal> {
    let chosen = parts.iter().filter(|part| part.name == "file");
    // A browser sends so that no file was chosen.
    let chosen = chosen.filter(|part| part.file.as_deref() != Some("") || !part.bytes.is_empty());
    chosen
        .map(|part| Ok((path(part.file.as_deref())?, part.bytes)))
        .collect()
}

/// GET `/hand-in/batches/{batch}`: how far it is.
pub async fn get(
    FromState(house): FromState<Arc<House>>,
    Path(name): Path<String>,
    request: Ask,
) -> Result<Response, Refusal> {
    Query::read(request.uri(), &[])?;
    let desk = desk(&house)?.clone();
    at_work_on(move || {
        let job = known(&desk, &name)?;
        let form = BatchForm {
            told: Some(told(&house, &desk, &job)),
            ..BatchForm::default()
        };
        page(&house, StatusCode::OK, form)
    })
    .await
}

/// GET `/hand-in/batches/{batch}/report.csv`: all lines as a table.
pub async fn report(
    FromState(house): FromState<Arc<House>>,
    Path(name): Path<String>,
    request: Ask,
) -> Result<Response, Refusal> {
    Query::read(request.uri(), &[])?;
    let desk = desk(&house)?.clone();
    at_work_on(move || Ok(table(&desk.jobs(), &known(&desk, &name)?))).await
}

fn known(desk: &Desk, name: &str) -> Result<Job, Refusal> {
    let message = key!("There is no batch of that name; what became of one is told for 30 days.");
    let job = desk.jobs().job(name);
    job.ok_or_else(|| Refusal::problem(&NO_SUCH_BATCH, message))
}

fn told(house: &House, desk: &Desk, job: &Job) -> BatchTold {
    let (jobs, addresses) = (desk.jobs(), house.addresses());
    let progress = jobs.progress(job);
    let mut counts: BTreeMap<Became, usize> = BTreeMap::new();
    let (mut lines, mut more) = (Vec::new(), 0);
    for line in jobs.rows(job) {
        *counts.entry(line.outcome).or_default() += 1;
        let notable = line.outcome == Became::Refused || !line.findings.is_empty();
        match lines.len() < MOST_LINES && (notable || lines.len() < MOST_LINES / 2) {
            true => lines.push(shown(house, line)),
            false => more += 1,
        }
    }
    let done = counts.values().sum();
    BatchTold {
        state: state(&jobs, job),
        trial: job.trial,
        note: job.note.clone(),
        made: job.made.clone(),
        done,
        total: progress.total,
        stopped: progress.stopped,
        counts: counts
            .into_iter()
            .map(|(became, count)| house.wording.say(&became.count(count)))
            .collect(),
        lines,
        more,
        report_href: format!("{}/report.csv", addresses.batch(&job.name)),
    }
}

fn shown(house: &House, line: Told) -> BatchLine {
    let published = line.edition.as_ref().zip(line.version);
    BatchLine {
        href: published.map(|(id, version)| house.addresses().version(id, version)),
        edition: line.edition.map(|id| id.to_string()),
        outcome: house.wording.word(line.outcome.words()).to_owned(),
        refused: line.outcome == Became::Refused,
        file: line.file,
        version: line.version,
        detail: line.detail,
        findings: line.findings,
        omitted: line.findings_omitted,
    }
}

fn refused(house: &House, refusal: &Refusal) -> Result<Response, Refusal> {
    let form = BatchForm {
        answer: Some(Answer {
            good: false,
            title: house.wording.word(refusal.title).to_owned(),
            message: house.wording.say(&refusal.message),
            ..Answer::default()
        }),
        ..BatchForm::default()
    };
    page(house, status(refusal), form)
}

/// Nobody keeps the page: it changes, and is for one person.
fn page(house: &House, status: StatusCode, form: BatchForm) -> Result<Response, Refusal> {
    let page = house.pages.batches(house.addresses(), form)?;
    let mut headers = HeaderMap::new();
    crate::server::prepared::set(&mut headers, CONTENT_TYPE, "text/html; charset=utf-8");
    crate::server::prepared::set(&mut headers, CACHE_CONTROL, "no-store");
    let mut response = (status, headers, page).into_response();
    response.extensions_mut().insert(OwnFace);
    Ok(response)
}
