//! Is this what was cited?

use serde::Serialize;

use super::convert::Input;
use super::passages::Passages;
use crate::describe::citation::ParsedCitation;
use crate::edition::Digest;
use crate::passage::{Claim, Verdict};
use crate::xml::Rejected;

/// How a citation stands to a file.
#[derive(Clone, Debug, Serialize)]
pub struct CheckedCitation {
    /// SHA-256 of the file.
    pub sha256: Digest,
    /// Whether it is the very file that was cited; none if the citation does not
    /// say its hash.
    pub same_file: Option<bool>,
    /// What became of the passage, if one is cited.
    pub passage: Option<CheckedPassage>,
}

/// How a cited passage stands to a file.
#[derive(Clone, Debug, Serialize)]
pub struct CheckedPassage {
    /// Its reference.
    pub reference: String,
    /// Whether the file has something under that reference.
    pub present: bool,
    /// What became of its words; none if the citation has no fingerprint of
    /// them and the file is not the one that was cited.
    pub verdict: Option<Verdict>,
}

impl CheckedCitation {
    /// Whether everything that the citation says is so.
    pub fn holds(&self) -> bool {
        let same_file = self.same_file == Some(true);
        match &self.passage {
            Some(passage) => passage.verdict == Some(Verdict::Same),
            None => same_file,
        }
    }
}

/// Holds a citation against a file, without anything else.
///
/// # Errors
/// [`Rejected`] if the file is not well-formed XML.
pub fn check_citation(
    cited: &ParsedCitation,
    file: Input<'_>,
) -> Result<CheckedCitation, Rejected> {
    let passages = Passages::read(file)?;
    let sha256 = passages.file();
    let same_file = cited.digest.as_ref().map(|digest| digest.begins(&sha256));
    let passage = cited.reference.as_ref().map(|reference| {
        let present = passages.fingerprint(reference).is_some();
        let verdict = match &cited.passage {
            Some(start) => Some(passages.check(&Claim {
                reference: reference.clone(),
                text: start.text.clone(),
                content: Some(start.content.clone()),
            })),
            None if same_file == Some(true) && present => Some(Verdict::Same),
            None => None,
        };
        CheckedPassage {
            reference: reference.clone(),
            present,
            verdict,
        }
    });
    Ok(CheckedCitation {
        sha256,
        same_file,
        passage,
    })
}
