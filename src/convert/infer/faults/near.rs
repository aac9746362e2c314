//! Which rare word is one letter away from a frequent one?

use rustc_hash::FxHashMap;

use crate::convert::infer::is_closed;
use crate::convert::infer::passage::Passage;
use crate::source::Span;

/// How often a word occurs that can be what a rare word was meant to be.
pub const FREQUENT: u32 = 3;

/// Shorter words, in letters, are too often neighbours of each other.
const SHORTEST: usize = 5;

/// The shortest words of which two letters may be exchanged for each other or
/// one for another: *form* and *from* are both words, and so are many pairs of
/// five letters.
const SHORTEST_EXCHANGE: usize = 7;

/// Longer words, in letters, are left alone: it bounds the work for each.
const LONGEST: usize = 24;

/// A word that occurs once, and what it may be a slip for.
pub struct Slip<'p, 'a> {
    /// The passage in which it stands.
    pub passage: &'p Passage<'a>,
    /// The word.
    pub span: Span,
    /// The frequent word.
    pub read: String,
    /// How often that occurs.
    pub count: u32,
}

/// A word of the text: how often, and where first.
struct Entry {
    count: u32,
    passage: usize,
    span: Span,
}

/// The slips of the text, in its order.
pub fn slips<'p, 'a>(passages: &'p [Passage<'a>], closed: &[Span]) -> Vec<Slip<'p, 'a>> {
    let words = count(passages, closed);
    let nearby = deletions(words.iter().filter(|(_, entry)| entry.count >= FREQUENT));
    let mut slips: Vec<Slip<'p, 'a>> = words
        .iter()
        .filter(|(_, entry)| entry.count == 1)
        .filter_map(|(word, entry)| {
            let (read, count) = nearest(word, &nearby, &words)?;
            Some(Slip {
                passage: &passages[entry.passage],
                span: entry.span,
                read: read.to_owned(),
                count,
            })
        })
        .collect();
    slips.sort_by_key(|slip| slip.span);
    slips
}

/// Words of small letters alone, outside `closed`. The map is only asked, or
/// gone through into something that is sorted.
fn count<'a>(passages: &[Passage<'a>], closed: &[Span]) -> FxHashMap<&'a str, Entry> {
    let mut words: FxHashMap<&'a str, Entry> = FxHashMap::default();
    for (number, passage) in passages.iter().enumerate() {
        for (index, &span) in passage.words.iter().enumerate() {
            let word = passage.word(index);
            if !is_plain(word) || is_closed(closed, span) {
                continue;
            }
            words
                .entry(word)
                .and_modify(|entry| entry.count += 1)
                .or_insert(Entry {
                    count: 1,
                    passage: number,
                    span,
                });
        }
    }
    words
}

fn is_plain(word: &str) -> bool {
    word.len() >= SHORTEST
        && word.chars().all(|c| c.is_lowercase())
        && (SHORTEST..=LONGEST).contains(&word.chars().count())
}

type Nearby<'a> = FxHashMap<String, Vec<&'a str>>;

/// Each frequent word under itself and under what is left of it without each
/// of its letters.
fn deletions<'w, 'a: 'w>(words: impl Iterator<Item = (&'w &'a str, &'w Entry)>) -> Nearby<'a> {
    let mut nearby: Nearby<'a> = FxHashMap::default();
    for (word, _) in words {
        nearby.entry((*word).to_owned()).or_default().push(word);
        for shorter in without_each_letter(word) {
            nearby.entry(shorter).or_default().push(word);
        }
    }
    nearby
}

fn without_each_letter(word: &str) -> impl Iterator<Item = String> {
    word.char_indices().map(move |(at, letter)| {
        let mut shorter = String::with_capacity(word.len());
        shorter.push_str(&word[..at]);
        shorter.push_str(&word[at + letter.len_utf8()..]);
        shorter
    })
}

/// The most frequent word that `word` may be a slip for, and how often it
/// occurs; of two as frequent, the first in the order of letters.
fn nearest<'a>(
    word: &str,
    nearby: &Nearby<'a>,
    words: &FxHashMap<&'a str, Entry>,
) -> Option<(&'a str, u32)> {
    let keys = std::iter::once(word.to_owned()).chain(without_each_letter(word));
    keys.filter_map(|key| nearby.get(&key))
        .flatten()
        .copied()
        .filter(|candidate| is_slip(word, candidate))
        .filter_map(|candidate| Some((candidate, words.get(candidate)?.count)))
        .max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0)))
}

/// Whether `word` is `meant` with one letter too many, too few or wrong, or with
/// two letters exchanged, in a place where languages do not inflect: neither
/// the first letter nor the last two, unless a letter was doubled.
fn is_slip(word: &str, meant: &str) -> bool {
    let word: Vec<char> = word.chars().collect();
    let meant: Vec<char> = meant.chars().collect();
    let head = word.iter().zip(&meant).take_while(|(a, b)| a == b).count();
    let shorter = word.len().min(meant.len());
    let tail = word.iter().rev().zip(meant.iter().rev());
    let tail = tail.take_while(|(a, b)| a == b).count().min(shorter - head);
    let (wrong, right) = (
        &word[head..word.len() - tail],
        &meant[head..meant.len() - tail],
    );
    let inner = head >= 1 && tail >= 2;
    match (wrong, right) {
        // A letter written twice: `bossess`.
        ([extra], []) if head > 0 && word[head - 1] == *extra => {
            head >= 2 && meant.len() > SHORTEST
        }
        ([_], []) | ([], [_]) => inner && shorter >= SHORTEST,
        ([_], [_]) => inner && shorter >= SHORTEST_EXCHANGE,
        ([a, b], [c, d]) => {
            a == d && b == c && head >= 1 && tail >= 1 && shorter >= SHORTEST_EXCHANGE
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_slip;

    #[test]
    fn slips_and_inflections() {
        for (word, meant) in [
            ("burgeoisie", "bourgeoisie"),
            ("bossess", "bosses"),
            ("governmnet", "government"),
            ("revoluton", "revolution"),
            ("revolutoin", "revolution"),
            ("revelution", "revolution"),
        ] {
            assert!(is_slip(word, meant), "{word} {meant}");
        }
        for (word, meant) in [
            ("worker", "workers"),
            ("worked", "worker"),
            ("obrera", "obrero"),
            ("fighting", "lighting"),
            ("union", "unions"),
            ("masse", "masses"),
            ("world", "word"),
            ("causal", "casual-"),
        ] {
            assert!(!is_slip(word, meant), "{word} {meant}");
        }
    }
}
