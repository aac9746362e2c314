//! A list of witnesses holds no witness.
//!
//! Why: the list is where a reader looks up what a siglum stands for.
//!
//! Example: `<listWit/>`, or one that holds only a heading.
//!
//! What to do: declare the witnesses, or take the list out. TEI: TCAPWL.

use super::super::survey::{Survey, name_of};
use crate::diagnostic::{Code, Diagnostic};

pub const CODE: Code = "witness-list-empty";

/// What a list of witnesses may hold.
const HELD: &[&str] = &[
    "witness",
    "listWit",
    "msDesc",
    "object",
    "bibl",
    "biblStruct",
];

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    for list in survey.named("listWit") {
        // Somebody else's elements, such as an inclusion, may bring them.
        let holds = |name: &str| HELD.contains(&name);
        if !list
            .elements()
            .any(|held| !held.is_tei() || holds(held.name()))
        {
            let message = "this list of witnesses is empty";
            let finding = Diagnostic::warning(CODE, name_of(list), message);
            findings.push(finding.hint("declare each witness: `<witness xml:id=\"A\">`"));
        }
    }
}
