//! An edition is described for a library.

use super::cite::Uncitable;
use super::convert::Input;
use super::publish::now;
use crate::describe::{Cited, Description, Held};
use crate::edition::{EditionId, VersionReference};
use crate::store::{self, Store};
use crate::tei;
use crate::xml::Rejected;

/// What a library writes down, and what the store knows beside it.
pub struct Described {
    /// What the header says.
    pub description: Description,
    /// What the store knows.
    pub held: Held,
}

impl Described {
    /// A file that is not published: its record is made now.
    ///
    /// # Errors
    /// [`Rejected`] if it is not well-formed XML.
    pub fn file(input: Input<'_>) -> Result<Self, Rejected> {
        let document = tei::read(input.name, input.bytes)?.value;
        let cited = Cited::file(store::digest(input.bytes));
        let mut held = Held::of(&cited, &now());
        let file = input.name.rsplit('/').next().unwrap_or(input.name);
        held.name = file.strip_suffix(".xml").unwrap_or(file).to_owned();
        Ok(Self {
            description: Description::of(&document),
            held,
        })
    }

    /// A published version; `site` is the address under which the store is
    /// served. The newest version is described under the address of the edition.
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
        let versions = store.versions(id).map_err(Uncitable::Store)?;
        let read = tei::read_deposit(&stored.deposit(id.as_str()));
        let document = read.map_err(Uncitable::Rejected)?.value;
        let mut cited = Cited::version(site, id, &stored.version);
        if version == VersionReference::Latest {
            cited = cited.of_edition();
        }
        let first = versions.first().unwrap_or(&stored.version);
        Ok(Self {
            description: Description::of(&document),
            held: Held::of(&cited, &first.published),
        })
    }
}
