//! The shortest way from one sequence to another (E. Myers, *An O(ND)
//! Difference Algorithm and Its Variations*, Algorithmica 1, 1986), given up
//! after so many steps: then what was found on the way that came farthest holds,
//! and the rest is a task of its own.

use super::{Common, Task};

/// Members left out or put in before a way is given up.
const MOST_STEPS: usize = 256;

/// How far into the old side one comes with so many steps, on each diagonal
/// (place in the old side less place in the new one), from the lowest.
struct Front(Vec<Option<usize>>);

impl Front {
    fn at(&self, diagonal: isize) -> Option<usize> {
        let middle = (self.0.len() / 2) as isize;
        let at = usize::try_from(diagonal + middle).ok()?;
        self.0.get(at).copied().flatten()
    }
}

/// Notes what a task's sides have in common; what was not looked at is given
/// back.
pub(super) fn shortest(
    old: &[u32],
    new: &[u32],
    task: &Task,
    common: &mut Vec<Common>,
) -> Option<Task> {
    let (a, b) = (&old[task.old.clone()], &new[task.new.clone()]);
    let most = MOST_STEPS.min(a.len() + b.len());
    let mut fronts: Vec<Front> = Vec::new();
    loop {
        let front = next_front(a, b, fronts.last());
        let done = front.at(a.len() as isize - b.len() as isize) == Some(a.len());
        let best = farthest(&front);
        fronts.push(front);
        if done || fronts.len() > most {
            let found = trace(a, b, &fronts, best);
            common.extend(found.into_iter().rev().map(|stretch| Common {
                old: stretch.old + task.old.start,
                new: stretch.new + task.new.start,
                length: stretch.length,
            }));
            return (!done).then(|| Task {
                old: task.old.start + best.0..task.old.end,
                new: task.new.start + best.1..task.new.end,
                depth: task.depth,
            });
        }
    }
}

/// One step more on every diagonal, and from there on over what is equal.
fn next_front(a: &[u32], b: &[u32], before: Option<&Front>) -> Front {
    let Some(before) = before else {
        return Front(vec![Some(advanced(a, b, 0, 0))]);
    };
    let reach = (before.0.len() / 2 + 1) as isize;
    let diagonals = -reach..=reach;
    let front = diagonals.map(|diagonal| {
        let (x, _) = entered(a, b, before, diagonal)?;
        Some(advanced(a, b, x, diagonal))
    });
    Front(front.collect())
}

/// Where a step leads on a diagonal, and whether it left out a member of the old
/// side.
fn entered(a: &[u32], b: &[u32], before: &Front, diagonal: isize) -> Option<(usize, bool)> {
    let put_in = before.at(diagonal + 1);
    let put_in = put_in.filter(|&x| x as isize - diagonal <= b.len() as isize);
    let left_out = before.at(diagonal - 1).map(|x| x + 1);
    let left_out = left_out.filter(|&x| x <= a.len());
    match (put_in, left_out) {
        (Some(x), Some(other)) if x >= other => Some((x, false)),
        (_, Some(x)) => Some((x, true)),
        (Some(x), None) => Some((x, false)),
        (None, None) => None,
    }
}

/// How far both sides are equal from a place on a diagonal.
fn advanced(a: &[u32], b: &[u32], x: usize, diagonal: isize) -> usize {
    let y = (x as isize - diagonal) as usize;
    let pairs = a[x..].iter().zip(&b[y..]);
    x + pairs.take_while(|(a, b)| a == b).count()
}

/// The place of a front that leaves least of both sides.
fn farthest(front: &Front) -> (usize, usize) {
    let middle = (front.0.len() / 2) as isize;
    let places = front.0.iter().zip(-middle..);
    let places = places.filter_map(|(x, diagonal)| {
        let x = (*x)?;
        Some((x, (x as isize - diagonal) as usize))
    });
    places.max_by_key(|&(x, y)| (x + y, x)).unwrap_or((0, 0))
}

/// What is equal on the way to a place of the last front, the last stretch
/// first.
fn trace(a: &[u32], b: &[u32], fronts: &[Front], to: (usize, usize)) -> Vec<Common> {
    let mut found = Vec::new();
    let (mut x, mut diagonal) = (to.0, to.0 as isize - to.1 as isize);
    for step in (0..fronts.len()).rev() {
        let before = step.checked_sub(1).map(|step| &fronts[step]);
        let entered = before.and_then(|before| entered(a, b, before, diagonal));
        let (from, left_out) = entered.unwrap_or((0, false));
        if x > from {
            found.push(Common {
                old: from,
                new: (from as isize - diagonal) as usize,
                length: x - from,
            });
        }
        (x, diagonal) = match left_out {
            true => (from - 1, diagonal - 1),
            false => (from, diagonal + 1),
        };
    }
    found
}
