//! One act of publishing, while it is put together.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::digest::Hashed;
use super::files::Content;
use super::inventory::{Inventory, Part};
use super::journal::{Announced, Packing, Pending};
use super::{Error, Expected, Publication, Put, moment, precondition};
use crate::edition::{EditionId, Version, VersionReference, Withdrawal};

/// Something that is to be published.
pub struct Wish<'a> {
    /// The edition.
    pub id: &'a EditionId,
    /// All files, hashed.
    pub content: Content<'a>,
    /// What is said about it.
    pub publication: &'a Publication,
    /// What must be the newest version now.
    pub expected: Expected,
}

/// An edition as it stands; `None` if nothing is published of it.
pub type Head = Option<(Inventory, Option<Version>)>;

/// One act of publishing, while it is put together.
#[derive(Default)]
pub struct Act {
    /// Their bytes.
    pub packing: Packing,
    /// What the journal will say.
    pub publications: Vec<Announced>,
    /// Entries of the journal that the root does not follow yet, oldest first.
    pending: Vec<Arc<Pending>>,
    /// The root follows all entries before this one.
    followed: u64,
    /// Editions that were looked at, as the journal and what was added here leave
    /// them.
    heads: BTreeMap<EditionId, Head>,
}

/// Where editions stand.
pub trait Heads {
    /// The inventory of an edition that has all of the journal, and its newest
    /// version.
    fn head(&self, id: &EditionId) -> Result<Head, Error>;

    /// What is withdrawn of it.
    fn withdrawn(&self, id: &EditionId, inventory: &Inventory) -> Result<Vec<Withdrawal>, Error>;

    /// Refuses a version whose number the journal gave to other bytes, in entries
    /// before `followed`. Where the journal alone says what there is, none is.
    fn refuse_again(&self, _followed: u64, _announced: &Announced) -> Result<(), Error> {
        Ok(())
    }
}

impl Act {
    /// An act upon what `pending` entries of the journal leave; `next` is the number
    /// of the entry that it will be.
    pub fn after(pending: &[Arc<Pending>], next: u64) -> Self {
        Self {
            pending: pending.to_vec(),
            followed: pending.first().map_or(next, |first| first.number),
            ..Self::default()
        }
    }

    /// How the journal leaves an edition, if it has something of it that the root
    /// does not have.
    fn announced(&self, id: &EditionId) -> Head {
        let entries = self.pending.iter().rev();
        let mut own = entries.filter_map(|entry| Some((entry, entry.heads.get(id)?)));
        own.next()
            .map(|(entry, inventory)| (inventory.clone(), entry.newest(id)))
    }

    /// Adds one publication, if it can be made.
    pub fn add(&mut self, heads: &dyn Heads, wish: &Wish<'_>) -> Result<Put, Error> {
        let Wish {
            id,
            content,
            publication,
            expected,
        } = wish;
        if publication.publisher.is_empty() {
            let message = "a publication needs the name of who publishes";
            return Err(Error::Unfit(message.to_owned()));
        }
        if !self.heads.contains_key(*id) {
            let head = match self.announced(id) {
                None => heads.head(id)?,
                announced => announced,
            };
            self.heads.insert((*id).clone(), head);
        }
        let head = self.heads.get(*id).and_then(Option::as_ref);
        let newest = head.and_then(|(_, newest)| newest.as_ref());
        let same = || head.is_some_and(|(known, _)| known.holds(content));
        // What was withdrawn may be published again.
        let gone = match head {
            Some((inventory, Some(newest))) => {
                let list = heads.withdrawn(id, inventory)?;
                list.iter().any(|one| one.version == newest.number)
            }
            _ => false,
        };
        let same = || !gone && same();
        if let Some(same) = precondition(id, newest, *expected, same)? {
            return Ok(same);
        }
        let last = head.and_then(|(inventory, _)| inventory.last_moment());
        let created = moment(publication, last)?;
        let mut inventory = head.map_or_else(|| Inventory::new(id), |(known, _)| known.clone());
        let fresh = inventory.add(content, publication, created.clone());
        let announced = Announced {
            edition: (*id).clone(),
            version: inventory.head_number(),
            digest: content.digest(),
            bytes: content.deposit.bytes.len() as u64,
            published: created,
            publisher: publication.publisher.clone(),
            message: publication.message.clone(),
            withdraws: Vec::new(),
            token: publication.token.clone(),
        };
        heads.refuse_again(self.followed, &announced)?;
        let mut parts: Vec<(String, Hashed<Cow<'_, [u8]>>)> = Vec::new();
        for (path, part) in fresh {
            let file = match part {
                Part::Main => content.deposit.file().into(),
                Part::Report(report) => {
                    let nothing = || Hashed::new(&[][..]);
                    content.report(report).unwrap_or_else(nothing).into()
                }
                Part::Other(name, digest) => content.read(&name, digest)?.into(),
            };
            parts.push((path, file));
        }
        let path = format!("{}/inventory.json", inventory.head);
        parts.push((path, Hashed::new(inventory.to_bytes()?).into()));
        // Nothing can fail any more.
        for (path, file) in parts {
            self.packing.add(id, path, file.borrowed());
        }
        let version = announced.version();
        self.publications.push(announced);
        self.packing.leaves(id, inventory.clone());
        let head = (inventory, Some(version.clone()));
        self.heads.insert((*id).clone(), Some(head));
        Ok(Put { version, new: true })
    }
}

/// Withdraws a version of an edition that stands so, or all that are not in
/// `list`: what the journal gets, and what is withdrawn by it that was not before.
pub fn retraction(
    (id, number): (&EditionId, Option<u32>),
    mut inventory: Inventory,
    versions: &[Version],
    mut list: Vec<Withdrawal>,
    notice: &Publication,
) -> Result<(Packing, Announced, Vec<Withdrawal>), Error> {
    if notice.publisher.is_empty() || notice.message.is_empty() {
        let message = "a withdrawal needs a reason, and the name of who withdraws";
        return Err(Error::Unfit(message.to_owned()));
    }
    let newest = versions
        .last()
        .ok_or_else(|| Error::NoSuchEdition(id.clone()))?;
    let missing = number.filter(|number| versions.iter().all(|v| v.number != *number));
    if let Some(number) = missing {
        let reference = VersionReference::Number(number);
        return Err(Error::NoSuchVersion(id.clone(), reference));
    }
    let created = moment(notice, inventory.last_moment())?;
    let standing = |version: &&Version| list.iter().all(|w| w.version != version.number);
    let meant = |version: &&Version| number.is_none_or(|number| version.number == number);
    let fresh = versions.iter().filter(standing).filter(meant);
    let fresh: Vec<Withdrawal> = fresh
        .map(|version| Withdrawal {
            version: version.number,
            when: created.clone(),
            by: notice.publisher.clone(),
            reason: notice.message.clone(),
        })
        .collect();
    list.extend(fresh.iter().cloned());
    list.sort_by_key(|withdrawal| withdrawal.version);
    let mut bytes = serde_json::to_vec_pretty(&list)
        .map_err(|error| Error::Unfit(format!("withdrawals: {error}")))?;
    bytes.push(b'\n');
    let mut packing = Packing::default();
    let list = Hashed::new(bytes);
    if let Some(path) = inventory.withdraw(list.digest(), notice, created.clone()) {
        packing.add(id, path, list.borrowed());
    }
    let path = format!("{}/inventory.json", inventory.head);
    packing.add(id, path, Hashed::new(inventory.to_bytes()?).borrowed());
    packing.leaves(id, inventory.clone());
    let announced = Announced {
        edition: id.clone(),
        version: inventory.head_number(),
        digest: newest.digest,
        bytes: newest.bytes,
        published: created,
        publisher: notice.publisher.clone(),
        message: notice.message.clone(),
        withdraws: fresh.iter().map(|withdrawal| withdrawal.version).collect(),
        token: notice.token.clone(),
    };
    Ok((packing, announced, fresh))
}
