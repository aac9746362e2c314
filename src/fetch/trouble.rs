//! Why did nothing come?

use std::fmt;

use super::address::{Address, BadAddress};
use super::pause::Pause;

/// Why another site gave no answer that could be used.
#[derive(Debug)]
pub enum Trouble {
    /// It cannot be asked at all.
    Address(BadAddress),
    /// It would be asked in the clear, which only this machine may be.
    Unencrypted(Address),
    /// The answer is elsewhere: on another host, or no longer encrypted.
    Elsewhere {
        /// What was asked for.
        asked: Address,
        /// Where it sends everybody.
        to: String,
    },
    /// It sends us on and on.
    TooManyRedirects(Address),
    /// It could not be reached, or broke off.
    Unreachable {
        /// What was asked for.
        asked: Address,
        /// What the system says.
        why: String,
    },
    /// It took too long.
    TooSlow(Address),
    /// The answer is larger than it may be.
    TooLarge {
        /// What was asked for.
        asked: Address,
        /// The limit in bytes.
        most: u64,
    },
    /// It is compressed, which nothing here undoes.
    Compressed {
        /// What was asked for.
        asked: Address,
        /// In which way: `gzip`.
        coding: String,
    },
    /// It is busy for longer than is waited here.
    Busy(Pause),
    /// It answered, but with an error.
    Status {
        /// What was asked for.
        asked: Address,
        /// The status of HTTP.
        status: u16,
        /// The beginning of what it said about it, if that is text.
        said: String,
    },
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(bad) => bad.fmt(f),
            Self::Unencrypted(asked) => write!(
                f,
                "{asked} would be asked without encryption; only this machine is asked so unless \
                 it is allowed"
            ),
            Self::Elsewhere { asked, to } => write!(
                f,
                "{asked} leads to {to}, which is another place: ask there if that is meant"
            ),
            Self::TooManyRedirects(asked) => write!(f, "{asked} leads on and on"),
            Self::Unreachable { asked, why } => write!(f, "{asked} cannot be reached: {why}"),
            Self::TooSlow(asked) => write!(f, "{asked} took too long to answer"),
            Self::TooLarge { asked, most } => {
                write!(f, "{asked} has more than {most} bytes, which is the limit")
            }
            Self::Compressed { asked, coding } => write!(
                f,
                "{asked} comes compressed ({coding}), though it was asked for as it is"
            ),
            Self::Busy(pause) => write!(f, "{pause}, which is more than is waited here"),
            Self::Status {
                asked,
                status,
                said,
            } => {
                write!(f, "{asked} answers {status}")?;
                if said.is_empty() {
                    return Ok(());
                }
                write!(f, ": {said}")
            }
        }
    }
}

impl Trouble {
    /// Whether it may be over later, without anything being mended: the site was
    /// busy, slow, or not there.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::TooSlow(_) | Self::Busy(_) => true,
            Self::Status { status, .. } => *status == 429 || *status >= 500,
            _ => false,
        }
    }
}

impl std::error::Error for Trouble {}

impl From<BadAddress> for Trouble {
    fn from(bad: BadAddress) -> Self {
        Self::Address(bad)
    }
}
