//! Where a version is from that came from another server.

use serde::Serialize;

use crate::said;
use crate::wording::Said;

/// That a version was taken from another server and proven to be what that has,
/// for people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TakenFacts {
    /// Where it stands there.
    pub href: String,
    /// Its number there.
    pub version: u32,
    /// When it was taken: RFC 3339.
    pub when: String,
    /// By whom.
    pub by: String,
    /// What is the same here and there, besides the TEI file: `2 files, 214
    /// passages`.
    pub same: String,
    /// Where this is told to programs.
    pub record_href: String,
}

impl TakenFacts {
    /// What is the same here and there.
    pub fn counted(files: usize, passages: usize) -> Said {
        let files = (files > 0).then(|| said!("{n} other file|{n} other files", n = files));
        let passages = (passages > 0).then(|| said!("{n} passage|{n} passages", n = passages));
        match (files, passages) {
            (Some(files), Some(passages)) => Said::new(
                "{files}, {passages}",
                vec![("files", files.into()), ("passages", passages.into())],
            ),
            (Some(only), None) | (None, Some(only)) => only,
            (None, None) => "".into(),
        }
    }
}
