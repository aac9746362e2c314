//! Which pieces have what is looked for?

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tantivy::postings::TermInfo;
use tantivy::schema::{Field as Column, IndexRecordOption};
use tantivy::{DocId, DocSet, InvertedIndexReader, SegmentReader, TERMINATED, Term};

use super::docs::{Docs, all_of, in_order, one_of, one_of_lists};
use super::frequent::Frequent;
use super::names::{self, Counted, Known, Names, Tally};
use super::schema::{Columns, Shown, is_paired, pair};
use super::terms::{MOST_FORMS, Ready, Trouble, forms};
use super::{Facet, Index, View};
use crate::cores::on_all_cores_until;
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

/// Pieces that are looked through before it is guessed whether more hands would help.
const SAMPLE: u32 = 500;

/// Segments from which on they are looked through on all cores.
const MANY: usize = 3;

pub fn find(index: &Index, view: &View, asked: &Asked) -> Result<Found, Refused> {
    let View { searcher, frequent } = view;
    let wanted = Wanted::new(&asked.want, asked.alike, frequent);
    // The smallest first: a word has fewer forms there, and often they are enough.
    let mut readers: Vec<(u32, &SegmentReader)> = (0..).zip(searcher.segment_readers()).collect();
    readers.sort_by_key(|(_, segment)| segment.max_doc());
    let mut found = Found::default();
    let mut segments = Vec::new();
    for hits in look_through(index, &readers, (asked, &wanted)) {
        let mut hits = hits?;
        let room = MOST_COUNTED - found.total;
        found.more = hits.cut(room);
        found.total += hits.docs.len();
        segments.push(hits);
        if found.more {
            break;
        }
    }
    let page = {
        let known = index.known();
        count(&known, &segments, &mut found);
        chosen(&known, &segments, asked)
    };
    for (at, doc) in page {
        let store = searcher.doc::<tantivy::TantivyDocument>(tantivy::DocAddress::new(at, doc))?;
        found.pieces.extend(index.shown(&store));
    }
    Ok(found)
}

/// What is in each of some segments, in their order; the last ones are left out when
/// those before have more than can be counted. What is found does not depend on how many
/// cores look.
fn look_through(
    index: &Index,
    readers: &[(u32, &SegmentReader)],
    asked: (&Asked, &Wanted),
) -> Vec<Result<Hits, Refused>> {
    let (mut done, mut looked, mut counted) = (Vec::new(), 0, 0);
    let mut rest = readers.iter();
    while counted <= MOST_COUNTED && !need_many(rest.as_slice(), looked, counted) {
        let Some(segment) = rest.next() else { break };
        let hits = in_segment(index, *segment, asked, MOST_COUNTED - counted);
        counted += hits.as_ref().map_or(0, Hits::counted);
        looked += segment.1.max_doc();
        done.push(hits);
    }
    let (room, counted) = (
        MOST_COUNTED.saturating_sub(counted),
        AtomicUsize::new(counted),
    );
    done.extend(on_all_cores_until(rest.as_slice(), |segment| {
        // One who looks at a segment has taken all before it, or others have.
        if counted.load(Ordering::Relaxed) > MOST_COUNTED {
            return None;
        }
        let hits = in_segment(index, *segment, asked, room);
        let count = hits.as_ref().map_or(0, Hits::counted);
        counted.fetch_add(count, Ordering::Relaxed);
        Some(hits)
    }));
    done
}

/// Whether many more segments will be needed, if the others are as those that were
/// looked at.
fn need_many(rest: &[(u32, &SegmentReader)], looked: u32, counted: usize) -> bool {
    if looked < SAMPLE {
        return false;
    }
    let share = (counted as f64 / f64::from(looked)).max(f64::MIN_POSITIVE);
    let needed = (MOST_COUNTED - counted.min(MOST_COUNTED)) as f64 / share;
    let before_enough = rest.iter().scan(0.0, |before, (_, segment)| {
        let enough = *before >= needed;
        *before += f64::from(segment.max_doc());
        (!enough).then_some(())
    });
    before_enough.count() >= MANY
}

/// What was found in one segment.
struct Hits {
    segment: u32,
    names: Arc<Names>,
    /// The pieces, in their order.
    docs: Vec<DocId>,
    /// How many of them are of each edition, by its number, in the order in which they
    /// stand there.
    editions: Vec<(u32, u32)>,
    /// In how many of them each facet holds, by its place in the segment.
    facets: Vec<u32>,
    /// Whether there are more.
    more: bool,
}

/// As many pieces of a segment as there is room for.
fn in_segment(
    index: &Index,
    (at, segment): (u32, &SegmentReader),
    (asked, wanted): (&Asked, &Wanted),
    room: usize,
) -> Result<Hits, Refused> {
    let names = index.names_of(segment)?;
    let mut docs = documents(index.columns(), segment, asked, wanted)?;
    let in_years = in_years(&names.columns, asked.years);
    let alive = segment.alive_bitset();
    let meant = |doc| alive.is_none_or(|alive| alive.is_alive(doc)) && in_years(doc);
    let mut found = Vec::new();
    while docs.doc() != TERMINATED && found.len() <= room {
        if meant(docs.doc()) {
            found.push(docs.doc());
        }
        docs.advance();
    }
    let mut hits = Hits {
        segment: at,
        more: false,
        editions: Vec::new(),
        facets: Vec::new(),
        docs: found,
        names: names.clone(),
    };
    if !hits.cut(room) {
        hits.count();
    }
    Ok(hits)
}

impl Hits {
    /// How many there are, and one more if there are more.
    fn counted(&self) -> usize {
        self.docs.len() + usize::from(self.more)
    }

    fn count(&mut self) {
        self.editions = self.names.count_editions(&self.docs);
        self.facets = self.names.count_facets(&self.docs);
    }

    /// Leaves only as many as there is room for; says whether there are more.
    fn cut(&mut self, room: usize) -> bool {
        if self.docs.len() > room {
            self.docs.truncate(room);
            self.more = true;
            self.count();
        }
        self.more
    }
}

/// Counts editions and facets over all segments.
fn count(known: &Known, segments: &[Hits], found: &mut Found) {
    let mut editions = Tally::new(known.editions.count());
    let mut facets = Tally::new(known.facets.count());
    for hits in segments {
        for (number, count) in &hits.editions {
            editions.add(*number, *count);
        }
        for (number, count) in hits.names.facets.iter().zip(&hits.facets) {
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
fn chosen(known: &Known, segments: &[Hits], asked: &Asked) -> Vec<(u32, DocId)> {
    let wanted = asked.skip + asked.take;
    let mut first: Vec<(u32, u64, u32, DocId)> = Vec::new();
    for hits in segments {
        // By edition; those of an edition are in their order.
        let (mut own, mut at) = (Vec::with_capacity(hits.docs.len()), 0);
        for (edition, count) in &hits.editions {
            let place = known.editions.place(*edition);
            let end = at + *count as usize;
            own.extend(hits.docs[at..end].iter().map(|doc| (place, *doc)));
            at = end;
        }
        if own.len() > wanted {
            own.select_nth_unstable(wanted);
            own.truncate(wanted);
        }
        let order = &hits.names.columns.order;
        first.extend(own.into_iter().map(|(place, doc)| {
            // An edition may be in two segments.
            (place, order.get_val(doc), hits.segment, doc)
        }));
    }
    first.sort_unstable();
    let page = first.into_iter().skip(asked.skip).take(asked.take);
    page.map(|(_, _, segment, doc)| (segment, doc)).collect()
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
    fn new(want: &Want, alike: Alike, frequent: &Frequent) -> Self {
        let each = |wants: &[Want]| {
            let made = wants.iter().map(|want| Self::new(want, alike, frequent));
            made.collect()
        };
        match want {
            Want::Word(sought) => Self::Word(Ready::new(sought, alike)),
            Want::Phrase(phrase) => Self::Phrase(Phrase::new(phrase, alike, frequent)),
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
    fn new(phrase: &[Sought], alike: Alike, frequent: &Frequent) -> Self {
        let words: Vec<Ready> = phrase.iter().map(|word| Ready::new(word, alike)).collect();
        let paired = |word: &Ready| word.how == How::Whole && is_paired(&word.folded, frequent);
        let mut pairs: Vec<(u32, String)> = Vec::new();
        for (two, at) in words.windows(2).zip(0..) {
            if paired(&two[0]) && paired(&two[1]) {
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
