//! A version is not shown any more, and everybody is told why.

use super::publish::Facts;
use crate::edition::{EditionId, Withdrawal};
use crate::store::{Error, Publication, Store};

/// Withdraws a version of `id`, or all that stand; the message of `facts` is the
/// reason. Gives what is withdrawn now that was not before.
///
/// # Errors
/// As [`Store::withdraw`].
pub fn withdraw(
    store: &Store,
    id: &EditionId,
    version: Option<u32>,
    facts: &Facts,
) -> Result<Vec<Withdrawal>, Error> {
    let notice = Publication {
        publisher: facts.publisher.clone(),
        address: facts.address.clone(),
        message: facts.message.clone(),
        when: facts.when.clone(),
        token: facts.token.clone(),
    };
    store.withdraw(id, version, &notice)
}
