//! Is this what was cited?

use serde::Serialize;

use super::passages::Passages;
use crate::compare::Followed;
use crate::describe::citation::ParsedCitation;
use crate::edition::Digest;
use crate::passage::{Claim, Verdict};
use crate::source::Deposit;
use crate::xml::Rejected;

/// How a citation stands to a file.
#[derive(Clone, Debug, Serialize)]
pub struct CheckedCitation {
    /// SHA-256 of the file.
    pub sha256: Digest,
    /// Whether it is the very file that was cited; none if the citation does not
    /// say its hash.
    pub same_file: Option<bool>,
    /// Whether the other file that was at hand is the one that was cited; none if
    /// there was none, or the citation does not say its hash.
    #[serde(skip)]
    pub same_cited: Option<bool>,
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
    /// How it became so, word by word, if the file that was cited is at hand and
    /// something changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub followed: Option<Followed>,
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

/// Holds a citation against a file, and against nothing else; with the file that
/// was cited as well, tells what changed.
///
/// # Errors
/// [`Rejected`] if one of the files is not well-formed XML.
pub fn check_citation(
    cited: &ParsedCitation,
    file: &Deposit<'_>,
    was: Option<&Deposit<'_>>,
) -> Result<CheckedCitation, Rejected> {
    let passages = Passages::read(file)?;
    let was = was.map(Passages::read).transpose()?;
    let sha256 = passages.file();
    let same_file = cited.digest.as_ref().map(|digest| digest.begins(&sha256));
    let same_cited = was.as_ref().and_then(|was| {
        let digest = cited.digest.as_ref()?;
        Some(digest.begins(&was.file()))
    });
    let was = was.filter(|_| same_cited != Some(false));
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
        let differs = verdict != Some(Verdict::Same);
        let was = was.as_ref().filter(|_| differs);
        CheckedPassage {
            reference: reference.clone(),
            present,
            verdict,
            followed: was.and_then(|was| was.follow(&passages, reference)),
        }
    });
    Ok(CheckedCitation {
        sha256,
        same_file,
        same_cited,
        passage,
    })
}
