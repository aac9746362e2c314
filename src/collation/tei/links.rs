//! Which readings hold words that others have elsewhere?

use std::collections::{BTreeMap, BTreeSet};

use crate::collate::AlignmentTable;
use crate::collation::segments::Segment;

/// A reading: the number of its segment, and its own in that.
pub(super) type Place = (usize, usize);

/// For each reading with moved words those that have them elsewhere.
pub(super) type Links = BTreeMap<Place, Link>;

/// Where else the words of a reading stand.
#[derive(Debug, Default)]
pub(super) struct Link {
    /// The readings that have them.
    pub(super) others: BTreeSet<Place>,
    /// Whether the program found that; else it follows from what an editor decided.
    pub(super) found: bool,
}

/// The `xml:id` of a reading.
pub(super) fn id((segment, reading): Place) -> String {
    format!("reading-{}.{}", segment + 1, reading + 1)
}

/// Finds the readings of all moved words.
pub(super) fn links(table: &AlignmentTable, segments: &[Segment]) -> Links {
    let starts: Vec<usize> = segments
        .iter()
        .map(|segment| segment.columns.start)
        .collect();
    let place = |column: usize, witnesses: &[usize]| -> Option<Place> {
        let segment = starts
            .partition_point(|start| *start <= column)
            .checked_sub(1)?;
        let entry = &segments[segment];
        let of_first = |one: &crate::collation::Reading| one.witnesses.contains(&witnesses[0]);
        let reading = entry.readings.iter().position(of_first)?;
        entry.is_variant().then_some((segment, reading))
    };
    let mut links = Links::new();
    for moved in &table.moves {
        for word in &moved.words {
            let here = place(word.from.0, &word.from.1);
            let there = place(word.to.0, &word.to.1);
            if let (Some(here), Some(there)) = (here, there) {
                for (one, other) in [(here, there), (there, here)] {
                    let link = links.entry(one).or_default();
                    link.others.insert(other);
                    link.found |= !moved.decided;
                }
            }
        }
    }
    links
}
