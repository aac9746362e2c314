//! What are editions and facets called, and which has a piece?
//!
//! What every question needs of a segment is opened once and kept: opening a column
//! takes the longer the more pieces it has. Editions and facets have one number in all
//! segments, so that counting them compares no names. The pieces of an edition stand one
//! after the other, so that it is enough to know where each edition begins.

use std::cmp::Reverse;
use std::io;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::columnar::{Column, ColumnValues, StrColumn};
use tantivy::index::SegmentId;
use tantivy::{DocId, SegmentReader};

/// What is named of editions, or of the values of a facet: the commonest.
const MOST_NAMED: usize = 1_000;

/// A segment: the columns in which something is looked up, and the numbers of its
/// editions and facets.
pub struct Names {
    /// Where an edition begins, and its number; in their order.
    pub editions: Vec<(DocId, u32)>,
    /// The numbers of its facets, which are in the order of their names.
    pub facets: Vec<u32>,
    /// The columns.
    pub columns: Columns,
}

/// Columns of a segment.
pub struct Columns {
    /// The facets of a piece, by their places among those of the segment; none if the
    /// segment has no piece.
    facets: Option<Column<u64>>,
    /// The place of a piece in its edition.
    pub order: Arc<dyn ColumnValues<u64>>,
    /// The first and the last year of a piece; none if no text has years.
    pub years: Option<(Column<i64>, Column<i64>)>,
}

/// The names in all segments.
#[derive(Default)]
pub struct Known {
    segments: FxHashMap<SegmentId, Arc<Names>>,
    /// Editions.
    pub editions: Numbers,
    /// Facets with their values.
    pub facets: Numbers,
}

/// A segment whose names have no numbers yet.
pub struct Opened {
    columns: Columns,
    editions: Vec<Arc<str>>,
    facets: Vec<Arc<str>>,
    /// Where an edition begins, and its place among those of the segment.
    begins: Vec<(DocId, u32)>,
}

impl Opened {
    /// The columns and names of `segment`.
    pub fn new(segment: &SegmentReader) -> tantivy::Result<Self> {
        let fast = segment.fast_fields();
        let (edition, facets) = (fast.str("edition")?, fast.str("facets")?);
        let year = |name| fast.column_opt::<i64>(name);
        Ok(Self {
            editions: names(&edition)?,
            facets: names(&facets)?,
            begins: edition.map_or_else(Vec::new, |column| begins(column.ords())),
            columns: Columns {
                facets: facets.map(|column| column.ords().clone()),
                order: fast.column_first_or_default::<u64>("order")?,
                years: year("from")?.zip(year("to")?),
            },
        })
    }
}

/// The names of a column, in their order.
fn names(column: &Option<StrColumn>) -> io::Result<Vec<Arc<str>>> {
    let mut names = Vec::new();
    let Some(column) = column else {
        return Ok(names);
    };
    let mut stream = column.dictionary().stream()?;
    while stream.advance() {
        names.push(String::from_utf8_lossy(stream.key()).into());
    }
    Ok(names)
}

/// Where a value of a column begins that is another than that before.
fn begins(column: &Column<u64>) -> Vec<(DocId, u32)> {
    let mut begins: Vec<(DocId, u32)> = Vec::new();
    let (mut docs, mut some) = (Vec::new(), [None; AT_A_TIME]);
    for first in (0..column.num_docs()).step_by(AT_A_TIME) {
        docs.clear();
        docs.extend((first..column.num_docs()).take(AT_A_TIME));
        some.fill(None);
        column.first_vals(&docs, &mut some[..docs.len()]);
        for (doc, value) in docs.iter().zip(&some) {
            let value = value.unwrap_or(0) as u32;
            if begins.last().is_none_or(|(_, last)| *last != value) {
                begins.push((*doc, value));
            }
        }
    }
    begins
}

impl Known {
    /// A segment, if it was opened before.
    pub fn segment(&self, id: SegmentId) -> Option<Arc<Names>> {
        self.segments.get(&id).cloned()
    }

    /// Gives the names of a segment their numbers.
    pub fn take_in(&mut self, id: SegmentId, opened: Opened) -> Arc<Names> {
        if let Some(known) = self.segment(id) {
            return known;
        }
        let editions = self.editions.number(opened.editions);
        let begins = opened.begins.into_iter();
        let names = Arc::new(Names {
            columns: opened.columns,
            editions: begins
                .map(|(doc, at)| (doc, editions[at as usize]))
                .collect(),
            facets: self.facets.number(opened.facets),
        });
        self.segments.insert(id, names.clone());
        names
    }

    /// Forgets segments that are no more.
    pub fn retain(&mut self, are: impl Fn(&SegmentId) -> bool) {
        self.segments.retain(|id, _| are(id));
        if self.segments.is_empty() {
            *self = Self::default();
        }
    }
}

/// Names with their numbers, and their order.
#[derive(Default)]
pub struct Numbers {
    numbers: FxHashMap<Arc<str>, u32>,
    names: Vec<Arc<str>>,
    /// All numbers, in the order of their names.
    in_order: Vec<u32>,
    /// The place of each number in that order.
    places: Vec<u32>,
}

impl Numbers {
    fn number(&mut self, names: Vec<Arc<str>>) -> Vec<u32> {
        let before = self.names.len();
        let mut numbers = Vec::with_capacity(names.len());
        for name in names {
            numbers.push(*self.numbers.entry(name).or_insert_with_key(|name| {
                self.names.push(name.clone());
                self.names.len() as u32 - 1
            }));
        }
        let all = self.names.len();
        if all > before {
            // Two runs that are in their order, which sorting joins.
            self.in_order.extend(before as u32..all as u32);
            let names = &self.names;
            self.in_order.sort_by_key(|number| &names[*number as usize]);
            self.places.resize(all, 0);
            for (number, place) in self.in_order.iter().zip(0..) {
                self.places[*number as usize] = place;
            }
        }
        numbers
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.names.len()
    }

    /// The name with a number.
    pub fn name(&self, number: u32) -> &str {
        &self.names[number as usize]
    }

    /// The place of the name with a number in the order of all.
    pub fn place(&self, number: u32) -> u32 {
        self.places[number as usize]
    }
}

/// How often each number was counted.
pub struct Tally {
    counts: Vec<u32>,
    seen: Vec<u32>,
}

impl Tally {
    /// Nothing counted yet, of so many numbers.
    pub fn new(numbers: usize) -> Self {
        Self {
            counts: vec![0; numbers],
            seen: Vec::new(),
        }
    }

    /// Counts a number some times more.
    pub fn add(&mut self, number: u32, times: u32) {
        let count = &mut self.counts[number as usize];
        if *count == 0 && times > 0 {
            self.seen.push(number);
        }
        *count += times;
    }

    /// The numbers that were counted, each with how often.
    pub fn counted(self) -> Vec<(u32, u32)> {
        let count = |number: u32| (number, self.counts[number as usize]);
        self.seen.iter().copied().map(count).collect()
    }
}

/// Values of a facet, or editions, with in how many pieces each is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Those that are named: the commonest first, equals in the order of their names.
    pub values: Vec<(String, u32)>,
    /// How many there are in all.
    pub of: usize,
}

impl Counted {
    /// The commonest of some numbers; `named` says how a name is shown.
    pub fn of(
        mut counted: Vec<(u32, u32)>,
        numbers: &Numbers,
        named: impl Fn(&str) -> String,
    ) -> Self {
        let of = counted.len();
        let key = |(number, count): &(u32, u32)| (Reverse(*count), numbers.place(*number));
        if of > MOST_NAMED {
            counted.select_nth_unstable_by_key(MOST_NAMED, key);
            counted.truncate(MOST_NAMED);
        }
        counted.sort_unstable_by_key(key);
        let value = |(number, count): (u32, u32)| (named(numbers.name(number)), count);
        Self {
            values: counted.into_iter().map(value).collect(),
            of,
        }
    }
}

/// How many pieces are looked up in a column at a time.
const AT_A_TIME: usize = 256;

impl Names {
    /// How many of some pieces, which are in their order, are of each edition.
    pub fn count_editions(&self, docs: &[DocId]) -> Vec<(u32, u32)> {
        let mut counts: Vec<(u32, u32)> = Vec::new();
        let mut rest = docs;
        let mut at = 0;
        while let Some(first) = rest.first() {
            at += self.editions[at..].partition_point(|(begins, _)| begins <= first);
            let end = self
                .editions
                .get(at)
                .map_or(DocId::MAX, |(begins, _)| *begins);
            let count = rest.partition_point(|doc| *doc < end);
            counts.push((self.editions[at.saturating_sub(1)].1, count as u32));
            rest = &rest[count..];
        }
        counts
    }

    /// In how many of some pieces each facet holds, by its place in the segment.
    pub fn count_facets(&self, docs: &[DocId]) -> Vec<u32> {
        let mut counts = vec![0; self.facets.len()];
        let Some(column) = &self.columns.facets else {
            return counts;
        };
        let (mut of, mut rows, mut values) = (Vec::new(), Vec::new(), Vec::new());
        for docs in docs.chunks(AT_A_TIME) {
            of.clear();
            rows.clear();
            column.row_ids_for_docs(docs, &mut of, &mut rows);
            values.resize(rows.len(), 0);
            column.values.get_vals(&rows, &mut values);
            for value in &values {
                if let Some(count) = counts.get_mut(*value as usize) {
                    *count += 1;
                }
            }
        }
        counts
    }
}
