//! TEI becomes an immutable version.

use std::collections::BTreeMap;
use std::fmt;

use super::convert::Input;
use super::schemas::{Place, Schemas};
use super::validate::{Record, Validation, validate};
use crate::diagnostic::Reported;
use crate::edition::EditionId;
use crate::source::{Deposit, FilePath};
use crate::store::{self, Expected, Publication, Put, Store, Submission};
use crate::xml::{self, Rejected, Tree};

/// What is said about a publication besides its bytes.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Who publishes.
    pub publisher: String,
    /// How to reach them: `mailto:…`, or an address on the web; may be empty.
    pub address: String,
    /// Why: the change note.
    pub message: String,
    /// When: RFC 3339, whole seconds; [`now`] unless a history is rebuilt.
    pub when: String,
}

/// What came of a publication.
#[derive(Debug)]
pub struct Published {
    /// The version, and whether it is new.
    pub put: Put,
    /// What was noticed in the file.
    pub read: Reported<Tree>,
    /// How the file stands to its schemas.
    pub validation: Validation,
}

/// Why nothing was published.
#[derive(Debug)]
pub enum Refused {
    /// The file is not a well-formed TEI document.
    File(Box<Rejected>),
    /// The store could not or would not.
    Store(store::Error),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(rejected) => write!(f, "{} cannot be published", rejected.source.name()),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Refused {}

/// Publishes the bytes of a TEI file as the next version of `id`; see
/// [`publish_deposit`].
///
/// # Errors
/// [`Refused`]; nothing was written then.
pub fn publish(
    store: &Store,
    id: &EditionId,
    file: Input<'_>,
    facts: &Facts,
    expected: Expected,
) -> Result<Published, Refused> {
    let path = FilePath::edition();
    let deposit = Deposit {
        name: file.name,
        bytes: file.bytes,
        path: &path,
        files: &BTreeMap::new(),
    };
    let schemas = Schemas::default();
    publish_deposit(store, id, &deposit, facts, expected, &schemas, None)
}

/// Publishes a TEI file, with the files that were handed in with it, as the next
/// version of `id`. The bytes are stored as they are, so that whoever handed
/// them in has the same SHA-256. Files equal to the newest version make no new
/// one. Beside them lies the report of how the file, with what it includes,
/// stands to `schemas` and to those at its `place`; it stands in nobody's way.
///
/// # Errors
/// [`Refused`]; nothing was written then.
pub fn publish_deposit(
    store: &Store,
    id: &EditionId,
    deposit: &Deposit<'_>,
    facts: &Facts,
    expected: Expected,
    schemas: &Schemas,
    place: Option<Place<'_>>,
) -> Result<Published, Refused> {
    let candidate = Candidate {
        id,
        deposit: *deposit,
        expected,
        place,
    };
    let mut published = publish_all(store, &[candidate], facts, schemas);
    let published = published.pop().unwrap_or_else(|| {
        let message = "nothing was handed in".to_owned();
        Err(Refused::Store(store::Error::Unfit(message)))
    })?;
    store.settle().map_err(Refused::Store)?;
    Ok(published)
}

/// A file that is to be published with others.
#[derive(Clone, Copy)]
pub struct Candidate<'a> {
    /// The edition.
    pub id: &'a EditionId,
    /// The TEI file, and the files that were handed in with it.
    pub deposit: Deposit<'a>,
    /// What the newest version must be.
    pub expected: Expected,
    /// Where schemas may lie beside it.
    pub place: Option<Place<'a>>,
}

/// Publishes several files in one act, each as [`publish_deposit`] does: one may
/// be refused and the others published. The folders of the editions follow
/// behind ([`Store::settle`]).
pub fn publish_all(
    store: &Store,
    candidates: &[Candidate<'_>],
    facts: &Facts,
    schemas: &Schemas,
) -> Vec<Result<Published, Refused>> {
    let looked: Vec<_> = candidates
        .iter()
        .map(|candidate| look(candidate, schemas))
        .collect();
    let publication = Publication {
        publisher: facts.publisher.clone(),
        address: facts.address.clone(),
        message: facts.message.clone(),
        when: facts.when.clone(),
    };
    let pairs = candidates.iter().zip(&looked);
    let fit = pairs.filter_map(|(candidate, looked)| Some((candidate, looked.as_ref().ok()?)));
    let submissions: Vec<Submission<'_>> = fit
        .map(|(candidate, looked)| Submission {
            id: candidate.id,
            deposit: candidate.deposit,
            report: Some(&looked.report),
            publication: &publication,
            expected: candidate.expected,
        })
        .collect();
    let (mut puts, mut failed) = match store.put_all(&submissions) {
        Ok(puts) => (puts.into_iter(), None),
        Err(error) => (Vec::new().into_iter(), Some(error)),
    };
    drop(submissions);
    let mut results = Vec::with_capacity(looked.len());
    for looked in looked {
        results.push(looked.and_then(|looked| {
            // Where nothing could be written, the first says why.
            let put = puts.next().or_else(|| failed.take().map(Err));
            let put = put.unwrap_or_else(|| {
                let message = "nothing could be published".to_owned();
                Err(store::Error::Unfit(message))
            });
            Ok(Published {
                put: put.map_err(Refused::Store)?,
                read: looked.read,
                validation: looked.validation,
            })
        }));
    }
    results
}

/// A file that was looked at before it is published.
struct Looked {
    read: Reported<Tree>,
    validation: Validation,
    report: Vec<u8>,
}

fn look(candidate: &Candidate<'_>, schemas: &Schemas) -> Result<Looked, Refused> {
    let read = read_tei(&candidate.deposit);
    let read = read.map_err(|rejected| Refused::File(Box::new(rejected)))?;
    let validation = validate(&read.value, schemas, candidate.place);
    let report = Record::new(&validation, &read.value, candidate.id.as_str()).to_bytes();
    Ok(Looked {
        read,
        validation,
        report,
    })
}

/// Reads a file that is to be published. Being well formed is the only hard
/// condition: two of five published TEI files are invalid in one way or another.
///
/// # Errors
/// [`Rejected`], with the first fault and its place.
pub fn read_tei(deposit: &Deposit<'_>) -> Result<Reported<Tree>, Rejected> {
    xml::read_deposit(deposit)
}

/// The time of a publication: now, UTC, in whole seconds (RFC 3339).
pub fn now() -> String {
    jiff::Timestamp::now()
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string()
}

/// The name for an edition whose file is called `name`: the folder for files
/// called `edition.xml`, else the name without `.xml` or `.tei.xml`, in lower case, with
/// a hyphen for everything that is neither a letter nor a digit of ASCII.
/// `None` if nothing is left.
pub fn suggest_id(name: &str) -> Option<EditionId> {
    let mut parts = name.rsplit(['/', '\\']).filter(|part| !part.is_empty());
    let file = parts.next()?;
    let stem = file.strip_suffix(".xml").unwrap_or(file);
    let stem = stem.strip_suffix(".tei").unwrap_or(stem);
    let stem = if stem == "edition" {
        parts.next().unwrap_or(stem)
    } else {
        stem
    };
    let mut slug = String::new();
    for character in stem.chars() {
        if character.is_ascii_alphanumeric() {
            slug.push(character.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(EditionId::LONGEST);
    slug.trim_end_matches('-').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_from_files_and_folders() {
        let id = |name| suggest_id(name).map(|id| id.as_str().to_owned());
        assert_eq!(
            id("tei/editions/lamb-1789/edition.xml").as_deref(),
            Some("lamb-1789")
        );
        assert_eq!(id("The Lamb (1789).xml").as_deref(), Some("the-lamb-1789"));
        assert_eq!(id("a/L00832.tei.xml").as_deref(), Some("l00832"));
        assert_eq!(id("vol.1.xml").as_deref(), Some("vol-1"));
        assert_eq!(id("校異源氏物語.xml"), None);
    }
}
