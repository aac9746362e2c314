//! How are all words found at once?
//!
//! 1. [`mod@schema`] says in which fields things stand; [`mod@write`] puts editions in and
//!    takes them out; [`frequent`] says which words are kept with their neighbours.
//! 2. [`terms`] finds the forms of a word, [`docs`] the pieces that have them,
//!    [`find`] counts them and gives those of a page; [`suggest`] what else could
//!    be meant.
//!
//! The only part that names the search engine. What lies in its folder is drawn
//! from the store: whatever is amiss there (another form, a damaged file, nothing
//! at all), it is made anew.

mod docs;
mod find;
mod frequent;
mod names;
mod registers;
mod schema;
mod suggest;
mod terms;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use tantivy::index::SegmentId;
use tantivy::indexer::IndexWriterOptions;
use tantivy::merge_policy::LogMergePolicy;
use tantivy::schema::IndexRecordOption;
use tantivy::schema::document::Value;
use tantivy::{
    DocAddress, DocSet, IndexReader, ReloadPolicy, Searcher, SegmentReader, TERMINATED,
    TantivyDocument, Term,
};

use self::frequent::Frequent;
use self::names::{Known, Names, Opened};
use self::schema::{Columns, Terms, WORDS, of_bytes, schema};
use self::write::Payload;
use crate::edition::{EditionId, Version};
use crate::search::alike::Alike;
use crate::search::piece::Field;
use crate::search::query::Sought;

pub use self::find::{Asked, Found, FoundPiece, MOST_COUNTED, Refused};
pub use self::frequent::{Census, Frequent as FrequentWords};
pub use self::names::Counted;
pub use self::registers::{AskedNames, FoundName, FoundNames};
pub use self::schema::Shown as ShownPiece;
pub use self::suggest::Suggestion;
pub use self::write::{Writer, state_of};

/// The form of the index: another one is made anew.
const FORM: &str = concat!("variorum-index-9 ", env!("CARGO_PKG_VERSION"));

/// Bytes in which words are gathered before they are written. With more of them fewer
/// and larger segments are written.
const GATHERED: usize = 288 << 20;

/// Pieces from which on a segment is left as it is. Joining reads and writes everything
/// once more, and maps the files of all that are joined.
const LARGE: usize = 250_000;

/// The part of a segment that may have been taken out before it is written anew.
const MOST_REMOVED: f32 = 0.3;

/// By what a piece can be chosen, beside its edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// In what it stands.
    Field,
    /// An author of its text.
    Author,
    /// Its language.
    Language,
    /// A century in which its text may have come to be.
    Century,
    /// A witness that has it: of readings.
    Witness,
}

impl Facet {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Field,
        Self::Author,
        Self::Language,
        Self::Century,
        Self::Witness,
    ];

    /// Its name in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Field => "in",
            Self::Author => "author",
            Self::Language => "language",
            Self::Century => "century",
            Self::Witness => "witness",
        }
    }

    fn term(self, value: &str) -> String {
        format!("{}={value}", self.word())
    }

    fn read(term: &str) -> Option<(Self, &str)> {
        let (word, value) = term.split_once('=')?;
        let facet = Self::ALL.into_iter().find(|facet| facet.word() == word)?;
        Some((facet, value))
    }
}

/// Why the index could not be changed.
#[derive(Debug)]
pub enum Failure {
    /// Another program is changing it.
    Busy,
    /// The folder cannot be used.
    Folder(PathBuf, std::io::Error),
    /// The engine says so.
    Broken(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy => f.write_str("another program is changing the index"),
            Self::Folder(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Broken(cause) => write!(f, "the index cannot be used: {cause}"),
        }
    }
}

impl std::error::Error for Failure {}

impl From<tantivy::TantivyError> for Failure {
    fn from(error: tantivy::TantivyError) -> Self {
        match error {
            tantivy::TantivyError::LockFailure(..) => Self::Busy,
            other => Self::Broken(other.to_string()),
        }
    }
}

/// An index of published texts.
pub struct Index {
    /// Where it lies; none if it lasts as long as the value.
    folder: Option<PathBuf>,
    columns: Columns,
    open: RwLock<Open>,
    /// Whether it has to be looked at: something went wrong.
    suspect: AtomicBool,
    names: RwLock<Known>,
}

struct Open {
    index: tantivy::Index,
    reader: IndexReader,
    view: View,
}

/// A state of the index, in which is looked for.
#[derive(Clone)]
struct View {
    searcher: Searcher,
    /// The words of which this state says where two stand in a row.
    frequent: Arc<Frequent>,
}

impl View {
    /// The newest state.
    fn newest(index: &tantivy::Index, reader: &IndexReader) -> Result<Self, Failure> {
        let mut frequent = frequent_in(index);
        loop {
            reader.reload()?;
            // Another program may have made it anew just now.
            let now = frequent_in(index);
            if now == frequent {
                return Ok(Self {
                    searcher: reader.searcher(),
                    frequent: Arc::new(frequent),
                });
            }
            frequent = now;
        }
    }
}

impl Index {
    /// The index in `folder`; an empty one, if what lies there is none, or one of
    /// another form.
    ///
    /// # Errors
    /// [`Failure`] if the folder cannot be used.
    pub fn open(folder: &Path) -> Result<Self, Failure> {
        let open = open_or_make(folder)?;
        Ok(Self::with(Some(folder.to_owned()), open))
    }

    /// An empty index that lasts as long as the value.
    ///
    /// # Errors
    /// [`Failure`] if the engine refuses.
    pub fn memory() -> Result<Self, Failure> {
        let open = opened(tantivy::Index::create_in_ram(schema().0))?;
        Ok(Self::with(None, open))
    }

    fn with(folder: Option<PathBuf>, open: Open) -> Self {
        Self {
            folder,
            columns: schema().1,
            open: RwLock::new(open),
            suspect: AtomicBool::new(false),
            names: RwLock::default(),
        }
    }

    /// The act of publishing as far as which it goes; none if it is not whole.
    pub fn position(&self) -> Option<u64> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        payload(&open.index)?.position
    }

    /// The words of which it says where two stand in a row, beside short ones.
    pub fn frequent_words(&self) -> Arc<Frequent> {
        self.view().frequent
    }

    /// Whether it was made when it had so few pieces that no word was frequent, and has
    /// many now: see [`Index::writer_anew`].
    pub fn is_outgrown(&self) -> bool {
        self.view().frequent.is_empty() && self.pieces() >= frequent::MANY
    }

    /// How many pieces it has.
    pub fn pieces(&self) -> u64 {
        self.searcher().num_docs()
    }

    /// Says that something went wrong with it: it will be looked at.
    pub fn suspect(&self) {
        self.suspect.store(true, Ordering::Release);
    }

    /// Looks at the index if something went wrong with it, or if its folder is
    /// gone, and makes an empty one if it is damaged. Says whether it did.
    ///
    /// # Errors
    /// [`Failure`] if the folder cannot be used.
    pub fn heal(&self) -> Result<bool, Failure> {
        let Some(folder) = &self.folder else {
            return Ok(false);
        };
        let there = folder.join("meta.json").is_file();
        if there && !self.suspect.swap(false, Ordering::AcqRel) {
            return Ok(false);
        }
        let sound = there && {
            let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
            open.index
                .validate_checksum()
                .is_ok_and(|damaged| damaged.is_empty())
        };
        if sound {
            return Ok(false);
        }
        let new = made_anew(folder)?;
        *self.open.write().unwrap_or_else(PoisonError::into_inner) = new;
        Ok(true)
    }

    /// Lets searches see what was committed, also by other programs.
    ///
    /// # Errors
    /// [`Failure`] if the index cannot be read.
    pub fn refresh(&self) -> Result<(), Failure> {
        let view = {
            let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
            View::newest(&open.index, &open.reader)?
        };
        let segments = view.searcher.segment_readers().iter();
        let segments: BTreeSet<SegmentId> = segments.map(SegmentReader::segment_id).collect();
        let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
        open.view = view;
        drop(open);
        let mut names = self.names.write().unwrap_or_else(PoisonError::into_inner);
        names.retain(|segment| segments.contains(segment));
        Ok(())
    }

    /// Something to change it with.
    ///
    /// # Errors
    /// [`Failure::Busy`] if there is one already, in this program or another.
    pub fn writer(&self) -> Result<Writer, Failure> {
        self.writer_with(frequent_in)
    }

    /// Something to make it anew with: what is in it is taken out, and of what is put in
    /// it is kept where two of these words stand in a row.
    ///
    /// # Errors
    /// As [`Index::writer`].
    pub fn writer_anew(&self, frequent: Frequent) -> Result<Writer, Failure> {
        let writer = self.writer_with(|_| frequent)?;
        writer.writer.delete_all_documents()?;
        Ok(writer)
    }

    fn writer_with(
        &self,
        frequent: impl FnOnce(&tantivy::Index) -> Frequent,
    ) -> Result<Writer, Failure> {
        let options = IndexWriterOptions::builder()
            .num_worker_threads(1)
            .num_merge_threads(1)
            .memory_budget_per_thread(GATHERED)
            .build();
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        let writer = open.index.writer_with_options(options)?;
        let mut joined = LogMergePolicy::default();
        joined.set_max_docs_before_merge(LARGE);
        joined.set_del_docs_ratio_before_merge(MOST_REMOVED);
        writer.set_merge_policy(Box::new(joined));
        // Now that nobody else changes it.
        let frequent = Arc::new(frequent(&open.index));
        let terms = Terms::new(frequent.clone());
        open.index.tokenizers().register(WORDS, terms);
        Ok(Writer {
            writer,
            columns: self.columns,
            frequent,
        })
    }

    /// What says which versions are in it: see [`state_of`].
    ///
    /// # Errors
    /// [`Failure`] if it cannot be read.
    pub fn states(&self) -> Result<BTreeMap<String, String>, Failure> {
        let mut states = BTreeMap::new();
        for segment in self.searcher().segment_readers() {
            let index = segment.inverted_index(self.columns.state)?;
            let broken = |error: std::io::Error| Failure::Broken(error.to_string());
            let mut terms = index.terms().stream().map_err(broken)?;
            while let Some((term, info)) = terms.next() {
                let state = String::from_utf8_lossy(term).into_owned();
                let option = IndexRecordOption::Basic;
                let mut docs = index
                    .read_postings_from_terminfo(info, option)
                    .map_err(broken)?;
                let alive = segment.alive_bitset();
                while docs.doc() != TERMINATED && alive.is_some_and(|a| a.is_deleted(docs.doc())) {
                    docs.advance();
                }
                if docs.doc() != TERMINATED {
                    let edition = state.split(' ').next().unwrap_or_default().to_owned();
                    states.insert(edition, state);
                }
            }
        }
        Ok(states)
    }

    /// Visits the words of every piece, in no order that means something.
    ///
    /// # Errors
    /// [`Failure`] if it cannot be read.
    pub fn each(&self, visit: &mut dyn FnMut(&str)) -> Result<(), Failure> {
        for segment in self.searcher().segment_readers() {
            let store = segment
                .get_store_reader(1)
                .map_err(|error| Failure::Broken(error.to_string()))?;
            for document in store.iter::<TantivyDocument>(segment.alive_bitset()) {
                let piece = self.shown(&document?);
                if let Some(piece) = piece.filter(|piece| !piece.shown.text.is_empty()) {
                    visit(&piece.shown.text);
                }
            }
        }
        Ok(())
    }

    /// Finds pieces.
    ///
    /// # Errors
    /// [`Refused`] if a word has too many forms, or the index cannot be read.
    pub fn find(&self, asked: &Asked) -> Result<Found, Refused> {
        let found = find::find(self, &self.view(), asked);
        if let Err(Refused::Broken(_)) = found {
            self.suspect();
        }
        found
    }

    /// The title of an edition, if it is in the index and has one.
    pub fn title(&self, edition: &str) -> Option<String> {
        let searcher = self.searcher();
        let term = Term::from_field_text(self.columns.edition, edition);
        for (segment, at) in searcher.segment_readers().iter().zip(0..) {
            let index = segment.inverted_index(self.columns.edition).ok()?;
            let Ok(Some(mut docs)) = index.read_postings(&term, IndexRecordOption::Basic) else {
                continue;
            };
            let alive = segment.alive_bitset();
            while docs.doc() != TERMINATED && alive.is_some_and(|a| a.is_deleted(docs.doc())) {
                docs.advance();
            }
            if docs.doc() != TERMINATED {
                let document = searcher.doc(DocAddress::new(at, docs.doc())).ok()?;
                let title = self.shown(&document)?.shown.title;
                return Some(title).filter(|title| !title.is_empty());
            }
        }
        None
    }

    /// Words that may be meant by one that stands nowhere in `fields`; none if it
    /// stands somewhere.
    pub fn near(&self, fields: &[Field], sought: &Sought, alike: Alike) -> Vec<Suggestion> {
        let searcher = self.searcher();
        match suggest::stands(&searcher, &self.columns, fields, sought, alike) {
            Ok(false) => {
                suggest::near(&searcher, &self.columns, fields, &sought.word).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    /// The commonest words of the texts that begin so.
    pub fn beginning(&self, beginning: &str) -> Vec<Suggestion> {
        let fields = [Field::Text, Field::Readings];
        suggest::beginning(&self.searcher(), &self.columns, &fields, beginning).unwrap_or_default()
    }

    fn searcher(&self) -> Searcher {
        self.view().searcher
    }

    fn view(&self) -> View {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        open.view.clone()
    }

    fn columns(&self) -> &Columns {
        &self.columns
    }

    fn known(&self) -> RwLockReadGuard<'_, Known> {
        self.names.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn names_of(&self, segment: &SegmentReader) -> Result<Arc<Names>, Refused> {
        let id = segment.segment_id();
        if let Some(names) = self.known().segment(id) {
            return Ok(names);
        }
        let opened = Opened::new(segment)?;
        let mut known = self.names.write().unwrap_or_else(PoisonError::into_inner);
        Ok(known.take_in(id, opened))
    }

    fn shown(&self, document: &TantivyDocument) -> Option<FoundPiece> {
        let bytes = document.get_first(self.columns.shown)?;
        let shown = of_bytes(bytes.as_bytes()?)?;
        let field = *Field::ALL.get(usize::from(shown.field))?;
        Some(FoundPiece { field, shown })
    }
}

/// Whether a version is in an index that has these states.
pub fn has(states: &BTreeMap<String, String>, edition: &EditionId, version: &Version) -> bool {
    states
        .get(edition.as_str())
        .is_some_and(|state| *state == state_of(edition, version))
}

fn payload(index: &tantivy::Index) -> Option<Payload> {
    let payload = index.load_metas().ok()?.payload?;
    serde_json::from_str(&payload).ok()
}

fn frequent_in(index: &tantivy::Index) -> Frequent {
    payload(index).map_or_else(Frequent::default, |payload| payload.frequent)
}

/// What lies in `folder`, if it is an index of this form.
fn open_or_make(folder: &Path) -> Result<Open, Failure> {
    if folder.join("meta.json").is_file()
        && let Ok(index) = tantivy::Index::open_in_dir(folder)
        && index.schema() == schema().0
        && payload(&index).is_some_and(|payload| payload.form == FORM)
        && let Ok(open) = opened(index)
    {
        return Ok(open);
    }
    made_anew(folder)
}

/// An empty index in `folder`. Only what the engine put there is taken away.
fn made_anew(folder: &Path) -> Result<Open, Failure> {
    let at = |error| Failure::Folder(folder.to_owned(), error);
    fs::create_dir_all(folder).map_err(at)?;
    for entry in fs::read_dir(folder).map_err(at)? {
        let path = entry.map_err(at)?.path();
        if is_of_the_engine(&path) {
            fs::remove_file(&path).map_err(at)?;
        }
    }
    opened(tantivy::Index::create_in_dir(folder, schema().0)?)
}

/// Whether a file is one of an index: by its name.
fn is_of_the_engine(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
    let segment = stem.len() >= 32 && stem.bytes().take(32).all(|c| c.is_ascii_hexdigit());
    matches!(name.as_ref(), "meta.json" | ".managed.json") || ending == "lock" || segment
}

fn opened(index: tantivy::Index) -> Result<Open, Failure> {
    let reader = index
        .reader_builder()
        .reload_policy(ReloadPolicy::Manual)
        .try_into()?;
    let view = View::newest(&index, &reader)?;
    Ok(Open {
        index,
        reader,
        view,
    })
}
