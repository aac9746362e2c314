//! What do scholars call things?
//!
//! The nouns of the discipline as plain values, free of XML and of the web:
//! what collation, the store and the catalogue speak about, and what templates
//! receive.
//!
//! Never reads or writes anything.

pub mod apparatus;
pub mod history;
pub mod note;
pub mod reference;
pub mod register;
pub mod responsibility;
pub mod version;
pub mod witness;

pub use apparatus::{Apparatus, ApparatusEntry, EntryKind, Lemma, Reading};
pub use history::{Change, History, TextState};
pub use note::{Anchor, Note, NoteKind};
pub use reference::{CitableUnit, UnitKind};
pub use register::{Register, RegisterEntry, RegisterKind};
pub use responsibility::{Certainty, Responsibility};
pub use version::{Digest, EditionId, Version, VersionReference};
pub use witness::{Siglum, Witness};
