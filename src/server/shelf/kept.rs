//! The list of editions as it is kept beside the store.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::line_of;
use crate::edition::EditionId;
use crate::server::contracts::Line;
use crate::server::kept;
use crate::store::Standing;

/// The form.
const FORM: &str = "variorum-listing-1";

/// As far as where it goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The number of the last act of publishing that it has.
    pub position: u64,
    /// What tells that act from any other.
    pub mark: String,
}

/// The copy of a list.
pub fn write(head: &Head, lines: &[Arc<Line>]) -> Vec<u8> {
    let standing = |line: &Arc<Line>| {
        let (mut versions, mut withdrawn) = (Vec::new(), Vec::new());
        versions.extend(line.versions().cloned());
        for (version, withdrawal) in line.withdrawn() {
            versions.push(version.clone());
            withdrawn.push(withdrawal.clone());
        }
        versions.sort_by_key(|version| version.number);
        let standing = Standing {
            versions,
            withdrawn,
        };
        (line.id().clone(), standing)
    };
    kept::write(FORM, head, lines.iter().map(standing))
}

/// What a copy says; none if it is of another form, or not whole.
pub fn read(bytes: &[u8]) -> Option<(Head, Vec<Arc<Line>>)> {
    let (head, lines) = kept::read::<Head, (EditionId, Standing)>(FORM, bytes)?;
    let line = |(id, standing)| line_of(id, standing).ok();
    Some((head, lines.into_iter().map(line).collect::<Option<_>>()?))
}
