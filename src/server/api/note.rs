//! Why was it changed?

use axum::http::HeaderMap;
use axum::http::header::HeaderName;

use super::query::{Query, one_raw};
use crate::operations::{LONGEST_NOTE, UnfitNote, fit_note};
use crate::server::problems::NOTE_UNFIT;
use crate::server::refusal::Refusal;
use crate::{key, said};

/// The header with the change note, in UTF-8. Nothing registered says it.
pub const CHANGE_NOTE: HeaderName = HeaderName::from_static("change-note");

/// The key in the query that says the same.
pub const NOTE: &str = "note";

/// The change note, from the header or the query; `None` if there is none or it
/// is empty.
///
/// # Errors
/// 400, if it is in both, is no UTF-8, or is more than a line.
pub fn note(headers: &HeaderMap, query: &Query) -> Result<Option<String>, Refusal> {
    let refuse = |message: &str| Refusal::problem(&NOTE_UNFIT, message);
    let header = one_raw(headers, &CHANGE_NOTE)?;
    let note = match (header, query.get(NOTE)) {
        (Some(_), Some(_)) => {
            return Err(refuse(
                "There is a note in the header and one in the query.",
            ));
        }
        (Some(bytes), None) => {
            std::str::from_utf8(bytes).map_err(|_| refuse(key!("The note is not UTF-8.")))?
        }
        (None, Some(note)) => note,
        (None, None) => return Ok(None),
    };
    fit(note)
}

/// A note as it is kept.
///
/// # Errors
/// 400, if it is more than a line.
pub fn fit(note: &str) -> Result<Option<String>, Refusal> {
    fit_note(note).map_err(|unfit| {
        let message = match unfit {
            UnfitNote::Strange => said!("The note has control characters or several lines."),
            UnfitNote::Long => said!(
                "The note has more than {n} character.|The note has more than {n} characters.",
                n = LONGEST_NOTE
            ),
        };
        Refusal::problem(&NOTE_UNFIT, message)
    })
}
