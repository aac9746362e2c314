//! Which replies are ready?

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use super::prepared::Prepared;
use crate::describe::{Format, Scheme};
use crate::edition::{Digest, EditionId, RegisterKind};
use crate::render::View;
use crate::source::FilePath;

/// What a prepared reply is of. Everything that it shows is in its key, so
/// nothing ever has to be taken back.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// A page about a version.
    Version {
        /// Which page.
        page: VersionPage,
        /// The edition.
        id: EditionId,
        /// The version.
        number: u32,
        /// Its bytes.
        digest: Digest,
        /// The newest version, which the page names.
        latest: u32,
        /// State of the templates.
        stamp: u64,
    },
    /// How something is cited.
    Citation {
        /// The edition.
        id: EditionId,
        /// The version; none if the edition is cited.
        number: Option<u32>,
        /// The passage.
        passage: Option<String>,
        /// The format, or the page.
        form: Option<Format>,
        /// The bytes of the version.
        digest: Digest,
        /// The newest version.
        latest: u32,
        /// State of the templates.
        stamp: u64,
    },
    /// The TEI file of a version.
    File {
        /// The edition.
        id: EditionId,
        /// The version.
        number: u32,
        /// Its bytes.
        digest: Digest,
    },
    /// A file that was handed in with a version.
    Part {
        /// The edition.
        id: EditionId,
        /// The version.
        number: u32,
        /// Where it lies among the files of the version.
        path: FilePath,
    },
    /// An answer to a question with parameters.
    Asked {
        /// The question, in one spelling.
        question: String,
        /// State of everything that the answer is made of.
        state: u64,
    },
    /// A page about the site, by its path and state.
    Site {
        /// Its path.
        path: &'static str,
        /// State of templates and content.
        stamp: u64,
    },
    /// A style sheet, script or font.
    Asset {
        /// Its path under `public/`.
        path: String,
        /// Its content.
        stamp: u64,
    },
}

/// Pages that show one version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum VersionPage {
    /// The text, or the first page of it.
    Edition(View),
    /// A part of the text, by its index.
    Part(u32, View),
    /// What the header says.
    Colophon,
    /// How it stands to its schemas.
    Validation,
    /// The same as JSON.
    ValidationJson,
    /// What became of citations of the version before.
    Survival,
    /// The same as JSON.
    SurvivalJson,
    /// The list of versions.
    Versions,
    /// The same as JSON.
    VersionsJson,
    /// All that belongs to it, as JSON.
    VersionJson,
    /// From which other server it was taken, as JSON.
    ProvenanceJson,
    /// The fingerprints of all passages, as JSON.
    PassagesJson,
    /// What changed in it since an earlier version, by the number of that.
    Compare(u32),
    /// The same as JSON.
    CompareJson(u32),
    /// How it is described for libraries: the page, or a scheme; under the address
    /// of the edition, or of the version.
    Record(Option<Scheme>, bool),
    /// Its pictures, for viewers.
    Manifest,
    /// A surface of them, from 1.
    Canvas(u32),
    /// The pictures of a surface.
    CanvasPainting(u32),
    /// The text on a surface.
    CanvasText(u32),
    /// Its links, as a set.
    Linkset,
    /// The same as JSON.
    LinksetJson,
    /// What the text names.
    Register(RegisterKind, RegisterForm),
    /// A page of the texts side by side, by its index.
    Parallel(u32),
    /// The text of a witness, by its place in the list of witnesses.
    Witness(u32, WitnessForm),
}

/// The forms of the text of a witness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WitnessForm {
    /// HTML.
    Page,
    /// Plain text.
    Text,
    /// TEI.
    Tei,
}

impl WitnessForm {
    /// What stands at the end of its address.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Page => "",
            Self::Text => ".txt",
            Self::Tei => ".xml",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Page => "text/html; charset=utf-8",
            Self::Text => "text/plain; charset=utf-8",
            Self::Tei => "application/tei+xml",
        }
    }

    /// The siglum and the form that the end of an address names.
    pub fn of(segment: &str) -> (&str, Self) {
        let forms = [Self::Text, Self::Tei];
        let found = forms.into_iter().find_map(|form| {
            let siglum = segment.strip_suffix(form.ending())?;
            (!siglum.is_empty()).then_some((siglum, form))
        });
        found.unwrap_or((segment, Self::Page))
    }
}

/// The forms of a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RegisterForm {
    /// HTML.
    Page,
    /// JSON.
    Json,
    /// CSV (RFC 4180).
    Csv,
}

impl RegisterForm {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Page, Self::Json, Self::Csv];

    /// What stands at the end of its address.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Page => "",
            Self::Json => ".json",
            Self::Csv => ".csv",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Page => "text/html; charset=utf-8",
            Self::Json => "application/json",
            Self::Csv => "text/csv; charset=utf-8; header=present",
        }
    }
}

/// Prepared replies, up to a number of bytes; what was not used for longest
/// goes first.
///
/// Readers share the lock and only note the time: replies come out without
/// anybody waiting, unless a new one is being put in.
pub struct Cache {
    kept: RwLock<BTreeMap<Key, Kept>>,
    limit: usize,
    bytes: AtomicUsize,
    clock: AtomicU64,
}

struct Kept {
    reply: Arc<Prepared>,
    used: AtomicU64,
}

impl Cache {
    /// An empty cache of at most `limit` bytes.
    pub fn new(limit: usize) -> Self {
        Self {
            kept: RwLock::default(),
            limit,
            bytes: AtomicUsize::new(0),
            clock: AtomicU64::new(0),
        }
    }

    /// The reply for `key`, if it is ready.
    pub fn get(&self, key: &Key) -> Option<Arc<Prepared>> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        let found = kept.get(key)?;
        found.used.store(self.tick(), Ordering::Relaxed);
        Some(found.reply.clone())
    }

    /// Keeps a reply, unless it alone would fill more than half of the cache.
    pub fn put(&self, key: Key, reply: Arc<Prepared>) {
        let weight = reply.weight();
        if weight > self.limit / 2 {
            return;
        }
        let used = AtomicU64::new(self.tick());
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(old) = kept.insert(key, Kept { reply, used }) {
            self.bytes.fetch_sub(old.reply.weight(), Ordering::Relaxed);
        }
        let bytes = self.bytes.fetch_add(weight, Ordering::Relaxed) + weight;
        if bytes > self.limit {
            self.make_room(&mut kept);
        }
    }

    /// Bytes that are kept.
    #[cfg(test)]
    pub fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }

    fn tick(&self) -> u64 {
        self.clock.fetch_add(1, Ordering::Relaxed)
    }

    /// Down to seven eighths, so that not every new reply has to sort.
    fn make_room(&self, kept: &mut BTreeMap<Key, Kept>) {
        let goal = self.limit / 8 * 7;
        let mut oldest: Vec<_> = (kept.iter())
            .map(|(key, kept)| (kept.used.load(Ordering::Relaxed), key.clone()))
            .collect();
        oldest.sort_unstable();
        for (_, key) in oldest {
            if self.bytes.load(Ordering::Relaxed) <= goal {
                break;
            }
            if let Some(gone) = kept.remove(&key) {
                self.bytes.fetch_sub(gone.reply.weight(), Ordering::Relaxed);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::prepared::Recipe;
    use super::*;

    fn reply(length: usize) -> Arc<Prepared> {
        Arc::new(Prepared::new(Recipe {
            media_type: "image/png".into(),
            bytes: vec![0; length],
            tag: "a".into(),
            modified: None,
            headers: Default::default(),
            exact: false,
        }))
    }

    fn key(stamp: u64) -> Key {
        Key::Site { path: "/", stamp }
    }

    #[test]
    fn what_was_used_stays_and_bytes_are_bounded() {
        let cache = Cache::new(100_000);
        for stamp in 0..1000 {
            cache.put(key(stamp), reply(5_000));
            assert!(
                cache.get(&key(0)).is_some(),
                "the first is used all the time"
            );
            assert!(cache.bytes() <= 100_000);
        }
        assert!(cache.get(&key(1)).is_none());
        assert!(cache.get(&key(999)).is_some());
    }

    #[test]
    fn putting_twice_counts_once_and_a_giant_is_not_kept() {
        let cache = Cache::new(100_000);
        cache.put(key(1), reply(10_000));
        let once = cache.bytes();
        cache.put(key(1), reply(10_000));
        assert_eq!(cache.bytes(), once);
        cache.put(key(2), reply(90_000));
        assert!(cache.get(&key(2)).is_none());
    }
}
