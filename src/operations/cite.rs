//! An edition or a passage of it is cited.

use super::convert::Input;
use crate::describe::{Cited, Passage, Record};
use crate::edition::{EditionId, VersionReference};
use crate::passage;
use crate::store::{self, Error, Store};
use crate::tei::{self, Document};
use crate::xml::Rejected;

/// What can be cited: the record, and the version that is meant.
pub struct Citable {
    document: Document,
    /// What the header says.
    pub record: Record,
    /// The version or file.
    pub cited: Cited,
}

/// Why something cannot be cited.
#[derive(Debug)]
pub enum Uncitable {
    /// The store does not have it.
    Store(Error),
    /// It is not well-formed XML.
    Rejected(Rejected),
}

impl Citable {
    /// A file that is not published: the digest alone says which.
    ///
    /// # Errors
    /// [`Rejected`] if it is not well-formed XML.
    pub fn file(input: Input<'_>) -> Result<Self, Rejected> {
        let document = tei::read(input.name, input.bytes)?.value;
        let cited = Cited::file(store::digest(input.bytes));
        Ok(Self::new(document, cited))
    }

    /// A published version; `site` is the address under which the store is
    /// served.
    ///
    /// # Errors
    /// [`Uncitable`].
    pub fn version(
        store: &Store,
        id: &EditionId,
        version: VersionReference,
        site: Option<&str>,
    ) -> Result<Self, Uncitable> {
        let stored = store.stored(id, version).map_err(Uncitable::Store)?;
        let read = tei::read_deposit(&stored.deposit(id.as_str()));
        let document = read.map_err(Uncitable::Rejected)?.value;
        let cited = Cited::version(site, id, &stored.version);
        Ok(Self::new(document, cited))
    }

    fn new(document: Document, cited: Cited) -> Self {
        let record = Record::of(&document);
        Self {
            document,
            record,
            cited,
        }
    }

    /// The same at a passage.
    ///
    /// # Errors
    /// References near it, if there is no such passage.
    pub fn at(self, reference: &str) -> Result<Self, Vec<String>> {
        let Some(passage) = passage_at(&self.document, reference) else {
            let neighbours = self.document.neighbours(reference);
            return Err(neighbours
                .near
                .into_iter()
                .chain(neighbours.around)
                .collect());
        };
        let cited = self.cited.at(passage);
        Ok(Self { cited, ..self })
    }
}

/// The passage that a reference or a range names, under its one reference, with
/// its fingerprint.
pub fn passage_at(document: &Document, reference: &str) -> Option<Passage> {
    let citation = document.citation();
    let found = citation.resolve(reference)?;
    let units = citation.addresses().units();
    let to = (found.to != found.from).then(|| units[found.to].reference.clone());
    Some(Passage {
        from: units[found.from].reference.clone(),
        to,
        hash: passage::fingerprint(document, reference),
    })
}
