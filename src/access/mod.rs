//! Who may change what, and who changed what?
//!
//! 1. [`secret`] makes access tokens that nobody can guess, and recognises them;
//! 2. [`Token`] says what is known of one: for whom, what it allows, until when;
//! 3. [`Access`] keeps them beside a store, on a disk or among blobs that several
//!    servers share;
//! 4. `changes` is a list of all changes, to which is only ever added;
//! 5. [`Pace`] says how many requests somebody may make;
//! 6. [`Report`] is what a reader says is wrong in a text.
//!
//! Nothing is written over and there are no locks: a token is a name that is
//! created, its revocation another one, a change the next number that is free.
//!
//! Of a token only the SHA-256 is kept. It is 32 bytes of the system's random
//! numbers, not something that people think up: there is nothing to guess, so a
//! slow hash would protect nothing, and cost time at every request.
//!
//! Reads no clock: times are handed in, in RFC 3339, UTC, whole seconds.

mod book;
mod changes;
mod pace;
mod pattern;
mod reports;
pub mod secret;
mod token;

use std::fmt;
use std::sync::{Arc, Mutex};

use crate::store::{self, BlobStore, Created, Store};

pub use changes::{Act, Change, Log};
pub use pace::Pace;
pub use pattern::Pattern;
pub use reports::{Report, Resolved};
pub use token::{Permission, Standing, Token};

use changes::Last;

/// Tokens and changes of a store.
#[derive(Clone, Debug)]
pub struct Access {
    blobs: Arc<dyn BlobStore>,
    /// The newest changes that are known to be there.
    last: Arc<Mutex<Option<Last>>>,
}

/// Why something could not be done with tokens or changes.
#[derive(Debug)]
pub enum Error {
    /// No token has this number.
    NoSuchToken(String),
    /// No report of this number waits.
    NoSuchReport(u32),
    /// More reports wait than can be kept.
    Full,
    /// A token that cannot be made.
    Unfit(String),
    /// What lies there was not written by this program.
    Damaged {
        /// What it is called.
        name: String,
        /// What is wrong with it.
        message: String,
    },
    /// The store could not.
    Store(store::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchToken(number) => write!(
                f,
                "there is no token `{number}`; `variorum token list` shows those that there are"
            ),
            Self::NoSuchReport(number) => {
                write!(
                    f,
                    "no report {number} waits; `variorum reports list` shows those that do"
                )
            }
            Self::Full => f.write_str("more reports wait than can be kept"),
            Self::Unfit(message) => f.write_str(message),
            Self::Damaged { name, message } => {
                write!(f, "{name}, beside the store, is damaged: {message}")
            }
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

impl Access {
    /// Tokens and changes of `store`: beside its editions, and no part of them.
    ///
    /// # Errors
    /// [`Error::Store`] for a store in memory.
    pub fn of(store: &Store) -> Result<Self, Error> {
        Ok(Self {
            blobs: store.private()?,
            last: Arc::default(),
        })
    }
}

impl Access {
    /// Keeps bytes that nobody else writes under a name; whether they are there.
    /// That a place says the name is taken may mean that its first answer was lost.
    fn create(&self, name: &str, bytes: &[u8]) -> Result<bool, Error> {
        Ok(match self.blobs.create(name, bytes)? {
            Created::Now => true,
            Created::Already => self.blobs.get(name)?.as_deref() == Some(bytes),
        })
    }
}

fn damaged(name: &str) -> impl FnOnce(serde_json::Error) -> Error + '_ {
    move |error| Error::Damaged {
        name: name.to_owned(),
        message: error.to_string(),
    }
}

/// What cannot be written down.
fn unwritten(error: serde_json::Error) -> Error {
    Error::Unfit(error.to_string())
}
