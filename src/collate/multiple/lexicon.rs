//! The different forms of all witnesses, as numbers in the order of their
//! letters, and what the aligner needs to know of each.

use rustc_hash::FxHashMap;

use crate::collate::witness::is_mark;

/// One form.
pub(super) struct Word {
    /// Its letters.
    pub(super) letters: Box<[char]>,
    /// Which letters it has, folded to 64 bits: two words whose bits have little
    /// in common are not alike.
    bits: u64,
    /// Whether it has no letter and no digit.
    pub(super) is_punctuation: bool,
    /// What it tells that two places have it: the logarithm of how many words
    /// one reads until the next of its kind.
    pub(super) information: f32,
}

/// All forms.
pub(super) struct Lexicon {
    words: Vec<Word>,
    /// The information of a word that one witness has once.
    most: f32,
}

impl Lexicon {
    /// Numbers the forms of all texts; the second value is the texts as numbers.
    pub(super) fn new(texts: &[Vec<&str>]) -> (Self, Vec<Vec<u32>>) {
        let mut counts: FxHashMap<&str, u32> = FxHashMap::default();
        let forms = texts.iter().flatten();
        forms.for_each(|form| *counts.entry(form).or_default() += 1);
        let mut forms: Vec<(&str, u32)> =
            counts.iter().map(|(form, times)| (*form, *times)).collect();
        forms.sort_unstable();
        let all: usize = texts.iter().map(Vec::len).sum();
        let words = forms
            .iter()
            .map(|&(form, times)| Word::new(form, all as f32 / times as f32));
        let words = words.collect();
        let mut numbers = counts;
        for (number, (form, _)) in forms.iter().enumerate() {
            numbers.insert(form, number as u32);
        }
        let numbered = texts
            .iter()
            .map(|text| text.iter().map(|form| numbers[form]).collect());
        let filled = texts.iter().filter(|text| !text.is_empty()).count();
        let most = (all as f32 / filled.max(1) as f32).max(2.0).ln();
        (Self { words, most }, numbered.collect())
    }

    /// The form with this number.
    pub(super) fn word(&self, number: u32) -> &Word {
        &self.words[number as usize]
    }

    /// From 0, a word that stands everywhere, to 1, one that stands once.
    pub(super) fn rarity(&self, number: u32) -> f32 {
        (self.word(number).information / self.most).min(1.0)
    }
}

impl Word {
    fn new(form: &str, apart: f32) -> Self {
        let letters: Box<[char]> = form.chars().collect();
        Self {
            bits: letters
                .iter()
                .fold(0, |bits, letter| bits | 1 << (*letter as u32 % 64)),
            is_punctuation: is_mark(form),
            information: apart.ln(),
            letters,
        }
    }

    /// How like two words are to the eye, from 0 to 1: the letters that need not
    /// be changed, left out, put in or exchanged with their neighbour, as a
    /// share of the longer word; 0 if that is less than half.
    pub(super) fn likeness(&self, other: &Self) -> f32 {
        let longer = self.letters.len().max(other.letters.len());
        let most = longer / 2;
        let apart = self.letters.len().abs_diff(other.letters.len());
        let foreign = (self.bits & !other.bits)
            .count_ones()
            .max((other.bits & !self.bits).count_ones());
        if apart > most || foreign as usize > most {
            return 0.0;
        }
        let steps = steps(&self.letters, &other.letters);
        if steps > most {
            0.0
        } else {
            1.0 - steps as f32 / longer as f32
        }
    }
}

/// Whether two different words look so much alike that one may be the other in
/// another spelling.
pub(in crate::collate) fn are_alike(one: &str, other: &str) -> bool {
    Word::new(one, 1.0).likeness(&Word::new(other, 1.0)) > 0.0
}

/// Fewest changes from one word to another (Damerau and Levenshtein's distance,
/// no letter touched twice).
fn steps(one: &[char], other: &[char]) -> usize {
    let mut before = vec![0; other.len() + 1];
    let mut above: Vec<usize> = (0..=other.len()).collect();
    let mut row = above.clone();
    for (i, a) in one.iter().enumerate() {
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let changed = above[j] + usize::from(a != b);
            row[j + 1] = changed.min(above[j + 1] + 1).min(row[j] + 1);
            let exchanged = i > 0 && j > 0 && *a == other[j - 1] && one[i - 1] == *b;
            if exchanged {
                row[j + 1] = row[j + 1].min(before[j - 1] + 1);
            }
        }
        std::mem::swap(&mut before, &mut above);
        std::mem::swap(&mut above, &mut row);
    }
    above[other.len()]
}
