//! Where do these words stand?
//!
//! 1. [`word`] parts a text into words, [`alike`] says which of them are the same
//!    ([`mod@letters`] what is known of a letter);
//!    [`query`] reads what a reader typed.
//! 2. [`piece`] says what is found of a document: stretches of its text, readings
//!    with their witnesses, notes, statements of the header; [`about`] by what a
//!    text can be chosen.
//! 3. [`index`] keeps them so that they are found at once, and is the only part
//!    that knows how. It is drawn from the store and can be deleted at any time.
//!    [`named`](mod@named) says whom and what a text names, for registers of all texts.
//! 4. [`occurrences`] finds the words in a text again, [`lines`](mod@lines) sets
//!    them between those around them.
//!
//! Knows no address of a page and no version but those it was given.

pub mod about;
pub mod alike;
pub mod index;
mod letters;
pub mod lines;
pub mod named;
pub mod occurrences;
pub mod piece;
pub mod query;
pub mod word;

pub use about::About;
pub use alike::Alike;
pub use index::{Asked, Facet, Found, FoundPiece, Index, Refused, Suggestion, Writer};
pub use lines::Line;
pub use named::{Named, named};
pub use occurrences::Finder;
pub use piece::{Field, Piece, pieces};
pub use query::{How, Parsed, Sought, Want, parse};
