//! What are editions and facets called?

use std::io;

use tantivy::SegmentReader;
use tantivy::columnar::StrColumn;

/// The names of a segment, in their order: hits are counted by number.
#[derive(Debug, Default)]
pub struct Names {
    /// Editions.
    pub editions: Vec<Box<str>>,
    /// Facets with their values.
    pub facets: Vec<Box<str>>,
}

impl Names {
    /// The names of `segment`.
    pub fn of(segment: &SegmentReader) -> tantivy::Result<Self> {
        let fast = segment.fast_fields();
        let all = |column: Option<StrColumn>| -> io::Result<Vec<Box<str>>> {
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
        Ok(Self {
            editions: all(fast.str("edition")?)?,
            facets: all(fast.str("facets")?)?,
        })
    }
}
