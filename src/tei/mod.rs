//! Which of these is a reading, a note, a witness?
//!
//! Views of a lossless tree in the words of the discipline.
//! 1. [`header`] and [`colophon`]: what is known about the text; [`witness`],
//!    [`history`], [`name`]: who carried, changed and is named in it.
//! 2. [`structure`] finds the text, [`unit`](mod@unit) its citable parts, [`identifier`]
//!    gives everything that can be pointed at an address for HTML.
//!    [`citation`] says how they are cited, [`part`] how a long text is divided
//!    into pages; [`parallel`] what stands side by side.
//! 3. [`note`] finds what is said about a place, [`remark`](mod@remark) says it in plain
//!    words, [`apparatus`] tells where something differs; [`text`] reads either side of the text, [`parting`] what parts its words, [`unspaced`]
//!    where no space stands, [`gaiji`] which signs are named alone, [`stretch`] cuts it into runs
//!    of words that know how they are cited; [`register`] lists what is named.
//!    [`dating`] says what a date without words tells.
//! 4. [`facts`](mod@facts) counts what other programs can count too.
//!
//! Takes any TEI: without namespace, P4, fragments without header or body,
//! corpora. Never changes the tree, and never refuses what is well formed.

pub mod apparatus;
pub mod citation;
pub mod colophon;
pub mod contributor;
pub mod dating;
pub mod document;
pub mod element;
pub mod excerpt;
pub mod facsimile;
pub mod facts;
pub mod gaiji;
pub mod header;
pub mod header_words;
pub mod history;
pub mod identifier;
pub mod name;
pub mod note;
pub mod outline;
pub mod parallel;
pub mod part;
pub mod parting;
pub mod phrase;
mod place;
pub mod pointer;
pub mod register;
pub mod remark;
pub mod stretch;
pub mod structure;
pub mod text;
pub mod title;
pub mod traits;
pub mod unit;
pub mod unsaid;
pub mod unspaced;
pub mod white;
pub mod whole;
pub mod witness;

pub use document::{Document, read, read_deposit};
pub use outline::Outline;
pub use place::{Located, Neighbours};
pub use text::{Side, reading_text, witness_text};
