//! What does a reader get?
//!
//! One file for each kind of page.

pub mod asset;
pub mod check;
pub mod cite;
pub mod colophon;
pub mod compare;
mod departed;
pub mod draft;
pub mod edition;
pub mod index;
pub mod linkset;
pub mod manifest;
pub mod parallel;
pub mod passage;
pub mod passages;
pub mod peers;
pub mod questions;
pub mod record;
pub mod register;
pub mod registers;
pub mod search;
pub mod service;
pub mod sitemap;
pub mod survival;
pub mod validation;
pub mod versions;
pub mod witness;
pub mod witnesses;

use std::sync::Arc;

use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, LINK, VARY};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;

use self::search::Question;
use super::ask::Ask;
use super::cache::{Key, VersionPage};
use super::contracts::{Fault, Line, Shown};
use super::fingerprint::fingerprint;
use super::prepared::{Recipe, set};
use super::refusal::Refusal;
use super::security::with_pictures_of;
use super::state::House;
use crate::describe::Scheme;
use crate::edition::{Version, VersionReference};
use crate::render::view::{Choice, PicturePlace, query_of};
use crate::render::{Asked, Leaf, View, picture_origins};
use crate::source::Deposit;
use crate::tei::Document;

/// The media type of pages.
const HTML: &str = "text/html; charset=utf-8";

/// What makes a page about a version: from the version and its TEI file.
type Make = fn(&House, &Shown<'_>, &Deposit<'_>, VersionPage) -> Result<String, Fault>;

/// How one kind of page about a version is made and described.
struct Kind {
    media_type: &'static str,
    make: Make,
    /// Whether other forms stand under the same address.
    negotiated: bool,
    links: fn(&Shown<'_>) -> String,
}

/// A page of the text of a version.
struct TextPage {
    page: VersionPage,
    /// What of the apparatus is meant: there are more of these than can be counted.
    choice: Choice,
    links: TextLinks,
}

impl TextPage {
    /// One on which nothing can be chosen.
    fn of(page: VersionPage, links: TextLinks) -> Self {
        let choice = Choice::default();
        Self {
            page,
            choice,
            links,
        }
    }
}

/// Answers with a page of the text of a version.
async fn of_text(
    house: &Arc<House>,
    line: &Arc<Line>,
    version: &Version,
    page: TextPage,
    request: &Ask,
) -> Result<Response, Refusal> {
    let (number, stamp) = (version.number, house.stamp_of(text_media_type(page.page)));
    let key = match page.choice.is_empty() {
        true => Key::Version {
            page: page.page,
            id: line.id().clone(),
            number,
            digest: version.digest,
            latest: line.latest().number,
            stamp,
        },
        false => Key::Asked {
            question: format!("{} {number} {:?} {:?}", line.id(), page.page, page.choice),
            state: fingerprint((version.digest, line.latest().number, stamp)),
        },
    };
    let (at_work, line) = (house.clone(), line.clone());
    let make = move || text_recipe(&at_work, &line, number, &page, stamp);
    answer(house, key, make, request).await
}

/// Answers with the same page, in which what somebody looked for is marked.
async fn of_text_marked(
    house: &Arc<House>,
    line: &Arc<Line>,
    version: &Version,
    page: TextPage,
    (question, request): (Question, &Ask),
) -> Result<Response, Refusal> {
    let (number, stamp) = (version.number, house.stamp_of(text_media_type(page.page)));
    let asked = question.marks();
    let state = fingerprint((version.digest, line.latest().number, stamp));
    let key = Key::Asked {
        question: format!(
            "{} {number} {:?} {:?} {asked}",
            line.id(),
            page.page,
            page.choice
        ),
        state,
    };
    let plain = without_marks(request.uri());
    let (at_work, line) = (house.clone(), line.clone());
    let make = move || {
        let mut recipe = text_recipe(&at_work, &line, number, &page, stamp)?;
        let html = String::from_utf8_lossy(&recipe.bytes).into_owned();
        let here = (&question, line.id().as_str());
        recipe.bytes = search::mark(&at_work, html, here, plain)?.into_bytes();
        recipe.tag = format!("{}-{:016x}", recipe.tag, fingerprint(question.marks()));
        search::unlisted(&mut recipe.headers);
        Ok(recipe)
    };
    answer(house, key, make, request).await
}

/// The address without what asks for marks.
fn without_marks(uri: &Uri) -> String {
    let pairs = uri.query().unwrap_or_default().split('&');
    let kept: Vec<&str> = pairs
        .filter(|pair| {
            let name = pair.split('=').next().unwrap_or_default();
            !matches!(name, "" | "find" | "case" | "marks" | "spelling")
        })
        .collect();
    match kept.is_empty() {
        true => "?".to_owned(),
        false => format!("?{}", kept.join("&")),
    }
}

/// The media type of a page of a text.
fn text_media_type(page: VersionPage) -> &'static str {
    match page {
        VersionPage::Witness(_, form) => form.media_type(),
        _ => HTML,
    }
}

/// The typed links of a page of a text.
type TextLinks = fn(&Shown<'_>, &Document, VersionPage) -> String;

fn text_recipe(
    house: &House,
    line: &Line,
    number: u32,
    asked: &TextPage,
    stamp: u64,
) -> Result<Recipe, Fault> {
    let (page, links) = (asked.page, asked.links);
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
    let (leaf, view) = match page {
        VersionPage::Part(at, view) => (Leaf::Part(at), view),
        VersionPage::Edition(view) => (Leaf::Title, view),
        _ => (Leaf::Title, View::default()),
    };
    let html = match page {
        VersionPage::Witness(at, form) => house.pages.witness(&shown, &document, (at, form))?,
        VersionPage::Parallel(at) => house.pages.parallel(&shown, &document, at)?,
        _ => {
            let choice = asked.choice.clone();
            let asked = Asked { view, choice };
            house.pages.edition(&shown, &document, leaf, &asked)?
        }
    };
    let mut headers = page_headers();
    set(&mut headers, LINK, &links(&shown, &document, page));
    set(&mut headers, VARY, "Accept");
    if view.pictures == PicturePlace::Everywhere {
        let files = addresses.files(line.id(), number);
        let origins = picture_origins(&document, leaf, &files);
        if !origins.is_empty() {
            let policy = with_pictures_of(&origins);
            set(&mut headers, CONTENT_SECURITY_POLICY, &policy);
        }
    }
    let mut tag = version_tag(&shown, page, stamp);
    if !asked.choice.is_empty() {
        tag = format!("{tag}-{:016x}", fingerprint(format!("{:?}", asked.choice)));
        search::unlisted(&mut headers);
    }
    Ok(Recipe {
        media_type: text_media_type(page).to_owned(),
        bytes: html.into_bytes(),
        tag,
        modified: None,
        headers,
        exact: false,
    })
}

/// Answers with a page about a version.
async fn about_version(
    house: &Arc<House>,
    line: &Arc<Line>,
    version: &Version,
    page: (VersionPage, &'static Kind),
    request: &Ask,
) -> Result<Response, Refusal> {
    about_version_as(house, line, version, (page, 0), request).await
}

/// The same for a page that shows something besides, which is in this state.
async fn about_version_as(
    house: &Arc<House>,
    line: &Arc<Line>,
    version: &Version,
    ((page, kind), state): ((VersionPage, &'static Kind), u64),
    request: &Ask,
) -> Result<Response, Refusal> {
    let gone: Vec<u32> = line.withdrawn().iter().map(|(v, _)| v.number).collect();
    let stamp = fingerprint((house.stamp_of(kind.media_type), gone, state));
    let number = version.number;
    let key = Key::Version {
        page,
        id: line.id().clone(),
        number,
        digest: version.digest,
        latest: line.latest().number,
        stamp,
    };
    let (at_work, line) = (house.clone(), line.clone());
    let make = move || version_recipe(&at_work, &line, number, page, kind, stamp);
    answer(house, key, make, request).await
}

fn version_recipe(
    house: &House,
    line: &Line,
    number: u32,
    page: VersionPage,
    kind: &Kind,
    stamp: u64,
) -> Result<Recipe, Fault> {
    let stored = house
        .editions
        .stored(line.id(), VersionReference::Number(number))?;
    let (version, addresses) = (&stored.version, house.addresses());
    let tei = stored.deposit(line.id().as_str());
    let shown = Shown {
        line,
        version,
        addresses,
    };
    let html = (kind.make)(house, &shown, &tei, page)?;
    let mut headers = page_headers();
    set(&mut headers, LINK, &(kind.links)(&shown));
    if kind.negotiated {
        set(&mut headers, VARY, "Accept");
    }
    Ok(Recipe {
        media_type: kind.media_type.to_owned(),
        bytes: html.into_bytes(),
        tag: version_tag(&shown, page, stamp),
        modified: None,
        headers,
        exact: false,
    })
}

/// All that the page is made of: bytes of the version, its place among the
/// others, the state asked for, templates and program.
fn version_tag(shown: &Shown<'_>, page: VersionPage, stamp: u64) -> String {
    let (number, latest) = (shown.version.number, shown.line.latest().number);
    let page = match page {
        VersionPage::Edition(view) => format!("e{}", query_of(view.fields())),
        VersionPage::Part(at, view) => format!("e{at}{}", query_of(view.fields())),
        VersionPage::Colophon => "c".to_owned(),
        VersionPage::Validation => "s".to_owned(),
        VersionPage::ValidationJson => "sj".to_owned(),
        VersionPage::Survival => "u".to_owned(),
        VersionPage::SurvivalJson => "uj".to_owned(),
        VersionPage::Versions => "v".to_owned(),
        VersionPage::VersionsJson => "j".to_owned(),
        VersionPage::VersionJson => "nj".to_owned(),
        VersionPage::ProvenanceJson => "oj".to_owned(),
        VersionPage::PassagesJson => "pj".to_owned(),
        VersionPage::Compare(old) => format!("d{old}"),
        VersionPage::CompareJson(old) => format!("dj{old}"),
        VersionPage::Record(scheme, whole) => {
            let scheme = scheme.map_or("page", Scheme::word);
            format!("r{scheme}{}", if whole { "" } else { "v" })
        }
        VersionPage::Manifest => "m".to_owned(),
        VersionPage::Canvas(number) => format!("mc{number}"),
        VersionPage::CanvasPainting(number) => format!("mp{number}"),
        VersionPage::CanvasText(number) => format!("mt{number}"),
        VersionPage::Linkset => "l".to_owned(),
        VersionPage::LinksetJson => "lj".to_owned(),
        VersionPage::Register(kind, form) => format!("{}{}", kind.word(), form.ending()),
        VersionPage::Parallel(at) => format!("b{at}"),
        VersionPage::Witness(at, form) => format!("w{at}{}", form.ending()),
    };
    let stamp = fingerprint((shown.line.id(), stamp));
    format!(
        "{}-{number}.{latest}-{page}-{stamp:016x}",
        shown.version.digest.short()
    )
}

/// Answers from the cache, or makes what is missing.
async fn answer(
    house: &Arc<House>,
    key: Key,
    make: impl FnOnce() -> Result<Recipe, Fault> + Send + 'static,
    request: &Ask,
) -> Result<Response, Refusal> {
    Ok(house.press.answer(key, make, request).await?)
}

/// Pages are asked for again each time, and mostly answered with 304.
fn page_headers() -> HeaderMap {
    let mut headers = HeaderMap::new();
    set(&mut headers, CACHE_CONTROL, "no-cache");
    headers
}
