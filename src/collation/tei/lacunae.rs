//! Where does the text of a witness break off, and where does it begin again?

use std::collections::{BTreeMap, BTreeSet};

use crate::collate::AlignmentTable;
use crate::collation::segments::Segment;

/// What is to be said of a witness in a segment of which it has lost the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) witness: usize,
    /// The word before which its text is lost.
    pub(super) token: usize,
    /// Whether the lacuna begins here.
    begins: bool,
    /// Whether it ends here.
    ends: bool,
    /// How many words the witness has.
    words: usize,
}

impl Mark {
    /// Whether it is here that what is said of the lacuna stands: at its begin, or
    /// at the begin of the text.
    pub(super) fn tells(&self) -> bool {
        self.begins || self.token == 0
    }

    /// The elements that say so: a witness whose begin or end is lost is a
    /// fragment (TEI TCAPMI).
    pub(super) fn names(&self) -> Vec<&'static str> {
        let begin = match self.token == self.words {
            true => "witEnd",
            false => "lacunaStart",
        };
        let (is_begin, is_end) = (self.token > 0, self.token < self.words);
        let end = if is_begin { "lacunaEnd" } else { "witStart" };
        // A witness of which no word is left has an end before all others begin.
        let begin = (self.begins && (is_begin || !is_end)).then_some(begin);
        let end = (self.ends && is_end).then_some(end);
        begin.into_iter().chain(end).collect()
    }
}

/// Whether a witness has lost its text in a segment.
pub(super) fn is_lost(segment: &Segment, witness: usize) -> bool {
    let mut lost = segment.readings.iter().filter(|reading| reading.lost);
    lost.any(|reading| reading.witnesses.contains(&witness))
}

/// The marks of each segment that has some.
pub(super) fn marks(table: &AlignmentTable, segments: &[Segment]) -> BTreeMap<usize, Vec<Mark>> {
    let mut marks: BTreeMap<usize, Vec<Mark>> = BTreeMap::new();
    for (witness, words) in table.witnesses.iter().map(|one| one.len()).enumerate() {
        let lost: BTreeSet<usize> = segments
            .iter()
            .enumerate()
            .filter(|(_, segment)| is_lost(segment, witness))
            .map(|(at, _)| at)
            .collect();
        for &at in &lost {
            let mark = Mark {
                witness,
                token: table.within(witness, &segments[at].columns).start,
                begins: !at
                    .checked_sub(1)
                    .is_some_and(|before| lost.contains(&before)),
                ends: !lost.contains(&(at + 1)),
                words,
            };
            if !mark.names().is_empty() {
                marks.entry(at).or_default().push(mark);
            }
        }
    }
    marks
}
