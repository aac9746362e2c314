//! A page number is smaller than the one before it.
//!
//! Why: pages follow each other. A step back is a mistyped number, leaves bound
//! in wrong order, or a new count that begins.
//!
//! Example: `<pb n="12"/> … <pb n="31"/> … <pb n="14"/>`. Only numbers in
//! digits, with or without `r` and `v`, are compared; a count that begins again
//! with 1 is taken for a new one.
//!
//! What to do: correct the number, or nothing if the source has it so. TEI:
//! CORS5.

use rustc_hash::FxHashMap;

use super::super::group::Groups;
use super::super::survey::Survey;
use super::pages::pages;
use crate::diagnostic::{Code, Diagnostic};

pub const CODE: Code = "page-out-of-order";

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    let mut groups = Groups::default();
    let mut last = FxHashMap::default();
    for page in pages(survey) {
        let value = page.number.value();
        let Some(number) = number(&value) else {
            continue;
        };
        let before = last.insert((page.text, page.book), number);
        if before.is_some_and(|before| number < before && number.0 > 1) {
            let message = format!("page `{value}` follows a page with a larger number");
            groups.add(
                "",
                Diagnostic::information(CODE, page.number.span(), message),
            );
        }
    }
    groups.report(findings);
}

/// The number of a page or leaf, and its side: front and back of leaf 12 are
/// `12r` and `12v`.
fn number(value: &str) -> Option<(u32, bool)> {
    let value = value
        .trim()
        .trim_start_matches(['[', 'f', 'p', '.', ' '])
        .trim_end_matches(']');
    let (digits, back) = match value.strip_suffix('v') {
        Some(digits) => (digits, true),
        None => (value.strip_suffix('r').unwrap_or(value), false),
    };
    Some((digits.trim_end().parse().ok()?, back))
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn leaves_have_two_sides() {
        assert!(number("12r") < number("12v") && number("12v") < number("[13]"));
        assert_eq!(number("fol. 3v"), None);
        assert_eq!(number("f. 3v"), Some((3, true)));
        assert_eq!(number("xii"), None);
    }
}
