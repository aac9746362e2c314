//! Witnesses that are side by side already, as one thing to be aligned.

use std::ops::Range;

use super::seeds::Pair;

/// A word in a column, and how many witnesses have it there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) word: u32,
    pub(super) times: u32,
}

/// One witness: its words, and the column of each.
#[derive(Clone, Debug)]
pub(super) struct Member<'t> {
    /// Which witness, in the canonical order.
    pub(super) text: usize,
    pub(super) words: &'t [u32],
    /// Rises from word to word.
    pub(super) columns: Vec<u32>,
}

impl Member<'_> {
    /// The words that stand in some columns.
    pub(super) fn within(&self, columns: &Range<u32>) -> Range<usize> {
        let start = self
            .columns
            .partition_point(|column| *column < columns.start);
        let rest = &self.columns[start..];
        start..start + rest.partition_point(|column| *column < columns.end)
    }
}

/// Witnesses side by side.
#[derive(Clone, Debug)]
pub(super) struct Profile<'t> {
    pub(super) members: Vec<Member<'t>>,
    /// Where the words of each column begin in `held`; one more at the end.
    starts: Vec<u32>,
    /// The different words of each column, by number.
    held: Vec<Held>,
    /// Runs of words that some witnesses have in other columns than others.
    pub(super) moves: Vec<Run>,
}

/// Words that stand in the `left` columns of some witnesses and in the `right`
/// ones of others.
pub(in crate::collate) type Run = Vec<Pair>;

impl<'t> Profile<'t> {
    /// One witness alone: each word has a column.
    pub(super) fn of_one(text: usize, words: &'t [u32]) -> Self {
        let columns = (0..words.len() as u32).collect();
        Self {
            members: vec![Member {
                text,
                words,
                columns,
            }],
            starts: (0..=words.len() as u32).collect(),
            held: words.iter().map(|&word| Held { word, times: 1 }).collect(),
            moves: Vec::new(),
        }
    }

    /// Number of columns.
    pub(super) fn width(&self) -> u32 {
        self.starts.len() as u32 - 1
    }

    /// The different words of a column, by number.
    pub(super) fn held(&self, column: u32) -> &[Held] {
        let column = column as usize;
        &self.held[self.starts[column] as usize..self.starts[column + 1] as usize]
    }

    /// The columns at either end of its moves, in order.
    pub(super) fn moved_columns(&self) -> Vec<u32> {
        let pairs = self.moves.iter().flatten();
        let mut columns: Vec<u32> = pairs.flat_map(|pair| [pair.left, pair.right]).collect();
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    /// The word that most witnesses have in a column; of several, that with the
    /// lowest number.
    pub(super) fn leading(&self, column: u32) -> u32 {
        let held = self.held(column).iter();
        let leading = held.max_by_key(|held| (held.times, std::cmp::Reverse(held.word)));
        leading.map_or(0, |held| held.word)
    }

    /// Two profiles as one: `pairs` of columns, rising on both sides, become one
    /// column each; what stands between two pairs follows on the first, the left
    /// side's columns before the right side's. `moves` lead from the left side to
    /// the right one.
    pub(super) fn merged(self, right: Self, pairs: &[(u32, u32)], moves: Vec<Run>) -> Self {
        let mut merged = Self {
            members: Vec::with_capacity(self.members.len() + right.members.len()),
            starts: Vec::with_capacity(self.starts.len() + right.starts.len()),
            held: Vec::with_capacity(self.held.len() + right.held.len()),
            moves: Vec::new(),
        };
        let mut left_columns = Vec::with_capacity(self.width() as usize);
        let mut right_columns = Vec::with_capacity(right.width() as usize);
        let end = (self.width(), right.width());
        for &(l, r) in pairs.iter().chain([&end]) {
            while (left_columns.len() as u32) < l {
                left_columns.push(merged.push(self.held(left_columns.len() as u32), &[]));
            }
            while (right_columns.len() as u32) < r {
                right_columns.push(merged.push(&[], right.held(right_columns.len() as u32)));
            }
            if (l, r) != end {
                let column = merged.push(self.held(l), right.held(r));
                left_columns.push(column);
                right_columns.push(column);
            }
        }
        merged.starts.push(merged.held.len() as u32);
        merged.take_members(self.members, &left_columns);
        merged.take_members(right.members, &right_columns);
        merged.take_moves(self.moves, &left_columns, &left_columns);
        merged.take_moves(right.moves, &right_columns, &right_columns);
        merged.take_moves(moves, &left_columns, &right_columns);
        merged
    }

    /// Adds a column with the words of both sides; its number.
    fn push(&mut self, left: &[Held], right: &[Held]) -> u32 {
        let start = self.held.len();
        self.starts.push(start as u32);
        let (mut l, mut r) = (0, 0);
        while l < left.len() || r < right.len() {
            let (one, other) = (left.get(l), right.get(r));
            let word = one.into_iter().chain(other).map(|held| held.word).min();
            let word = word.unwrap_or_default();
            let take =
                |held: Option<&Held>| held.filter(|held| held.word == word).map(|held| held.times);
            let (from_left, from_right) = (take(one), take(other));
            l += usize::from(from_left.is_some());
            r += usize::from(from_right.is_some());
            let times = from_left.unwrap_or(0) + from_right.unwrap_or(0);
            self.held.push(Held { word, times });
        }
        self.starts.len() as u32 - 1
    }

    fn take_members(&mut self, members: Vec<Member<'t>>, columns: &[u32]) {
        self.members.extend(members.into_iter().map(|mut member| {
            for column in &mut member.columns {
                *column = columns[*column as usize];
            }
            member
        }));
    }

    fn take_moves(&mut self, moves: Vec<Run>, left: &[u32], right: &[u32]) {
        self.moves.extend(moves.into_iter().map(|mut run| {
            for pair in &mut run {
                pair.left = left[pair.left as usize];
                pair.right = right[pair.right as usize];
            }
            run
        }));
    }
}
