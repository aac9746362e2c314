//! Is a value that the editor wrote one that TEI allows?

use crate::convert::infer::calendar::{days_in, is_leap};

/// Whether `text` can be the value of `@when`: a date of ISO 8601 that the
/// calendar has, of which year or day may be missing (`2001`, `2001-02`,
/// `--02-29`), perhaps with a time of day and a zone.
pub fn is_date(text: &str) -> bool {
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let Some((parts, rest)) = parts(date) else {
        return false;
    };
    match time {
        Some(time) => parts == 3 && rest.is_empty() && is_time(time),
        None => is_zone(rest),
    }
}

/// Whether `text` has the shape of a language tag (BCP 47).
pub fn is_language(text: &str) -> bool {
    let part = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let first = text.split('-').next().unwrap_or_default();
    first.bytes().all(|byte| byte.is_ascii_alphabetic()) && text.split('-').all(part)
}

/// How many of year, month and day there are from the first to the last, and what
/// stands behind them.
fn parts(date: &str) -> Option<(usize, &str)> {
    let (year, mut rest) = match date.strip_prefix("--") {
        Some(rest) => (None, rest),
        None => {
            let digits = date.strip_prefix('-').unwrap_or(date);
            let end = digits.bytes().take_while(u8::is_ascii_digit).count();
            let year = digits.get(..end).filter(|year| year.len() >= 4)?;
            let year: u32 = year.parse().ok()?;
            (Some(year), &digits[end..])
        }
    };
    // `--02-29`: the first hyphen is gone with those of the year.
    let mut next = |first: bool| {
        let digits = if first { rest } else { rest.strip_prefix('-')? };
        let number = digits
            .get(..2)
            .filter(|two| two.bytes().all(|b| b.is_ascii_digit()))?;
        // `2001-02:00` is a year with its zone.
        if digits[2..].starts_with(':') {
            return None;
        }
        rest = &digits[2..];
        number.parse::<u32>().ok()
    };
    let month = next(year.is_none());
    let day = month.and_then(|_| next(false));
    let leap = year.is_none_or(is_leap);
    let exists = month.is_none_or(|month| (1..=12).contains(&month))
        && day.is_none_or(|day| day >= 1 && day <= month.map_or(31, |month| days_in(month, leap)));
    let count = 1 + usize::from(month.is_some()) + usize::from(day.is_some());
    let whole = year.is_some() || month.is_some();
    let count = if year.is_some() { count } else { 0 };
    (exists && whole).then_some((count, rest))
}

/// `10:00:00`, perhaps with parts of a second and a zone.
fn is_time(time: &str) -> bool {
    let number = |range: std::ops::Range<usize>, most: u32| {
        let digits = time.get(range).unwrap_or_default();
        digits.bytes().all(|byte| byte.is_ascii_digit())
            && digits.parse::<u32>().is_ok_and(|number| number <= most)
    };
    let colons = time.get(2..3) == Some(":") && time.get(5..6) == Some(":");
    let rest = time.get(8..).unwrap_or_default();
    let rest = match rest.strip_prefix('.') {
        Some(parts) => parts.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => rest,
    };
    colons && number(0..2, 23) && number(3..5, 59) && number(6..8, 59) && is_zone(rest)
}

fn is_zone(rest: &str) -> bool {
    let hours = |zone: &str| {
        let digits = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
        zone.split_once(':')
            .is_some_and(|(hours, minutes)| digits(hours) && digits(minutes))
    };
    rest.is_empty() || rest == "Z" || rest.strip_prefix(['+', '-']).is_some_and(hours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        let good = [
            "2001",
            "2001-02",
            "2000-02-29",
            "-0044-03-15",
            "--02-29",
            "--02",
            "12001",
            "2001-02-03Z",
            "2001-02:00",
            "2001-02-03T10:00:00",
            "2001-02-03T10:00:00.5+01:00",
        ];
        for text in good {
            assert!(is_date(text), "{text}");
        }
        let bad = [
            "",
            "someday",
            "2001-13-01",
            "2001-02-30",
            "2001-02-29",
            "--02-30",
            "201",
            "2001-2",
            "2001-02-03T10",
            "2001-02T10:00:00",
            "2001/2002",
            "--",
            "2001-00",
            "2001-02-00",
        ];
        for text in bad {
            assert!(!is_date(text), "{text}");
        }
    }

    #[test]
    fn languages_are_tags() {
        for text in ["de", "grc", "de-Latn-1996", "x-old"] {
            assert!(is_language(text), "{text}");
        }
        for text in ["", "not a tag", "de_DE", "1996", "-de", "overlongtag"] {
            assert!(!is_language(text), "{text}");
        }
    }
}
