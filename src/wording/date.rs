//! How is a date written for people?

use super::{Given, Said, Wording};
use crate::said;

/// A date in a sentence, as it is written for programs (ISO 8601): it is said as
/// [`Wording::date`] says it.
#[derive(Clone, Copy, Debug)]
pub struct Day<'a>(pub &'a str);

impl From<Day<'_>> for Given {
    fn from(day: Day<'_>) -> Self {
        said(day.0).map_or_else(|| Self::Plain(day.0.to_owned()), Self::Said)
    }
}

/// The name of a month, from 1.
fn month(number: usize) -> Option<Said> {
    let months = [
        said!("January"),
        said!("February"),
        said!("March"),
        said!("April"),
        said!("May"),
        said!("June"),
        said!("July"),
        said!("August"),
        said!("September"),
        said!("October"),
        said!("November"),
        said!("December"),
    ];
    months.into_iter().nth(number.checked_sub(1)?)
}

impl Wording {
    /// An ISO 8601 date, as precise as it is: `2008-06-28` gives `28 June 2008`,
    /// `2008-06` `June 2008`; the time of day is left out. What is not such a date
    /// stands as it is.
    pub fn date(&self, iso: &str) -> String {
        said(iso).map_or_else(|| iso.to_owned(), |said| self.say(&said))
    }
}

fn said(iso: &str) -> Option<Said> {
    let date = iso.split('T').next().unwrap_or(iso);
    let mut parts = date.split('-');
    let (year, number, day) = (parts.next()?, parts.next()?, parts.next());
    if year.len() != 4 || year.parse::<u32>().is_err() || parts.next().is_some() {
        return None;
    }
    let month = month(number.parse().ok()?)?;
    match day.map(str::parse::<usize>) {
        None => Some(said!("{month} {year}", month = month, year = year)),
        // Some languages count the first and number the others.
        Some(Ok(1)) => Some(said!("1 {month} {year}", month = month, year = year)),
        Some(Ok(day)) if day <= 31 && day > 0 => Some(said!(
            "{day} {month} {year}",
            day = day,
            month = month,
            year = year
        )),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Wording;

    #[test]
    fn dates_are_as_precise_as_they_are() {
        let english = |iso: &str| Wording::default().date(iso);
        assert_eq!(english("2008-06-28"), "28 June 2008");
        assert_eq!(english("2026-11-25T12:00:00Z"), "25 November 2026");
        assert_eq!(english("2008-07-01"), "1 July 2008");
        assert_eq!(english("2008-06"), "June 2008");
        for plain in [
            "2008",
            "2008-13-01",
            "2008-00-01",
            "2008-06-32",
            "-0044-03-15",
            "spring 1789",
            "2008-06-28-1",
            "--05-01",
        ] {
            assert_eq!(english(plain), plain);
        }
    }
}
