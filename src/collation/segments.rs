//! Which columns of a table are one reading?

use std::collections::BTreeSet;
use std::ops::Range;

use crate::collate::{AlignmentTable, Block, MovedWord};

/// Neighbouring columns that are one thing for an editor: words that all
/// witnesses have alike, or a place where they differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The columns.
    pub columns: Range<usize>,
    /// What most witnesses begin here.
    pub begins: Option<Block>,
    /// Who has which words, in the order of the sigla. One reading, if it is
    /// that of all.
    pub readings: Vec<Reading>,
}

/// What some witnesses have in a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The witnesses, by their number in the table.
    pub witnesses: Vec<usize>,
    /// The words of the first of them, as tokens of its own; empty for an
    /// omission.
    pub tokens: Range<usize>,
}

impl Segment {
    /// Whether the witnesses differ.
    pub fn is_variant(&self) -> bool {
        self.readings.len() > 1
    }
}

impl Reading {
    /// The first witness that has it.
    pub fn witness(&self) -> usize {
        self.witnesses[0]
    }

    /// The words as they stand in the first witness that has them, with its
    /// spaces between them.
    pub fn text(&self, table: &AlignmentTable) -> String {
        let witness = &table.witnesses[self.witness()];
        let mut text = String::new();
        for token in self.tokens.clone() {
            if token > self.tokens.start && witness.is_spaced(token) {
                text.push(' ');
            }
            text.push_str(witness.words(token));
        }
        text
    }
}

/// Divides a table. Columns in which the same witnesses agree with each other
/// are one segment; a paragraph and a run of moved words begin a new one.
pub fn segments(table: &AlignmentTable) -> Vec<Segment> {
    let breaks = breaks(table);
    let mut segments: Vec<Segment> = Vec::new();
    let mut groups_before: Vec<usize> = Vec::new();
    let mut next = vec![0; table.witnesses.len()];
    for (column, cells) in table.cells().enumerate() {
        let groups = groups(table, &cells);
        let begins = begins(table, &cells);
        let joins = groups == groups_before && begins.is_none() && !breaks.contains(&column);
        for (next, cell) in next.iter_mut().zip(&cells) {
            *next = cell.map_or(*next, |token| token + 1);
        }
        match segments.last_mut() {
            Some(last) if joins => {
                last.columns.end = column + 1;
                for reading in &mut last.readings {
                    reading.tokens.end = next[reading.witnesses[0]];
                }
            }
            _ => segments.push(Segment {
                columns: column..column + 1,
                begins,
                readings: readings(&groups, &cells, &next),
            }),
        }
        groups_before = groups;
    }
    segments
}

/// For each witness the first one that has the same in a column.
fn groups(table: &AlignmentTable, cells: &[Option<usize>]) -> Vec<usize> {
    let words = |witness: usize| cells[witness].map(|token| table.witnesses[witness].words(token));
    let first = |witness: usize| (0..witness).find(|other| words(*other) == words(witness));
    let witnesses = 0..cells.len();
    witnesses
        .map(|witness| first(witness).unwrap_or(witness))
        .collect()
}

/// The readings of one column; `next` is the token after it of each witness.
fn readings(groups: &[usize], cells: &[Option<usize>], next: &[usize]) -> Vec<Reading> {
    let firsts = (0..groups.len()).filter(|witness| groups[*witness] == *witness);
    let reading = |first: usize| Reading {
        witnesses: (first..groups.len())
            .filter(|other| groups[*other] == first)
            .collect(),
        tokens: cells[first].unwrap_or(next[first])..next[first],
    };
    firsts.map(reading).collect()
}

/// What most of the witnesses that have a word in a column begin with it.
fn begins(table: &AlignmentTable, cells: &[Option<usize>]) -> Option<Block> {
    let here = cells
        .iter()
        .enumerate()
        .filter_map(|(witness, token)| Some((witness, (*token)?)));
    let begun = here.map(|(witness, token)| table.witnesses[witness].begins(token));
    let begun: Vec<Option<Block>> = begun.collect();
    let times = |block: &Option<Block>| begun.iter().filter(|other| *other == block).count();
    let most = begun
        .iter()
        .max_by_key(|block| (times(block), block.is_none()))?;
    (2 * times(most) > begun.len()).then_some(*most).flatten()
}

/// The columns where moved words begin, and those after their end.
fn breaks(table: &AlignmentTable) -> BTreeSet<usize> {
    let mut breaks = BTreeSet::new();
    let sides: [fn(&MovedWord) -> usize; 2] = [|word| word.from.0, |word| word.to.0];
    for moved in &table.moves {
        for side in sides {
            let columns = moved.words.iter().map(side);
            breaks.extend(columns.clone().min());
            breaks.extend(columns.max().map(|last| last + 1));
        }
    }
    breaks
}
