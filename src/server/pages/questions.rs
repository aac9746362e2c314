//! What the apparatus answers, and its witnesses in figures.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, LINK};
use axum::response::Response;

use super::search::{quoted, unlisted};
use super::witness::document;
use super::{HTML, answer, page_headers};
use crate::edition::{Alteration, Siglum, Version, VersionReference};
use crate::render::has_witnesses;
use crate::render::questions::{Question, answer as answers, states};
use crate::render::view::{filter_fields, query_of};
use crate::server::ask::Ask;
use crate::server::cache::Key;
use crate::server::contracts::{Fault, Line, Shown};
use crate::server::fingerprint::fingerprint;
use crate::server::prepared::{Recipe, set};
use crate::server::refusal::Refusal;
use crate::server::router::redirect;
use crate::server::security::share;
use crate::server::state::House;
use crate::tei::Document;
use crate::tei::apparatus::{Entry, Filter, Sieve, alteration, variation};
use crate::{key, said};

/// What is given, and in which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The entries that answer a question: a page.
    Entries,
    /// The same as a table: a row for each reading.
    EntriesCsv,
    /// The same as data.
    EntriesJson,
    /// What the witnesses have at these entries, for programs that draw trees.
    EntriesNexus,
    /// The witnesses in figures: a page.
    Figures,
    /// How far each two agree, as a table.
    FiguresCsv,
    /// What they have at all entries.
    FiguresNexus,
    /// How far each two are from each other.
    FiguresPhylip,
}

impl Answer {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Entries,
        Self::EntriesCsv,
        Self::EntriesJson,
        Self::EntriesNexus,
        Self::Figures,
        Self::FiguresCsv,
        Self::FiguresNexus,
        Self::FiguresPhylip,
    ];

    /// The last part of its address.
    pub fn word(self) -> &'static str {
        match self {
            Self::Entries => "apparatus",
            Self::EntriesCsv => "apparatus.csv",
            Self::EntriesJson => "apparatus.json",
            Self::EntriesNexus => "apparatus.nex",
            Self::Figures => "statistics",
            Self::FiguresCsv => "statistics.csv",
            Self::FiguresNexus => "statistics.nex",
            Self::FiguresPhylip => "statistics.phy",
        }
    }

    fn is_page(self) -> bool {
        matches!(self, Self::Entries | Self::Figures)
    }

    fn is_of_witnesses(self) -> bool {
        !matches!(self, Self::Entries | Self::EntriesCsv | Self::EntriesJson)
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Entries | Self::Figures => HTML,
            Self::EntriesCsv | Self::FiguresCsv => "text/csv; charset=utf-8; header=present",
            Self::EntriesJson => "application/json",
            _ => "text/plain; charset=utf-8",
        }
    }
}

/// `/editions/{id}/apparatus`, `/editions/{id}/statistics` and their files: lead to
/// the current version.
pub async fn current(
    form: Answer,
    State(house): State<Arc<House>>,
    Path(id): Path<String>,
    request: Ask,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let address = (house.addresses()).answer(line.id(), line.latest().number, form);
    let query = request.uri().query().map(|query| format!("?{query}"));
    let address = address + &query.unwrap_or_default();
    Ok(redirect(StatusCode::SEE_OTHER, &address))
}

/// The same of a version. A question has one address.
pub async fn version(
    form: Answer,
    State(house): State<Arc<House>>,
    Path((id, version)): Path<(String, String)>,
    request: Ask,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let version = house.version(&line, &version)?;
    let document = document(&house, &line, version).await?;
    if document.entries().is_empty() || (form.is_of_witnesses() && !has_witnesses(&document)) {
        return Err(nothing(&house, &line, version));
    }
    let question = Question::from_query(request.uri().query());
    let (id, number) = (line.id(), version.number);
    let asked = format!("{}/{id}/{number}/{question:?}", form.word());
    let state = fingerprint((
        house.stamp_of(form.media_type()),
        line.latest().number,
        version.digest.0,
    ));
    let tag = format!("{:016x}", fingerprint((&asked, state)));
    let key = Key::Asked {
        question: asked,
        state,
    };
    let (at_work, line) = (house.clone(), line.clone());
    let make = move || recipe(&at_work, (&line, number), form, (&question, tag));
    let mut response = answer(&house, key, make, &request).await?;
    if !form.is_page() {
        share(response.headers_mut());
    }
    Ok(response)
}

fn recipe(
    house: &House,
    (line, number): (&Line, u32),
    form: Answer,
    (question, tag): (&Question, String),
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
    let filter = &question.filter;
    let all = Filter::default();
    let of = if form == Answer::EntriesNexus {
        filter
    } else {
        &all
    };
    let states = || {
        let sieve = Sieve::new(&document, of);
        states(&variation(&document, |entry| sieve.keeps(entry)))
    };
    let bytes = match form {
        Answer::Entries => house.pages.questions(&shown, &document, question)?,
        Answer::Figures => house.pages.statistics(&shown, &document)?,
        Answer::EntriesCsv => csv(&document, filter),
        Answer::EntriesJson => json(&document, filter)?,
        Answer::FiguresCsv => states().csv(),
        Answer::FiguresPhylip => states().phylip(),
        Answer::EntriesNexus | Answer::FiguresNexus => states().nexus(),
    };
    let mut headers = page_headers();
    let edition = addresses.version(line.id(), number);
    let up = format!("<{edition}>; rel=\"up\"; type=\"text/html\"");
    set(&mut headers, LINK, &up);
    if !filter.is_empty() || question.from > 0 {
        unlisted(&mut headers);
    }
    if !form.is_page() {
        let name = format!(
            "attachment; filename=\"{}-v{number}-{}\"",
            line.id(),
            form.word()
        );
        set(&mut headers, CONTENT_DISPOSITION, &name);
    }
    Ok(Recipe {
        media_type: form.media_type().to_owned(),
        bytes: bytes.into_bytes(),
        tag,
        modified: None,
        headers,
        exact: false,
    })
}

/// A row for each reading of the entries that answer; `asked` says which of them is
/// what was asked for.
fn csv(document: &Document, filter: &Filter) -> String {
    let sieve = Sieve::new(document, filter);
    let mut table = String::from(
        "entry,unit,lemma,lemma_witnesses,reading,witnesses,does,type,cause,hand,responsible,source,certainty,asked\r\n",
    );
    for at in answers(document, filter) {
        let entry = &document.entries()[at];
        for reading in 0..entry.entry.readings.len() {
            let asked = sieve.keeps_reading(entry, reading);
            let cells = cells(document, entry, (reading, asked));
            let cells = cells.map(|cell| quoted(&cell));
            table.push_str(&cells.join(","));
            table.push_str("\r\n");
        }
    }
    table
}

fn cells(document: &Document, entry: &Entry, (at, asked): (usize, bool)) -> [String; 14] {
    let list = |sigla: &[Siglum]| {
        let sigla: Vec<String> = sigla.iter().map(Siglum::to_string).collect();
        sigla.join(" ")
    };
    let (told, reading) = (&entry.entry, &entry.entry.readings[at]);
    let (lemma, support) = (told.lemma.as_ref(), &reading.support);
    let word = |word: &Option<String>| word.clone().unwrap_or_default();
    [
        told.id.clone(),
        word(&told.unit),
        lemma.map_or_else(String::new, |lemma| lemma.text.clone()),
        lemma.map_or_else(String::new, |lemma| list(&lemma.support.witnesses)),
        reading.text.clone(),
        list(&support.witnesses),
        alteration(document, entry, at)
            .map_or("", Alteration::as_str)
            .to_owned(),
        word(&support.kind),
        word(&support.cause),
        word(&support.hand),
        word(&support.responsible),
        word(&support.source),
        support.certainty.as_str().to_owned(),
        if asked { "1" } else { "0" }.to_owned(),
    ]
}

fn json(document: &Document, filter: &Filter) -> Result<String, Fault> {
    let entries: Vec<_> = answers(document, filter)
        .into_iter()
        .map(|at| &document.entries()[at].entry)
        .collect();
    let said = serde_json::json!({
        "question": query_of(filter_fields(filter)).trim_start_matches('?'),
        "found": entries.len(),
        "all": document.entries().len(),
        "entries": entries,
    });
    serde_json::to_string_pretty(&said).map_err(|error| Fault::Broken(error.to_string()))
}

fn nothing(house: &House, line: &Line, version: &Version) -> Refusal {
    let (id, number) = (line.id(), version.number);
    let message = said!(
        "Version {number} of “{id}” has no apparatus that could answer.",
        number = number,
        id = id.as_str()
    );
    Refusal::new(StatusCode::NOT_FOUND, key!("No apparatus"), message)
        .way(house.addresses().version(id, number), key!("The text"))
}
