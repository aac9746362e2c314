//! Where in a witness are the words that a decision names?

use std::ops::Range;

use serde::Deserialize;

use crate::collate::{Folding, Witness};

/// Some words of a witness.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    /// The witness, by its siglum.
    #[serde(rename = "in")]
    pub witness: String,
    /// The words.
    pub words: String,
    /// Words that go before them, to tell them from others like them.
    pub after: Option<String>,
    /// Words that follow.
    pub before: Option<String>,
}

/// Why the words are not found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Lost {
    /// The witness does not have them.
    NoWords,
    /// It has other words between the neighbours that are named.
    Changed(String),
    /// It has them in several places, none of which is likelier.
    Several(usize),
}

impl Anchor {
    /// The words in a witness: where they stand between the most of the
    /// neighbours that are named. Compared are the forms, so that neither
    /// capitals nor spaces matter.
    pub(super) fn find(&self, witness: &Witness, folding: &Folding) -> Result<Range<usize>, Lost> {
        let forms: Vec<&str> = witness.forms().collect();
        let named =
            |words: &Option<String>| forms_of(words.as_deref().unwrap_or_default(), folding);
        let (words, after, before) = (
            forms_of(&self.words, folding),
            named(&self.after),
            named(&self.before),
        );
        let places = places(&forms, &words);
        let shared = |at: usize| {
            let left = forms[..at].iter().rev().zip(after.iter().rev());
            let right = forms[at + words.len()..].iter().zip(&before);
            let same = |pairs: &mut dyn Iterator<Item = (&&str, &String)>| {
                pairs
                    .take_while(|(one, other)| **one == other.as_str())
                    .count()
            };
            same(&mut left.into_iter()) + same(&mut right.into_iter())
        };
        let most = places.iter().map(|at| shared(*at)).max();
        let best: Vec<usize> = places
            .iter()
            .copied()
            .filter(|at| Some(shared(*at)) == most)
            .collect();
        let is_known = most.is_some_and(|most| most > 0) || after.len() + before.len() == 0;
        match best.as_slice() {
            [at] if is_known => Ok(*at..at + words.len()),
            [_, ..] if is_known => Err(Lost::Several(best.len())),
            _ => Err(changed(witness, &forms, (&after, &before), words.len())),
        }
    }
}

/// The forms of words that are compared.
fn forms_of(words: &str, folding: &Folding) -> Vec<String> {
    let witness = Witness::plain("", words, folding);
    witness.forms().map(str::to_owned).collect()
}

/// Where some words begin.
fn places(forms: &[&str], words: &[String]) -> Vec<usize> {
    if words.is_empty() {
        return Vec::new();
    }
    let here = |window: &[&str]| {
        window
            .iter()
            .zip(words)
            .all(|(one, other)| *one == other.as_str())
    };
    let windows = forms.windows(words.len()).enumerate();
    windows
        .filter(|(_, window)| here(window))
        .map(|(at, _)| at)
        .collect()
}

/// Words more than before that may have been put between the neighbours.
const MORE: usize = 4;

/// What stands between the neighbours now, if they are there.
fn changed(
    witness: &Witness,
    forms: &[&str],
    (after, before): (&[String], &[String]),
    length: usize,
) -> Lost {
    if after.is_empty() || before.is_empty() {
        return Lost::NoWords;
    }
    let begins: Vec<usize> = places(forms, after)
        .iter()
        .map(|at| at + after.len())
        .collect();
    let ends = places(forms, before);
    let between = begins
        .iter()
        .flat_map(|begin| ends.iter().map(move |end| (*begin, *end)));
    let near = |(begin, end): &(usize, usize)| begin <= end && end - begin <= length + MORE;
    let mut found = between.filter(near);
    match (found.next(), found.next()) {
        (Some((begin, end)), None) => {
            let words: Vec<&str> = (begin..end).map(|token| witness.words(token)).collect();
            Lost::Changed(words.join(" "))
        }
        _ => Lost::NoWords,
    }
}
