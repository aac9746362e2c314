//! A reading cites a witness that no list of witnesses declares.
//!
//! Why: a reader who meets the siglum can find nowhere what it stands for, and
//! a text of that witness cannot be put together. Often the siglum is a typing
//! fault for another one.
//!
//! Example: `<rdg wit="#C #D">flee</rdg>` where only A, B and C are declared.
//! If the file declares no witness at all, its list is probably kept elsewhere,
//! and the finding is information.
//!
//! What to do: add `<witness xml:id="D">` to `<listWit>`, or correct the
//! siglum. TEI: TCAPWL.

use super::super::group::Groups;
use super::super::reference::local_id;
use super::super::survey::{Survey, words};
use crate::diagnostic::{Code, Diagnostic, Severity, nearest};

pub const CODE: Code = "witness-undeclared";

/// So many declared witnesses are named beside the place.
const MOST_NAMED: usize = 12;

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    let declared = declared(survey);
    let severity = if declared.is_empty() {
        Severity::Information
    } else {
        Severity::Warning
    };
    let mut groups = Groups::default();
    for (_, wit) in survey.with("wit") {
        for (span, pointer) in words(wit) {
            let bare = (!pointer.contains(['#', ':', '/', '.'])).then_some(&*pointer);
            let named = local_id(&pointer).or(bare);
            let Some(id) = named.filter(|id| !survey.has_id(id)) else {
                continue;
            };
            let message = format!("`{pointer}` is cited, but no witness has that id");
            let mut finding = Diagnostic::new(severity, CODE, span, message).label(list(&declared));
            if let Some(near) = nearest(id, declared.iter().map(String::as_str)) {
                finding = finding.hint(format!("did you mean `#{near}`?"));
            }
            let hint = format!("declare it: `<witness xml:id=\"{id}\">` in `<listWit>`");
            groups.add(id, finding.hint(hint));
        }
    }
    groups.report_once(findings);
}

/// The ids of all witnesses and groups of witnesses.
fn declared(survey: &Survey<'_>) -> Vec<String> {
    let lists = survey.named("listWit").chain(survey.named("witness"));
    lists
        .filter_map(|element| element.xml_id())
        .map(|id| id.into_owned())
        .collect()
}

fn list(declared: &[String]) -> String {
    match declared.len() {
        0 => "this file declares no witness".to_owned(),
        count if count > MOST_NAMED => {
            let first = declared[..MOST_NAMED].join(", ");
            format!("declared: {first} and {} more", count - MOST_NAMED)
        }
        _ => format!("declared: {}", declared.join(", ")),
    }
}
