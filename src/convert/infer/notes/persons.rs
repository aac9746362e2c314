//! Who is named in the text?

use rustc_hash::FxHashMap;

use crate::convert::infer::passage::{Passage, is_capitalised, is_space};
use crate::convert::infer::tongue::function_word;

use super::ground::Mention;

/// Somebody's name where it first stands in full.
pub struct Person {
    /// Its first word.
    pub first: Mention,
    /// Its last word, taken for the surname.
    pub end: usize,
    /// The passages in which the surname stands, in order.
    pub paragraphs: Vec<usize>,
}

/// Names of persons: two or three capitalised words in a row, after no article
/// and no title, each with small letters, not the head of a block. One for each
/// surname.
pub fn persons(text: &[&Passage<'_>]) -> Vec<Person> {
    let mut found = full_names(text);
    let mut by_surname: FxHashMap<&str, usize> = FxHashMap::default();
    found.retain(|person| {
        let next = by_surname.len();
        let surname = text[person.first.passage].word(person.end);
        let entry = by_surname.entry(surname).or_insert(next);
        *entry == next
    });
    for (number, passage) in text.iter().enumerate() {
        for index in 0..passage.words.len() {
            if let Some(&person) = by_surname.get(passage.word(index)) {
                let paragraphs = &mut found[person].paragraphs;
                if paragraphs.last() != Some(&number) {
                    paragraphs.push(number);
                }
            }
        }
    }
    found
}

fn full_names(text: &[&Passage<'_>]) -> Vec<Person> {
    let mut found = Vec::new();
    for (number, passage) in text.iter().enumerate() {
        let mut index = 1;
        while index < passage.words.len() {
            let end = run_end(passage, index);
            let before = passage.word(index - 1).to_lowercase();
            let stands =
                is_space(passage.gap(index)) || passage.gap(index).contains(['–', '-', '(']);
            if (2..=3).contains(&(end - index)) && stands && !is_determiner(&before) {
                found.push(Person {
                    first: Mention {
                        passage: number,
                        word: index,
                    },
                    end: end - 1,
                    paragraphs: Vec::new(),
                });
            }
            index = end.max(index + 1);
        }
    }
    found
}

/// The index after the last of the capitalised words that begin at `index`.
fn run_end(passage: &Passage<'_>, index: usize) -> usize {
    let mut end = index;
    while end < passage.words.len() && (end == index || passage.gap(end) == " ") {
        let word = passage.word(end);
        let name = is_capitalised(word)
            && word.chars().any(char::is_lowercase)
            && function_word(&word.to_lowercase()).count() == 0
            && !is_title(word);
        if !name {
            break;
        }
        end += 1;
    }
    end
}

fn is_determiner(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "our"
            | "their"
            | "its"
            | "this"
            | "a"
            | "an"
            | "el"
            | "la"
            | "los"
            | "las"
            | "le"
            | "les"
            | "l"
            | "der"
            | "die"
            | "das"
            | "dem"
            | "den"
            | "des"
            | "il"
            | "lo"
            | "gli"
            | "o"
            | "os"
            | "as"
            | "do"
            | "da"
            | "del"
            | "du"
            | "al"
            | "au"
            | "general"
            | "president"
    )
}

/// Who is named with his title needs no note about his office.
fn is_title(word: &str) -> bool {
    matches!(
        word,
        "General"
            | "President"
            | "Minister"
            | "Colonel"
            | "Captain"
            | "Comrade"
            | "Señor"
            | "Don"
            | "Doña"
            | "Presidente"
            | "Ministro"
            | "Coronel"
            | "Président"
            | "Ministre"
            | "Präsident"
            | "Herr"
            | "Frau"
            | "Monsieur"
            | "Madame"
            | "Signor"
            | "Senhor"
            | "Lord"
            | "Sir"
            | "Lady"
            | "King"
            | "Queen"
            | "Pope"
            | "Bishop"
    )
}
