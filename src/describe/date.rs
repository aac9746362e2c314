//! When, as precisely as the header says?

use super::description::iso;

/// A date of publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Date {
    /// ISO 8601: a year, perhaps with month, perhaps with day.
    Known {
        /// The year as four digits.
        year: String,
        /// From 1 to 12.
        month: Option<u8>,
        /// From 1 to 31.
        day: Option<u8>,
    },
    /// As the header has it in words: `c. 1998`.
    Words(String),
    /// The same, where a year in the words is not the year: a span, a time between
    /// two dates, another calendar.
    Other(String),
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The Modern Language Association shortens all but the shortest.
const SHORT_MONTHS: [&str; 12] = [
    "Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.",
];

impl Date {
    /// Reads what a header or a store says; time of day and zone are left out.
    pub fn read(text: &str) -> Self {
        let text = text.trim();
        Self::known(text).unwrap_or_else(|| Self::Words(text.to_owned()))
    }

    fn known(text: &str) -> Option<Self> {
        // A day that no calendar has is words.
        iso(text).filter(|date| !date.starts_with('-'))?;
        let date = text.split(['T', '+', 'Z']).next().unwrap_or(text);
        let mut parts = date.split('-');
        let year = parts.next().filter(|year| is_number(year, 4))?;
        let month = bounded(parts.next(), 12)?;
        let day = bounded(parts.next(), 31)?;
        parts.next().is_none().then(|| Self::Known {
            year: year.to_owned(),
            month,
            day,
        })
    }

    /// The year, if it is known.
    pub fn year(&self) -> Option<&str> {
        match self {
            Self::Known { year, .. } => Some(year),
            Self::Words(_) | Self::Other(_) => None,
        }
    }

    /// The year, else the words.
    pub fn year_or_words(&self) -> &str {
        match self {
            Self::Known { year, .. } => year,
            Self::Words(words) | Self::Other(words) => words,
        }
    }

    /// Year, month and day, as many as are known; none of words.
    pub fn numbers(&self) -> Vec<u16> {
        let Self::Known { year, month, day } = self else {
            return Vec::new();
        };
        let year = year.parse().ok();
        let rest = [*month, *day].into_iter().flatten().map(u16::from);
        year.into_iter().chain(rest).collect()
    }

    /// `2026/03/14`.
    pub fn slashed(&self) -> String {
        match self {
            Self::Words(words) | Self::Other(words) => words.clone(),
            Self::Known { year, month, day } => {
                let rest = [*month, *day].into_iter().flatten();
                let rest = rest.map(|number| format!("/{number:02}"));
                format!("{year}{}", rest.collect::<String>())
            }
        }
    }

    /// `14 March 2026`.
    pub fn day_first(&self) -> String {
        self.with(&MONTHS, |year, month, day| match day {
            Some(day) => format!("{day} {month} {year}"),
            None => format!("{month} {year}"),
        })
    }

    /// `March 14, 2026`.
    pub fn month_first(&self) -> String {
        self.with(&MONTHS, |year, month, day| match day {
            Some(day) => format!("{month} {day}, {year}"),
            None => format!("{month} {year}"),
        })
    }

    /// `14 Mar. 2026`.
    pub fn short(&self) -> String {
        self.with(&SHORT_MONTHS, |year, month, day| match day {
            Some(day) => format!("{day} {month} {year}"),
            None => format!("{month} {year}"),
        })
    }

    fn with(
        &self,
        months: &[&str; 12],
        write: impl Fn(&str, &str, Option<u8>) -> String,
    ) -> String {
        match self {
            Self::Words(words) | Self::Other(words) => words.clone(),
            Self::Known { year, month, day } => {
                let name = month.and_then(|month| months.get(usize::from(month).checked_sub(1)?));
                name.map_or_else(|| year.clone(), |name| write(year, name, *day))
            }
        }
    }
}

fn is_number(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|c| c.is_ascii_digit())
}

/// Two digits from 1 to `most`; `Some(None)` if there are none.
fn bounded(text: Option<&str>, most: u8) -> Option<Option<u8>> {
    let Some(text) = text else { return Some(None) };
    let number = text.parse().ok().filter(|_| is_number(text, 2))?;
    (1..=most).contains(&number).then_some(Some(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_as_precise_as_they_are() {
        let table = [
            (
                "2008-06-28",
                "28 June 2008",
                "June 28, 2008",
                "28 June 2008",
            ),
            (
                "2026-11-25T12:00:00Z",
                "25 November 2026",
                "November 25, 2026",
                "25 Nov. 2026",
            ),
            ("2008-09", "September 2008", "September 2008", "Sept. 2008"),
            ("2008", "2008", "2008", "2008"),
            (
                "2017-03-23+01:00",
                "23 March 2017",
                "March 23, 2017",
                "23 Mar. 2017",
            ),
            ("2008-13-01", "2008-13-01", "2008-13-01", "2008-13-01"),
            ("spring 1789", "spring 1789", "spring 1789", "spring 1789"),
        ];
        for (text, day, month, short) in table {
            let date = Date::read(text);
            assert_eq!(
                (date.day_first(), date.month_first()),
                (day.into(), month.into())
            );
            assert_eq!(date.short(), short);
        }
        assert_eq!(Date::read("2008-06").numbers(), [2008, 6]);
        assert!(Date::read("c. 2008").numbers().is_empty());
    }
}
