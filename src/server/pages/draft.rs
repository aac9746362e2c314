//! A text that is not published, for whoever knows its address.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, REFERRER_POLICY};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};

use super::edition::see_other;
use crate::key;
use crate::server::contracts::Fault;
use crate::server::refusal::Refusal;
use crate::server::shelf::blocking;
use crate::server::state::House;

/// `/drafts/{token}`. Nothing keeps it, no search engine lists it, and links on
/// it do not tell where they stood.
pub async fn page(
    State(house): State<Arc<House>>,
    Path(token): Path<String>,
) -> Result<Response, Refusal> {
    let at_work = house.clone();
    let made = blocking(move || {
        let draft = at_work.editions.draft(&token)?;
        let address = format!("{}/{token}", at_work.addresses().drafts());
        at_work.pages.draft(at_work.addresses(), &address, &draft)
    });
    let html = made.await.map_err(|fault| match fault {
        Fault::Absent => no_draft(),
        other => other.into(),
    })?;
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
    ];
    Ok((headers, html).into_response())
}

/// What a published page links to has no address in a draft: back to its page.
pub async fn within(
    State(house): State<Arc<House>>,
    Path((token, _)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let good = token.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !good {
        return Err(no_draft());
    }
    Ok(see_other(&format!(
        "{}/{token}",
        house.addresses().drafts()
    )))
}

/// The same for one that never was and one whose time is over.
fn no_draft() -> Refusal {
    let message = key!("There is no draft under this address, or its time is over.");
    Refusal::new(StatusCode::NOT_FOUND, key!("No such draft"), message)
}
