//! Which words does a passage have?

use crate::tei::text::{composed, hashed_between};
use crate::xml::{NodeId, Tree};

/// The words of the reading text from `first` to before `end`, in Unicode
/// normalization form C, with one space between them: what is hashed as the text
/// of a passage.
pub fn words(tree: &Tree, first: NodeId, end: NodeId) -> String {
    composed(&hashed_between(tree, first, end)).into_owned()
}
