//! Which texts are open?
//!
//! A long text is read once for its many pages, and kept open while it is read
//! in: documents up to a number of bytes, by edition and version, for two versions
//! of the same file may differ in what it includes. The last one stays even if it
//! alone is larger.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::contracts::{Editions, Fault};
use crate::edition::{Digest, EditionId, Version, VersionReference};
use crate::passage::{self, Fingerprints};
use crate::tei::{self, Document};
use crate::xml::Rejected;

/// Open documents.
pub struct Library {
    editions: Arc<dyn Editions>,
    limit: usize,
    kept: Mutex<Kept>,
    /// Whoever opens a document holds one of these: it is opened once, and few
    /// are opened at a time.
    desks: [Mutex<()>; 4],
}

#[derive(Default)]
struct Kept {
    documents: BTreeMap<Place, Open>,
    bytes: usize,
    clock: u64,
}

/// Where a document is published: edition, number and file.
type Place = (EditionId, u32, Digest);

struct Open {
    document: Arc<Document>,
    /// Taken when they are asked for.
    fingerprints: Option<Arc<Fingerprints>>,
    weight: usize,
    used: u64,
}

impl Library {
    /// A library of at most `limit` bytes, and one document.
    pub fn new(editions: Arc<dyn Editions>, limit: usize) -> Self {
        let (kept, desks) = Default::default();
        Self {
            editions,
            limit,
            kept,
            desks,
        }
    }

    /// The document of a version, if it is open.
    pub fn open(&self, id: &EditionId, version: &Version) -> Option<Arc<Document>> {
        let mut kept = self.kept();
        kept.clock += 1;
        let now = kept.clock;
        let open = kept.documents.get_mut(&place(id, version))?;
        open.used = now;
        Some(open.document.clone())
    }

    /// The document of a version; this may read and parse it.
    ///
    /// # Errors
    /// What the store says; [`Fault::Broken`] if the file cannot be read.
    pub fn document(&self, id: &EditionId, version: &Version) -> Result<Arc<Document>, Fault> {
        if let Some(document) = self.open(id, version) {
            return Ok(document);
        }
        let desk = usize::from(version.digest.0[0]) % self.desks.len();
        let _desk = self.desks[desk]
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        // Somebody may have opened it while we waited.
        if let Some(document) = self.open(id, version) {
            return Ok(document);
        }
        let reference = VersionReference::Number(version.number);
        let stored = self.editions.stored(id, reference)?;
        let read = tei::read_deposit(&stored.deposit(id.as_str())).map_err(unreadable)?;
        drop(stored);
        let document = Arc::new(read.value);
        document.parts();
        self.keep(place(id, version), document.clone());
        Ok(document)
    }

    /// The fingerprints of the passages of a version; kept with its document.
    ///
    /// # Errors
    /// As [`Library::document`].
    pub fn fingerprints(
        &self,
        id: &EditionId,
        version: &Version,
    ) -> Result<Arc<Fingerprints>, Fault> {
        let document = self.document(id, version)?;
        let place = place(id, version);
        let known = |kept: &Kept| kept.documents.get(&place)?.fingerprints.clone();
        if let Some(known) = known(&self.kept()) {
            return Ok(known);
        }
        let taken = Arc::new(passage::fingerprints(&document));
        if let Some(open) = self.kept().documents.get_mut(&place) {
            open.fingerprints = Some(taken.clone());
        }
        Ok(taken)
    }

    fn keep(&self, place: Place, document: Arc<Document>) {
        let mut kept = self.kept();
        kept.clock += 1;
        let (weight, used) = (document.weight(), kept.clock);
        kept.bytes += weight;
        let open = Open {
            document,
            fingerprints: None,
            weight,
            used,
        };
        if let Some(old) = kept.documents.insert(place, open) {
            kept.bytes -= old.weight;
        }
        while kept.bytes > self.limit && kept.documents.len() > 1 {
            let oldest = kept.documents.iter().min_by_key(|(_, open)| open.used);
            let Some(oldest) = oldest.map(|(place, _)| place.clone()) else {
                break;
            };
            if let Some(gone) = kept.documents.remove(&oldest) {
                kept.bytes -= gone.weight;
            }
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn place(id: &EditionId, version: &Version) -> Place {
    (id.clone(), version.number, version.digest)
}

/// Published text that is no well-formed XML: it should not be there.
pub fn unreadable(rejected: Rejected) -> Fault {
    let findings = rejected.findings.iter();
    let findings: Vec<&str> = findings.map(|finding| finding.message.as_str()).collect();
    let findings = findings.join("; ");
    Fault::Broken(format!("published TEI that cannot be read: {findings}"))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[derive(Default)]
    struct Counting(AtomicUsize);

    impl Editions for Counting {
        fn editions(&self) -> Result<Vec<EditionId>, Fault> {
            Err(Fault::Absent)
        }

        fn versions(&self, _: &EditionId) -> Result<Vec<Version>, Fault> {
            Err(Fault::Absent)
        }

        fn read(
            &self,
            _: &EditionId,
            asked: VersionReference,
        ) -> Result<(Version, Vec<u8>), Fault> {
            self.0.fetch_add(1, Ordering::SeqCst);
            let VersionReference::Number(number) = asked else {
                return Err(Fault::Absent);
            };
            let text = "word ".repeat(2_000);
            Ok((
                version(number),
                format!("<TEI><text><p>{text}</p></text></TEI>").into(),
            ))
        }

        fn find(&self, _: &Digest) -> Result<Option<(EditionId, Version)>, Fault> {
            Ok(None)
        }
    }

    fn version(number: u32) -> Version {
        Version {
            number,
            digest: Digest([number as u8; 32]),
            bytes: 0,
            published: String::new(),
            publisher: String::new(),
            message: String::new(),
        }
    }

    #[test]
    fn what_was_used_stays_open_and_bytes_are_bounded() {
        let editions = Arc::new(Counting::default());
        let library = Library::new(editions.clone(), 100_000);
        let id: EditionId = "x".parse().unwrap();
        for number in 1..=100 {
            for number in [number, 1] {
                library.document(&id, &version(number)).unwrap();
            }
            assert!(library.kept().bytes <= 100_000);
        }
        assert_eq!(editions.0.load(Ordering::SeqCst), 100);
        assert!(
            library.open(&id, &version(2)).is_none() && library.open(&id, &version(1)).is_some()
        );
    }

    #[test]
    fn a_giant_stays_until_the_next_one() {
        let editions = Arc::new(Counting::default());
        let library = Library::new(editions.clone(), 10);
        let id: EditionId = "x".parse().unwrap();
        for number in [1, 1, 2, 2, 1] {
            library.document(&id, &version(number)).unwrap();
        }
        assert_eq!(editions.0.load(Ordering::SeqCst), 3);
    }
}
