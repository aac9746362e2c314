//! Two profiles, side by side.
//!
//! Runs of words that each side has once hold the rest together; the search is
//! repeated between them, with shorter runs. What then is left over and stands
//! elsewhere on the other side has been moved: it is set apart, so that none of
//! its words is paired by chance. The rest is weighed exactly.

use super::exchange;
use super::gap::fill;
use super::lexicon::Lexicon;
use super::moves;
use super::profile::Profile;
use super::score::Scorer;
use super::seeds::{Pair, Region, Seeds, chain};
use crate::collate::pairwise;

/// Lengths of the runs that are looked for, one after the other.
const RUNS: [usize; 4] = [4, 3, 2, 1];
/// Pairs of columns that are weighed without looking for runs first.
const SMALL: u64 = 200;
/// Pairs of columns that are weighed at all: about 2,000 words of each side.
const LARGE: u64 = 4_000_000;
/// How much more than the size of the region a short run has to tell: the
/// logarithm of how seldom chance has it.
const BEYOND_CHANCE: f32 = 1.0;
/// A region in which single words are in order that seldom has nothing in
/// common: one part in so many.
const UNRELATED: usize = 4;
/// Words in the same order on both sides that are no chance, though each side
/// has them often.
const RUN_BY_CHANCE: usize = 4;
/// What is taken for moved before the rest is aligned: of that nothing may be
/// wrong.
const SET_APART: moves::Measure = moves::Measure {
    runs: &[3, 2],
    beyond_chance: 4.0,
    neighbours: 0,
};
/// What is taken for moved when all else has found its place.
const MOVES: moves::Measure = moves::Measure {
    runs: &[3, 2, 1],
    beyond_chance: 5.0,
    neighbours: 2,
};

/// Two profiles as one.
pub(super) fn merge<'t>(
    left: Profile<'t>,
    right: Profile<'t>,
    scorer: &mut Scorer<'_>,
) -> Profile<'t> {
    let mut pairs = pairs(&left, &right, scorer);
    let exchanged = exchange::settle((&left, &right), scorer.lexicon, &mut pairs);
    let mut certain = pairs.clone();
    certain.retain(|&(l, r)| scorer.columns(left.held(l), right.held(r)) > 0);
    let moves = moves::find(&left, &right, scorer.lexicon, (&certain, exchanged), &MOVES);
    left.merged(right, &pairs, moves)
}

/// The pairs of columns that belong together, rising on both sides.
fn pairs(left: &Profile<'_>, right: &Profile<'_>, scorer: &mut Scorer<'_>) -> Vec<(u32, u32)> {
    let anchors = anchors(left, right, scorer.lexicon);
    let moved = moves::find(
        left,
        right,
        scorer.lexicon,
        (&anchors, Vec::new()),
        &SET_APART,
    );
    let mut apart = (
        vec![false; left.width() as usize],
        vec![false; right.width() as usize],
    );
    for pair in moved.iter().flatten() {
        apart.0[pair.left as usize] = true;
        apart.1[pair.right as usize] = true;
    }
    let known = (left.moved_columns(), right.moved_columns());
    let mut pairs = Vec::new();
    let mut from = (0, 0);
    let end = (left.width(), right.width());
    for anchor in anchors.into_iter().chain([end]) {
        let lefts: Vec<u32> = (from.0..anchor.0)
            .filter(|column| !apart.0[*column as usize])
            .collect();
        let rights: Vec<u32> = (from.1..anchor.1)
            .filter(|column| !apart.1[*column as usize])
            .collect();
        if lefts.len() as u64 * rights.len() as u64 <= LARGE {
            let known = (known.0.as_slice(), known.1.as_slice());
            fill((left, right), (&lefts, &rights), known, scorer, &mut pairs);
        }
        if anchor != end {
            pairs.push(anchor);
        }
        from = (anchor.0 + 1, anchor.1 + 1);
    }
    pairs
}

/// The pairs of columns that hold the rest together.
fn anchors(left: &Profile<'_>, right: &Profile<'_>, lexicon: &Lexicon) -> Vec<(u32, u32)> {
    let mut seeds = Seeds::new(left, right, lexicon);
    let mut anchors = Vec::new();
    let whole = Region {
        left: 0..left.width(),
        right: 0..right.width(),
    };
    let mut waiting = vec![(whole, 0)];
    while let Some((region, step)) = waiting.pop() {
        if region.area() <= SMALL {
            continue;
        }
        let found = match RUNS.get(step) {
            Some(length) => in_region(&mut seeds, &region, *length),
            None if region.area() > LARGE => runs_by_shortest_way(left, right, &region),
            None => continue,
        };
        let next = step + 1;
        if found.is_empty() {
            if next <= RUNS.len() {
                waiting.push((region, next));
            }
            continue;
        }
        divide(&region, &found, |part| {
            waiting.push((part, next.min(RUNS.len() - 1)))
        });
        anchors.extend(found);
    }
    anchors.sort_unstable();
    anchors
}

/// The anchors of a region that are runs of so many words.
fn in_region(seeds: &mut Seeds<'_, '_>, region: &Region, length: usize) -> Vec<(u32, u32)> {
    let least = match length {
        ..=2 => (region.area() as f32).ln() + BEYOND_CHANCE,
        _ => 0.0,
    };
    let found = seeds.find(region, length, least);
    let weight = |word| 1 + (seeds.lexicon.word(word).information * 16.0) as i64;
    let chained = chain(&found, region, weight);
    if length == 1 && chained.len() * UNRELATED < found.len() {
        return Vec::new();
    }
    chained
        .into_iter()
        .map(|Pair { left, right, .. }| (left, right))
        .collect()
}

/// What the shortest way from one side to the other has in common, for regions
/// without any run that is there once: a word repeated without end.
fn runs_by_shortest_way(
    left: &Profile<'_>,
    right: &Profile<'_>,
    region: &Region,
) -> Vec<(u32, u32)> {
    let one: Vec<u32> = region
        .left
        .clone()
        .map(|column| left.leading(column))
        .collect();
    let other: Vec<u32> = region
        .right
        .clone()
        .map(|column| right.leading(column))
        .collect();
    let mut stretches = Vec::new();
    pairwise::align(&one, &other, &mut stretches);
    let long = stretches
        .into_iter()
        .filter(|stretch| stretch.length >= RUN_BY_CHANCE);
    let pairs = long.flat_map(|stretch| (stretch.old..).zip(stretch.new..).take(stretch.length));
    let start = (region.left.start, region.right.start);
    pairs
        .map(|(one, other)| (start.0 + one as u32, start.1 + other as u32))
        .collect()
}

/// The regions between anchors.
fn divide(region: &Region, anchors: &[(u32, u32)], mut part: impl FnMut(Region)) {
    let end = (region.left.end, region.right.end);
    let mut from = (region.left.start, region.right.start);
    for &(left, right) in anchors.iter().chain([&end]) {
        if left > from.0 && right > from.1 {
            part(Region {
                left: from.0..left,
                right: from.1..right,
            });
        }
        from = (left + 1, right + 1);
    }
}
