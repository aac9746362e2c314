//! Which words are dates?
//!
//! 1. [`forms`] reads the forms of six languages, with [`numeric`] for figures,
//!    [`years`] years that stand alone;
//! 2. [`names`] tells a date from a name made of one (a square, a movement);
//! 3. [`resolve`] supplies years from the text, looks at the calendar, and
//!    says what was found.

mod forms;
mod names;
mod numeric;
mod resolve;
mod years;

use crate::source::Span;

use super::collect::Collected;
use super::passage::Passage;
use super::tongue::Tongue;

/// A date as it stands in a block.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Found {
    span: Span,
    year: Option<u32>,
    month: Option<u32>,
    day: Option<u32>,
    /// The weekday beside it (0 is Sunday), and where it stands.
    weekday: Option<(u32, Span)>,
    /// How the year is written, if that leaves a doubt.
    doubt: Option<Doubt>,
    /// Whether it is written as in ISO 8601, which counts by the Gregorian calendar
    /// whatever the year.
    is_iso: bool,
}

/// What makes a date less than sure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doubt {
    /// A year alone, after a word that mostly stands before years.
    BareYear,
    /// A year alone, after a word that stands before much else.
    WeakYear,
    /// Figures whose order the language of the text decides.
    Order,
    /// Month and day in small letters in a text of another language.
    Small,
}

/// What stands at one word.
enum Reading {
    /// Dates, and the index of the first word after them.
    Dates(Vec<Found>, usize),
    /// A name made of a date.
    Name(Span, usize),
}

/// Marks the dates of all passages.
pub fn infer(passages: &[Passage<'_>], own: Option<Tongue>, seen: &mut Collected) {
    let found: Vec<Vec<Found>> = passages
        .iter()
        .map(|passage| read(passage, own, seen))
        .collect();
    resolve::resolve(passages, &found, seen);
}

fn read(passage: &Passage<'_>, own: Option<Tongue>, seen: &mut Collected) -> Vec<Found> {
    let mut found = Vec::new();
    let mut index = 0;
    while index < passage.words.len() {
        let reading = forms::at(passage, index, own).or_else(|| years::at(passage, index));
        match reading {
            Some(Reading::Dates(dates, next)) => {
                found.extend(dates);
                index = next.max(index + 1);
            }
            Some(Reading::Name(span, next)) => {
                seen.find(names::finding(passage, span));
                index = next.max(index + 1);
            }
            None => index += 1,
        }
    }
    found
}
