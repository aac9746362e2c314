//! What one witness has, as far as the apparatus tells it.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_DISPOSITION;
use axum::response::Response;

use super::{TextPage, of_text};
use crate::edition::Version;
use crate::server::ask::Ask;
use crate::server::cache::{VersionPage, WitnessForm};
use crate::server::contracts::{Line, Shown};
use crate::server::prepared::set;
use crate::server::refusal::Refusal;
use crate::server::router::redirect;
use crate::server::security::share;
use crate::server::shelf::blocking;
use crate::server::state::House;
use crate::tei::Document;
use crate::{key, said};

/// `/editions/{id}/witnesses/{siglum}`: leads to the current version.
pub async fn current(
    State(house): State<Arc<House>>,
    Path((id, siglum)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let number = line.latest().number;
    let (siglum, form) = WitnessForm::of(&siglum);
    let address = house.addresses().witness(line.id(), number, siglum, form);
    Ok(redirect(StatusCode::SEE_OTHER, &address))
}

/// `/editions/{id}/{version}/witnesses/{siglum}`, with `.txt` or `.xml` behind
/// it as a file.
pub async fn version(
    State(house): State<Arc<House>>,
    Path((id, version, siglum)): Path<(String, String, String)>,
    request: Ask,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let version = house.version(&line, &version)?;
    let document = document(&house, &line, version).await?;
    let (siglum, form) = WitnessForm::of(&siglum);
    let Some(at) = position(&document, siglum) else {
        return Err(absent(&house, &line, version, &document, siglum));
    };
    let page = VersionPage::Witness(at as u32, form);
    let mut response = of_text(&house, &line, version, TextPage::of(page, links), &request).await?;
    if form != WitnessForm::Page {
        share(response.headers_mut());
        let (id, number, ending) = (line.id(), version.number, form.ending());
        let name = format!(
            "attachment; filename=\"{id}-v{number}-witness-{}{ending}\"",
            at + 1
        );
        set(response.headers_mut(), CONTENT_DISPOSITION, &name);
    }
    Ok(response)
}

pub(super) async fn document(
    house: &Arc<House>,
    line: &Arc<Line>,
    version: &Version,
) -> Result<Arc<Document>, Refusal> {
    if let Some(document) = house.library.open(line.id(), version) {
        return Ok(document);
    }
    let (house, id, version) = (house.clone(), line.id().clone(), version.clone());
    Ok(blocking(move || house.library.document(&id, &version)).await?)
}

/// The place of a witness in the list: by its siglum, else by its `xml:id`.
fn position(document: &Document, siglum: &str) -> Option<usize> {
    let witnesses = || document.all_witnesses();
    let by_siglum = witnesses().position(|witness| {
        witness.siglum.as_str() == siglum || witness.siglum.to_string() == siglum
    });
    by_siglum.or_else(|| witnesses().position(|witness| witness.id.as_deref() == Some(siglum)))
}

fn absent(
    house: &House,
    line: &Line,
    version: &Version,
    document: &Document,
    siglum: &str,
) -> Refusal {
    let shown: String = siglum.chars().take(80).collect();
    let (id, number) = (line.id(), version.number);
    let message = said!(
        "Version {number} of “{id}” has no witness “{shown}”.",
        number = number,
        id = id.as_str(),
        shown = shown
    );
    let mut refusal = Refusal::new(StatusCode::NOT_FOUND, key!("No such witness"), message);
    let addresses = house.addresses();
    for witness in document.all_witnesses().take(MOST_WAYS) {
        let siglum = witness.siglum.as_str();
        let address = addresses.witness(id, number, siglum, WitnessForm::Page);
        refusal = refusal.way(address, said!("Witness {siglum}", siglum = siglum));
    }
    refusal.way(addresses.version(id, number), key!("The text"))
}

/// Witnesses that a refusal names, at most.
const MOST_WAYS: usize = 30;

fn links(shown: &Shown<'_>, _: &Document, _: VersionPage) -> String {
    let edition = shown
        .addresses
        .version(shown.line.id(), shown.version.number);
    format!("<{edition}>; rel=\"up\"; type=\"text/html\"")
}
