//! An edition is looked at before it is published.

use super::publish::{now, read_tei};
use crate::diagnostic::Reported;
use crate::edition::EditionId;
use crate::source::Deposit;
use crate::store::{Draft, Error, Store};
use crate::xml::{Rejected, Tree};

/// What came of handing in a draft.
#[derive(Debug)]
pub struct Previewed {
    /// The name under which it is read: the last part of its address.
    pub token: String,
    /// When it is gone: RFC 3339, UTC.
    pub expires: String,
    /// What was noticed in the file.
    pub read: Reported<Tree>,
}

/// Why there is no draft.
#[derive(Debug)]
pub enum NoPreview {
    /// The file is not a well-formed TEI document.
    File(Box<Rejected>),
    /// The store could not or would not.
    Store(Error),
}

/// Keeps a TEI file, with the files that were handed in with it, for `hours`
/// hours under a name that nobody can guess. It is no version of `id` and does
/// not become one.
///
/// # Errors
/// [`NoPreview`].
pub fn preview(
    store: &Store,
    id: &EditionId,
    deposit: &Deposit<'_>,
    by: &str,
    hours: u32,
) -> Result<Previewed, NoPreview> {
    let read = read_tei(deposit).map_err(|rejected| NoPreview::File(Box::new(rejected)))?;
    let now = now();
    let expires = later(&now, hours).map_err(NoPreview::Store)?;
    let token = store
        .keep_draft(id, deposit, by, (&now, &expires))
        .map_err(NoPreview::Store)?;
    Ok(Previewed {
        token,
        expires,
        read,
    })
}

/// The draft of that name, if there is one and its time has not come.
///
/// # Errors
/// As [`Store::draft`].
pub fn read_draft(store: &Store, token: &str) -> Result<Option<Draft>, Error> {
    store.draft(token, &now())
}

fn later(now: &str, hours: u32) -> Result<String, Error> {
    let moment = now.parse::<jiff::Timestamp>().ok().and_then(|moment| {
        let span = jiff::SignedDuration::from_hours(i64::from(hours));
        moment.checked_add(span).ok()
    });
    let moment = moment.ok_or_else(|| Error::Unfit(format!("{hours} hours are too many")))?;
    Ok(moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}
