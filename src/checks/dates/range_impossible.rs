//! A span of time ends before it begins.
//!
//! Why: nothing lies in it, so that the text is found under no date.
//!
//! Example: `notBefore="1790" notAfter="1780"`, `from="1789-07-14"
//! to="1789-07-04"`. Years before Christ count downwards: `from="-0043"
//! to="-0044"` is wrong, too.
//!
//! What to do: exchange the two, or correct the wrong one. TEI: CONADA.

use super::super::survey::{Survey, place_of};
use super::form::{Form, Moment, iso, w3c};
use super::{ISO, W3C, dates};
use crate::diagnostic::{Code, Diagnostic};
use crate::xml::Element;

pub const CODE: Code = "range-impossible";

/// Beginning and end, as attributes say them.
const RANGES: &[(&str, &str)] = &[("notBefore", "notAfter"), ("from", "to")];

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    for &(begin, end) in RANGES {
        debug_assert!(W3C.contains(&begin));
        for (element, _) in dates(survey, &[begin]) {
            compare(element, begin, end, w3c, findings);
        }
        let (begin, end) = (format!("{begin}-iso"), format!("{end}-iso"));
        debug_assert!(ISO.contains(&begin.as_str()));
        for (element, _) in dates(survey, &[&begin]) {
            compare(element, &begin, &end, iso, findings);
        }
    }
}

fn compare(
    element: Element<'_>,
    begin: &str,
    end: &str,
    read: fn(&str) -> Form,
    findings: &mut Vec<Diagnostic>,
) {
    let moment = |name: &str| -> Option<Moment> {
        match read(&element.attribute(name)?) {
            Form::Moment(moment) => Some(moment),
            _ => None,
        }
    };
    if let (Some(first), Some(last)) = (moment(begin), moment(end))
        && first.is_after(last)
    {
        let written = |name: &str| element.attribute(name).unwrap_or_default();
        let message = format!("`{}` is before `{}`", written(end), written(begin));
        let finding = Diagnostic::warning(CODE, place_of(element, end), message);
        let label = format!("`@{end}` must not be before `@{begin}`");
        findings.push(
            finding
                .label(label)
                .hint("exchange the two, or correct one of them"),
        );
    }
}
