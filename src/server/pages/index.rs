//! The list of editions, and what this site is.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::passage::field;
use super::{HTML, answer, page_headers};
use crate::edition::VersionReference;
use crate::render::{ListPage, ListPart, Way};
use crate::server::addresses::Addresses;
use crate::server::ask::Ask;
use crate::server::cache::Key;
use crate::server::contracts::{Fault, Line, Listed};
use crate::server::fingerprint::fingerprint;
use crate::server::prepared::Recipe;
use crate::server::refusal::Refusal;
use crate::server::router::redirect;
use crate::server::shelf::Listing;
use crate::server::state::House;

/// Editions on a page. Each is read for it.
const PAGE: usize = 100;

/// `/`: all editions, in the order of their names.
pub async fn list(State(house): State<Arc<House>>, request: Ask) -> Result<Response, Refusal> {
    let listing = house.shelf.listing().await?;
    let number = match field(request.uri(), "page") {
        None => Some(1),
        Some(page) => page.parse().ok(),
    };
    let pages = listing.lines.len().div_ceil(PAGE).max(1);
    let there = |number: &usize| (1..=pages).contains(number);
    let number = number.filter(there).ok_or_else(Refusal::no_page)?;
    let stamp = fingerprint((house.stamp_of(HTML), listing.stamp, number));
    let at_work = house.clone();
    let make = move || Ok(recipe(list_page(&at_work, &listing, number)?, stamp));
    let question = format!("editions/{number}");
    let key = Key::Asked {
        question,
        state: stamp,
    };
    answer(&house, key, make, &request).await
}

/// `/editions`: where people look who cut an address short.
pub async fn moved(State(house): State<Arc<House>>) -> Response {
    redirect(StatusCode::PERMANENT_REDIRECT, &house.addresses().home())
}

/// `/about`: what this site is.
pub async fn about(State(house): State<Arc<House>>, request: Ask) -> Result<Response, Refusal> {
    let stamp = house.stamp_of(HTML);
    let at_work = house.clone();
    let make = move || Ok(recipe(at_work.pages.about(at_work.addresses())?, stamp));
    let path = "/about";
    answer(&house, Key::Site { path, stamp }, make, &request).await
}

/// Files are read one after the other, while the page is made: never all of
/// them in memory.
fn list_page(house: &House, listing: &Listing, number: usize) -> Result<String, Fault> {
    let listed = |line: &Arc<Line>| {
        let stored = house.editions.stored(line.id(), VersionReference::Latest)?;
        let (line, stored) = (line.clone(), Arc::new(stored));
        Ok(Listed { line, stored })
    };
    let on_page = listing.lines.chunks(PAGE).nth(number - 1);
    let mut editions = on_page.unwrap_or_default().iter().map(listed);
    let part = list_part(house.addresses(), listing, number);
    house.pages.index(house.addresses(), &mut editions, part)
}

fn list_part(addresses: &Addresses, listing: &Listing, number: usize) -> ListPart {
    let total = listing.lines.len();
    let href = |number: usize| match number {
        1 => addresses.home(),
        number => format!("{}?page={number}", addresses.home()),
    };
    let pages = listing
        .lines
        .chunks(PAGE)
        .zip(1..)
        .map(|(lines, page)| ListPage {
            href: href(page),
            label: format!("{} – {}", lines[0].id(), lines[lines.len() - 1].id()),
            here: page == number,
        });
    let mut pages: Vec<ListPage> = pages.collect();
    let way = |page: &ListPage| Way {
        href: page.href.clone(),
        label: page.label.clone(),
    };
    let previous = number.checked_sub(2).and_then(|at| pages.get(at)).map(way);
    let next = pages.get(number).map(way);
    if pages.len() < 2 {
        pages.clear();
    }
    ListPart {
        number,
        first: total.min((number - 1) * PAGE + 1),
        last: total.min(number * PAGE),
        total,
        previous,
        next,
        pages,
    }
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
