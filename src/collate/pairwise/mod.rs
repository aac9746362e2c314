//! Where do two sequences agree, and where do they differ?
//!
//! What is the same at both ends is set aside; words that each has once hold
//! the rest together (`anchors`, patience sorting); between those the shortest
//! way from one to the other is looked for (`shortest`, Myers 1986), within
//! bounds, so that long texts with little in common take no long time.
//!
//! The same input always gives the same answer, and exchanging the two sides
//! exchanges the answer.

mod anchors;
mod shortest;

use std::hash::Hash;
use std::ops::Range;

use rustc_hash::FxHashMap;
use serde::Serialize;

/// A place where two sequences differ: what stands between two stretches that
/// they have in common. One of the two may be empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What the old sequence has there.
    pub old: Range<usize>,
    /// What the new one has instead.
    pub new: Range<usize>,
}

/// A stretch that both have: where it begins in each, and how long it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Common {
    pub(super) old: usize,
    pub(super) new: usize,
    pub(super) length: usize,
}

/// Where `old` and `new` differ, in order; nothing if they are equal.
pub fn changes<T: Ord + Hash>(old: &[T], new: &[T]) -> Vec<Difference> {
    // Ties are decided for one side: which one must not depend on who is old.
    let exchanged = old > new;
    let (first, second) = if exchanged { (new, old) } else { (old, new) };
    let (first_numbers, second_numbers) = numbered(first, second);
    let mut common = Vec::new();
    align(&first_numbers, &second_numbers, &mut common);
    let mut changes = between(&common, first.len(), second.len());
    if exchanged {
        for change in &mut changes {
            std::mem::swap(&mut change.old, &mut change.new);
        }
    }
    changes
}

/// The pairs of places that `old` and `new` have in common, in order.
pub fn matches<T: Ord + Hash>(old: &[T], new: &[T]) -> Vec<(usize, usize)> {
    let mut matches = Vec::new();
    let (mut from_old, mut from_new) = (0, 0);
    let end = Difference {
        old: old.len()..old.len(),
        new: new.len()..new.len(),
    };
    for change in changes(old, new).into_iter().chain([end]) {
        matches.extend((from_old..change.old.start).zip(from_new..change.new.start));
        (from_old, from_new) = (change.old.end, change.new.end);
    }
    matches
}

/// Every different member as a number, in the order of appearance.
fn numbered<T: Eq + Hash>(first: &[T], second: &[T]) -> (Vec<u32>, Vec<u32>) {
    let mut numbers: FxHashMap<&T, u32> = FxHashMap::default();
    let mut number = |member| {
        let next = numbers.len() as u32;
        *numbers.entry(member).or_insert(next)
    };
    let first_numbers = first.iter().map(&mut number).collect();
    let second_numbers = second.iter().map(&mut number).collect();
    (first_numbers, second_numbers)
}

/// Parts of two sequences that are to be aligned.
#[derive(Clone, Debug)]
struct Task {
    old: Range<usize>,
    new: Range<usize>,
    depth: u32,
}

/// Anchors are looked for between anchors, so often at most.
const DEEPEST: u32 = 24;

pub(super) fn align(old: &[u32], new: &[u32], common: &mut Vec<Common>) {
    let mut waiting = vec![Task {
        old: 0..old.len(),
        new: 0..new.len(),
        depth: 0,
    }];
    while let Some(task) = waiting.pop() {
        let (task, tail) = trimmed(old, new, task, common);
        if task.old.is_empty() || task.new.is_empty() {
            common.extend(tail);
            continue;
        }
        // What is done last waits first.
        waiting.extend(tail.map(|tail| Task {
            old: tail.old..tail.old + tail.length,
            new: tail.new..tail.new + tail.length,
            depth: task.depth,
        }));
        let anchored = match task.depth {
            DEEPEST.. => Vec::new(),
            _ => anchors::anchors(old, new, &task),
        };
        if anchored.is_empty() {
            let rest = shortest::shortest(old, new, &task, common);
            waiting.extend(rest);
        } else {
            divide(&task, &anchored, &mut waiting);
        }
    }
}

/// A task without what its sides have in common at both ends: the beginning is
/// noted, the end is given back.
fn trimmed(
    old: &[u32],
    new: &[u32],
    mut task: Task,
    common: &mut Vec<Common>,
) -> (Task, Option<Common>) {
    let pairs = old[task.old.clone()].iter().zip(&new[task.new.clone()]);
    let length = pairs.take_while(|(a, b)| a == b).count();
    if length > 0 {
        common.push(Common {
            old: task.old.start,
            new: task.new.start,
            length,
        });
    }
    task.old.start += length;
    task.new.start += length;
    let ends = old[task.old.clone()].iter().rev();
    let ends = ends.zip(new[task.new.clone()].iter().rev());
    let length = ends.take_while(|(a, b)| a == b).count();
    task.old.end -= length;
    task.new.end -= length;
    let tail = Common {
        old: task.old.end,
        new: task.new.end,
        length,
    };
    (task, (length > 0).then_some(tail))
}

/// The parts between anchors, the last one first; each begins with its anchor.
fn divide(task: &Task, anchored: &[(usize, usize)], waiting: &mut Vec<Task>) {
    let (mut to_old, mut to_new) = (task.old.end, task.new.end);
    let starts = anchored.iter().rev().copied();
    for (from_old, from_new) in starts.chain([(task.old.start, task.new.start)]) {
        waiting.push(Task {
            old: from_old..to_old,
            new: from_new..to_new,
            depth: task.depth + 1,
        });
        (to_old, to_new) = (from_old, from_new);
    }
}

/// What stands between the stretches in common.
fn between(common: &[Common], old: usize, new: usize) -> Vec<Difference> {
    let mut changes = Vec::new();
    let (mut from_old, mut from_new) = (0, 0);
    let end = Common {
        old,
        new,
        length: 0,
    };
    for stretch in common.iter().chain([&end]) {
        if stretch.old > from_old || stretch.new > from_new {
            changes.push(Difference {
                old: from_old..stretch.old,
                new: from_new..stretch.new,
            });
        }
        from_old = stretch.old + stretch.length;
        from_new = stretch.new + stretch.length;
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(old: &str, new: &str) -> String {
        let old: Vec<&str> = old.split_whitespace().collect();
        let new: Vec<&str> = new.split_whitespace().collect();
        let told = changes(&old, &new).into_iter().map(|change| {
            let (gone, come) = (old[change.old].join(" "), new[change.new].join(" "));
            format!("{gone}>{come}")
        });
        told.collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn words_that_differ_are_found_with_their_neighbours_left_alone() {
        for (old, new, expected) in [
            ("", "", ""),
            ("a b c", "a b c", ""),
            ("a b c", "a x c", "b>x"),
            ("a b c", "a c", "b>"),
            ("a c", "a b c", ">b"),
            ("the cat and the dog", "the cat and a dog", "the>a"),
            ("a a a b", "a a b", "a>"),
            ("x y", "p q", "x y>p q"),
            (
                "one two three four",
                "three four one two",
                "one two>; >one two",
            ),
        ] {
            assert_eq!(told(old, new), expected, "{old} / {new}");
        }
    }
}
