//! Text stands in a script of its own, and nothing says in which language.
//!
//! Why: the right font, the direction and the division of words depend on the
//! language; the script alone does not tell Arabic from Persian.
//!
//! Example: a Greek passage in a file without any `xml:lang`. One finding for
//! each script.
//!
//! What to do: put `xml:lang` on the `<text>`, or on the passage. TEI: CHSH.

use super::super::group::Groups;
use super::super::survey::Survey;
use super::script::name;
use crate::diagnostic::{Code, Diagnostic};
use crate::tei::element::tei_name;

pub const CODE: Code = "language-missing";

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    let mut groups = Groups::default();
    for &(text, script) in survey.in_other_scripts() {
        let Some(around) = text.parent().filter(|around| tei_name(*around).is_some()) else {
            continue;
        };
        if around.language().is_none() {
            let script = name(script);
            let message =
                format!("this is in {script} script, and no `xml:lang` names its language");
            let finding = Diagnostic::information(CODE, super::first_line(text), message);
            groups.add(
                script,
                finding.hint("put `xml:lang` on the text or on the passage"),
            );
        }
    }
    groups.report_once(findings);
}
