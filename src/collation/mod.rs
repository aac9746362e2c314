//! How do witnesses become an apparatus?
//!
//! 1. [`read_plain`], [`read_tei`] and [`read_collatex`] take the words of
//!    witnesses out of files, and what a transcription says besides them
//!    ([`Markup`]);
//! 2. [`segments`](mod@segments) divides an alignment table into what all witnesses have alike
//!    and what differs, as an editor would;
//!    [`kind`] says how a reading differs from another;
//! 3. [`Decisions`] of the editor change what was found;
//! 4. [`tei()`] writes an edition with its apparatus; [`html`], [`csv`], [`tsv`]
//!    and [`json`] write the table, [`graph`] and [`ribbon`] draw it; [`states()`]
//!    is what NEXUS, PHYLIP and a table of agreements are made of.
//!
//! No reading is made up, none is lost: every witness can be read out of the
//! edition word for word. What the program inferred says so.

mod agreement;
mod decisions;
mod drawing;
mod explain;
mod kinds;
mod markup;
mod read;
mod segments;
mod table;
mod tei;
mod transcription;

pub use crate::tei::text::Side;
pub use agreement::states;
pub use decisions::{Act, Anchor, Decided, Decision, Decisions, anchor, apply};
pub use drawing::{Setting, graph, ribbon};
pub use explain::EXPLANATIONS;
pub use kinds::{Kind, kind};
pub use markup::Markup;
pub use read::{Unreadable, read_collatex, read_plain};
pub use segments::{Reading, Segment, segments};
pub use table::{csv, html, json, tsv};
pub use tei::{Lemma, Origin, Source, ToldDecisions, lemma_of, tei};
pub use transcription::{Manner, read_tei};
