//! Whom and what do all texts name?
//!
//! The terms of a field are in order already, and so are the entries of a register:
//! a page of it is read from where it begins, however long the register is.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::schema::IndexRecordOption;
use tantivy::schema::document::Value;
use tantivy::{DocAddress, DocId, DocSet, Searcher, SegmentReader, TERMINATED, TantivyDocument};

use super::schema::Columns;
use super::{Failure, Index};
use crate::edition::RegisterKind;
use crate::search::named::{self, Named};
use crate::tei::register::collation::letter;

/// Terms that are looked through for those that are asked for.
const MOST_LOOKED_THROUGH: usize = 50_000;

/// Letters that are looked for.
const MOST_LETTERS: usize = 400;

/// What is asked of a register of all texts.
#[derive(Clone, Debug)]
pub struct AskedNames {
    /// The register.
    pub kind: RegisterKind,
    /// The headword at which it begins; empty for the first.
    pub from: String,
    /// Whether only those are meant of whom an edition says who they are.
    pub identified: bool,
    /// Only entries of this edition.
    pub edition: Option<String>,
    /// How many.
    pub take: usize,
    /// Editions that are named with one entry, at most.
    pub editions: usize,
}

/// An entry with the editions that have it.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundName {
    /// The entry in each edition.
    pub entries: Vec<Named>,
    /// Whether there are more editions.
    pub more: bool,
}

/// Entries in their order, and the headword with which the next ones begin.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FoundNames {
    /// The entries.
    pub names: Vec<FoundName>,
    /// The next headword.
    pub next: Option<String>,
}

impl Index {
    /// Entries of a register of all texts, from a headword on.
    ///
    /// # Errors
    /// [`Failure`] if the index cannot be read.
    pub fn names(&self, asked: &AskedNames) -> Result<FoundNames, Failure> {
        let (searcher, columns) = (self.searcher(), self.columns());
        let mut keys: BTreeMap<String, Vec<DocAddress>> = BTreeMap::new();
        for (segment, at) in searcher.segment_readers().iter().zip(0..) {
            in_segment(columns, segment, asked, &mut |key, doc| {
                keys.entry(key).or_default().push(DocAddress::new(at, doc));
            })?;
        }
        let next = keys.keys().nth(asked.take);
        let next = next
            .and_then(|key| key.split('\0').nth(2))
            .map(str::to_owned);
        let mut found = FoundNames {
            next,
            ..FoundNames::default()
        };
        for places in keys.into_values().take(asked.take) {
            found
                .names
                .push(found_name(&searcher, columns, &places, asked.editions)?);
        }
        Ok(found)
    }

    /// The letters under which a register of all texts has entries.
    ///
    /// # Errors
    /// [`Failure`] if the index cannot be read.
    pub fn letters(&self, kind: RegisterKind) -> Result<Vec<String>, Failure> {
        let mut letters: BTreeMap<String, String> = BTreeMap::new();
        for segment in self.searcher().segment_readers() {
            letters.extend(letters_in(self.columns(), segment, kind)?);
        }
        let mut seen = BTreeSet::new();
        let in_order = letters.into_values();
        Ok(in_order
            .filter(|letter| seen.insert(letter.clone()))
            .collect())
    }
}

fn broken(error: std::io::Error) -> Failure {
    Failure::Broken(error.to_string())
}

/// The first entries of a segment: one more than are asked for.
fn in_segment(
    columns: &Columns,
    segment: &SegmentReader,
    asked: &AskedNames,
    visit: &mut dyn FnMut(String, DocId),
) -> Result<(), Failure> {
    let index = segment.inverted_index(columns.names)?;
    let begin = match asked.from.as_str() {
        "" => named::beginning(asked.kind),
        from => named::place(asked.kind, from),
    };
    let end = format!("{}\u{1}", asked.kind.word());
    let mut terms = index
        .terms()
        .range()
        .ge(begin)
        .lt(end)
        .into_stream()
        .map_err(broken)?;
    let editions = match &asked.edition {
        Some(edition) => Some(documents_of(columns, segment, edition)?),
        None => None,
    };
    let (mut taken, mut looked) = (0, 0);
    while let Some((term, info)) = terms.next() {
        looked += 1;
        if taken > asked.take || looked > MOST_LOOKED_THROUGH {
            break;
        }
        let key = String::from_utf8_lossy(term).into_owned();
        if asked.identified && key.split('\0').nth(3) != Some("1") {
            continue;
        }
        let mut docs = index
            .read_postings_from_terminfo(info, IndexRecordOption::Basic)
            .map_err(broken)?;
        let mut some = false;
        while docs.doc() != TERMINATED {
            let doc = docs.doc();
            docs.advance();
            let alive = segment
                .alive_bitset()
                .is_none_or(|alive| alive.is_alive(doc));
            if alive && editions.as_ref().is_none_or(|of| of.contains(&doc)) {
                visit(key.clone(), doc);
                some = true;
            }
        }
        taken += usize::from(some);
    }
    Ok(())
}

fn documents_of(
    columns: &Columns,
    segment: &SegmentReader,
    edition: &str,
) -> Result<BTreeSet<DocId>, Failure> {
    let index = segment.inverted_index(columns.edition)?;
    let term = tantivy::Term::from_field_text(columns.edition, edition);
    let mut found = BTreeSet::new();
    if let Some(mut docs) = index
        .read_postings(&term, IndexRecordOption::Basic)
        .map_err(broken)?
    {
        while docs.doc() != TERMINATED {
            found.insert(docs.doc());
            docs.advance();
        }
    }
    Ok(found)
}

fn found_name(
    searcher: &Searcher,
    columns: &Columns,
    places: &[DocAddress],
    most: usize,
) -> Result<FoundName, Failure> {
    let mut entries = Vec::new();
    for place in places.iter().take(most) {
        let document: TantivyDocument = searcher.doc(*place)?;
        let bytes = document
            .get_first(columns.shown)
            .and_then(|value| value.as_bytes());
        entries.extend(bytes.and_then(|bytes| serde_json::from_slice::<Named>(bytes).ok()));
    }
    entries.sort_by(|one, other| (&one.edition, &one.id).cmp(&(&other.edition, &other.id)));
    Ok(FoundName {
        entries,
        more: places.len() > most,
    })
}

/// From each letter the next one is looked for: the entries between are passed
/// over. By their places in the order.
fn letters_in(
    columns: &Columns,
    segment: &SegmentReader,
    kind: RegisterKind,
) -> Result<BTreeMap<String, String>, Failure> {
    let index = segment.inverted_index(columns.names)?;
    let end = format!("{}\u{1}", kind.word());
    let mut letters = BTreeMap::new();
    let mut from = named::beginning(kind).into_bytes();
    for _ in 0..MOST_LETTERS {
        let mut terms = index
            .terms()
            .range()
            .ge(&from)
            .lt(&end)
            .into_stream()
            .map_err(broken)?;
        let Some((term, _)) = terms.next() else { break };
        let key = String::from_utf8_lossy(term).into_owned();
        let mut parts = key.split('\0');
        let (place, headword) = (
            parts.nth(1).unwrap_or_default(),
            parts.next().unwrap_or_default(),
        );
        // The class and the first letter.
        let first: String = place.chars().take(2).collect();
        letters
            .entry(first.clone())
            .or_insert_with(|| letter(headword));
        from = [named::beginning(kind).as_bytes(), first.as_bytes(), &[0xff]].concat();
    }
    Ok(letters)
}
