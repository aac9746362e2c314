//! Where do these words stand?
//!
//! `/search`: everything that is asked for is in the address; whatever else is in
//! it, or is said otherwise than it is written here, leads to that address (303).

mod question;
mod result;
mod told;

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

pub use self::question::Question;
use self::result::{Result as Searching, look};
pub use self::told::quoted;
use super::passage::field;
use super::{HTML, answer, page_headers};
use crate::render::page::Marked;
use crate::search::{Finder, parse};
use crate::server::addresses::Addresses;
use crate::server::ask::Ask;
use crate::server::cache::Key;
use crate::server::contracts::Fault;
use crate::server::fingerprint::fingerprint;
use crate::server::lookup::Progress;
use crate::server::prepared::{Recipe, set};
use crate::server::problems::QUERY_UNFIT;
use crate::server::refusal::Refusal;
use crate::server::router::redirect;
use crate::server::security::share;
use crate::server::state::House;
use crate::xml::Writer;

/// Passages on a page.
const ON_A_PAGE: usize = 20;

/// Passages in a table or a file for programs.
const IN_A_FILE: usize = 10_000;

/// The media type of tables (RFC 7111 §5.1).
const CSV: &str = "text/csv; charset=utf-8; header=present";

/// `/search`: a page.
pub async fn page(State(house): State<Arc<House>>, request: Ask) -> Result<Response, Refusal> {
    let question = Question::read(request.uri().query());
    let own = question.to_query();
    if request.uri().query().unwrap_or_default() != own {
        let address = question.href(&house.addresses().search());
        return Ok(redirect(StatusCode::SEE_OTHER, &address));
    }
    respond(&house, question, Form::Page, &request).await
}

/// `/search.csv`: a table, one row for each place.
pub async fn csv(State(house): State<Arc<House>>, request: Ask) -> Result<Response, Refusal> {
    let question = understood(request.uri().query())?;
    respond(&house, question, Form::Csv, &request).await
}

/// `/search.json`: the same for programs, in pages.
pub async fn json(State(house): State<Arc<House>>, request: Ask) -> Result<Response, Refusal> {
    let question = understood(request.uri().query())?;
    respond(&house, question, Form::Json, &request).await
}

/// What a program asks; it is not given another answer than to what it asked.
fn understood(query: Option<&str>) -> Result<Question, Refusal> {
    let question = Question::read(query);
    let Some((name, value)) = question.unfit.first() else {
        return Ok(question);
    };
    let message = match *name {
        "in" => format!("`{name}` is text, readings, notes or header, not `{value}`."),
        _ => format!("`{name}` is a year, such as 1850 or -49, not `{value}`."),
    };
    Err(Refusal::problem(&QUERY_UNFIT, message).with("parameter", name))
}

/// In which form an answer is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Page,
    Csv,
    Json,
}

impl Form {
    fn word(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Page => HTML,
            Self::Csv => CSV,
            Self::Json => "application/json",
        }
    }
}

async fn respond(
    house: &Arc<House>,
    question: Question,
    form: Form,
    request: &Ask,
) -> Result<Response, Refusal> {
    let progress = house.lookup.as_ref().map(|lookup| lookup.progress());
    let asked = (progress.map(state), house.stamp_of(form.media_type()));
    let key = Key::Asked {
        question: format!("search {} {}", form.word(), question.to_query()),
        state: fingerprint(asked),
    };
    let tag = fingerprint((&question.to_query(), form.word(), asked));
    let at_work = house.clone();
    let make = move || recipe(&at_work, &question, form, tag);
    answer(house, key, make, request).await
}

/// What an answer depends on, of how far the index goes.
fn state(progress: Progress) -> (bool, usize, u64) {
    (progress.whole, progress.of, progress.state)
}

fn recipe(house: &House, question: &Question, form: Form, tag: u64) -> Result<Recipe, Fault> {
    let (skip, take) = match form {
        Form::Csv => (0, IN_A_FILE),
        Form::Page | Form::Json => ((question.page - 1).saturating_mul(ON_A_PAGE), ON_A_PAGE),
    };
    let searching: Searching = look(house, question, (skip, take));
    let addresses = house.addresses();
    let text = match form {
        Form::Page => {
            let searched = told::page(house, question, searching);
            house.pages.search(addresses, searched)?
        }
        Form::Csv => told::table(addresses, question, &searching),
        Form::Json => told::json(addresses, question, &searching),
    };
    let mut headers = page_headers();
    if form != Form::Page {
        share(&mut headers);
    }
    Ok(Recipe {
        media_type: form.media_type().to_owned(),
        bytes: text.into_bytes(),
        tag: format!("{tag:016x}"),
        modified: None,
        headers,
        exact: false,
    })
}

/// `/search/words?q=…`: words of the texts that begin so, as browsers ask for them
/// (OpenSearch Suggestions 1.0).
pub async fn words(State(house): State<Arc<House>>, request: Ask) -> Result<Response, Refusal> {
    let typed = field(request.uri(), "q").unwrap_or_default();
    let at_work = house.clone();
    let answer = crate::server::shelf::blocking(move || Ok(suggested(&at_work, &typed))).await?;
    let headers = [
        (CONTENT_TYPE, "application/x-suggestions+json"),
        (CACHE_CONTROL, "public, max-age=60"),
    ];
    Ok((headers, answer).into_response())
}

/// The last word that is being typed is gone on with.
fn suggested(house: &House, typed: &str) -> String {
    let typed: String = typed.chars().take(200).collect();
    let start = typed.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let start = typed.ceil_char_boundary(start);
    let (before, beginning) = typed.split_at(start);
    let word = beginning.trim_start_matches(['"', '-', '(']);
    let before = &typed[..before.len() + beginning.len() - word.len()];
    let found = match &house.lookup {
        Some(lookup) if word.chars().count() > 1 => lookup.index().beginning(word),
        _ => Vec::new(),
    };
    let whole: Vec<String> = found
        .iter()
        .map(|one| format!("{before}{}", one.word))
        .collect();
    let counts: Vec<String> = found
        .iter()
        .map(|one| format!("{} passages", one.pieces))
        .collect();
    serde_json::json!([typed, whole, counts]).to_string()
}

/// `/search/description.xml`: how browsers look for words here (OpenSearch 1.1).
pub async fn description(State(house): State<Arc<House>>) -> Response {
    let headers = [
        (CONTENT_TYPE, "application/opensearchdescription+xml"),
        (CACHE_CONTROL, "public, max-age=86400"),
    ];
    (
        headers,
        described(house.addresses(), &house.settings.site_name),
    )
        .into_response()
}

fn described(addresses: &Addresses, name: &str) -> String {
    let mut writer = Writer::new();
    let namespace = ("xmlns", "http://a9.com/-/spec/opensearch/1.1/");
    writer.open("OpenSearchDescription", &[namespace]);
    let short: String = name.chars().take(16).collect();
    for (element, text) in [
        ("ShortName", short.as_str()),
        (
            "Description",
            "Where words stand in the texts, their readings and notes",
        ),
        ("InputEncoding", "UTF-8"),
    ] {
        writer.open(element, &[]);
        writer.text(text);
        writer.close();
    }
    let terms = "{searchTerms}";
    for (media_type, relation, template) in [
        (
            "text/html",
            "results",
            format!("{}?q={terms}", addresses.search()),
        ),
        (
            "application/json",
            "results",
            format!("{}?q={terms}", addresses.search_file(".json")),
        ),
        (
            "application/x-suggestions+json",
            "suggestions",
            format!("{}?q={terms}", addresses.search_file("/words")),
        ),
    ] {
        let attributes = [
            ("type", media_type),
            ("rel", relation),
            ("template", template.as_str()),
        ];
        writer.open("Url", &attributes);
        writer.close();
    }
    writer.finish()
}

/// Marks in a page of an edition what its address asks for.
pub fn mark(
    house: &House,
    page: String,
    (question, edition): (&Question, &str),
    plain_href: String,
) -> Result<String, Fault> {
    let Some(want) = parse(&question.query).want else {
        return Ok(page);
    };
    let mut finder = Finder::new(&want, question.alike);
    let here = Question {
        query: question.query.clone(),
        alike: question.alike,
        edition: Some(edition.to_owned()),
        page: 1,
        ..Question::default()
    };
    let said = Marked {
        query: question.query.clone(),
        count: 0,
        plain_href,
        search_href: here.href(&house.addresses().search()),
    };
    house
        .pages
        .marked(page, said, &mut |text| finder.find(text))
}

/// No page of the site that nobody asked for is kept by search engines.
pub fn unlisted(headers: &mut axum::http::HeaderMap) {
    set(
        headers,
        axum::http::HeaderName::from_static("x-robots-tag"),
        "noindex",
    );
}
