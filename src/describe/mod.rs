//! How is an edition described and cited?
//!
//! 1. [`record`] draws a bibliographic record from the header: only what the
//!    header gives. [`name`] and [`date`] are its parts.
//! 2. [`citation`] says which version and which passage are meant, prints that
//!    as a *seal* that every citation ends with, and reads it back.
//! 3. [`styles`] words finished citations for people, [`formats`] for programs
//!    of reference management.
//! 4. [`description`] is what a library writes down of it, [`scheme`] writes that
//!    in the schemes of libraries; [`reading`] says how the header was read, and
//!    what a cataloguer would miss.
//!
//! Never asks the time: the same version is cited with the same words for ever.

pub mod citation;
pub mod date;
pub mod description;
pub mod formats;
pub mod line;
pub mod name;
pub mod reading;
pub mod record;
pub mod scheme;
pub mod styles;

pub use citation::{Cited, CitedVersion, Passage};
pub use description::Description;
pub use formats::Format;
pub use line::Line;
pub use name::Name;
pub use record::Record;
pub use scheme::{Held, Scheme};
pub use styles::Style;
