//! Witnesses side by side.

use std::ops::{ControlFlow, Range};

use super::multiple;
use super::witness::Witness;

/// Witnesses side by side: every word stands in one column, in the order of its
/// witness, and words of one column belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AlignmentTable {
    /// The witnesses, in the order of their sigla.
    pub witnesses: Vec<Witness>,
    /// For each witness the column of each word, rising.
    pub(super) columns: Vec<Vec<u32>>,
    pub(super) width: usize,
    /// Words that witnesses have in different places.
    pub moves: Vec<Move>,
}

/// Words that some witnesses have in one place and others in another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Move {
    /// The words, each once, from the first.
    pub words: Vec<MovedWord>,
    /// Whether they are apart because an editor put others beside each other.
    pub decided: bool,
}

/// A word that stands in two columns; none of the witnesses has it in both.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MovedWord {
    /// The one column, and the witnesses that have the word there.
    pub from: (usize, Vec<usize>),
    /// The other column.
    pub to: (usize, Vec<usize>),
}

/// How far a collation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Steps that are done.
    pub done: usize,
    /// All steps.
    pub all: usize,
}

/// Puts witnesses side by side. Their order does not matter.
pub fn collate(witnesses: Vec<Witness>) -> AlignmentTable {
    // Nobody stops it.
    let table = collate_telling(witnesses, |_| ControlFlow::Continue(()));
    table.unwrap_or_default()
}

/// The same, and tells how far it has come; whoever is told may stop it, and
/// then there is nothing.
pub fn collate_telling(
    mut witnesses: Vec<Witness>,
    progress: impl FnMut(Progress) -> ControlFlow<()>,
) -> Option<AlignmentTable> {
    witnesses.sort_by(|one, other| (&one.siglum, &one.text).cmp(&(&other.siglum, &other.text)));
    let forms: Vec<Vec<&str>> = witnesses
        .iter()
        .map(|witness| witness.forms().collect())
        .collect();
    let alignment = multiple::align(&forms, progress)?;
    drop(forms);
    let mut moves: Vec<Move> = alignment
        .moves
        .iter()
        .filter_map(|run| moved(&alignment, run))
        .collect();
    moves.sort_unstable();
    moves.dedup();
    let last = alignment
        .columns
        .iter()
        .filter_map(|columns| columns.last());
    let width = last.max().map_or(0, |last| *last as usize + 1);
    Some(AlignmentTable {
        witnesses,
        columns: alignment.columns,
        width,
        moves,
    })
}

/// Who has the words of a run where.
fn moved(alignment: &multiple::Alignment, run: &multiple::Run) -> Option<Move> {
    let words = run.iter().filter_map(|pair| {
        let (left, right) = (pair.left.min(pair.right), pair.left.max(pair.right));
        let (mut from, mut to) = (
            alignment.having(left, pair.word),
            alignment.having(right, pair.word),
        );
        let both: Vec<usize> = from
            .iter()
            .copied()
            .filter(|one| to.contains(one))
            .collect();
        from.retain(|one| !both.contains(one));
        to.retain(|one| !both.contains(one));
        let is_moved = !from.is_empty() && !to.is_empty();
        is_moved.then_some(MovedWord {
            from: (left as usize, from),
            to: (right as usize, to),
        })
    });
    let words: Vec<MovedWord> = words.collect();
    (!words.is_empty()).then_some(Move {
        words,
        decided: false,
    })
}

impl AlignmentTable {
    /// How many columns there are.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The word that a witness has in a column.
    pub fn token(&self, witness: usize, column: usize) -> Option<usize> {
        self.columns[witness].binary_search(&(column as u32)).ok()
    }

    /// The words that a witness has in some columns.
    pub fn within(&self, witness: usize, columns: &Range<usize>) -> Range<usize> {
        let before = |end: usize| {
            let columns = &self.columns[witness];
            columns.partition_point(|column| (*column as usize) < end)
        };
        before(columns.start)..before(columns.end)
    }

    /// Whether a witness that has no word in a column has lost its text there.
    pub fn is_lost(&self, witness: usize, column: usize) -> bool {
        let next = self.within(witness, &(0..column + 1)).end;
        self.token(witness, column).is_none() && self.witnesses[witness].is_lost_before(next)
    }

    /// The column of a word.
    pub fn column(&self, witness: usize, token: usize) -> usize {
        self.columns[witness][token] as usize
    }

    /// The columns from the first, each with the word of every witness.
    pub fn cells(&self) -> impl Iterator<Item = Vec<Option<usize>>> {
        let mut next = vec![0; self.witnesses.len()];
        (0..self.width as u32).map(move |column| {
            let of_witness = next.iter_mut().zip(&self.columns).map(|(next, columns)| {
                let token = *next;
                let is_here = columns.get(token) == Some(&column);
                *next += usize::from(is_here);
                is_here.then_some(token)
            });
            of_witness.collect()
        })
    }
}
