//! Texts for programs that read: Distributed Text Services 1.0 (DTS).
//!
//! 1. [`asked`] reads the parameters of a request, [`identifier`] says which
//!    text they name, and [`select`] which units of it.
//! 2. [`collection`] leads from the site to editions and their versions,
//!    [`navigation`] through the references of one, [`document`] gives its text.
//! 3. [`object`] writes what they have in common.
//!
//! A *resource* is a version: it never changes, and its identifier is the
//! address of its page. An edition is the collection of its versions; the site
//! is the collection of its editions. docs/dts.md tells it to those who use it.

mod asked;
mod collection;
mod document;
mod entry;
mod identifier;
mod navigation;
mod object;
mod select;

use std::sync::Arc;

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, LINK};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::Value;

use super::ask::Ask;
use super::cache::Key;
use super::contracts::Fault;
use super::fingerprint::fingerprint;
use super::prepared::{Recipe, set};
use super::refusal::Refusal;
use super::router::shared;
use super::security::share;
use super::state::House;
use super::tongue;
use crate::wording::Said;

/// The addresses of the service.
pub fn router() -> Router<Arc<House>> {
    Router::new()
        .route("/dts", shared(entry::answer))
        .route("/dts/collection", shared(collection::answer))
        .route("/dts/navigation", shared(navigation::answer))
        .route("/dts/document", shared(document::answer))
}

/// The version of the specification that is followed.
const VERSION: &str = "1.0";

/// What the names in replies mean.
const CONTEXT: &str = "https://dtsapi.org/context/v1.0.json";

/// The media type of everything but texts.
const JSON: &str = "application/ld+json";

/// What an answer is of, and how it is made.
struct Reply<M> {
    /// The question, in one spelling.
    question: String,
    /// Another number for every other state of what it is of.
    state: u64,
    media_type: String,
    /// Typed links.
    links: Option<String>,
    make: M,
}

/// Answers from what is ready, or makes it.
async fn reply<M>(house: &Arc<House>, reply: Reply<M>, request: &Ask) -> Result<Response, Refusal>
where
    M: FnOnce(&House) -> Result<Vec<u8>, Fault> + Send + 'static,
{
    let tag = fingerprint((&reply.question, reply.state));
    let key = Key::Asked {
        question: reply.question,
        state: reply.state,
    };
    let page = tongue::is_spoken(&reply.media_type);
    let (at_work, make) = (house.clone(), reply.make);
    let mut headers = HeaderMap::new();
    set(&mut headers, CACHE_CONTROL, "no-cache");
    if let Some(links) = reply.links {
        set(&mut headers, LINK, &links);
    }
    let recipe = move || {
        let bytes = make(&at_work)?;
        Ok(Recipe {
            media_type: reply.media_type,
            bytes,
            tag: format!("{tag:016x}"),
            modified: None,
            headers,
            exact: false,
        })
    };
    let mut response = house.press.answer(key, recipe, request).await?;
    share(response.headers_mut());
    if page {
        // A page may have its style, and nothing more than any page of the site.
        response.headers_mut().remove(CONTENT_SECURITY_POLICY);
    }
    Ok(response)
}

/// An object as it is sent.
fn written(object: &Value) -> Result<Vec<u8>, Fault> {
    let mut bytes =
        serde_json::to_vec_pretty(object).map_err(|error| Fault::Broken(error.to_string()))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// 400: the parameters contradict each other, or one is missing.
fn misasked(message: impl Into<Said>) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, "Not understood", message)
}

/// 404: what a parameter names is not there.
fn unknown(message: impl Into<Said>) -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "Not here", message)
}
