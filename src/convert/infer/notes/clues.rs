//! What may a note explain?

use crate::convert::infer::passage::{Passage, is_capitalised, is_space};
use crate::convert::infer::tongue::function_word;

/// What a note takes up from the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Clue {
    /// Words in a row, in small letters.
    pub words: Vec<String>,
    /// How much a first mention of them counts.
    pub weight: f32,
    /// What they are in the note, for the reason.
    pub kind: Kind,
}

/// What words are in a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Before a colon: `PC-PR-PS: A coalition …`.
    Lemma,
    /// Before *is*, *was* …: `El Callao is Lima's port`.
    Subject,
    /// The capitalised words of the subject, one by one.
    PartOfSubject,
    /// First letters of a long name: `Confederación General del Trabajo de Perú`.
    Initials,
    /// The whole note, which is no more than words of the text.
    Whole,
    /// A name.
    Name,
    /// Another word.
    Word,
}

/// A note, read for what it takes up.
#[derive(Clone, Debug, Default)]
pub struct Read {
    /// What it takes up, the strongest first.
    pub clues: Vec<Clue>,
    /// `The head of …`: the note says what office a person has.
    pub office: bool,
    /// `The Party of …`: the note says which one of a kind is meant.
    pub one_of_a_kind: Option<String>,
    /// All its words that are no function words, in small letters.
    pub words: Vec<String>,
}

/// Offices, by which a note tells who somebody is.
const OFFICES: &str = "\
    head leader chief president secretary owner director founder chairman chairwoman minister \
    boss spokesman spokeswoman author editor king queen bishop governor mayor general commander \
    jefe jefa dirigente líder presidente presidenta secretario dueño director fundador ministro \
    chef dirigeant président secrétaire propriétaire fondateur ministre directeur \
    vorsitzender vorsitzende leiter präsident sekretär gründer minister \
    capo presidente segretario proprietario fondatore ministro direttore \
    chefe dono diretor secretário governador";

/// Words after which the subject of a note ends.
const COPULAS: [&str; 22] = [
    "is", "was", "are", "were", "es", "fue", "era", "son", "eran", "est", "était", "sont",
    "étaient", "ist", "war", "sind", "waren", "è", "erano", "sono", "é", "foi",
];

/// The most words that are looked at in one note.
const LONGEST: usize = 200;

/// Reads a note.
pub fn read(note: &Passage<'_>) -> Read {
    let first = after_label(note);
    let count = note.words.len().min(first + LONGEST);
    let words: Vec<String> = (first..count)
        .map(|i| note.word(i).to_lowercase())
        .collect();
    let of_second = |index: usize| {
        words.get(index).is_some_and(|w| {
            matches!(
                w.as_str(),
                "of" | "de" | "del" | "du" | "von" | "der" | "des" | "di" | "della" | "do" | "da"
            )
        })
    };
    let start = usize::from(words.first().is_some_and(|word| is_article(word)));
    let head = words.get(start).cloned().unwrap_or_default();
    let office = OFFICES.split_whitespace().any(|office| office == head) && of_second(start + 1);
    let short = words.len() <= 6;
    let kind = note.word(first + start);
    let one_of_a_kind =
        (!office && short && start == 1 && of_second(start + 1) && is_capitalised(kind))
            .then_some(head);
    let mut read = Read {
        clues: Vec::new(),
        office,
        one_of_a_kind,
        words: words
            .iter()
            .filter(|word| is_telling(word))
            .cloned()
            .collect(),
    };
    read.words.sort_unstable();
    read.words.dedup();
    read.clues = clues(note, first, start, &words, &read);
    read
}

fn clues(
    note: &Passage<'_>,
    first: usize,
    start: usize,
    words: &[String],
    read: &Read,
) -> Vec<Clue> {
    let mut clues = Vec::new();
    // Where the note says who holds an office, or which of a kind is meant,
    // what it names is not what it explains.
    let less = if read.office || read.one_of_a_kind.is_some() {
        0.4
    } else {
        1.0
    };
    clues.extend(lemma(note, first, words));
    clues.extend(subject(note, first, words));
    clues.extend(initials(note, first, words.len(), less));
    if (2..=6).contains(&(words.len() - start.min(words.len()))) && less == 1.0 {
        let whole = words[start..].to_vec();
        clues.push(clue(whole, 3.0, Kind::Whole));
    }
    for (index, word) in words.iter().enumerate() {
        if !is_telling(word) {
            continue;
        }
        let name = is_capitalised(note.word(first + index))
            && (index > 0 || read.words.len() == 1)
            && !begins_sentence(note, first + index);
        let (weight, kind) = if name {
            (2.5 * less.max(0.8), Kind::Name)
        } else {
            (1.0, Kind::Word)
        };
        clues.push(clue(vec![word.clone()], weight, kind));
    }
    clues
}

fn clue(words: Vec<String>, weight: f32, kind: Kind) -> Clue {
    Clue {
        words,
        weight,
        kind,
    }
}

/// The index of the first word after the number of the note.
fn after_label(note: &Passage<'_>) -> usize {
    let first = note.word(0);
    let label = first.chars().all(char::is_numeric) && !first.is_empty();
    usize::from(label && note.words.len() > 1)
}

/// At most six words before a colon, an equals sign or a spaced dash.
fn lemma(note: &Passage<'_>, first: usize, words: &[String]) -> Option<Clue> {
    let end = (1..=6.min(words.len().saturating_sub(1))).find(|&index| {
        let gap = note.gap(first + index);
        gap.trim_start_matches(['”', '»', '"']).starts_with(':')
            || matches!(gap.trim(), "=" | "–" | "—") && gap.starts_with(' ') && gap.ends_with(' ')
    })?;
    Some(clue(words[..end].to_vec(), 8.0, Kind::Lemma))
}

/// The subject: up to five words before *is* or *was*, a capitalised one among
/// them.
fn subject(note: &Passage<'_>, first: usize, words: &[String]) -> Vec<Clue> {
    let Some(end) = (1..=5.min(words.len().saturating_sub(1)))
        .find(|&index| COPULAS.contains(&words[index].as_str()))
    else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let names: Vec<usize> = (0..end)
        .filter(|&index| is_capitalised(note.word(first + index)) && is_telling(&words[index]))
        .collect();
    if !names.is_empty() && end > 1 && (1..end).all(|index| is_space(note.gap(first + index))) {
        found.push(clue(words[..end].to_vec(), 6.0, Kind::Subject));
    }
    for (rank, index) in names.into_iter().enumerate() {
        let weight = if rank == 0 { 5.0 } else { 4.5 };
        found.push(clue(
            vec![words[index].clone()],
            weight,
            Kind::PartOfSubject,
        ));
    }
    found
}

/// The initials of a name of three capitalised words or more.
fn initials(note: &Passage<'_>, first: usize, count: usize, less: f32) -> Vec<Clue> {
    let mut found = Vec::new();
    let mut letters = String::new();
    for index in first..first + count {
        let word = note.word(index);
        let joined = index == first || is_space(note.gap(index));
        let small = function_word(&word.to_lowercase()).count() > 0;
        if !joined || (!is_capitalised(word) && !small) {
            found.extend(acronym(&letters, less));
            letters.clear();
        }
        if is_capitalised(word) && !small {
            letters.extend(word.chars().next().map(|c| c.to_lowercase().to_string()));
        }
    }
    found.extend(acronym(&letters, less));
    found
}

fn acronym(letters: &str, less: f32) -> Option<Clue> {
    let count = letters.chars().count();
    (3..=8)
        .contains(&count)
        .then(|| clue(vec![letters.to_owned()], 6.0 * less, Kind::Initials))
}

fn begins_sentence(note: &Passage<'_>, index: usize) -> bool {
    note.gap(index).contains(['.', '!', '?'])
}

/// Whether a word says something of its own: no function word, no article, and
/// not a short small one.
fn is_telling(word: &str) -> bool {
    word.chars().count() >= 4 && function_word(word).count() == 0
        || word.chars().count() >= 2
            && function_word(word).count() == 0
            && word.chars().all(char::is_numeric)
}

fn is_article(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "a"
            | "an"
            | "el"
            | "la"
            | "los"
            | "las"
            | "le"
            | "les"
            | "der"
            | "die"
            | "das"
            | "il"
            | "lo"
            | "i"
            | "gli"
            | "o"
            | "os"
            | "as"
            | "un"
            | "una"
            | "une"
            | "ein"
            | "eine"
    )
}
