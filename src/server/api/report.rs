//! `/editions/{id}/{version}/report`: a reader says what is wrong.
//!
//! It needs no script, no address of the reader, and nobody else's service. What
//! is kept is read by the editor alone, and no page shows it. Against programs
//! that fill in every form they find: a field that people do not see, a seal that
//! only a page of ours gives and that is good for a time, and a pace for all
//! together. Whoever asks is not looked at: addresses of readers are not known
//! here, behind a proxy least of all.

use std::sync::Arc;
use std::time::Instant;

use axum::body::to_bytes;
use axum::extract::{Path, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::body;
use super::desk::{Desk, desk, holder};
use super::edition::{at_work_on, limits};
use super::hand_in::sent_from_here;
use super::note::fit;
use super::query::Query;
use super::reply;
use crate::access::{self, Permission, Report};
use crate::edition::Version;
use crate::operations::{Complaint, ReportError, Unfit, report_problem, resolve_report};
use crate::passage;
use crate::render::page::ReportForm;
use crate::said;
use crate::server::ask::Ask;
use crate::server::contracts::{Fault, Line, Shown};
use crate::server::face::OwnFace;
use crate::server::pages::passage::field;
use crate::server::pages::search::unlisted;
use crate::server::problems::{NO_SUCH_REPORT, QUERY_UNFIT};
use crate::server::refusal::Refusal;
use crate::server::router::redirect;
use crate::server::state::House;
use crate::wording::Said;

/// Bytes of a form: its longest field has 4,000 characters, each of which may take
/// twelve.
const LONGEST_FORM: usize = 1 << 16;

/// Letters of the words of a passage that the form is filled in with.
const MOST_WORDS: usize = 500;

/// The media type of a form without files.
const FORM: &str = "application/x-www-form-urlencoded";

/// GET: the form, for a passage if one is named.
pub async fn get(
    State(house): State<Arc<House>>,
    Path((id, version)): Path<(String, String)>,
    request: Ask,
) -> Result<Response, Refusal> {
    let desk = desk(&house)?.clone();
    let line = house.line(&id).await?;
    let version = house.version(&line, &version)?.clone();
    let named = |name: &str| field(request.uri(), name).unwrap_or_default();
    let form = ReportForm {
        passage: named("passage").chars().take(200).collect(),
        words: named("words").chars().take(MOST_WORDS).collect(),
        kept: named("kept").parse().ok(),
        token: desk.seals.fresh(line.id(), Instant::now()),
        ..ReportForm::default()
    };
    at_work_on(move || {
        let form = with_words(&house, &line, &version, form)?;
        page(&house, (line.as_ref(), &version), StatusCode::OK, form)
    })
    .await
}

/// The form with the words of its passage, if the reader has not chosen any.
fn with_words(
    house: &House,
    line: &Line,
    version: &Version,
    mut form: ReportForm,
) -> Result<ReportForm, Refusal> {
    if form.passage.is_empty() {
        return Ok(form);
    }
    let document = house.library.document(line.id(), version)?;
    // The script of the page knows the unit by its id.
    if let Some(id) = form.passage.strip_prefix('~') {
        let unit = document.unit_by_id(id).map(|at| &document.units()[at].unit);
        form.passage = unit.map_or_else(String::new, |unit| unit.reference.to_string());
    }
    if form.words.is_empty()
        && let Some((words, _)) = passage::hashed(&document, &form.passage)
    {
        form.words = words.chars().take(MOST_WORDS).collect();
    }
    Ok(form)
}

/// POST: the form, filled in.
pub async fn post(
    State(house): State<Arc<House>>,
    Path((id, version)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let desk = desk(&house)?.clone();
    let sent = match sent_from_here(&house, &parts.headers).and_then(|()| is_form(&parts.headers)) {
        Ok(()) => to_bytes(body, LONGEST_FORM).await,
        Err(refusal) => {
            body::let_finish(body, &parts.headers, limits(&house)).await;
            return Err(refusal);
        }
    };
    let sent = sent.map_err(|_| Refusal::too_large(LONGEST_FORM))?;
    let line = house.line(&id).await?;
    let version = house.version(&line, &version)?.clone();
    let sent = read(&sent)?;
    let address = house.addresses().report(line.id(), version.number);
    if !sent.trap.is_empty() {
        // Who fills in what nobody sees is told what he wants to hear.
        return Ok(redirect(
            StatusCode::SEE_OTHER,
            &format!("{address}?kept=0"),
        ));
    }
    at_work_on(move || match keep(&desk, &line, &version, &sent) {
        Ok(report) => {
            tracing::info!(edition = %report.edition, report = report.number, "a reader reports");
            let address = format!("{address}?kept={}", report.number);
            Ok(redirect(StatusCode::SEE_OTHER, &address))
        }
        Err((status, trouble)) => {
            let form = ReportForm {
                token: desk.seals.fresh(line.id(), Instant::now()),
                trouble: Some(house.wording.say(&trouble)),
                ..sent.form
            };
            let mut response = page(&house, (line.as_ref(), &version), status, form)?;
            if status == StatusCode::TOO_MANY_REQUESTS {
                let minute = HeaderValue::from_static("60");
                response.headers_mut().insert(RETRY_AFTER, minute);
            }
            Ok(response)
        }
    })
    .await
}

/// A form without files (HTML, "application/x-www-form-urlencoded").
///
/// # Errors
/// 415.
fn is_form(headers: &HeaderMap) -> Result<(), Refusal> {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let kind = kind
        .and_then(|kind| kind.split(';').next())
        .unwrap_or_default();
    match kind.trim().eq_ignore_ascii_case(FORM) {
        true => Ok(()),
        false => Err(Refusal::from_status(StatusCode::UNSUPPORTED_MEDIA_TYPE)),
    }
}

/// What was sent.
struct Sent {
    form: ReportForm,
    trap: String,
}

/// A form is written as a query is.
fn read(bytes: &[u8]) -> Result<Sent, Refusal> {
    let query = std::str::from_utf8(bytes).ok();
    let uri = query.and_then(|query| format!("/?{query}").parse::<Uri>().ok());
    let uri = uri.ok_or_else(|| Refusal::from_status(StatusCode::BAD_REQUEST))?;
    let field = |name: &str| field(&uri, name).unwrap_or_default();
    Ok(Sent {
        form: ReportForm {
            passage: field("passage"),
            words: field("words"),
            message: field("message"),
            contact: field("contact"),
            token: field("token"),
            ..ReportForm::default()
        },
        trap: field("website"),
    })
}

/// Keeps what was sent; or says why not.
fn keep(
    desk: &Desk,
    line: &Line,
    version: &Version,
    sent: &Sent,
) -> Result<Report, (StatusCode, Said)> {
    let now = Instant::now();
    let unfit = |said: Said| (StatusCode::UNPROCESSABLE_ENTITY, said);
    if !desk.seals.hold(&sent.form.token, line.id(), now) {
        let said =
            said!("The form was open for too long, or was sent too fast. Please send it again.");
        return Err(unfit(said));
    }
    if desk.reports_pace.take("readers", now).is_err() {
        let said = said!("Many reports come in at once. Please send yours again in a minute.");
        return Err((StatusCode::TOO_MANY_REQUESTS, said));
    }
    let form = sent.form.clone();
    let complaint = Complaint {
        edition: line.id().clone(),
        version: version.number,
        sha256: version.digest,
        passage: form.passage,
        words: form.words,
        message: form.message,
        contact: form.contact,
    };
    report_problem(&desk.access, complaint).map_err(|error| match error {
        ReportError::Unfit(_, Unfit::Empty) => unfit(said!("Please say what is wrong.")),
        ReportError::Unfit(_, Unfit::Long(most)) => unfit(said!(
            "A field has more than {n} character.|A field has more than {n} characters.",
            n = most
        )),
        ReportError::Unfit(_, Unfit::Strange) => {
            unfit(said!("A field has characters that cannot be kept."))
        }
        ReportError::Access(access::Error::Full) => {
            let said =
                said!("The editor has more reports than can be kept. Please come back later.");
            (StatusCode::SERVICE_UNAVAILABLE, said)
        }
        other => {
            tracing::error!(error = %other, "a report could not be kept");
            let said = said!("The report could not be kept. Please come back later.");
            (StatusCode::INTERNAL_SERVER_ERROR, said)
        }
    })
}

/// Nobody keeps the page.
fn page(
    house: &House,
    (line, version): (&Line, &Version),
    status: StatusCode,
    form: ReportForm,
) -> Result<Response, Refusal> {
    let shown = Shown {
        line,
        version,
        addresses: house.addresses(),
    };
    let document = house.library.document(line.id(), version)?;
    let page = house.pages.report(&shown, &document, form)?;
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
    ];
    let mut response = (status, headers, page).into_response();
    unlisted(response.headers_mut());
    response.extensions_mut().insert(OwnFace);
    Ok(response)
}

/// GET `/api/reports`: what readers say, for who may review; open ones, or with
/// `state=resolved` the others.
pub async fn list(State(house): State<Arc<House>>, request: Ask) -> Result<Response, Refusal> {
    let desk = desk(&house)?.clone();
    let token = holder(&desk, request.headers(), Some(Permission::Review)).await?;
    let query = Query::read(request.uri(), &["state"])?;
    let resolved = match query.get("state") {
        None | Some("open") => false,
        Some("resolved") => true,
        Some(_) => {
            return Err(Refusal::problem(
                &QUERY_UNFIT,
                "`state` is open or resolved.",
            ));
        }
    };
    at_work_on(move || {
        let told = match resolved {
            true => desk.access.resolved_reports(),
            false => desk.access.open_reports(),
        };
        let told = told.map_err(|error| Fault::Broken(error.to_string()))?;
        let told = told
            .into_iter()
            .filter(|one| token.allows(Permission::Review, &one.edition));
        let reports: Vec<Value> = told.map(|report| for_programs(&house, &report)).collect();
        Ok(reply::answer(
            StatusCode::OK,
            &json!({ "reports": reports }),
        ))
    })
    .await
}

fn for_programs(house: &House, report: &Report) -> Value {
    let mut value = json!(report);
    let addresses = house.addresses();
    value["href"] = match &report.passage {
        Some(passage) => addresses.passage(&report.edition, report.version, passage),
        None => addresses.version(&report.edition, report.version),
    }
    .into();
    value
}

/// POST `/api/reports/{number}/resolution`: what became of one; `version` is the
/// version that it led to, `note` what the editor notes.
pub async fn resolve(
    State(house): State<Arc<House>>,
    Path(number): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let desk = desk(&house)?.clone();
    // What is said stands in the query.
    body::let_finish(body, &parts.headers, limits(&house)).await;
    let token = holder(&desk, &parts.headers, Some(Permission::Review)).await?;
    let query = Query::read(&parts.uri, &["version", "note"])?;
    let version = query.number("version", 1, u32::MAX)?;
    let note = query.get("note").map(fit).transpose()?.flatten();
    let none = || Refusal::problem(&NO_SUCH_REPORT, "No report of that number is open.");
    let number: u32 = number.parse().map_err(|_| none())?;
    at_work_on(move || {
        let open = desk.access.open_reports();
        let open = open.map_err(|error| Fault::Broken(error.to_string()))?;
        let report = open.into_iter().find(|report| report.number == number);
        // Whoever may not read it does not learn that it is there.
        report
            .filter(|report| token.allows(Permission::Review, &report.edition))
            .ok_or_else(none)?;
        let who = (&desk.access, desk.store.as_ref());
        match resolve_report(who, number, &token.holder, (version, note)) {
            Ok(report) => Ok(reply::answer(
                StatusCode::OK,
                &for_programs(&house, &report),
            )),
            Err(ReportError::NoSuchVersion(message)) => {
                Err(Refusal::problem(&QUERY_UNFIT, message))
            }
            Err(ReportError::Access(access::Error::NoSuchReport(_))) => Err(none()),
            Err(other) => Err(Refusal::broken(other.to_string())),
        }
    })
    .await
}
