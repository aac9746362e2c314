//! A page number stands on two page breaks of the same text.
//!
//! Why: a citation by page becomes ambiguous, and a link to the page leads to
//! the first of them. Mostly a number was not changed after copying.
//!
//! Example: `<pb n="12"/> … <pb n="12"/>`. Breaks of different editions
//! (`@ed`, `@edRef`), kinds and texts are counted apart, and only numbers that
//! hold a digit are compared.
//!
//! What to do: correct the number; if the book itself counts wrong, say so with
//! a note, or tell the breaks apart with `@type`. TEI: CORS5.

use rustc_hash::FxHashMap;

use super::super::group::Groups;
use super::super::survey::Survey;
use super::pages::pages;
use crate::diagnostic::{Code, Diagnostic};

pub const CODE: Code = "page-repeated";

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    let mut groups = Groups::default();
    let mut seen = FxHashMap::default();
    for page in pages(survey) {
        let number = page.number.value();
        let span = page.number.span();
        if !number.bytes().any(|byte| byte.is_ascii_digit()) {
            continue;
        }
        if let Some(first) = seen.insert((page.text, page.book, number.clone()), span) {
            let line = survey.tree().position(first).line;
            let message = format!("the page number `{number}` stands twice");
            let finding = Diagnostic::warning(CODE, span, message);
            groups.add("", finding.label(format!("before this, on line {line}")));
        }
    }
    groups.report(findings);
}
