//! How an edition, a version or a passage is cited.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, LINK, VARY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::edition::see_other;
use super::passage::{to_typed, typed};
use super::{HTML, answer, page_headers};
use crate::describe::{Cited, Format, Record};
use crate::edition::reference::{Place, from_segment};
use crate::edition::{Version, VersionReference};
use crate::operations::passage_at;
use crate::server::addresses::CiteOf;
use crate::server::ask::Ask;
use crate::server::cache::Key;
use crate::server::contracts::{Fault, Line, Shown};
use crate::server::fingerprint::fingerprint;
use crate::server::negotiate::media_quality;
use crate::server::prepared::{Recipe, set};
use crate::server::refusal::Refusal;
use crate::server::security::share;
use crate::server::shelf::blocking;
use crate::server::state::House;
use crate::{key, said};

/// What is to be cited.
pub struct Wanted {
    line: Arc<Line>,
    number: u32,
    /// Whether the edition was asked for, not a version.
    whole_edition: bool,
    /// The reference of a passage that is there.
    passage: Option<String>,
}

impl Wanted {
    fn of(&self) -> CiteOf<'_> {
        CiteOf {
            id: self.line.id(),
            version: (!self.whole_edition).then_some(self.number),
            passage: self.passage.as_deref(),
        }
    }

    fn version(&self) -> Option<&Version> {
        self.line.get(VersionReference::Number(self.number))
    }
}

/// What an edition, a version and a segment of an address mean.
///
/// # Errors
/// A refusal, if there is no such edition, version or passage.
pub async fn wanted(
    house: &Arc<House>,
    edition: &str,
    version: Option<&str>,
    segment: Option<&str>,
) -> Result<Wanted, Refusal> {
    let line = house.line(edition).await?;
    let number = match version {
        Some(version) => house.version(&line, version)?.number,
        None => line.latest().number,
    };
    let mut wanted = Wanted {
        line,
        number,
        whole_edition: version.is_none(),
        passage: None,
    };
    if let Some(segment) = segment {
        let reference = from_segment(segment);
        check(house, &wanted, reference).await?;
        wanted.passage = Some(reference.to_owned());
    }
    Ok(wanted)
}

/// Whether the passage is there.
async fn check(house: &Arc<House>, wanted: &Wanted, reference: &str) -> Result<(), Refusal> {
    let (at_work, line, number) = (house.clone(), wanted.line.clone(), wanted.number);
    let document = blocking(move || {
        let version = line.get(VersionReference::Number(number));
        at_work
            .library
            .document(line.id(), version.ok_or(Fault::Absent)?)
    });
    if document.await?.citation().resolve(reference).is_some() {
        return Ok(());
    }
    let shown: String = reference.chars().take(80).collect();
    let id = wanted.line.id();
    let message = said!(
        "Version {number} of “{id}” has no passage “{shown}” to be cited.",
        number = number,
        id = id.as_str(),
        shown = shown
    );
    let page = house.addresses().cite(&wanted.of());
    Err(
        Refusal::new(StatusCode::NOT_FOUND, key!("No such passage"), message)
            .way(page, key!("Cite the whole")),
    )
}

/// `/editions/{id}/cite`, `/editions/{id}/cite.bib` …
pub async fn edition(
    form: Option<Format>,
    State(house): State<Arc<House>>,
    Path(id): Path<String>,
    request: Ask,
) -> Result<Response, Refusal> {
    let wanted = wanted(&house, &id, None, None).await?;
    show_or_lead(&house, wanted, form, &request).await
}

/// `/editions/{id}/{version}/cite`, `/editions/{id}/{version}/cite.bib` …
pub async fn version(
    form: Option<Format>,
    State(house): State<Arc<House>>,
    Path((id, version)): Path<(String, String)>,
    request: Ask,
) -> Result<Response, Refusal> {
    let wanted = wanted(&house, &id, Some(&version), None).await?;
    show_or_lead(&house, wanted, form, &request).await
}

/// `/editions/{id}/{version}/cite/{passage}`, and with `/cite.bib` … after it.
pub async fn passage(
    form: Option<Format>,
    State(house): State<Arc<House>>,
    Path((id, version, segment)): Path<(String, String, String)>,
    request: Ask,
) -> Result<Response, Refusal> {
    let wanted = wanted(&house, &id, Some(&version), Some(&segment)).await?;
    show_or_lead(&house, wanted, form, &request).await
}

/// The page or file; or, from the page, to the passage that was typed or to the
/// format that the client likes better.
async fn show_or_lead(
    house: &Arc<House>,
    wanted: Wanted,
    form: Option<Format>,
    request: &Ask,
) -> Result<Response, Refusal> {
    if form.is_some() {
        return show(house, wanted, form, request).await;
    }
    let addresses = house.addresses();
    if let Some(reference) = typed(request.uri()) {
        let whole = CiteOf {
            version: Some(wanted.number),
            passage: None,
            ..wanted.of()
        };
        return Ok(to_typed(
            &addresses.cite(&whole),
            Place::AfterVersion,
            &reference,
        ));
    }
    match negotiated(request) {
        Some(format) => Ok(see_other(&addresses.cite_file(&wanted.of(), format))),
        None => show(house, wanted, None, request).await,
    }
}

/// The format that the client likes better than a page.
pub fn negotiated(request: &Ask) -> Option<Format> {
    let quality = |media_type: &str| media_quality(request.headers(), media_type);
    let page = quality("text/html").max(quality(crate::server::downloads::TEI));
    let liked = Format::ALL
        .into_iter()
        .filter(|format| quality(format.media_type()) > page);
    // Of equals the first.
    liked
        .rev()
        .max_by_key(|format| quality(format.media_type()))
}

/// Answers with the page, or with the file in a format.
///
/// # Errors
/// As every page.
pub async fn show(
    house: &Arc<House>,
    wanted: Wanted,
    form: Option<Format>,
    request: &Ask,
) -> Result<Response, Refusal> {
    let version = wanted.version().ok_or_else(Refusal::no_page)?;
    let key = Key::Citation {
        id: wanted.line.id().clone(),
        number: (!wanted.whole_edition).then_some(wanted.number),
        passage: wanted.passage.clone(),
        form,
        digest: version.digest,
        latest: wanted.line.latest().number,
        stamp: house.stamp_of(&media_type(form)),
    };
    let at_work = house.clone();
    let make = move || recipe(&at_work, &wanted, form);
    let mut response = answer(house, key, make, request).await?;
    if form.is_some() {
        share(response.headers_mut());
    }
    Ok(response)
}

fn recipe(house: &House, wanted: &Wanted, form: Option<Format>) -> Result<Recipe, Fault> {
    let version = wanted.version().ok_or(Fault::Absent)?;
    let document = house.library.document(wanted.line.id(), version)?;
    let addresses = house.addresses();
    let mut cited = Cited::version(Some(addresses.site()), wanted.line.id(), version);
    if let Some(reference) = &wanted.passage {
        cited = cited.at(passage_at(&document, reference).ok_or(Fault::Absent)?);
    }
    if wanted.whole_edition {
        cited = cited.of_edition();
    }
    let shown = Shown {
        line: &wanted.line,
        version,
        addresses,
    };
    let text = match form {
        None => house.pages.cite(&shown, &document, &cited)?,
        Some(format) => format.write(&Record::of(&document), &cited),
    };
    Ok(Recipe {
        media_type: media_type(form),
        bytes: text.into_bytes(),
        tag: tag(house, wanted, version, form),
        modified: None,
        headers: headers(&shown, wanted, form),
        exact: false,
    })
}

/// The media type of a citation in a format, or of the page with all of them.
fn media_type(form: Option<Format>) -> String {
    match form {
        None => HTML.to_owned(),
        Some(format) => format!("{}; charset=utf-8", format.media_type()),
    }
}

fn tag(house: &House, wanted: &Wanted, version: &Version, form: Option<Format>) -> String {
    let latest = wanted.line.latest().number;
    let name = wanted.of().name();
    let state = fingerprint((name, latest, house.stamp_of(&media_type(form))));
    let form = form.map_or("page", Format::word);
    format!("{}-cite-{form}-{state:016x}", version.digest.short())
}

fn headers(shown: &Shown<'_>, wanted: &Wanted, form: Option<Format>) -> HeaderMap {
    let mut headers = page_headers();
    let addresses = shown.addresses;
    let page = addresses.version(shown.line.id(), shown.version.number);
    let mut links = vec![format!("<{page}>; rel=\"describes\"; type=\"text/html\"")];
    match form {
        Some(format) => {
            let name = wanted.of().name().replace(['/', '%', '~'], "-");
            let ending = format.ending();
            let file = format!("attachment; filename=\"{name}.{ending}\"");
            set(&mut headers, CONTENT_DISPOSITION, &file);
        }
        None => {
            set(&mut headers, VARY, "Accept");
            links.extend(Format::ALL.map(|format| {
                let file = addresses.cite_file(&wanted.of(), format);
                let media_type = format.media_type();
                format!("<{file}>; rel=\"alternate\"; type=\"{media_type}\"")
            }));
        }
    }
    set(&mut headers, LINK, &links.join(", "));
    headers
}
