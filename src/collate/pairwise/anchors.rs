//! Members that each side has exactly once (patience diff): they belong
//! together, wherever they stand, and the longest run of them in the same order
//! on both sides holds.

use rustc_hash::FxHashMap;

use super::Task;

/// Where a member stands on both sides.
#[derive(Clone, Copy, Default)]
struct Seen {
    old: usize,
    new: usize,
    times_old: u32,
    times_new: u32,
}

/// The places of the anchors of a task in both sequences, in order.
pub(super) fn anchors(old: &[u32], new: &[u32], task: &Task) -> Vec<(usize, usize)> {
    let mut seen: FxHashMap<u32, Seen> = FxHashMap::default();
    for at in task.old.clone() {
        let member = seen.entry(old[at]).or_default();
        member.old = at;
        member.times_old += 1;
    }
    for at in task.new.clone() {
        if let Some(member) = seen.get_mut(&new[at]) {
            member.new = at;
            member.times_new += 1;
        }
    }
    let unique: Vec<(usize, usize)> = task
        .old
        .clone()
        .filter_map(|at| seen.get(&old[at]))
        .filter(|member| member.times_old == 1 && member.times_new == 1)
        .map(|member| (member.old, member.new))
        .collect();
    longest_increasing(&unique)
}

/// The longest run of pairs whose second members rise; the first members do.
fn longest_increasing(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // The last pair of the best run of each length, and what came before it.
    let mut last_of: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; pairs.len()];
    for (at, &(_, second)) in pairs.iter().enumerate() {
        let length = last_of.partition_point(|&last| pairs[last].1 < second);
        before[at] = length.checked_sub(1).map(|shorter| last_of[shorter]);
        match last_of.get_mut(length) {
            Some(last) => *last = at,
            None => last_of.push(at),
        }
    }
    let mut run = Vec::with_capacity(last_of.len());
    let mut next = last_of.last().copied();
    while let Some(at) = next {
        run.push(pairs[at]);
        next = before[at];
    }
    run.reverse();
    run
}
