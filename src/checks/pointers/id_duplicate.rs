//! Two elements have the same `xml:id`.
//!
//! Why: an id is the address of one place. With two, every pointer to it is
//! ambiguous; programs take the first, or none.
//!
//! Example: `<witness xml:id="A">` and `<person xml:id="A">`.
//!
//! What to do: rename one of them, and the pointers that mean it. xml:id
//! Version 1.0.

use rustc_hash::FxHashMap;

use super::super::survey::Survey;
use crate::diagnostic::{Code, Diagnostic};

pub const CODE: Code = "id-duplicate";

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    let mut first = FxHashMap::default();
    for &(element, id) in survey.ids() {
        let value = id.value();
        if value.trim().is_empty() {
            continue;
        }
        if let Some(place) = first.get(&value) {
            let position = survey.tree().position(*place);
            let message = format!("the id `{value}` is given twice");
            let finding = Diagnostic::error(CODE, id.span(), message);
            let label = format!("first given to another element on line {}", position.line);
            findings.push(
                finding
                    .label(label)
                    .hint("rename one, and the pointers that mean it"),
            );
        } else {
            first.insert(value, element.span());
        }
    }
}
