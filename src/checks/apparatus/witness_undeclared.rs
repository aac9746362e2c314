//! A reading cites a witness that no list of witnesses declares.
//!
//! Why: a reader who meets the siglum can find nowhere what it stands for, and
//! a text of that witness cannot be put together. Often the siglum is a typing
//! fault for another one.
//!
//! Example: `<rdg wit="#C #D">flee</rdg>` where only A, B and C are declared.
//! If the file declares no witness, or most of its sigla are not declared, the
//! list is probably kept elsewhere, and there is one finding, as information.
//!
//! What to do: add `<witness xml:id="D">` to `<listWit>`, or correct the
//! siglum. TEI: TCAPWL.

use rustc_hash::FxHashSet;

use super::super::group::Groups;
use super::super::reference::local_id;
use super::super::survey::{Survey, words};
use crate::diagnostic::{Code, Diagnostic, Severity, nearest};
use crate::source::Span;

pub const CODE: Code = "witness-undeclared";

/// So many declared witnesses are named beside the place.
const MOST_NAMED: usize = 12;

/// Undeclared witnesses for which a near one is looked for.
const MOST_ASKED: usize = 50;

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    let declared = declared(survey);
    let cited = cited(survey);
    let severity = if cited.declared < cited.undeclared {
        Severity::Information
    } else {
        Severity::Warning
    };
    let elsewhere = severity == Severity::Information;
    let mut groups = Groups::default();
    let mut shown = FxHashSet::default();
    for (span, pointer, id) in cited.places {
        let common = if elsewhere { String::new() } else { id.clone() };
        let message = format!("`{pointer}` is cited, but no witness has that id");
        let mut finding = Diagnostic::new(severity, CODE, span, message);
        // Only the first of a group is shown, and deserves advice.
        if shown.insert(common.clone()) {
            finding = advised(finding, &id, &declared, shown.len() <= MOST_ASKED);
        }
        groups.add(common, finding);
    }
    groups.report_once(findings);
}

fn advised(finding: Diagnostic, id: &str, declared: &[String], ask: bool) -> Diagnostic {
    let finding = finding.label(list(declared));
    let near = ask.then(|| nearest(id, declared.iter().map(String::as_str)));
    let finding = match near.flatten() {
        Some(near) => finding.hint(format!("did you mean `#{near}`?")),
        None => finding,
    };
    finding.hint(format!(
        "declare it: `<witness xml:id=\"{id}\">` in `<listWit>`"
    ))
}

/// What the readings cite.
#[derive(Default)]
struct Cited {
    /// How many witnesses, each once.
    declared: usize,
    undeclared: usize,
    /// Where undeclared ones are cited: the place, the word as it is written,
    /// and the id in it.
    places: Vec<(Span, String, String)>,
}

fn cited(survey: &Survey<'_>) -> Cited {
    let mut cited = Cited::default();
    let mut seen = FxHashSet::default();
    for (_, wit) in survey.with("wit") {
        for (span, pointer) in words(wit) {
            let bare = (!pointer.contains(['#', ':', '/', '.'])).then_some(&*pointer);
            let Some(id) = local_id(&pointer).or(bare) else {
                continue;
            };
            let known = survey.has_id(id);
            if seen.insert(id.to_owned()) {
                cited.declared += usize::from(known);
                cited.undeclared += usize::from(!known);
            }
            if !known {
                let id = id.to_owned();
                cited.places.push((span, pointer.into_owned(), id));
            }
        }
    }
    cited
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
