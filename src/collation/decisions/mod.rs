//! What has the editor decided about a collation?
//!
//! 1. [`file`](mod@file) is the decisions file as it is written;
//! 2. [`place`] finds the words it names in a witness;
//! 3. [`apply`](mod@apply) changes table and entries;
//! 4. [`write`](mod@write) makes a decision of what an editor points at.
//!
//! Words are named as they stand in a witness, with some of their neighbours, so
//! a decision survives whatever is corrected elsewhere. One whose words are not
//! there any more is not applied near by: it is reported.

mod apply;
mod file;
mod place;
mod write;

pub use apply::{Decided, apply};
pub use file::{Act, Decision, Decisions};
pub use place::Anchor;
pub use write::anchor;
