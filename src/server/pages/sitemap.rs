//! Which pages are there to be found? (Sitemaps 0.9, sitemaps.org/protocol.html)
//!
//! Addresses in a sitemap must be absolute, so there is one only where the site
//! knows its own (`base_url`). Pages stand under their canonical addresses: the
//! current version of each edition, by number.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::{answer, page_headers};
use crate::server::addresses::Addresses;
use crate::server::ask::Ask;
use crate::server::cache::Key;
use crate::server::fingerprint::fingerprint;
use crate::server::prepared::Recipe;
use crate::server::refusal::Refusal;
use crate::server::shelf::Listing;
use crate::server::state::House;
use crate::xml::Writer;

/// Addresses in one file: the protocol allows as many.
const MOST: usize = 50_000;

const NAMESPACE: (&str, &str) = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");

/// `/sitemap.xml`: the pages, or where the lists of them are.
pub async fn whole(State(house): State<Arc<House>>, request: Ask) -> Result<Response, Refusal> {
    sitemap(&house, None, &request).await
}

/// `/sitemap/{number}`: a part of a long list, from 1.
pub async fn part(
    State(house): State<Arc<House>>,
    Path(number): Path<usize>,
    request: Ask,
) -> Result<Response, Refusal> {
    sitemap(&house, Some(number), &request).await
}

async fn sitemap(
    house: &Arc<House>,
    number: Option<usize>,
    request: &Ask,
) -> Result<Response, Refusal> {
    if house.addresses().site().is_empty() {
        let message = "A sitemap needs absolute addresses, and this site does not know its own \
                       (the setting is base_url).";
        return Err(Refusal::new(StatusCode::NOT_FOUND, "No sitemap", message));
    }
    let listing = house.shelf.listing().await?;
    let parts = listing.lines.len().div_ceil(MOST);
    if number.is_some_and(|number| number == 0 || number > parts) {
        return Err(Refusal::no_page());
    }
    let state = fingerprint((house.stamp(), listing.stamp));
    let question = format!("sitemap/{}", number.unwrap_or(0));
    let at_work = house.clone();
    let make = move || {
        let addresses = at_work.addresses();
        let xml = match number {
            None if parts > 1 => index(addresses, parts),
            None => pages(addresses, &listing, 0),
            Some(number) => pages(addresses, &listing, number - 1),
        };
        Ok(Recipe {
            media_type: "application/xml".to_owned(),
            bytes: xml.into_bytes(),
            tag: format!("{state:016x}"),
            modified: None,
            headers: page_headers(),
            exact: false,
        })
    };
    answer(house, Key::Asked { question, state }, make, request).await
}

fn index(addresses: &Addresses, parts: usize) -> String {
    let mut writer = Writer::new();
    writer.open("sitemapindex", &[NAMESPACE]);
    for number in 1..=parts {
        writer.line();
        writer.open("sitemap", &[]);
        field(&mut writer, "loc", &addresses.sitemap_part(number));
        writer.close();
    }
    writer.finish()
}

fn pages(addresses: &Addresses, listing: &Listing, part: usize) -> String {
    let mut writer = Writer::new();
    writer.open("urlset", &[NAMESPACE]);
    for line in listing.lines.iter().skip(part * MOST).take(MOST) {
        let latest = line.latest();
        writer.line();
        writer.open("url", &[]);
        let page = addresses.version(line.id(), latest.number);
        field(&mut writer, "loc", &page);
        field(&mut writer, "lastmod", &latest.published);
        writer.close();
    }
    writer.finish()
}

fn field(writer: &mut Writer, name: &str, value: &str) {
    writer.open(name, &[]);
    writer.text(value);
    writer.close();
}
