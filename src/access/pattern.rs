//! Which editions are meant?

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::edition::EditionId;

/// Names of editions: a name, in which `*` stands for any characters or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pattern(String);

impl Pattern {
    /// Every edition.
    pub fn all() -> Self {
        Self("*".to_owned())
    }

    /// Whether it means this edition.
    pub fn means(&self, id: &EditionId) -> bool {
        let (pattern, name) = (self.0.as_bytes(), id.as_str().as_bytes());
        // Where the last asterisk was met, and how much of the name it took.
        let (mut at, mut taken, mut retreat) = (0, 0, None);
        while taken < name.len() {
            if pattern.get(at) == Some(&b'*') {
                retreat = Some((at, taken));
                at += 1;
            } else if pattern.get(at) == Some(&name[taken]) {
                (at, taken) = (at + 1, taken + 1);
            } else if let Some((asterisk, took)) = retreat {
                retreat = Some((asterisk, took + 1));
                (at, taken) = (asterisk + 1, took + 1);
            } else {
                return false;
            }
        }
        pattern[at..].iter().all(|rest| *rest == b'*')
    }
}

impl FromStr for Pattern {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-*".contains(c);
        let good = (1..=EditionId::LONGEST).contains(&text.len()) && text.chars().all(fits);
        if good {
            return Ok(Self(text.to_owned()));
        }
        Err(format!(
            "`{text}` names no editions: use lower-case letters, digits, hyphens and `*`"
        ))
    }
}

impl TryFrom<String> for Pattern {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Pattern> for String {
    fn from(pattern: Pattern) -> Self {
        pattern.0
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asterisks_stand_for_anything() {
        let table = [
            ("*", "lamb", true),
            ("lamb", "lamb", true),
            ("lamb", "lambs", false),
            ("lamb", "lam", false),
            ("leaflet-*", "leaflet-2008", true),
            ("leaflet-*", "leaflet-", true),
            ("leaflet-*", "leaflet", false),
            ("*-1789", "the-lamb-1789", true),
            ("*-1789", "the-lamb-17899", false),
            ("a*b*c", "a1b2b3c", true),
            ("a*b*c", "a1c2b3", false),
            ("**a**", "banana", true),
        ];
        for (pattern, name, expected) in table {
            let means = pattern
                .parse::<Pattern>()
                .unwrap()
                .means(&name.parse().unwrap());
            assert_eq!(means, expected, "{pattern} {name}");
        }
        for bad in ["", "A*", "a/b", "ä", "a b"] {
            assert!(bad.parse::<Pattern>().is_err(), "{bad}");
        }
    }
}
