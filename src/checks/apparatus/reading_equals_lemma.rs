//! A reading is the same as its lemma.
//!
//! Why: the entry says that a witness differs and shows that it does not.
//! Mostly the word was to be changed after copying, or the witness belongs to
//! the lemma.
//!
//! Example: `<app><lem wit="#A">lamb</lem><rdg wit="#B">lamb</rdg></app>`.
//! Readings that differ in their markup alone are not reported.
//!
//! What to do: correct the reading, or move its witnesses to the lemma. TEI:
//! TCAPLR.

use super::super::survey::{Survey, name_of};
use super::reading::{content, lemma, readings};
use crate::diagnostic::{Code, Diagnostic};
use crate::tei::element::collapse;

pub const CODE: Code = "reading-equals-lemma";

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    for app in survey.named("app") {
        let Some(lemma) = lemma(app) else { continue };
        let words = content(lemma);
        if words.is_empty() {
            continue;
        }
        for reading in readings(app).filter(|reading| content(*reading) == words) {
            let shown = collapse(&reading.text());
            let message = format!("the reading `{shown}` is the same as its lemma");
            let finding = Diagnostic::warning(CODE, name_of(reading), message);
            findings.push(finding.hint("correct it, or move its witnesses to the lemma"));
        }
    }
}
