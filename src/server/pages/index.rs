//! The list of editions, and what this site is.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::{HTML, answer, page_headers};
use crate::edition::VersionReference;
use crate::server::ask::Ask;
use crate::server::cache::Key;
use crate::server::contracts::{Fault, Line, Listed};
use crate::server::fingerprint::fingerprint;
use crate::server::prepared::Recipe;
use crate::server::refusal::Refusal;
use crate::server::router::redirect;
use crate::server::shelf::Listing;
use crate::server::state::House;

/// `/`: all editions.
pub async fn list(State(house): State<Arc<House>>, request: Ask) -> Result<Response, Refusal> {
    let listing = house.shelf.listing().await?;
    let stamp = fingerprint((house.stamp(), listing.stamp));
    let at_work = house.clone();
    let make = move || Ok(recipe(list_page(&at_work, &listing)?, stamp));
    answer(&house, Key::Site { path: "/", stamp }, make, &request).await
}

/// `/editions`: where people look who cut an address short.
pub async fn moved(State(house): State<Arc<House>>) -> Response {
    redirect(StatusCode::PERMANENT_REDIRECT, &house.addresses().home())
}

/// `/about`: what this site is.
pub async fn about(State(house): State<Arc<House>>, request: Ask) -> Result<Response, Refusal> {
    let stamp = house.stamp();
    let at_work = house.clone();
    let make = move || Ok(recipe(at_work.pages.about(at_work.addresses())?, stamp));
    let path = "/about";
    answer(&house, Key::Site { path, stamp }, make, &request).await
}

/// Files are read one after the other, while the page is made: never all of
/// them in memory.
fn list_page(house: &House, listing: &Listing) -> Result<String, Fault> {
    let listed = |line: &Arc<Line>| {
        let stored = house.editions.stored(line.id(), VersionReference::Latest)?;
        let (line, stored) = (line.clone(), Arc::new(stored));
        Ok(Listed { line, stored })
    };
    house
        .pages
        .index(house.addresses(), &mut listing.lines.iter().map(listed))
}

fn recipe(html: String, stamp: u64) -> Recipe {
    Recipe {
        media_type: HTML.to_owned(),
        bytes: html.into_bytes(),
        tag: format!("{stamp:016x}"),
        modified: None,
        headers: page_headers(),
        exact: false,
    }
}
