//! A character of the private use area stands in the text.
//!
//! Why: these numbers mean what each font wants them to mean. With another font
//! readers see a box, or another letter.
//!
//! Example: U+E5D4, an abbreviation sign of the fonts of the Medieval Unicode
//! Font Initiative. In a file that describes such signs (`<charDecl>`) it is
//! information.
//!
//! What to do: use the Unicode character if there is one by now; else write
//! `<g ref="#sign">` and describe the sign in `<charDecl>`. TEI: WD.

use super::super::group::Groups;
use super::super::survey::Survey;
use super::find::{find, number};
use crate::diagnostic::{Code, Diagnostic, Severity};

pub const CODE: Code = "character-private";

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    let severity = if survey.has("charDecl") {
        Severity::Information
    } else {
        Severity::Warning
    };
    let private = |c: char| matches!(c, '\u{e000}'..='\u{f8ff}');
    let wide = |c: char| matches!(c, '\u{f0000}'..='\u{10fffd}');
    let mut groups = Groups::default();
    let all = find(survey, [0xee, 0xef], private).into_iter();
    for (span, character) in all.chain(find(survey, [0xf3, 0xf4], wide)) {
        let number = number(character);
        let message = format!("{number} has no meaning of its own: each font draws another sign");
        let finding = Diagnostic::new(severity, CODE, span, message);
        let finding = finding.hint("write `<g ref=\"…\">`, and describe the sign in `<charDecl>`");
        groups.add(number, finding);
    }
    groups.report_once(findings);
}
