//! Which pieces have what is looked for?

use std::collections::BTreeMap;

use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, InvertedIndexReader, Searcher, SegmentReader, TERMINATED, Term};

use super::docs::{Docs, all_of, in_order, one_of, one_of_lists};
use super::names::Names;
use super::schema::{Columns, Shown};
use super::terms::{MOST_FORMS, Trouble, lists};
use super::{Facet, Index};
use crate::said;
use crate::search::alike::Alike;
use crate::search::piece::Field;
use crate::search::query::{Sought, Want};
use crate::wording::Said;

/// Pieces that are counted and put in order. What is more is there, but nobody
/// reads so far, and counting it would take as long as the texts are many.
pub const MOST_COUNTED: usize = 25_000;

/// What is asked of the index.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The words; without them all pieces that are chosen.
    pub want: Want,
    /// What has to be the same in words.
    pub alike: Alike,
    /// In which fields.
    pub fields: Vec<Field>,
    /// Only in this edition.
    pub edition: Option<String>,
    /// Only where these hold.
    pub facets: Vec<(Facet, String)>,
    /// Only texts that may be of these years: from the first, to the last.
    pub years: (Option<i32>, Option<i32>),
    /// How many pieces are passed over.
    pub skip: usize,
    /// How many are shown.
    pub take: usize,
}

/// A piece that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundPiece {
    /// The field in which it stands.
    pub field: Field,
    /// The piece, as it was kept.
    pub shown: Shown,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The pieces that are shown: in the order of the names of editions, and of
    /// each edition in its order, notes and readings after the text.
    pub pieces: Vec<FoundPiece>,
    /// How many there are.
    pub total: usize,
    /// Whether there are more than could be counted.
    pub more: bool,
    /// In how many of them each edition is named.
    pub editions: Vec<(String, u32)>,
    /// In how many of them each facet holds.
    pub facets: BTreeMap<Facet, Vec<(String, u32)>>,
}

/// Why nothing was looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// A word has too many forms.
    TooMany,
    /// The index cannot be read; it will be made anew.
    Broken(String),
}

impl From<Trouble> for Refused {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::TooMany => Self::TooMany,
            Trouble::Broken(cause) => Self::Broken(cause),
        }
    }
}

impl From<tantivy::TantivyError> for Refused {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::Broken(error.to_string())
    }
}

impl From<std::io::Error> for Refused {
    fn from(error: std::io::Error) -> Self {
        Self::Broken(error.to_string())
    }
}

impl Refused {
    /// What the reader is told.
    pub fn message(&self) -> Said {
        match self {
            Self::TooMany => said!(
                "More than {most} different words are like one of those that are looked for. Give more of its letters.",
                most = MOST_FORMS
            ),
            Self::Broken(_) => said!("The index cannot be read just now. It is being made anew."),
        }
    }
}

/// A piece before it is fetched: its edition and its place in it, its segment and
/// document.
type Hit = (u64, DocId);

/// What was found in one segment.
struct Hits {
    hits: Vec<Hit>,
    editions: Vec<u32>,
    facets: Vec<u32>,
}

pub fn find(index: &Index, searcher: &Searcher, asked: &Asked) -> Result<Found, Refused> {
    let mut found = Found::default();
    let mut segments = Vec::new();
    for segment in searcher.segment_readers() {
        let names = index.names_of(segment)?;
        let room = MOST_COUNTED - found.total;
        let hits = in_segment(index.columns(), segment, &names, asked, room)?;
        found.total += hits.hits.len().min(room);
        found.more |= hits.hits.len() > room;
        segments.push((names, hits));
    }
    count(&segments, &mut found);
    for (at, doc) in chosen(segments, asked) {
        let store = searcher.doc::<tantivy::TantivyDocument>(tantivy::DocAddress::new(at, doc))?;
        found.pieces.extend(index.shown(&store));
    }
    Ok(found)
}

/// Counts editions and facets over all segments.
fn count(segments: &[(std::sync::Arc<Names>, Hits)], found: &mut Found) {
    let mut editions: BTreeMap<&str, u32> = BTreeMap::new();
    let mut facets: BTreeMap<&str, u32> = BTreeMap::new();
    for (names, hits) in segments {
        for (counts, names, into) in [
            (&hits.editions, &names.editions, &mut editions),
            (&hits.facets, &names.facets, &mut facets),
        ] {
            for (name, count) in names.iter().zip(counts).filter(|(_, count)| **count > 0) {
                *into.entry(name).or_default() += count;
            }
        }
    }
    found.editions = editions
        .into_iter()
        .map(|(name, n)| (name.to_owned(), n))
        .collect();
    commonest_first(&mut found.editions);
    for (name, count) in facets {
        if let Some((facet, value)) = Facet::read(name) {
            let of_facet = found.facets.entry(facet).or_default();
            of_facet.push((value.to_owned(), count));
        }
    }
    for counted in found.facets.values_mut() {
        commonest_first(counted);
    }
}

fn commonest_first(counted: &mut [(String, u32)]) {
    counted.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
}

/// The documents on the page that is asked for, in their order.
fn chosen(segments: Vec<(std::sync::Arc<Names>, Hits)>, asked: &Asked) -> Vec<(u32, DocId)> {
    let wanted = asked.skip + asked.take;
    let mut first: Vec<(std::sync::Arc<Names>, u32, Hit)> = Vec::new();
    for ((names, mut hits), at) in segments.into_iter().zip(0..) {
        if hits.hits.len() > wanted {
            hits.hits.select_nth_unstable(wanted);
            hits.hits.truncate(wanted);
        }
        first.extend(hits.hits.into_iter().map(|hit| (names.clone(), at, hit)));
    }
    let edition = |names: &'_ Names, key: u64| -> String {
        names
            .editions
            .get((key >> 32) as usize)
            .map(|name| name.to_string())
            .unwrap_or_default()
    };
    first.sort_by_cached_key(|(names, at, (key, doc))| {
        (edition(names, *key), *key as u32, *at, *doc)
    });
    let page = first.into_iter().skip(asked.skip).take(asked.take);
    page.map(|(_, at, (_, doc))| (at, doc)).collect()
}

fn in_segment(
    columns: &Columns,
    segment: &SegmentReader,
    names: &Names,
    asked: &Asked,
    room: usize,
) -> Result<Hits, Refused> {
    let mut docs = documents(columns, segment, asked)?;
    let fast = segment.fast_fields();
    let (editions, facets) = (fast.str("edition")?, fast.str("facets")?);
    let order = fast.column_first_or_default::<u64>("order")?;
    let in_years = in_years(segment, asked.years)?;
    let mut hits = Hits {
        hits: Vec::new(),
        editions: vec![0; names.editions.len()],
        facets: vec![0; names.facets.len()],
    };
    while docs.doc() != TERMINATED && hits.hits.len() <= room {
        let doc = docs.doc();
        docs.advance();
        if segment
            .alive_bitset()
            .is_some_and(|alive| alive.is_deleted(doc))
            || !in_years(doc)
        {
            continue;
        }
        let edition = editions
            .as_ref()
            .and_then(|column| column.ords().first(doc))
            .unwrap_or(0);
        hits.hits.push((edition << 32 | order.get_val(doc), doc));
        if hits.hits.len() > room {
            break;
        }
        if let Some(count) = hits.editions.get_mut(edition as usize) {
            *count += 1;
        }
        for ord in facets.iter().flat_map(|column| column.term_ords(doc)) {
            if let Some(count) = hits.facets.get_mut(ord as usize) {
                *count += 1;
            }
        }
    }
    Ok(hits)
}

/// Whether the text of a document may be of some years.
fn in_years(
    segment: &SegmentReader,
    (first, last): (Option<i32>, Option<i32>),
) -> Result<impl Fn(DocId) -> bool, Refused> {
    let asked = first.is_some() || last.is_some();
    let column = |name: &str| segment.fast_fields().column_opt::<i64>(name);
    let (from, to) = if asked {
        (column("from")?, column("to")?)
    } else {
        (None, None)
    };
    Ok(move |doc| {
        if !asked {
            return true;
        }
        let (Some(from), Some(to)) = (&from, &to) else {
            return false;
        };
        let (Some(from), Some(to)) = (from.first(doc), to.first(doc)) else {
            return false;
        };
        first.is_none_or(|first| to >= i64::from(first))
            && last.is_none_or(|last| from <= i64::from(last))
    })
}

fn documents(columns: &Columns, segment: &SegmentReader, asked: &Asked) -> Result<Docs, Refused> {
    let mut found = Vec::new();
    for field in &asked.fields {
        let index = segment.inverted_index(columns.of(*field))?;
        let of_words = Words {
            index: &index,
            alike: asked.alike,
            max_doc: segment.max_doc(),
        };
        found.push(of_words.documents(&asked.want)?);
    }
    let mut all = vec![one_of(found)];
    let mut holds = |column, value: &str| -> Result<(), Refused> {
        let index = segment.inverted_index(column)?;
        let term = Term::from_field_text(column, value);
        let list = index.read_postings(&term, IndexRecordOption::Basic)?;
        all.push(one_of_lists(list.into_iter().collect(), segment.max_doc()));
        Ok(())
    };
    if let Some(edition) = &asked.edition {
        holds(columns.edition, edition)?;
    }
    for (facet, value) in &asked.facets {
        holds(columns.facets, &facet.term(value))?;
    }
    Ok(all_of(all, Vec::new()))
}

/// The words of one field in one segment.
struct Words<'i> {
    index: &'i InvertedIndexReader,
    alike: Alike,
    max_doc: DocId,
}

impl Words<'_> {
    fn documents(&self, want: &Want) -> Result<Docs, Trouble> {
        let each = |wants: &[Want]| -> Result<Vec<Docs>, Trouble> {
            wants.iter().map(|want| self.documents(want)).collect()
        };
        Ok(match want {
            Want::Word(sought) => {
                one_of_lists(self.lists(sought, IndexRecordOption::Basic)?, self.max_doc)
            }
            Want::Phrase(phrase) => {
                let option = IndexRecordOption::WithFreqsAndPositions;
                let words = phrase.iter().map(|sought| self.lists(sought, option));
                in_order(words.collect::<Result<_, _>>()?)
            }
            Want::All(these, not) => all_of(each(these)?, each(not)?),
            Want::Any(these) => one_of(each(these)?),
        })
    }

    fn lists(
        &self,
        sought: &Sought,
        option: IndexRecordOption,
    ) -> Result<Vec<tantivy::postings::SegmentPostings>, Trouble> {
        lists(self.index, sought, self.alike, option)
    }
}
