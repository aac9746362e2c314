//! Editions from the store.

use super::fault;
use crate::edition::{Digest, EditionId, Version, VersionReference};
use crate::operations::{bag, read_draft};
use crate::package::Item;
use crate::server::contracts::{Catalogue, Editions, Fault};
use crate::store::{Changed, Derived, Draft, Error, Report, Reports, Standing, Store, Stored};

impl Editions for Store {
    fn editions(&self) -> Result<Vec<EditionId>, Fault> {
        self.editions().map_err(|error| fault(&error))
    }

    fn versions(&self, id: &EditionId) -> Result<Vec<Version>, Fault> {
        self.versions(id).map_err(|error| fault(&error))
    }

    fn position(&self) -> Result<u64, Fault> {
        self.position().map_err(|error| fault(&error))
    }

    fn changed_since(&self, position: u64) -> Result<Option<Changed>, Fault> {
        self.changed_since(position).map_err(|error| fault(&error))
    }

    fn mark(&self, position: u64) -> Result<Option<String>, Fault> {
        self.mark(position).map_err(|error| fault(&error))
    }

    fn derived(&self, name: Derived) -> Result<Option<Vec<u8>>, Fault> {
        self.derived(name).map_err(|error| fault(&error))
    }

    fn keep_derived(&self, name: Derived, bytes: &[u8]) -> Result<(), Fault> {
        self.keep_derived(name, bytes)
            .map_err(|error| fault(&error))
    }

    fn standing(&self, id: &EditionId) -> Result<Standing, Fault> {
        self.standing(id).map_err(|error| fault(&error))
    }

    fn catalogue(&self) -> Result<Catalogue, Fault> {
        let catalogue = self.catalogue().map_err(|error| fault(&error))?.into_iter();
        Ok(catalogue
            .map(|(id, standing)| (id, standing.map_err(|error| fault(&error))))
            .collect())
    }

    fn read(&self, id: &EditionId, version: VersionReference) -> Result<(Version, Vec<u8>), Fault> {
        self.read(id, version).map_err(|error| fault(&error))
    }

    fn stored(&self, id: &EditionId, version: VersionReference) -> Result<Stored, Fault> {
        self.stored(id, version).map_err(|error| fault(&error))
    }

    fn reports(&self, id: &EditionId, report: Report) -> Result<Reports, Fault> {
        self.reports(id, report).map_err(|error| fault(&error))
    }

    fn report(
        &self,
        id: &EditionId,
        version: VersionReference,
        report: Report,
    ) -> Result<Option<Vec<u8>>, Fault> {
        let found = self.report(id, version, report);
        found.map_err(|error| fault(&error))
    }

    fn bag(&self, id: &EditionId) -> Result<Vec<Item>, Fault> {
        bag(self, id).map_err(|error| match error {
            // A store that is not on a disk.
            Error::Unfit(_) => Fault::Absent,
            error => fault(&error),
        })
    }

    fn draft(&self, token: &str) -> Result<Draft, Fault> {
        let found = read_draft(self, token).map_err(|error| fault(&error))?;
        found.ok_or(Fault::Absent)
    }

    fn last_withdrawn(&self, id: &EditionId) -> Result<Stored, Fault> {
        self.last_withdrawn(id).map_err(|error| fault(&error))
    }

    fn secret(&self) -> Result<[u8; 32], Fault> {
        self.secret().map_err(|error| fault(&error))
    }

    fn find(&self, digest: &Digest) -> Result<Option<(EditionId, Version)>, Fault> {
        self.find(digest).map_err(|error| fault(&error))
    }
}
