//! What an editor changes in a table by hand. No word is lost: what cannot stay
//! where it is gets a column of its own beside it.

use std::ops::Range;

use super::table::{AlignmentTable, Move, MovedWord};
use super::witness::is_mark;

/// Room for new columns before and after each.
const STEP: u64 = 1 << 32;

impl AlignmentTable {
    /// Puts a word of a witness into a column. Words of the same witness that
    /// would then stand on the wrong side of it get columns of their own before
    /// or after it.
    pub fn put(&mut self, witness: usize, token: usize, column: usize) {
        let (place, mut keys) = (column as u64 * STEP + STEP, self.keys());
        for (other, key) in keys[witness].iter_mut().enumerate() {
            let away = other.abs_diff(token) as u64;
            if other < token && *key >= place {
                *key = place - away;
            } else if other > token && *key <= place {
                *key = place + away;
            }
        }
        keys[witness][token] = place;
        self.arrange(&keys);
    }

    /// Puts words of a witness beside those of another, word by word. What stood
    /// beside the same words before, and has to leave them, are moved words now.
    pub fn put_beside(
        &mut self,
        (witness, tokens): (usize, Range<usize>),
        (other, others): (usize, Range<usize>),
    ) {
        let pairs: Vec<(usize, usize)> = tokens.clone().zip(others).collect();
        let places = pairs
            .iter()
            .flat_map(|&(token, beside)| [self.column(witness, token), self.column(other, beside)]);
        let first = places.clone().min().unwrap_or_default();
        let last = places.max().unwrap_or_default();
        let mut neighbours: Vec<[Held; 2]> = Vec::new();
        for token in self.within(witness, &(first..last + 1)) {
            let same = self.beside(witness, token);
            if !tokens.contains(&token) && !same.is_empty() {
                neighbours.push([vec![(witness, token)], same]);
            }
        }
        for (token, beside) in pairs {
            self.put(witness, token, self.column(other, beside));
        }
        let apart = |[one, same]: &[Held; 2]| {
            let column = |held: &Held| self.column(held[0].0, held[0].1);
            column(one) != column(same)
        };
        neighbours.retain(apart);
        let follows = |one: &[Held; 2], next: &[Held; 2]| one[0][0].1 + 1 == next[0][0].1;
        let runs: Vec<Vec<[Held; 2]>> = neighbours.chunk_by(follows).map(<[_]>::to_vec).collect();
        for run in runs {
            let words = &self.witnesses[witness];
            if run.iter().all(|word| is_mark(words.words(word[0][0].1))) {
                continue;
            }
            self.moves.extend(self.moved_again(run, true));
        }
        self.moves.sort_unstable();
        self.moves.dedup_by(|one, other| one.words == other.words);
    }

    /// The same word of other witnesses in the column of a word.
    fn beside(&self, witness: usize, token: usize) -> Held {
        let column = self.column(witness, token);
        let form = self.witnesses[witness].form(token);
        let others = (0..self.witnesses.len()).filter(|other| *other != witness);
        let same = others.filter_map(|other| {
            let held = self.token(other, column)?;
            (self.witnesses[other].form(held) == form).then_some((other, held))
        });
        same.collect()
    }

    /// Gives words of a witness columns of their own, behind the places where
    /// they stand.
    pub fn part(&mut self, witness: usize, tokens: Range<usize>) {
        let mut keys = self.keys();
        for key in &mut keys[witness][tokens] {
            *key += 1;
        }
        self.arrange(&keys);
    }

    /// The place of each word of each witness, with room between.
    fn keys(&self) -> Vec<Vec<u64>> {
        let place = |column: &u32| u64::from(*column) * STEP + STEP;
        let of_witness = |columns: &Vec<u32>| columns.iter().map(place).collect();
        self.columns.iter().map(of_witness).collect()
    }

    /// Numbers the columns anew.
    fn arrange(&mut self, keys: &[Vec<u64>]) {
        let mut all: Vec<u64> = keys.iter().flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        let tokens = self.tokens_moved();
        for (columns, keys) in self.columns.iter_mut().zip(keys) {
            for (column, key) in columns.iter_mut().zip(keys) {
                *column = all.binary_search(key).unwrap_or_default() as u32;
            }
        }
        self.width = all.len();
        self.moves = tokens
            .into_iter()
            .filter_map(|(run, decided)| self.moved_again(run, decided))
            .collect();
    }

    /// Moved words as the words of their witnesses, and whether that was decided.
    fn tokens_moved(&self) -> Vec<(Vec<[Held; 2]>, bool)> {
        let held = |(column, witnesses): &(usize, Vec<usize>)| -> Held {
            let tokens = witnesses
                .iter()
                .map(|one| (*one, self.token(*one, *column)));
            tokens
                .filter_map(|(one, token)| Some((one, token?)))
                .collect()
        };
        let word = |word: &MovedWord| [held(&word.from), held(&word.to)];
        let run = |run: &Move| (run.words.iter().map(word).collect(), run.decided);
        self.moves.iter().map(run).collect()
    }

    /// What is still moved when columns have changed: each side where its first
    /// witness has the word, if that is not where the other has it.
    fn moved_again(&self, run: Vec<[Held; 2]>, decided: bool) -> Option<Move> {
        let side = |held: &Held| -> Option<(usize, Vec<usize>)> {
            let (witness, token) = *held.first()?;
            let column = self.column(witness, token);
            let here = held
                .iter()
                .filter(|(one, token)| self.column(*one, *token) == column);
            Some((column, here.map(|(one, _)| *one).collect()))
        };
        let words = run.iter().filter_map(|[from, to]| {
            let (one, other) = (side(from)?, side(to)?);
            let (from, to) = if one.0 < other.0 {
                (one, other)
            } else {
                (other, one)
            };
            (from.0 != to.0).then_some(MovedWord { from, to })
        });
        let words: Vec<MovedWord> = words.collect();
        (!words.is_empty()).then_some(Move { words, decided })
    }
}

/// Witnesses, and the word that each has.
type Held = Vec<(usize, usize)>;
