//! A template that was filled in once, for all elements that look alike.

use super::dress::CONTENT;

/// A filled-in template, cut where its content goes.
#[derive(Debug)]
pub struct Cut {
    pub(super) before: String,
    pub(super) after: String,
    /// Whether it has a place for content.
    pub(super) holds: bool,
}

impl Cut {
    /// Cuts a filled-in template at its content; none if that stands in it
    /// more than once.
    pub(super) fn new(filled: &str) -> Option<Self> {
        let mut pieces = filled.split(CONTENT);
        let before = pieces.next().unwrap_or_default().to_owned();
        let after = pieces.next();
        pieces.next().is_none().then(|| Self {
            before,
            holds: after.is_some(),
            after: after.unwrap_or_default().to_owned(),
        })
    }

    /// The content as it is.
    pub(super) fn plain() -> Self {
        Self {
            before: String::new(),
            after: String::new(),
            holds: true,
        }
    }
}
