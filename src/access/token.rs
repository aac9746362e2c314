//! What is known of a token?

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Pattern;
use crate::edition::{Digest, EditionId};

/// What somebody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Permission {
    /// Keep drafts, and let files be looked at without publishing them.
    Preview,
    /// Publish new editions and new versions; and preview.
    Publish,
    /// Withdraw versions.
    Withdraw,
    /// Read what readers report, and say what became of it.
    Review,
}

impl Permission {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Preview, Self::Publish, Self::Withdraw, Self::Review];

    /// Its name.
    pub fn word(self) -> &'static str {
        match self {
            Self::Preview => "preview",
            Self::Publish => "publish",
            Self::Withdraw => "withdraw",
            Self::Review => "review",
        }
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Permission {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|one| one.word() == text);
        found.ok_or_else(|| {
            format!("`{text}` is nothing to allow: preview, publish, withdraw or review")
        })
    }
}

/// What is kept of a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// What it is called in lists: eight hexadecimal digits, no secret.
    pub number: String,
    /// SHA-256 of it.
    pub sha256: Digest,
    /// Whose it is; published versions bear the name.
    pub holder: String,
    /// How to reach them: a URI; may be empty.
    pub address: String,
    /// What it allows.
    pub may: Vec<Permission>,
    /// For which editions.
    pub editions: Vec<Pattern>,
    /// When it was made.
    pub made: String,
    /// The moment from which on it is not taken any more.
    pub until: String,
    /// When it was revoked: kept apart, for what is written stays as it is.
    #[serde(skip)]
    pub revoked: Option<String>,
}

/// Whether a token is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is.
    Good,
    /// Its time is over.
    Expired,
    /// It was revoked.
    Revoked,
}

impl Standing {
    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }
}

impl Token {
    /// Whether it is taken at `now`.
    pub fn standing(&self, now: &str) -> Standing {
        if self.revoked.is_some() {
            Standing::Revoked
        } else if self.until.as_str() <= now {
            Standing::Expired
        } else {
            Standing::Good
        }
    }

    /// Whether it allows this for any edition.
    pub fn may(&self, what: Permission) -> bool {
        let implied = what == Permission::Preview && self.may.contains(&Permission::Publish);
        implied || self.may.contains(&what)
    }

    /// Whether it allows this for an edition.
    pub fn allows(&self, what: Permission, id: &EditionId) -> bool {
        self.may(what) && self.editions.iter().any(|pattern| pattern.means(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_allows_what_it_says_and_no_more() {
        let token = Token {
            number: "12345678".into(),
            sha256: Digest([0; 32]),
            holder: "Ada Editor".into(),
            address: String::new(),
            may: vec![Permission::Publish],
            editions: vec!["leaflet-*".parse().unwrap(), "lamb".parse().unwrap()],
            made: "2026-01-01T00:00:00Z".into(),
            until: "2027-01-01T00:00:00Z".into(),
            revoked: None,
        };
        let allows = |what, id: &str| token.allows(what, &id.parse().unwrap());
        assert!(allows(Permission::Publish, "leaflet-2008"));
        assert!(allows(Permission::Preview, "lamb"));
        assert!(!allows(Permission::Publish, "lambs"));
        assert!(!allows(Permission::Withdraw, "lamb"));
        assert_eq!(token.standing("2026-12-31T23:59:59Z"), Standing::Good);
        assert_eq!(token.standing("2027-01-01T00:00:00Z"), Standing::Expired);
        let revoked = Token {
            revoked: Some("2026-02-01T00:00:00Z".into()),
            ..token
        };
        assert_eq!(revoked.standing("2026-03-01T00:00:00Z"), Standing::Revoked);
    }
}
