//! Texts come from the catalogue of another server.
//!
//! 1. `oai` asks as a harvester of OAI-PMH 2.0, `dts` as a client of DTS 1.0, for
//!    one [`Found`] text after the other;
//! 2. [`Harvest`] publishes them through the same work as every batch, some at a
//!    time, with an [`Origin`] beside each that says where it is from.
//!
//! What another server says is never trusted: answers are bounded, a text that is
//! not well formed is refused, and an edition that did not come from the same
//! place is never followed by another version.

mod dts;
mod oai;
mod origin;
mod template;
mod work;

use std::fmt;

use crate::fetch::{BadAddress, Trouble};

pub use oai::{Granularity, Span};
pub use origin::{ORIGIN_FORM, Origin};
pub use work::{Came, Harvest, Protocol, Selection};

/// What stands in a query as it is (RFC 3986 §2.3).
const PLAIN: &[u8] = b"-._~";

/// What another server has of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is called there, for ever; of what has no name there, its place.
    pub identifier: String,
    /// What the text is called of which this is a version, if that is said there.
    pub version_of: Option<String>,
    /// When it was last changed there, if that is said.
    pub datestamp: Option<String>,
    /// What came of it.
    pub content: Content,
}

/// What another server gives of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// The text.
    Text(Vec<u8>),
    /// It was deleted there.
    Deleted,
    /// Nothing that could be used: a sentence.
    Missing(String),
    /// Likewise, and it has no name under which it could be asked for again.
    Nameless(String),
}

impl Found {
    /// What has no more than a name, or a place.
    fn without_text(identifier: String, content: Content) -> Self {
        Self {
            identifier,
            version_of: None,
            datestamp: None,
            content,
        }
    }
}

/// Why a harvest came to no end.
#[derive(Debug)]
pub enum Unharvested {
    /// The other server gave no answer that could be used.
    Trouble(Trouble),
    /// It answered, and what it says cannot be understood: a sentence.
    Unreadable(String),
    /// What was taken could not be kept.
    Stopped(super::batch::Stopped),
}

impl fmt::Display for Unharvested {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Trouble(trouble) => trouble.fmt(f),
            Self::Unreadable(why) => f.write_str(why),
            Self::Stopped(stopped) => stopped.fmt(f),
        }
    }
}

impl Unharvested {
    /// Whether the same harvest may come to its end another time, without
    /// anything being mended at the other server.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Trouble(trouble) => trouble.may_pass(),
            Self::Unreadable(_) => false,
            Self::Stopped(_) => true,
        }
    }
}

impl std::error::Error for Unharvested {}

impl From<Trouble> for Unharvested {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<BadAddress> for Unharvested {
    fn from(bad: BadAddress) -> Self {
        Self::Trouble(Trouble::Address(bad))
    }
}
