//! What was published, in which order?
//!
//! The journal lies beside the storage root. An entry is one act of publishing:
//! it says which versions came to be, and names a pack with all their bytes.
//! Whoever creates the entry with the next number has published; before that
//! nothing has happened, after it everything has. The storage root follows, and
//! when it has, the pack goes; the entry stays.

use std::collections::BTreeMap;
use std::hash::BuildHasher;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustc_hash::{FxBuildHasher, FxHashMap};
use serde::{Deserialize, Serialize};

use super::Error;
use super::blobs::{BlobStore, Created, UNFINISHED};
use super::digest::{Hashed, digest};
use super::inventory::Inventory;
use super::token::token;
use super::verify::Damage;
use crate::edition::{Digest, EditionId, Version};

/// One act of publishing, of one version or of many.
#[derive(Debug, Serialize, Deserialize)]
pub struct Entry {
    /// A number nobody else has drawn: who is not told whether an entry was
    /// created recognises it by this.
    #[serde(default)]
    pub act: String,
    /// The pack with the bytes, by its SHA-256.
    pub pack: Digest,
    /// The versions.
    pub publications: Vec<Announced>,
}

/// A version as an entry announces it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Announced {
    /// The edition.
    pub edition: EditionId,
    /// The number of the version.
    pub version: u32,
    /// SHA-256 of its TEI file.
    pub digest: Digest,
    /// Size of its TEI file in bytes.
    pub bytes: u64,
    /// When: RFC 3339.
    pub published: String,
    /// Who.
    pub publisher: String,
    /// Why.
    pub message: String,
    /// The versions that it withdraws; then it publishes none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withdraws: Vec<u32>,
    /// The number of the access token with which it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

impl Entry {
    /// What is known of one that cannot be read.
    fn illegible() -> Self {
        Self {
            act: String::new(),
            pack: Digest([0; 32]),
            publications: Vec::new(),
        }
    }
}

impl Announced {
    /// As the edition lists it.
    pub fn version(&self) -> Version {
        Version {
            number: self.version,
            digest: self.digest,
            bytes: self.bytes,
            published: self.published.clone(),
            publisher: self.publisher.clone(),
            message: self.message.clone(),
        }
    }
}

/// Editions that something was published of, or withdrawn, each with when that was
/// made known, in seconds since 1970, UTC. That is told by the clock of the place
/// where the journal lies, which all nodes share; what was made known later never
/// has an earlier time, even if the clock went back. What a publication says of
/// itself may be older: it may have been brought from elsewhere.
pub type Changed = BTreeMap<EditionId, i64>;

/// The numbers of tokens, by edition and version.
#[derive(Debug, Default)]
pub struct Tokens {
    /// With which a version was published.
    pub published: BTreeMap<(EditionId, u32), String>,
    /// With which a version was withdrawn.
    pub withdrawn: BTreeMap<(EditionId, u32), String>,
}

/// The bytes of an entry, while they are put together.
#[derive(Debug, Default)]
pub struct Packing {
    parts: Vec<Part>,
    bytes: Vec<u8>,
    heads: Heads,
}

/// A file of an object in a pack.
#[derive(Debug, Serialize, Deserialize)]
struct Part {
    edition: EditionId,
    /// Below the object: `v3/content/edition.xml`.
    path: String,
    bytes: usize,
    /// Packs that older programs wrote have it of none of their files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sha256: Option<Digest>,
}

impl Packing {
    /// Adds a file.
    pub fn add(&mut self, edition: &EditionId, path: String, file: Hashed<&[u8]>) {
        let bytes = file.bytes();
        self.bytes.extend_from_slice(bytes);
        self.parts.push(Part {
            edition: edition.clone(),
            path,
            bytes: bytes.len(),
            sha256: Some(file.digest()),
        });
    }

    /// Says which inventory an edition has when all that was added is published: it
    /// is among the files.
    pub fn leaves(&mut self, edition: &EditionId, inventory: Inventory) {
        self.heads.insert(edition.clone(), inventory);
    }

    /// How many bytes were added.
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    /// The pack: a line of JSON that lists the files, and their bytes. Its name is the
    /// SHA-256 of the list, which has those of the files: so every byte is hashed once.
    fn to_bytes(&self) -> Result<(Digest, Vec<u8>), Error> {
        let mut pack = line(&self.parts)?;
        let name = digest(&pack);
        pack.extend_from_slice(&self.bytes);
        Ok((name, pack))
    }
}

/// A pack that was read.
pub struct Pack {
    bytes: Vec<u8>,
    parts: BTreeMap<(EditionId, String), (Range<usize>, Digest)>,
}

impl Pack {
    /// The pack of that name; none if a byte of it is another.
    fn read(bytes: Vec<u8>, name: Digest) -> Option<Self> {
        let start = bytes.iter().position(|byte| *byte == b'\n')? + 1;
        let listed: Vec<Part> = serde_json::from_slice(&bytes[..start]).ok()?;
        // An older program hashed all at once.
        let told = listed.iter().all(|part| part.sha256.is_some());
        let named = if told { &bytes[..start] } else { &bytes[..] };
        if digest(named) != name {
            return None;
        }
        let mut parts = BTreeMap::new();
        let mut at = start;
        for part in listed {
            let end = at.checked_add(part.bytes)?;
            let found = digest(bytes.get(at..end)?);
            if part.sha256.is_some_and(|wanted| wanted != found) {
                return None;
            }
            parts.insert((part.edition, part.path), (at..end, found));
            at = end;
        }
        (at == bytes.len()).then_some(Self { bytes, parts })
    }

    /// The files of an object: where they belong, their bytes, and the SHA-256 of
    /// these.
    pub fn files(&self, edition: &EditionId) -> impl Iterator<Item = (&str, &[u8], Digest)> {
        let parts = self.parts.range((edition.clone(), String::new())..);
        let own = parts.take_while(move |((of, _), _)| of == edition);
        own.map(|((_, path), (range, digest))| (path.as_str(), &self.bytes[range.clone()], *digest))
    }
}

/// The newest inventory of each edition.
type Heads = BTreeMap<EditionId, Inventory>;

/// What entries announce, by edition.
pub type Versions = BTreeMap<EditionId, Vec<Announced>>;

/// The inventories that an entry gives its editions; `None` if its pack lacks one.
fn heads(entry: &Entry, pack: &Pack) -> Option<Heads> {
    let mut heads = Heads::new();
    for announced in &entry.publications {
        let path = format!("v{}/inventory.json", announced.version);
        let (range, _) = pack.parts.get(&(announced.edition.clone(), path))?;
        let inventory = serde_json::from_slice(&pack.bytes[range.clone()]).ok()?;
        heads.insert(announced.edition.clone(), inventory);
    }
    Some(heads)
}

/// An entry that the storage root does not follow yet.
#[derive(Debug)]
pub struct Pending {
    /// Its number.
    pub number: u64,
    /// What it says.
    pub entry: Entry,
    /// The inventories that its editions have by it; none if it is damaged.
    pub heads: Heads,
    /// What is wrong with it or with its pack, if it cannot be followed: reading goes
    /// on without it.
    pub harm: Option<Harm>,
}

/// Where something is damaged, and what can be done.
#[derive(Clone, Debug)]
pub struct Harm {
    path: PathBuf,
    message: String,
}

impl Harm {
    /// As a refusal.
    pub fn error(&self) -> Error {
        Error::Damaged {
            path: self.path.clone(),
            message: self.message.clone(),
        }
    }

    /// As a finding.
    pub fn damage(&self) -> Damage {
        Damage {
            edition: None,
            version: None,
            path: self.path.clone(),
            code: None,
            message: self.message.clone(),
        }
    }
}

impl Pending {
    /// What it announces of an edition.
    pub fn of<'p>(&'p self, id: &'p EditionId) -> impl Iterator<Item = &'p Announced> {
        let all = self.entry.publications.iter();
        all.filter(move |one| one.edition == *id)
    }

    /// Whether it withdraws something of an edition.
    pub fn withdraws(&self, id: &EditionId) -> bool {
        let announced = &self.entry.publications;
        let mut own = announced.iter().filter(|one| one.edition == *id);
        own.any(|one| !one.withdraws.is_empty())
    }

    /// The newest version that it makes of an edition.
    pub fn newest(&self, id: &EditionId) -> Option<Version> {
        let announced = self.entry.publications.iter().rev();
        let mut own = announced.filter(|announced| announced.edition == *id);
        own.next().map(Announced::version)
    }
}

/// The journal of a store.
#[derive(Debug)]
pub struct Journal {
    blobs: Arc<dyn BlobStore>,
    work: PathBuf,
    /// Entries never change: each is read once.
    known: Mutex<BTreeMap<u64, Arc<Pending>>>,
    /// Damaged ones, with when they were last read: somebody may put them right.
    harmed: Mutex<BTreeMap<u64, (Instant, Arc<Pending>)>>,
    /// Held while an entry is made: whoever sees one that is not known waits until it
    /// is, instead of reading what was just written.
    making: Mutex<()>,
    /// The numbers that were ever given, as far as entries were read for that.
    given: Mutex<Given>,
}

/// The highest number that each edition was ever given. Editions are told apart by
/// the hash of their names: where two have the same, entries are read once more.
#[derive(Debug, Default)]
struct Given {
    /// The last entry that was read.
    read: u64,
    highest: FxHashMap<u64, u32>,
}

fn hash_of(edition: &EditionId) -> u64 {
    FxBuildHasher.hash_one(edition.as_str())
}

const NO_ENTRY: &str = "it is no entry of a journal, or its SHA-256 is another";

/// What can be done about a damaged pack.
const NO_PACK: &str = "it is not what its name and its list say; until a whole copy is in its \
    place nothing more is published, and if there is none, remove it: `variorum verify` then \
    names the versions that are lost";

/// How long a damaged entry is believed to be so, without being read again.
const AGAIN: Duration = Duration::from_secs(5);

impl Journal {
    /// The journal among `blobs`, which people call `work`.
    pub fn new(blobs: Arc<dyn BlobStore>, work: PathBuf) -> Self {
        Self {
            blobs,
            work,
            known: Mutex::default(),
            harmed: Mutex::default(),
            making: Mutex::default(),
            given: Mutex::default(),
        }
    }

    /// The entries that the storage root does not follow yet, oldest first, and
    /// the number that the next entry will have.
    pub fn pending(&self) -> Result<(Vec<Arc<Pending>>, u64), Error> {
        let start = self.first()?;
        let mut next = start;
        let mut found = Vec::new();
        loop {
            let known = self.known().get(&next).cloned();
            match known.or_else(|| self.still_harmed(next)) {
                Some(pending) => found.push(pending),
                None => match self.blobs.get(&entry_name(next))? {
                    None => {
                        if found.is_empty() && next > start {
                            // Only so that nobody has to look again.
                            let _ = self.record(next - 1);
                        }
                        return Ok((found, next));
                    }
                    Some(bytes) => {
                        drop(self.making());
                        let known = self.known().get(&next).cloned();
                        match known {
                            Some(pending) => found.push(pending),
                            // A pack goes when the root follows it, not before.
                            None => found.extend(self.read(next, &bytes)?),
                        }
                    }
                },
            }
            next += 1;
        }
    }

    /// The versions that the storage root must have, by edition: those of all
    /// entries that it follows. Entries that cannot be read are damage, and hide no
    /// other.
    pub fn followed(&self) -> Result<(Versions, Vec<Damage>), Error> {
        let mut announced: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let mut damages = Vec::new();
        let first = self.first()?;
        for name in self.blobs.list("journal")? {
            if name.parse::<u64>().is_ok_and(|number| number < first) {
                let place = format!("journal/{name}");
                let bytes = self.blobs.get(&place)?.unwrap_or_default();
                match read_entry(&bytes) {
                    Some(entry) => {
                        for one in entry.publications {
                            announced.entry(one.edition.clone()).or_default().push(one);
                        }
                    }
                    None => damages.push(Damage {
                        edition: None,
                        version: None,
                        path: self.work.join(place),
                        code: None,
                        message: NO_ENTRY.to_owned(),
                    }),
                }
            }
        }
        Ok((announced, damages))
    }

    /// The bytes, by SHA-256, that entries before `before` gave a version of an
    /// edition; none if none did. What is lost or damaged is told by `verify`, not
    /// here. Reads each entry once, and again only where the number was given before.
    pub fn given_before(
        &self,
        before: u64,
        edition: &EditionId,
        version: u32,
    ) -> Result<Option<Digest>, Error> {
        let mut given = self.given();
        for number in given.read + 1..before {
            for one in self.announced_in(number)? {
                let highest = given.highest.entry(hash_of(&one.edition)).or_default();
                *highest = one.version.max(*highest);
            }
            given.read = number;
        }
        let highest = given.highest.get(&hash_of(edition)).copied();
        drop(given);
        if highest.is_none_or(|highest| highest < version) {
            return Ok(None);
        }
        for number in (1..before).rev() {
            let all = self.announced_in(number)?.into_iter();
            let mut all = all.filter(|one| one.edition == *edition && one.version == version);
            if let Some(one) = all.next_back() {
                return Ok(Some(one.digest));
            }
        }
        Ok(None)
    }

    /// What an entry announces, if it is there and can be read.
    fn announced_in(&self, number: u64) -> Result<Vec<Announced>, Error> {
        let found = self.blobs.get(&entry_name(number))?;
        let entry = found.and_then(|bytes| read_entry(&bytes));
        Ok(entry.map_or_else(Vec::new, |entry| entry.publications))
    }

    /// The tokens with which something was published or withdrawn.
    pub fn tokens(&self) -> Result<Tokens, Error> {
        let mut tokens = Tokens::default();
        for name in self.blobs.list("journal")? {
            let Ok(number) = name.parse() else { continue };
            for one in self.announced_in(number)? {
                let Some(token) = one.token else { continue };
                if one.withdraws.is_empty() {
                    tokens.published.insert((one.edition, one.version), token);
                    continue;
                }
                for version in one.withdraws {
                    let of = (one.edition.clone(), version);
                    tokens.withdrawn.insert(of, token.clone());
                }
            }
        }
        Ok(tokens)
    }

    fn given(&self) -> MutexGuard<'_, Given> {
        self.given.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of the last entry, or 0.
    pub fn position(&self) -> Result<u64, Error> {
        Ok(self.pending()?.1 - 1)
    }

    /// The editions of all entries after `position`; `None` if there is no entry
    /// of that number, or one that cannot be read after it, so that nobody knows.
    pub fn changed_since(&self, position: u64) -> Result<Option<Changed>, Error> {
        if position > 0 && self.blobs.get(&entry_name(position))?.is_none() {
            return Ok(None);
        }
        let mut changed = Changed::new();
        let (mut next, mut latest) = (position + 1, i64::MIN);
        loop {
            let (entry, second) = match self.dated_entry_at(next) {
                Ok(Some(found)) => found,
                Ok(None) => break,
                Err(Error::Damaged { .. }) => return Ok(None),
                Err(error) => return Err(error),
            };
            latest = latest.max(second);
            let editions = entry.publications.into_iter().map(|one| one.edition);
            changed.extend(editions.map(|edition| (edition, latest)));
            next += 1;
        }
        Ok(Some(changed))
    }

    /// What tells an entry from any other that could have its number, with when it
    /// was made known; `None` if there is none of that number.
    pub fn mark(&self, number: u64) -> Result<Option<String>, Error> {
        let entry = self.dated_entry_at(number)?;
        Ok(entry.map(|(entry, second)| format!("{} {} {second}", entry.act, entry.pack)))
    }

    /// An entry by its number, if there is one.
    pub fn entry_at(&self, number: u64) -> Result<Option<Entry>, Error> {
        Ok(self.dated_entry_at(number)?.map(|(entry, _)| entry))
    }

    fn dated_entry_at(&self, number: u64) -> Result<Option<(Entry, i64)>, Error> {
        let name = entry_name(number);
        let found = self.blobs.get_dated(&name)?;
        let read = found.map(|(bytes, second)| Ok((self.entry(&name, &bytes)?, second)));
        read.transpose()
    }

    fn entry(&self, place: &str, bytes: &[u8]) -> Result<Entry, Error> {
        read_entry(bytes).ok_or_else(|| Error::Damaged {
            path: self.work.join(place),
            message: NO_ENTRY.to_owned(),
        })
    }

    /// Publishes: creates entry `number`, if nobody else has. The pack comes first,
    /// under a name of its own for each number: whose entry loses has left a pack
    /// that nobody needs, and [`Journal::settled`] knows it by that number.
    pub fn append(
        &self,
        number: u64,
        packing: Packing,
        publications: Vec<Announced>,
    ) -> Result<Created, Error> {
        let (name, pack) = packing.to_bytes()?;
        self.blobs.create(&pack_name(number, name), &pack)?;
        drop(pack);
        let entry = Entry {
            act: token()?,
            pack: name,
            publications,
        };
        let body = line(&entry)?;
        let mut bytes = format!("variorum-journal-1 {}\n", digest(&body)).into_bytes();
        bytes.extend_from_slice(&body);
        let place = entry_name(number);
        let _making = self.making();
        let created = match self.blobs.create(&place, &bytes)? {
            // Over a network an answer may be lost and the question asked again.
            Created::Already if self.blobs.get(&place)?.as_ref() == Some(&bytes) => Created::Now,
            created => created,
        };
        if created == Created::Now {
            // What was just written need not be read again by everyone who looks.
            self.keep(number, entry, packing.heads);
        }
        Ok(created)
    }

    /// The bytes of a pending entry.
    pub fn pack(&self, pending: &Pending) -> Result<Pack, Error> {
        let found = self.pack_if_there(pending)?;
        found.ok_or_else(|| self.lost(pending.number))
    }

    /// The same; `None` if it is gone, because the storage root follows by now.
    pub fn pack_if_there(&self, pending: &Pending) -> Result<Option<Pack>, Error> {
        self.open_pack(pending.number, pending.entry.pack)
    }

    /// Records that the storage root follows all entries as far as `number`, and
    /// forgets all packs for these numbers, also of writers that came too late.
    pub fn settled(&self, number: u64) -> Result<(), Error> {
        self.record(number)?;
        let mut known = self.known();
        *known = known.split_off(&(number + 1));
        drop(known);
        for name in self.blobs.list("packs")? {
            let of = name.split('-').next().and_then(|of| of.parse::<u64>().ok());
            if of.is_some_and(|of| of <= number) {
                self.blobs.remove(&format!("packs/{name}"))?;
            }
        }
        Ok(())
    }

    fn record(&self, number: u64) -> Result<(), Error> {
        let number = format!("{number}\n");
        self.blobs.replace(SETTLED, number.as_bytes())
    }

    /// What was drawn from the editions and kept under a name, if it is there.
    pub fn derived(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        self.blobs.get(name)
    }

    /// Keeps what was drawn from the editions, in the place of what was kept
    /// before.
    pub fn keep_derived(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        self.blobs.replace(name, bytes)
    }

    /// Removes what writers left half written that are gone. Nobody may be
    /// publishing.
    pub fn sweep(&self) -> Result<(), Error> {
        for name in self.blobs.list(UNFINISHED)? {
            self.blobs.remove(&format!("{UNFINISHED}/{name}"))?;
        }
        Ok(())
    }

    /// The number of the first entry that the root may not follow. Where that is
    /// not recorded any more, the first entry there is: to follow one twice
    /// changes nothing.
    fn first(&self) -> Result<u64, Error> {
        let recorded = self.blobs.get(SETTLED)?;
        let recorded = recorded.and_then(|bytes| String::from_utf8(bytes).ok());
        if let Some(number) = recorded.and_then(|text| text.trim().parse::<u64>().ok()) {
            return Ok(number + 1);
        }
        let names = self.blobs.list("journal")?;
        let first = names.iter().find_map(|name| name.parse().ok());
        Ok(first.unwrap_or(1))
    }

    /// An entry with its pack; `None` if the pack is gone. One that is damaged, or has
    /// a damaged pack, hides no other.
    fn read(&self, number: u64, bytes: &[u8]) -> Result<Option<Arc<Pending>>, Error> {
        let entry = match self.entry(&entry_name(number), bytes) {
            Ok(entry) => entry,
            Err(error) => return self.harm(number, Entry::illegible(), error).map(Some),
        };
        let pack = match self.open_pack(number, entry.pack) {
            Ok(Some(pack)) => pack,
            Ok(None) => return Ok(None),
            Err(error) => return self.harm(number, entry, error).map(Some),
        };
        match heads(&entry, &pack) {
            Some(heads) => Ok(Some(self.keep(number, entry, heads))),
            None => self.harm(number, entry, self.lost(number)).map(Some),
        }
    }

    /// A damaged entry, which is kept for a while; any other error remains one.
    fn harm(&self, number: u64, entry: Entry, error: Error) -> Result<Arc<Pending>, Error> {
        let Error::Damaged { path, message } = error else {
            return Err(error);
        };
        let pending = Arc::new(Pending {
            number,
            entry,
            heads: Heads::new(),
            harm: Some(Harm { path, message }),
        });
        let mut harmed = self.harmed.lock().unwrap_or_else(PoisonError::into_inner);
        harmed.insert(number, (Instant::now(), pending.clone()));
        Ok(pending)
    }

    fn still_harmed(&self, number: u64) -> Option<Arc<Pending>> {
        let harmed = self.harmed.lock().unwrap_or_else(PoisonError::into_inner);
        let (when, pending) = harmed.get(&number)?;
        (when.elapsed() < AGAIN).then(|| pending.clone())
    }

    fn open_pack(&self, number: u64, name: Digest) -> Result<Option<Pack>, Error> {
        let place = pack_name(number, name);
        let Some(bytes) = self.blobs.get(&place)? else {
            return Ok(None);
        };
        let pack = Pack::read(bytes, name);
        pack.map(Some).ok_or_else(|| Error::Damaged {
            path: self.work.join(place),
            message: NO_PACK.to_owned(),
        })
    }

    fn keep(&self, number: u64, entry: Entry, heads: Heads) -> Arc<Pending> {
        let pending = Arc::new(Pending {
            number,
            entry,
            heads,
            harm: None,
        });
        self.known().insert(number, pending.clone());
        pending
    }

    fn lost(&self, number: u64) -> Error {
        Error::Damaged {
            path: self.work.join(entry_name(number)),
            message: "the bytes that it announces are gone".to_owned(),
        }
    }

    fn making(&self) -> MutexGuard<'_, ()> {
        self.making.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<u64, Arc<Pending>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Says as far as which entry the storage root follows. It can be deleted.
const SETTLED: &str = "settled";

fn entry_name(number: u64) -> String {
    format!("journal/{number:012}")
}

fn pack_name(number: u64, pack: Digest) -> String {
    format!("packs/{number:012}-{pack}")
}

fn read_entry(bytes: &[u8]) -> Option<Entry> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (head, body) = text.split_once('\n')?;
    let wanted: Digest = head.strip_prefix("variorum-journal-1 ")?.parse().ok()?;
    let whole = digest(body.as_bytes()) == wanted;
    serde_json::from_str(body).ok().filter(|_| whole)
}

fn line(value: &impl Serialize) -> Result<Vec<u8>, Error> {
    let mut bytes =
        serde_json::to_vec(value).map_err(|error| Error::Unfit(format!("journal: {error}")))?;
    bytes.push(b'\n');
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lamb() -> EditionId {
        "lamb".parse().unwrap()
    }

    fn files(pack: &Pack) -> Vec<(String, Vec<u8>)> {
        let lamb = lamb();
        let files = pack.files(&lamb);
        files
            .map(|(path, bytes, found)| {
                assert_eq!(found, digest(bytes));
                (path.to_owned(), bytes.to_vec())
            })
            .collect()
    }

    #[test]
    fn no_byte_of_a_pack_can_be_another() {
        let mut packing = Packing::default();
        for (path, bytes) in [("v1/content/edition.xml", &b"<a/>"[..]), ("v1/b", b"")] {
            packing.add(&lamb(), path.to_owned(), Hashed::new(bytes));
        }
        let (name, pack) = packing.to_bytes().unwrap();
        let read = Pack::read(pack.clone(), name).unwrap();
        assert_eq!(files(&read).len(), 2);
        for at in 0..pack.len() {
            let mut touched = pack.clone();
            touched[at] ^= 1;
            assert!(Pack::read(touched, name).is_none(), "byte {at}");
            assert!(Pack::read(pack[..at].to_vec(), name).is_none());
        }
        let longer = [&pack[..], b"x"].concat();
        assert!(Pack::read(longer, name).is_none());
    }

    #[test]
    fn packs_of_older_programs_are_read() {
        let list = r#"[{"edition":"lamb","path":"v1/content/edition.xml","bytes":4}]"#;
        let pack = format!("{list}\n<a/>").into_bytes();
        let name = digest(&pack);
        let read = Pack::read(pack.clone(), name).unwrap();
        let expected = ("v1/content/edition.xml".to_owned(), b"<a/>".to_vec());
        assert_eq!(files(&read), [expected]);
        let touched = format!("{list}\n<b/>").into_bytes();
        assert!(Pack::read(touched, name).is_none());
        // The list alone is not what was hashed then.
        let of_list = digest(&pack[..=list.len()]);
        assert!(Pack::read(pack, of_list).is_none());
    }
}
