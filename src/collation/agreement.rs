//! What does each witness have where they differ?
//!
//! By the forms that were compared: what was folded makes no distance.

use std::collections::BTreeMap;

use super::segments::{Reading, Segment};
use crate::collate::AlignmentTable;
use crate::edition::States;

/// The state of each witness at each place of variation; numbers count from 0 in
/// the order of the sigla. One whose text is lost has none.
pub fn states(table: &AlignmentTable, segments: &[Segment]) -> States {
    let variant = segments.iter().filter(|segment| segment.is_variant());
    let places = variant.map(|segment| states_of(table, segment));
    let sigla = table.witnesses.iter();
    States {
        witnesses: sigla.map(|witness| witness.siglum.clone()).collect(),
        places: places
            .filter(|states| states.iter().any(|state| *state > Some(0)))
            .collect(),
    }
}

fn states_of(table: &AlignmentTable, segment: &Segment) -> Vec<Option<usize>> {
    let forms = |reading: &Reading| {
        let witness = &table.witnesses[reading.witness()];
        let forms = reading.tokens.clone().map(|token| witness.form(token));
        forms.collect::<Vec<_>>()
    };
    let mut known: BTreeMap<Vec<&str>, usize> = BTreeMap::new();
    let mut states = vec![None; table.witnesses.len()];
    for reading in segment.attested() {
        let next = known.len();
        let state = *known.entry(forms(reading)).or_insert(next);
        for witness in &reading.witnesses {
            states[*witness] = Some(state);
        }
    }
    states
}
