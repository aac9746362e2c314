//! What are editions and facets called, and which has a piece?
//!
//! What every question needs of a segment is opened once and kept: opening a column
//! takes the longer the more pieces it has.

use std::io;
use std::sync::Arc;

use tantivy::SegmentReader;
use tantivy::columnar::{Column, ColumnValues, StrColumn};

/// The names of a segment, in their order (hits are counted by number), and the
/// columns that say which of them a piece has.
pub struct Names {
    /// Editions.
    pub editions: Vec<Box<str>>,
    /// Facets with their values.
    pub facets: Vec<Box<str>>,
    /// The edition of a piece, by its number; none if the segment has no piece.
    pub edition_of: Option<StrColumn>,
    /// The facets of a piece, by their numbers.
    pub facets_of: Option<StrColumn>,
    /// The place of a piece in its edition.
    pub order_of: Arc<dyn ColumnValues<u64>>,
    /// The first and the last year of a piece; none if no text has years.
    pub years_of: Option<(Column<i64>, Column<i64>)>,
}

impl Names {
    /// The names of `segment`.
    pub fn of(segment: &SegmentReader) -> tantivy::Result<Self> {
        let fast = segment.fast_fields();
        let all = |column: &Option<StrColumn>| -> io::Result<Vec<Box<str>>> {
            let mut names = Vec::new();
            let Some(column) = column else {
                return Ok(names);
            };
            let mut stream = column.dictionary().stream()?;
            while stream.advance() {
                names.push(String::from_utf8_lossy(stream.key()).into());
            }
            Ok(names)
        };
        let (edition_of, facets_of) = (fast.str("edition")?, fast.str("facets")?);
        let year = |name| fast.column_opt::<i64>(name);
        Ok(Self {
            editions: all(&edition_of)?,
            facets: all(&facets_of)?,
            edition_of,
            facets_of,
            order_of: fast.column_first_or_default::<u64>("order")?,
            years_of: year("from")?.zip(year("to")?),
        })
    }
}
