//! What changed between two versions (docs/comparing.md).

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;

use super::{HTML, Kind, about_version};
use crate::compare::{self, Comparison, Sides};
use crate::edition::{Digest, EditionId, Version, VersionReference};
use crate::key;
use crate::server::ask::Ask;
use crate::server::cache::VersionPage;
use crate::server::contracts::{Fault, Shown};
use crate::server::refusal::Refusal;
use crate::server::router::redirect;
use crate::server::security::share;
use crate::server::state::House;

static COMPARE: Kind = Kind {
    media_type: HTML,
    make: |house, shown, tei, page| {
        let (old, comparison) = compared(house, shown, page)?;
        let told = compare::told(&comparison, &house.wording);
        house.pages.comparison(shown, tei, &old, &told)
    },
    negotiated: false,
    links: history,
};

static COMPARE_JSON: Kind = Kind {
    media_type: "application/json",
    make: |house, shown, _, page| for_programs(house, shown, page),
    negotiated: false,
    links: history,
};

fn history(shown: &Shown<'_>) -> String {
    let address = shown.addresses.versions(shown.line.id());
    format!("<{address}>; rel=\"version-history\"")
}

/// Ends the address of the form for programs.
const JSON: &str = ".json";

/// `/editions/{id}/compare/{old}..{new}`, and with `.json` at its end.
pub async fn answer(
    State(house): State<Arc<House>>,
    Path((id, pair)): Path<(String, String)>,
    request: Ask,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let (names, json) = match pair.strip_suffix(JSON) {
        Some(names) => (names, true),
        None => (pair.as_str(), false),
    };
    let Some((old, new)) = names.split_once("..") else {
        let message = key!("Two versions are compared as in “1..2”.");
        let refusal = Refusal::new(
            StatusCode::NOT_FOUND,
            key!("No such comparison"),
            message.to_owned(),
        );
        return Err(refusal.way(house.addresses().versions(line.id()), key!("All versions")));
    };
    let (old, new) = (house.version(&line, old)?, house.version(&line, new)?);
    // Each comparison has one address, by numbers.
    let canonical = format!("{}..{}", old.number, new.number);
    if canonical != names {
        let ending = if json { JSON } else { "" };
        let address = house
            .addresses()
            .comparison(line.id(), old.number, new.number)
            + ending;
        return Ok(redirect(StatusCode::PERMANENT_REDIRECT, &address));
    }
    let page = match json {
        true => (VersionPage::CompareJson(old.number), &COMPARE_JSON),
        false => (VersionPage::Compare(old.number), &COMPARE),
    };
    let mut response = about_version(&house, &line, new, page, &request).await?;
    if json {
        share(response.headers_mut());
    }
    Ok(response)
}

fn compared(
    house: &House,
    shown: &Shown<'_>,
    page: VersionPage,
) -> Result<(Version, Comparison), Fault> {
    let (VersionPage::Compare(old) | VersionPage::CompareJson(old)) = page else {
        return Err(Fault::Absent);
    };
    let id = shown.line.id();
    let old = shown.line.get(VersionReference::Number(old));
    let old = old.ok_or(Fault::Absent)?;
    let documents = Sides {
        old: house.library.document(id, old)?,
        new: house.library.document(id, shown.version)?,
    };
    let fingerprints = Sides {
        old: house.library.fingerprints(id, old)?,
        new: house.library.fingerprints(id, shown.version)?,
    };
    let comparison = compare::compare_with(
        &documents.old,
        &documents.new,
        &fingerprints.old,
        &fingerprints.new,
    );
    Ok((old.clone(), comparison))
}

#[derive(Serialize)]
struct Compared<'a> {
    edition: &'a EditionId,
    versions: Sides<u32>,
    sha256: Sides<Digest>,
    #[serde(flatten)]
    comparison: &'a Comparison,
}

fn for_programs(house: &House, shown: &Shown<'_>, page: VersionPage) -> Result<String, Fault> {
    let (old, comparison) = compared(house, shown, page)?;
    let compared = Compared {
        edition: shown.line.id(),
        versions: Sides {
            old: old.number,
            new: shown.version.number,
        },
        sha256: Sides {
            old: old.digest,
            new: shown.version.digest,
        },
        comparison: &comparison,
    };
    let json = serde_json::to_string_pretty(&compared);
    let json = json.map_err(|error| Fault::Broken(error.to_string()))?;
    Ok(json + "\n")
}
