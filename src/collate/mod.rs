//! Where do texts agree, and where do they differ?
//!
//! Two versions of a text are two witnesses, and [`changes`] finds where they
//! part. Any number of witnesses are put side by side by [`collate`]: what they
//! have in common shares a column of the [`AlignmentTable`]. [`pairs`] finds
//! which members of two sequences are likest, where none need be equal.
//!
//! What is compared need not be what is printed: a [`Token`] keeps its words as
//! they stand, and the form that [`Folding`] makes of them.
//!
//! The same texts give the same answer, in whatever order they are given.

mod edit;
mod folding;
mod likeness;
mod multiple;
mod pairwise;
mod table;
mod witness;

pub use folding::{Folding, is_combining};
pub use likeness::{likeness, pairs};
pub use pairwise::{Difference, changes, matches};
pub use table::{AlignmentTable, Move, MovedWord, Progress, collate, collate_telling};
pub use witness::{Block, Token, Witness, is_mark};

/// Whether two different forms look so much alike that one may be the other in
/// another spelling.
pub fn are_alike(one: &str, other: &str) -> bool {
    multiple::are_alike(one, other)
}
