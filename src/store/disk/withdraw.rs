//! Withdrawing: nothing is removed, and everybody is told why.

use super::{Disk, withdrawn};
use crate::edition::{EditionId, Withdrawal};
use crate::store::act::{Heads, retraction};
use crate::store::blobs::Created;
use crate::store::{Error, Publication, at};

impl Disk {
    /// Withdraws a version, or all that stand, in one act.
    pub fn withdraw(
        &self,
        id: &EditionId,
        number: Option<u32>,
        notice: &Publication,
    ) -> Result<Vec<Withdrawal>, Error> {
        let (path, writing) = self.lock_file("writing")?;
        loop {
            self.settle()?;
            writing.lock_shared().map_err(at(&path))?;
            let (pending, next) = self.journal.pending()?;
            if pending.iter().all(|entry| !entry.heads.contains_key(id)) {
                let object = self.object(id);
                let inventory = self.known(id, &object)?;
                let versions =
                    super::versions(&object, &inventory).collect::<Result<Vec<_>, _>>()?;
                let list = withdrawn(&object, &inventory)?;
                let (packing, announced, fresh) =
                    retraction((id, number), inventory, &versions, list, notice)?;
                if fresh.is_empty() {
                    return Ok(fresh);
                }
                let followed = pending.first().map_or(next, |first| first.number);
                self.refuse_again(followed, &announced)?;
                if self.journal.append(next, packing, vec![announced])? == Created::Now {
                    writing.unlock().map_err(at(&path))?;
                    // It is withdrawn for good; the folders may follow later.
                    let _ = self.settle();
                    return Ok(fresh);
                }
            }
            writing.unlock().map_err(at(&path))?;
        }
    }
}
