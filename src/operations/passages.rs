//! Which fingerprints do the passages of a file have?

use serde::Serialize;

use crate::compare::{Followed, Sides, follow};
use crate::edition::Digest;
use crate::passage::{self, Claim, Fingerprint, Fingerprints, Verdict};
use crate::source::Deposit;
use crate::store;
use crate::tei::{self, Document};
use crate::wording::Wording;
use crate::xml::Rejected;

/// A file whose passages are asked for, read once.
pub struct Passages {
    document: Document,
    file: Digest,
}

/// The fingerprints of all passages of a file.
#[derive(Debug, Serialize)]
pub struct PassageList {
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// Of its passages.
    #[serde(flatten)]
    pub fingerprints: Fingerprints,
}

impl Passages {
    /// Reads a file, with what it includes.
    ///
    /// # Errors
    /// [`Rejected`] if it is not well-formed XML.
    pub fn read(file: &Deposit<'_>) -> Result<Self, Rejected> {
        let document = tei::read_deposit(file)?.value;
        let file = store::digest(file.bytes);
        Ok(Self { document, file })
    }

    /// SHA-256 of the bytes of the file.
    pub fn file(&self) -> Digest {
        self.file
    }

    /// All passages.
    pub fn list(&self) -> PassageList {
        let fingerprints = passage::fingerprints(&self.document);
        PassageList {
            sha256: self.file,
            fingerprints,
        }
    }

    /// What became of a passage of this file in a later one, in English.
    pub fn follow(&self, later: &Self, reference: &str) -> Option<Followed> {
        let (was, is) = (
            passage::fingerprints(&self.document),
            passage::fingerprints(&later.document),
        );
        let taken = Sides {
            old: &was,
            new: &is,
        };
        follow(
            &self.document,
            &later.document,
            &taken,
            reference,
            &Wording::default(),
        )
    }

    /// The passage that a reference or a range names.
    pub fn fingerprint(&self, reference: &str) -> Option<Fingerprint> {
        passage::fingerprint(&self.document, reference)
    }

    /// The words and the content of a passage, as they are hashed.
    pub fn hashed(&self, reference: &str) -> Option<(String, String)> {
        passage::hashed(&self.document, reference)
    }

    /// How a claim about a passage stands to the file.
    pub fn check(&self, claim: &Claim) -> Verdict {
        let all = passage::fingerprints(&self.document);
        passage::check(&self.document, &all, claim)
    }

    /// References that are like one that is not there.
    pub fn near(&self, reference: &str) -> Vec<String> {
        self.document.neighbours(reference).near
    }
}
