//! The header names nobody who is responsible for the text.
//!
//! Why: an edition is somebody's work; readers weigh it and cite it by who made
//! it.
//!
//! Example: a `<titleStmt>` with nothing but a title, and no author, editor or
//! publisher anywhere in the description of the file. If the statement of
//! publication is made in words, these may name somebody, and the finding is
//! information.
//!
//! What to do: name author, editor, or others with what they did:
//! `<respStmt><resp>transcribed by</resp><name>…</name></respStmt>`. TEI:
//! HD21, HD22.

use super::super::survey::{Survey, is_blank, name_of};
use super::header;
use crate::diagnostic::{Code, Diagnostic};
use crate::xml::Node;

pub const CODE: Code = "responsibility-missing";

/// Who may answer for a text.
const RESPONSIBLE: &[&str] = &[
    "author",
    "editor",
    "respStmt",
    "principal",
    "meeting",
    "publisher",
    "authority",
    "distributor",
    "sponsor",
    "funder",
];

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    let Some(header) = header(survey) else { return };
    let statements = ["titleStmt", "editionStmt", "publicationStmt", "seriesStmt"];
    let description = header.child("fileDesc").unwrap_or(header);
    let said = (description.elements())
        .filter(|part| statements.contains(&part.name()))
        .flat_map(|part| part.descendants().filter_map(Node::element));
    let mut responsible = said.filter(|part| RESPONSIBLE.contains(&part.name()));
    if responsible.all(is_blank) {
        let place = name_of(header.find("titleStmt").unwrap_or(header));
        let message = "the header names nobody who is responsible for the text";
        let publication = description.child("publicationStmt");
        let mut words = publication
            .into_iter()
            .flat_map(|statement| statement.find_all("p"));
        let finding = if words.all(is_blank) {
            Diagnostic::warning(CODE, place, message)
        } else {
            Diagnostic::information(CODE, place, message)
        };
        findings.push(finding.hint("name author, editor or others: `<respStmt>`"));
    }
}
