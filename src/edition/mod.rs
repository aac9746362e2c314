//! What do scholars call things?
//!
//! The nouns of the discipline as plain values, free of XML and of the web:
//! what collation, the store and the catalogue speak about, and what templates
//! receive.
//!
//! Never reads or writes anything.

pub mod agreement;
pub mod apparatus;
pub mod history;
pub mod intervention;
pub mod note;
pub mod reconstruction;
pub mod reference;
pub mod register;
pub mod responsibility;
pub mod version;
pub mod witness;
pub mod word;

pub use agreement::{Agreement, States};
pub use apparatus::{
    About, Absence, Alteration, Apparatus, ApparatusEntry, EntryKind, Lacuna, Lemma, Method,
    Reading, ReadingGroup, Remark, Support, WitnessDetail,
};
pub use history::{Change, History, TextState};
pub use intervention::{Intervention, InterventionKind};
pub use note::{Anchor, Note, NoteKind};
pub use reconstruction::{
    Completeness, Ground, Part, Reconstruction, SideBySide, WitnessPassage, Words, plain_text,
};
pub use reference::{CitableUnit, UnitKind};
pub use register::{Register, RegisterEntry, RegisterKind};
pub use responsibility::{Certainty, Responsibility};
pub use version::{Digest, EditionId, Version, VersionReference, Withdrawal};
pub use witness::{Siglum, Witness};
