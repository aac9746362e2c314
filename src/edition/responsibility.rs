//! Who says so, and how sure are they?

use serde::{Deserialize, Serialize};

/// Someone, or some program, that answers for part of an edition
/// (`respStmt`, `author`, `editor`; TEI HD).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Responsibility {
    /// The `xml:id` that `@resp` points to, without `#`.
    pub id: Option<String>,
    /// The name as the header gives it.
    pub name: String,
    /// What they did, in the header's words: `author`, `editorial decisions`.
    pub role: String,
}

/// How sure a statement is (`@cert`, TEI ST, att.global.responsibility).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// Not said.
    Unknown,
    /// A possibility worth recording.
    Low,
    /// More likely than not.
    Medium,
    /// As sure as such evidence allows.
    High,
}

impl Certainty {
    /// The value of `@cert`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// Reads a value of `@cert`; anything but the four words is `Unknown`.
    pub fn from_attribute(value: &str) -> Self {
        match value {
            "high" => Self::High,
            "medium" => Self::Medium,
            "low" => Self::Low,
            _ => Self::Unknown,
        }
    }
}
