//! TEI becomes an immutable version.

use std::collections::BTreeMap;
use std::fmt;

use super::convert::Input;
use super::schemas::{Place, Schemas};
use super::validate::{Record, Validation, validate};
use crate::diagnostic::Reported;
use crate::edition::EditionId;
use crate::source::{Deposit, FilePath};
use crate::store::{self, Expected, Publication, Put, Store};
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
    let read = read_tei(deposit).map_err(|rejected| Refused::File(Box::new(rejected)))?;
    let validation = validate(&read.value, schemas, place);
    let report = Record::new(&validation, &read.value, id.as_str()).to_bytes();
    let publication = Publication {
        publisher: facts.publisher.clone(),
        address: facts.address.clone(),
        message: facts.message.clone(),
        when: facts.when.clone(),
    };
    let put = store
        .put_deposit(id, deposit, Some(&report), &publication, expected)
        .map_err(Refused::Store)?;
    Ok(Published {
        put,
        read,
        validation,
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
