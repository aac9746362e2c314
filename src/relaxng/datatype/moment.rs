//! Dates, times and durations (XML Schema Part 2, §3.2.6 to §3.2.14).
//!
//! The year 0000 and the hour 24 are refused, a leap second is taken wherever
//! it stands, and time zones go from -13:00 to +14:00: what the reference
//! validator does.

use std::cmp::Ordering;

use super::number;

/// Which parts of a moment are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Template {
    DateTime,
    Date,
    Time,
    YearMonth,
    Year,
    MonthDay,
    Month,
    Day,
}

impl Template {
    /// The template of the datatype `name`.
    pub fn of(name: &str) -> Option<Self> {
        Some(match name {
            "dateTime" => Self::DateTime,
            "date" => Self::Date,
            "time" => Self::Time,
            "gYearMonth" => Self::YearMonth,
            "gYear" => Self::Year,
            "gMonthDay" => Self::MonthDay,
            "gMonth" => Self::Month,
            "gDay" => Self::Day,
            _ => return None,
        })
    }

    /// Its parts: `Y` year, `M` month, `D` day, `t` time; else the sign itself.
    fn parts(self) -> &'static str {
        match self {
            Self::DateTime => "Y-M-DTt",
            Self::Date => "Y-M-D",
            Self::Time => "t",
            Self::YearMonth => "Y-M",
            Self::Year => "Y",
            Self::MonthDay => "--M-D",
            Self::Month => "--M",
            Self::Day => "---D",
        }
    }
}

/// A moment, or a moment of every year, month or day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Milliseconds from the first of January of the year 1, in UTC.
    milliseconds: i128,
    /// Milliseconds within a leap second, from 1.
    leap: i128,
    zoned: bool,
}

const MINUTE: i128 = 60_000;
const DAY: i128 = 24 * 60 * MINUTE;
/// How far local time may be from UTC.
const FARTHEST_ZONE: i128 = 14 * 60 * MINUTE;
/// The last year that the reference validator can count to.
const LAST_YEAR: i128 = 292_278_994;

impl Moment {
    /// The moment that `text` stands for; `None` if it is written wrongly or
    /// does not exist.
    pub(super) fn read(text: &str, template: Template) -> Option<Self> {
        let mut rest = Rest(text);
        // Any leap year will do where there is no year.
        let (mut year, mut month, mut day) = (2000, 1, 1);
        let (mut time, mut leap) = (0, 0);
        for part in template.parts().chars() {
            match part {
                'Y' => year = rest.year()?,
                'M' => month = rest.two_digits()?,
                'D' => day = rest.two_digits()?,
                't' => (time, leap) = rest.time()?,
                sign => rest.sign(sign)?,
            }
        }
        let (zone, zoned) = rest.zone()?;
        if !(1..=12).contains(&month) || day < 1 || day > days_in(year, month) {
            return None;
        }
        let days = days_before(year, month) + day - 1;
        Some(Self {
            milliseconds: days * DAY + time - zone,
            leap,
            zoned,
        })
    }

    /// Which is earlier, if that is certain: of two moments of which only one
    /// has a time zone, the other may be up to fourteen hours off.
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        let order = |a: i128, b: i128| (a, self.leap).cmp(&(b, other.leap));
        let (a, b) = (self.milliseconds, other.milliseconds);
        if self.zoned == other.zoned {
            return Some(order(a, b));
        }
        match (order(a + FARTHEST_ZONE, b), order(a - FARTHEST_ZONE, b)) {
            (Ordering::Less, _) => Some(Ordering::Less),
            (_, Ordering::Greater) => Some(Ordering::Greater),
            _ => None,
        }
    }
}

/// What is left to read.
struct Rest<'t>(&'t str);

impl Rest<'_> {
    fn sign(&mut self, sign: char) -> Option<()> {
        self.0 = self.0.strip_prefix(sign)?;
        Some(())
    }

    fn two_digits(&mut self) -> Option<i128> {
        let digits = self.0.get(..2)?;
        self.0 = &self.0[2..];
        number(digits)
    }

    /// At least four digits, more only without a leading zero; never zero.
    /// Years before our era come back as the astronomers count them.
    fn year(&mut self) -> Option<i128> {
        let negative = self.0.starts_with('-');
        let text = self.0.strip_prefix('-').unwrap_or(self.0);
        let end = text
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len());
        let digits = &text[..end];
        self.0 = &text[end..];
        let year = number(digits).filter(|year| (1..=LAST_YEAR).contains(year))?;
        let shape = digits.len() == 4 || (digits.len() > 4 && !digits.starts_with('0'));
        shape.then_some(if negative { 1 - year } else { year })
    }

    /// Milliseconds of the day, and those within a leap second.
    fn time(&mut self) -> Option<(i128, i128)> {
        let hours = self.two_digits()?;
        self.sign(':')?;
        let minutes = self.two_digits()?;
        self.sign(':')?;
        let mut seconds = self.two_digits()?;
        let mut milliseconds = 0;
        if let Some(rest) = self.0.strip_prefix('.') {
            let end = rest
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(rest.len());
            let digits = format!("{:0<3}", &rest[..end.min(3)]);
            milliseconds = number(&digits)?;
            self.0 = &rest[end..];
        }
        let mut leap = 0;
        if seconds == 60 {
            (seconds, leap, milliseconds) = (59, milliseconds + 1, 999);
        }
        let fits = hours < 24 && minutes < 60 && seconds < 60;
        let time = (hours * 60 + minutes) * MINUTE + seconds * 1000 + milliseconds;
        fits.then_some((time, leap))
    }

    /// Milliseconds by which local time is ahead of UTC, and whether that is
    /// said at all. Nothing may follow.
    fn zone(&mut self) -> Option<(i128, bool)> {
        match self.0 {
            "" => return Some((0, false)),
            "Z" => return Some((0, true)),
            _ => {}
        }
        let west = self.0.starts_with('-');
        self.0 = self.0.strip_prefix(['+', '-'])?;
        let hours = self.two_digits()?;
        self.sign(':')?;
        let minutes = self.two_digits()?;
        let ahead = (hours * 60 + minutes) * MINUTE * if west { -1 } else { 1 };
        let known = (-13 * 60 * MINUTE..=FARTHEST_ZONE).contains(&ahead);
        (known && minutes < 60 && self.0.is_empty()).then_some((ahead, true))
    }
}

fn number(digits: &str) -> Option<i128> {
    digits
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| digits.parse().ok())
        .flatten()
}

fn is_leap(year: i128) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in(year: i128, month: i128) -> i128 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days from the first of January of the year 1 to the first of the month.
fn days_before(year: i128, month: i128) -> i128 {
    let past = year - 1;
    let years = past * 365 + past.div_euclid(4) - past.div_euclid(100) + past.div_euclid(400);
    years + (1..month).map(|month| days_in(year, month)).sum::<i128>()
}

/// A duration: its parts as they are written.
///
/// Two are the same if their parts are (the values of XML Schema are points of
/// six dimensions): `P12M` is not `P1Y`, though neither is the longer. Which is
/// longer follows from where they lead from four dates (§3.2.6.2), so that
/// months are held against days: `P1M` is longer than `P27D`, and neither longer
/// nor shorter than `P30D`.
#[derive(Clone, Debug)]
pub struct Duration {
    negative: bool,
    /// Years, months, days, hours, minutes, seconds.
    parts: [String; 6],
}

/// The months from which durations are laid off, by year and month: between
/// them they have every length that a stretch of months can have.
const REFERENCES: [(i128, i128); 4] = [(1696, 9), (1697, 2), (1903, 3), (1903, 7)];
/// Parts of a second that are told apart.
const SECOND: i128 = 1_000_000_000_000_000_000;

impl Duration {
    /// The duration that `text` stands for.
    pub(super) fn read(text: &str) -> Option<Self> {
        let negative = text.starts_with('-');
        let text = text.strip_prefix('-').unwrap_or(text).strip_prefix('P')?;
        let (date, time) = match text.split_once('T') {
            Some((_, "")) => return None,
            Some((date, time)) => (date, time),
            None => (text, ""),
        };
        if date.is_empty() && time.is_empty() {
            return None;
        }
        let mut parts = std::array::from_fn(|_| "0".to_owned());
        read_parts(date, "YMD", &mut parts[..3])?;
        read_parts(time, "HMS", &mut parts[3..])?;
        Some(Self { negative, parts })
    }

    /// Which is longer, if that is so from all four dates.
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        if self == other {
            return Some(Ordering::Equal);
        }
        let (one, another) = (self.laid_off(), other.laid_off());
        let first = one[0].cmp(&another[0]);
        let all = one.iter().zip(&another).all(|(a, b)| a.cmp(b) == first);
        (all && first.is_ne()).then_some(first)
    }

    /// Part by part, each with the sign of the whole.
    fn by_parts(&self, other: &Self) -> [Ordering; 6] {
        let signed = |duration: &Self, at: usize| {
            let sign = if duration.negative { "-" } else { "" };
            format!("{sign}{}", duration.parts[at])
        };
        std::array::from_fn(|at| number::compare(&signed(self, at), &signed(other, at)))
    }

    /// How far it leads from each of the four dates, in parts of a second; what
    /// is beyond some millions of millions of years is as far as can be counted.
    fn laid_off(&self) -> [i128; 4] {
        let sign = if self.negative { -1 } else { 1 };
        let whole = |digits: &str| i128::from(digits.parse().unwrap_or(u64::MAX));
        let part = |at: usize| whole(&self.parts[at]);
        let months = sign * (part(0) * 12 + part(1));
        let written = format!("0{}", self.parts[5]);
        let (seconds, fraction) = written.split_once('.').unwrap_or((&written, ""));
        let fraction = format!("{:0<18}", &fraction[..fraction.len().min(18)]);
        let time = part(2) * 86_400 + part(3) * 3600 + part(4) * 60 + whole(seconds);
        let time = time.saturating_mul(SECOND).saturating_add(whole(&fraction)) * sign;
        REFERENCES.map(|(year, month)| {
            let reached = year * 12 + month - 1 + months;
            let days = days_before(reached.div_euclid(12), reached.rem_euclid(12) + 1)
                - days_before(year, month);
            days.saturating_mul(86_400 * SECOND).saturating_add(time)
        })
    }
}

impl PartialEq for Duration {
    fn eq(&self, other: &Self) -> bool {
        self.by_parts(other).iter().all(|order| order.is_eq())
    }
}

/// Numbers, each followed by its letter, in the order of `letters`; only the
/// last letter's (seconds) may have a fraction.
fn read_parts(text: &str, letters: &str, parts: &mut [String]) -> Option<()> {
    let mut rest = text;
    for (letter, part) in letters.chars().zip(parts) {
        let Some(at) = rest.find(|c: char| !c.is_ascii_digit() && c != '.') else {
            break;
        };
        if !rest[at..].starts_with(letter) {
            continue;
        }
        let digits = &rest[..at];
        let good = if letter == 'S' {
            number::is_decimal(digits)
        } else {
            number::is_integer(digits)
        };
        if !good {
            return None;
        }
        digits.clone_into(part);
        rest = &rest[at + 1..];
    }
    rest.is_empty().then_some(())
}
