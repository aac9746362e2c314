//! Years that stand alone.

use crate::convert::infer::passage::{Passage, is_space};
use crate::convert::infer::tongue::function_word;

use super::{Doubt, Found, Reading};

/// Words that mostly stand before years when a number follows.
const STRONG: &str = "in since en im nel em desde depuis seit dal until till jahr jahre año ano \
    année anno l'an year";

/// Words that stand before much else.
const WEAK: &str = "of de di von";

/// A year after one of these words at word `index`.
pub fn at(passage: &Passage<'_>, index: usize) -> Option<Reading> {
    let value = value(passage, index)?;
    let before = index.checked_sub(1)?;
    if !is_space(passage.gap(index)) {
        return None;
    }
    let cue = passage.word(before).to_lowercase();
    let is_in = |list: &str| list.split_whitespace().any(|word| word == cue);
    let weak = is_in(WEAK);
    if !(weak || is_in(STRONG)) {
        return None;
    }
    let doubt = if !is_counting(passage, index) {
        if weak {
            Doubt::WeakYear
        } else {
            Doubt::BareYear
        }
    } else if weak || value.is_multiple_of(100) {
        return None;
    } else {
        Doubt::WeakYear
    };
    let date = Found {
        span: passage.words[index],
        year: Some(value),
        month: None,
        day: None,
        weekday: None,
        doubt: Some(doubt),
        is_iso: false,
    };
    Some(Reading::Dates(vec![date], index + 1))
}

/// Whether the number could count what follows: `in 2000 cases`.
fn is_counting(passage: &Passage<'_>, index: usize) -> bool {
    let next = passage.word(index + 1);
    is_space(passage.gap(index + 1))
        && next.starts_with(char::is_alphabetic)
        && !next.starts_with(char::is_uppercase)
        && function_word(next).count() == 0
}

/// The value of four figures at word `index` that can be a year, 1000 to 2099,
/// and no part of a longer number.
pub fn value(passage: &Passage<'_>, index: usize) -> Option<u32> {
    let word = passage.word(index);
    if word.len() != 4 || !word.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let value = word
        .parse()
        .ok()
        .filter(|year| (1000..=2099).contains(year))?;
    let span = passage.words[index];
    let before = passage.text[passage.span.start as usize..span.start as usize]
        .chars()
        .next_back();
    let mut after = passage.after(span.end as usize).chars();
    let sign = after.next();
    let joined = matches!(sign, Some('.' | ',' | ':' | '/'))
        && after.next().is_some_and(|c| c.is_ascii_digit());
    let sum = matches!(before, Some('$' | '€' | '£' | '#' | ',' | '.' | '/'))
        || matches!(sign, Some('%' | '€' | '$' | '£' | '°'));
    (!joined && !sum).then_some(value)
}
