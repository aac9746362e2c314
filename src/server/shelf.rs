//! Which versions are there now?
//!
//! Publishing happens in other processes. The shelf remembers what the store
//! said, and asks again after a moment; while one request asks, the others use
//! what is remembered. Where the store gives no answer, what is remembered is
//! shown, and every reply says how old it is.
//!
//! The list of all editions is told by the journal, and a long one is kept beside the
//! store, so that a server that is started knows it at once. Now and then the whole
//! store is looked through, while nobody waits.

mod kept;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

use tokio::task::spawn_blocking;

use super::contracts::{Editions, Fault, Line};
use super::fingerprint::fingerprint;
use crate::edition::EditionId;
use crate::store::{Derived, Standing};

/// All editions with their versions.
#[derive(Debug, Default)]
pub struct Listing {
    /// The lines of versions, in the order of the names.
    pub lines: Vec<Arc<Line>>,
    /// Another number for every other state.
    pub stamp: u64,
    /// The act of publishing as far as which the list goes.
    pub position: u64,
    /// When every edition was asked for; none if that was before this server was
    /// started.
    asked: Option<Instant>,
    /// Editions of which no copy is kept beside the store.
    unkept: AtomicUsize,
}

/// Editions from which on a copy of the list is kept: fewer are soon asked for.
const MANY: usize = 1_000;

/// A new copy is kept if one edition in so many has changed.
const SHARE: usize = 20;

/// How long the journal is trusted to say all: who restores a copy by hand does
/// not write into it.
const ALL_AGAIN: Duration = Duration::from_secs(300);

/// What the store said, and when. It grows with the editions that exist, never
/// with what is asked for.
pub struct Shelf {
    editions: Arc<dyn Editions>,
    refresh: Duration,
    lines: RwLock<BTreeMap<EditionId, Remembered<Line>>>,
    listing: Arc<RwLock<Option<Remembered<Listing>>>>,
    /// Whether the whole store is being looked through.
    looking: Arc<AtomicBool>,
    /// Whose turn it is to ask for the list, which takes long for the first time.
    turn: Arc<tokio::sync::Mutex<()>>,
    contact: Mutex<Contact>,
}

/// How we stand to the store.
struct Contact {
    /// When it last answered.
    answered: Instant,
    /// When it was last asked in vain, if that was after it answered.
    in_vain: Option<Instant>,
}

/// After a question in vain the store is left alone for so long: whoever asks
/// waits, perhaps for seconds.
const PAUSE: Duration = Duration::from_secs(2);

/// That the whole store is being looked through, until it is dropped.
struct Looking(Arc<AtomicBool>);

impl Drop for Looking {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
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
            listing: Arc::default(),
            looking: Arc::default(),
            turn: Arc::default(),
            contact: Mutex::new(Contact {
                answered: Instant::now(),
                in_vain: None,
            }),
        }
    }

    /// For how long the store has given no answer, if it gives none: what is shown
    /// may be older than what is published.
    pub fn stale(&self) -> Option<Duration> {
        let contact = self.contact();
        contact.in_vain.map(|_| contact.answered.elapsed())
    }

    fn contact(&self) -> MutexGuard<'_, Contact> {
        self.contact.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers whether the store answered.
    fn note<T>(&self, answer: &Result<T, Fault>) {
        let mut contact = self.contact();
        match answer {
            Err(Fault::Away(cause)) => {
                if contact.in_vain.is_none() {
                    tracing::error!(cause, "the store gives no answer");
                }
                contact.in_vain = Some(Instant::now());
            }
            _ => {
                if contact.in_vain.take().is_some() {
                    tracing::warn!("the store answers again");
                }
                contact.answered = Instant::now();
            }
        }
    }

    /// Whether the store was asked in vain a moment ago.
    fn pausing(&self) -> bool {
        let contact = self.contact();
        contact.in_vain.is_some_and(|then| then.elapsed() < PAUSE)
    }

    /// The versions of an edition.
    ///
    /// # Errors
    /// [`Fault::Absent`] if it has none; [`Fault::Away`] if the store gives no
    /// answer, and nothing is remembered.
    pub async fn line(&self, id: &EditionId) -> Result<Arc<Line>, Fault> {
        if let Some(line) = self.remembered_line(id) {
            return Ok(line);
        }
        let (editions, asked_id) = (self.editions.clone(), id.clone());
        let answered = blocking(move || line(&*editions, asked_id)).await;
        self.note(&answered);
        if let (Err(Fault::Away(_)), Some(line)) = (&answered, self.last_line(id)) {
            return Ok(line);
        }
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
        // The first time one asks, and others wait for what it finds. Who is tired of
        // waiting leaves the work to be done for the next.
        let turn = match self.has_listing() {
            true => None,
            false => Some(self.turn.clone().lock_owned().await),
        };
        if turn.is_some()
            && let Some(listing) = self.remembered_listing()
        {
            return Ok(listing);
        }
        let known = self.last_listing();
        let (editions, listing, before) =
            (self.editions.clone(), self.listing.clone(), known.clone());
        let answered = blocking(move || {
            let _until_the_end = turn;
            let value = refreshed(&*editions, before)?;
            *listing.write().unwrap_or_else(PoisonError::into_inner) = Some(Remembered {
                value: value.clone(),
                asked: Instant::now(),
            });
            Ok(value)
        })
        .await;
        self.note(&answered);
        if let (Err(Fault::Away(_)), Some(known)) = (&answered, known) {
            return Ok(known);
        }
        let value = answered?;
        if value.is_old() || value.is_worth_keeping() {
            self.tend(value.clone());
        }
        Ok(value)
    }

    /// Whether the list was asked for and came, be it long ago.
    pub fn has_listing(&self) -> bool {
        self.last_listing().is_some()
    }

    /// Asks for every edition, or keeps a copy of the list, while others use what is
    /// remembered.
    fn tend(&self, mut value: Arc<Listing>) {
        if self.looking.swap(true, Ordering::AcqRel) {
            return;
        }
        let (editions, listing) = (self.editions.clone(), self.listing.clone());
        let looking = Looking(self.looking.clone());
        spawn_blocking(move || {
            let _until_the_end = looking;
            if value.is_old() {
                match all_again(&*editions, &value) {
                    Ok(all) => {
                        remember_unless_later(&listing, &all);
                        value = all;
                    }
                    Err(fault) => tracing::warn!(%fault, "the store cannot be looked through"),
                }
            }
            if value.is_worth_keeping() {
                keep(&*editions, &value);
            }
        });
    }

    /// Asks again about an edition at the next request: it was changed here.
    pub fn look_again(&self, id: &EditionId) {
        let mut lines = self.lines.write().unwrap_or_else(PoisonError::into_inner);
        lines.remove(id);
        let mut listing = self.listing.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(listing) = listing.as_mut() {
            // Long ago; a machine that was just started has no such moment, and
            // waits as it does for others' changes.
            let before = listing.asked.checked_sub(self.refresh);
            listing.asked = before.unwrap_or(listing.asked);
        }
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

    /// The versions as they were when they were last asked for.
    fn last_line(&self, id: &EditionId) -> Option<Arc<Line>> {
        let lines = self.lines.read().unwrap_or_else(PoisonError::into_inner);
        lines.get(id).map(|remembered| remembered.value.clone())
    }

    /// The list as it was when it was last asked for.
    fn last_listing(&self) -> Option<Arc<Listing>> {
        let listing = self.listing.read().unwrap_or_else(PoisonError::into_inner);
        listing.as_ref().map(|remembered| remembered.value.clone())
    }

    fn fresh<T>(&self, remembered: &Remembered<T>) -> bool {
        remembered.asked.elapsed() < self.refresh || self.pausing()
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
    let standing = editions.standing(&id)?;
    line_of(id, standing)
}

fn line_of(id: EditionId, standing: Standing) -> Result<Arc<Line>, Fault> {
    let Standing {
        versions,
        withdrawn,
    } = standing;
    let (mut kept, mut gone) = (Vec::new(), Vec::new());
    for version in versions {
        let found = withdrawn.iter().find(|one| one.version == version.number);
        match found {
            Some(withdrawal) => gone.push((version, withdrawal.clone())),
            None => kept.push(version),
        }
    }
    let last = gone.last().map(|(_, withdrawal)| withdrawal.clone());
    match (Line::new(id.clone(), kept), last) {
        (Some(line), _) => Ok(Arc::new(line.without(gone))),
        (None, Some(last)) => Err(Fault::Withdrawn(id, last)),
        (None, None) => Err(Fault::Absent),
    }
}

/// Remembers what was found while requests were answered, unless one of them learned
/// more.
fn remember_unless_later(listing: &RwLock<Option<Remembered<Listing>>>, value: &Arc<Listing>) {
    let mut listing = listing.write().unwrap_or_else(PoisonError::into_inner);
    let known = listing.as_ref().map(|known| known.value.position);
    if known.is_none_or(|known| known <= value.position) {
        *listing = Some(Remembered {
            value: value.clone(),
            asked: Instant::now(),
        });
    }
}

/// The list as it is now: where the journal says what changed since `before`, or since
/// a copy was kept, only that is asked for.
fn refreshed(editions: &dyn Editions, before: Option<Arc<Listing>>) -> Result<Arc<Listing>, Fault> {
    let before = match before {
        Some(before) => Some(before),
        None => restored(editions)?.map(Arc::new),
    };
    let Some(before) = before else {
        return listing(editions).map(Arc::new);
    };
    // Taken first: what is published meanwhile is looked at again.
    let position = editions.position()?;
    match editions.changed_since(before.position)? {
        None => listing(editions).map(Arc::new),
        Some(changed) if changed.is_empty() => Ok(before),
        Some(changed) => {
            let kept = before
                .lines
                .iter()
                .filter(|line| !changed.contains_key(line.id()));
            let mut lines: Vec<Arc<Line>> = kept.cloned().collect();
            for id in changed.keys() {
                lines.extend(unless_damaged(id, line(editions, id.clone()))?);
            }
            lines.sort_by(|one, other| one.id().cmp(other.id()));
            let unkept = before.unkept.load(Ordering::Relaxed) + changed.len();
            Ok(Arc::new(Listing {
                unkept: unkept.into(),
                ..Listing::new(lines, position, before.asked)
            }))
        }
    }
}

/// Every edition is asked for, and what was published meanwhile.
fn all_again(editions: &dyn Editions, before: &Listing) -> Result<Arc<Listing>, Fault> {
    let all = Listing {
        unkept: before.unkept.load(Ordering::Relaxed).into(),
        ..listing(editions)?
    };
    refreshed(editions, Some(Arc::new(all)))
}

/// The list of which a copy is kept, if the journal goes on where that ends.
fn restored(editions: &dyn Editions) -> Result<Option<Listing>, Fault> {
    let bytes = match editions.derived(Derived::Listing) {
        Ok(bytes) => bytes,
        Err(fault @ Fault::Away(_)) => return Err(fault),
        Err(_) => None,
    };
    let Some((head, lines)) = bytes.as_deref().and_then(kept::read) else {
        return Ok(None);
    };
    let same = editions.mark(head.position)?.as_ref() == Some(&head.mark);
    Ok(same.then(|| Listing {
        unkept: 0.into(),
        ..Listing::new(lines, head.position, None)
    }))
}

/// Keeps a copy of a list beside the store. It matters to nobody whether that succeeds:
/// without one every edition is asked for.
fn keep(editions: &dyn Editions, listing: &Listing) {
    listing.unkept.store(0, Ordering::Relaxed);
    let kept = match editions.mark(listing.position) {
        Ok(Some(mark)) => {
            let position = listing.position;
            let bytes = kept::write(&kept::Head { position, mark }, &listing.lines);
            editions.keep_derived(Derived::Listing, &bytes)
        }
        Ok(None) => Ok(()),
        Err(fault) => Err(fault),
    };
    if let Err(fault) = kept {
        tracing::warn!(%fault, "the list of editions cannot be kept");
    }
}

fn listing(editions: &dyn Editions) -> Result<Listing, Fault> {
    let (asked, position) = (Instant::now(), editions.position()?);
    let mut lines = Vec::new();
    for (id, standing) in editions.catalogue()? {
        let line = standing.and_then(|standing| line_of(id.clone(), standing));
        lines.extend(unless_damaged(&id, line)?);
    }
    Ok(Listing::new(lines, position, Some(asked)))
}

impl Listing {
    /// Whether it is long ago that every edition was asked for.
    fn is_old(&self) -> bool {
        self.asked.is_none_or(|asked| asked.elapsed() > ALL_AGAIN)
    }

    /// Whether a copy would save enough.
    fn is_worth_keeping(&self) -> bool {
        let many = self.lines.len();
        many >= MANY && self.unkept.load(Ordering::Relaxed) > many / SHARE
    }

    fn new(lines: Vec<Arc<Line>>, position: u64, asked: Option<Instant>) -> Self {
        let state = |line: &Arc<Line>| {
            let gone = line.withdrawn().len();
            (line.id().clone(), line.count(), gone, line.latest().digest)
        };
        let stamp = fingerprint(lines.iter().map(state).collect::<Vec<_>>());
        Self {
            unkept: lines.len().into(),
            lines,
            stamp,
            position,
            asked,
        }
    }
}

/// One damaged edition does not hide the others from the list; the log has it.
fn unless_damaged(
    id: &EditionId,
    line: Result<Arc<Line>, Fault>,
) -> Result<Option<Arc<Line>>, Fault> {
    match line {
        Ok(line) => Ok(Some(line)),
        Err(Fault::Absent | Fault::Withdrawn(..)) => Ok(None),
        Err(Fault::Broken(cause)) => {
            tracing::error!(edition = %id, cause, "an edition cannot be listed");
            Ok(None)
        }
        Err(fault @ Fault::Away(_)) => Err(fault),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::edition::{Digest, Version, VersionReference};

    /// A hundred editions; counts how many are asked for.
    #[derive(Default)]
    struct Many {
        asked: AtomicUsize,
        journal: Mutex<Vec<EditionId>>,
        kept: Mutex<Option<Vec<u8>>>,
        /// How long it takes to ask for one.
        slow: Duration,
    }

    fn id(number: usize) -> EditionId {
        format!("e-{number:03}").parse().unwrap()
    }

    impl Editions for Many {
        fn editions(&self) -> Result<Vec<EditionId>, Fault> {
            Ok((0..100).map(id).collect())
        }

        fn position(&self) -> Result<u64, Fault> {
            Ok(self.journal.lock().unwrap().len() as u64)
        }

        fn changed_since(&self, position: u64) -> Result<Option<crate::store::Changed>, Fault> {
            let journal = self.journal.lock().unwrap();
            Ok(journal
                .get(position as usize..)
                .map(|new| new.iter().map(|id| (id.clone(), 0)).collect()))
        }

        fn mark(&self, position: u64) -> Result<Option<String>, Fault> {
            let journal = self.journal.lock().unwrap();
            let last = journal.get((position as usize).wrapping_sub(1));
            Ok(last.map(|id| format!("{position} {id}")))
        }

        fn derived(&self, _: Derived) -> Result<Option<Vec<u8>>, Fault> {
            Ok(self.kept.lock().unwrap().clone())
        }

        fn keep_derived(&self, _: Derived, bytes: &[u8]) -> Result<(), Fault> {
            *self.kept.lock().unwrap() = Some(bytes.to_owned());
            Ok(())
        }

        fn versions(&self, of: &EditionId) -> Result<Vec<Version>, Fault> {
            self.asked.fetch_add(1, Ordering::SeqCst);
            std::thread::sleep(self.slow);
            let again = self
                .journal
                .lock()
                .unwrap()
                .iter()
                .filter(|id| *id == of)
                .count();
            let version = |number| Version {
                number,
                digest: Digest([number as u8; 32]),
                bytes: 0,
                published: String::new(),
                publisher: String::new(),
                message: String::new(),
            };
            Ok((1..=1 + again as u32).map(version).collect())
        }

        fn read(&self, _: &EditionId, _: VersionReference) -> Result<(Version, Vec<u8>), Fault> {
            Err(Fault::Absent)
        }

        fn find(&self, _: &Digest) -> Result<Option<(EditionId, Version)>, Fault> {
            Ok(None)
        }
    }

    #[test]
    fn only_what_changed_is_asked_for_again() {
        let many = Many::default();
        let asked = || many.asked.swap(0, Ordering::SeqCst);
        let first = refreshed(&many, None).unwrap();
        assert_eq!((first.lines.len(), asked()), (100, 100));
        let same = refreshed(&many, Some(first.clone())).unwrap();
        assert_eq!((same.stamp, asked()), (first.stamp, 0));
        many.journal.lock().unwrap().extend([id(7), id(200), id(7)]);
        let third = refreshed(&many, Some(same)).unwrap();
        assert_eq!((third.lines.len(), asked(), third.position), (101, 2, 3));
        assert_ne!(third.stamp, first.stamp);
        assert_eq!(third.lines[7].latest().number, 3);
        assert!(third.lines.is_sorted_by_key(|line| line.id().clone()));
        // A journal that was lost tells nothing: everything is asked for.
        many.journal.lock().unwrap().clear();
        refreshed(&many, Some(third)).unwrap();
        assert_eq!(asked(), 100);
    }

    #[test]
    fn a_server_that_is_started_again_asks_for_what_changed_since_the_copy() {
        let many = Many::default();
        let asked = || many.asked.swap(0, Ordering::SeqCst);
        many.journal.lock().unwrap().extend([id(3), id(4)]);
        let first = refreshed(&many, None).unwrap();
        assert_eq!((asked(), first.unkept.load(Ordering::SeqCst)), (100, 100));
        keep(&many, &first);
        let again = refreshed(&many, None).unwrap();
        assert_eq!((asked(), again.stamp), (0, first.stamp));
        assert_eq!(again.lines, first.lines);
        assert!(again.is_old() && !first.is_old());
        many.journal.lock().unwrap().push(id(9));
        let third = refreshed(&many, None).unwrap();
        assert_eq!((asked(), third.lines[9].latest().number), (1, 2));
        // What was done behind the back of the journal is seen in time.
        let all = all_again(&many, &third).unwrap();
        assert_eq!((asked(), all.is_old()), (100, false));
        // Another journal, or a copy that was touched: every edition is asked for.
        let whole = many.kept.lock().unwrap().clone().unwrap();
        many.kept.lock().unwrap().as_mut().unwrap()[100] ^= 1;
        refreshed(&many, None).unwrap();
        assert_eq!(asked(), 100);
        *many.kept.lock().unwrap() = Some(whole);
        many.journal.lock().unwrap()[1] = id(5);
        refreshed(&many, None).unwrap();
        assert_eq!(asked(), 100);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn many_that_come_first_have_every_edition_asked_for_once() {
        let many = Arc::new(Many::default());
        let shelf = Arc::new(Shelf::new(many.clone(), Duration::from_secs(60)));
        let ask = |_| {
            tokio::spawn({
                let shelf = shelf.clone();
                async move { shelf.listing().await.unwrap().lines.len() }
            })
        };
        let asking: Vec<_> = (0..20).map(ask).collect();
        for asked in asking {
            assert_eq!(asked.await.unwrap(), 100);
        }
        assert_eq!(many.asked.load(Ordering::SeqCst), 100);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn who_is_tired_of_waiting_leaves_the_list_for_the_next() {
        let many = Arc::new(Many {
            slow: Duration::from_millis(3),
            ..Many::default()
        });
        let shelf = Shelf::new(many.clone(), Duration::from_secs(60));
        let short = Duration::from_millis(20);
        assert!(tokio::time::timeout(short, shelf.listing()).await.is_err());
        assert_eq!(shelf.listing().await.unwrap().lines.len(), 100);
        assert_eq!(many.asked.load(Ordering::SeqCst), 100);
    }

    #[tokio::test]
    async fn a_journal_that_was_lost_does_not_hold_the_list_back() {
        let many = Arc::new(Many::default());
        many.journal.lock().unwrap().extend([id(7), id(7)]);
        let shelf = Shelf::new(many.clone(), Duration::ZERO);
        assert_eq!(shelf.listing().await.unwrap().position, 2);
        many.journal.lock().unwrap().clear();
        assert_eq!(shelf.listing().await.unwrap().position, 0);
        let remembered = shelf.last_listing().unwrap();
        assert_eq!((remembered.position, remembered.lines[7].count()), (0, 1));
    }
}
