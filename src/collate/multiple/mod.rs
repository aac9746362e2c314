//! Which words of several witnesses belong together?
//!
//! No witness is the base of the others. The nearest two are put side by side
//! first, then groups of them (`guide`); each merge aligns two profiles
//! (`merge`): long runs in common hold the rest together (`seeds`), what was
//! moved is set apart (`moves`), and the few words between are weighed exactly
//! (`gap`), with a measure (`score`) that knows how rare a word is (`lexicon`)
//! and how alike two are.
//!
//! Equal texts are one text; texts are put in order by their words before
//! anything is done. So neither the order in which they are given nor their
//! names can change which words share a column.

mod exchange;
mod gap;
mod guide;
mod lexicon;
mod merge;
mod moves;
mod profile;
mod score;
mod seeds;

use std::ops::ControlFlow;

use lexicon::Lexicon;
pub(super) use lexicon::are_alike;
use profile::Profile;
pub(super) use profile::Run;
use score::Scorer;

use super::table::Progress;

/// What is aligned with what.
pub(super) struct Alignment {
    /// The column of each word of each text.
    pub(super) columns: Vec<Vec<u32>>,
    /// Runs of words that some texts have in other columns than others.
    pub(super) moves: Vec<Run>,
    /// The words of each text as numbers; equal forms have equal numbers.
    words: Vec<Vec<u32>>,
}

impl Alignment {
    /// The texts that have a word in a column.
    pub(super) fn having(&self, column: u32, word: u32) -> Vec<usize> {
        let texts = self.columns.iter().zip(&self.words).enumerate();
        let having = texts.filter(|(_, (columns, words))| {
            let token = columns.binary_search(&column);
            token.is_ok_and(|token| words[token] == word)
        });
        having.map(|(text, _)| text).collect()
    }
}

/// Aligns texts, given as the forms of their words.
pub(super) fn align(
    texts: &[Vec<&str>],
    progress: impl FnMut(Progress) -> ControlFlow<()>,
) -> Option<Alignment> {
    let (lexicon, numbered) = Lexicon::new(texts);
    let mut different: Vec<&[u32]> = numbered.iter().map(Vec::as_slice).collect();
    different.sort_unstable();
    different.dedup();
    let (aligned, moves) = progressive(&different, &lexicon, progress)?;
    let of_text = |text: &Vec<u32>| {
        let at = different.binary_search(&text.as_slice());
        aligned[at.unwrap_or_default()].clone()
    };
    Some(Alignment {
        columns: numbered.iter().map(of_text).collect(),
        moves,
        words: numbered,
    })
}

/// Merges profiles along the guide tree: the columns of each text, and what was
/// moved.
fn progressive(
    texts: &[&[u32]],
    lexicon: &Lexicon,
    mut progress: impl FnMut(Progress) -> ControlFlow<()>,
) -> Option<(Vec<Vec<u32>>, Vec<Run>)> {
    let mut scorer = Scorer::new(lexicon);
    let ones = texts
        .iter()
        .enumerate()
        .map(|(text, words)| Some(Profile::of_one(text, words)));
    let mut profiles: Vec<Option<Profile<'_>>> = ones.collect();
    let merges = guide::merges(texts);
    let all = merges.len();
    for (done, (left, right)) in merges.into_iter().enumerate() {
        if progress(Progress { done, all }).is_break() {
            return None;
        }
        if let (Some(left), Some(right)) = (profiles[left].take(), profiles[right].take()) {
            profiles.push(Some(merge::merge(left, right, &mut scorer)));
        }
    }
    let mut columns = vec![Vec::new(); texts.len()];
    let Some(last) = profiles.pop().flatten() else {
        return Some((columns, Vec::new()));
    };
    for member in last.members {
        columns[member.text] = member.columns;
    }
    Some((columns, last.moves))
}
