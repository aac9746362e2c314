//! The document has no header.
//!
//! Why: without a header nobody can tell what the text is, who edited it, from
//! which source, and on which terms it may be used.
//!
//! Example: `<TEI><text>…</text></TEI>`. Fragments (a `div`, a `surface`) are
//! not asked.
//!
//! What to do: add a `<teiHeader>` with at least title, publication and source.
//! TEI: HD.

use super::super::survey::{Survey, name_of};
use crate::diagnostic::{Code, Diagnostic};

pub const CODE: Code = "header-missing";

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    let root = survey.tree().root();
    if survey.is_whole() && root.child("teiHeader").is_none() {
        let message = "this document has no header";
        let finding = Diagnostic::warning(CODE, name_of(root), message);
        findings.push(finding.hint("add a `<teiHeader>` with title, publication and source"));
    }
}
