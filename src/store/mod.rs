//! Which bytes were published, and are they the same?
//!
//! 1. [`digest()`] hashes; `layout` says where an edition lies;
//! 2. `inventory` is what OCFL records of it, `files` what belongs to a version;
//! 3. `journal` records what is published, in `blobs` whose names can be taken
//!    only once;
//! 4. `drafts` keeps what is not published, apart from all that is;
//! 5. `object` is an edition with everything that was published of it, which can
//!    leave one store and come into another;
//! 6. `disk` publishes and reads, `memory` does the same without a disk, `remote`
//!    in an object store that several nodes share (`s3`), if it is fit for that
//!    (`shared`);
//! 7. `verify` hashes everything again.
//!
//! On disk a store is an OCFL 1.1 storage root (<https://ocfl.io/1.1/spec/>):
//! one object for an edition, one OCFL version for a publication, readable
//! without this program. Nothing that was published is ever overwritten.
//!
//! Knows nothing of XML, and reads no clock: times are handed in.

mod act;
mod blobs;
mod digest;
mod disk;
mod drafts;
mod files;
mod inventory;
mod journal;
mod layout;
mod memory;
mod object;
mod remote;
#[cfg(feature = "s3")]
mod s3;
mod secret;
mod shared;
mod token;
mod verify;

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::edition::{Digest, EditionId, Version, VersionReference, Withdrawal};
use crate::source::{Deposit, FilePath, Files};

pub use blobs::{BlobStore, Created};
pub use digest::{Hashed, HashedDeposit, Hashing, digest, digest_named, hash, hash_all};
pub use drafts::Draft;
pub use files::{Stored, StoredFiles, refuse_unfit};
pub use inventory::Report;
pub use journal::{Changed, Tokens};
pub use object::{Object, inspect};
pub use secret::fresh_secret;
pub use verify::{CODES, Damage, Progress, verify_object};

use act::Wish;
use disk::Disk;
use drafts::Drafts;
use files::Content;
use memory::Memory;
use remote::Remote;

/// What is said about a publication besides its bytes.
#[derive(Clone, Debug)]
pub struct Publication {
    /// Who publishes; never empty.
    pub publisher: String,
    /// How to reach them: a URI (`mailto:…`). If it is empty, a URN is made of
    /// the name, for OCFL wants one.
    pub address: String,
    /// Why: the change note.
    pub message: String,
    /// When: RFC 3339. Publications of one edition are at least a second apart:
    /// an earlier time is moved behind the one before.
    pub when: String,
    /// The number of the access token with which it is done, if it is done with one.
    /// The journal alone keeps it; it is no part of the edition.
    pub token: Option<String>,
}

/// What the newest version must be for a publication to go ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Whatever it is.
    Any,
    /// The one with this SHA-256, or none at all.
    Head(Option<Digest>),
    /// The one with this number, or none at all: 0.
    Number(u32),
}

/// Something that is handed in to be published.
#[derive(Clone, Copy)]
pub struct Submission<'a> {
    /// The edition.
    pub id: &'a EditionId,
    /// The TEI file, and the files that were handed in with it.
    pub deposit: HashedDeposit<'a>,
    /// What is to lie beside them for good, each report once.
    pub reports: &'a [(Report, &'a [u8])],
    /// What is said about it.
    pub publication: &'a Publication,
    /// What the newest version must be.
    pub expected: Expected,
}

/// What came of a publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Put {
    /// The version that has the bytes.
    pub version: Version,
    /// Whether it was made now; otherwise the newest version had them already.
    pub new: bool,
}

/// How an edition stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// What was published, oldest first, also what was withdrawn since. Numbers
    /// are missing where something was withdrawn: that is a version to OCFL too.
    pub versions: Vec<Version>,
    /// What is withdrawn, by number.
    pub withdrawn: Vec<Withdrawal>,
}

impl Standing {
    /// The version of `id` that is meant; the latest is the newest one that
    /// stands.
    fn choose(&self, id: &EditionId, reference: VersionReference) -> Result<Version, Error> {
        let meant = |version: &&Version| match reference {
            VersionReference::Latest => true,
            VersionReference::Number(number) => version.number == number,
            VersionReference::Digest(digest) => version.digest == digest,
        };
        let why = |version: &Version| self.withdrawn.iter().find(|w| w.version == version.number);
        let mut standing = self
            .versions
            .iter()
            .filter(|version| why(version).is_none());
        let found = match reference {
            VersionReference::Latest => standing.next_back(),
            _ => standing.find(meant),
        };
        let gone = || {
            self.versions
                .iter()
                .rev()
                .filter(meant)
                .find_map(why)
                .cloned()
        };
        match (found, gone()) {
            (Some(found), _) => Ok(found.clone()),
            (None, Some(gone)) => Err(Error::Withdrawn(id.clone(), gone)),
            (None, None) => Err(Error::NoSuchVersion(id.clone(), reference)),
        }
    }
}

/// All editions, by name, and how each stands: one that is damaged does not hide
/// the others.
pub type Catalogue = Vec<(EditionId, Result<Standing, Error>)>;

/// Reports of one sort, by the number of their version.
pub type Reports = BTreeMap<u32, Vec<u8>>;

/// What is kept beside the editions although it can be drawn from them at any time:
/// it saves reading them all, and can be deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Derived {
    /// The records that harvesters are given.
    Ledger,
    /// All editions with their versions.
    Listing,
}

impl Derived {
    /// Its name beside the storage root.
    fn name(self) -> &'static str {
        match self {
            Self::Ledger => "ledger",
            Self::Listing => "listing",
        }
    }
}

/// What came of an edition that came with its versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Restored {
    /// The edition.
    pub id: EditionId,
    /// The versions that were not here before, withdrawals among them.
    pub fresh: Vec<u32>,
}

/// Why the store could not do it.
#[derive(Debug)]
pub enum Error {
    /// There is no store in that folder.
    NoStore(PathBuf),
    /// Nothing is published under that name.
    NoSuchEdition(EditionId),
    /// The edition has no such version.
    NoSuchVersion(EditionId, VersionReference),
    /// The version was published, and is withdrawn.
    Withdrawn(EditionId, Withdrawal),
    /// Somebody else published in the meantime.
    Conflict {
        /// The edition.
        id: EditionId,
        /// Its newest version now.
        head: Option<Digest>,
    },
    /// What lies there is not what was published.
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// A publication that cannot be recorded.
    Unfit(String),
    /// The system refused.
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoStore(path) => write!(
                f,
                "there is no store in {}: `variorum publish` makes one",
                path.display()
            ),
            Self::NoSuchEdition(id) => write!(f, "nothing is published as `{id}`"),
            Self::NoSuchVersion(id, version) => write!(f, "`{id}` has no version {version}"),
            Self::Withdrawn(id, withdrawal) => {
                let Withdrawal {
                    version,
                    when,
                    by,
                    reason,
                } = withdrawal;
                write!(
                    f,
                    "version {version} of `{id}` was withdrawn on {when} by {by}: {reason}"
                )
            }
            Self::Conflict {
                id,
                head: Some(head),
            } => write!(
                f,
                "`{id}` has changed in the meantime: its newest version is now {head}"
            ),
            Self::Conflict { id, head: None } => write!(f, "`{id}` is not published yet"),
            Self::Damaged { path, message } => write!(
                f,
                "{} is damaged: {message}; take it from a copy, and run `variorum verify`",
                path.display()
            ),
            Self::Unfit(message) => f.write_str(message),
            Self::Io { path, cause } => write!(f, "{}: {cause}", path.display()),
        }
    }
}

impl std::error::Error for Error {}

/// The address of an object store, if `folder` is one.
fn address(folder: &Path) -> Option<&str> {
    folder.to_str().filter(|text| text.starts_with("s3://"))
}

/// The blobs at `s3://bucket/prefix`, and whether the address says that nobody
/// else writes there.
#[cfg(feature = "s3")]
fn bucket(address: &str) -> Result<(Arc<dyn BlobStore>, bool), Error> {
    let bucket = s3::Bucket::at(address)?;
    let alone = bucket.alone();
    Ok((Arc::new(bucket), alone))
}

#[cfg(not(feature = "s3"))]
fn bucket(_: &str) -> Result<(Arc<dyn BlobStore>, bool), Error> {
    let message = "this program was built without object stores (cargo feature `s3`)";
    Err(Error::Unfit(message.to_owned()))
}

fn keeps_nothing() -> Error {
    let message = "a store in memory keeps nothing besides its editions";
    Error::Unfit(message.to_owned())
}

/// Adds the path to an error of the system.
fn at(path: &Path) -> impl FnOnce(io::Error) -> Error + '_ {
    move |cause| Error::Io {
        path: path.to_owned(),
        cause,
    }
}

/// Published editions.
#[derive(Debug)]
pub struct Store {
    place: Place,
}

#[derive(Debug)]
enum Place {
    Disk(Disk),
    Memory(Memory),
    Remote(Remote),
}

impl Store {
    /// The store in `folder`, which may also be the address of an object store:
    /// `s3://bucket/prefix` (cargo feature `s3`).
    ///
    /// # Errors
    /// [`Error::NoStore`] if there is none; [`Error::Damaged`] if there was one, and the
    /// file that says so is lost.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        if let Some(address) = address(folder) {
            let (blobs, alone) = bucket(address)?;
            return Self::among(folder, blobs, alone);
        }
        Disk::open(folder).map(|disk| Self {
            place: Place::Disk(disk),
        })
    }

    /// The store in `folder`, which is made if there is nothing or an empty
    /// folder.
    ///
    /// # Errors
    /// [`Error::NoStore`] if the folder holds something else; [`Error::Damaged`] as
    /// [`Store::open`].
    pub fn open_or_create(folder: &Path) -> Result<Self, Error> {
        if let Some(address) = address(folder) {
            let (blobs, alone) = bucket(address)?;
            return Self::among_or_create(folder, blobs, alone);
        }
        Disk::open_or_create(folder).map(|disk| Self {
            place: Place::Disk(disk),
        })
    }

    /// The store among named blobs that several programs share; `place` is what
    /// people call it. Where names that are taken are written over, only one
    /// program may ever write, and has to say so (`alone`); this is tried out
    /// before the first writing.
    ///
    /// # Errors
    /// [`Error::NoStore`] if there is none.
    pub fn among(place: &Path, blobs: Arc<dyn BlobStore>, alone: bool) -> Result<Self, Error> {
        Remote::open(place, blobs, alone).map(|remote| Self {
            place: Place::Remote(remote),
        })
    }

    /// The same; it is made if there is none, and tried out at once.
    ///
    /// # Errors
    /// [`Error::Unfit`] if names are written over and nobody said to be alone.
    pub fn among_or_create(
        place: &Path,
        blobs: Arc<dyn BlobStore>,
        alone: bool,
    ) -> Result<Self, Error> {
        Remote::open_or_create(place, blobs, alone).map(|remote| Self {
            place: Place::Remote(remote),
        })
    }

    /// An empty store that lasts as long as the value.
    pub fn memory() -> Self {
        Self {
            place: Place::Memory(Memory::default()),
        }
    }

    /// Publishes `bytes` as the next version of `id`, unless the newest version
    /// has them already. When this returns, they are on disk for good.
    ///
    /// # Errors
    /// [`Error::Conflict`] if the newest version is not the expected one; of
    /// several writers that expect the same one exactly one wins. Nothing is
    /// changed if there is an error.
    pub fn put(
        &self,
        id: &EditionId,
        bytes: &[u8],
        publication: &Publication,
        expected: Expected,
    ) -> Result<Put, Error> {
        let path = FilePath::edition();
        let deposit = Deposit {
            name: path.as_str(),
            bytes,
            path: &path,
            files: &BTreeMap::new(),
        };
        self.put_deposit(id, &deposit, &[], publication, expected)
    }

    /// Publishes a TEI file with the files that were handed in with it, and with
    /// reports that lie beside them for good. The version has the
    /// SHA-256 of the TEI file; a change in any of the files makes a new version,
    /// another report does not.
    ///
    /// # Errors
    /// As [`Store::put`]; also [`Error::Unfit`] if a file cannot be read, changes
    /// meanwhile, or has a name that no other file can have.
    pub fn put_deposit(
        &self,
        id: &EditionId,
        deposit: &Deposit<'_>,
        reports: &[(Report, &[u8])],
        publication: &Publication,
        expected: Expected,
    ) -> Result<Put, Error> {
        let submission = Submission {
            id,
            deposit: (*deposit).into(),
            reports,
            publication,
            expected,
        };
        let mut results = self.put_all(&[submission])?;
        let put = results.pop().unwrap_or_else(|| {
            let message = "nothing was handed in".to_owned();
            Err(Error::Unfit(message))
        })?;
        // It is published for good; the folders may follow later.
        let _ = self.settle();
        Ok(put)
    }

    /// Publishes several at once, each by itself: one may be refused and the
    /// others published. They reach the disk together, so that a hundred cost
    /// little more than one. When this returns, what was published is on disk
    /// for good; the folders of the editions follow behind, at the latest when
    /// somebody reads them or [`Store::settle`] is called.
    ///
    /// # Errors
    /// [`Error::Io`] if nothing could be published; else what each would have met
    /// in [`Store::put_deposit`].
    pub fn put_all(
        &self,
        submissions: &[Submission<'_>],
    ) -> Result<Vec<Result<Put, Error>>, Error> {
        let mut results = Vec::with_capacity(submissions.len());
        let mut wishes = Vec::new();
        for submission in submissions {
            match Content::new(submission.deposit, submission.reports) {
                Err(error) => results.push(Some(Err(error))),
                Ok(content) => {
                    results.push(None);
                    wishes.push(Wish {
                        id: submission.id,
                        content,
                        publication: submission.publication,
                        expected: submission.expected,
                    });
                }
            }
        }
        let done = match &self.place {
            Place::Disk(disk) => disk.put(&wishes)?,
            Place::Remote(remote) => remote.put(&wishes)?,
            Place::Memory(memory) => wishes.iter().map(|wish| memory.put(wish)).collect(),
        };
        let mut done = done.into_iter();
        let results = results.into_iter();
        Ok(results
            .filter_map(|known| known.or_else(|| done.next()))
            .collect())
    }

    /// Keeps a draft until a moment (`times`: now, and then; RFC 3339, UTC, whole
    /// seconds). Gives the name under which it is read, which nobody can guess.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Unfit`] if a file cannot be read, and for a store in
    /// memory.
    pub fn keep_draft(
        &self,
        id: &EditionId,
        deposit: &Deposit<'_>,
        by: &str,
        times: (&str, &str),
    ) -> Result<String, Error> {
        let drafts = self.drafts().ok_or_else(keeps_nothing)?;
        drafts.keep(id, deposit, by, times)
    }

    /// The draft of that name; `None` if there is none, or its time is over at
    /// `now`.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Damaged`].
    pub fn draft(&self, token: &str, now: &str) -> Result<Option<Draft>, Error> {
        let drafts = self.drafts();
        drafts.map_or(Ok(None), |drafts| drafts.read(token, now))
    }

    /// None in memory.
    fn drafts(&self) -> Option<Drafts> {
        match &self.place {
            Place::Disk(disk) => Some(disk.drafts()),
            Place::Remote(remote) => Some(remote.drafts()),
            Place::Memory(_) => None,
        }
    }

    /// Where is kept what only those may read who run the servers: beside the
    /// editions, and no part of them.
    ///
    /// # Errors
    /// [`Error::Unfit`] for a store in memory.
    pub fn private(&self) -> Result<Arc<dyn BlobStore>, Error> {
        match &self.place {
            Place::Disk(disk) => Ok(disk.private()),
            Place::Remote(remote) => Ok(remote.private()),
            Place::Memory(_) => Err(keeps_nothing()),
        }
    }

    /// Waits until the folders of all editions have what is published.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn settle(&self) -> Result<(), Error> {
        match &self.place {
            Place::Disk(disk) => disk.settle(),
            Place::Remote(remote) => remote.settle(),
            Place::Memory(_) => Ok(()),
        }
    }

    /// Why the folders of the editions do not have all that is published, if they
    /// could not follow when something was last read: the disk may be full. What is
    /// read has it all the same, out of the journal.
    pub fn lagging(&self) -> Option<String> {
        match &self.place {
            Place::Disk(disk) => disk.lagging(),
            Place::Remote(_) | Place::Memory(_) => None,
        }
    }

    /// A version with all the files that were handed in: the bytes of the TEI
    /// file are hashed again before they are given, those of the others when
    /// they are read.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub fn stored(&self, id: &EditionId, reference: VersionReference) -> Result<Stored, Error> {
        match &self.place {
            Place::Disk(disk) => disk.stored(id, reference),
            Place::Remote(remote) => remote.stored(id, reference),
            Place::Memory(memory) => memory.stored(id, reference),
        }
    }

    /// An edition with everything that was ever published of it, also what was
    /// withdrawn since.
    ///
    /// # Errors
    /// [`Error::NoSuchEdition`]; [`Error::Unfit`] for stores that are not on disk.
    pub fn object(&self, id: &EditionId) -> Result<Object, Error> {
        match &self.place {
            Place::Disk(disk) => disk.whole(id),
            Place::Memory(_) | Place::Remote(_) => {
                let message = "only a store on disk gives out whole editions";
                Err(Error::Unfit(message.to_owned()))
            }
        }
    }

    /// Publishes the versions of an edition that came from another store, each
    /// with the bytes, the number, the time, the publisher and the note that it
    /// had there; `files` are those of its [`Object`]. Versions that are here
    /// already make no new ones.
    ///
    /// # Errors
    /// [`Error::Unfit`], with nothing written: if a file is missing, too much or
    /// different, or if the edition has another history here.
    pub fn restore(&self, files: &dyn Files) -> Result<Restored, Error> {
        let copy = object::read(files)?;
        match &self.place {
            Place::Disk(disk) => disk.restore(files, &copy),
            Place::Memory(_) | Place::Remote(_) => {
                let message = "versions can only be restored into a store on disk";
                Err(Error::Unfit(message.to_owned()))
            }
        }
    }

    /// All editions, by name.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn editions(&self) -> Result<Vec<EditionId>, Error> {
        match &self.place {
            Place::Disk(disk) => disk.editions(),
            Place::Remote(remote) => remote.editions(),
            Place::Memory(memory) => Ok(memory.editions()),
        }
    }

    /// How many acts of publishing the journal has. A store without a journal has
    /// none.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn position(&self) -> Result<u64, Error> {
        match &self.place {
            Place::Disk(disk) => disk.position(),
            Place::Remote(remote) => remote.position(),
            Place::Memory(_) => Ok(0),
        }
    }

    /// The editions that something was published of, or withdrawn, after an act;
    /// `None` if that is not known, and all may have changed.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Damaged`].
    pub fn changed_since(&self, position: u64) -> Result<Option<Changed>, Error> {
        match &self.place {
            Place::Disk(disk) => disk.changed_since(position),
            Place::Remote(remote) => remote.changed_since(position),
            Place::Memory(_) => Ok(None),
        }
    }

    /// What tells an act of publishing from any other that could have its number: in
    /// another store, or in this one if its files were copied without their times.
    /// `None` if there is no act of that number.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Damaged`].
    pub fn mark(&self, position: u64) -> Result<Option<String>, Error> {
        match &self.place {
            Place::Disk(disk) => disk.mark(position),
            Place::Remote(remote) => remote.mark(position),
            Place::Memory(_) => Ok(None),
        }
    }

    /// What was drawn from the editions and kept beside them under `name`, if it is
    /// still there; whether it fits them, only who kept it knows.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn derived(&self, name: Derived) -> Result<Option<Vec<u8>>, Error> {
        match &self.place {
            Place::Disk(disk) => disk.derived(name.name()),
            Place::Remote(remote) => remote.derived(name.name()),
            Place::Memory(_) => Ok(None),
        }
    }

    /// Keeps beside the editions what was drawn from them, in the place of what was
    /// kept before. A store in memory keeps nothing.
    ///
    /// # Errors
    /// [`Error::Io`]; what was kept before is still there then.
    pub fn keep_derived(&self, name: Derived, bytes: &[u8]) -> Result<(), Error> {
        match &self.place {
            Place::Disk(disk) => disk.keep_derived(name.name(), bytes),
            Place::Remote(remote) => remote.keep_derived(name.name(), bytes),
            Place::Memory(_) => Ok(()),
        }
    }

    /// The tokens with which something was published or withdrawn, as far as the
    /// journal has them: it gets them with the act itself.
    ///
    /// # Errors
    /// [`Error::Io`]. Entries that cannot be read are passed over.
    pub fn tokens(&self) -> Result<Tokens, Error> {
        match &self.place {
            Place::Disk(disk) => disk.tokens(),
            Place::Remote(remote) => remote.tokens(),
            Place::Memory(_) => Ok(Tokens::default()),
        }
    }

    /// How an edition stands.
    ///
    /// # Errors
    /// [`Error::NoSuchEdition`], [`Error::Damaged`].
    pub fn standing(&self, id: &EditionId) -> Result<Standing, Error> {
        match &self.place {
            Place::Disk(disk) => disk.standing(id),
            Place::Remote(remote) => remote.standing(id),
            Place::Memory(memory) => memory.standing(id),
        }
    }

    /// How all editions stand, asked at once.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn catalogue(&self) -> Result<Catalogue, Error> {
        match &self.place {
            Place::Disk(disk) => disk.catalogue(),
            Place::Remote(remote) => remote.catalogue(),
            Place::Memory(memory) => Ok(memory.catalogue()),
        }
    }

    /// The versions of an edition, as [`Standing`] has them.
    ///
    /// # Errors
    /// As [`Store::standing`].
    pub fn versions(&self, id: &EditionId) -> Result<Vec<Version>, Error> {
        Ok(self.standing(id)?.versions)
    }

    /// The versions of an edition that are withdrawn, by number.
    ///
    /// # Errors
    /// As [`Store::standing`].
    pub fn withdrawals(&self, id: &EditionId) -> Result<Vec<Withdrawal>, Error> {
        Ok(self.standing(id)?.withdrawn)
    }

    /// Withdraws a version, or all that stand: they are not given any more, and
    /// everybody is told why, when and by whom (`notice`: its message is the
    /// reason). Their bytes stay. Gives what is withdrawn now that was not.
    ///
    /// # Errors
    /// As [`Store::put`]; [`Error::NoSuchVersion`]; [`Error::Unfit`] without a
    /// reason, or where nothing can be withdrawn.
    pub fn withdraw(
        &self,
        id: &EditionId,
        version: Option<u32>,
        notice: &Publication,
    ) -> Result<Vec<Withdrawal>, Error> {
        match &self.place {
            Place::Disk(disk) => disk.withdraw(id, version, notice),
            Place::Remote(remote) => remote.withdraw(id, version, notice),
            Place::Memory(_) => {
                let message = "what comes with the program cannot be withdrawn";
                Err(Error::Unfit(message.to_owned()))
            }
        }
    }

    /// The newest version that is withdrawn, with its files: what was said of it may
    /// have to be known when it is not shown any more.
    ///
    /// # Errors
    /// As [`Store::read`]; [`Error::NoSuchVersion`] if none is withdrawn.
    pub fn last_withdrawn(&self, id: &EditionId) -> Result<Stored, Error> {
        match &self.place {
            Place::Disk(disk) => disk.last_withdrawn(id),
            Place::Remote(remote) => remote.last_withdrawn(id),
            Place::Memory(_) => Err(Error::NoSuchVersion(id.clone(), VersionReference::Latest)),
        }
    }

    /// Thirty-two bytes that only this store knows, for signing what it gives out.
    /// They are made when they are asked for the first time, and lie beside the
    /// storage root.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn secret(&self) -> Result<[u8; 32], Error> {
        match &self.place {
            Place::Disk(disk) => disk.secret(),
            Place::Remote(remote) => remote.secret(),
            Place::Memory(_) => Ok(fresh_secret()),
        }
    }

    /// A version with its bytes, which are hashed again before they are given.
    /// The latest is the newest one that stands.
    ///
    /// # Errors
    /// [`Error::NoSuchEdition`], [`Error::NoSuchVersion`], [`Error::Withdrawn`],
    /// [`Error::Damaged`].
    pub fn read(
        &self,
        id: &EditionId,
        reference: VersionReference,
    ) -> Result<(Version, Vec<u8>), Error> {
        match &self.place {
            Place::Disk(disk) => disk.read(id, reference),
            Place::Remote(remote) => remote.read(id, reference),
            Place::Memory(memory) => memory.read(id, reference),
        }
    }

    /// All reports of that sort of an edition, by version, also of versions that
    /// are withdrawn since. What it costs goes by those that there are, not by the
    /// number of versions.
    ///
    /// # Errors
    /// [`Error::NoSuchEdition`], [`Error::Io`], [`Error::Damaged`].
    pub fn reports(&self, id: &EditionId, report: Report) -> Result<Reports, Error> {
        match &self.place {
            Place::Disk(disk) => disk.reports(id, report),
            Place::Remote(remote) => remote.reports(id, report),
            Place::Memory(memory) => Ok(memory.reports(id, report)),
        }
    }

    /// A report that lies beside a version; `None` if it was published without.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub fn report(
        &self,
        id: &EditionId,
        reference: VersionReference,
        report: Report,
    ) -> Result<Option<Vec<u8>>, Error> {
        match &self.place {
            Place::Disk(disk) => disk.report(id, reference, report),
            Place::Remote(remote) => remote.report(id, reference, report),
            Place::Memory(memory) => memory.report(id, reference, report),
        }
    }

    /// The first version with this SHA-256, wherever it is.
    ///
    /// # Errors
    /// [`Error::Io`]. Editions whose inventory is damaged are passed over.
    pub fn find(&self, digest: &Digest) -> Result<Option<(EditionId, Version)>, Error> {
        for (id, standing) in self.catalogue()? {
            let versions = match standing {
                Ok(standing) => standing.versions,
                // It may lie in another edition; what is damaged is not it.
                Err(Error::Damaged { .. }) => continue,
                Err(error) => return Err(error),
            };
            if let Some(version) = versions.into_iter().find(|v| v.digest == *digest) {
                return Ok(Some((id, version)));
            }
        }
        Ok(None)
    }

    /// Hashes everything that is published again, and compares what lies on
    /// disk with what the inventories say. `progress` is told after each
    /// edition.
    ///
    /// # Errors
    /// [`Error::Io`] if something could not be looked at at all. Damage is an
    /// answer, not an error.
    pub fn verify(&self, progress: &mut dyn FnMut(Progress)) -> Result<Vec<Damage>, Error> {
        match &self.place {
            Place::Disk(disk) => disk.verify(progress),
            Place::Remote(remote) => remote.verify(progress),
            Place::Memory(memory) => Ok(memory.verify(progress)),
        }
    }
}

/// Whether a publication goes ahead: `Some` of the newest version if it is the
/// same already.
fn precondition(
    id: &EditionId,
    newest: Option<&Version>,
    expected: Expected,
    same: impl Fn() -> bool,
) -> Result<Option<Put>, Error> {
    let head = newest.map(|version| version.digest);
    let met = match expected {
        Expected::Any => true,
        Expected::Head(wanted) => wanted == head,
        Expected::Number(wanted) => wanted == newest.map_or(0, |version| version.number),
    };
    if !met {
        let id = id.clone();
        return Err(Error::Conflict { id, head });
    }
    let same = newest.filter(|_| same());
    Ok(same.map(|version| Put {
        version: version.clone(),
        new: false,
    }))
}

/// When a publication happened: as it says, in whole seconds and UTC, but after
/// the one before it.
fn moment(publication: &Publication, last: Option<&str>) -> Result<String, Error> {
    let parse = |text: &str| {
        text.parse::<jiff::Timestamp>()
            .map(jiff::Timestamp::as_second)
            .map_err(|_| Error::Unfit(format!("`{text}` is not a moment (RFC 3339)")))
    };
    let mut second = parse(&publication.when)?;
    if let Some(last) = last {
        second = second.max(parse(last)? + 1);
    }
    let moment = jiff::Timestamp::from_second(second)
        .map_err(|_| Error::Unfit(format!("`{}` is beyond all calendars", publication.when)))?;
    Ok(moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}
