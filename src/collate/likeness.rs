//! How like are two things, and which of them belong together though none are
//! equal?

use rustc_hash::FxHashMap;
use std::hash::Hash;

/// How much two sequences have in common, whatever the order (Dice's
/// coefficient): from 0, nothing, to 1, all.
pub fn likeness<T: Eq + Hash>(one: &[T], other: &[T]) -> f64 {
    let mut counts: FxHashMap<&T, usize> = FxHashMap::default();
    for member in one {
        *counts.entry(member).or_default() += 1;
    }
    let mut shared = 0;
    for member in other {
        if let Some(count) = counts.get_mut(member)
            && *count > 0
        {
            *count -= 1;
            shared += 1;
        }
    }
    let all = one.len() + other.len();
    if all == 0 {
        1.0
    } else {
        2.0 * shared as f64 / all as f64
    }
}

/// Comparisons that are made before one is content with the order.
const MOST_COMPARED: usize = 40_000;

/// Which of `old` members belongs to which of `new` ones, in the same order on
/// both sides, so that they are as like as can be, each pair at least `least`
/// (from 0 to 1). Too many are paired by their place.
pub fn pairs(
    old: usize,
    new: usize,
    least: f64,
    like: impl Fn(usize, usize) -> f64,
) -> Vec<(usize, usize)> {
    if old.saturating_mul(new) > MOST_COMPARED {
        let places = (0..old).zip(0..new);
        return places.filter(|&(a, b)| like(a, b) >= least).collect();
    }
    let width = new + 1;
    let mut scores = vec![0.0; old * new];
    // The best sum that the rest of both sides allows.
    let mut sums = vec![0.0; (old + 1) * width];
    for a in (0..old).rev() {
        for b in (0..new).rev() {
            let score = like(a, b);
            scores[a * new + b] = score;
            let left: f64 = f64::max(sums[(a + 1) * width + b], sums[a * width + b + 1]);
            let paired = sums[(a + 1) * width + b + 1] + score;
            sums[a * width + b] = if score >= least {
                left.max(paired)
            } else {
                left
            };
        }
    }
    let mut found = Vec::new();
    let (mut a, mut b) = (0, 0);
    while a < old && b < new {
        let (here, score) = (sums[a * width + b], scores[a * new + b]);
        if score >= least && here <= sums[(a + 1) * width + b + 1] + score {
            found.push((a, b));
            (a, b) = (a + 1, b + 1);
        } else if here <= sums[(a + 1) * width + b] {
            a += 1;
        } else {
            b += 1;
        }
    }
    found
}
