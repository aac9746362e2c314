//! The header does not say on which terms the text may be used.
//!
//! Why: without a licence nobody may copy, quote at length, or correct the text
//! with a good conscience; libraries cannot take it over.
//!
//! Example: a `<publicationStmt>` without `<availability>`. If the terms are
//! given in words, without a `<licence>`, that is information: people can read
//! them, programs cannot.
//!
//! What to do: `<availability><licence target="…">…</licence></availability>`
//! with the address of the licence. Only who holds the rights can choose one.
//! TEI: HD24.

use super::super::survey::{Survey, is_blank, name_of};
use super::header;
use crate::diagnostic::{Code, Diagnostic};
use crate::xml::Element;

pub const CODE: Code = "licence-missing";

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    let Some(header) = header(survey) else { return };
    if header.find_all("licence").any(says_something) {
        return;
    }
    let all = || header.find_all("availability");
    let terms = all().find(|terms| !is_blank(*terms));
    let stated = all().find_map(|terms| Some((terms, status(terms)?)));
    let finding = match (terms, stated) {
        (Some(terms), _) => {
            let message = "terms of use may be given in words, but no licence is named";
            Diagnostic::information(CODE, name_of(terms), message)
        }
        (None, Some((terms, status))) => {
            let message = format!("the text is said to be {status}, but not on which terms");
            Diagnostic::warning(CODE, name_of(terms), message)
        }
        (None, None) => {
            let place = header.find("publicationStmt").unwrap_or(header);
            let message = "the header does not say on which terms the text may be used";
            Diagnostic::warning(CODE, name_of(place), message)
        }
    };
    findings.push(finding.hint("add `<availability><licence target=\"…\">` with its address"));
}

fn says_something(licence: Element<'_>) -> bool {
    let target = licence.attribute("target");
    !is_blank(licence) || target.is_some_and(|target| !target.trim().is_empty())
}

/// Whether the text is free or restricted, if that is said.
fn status(availability: Element<'_>) -> Option<String> {
    let status = availability.attribute("status")?;
    matches!(&*status, "free" | "restricted").then(|| status.into_owned())
}
