//! A witness is declared, but nothing in the apparatus cites it.
//!
//! Why: either the witness was collated and its readings are missing, or it was
//! not, and the list of witnesses promises more than the apparatus holds.
//!
//! Example: `<witness xml:id="D">` where no `@wit`, `@source` or other pointer
//! names `#D`. A witness counts as cited when the group it belongs to is.
//!
//! What to do: nothing, if the witness agrees everywhere with the text (a
//! negative apparatus); say so in `<variantEncoding>` or in the description of
//! the witness. TEI: TCAPWL.

use rustc_hash::FxHashSet;

use super::super::survey::{Survey, place_of, words};
use crate::diagnostic::{Code, Diagnostic};

pub const CODE: Code = "witness-never-cited";

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    let mut cited: FxHashSet<String> = FxHashSet::default();
    for (_, wit) in survey.with("wit") {
        let ids = words(wit)
            .into_iter()
            .map(|(_, word)| word.trim_start_matches('#').to_owned());
        cited.extend(ids);
    }
    // An edition without apparatus describes its witnesses, no more.
    if cited.is_empty() {
        return;
    }
    let pointed = survey.pointed_at();
    let is_cited = |id: &str| cited.contains(id) || pointed.contains(id);
    for witness in survey.named("witness") {
        let Some(id) = witness.xml_id() else { continue };
        let mut around = witness.ancestors().filter_map(|group| group.xml_id());
        if is_cited(&id) || around.any(|id| is_cited(&id)) {
            continue;
        }
        let message = format!("the witness `{id}` is declared and never cited");
        let finding = Diagnostic::information(CODE, place_of(witness, "xml:id"), message);
        findings.push(finding.hint("say in its description where it was used"));
    }
}
