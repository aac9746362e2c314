//! `/collate`: a form with witnesses, and what came of it.
//!
//! All that was sent is in the answer again, so the page needs neither script
//! nor session, and nothing of it is kept here.

use std::sync::Arc;

use axum::extract::{Request, State as FromState};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::super::body;
use super::super::edition::at_work_on;
use super::super::hand_in::sent_from_here;
use super::super::parts::{Part, parts};
use super::asked::{Asked, Body, kind, lemma, sigla};
use super::decide::{Pointed, decision};
use super::shown::shown;
use super::work;
use crate::collate::Folding;
use crate::collation::{Manner, Side};
use crate::operations::{Collation, CollationForm, is_markup};
use crate::render::page::{CollateForm, PastedWitness};
use crate::server::face::OwnFace;
use crate::server::problems::PARTS_UNFIT;
use crate::server::refusal::Refusal;
use crate::server::state::House;
use crate::{key, said};

/// Fields for witnesses that are there at first.
const FIELDS: usize = 2;

/// GET: the form.
pub async fn get(FromState(house): FromState<Arc<House>>) -> Result<Response, Refusal> {
    let mut form = CollateForm {
        folded: folded(&Folding::default()),
        lemma: "none".to_owned(),
        ..CollateForm::default()
    };
    form.witnesses.resize(FIELDS, PastedWitness::default());
    at_work_on(move || page(&house, StatusCode::OK, form)).await
}

/// POST: the form, filled in.
pub async fn post(
    FromState(house): FromState<Arc<House>>,
    request: Request,
) -> Result<Response, Refusal> {
    let (head, body) = request.into_parts();
    let limits = work::limits(&house, work::MOST_BYTES_OF_FORM);
    let read = sent_from_here(&house, &head.headers).and_then(|()| kind(&head.headers));
    let boundary = match read {
        Ok(Body::Parts(boundary)) => boundary,
        read => {
            body::let_finish(body, &head.headers, limits).await;
            let message = "This takes a form; programs use `/api/collate`.";
            return Err(read
                .err()
                .unwrap_or_else(|| Refusal::problem(&PARTS_UNFIT, message)));
        }
    };
    let bytes = body::take(body, &head.headers, limits).await?;
    let place = work::place()?;
    let (_waiting, gone) = work::Waiting::new();
    at_work_on(move || {
        let _place = place;
        let mut filled = Filled::read(&parts(&bytes, &boundary)?)?;
        filled.gone = gone;
        filled.answer(&house)
    })
    .await
}

/// What somebody wrote into the form.
#[derive(Default)]
struct Filled {
    form: CollateForm,
    asked: Asked,
    act: String,
    pointed: Pointed,
    gone: work::Gone,
}

impl Filled {
    fn read(parts: &[Part<'_>]) -> Result<Self, Refusal> {
        let field = |name: &str| {
            let part = parts.iter().find(|part| part.name == name);
            let text = part.map(|part| String::from_utf8_lossy(part.bytes));
            // Browsers send line ends as CRLF.
            text.map_or_else(String::new, |text| text.replace("\r\n", "\n"))
        };
        let line = |name: &str| field(name).trim().to_owned();
        let folded = parts.iter().filter(|part| part.name == "fold");
        let folded = folded.map(|part| String::from_utf8_lossy(part.bytes).into_owned());
        let mut filled = Self {
            form: CollateForm {
                witnesses: witnesses(parts)?,
                title: line("title"),
                lemma: line("lemma"),
                words: line("words"),
                layers: line("layers") == "yes",
                fragments: line("fragments"),
                folded: folded.collect(),
                replace: field("replace"),
                decisions: field("decisions"),
                from: line("from").parse().unwrap_or(1),
                ..CollateForm::default()
            },
            act: line("act"),
            pointed: Pointed {
                act: line("do"),
                witness: line("in"),
                columns: line("columns"),
                beside: (line("beside-in"), line("beside-columns")),
                class: line("as"),
                reason: line("reason"),
            },
            ..Self::default()
        };
        if let Some(from) = filled.act.strip_prefix("from-") {
            filled.form.from = from.parse().unwrap_or(1);
        }
        Ok(filled)
    }

    fn answer(mut self, house: &House) -> Result<Response, Refusal> {
        if self.act == "more" {
            self.form.witnesses.push(PastedWitness::default());
            return page(house, StatusCode::OK, self.form);
        }
        match self.collated() {
            Ok(collation) => self.told(house, collation),
            Err(refusal) => {
                let title = house.wording.word(refusal.title).to_owned();
                self.form.trouble = Some((title, house.wording.say(&refusal.message)));
                page(house, refusal.status, self.form)
            }
        }
    }

    fn collated(&mut self) -> Result<Collation, Refusal> {
        self.asked = Asked::default();
        let given = self.form.witnesses.iter();
        let given = given.filter(|one| !one.siglum.is_empty() || !one.text.trim().is_empty());
        self.asked.witnesses = given
            .map(|one| (file_of(one), one.text.clone().into_bytes()))
            .collect();
        let manner = &mut self.asked.manner;
        manner.title = Some(self.form.title.clone()).filter(|title| !title.is_empty());
        manner.lemma = lemma(&self.form.lemma);
        manner.folding = folding(&self.form);
        manner.transcriptions = Manner {
            side: Manner::side(&self.form.words).unwrap_or(Side::Reading),
            layers: self.form.layers,
        };
        manner.fragments = sigla(&self.form.fragments);
        if !self.form.decisions.trim().is_empty() {
            self.asked.decide(self.form.decisions.clone())?;
        }
        work::collated(&self.asked, &self.gone)
    }

    fn told(mut self, house: &House, mut collation: Collation) -> Result<Response, Refusal> {
        let form = CollationForm::named(&self.act);
        if let Some(form) = form {
            let (text, _) = collation.written(form, self.asked.method);
            let name = format!("attachment; filename=\"{}\"", form.file());
            let headers = [
                (CONTENT_TYPE, form.media_type().to_owned()),
                (CONTENT_DISPOSITION, name),
                (CACHE_CONTROL, "no-store".to_owned()),
            ];
            return Ok((headers, text).into_response());
        }
        match self.act.as_str() {
            "edition" => return edition(house, &collation),
            "publish" => self.form.tei = Some(collation.tei(self.asked.method).text),
            "decide" => match decision(&collation, &self.pointed) {
                Ok(written) => {
                    append(&mut self.form.decisions, &written);
                    collation = self.collated()?;
                }
                Err(message) => {
                    let title = house.wording.word(key!("No decision was added")).to_owned();
                    self.form.trouble = Some((title, house.wording.say(&message)));
                }
            },
            _ => {}
        }
        self.form.collated = Some(shown(
            house,
            &collation,
            &self.form.decisions,
            self.form.from,
        ));
        page(house, StatusCode::OK, self.form)
    }
}

fn append(decisions: &mut String, written: &str) {
    let kept = decisions.trim_end().len();
    decisions.truncate(kept);
    if !decisions.is_empty() {
        decisions.push_str("\n\n");
    }
    decisions.push_str(written);
}

/// Pasted texts and files, those that were not filled in left out.
fn witnesses(parts: &[Part<'_>]) -> Result<Vec<PastedWitness>, Refusal> {
    let mut witnesses: Vec<PastedWitness> = Vec::new();
    for part in parts {
        let text = || {
            let text = String::from_utf8_lossy(part.bytes);
            text.replace("\r\n", "\n")
        };
        match part.name.as_str() {
            "siglum" => witnesses.push(PastedWitness {
                siglum: text().trim().to_owned(),
                text: String::new(),
            }),
            "text" => {
                if let Some(last) = witnesses.last_mut() {
                    last.text = text();
                }
            }
            _ => {}
        }
    }
    witnesses.retain(|one| !one.siglum.is_empty() || !one.text.trim().is_empty());
    let files = parts
        .iter()
        .filter(|part| part.name == "file" && !part.bytes.is_empty());
    for part in files {
        let name = part.file.as_deref().unwrap_or_default();
        let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let siglum = base
            .rsplit_once('.')
            .map_or(base, |(stem, _)| stem)
            .to_owned();
        let source = crate::source::SourceText::decode(base, part.bytes, None);
        let source = source.map_err(|error| {
            let message = said!(
                "The file {base} cannot be read: {error}.",
                base = base,
                error = error.to_string()
            );
            Refusal::problem(&PARTS_UNFIT, message)
        })?;
        witnesses.push(PastedWitness {
            siglum,
            text: undeclared(source.text()).to_owned(),
        });
    }
    Ok(witnesses)
}

/// What the file of a witness would be called.
fn file_of(witness: &PastedWitness) -> String {
    let is_tei = is_markup(&witness.text);
    format!("{}.{}", witness.siglum, if is_tei { "xml" } else { "txt" })
}

/// The names of what makes no difference.
fn folded(folding: &Folding) -> Vec<String> {
    let rules = [
        ("case", folding.case),
        ("diacritics", folding.diacritics),
        ("u-v", folding.u_v),
        ("i-j", folding.i_j),
        ("long-s", folding.long_s),
        ("ligatures", folding.ligatures),
    ];
    let on = rules.into_iter().filter(|(_, on)| *on);
    on.map(|(name, _)| name.to_owned()).collect()
}

fn folding(form: &CollateForm) -> Folding {
    let on = |name: &str| form.folded.iter().any(|folded| folded == name);
    let rules = form.replace.lines().filter_map(|line| line.split_once('='));
    let rules = rules.map(|(from, to)| (from.trim().to_owned(), to.trim().to_owned()));
    Folding {
        case: on("case"),
        diacritics: on("diacritics"),
        u_v: on("u-v"),
        i_j: on("i-j"),
        long_s: on("long-s"),
        ligatures: on("ligatures"),
        replace: rules.filter(|(from, _)| !from.is_empty()).collect(),
    }
}

/// The edition as every edition is shown.
fn edition(house: &House, collation: &Collation) -> Result<Response, Refusal> {
    let tei = collation
        .tei(crate::edition::Method::ParallelSegmentation)
        .text;
    let address = house.addresses().collate();
    let html = house
        .pages
        .collated(house.addresses(), &address, tei.as_bytes())?;
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, html).into_response())
}

fn page(house: &House, status: StatusCode, mut form: CollateForm) -> Result<Response, Refusal> {
    let forms = CollationForm::ALL.into_iter();
    form.downloads = forms
        .map(|form| {
            (
                form.word().to_owned(),
                house.wording.word(form.label()).to_owned(),
            )
        })
        .collect();
    form.takes_in = house.desk.is_some();
    let html = house.pages.collate(house.addresses(), form)?;
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
    ];
    let mut response = (status, headers, html).into_response();
    response.extensions_mut().insert(OwnFace);
    Ok(response)
}

/// A file without its XML declaration: it may name an encoding that the field of
/// a form does not have.
fn undeclared(text: &str) -> &str {
    match text
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split_once("?>"))
    {
        Some((_, rest)) => rest.trim_start(),
        None => text,
    }
}
