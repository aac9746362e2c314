//! How far is a batch?

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, State as FromState};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::operations::{Became, COLUMNS, Job, Jobs, Told};
use crate::server::api::desk::{Desk, desk, holder};
use crate::server::api::edition::at_work_on;
use crate::server::api::query::Query;
use crate::server::api::reply;
use crate::server::ask::Ask;
use crate::server::problems::NO_SUCH_BATCH;
use crate::server::refusal::Refusal;
use crate::server::state::House;

/// Lines in a reply, if nothing is said, and at most.
const USUAL: u32 = 1000;
const MOST: u32 = 10_000;

/// Batches in a list.
const MOST_LISTED: usize = 100;

/// GET `/api/batches`: those that came with this token, the newest first.
pub async fn list(
    FromState(house): FromState<Arc<House>>,
    request: Ask,
) -> Result<Response, Refusal> {
    let desk = desk(&house)?.clone();
    let token = holder(&desk, request.headers(), None).await?;
    Query::read(request.uri(), &[])?;
    at_work_on(move || {
        let jobs = desk.jobs().all().into_iter();
        let own = jobs.filter(|job| job.token == token.number);
        let told: Vec<Value> = own
            .take(MOST_LISTED)
            .map(|job| short(&house, &desk.jobs(), &job))
            .collect();
        Ok(reply::answer(StatusCode::OK, &json!({ "batches": told })))
    })
    .await
}

/// GET `/api/batches/{batch}`: how far it is, and what became of each file.
pub async fn get(
    FromState(house): FromState<Arc<House>>,
    Path(name): Path<String>,
    request: Ask,
) -> Result<Response, Refusal> {
    let desk = desk(&house)?.clone();
    let token = holder(&desk, request.headers(), None).await?;
    let query = Query::read(request.uri(), &["after", "limit"])?;
    let after = query.number("after", 0, u32::MAX)?.unwrap_or(0) as usize;
    let limit = query.number("limit", 1, MOST)?.unwrap_or(USUAL) as usize;
    at_work_on(move || {
        let job = own(&desk, &name, &token.number)?;
        Ok(reply::answer(
            StatusCode::OK,
            &told(&house, &job, (after, limit)),
        ))
    })
    .await
}

/// GET `/api/batches/{batch}/report.csv`: the same as a table.
pub async fn report(
    FromState(house): FromState<Arc<House>>,
    Path(name): Path<String>,
    request: Ask,
) -> Result<Response, Refusal> {
    let desk = desk(&house)?.clone();
    let token = holder(&desk, request.headers(), None).await?;
    Query::read(request.uri(), &[])?;
    at_work_on(move || {
        let job = own(&desk, &name, &token.number)?;
        Ok(table(&desk.jobs(), &job))
    })
    .await
}

/// The report of a batch as a table.
pub fn table(jobs: &Jobs, job: &Job) -> Response {
    let mut text = COLUMNS.to_owned();
    for line in jobs.rows(job) {
        text.push_str(&line.as_csv());
    }
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"report.csv\""),
        (CACHE_CONTROL, "no-store"),
    ];
    (StatusCode::OK, headers, text).into_response()
}

/// The batch of that name, if it came with this token.
fn own(desk: &Desk, name: &str, token: &str) -> Result<Job, Refusal> {
    let job = desk.jobs().job(name).filter(|job| job.token == token);
    let message = "There is no batch of that name that came with this token.";
    job.ok_or_else(|| Refusal::problem(&NO_SUCH_BATCH, message))
}

/// What programs are told of a batch in a list.
fn short(house: &House, jobs: &Jobs, job: &Job) -> Value {
    let progress = jobs.progress(job);
    json!({
        "batch": job.name,
        "state": state(jobs, job),
        "dryRun": job.trial,
        "made": job.made,
        "note": job.note,
        "total": progress.total,
        "ended": progress.ended,
        "stopped": progress.stopped,
        "links": {
            "self": house.addresses().api_batch(&job.name),
            "report": format!("{}/report.csv", house.addresses().api_batch(&job.name)),
            "page": house.addresses().batch(&job.name),
        },
    })
}

/// In a word: it waits, is worked on, is done, or came to no end.
pub fn state(jobs: &Jobs, job: &Job) -> &'static str {
    let progress = jobs.progress(job);
    match (progress.total, progress.ended, progress.stopped) {
        (_, Some(_), Some(_)) => "stopped",
        (_, Some(_), None) => "done",
        (Some(_), ..) => "working",
        (None, ..) => "waiting",
    }
}

/// A batch for programs: of its lines those behind `after`, and so many.
pub fn told(house: &House, job: &Job, (after, limit): (usize, usize)) -> Value {
    let Some(desk) = &house.desk else {
        return Value::Null;
    };
    let jobs = desk.jobs();
    let mut answer = short(house, &jobs, job);
    let mut outcomes: BTreeMap<Became, usize> = BTreeMap::new();
    let (mut rows, mut done) = (Vec::new(), 0);
    for line in jobs.rows(job) {
        *outcomes.entry(line.outcome).or_default() += 1;
        if done >= after && rows.len() < limit {
            rows.push(row(house, &line));
        }
        done += 1;
    }
    let address = house.addresses().api_batch(&job.name);
    let end = after.saturating_add(rows.len());
    let next = (limit > 0 && end < done).then(|| format!("{address}?after={end}&limit={limit}"));
    let outcomes = outcomes.into_iter();
    let outcomes: serde_json::Map<String, Value> = outcomes
        .map(|(became, count)| (became.word().to_owned(), count.into()))
        .collect();
    answer["done"] = done.into();
    answer["outcomes"] = outcomes.into();
    answer["rows"] = rows.into();
    answer["next"] = next.into();
    answer
}

/// A line; what is refused names the page of its problem.
fn row(house: &House, line: &Told) -> Value {
    let mut row = serde_json::to_value(line).unwrap_or_default();
    if let Some(code) = &line.code {
        row["problem"] = house.addresses().problem(code).into();
    }
    row
}
