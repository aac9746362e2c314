//! Which edits are told twice?
//!
//! A text may be cited by pages or lines that run on from one to the next and by
//! paragraphs at once. Neither is in the other, and a word that changed stands in
//! both: it is told of the smaller one.

use std::collections::BTreeMap;

use super::passages::Passage;
use super::units::Unit;
use super::words::{Run, RunKind};

/// A passage with other words, or that came or went, by its place in the new
/// version.
struct Edited {
    /// Where it is told.
    told: usize,
    unit: usize,
    edits: Vec<Edit>,
}

/// Words that came or went, in a row.
type Edit = (bool, String);

/// Replaces what is told of a passage that only overlaps smaller ones in which all
/// of it is told.
pub(super) fn tell_once(units: &[Unit], told: &mut [(usize, &mut Passage)]) {
    let edited: Vec<Edited> = (told.iter().enumerate())
        .filter_map(|(at, (unit, passage))| {
            let edits = edits(passage);
            let unit = *unit;
            (!edits.is_empty()).then_some(Edited {
                told: at,
                unit,
                edits,
            })
        })
        .collect();
    let mut order: Vec<&Edited> = edited.iter().collect();
    order.sort_by_key(|edited| units[edited.unit].extent);
    for larger in &edited {
        let (first, end) = units[larger.unit].extent;
        let from = order.partition_point(|one| units[one.unit].extent.0 < first);
        let inside = order[from..].iter();
        let inside = inside.take_while(|one| units[one.unit].extent.0 < end);
        let smaller: Vec<&&Edited> = inside
            .filter(|one| beside(units, one.unit, larger.unit))
            .collect();
        let with = all_told(larger, &smaller, units);
        let passage = &mut told[larger.told].1;
        if let (
            false,
            Passage::Changed {
                reference,
                was,
                words,
            },
        ) = (with.is_empty(), &mut **passage)
        {
            **passage = Passage::ChangedWith {
                reference: std::mem::take(reference),
                was: was.take(),
                with,
                words: std::mem::take(words),
            };
        }
    }
}

/// Whether a unit is one of fewer words that begins in another one and belongs to
/// none of those around or in it.
fn beside(units: &[Unit], one: usize, other: usize) -> bool {
    let around = |at: usize| std::iter::successors(units[at].parent, |&at| units[at].parent);
    let related = around(one).any(|at| at == other) || around(other).any(|at| at == one);
    let size = |at: usize| units[at].words.len();
    one != other && !related && size(one) < size(other)
}

/// The smaller passages in which every edit of the larger one is told; none if one
/// is told in none of them.
fn all_told(larger: &Edited, smaller: &[&&Edited], units: &[Unit]) -> Vec<String> {
    let mut by_edit: BTreeMap<&Edit, Vec<usize>> = BTreeMap::new();
    for one in smaller.iter().rev() {
        for edit in one.edits.iter().rev() {
            by_edit.entry(edit).or_default().push(one.unit);
        }
    }
    let mut with: Vec<usize> = Vec::new();
    for edit in &larger.edits {
        let Some(unit) = by_edit.get_mut(edit).and_then(Vec::pop) else {
            return Vec::new();
        };
        with.push(unit);
    }
    with.sort_unstable();
    with.dedup();
    let names = with.into_iter().map(|at| units[at].reference.clone());
    names.collect()
}

fn edits(passage: &Passage) -> Vec<Edit> {
    let of_run = |run: &Run| match run.kind {
        RunKind::Same => None,
        RunKind::Deleted => Some((false, run.text.clone())),
        RunKind::Inserted => Some((true, run.text.clone())),
    };
    match passage {
        Passage::Changed { words, .. } => words.iter().filter_map(of_run).collect(),
        Passage::Added { text, .. } => vec![(true, text.clone())],
        _ => Vec::new(),
    }
}
