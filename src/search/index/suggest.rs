//! What else could be meant?

use std::collections::BTreeMap;

use tantivy::Searcher;

use super::schema::Columns;
use super::terms::{Ready, Trouble, each};
use crate::search::alike::{Alike, folded};
use crate::search::piece::Field;
use crate::search::query::{How, Sought};

/// Forms that are looked through for words that begin so.
const MOST_LOOKED_THROUGH: usize = 20_000;

/// A word of the texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The word, as it stands most often.
    pub word: String,
    /// In how many pieces it stands, in this or another form.
    pub pieces: u64,
}

/// In how many pieces the forms of a word stand, about.
pub fn frequency(
    searcher: &Searcher,
    columns: &Columns,
    fields: &[Field],
    sought: &Sought,
    alike: Alike,
) -> Result<u64, Trouble> {
    let (mut sum, ready) = (0, Ready::new(sought, alike));
    for segment in searcher.segment_readers() {
        for field in fields {
            let index = segment.inverted_index(columns.of(*field)).map_err(broken)?;
            each(index.terms(), &ready, |_, _, info| {
                sum += u64::from(info.doc_freq);
                sum == 0
            })?;
        }
    }
    Ok(sum)
}

/// The words that are nearest to one that is nowhere: with the fewest letters
/// amiss, the commonest first.
pub fn near(
    searcher: &Searcher,
    columns: &Columns,
    fields: &[Field],
    word: &str,
) -> Result<Vec<Suggestion>, Trouble> {
    if word.chars().count() < 3 {
        return Ok(Vec::new());
    }
    for amiss in 1..=2 {
        let sought = Sought {
            word: word.to_owned(),
            how: How::Near(amiss),
        };
        let mut found = commonest(searcher, columns, fields, &sought, usize::MAX)?;
        let own = folded(word);
        found.retain(|one| folded(&one.word) != own);
        if !found.is_empty() {
            found.truncate(3);
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// The commonest words that begin so.
pub fn beginning(
    searcher: &Searcher,
    columns: &Columns,
    fields: &[Field],
    beginning: &str,
) -> Result<Vec<Suggestion>, Trouble> {
    let sought = Sought {
        word: beginning.to_owned(),
        how: How::Begins,
    };
    let mut found = commonest(searcher, columns, fields, &sought, MOST_LOOKED_THROUGH)?;
    found.truncate(10);
    Ok(found)
}

/// The words that are meant, commonest first, each under its commonest form.
fn commonest(
    searcher: &Searcher,
    columns: &Columns,
    fields: &[Field],
    sought: &Sought,
    most: usize,
) -> Result<Vec<Suggestion>, Trouble> {
    let ready = Ready::new(sought, Alike::default());
    // By loosest form: all pieces, and those of the commonest form.
    let mut words: BTreeMap<String, (u64, BTreeMap<String, u64>)> = BTreeMap::new();
    for segment in searcher.segment_readers() {
        for field in fields {
            let index = segment.inverted_index(columns.of(*field)).map_err(broken)?;
            let mut left = most;
            each(index.terms(), &ready, |folded, stands, info| {
                let count = u64::from(info.doc_freq);
                let (all, forms) = words.entry(folded.to_owned()).or_default();
                *all += count;
                *forms.entry(stands.to_owned()).or_default() += count;
                left -= 1;
                left > 0
            })?;
        }
    }
    let suggestion = |(all, forms): (u64, BTreeMap<String, u64>)| {
        // Of two that are as common the one in small letters, which sorts last.
        let commonest = forms.into_iter().max_by_key(|(_, count)| *count);
        let word = commonest.map(|(word, _)| word).unwrap_or_default();
        Suggestion { word, pieces: all }
    };
    let mut found: Vec<Suggestion> = words.into_values().map(suggestion).collect();
    found.sort_by(|one, other| {
        other
            .pieces
            .cmp(&one.pieces)
            .then_with(|| one.word.cmp(&other.word))
    });
    Ok(found)
}

fn broken(error: tantivy::TantivyError) -> Trouble {
    Trouble::Broken(error.to_string())
}
