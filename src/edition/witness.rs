//! What carries the text?

use std::fmt;

use serde::{Deserialize, Serialize};

/// The short name of a witness as it is printed (`A`, `C²`, `W`): the label
/// the edition declares, never an `xml:id`. What is raised in print, as the
/// `ac` of a hand before correction, is known apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(from = "String")]
pub struct Siglum {
    label: String,
    raised: u32,
}

impl Siglum {
    /// The siglum printed as `label`.
    pub fn new(label: impl Into<String>) -> Self {
        Self::with_raised(label, "")
    }

    /// The siglum printed as `base` with `raised` after it, above the line.
    pub fn with_raised(base: impl Into<String>, raised: &str) -> Self {
        let mut label = base.into();
        label.push_str(raised);
        let raised = raised.len() as u32;
        Self { label, raised }
    }

    /// All of its letters.
    pub fn as_str(&self) -> &str {
        &self.label
    }

    /// What stands on the line, and what is raised.
    pub fn parts(&self) -> (&str, &str) {
        self.label.split_at(self.label.len() - self.raised as usize)
    }
}

impl From<String> for Siglum {
    fn from(label: String) -> Self {
        Self::new(label)
    }
}

impl Serialize for Siglum {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.label)
    }
}

/// In plain text: what is raised as superior figures and letters, where Unicode
/// has them.
impl fmt::Display for Siglum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (base, raised) = self.parts();
        let superior: Option<String> = raised.chars().map(superior).collect();
        f.write_str(base)?;
        f.write_str(superior.as_deref().unwrap_or(raised))
    }
}

/// A figure or letter above the line (Unicode: Superscripts and Subscripts,
/// Phonetic Extensions).
fn superior(c: char) -> Option<char> {
    let plain = "0123456789abcdefghijklmnoprstuvwxyz+";
    let raised = "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ⁺";
    let at = plain.chars().position(|other| other == c)?;
    raised.chars().nth(at)
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
    /// The witness it is declared within: that of which it is a hand, or from
    /// which it descends.
    pub within: Option<Siglum>,
    /// SHA-256 of the file in which it was seen, if the header records one
    /// (`idno type="SHA-256"`), as 64 lower-case hexadecimal digits.
    pub digest: Option<String>,
}
