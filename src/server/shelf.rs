//! Which versions are there now?
//!
//! Publishing happens in other processes. The shelf remembers what the store
//! said, and asks again after a moment; while one request asks, the others use
//! what is remembered.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use tokio::task::spawn_blocking;

use super::contracts::{Editions, Fault, Line};
use super::fingerprint::fingerprint;
use crate::edition::EditionId;

/// All editions with their versions.
#[derive(Debug, Default)]
pub struct Listing {
    /// The lines of versions, in the order of the names.
    pub lines: Vec<Arc<Line>>,
    /// Another number for every other state.
    pub stamp: u64,
}

/// What the store said, and when. It grows with the editions that exist, never
/// with what is asked for.
pub struct Shelf {
    editions: Arc<dyn Editions>,
    refresh: Duration,
    lines: RwLock<BTreeMap<EditionId, Remembered<Line>>>,
    listing: RwLock<Option<Remembered<Listing>>>,
}

#[derive(Clone)]
struct Remembered<T> {
    value: Arc<T>,
    asked: Instant,
}

impl Shelf {
    /// A shelf that asks `editions` again after `refresh`.
    pub fn new(editions: Arc<dyn Editions>, refresh: Duration) -> Self {
        Self {
            editions,
            refresh,
            lines: RwLock::default(),
            listing: RwLock::default(),
        }
    }

    /// The versions of an edition.
    ///
    /// # Errors
    /// [`Fault::Absent`] if it has none.
    pub async fn line(&self, id: &EditionId) -> Result<Arc<Line>, Fault> {
        if let Some(line) = self.remembered_line(id) {
            return Ok(line);
        }
        let (editions, asked_id) = (self.editions.clone(), id.clone());
        let answered = blocking(move || line(&*editions, asked_id)).await;
        if let Err(Fault::Absent | Fault::Withdrawn(..)) = answered {
            self.lines
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .remove(id);
        }
        let line = answered?;
        let remembered = Remembered {
            value: line.clone(),
            asked: Instant::now(),
        };
        let mut lines = self.lines.write().unwrap_or_else(PoisonError::into_inner);
        lines.insert(id.clone(), remembered);
        Ok(line)
    }

    /// All editions.
    pub async fn listing(&self) -> Result<Arc<Listing>, Fault> {
        if let Some(listing) = self.remembered_listing() {
            return Ok(listing);
        }
        let editions = self.editions.clone();
        let value = Arc::new(blocking(move || listing(&*editions)).await?);
        let remembered = Remembered {
            value: value.clone(),
            asked: Instant::now(),
        };
        *self.listing.write().unwrap_or_else(PoisonError::into_inner) = Some(remembered);
        Ok(value)
    }

    fn remembered_line(&self, id: &EditionId) -> Option<Arc<Line>> {
        {
            let lines = self.lines.read().unwrap_or_else(PoisonError::into_inner);
            let remembered = lines.get(id)?;
            if self.fresh(remembered) {
                return Some(remembered.value.clone());
            }
        }
        let mut lines = self.lines.write().unwrap_or_else(PoisonError::into_inner);
        self.claim(lines.get_mut(id)?)
    }

    fn remembered_listing(&self) -> Option<Arc<Listing>> {
        {
            let listing = self.listing.read().unwrap_or_else(PoisonError::into_inner);
            let remembered = listing.as_ref()?;
            if self.fresh(remembered) {
                return Some(remembered.value.clone());
            }
        }
        let mut listing = self.listing.write().unwrap_or_else(PoisonError::into_inner);
        self.claim(listing.as_mut()?)
    }

    fn fresh<T>(&self, remembered: &Remembered<T>) -> bool {
        remembered.asked.elapsed() < self.refresh
    }

    /// Takes on the duty to ask again (`None`), unless somebody else just did.
    fn claim<T>(&self, remembered: &mut Remembered<T>) -> Option<Arc<T>> {
        if self.fresh(remembered) {
            return Some(remembered.value.clone());
        }
        remembered.asked = Instant::now();
        None
    }
}

/// Runs what may wait for a disk where nobody waits for it.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    let done = spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(Fault::Broken(error.to_string())))
}

fn line(editions: &dyn Editions, id: EditionId) -> Result<Arc<Line>, Fault> {
    let versions = editions.versions(&id)?;
    let withdrawals = editions.withdrawals(&id)?;
    let (mut standing, mut gone) = (Vec::new(), Vec::new());
    for version in versions {
        let found = withdrawals.iter().find(|one| one.version == version.number);
        match found {
            Some(withdrawal) => gone.push((version, withdrawal.clone())),
            None => standing.push(version),
        }
    }
    let last = gone.last().map(|(_, withdrawal)| withdrawal.clone());
    match (Line::new(id.clone(), standing), last) {
        (Some(line), _) => Ok(Arc::new(line.without(gone))),
        (None, Some(last)) => Err(Fault::Withdrawn(id, last)),
        (None, None) => Err(Fault::Absent),
    }
}

fn listing(editions: &dyn Editions) -> Result<Listing, Fault> {
    let ids = editions.editions()?;
    let lines: Vec<_> = ids
        .into_iter()
        .filter_map(|id| sound_line(editions, id))
        .collect();
    let state = |line: &Arc<Line>| {
        let gone = line.withdrawn().len();
        (line.id().clone(), line.count(), gone, line.latest().digest)
    };
    let stamp = fingerprint(lines.iter().map(state).collect::<Vec<_>>());
    Ok(Listing { lines, stamp })
}

/// One damaged edition does not hide the others from the list; the log has it.
fn sound_line(editions: &dyn Editions, id: EditionId) -> Option<Arc<Line>> {
    match line(editions, id.clone()) {
        Ok(line) => Some(line),
        Err(Fault::Absent | Fault::Withdrawn(..)) => None,
        Err(Fault::Broken(cause)) => {
            tracing::error!(edition = %id, cause, "an edition cannot be listed");
            None
        }
    }
}
