//! Which anchors are of our own making?
//!
//! An entry that this program took out of the text points at its words to the letter,
//! white space among them. People who set anchors mean words.

use super::is_taken;
use super::range::CharacterRange;
use crate::tei::pointer::target;
use crate::xml::{Element, Tree};

/// How the ids of our anchors begin.
const FROM: &str = "app-from-";
const TO: &str = "app-to-";

/// Ids for anchors that no element has.
pub struct Anchors<'t> {
    tree: &'t Tree,
    next: u32,
}

impl<'t> Anchors<'t> {
    /// Ids for new anchors in `tree`.
    pub fn new(tree: &'t Tree) -> Self {
        Self { tree, next: 0 }
    }

    /// The ids of two anchors.
    pub fn pair(&mut self) -> (String, String) {
        loop {
            self.next += 1;
            let (from, to) = (format!("{FROM}{}", self.next), format!("{TO}{}", self.next));
            if !is_taken(self.tree, &from) && !is_taken(self.tree, &to) {
                return (from, to);
            }
        }
    }
}

/// Whether this program made an anchor.
pub fn is_ours(element: Element<'_>) -> bool {
    let id = element.xml_id().unwrap_or_default();
    element.is("anchor") && (id.starts_with(FROM) || id.starts_with(TO))
}

/// Whether an entry says to the letter where its words are.
pub fn is_exact(app: Element<'_>) -> bool {
    let points = ["from", "to"].map(|name| target(app.tree(), app, name));
    let location = app.attribute("loc");
    points.into_iter().flatten().any(is_ours)
        || location.is_some_and(|location| location.parse::<CharacterRange>().is_ok())
}
