//! An entry refers to a place that the text does not have.
//!
//! Why: an entry that stands apart from the text and says its place by a number
//! (`@loc`) is shown beside that line or paragraph. If nothing has the number, nobody
//! can tell which words it is about, and it is in no text of a witness.
//!
//! Example: `<app loc="9.9">` where no division, paragraph or line is numbered (`@n`)
//! `9`. Units without a number are not looked for, nor is one of several places with
//! the same number.
//!
//! What to do: compare `@loc` with the numbers of the text, or give the place its
//! number. TEI: TCAPLO.

use super::super::survey::{Survey, place_of};
use crate::diagnostic::{Code, Diagnostic};
use crate::tei::apparatus::{CharacterRange, Locations};

pub const CODE: Code = "location-unknown";

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    let borne = survey.with("loc");
    let mut entries = borne.filter(|(element, _)| element.is("app")).peekable();
    if entries.peek().is_none() {
        return;
    }
    let roots: Vec<_> = survey.named("text").map(|text| text.id()).collect();
    let locations = Locations::new(survey.tree(), &roots);
    for (app, loc) in entries {
        let value = loc.value();
        let location = value.trim();
        let is_ours = location.parse::<CharacterRange>().is_ok();
        if is_ours || counts_units(location) || !locations.is_unknown(location) {
            continue;
        }
        let message = format!("nothing in the text is numbered `{location}`");
        let finding = Diagnostic::warning(CODE, place_of(app, "loc"), message);
        findings.push(finding.hint("compare `@loc` with the numbers (`@n`) of the text"));
    }
}

/// Whether a location names a unit that has no number in the file, as pages cite it:
/// `1.p2`.
fn counts_units(location: &str) -> bool {
    let last = location.rsplit(['.', ' ', '-']).next().unwrap_or_default();
    let number = last.trim_start_matches(|c: char| c.is_ascii_lowercase());
    let is_counted = number.len() < last.len() && !number.is_empty();
    is_counted && number.bytes().all(|byte| byte.is_ascii_digit())
}
