//! Where in a text does it stand?
//!
//! The same question that the index answers, asked of one text: for the lines of
//! a concordance, and for the marks in a page.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::alike::{Alike, fold_into, folded};
use super::query::{How, Sought, Want};
use super::word::words;

/// Finds what is looked for in texts.
#[derive(Debug)]
pub struct Finder {
    alike: Alike,
    phrases: Vec<Vec<Ready>>,
    /// Loosest forms that were looked at, with the words that they may be: a text
    /// has few words often.
    known: FxHashMap<String, u64>,
    /// The loosest form of the word that is looked at.
    folded: String,
    /// All words of all phrases, one after the other.
    ready: Vec<Ready>,
}

/// A word that is looked for, in the forms that are compared.
#[derive(Clone, Debug)]
struct Ready {
    folded: String,
    form: String,
    how: How,
}

impl Ready {
    fn new(sought: &Sought, alike: Alike) -> Self {
        Self {
            folded: folded(&sought.word),
            form: alike.form(&sought.word),
            how: sought.how,
        }
    }

    /// Whether a word with this loosest form may be meant.
    fn may_be(&self, folded: &str) -> bool {
        is_like(&self.folded, folded, self.how)
    }
}

/// Whether `word` is like `sought`; both in the same form.
pub fn is_like(sought: &str, word: &str, how: How) -> bool {
    match how {
        How::Whole => sought == word,
        How::Begins => word.starts_with(sought),
        How::Near(most) => letters_amiss(sought, word, usize::from(most)),
    }
}

/// Whether at most so many letters are amiss: one too many, one too few, another
/// one, or two exchanged.
fn letters_amiss(one: &str, other: &str, most: usize) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().abs_diff(other.len()) > most {
        return false;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.iter().enumerate() {
        let mut next = vec![at + 1];
        for (to, found) in other.iter().enumerate() {
            let same = usize::from(letter != found);
            let mut least = (row[to] + same).min(row[to + 1] + 1).min(next[to] + 1);
            let exchanged = at > 0 && to > 0 && one[at - 1] == *found && *letter == other[to - 1];
            if exchanged {
                least = least.min(before[to - 1] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().is_some_and(|amiss| *amiss <= most)
}

impl Finder {
    /// Finds `want` in texts.
    pub fn new(want: &Want, alike: Alike) -> Self {
        let phrase = |want: &&Want| -> Vec<Ready> {
            match want {
                Want::Word(sought) => vec![Ready::new(sought, alike)],
                Want::Phrase(phrase) => phrase.iter().map(|s| Ready::new(s, alike)).collect(),
                _ => Vec::new(),
            }
        };
        let phrases: Vec<Vec<Ready>> = want.shown().iter().map(phrase).collect();
        let ready = phrases.iter().flatten().cloned().collect();
        Self {
            alike,
            phrases,
            known: FxHashMap::default(),
            folded: String::new(),
            ready,
        }
    }

    /// The places at which it stands, as ranges of bytes, in order and apart.
    pub fn find(&mut self, text: &str) -> Vec<Range<usize>> {
        let ranges: Vec<Range<usize>> = words(text).collect();
        let like: Vec<u64> = ranges
            .iter()
            .map(|range| self.like(&text[range.clone()]))
            .collect();
        let mut found: Vec<Range<usize>> = Vec::new();
        let mut first = 0;
        for phrase in &self.phrases {
            for at in 0..(ranges.len() + 1).saturating_sub(phrase.len()) {
                let stands =
                    (0..phrase.len()).all(|step| like[at + step] & (1 << (first + step)) != 0);
                if stands && !phrase.is_empty() {
                    found.push(ranges[at].start..ranges[at + phrase.len() - 1].end);
                }
            }
            first += phrase.len();
        }
        found.sort_by_key(|range| (range.start, range.end));
        let mut apart: Vec<Range<usize>> = Vec::with_capacity(found.len());
        for range in found {
            match apart.last_mut() {
                Some(last) if range.start < last.end => last.end = last.end.max(range.end),
                _ => apart.push(range),
            }
        }
        apart
    }

    /// Which of the words that are looked for a word may be, one bit each.
    fn like(&mut self, word: &str) -> u64 {
        self.folded.clear();
        fold_into(word, &mut self.folded);
        let may_be = match self.known.get(&self.folded) {
            Some(known) => *known,
            None => {
                let bits = self.ready.iter().zip(0..64);
                let may_be = bits.filter(|(ready, _)| ready.may_be(&self.folded));
                let may_be = may_be.fold(0, |bits, (_, bit)| bits | (1 << bit));
                self.known.insert(self.folded.clone(), may_be);
                may_be
            }
        };
        if may_be == 0 || self.alike == Alike::default() {
            return may_be;
        }
        let form = self.alike.form(word);
        let bits = self.ready.iter().zip(0..64u32);
        let is = bits.filter(|(ready, bit)| {
            may_be & (1 << bit) != 0 && is_like(&ready.form, &form, ready.how)
        });
        is.fold(0, |bits, (_, bit)| bits | (1 << bit))
    }
}

#[cfg(test)]
mod tests {
    use super::super::query::parse;
    use super::*;

    fn found(query: &str, alike: Alike, text: &str) -> String {
        let want = parse(query).want.expect("a query");
        let found = Finder::new(&want, alike).find(text);
        let found: Vec<&str> = found.into_iter().map(|range| &text[range]).collect();
        found.join("|")
    }

    #[test]
    fn words_are_found_as_the_reader_wants_them() {
        let text = "Arma virumque cano, Troiae qui primus; ÁRMA uirum";
        let loose = Alike::default();
        assert_eq!(found("arma", loose, text), "Arma|ÁRMA");
        assert_eq!(
            found("\"arma vir*\"", loose, text),
            "Arma virumque|ÁRMA uirum"
        );
        assert_eq!(found("vir* -cano", loose, text), "virumque|uirum");
        assert_eq!(found("canno~ OR troja*", loose, text), "cano|Troiae");
        let marks = Alike {
            marks: true,
            ..loose
        };
        assert_eq!(found("arma", marks, text), "Arma");
        let spelling = Alike {
            spelling: true,
            ..loose
        };
        assert_eq!(found("vir*", spelling, text), "virumque");
        let case = Alike {
            case: true,
            ..loose
        };
        assert_eq!(found("arma", case, text), "");
    }
}
