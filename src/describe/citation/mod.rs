//! Which version and which passage does a citation mean?
//!
//! [`Cited`] is the answer as a value; [`seal`] prints it at the end of every
//! citation, [`read`] reads it back from whatever a citation has become on its
//! way through print, mail and PDF.

mod clean;
pub mod read;
pub mod seal;

use crate::edition::reference::{Place, RANGE, to_segment};
use crate::edition::{Digest, EditionId, Version};
use crate::passage::Fingerprint;

pub use read::{ParsedCitation, PassageStart, parse};

/// What is cited: a version of an edition, or a passage of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited {
    /// Where the site stands, without a slash at the end:
    /// `https://example.org/texts`; none if the file is not published, or its
    /// site has no address of its own.
    pub site: Option<String>,
    /// The edition; none of a file that is not published.
    pub edition: Option<EditionId>,
    /// The version; none of a file that is not published.
    pub version: Option<CitedVersion>,
    /// SHA-256 of the TEI file.
    pub digest: Digest,
    /// The passage, if not the whole.
    pub passage: Option<Passage>,
    /// Whether the address is that of the edition, which leads to its newest
    /// version; version and digest are cited all the same.
    pub whole_edition: bool,
}

/// A published version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CitedVersion {
    /// Its number.
    pub number: u32,
    /// When it was published: RFC 3339.
    pub published: String,
}

/// A passage, or a range from one to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Its reference, or the first of two.
    pub from: String,
    /// The last of two.
    pub to: Option<String>,
    /// Its fingerprint, if it is known.
    pub hash: Option<Fingerprint>,
}

impl Passage {
    /// The reference as it stands in addresses: of a range, both with a hyphen.
    pub fn reference(&self) -> String {
        match &self.to {
            Some(to) => format!("{}{RANGE}{to}", self.from),
            None => self.from.clone(),
        }
    }

    /// The reference for people: a range has a dash.
    pub fn for_people(&self) -> String {
        match &self.to {
            Some(to) => format!("{}–{to}", self.from),
            None => self.from.clone(),
        }
    }
}

impl Cited {
    /// A whole version of a published edition.
    pub fn version(site: Option<&str>, edition: &EditionId, version: &Version) -> Self {
        Self {
            site: site.filter(|site| !site.is_empty()).map(str::to_owned),
            edition: Some(edition.clone()),
            version: Some(CitedVersion {
                number: version.number,
                published: version.published.clone(),
            }),
            digest: version.digest,
            passage: None,
            whole_edition: false,
        }
    }

    /// A file that is not published.
    pub fn file(digest: Digest) -> Self {
        Self {
            site: None,
            edition: None,
            version: None,
            digest,
            passage: None,
            whole_edition: false,
        }
    }

    /// The same with a passage.
    pub fn at(self, passage: Passage) -> Self {
        Self {
            passage: Some(passage),
            ..self
        }
    }

    /// The same under the address of the edition.
    pub fn of_edition(self) -> Self {
        Self {
            whole_edition: true,
            ..self
        }
    }

    /// Where it can be read, if the site has an address.
    pub fn address(&self) -> Option<String> {
        let (site, edition) = (self.site.as_ref()?, self.edition.as_ref()?);
        let mut address = format!("{site}{EDITIONS}{edition}");
        if self.whole_edition && self.passage.is_none() {
            return Some(address);
        }
        let version = self.version.as_ref()?;
        address.push_str(&format!("/{}", version.number));
        if let Some(passage) = &self.passage {
            address.push('/');
            address.push_str(&to_segment(&passage.reference(), Place::AfterVersion));
        }
        Some(address)
    }
}

/// What stands between the address of a site and the name of an edition.
const EDITIONS: &str = "/editions/";
