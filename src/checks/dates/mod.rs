//! What is odd about the dates that attributes give?

mod date_malformed;
mod day_impossible;
mod form;
mod range_impossible;

use super::Rule;
use super::rule::table;
use super::survey::{Borne, Survey};

pub const RULES: &[Rule] = table![date_malformed, day_impossible, range_impossible];

/// Attributes that hold a date or time in the forms of W3C (TEI
/// `att.datable.w3c`).
const W3C: &[&str] = &["when", "notBefore", "notAfter", "from", "to"];

/// Their counterparts in the forms of ISO 8601 (TEI `att.datable.iso`).
const ISO: &[&str] = &[
    "when-iso",
    "notBefore-iso",
    "notAfter-iso",
    "from-iso",
    "to-iso",
];

/// Elements whose `@from` and `@to` name places, not times.
const PLACED: &[&str] = &[
    "app",
    "arc",
    "biblScope",
    "citedRange",
    "locus",
    "locusGrp",
    "note",
    "rdg",
    "rdgGrp",
    "rt",
    "span",
    "spanGrp",
    "witDetail",
];

/// All dates in attributes called one of `names`.
fn dates<'t>(survey: &Survey<'t>, names: &[&str]) -> Vec<Borne<'t>> {
    let all = names.iter().flat_map(|name| survey.with(name));
    // A pointer into the file is no date that anybody meant.
    all.filter(|(element, attribute)| {
        let placed = matches!(attribute.written(), "from" | "to");
        !(placed && (PLACED.contains(&element.name()) || attribute.value().starts_with('#')))
    })
    .collect()
}
