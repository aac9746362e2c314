//! How well do two columns go together?

use rustc_hash::FxHashMap;

use super::lexicon::Lexicon;
use super::profile::Held;

/// Two equal words, at least, and what rarity adds.
const EQUAL: i32 = 40;
const RARE: f32 = 70.0;
/// Two equal marks of punctuation.
const EQUAL_MARKS: i32 = 30;
/// Two words that are just alike enough, and what more likeness adds.
const ALIKE: i32 = 0;
const MORE_ALIKE: f32 = 70.0;
/// One word in the place of another.
const OTHER: i32 = -30;
/// One mark in the place of another.
const OTHER_MARK: i32 = -10;
/// A mark in the place of a word.
const WORD_AND_MARK: i32 = -55;

/// Scores pairs of columns; remembers which words are alike.
pub(super) struct Scorer<'l> {
    pub(super) lexicon: &'l Lexicon,
    known: FxHashMap<(u32, u32), i32>,
}

impl<'l> Scorer<'l> {
    pub(super) fn new(lexicon: &'l Lexicon) -> Self {
        Self {
            lexicon,
            known: FxHashMap::default(),
        }
    }

    /// Two columns: what the best pair of words in them says, and what all of
    /// them say.
    pub(super) fn columns(&mut self, left: &[Held], right: &[Held]) -> i32 {
        if let ([one], [other]) = (left, right) {
            return self.words(one.word, other.word);
        }
        let (mut best, mut sum, mut times) = (i32::MIN, 0, 0);
        for one in left {
            for other in right {
                let score = self.words(one.word, other.word);
                let weight = (one.times * other.times) as i32;
                best = best.max(score);
                sum += score * weight;
                times += weight;
            }
        }
        (best * 6 + sum * 4 / times.max(1)) / 10
    }

    /// Two words.
    fn words(&mut self, one: u32, other: u32) -> i32 {
        let (a, b) = (self.lexicon.word(one), self.lexicon.word(other));
        match (a.is_punctuation, b.is_punctuation) {
            (true, true) if one == other => return EQUAL_MARKS,
            (true, true) => return OTHER_MARK,
            (false, false) => {}
            _ => return WORD_AND_MARK,
        }
        if one == other {
            return EQUAL + (RARE * self.lexicon.rarity(one)) as i32;
        }
        let pair = (one.min(other), one.max(other));
        *self.known.entry(pair).or_insert_with(|| {
            let likeness = a.likeness(b);
            match likeness > 0.0 {
                true => ALIKE + (MORE_ALIKE * (likeness - 0.5) * 2.0) as i32,
                false => OTHER,
            }
        })
    }

    /// Whether `whole` is two words written as one.
    pub(super) fn is_joined(&self, whole: u32, first: u32, second: u32) -> bool {
        let letters = |word| &self.lexicon.word(word).letters;
        let (whole, first, second) = (letters(whole), letters(first), letters(second));
        whole.len() == first.len() + second.len()
            && whole.starts_with(first)
            && whole.ends_with(second)
    }
}
