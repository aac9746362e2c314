//! Text stands in a script that its language is not written in.
//!
//! Why: it is taken for what it is not: set in the wrong font, read out as if it
//! were Latin, found in no search for Greek.
//!
//! Example: `<p xml:lang="la">… <q>μηδὲν ἄγαν</q> …</p>`: the quotation is not
//! Latin. Only passages of some length that have no other letters count; one
//! finding for each pair of language and script.
//!
//! What to do: put the right `xml:lang` on the passage: `<q xml:lang="grc">`;
//! for another script of the same language, name it: `la-Grek`. TEI: CHSH.

use super::super::group::Groups;
use super::super::survey::Survey;
use super::script::{expected, name};
use crate::diagnostic::{Code, Diagnostic};
use crate::tei::element::tei_name;

pub const CODE: Code = "language-of-other-script";

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    let mut groups = Groups::default();
    for &(text, script) in survey.in_other_scripts() {
        let Some(around) = text.parent().filter(|around| tei_name(*around).is_some()) else {
            continue;
        };
        let language = around.language().unwrap_or_default();
        let Some(expected) = expected(&language) else {
            continue;
        };
        if !agree(expected, script) {
            let script = name(script);
            let message =
                format!("this is in {script} script, but its language is given as `{language}`");
            let finding = Diagnostic::warning(CODE, super::first_line(text), message);
            let hint = "put the right `xml:lang` on the passage";
            groups.add(format!("{language} {script}"), finding.hint(hint));
        }
    }
    groups.report_once(findings);
}

/// Whether text in `script` can be in a language that is written in `expected`.
fn agree(expected: &str, script: &str) -> bool {
    // Han characters serve Japanese and old Korean, too.
    expected == script || (script == "Hani" && matches!(expected, "Jpan" | "Hang"))
}
