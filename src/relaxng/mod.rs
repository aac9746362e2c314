//! Does the file obey the schema?
//!
//! 1. `read` takes a schema in the XML syntax of RELAX NG;
//! 2. `grammar` makes patterns of it, each stored once, and `restrict` refuses
//!    what the specification forbids;
//! 3. `derive` says what may follow a tag, an attribute, text; `automaton`
//!    remembers what was derived, within bounds;
//! 4. `walk` goes through a document and says in words (`messages`) what is
//!    wrong where, and what was expected.
//!
//! Knows nothing of TEI but how its names are best shown. Never reads a file:
//! whoever calls gives the bytes. Follows the RELAX NG specification of 3
//! December 2001 and RELAX NG DTD Compatibility (ids only).

mod arena;
mod automaton;
mod datatype;
mod derive;
mod expected;
mod explain;
mod grammar;
mod identity;
mod messages;
mod names;
mod near;
mod places;
mod prefixes;
mod read;
mod report;
mod restrict;
mod schema;
mod strings;
mod syntax;
mod walk;

pub use explain::EXPLANATIONS;
pub use read::Load;
pub use report::{Fault, Foreign, MOST_FINDINGS, Report};
pub use schema::{Schema, validate};

/// Namespace of RELAX NG.
pub const RELAXNG: &str = "http://relaxng.org/ns/structure/1.0";
/// Namespace of declarations of namespaces.
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";
