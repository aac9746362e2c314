//! The text with its notes and apparatus.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::VARY;
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::response::Response;

use super::search::Question;
use super::{TextPage, cite, of_text, of_text_marked, passage, record};
use crate::describe::Record;
use crate::edition::Version;
use crate::edition::reference::{Place, to_segment};
use crate::render::{Asked, Leaf};
use crate::server::addresses::{CiteOf, Over};
use crate::server::ask::Ask;
use crate::server::cache::VersionPage;
use crate::server::contracts::{Line, Shown};
use crate::server::downloads::TEI;
use crate::server::links::{Link, header, of_page, of_versions, to_sets};
use crate::server::memento;
use crate::server::negotiate::media_quality;
use crate::server::refusal::Refusal;
use crate::server::router::redirect;
use crate::server::state::House;
use crate::tei::Document;

/// `/editions/{id}`: the current version.
pub async fn current(
    State(house): State<Arc<House>>,
    Path(id): Path<String>,
    request: Ask,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let addresses = house.addresses();
    if let Some(reference) = passage::typed(request.uri()) {
        let base = addresses.edition(line.id());
        return Ok(passage::to_typed(&base, Place::AfterEdition, &reference));
    }
    if let Some(scheme) = record::negotiated(&request) {
        return Ok(see_other(&addresses.record_file(line.id(), None, scheme)));
    }
    if let Some(format) = cite::negotiated(&request) {
        return Ok(see_other(&addresses.cite_file(&of(&line, None), format)));
    }
    let forms = || {
        (
            addresses.edition(line.id()),
            addresses.current_file(line.id()),
        )
    };
    match form(&request, forms)? {
        Form::Page => {
            if let Some(pinned) = pinned(&house, &line, None, request.uri()) {
                return Ok(pinned);
            }
            let mut response = show(&house, &line, line.latest(), Leaf::Title, &request).await?;
            memento::of_current(&mut response, addresses, &line, Over::Page);
            Ok(response)
        }
        Form::File(address) => Ok(see_other(&address)),
    }
}

/// `/editions/{id}/{version}`: a version, by number or digest.
pub async fn version(
    State(house): State<Arc<House>>,
    Path((id, version)): Path<(String, String)>,
    request: Ask,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let version = house.version(&line, &version)?;
    let (addresses, number) = (house.addresses(), version.number);
    if let Some(reference) = passage::typed(request.uri()) {
        let base = addresses.version(line.id(), number);
        return Ok(passage::to_typed(&base, Place::AfterVersion, &reference));
    }
    if let Some(scheme) = record::negotiated(&request) {
        return Ok(see_other(&addresses.record_file(
            line.id(),
            Some(number),
            scheme,
        )));
    }
    if let Some(format) = cite::negotiated(&request) {
        let of = of(&line, Some(number));
        return Ok(see_other(&addresses.cite_file(&of, format)));
    }
    let forms = || {
        (
            addresses.version(line.id(), number),
            addresses.file(line.id(), number),
        )
    };
    match form(&request, forms)? {
        Form::Page => {
            let mut response = show(&house, &line, version, Leaf::Title, &request).await?;
            memento::of_version(&mut response, addresses, (&line, version), Over::Page);
            Ok(response)
        }
        Form::File(address) => Ok(see_other(&address)),
    }
}

fn of(line: &Line, version: Option<u32>) -> CiteOf<'_> {
    CiteOf {
        id: line.id(),
        version,
        passage: None,
    }
}

/// Answers with a page of the text.
pub async fn show(
    house: &Arc<House>,
    line: &Arc<Line>,
    version: &Version,
    leaf: Leaf,
    request: &Ask,
) -> Result<Response, Refusal> {
    let Asked { view, choice } = Asked::from_query(request.uri().query());
    let page = match leaf {
        Leaf::Title => VersionPage::Edition(view),
        Leaf::Part(at) => VersionPage::Part(at, view),
    };
    let page = TextPage {
        page,
        choice,
        links,
    };
    if let Some(question) = Question::of_page(request.uri().query()) {
        return of_text_marked(house, line, version, page, (question, request)).await;
    }
    of_text(house, line, version, page, request).await
}

/// Where what was chosen of the apparatus stays what it is: at a version. None if
/// nothing was chosen.
pub fn pinned(house: &House, line: &Line, reference: Option<&str>, uri: &Uri) -> Option<Response> {
    let query = uri.query()?;
    if Asked::from_query(Some(query)).choice.is_empty() {
        return None;
    }
    let version = house.addresses().version(line.id(), line.latest().number);
    let passage = reference.map(|reference| to_segment(reference, Place::AfterVersion));
    let passage = passage
        .map(|segment| format!("/{segment}"))
        .unwrap_or_default();
    Some(see_other(&format!("{version}{passage}?{query}")))
}

/// In which form a text is asked for.
pub enum Form {
    /// As a page.
    Page,
    /// As the file at this address.
    File(String),
}

/// Which form the client accepts best; the page, if it does not care. `forms`
/// are the addresses of page and file.
pub fn form(request: &Ask, forms: impl Fn() -> (String, String)) -> Result<Form, Refusal> {
    let page = media_quality(request.headers(), "text/html");
    let file = media_quality(request.headers(), TEI);
    if file > page {
        Ok(Form::File(forms().1))
    } else if page > 0 {
        Ok(Form::Page)
    } else {
        let (page, file) = forms();
        Err(Refusal::not_acceptable(&page, &file))
    }
}

/// Leads elsewhere, for clients that accept this.
pub fn see_other(address: &str) -> Response {
    let mut response = redirect(StatusCode::SEE_OTHER, address);
    response
        .headers_mut()
        .insert(VARY, HeaderValue::from_static("Accept"));
    response
}

/// Typed links: how to cite (RFC 8574), what is here (Signposting, level 1),
/// and where the other versions are (RFC 5829).
fn links(shown: &Shown<'_>, document: &Document, page: VersionPage) -> String {
    let addresses = shown.addresses;
    let (id, number) = (shown.line.id(), shown.version.number);
    let whole = addresses.version(id, number);
    let parts = document.parts().all();
    let part = |at: Option<usize>| {
        let part = parts.get(at?)?;
        Some(format!(
            "{whole}/{}",
            to_segment(&part.address, Place::AfterVersion)
        ))
    };
    let at = match page {
        VersionPage::Part(at, _) => Some(at as usize),
        _ => None,
    };
    let here = part(at).unwrap_or_else(|| whole.clone());
    let mut links = vec![Link::new(&here, "canonical")];
    links.extend(of_page(shown, &Record::of(document), &here));
    links.extend(of_versions(shown, addresses.edition(id), |version| {
        addresses.version(id, version.number)
    }));
    links.extend(to_sets(shown));
    let before = at.and_then(|at| at.checked_sub(1));
    let first = document.parts().is_divided().then_some(0);
    let after = at.map_or(first, |at| Some(at + 1));
    let turns = [
        (part(before), "prev"),
        (part(after), "next"),
        (at.map(|_| whole.clone()), "contents"),
    ];
    for (address, relation) in turns {
        links.extend(address.map(|address| Link::new(address, relation)));
    }
    header(&links)
}
