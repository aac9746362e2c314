//! A note kept apart from the text is tied to no place in it.
//!
//! Why: a reader of the passage never learns that there is a note, and a reader
//! of the note never learns what it is about.
//!
//! Example: `<back><div type="notes"><note n="3">…</note></div></back>`, where
//! neither the note has a `@target` nor any `ref`, `ptr` or `anchor` of the
//! text points at its `xml:id`. Notes within the running text stand where they
//! belong, and are not asked.
//!
//! What to do: give the note a `@target`, or the place in the text a
//! `<ref target="#n3">`. TEI: CONO.

use super::super::group::Groups;
use super::super::survey::{Survey, name_of};
use crate::diagnostic::{Code, Diagnostic};
use crate::xml::Element;

pub const CODE: Code = "note-without-anchor";

/// Attributes with which a note names its place.
const PLACES: &[&str] = &["target", "corresp", "sameAs", "from", "loc", "targetEnd"];

pub fn check(survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
    let mut groups = Groups::default();
    let pointed = survey.pointed_at();
    for note in survey.named("note").filter(|note| is_apart(*note)) {
        let tied = PLACES.iter().any(|name| note.attribute(name).is_some());
        let called = note.xml_id().is_some_and(|id| pointed.contains(&*id));
        if !tied && !called {
            let message = "this note is tied to no place in the text";
            let finding = Diagnostic::warning(CODE, name_of(note), message);
            groups.add(
                "",
                finding.hint("give it a `@target`, or point at its `xml:id`"),
            );
        }
    }
    groups.report(findings);
}

/// Whether a note stands in a collection of notes rather than in the text.
fn is_apart(note: Element<'_>) -> bool {
    let Some(around) = note.parent() else {
        return false;
    };
    match around.name() {
        "noteGrp" | "standOff" => !note.ancestors().any(|outer| outer.is("teiHeader")),
        "div" | "div1" | "div2" | "div3" | "list" | "item" => {
            note.ancestors().take(3).any(holds_notes)
        }
        "back" => true,
        _ => false,
    }
}

/// Whether an element is a collection of notes by its type: `notes`,
/// `endnotes`, `footnotes`.
fn holds_notes(element: Element<'_>) -> bool {
    let kind = element.attribute("type").unwrap_or_default();
    kind.to_ascii_lowercase().ends_with("notes")
}
