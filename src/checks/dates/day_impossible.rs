//! A date in an attribute is one that no calendar has.
//!
//! Why: it is mistyped, or it says by zeros that a part is not known, which
//! programs do not understand.
//!
//! Example: `when="1789-02-30"`, `when="1789-00-00"`, `when="1789-13"`. The
//! forms use the Gregorian calendar throughout, so that `1700-02-29`, a day of
//! the Julian calendar, is none.
//!
//! What to do: correct it; leave out what is not known (`1789`, `1789-07`);
//! convert days of another calendar, or write them in `@when-custom` with
//! `@calendar`. TEI: CONADA.

use super::super::group::Groups;
use super::super::survey::Survey;
use super::form::{Form, iso, w3c};
use super::{ISO, W3C, dates};
use crate::diagnostic::{Code, Diagnostic};

pub const CODE: Code = "day-impossible";

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    let mut groups = Groups::default();
    let of_w3c = dates(survey, W3C)
        .into_iter()
        .map(|(_, date)| (date, w3c(&date.value())));
    let of_iso = dates(survey, ISO)
        .into_iter()
        .map(|(_, date)| (date, iso(&date.value())));
    for (date, form) in of_w3c.chain(of_iso) {
        let Form::Impossible(why) = form else {
            continue;
        };
        let value = date.value();
        let message = format!("there is no `{value}`");
        let hint = if value.contains("-00") {
            "leave out what is not known: `1789`, `1789-07`"
        } else {
            "correct it, or give the day in the Gregorian calendar"
        };
        let finding = Diagnostic::warning(CODE, date.span(), message);
        groups.add("", finding.label(why).hint(hint));
    }
    groups.report(findings);
}
