//! A lemma holds no words.
//!
//! Why: the lemma repeats the words of the text that an entry is about. An
//! empty one says that the text has nothing here where others have something,
//! which is right for an addition found in some witnesses, and a slip anywhere
//! else.
//!
//! Example: `<app><lem/><rdg wit="#B"/></app>` says nothing at all (a warning);
//! `<app><lem/><rdg wit="#B">very</rdg></app>` says that B adds `very`
//! (information).
//!
//! What to do: give the words of the text; for an addition, take the word
//! before it into lemma and readings, so that readers see where it stands.
//! TEI: TCAPLR.

use super::super::group::Groups;
use super::super::survey::{Survey, is_blank, name_of};
use super::reading::readings;
use crate::diagnostic::{Code, Diagnostic};
use crate::xml::Element;

pub const CODE: Code = "lemma-empty";

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    let mut additions = Groups::default();
    for lemma in survey.named("lem").filter(|lemma| is_blank(*lemma)) {
        let Some(app) = lemma.ancestors().find(|around| around.is("app")) else {
            continue;
        };
        let span = name_of(lemma);
        if readings(app).all(is_blank) {
            let message = "this lemma is empty, and so is every reading";
            let finding = Diagnostic::warning(CODE, span, message);
            findings.push(finding.hint("give the words of the text that the entry is about"));
        } else if is_apart(app) {
            let message = "this lemma is empty";
            let finding = Diagnostic::warning(CODE, span, message);
            findings.push(finding.hint("repeat the words of the text, so that the place is found"));
        } else {
            let message = "this lemma is empty: the readings are additions";
            additions.add("", Diagnostic::information(CODE, span, message));
        }
    }
    additions.report(findings);
}

/// Whether an entry stands apart from the passage that it is about.
fn is_apart(app: Element<'_>) -> bool {
    app.parent().is_some_and(|parent| parent.is("listApp"))
}
