//! What else could be meant?

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use tantivy::{Searcher, SegmentReader};

use super::schema::Columns;
use super::terms::{Ready, Trouble, each};
use crate::search::alike::{Alike, folded};
use crate::search::piece::Field;
use crate::search::query::{How, Sought};

/// Forms that are looked through for words that begin so, in each of the largest
/// segments.
const MOST_LOOKED_THROUGH: usize = 20_000;

/// The largest segments: what is common is in them.
const LARGEST: usize = 2;

/// A word of the texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The word, as it stands most often.
    pub word: String,
    /// In how many pieces it stands, in this or another form.
    pub pieces: u64,
}

/// Whether a word stands anywhere, in whatever form.
pub fn stands(
    searcher: &Searcher,
    columns: &Columns,
    fields: &[Field],
    sought: &Sought,
    alike: Alike,
) -> Result<bool, Trouble> {
    let mut stands = false;
    visit(
        searcher,
        columns,
        fields,
        &Ready::new(sought, alike),
        |_| {
            stands = true;
            false
        },
    )?;
    Ok(stands)
}

/// In how many pieces the forms of a word stand, about.
fn frequency(
    searcher: &Searcher,
    columns: &Columns,
    fields: &[Field],
    sought: &Sought,
) -> Result<u64, Trouble> {
    let (mut sum, ready) = (0, Ready::new(sought, Alike::default()));
    visit(searcher, columns, fields, &ready, |pieces| {
        sum += pieces;
        true
    })?;
    Ok(sum)
}

/// Visits in how many pieces each form of a word stands, as long as `visit` says so.
fn visit(
    searcher: &Searcher,
    columns: &Columns,
    fields: &[Field],
    ready: &Ready,
    mut visit: impl FnMut(u64) -> bool,
) -> Result<(), Trouble> {
    let mut goes_on = true;
    for segment in searcher.segment_readers() {
        for field in fields {
            let index = segment.inverted_index(columns.of(*field)).map_err(broken)?;
            each(index.terms(), ready, |_, _, info| {
                goes_on = visit(u64::from(info.doc_freq));
                goes_on
            })?;
            if !goes_on {
                return Ok(());
            }
        }
    }
    Ok(())
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
    let segments: Vec<&SegmentReader> = searcher.segment_readers().iter().collect();
    for amiss in 1..=2 {
        let sought = Sought {
            word: word.to_owned(),
            how: How::Near(amiss),
        };
        let mut found = commonest(&segments, columns, fields, &sought, usize::MAX)?;
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
    let mut segments: Vec<&SegmentReader> = searcher.segment_readers().iter().collect();
    segments.sort_by_key(|segment| Reverse(segment.max_doc()));
    let is_all = segments.len() <= LARGEST;
    segments.truncate(LARGEST);
    let mut found = commonest(&segments, columns, fields, &sought, MOST_LOOKED_THROUGH)?;
    found.truncate(10);
    if is_all {
        return Ok(found);
    }
    for one in &mut found {
        let sought = Sought {
            word: one.word.clone(),
            how: How::Whole,
        };
        one.pieces = frequency(searcher, columns, fields, &sought)?;
    }
    found.sort_by(in_order);
    Ok(found)
}

fn in_order(one: &Suggestion, other: &Suggestion) -> Ordering {
    let common = other.pieces.cmp(&one.pieces);
    common.then_with(|| one.word.cmp(&other.word))
}

/// The words that are meant, commonest first, each under its commonest form.
fn commonest(
    segments: &[&SegmentReader],
    columns: &Columns,
    fields: &[Field],
    sought: &Sought,
    most: usize,
) -> Result<Vec<Suggestion>, Trouble> {
    let ready = Ready::new(sought, Alike::default());
    // By loosest form: all pieces, and those of the commonest form.
    let mut words: BTreeMap<String, (u64, BTreeMap<String, u64>)> = BTreeMap::new();
    for segment in segments {
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
    found.sort_by(in_order);
    Ok(found)
}

fn broken(error: tantivy::TantivyError) -> Trouble {
    Trouble::Broken(error.to_string())
}
