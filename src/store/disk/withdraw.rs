//! Withdrawing: nothing is removed, and everybody is told why.

use std::fs;
use std::io::{self, ErrorKind};

use super::{Disk, write_new};
use crate::edition::{EditionId, Withdrawal};
use crate::store::act::{Heads, retraction};
use crate::store::blobs::Created;
use crate::store::{Error, Publication, at};

/// Room that is kept for withdrawals, beside the root.
const RESERVE: &str = "reserve";

/// So many bytes: the entry of a withdrawal has the inventory of its edition.
const RESERVED: usize = 1 << 20;

impl Disk {
    /// Withdraws a version, or all that stand, in one act. On a full disk too: what must
    /// not be shown any more does not wait until somebody makes room.
    pub fn withdraw(
        &self,
        id: &EditionId,
        number: Option<u32>,
        notice: &Publication,
    ) -> Result<Vec<Withdrawal>, Error> {
        match self.withdraw_now(id, number, notice) {
            Err(Error::Io { cause, .. }) if is_full(&cause) && self.spend_reserve() => {
                self.withdraw_now(id, number, notice)
            }
            done => done,
        }
    }

    fn withdraw_now(
        &self,
        id: &EditionId,
        number: Option<u32>,
        notice: &Publication,
    ) -> Result<Vec<Withdrawal>, Error> {
        let (path, writing) = self.lock_file("writing")?;
        loop {
            // Where folders cannot follow, the journal tells how the edition stands.
            let _ = self.settle();
            writing.lock_shared().map_err(at(&path))?;
            let (pending, next) = self.journal.pending()?;
            if let (_, Some(harm)) = self.followable(&pending) {
                return Err(harm.error());
            }
            let current = self.as_it_is(id, &pending)?;
            let standing = current.standing()?;
            let (packing, announced, fresh) = retraction(
                (id, number),
                current.inventory.clone(),
                &standing.versions,
                standing.withdrawn,
                notice,
            )?;
            if fresh.is_empty() {
                return Ok(fresh);
            }
            let followed = pending.first().map_or(next, |first| first.number);
            self.refuse_again(followed, &announced)?;
            let created = self.journal.append(next, packing, vec![announced])?;
            writing.unlock().map_err(at(&path))?;
            if created == Created::Now {
                // It is withdrawn for good; the folders may follow later.
                let _ = self.settle();
                return Ok(fresh);
            }
        }
    }

    /// Keeps room for a withdrawal, if there is any. Bytes that no file system makes
    /// smaller.
    pub(super) fn keep_reserve(&self) {
        let path = self.work.join(RESERVE);
        if path.exists() {
            return;
        }
        let mut state: u32 = 0x9e37_79b9;
        let bytes: Vec<u8> = (0..RESERVED)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 17;
                state ^= state << 5;
                state.to_le_bytes()[0]
            })
            .collect();
        if write_new(&path, &bytes, true).is_err() {
            let _ = fs::remove_file(&path);
        }
    }

    /// Gives up the room that was kept; whether there was any.
    fn spend_reserve(&self) -> bool {
        fs::remove_file(self.work.join(RESERVE)).is_ok()
    }
}

fn is_full(cause: &io::Error) -> bool {
    [ErrorKind::StorageFull, ErrorKind::QuotaExceeded].contains(&cause.kind())
}
