//! What does a reader see while the store gives no answer?
//!
//! The pages that are remembered, each with a sentence that says so. They were
//! made when all was well, so the sentence is put into what is sent.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::header::{
    ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_MODIFIED_SINCE,
    IF_NONE_MATCH,
};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::response::Response;

use super::prepared::set;
use super::state::House;

/// What a page begins with, behind the frame of the site.
const BEGINNING: &str = "<main id=\"main\" tabindex=\"-1\">";

/// The largest page that is rewritten.
const LARGEST: usize = 64 << 20;

/// Asks for a page in a form into which something can be put, if it is for
/// somebody who reads.
pub fn ask_plainly(request: &mut Request<Body>) -> bool {
    let reads = |headers: &HeaderMap| {
        let accepts = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
        accepts.is_some_and(|accepts| accepts.contains("text/html"))
    };
    let plain = request.method() == Method::GET && reads(request.headers());
    if plain {
        for name in [ACCEPT_ENCODING, IF_NONE_MATCH, IF_MODIFIED_SINCE] {
            request.headers_mut().remove(name);
        }
    }
    plain
}

/// The page with a sentence that says for how long the store has given no answer.
pub async fn note(house: &House, response: Response, since: Duration) -> Response {
    let kind = response.headers().get(CONTENT_TYPE);
    let html = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if response.status() != StatusCode::OK || !html {
        return response;
    }
    let Ok(notice) = house.pages.stale(since.as_secs()) else {
        return response;
    };
    let (mut head, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, LARGEST).await else {
        return Response::from_parts(head, Body::empty());
    };
    let page = String::from_utf8_lossy(&bytes);
    let page = page.replacen(BEGINNING, &format!("{BEGINNING}{}", notice.trim()), 1);
    // It is true now, and not to be kept.
    head.headers.remove(ETAG);
    set(&mut head.headers, CACHE_CONTROL, "no-store");
    set(&mut head.headers, CONTENT_LENGTH, &page.len().to_string());
    Response::from_parts(head, Body::from(page))
}
