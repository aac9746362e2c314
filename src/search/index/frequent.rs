//! Which words stand in so many pieces that their neighbours are kept with them?
//!
//! What has two words one after the other is looked for among the pieces that have both.
//! Of two frequent words these are many, however few have the phrase. So two frequent
//! words in a row are a term of their own, as two short ones are. Which words are
//! frequent is found out from some of the texts before an index is made, and then stays
//! as it is until the index is made anew: a phrase is found by what was put in.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::search::alike::fold_into;
use crate::search::word::words;

/// A word is frequent if one piece of so many has it. In generated texts in six languages
/// (83 MB of words) pairs then are 10 for 100 words, of short words alone 4; with one
/// piece of two hundred they would be nearly 15.
const ONE_PIECE_OF: u64 = 100;

/// Pieces from which on words are frequent. Of 281,260 pieces 99 of 100 phrases are found
/// in 1.3 ms without (BENCHMARKS.md); the time grows as their number.
pub const MANY: u64 = 500_000;

/// Pieces that have to be counted: of fewer, one that has a word says little.
const COUNTED: u64 = 1_000;

/// The most words that are frequent: the others are less so.
const MOST: usize = 1_000;

/// Frequent words, in their loosest form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Box<str>>", into = "Vec<Box<str>>")]
pub struct Frequent(FxHashSet<Box<str>>);

impl Frequent {
    /// Whether a word, in its loosest form, is one of them.
    pub fn has(&self, folded: &str) -> bool {
        !self.0.is_empty() && self.0.contains(folded)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Vec<Box<str>>> for Frequent {
    fn from(words: Vec<Box<str>>) -> Self {
        Self(words.into_iter().collect())
    }
}

impl From<Frequent> for Vec<Box<str>> {
    /// In their order.
    fn from(frequent: Frequent) -> Self {
        let mut words: Self = frequent.0.into_iter().collect();
        words.sort_unstable();
        words
    }
}

/// Counts in how many pieces words stand.
#[derive(Debug, Default)]
pub struct Census {
    pieces: u64,
    words: FxHashMap<Box<str>, u64>,
    /// The words of a piece, as long as it is looked at.
    own: FxHashSet<Box<str>>,
    folded: String,
}

impl Census {
    /// Takes the words of a piece in.
    pub fn take(&mut self, text: &str) {
        self.pieces += 1;
        self.own.clear();
        for word in words(text) {
            self.folded.clear();
            fold_into(&text[word], &mut self.folded);
            if self.own.contains(self.folded.as_str()) {
                continue;
            }
            let word = Box::<str>::from(self.folded.as_str());
            *self.words.entry(word.clone()).or_default() += 1;
            self.own.insert(word);
        }
    }

    /// The frequent words of texts of which one in `one_of` was counted: none, if these
    /// have too few pieces for it to matter.
    pub fn frequent(self, one_of: u64) -> Frequent {
        if self.pieces < COUNTED || self.pieces.saturating_mul(one_of) < MANY {
            return Frequent::default();
        }
        let least = self.pieces.div_ceil(ONE_PIECE_OF);
        let mut words: Vec<(u64, Box<str>)> = self
            .words
            .into_iter()
            .filter(|(_, count)| *count >= least)
            .map(|(word, count)| (count, word))
            .collect();
        words.sort_unstable_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
        words.truncate(MOST);
        Frequent(words.into_iter().map(|(_, word)| word).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn census() -> Census {
        let mut census = Census::default();
        for piece in 1..=2_000 {
            let rare = if piece % 101 == 0 { "Once" } else { "" };
            let often = if piece % 99 == 0 { "ÆTERNO" } else { "" };
            census.take(&format!("the {rare} the {often} w{piece}"));
        }
        census
    }

    #[test]
    fn frequent_is_what_one_piece_in_a_hundred_has() {
        let frequent = census().frequent(250);
        assert!(frequent.has("the"));
        assert!(frequent.has("aeterno"));
        assert!(!frequent.has("once"));
        assert!(!frequent.has("w7"));
    }

    #[test]
    fn in_few_pieces_nothing_is_frequent() {
        assert!(census().frequent(249).is_empty());
        let mut few = Census::default();
        few.take("the");
        assert!(few.frequent(u64::MAX).is_empty());
    }

    #[test]
    fn frequent_words_are_kept_in_their_order() {
        let frequent = Frequent::from(["und", "and", "et"].map(Box::<str>::from).to_vec());
        let kept = serde_json::to_string(&frequent).expect("JSON");
        assert_eq!(kept, r#"["and","et","und"]"#);
        let read: Frequent = serde_json::from_str(&kept).expect("read");
        assert_eq!(read, frequent);
    }
}
