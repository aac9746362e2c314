//! What are editions and facets called, and which has a piece?
//!
//! What every question needs of a segment is opened once and kept: opening a column
//! takes the longer the more pieces it has. Editions and facets have one number in all
//! segments, so that counting them compares no names.

use std::cmp::Reverse;
use std::io;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::columnar::{Column, ColumnValues, StrColumn};
use tantivy::index::SegmentId;
use tantivy::{DocId, SegmentReader};

/// What is named of editions, or of the values of a facet: the commonest.
const MOST_NAMED: usize = 1_000;

/// The columns of a segment that say of which edition a piece is and which facets
/// hold of it.
pub struct Columns {
    /// The edition of a piece, by its place among those of the segment; none if the
    /// segment has no piece.
    edition: Option<Column<u64>>,
    /// The facets of a piece, likewise.
    facets: Option<Column<u64>>,
    /// The place of a piece in its edition.
    order: Arc<dyn ColumnValues<u64>>,
    /// The first and the last year of a piece; none if no text has years.
    pub years: Option<(Column<i64>, Column<i64>)>,
}

/// A segment: its columns, and the numbers of its editions and facets, which are in the
/// order of their names.
pub struct Names {
    /// Its columns.
    pub columns: Columns,
    /// The numbers of its editions.
    pub editions: Vec<u32>,
    /// The numbers of its facets.
    pub facets: Vec<u32>,
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
            columns: Columns {
                edition: edition.map(|column| column.ords().clone()),
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
        let names = Arc::new(Names {
            columns: opened.columns,
            editions: self.editions.number(opened.editions),
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

/// What the columns say of some pieces, read for many at a time.
#[derive(Default)]
pub struct Read {
    /// The edition of each, by its place in the segment.
    pub editions: Vec<u64>,
    /// The place of each in its edition.
    pub orders: Vec<u64>,
    /// The facets of all, by their places in the segment.
    pub facets: Vec<u64>,
    some: Vec<Option<u64>>,
    docs: Vec<DocId>,
    rows: Vec<DocId>,
}

impl Read {
    /// Reads what `columns` say of `docs`.
    pub fn of(&mut self, columns: &Columns, docs: &[DocId]) {
        self.some.clear();
        self.some.resize(docs.len(), None);
        if let Some(column) = &columns.edition {
            column.first_vals(docs, &mut self.some);
        }
        self.editions.clear();
        self.editions
            .extend(self.some.iter().map(|edition| edition.unwrap_or(0)));
        self.orders.clear();
        self.orders.resize(docs.len(), 0);
        columns.order.get_vals(docs, &mut self.orders);
        self.facets.clear();
        if let Some(column) = &columns.facets {
            self.docs.clear();
            self.rows.clear();
            column.row_ids_for_docs(docs, &mut self.docs, &mut self.rows);
            self.facets.resize(self.rows.len(), 0);
            column.values.get_vals(&self.rows, &mut self.facets);
        }
    }
}
