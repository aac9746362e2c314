//! A control character changes the direction of the text.
//!
//! Why: nobody sees it. An override (U+202D, U+202E) shows letters in another
//! order than the file has them, so that what is read is not what is searched
//! and cited; it is a warning. The others hold runs of opposite direction
//! together; markup does that better, and survives copying: information.
//!
//! Example: U+202B before a Hebrew word.
//!
//! What to do: take it out and give the passage `xml:lang`; the direction
//! follows the language. TEI: CHSH, Unicode Standard Annex 9.

use super::super::group::Groups;
use super::super::survey::Survey;
use super::find::{find, number};
use crate::diagnostic::{Code, Diagnostic, Severity};

pub const CODE: Code = "character-direction";

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    let control = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut groups = Groups::default();
    for (span, character) in find(survey, [0xe2, 0xe2], control) {
        let severity = match character {
            '\u{202d}' | '\u{202e}' => Severity::Warning,
            _ => Severity::Information,
        };
        let number = number(character);
        let message = format!("{number}, which nobody sees, changes the direction of the text");
        let finding = Diagnostic::new(severity, CODE, span, message);
        groups.add(
            number,
            finding.hint("take it out, and give the passage `xml:lang`"),
        );
    }
    groups.report_once(findings);
}
