//! What does the file contain, to the byte?
//!
//! 1. [`read()`] checks that bytes are a well-formed document, [`read_deposit`]
//!    also reads what it includes of the files handed in with it;
//! 2. [`Tree`] holds it, losslessly: [`Tree::to_bytes`] gives the file back;
//! 3. [`select`] finds elements by CSS-like selectors;
//! 4. [`Writer`] makes new documents.
//!
//! Knows nothing of TEI but its namespace. Never reads anything outside the
//! bytes it is given: no external entity, no DTD, no network.

mod characters;
mod declaration;
mod entities;
mod explain;
mod external;
mod graft;
mod include;
mod long_text;
mod names;
mod read;
pub mod select;
mod tags;
mod tree;
mod write;

pub use declaration::declared_as_utf8;
pub use entities::{DEEPEST_ENTITY, LARGEST_EXPANSION};
pub use explain::EXPLANATIONS;
pub use include::{DEEPEST_INCLUSION, LARGEST_INCLUSION, XINCLUDE};
pub use names::{TEI, XML, is_name};
pub use read::{
    DEEPEST, MOST_ATTRIBUTES, Rejected, encoding_of, read, read_deposit, read_text, undecodable,
};
pub use select::Selector;
pub use tree::{Attribute, Element, Kind, Node, NodeId, Tree};
pub use write::{Writer, escape, is_character};
