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
    /// Who has which words, in the order of the sigla, and who has lost its text.
    /// One reading, if it is that of all.
    pub readings: Vec<Reading>,
    /// Which of the readings is the lemma, if an editor chose it.
    pub lemma: Option<usize>,
    /// Why an editor decided so, each with the number of the reading that it was
    /// about.
    pub notes: Vec<(usize, String)>,
}

/// What some witnesses have in a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The witnesses, by their number in the table.
    pub witnesses: Vec<usize>,
    /// The words of the first of them, as tokens of its own; empty for an
    /// omission.
    pub tokens: Range<usize>,
    /// Whether the text of these witnesses is lost here: that is no reading of
    /// theirs, and no omission.
    pub lost: bool,
    /// How it differs, if an editor said so.
    pub class: Option<String>,
}

impl Segment {
    /// Whether the witnesses differ.
    pub fn is_variant(&self) -> bool {
        self.attested().count() > 1
    }

    /// The readings of the witnesses that have their text here.
    pub fn attested(&self) -> impl Iterator<Item = &Reading> {
        self.readings.iter().filter(|reading| !reading.lost)
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
    let (breaks, beginnings) = (breaks(table), beginnings(table));
    let mut segments: Vec<Segment> = Vec::new();
    let mut groups_before: Vec<Group> = Vec::new();
    let mut next = vec![0; table.witnesses.len()];
    for (column, cells) in table.cells().enumerate() {
        let groups = groups(table, &cells, &next);
        let begins = beginnings[column];
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
                lemma: None,
                notes: Vec::new(),
            }),
        }
        groups_before = groups;
    }
    segments
}

/// Where an editor wants entries to begin and to end.
#[derive(Clone, Debug, Default)]
pub struct Cuts {
    /// Columns that are one entry.
    pub joined: Vec<Range<usize>>,
    /// Columns with which an entry begins.
    pub begins: Vec<usize>,
}

/// Divides a table, and then as an editor wants it.
pub fn cut(table: &AlignmentTable, cuts: &Cuts) -> Vec<Segment> {
    let found = segments(table);
    let mut starts: BTreeSet<usize> = found.iter().map(|one| one.columns.start).collect();
    let known = starts.clone();
    for joined in &cuts.joined {
        starts.retain(|start| !(joined.start < *start && *start < joined.end));
        starts.extend([joined.start, joined.end]);
    }
    starts.extend(&cuts.begins);
    if starts == known {
        return found;
    }
    let beginnings = beginnings(table);
    let ends = starts.iter().copied().skip(1).chain([table.width()]);
    let ranges = starts
        .iter()
        .copied()
        .zip(ends)
        .filter(|(start, end)| start < end);
    let mut found = found.into_iter().peekable();
    let made = ranges.map(|(start, end)| {
        while found.next_if(|one| one.columns.start < start).is_some() {}
        match found.next_if(|one| one.columns == (start..end)) {
            Some(same) => same,
            None => between(table, start..end, beginnings[start]),
        }
    });
    made.collect()
}

/// Some columns as one segment: witnesses with the same words have one reading.
fn between(table: &AlignmentTable, columns: Range<usize>, begins: Option<Block>) -> Segment {
    let mut readings: Vec<Reading> = Vec::new();
    let words = |witness: usize, tokens: &Range<usize>| -> Vec<&str> {
        let words = tokens
            .clone()
            .map(|token| table.witnesses[witness].words(token));
        words.collect()
    };
    for witness in 0..table.witnesses.len() {
        let tokens = table.within(witness, &columns);
        let here = words(witness, &tokens);
        let lost = columns.clone().all(|column| table.is_lost(witness, column));
        let same =
            |one: &&mut Reading| one.lost == lost && words(one.witness(), &one.tokens) == here;
        match readings.iter_mut().find(same) {
            Some(reading) => reading.witnesses.push(witness),
            None => readings.push(Reading {
                witnesses: vec![witness],
                tokens,
                lost,
                class: None,
            }),
        }
    }
    Segment {
        begins,
        columns,
        readings,
        lemma: None,
        notes: Vec::new(),
    }
}

/// What a witness has in a column.
#[derive(PartialEq, Eq)]
enum State<'t> {
    Words(&'t str),
    Nothing,
    Lost,
}

/// The first witness that has the same as another, and whether that is lost.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Group {
    first: usize,
    lost: bool,
}

/// For each witness with which it agrees in a column; `next` is the word of each
/// before or in which the column stands.
fn groups(table: &AlignmentTable, cells: &[Option<usize>], next: &[usize]) -> Vec<Group> {
    let states = cells.iter().zip(&table.witnesses).zip(next);
    let states = states.map(|((cell, witness), next)| match cell {
        Some(token) => State::Words(witness.words(*token)),
        None if witness.is_lost_before(*next) => State::Lost,
        None => State::Nothing,
    });
    let states: Vec<State<'_>> = states.collect();
    let first = |witness: usize| (0..witness).find(|other| states[*other] == states[witness]);
    let witnesses = 0..cells.len();
    let group = |witness: usize| Group {
        first: first(witness).unwrap_or(witness),
        lost: states[witness] == State::Lost,
    };
    witnesses.map(group).collect()
}

/// The readings of one column; `next` is the token after it of each witness.
fn readings(groups: &[Group], cells: &[Option<usize>], next: &[usize]) -> Vec<Reading> {
    let firsts = (0..groups.len()).filter(|witness| groups[*witness].first == *witness);
    let reading = |first: usize| Reading {
        witnesses: (first..groups.len())
            .filter(|other| groups[*other].first == first)
            .collect(),
        tokens: cells[first].unwrap_or(next[first])..next[first],
        lost: groups[first].lost,
        class: None,
    };
    firsts.map(reading).collect()
}

/// For each column what begins with it: what most of the witnesses begin that
/// have a word there. Where some begin with words that the others do not have,
/// those others begin there too, and not with their own first word.
fn beginnings(table: &AlignmentTable) -> Vec<Option<Block>> {
    let mut last: Vec<usize> = Vec::new();
    let mut since: BTreeSet<usize> = BTreeSet::new();
    let mut beginnings = Vec::with_capacity(table.width());
    for cells in table.cells() {
        let here = cells.iter().enumerate();
        let here = here.filter_map(|(witness, token)| Some((witness, (*token)?)));
        let begins =
            |(witness, token): (usize, usize)| table.witnesses[witness].begins(token).is_some();
        let beginning: Vec<usize> = here
            .clone()
            .filter(|one| begins(*one))
            .map(|one| one.0)
            .collect();
        let mut found = most(table, &cells);
        let have_begun = beginning
            .iter()
            .any(|one| since.contains(one) || last.contains(one));
        if found.is_some() && !last.is_empty() && !have_begun {
            found = None;
        } else if found.is_some() {
            last = beginning;
            since.clear();
        }
        since.extend(here.map(|one| one.0));
        beginnings.push(found);
    }
    beginnings
}

/// What most of the witnesses that have a word in a column begin with it.
fn most(table: &AlignmentTable, cells: &[Option<usize>]) -> Option<Block> {
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
