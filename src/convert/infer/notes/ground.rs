//! Where in the text does a note find what it takes up?

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::convert::infer::passage::{Passage, is_capitalised, is_space, sentences};
use crate::source::Span;

use super::clues::{self, Clue, Kind, Read};
use super::persons::{Person, persons};
use super::{Candidate, THIN};

/// The mentions of a word that are looked at; later ones are not first ones.
const MENTIONS: usize = 64;

/// The places that are kept for one note.
const PLACES: usize = 24;

/// A word of the text: passage and word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mention {
    /// The passage, by its number.
    pub passage: usize,
    /// The word, by its number in it.
    pub word: usize,
}

/// The text, with the words that notes take up.
struct Ground<'t, 'a> {
    text: &'t [&'t Passage<'a>],
    mentions: FxHashMap<String, Vec<Mention>>,
    counts: FxHashMap<String, u32>,
    sentences: Vec<Vec<Span>>,
    traces: Vec<(usize, u32)>,
    persons: Vec<Person>,
}

/// A sentence: its passage, and its number in it.
type Sentence = (usize, usize);

/// What the rare words of a note weigh together in a sentence.
type Shared = BTreeMap<Sentence, f32>;

/// What a word of a note that occurs `count` times adds to its neighbours.
fn rare_weight(count: u32) -> f32 {
    match count {
        1..=3 => 0.6,
        4..=8 => 0.3,
        _ => 0.0,
    }
}

/// The candidates of all notes, each list in the order of the text.
pub fn candidates(text: &[&Passage<'_>], notes: &[&Passage<'_>]) -> Vec<Vec<Candidate>> {
    let read: Vec<Read> = notes.iter().map(|note| clues::read(note)).collect();
    let ground = Ground::new(text, &read);
    (0..read.len())
        .map(|index| of_note(&ground, &read, index))
        .collect()
}

fn of_note(ground: &Ground<'_, '_>, notes: &[Read], index: usize) -> Vec<Candidate> {
    let note = &notes[index];
    let mut places: BTreeMap<u32, Candidate> = BTreeMap::new();
    let mut add = |candidate: Candidate| {
        let place = places
            .entry(candidate.offset)
            .or_insert_with(|| candidate.clone());
        if candidate.score > place.score {
            *place = candidate;
        }
    };
    let shared = ground.shared(note);
    for clue in &note.clues {
        for (rank, mention) in ground.find(clue).into_iter().enumerate() {
            add(ground.mentioned(note, clue, (mention, rank), &shared));
        }
    }
    if note.office {
        ground.office_holders(note).into_iter().for_each(&mut add);
    }
    if let Some(kind) = &note.one_of_a_kind {
        ground
            .ones_of_a_kind(kind, notes, index)
            .into_iter()
            .for_each(&mut add);
    }
    ground.traced().into_iter().for_each(&mut add);
    let mut list: Vec<Candidate> = places.into_values().collect();
    list.retain(|candidate| candidate.score >= THIN);
    list.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.offset.cmp(&b.offset)));
    list.truncate(PLACES);
    list.sort_by_key(|candidate| candidate.offset);
    list
}

impl<'t, 'a> Ground<'t, 'a> {
    fn new(text: &'t [&'t Passage<'a>], notes: &[Read]) -> Self {
        let mut mentions: FxHashMap<String, Vec<Mention>> = FxHashMap::default();
        for note in notes {
            let words = note.clues.iter().flat_map(|clue| &clue.words);
            for word in words.chain(&note.words).chain(&note.one_of_a_kind) {
                mentions.entry(word.clone()).or_default();
            }
        }
        let mut counts: FxHashMap<String, u32> = FxHashMap::default();
        for (passage, content) in text.iter().enumerate() {
            for word in 0..content.words.len() {
                let small = content.word(word).to_lowercase();
                if let Some(list) = mentions.get_mut(&small) {
                    if list.len() < MENTIONS {
                        list.push(Mention { passage, word });
                    }
                    *counts.entry(small).or_default() += 1;
                }
            }
        }
        let offices = notes.iter().any(|note| note.office);
        Self {
            text,
            mentions,
            counts,
            sentences: text.iter().map(|passage| sentences(passage)).collect(),
            traces: traces(text),
            persons: if offices { persons(text) } else { Vec::new() },
        }
    }

    /// Where the words of `clue` stand in a row, in the order of the text.
    fn find(&self, clue: &Clue) -> Vec<Mention> {
        let Some(first) = clue.words.first() else {
            return Vec::new();
        };
        let mentions = self.mentions.get(first).map_or(&[][..], Vec::as_slice);
        mentions
            .iter()
            .copied()
            .filter(|mention| self.stands_at(clue, *mention))
            .collect()
    }

    fn stands_at(&self, clue: &Clue, mention: Mention) -> bool {
        let passage = self.text[mention.passage];
        let in_a_row = clue.words.iter().enumerate().all(|(step, word)| {
            let index = mention.word + step;
            let near = step == 0 || is_space(passage.gap(index)) || passage.gap(index) == "-";
            near && passage.word(index).to_lowercase() == *word
        });
        let written = passage.word(mention.word);
        match clue.kind {
            Kind::Initials => written.chars().all(char::is_uppercase),
            Kind::Name | Kind::PartOfSubject => in_a_row && is_capitalised(written),
            _ => in_a_row,
        }
    }

    /// A mention of `clue`, the one of number `rank` from 0.
    fn mentioned(
        &self,
        note: &Read,
        clue: &Clue,
        (mention, rank): (Mention, usize),
        shared: &Shared,
    ) -> Candidate {
        let count = match clue.words.as_slice() {
            [word] => self.counts.get(word).copied().unwrap_or(1),
            _ => 1,
        };
        // A word that the text has everywhere shows nothing.
        let rarity = match (clue.kind, count) {
            (Kind::Word | Kind::Name, 0..=3) => 1.0,
            (Kind::Word | Kind::Name, 4..=8) => 0.6,
            (Kind::Word | Kind::Name, _) => 0.3,
            _ => 1.0,
        };
        let later = [1.0, 0.75, 0.65][rank.min(2)];
        let last = mention.word + clue.words.len() - 1;
        let (offset, brackets) = self.call_after(note, mention.passage, last);
        let sentence = self.shared_in_sentence(note, clue, mention, shared);
        let trace = if self.is_traced(offset) { 1.5 } else { 0.0 };
        let bracketed = if brackets { 0.5 } else { 0.0 };
        let words = self.words(mention, last);
        Candidate {
            offset,
            passage: mention.passage,
            score: clue.weight * rarity * later + sentence + bracketed + trace,
            doubtful: matches!(clue.kind, Kind::Whole | Kind::Word),
            reason: reason(clue.kind, words, rank, trace > 0.0),
        }
    }

    fn words(&self, mention: Mention, last: usize) -> &'a str {
        let passage = self.text[mention.passage];
        let last = last.min(passage.words.len() - 1);
        let (start, end) = (passage.words[mention.word].start, passage.words[last].end);
        &passage.text[start as usize..end as usize]
    }

    /// Where a call after word `last` would stand: after the compound, the
    /// genitive, the closing quotation mark, and after brackets if the note
    /// takes up words in them.
    fn call_after(&self, note: &Read, passage: usize, last: usize) -> (u32, bool) {
        let passage = self.text[passage];
        let mut last = last;
        while passage.gap(last + 1) == "-" && last + 1 < passage.words.len() {
            last += 1;
        }
        let mut end = passage.words[last].end as usize;
        let genitive = passage.word(last + 1) == "s" && matches!(passage.gap(last + 1), "’" | "'");
        if genitive {
            end = passage.words[last + 1].end as usize;
        }
        let rest = passage.after(end);
        end += rest
            .chars()
            .next()
            .filter(|c| "”»".contains(*c))
            .map_or(0, char::len_utf8);
        let brackets = self.brackets_taken_up(note, passage, end);
        (brackets.unwrap_or(end as u32), brackets.is_some())
    }

    fn brackets_taken_up(&self, note: &Read, passage: &Passage<'_>, end: usize) -> Option<u32> {
        let rest = passage.after(end);
        let inner = rest.strip_prefix(' ').unwrap_or(rest);
        let start = end + rest.len() - inner.len();
        let length = inner.starts_with('(').then(|| closing_bracket(inner))??;
        let close = (start + length + 1) as u32;
        let taken_up = (passage.word_from(start as u32)..passage.word_from(close)).any(|index| {
            let small = passage.word(index).to_lowercase();
            note.words.binary_search(&small).is_ok()
        });
        taken_up.then_some(close)
    }

    /// For each sentence, the rare words of `note` that stand in it.
    fn shared(&self, note: &Read) -> Shared {
        let mut shared = Shared::new();
        for word in &note.words {
            let mentions = self.mentions.get(word).map_or(&[][..], Vec::as_slice);
            let weight = rare_weight(self.count(word));
            if weight > 0.0 {
                let sentences: BTreeSet<Sentence> =
                    mentions.iter().map(|&other| self.sentence(other)).collect();
                for sentence in sentences {
                    *shared.entry(sentence).or_default() += weight;
                }
            }
        }
        shared
    }

    /// Other rare words of the note in the sentence of a mention of `clue`.
    fn shared_in_sentence(
        &self,
        note: &Read,
        clue: &Clue,
        mention: Mention,
        shared: &Shared,
    ) -> f32 {
        let all = shared.get(&self.sentence(mention)).copied().unwrap_or(0.0);
        let own: f32 = clue
            .words
            .iter()
            .filter(|word| note.words.binary_search(word).is_ok())
            .map(|word| rare_weight(self.count(word)))
            .sum();
        (all - own).clamp(0.0, 1.5)
    }

    fn sentence(&self, mention: Mention) -> Sentence {
        let start = self.text[mention.passage].words[mention.word].start;
        let list = &self.sentences[mention.passage];
        (
            mention.passage,
            list.partition_point(|sentence| sentence.end <= start),
        )
    }

    /// Persons who stand in the same paragraphs as what the office belongs to:
    /// the larger the part of their paragraphs, the likelier.
    fn office_holders(&self, note: &Read) -> Vec<Candidate> {
        let belongs: Vec<Mention> = note
            .clues
            .iter()
            .filter(|clue| matches!(clue.kind, Kind::Initials | Kind::Name))
            .filter(|clue| clue.kind == Kind::Initials || self.count(&clue.words[0]) <= 8)
            .flat_map(|clue| self.find(clue))
            .collect();
        let with: BTreeSet<usize> = belongs.iter().map(|m| m.passage).collect();
        let mut found = Vec::new();
        for person in &self.persons {
            let where_named = &person.paragraphs;
            let together = with
                .iter()
                .filter(|p| where_named.binary_search(p).is_ok())
                .count();
            if together == 0 {
                continue;
            }
            let share = together as f32 / where_named.len() as f32;
            let repeated = if together > 1 { 0.5 } else { 0.0 };
            let (offset, _) = self.call_after(note, person.first.passage, person.end);
            let name = self.words(person.first, person.end);
            found.push(Candidate {
                offset,
                passage: person.first.passage,
                score: 2.0 + 2.5 * share + repeated,
                doubtful: false,
                reason: format!(
                    "the note says who holds an office; `{name}` stands in {together} of {} \
                     paragraphs with what it belongs to",
                    where_named.len()
                ),
            });
        }
        found
    }

    fn count(&self, word: &str) -> u32 {
        self.counts.get(word).copied().unwrap_or(0)
    }

    /// Names that hold the word `kind`: `Nationalist Party` for a note `The
    /// Party of Humala`. A note that names the same person can say which.
    fn ones_of_a_kind(&self, kind: &str, notes: &[Read], index: usize) -> Vec<Candidate> {
        let note = &notes[index];
        let near = notes
            .iter()
            .enumerate()
            .skip(index.saturating_sub(8))
            .take(17);
        let others: Vec<&Read> = near
            .filter(|(other, _)| *other != index)
            .map(|(_, n)| n)
            .collect();
        let linked = |other: &Read| {
            note.words
                .iter()
                .any(|word| word != kind && other.words.binary_search(word).is_ok())
        };
        let mentions = self.mentions.get(kind).map_or(&[][..], Vec::as_slice);
        let mut found = Vec::new();
        for &mention in mentions {
            let passage = self.text[mention.passage];
            let before = mention
                .word
                .checked_sub(1)
                .map_or("", |at| passage.word(at));
            let named = is_capitalised(passage.word(mention.word))
                && is_capitalised(before)
                && is_space(passage.gap(mention.word));
            if !named {
                continue;
            }
            let small = before.to_lowercase();
            let holds = |other: &&Read| other.words.binary_search(&small).is_ok();
            let says = others
                .iter()
                .copied()
                .any(|other| linked(other) && holds(&other));
            let explained = others
                .iter()
                .copied()
                .any(|other| !linked(other) && holds(&other));
            let score = 3.0 + if says { 1.5 } else { 0.0 } - if explained { 1.5 } else { 0.0 };
            let (offset, _) = self.call_after(note, mention.passage, mention.word);
            let said = if says {
                "; another note on the same name calls it so"
            } else {
                ""
            };
            found.push(Candidate {
                offset,
                passage: mention.passage,
                score,
                doubtful: false,
                reason: format!(
                    "the note says which one is meant; `{before} {}` is one{said}",
                    passage.word(mention.word)
                ),
            });
        }
        found
    }

    /// Places where a call may have left a space.
    fn traced(&self) -> Vec<Candidate> {
        if self.traces.len() > 3 {
            // A habit of the text, not a trace.
            return Vec::new();
        }
        let alone = self.traces.len() == 1;
        self.traces
            .iter()
            .map(|&(passage, offset)| Candidate {
                offset,
                passage,
                score: if alone { 3.0 } else { 2.0 },
                doubtful: !alone,
                reason: "a stray space before a comma, as a lost call may leave it".to_owned(),
            })
            .collect()
    }

    fn is_traced(&self, offset: u32) -> bool {
        let found = self.traces.binary_search_by_key(&offset, |trace| trace.1);
        found.is_ok() && self.traces.len() <= 3
    }
}

/// Where the bracket closes that opens `text`, if within two hundred characters.
fn closing_bracket(text: &str) -> Option<usize> {
    let mut near = text.char_indices().take(200);
    near.find_map(|(at, character)| (character == ')').then_some(at))
}

fn reason(kind: Kind, words: &str, rank: usize, traced: bool) -> String {
    let what = match kind {
        Kind::Lemma => format!("the note opens with its lemma `{words}`"),
        Kind::Subject => format!("`{words}` is the subject of the note"),
        Kind::PartOfSubject => format!("the subject of the note names `{words}`"),
        Kind::Initials => format!("`{words}` are the initials of a name in the note"),
        Kind::Whole => format!("the note only repeats the words `{words}`"),
        Kind::Name => format!("the note names `{words}`"),
        Kind::Word => format!("the note has the word `{words}`"),
    };
    let mention = match rank {
        0 => "first mention".to_owned(),
        _ => format!("mention {}", rank + 1),
    };
    let trace = if traced {
        "; a stray space stands there"
    } else {
        ""
    };
    format!("{what}; {mention}{trace}")
}

/// Spaces before a comma after a word: where they stand, in order.
fn traces(text: &[&Passage<'_>]) -> Vec<(usize, u32)> {
    let mut found = Vec::new();
    for (number, passage) in text.iter().enumerate() {
        for (at, _) in passage.content().match_indices(" ,") {
            let offset = passage.span.start as usize + at;
            if passage.before(offset).is_some_and(char::is_alphanumeric) {
                found.push((number, offset as u32));
            }
        }
    }
    found
}
