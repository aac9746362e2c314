//! What is to be collated, and what is wanted of it?

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Uri};

use super::super::media::{Kind, parameters};
use super::super::parts::{Part, parts};
use super::super::query::Query;
use crate::collate::Folding;
use crate::collation::{Decisions, Manner, Side};
use crate::diagnostic::Finding;
use crate::edition::Method;
use crate::operations::{ChosenLemma, CollationForm, CollationManner};
use crate::server::problems::{DECISIONS_UNFIT, PARTS_UNFIT, QUERY_UNFIT};
use crate::server::refusal::Refusal;
use crate::source::SourceText;

/// What is wanted.
#[derive(Debug, Default)]
pub struct Asked {
    /// Names of files, and what is in them.
    pub witnesses: Vec<(String, Vec<u8>)>,
    /// What the collation is to be like.
    pub manner: CollationManner,
    /// The decisions file as it was sent.
    pub decisions: String,
    /// As what it is wanted.
    pub form: CollationForm,
    /// The method of the apparatus.
    pub method: Method,
}

/// What a body is.
#[derive(Debug)]
pub enum Body {
    /// Input as CollateX takes it.
    Json,
    /// Parts, between lines of this.
    Parts(String),
}

/// What the headers say of the body.
///
/// # Errors
/// 415 for everything but JSON and forms.
pub fn kind(headers: &HeaderMap) -> Result<Body, Refusal> {
    let value = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let named = value.and_then(parameters);
    if named.is_some_and(|(essence, _)| essence == "application/json") {
        return Ok(Body::Json);
    }
    match Kind::of(headers)? {
        Kind::Parts(boundary) => Ok(Body::Parts(boundary)),
        _ => Err(Refusal::problem(
            &crate::server::problems::TYPE_UNKNOWN,
            "Witnesses are sent as a form with files, or as JSON.",
        )),
    }
}

impl Asked {
    /// What stands in the address.
    ///
    /// # Errors
    /// 400.
    pub fn of_query(uri: &Uri) -> Result<Self, Refusal> {
        let known = [
            "to",
            "method",
            "lemma",
            "title",
            "words",
            "layers",
            "fragments",
        ];
        let query = Query::read(uri, &known)?;
        let unfit = |message: &str| Refusal::problem(&QUERY_UNFIT, message);
        let form = query
            .get("to")
            .map_or(Some(CollationForm::Tei), CollationForm::named);
        let method = query
            .get("method")
            .map_or(Some(Method::ParallelSegmentation), method);
        let side = query.get("words").map_or(Some(Side::Reading), Manner::side);
        let side = side.ok_or_else(|| unfit("`words` is neither `edited` nor `written`."))?;
        let layers = match query.get("layers") {
            None | Some("no") => false,
            Some("yes") => true,
            Some(_) => return Err(unfit("`layers` is neither `yes` nor `no`.")),
        };
        Ok(Self {
            form: form.ok_or_else(|| unfit("`to` is none of the forms that there are."))?,
            method: method.ok_or_else(|| unfit("`method` is none of TEI's three."))?,
            manner: CollationManner {
                title: query.get("title").map(str::to_owned),
                lemma: lemma(query.get("lemma").unwrap_or("none")),
                transcriptions: Manner { side, layers },
                fragments: sigla(query.get("fragments").unwrap_or_default()),
                ..CollationManner::default()
            },
            ..Self::default()
        })
    }

    /// The same with what is in the body.
    ///
    /// # Errors
    /// 400 and 422.
    pub fn with(mut self, kind: &Body, bytes: &[u8]) -> Result<Self, Refusal> {
        let boundary = match kind {
            Body::Json => {
                self.witnesses
                    .push(("witnesses.json".to_owned(), bytes.to_vec()));
                return Ok(self);
            }
            Body::Parts(boundary) => boundary,
        };
        for part in parts(bytes, boundary)? {
            match part.name.as_str() {
                "witness" => self.witnesses.push(witness(&part)?),
                "folding" => self.manner.folding = folding(&text(&part)?)?,
                "decisions" => self.decide(text(&part)?)?,
                _ => {
                    let message =
                        "There is a part that is neither `witness` nor `folding` nor `decisions`.";
                    return Err(Refusal::problem(&PARTS_UNFIT, message));
                }
            }
        }
        Ok(self)
    }

    /// Takes a decisions file.
    ///
    /// # Errors
    /// 422, with what is wrong in it.
    pub fn decide(&mut self, decisions: String) -> Result<(), Refusal> {
        let source = SourceText::decode("decisions.toml", decisions.as_bytes(), None)
            .map_err(|error| Refusal::problem(&DECISIONS_UNFIT, error.to_string()))?;
        let read = Decisions::parse(&source).map_err(|findings| {
            let findings: Vec<Finding> = findings
                .iter()
                .map(|finding| Finding::new(finding, &source))
                .collect();
            let first = findings.first();
            let message = first.map_or_else(String::new, |one| {
                format!("Line {}, column {}: {}.", one.line, one.column, one.message)
            });
            Refusal::problem(&DECISIONS_UNFIT, message).with("findings", findings)
        })?;
        self.manner.decisions = Some(read);
        self.decisions = decisions;
        Ok(())
    }
}

/// A witness that is a part of a form: its file name gives the siglum.
fn witness(part: &Part<'_>) -> Result<(String, Vec<u8>), Refusal> {
    match part.file.as_deref() {
        Some(name) if !name.is_empty() => Ok((name.to_owned(), part.bytes.to_vec())),
        _ => {
            let message = "A part `witness` has no file name, from which its siglum is taken.";
            Err(Refusal::problem(&PARTS_UNFIT, message))
        }
    }
}

fn text(part: &Part<'_>) -> Result<String, Refusal> {
    let text = String::from_utf8(part.bytes.to_vec());
    text.map_err(|_| {
        let message = format!("The part `{}` is not UTF-8.", part.name);
        Refusal::problem(&PARTS_UNFIT, message)
    })
}

fn folding(text: &str) -> Result<Folding, Refusal> {
    Folding::parse(text)
        .map_err(|error| Refusal::problem(&DECISIONS_UNFIT, format!("In `folding`: {error}.")))
}

/// The method of that name.
pub fn method(word: &str) -> Option<Method> {
    let all = [
        ("parallel-segmentation", Method::ParallelSegmentation),
        ("double-end-point", Method::DoubleEndPoint),
        ("location-referenced", Method::LocationReferenced),
    ];
    let found = all.into_iter().find(|(known, _)| *known == word);
    found.map(|(_, method)| method)
}

/// Sigla, parted by white space.
pub fn sigla(words: &str) -> Vec<String> {
    words.split_whitespace().map(str::to_owned).collect()
}

/// Which reading is the lemma.
pub fn lemma(word: &str) -> ChosenLemma {
    match word {
        "" | "none" => ChosenLemma::None,
        "majority" => ChosenLemma::Majority,
        siglum => ChosenLemma::Of(siglum.to_owned()),
    }
}
