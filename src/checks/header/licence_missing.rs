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
    let terms = header
        .find_all("availability")
        .find(|terms| !is_blank(*terms));
    let finding = match terms {
        Some(terms) => {
            let message = "terms of use may be given in words, but no licence is named";
            Diagnostic::information(CODE, name_of(terms), message)
        }
        None => {
            let place = header.find("publicationStmt").unwrap_or(header);
            let message = "the header does not say on which terms the text may be used";
            Diagnostic::warning(CODE, name_of(place), message)
        }
    };
    findings.push(finding.hint("add `<availability><licence target=\"…\">` with its address"));
}

fn says_something(licence: Element<'_>) -> bool {
    !is_blank(licence) || licence.attribute("target").is_some()
}
