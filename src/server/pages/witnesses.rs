//! Witnesses side by side.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::LINK;
use axum::response::Response;

use super::passage::{field, fields};
use super::witness::document;
use super::{HTML, answer, page_headers};
use crate::edition::{Version, VersionReference};
use crate::render::{WitnessesAsked, has_witnesses};
use crate::server::ask::Ask;
use crate::server::cache::Key;
use crate::server::contracts::{Fault, Line, Shown};
use crate::server::fingerprint::fingerprint;
use crate::server::prepared::{Recipe, set};
use crate::server::refusal::Refusal;
use crate::server::router::redirect;
use crate::server::state::House;
use crate::tei::Document;
use crate::{key, said};

/// Sigla of an address that are looked at, at most.
const MOST_ASKED: usize = 64;

/// `/editions/{id}/witnesses`: leads to the current version.
pub async fn current(
    State(house): State<Arc<House>>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let number = line.latest().number;
    let address = house.addresses().witnesses(line.id(), number);
    Ok(redirect(StatusCode::SEE_OTHER, &address))
}

/// `/editions/{id}/{version}/witnesses?w=A&w=B&part=1.2&one=B`.
pub async fn version(
    State(house): State<Arc<House>>,
    Path((id, version)): Path<(String, String)>,
    request: Ask,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let version = house.version(&line, &version)?;
    let document = document(&house, &line, version).await?;
    if !has_witnesses(&document) {
        return Err(none(&house, &line, version));
    }
    let wanted = field(request.uri(), "part").filter(|part| !part.is_empty());
    let Some(part) = part(&document, wanted.as_deref()) else {
        return Err(absent(&house, &line, version, &wanted.unwrap_or_default()));
    };
    let asked = WitnessesAsked {
        witnesses: fields(request.uri(), "w").take(MOST_ASKED).collect(),
        part,
        one: field(request.uri(), "one"),
    };
    let state = fingerprint((house.stamp_of(HTML), line.latest().number, version.digest.0));
    let (id, number) = (line.id(), version.number);
    let question = format!("witnesses/{id}/{number}/{asked:?}");
    let key = Key::Asked {
        question: question.clone(),
        state,
    };
    let (at_work, line) = (house.clone(), line.clone());
    let tag = format!("{:016x}", fingerprint((question, state)));
    let make = move || recipe(&at_work, &line, number, &asked, tag);
    answer(&house, key, make, &request).await
}

/// The part of a divided text that has a passage; if none is named, the first in
/// which witnesses differ: what editors write before the text is of no witness.
fn part(document: &Document, wanted: Option<&str>) -> Option<usize> {
    let parts = document.parts();
    let Some(wanted) = wanted else {
        let mut parts = parts.all().iter();
        return Some(parts.position(|part| !part.entries.is_empty()).unwrap_or(0));
    };
    let by_address = parts.find(wanted);
    by_address.or_else(|| parts.of(document.citation().nodes(wanted)?.0))
}

fn recipe(
    house: &House,
    line: &Line,
    number: u32,
    asked: &WitnessesAsked,
    tag: String,
) -> Result<Recipe, Fault> {
    let version = line
        .get(VersionReference::Number(number))
        .ok_or(Fault::Absent)?;
    let document = house.library.document(line.id(), version)?;
    let addresses = house.addresses();
    let shown = Shown {
        line,
        version,
        addresses,
    };
    let html = house.pages.witnesses(&shown, &document, asked)?;
    let mut headers = page_headers();
    let edition = addresses.version(line.id(), number);
    let up = format!("<{edition}>; rel=\"up\"; type=\"text/html\"");
    set(&mut headers, LINK, &up);
    Ok(Recipe {
        media_type: HTML.to_owned(),
        bytes: html.into_bytes(),
        tag,
        modified: None,
        headers,
        exact: false,
    })
}

fn none(house: &House, line: &Line, version: &Version) -> Refusal {
    let (id, number) = (line.id(), version.number);
    let message = said!(
        "The apparatus of version {number} of “{id}” names no witnesses.",
        number = number,
        id = id.as_str()
    );
    Refusal::new(StatusCode::NOT_FOUND, key!("No witnesses"), message)
        .way(house.addresses().version(id, number), key!("The text"))
}

fn absent(house: &House, line: &Line, version: &Version, part: &str) -> Refusal {
    let shown: String = part.chars().take(80).collect();
    let (id, number) = (line.id(), version.number);
    let message = said!(
        "Version {number} of “{id}” has no passage “{shown}”.",
        number = number,
        id = id.as_str(),
        shown = shown
    );
    Refusal::new(StatusCode::NOT_FOUND, key!("No such passage"), message)
        .way(
            house.addresses().witnesses(id, number),
            key!("The witnesses side by side"),
        )
        .way(house.addresses().version(id, number), key!("The text"))
}
