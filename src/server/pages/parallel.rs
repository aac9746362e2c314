//! Texts side by side: an original with its translations.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::witness::document;
use super::{TextPage, of_text};
use crate::edition::Version;
use crate::edition::reference::from_segment;
use crate::server::ask::Ask;
use crate::server::cache::VersionPage;
use crate::server::contracts::{Line, Shown};
use crate::server::refusal::Refusal;
use crate::server::router::redirect;
use crate::server::state::House;
use crate::tei::Document;
use crate::xml::Element;
use crate::{key, said};

/// `/editions/{id}/parallel`: leads to the current version.
pub async fn current(
    State(house): State<Arc<House>>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let number = line.latest().number;
    let address = house.addresses().parallel(line.id(), number);
    Ok(redirect(StatusCode::SEE_OTHER, &address))
}

/// `/editions/{id}/{version}/parallel`: the first page.
pub async fn version(
    State(house): State<Arc<House>>,
    Path((id, version)): Path<(String, String)>,
    request: Ask,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let version = house.version(&line, &version)?;
    let document = document(&house, &line, version).await?;
    if document.parallels().is_empty() {
        return Err(nothing(&house, &line, version));
    }
    let page = VersionPage::Parallel(0);
    of_text(&house, &line, version, TextPage::of(page, links), &request).await
}

/// `/editions/{id}/{version}/parallel/{passage}`: a page by its first passage; any
/// other passage leads to the row on the page that has it.
pub async fn passage(
    State(house): State<Arc<House>>,
    Path((id, version, segment)): Path<(String, String, String)>,
    request: Ask,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let version = house.version(&line, &version)?;
    let document = document(&house, &line, version).await?;
    let reference = from_segment(&segment);
    let parallels = document.parallels();
    if parallels.is_empty() {
        return Err(nothing(&house, &line, version));
    }
    let base = house.addresses().parallel(line.id(), version.number);
    if let Some(at) = parallels.page_by_key(reference).filter(|&at| at > 0) {
        let page = VersionPage::Parallel(at as u32);
        return of_text(&house, &line, version, TextPage::of(page, links), &request).await;
    }
    let found = document.citation().nodes(reference);
    let end = |last| document.tree().node(last).element().map(Element::end);
    let nodes = found.and_then(|(first, last)| Some((first, end(last)?)));
    match nodes.and_then(|nodes| parallels.row_of(nodes)) {
        Some(row) => {
            let page = parallels.pages.iter().find(|page| page.rows.contains(&row));
            let key = page.map_or("", |page| page.key.as_str());
            let page = crate::render::parallel_href(&base, key);
            let address = format!("{page}#row-{}", row + 1);
            Ok(redirect(StatusCode::SEE_OTHER, &address))
        }
        None => Err(absent(&house, &line, version, reference)),
    }
}

fn nothing(house: &House, line: &Line, version: &Version) -> Refusal {
    let (id, number) = (line.id(), version.number);
    let message = said!(
        "Version {number} of “{id}” has no texts that are aligned.",
        number = number,
        id = id.as_str()
    );
    Refusal::new(StatusCode::NOT_FOUND, key!("Nothing side by side"), message)
        .way(house.addresses().version(id, number), key!("The text"))
}

fn absent(house: &House, line: &Line, version: &Version, reference: &str) -> Refusal {
    let shown: String = reference.chars().take(80).collect();
    let (id, number) = (line.id(), version.number);
    let message = said!(
        "In version {number} of “{id}” nothing stands beside “{shown}”.",
        number = number,
        id = id.as_str(),
        shown = shown
    );
    let addresses = house.addresses();
    Refusal::new(StatusCode::NOT_FOUND, key!("No such passage"), message)
        .way(
            addresses.parallel(id, number),
            key!("The texts side by side"),
        )
        .way(addresses.version(id, number), key!("The text"))
}

fn links(shown: &Shown<'_>, _: &Document, _: VersionPage) -> String {
    let edition = shown
        .addresses
        .version(shown.line.id(), shown.version.number);
    format!("<{edition}>; rel=\"up\"; type=\"text/html\"")
}
