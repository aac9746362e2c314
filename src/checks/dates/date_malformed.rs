//! A date in an attribute is not written in a form that programs read.
//!
//! Why: dates in attributes are there so that texts can be sorted and found by
//! time; one in words is lost to that.
//!
//! Example: `when="14 July 1789"`, `when="1789-7-14"`, `when="1780s"`. Right
//! are `1789`, `1789-07`, `1789-07-14`, `--07-14`, `---14`, `12:30:00`,
//! `1789-07-14T12:30:00`, and `-0043` for 44 BC; in `@when-iso` and its like
//! also the other forms of ISO 8601.
//!
//! What to do: write the date in one of these forms and leave the words in the
//! element; for an uncertain date give `@notBefore` and `@notAfter`. TEI:
//! CONADA.

use super::super::group::Groups;
use super::super::survey::{Borne, Survey};
use super::form::{Form, iso, w3c};
use super::{ISO, W3C, dates};
use crate::diagnostic::{Code, Diagnostic};

pub const CODE: Code = "date-malformed";

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    let mut groups = Groups::default();
    for borne in dates(survey, W3C) {
        report(borne, w3c(&borne.1.value()), &mut groups);
    }
    for borne in dates(survey, ISO) {
        report(borne, iso(&borne.1.value()), &mut groups);
    }
    groups.report(findings);
}

fn report((element, attribute): Borne<'_>, form: Form, groups: &mut Groups) {
    if form != Form::Malformed {
        return;
    }
    let value = attribute.value();
    let message = match value.trim() {
        "" => "a date is empty".to_owned(),
        _ => format!("`{value}` is not a date that programs read"),
    };
    let finding = Diagnostic::warning(CODE, attribute.span(), message)
        .label("read are `1789`, `1789-07`, `1789-07-14`")
        .hint(hint(&value));
    let kind = format!("{}/@{}", element.name(), attribute.written());
    groups.add(kind, finding);
}

/// What to do about the commonest slips.
fn hint(value: &str) -> String {
    let value = value.trim();
    let numbers: Vec<&str> = value.split(['-', '.', '/']).collect();
    let numeric = numbers
        .iter()
        .all(|part| part.len() <= 2 || part.len() == 4)
        && numbers
            .iter()
            .all(|part| part.bytes().all(|byte| byte.is_ascii_digit()) && !part.is_empty());
    match numbers[..] {
        [clock] if w3c(&format!("{clock}:00")) == Form::Recurring => {
            format!("did you mean `{clock}:00`?")
        }
        [year, month, day] if numeric && year.len() == 4 => {
            format!("did you mean `{year}-{month:0>2}-{day:0>2}`?")
        }
        [year, month] if numeric && year.len() == 4 && month.len() < 3 => {
            format!("did you mean `{year}-{month:0>2}`?")
        }
        [year] if numeric && year.len() < 4 && !year.is_empty() => {
            format!("a year has four digits: `{year:0>4}`?")
        }
        [first, second] if numeric && first.len() == 4 && second.len() == 4 => {
            format!("for a span, give `@from=\"{first}\"` and `@to=\"{second}\"`")
        }
        _ => "for an uncertain date, give `@notBefore` and `@notAfter`".to_owned(),
    }
}
