//! How an edition is described for libraries: a page, and a file for each scheme.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_DISPOSITION;
use axum::response::Response;

use super::edition::see_other;
use super::{HTML, Kind, about_version};
use crate::describe::{Cited, Description, Format, Held, Scheme};
use crate::edition::Version;
use crate::server::ask::Ask;
use crate::server::cache::VersionPage;
use crate::server::contracts::{Fault, Line, Shown};
use crate::server::downloads::TEI;
use crate::server::negotiate::media_quality;
use crate::server::prepared::set;
use crate::server::refusal::Refusal;
use crate::server::security::share;
use crate::server::state::House;
use crate::source::Deposit;
use crate::tei;

static PAGE: Kind = Kind {
    media_type: HTML,
    make: |house, shown, tei, page| {
        let whole = matches!(page, VersionPage::Record(_, true));
        house.pages.record(shown, tei, whole)
    },
    negotiated: true,
    links,
};

/// A file in a scheme.
const fn file(media_type: &'static str) -> Kind {
    Kind {
        media_type,
        make: in_scheme,
        negotiated: false,
        links,
    }
}

static DUBLIN_CORE: Kind = file("application/xml; charset=utf-8");
static MODS: Kind = file("application/mods+xml; charset=utf-8");
static MARC: Kind = file("application/marcxml+xml; charset=utf-8");
static DATACITE: Kind = file("application/vnd.datacite.datacite+xml; charset=utf-8");
static SCHEMA_ORG: Kind = file("application/ld+json; charset=utf-8");

fn kind(scheme: Option<Scheme>) -> &'static Kind {
    match scheme {
        None => &PAGE,
        Some(Scheme::DublinCore) => &DUBLIN_CORE,
        Some(Scheme::Mods) => &MODS,
        Some(Scheme::Marc) => &MARC,
        Some(Scheme::DataCite) => &DATACITE,
        Some(Scheme::SchemaOrg) => &SCHEMA_ORG,
    }
}

/// `/editions/{id}/record`, `/editions/{id}/record.mods.xml` …
pub async fn edition(
    scheme: Option<Scheme>,
    State(house): State<Arc<House>>,
    Path(id): Path<String>,
    request: Ask,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    show(&house, &line, line.latest(), (scheme, true), &request).await
}

/// `/editions/{id}/{version}/record`, `/editions/{id}/{version}/record.mods.xml` …
pub async fn version(
    scheme: Option<Scheme>,
    State(house): State<Arc<House>>,
    Path((id, version)): Path<(String, String)>,
    request: Ask,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let version = house.version(&line, &version)?;
    show(&house, &line, version, (scheme, false), &request).await
}

/// The page or the file; or, from the page, to the scheme that the client likes
/// better.
///
/// # Errors
/// As every page.
pub async fn show(
    house: &Arc<House>,
    line: &Arc<Line>,
    version: &Version,
    (scheme, whole): (Option<Scheme>, bool),
    request: &Ask,
) -> Result<Response, Refusal> {
    if let (None, Some(liked)) = (scheme, negotiated(request)) {
        let number = (!whole).then_some(version.number);
        return Ok(see_other(&house.addresses().record_file(
            line.id(),
            number,
            liked,
        )));
    }
    let page = (VersionPage::Record(scheme, whole), kind(scheme));
    let mut response = about_version(house, line, version, page, request).await?;
    if let Some(scheme) = scheme.filter(|_| response.status() != StatusCode::NOT_MODIFIED) {
        let headers = response.headers_mut();
        let (id, ending) = (line.id(), scheme.ending());
        let name = format!("inline; filename=\"{id}-{}.{ending}\"", version.number);
        set(headers, CONTENT_DISPOSITION, &name);
    }
    if scheme.is_some() {
        share(response.headers_mut());
    }
    Ok(response)
}

/// The scheme that the client likes better than a page, the TEI file, and a
/// citation.
pub fn negotiated(request: &Ask) -> Option<Scheme> {
    let quality = |media_type: &str| media_quality(request.headers(), media_type);
    let others = Format::ALL.map(Format::media_type).into_iter();
    let others = others.chain(["text/html", TEI]).map(quality).max();
    let own = Scheme::ALL
        .into_iter()
        .filter(|scheme| *scheme != Scheme::DublinCore);
    let liked = own.filter(|scheme| Some(quality(scheme.media_type())) > others);
    // Of equals the first.
    liked
        .rev()
        .max_by_key(|scheme| quality(scheme.media_type()))
}

fn in_scheme(
    _: &House,
    shown: &Shown<'_>,
    tei: &Deposit<'_>,
    page: VersionPage,
) -> Result<String, Fault> {
    let VersionPage::Record(Some(scheme), whole) = page else {
        return Err(Fault::Absent);
    };
    let document = tei::read_deposit(tei)
        .map_err(crate::server::library::unreadable)?
        .value;
    let record = scheme.write(&Description::of(&document), &held(shown, whole));
    record.map_err(|wanting| Fault::Broken(wanting.0))
}

/// What the store knows of a version, under its own address or that of the
/// edition.
pub fn held(shown: &Shown<'_>, whole: bool) -> Held {
    let Shown {
        line,
        version,
        addresses,
    } = shown;
    let cited = Cited::version(Some(addresses.site()), line.id(), version);
    let cited = if whole { cited.of_edition() } else { cited };
    let withdrawn = line.withdrawn().iter().map(|(version, _)| version);
    let all = line.versions().chain(withdrawn);
    let first = all.map(|version| version.published.as_str()).min();
    Held::of(&cited, first.unwrap_or(&version.published))
}

fn links(shown: &Shown<'_>) -> String {
    let page = shown
        .addresses
        .version(shown.line.id(), shown.version.number);
    format!("<{page}>; rel=\"describes\"; type=\"text/html\"")
}
