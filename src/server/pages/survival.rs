//! What became of citations of the version before (docs/comparing.md), as it was
//! found when a version was published.
//!
//! A version that was published without such a report has it written when it is
//! asked for: it depends on the two versions alone.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::{HTML, Kind, about_version};
use crate::compare::{SurvivalReport, told_survival};
use crate::edition::VersionReference;
use crate::operations::survival;
use crate::server::ask::Ask;
use crate::server::cache::VersionPage;
use crate::server::contracts::{Fault, Shown};
use crate::server::library::unreadable;
use crate::server::refusal::Refusal;
use crate::server::security::share;
use crate::server::state::House;
use crate::source::Deposit;
use crate::store::Report;
use crate::{key, said};

static SURVIVAL: Kind = Kind {
    media_type: HTML,
    make: |house, shown, tei, _| for_readers(house, shown, tei),
    negotiated: false,
    links: |shown| {
        let address = shown
            .addresses
            .survival(shown.line.id(), shown.version.number);
        format!("<{address}.json>; rel=\"alternate\"; type=\"application/json\"")
    },
};

static SURVIVAL_JSON: Kind = Kind {
    media_type: "application/json",
    make: |house, shown, tei, _| {
        let report = report(house, shown, tei)?;
        String::from_utf8(report).map_err(|error| Fault::Broken(error.to_string()))
    },
    negotiated: false,
    links: |shown| {
        let address = shown
            .addresses
            .survival(shown.line.id(), shown.version.number);
        format!("<{address}>; rel=\"alternate\"; type=\"text/html\"")
    },
};

/// `/editions/{id}/{version}/survival`.
pub async fn page(
    state: State<Arc<House>>,
    path: Path<(String, String)>,
    request: Ask,
) -> Result<Response, Refusal> {
    answer(state, path, (VersionPage::Survival, &SURVIVAL), &request).await
}

/// `/editions/{id}/{version}/survival.json`.
pub async fn json(
    state: State<Arc<House>>,
    path: Path<(String, String)>,
    request: Ask,
) -> Result<Response, Refusal> {
    let page = (VersionPage::SurvivalJson, &SURVIVAL_JSON);
    let mut response = answer(state, path, page, &request).await?;
    share(response.headers_mut());
    Ok(response)
}

async fn answer(
    State(house): State<Arc<House>>,
    Path((id, version)): Path<(String, String)>,
    page: (VersionPage, &'static Kind),
    request: &Ask,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let version = house.version(&line, &version)?;
    if line.before(version).is_none() {
        let number = version.number;
        let message = said!(
            "Nothing that stands was published before version {number}: there are no citations \
             of which something could have become.",
            number = number
        );
        let refusal = Refusal::new(
            StatusCode::NOT_FOUND,
            key!("No version before this one"),
            message,
        );
        return Err(refusal.way(house.addresses().versions(line.id()), key!("All versions")));
    }
    about_version(&house, &line, version, page, request).await
}

/// The report that was stored, or that is written now.
fn report(house: &House, shown: &Shown<'_>, tei: &Deposit<'_>) -> Result<Vec<u8>, Fault> {
    let (id, number) = (shown.line.id(), shown.version.number);
    let reference = VersionReference::Number(number);
    let stored = house.editions.report(id, reference, Report::Survival)?;
    if let Some(stored) = stored {
        return Ok(stored);
    }
    let old = shown.line.before(shown.version).ok_or(Fault::Absent)?;
    let old = house
        .editions
        .stored(id, VersionReference::Number(old.number))?;
    let written = survival(&old.deposit(id.as_str()), tei).map_err(unreadable)?;
    written
        .to_bytes()
        .map_err(|error| Fault::Broken(error.to_string()))
}

fn for_readers(house: &House, shown: &Shown<'_>, tei: &Deposit<'_>) -> Result<String, Fault> {
    let bytes = report(house, shown, tei)?;
    let new = house.library.fingerprints(shown.line.id(), shown.version)?;
    let report = SurvivalReport::read(&bytes, &new);
    let report = report.map_err(|error| Fault::Broken(error.to_string()))?;
    let withdrawn = shown.line.withdrawn().iter().map(|(version, _)| version);
    let earlier = shown.line.versions().chain(withdrawn);
    let earlier = earlier.filter(|version| version.number < shown.version.number);
    let old = earlier
        .filter(|version| version.digest == report.texts.old.sha256)
        .max_by_key(|version| version.number);
    let old = old.ok_or(Fault::Absent)?;
    let told = told_survival(&report.survival, &house.wording);
    house.pages.survival(shown, tei, old, &told)
}
