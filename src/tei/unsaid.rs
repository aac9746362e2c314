//! Which words of a header say only that nothing was said?
//!
//! The converter and the collator of this program once wrote sentences where TEI demands
//! something and nobody had said anything. They are nobody's publisher, editor or
//! licence. Only these sentences are meant, in files that say that the program made them.

use super::header_words::in_words;
use crate::xml::{Element, Tree};

const UNSAID: [&str; 4] = [
    "Not stated.",
    "not named in the decisions file",
    "Nothing was said about rights when the text was converted.",
    "Nothing was said about rights when the witnesses were collated.",
];

/// Whether the words of an element stand for nothing.
pub fn is_unsaid(element: Element<'_>) -> bool {
    let words = in_words(element);
    UNSAID.contains(&words.as_str()) && is_of_the_program(element.tree())
}

/// Whether this program made the file: the converter names itself as an application,
/// the collator as whoever answers for the collation.
fn is_of_the_program(tree: &Tree) -> bool {
    let is_program = |name: &str| name == "variorum" || name.starts_with("variorum ");
    let mut applications = tree.root().find_all("application");
    let converted = applications.any(|application| {
        let label = application.child("label").map(in_words);
        let ident = application.attribute("ident").unwrap_or_default();
        is_program(&ident) && label.as_deref() == Some("Variorum plain-text converter")
    });
    let collated = || {
        let collator = tree.by_id("collator").filter(|one| one.is("respStmt"));
        collator.is_some_and(|collator| {
            let resp = collator.child("resp").map(in_words);
            let name = collator.child("name").map(in_words);
            resp.as_deref() == Some("collation by program")
                && name.as_deref().is_some_and(is_program)
        })
    };
    converted || collated()
}
