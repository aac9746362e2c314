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

/// Pages of which each has a link of its own.
const ONE_BY_ONE: usize = 60;

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
    let last = total.div_ceil(PAGE);
    let id = |at: usize| listing.lines[at.min(total - 1)].id();
    // Some pages as one: from the first item of the first to the last of the last.
    let pages_from = |from: usize, to: usize| ListPage {
        href: href(from),
        label: format!("{} – {}", id((from - 1) * PAGE), id(to * PAGE - 1)),
        here: from == to && from == number,
    };
    let way = |number: usize| {
        let page = pages_from(number, number);
        Way {
            href: page.href,
            label: page.label,
        }
    };
    let pages = match last {
        0 | 1 => Vec::new(),
        _ => stretches(number, last)
            .into_iter()
            .map(|(from, to)| pages_from(from, to))
            .collect(),
    };
    ListPart {
        number,
        first: total.min((number - 1) * PAGE + 1),
        last: total.min(number * PAGE),
        total,
        previous: (number > 1).then(|| way(number - 1)),
        next: (number < last).then(|| way(number + 1)),
        pages,
    }
}

/// All pages, as stretches of some of them: those near the one that is shown one by
/// one, the others in as many stretches as each has pages, so that there are few of
/// both, however long the list is.
fn stretches(number: usize, last: usize) -> Vec<(usize, usize)> {
    let long = match last {
        0..=ONE_BY_ONE => 1,
        _ => last.isqrt(),
    };
    let mut stretches = Vec::new();
    for from in (1..=last).step_by(long) {
        let to = last.min(from + long - 1);
        match (from..=to).contains(&number) {
            true => stretches.extend((from..=to).map(|page| (page, page))),
            false => stretches.push((from, to)),
        }
    }
    stretches
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_in_one_stretch_and_there_are_few() {
        for (number, last) in [
            (1, 1),
            (60, 60),
            (1, 61),
            (61, 61),
            (500, 1_000),
            (7, 10_000),
        ] {
            let all = stretches(number, last);
            let pages = all.iter().flat_map(|(from, to)| *from..=*to);
            assert!(pages.eq(1..=last), "{number} of {last}");
            assert!(all.contains(&(number, number)));
            assert!(
                all.len() <= ONE_BY_ONE.max(2 * last.isqrt() + 2),
                "{}",
                all.len()
            );
        }
        assert_eq!(stretches(2, 3), [(1, 1), (2, 2), (3, 3)]);
    }
}
