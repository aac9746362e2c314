//! A reading names neither a witness nor anybody who proposed it.
//!
//! Why: a reading is somebody's: a manuscript's, a printer's, a scholar's. One
//! that is nobody's can be neither verified nor cited.
//!
//! Example: `<rdg>lamb</rdg>`. Any of `@wit`, `@source`, `@resp`, `@hand` or
//! `@edRef` will do, on the reading, on the group around it, or as `<wit>`
//! after it. If no reading of the file names a witness, the edition has another
//! way of saying it, and there is one finding, as information.
//!
//! What to do: name the witnesses in `@wit`; for a conjecture, name the scholar
//! in `@resp` or the publication in `@source`. TEI: TCAPLR, TCAPWD.

use super::super::group::Groups;
use super::super::survey::{Survey, name_of};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::xml::{Element, Node};

pub const CODE: Code = "reading-without-source";

/// What says whose a reading is.
const ATTRIBUTES: &[&str] = &["wit", "source", "resp", "hand", "edRef", "ed", "corresp"];

/// Elements that say it in words, within the reading or after it.
const IN_WORDS: &[&str] = &[
    "wit",
    "bibl",
    "witDetail",
    "note",
    "persName",
    "name",
    "ref",
];

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    let severity = if survey.with("wit").next().is_some() {
        Severity::Warning
    } else {
        Severity::Information
    };
    let mut groups = Groups::default();
    for reading in survey.named("rdg").filter(|reading| !is_sourced(*reading)) {
        let message = "this reading names neither a witness nor a source";
        let finding = Diagnostic::new(severity, CODE, name_of(reading), message);
        let finding = finding.hint("add `@wit`, or `@resp` and `@source` for a conjecture");
        groups.add("", finding);
    }
    if severity == Severity::Information {
        groups.report_once(findings);
    } else {
        groups.report(findings);
    }
}

fn is_sourced(reading: Element<'_>) -> bool {
    let group = reading.parent().filter(|parent| parent.is("rdgGrp"));
    let bears = |element: Element<'_>| {
        ATTRIBUTES
            .iter()
            .any(|name| element.attribute(name).is_some())
    };
    bears(reading)
        || group.is_some_and(bears)
        || reading.elements().any(in_words)
        || follows(reading).is_some_and(in_words)
}

fn in_words(element: Element<'_>) -> bool {
    IN_WORDS.contains(&element.name())
}

/// The element right after a reading.
fn follows(reading: Element<'_>) -> Option<Element<'_>> {
    let around = reading.parent()?;
    let mut after = reading.tree().between(reading.end(), around.end());
    after.find_map(Node::element)
}
