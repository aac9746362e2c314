//! Which passages had no reference before, and which have none any more?
//!
//! An editor who numbers what had no number makes a passage of words that stood in
//! a larger one, or in none. They were not left out there and put in here.

use rustc_hash::FxHashMap;

use super::units::Unit;

/// Words that are looked at in all; beyond that, what became citable is told as
/// added.
const MOST_LOOKED_AT: usize = 20_000_000;

/// Units that belong to nothing (not `taken`), whose words stand in a row in what
/// their larger passage is in the other version (`paired`), and no longer in the
/// larger passage itself: with the place of the former among `other`.
pub(super) fn within_larger(
    units: &[Unit],
    taken: &[bool],
    paired: &[Option<usize>],
    other: &[Unit],
) -> Vec<(usize, usize)> {
    let mut larger: FxHashMap<usize, Remaining<'_>> = FxHashMap::default();
    let mut found = Vec::new();
    let mut steps = 0;
    for (at, unit) in units.iter().enumerate().skip(1) {
        if taken[at] || unit.words.is_empty() || steps > MOST_LOOKED_AT {
            continue;
        }
        let around = std::iter::successors(unit.parent.or(Some(0)), |&around| {
            (around > 0).then(|| units[around].parent.unwrap_or(0))
        });
        for around in around {
            let Some(there) = paired[around] else {
                continue;
            };
            let rest = larger.entry(there).or_insert_with(|| Remaining {
                words: &other[there].words,
                from: 0,
            });
            if rest.words.len() <= units[around].words.len() {
                continue;
            }
            if rest.take(&unit.words, &mut steps).is_some() {
                found.push((at, there));
                break;
            }
        }
    }
    found
}

/// The words of `unit` without those of `parts`, which stand in it in this order,
/// each in a row.
pub(super) fn without(unit: &Unit, parts: &[&Unit]) -> String {
    let mut rest = Remaining {
        words: &unit.words,
        from: 0,
    };
    let mut left = String::new();
    let mut from = 0;
    for part in parts {
        if let Some(start) = rest.take(&part.words, &mut 0) {
            left.push_str(&rest.words[from..start]);
            // What stood between others parts them still.
            left.push(' ');
            from = start + part.words.len();
        }
    }
    left.push_str(&rest.words[from..]);
    left.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words in which others are looked for, one after the other.
struct Remaining<'u> {
    words: &'u str,
    from: usize,
}

impl Remaining<'_> {
    /// Where `some` stand in a row, behind what was taken before: whole words, with
    /// whatever signs beside them.
    fn take(&mut self, some: &str, steps: &mut usize) -> Option<usize> {
        let rest = &self.words[self.from..];
        let whole = |start: usize| {
            let before = rest[..start].chars().next_back();
            let after = rest[start + some.len()..].chars().next();
            let parts = |beside: Option<char>| !beside.is_some_and(char::is_alphanumeric);
            parts(before) && parts(after)
        };
        let found = rest
            .match_indices(some)
            .map(|(start, _)| start)
            .find(|&start| whole(start));
        *steps += found.unwrap_or(rest.len());
        let start = self.from + found?;
        self.from = start + some.len();
        Some(start)
    }
}
