//! An entry of the apparatus holds neither lemma nor reading.
//!
//! Why: an entry says where witnesses differ; this one says nothing of any
//! witness.
//!
//! Example: `<app/>`. An entry that holds only a note (`<app><note>…</note>
//! </app>`, as editions of inscriptions have) is shown with its note, and is
//! information.
//!
//! What to do: add `<lem>` and `<rdg>`, or make the entry a `<note>`.
//! TEI: TCAPLL.

use super::super::group::Groups;
use super::super::survey::{Survey, name_of};
use crate::diagnostic::{Code, Diagnostic};
use crate::xml::Element;

pub const CODE: Code = "app-without-readings";

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    let mut noted = Groups::default();
    for app in survey.named("app") {
        if app.elements().any(is_reading) {
            continue;
        }
        let span = name_of(app);
        if app.elements().next().is_some() {
            let message = "this entry holds a note, but no reading";
            noted.add("", Diagnostic::information(CODE, span, message));
        } else {
            let message = "this entry holds no reading";
            let finding = Diagnostic::warning(CODE, span, message);
            findings.push(finding.hint("add `<lem>` and `<rdg>`, or take the entry out"));
        }
    }
    noted.report(findings);
}

fn is_reading(held: Element<'_>) -> bool {
    !held.is_tei() || matches!(held.name(), "lem" | "rdg" | "rdgGrp")
}
