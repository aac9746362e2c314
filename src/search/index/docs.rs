//! Which pieces have all of these, one of them, one after the other?
//!
//! Sets of documents of one segment, in their order, that are never made whole.

use std::io;

use tantivy::postings::{BlockSegmentPostings, Postings, SegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, InvertedIndexReader, TERMINATED};

/// Documents in their order.
pub type Docs = Box<dyn DocSet>;

/// Lists that are held against each other one by one; more are joined first.
const FEW: usize = 12;

/// The length from which on a list is joined piece by piece.
const LONG: u32 = 512;

/// Documents that are joined at a time: a multiple of 64.
const STRETCH: DocId = 16_384;

/// No documents.
pub fn none() -> Docs {
    Box::new(Bits {
        bits: Vec::new(),
        doc: TERMINATED,
        count: 0,
        long: Vec::new(),
        to: 0,
    })
}

/// The documents that are in one of some lists.
pub fn one_of_lists(
    index: &InvertedIndexReader,
    lists: &[TermInfo],
    max_doc: DocId,
) -> io::Result<Docs> {
    let open = |info: &TermInfo| index.read_postings_from_terminfo(info, IndexRecordOption::Basic);
    if lists.len() <= FEW {
        let lists = lists.iter().map(|info| Ok(Box::new(open(info)?) as Docs));
        return Ok(one_of(lists.collect::<io::Result<_>>()?));
    }
    let (mut long, mut bits) = (Vec::new(), vec![0u64; max_doc as usize / 64 + 1]);
    let mut short: Option<BlockSegmentPostings> = None;
    for info in lists {
        if info.doc_freq >= LONG {
            long.push(open(info)?);
            continue;
        }
        let list = match &mut short {
            Some(list) => {
                index.reset_block_postings_from_terminfo(info, list)?;
                list
            }
            None => {
                let option = IndexRecordOption::Basic;
                short.insert(index.read_block_postings_from_terminfo(info, option)?)
            }
        };
        while let Some(last) = list.docs().last() {
            for doc in list.docs() {
                bits[*doc as usize / 64] |= 1 << (doc % 64);
            }
            if *last == TERMINATED {
                break;
            }
            list.advance();
        }
    }
    let count = lists.iter().map(|info| info.doc_freq);
    let mut bits = Bits {
        bits,
        doc: 0,
        count: count.fold(0, u32::saturating_add).min(max_doc),
        long,
        to: 0,
    };
    bits.doc = bits.from(0);
    Ok(Box::new(bits))
}

/// The documents that are in one of some sets.
pub fn one_of(mut sets: Vec<Docs>) -> Docs {
    sets.retain(|set| set.doc() != TERMINATED);
    match sets.len() {
        0 => none(),
        1 => sets.remove(0),
        _ => {
            let doc = sets.iter().map(|set| set.doc()).min().unwrap_or(TERMINATED);
            Box::new(OneOf { sets, doc })
        }
    }
}

/// The documents that are in all of some sets, and in none of others.
pub fn all_of(mut sets: Vec<Docs>, not: Vec<Docs>) -> Docs {
    sets.sort_by_key(|set| set.size_hint());
    if sets.is_empty() || sets.iter().any(|set| set.doc() == TERMINATED) {
        return none();
    }
    if sets.len() == 1 && not.is_empty() {
        return sets.remove(0);
    }
    let mut all = AllOf { sets, not, doc: 0 };
    let first = all.sets[0].doc();
    all.settle(first);
    Box::new(all)
}

/// The documents that have some words one after the other; of each word its place in
/// the row and the lists of its forms.
pub fn in_order(words: Vec<(u32, Vec<SegmentPostings>)>) -> Docs {
    if words.is_empty() || words.iter().any(|(_, lists)| lists.is_empty()) {
        return none();
    }
    let words = words.into_iter();
    let mut words: Vec<(u32, Places)> = words.map(|(at, lists)| (at, Places::new(lists))).collect();
    words.sort_by_key(|(_, places)| places.size());
    let mut phrase = InOrder {
        words,
        doc: 0,
        found: Vec::new(),
        more: Vec::new(),
    };
    let first = phrase.words[0].1.doc();
    phrase.settle(first);
    Box::new(phrase)
}

/// A set as bits. Long lists are put in piece by piece as it is read: whoever has
/// enough stops long before their end.
struct Bits {
    bits: Vec<u64>,
    doc: DocId,
    /// How many there are at most.
    count: u32,
    long: Vec<SegmentPostings>,
    /// The first document for which the long lists are not in the bits.
    to: DocId,
}

impl Bits {
    /// The first document from `doc` on, which is not before where we are.
    fn from(&mut self, mut doc: DocId) -> DocId {
        let end = (self.bits.len() * 64) as DocId;
        while doc < end {
            if doc >= self.to {
                self.fill(doc, end);
            }
            if let Some(found) = first_bit(&self.bits, doc, self.to) {
                return found;
            }
            doc = self.to;
        }
        TERMINATED
    }

    /// Puts the long lists in from `doc` on.
    fn fill(&mut self, doc: DocId, end: DocId) {
        self.to = match self.long.is_empty() {
            true => end,
            false => end.min((doc / STRETCH + 1) * STRETCH),
        };
        for list in &mut self.long {
            if list.doc() < doc {
                list.seek(doc);
            }
            while list.doc() < self.to {
                let doc = list.doc();
                self.bits[doc as usize / 64] |= 1 << (doc % 64);
                list.advance();
            }
        }
    }
}

/// The first bit that is set from one on, before another.
fn first_bit(bits: &[u64], from: DocId, to: DocId) -> Option<DocId> {
    let mut at = from as usize / 64;
    let mut word = bits.get(at)? & (u64::MAX << (from % 64));
    while word == 0 {
        at += 1;
        if at * 64 >= to as usize {
            return None;
        }
        word = *bits.get(at)?;
    }
    Some(at as u32 * 64 + word.trailing_zeros())
}

impl DocSet for Bits {
    fn advance(&mut self) -> DocId {
        if self.doc != TERMINATED {
            self.doc = self.from(self.doc + 1);
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.doc = if target == TERMINATED {
                TERMINATED
            } else {
                self.from(target)
            };
        }
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.count
    }
}

struct OneOf {
    sets: Vec<Docs>,
    doc: DocId,
}

impl OneOf {
    fn least(&mut self) -> DocId {
        self.sets.retain(|set| set.doc() != TERMINATED);
        self.doc = self
            .sets
            .iter()
            .map(|set| set.doc())
            .min()
            .unwrap_or(TERMINATED);
        self.doc
    }
}

impl DocSet for OneOf {
    fn advance(&mut self) -> DocId {
        let here = self.doc;
        let mut least = TERMINATED;
        let mut ended = false;
        for set in &mut self.sets {
            let doc = if set.doc() == here {
                set.advance()
            } else {
                set.doc()
            };
            least = least.min(doc);
            ended |= doc == TERMINATED;
        }
        if ended {
            return self.least();
        }
        self.doc = least;
        least
    }

    fn seek(&mut self, target: DocId) -> DocId {
        for set in &mut self.sets {
            if set.doc() < target {
                set.seek(target);
            }
        }
        self.least()
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        let sizes = self.sets.iter().map(|set| set.size_hint());
        sizes.fold(0, u32::saturating_add)
    }
}

/// The first set has the fewest.
struct AllOf {
    sets: Vec<Docs>,
    not: Vec<Docs>,
    doc: DocId,
}

impl AllOf {
    /// The first document from `doc` on, which is one of the first set.
    fn settle(&mut self, mut doc: DocId) -> DocId {
        'next: while doc != TERMINATED {
            for at in 1..self.sets.len() {
                let other = reach(&mut *self.sets[at], doc);
                if other > doc {
                    doc = self.sets[0].seek(other);
                    continue 'next;
                }
            }
            if self.not.iter_mut().any(|not| reach(&mut **not, doc) == doc) {
                doc = self.sets[0].advance();
                continue;
            }
            break;
        }
        self.doc = doc;
        doc
    }
}

fn reach(set: &mut dyn DocSet, doc: DocId) -> DocId {
    if set.doc() < doc {
        set.seek(doc)
    } else {
        set.doc()
    }
}

impl DocSet for AllOf {
    fn advance(&mut self) -> DocId {
        let next = self.sets[0].advance();
        self.settle(next)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let next = reach(&mut *self.sets[0], target);
        self.settle(next)
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.sets[0].size_hint()
    }
}

/// Where a word stands, in whatever form.
enum Places {
    /// The lists of its forms, and the first document of any.
    Few(Vec<SegmentPostings>, DocId),
    /// Of many forms: the documents, where the places of each begin, the places.
    Loaded {
        docs: Vec<DocId>,
        starts: Vec<usize>,
        places: Vec<u32>,
        at: usize,
    },
}

impl Places {
    fn new(lists: Vec<SegmentPostings>) -> Self {
        if lists.len() <= FEW {
            let first = lists.iter().map(|list| list.doc()).min();
            return Self::Few(lists, first.unwrap_or(TERMINATED));
        }
        let mut all: Vec<(DocId, u32)> = Vec::new();
        let mut some = Vec::new();
        for mut list in lists {
            while list.doc() != TERMINATED {
                list.positions(&mut some);
                all.extend(some.iter().map(|place| (list.doc(), *place)));
                list.advance();
            }
        }
        all.sort_unstable();
        let (mut docs, mut starts) = (Vec::new(), Vec::new());
        for (at, (doc, _)) in all.iter().enumerate() {
            if docs.last() != Some(doc) {
                docs.push(*doc);
                starts.push(at);
            }
        }
        starts.push(all.len());
        Self::Loaded {
            docs,
            starts,
            places: all.into_iter().map(|(_, place)| place).collect(),
            at: 0,
        }
    }

    fn size(&self) -> u32 {
        match self {
            Self::Few(lists, _) => lists.iter().map(|list| list.size_hint()).sum(),
            Self::Loaded { docs, .. } => docs.len() as u32,
        }
    }

    fn doc(&self) -> DocId {
        match self {
            Self::Few(_, doc) => *doc,
            Self::Loaded { docs, at, .. } => docs.get(*at).copied().unwrap_or(TERMINATED),
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::Few(_, doc) if *doc >= target => {}
            Self::Few(lists, first) => {
                *first = TERMINATED;
                for list in lists {
                    let mut doc = list.doc();
                    if doc < target {
                        doc = list.seek(target);
                    }
                    *first = doc.min(*first);
                }
            }
            Self::Loaded { docs, at, .. } => {
                *at += docs[*at..].partition_point(|doc| *doc < target);
            }
        }
        self.doc()
    }

    /// Its places in the document `doc`, where it is.
    fn places(&mut self, doc: DocId, into: &mut Vec<u32>) {
        into.clear();
        match self {
            Self::Few(lists, _) => {
                let mut some = 0;
                for list in lists.iter_mut().filter(|list| list.doc() == doc) {
                    list.append_positions_with_offset(0, into);
                    some += 1;
                }
                if some > 1 {
                    into.sort_unstable();
                }
            }
            Self::Loaded {
                starts, places, at, ..
            } => into.extend_from_slice(&places[starts[*at]..starts[*at + 1]]),
        }
    }
}

/// The rarest word stands first; each has its place in the phrase.
struct InOrder {
    words: Vec<(u32, Places)>,
    doc: DocId,
    found: Vec<u32>,
    more: Vec<u32>,
}

impl InOrder {
    fn settle(&mut self, mut doc: DocId) -> DocId {
        'next: while doc != TERMINATED {
            for at in 1..self.words.len() {
                let places = &mut self.words[at].1;
                let other = places.seek(doc);
                if other > doc {
                    doc = self.words[0].1.seek(other);
                    continue 'next;
                }
            }
            if self.stands_in(doc) {
                break;
            }
            doc = self.words[0].1.seek(doc + 1);
        }
        self.doc = doc;
        doc
    }

    fn stands_in(&mut self, doc: DocId) -> bool {
        let (first, rest) = self.words.split_at_mut(1);
        let (offset, places) = &mut first[0];
        places.places(doc, &mut self.found);
        let offset = *offset;
        // Where the phrase would begin.
        self.found.retain_mut(|place| {
            let begins = *place >= offset;
            *place = place.wrapping_sub(offset);
            begins
        });
        for (offset, places) in rest {
            if self.found.is_empty() {
                return false;
            }
            places.places(doc, &mut self.more);
            let more = &self.more;
            self.found
                .retain(|begin| more.binary_search(&(begin + *offset)).is_ok());
        }
        !self.found.is_empty()
    }
}

impl DocSet for InOrder {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        let next = self.words[0].1.seek(self.doc + 1);
        self.settle(next)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        let next = self.words[0].1.seek(target);
        self.settle(next)
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.words[0].1.size()
    }
}
