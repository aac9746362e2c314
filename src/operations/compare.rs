//! What has changed from one file to another?

use super::convert::Input;
use crate::compare::{self, Comparison};
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
