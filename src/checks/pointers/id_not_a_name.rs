//! An `xml:id` is not a name.
//!
//! Why: XML allows as ids only names: a letter or `_` first, then letters,
//! digits, `-`, `_`, `.`. Others are refused by many programs, and pointers to
//! them are not found.
//!
//! Example: `xml:id="4.1"`, `xml:id="fol 3"`, `xml:id="Ca.4.1 "`, `xml:id=""`.
//!
//! What to do: rename it and the pointers to it. TEI: `teidata.xmlName`,
//! xml:id Version 1.0.

use super::super::group::Groups;
use super::super::survey::Survey;
use crate::diagnostic::{Code, Diagnostic};
use crate::xml::is_name;

pub const CODE: Code = "id-not-a-name";

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    let mut groups = Groups::default();
    for &(_, id) in survey.ids() {
        let value = id.value();
        if is_name(&value) {
            continue;
        }
        let message = match value.trim() {
            "" => "an id is empty".to_owned(),
            inner if is_name(inner) => format!("the id `{value}` has spaces around it"),
            _ => format!("`{value}` is not a name, and so cannot be an id"),
        };
        let finding = Diagnostic::warning(CODE, id.span(), message);
        let hint = "use letters, digits, `-`, `_` and `.`, with a letter or `_` first";
        groups.add("", finding.hint(hint));
    }
    groups.report(findings);
}
