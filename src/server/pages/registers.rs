//! Whom and what do all editions name, and when was what published?

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::passage::field;
use super::{HTML, answer, page_headers};
use crate::edition::register::Coordinates;
use crate::edition::{EditionId, RegisterKind};
use crate::render::map::{Map, PlaceOnMap, map};
use crate::render::page::{
    AllRegisters, NamedEntry, NamedIn, PublishedLine, PublishedYear, RegisterTab, Timeline, Way,
};
use crate::render::register::title;
use crate::search::index::{AskedNames, FoundName};
use crate::server::addresses::Addresses;
use crate::server::ask::Ask;
use crate::server::cache::{Key, RegisterForm};
use crate::server::contracts::Fault;
use crate::server::fingerprint::fingerprint;
use crate::server::prepared::Recipe;
use crate::server::refusal::Refusal;
use crate::server::router::redirect;
use crate::server::security::share;
use crate::server::shelf::Listing;
use crate::server::state::House;
use crate::source::percent::encode;
use crate::wording::Wording;

/// Entries on a page.
const ON_A_PAGE: usize = 100;

/// Editions that are named with an entry on a page; its files have more.
const EDITIONS: usize = 20;

/// Acts of publishing on a page.
const ACTS: usize = 500;

/// `/registers`: to that of people.
pub async fn first(State(house): State<Arc<House>>) -> Response {
    let address = house
        .addresses()
        .all_registers(RegisterKind::People, RegisterForm::Page);
    redirect(StatusCode::SEE_OTHER, &address)
}

/// What is asked of a register.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Wanted {
    from: String,
    identified: bool,
    edition: Option<String>,
}

impl Wanted {
    fn query(&self) -> String {
        let mut pairs = Vec::new();
        let value = |value: &str| encode(value, b"*-._ ").replace(' ', "+");
        if !self.from.is_empty() {
            pairs.push(format!("from={}", value(&self.from)));
        }
        if self.identified {
            pairs.push("identified=1".to_owned());
        }
        if let Some(edition) = &self.edition {
            pairs.push(format!("edition={}", value(edition)));
        }
        if pairs.is_empty() {
            String::new()
        } else {
            format!("?{}", pairs.join("&"))
        }
    }

    fn from(&self, headword: &str) -> Self {
        Self {
            from: headword.to_owned(),
            ..self.clone()
        }
    }
}

/// `/registers/people` …
pub async fn register(
    (kind, form): (RegisterKind, RegisterForm),
    State(house): State<Arc<House>>,
    request: Ask,
) -> Result<Response, Refusal> {
    let text = |name: &str| {
        field(request.uri(), name)
            .map(|v| v.trim().to_owned())
            .filter(|v| !v.is_empty())
    };
    let wanted = Wanted {
        from: text("from").unwrap_or_default().chars().take(100).collect(),
        identified: text("identified").as_deref() == Some("1"),
        edition: text("edition").filter(|name| name.parse::<EditionId>().is_ok()),
    };
    let lookup = house.lookup.as_ref().map(|lookup| lookup.progress());
    let state = fingerprint((
        lookup.map(|p| (p.whole, p.of, p.state)),
        house.stamp_of(form.media_type()),
    ));
    let question = format!("registers {} {form:?} {}", kind.word(), wanted.query());
    let tag = fingerprint((&question, state));
    let at_work = house.clone();
    let make = move || recipe(&at_work, (kind, form), &wanted, tag);
    answer(&house, Key::Asked { question, state }, make, &request).await
}

fn recipe(
    house: &House,
    (kind, form): (RegisterKind, RegisterForm),
    wanted: &Wanted,
    tag: u64,
) -> Result<Recipe, Fault> {
    let addresses = house.addresses();
    let asked = AskedNames {
        kind,
        from: wanted.from.clone(),
        identified: wanted.identified,
        edition: wanted.edition.clone(),
        take: if form == RegisterForm::Page {
            ON_A_PAGE
        } else {
            10 * ON_A_PAGE
        },
        editions: if form == RegisterForm::Page {
            EDITIONS
        } else {
            5 * EDITIONS
        },
    };
    let broken = |failure: crate::search::index::Failure| Fault::Broken(failure.to_string());
    let (found, letters, whole) = match &house.lookup {
        Some(lookup) => (
            lookup.index().names(&asked).map_err(broken)?,
            lookup.index().letters(kind).map_err(broken)?,
            lookup.progress().whole,
        ),
        None => Default::default(),
    };
    let next = found.next.as_ref().map(|headword| {
        format!(
            "{}{}",
            addresses.all_registers(kind, form),
            wanted.from(headword).query()
        )
    });
    let text = match form {
        RegisterForm::Page => {
            let told = found.names.iter();
            let more = |name: &FoundName, headword: &str| {
                let file = addresses.all_registers(kind, RegisterForm::Json);
                let from_here = || format!("{file}{}", wanted.from(headword).query());
                name.more.then(from_here)
            };
            let told = told.map(|name| {
                let told = entry(addresses, kind, name);
                NamedEntry {
                    more: more(name, &told.headword),
                    ..told
                }
            });
            let entries: Vec<NamedEntry> = told.collect();
            let letters = letters.into_iter().map(|letter| Way {
                href: format!(
                    "{}{}",
                    addresses.all_registers(kind, form),
                    wanted.from(&letter).query()
                ),
                label: letter,
            });
            let all = AllRegisters {
                kind: kind.word(),
                title: title(kind),
                tabs: tabs(addresses, kind),
                letters: letters.collect(),
                from: wanted.from.clone(),
                identified: wanted.identified,
                edition: wanted.edition.clone().unwrap_or_default(),
                edition_title: wanted
                    .edition
                    .as_ref()
                    .map(|id| title_of(house, id))
                    .unwrap_or_default(),
                whole,
                action: addresses.all_registers(kind, form),
                map: on_map(&found.names, &entries, &house.pages.wording()),
                entries,
                next,
                json_href: format!(
                    "{}{}",
                    addresses.all_registers(kind, RegisterForm::Json),
                    wanted.query()
                ),
                csv_href: format!(
                    "{}{}",
                    addresses.all_registers(kind, RegisterForm::Csv),
                    wanted.query()
                ),
            };
            house.pages.registers(addresses, all)?
        }
        RegisterForm::Json => as_json(addresses, kind, &found.names, next),
        RegisterForm::Csv => as_table(addresses, kind, &found.names),
    };
    let mut headers = page_headers();
    if form != RegisterForm::Page {
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

fn title_of(house: &House, edition: &str) -> String {
    let title = house
        .lookup
        .as_ref()
        .and_then(|lookup| lookup.index().title(edition));
    title.unwrap_or_else(|| edition.to_owned())
}

fn tabs(addresses: &Addresses, here: RegisterKind) -> Vec<RegisterTab> {
    let tab = |kind: RegisterKind| RegisterTab {
        href: addresses.all_registers(kind, RegisterForm::Page),
        label: title(kind),
        here: kind == here,
    };
    RegisterKind::ALL.map(tab).into()
}

fn entry(addresses: &Addresses, kind: RegisterKind, name: &FoundName) -> NamedEntry {
    let first = name.entries.first();
    let within = name.entries.iter().filter_map(|entry| {
        let id: EditionId = entry.edition.parse().ok()?;
        let register = addresses.register(&id, entry.version, kind, RegisterForm::Page);
        Some(NamedIn {
            title: if entry.title.is_empty() {
                entry.edition.clone()
            } else {
                entry.title.clone()
            },
            href: format!("{register}#{}", encode(&entry.id, b"-._~:")),
            passages: entry.passages,
        })
    });
    NamedEntry {
        headword: first
            .map(|entry| entry.headword.clone())
            .unwrap_or_default(),
        identified: first.is_some_and(|entry| entry.identified),
        authority: first.and_then(|entry| entry.authorities.first().cloned()),
        within: within.collect(),
        more: None,
    }
}

/// The map of the places of a page of the register: those of which editions agree
/// where they are.
fn on_map(names: &[FoundName], entries: &[NamedEntry], wording: &Wording) -> Option<Map> {
    let (mut places, mut elsewhere) = (Vec::new(), Vec::new());
    for (name, told) in names.iter().zip(entries) {
        let Some(first) = told.within.first() else {
            continue;
        };
        let href = first.href.clone();
        let mut stated = name.entries.iter().filter_map(|entry| entry.coordinates);
        let at = stated.next();
        let agreed = at.filter(|at| stated.all(|other| other == *at));
        let at =
            agreed.and_then(|(latitude, longitude)| Coordinates::of_degrees(latitude, longitude));
        let name = told.headword.clone();
        match at {
            Some(at) => places.push(PlaceOnMap { name, href, at }),
            None => elsewhere.push(Way { href, label: name }),
        }
    }
    map(&places, elsewhere, wording)
}

fn as_json(
    addresses: &Addresses,
    kind: RegisterKind,
    names: &[FoundName],
    next: Option<String>,
) -> String {
    let entries = names.iter().map(|name| {
        let told = entry(addresses, kind, name);
        let editions: Vec<_> = name
            .entries
            .iter()
            .zip(&told.within)
            .map(|(entry, within)| json!({
                "edition": entry.edition, "version": entry.version, "title": entry.title,
                "passages": entry.passages, "authorities": entry.authorities, "href": within.href,
            }))
            .collect();
        json!({"headword": told.headword, "identified": told.identified, "editions": editions, "more": name.more})
    });
    let entries: Vec<_> = entries.collect();
    format!(
        "{}\n",
        json!({"kind": kind.word(), "entries": entries, "next": next})
    )
}

fn as_table(addresses: &Addresses, kind: RegisterKind, names: &[FoundName]) -> String {
    let mut table =
        "kind,headword,identified,authority,edition,version,title,passages,href\r\n".to_owned();
    for name in names {
        let told = entry(addresses, kind, name);
        for (entry, within) in name.entries.iter().zip(&told.within) {
            let cells = [
                kind.word().to_owned(),
                entry.headword.clone(),
                entry.identified.to_string(),
                entry.authorities.first().cloned().unwrap_or_default(),
                entry.edition.clone(),
                entry.version.to_string(),
                entry.title.clone(),
                entry.passages.to_string(),
                within.href.clone(),
            ];
            table.push_str(&cells.map(|cell| super::search::quoted(&cell)).join(","));
            table.push_str("\r\n");
        }
    }
    table
}

/// `/timeline`: what was published when, newest first.
pub async fn timeline(State(house): State<Arc<House>>, request: Ask) -> Result<Response, Refusal> {
    let listing = house.shelf.listing().await?;
    let year = field(request.uri(), "year").filter(|year| year.len() == 4);
    let indexed = house.lookup.as_ref().map(|lookup| lookup.progress().state);
    let state = fingerprint((house.stamp_of(HTML), listing.stamp, indexed));
    let question = format!("timeline {}", year.clone().unwrap_or_default());
    let tag = fingerprint((&question, state));
    let at_work = house.clone();
    let make = move || {
        let timeline = told(&at_work, &listing, year.as_deref());
        let html = at_work.pages.timeline(at_work.addresses(), timeline)?;
        Ok(Recipe {
            media_type: HTML.to_owned(),
            bytes: html.into_bytes(),
            tag: format!("{tag:016x}"),
            modified: None,
            headers: page_headers(),
            exact: false,
        })
    };
    answer(&house, Key::Asked { question, state }, make, &request).await
}

/// An act: when, of which edition by its place in the list, which version.
type Act<'l> = (&'l str, usize, u32);

fn told(house: &House, listing: &Listing, year: Option<&str>) -> Timeline {
    let addresses = house.addresses();
    let mut acts: Vec<Act<'_>> = Vec::new();
    for (line, at) in listing.lines.iter().zip(0..) {
        acts.extend(
            line.versions()
                .map(|version| (version.published.as_str(), at, version.number)),
        );
    }
    let year_of = |act: &Act<'_>| act.0.get(..4).unwrap_or_default().to_owned();
    let mut counts: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for act in &acts {
        let (versions, editions) = match counts.get_mut(act.0.get(..4).unwrap_or_default()) {
            Some(counted) => counted,
            None => counts.entry(year_of(act)).or_default(),
        };
        *versions += 1;
        *editions += u32::from(act.2 == 1);
    }
    let most = counts.values().map(|(versions, _)| *versions).max();
    let newest_first = counts.into_iter().rev();
    let years = newest_first.map(|(of, (versions, editions))| PublishedYear {
        href: format!("{}?year={of}", addresses.timeline()),
        here: Some(of.as_str()) == year,
        part: (versions * 20).div_ceil(most.unwrap_or(1)),
        year: of,
        versions,
        editions,
    });
    if let Some(year) = year {
        acts.retain(|act| act.0.get(..4) == Some(year));
    }
    let total = acts.len();
    // Only those that are shown are put in order: there may be very many.
    if total > ACTS {
        acts.select_nth_unstable_by(ACTS, |one, other| other.cmp(one));
        acts.truncate(ACTS);
    }
    acts.sort_by(|one, other| other.cmp(one));
    let lines = acts.iter().map(|(published, at, number)| {
        let id = listing.lines[*at].id();
        PublishedLine {
            date: published.get(..10).unwrap_or(published).to_owned(),
            title: title_of(house, id.as_str()),
            href: addresses.version(id, *number),
            version: *number,
        }
    });
    Timeline {
        years: years.collect(),
        lines: lines.collect(),
        left_off: total.saturating_sub(ACTS),
    }
}
