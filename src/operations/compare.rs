//! What has changed from one file to another?

use crate::compare::{self, Comparison, Sides, SurvivalReport};
use crate::edition::{EditionId, VersionReference};
use crate::passage::fingerprints;
use crate::source::Deposit;
use crate::store::{Store, digest};
use crate::tei;
use crate::xml::Rejected;

/// Compares two versions of a text.
///
/// # Errors
/// [`Rejected`] if one of them is not well-formed XML.
pub fn compare(old: &Deposit<'_>, new: &Deposit<'_>) -> Result<Comparison, Rejected> {
    let old = tei::read_deposit(old)?.value;
    let new = tei::read_deposit(new)?.value;
    Ok(compare::compare(&old, &new))
}

/// What becomes of the citable units of one version in another: it depends on
/// these two alone.
///
/// # Errors
/// [`Rejected`] if one of them is not well-formed XML.
pub fn survival(old: &Deposit<'_>, new: &Deposit<'_>) -> Result<SurvivalReport, Rejected> {
    let files = Sides {
        old: digest(old.bytes),
        new: digest(new.bytes),
    };
    let old = tei::read_deposit(old)?.value;
    let new = tei::read_deposit(new)?.value;
    let taken = Sides {
        old: &fingerprints(&old),
        new: &fingerprints(&new),
    };
    let survival = compare::survival(&old, &new, &taken);
    Ok(SurvivalReport::new(files, &taken, survival))
}

/// The same of the newest version of `id` that stands. Nothing if there is none,
/// if one of the two cannot be read, or if both are the same file: it is told,
/// not asked.
pub fn survival_of(store: &Store, id: &EditionId, new: &Deposit<'_>) -> Option<SurvivalReport> {
    let before = store.stored(id, VersionReference::Latest).ok()?;
    let alone = new.files.paths().is_empty();
    if alone && before.version.digest == digest(new.bytes) {
        return None;
    }
    survival(&before.deposit(id.as_str()), new).ok()
}
