//! A passage of the text, by its reference (docs/citation.md).
//!
//! The address of a part answers with its page. The address of anything smaller
//! or larger leads (303) to the page that has it, at the place where it begins:
//! so the browser goes there and marks it without a script, and one page is
//! kept for each part, not for each line.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;

use super::cite;
use super::departed;
use super::edition::{self, Form};
use crate::edition::reference::{Place, from_segment, to_segment};
use crate::edition::{Version, VersionReference};
use crate::render::Leaf;
use crate::server::addresses::CiteOf;
use crate::server::ask::Ask;
use crate::server::contracts::Line;
use crate::server::refusal::Refusal;
use crate::server::router::redirect;
use crate::server::shelf::blocking;
use crate::server::state::House;
use crate::source::percent::decode_form;
use crate::tei::{Document, Located};
use crate::{key, said};

/// `/editions/{id}/{version or passage}`: a version, or a passage of the
/// current one.
pub async fn of_current(
    State(house): State<Arc<House>>,
    Path((id, segment)): Path<(String, String)>,
    request: Ask,
) -> Result<Response, Refusal> {
    let reads_as_version = match segment.parse() {
        Ok(VersionReference::Latest) | Err(_) => false,
        Ok(_) => true,
    };
    if reads_as_version || segment.bytes().all(|c| c.is_ascii_digit()) {
        return edition::version(State(house), Path((id, segment)), request).await;
    }
    let line = house.line(&id).await?;
    let base = house.addresses().edition(line.id());
    let place = Place::AfterEdition;
    let asked = Asked {
        house: &house,
        line: &line,
        version: line.latest(),
        base,
        place,
    };
    asked.answer(from_segment(&segment), &request).await
}

/// `/editions/{id}/{version}/{passage}`: a passage of a version.
pub async fn of_version(
    State(house): State<Arc<House>>,
    Path((id, version, segment)): Path<(String, String, String)>,
    request: Ask,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let version = house.version(&line, &version)?;
    let base = house.addresses().version(line.id(), version.number);
    let place = Place::AfterVersion;
    let asked = Asked {
        house: &house,
        line: &line,
        version,
        base,
        place,
    };
    asked.answer(from_segment(&segment), &request).await
}

/// The reference that a reader typed into the form of the contents.
pub fn typed(uri: &Uri) -> Option<String> {
    let value = field(uri, "passage")?;
    Some(value.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|value| !value.is_empty())
}

/// What was sent in a field of a form; the last one counts.
pub fn field(uri: &Uri, name: &str) -> Option<String> {
    let pairs = uri.query()?.split('&');
    let mut values = pairs.filter_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    values.next_back().map(decoded)
}

/// All values of a field of the query, in their order.
pub fn fields<'u>(uri: &'u Uri, name: &'u str) -> impl Iterator<Item = String> + 'u {
    let pairs = uri.query().into_iter().flat_map(|query| query.split('&'));
    let values = pairs.filter_map(move |pair| pair.strip_prefix(name)?.strip_prefix('='));
    values.map(decoded).filter(|value| !value.is_empty())
}

/// Leads to a reference that was typed.
pub fn to_typed(base: &str, place: Place, reference: &str) -> Response {
    let address = format!("{base}/{}", to_segment(reference, place));
    redirect(StatusCode::SEE_OTHER, &address)
}

/// A passage that is asked for.
struct Asked<'a> {
    house: &'a Arc<House>,
    line: &'a Arc<Line>,
    version: &'a Version,
    /// The address of the edition or version.
    base: String,
    place: Place,
}

impl Asked<'_> {
    async fn answer(&self, reference: &str, request: &Ask) -> Result<Response, Refusal> {
        let document = self.document().await?;
        let Some(found) = document.locate(reference) else {
            let absent = || self.absent(reference, &document);
            return match self.place {
                Place::AfterEdition => {
                    let found = departed::answer(self.house, self.line, reference).await;
                    found.unwrap_or_else(|| Err(absent()))
                }
                Place::AfterVersion => Err(absent()),
            };
        };
        let addresses = self.house.addresses();
        if let Some(format) = cite::negotiated(request) {
            let of = CiteOf {
                id: self.line.id(),
                version: Some(self.version.number),
                passage: Some(reference),
            };
            return Ok(edition::see_other(&addresses.cite_file(&of, format)));
        }
        let forms = || {
            let file = addresses.file(self.line.id(), self.version.number);
            (self.of(reference), file)
        };
        if let Form::File(address) = edition::form(request, forms)? {
            return Ok(edition::see_other(&address));
        }
        let pinned = || edition::pinned(self.house, self.line, Some(reference), request.uri());
        if let Some(pinned) = pinned().filter(|_| self.place == Place::AfterEdition) {
            return Ok(pinned);
        }
        if found.whole && document.parts().is_divided() {
            let leaf = Leaf::Part(found.part as u32);
            return edition::show(self.house, self.line, self.version, leaf, request).await;
        }
        Ok(self.lead(&found, &document, request.uri()))
    }

    /// To the page that has it; the state of the view goes along.
    fn lead(&self, found: &Located, document: &Document, uri: &Uri) -> Response {
        let part = &document.parts().all()[found.part];
        let page = match document.parts().is_divided() {
            true => self.of(&part.address),
            false => self.base.clone(),
        };
        let to = found.to.as_ref().map(|id| format!("to={id}"));
        let query = uri.query().map(str::to_owned).into_iter().chain(to);
        let query: Vec<String> = query.filter(|part| !part.is_empty()).collect();
        let query = if query.is_empty() {
            String::new()
        } else {
            format!("?{}", query.join("&"))
        };
        let fragment = found.id.as_ref().map(|id| format!("#{}", fragment(id)));
        let to = [page, query, fragment.unwrap_or_default()].concat();
        edition::see_other(&to)
    }

    fn of(&self, reference: &str) -> String {
        format!("{}/{}", self.base, to_segment(reference, self.place))
    }

    async fn document(&self) -> Result<Arc<Document>, Refusal> {
        if let Some(document) = self.house.library.open(self.line.id(), self.version) {
            return Ok(document);
        }
        let (house, id, version) = (
            self.house.clone(),
            self.line.id().clone(),
            self.version.clone(),
        );
        Ok(blocking(move || house.library.document(&id, &version)).await?)
    }

    fn absent(&self, reference: &str, document: &Document) -> Refusal {
        let id = self.line.id();
        let shown: String = reference.chars().take(80).collect();
        let message = said!(
            "Version {number} of “{id}” has no passage “{shown}”.",
            id = id.as_str(),
            shown = shown,
            number = self.version.number
        );
        let title = key!("No such passage");
        let mut refusal = Refusal::new(StatusCode::NOT_FOUND, title, message);
        let neighbours = document.neighbours(reference);
        for near in &neighbours.near {
            refusal = refusal.way(self.of(near), said!("Near it: {near}", near = near));
        }
        if let Some(around) = &neighbours.around {
            refusal = refusal.way(
                self.of(around),
                said!("What would be around it: {around}", around = around),
            );
        }
        let whole = if document.parts().is_divided() {
            key!("The contents")
        } else {
            key!("The whole text")
        };
        refusal.way(self.base.clone(), whole)
    }
}

/// An id as a fragment: letters of all scripts are percent-encoded.
fn fragment(id: &str) -> String {
    to_segment(id, Place::AfterVersion)
        .trim_start_matches('~')
        .to_owned()
}

/// A value of a form, decoded.
pub fn decoded(value: &str) -> String {
    decode_form(value).unwrap_or_default()
}
