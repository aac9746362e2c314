//! Is the index of words at hand?
//!
//! A thread of its own lets the index follow what is published, here or by another
//! program. Nobody waits for it: pages are shown and texts are published as if
//! there were none.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::settings::Settings;
use crate::operations::{IndexManner, beside, follow_store};
use crate::search::Index;
use crate::search::index::Failure;
use crate::store::Store;

/// The least time between two looks at the store.
const LEAST: Duration = Duration::from_secs(1);

/// After what could not be done it is not tried again for so long.
const PAUSE: Duration = Duration::from_secs(10);

/// The index, and how far it goes.
pub struct Lookup {
    shared: Arc<Shared>,
}

struct Shared {
    index: Index,
    stop: AtomicBool,
    state: Mutex<Progress>,
}

/// How far the index goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Whether it once had everything since the program began.
    pub whole: bool,
    /// Editions that are in it, of those that are being put in.
    pub done: usize,
    /// Editions that are being put in.
    pub of: usize,
    /// Another number after every change.
    pub state: u64,
}

impl Drop for Lookup {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Release);
    }
}

impl Lookup {
    /// Opens the index of `store` and lets it follow. None, and a line in the log,
    /// if there cannot be one: then nothing can be looked for.
    pub fn start(settings: &Settings, store: Arc<Store>) -> Option<Self> {
        let index = match open(settings) {
            Ok(index) => index,
            Err(failure) => {
                tracing::error!(cause = %failure, "words cannot be looked for");
                return None;
            }
        };
        let whole = index.position().is_some();
        let shared = Arc::new(Shared {
            index,
            stop: AtomicBool::new(false),
            state: Mutex::new(Progress {
                whole,
                ..Progress::default()
            }),
        });
        let (working, pause) = (shared.clone(), settings.refresh.max(LEAST));
        let thread = thread::Builder::new().name("index".to_owned());
        if let Err(error) = thread.spawn(move || working.follow(&store, pause)) {
            tracing::error!(%error, "the index does not follow the store");
        }
        Some(Self { shared })
    }

    /// The index.
    pub fn index(&self) -> &Index {
        &self.shared.index
    }

    /// How far it goes.
    pub fn progress(&self) -> Progress {
        *self.shared.progress()
    }
}

/// Where the settings say, else beside the store; of editions that lie nowhere, in
/// memory.
fn open(settings: &Settings) -> Result<Index, Failure> {
    let lasting = settings.store.is_dir() || settings.store.starts_with("s3:");
    match &settings.index {
        Some(folder) => Index::open(folder),
        None if lasting => Index::open(&beside(&settings.store, "index")),
        None => Index::memory(),
    }
}

impl Shared {
    fn progress(&self) -> std::sync::MutexGuard<'_, Progress> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn follow(&self, store: &Store, pause: Duration) {
        // At first everything is looked at: it may be another store now.
        let mut thorough = true;
        while !self.stop.load(Ordering::Acquire) {
            let followed = self.follow_once(store, thorough);
            thorough &= !followed;
            self.wait(if followed { pause } else { PAUSE.max(pause) });
        }
    }

    /// Says whether it could be done.
    fn follow_once(&self, store: &Store, thorough: bool) -> bool {
        let manner = IndexManner {
            rebuild: false,
            thorough,
            readers: 1,
            stop: &self.stop,
        };
        let begun = Instant::now();
        let before = self.index.position();
        let done = follow_store(store, &self.index, manner, &mut |so_far| {
            let mut progress = self.progress();
            (progress.done, progress.of) = (so_far.editions, so_far.of);
        });
        let refreshed = self.index.refresh();
        match (done, refreshed) {
            (Ok(done), Ok(())) => {
                for (id, why) in &done.unreadable {
                    tracing::warn!(edition = %id, why, "an edition is not in the index");
                }
                let mut progress = self.progress();
                if done.editions + done.removed > 0 || before != self.index.position() {
                    progress.state += 1;
                    let seconds = begun.elapsed().as_secs_f32();
                    tracing::info!(
                        editions = done.editions,
                        removed = done.removed,
                        seconds,
                        "the index follows"
                    );
                }
                progress.whole |= !done.stopped;
                (progress.done, progress.of) = (0, 0);
                true
            }
            (Err(why), _) => {
                tracing::warn!(cause = %why, "the index does not follow the store");
                false
            }
            (_, Err(why)) => {
                self.index.suspect();
                tracing::warn!(cause = %why, "the index cannot be read");
                false
            }
        }
    }

    fn wait(&self, pause: Duration) {
        let until = Instant::now() + pause;
        while Instant::now() < until && !self.stop.load(Ordering::Acquire) {
            thread::sleep(Duration::from_millis(100).min(pause));
        }
    }
}
