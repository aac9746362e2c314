//! Where did a passage go?
//!
//! An address without a version follows the current one. When that no longer
//! has the passage, the last version that had it says what its words were: if
//! they stand in one other place now, the address leads there; otherwise it is
//! gone, and the answer names that version. So an old address never dies.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::http::header::LINK;
use axum::response::Response;

use super::edition::see_other;
use crate::edition::Version;
use crate::edition::reference::{Place, to_segment};
use crate::passage::{self, Claim, Verdict};
use crate::server::contracts::{Fault, Line};
use crate::server::prepared::set;
use crate::server::refusal::Refusal;
use crate::server::shelf::blocking;
use crate::server::state::House;
use crate::{key, said};

/// Earlier versions that are looked through for a reference, from the newest.
const MOST_LOOKED_THROUGH: usize = 64;

/// Places that are named when words stand in several.
const MOST_NAMED: usize = 8;

/// A passage that the current version does not have.
struct Departed {
    /// The last version that had it.
    last: Version,
    verdict: Verdict,
}

/// Answers for `reference`, which the current version of `line` does not have;
/// `None` if no earlier version had it either.
pub async fn answer(
    house: &Arc<House>,
    line: &Arc<Line>,
    reference: &str,
) -> Option<Result<Response, Refusal>> {
    let (at_work, of, asked) = (house.clone(), line.clone(), reference.to_owned());
    let found = match blocking(move || find(&at_work, &of, &asked)).await {
        Ok(found) => found?,
        Err(fault) => return Some(Err(fault.into())),
    };
    Some(match &found.verdict {
        Verdict::Moved { to } | Verdict::MovedWords { to } if to.len() == 1 => {
            Ok(lead(house, line, (reference, &to[0]), &found.last))
        }
        verdict => Err(gone(house, line, reference, (&found.last, verdict))),
    })
}

fn find(house: &House, line: &Line, reference: &str) -> Result<Option<Departed>, Fault> {
    let id = line.id();
    let earlier = line.versions().rev().skip(1).take(MOST_LOOKED_THROUGH);
    for version in earlier {
        let document = match house.library.document(id, version) {
            Ok(document) => document,
            Err(Fault::Absent) => continue,
            Err(fault) => return Err(fault),
        };
        let Some(fingerprint) = passage::fingerprint(&document, reference) else {
            continue;
        };
        let current = house.library.document(id, line.latest())?;
        let all = house.library.fingerprints(id, line.latest())?;
        let claim = Claim::of(reference, fingerprint);
        return Ok(Some(Departed {
            last: version.clone(),
            verdict: passage::check(&current, &all, &claim),
        }));
    }
    Ok(None)
}

/// To where the words stand now; the page says that they stood elsewhere.
fn lead(house: &House, line: &Line, (from, to): (&str, &str), last: &Version) -> Response {
    let addresses = house.addresses();
    let base = addresses.edition(line.id());
    let was = to_segment(from, Place::AfterVersion);
    let to = to_segment(to, Place::AfterEdition);
    let mut response = see_other(&format!("{base}/{to}?was={was}"));
    let earlier = addresses.passage(line.id(), last.number, from);
    let link = format!("<{earlier}>; rel=\"predecessor-version\"");
    set(response.headers_mut(), LINK, &link);
    response
}

fn gone(
    house: &House,
    line: &Line,
    reference: &str,
    (last, verdict): (&Version, &Verdict),
) -> Refusal {
    let (addresses, id) = (house.addresses(), line.id());
    let shown: String = reference.chars().take(80).collect();
    let (latest, number) = (line.latest().number, last.number);
    let places: &[String] = match verdict {
        Verdict::Moved { to } | Verdict::MovedWords { to } => to,
        _ => &[],
    };
    let now = match places.len() {
        0 => said!("Its words stand nowhere else in it."),
        count => said!(
            "Its words stand in {n} place of it now.|Its words stand in {n} places of it now.",
            n = count
        ),
    };
    let message = said!(
        "Version {latest} of “{id}” no longer has a passage “{shown}”. The last version that had it is version {number}. {now}",
        latest = latest,
        id = id.as_str(),
        shown = shown,
        number = number,
        now = now
    );
    let earlier = addresses.passage(id, number, reference);
    let refusal = Refusal::new(
        StatusCode::GONE,
        key!("No longer in the current version"),
        message,
    )
    .way(
        earlier,
        said!("The passage in version {number}", number = number),
    );
    let named = places.iter().take(MOST_NAMED);
    let refusal = named.fold(refusal, |refusal, place| {
        let segment = to_segment(place, Place::AfterEdition);
        let address = format!("{}/{segment}", addresses.edition(id));
        refusal.way(address, said!("The same words: {place}", place = place))
    });
    refusal
        .way(addresses.versions(id), key!("All versions"))
        .way(addresses.edition(id), key!("The current version"))
}
