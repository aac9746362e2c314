//! A store without a disk: for the editions that come with the program.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use super::files::{Content, Stored, StoredFiles};
use super::inventory::Report;
use super::verify::{Damage, Progress};
use super::{Catalogue, Error, Put, Reports, Standing, Wish, moment, precondition};
use crate::edition::{EditionId, Version, VersionReference};
use crate::source::FilePath;

type Versions = Vec<Entry>;

#[derive(Clone, Debug)]
struct Entry {
    version: Version,
    bytes: Vec<u8>,
    path: FilePath,
    files: StoredFiles,
    reports: BTreeMap<Report, Vec<u8>>,
}

#[derive(Debug, Default)]
pub struct Memory {
    editions: RwLock<BTreeMap<EditionId, Versions>>,
}

impl Memory {
    pub fn put(&self, wish: &Wish<'_>) -> Result<Put, Error> {
        let Wish {
            id,
            content,
            publication,
            expected,
        } = wish;
        let mut editions = self
            .editions
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let versions = editions.get(*id).map_or(&[][..], Vec::as_slice);
        let newest = versions.last().map(|entry| &entry.version);
        let same = || versions.last().is_some_and(|entry| holds(entry, content));
        if let Some(same) = precondition(id, newest, *expected, same)? {
            return Ok(same);
        }
        let mut files = Vec::new();
        for (path, digest) in &content.others {
            files.push((path.clone(), content.read(path, *digest)?.bytes().to_vec()));
        }
        let bytes = content.deposit.bytes;
        let version = Version {
            number: versions.len() as u32 + 1,
            digest: content.digest(),
            bytes: bytes.len() as u64,
            published: moment(publication, newest.map(|newest| newest.published.as_str()))?,
            publisher: publication.publisher.clone(),
            message: publication.message.clone(),
        };
        let reports = content.reports.iter();
        let reports = reports.map(|(report, bytes)| (*report, bytes.bytes().to_vec()));
        let entry = Entry {
            version: version.clone(),
            bytes: bytes.to_vec(),
            path: content.deposit.path.clone(),
            files: StoredFiles::in_memory(files.into_iter()),
            reports: reports.collect(),
        };
        editions.entry((*id).clone()).or_default().push(entry);
        Ok(Put { version, new: true })
    }

    pub fn editions(&self) -> Vec<EditionId> {
        self.locked().keys().cloned().collect()
    }

    pub fn standing(&self, id: &EditionId) -> Result<Standing, Error> {
        let editions = self.locked();
        let entries = editions.get(id);
        entries
            .map(|entries| standing(entries))
            .ok_or_else(|| Error::NoSuchEdition(id.clone()))
    }

    pub fn catalogue(&self) -> Catalogue {
        let editions = self.locked();
        let editions = editions.iter();
        editions
            .map(|(id, entries)| (id.clone(), Ok(standing(entries))))
            .collect()
    }

    pub fn read(
        &self,
        id: &EditionId,
        reference: VersionReference,
    ) -> Result<(Version, Vec<u8>), Error> {
        let entry = self.entry(id, reference)?;
        Ok((entry.version, entry.bytes))
    }

    pub fn stored(&self, id: &EditionId, reference: VersionReference) -> Result<Stored, Error> {
        let Entry {
            version,
            bytes,
            path,
            files,
            ..
        } = self.entry(id, reference)?;
        Ok(Stored {
            version,
            bytes,
            path,
            files,
        })
    }

    fn entry(&self, id: &EditionId, reference: VersionReference) -> Result<Entry, Error> {
        let version = self.standing(id)?.choose(id, reference)?;
        let editions = self.locked();
        let found = editions
            .get(id)
            .and_then(|v| v.get(version.number as usize - 1));
        found
            .cloned()
            .ok_or(Error::NoSuchVersion(id.clone(), reference))
    }

    pub fn report(
        &self,
        id: &EditionId,
        reference: VersionReference,
        report: Report,
    ) -> Result<Option<Vec<u8>>, Error> {
        Ok(self.entry(id, reference)?.reports.remove(&report))
    }

    pub fn reports(&self, id: &EditionId, report: Report) -> Reports {
        let editions = self.locked();
        let entries = editions.get(id).into_iter().flatten();
        let with = |entry: &Entry| {
            let bytes = entry.reports.get(&report)?;
            Some((entry.version.number, bytes.clone()))
        };
        entries.filter_map(with).collect()
    }

    pub fn verify(&self, progress: &mut dyn FnMut(Progress)) -> Vec<Damage> {
        let total = self.locked().len();
        progress(Progress { done: total, total });
        Vec::new()
    }

    fn locked(&self) -> RwLockReadGuard<'_, BTreeMap<EditionId, Versions>> {
        self.editions.read().unwrap_or_else(PoisonError::into_inner)
    }
}

fn standing(entries: &[Entry]) -> Standing {
    Standing {
        versions: entries.iter().map(|entry| entry.version.clone()).collect(),
        withdrawn: Vec::new(),
    }
}

fn holds(entry: &Entry, content: &Content<'_>) -> bool {
    let wanted = content.others.iter().map(|(path, digest)| (path, *digest));
    entry.version.digest == content.digest()
        && entry.path == *content.deposit.path
        && entry.files.digests().eq(wanted)
}
