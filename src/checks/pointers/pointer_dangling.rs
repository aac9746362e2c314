//! A pointer names an id that this file does not have.
//!
//! Why: whoever follows it arrives nowhere. If the pointer ties two parts of
//! the text together (`@target`, `@from`, `@next`, …), or other pointers of the
//! same kind are found, it is probably mistyped: a warning. If it names a
//! person, a place or a category, and no pointer of its kind is found here, the
//! register lies elsewhere, as in most published files: information. The same
//! holds in fragments and in files that include others.
//!
//! Example: `<ref target="#note7">` where no element has the id `note7`;
//! `<persName ref="#p12">` in a letter whose persons stand in another file.
//! Beyond a few, pointers of one kind are counted together.
//!
//! What to do: correct the id; for a register elsewhere, write where it is
//! (`persons.xml#p12`) or declare a prefix (`<prefixDef>`). TEI: SAPT.

use rustc_hash::FxHashMap;

use super::super::group::Groups;
use super::super::reference::{POINTERS, STRUCTURAL, described, local_id};
use super::super::survey::{Borne, Survey, words};
use crate::diagnostic::{Code, Diagnostic, Severity, nearest};
use crate::source::Span;

pub const CODE: Code = "pointer-dangling";

/// Ids among which a near one is looked for, at most: beyond, the question
/// would cost more than the answer is worth.
const MOST_COMPARED: usize = 500;

/// Pointers for which a near id is looked for.
const MOST_ASKED: usize = 20;

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    let complete = survey.is_whole() && !survey.tree().has_name("include");
    let mut groups = Groups::default();
    let mut asked = 0;
    for name in POINTERS {
        let kinds = kinds(survey, name);
        for (kind, ends) in kinds {
            let structural = STRUCTURAL.contains(name);
            let severity = if complete && (structural || ends.found > 0) {
                Severity::Warning
            } else {
                Severity::Information
            };
            for (span, id) in ends.missing {
                let message = format!("`#{id}` names nothing in this file");
                let mut finding = Diagnostic::new(severity, CODE, span, message).label(&kind);
                if severity == Severity::Warning && asked < MOST_ASKED {
                    asked += 1;
                    finding = with_near(finding, survey, &id);
                }
                groups.add(kind.as_str(), finding.hint(hint(severity)));
            }
        }
    }
    groups.report(findings);
}

fn hint(severity: Severity) -> &'static str {
    match severity {
        Severity::Information => "if it lies in another file, say where: `register.xml#id`",
        _ => "correct it, or give the id to the element that is meant",
    }
}

/// Where the pointers of one attribute of one element lead.
#[derive(Default)]
struct Ends {
    found: usize,
    missing: Vec<(Span, String)>,
}

/// The pointers of all attributes called `name`, by the element that bears
/// them, in the order of the file.
fn kinds(survey: &Survey<'_>, name: &str) -> Vec<(String, Ends)> {
    let mut at: FxHashMap<&str, usize> = FxHashMap::default();
    let mut kinds: Vec<(String, Ends)> = Vec::new();
    for borne in survey.with(name) {
        let place = *at.entry(borne.0.name()).or_insert_with(|| {
            kinds.push((described(borne.0, name), Ends::default()));
            kinds.len() - 1
        });
        follow(survey, borne, &mut kinds[place].1);
    }
    kinds
}

fn follow(survey: &Survey<'_>, (_, attribute): Borne<'_>, ends: &mut Ends) {
    if !attribute.value().contains('#') {
        return;
    }
    for (span, pointer) in words(attribute) {
        match local_id(&pointer) {
            Some(id) if survey.has_id(id) => ends.found += 1,
            Some(id) => ends.missing.push((span, id.to_owned())),
            None => {}
        }
    }
}

fn with_near(finding: Diagnostic, survey: &Survey<'_>, id: &str) -> Diagnostic {
    let ids = survey.ids();
    if ids.len() > MOST_COMPARED {
        return finding;
    }
    let names: Vec<_> = ids.iter().map(|(_, attribute)| attribute.value()).collect();
    match nearest(id, names.iter().map(|name| &**name)) {
        Some(near) => finding.hint(format!("did you mean `#{near}`?")),
        None => finding,
    }
}
