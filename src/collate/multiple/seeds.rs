//! Where do two profiles have the same words in the same order, without doubt?
//!
//! A run of words that each side has at one place only belongs together. Runs
//! are taken from every witness of a profile, so a reading that one witness
//! alone has holds as well as one that most have.

use std::ops::Range;

use super::guide::hash;
use super::lexicon::Lexicon;
use super::profile::Profile;

/// Columns of two profiles that are to be aligned with each other.
#[derive(Clone, Debug)]
pub(super) struct Region {
    pub(super) left: Range<u32>,
    pub(super) right: Range<u32>,
}

impl Region {
    /// Pairs of columns in it.
    pub(super) fn area(&self) -> u64 {
        self.left.len() as u64 * self.right.len() as u64
    }
}

/// Two columns that have a word in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::collate) struct Pair {
    pub(in crate::collate) left: u32,
    pub(in crate::collate) right: u32,
    pub(in crate::collate) word: u32,
}

/// A run of words of one witness.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Gram {
    pub(super) hash: u64,
    pub(super) is_right: bool,
    /// The column it begins in.
    pub(super) column: u32,
    member: u32,
    /// The first of its words in the member.
    at: u32,
}

/// Finds runs in common; keeps its memory from one region to the next.
pub(super) struct Seeds<'p, 't> {
    pub(super) left: &'p Profile<'t>,
    pub(super) right: &'p Profile<'t>,
    pub(super) lexicon: &'p Lexicon,
    grams: Vec<Gram>,
}

impl<'p, 't> Seeds<'p, 't> {
    pub(super) fn new(left: &'p Profile<'t>, right: &'p Profile<'t>, lexicon: &'p Lexicon) -> Self {
        Self {
            left,
            right,
            lexicon,
            grams: Vec::new(),
        }
    }

    /// The pairs of columns in runs of `length` words that both sides of the
    /// region have, each at one place only, and that tell more than `least`.
    pub(super) fn find(&mut self, region: &Region, length: usize, least: f32) -> Vec<Pair> {
        let grams = self.grams(region, length, |_, _| true);
        let same = grams.chunk_by(|one, other| one.hash == other.hash);
        let mut pairs: Vec<Pair> = same
            .filter_map(only_two)
            .filter_map(|(left, right)| self.pairs(left, right, length, least))
            .flatten()
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        self.give_back(grams);
        pairs
    }

    /// The runs of `length` words of both sides of the region, equal ones
    /// together, those of the left side first, and in the order of the columns.
    /// Runs with a column for which `is_open` says no (of the right side if its
    /// first value is true) are left out. Their memory is to be given back.
    pub(super) fn grams(
        &mut self,
        region: &Region,
        length: usize,
        is_open: impl Fn(bool, u32) -> bool,
    ) -> Vec<Gram> {
        self.grams.clear();
        let words = |profile: &Profile<'t>, columns: &Range<u32>| {
            let members = profile.members.iter();
            members.map(|one| one.within(columns).len()).sum::<usize>()
        };
        // All at once: there may be millions, and growing takes twice the room.
        let most = words(self.left, &region.left) + words(self.right, &region.right);
        self.grams.reserve_exact(most);
        self.take(false, &region.left, length, &is_open);
        self.take(true, &region.right, length, &is_open);
        self.grams.sort_unstable();
        std::mem::take(&mut self.grams)
    }

    /// Gives the memory of runs back, for others.
    pub(super) fn give_back(&mut self, grams: Vec<Gram>) {
        self.grams = grams;
    }

    /// Takes down the runs of one side.
    fn take(
        &mut self,
        is_right: bool,
        columns: &Range<u32>,
        length: usize,
        is_open: &impl Fn(bool, u32) -> bool,
    ) {
        let profile = if is_right { self.right } else { self.left };
        for (number, member) in profile.members.iter().enumerate() {
            let within = member.within(columns);
            let mut open = 0;
            for at in within {
                open = if is_open(is_right, member.columns[at]) {
                    open + 1
                } else {
                    0
                };
                if open >= length {
                    let at = at + 1 - length;
                    self.grams.push(Gram {
                        hash: hash(member.words[at..at + length].iter().copied()),
                        is_right,
                        column: member.columns[at],
                        member: number as u32,
                        at: at as u32,
                    });
                }
            }
        }
    }

    /// The columns of two runs, if they are the same words and tell enough.
    pub(super) fn pairs(
        &self,
        left: Gram,
        right: Gram,
        length: usize,
        least: f32,
    ) -> Option<Vec<Pair>> {
        let one = &self.left.members[left.member as usize];
        let other = &self.right.members[right.member as usize];
        let (from, to) = (left.at as usize, right.at as usize);
        let words = &one.words[from..from + length];
        let told: f32 = words
            .iter()
            .map(|word| self.lexicon.word(*word).information)
            .sum();
        if told <= least || words != &other.words[to..to + length] {
            return None;
        }
        let columns = one.columns[from..].iter().zip(&other.columns[to..]);
        let pairs = words.iter().zip(columns);
        Some(
            pairs
                .map(|(&word, (&left, &right))| Pair { left, right, word })
                .collect(),
        )
    }
}

/// The first run of each side, if each side has it in one place only.
fn only_two(same: &[Gram]) -> Option<(Gram, Gram)> {
    let (left, right) = same.split_at(same.partition_point(|gram| !gram.is_right));
    let (one, other) = (left.first()?, right.first()?);
    let once = |grams: &[Gram]| grams.iter().all(|gram| gram.column == grams[0].column);
    (once(left) && once(right)).then_some((*one, *other))
}

/// The weightiest of the pairs that rise on both sides.
pub(super) fn chain(pairs: &[Pair], region: &Region, weight: impl Fn(u32) -> i64) -> Vec<Pair> {
    let width = region.right.len();
    // For each place on the right, the best run that ends at or before it
    // (Fenwick tree of maxima): its weight, and the pair it ends with.
    let mut best: Vec<(i64, usize)> = vec![(0, usize::MAX); width + 1];
    let mut before = vec![usize::MAX; pairs.len()];
    let mut reached: Vec<(usize, i64, usize)> = Vec::new();
    let mut whole = (0, usize::MAX);
    let mut start = 0;
    for same in pairs.chunk_by(|one, other| one.left == other.left) {
        reached.clear();
        for (at, pair) in (start..).zip(same) {
            let place = (pair.right - region.right.start) as usize;
            let (sum, last) = most_before(&best, place);
            before[at] = last;
            reached.push((place, sum + weight(pair.word), at));
        }
        for &(place, sum, at) in &reached {
            note(&mut best, place, (sum, at));
            if sum > whole.0 {
                whole = (sum, at);
            }
        }
        start += same.len();
    }
    let mut run = Vec::new();
    let mut at = whole.1;
    while at != usize::MAX {
        run.push(pairs[at]);
        at = before[at];
    }
    run.reverse();
    run
}

/// The best of the places before `place`.
fn most_before(best: &[(i64, usize)], mut place: usize) -> (i64, usize) {
    let mut most = (0, usize::MAX);
    while place > 0 {
        if best[place].0 > most.0 {
            most = best[place];
        }
        place &= place - 1;
    }
    most
}

fn note(best: &mut [(i64, usize)], place: usize, reached: (i64, usize)) {
    let mut place = place + 1;
    while place < best.len() {
        if reached.0 > best[place].0 {
            best[place] = reached;
        }
        place += place & place.wrapping_neg();
    }
}
