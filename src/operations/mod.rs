//! What can be done from start to finish?
//!
//! 1. [`convert()`] makes TEI of a text and the editor's decisions;
//! 2. [`publish()`] puts TEI into a store, as an immutable version;
//! 3. [`shipped()`] holds the editions that come with the program.
//!
//! The clock is read here and nowhere below. Command line and web both change
//! things through here alone.

mod convert;
mod publish;
mod shipped;

pub use convert::{Converted, Input, convert, read_decisions};
pub use publish::{Facts, Published, Refused, now, publish, publish_deposit, read_tei, suggest_id};
pub use shipped::shipped;

/// Name and number of this program, as editions record it.
pub const PROGRAM: &str = concat!("variorum ", env!("CARGO_PKG_VERSION"));
