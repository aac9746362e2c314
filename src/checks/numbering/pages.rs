//! Which page breaks count the same pages?

use super::super::survey::Survey;
use crate::xml::{Attribute, Element, NodeId};

/// A page break with a number.
pub struct Page<'t> {
    /// Its `@n`.
    pub number: Attribute<'t>,
    /// The text in which it stands: each counts for itself.
    pub text: Option<NodeId>,
    /// Which book it counts: edition, witness and kind.
    pub book: String,
}

/// The page breaks with a number, in order; those within notes and variant
/// readings belong to other books.
pub fn pages<'t>(survey: &Survey<'t>) -> Vec<Page<'t>> {
    let breaks = survey.named("pb").filter(|pb| !stands_aside(*pb));
    breaks.filter_map(page).collect()
}

fn page(pb: Element<'_>) -> Option<Page<'_>> {
    let number = (pb.attributes()).find(|attribute| attribute.written() == "n")?;
    let book = [
        "ed", "edRef", "type", "subtype", "source", "corresp", "resp",
    ];
    let book = book.map(|name| pb.attribute(name).unwrap_or_default());
    Some(Page {
        number,
        text: (pb.ancestors())
            .find(|around| around.is("text") || around.is("floatingText"))
            .map(Element::id),
        book: book.join("\u{1f}"),
    })
}

fn stands_aside(pb: Element<'_>) -> bool {
    let aside = ["rdg", "note", "teiHeader", "standOff"];
    pb.ancestors().any(|around| aside.contains(&around.name()))
}
