//! A version comes from another server, and is proven to be what that has.
//!
//! 1. [`Wanted`] says which version of which server, by address, name or citation;
//! 2. `peer` asks the server for it, and for all that it says of it;
//! 3. [`prove()`] holds what came against what was said, and takes the
//!    fingerprints of all passages anew;
//! 4. [`Proven::compare`] holds it against a store, [`Proven::keep`] puts it in,
//!    with a [`Provenance`] that says where it is from.
//!
//! Nothing is written unless everything is the same.

mod keep;
mod peer;
mod proof;
mod provenance;
mod wanted;

use std::fmt;

use super::publish::Refused;
use crate::edition::EditionId;
use crate::fetch::Trouble;
use crate::store;

pub use keep::{Here, Kept};
pub use peer::VERSION_FORM;
pub use proof::{Proven, prove};
pub use provenance::{PROVENANCE_FORM, Provenance, Source};
pub use wanted::Wanted;

/// Why a version did not come, or was not kept.
#[derive(Debug)]
pub enum Unpulled {
    /// What was given does not say which version, or where: a sentence.
    Unclear(String),
    /// The other server gave no answer that could be used.
    Trouble(Trouble),
    /// It answered, and what it says cannot be understood: a sentence.
    Unreadable(String),
    /// Two things that should be the same are not: a sentence for each.
    Differs(Vec<String>),
    /// The edition has another history here: a sentence.
    OtherLine(EditionId, String),
    /// The store could not or would not.
    Store(store::Error),
}

impl fmt::Display for Unpulled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unclear(why) | Self::Unreadable(why) => f.write_str(why),
            Self::Trouble(trouble) => trouble.fmt(f),
            Self::Differs(all) => f.write_str(&all.join("\n")),
            Self::OtherLine(id, why) => write!(
                f,
                "{why}; nothing was written. Under another name (--id) it can be kept beside `{id}`"
            ),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Unpulled {}

impl From<Trouble> for Unpulled {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<store::Error> for Unpulled {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

impl From<Refused> for Unpulled {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Store(error) => Self::Store(error),
            Refused::File(rejected) => {
                Self::Unreadable(format!("{} is not well-formed XML", rejected.source.name()))
            }
        }
    }
}
