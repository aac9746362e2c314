//! A reading names its witnesses by bare sigla, not by pointers.
//!
//! Why: `@wit` holds pointers. Without `#`, other programs look for a file of
//! that name beside this one, and find no witness.
//!
//! Example: `<rdg wit="A B">` for `<rdg wit="#A #B">`. This program reads both
//! alike.
//!
//! What to do: put `#` before each id. TEI: TCAPLR, `teidata.pointer`.

use super::super::group::Groups;
use super::super::survey::{Survey, words};
use crate::diagnostic::{Code, Diagnostic};

pub const CODE: Code = "siglum-without-hash";

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    let mut groups = Groups::default();
    for (_, wit) in survey.with("wit") {
        for (span, word) in words(wit) {
            if !word.contains(['#', ':', '/', '.']) || survey.has_id(&word) {
                let message = format!("`{word}` is no pointer");
                let finding = Diagnostic::information(CODE, span, message);
                groups.add("", finding.hint(format!("write `#{word}`")));
            }
        }
    }
    groups.report_once(findings);
}
