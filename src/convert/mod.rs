//! How does another text become TEI?
//!
//! 1. [`blocks`] says what each line or paragraph is: heading, slogan, note, …;
//! 2. [`infer`](mod@infer) says what can be seen inside them: dates, quotations, faults, …;
//! 3. [`decisions`] reads what the editor has decided, beside the text;
//! 4. [`assemble`] turns both into ranges that nest;
//! 5. [`write`](mod@write) makes the document, with its header.
//!
//! Never changes a character of the witness: what is corrected keeps what stood
//! there. The same text and decisions give the same bytes.

mod answered;
pub mod assemble;
pub mod block;
pub mod blocks;
pub mod decisions;
mod explain;
pub mod infer;
pub mod mark;
mod plain;
pub mod write;

pub use decisions::Decisions;
pub use explain::EXPLANATIONS;
pub(crate) use plain::check_characters;
pub use plain::{Conversion, Origin, plain};
