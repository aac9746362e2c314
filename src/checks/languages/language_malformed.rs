//! The tag of a language is none.
//!
//! Why: browsers, fonts, hyphenation and screen readers choose by this tag; one
//! that they do not know is the same as none.
//!
//! Example: `xml:lang="greek"` for `grc` (ancient) or `el` (modern),
//! `xml:lang="en_GB"` for `en-GB`; `xml:lang="lat"` for `la` is read by some
//! and not by others, and is information.
//!
//! What to do: write the shortest code of the language that the IANA registry
//! has, then script and region if they matter: `grc`, `zh-Hant`, `en-GB`; for a
//! language without code, `x-name`, with a `<language>` in the header. TEI:
//! CHSH, BCP 47.

use super::super::group::Groups;
use super::super::survey::{Borne, Survey};
use super::tag::{fault, meant};
use crate::diagnostic::{Code, Diagnostic};

pub const CODE: Code = "language-malformed";

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    let mut groups = Groups::default();
    let declared = survey
        .with("ident")
        .filter(|(element, _)| element.is("language"));
    for borne in survey.with("xml:lang").chain(declared) {
        report(borne, &mut groups);
    }
    groups.report_once(findings);
}

fn report((_, attribute): Borne<'_>, groups: &mut Groups) {
    let tag = attribute.value();
    // Empty: "no language", as XML 1.0 §2.12 has it.
    if tag.is_empty() {
        return;
    }
    let finding = match (fault(&tag), meant(&tag)) {
        (Some(why), _) => {
            let message = format!("`{tag}` is not the tag of a language");
            Diagnostic::warning(CODE, attribute.span(), message).label(why)
        }
        (None, Some(_)) => {
            let message = format!("`{tag}` has a shorter tag, which programs expect");
            Diagnostic::information(CODE, attribute.span(), message)
        }
        (None, None) => return,
    };
    let finding = match meant(&tag) {
        Some(meant) => finding.hint(format!("did you mean `{meant}`?")),
        None => finding.hint("take the tag from the IANA registry of languages"),
    };
    groups.add(tag, finding);
}
