//! The passage of an entry, or of another span, ends before it begins.
//!
//! Why: nothing lies between the two places, so there is nothing to mark.
//!
//! Example: `<app from="#w12" to="#w10">`, where `w10` stands before `w12`.
//!
//! What to do: exchange the two, or correct the wrong one. TEI: TCAPDE.

use super::super::reference::local_id;
use super::super::survey::{Survey, place_of};
use crate::diagnostic::{Code, Diagnostic};

pub const CODE: Code = "passage-backwards";

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    for (element, to) in survey.with("to") {
        let Some(from) = element.attribute("from") else {
            continue;
        };
        let value = to.value();
        let at = |pointer: &str| survey.tree().by_id(local_id(pointer.trim())?);
        if let (Some(first), Some(last)) = (at(&from), at(&value))
            && last.id() < first.id()
            && last.end() < first.end()
        {
            let message = format!("`{value}` stands before `{from}`");
            let finding = Diagnostic::warning(CODE, place_of(element, "to"), message);
            findings.push(finding.hint("exchange `@from` and `@to`, or correct one of them"));
        }
    }
}
