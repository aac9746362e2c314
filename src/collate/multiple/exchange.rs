//! What stays, and what moves, when phrases change places?
//!
//! The best alignment keeps the phrase that tells most and lets go of what
//! stands before it on one side and after it on the other. Where an editor would
//! choose otherwise, the choice is made again here:
//!
//! - *X p Y* against *Y p X*: phrases change places about a middle. The middle
//!   stays, for it is in its place; both phrases have moved. But a phrase that
//!   is longer than all that would move instead stays.
//! - *X Y* against *Y X*: of two neighbours the one with fewer letters has moved.

use std::ops::Range;

use super::lexicon::Lexicon;
use super::profile::{Profile, Run};
use super::seeds::Pair;

/// Two profiles, the one that is looked at as the first, and the other.
struct Sides<'p, 't> {
    first: &'p Profile<'t>,
    second: &'p Profile<'t>,
    lexicon: &'p Lexicon,
    /// Columns that only one side has and that do not interrupt a phrase.
    added: u32,
}

/// A phrase that both sides have, and what the first side has after it where the
/// second has something before it.
struct Crossing {
    /// The pairs of the phrase, by their places in the list.
    phrase: Range<usize>,
    after: Range<u32>,
    before: Range<u32>,
    /// What the second side has after it, and the first before it.
    opposite: (Range<u32>, Range<u32>),
}

/// Chooses again what is paired; the phrases that have moved.
pub(super) fn settle(
    (left, right): (&Profile<'_>, &Profile<'_>),
    lexicon: &Lexicon,
    pairs: &mut Vec<(u32, u32)>,
) -> Vec<Run> {
    let mut moved = Vec::new();
    for added in [0, ADDED] {
        let sides = Sides {
            first: left,
            second: right,
            lexicon,
            added,
        };
        sides.settle(pairs, &mut moved);
        let turned = |pair: &mut (u32, u32)| *pair = (pair.1, pair.0);
        let count = moved.len();
        pairs.iter_mut().for_each(turned);
        let sides = Sides {
            first: right,
            second: left,
            lexicon,
            added,
        };
        sides.settle(pairs, &mut moved);
        pairs.iter_mut().for_each(turned);
        for pair in moved[count..].iter_mut().flatten() {
            (pair.left, pair.right) = (pair.right, pair.left);
        }
    }
    moved
}

impl Sides<'_, '_> {
    fn settle(&self, pairs: &mut Vec<(u32, u32)>, moved: &mut Vec<Run>) {
        let mut settled = Vec::with_capacity(pairs.len());
        let mut taken = 0;
        for crossing in self.crossings(pairs) {
            if crossing.phrase.start < taken {
                continue;
            }
            let phrase = &pairs[crossing.phrase.clone()];
            let choice = self.about_a_middle(phrase, &crossing);
            let Some((stays, moves)) = choice.or_else(|| self.neighbours(phrase, &crossing)) else {
                continue;
            };
            settled.extend_from_slice(&pairs[taken..crossing.phrase.start]);
            settled.extend(stays.iter().map(|pair| (pair.left, pair.right)));
            taken = crossing.phrase.end;
            moved.extend(moves);
        }
        settled.extend_from_slice(&pairs[taken..]);
        *pairs = settled;
    }

    /// The phrases that have something unpaired after them on the first side
    /// and before them on the second.
    fn crossings(&self, pairs: &[(u32, u32)]) -> Vec<Crossing> {
        let follows = |one: &(u32, u32), other: &(u32, u32)| {
            let (first, second) = (other.0 - one.0, other.1 - one.1);
            let is_near = first.min(second) == 1 && first.max(second) <= 1 + self.added;
            is_near && self.have_common_word(*one) == self.have_common_word(*other)
        };
        let mut crossings = Vec::new();
        let mut start = 0;
        for phrase in pairs.chunk_by(follows) {
            let end = start + phrase.len();
            let (first, last) = (phrase[0], phrase[phrase.len() - 1]);
            let ends = (self.first.width(), self.second.width());
            let next = pairs.get(end).copied().unwrap_or(ends);
            let previous = start.checked_sub(1).map(|at| pairs[at]);
            let previous = previous.map_or((0, 0), |pair| (pair.0 + 1, pair.1 + 1));
            let (after, before) = (last.0 + 1..next.0, previous.1..first.1);
            let opposite = (last.1 + 1..next.1, previous.0..first.0);
            if !after.is_empty() && !before.is_empty() && self.have_common_word(first) {
                crossings.push(Crossing {
                    phrase: start..end,
                    after,
                    before,
                    opposite,
                });
            }
            start = end;
        }
        crossings
    }

    /// *X p Y* against *Y p X*: what stays, and what has moved.
    fn about_a_middle(
        &self,
        phrase: &[(u32, u32)],
        crossing: &Crossing,
    ) -> Option<(Run, Vec<Run>)> {
        let Crossing { after, before, .. } = crossing;
        let most = after.len().min(before.len()).saturating_sub(1);
        let middle = (1..=most)
            .rev()
            .find_map(|length| self.meeting(after, before, length))?;
        let length = middle.len() as u32;
        let rest = (
            after.start + length..after.end,
            before.start..before.end - length,
        );
        let other = self.in_common(&rest.0, &rest.1);
        let is_like = 2 * other.len() >= rest.0.len().min(rest.1.len());
        let has_words = self.has_word(&middle) && self.has_word(&other);
        if !is_like || !has_words || phrase.len() > middle.len() + other.len() {
            return None;
        }
        Some((middle, vec![self.run(phrase), other]))
    }

    /// *X Y* against *Y X*: what stays, and what has moved.
    fn neighbours(&self, phrase: &[(u32, u32)], crossing: &Crossing) -> Option<(Run, Vec<Run>)> {
        let Crossing { after, before, .. } = crossing;
        if self.added > 0 || self.is_middle(crossing) {
            return None;
        }
        let most = after.len().min(before.len());
        let other = (1..=most)
            .rev()
            .find_map(|length| self.meeting(after, before, length))?;
        let phrase = self.run(phrase);
        if self.letters(&other) > self.letters(&phrase) {
            return Some((other, vec![phrase]));
        }
        let is_all = other.len() == after.len() && other.len() == before.len();
        let is_phrase = other.len() > 1 && self.has_word(&other);
        let is_near = phrase.len() <= NEAR * other.len();
        (is_all && is_phrase && is_near).then_some((phrase, vec![other]))
    }

    /// Whether words that stand before the phrase on the first side stand after
    /// it on the second, too.
    fn is_middle(&self, crossing: &Crossing) -> bool {
        let (after, before) = &crossing.opposite;
        let most = after.len().min(before.len()) as u32;
        (1..=most).any(|length| {
            let mut columns = (before.end - length..before.end).zip(after.clone());
            columns.all(|pair| self.have_common_word(pair))
        })
    }

    /// So many words with which `after` begins and `before` ends.
    fn meeting(&self, after: &Range<u32>, before: &Range<u32>, length: usize) -> Option<Run> {
        let columns = after.clone().zip(before.end - length as u32..before.end);
        columns
            .map(|(first, second)| self.pair(first, second))
            .collect()
    }

    /// What two stretches have in common, in order: the longest.
    fn in_common(&self, first: &Range<u32>, second: &Range<u32>) -> Run {
        let width = second.len() + 1;
        if first.len() * width > MOST_COMPARED {
            return Vec::new();
        }
        let mut longest = vec![0_u32; (first.len() + 1) * width];
        for (i, one) in first.clone().enumerate().rev() {
            for (j, other) in second.clone().enumerate().rev() {
                longest[i * width + j] = match self.pair(one, other) {
                    Some(_) => longest[(i + 1) * width + j + 1] + 1,
                    None => longest[(i + 1) * width + j].max(longest[i * width + j + 1]),
                };
            }
        }
        let (mut i, mut j) = (0, 0);
        let mut run = Run::new();
        while i < first.len() && j < second.len() {
            if let Some(pair) = self.pair(first.start + i as u32, second.start + j as u32) {
                run.push(pair);
                (i, j) = (i + 1, j + 1);
            } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
                i += 1;
            } else {
                j += 1;
            }
        }
        run
    }

    fn run(&self, phrase: &[(u32, u32)]) -> Run {
        phrase
            .iter()
            .filter_map(|pair| self.pair(pair.0, pair.1))
            .collect()
    }

    fn have_common_word(&self, (first, second): (u32, u32)) -> bool {
        self.pair(first, second).is_some()
    }

    /// Two columns that have a word in common.
    fn pair(&self, left: u32, right: u32) -> Option<Pair> {
        let others = self.second.held(right);
        let mut held = self.first.held(left).iter();
        let shared = held.find(|held| others.iter().any(|other| other.word == held.word))?;
        Some(Pair {
            left,
            right,
            word: shared.word,
        })
    }

    fn has_word(&self, run: &[Pair]) -> bool {
        run.iter()
            .any(|pair| !self.lexicon.word(pair.word).is_punctuation)
    }

    fn letters(&self, run: &[Pair]) -> usize {
        run.iter()
            .map(|pair| self.lexicon.word(pair.word).letters.len())
            .sum()
    }
}

/// Words that witnesses of one side may add within a phrase that changes places.
const ADDED: u32 = 2;
/// More words than one have moved, however common they are, if that is all that
/// stands there and they have passed so many times their number at most.
const NEAR: usize = 3;
/// Pairs of columns that are compared at most to see whether two stretches are
/// the same phrase.
const MOST_COMPARED: usize = 40_000;
