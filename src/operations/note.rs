//! Is this a note that can be kept?
//!
//! A change note, the reason of a withdrawal and what is noted of a report stand for
//! good in lists that have a line for each: they are a line themselves.

use std::fmt;

/// The longest note, in characters.
pub const LONGEST_NOTE: usize = 1000;

/// Why a note cannot be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnfitNote {
    /// It has control characters, or ends of lines.
    Strange,
    /// It has more than [`LONGEST_NOTE`] characters.
    Long,
}

impl fmt::Display for UnfitNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Strange => f.write_str(
                "it has control characters or several lines; write it in one line of text",
            ),
            Self::Long => write!(f, "it has more than {LONGEST_NOTE} characters; shorten it"),
        }
    }
}

impl std::error::Error for UnfitNote {}

/// A note as it is kept: without the space around it; nothing, if it is empty.
///
/// ```
/// use variorum::operations::{UnfitNote, fit_note};
/// assert_eq!(fit_note(" Erste Ausgabe "), Ok(Some("Erste Ausgabe".to_owned())));
/// assert_eq!(fit_note("Erste\nAusgabe"), Err(UnfitNote::Strange));
/// ```
///
/// # Errors
/// [`UnfitNote`].
pub fn fit_note(note: &str) -> Result<Option<String>, UnfitNote> {
    let note = note.trim();
    // Unicode has two ends of lines that are no control characters.
    if note.contains(|c: char| c.is_control() || "\u{2028}\u{2029}".contains(c)) {
        return Err(UnfitNote::Strange);
    }
    if note.chars().count() > LONGEST_NOTE {
        return Err(UnfitNote::Long);
    }
    Ok(Some(note.to_owned()).filter(|note| !note.is_empty()))
}
