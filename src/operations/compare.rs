//! What has changed from one file to another?

use super::convert::Input;
use crate::compare::{self, Comparison, Survival};
use crate::edition::{EditionId, VersionReference};
use crate::passage::fingerprints;
use crate::source::Deposit;
use crate::store::Store;
use crate::tei;
use crate::xml::Rejected;

/// Compares two versions of a text.
///
/// # Errors
/// [`Rejected`] if one of them is not well-formed XML.
pub fn compare(old: Input<'_>, new: Input<'_>) -> Result<Comparison, Rejected> {
    let old = tei::read(old.name, old.bytes)?.value;
    let new = tei::read(new.name, new.bytes)?.value;
    Ok(compare::compare(&old, &new))
}

/// What becomes of the citable units of the version before `number` in the files
/// that were published as this. Nothing if there is no such version, if it is
/// withdrawn, or if one of the two cannot be read: it is told, not asked.
pub fn survival(
    store: &Store,
    id: &EditionId,
    number: u32,
    deposit: &Deposit<'_>,
) -> Option<Survival> {
    let before = number.checked_sub(1).filter(|&before| before > 0)?;
    let before = store.stored(id, VersionReference::Number(before)).ok()?;
    let old = tei::read_deposit(&before.deposit(id.as_str())).ok()?.value;
    let new = tei::read_deposit(deposit).ok()?.value;
    let (old, new) = (fingerprints(&old), fingerprints(&new));
    Some(compare::survival::survival(&old, &new))
}
