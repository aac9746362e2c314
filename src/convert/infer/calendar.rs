//! Which days are there, and which weekday is each?
//!
//! Arithmetic alone: no clock. Day numbers are counted as in Reingold and
//! Dershowitz, *Calendrical Calculations* (Rata Die: day 1 is Monday, 1 January
//! of the year 1 in the Gregorian calendar carried backwards).

/// The `xml:id` of the Julian calendar in the header of a converted text.
pub const JULIAN: &str = "calendar-julian";

/// A day of the Gregorian or Julian calendar as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    /// Year of the common era.
    pub year: u32,
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
}

impl Day {
    /// Whether the Gregorian calendar has this day.
    pub fn exists(self) -> bool {
        (1..=12).contains(&self.month)
            && self.day >= 1
            && self.day <= days_in(self.month, is_leap(self.year))
    }

    /// Whether the Julian calendar has this day.
    pub fn is_julian(self) -> bool {
        (1..=12).contains(&self.month)
            && self.day >= 1
            && self.day <= days_in(self.month, self.year.is_multiple_of(4))
    }

    /// Whether nobody counted by the Gregorian calendar yet.
    pub fn is_before_reform(self) -> bool {
        let first = Self {
            year: 1582,
            month: 10,
            day: 15,
        };
        self < first
    }

    /// The weekday in the Gregorian calendar: 0 is Sunday.
    pub fn weekday(self) -> u32 {
        self.number() % 7
    }

    /// The weekday in the Julian calendar: 0 is Sunday.
    pub fn julian_weekday(self) -> u32 {
        (self.julian_number() + 5) % 7
    }

    /// The day of the Gregorian calendar, carried backwards, that this day of the
    /// Julian one is.
    pub fn in_gregorian(self) -> Self {
        // Day 1 of the Julian year 1 is Rata Die -1.
        let number = self.julian_number().saturating_sub(2).max(1);
        let mut year = number / 366 + 1;
        let first = |year| Self {
            year,
            month: 1,
            day: 1,
        };
        while first(year + 1).number() <= number {
            year += 1;
        }
        let mut left = number - first(year).number();
        let mut month = 1;
        while left >= days_in(month, is_leap(year)) {
            left -= days_in(month, is_leap(year));
            month += 1;
        }
        Self {
            year,
            month,
            day: left + 1,
        }
    }

    /// Rata Die of a Gregorian day.
    fn number(self) -> u32 {
        let years = self.year.saturating_sub(1);
        let leaps = years / 4 + years / 400;
        365 * years + leaps - years / 100 + day_of_year(self, is_leap(self.year))
    }

    /// The number of a Julian day, from the first of the year 1.
    fn julian_number(self) -> u32 {
        let years = self.year.saturating_sub(1);
        365 * years + years / 4 + day_of_year(self, self.year.is_multiple_of(4))
    }
}

/// Whether `year` has 366 days in the Gregorian calendar.
pub fn is_leap(year: u32) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

/// Days of `month` (1 to 12).
pub fn days_in(month: u32, leap: bool) -> u32 {
    match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn day_of_year(day: Day, leap: bool) -> u32 {
    (1..day.month)
        .map(|month| days_in(month, leap))
        .sum::<u32>()
        + day.day
}

/// The English name of a weekday, for findings: 0 is Sunday.
pub fn weekday_name(weekday: u32) -> &'static str {
    match weekday {
        0 => "Sunday",
        1 => "Monday",
        2 => "Tuesday",
        3 => "Wednesday",
        4 => "Thursday",
        5 => "Friday",
        _ => "Saturday",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: u32, month: u32, day: u32) -> Day {
        Day { year, month, day }
    }

    #[test]
    fn weekdays_are_those_of_history() {
        assert_eq!(day(2008, 8, 1).weekday(), 5);
        assert_eq!(day(2000, 1, 1).weekday(), 6);
        assert_eq!(day(1789, 7, 14).weekday(), 2);
        assert_eq!(day(1582, 10, 15).weekday(), 5);
        assert_eq!(day(1582, 10, 4).julian_weekday(), 4);
        assert_eq!(day(1917, 10, 25).julian_weekday(), 3);
    }

    #[test]
    fn julian_days_are_days_of_the_gregorian_calendar() {
        for (julian, gregorian) in [
            (day(1788, 7, 13), day(1788, 7, 24)),
            (day(1582, 10, 4), day(1582, 10, 14)),
            (day(1582, 10, 5), day(1582, 10, 15)),
            (day(1700, 2, 28), day(1700, 3, 10)),
            (day(1700, 2, 29), day(1700, 3, 11)),
            (day(1799, 12, 31), day(1800, 1, 11)),
            (day(1917, 10, 25), day(1917, 11, 7)),
            (day(1280, 5, 3), day(1280, 5, 10)),
            (day(1, 1, 3), day(1, 1, 1)),
        ] {
            assert_eq!(julian.in_gregorian(), gregorian);
            assert_eq!(julian.julian_weekday(), gregorian.weekday());
        }
    }

    #[test]
    fn days_that_do_not_exist() {
        assert!(!day(2008, 6, 31).exists());
        assert!(!day(1900, 2, 29).exists());
        assert!(day(2000, 2, 29).exists());
        assert!(!day(2000, 13, 1).exists());
    }
}
