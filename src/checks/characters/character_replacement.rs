//! A replacement character stands for a letter that was lost.
//!
//! Why: U+FFFD is what a program writes when it cannot read a byte. The letter
//! that stood there is gone from the file.
//!
//! Example: `caf\u{fffd}` for `café`, after a file in Latin-1 was read as UTF-8.
//!
//! What to do: restore the letter from the source; for a letter that cannot be
//! read in the source itself, write `<gap/>` or `<unclear>`. TEI: PHDA.

use super::super::group::Groups;
use super::super::survey::Survey;
use super::find::find;
use crate::diagnostic::{Code, Diagnostic};

pub const CODE: Code = "character-replacement";

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    let mut groups = Groups::default();
    for (span, _) in find(survey, [0xef, 0xef], |c| c == '\u{fffd}') {
        let message = "a letter was lost here (U+FFFD)";
        let finding = Diagnostic::warning(CODE, span, message);
        groups.add("", finding.hint("restore it from the source"));
    }
    groups.report(findings);
}
