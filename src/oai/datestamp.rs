//! Moments as the protocol writes them (§3.3).

use std::fmt;

/// A moment in UTC, to the second: `2026-03-14T09:26:53Z`. Ordered by time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Datestamp(String);

/// How precisely an argument names a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Granularity {
    /// A day: `2026-03-14`.
    Day,
    /// A second.
    Second,
}

impl Datestamp {
    /// The earliest of all.
    pub fn earliest() -> Self {
        Self("1970-01-01T00:00:00Z".to_owned())
    }

    /// The moment that a text names; none if it is not written to the second in
    /// UTC, or there is no such moment.
    pub fn read(text: &str) -> Option<Self> {
        let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
        (is_day(date) && is_time(time)).then(|| Self(text.to_owned()))
    }

    /// The moment of a date of the store (RFC 3339, UTC); parts of a second are
    /// left out.
    pub fn stored(text: &str) -> Option<Self> {
        let whole = text.get(..19)?;
        Self::read(&format!("{whole}Z"))
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Datestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The first and the last second of what an argument names (`from`, `until`), and
/// how precisely it does.
pub fn span(text: &str) -> Option<(Datestamp, Datestamp, Granularity)> {
    if is_day(text) {
        let at = |time: &str| Datestamp(format!("{text}T{time}Z"));
        return Some((at("00:00:00"), at("23:59:59"), Granularity::Day));
    }
    let moment = Datestamp::read(text)?;
    Some((moment.clone(), moment, Granularity::Second))
}

/// Whether there is such a day (Gregorian calendar).
fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2))
    else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

fn is_time(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    let [hour, minute, second] = parts.as_slice() else {
        return false;
    };
    let below = |part: &str, limit| number(part, 2).is_some_and(|number| number < limit);
    below(hour, 24) && below(minute, 60) && below(second, 60)
}

fn number(text: &str, digits: usize) -> Option<u32> {
    let plain = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_moments_that_there_are_are_read() {
        for good in [
            "2026-03-14T09:26:53Z",
            "2024-02-29T00:00:00Z",
            "0001-01-01T23:59:59Z",
        ] {
            assert_eq!(Datestamp::read(good).unwrap().as_str(), good);
        }
        for bad in [
            "2026-03-14",
            "2026-03-14T09:26Z",
            "2026-03-14T09:26:53.1Z",
            "2026-03-14T09:26:53+00:00",
            "2026-03-14T24:00:00Z",
            "2026-02-29T00:00:00Z",
            "2026-3-14T09:26:53Z",
            "",
        ] {
            assert_eq!(Datestamp::read(bad), None, "{bad}");
        }
        let (first, last, granularity) = span("2026-03-14").unwrap();
        assert_eq!(
            (first.as_str(), last.as_str()),
            ("2026-03-14T00:00:00Z", "2026-03-14T23:59:59Z")
        );
        assert_eq!(granularity, Granularity::Day);
        assert_eq!(span("2026-02-30"), None);
        assert_eq!(span("2026"), None);
    }
}
