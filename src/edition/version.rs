//! Which published bytes are meant?

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The name of an edition in addresses and on the command line: lower-case
/// letters, digits and hyphens, beginning with a letter or digit, at most
/// [`EditionId::LONGEST`] characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EditionId(String);

impl EditionId {
    /// The longest name, in characters: it must fit a folder name after every
    /// escape of the storage layout.
    pub const LONGEST: usize = 80;

    /// As it stands in addresses.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A name that cannot be an [`EditionId`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadEditionId(pub String);

impl fmt::Display for BadEditionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` cannot name an edition: use 1 to {} lower-case letters, digits and hyphens, \
             beginning with a letter or digit",
            self.0,
            EditionId::LONGEST
        )
    }
}

impl std::error::Error for BadEditionId {}

impl FromStr for EditionId {
    type Err = BadEditionId;

    fn from_str(name: &str) -> Result<Self, BadEditionId> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let good = (1..=Self::LONGEST).contains(&name.len())
            && name.chars().all(fits)
            && !name.starts_with('-');
        if good {
            Ok(Self(name.to_owned()))
        } else {
            Err(BadEditionId(name.to_owned()))
        }
    }
}

impl TryFrom<String> for EditionId {
    type Error = BadEditionId;

    fn try_from(name: String) -> Result<Self, BadEditionId> {
        name.parse()
    }
}

impl From<EditionId> for String {
    fn from(id: EditionId) -> Self {
        id.0
    }
}

impl fmt::Display for EditionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The SHA-256 of some bytes (FIPS 180-4): 32 bytes, written as 64 lower-case
/// hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The first sixteen hexadecimal digits, for people.
    pub fn short(&self) -> String {
        self.to_string()[..16].to_owned()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

/// Text that is not 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadDigest(pub String);

impl fmt::Display for BadDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a SHA-256: 64 hexadecimal digits", self.0)
    }
}

impl std::error::Error for BadDigest {}

impl FromStr for Digest {
    type Err = BadDigest;

    fn from_str(text: &str) -> Result<Self, BadDigest> {
        let bad = || BadDigest(text.to_owned());
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(bad());
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| bad())?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| bad())?;
        }
        Ok(Self(bytes))
    }
}

impl TryFrom<String> for Digest {
    type Error = BadDigest;

    fn try_from(text: String) -> Result<Self, BadDigest> {
        text.parse()
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        digest.to_string()
    }
}

/// One published state of an edition: immutable bytes with their digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Its number in the line of versions, from 1, without gaps.
    pub number: u32,
    /// SHA-256 of its TEI file, what `sha256sum` prints of the download.
    pub digest: Digest,
    /// Size of its TEI file in bytes.
    pub bytes: u64,
    /// When it was published: RFC 3339, UTC, whole seconds.
    pub published: String,
    /// Who published it.
    pub publisher: String,
    /// Why: the change note.
    pub message: String,
}

/// A way of asking for a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VersionReference {
    /// The newest one.
    Latest,
    /// By its number.
    Number(u32),
    /// By the SHA-256 of its TEI file.
    Digest(Digest),
}

/// Text that names no version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadVersionReference(pub String);

impl fmt::Display for BadVersionReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` names no version: give a number from 1, a SHA-256 or `latest`",
            self.0
        )
    }
}

impl std::error::Error for BadVersionReference {}

impl FromStr for VersionReference {
    type Err = BadVersionReference;

    fn from_str(text: &str) -> Result<Self, BadVersionReference> {
        let bad = || BadVersionReference(text.to_owned());
        if text == "latest" {
            Ok(Self::Latest)
        } else if text.len() == 64 {
            text.parse().map(Self::Digest).map_err(|_| bad())
        } else {
            // No sign, no leading zero: one version has one address.
            let plain = text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
            let number = text.parse().ok().filter(|_| plain);
            number.map(Self::Number).ok_or_else(bad)
        }
    }
}

impl fmt::Display for VersionReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Latest => f.write_str("latest"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Digest(digest) => write!(f, "{digest}"),
        }
    }
}

/// That a version is not shown any more, and why. Its bytes stay where they are:
/// nothing that was published is ever overwritten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// The number of the version.
    pub version: u32,
    /// When it was withdrawn: RFC 3339, UTC, whole seconds.
    pub when: String,
    /// Who withdrew it.
    pub by: String,
    /// Why.
    pub reason: String,
}
