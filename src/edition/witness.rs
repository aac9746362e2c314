//! What carries the text?

use std::fmt;

use serde::{Deserialize, Serialize};

/// The short name of a witness as it is printed (`A`, `C²`, `W`): the label
/// the edition declares, never an `xml:id`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Siglum(String);

impl Siglum {
    /// The siglum printed as `label`.
    pub fn new(label: impl Into<String>) -> Self {
        Self(label.into())
    }

    /// As it is printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Siglum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A carrier of the text (`witness` in `listWit`, TEI TCAPWL).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Witness {
    /// The `xml:id` that `@wit` points to, without `#`.
    pub id: Option<String>,
    /// Its short name in print.
    pub siglum: Siglum,
    /// What it is, in the header's words, white space collapsed.
    pub description: String,
    /// SHA-256 of the file in which it was seen, if the header records one
    /// (`idno type="SHA-256"`), as 64 lower-case hexadecimal digits.
    pub digest: Option<String>,
}
