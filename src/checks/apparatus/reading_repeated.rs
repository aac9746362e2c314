//! Two readings of one entry are the same.
//!
//! Why: readers take two readings for two different ones. Mostly a word was
//! mistyped, or the witnesses belong together.
//!
//! Example: `<rdg wit="#A">lamb</rdg><rdg wit="#B">lamb</rdg>`. Readings of
//! different groups, kinds, hands, causes, certainty or responsibility are not
//! compared.
//!
//! What to do: make one reading with both witnesses, or correct one of them.
//! TEI: TCAPLR.

use rustc_hash::FxHashSet;

use super::super::survey::{Survey, name_of};
use super::reading::{content, readings};
use crate::diagnostic::{Code, Diagnostic};
use crate::tei::element::collapse;
use crate::xml::{Element, NodeId};

pub const CODE: Code = "reading-repeated";

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    for app in survey.named("app") {
        let mut seen: FxHashSet<(String, Option<NodeId>, String)> = FxHashSet::default();
        for reading in readings(app) {
            let group = reading.parent().map(Element::id);
            let reading_of = (content(reading), group, circumstances(reading));
            if reading_of.0.is_empty() {
                continue;
            }
            if !seen.insert(reading_of) {
                let shown = collapse(&reading.text());
                let message = format!("the reading `{shown}` stands twice in this entry");
                let finding = Diagnostic::warning(CODE, name_of(reading), message);
                findings.push(finding.hint("put all its witnesses on one reading"));
            }
        }
    }
}

/// What sets two readings with the same words apart, but for the witnesses.
fn circumstances(reading: Element<'_>) -> String {
    let apart = |name: &str| !matches!(name, "wit" | "xml:id" | "n" | "varSeq");
    (reading.attributes())
        .filter(|attribute| apart(attribute.written()))
        .map(|attribute| format!("{}={} ", attribute.written(), attribute.value()))
        .collect()
}
