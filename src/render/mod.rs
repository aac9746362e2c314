//! What does the reader see?
//!
//! Rust walks the tree, templates dress one element.
//! 1. [`sources`] brings the built-in templates and those of a theme; [`set`]
//!    compiles them, with [`rules`] that choose among them and [`behaviours`]
//!    for what has none.
//! 2. [`walk`] goes through the text; [`dressing`] gives each element's values
//!    to its template, read as [`dress`] found out.
//! 3. [`apparatus`], [`citation`] and [`edition`] make the variables of a page,
//!    which [`page`] describes; [`Renderer`] fills in the page's template.
//!
//! [`coverage`](mod@coverage) tells what of a file the page shows how, and what not.
//!
//! No string of a file reaches a page unescaped ([`safety`]). Never reads
//! anything but templates, and never changes a document.

pub mod apparatus;
mod behaviours;
mod beside;
mod citation;
mod colophon;
mod content_model;
mod context;
pub mod coverage;
mod cut;
mod direction;
mod dress;
mod dressing;
mod edition;
mod engine;
mod error;
mod extent;
mod features;
mod foreign;
mod html;
mod image_service;
mod labels;
mod language;
mod language_name;
mod leaf;
mod lines;
mod listing;
mod look;
pub mod manual;
pub mod map;
mod marking;
mod member;
mod nesting;
pub mod page;
mod parallel;
mod passage;
mod place_language;
mod placed;
mod plates;
pub mod questions;
mod ranges;
mod record;
pub mod register;
mod renderer;
mod rules;
mod run;
pub mod safety;
mod say;
mod selection;
mod set;
mod slot;
pub mod sources;
pub mod story;
mod tags;
mod typography;
mod usage;
pub mod view;
mod waiting;
mod walk;
mod witness;
mod witnesses;

pub use apparatus::vocabulary::Tongue;
pub use apparatus::{Manner, lines as apparatus_lines};
pub use citation::CiteContext;
pub use coverage::Coverage;
pub use direction::of_letters as direction_of_letters;
pub use edition::EditionContext;
pub use error::Error;
pub use html::Html;
pub use language_name::language_name;
pub use leaf::Leaf;
pub use listing::{Line, listing};
pub use page::{Check, CheckFinding, CheckedChange, CheckedWords, ListPage, ListPart, Way};
pub use parallel::page_href as parallel_href;
pub use plates::{picture_address, picture_origins};
pub use renderer::{Listed, Refusal, Renderer};
pub use sources::{AssetAddresses, Sources};
pub use view::{Asked, Mode, View};
pub use witness::WitnessLink;
pub use witnesses::{MOST_WITNESSES, WitnessesAsked, has_witnesses};
