//! What does the index answer?

use super::question::Question;
use crate::search::{Asked, Found, How, Parsed, Refused, Suggestion, Want, parse};
use crate::server::lookup::{Lookup, Progress};
use crate::server::state::House;
use crate::wording::Said;
use crate::{key, said};

/// What came of a search.
pub struct Result {
    /// What was understood.
    pub parsed: Parsed,
    /// What was found; none if nothing was looked for.
    pub found: Option<Found>,
    /// What is to be said.
    pub remarks: Vec<Said>,
    /// For words that stand nowhere, what may be meant: the word as it was typed.
    pub near: Vec<(String, Vec<Suggestion>)>,
}

/// Looks for what is asked for.
pub fn look(house: &House, question: &Question, (skip, take): (usize, usize)) -> Result {
    let parsed = parse(&question.query);
    let mut result = Result {
        remarks: question.remarks(),
        parsed,
        found: None,
        near: Vec::new(),
    };
    result.remarks.extend(result.parsed.remarks.clone());
    let Some(lookup) = &house.lookup else {
        let message = key!("Words cannot be looked for on this site just now: it has no index.");
        result.remarks.push(message.into());
        return result;
    };
    result.remarks.extend(made(lookup.progress()));
    let Some(want) = result.parsed.want.clone() else {
        return result;
    };
    let fields = question.looked_in();
    let asked = Asked {
        want,
        alike: question.alike,
        fields,
        edition: question.edition.clone(),
        facets: question.facets.clone(),
        years: (question.from, question.to),
        skip,
        take,
    };
    match lookup.index().find(&asked) {
        Ok(found) => {
            if found.total == 0 {
                result.near = near(lookup, &asked);
            }
            result.found = Some(found);
        }
        Err(refused) => {
            if let Refused::Broken(cause) = &refused {
                tracing::error!(cause, "the index cannot be read");
            }
            result.remarks.push(refused.message());
        }
    }
    result
}

/// How far the index goes, while it is being made.
fn made(progress: Progress) -> Option<Said> {
    if progress.whole {
        return None;
    }
    Some(match progress.of {
        0 => said!("The index is being made; not all texts are in it yet."),
        of => said!(
            "The index is being made: {done} of {of} editions are in it so far.",
            done = progress.done,
            of = of
        ),
    })
}

/// What may be meant by words that stand nowhere.
fn near(lookup: &Lookup, asked: &Asked) -> Vec<(String, Vec<Suggestion>)> {
    let words = Want::words(&asked.want).into_iter();
    let whole = words.filter(|sought| sought.how == How::Whole);
    let near = whole.map(|sought| {
        let near = lookup.index().near(&asked.fields, sought, asked.alike);
        (sought.word.clone(), near)
    });
    near.filter(|(_, near)| !near.is_empty()).take(3).collect()
}
