//! Withdrawing: nothing is removed, and everybody is told why.

use super::{Disk, withdrawn};
use crate::edition::{EditionId, Version, VersionReference, Withdrawal};
use crate::store::blobs::Created;
use crate::store::digest::digest;
use crate::store::journal::{Announced, Packing};
use crate::store::{Error, Publication, at, moment};

impl Disk {
    /// Withdraws a version, or all that stand, in one act.
    pub fn withdraw(
        &self,
        id: &EditionId,
        number: Option<u32>,
        notice: &Publication,
    ) -> Result<Vec<Withdrawal>, Error> {
        if notice.publisher.is_empty() || notice.message.is_empty() {
            let message = "a withdrawal needs a reason, and the name of who withdraws";
            return Err(Error::Unfit(message.to_owned()));
        }
        let (path, writing) = self.lock_file("writing")?;
        loop {
            self.settle()?;
            writing.lock_shared().map_err(at(&path))?;
            let (pending, next) = self.journal.pending()?;
            if pending.iter().all(|entry| !entry.heads.contains_key(id)) {
                let (packing, announced, fresh) = self.notice(id, number, notice)?;
                if fresh.is_empty() {
                    return Ok(fresh);
                }
                if self.journal.append(next, &packing, vec![announced])? == Created::Now {
                    writing.unlock().map_err(at(&path))?;
                    self.settle()?;
                    return Ok(fresh);
                }
            }
            writing.unlock().map_err(at(&path))?;
        }
    }

    /// What the journal gets, and what is withdrawn by it that was not before.
    fn notice(
        &self,
        id: &EditionId,
        number: Option<u32>,
        notice: &Publication,
    ) -> Result<(Packing, Announced, Vec<Withdrawal>), Error> {
        let object = self.object(id);
        let mut inventory = self.known(id, &object)?;
        let versions = super::versions(&object, &inventory).collect::<Result<Vec<Version>, _>>()?;
        let newest = versions
            .last()
            .ok_or_else(|| Error::NoSuchEdition(id.clone()))?;
        let missing = number.filter(|number| versions.iter().all(|v| v.number != *number));
        if let Some(number) = missing {
            let reference = VersionReference::Number(number);
            return Err(Error::NoSuchVersion(id.clone(), reference));
        }
        let created = moment(notice, inventory.last_moment())?;
        let mut list = withdrawn(&object, &inventory)?;
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
        if let Some(path) = inventory.withdraw(digest(&bytes), notice, created.clone()) {
            packing.add(id, path, &bytes);
        }
        let path = format!("{}/inventory.json", inventory.head);
        packing.add(id, path, &inventory.to_bytes()?);
        let announced = Announced {
            edition: id.clone(),
            version: inventory.head_number(),
            digest: newest.digest,
            bytes: newest.bytes,
            published: created,
            publisher: notice.publisher.clone(),
            message: notice.message.clone(),
            withdraws: fresh.iter().map(|withdrawal| withdrawal.version).collect(),
        };
        Ok((packing, announced, fresh))
    }
}
