//! Which version was there at that time?
//!
//! RFC 7089: the address of the edition is the original, each version a
//! memento. The TimeGate has an address of its own: clients that find
//! `Vary: accept-datetime` at the original take that for its gate.
//!
//! At a moment the version is meant that was the newest then; before the first
//! one, the first.

use std::sync::Arc;
use std::time::SystemTime;

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, LINK, VARY};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::addresses::{Addresses, Over};
use super::ask::Ask;
use super::contracts::Line;
use super::downloads::modified;
use super::prepared::set;
use super::refusal::Refusal;
use super::router::redirect;
use super::security::share;
use super::state::House;
use crate::describe::description::iso;
use crate::edition::Version;
use crate::edition::reference::{Place, from_segment, to_segment};
use crate::wording::Said;
use crate::{key, said};

/// When a memento was the newest state (RFC 7089 §2.1.1).
const MEMENTO_DATETIME: HeaderName = HeaderName::from_static("memento-datetime");

/// The moment that a client asks for (RFC 7089 §2.1.1).
const ACCEPT_DATETIME: HeaderName = HeaderName::from_static("accept-datetime");

/// The media type of TimeMaps (RFC 6690).
const LINK_FORMAT: &str = "application/link-format";

/// What mementos of an edition are linked with.
struct Series<'a> {
    line: &'a Line,
    addresses: &'a Addresses,
    over: Over,
}

impl Series<'_> {
    fn original(&self) -> String {
        let original = self.addresses.original(self.line.id(), self.over);
        format!("<{original}>; rel=\"original\"")
    }

    fn timegate(&self) -> String {
        let gate = self.addresses.timegate(self.line.id(), self.over);
        format!("<{gate}>; rel=\"timegate\"")
    }

    fn timemap(&self) -> String {
        let map = self.addresses.timemap(self.line.id(), self.over);
        format!("<{map}>; rel=\"timemap\"; type=\"{LINK_FORMAT}\"")
    }

    /// A version with its place in the line: `first last memento`.
    fn memento(&self, version: &Version, also: &str) -> Option<String> {
        let address = self
            .addresses
            .memento(self.line.id(), version.number, self.over);
        let first = self.line.versions().next() == Some(version);
        let last = self.line.latest() == version;
        let first = if first { "first " } else { "" };
        let last = if last { "last " } else { "" };
        let date = httpdate::fmt_http_date(modified(version)?);
        Some(format!(
            "<{address}>; rel=\"{first}{last}{also}memento\"; datetime=\"{date}\""
        ))
    }

    /// First and last memento, and those before and after `version`.
    fn neighbours(&self, version: Option<&Version>) -> Vec<String> {
        let versions: Vec<&Version> = self.line.versions().collect();
        let at = versions.iter().position(|other| Some(*other) == version);
        let numbered = versions.iter().enumerate();
        let wanted = numbered.filter_map(|(index, other)| {
            let also = match at {
                Some(at) if index + 1 == at => "prev ",
                Some(at) if index == at + 1 => "next ",
                _ => "",
            };
            let end = index == 0 || index + 1 == versions.len();
            let wanted = end || !also.is_empty() || at == Some(index);
            wanted.then(|| self.memento(other, also)).flatten()
        });
        wanted.collect()
    }
}

/// Says of the page or file of the current version that it has mementos.
pub fn of_current(response: &mut Response, addresses: &Addresses, line: &Line, over: Over) {
    let series = Series {
        line,
        addresses,
        over,
    };
    let links = [series.original(), series.timegate(), series.timemap()];
    append(response.headers_mut(), &links.join(", "));
}

/// Says of the page or file of a version that it is a memento, and of what.
pub fn of_version(
    response: &mut Response,
    addresses: &Addresses,
    (line, version): (&Line, &Version),
    over: Over,
) {
    let Some(date) = modified(version) else {
        return;
    };
    let series = Series {
        line,
        addresses,
        over,
    };
    let headers = response.headers_mut();
    set(headers, MEMENTO_DATETIME, &httpdate::fmt_http_date(date));
    let mut links = vec![series.original(), series.timegate(), series.timemap()];
    links.extend(series.neighbours(Some(version)));
    append(headers, &links.join(", "));
}

fn append(headers: &mut HeaderMap, links: &str) {
    if let Ok(value) = HeaderValue::try_from(links) {
        headers.append(LINK, value);
    }
}

/// `/editions/{id}/timegate`: to the version of a moment.
pub async fn timegate(
    over: Over,
    State(house): State<Arc<House>>,
    Path(id): Path<String>,
    request: Ask,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let version = match request.headers().get(ACCEPT_DATETIME) {
        None => line.latest(),
        Some(value) => {
            let date = value.to_str().ok();
            let date = date.and_then(|date| httpdate::parse_http_date(date.trim()).ok());
            newest_at(&line, date.ok_or_else(no_date)?)
        }
    };
    let addresses = house.addresses();
    let series = Series {
        line: &line,
        addresses,
        over,
    };
    let memento = addresses.memento(line.id(), version.number, over);
    let mut response = redirect(StatusCode::FOUND, &memento);
    let headers = response.headers_mut();
    set(headers, VARY, "accept-datetime");
    set(headers, CACHE_CONTROL, "no-cache");
    let mut links = vec![series.original(), series.timemap()];
    links.extend(series.neighbours(None));
    append(headers, &links.join(", "));
    share(headers);
    Ok(response)
}

/// The newest version of a moment; before the first, the first.
fn newest_at(line: &Line, moment: SystemTime) -> &Version {
    let then = |version: &&Version| modified(version).is_some_and(|date| date <= moment);
    let first = line.versions().next().unwrap_or(line.latest());
    line.versions().rev().find(then).unwrap_or(first)
}

fn no_date() -> Refusal {
    let message = "Accept-Datetime must be a date as HTTP writes them: \
                   Thu, 26 Nov 2026 10:00:00 GMT.";
    Refusal::new(StatusCode::BAD_REQUEST, key!("Not a date"), message)
}

/// `/editions/{id}/timemap`: all versions with their dates.
pub async fn timemap(
    over: Over,
    State(house): State<Arc<House>>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let addresses = house.addresses();
    let series = Series {
        line: &line,
        addresses,
        over,
    };
    let date = |version: Option<&Version>| {
        let date = version.and_then(modified).map(httpdate::fmt_http_date);
        date.unwrap_or_default()
    };
    let itself = format!(
        "<{}>; rel=\"self\"; type=\"{LINK_FORMAT}\"; from=\"{}\"; until=\"{}\"",
        addresses.timemap(line.id(), over),
        date(line.versions().next()),
        date(Some(line.latest())),
    );
    let mut links = vec![series.original(), series.timegate(), itself];
    links.extend(
        line.versions()
            .filter_map(|version| series.memento(version, "")),
    );
    Ok(map(LINK_FORMAT, format!("{}\n", links.join(",\n"))))
}

/// `/editions/{id}/timemap.json`: the same in the JSON that web archives use.
pub async fn timemap_json(
    State(house): State<Arc<House>>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let (addresses, id) = (house.addresses(), line.id());
    let entry = |version: &Version| -> Value {
        let uri = addresses.memento(id, version.number, Over::Page);
        json!({ "datetime": version.published, "uri": uri })
    };
    let list: Vec<Value> = line.versions().map(entry).collect();
    let map_of = json!({
        "original_uri": addresses.original(id, Over::Page),
        "timegate_uri": addresses.timegate(id, Over::Page),
        "timemap_uri": {
            "link_format": addresses.timemap(id, Over::Page),
            "json_format": addresses.timemap_json(id),
        },
        "mementos": { "first": list.first(), "last": list.last(), "list": list },
    });
    Ok(map("application/json", format!("{map_of:#}\n")))
}

fn map(media_type: &'static str, text: String) -> Response {
    let mut headers = HeaderMap::new();
    set(&mut headers, CONTENT_TYPE, media_type);
    set(&mut headers, CACHE_CONTROL, "no-cache");
    share(&mut headers);
    (headers, text).into_response()
}

/// `/editions/{id}/at/{date}`: to the version that was the newest at the end of
/// that year, month, day or second; if that is withdrawn, its address says so.
pub async fn at(
    State(house): State<Arc<House>>,
    Path((id, date)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let number = newest_of(house.addresses(), &line, &date)?;
    Ok(found(&house.addresses().version(line.id(), number)))
}

/// `/editions/{id}/at/{date}/{passage}`: to a passage of that version.
pub async fn passage_at(
    State(house): State<Arc<House>>,
    Path((id, date, segment)): Path<(String, String, String)>,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let number = newest_of(house.addresses(), &line, &date)?;
    let version = house.addresses().version(line.id(), number);
    let segment = to_segment(from_segment(&segment), Place::AfterVersion);
    Ok(found(&format!("{version}/{segment}")))
}

fn found(address: &str) -> Response {
    let mut response = redirect(StatusCode::FOUND, address);
    set(response.headers_mut(), CACHE_CONTROL, "no-cache");
    response
}

/// The number of the newest version of a date.
fn newest_of(addresses: &Addresses, line: &Line, date: &str) -> Result<u32, Refusal> {
    let refuse = |title, message: Said| {
        Err(Refusal::new(StatusCode::NOT_FOUND, title, message)
            .way(addresses.versions(line.id()), key!("All versions")))
    };
    if !is_date(date) {
        let message = key!(
            "A version is asked for by year, month, day or second: 2026, 2026-11, \
                       2026-11-26, 2026-11-26T10:00:00Z."
        );
        return refuse(key!("Not a date"), message.into());
    }
    // Dates of one form sort as text.
    let then = |version: &&Version| {
        let published = version.published.get(..date.len());
        published.is_some_and(|published| published <= date)
    };
    let withdrawn = line.withdrawn().iter().map(|(version, _)| version);
    let published = line.versions().chain(withdrawn).filter(then);
    match published.max_by_key(|version| version.number) {
        Some(version) => Ok(version.number),
        None => {
            let message = said!(
                "Nothing of “{id}” was published by {date}.",
                id = line.id().as_str(),
                date = date
            );
            refuse(key!("No version yet"), message)
        }
    }
}

/// A date of RFC 3339 in UTC, or the beginning of one up to its day, month or
/// year.
fn is_date(date: &str) -> bool {
    const FORM: &str = "dddd-dd-ddTdd:dd:ddZ";
    let fits = |(found, form): (u8, u8)| match form {
        b'd' => found.is_ascii_digit(),
        form => found == form,
    };
    let formed = [4, 7, 10, 20].contains(&date.len()) && date.bytes().zip(FORM.bytes()).all(fits);
    let below = |from: usize, limit: u32| {
        let digits = date.get(from..from + 2);
        digits.is_none_or(|digits| digits.parse().is_ok_and(|number: u32| number < limit))
    };
    // A leap second is a moment too (RFC 3339 §5.7).
    let exists = || iso(&date[..date.len().min(10)]).is_some();
    formed && exists() && below(11, 24) && below(14, 60) && below(17, 61)
}

#[cfg(test)]
mod tests {
    use super::is_date;

    #[test]
    fn dates_have_four_forms() {
        for date in ["2026", "2026-11", "2026-11-26", "2026-11-26T10:00:00Z"] {
            assert!(is_date(date), "{date}");
        }
        for other in ["", "26", "2026-1", "2026-11-26T10", "today", "２０２６"] {
            assert!(!is_date(other), "{other}");
        }
        for real in ["2024-02-29", "2000-02-29", "2016-12-31T23:59:60Z"] {
            assert!(is_date(real), "{real}");
        }
        for unreal in [
            "2026-00",
            "2026-13",
            "2026-02-29",
            "1900-02-29",
            "2026-04-31",
            "2026-01-00",
            "2026-11-26T24:00:00Z",
            "2026-11-26T99:00:00Z",
            "2026-11-26T10:60:00Z",
        ] {
            assert!(!is_date(unreal), "{unreal}");
        }
    }
}
