//! Which pieces have what is looked for?

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use tantivy::postings::TermInfo;
use tantivy::schema::{Field as Column, IndexRecordOption};
use tantivy::{DocId, DocSet, InvertedIndexReader, Searcher, SegmentReader, TERMINATED, Term};

use super::docs::{Docs, all_of, in_order, one_of, one_of_lists};
use super::names::{self, Counted, Known, Names, Read, Tally};
use super::schema::{Columns, Shown, is_short, pair};
use super::terms::{MOST_FORMS, Ready, Trouble, forms};
use super::{Facet, Index};
use crate::said;
use crate::search::alike::Alike;
use crate::search::piece::Field;
use crate::search::query::{How, Sought, Want};
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
    pub editions: Counted,
    /// In how many of them each facet holds.
    pub facets: BTreeMap<Facet, Counted>,
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

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Self {
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

/// A piece before it is fetched: the place of its edition in the segment, its own place
/// in the edition, its document.
type Hit = (u32, u32, DocId);

/// What was found in one segment.
#[derive(Default)]
struct Hits {
    hits: Vec<Hit>,
    /// How many are of each edition, by its place in the segment.
    editions: Vec<(u32, u32)>,
    /// In how many each facet holds, by its place in the segment.
    facets: Vec<u32>,
    /// Whether there are more than there was room for.
    more: bool,
}

pub fn find(index: &Index, searcher: &Searcher, asked: &Asked) -> Result<Found, Refused> {
    let wanted = Wanted::new(&asked.want, asked.alike);
    let mut found = Found::default();
    let mut segments = Vec::new();
    // The smallest first: a word has fewer forms there, and often they are enough.
    let mut readers: Vec<(u32, &SegmentReader)> = (0..).zip(searcher.segment_readers()).collect();
    readers.sort_by_key(|(_, segment)| segment.max_doc());
    for (at, segment) in readers {
        let names = index.names_of(segment)?;
        let room = MOST_COUNTED - found.total;
        let hits = in_segment(index.columns(), segment, &names, (asked, &wanted), room)?;
        found.total += hits.hits.len();
        found.more |= hits.more;
        segments.push((at, names, hits));
        if found.more {
            break;
        }
    }
    let page = {
        let known = index.known();
        count(&known, &segments, &mut found);
        chosen(&known, segments, asked)
    };
    for (at, doc) in page {
        let store = searcher.doc::<tantivy::TantivyDocument>(tantivy::DocAddress::new(at, doc))?;
        found.pieces.extend(index.shown(&store));
    }
    Ok(found)
}

/// A segment by its number, its names and what was found in it.
type InSegment = (u32, Arc<Names>, Hits);

/// Counts editions and facets over all segments.
fn count(known: &Known, segments: &[InSegment], found: &mut Found) {
    let mut editions = Tally::new(known.editions.count());
    let mut facets = Tally::new(known.facets.count());
    for (_, names, hits) in segments {
        for (at, count) in &hits.editions {
            editions.add(names.editions[*at as usize], *count);
        }
        for (number, count) in names.facets.iter().zip(&hits.facets) {
            facets.add(*number, *count);
        }
    }
    found.editions = Counted::of(editions.counted(), &known.editions, str::to_owned);
    let mut each: BTreeMap<Facet, Vec<(u32, u32)>> = BTreeMap::new();
    for (number, count) in facets.counted() {
        if let Some((facet, _)) = Facet::read(known.facets.name(number)) {
            each.entry(facet).or_default().push((number, count));
        }
    }
    let value =
        |name: &str| Facet::read(name).map_or_else(String::new, |(_, value)| value.to_owned());
    let counted = |(facet, counted)| (facet, Counted::of(counted, &known.facets, value));
    found.facets = each.into_iter().map(counted).collect();
}

/// The documents on the page that is asked for, in their order.
fn chosen(known: &Known, segments: Vec<InSegment>, asked: &Asked) -> Vec<(u32, DocId)> {
    let wanted = asked.skip + asked.take;
    let mut first: Vec<(u32, u32, u32, DocId)> = Vec::new();
    for (at, names, mut hits) in segments {
        if hits.hits.len() > wanted {
            hits.hits.select_nth_unstable(wanted);
            hits.hits.truncate(wanted);
        }
        first.extend(hits.hits.into_iter().map(|(edition, order, doc)| {
            let edition = names.editions.get(edition as usize);
            let place = edition.map_or(0, |edition| known.editions.place(*edition));
            (place, order, at, doc)
        }));
    }
    first.sort_unstable();
    let page = first.into_iter().skip(asked.skip).take(asked.take);
    page.map(|(_, _, at, doc)| (at, doc)).collect()
}

/// How many pieces are looked up in the columns at a time.
const AT_A_TIME: usize = 256;

/// As many pieces as there is room for.
fn in_segment(
    columns: &Columns,
    segment: &SegmentReader,
    names: &Names,
    (asked, wanted): (&Asked, &Wanted),
    room: usize,
) -> Result<Hits, Refused> {
    let mut docs = documents(columns, segment, asked, wanted)?;
    let in_years = in_years(&names.columns, asked.years);
    let alive = segment.alive_bitset();
    let meant = |doc| alive.is_none_or(|alive| alive.is_alive(doc)) && in_years(doc);
    let mut next = || {
        loop {
            let doc = docs.doc();
            if doc == TERMINATED {
                return None;
            }
            docs.advance();
            if meant(doc) {
                return Some(doc);
            }
        }
    };
    let mut hits = Hits {
        facets: vec![0; names.facets.len()],
        ..Hits::default()
    };
    let (mut some, mut read) = (Vec::with_capacity(AT_A_TIME), Read::default());
    loop {
        let left = AT_A_TIME.min(room - hits.hits.len());
        some.clear();
        some.extend(std::iter::from_fn(&mut next).take(left));
        read.of(&names.columns, &some);
        hits.add(&read, &some);
        if some.len() < AT_A_TIME {
            break;
        }
    }
    hits.more = hits.hits.len() == room && next().is_some();
    Ok(hits)
}

impl Hits {
    /// Adds some pieces, with what was read of them.
    fn add(&mut self, read: &Read, docs: &[DocId]) {
        for ((edition, order), doc) in read.editions.iter().zip(&read.orders).zip(docs) {
            let edition = *edition as u32;
            self.hits.push((edition, *order as u32, *doc));
            // Those of an edition stand together.
            match self.editions.last_mut() {
                Some((last, count)) if *last == edition => *count += 1,
                _ => self.editions.push((edition, 1)),
            }
        }
        for facet in &read.facets {
            if let Some(count) = self.facets.get_mut(*facet as usize) {
                *count += 1;
            }
        }
    }
}

/// Whether the text of a document may be of some years.
fn in_years(
    columns: &names::Columns,
    (first, last): (Option<i32>, Option<i32>),
) -> impl Fn(DocId) -> bool + '_ {
    let asked = first.is_some() || last.is_some();
    move |doc| {
        if !asked {
            return true;
        }
        let Some((from, to)) = &columns.years else {
            return false;
        };
        let (Some(from), Some(to)) = (from.first(doc), to.first(doc)) else {
            return false;
        };
        first.is_none_or(|first| to >= i64::from(first))
            && last.is_none_or(|last| from <= i64::from(last))
    }
}

fn documents(
    columns: &Columns,
    segment: &SegmentReader,
    asked: &Asked,
    wanted: &Wanted,
) -> Result<Docs, Refused> {
    let mut found = Vec::new();
    for field in &asked.fields {
        let words = Words {
            index: &*segment.inverted_index(columns.of(*field))?,
            column: columns.of(*field),
            max_doc: segment.max_doc(),
        };
        found.push(words.documents(wanted)?);
    }
    let mut all = vec![one_of(found)];
    let mut holds = |column, value: &str| -> Result<(), Refused> {
        let index = segment.inverted_index(column)?;
        let list = index.get_term_info(&Term::from_field_text(column, value))?;
        all.push(one_of_lists(&index, list.as_slice(), segment.max_doc())?);
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

/// What is looked for, made ready once for all segments and fields.
enum Wanted {
    Word(Ready),
    Phrase(Phrase),
    All(Vec<Wanted>, Vec<Wanted>),
    Any(Vec<Wanted>),
}

impl Wanted {
    fn new(want: &Want, alike: Alike) -> Self {
        let each = |wants: &[Want]| wants.iter().map(|want| Self::new(want, alike)).collect();
        match want {
            Want::Word(sought) => Self::Word(Ready::new(sought, alike)),
            Want::Phrase(phrase) => Self::Phrase(Phrase::new(phrase, alike)),
            Want::All(these, not) => Self::All(each(these), each(not)),
            Want::Any(these) => Self::Any(each(these)),
        }
    }
}

/// Words one after the other: pairs that are kept as such, and words that no pair
/// says all of; each with its place in the row.
struct Phrase {
    pairs: Vec<(u32, String)>,
    words: Vec<(u32, Ready)>,
}

impl Phrase {
    fn new(phrase: &[Sought], alike: Alike) -> Self {
        let words: Vec<Ready> = phrase.iter().map(|word| Ready::new(word, alike)).collect();
        let short = |word: &Ready| word.how == How::Whole && is_short(&word.folded);
        let mut pairs: Vec<(u32, String)> = Vec::new();
        for (two, at) in words.windows(2).zip(0..) {
            if short(&two[0]) && short(&two[1]) {
                let mut term = String::new();
                pair(&two[0].folded, &two[1].folded, &mut term);
                pairs.push((at, term));
            }
        }
        // A pair says nothing of capitals, marks and spelling.
        let says_all = |at: u32| {
            let mut pairs = pairs.iter();
            alike == Alike::default() && pairs.any(|(first, _)| (*first..=first + 1).contains(&at))
        };
        let words = (0..).zip(words).filter(|(at, _)| !says_all(*at)).collect();
        Self { pairs, words }
    }
}

/// The words of one field in one segment.
struct Words<'i> {
    index: &'i InvertedIndexReader,
    column: Column,
    max_doc: DocId,
}

impl Words<'_> {
    fn documents(&self, wanted: &Wanted) -> Result<Docs, Trouble> {
        let each = |wants: &[Wanted]| -> Result<Vec<Docs>, Trouble> {
            wants.iter().map(|want| self.documents(want)).collect()
        };
        Ok(match wanted {
            Wanted::Word(word) => self.one_of(&forms(self.index, word)?)?,
            Wanted::Phrase(phrase) => self.phrase(phrase)?,
            Wanted::All(these, not) => all_of(each(these)?, each(not)?),
            Wanted::Any(these) => one_of(each(these)?),
        })
    }

    fn one_of(&self, forms: &[TermInfo]) -> Result<Docs, Trouble> {
        Ok(one_of_lists(self.index, forms, self.max_doc)?)
    }

    fn phrase(&self, phrase: &Phrase) -> Result<Docs, Trouble> {
        let mut row: Vec<(u32, Vec<TermInfo>)> = Vec::new();
        for (at, pair) in &phrase.pairs {
            let term = Term::from_field_text(self.column, pair);
            row.push((*at, self.index.get_term_info(&term)?.into_iter().collect()));
        }
        for (at, word) in &phrase.words {
            row.push((*at, forms(self.index, word)?));
        }
        if let [(_, alone)] = row.as_slice() {
            return self.one_of(alone);
        }
        let option = IndexRecordOption::WithFreqsAndPositions;
        let list = |info: &TermInfo| self.index.read_postings_from_terminfo(info, option);
        let lists = |(at, forms): (u32, Vec<TermInfo>)| {
            Ok((at, forms.iter().map(list).collect::<io::Result<_>>()?))
        };
        let row = row.into_iter().map(lists);
        Ok(in_order(row.collect::<io::Result<_>>()?))
    }
}
