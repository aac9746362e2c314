//! How does the index of words follow the store?

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::edition::{EditionId, Version, VersionReference};
use crate::search::index::{Census, Failure, FrequentWords, has};
use crate::search::{About, Index, Named, Piece, Writer, named, pieces};
use crate::store::{self, Store};
use crate::tei;

/// Bytes of TEI after which an index that is being made can be searched as far as
/// it goes, and need not begin anew if the work is broken off.
const STRETCH: u64 = 1 << 30;

/// Bytes of TEI from which on words may be frequent: fewer have too few pieces.
const MUCH: u64 = 64 << 20;

/// One text of so many is read twice when an index is made: before, to find out which
/// words are frequent.
const ONE_TEXT_OF: usize = 32;

/// The most texts that are read for that.
const MOST_COUNTED: usize = 256;

/// How far the work has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Indexed {
    /// Editions that were put in.
    pub editions: usize,
    /// Editions that were to be put in.
    pub of: usize,
    /// Editions that were taken out.
    pub removed: usize,
    /// Bytes of TEI that were read.
    pub bytes: u64,
    /// Pieces that can be found by themselves.
    pub pieces: u64,
    /// Editions that cannot be read, and why.
    pub unreadable: Vec<(EditionId, String)>,
    /// Whether what was there was damaged or of another form, and made anew.
    pub healed: bool,
    /// Whether the work was broken off.
    pub stopped: bool,
    /// Whether it has become so large that phrases would be found sooner if it were made
    /// anew.
    pub outgrown: bool,
}

/// How the work is done.
#[derive(Clone, Copy, Debug)]
pub struct IndexManner<'a> {
    /// Whether everything is put in again.
    pub rebuild: bool,
    /// Whether every edition is looked at, and not only those that changed since, as
    /// the journal says: it may be another store than the last time.
    pub thorough: bool,
    /// Texts that are read at the same time.
    pub readers: usize,
    /// Breaks the work off; what was done so far is kept.
    pub stop: &'a AtomicBool,
}

/// Why the index does not follow.
#[derive(Debug)]
pub enum Unindexed {
    /// The store gives no answer.
    Store(store::Error),
    /// The index cannot be changed.
    Index(Failure),
}

impl fmt::Display for Unindexed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(error) => error.fmt(f),
            Self::Index(failure) => failure.fmt(f),
        }
    }
}

impl std::error::Error for Unindexed {}

impl From<store::Error> for Unindexed {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

impl From<Failure> for Unindexed {
    fn from(failure: Failure) -> Self {
        Self::Index(failure)
    }
}

/// Puts into `index` what was published in `store` since, and takes out what was
/// withdrawn. Where nothing changed, nothing is read and nothing is written.
///
/// # Errors
/// [`Unindexed`] if the store gives no answer, or another program is changing the
/// index. An edition that cannot be read is passed over and named.
pub fn follow_store(
    store: &Store,
    index: &Index,
    manner: IndexManner<'_>,
    told: &mut dyn FnMut(&Indexed),
) -> Result<Indexed, Unindexed> {
    let mut done = Indexed {
        healed: index.heal()?,
        ..Indexed::default()
    };
    // Taken first: what is published meanwhile is looked at again.
    let position = store.position()?;
    let mut changes = changes(store, index, manner)?;
    let nothing = changes.wanted.is_empty() && changes.gone.is_empty();
    if nothing && !manner.rebuild && index.position() == Some(position) {
        done.outgrown = index.is_outgrown();
        return Ok(done);
    }
    done.of = changes.wanted.len();
    let mut writer = match changes.anew {
        true => index.writer_anew(frequent_words(store, &changes, manner))?,
        false => index.writer()?,
    };
    for id in &changes.gone {
        writer.remove(id);
        done.removed += 1;
    }
    let changed = put_all(
        store,
        &mut writer,
        std::mem::take(&mut changes.wanted),
        manner,
        &mut |progress| {
            done.editions = progress.editions;
            done.bytes = progress.bytes;
            done.pieces = progress.pieces;
            done.unreadable.clone_from(&progress.unreadable);
            told(&done);
        },
    )?;
    done.stopped = changed.stopped;
    done.removed += changed.removed;
    writer.commit((!done.stopped).then_some(position))?;
    writer.finish()?;
    index.refresh()?;
    done.outgrown = !changes.anew && index.is_outgrown();
    Ok(done)
}

/// What has to be put in and what has to be taken out.
struct Changes {
    wanted: Vec<EditionId>,
    gone: Vec<EditionId>,
    /// Whether nothing of what is in the index stays.
    anew: bool,
    /// Bytes of TEI that have to be put in, if it is made anew.
    bytes: u64,
}

fn changes(store: &Store, index: &Index, manner: IndexManner<'_>) -> Result<Changes, Unindexed> {
    let rebuild = manner.rebuild;
    let position = index.position().filter(|_| !rebuild && !manner.thorough);
    if let Some(position) = position
        && let Some(changed) = store.changed_since(position)?
    {
        return Ok(Changes {
            wanted: changed.into_keys().collect(),
            gone: Vec::new(),
            anew: false,
            bytes: 0,
        });
    }
    let states = if rebuild {
        BTreeMap::new()
    } else {
        index.states()?
    };
    let (mut wanted, mut there, mut bytes) = (Vec::new(), BTreeSet::new(), 0);
    for (id, standing) in store.catalogue()? {
        there.insert(id.as_str().to_owned());
        let current = standing.ok().and_then(|standing| current(&standing));
        match current {
            Some(version) if has(&states, &id, &version) => {}
            version => {
                bytes += version.map_or(0, |version| version.bytes);
                wanted.push(id);
            }
        }
    }
    let gone = states.keys().filter(|id| !there.contains(*id));
    let gone = gone.filter_map(|id| id.parse().ok()).collect();
    Ok(Changes {
        wanted,
        gone,
        anew: states.is_empty(),
        bytes,
    })
}

/// The newest version that stands.
fn current(standing: &store::Standing) -> Option<Version> {
    let gone = |version: &&Version| {
        let mut withdrawn = standing.withdrawn.iter();
        withdrawn.all(|withdrawal| withdrawal.version != version.number)
    };
    standing.versions.iter().rev().find(gone).cloned()
}

/// A text that was read, or why not.
enum Read {
    Text {
        id: EditionId,
        version: Version,
        about: About,
        pieces: Vec<Piece>,
        names: Vec<Named>,
    },
    /// It is withdrawn.
    Gone(EditionId),
    Unreadable(EditionId, String),
    Away(store::Error),
}

/// Reads texts on some threads and puts them in on this one.
fn put_all(
    store: &Store,
    writer: &mut Writer,
    wanted: Vec<EditionId>,
    manner: IndexManner<'_>,
    told: &mut dyn FnMut(&Indexed),
) -> Result<Indexed, Unindexed> {
    let put = read_all(store, wanted, manner, |texts| put_read(writer, texts, told));
    put.map(|mut done| {
        done.stopped = manner.stop.load(Ordering::Acquire);
        done
    })
}

/// Reads texts on some threads and takes them on this one, in no certain order.
fn read_all<T>(
    store: &Store,
    wanted: Vec<EditionId>,
    manner: IndexManner<'_>,
    take: impl FnOnce(&Receiver<Read>) -> T,
) -> T {
    let waiting = Mutex::new(wanted.into_iter());
    let (sender, receiver) = sync_channel(manner.readers * 2);
    thread::scope(|scope| {
        for _ in 0..manner.readers {
            let (sender, waiting) = (sender.clone(), &waiting);
            scope.spawn(move || read_some(store, waiting, &sender, manner.stop));
        }
        drop(sender);
        let taken = take(&receiver);
        // Whoever still reads hears that nobody listens, and stops.
        drop(receiver);
        taken
    })
}

/// The words that are frequent in the texts that have to be put in, as some of them say.
fn frequent_words(store: &Store, changes: &Changes, manner: IndexManner<'_>) -> FrequentWords {
    let texts = &changes.wanted;
    if changes.bytes < MUCH {
        return FrequentWords::default();
    }
    let count = texts.len().div_ceil(ONE_TEXT_OF).min(MOST_COUNTED);
    let counted = (0..count).map(|at| texts[at * texts.len() / count].clone());
    let census = read_all(store, counted.collect(), manner, |texts| {
        let mut census = Census::default();
        for read in texts {
            if let Read::Text { pieces, .. } = read {
                pieces.iter().for_each(|piece| census.take(&piece.text));
            }
        }
        census
    });
    census.frequent((texts.len() / count) as u64)
}

fn read_some(
    store: &Store,
    waiting: &Mutex<std::vec::IntoIter<EditionId>>,
    sender: &SyncSender<Read>,
    stop: &AtomicBool,
) {
    while !stop.load(Ordering::Acquire) {
        let next = waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .next();
        let Some(id) = next else { return };
        if sender.send(read(store, id)).is_err() {
            return;
        }
    }
}

fn read(store: &Store, id: EditionId) -> Read {
    let stored = match store.stored(&id, VersionReference::Latest) {
        Ok(stored) => stored,
        Err(
            store::Error::NoSuchEdition(_)
            | store::Error::NoSuchVersion(..)
            | store::Error::Withdrawn(..),
        ) => return Read::Gone(id),
        Err(error @ store::Error::Io { .. }) => return Read::Away(error),
        Err(error) => return Read::Unreadable(id, error.to_string()),
    };
    match tei::read_deposit(&stored.deposit(id.as_str())) {
        Ok(read) => {
            let about = About::of(&read.value);
            Read::Text {
                pieces: pieces(&read.value, &about),
                names: named(
                    &read.value,
                    (id.as_str(), stored.version.number, &about.title),
                ),
                about,
                version: stored.version,
                id,
            }
        }
        Err(rejected) => {
            let why = rejected
                .findings
                .last()
                .map(|finding| finding.message.clone());
            Read::Unreadable(id, why.unwrap_or_default())
        }
    }
}

fn put_read(
    writer: &mut Writer,
    receiver: &Receiver<Read>,
    told: &mut dyn FnMut(&Indexed),
) -> Result<Indexed, Unindexed> {
    let mut done = Indexed::default();
    let mut since = 0;
    for read in receiver {
        match read {
            Read::Text {
                id,
                version,
                about,
                pieces,
                names,
            } => {
                done.editions += 1;
                done.bytes += version.bytes;
                done.pieces += pieces.len() as u64;
                since += version.bytes;
                writer.put(&id, &version, &about, (pieces, names))?;
            }
            Read::Gone(id) => {
                writer.remove(&id);
                done.removed += 1;
            }
            Read::Unreadable(id, why) => {
                // What was there of it is older than what cannot be read.
                writer.remove(&id);
                done.unreadable.push((id, why));
            }
            Read::Away(error) => return Err(error.into()),
        }
        if since > STRETCH {
            writer.commit(None)?;
            since = 0;
        }
        told(&done);
    }
    Ok(done)
}
