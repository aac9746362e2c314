//! Where a version is from that came from another server.

use serde::Serialize;

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
    /// What is the same here and there, in words.
    pub fn counted(files: usize, passages: usize) -> String {
        let one = |count: usize, what: &str| match count {
            0 => None,
            1 => Some(format!("1 {what}")),
            _ => Some(format!("{count} {what}s")),
        };
        let file = one(files, "other file");
        let parts = [file, one(passages, "passage")];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}
