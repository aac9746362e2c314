//! Dates in figures alone.

use crate::convert::infer::passage::Passage;
use crate::convert::infer::tongue::Tongue;
use crate::source::Span;

use super::{Doubt, Found, Reading};

/// A date in figures at word `index`: `2008-06-28`; `31/12/1999` where one
/// number alone can be the day; `5.3.1933` in a German text.
pub fn at(passage: &Passage<'_>, index: usize, own: Option<Tongue>) -> Option<Reading> {
    let sign = passage.gap(index + 1);
    if !matches!(sign, "-" | "/" | ".")
        || passage.gap(index + 2) != sign
        || !is_alone(passage, index)
    {
        return None;
    }
    let [first, second, third] = [0, 1, 2].map(|step| passage.word(index + step));
    let numbers = [number(first)?, number(second)?, number(third)?];
    let is_iso = first.len() == 4;
    let (year, month, day, doubt) = if is_iso {
        if second.len() != 2 || third.len() != 2 {
            return None;
        }
        (numbers[0], numbers[1], numbers[2], None)
    } else if third.len() == 4 && first.len() <= 2 && second.len() <= 2 {
        let (month, day, doubt) = order(numbers[0], numbers[1], sign, own)?;
        (numbers[2], month, day, doubt)
    } else {
        return None;
    };
    if !(1000..=2099).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let date = Found {
        span: Span {
            start: passage.words[index].start,
            end: passage.words[index + 2].end,
        },
        year: Some(year),
        month: Some(month),
        day: Some(day),
        weekday: None,
        doubt,
        is_iso,
    };
    Some(Reading::Dates(vec![date], index + 3))
}

/// Month and day of two numbers before a year, if their order can be known.
fn order(
    first: u32,
    second: u32,
    sign: &str,
    own: Option<Tongue>,
) -> Option<(u32, u32, Option<Doubt>)> {
    match (first, second) {
        (13..=31, 1..=12) => Some((second, first, None)),
        (1..=12, 13..=31) if sign == "/" => Some((first, second, None)),
        (1..=12, 1..=12) if first == second => Some((first, second, None)),
        (1..=12, 1..=12) if sign == "." && own == Some(Tongue::German) => {
            Some((second, first, Some(Doubt::Order)))
        }
        _ => None,
    }
}

fn number(word: &str) -> Option<u32> {
    let figures = !word.is_empty() && word.len() <= 4 && word.bytes().all(|b| b.is_ascii_digit());
    figures.then(|| word.parse().ok()).flatten()
}

/// Whether nothing is joined to the three numbers: no fourth, no address.
fn is_alone(passage: &Passage<'_>, index: usize) -> bool {
    let Some(last) = passage.words.get(index + 2) else {
        return false;
    };
    let before = passage.before(passage.words[index].start as usize);
    let mut after = passage.after(last.end as usize).chars();
    let joined = matches!(after.next(), Some('-' | '/' | '.' | '_' | ','))
        && after.next().is_some_and(char::is_alphanumeric);
    !joined && !matches!(before, Some('/' | '.' | '-' | '_' | ',' | '$' | '#'))
}
