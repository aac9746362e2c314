//! What does the web get?
//!
//! 1. [`options`] reads what the operator wrote, [`settings`] says what is meant.
//! 2. [`listen`] takes connections and hands requests to the [`mod@router`].
//! 3. `frame` stands around every request: it times, guards, secures and logs.
//! 4. `pages` and `downloads` answer; `press` makes each page once and
//!    keeps it, `prepared` sends it, whole, in part, or not at all.
//! 5. [`mod@api`] takes in what other systems hand in;
//! 6. [`refusal`] says no, with ways on; `face` makes a page of it.
//!
//! What it shows comes through two contracts ([`contracts`]); [`state`] joins
//! them to the store and the templates.
//!
//! What is changed is changed through `operations`, and only by [`mod@api`].
//! Never parses TEI.

pub mod addresses;
pub mod api;
pub mod contracts;
pub mod listen;
pub mod options;
pub mod problems;
pub mod refusal;
pub mod router;
pub mod settings;
pub mod state;

mod ask;
pub mod assets;
mod bag;
mod cache;
mod compress;
mod conditions;
mod downloads;
mod dts;
mod everything;
mod explain;
mod face;
mod fingerprint;
mod frame;
mod furnish;
mod host;
mod kept;
mod library;
mod linger;
mod links;
mod log;
mod lookup;
mod memento;
mod negotiate;
mod oai;
mod pages;
mod prepared;
mod press;
mod range;
mod security;
mod shelf;
mod stale;
mod tongue;
mod unapi;

pub use addresses::Addresses;
pub use assets::Assets;
pub use cache::{RegisterForm, WitnessForm};
pub use contracts::{Editions, Fault, Line, Listed, Pages, Shown};
pub use explain::EXPLANATIONS;
pub use frame::Site;
pub use listen::{Error, serve, serve_until};
pub use log::start as start_log;
pub use options::Options;
pub use refusal::{Refusal, Way};
pub use router::router;
pub use settings::{BadSetting, LogFormat, LogLevel, Settings};
pub use state::House;
