//! The header gives no title.
//!
//! Why: the title is what lists, catalogues and citations show.
//!
//! Example: `<titleStmt><title/></titleStmt>`.
//!
//! What to do: give the title in `<titleStmt>`. TEI: HD21.

use super::super::survey::{Survey, is_blank, name_of};
use super::header;
use crate::diagnostic::{Code, Diagnostic};

pub const CODE: Code = "title-missing";

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    let Some(header) = header(survey) else { return };
    let statement = header.find("titleStmt");
    let titles = statement
        .into_iter()
        .flat_map(|found| found.find_all("title"));
    if titles.into_iter().all(is_blank) {
        let place = name_of(statement.unwrap_or(header));
        let finding = Diagnostic::warning(CODE, place, "the header gives no title");
        findings.push(finding.hint("give it in `<titleStmt><title>`"));
    }
}
