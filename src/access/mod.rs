//! Who may change what, and who changed what?
//!
//! 1. [`secret`] makes access tokens that nobody can guess, and recognises them;
//! 2. [`Token`] says what is known of one: for whom, what it allows, until when;
//! 3. [`Access`] keeps them in a folder of their own, readable by its owner alone;
//! 4. `changes` is a list of all changes, to which lines are only ever added;
//! 5. [`Pace`] says how many requests somebody may make;
//! 6. [`Report`] is what a reader says is wrong in a text.
//!
//! Of a token only the SHA-256 is kept. It is 32 bytes of the system's random
//! numbers, not something that people think up: there is nothing to guess, so a
//! slow hash would protect nothing, and cost time at every request.
//!
//! Reads no clock: times are handed in, in RFC 3339, UTC, whole seconds.

mod book;
mod changes;
mod files;
mod pace;
mod pattern;
mod reports;
pub mod secret;
mod token;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

pub use changes::{Act, Change, Log};
pub use pace::Pace;
pub use pattern::Pattern;
pub use reports::{Report, Resolved};
pub use token::{Permission, Standing, Token};

/// Tokens and changes of a store.
#[derive(Clone, Debug)]
pub struct Access {
    folder: PathBuf,
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
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// The system refused.
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
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
            Self::Damaged { path, message } => {
                write!(f, "{} is damaged: {message}", path.display())
            }
            Self::Io { path, cause } => write!(f, "{}: {cause}", path.display()),
        }
    }
}

impl std::error::Error for Error {}

/// Adds the path to an error of the system.
fn at(path: &Path) -> impl FnOnce(io::Error) -> Error + '_ {
    move |cause| Error::Io {
        path: path.to_owned(),
        cause,
    }
}

impl Access {
    /// Tokens and changes of the store in the folder `store`: beside it, in a
    /// folder called as it is with `.access` at the end, which need not be there.
    pub fn beside(store: &Path) -> Self {
        // Beside a link would not be beside the store.
        let store = store.canonicalize().unwrap_or_else(|_| store.to_owned());
        let name = store.file_name().unwrap_or_default().to_string_lossy();
        Self {
            folder: store.with_file_name(format!("{name}.access")),
        }
    }

    /// Where they are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}
