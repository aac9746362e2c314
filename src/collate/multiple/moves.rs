//! Words that one side has elsewhere than the other.
//!
//! Between anchors such words would only be paired by chance, with others that
//! look like them; and an editor wants to know of them.

use super::lexicon::Lexicon;
use super::profile::{Profile, Run};
use super::seeds::{Gram, Pair, Region, Seeds};

/// When words are taken for moved.
pub(super) struct Measure {
    /// Lengths of the runs that are looked for, one after the other.
    pub(super) runs: &'static [usize],
    /// How much more than the distance a run must tell: the logarithm of how
    /// seldom chance has it so near.
    pub(super) beyond_chance: f32,
    /// So near, a word is taken for moved whatever it tells.
    pub(super) neighbours: u32,
}

impl Measure {
    /// Whether a run tells more than chance would at its distance.
    fn holds(&self, run: &[Pair], gaps: &Gaps<'_>, lexicon: &Lexicon) -> bool {
        let words = run.iter().map(|pair| lexicon.word(pair.word));
        let told: f32 = words.clone().map(|word| word.information).sum();
        let distance = gaps.distance(run[0].left, run[0].right);
        let by_chance = (2.0 * distance as f32 + 1.0).ln() + self.beyond_chance;
        let has_words = words.clone().any(|word| !word.is_punctuation);
        told > by_chance || (distance <= self.neighbours && has_words)
    }
}

/// Where the next word of a run may stand, in columns of both sides from the
/// last: columns of other witnesses, or another word, may be between.
const STEPS: [(u32, u32); 4] = [(1, 1), (1, 2), (2, 1), (2, 2)];

/// Runs of words that no anchor has taken, and that stand between other anchors
/// on the other side; and before them those that are `known` to have moved. Of
/// several places the nearest counts.
pub(super) fn find(
    left: &Profile<'_>,
    right: &Profile<'_>,
    lexicon: &Lexicon,
    (anchors, known): (&[(u32, u32)], Vec<Run>),
    measure: &Measure,
) -> Vec<Run> {
    let gaps = Gaps::new(left, right, anchors);
    let mut open = Open::new(left, right, &gaps);
    let whole = Region {
        left: 0..left.width(),
        right: 0..right.width(),
    };
    let mut seeds = Seeds::new(left, right, lexicon);
    known.iter().for_each(|run| open.close(run));
    let mut moves = known;
    for &length in measure.runs {
        let grams = seeds.grams(&whole, length, |is_right, column| {
            open.has(is_right, column)
        });
        let same = grams.chunk_by(|one, other| one.hash == other.hash);
        let nearest = same.flat_map(|same| nearest(same, &gaps));
        let pairs = nearest.filter_map(|(one, other)| seeds.pairs(one, other, length, 0.0));
        let mut runs: Vec<Run> = pairs.collect();
        seeds.give_back(grams);
        runs.sort_unstable();
        for run in runs {
            if !run.iter().all(|pair| open.both(pair.left, pair.right)) {
                continue;
            }
            let run = open.extended(run);
            if gaps.is_elsewhere(&run) && measure.holds(&run, &gaps, lexicon) {
                open.close(&run);
                moves.push(run);
            }
        }
    }
    moves
}

/// Which columns are neither anchors nor in a run.
struct Open<'p, 't> {
    profiles: (&'p Profile<'t>, &'p Profile<'t>),
    left: Vec<bool>,
    right: Vec<bool>,
}

impl<'p, 't> Open<'p, 't> {
    fn new(left: &'p Profile<'t>, right: &'p Profile<'t>, gaps: &Gaps<'_>) -> Self {
        Self {
            profiles: (left, right),
            left: gaps.left.iter().map(Option::is_some).collect(),
            right: gaps.right.iter().map(Option::is_some).collect(),
        }
    }

    fn has(&self, is_right: bool, column: u32) -> bool {
        let side = if is_right { &self.right } else { &self.left };
        side.get(column as usize).is_some_and(|is_open| *is_open)
    }

    fn both(&self, left: u32, right: u32) -> bool {
        self.has(false, left) && self.has(true, right)
    }

    fn close(&mut self, run: &[Pair]) {
        for pair in run {
            self.left[pair.left as usize] = false;
            self.right[pair.right as usize] = false;
        }
    }

    /// A run with what follows on both sides, and with what goes before.
    fn extended(&self, mut run: Run) -> Run {
        let following = |pair: &Pair| {
            let places = STEPS.map(|(l, r)| (pair.left + l, pair.right + r));
            places
                .into_iter()
                .find_map(|(left, right)| self.pair(left, right))
        };
        while let Some(next) = run.last().and_then(following) {
            run.push(next);
        }
        let preceding = |pair: &Pair| {
            let places = STEPS.map(|(l, r)| (pair.left.checked_sub(l), pair.right.checked_sub(r)));
            places
                .into_iter()
                .find_map(|(left, right)| self.pair(left?, right?))
        };
        let mut before = Vec::new();
        while let Some(next) = before.last().or(run.first()).and_then(preceding) {
            before.push(next);
        }
        before.reverse();
        before.append(&mut run);
        before
    }

    /// Two open columns that have a word in common.
    fn pair(&self, left: u32, right: u32) -> Option<Pair> {
        if !self.both(left, right) {
            return None;
        }
        let others = self.profiles.1.held(right);
        let mut held = self.profiles.0.held(left).iter();
        let word = held
            .find(|held| others.iter().any(|other| other.word == held.word))?
            .word;
        Some(Pair { left, right, word })
    }
}

/// Of equal runs, those of the left and the right side each of which is the
/// nearest to the other.
fn nearest(same: &[Gram], gaps: &Gaps<'_>) -> Vec<(Gram, Gram)> {
    let (left, right) = same.split_at(same.partition_point(|gram| !gram.is_right));
    let nearest_to = |gram: &Gram, others: &[Gram]| {
        let place = gaps.place(gram);
        let after = others.partition_point(|other| gaps.place(other) < place);
        let near = after.saturating_sub(1)..others.len().min(after + 1);
        near.min_by_key(|at| gaps.place(&others[*at]).abs_diff(place))
    };
    let pairs = left.iter().filter_map(|one| {
        let other = &right[nearest_to(one, right)?];
        let back = &left[nearest_to(other, left)?];
        (back.column == one.column).then_some((*one, *other))
    });
    pairs.collect()
}

/// Between which anchors each column stands.
struct Gaps<'a> {
    anchors: &'a [(u32, u32)],
    /// How many anchors stand before a column; none for an anchor itself.
    left: Vec<Option<u32>>,
    right: Vec<Option<u32>>,
}

impl<'a> Gaps<'a> {
    fn new(left: &Profile<'_>, right: &Profile<'_>, anchors: &'a [(u32, u32)]) -> Self {
        let numbered = |width: u32, side: fn(&(u32, u32)) -> u32| {
            let mut before = 0;
            let mut next = anchors.iter().map(side).peekable();
            let gaps = (0..width).map(|column| match next.next_if_eq(&column) {
                Some(_) => {
                    before += 1;
                    None
                }
                None => Some(before),
            });
            gaps.collect::<Vec<_>>()
        };
        Self {
            anchors,
            left: numbered(left.width(), |anchor| anchor.0),
            right: numbered(right.width(), |anchor| anchor.1),
        }
    }

    fn of(&self, is_right: bool, column: u32) -> Option<u32> {
        let side = if is_right { &self.right } else { &self.left };
        side[column as usize]
    }

    /// Whether a run stands between other anchors on one side than on the other.
    fn is_elsewhere(&self, run: &[Pair]) -> bool {
        run.iter()
            .all(|pair| self.of(false, pair.left) != self.of(true, pair.right))
    }

    /// How far two columns are from each other, in columns of the left side.
    fn distance(&self, left: u32, right: u32) -> u32 {
        self.counterpart(right).abs_diff(left)
    }

    /// Where a run stands, in columns of the left side.
    fn place(&self, gram: &Gram) -> u32 {
        match gram.is_right {
            false => gram.column,
            true => self.counterpart(gram.column),
        }
    }

    /// The column of the left side where a column of the right side would be.
    fn counterpart(&self, right: u32) -> u32 {
        let gap = self.of(true, right).unwrap_or(0) as usize;
        gap.checked_sub(1)
            .map_or(0, |anchor| self.anchors[anchor].0 + 1)
    }
}
