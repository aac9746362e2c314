//! Many files are handed in at once.
//!
//! 1. [`Holding`] is where they lie: a folder, an archive, a bag;
//! 2. [`plan()`] says which file is which edition, by its name or by a table;
//! 3. [`Batch`] publishes them, some at a time, and [`Told`] says of each what
//!    became of it;
//! 4. [`Jobs`] keeps those that are worked off behind.
//!
//! Each file stands for itself: one that is refused stops nobody else. Bytes that
//! are published already make no new version, so a batch may be handed in again
//! at any time, after a crash too, and what is left of it is done.

mod chosen;
mod holding;
mod jobs;
mod plan;
mod table;
mod told;
mod work;

pub use holding::Holding;
pub use jobs::{Arriving, Job, Jobs, Progress};
pub use plan::{Meant, Row, plan, something_in};
pub use table::TABLE;
pub use told::{Became, COLUMNS, Told};
pub use work::{Batch, Stages, Stopped};
