//! What day does a value such as `1789-07-14` mean?

use std::cmp::Ordering;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A day, month, year or moment that can be compared.
    Moment(Moment),
    /// A month or day of every year, or a time of every day.
    Recurring,
    /// Written in a right form, but no calendar has it; why.
    Impossible(&'static str),
    /// In none of the forms.
    Malformed,
}

/// A moment as precise as it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Astronomical: `-0043` is 44 BC.
    pub year: i64,
    /// From 1.
    pub month: Option<u8>,
    /// From 1.
    pub day: Option<u8>,
}

impl Moment {
    /// Whether it lies wholly after `other`: a year is not after a day in it.
    pub fn is_after(self, other: Self) -> bool {
        let finer = |a: Option<u8>, b: Option<u8>| match (a, b) {
            (Some(a), Some(b)) => Some(a.cmp(&b)),
            _ => None,
        };
        let order = match self.year.cmp(&other.year) {
            Ordering::Equal => match finer(self.month, other.month) {
                Some(Ordering::Equal) => finer(self.day, other.day),
                order => order,
            },
            order => Some(order),
        };
        order == Some(Ordering::Greater)
    }
}

/// Reads a value in one of the forms of W3C (XML Schema: `date`, `gYear`,
/// `gYearMonth`, `gMonth`, `gMonthDay`, `gDay`, `time`, `dateTime`).
pub fn w3c(value: &str) -> Form {
    let value = value.trim();
    if let Some(rest) = value.strip_prefix("---") {
        return recurring(&[("", 31)], rest);
    }
    if let Some(rest) = value.strip_prefix("--") {
        return recurring(&[("", 12), ("-", 31)], rest);
    }
    if value.as_bytes().get(2) == Some(&b':') {
        return time(value).map_or(Form::Malformed, |right| {
            if right { Form::Recurring } else { NO_TIME }
        });
    }
    moment(value)
}

/// Reads a value in one of the forms of W3C or ISO 8601; those that only ISO
/// has are not taken apart.
pub fn iso(value: &str) -> Form {
    let value = value.trim();
    // `17890714` is a day here, where W3C sees a year of the far future.
    if value.len() == 8 && digits(value) {
        return moment(&format!("{}-{}-{}", &value[..4], &value[4..6], &value[6..]));
    }
    match w3c(value) {
        Form::Malformed if is_iso(value) => Form::Recurring,
        form => form,
    }
}

/// Made of nothing but the signs of ISO 8601 (TEI `teidata.temporal.iso`), with
/// a digit.
fn is_iso(value: &str) -> bool {
    let sign = |c: char| c.is_ascii_digit() || ".,DHMPRSTWYZ/:+-".contains(c);
    value.chars().all(sign) && value.contains(|c: char| c.is_ascii_digit())
}

const NO_TIME: Form = Form::Impossible("no day has this time");
const NO_MONTH: Form = Form::Impossible("a year has months 01 to 12");
const NO_DAY: Form = Form::Impossible("this month has no such day");

fn moment(value: &str) -> Form {
    let (negative, body) = match value.strip_prefix('-') {
        Some(body) => (true, body),
        None => (false, value),
    };
    let (date, clock) = match body.split_once('T') {
        Some((date, clock)) => (date, Some(clock)),
        None => (body, None),
    };
    let date = if clock.is_some() {
        Some(date)
    } else {
        without_zone(date)
    };
    let Some(date) = date else {
        return Form::Malformed;
    };
    let parts: Vec<&str> = date.split('-').collect();
    let year = parts[0];
    let well_formed = year.len() >= 4
        && digits(year)
        && (year.len() == 4 || !year.starts_with('0'))
        && parts[1..]
            .iter()
            .all(|part| part.len() == 2 && digits(part))
        && parts.len() <= 3
        && (clock.is_none() || parts.len() == 3);
    let Ok(number) = year.parse::<i64>() else {
        return Form::Malformed;
    };
    if !well_formed {
        return Form::Malformed;
    }
    let part = |at: usize| parts.get(at).and_then(|part| part.parse::<u8>().ok());
    let year = if negative { -number } else { number };
    let moment = Moment {
        year,
        month: part(1),
        day: part(2),
    };
    match clock.map(time) {
        Some(None) => Form::Malformed,
        Some(Some(false)) => NO_TIME,
        _ => possible(moment),
    }
}

fn possible(moment: Moment) -> Form {
    match (moment.month, moment.day) {
        (Some(month), _) if !(1..=12).contains(&month) => NO_MONTH,
        (Some(month), Some(day)) if !(1..=days(moment.year, month)).contains(&day) => NO_DAY,
        _ => Form::Moment(moment),
    }
}

/// Days of a month in the (proleptic) Gregorian calendar, which the forms use.
fn days(year: i64, month: u8) -> u8 {
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// A month, a day, or both, that come every year. `parts` are what stands
/// before each number, and its largest value.
fn recurring(parts: &[(&str, u8)], rest: &str) -> Form {
    let Some(rest) = without_zone(rest) else {
        return Form::Malformed;
    };
    let numbers: Vec<&str> = rest.split('-').collect();
    if numbers.len() > parts.len() || !numbers.iter().all(|part| part.len() == 2 && digits(part)) {
        return Form::Malformed;
    }
    let within = |(number, (_, most)): (&&str, &(&str, u8))| {
        number
            .parse::<u8>()
            .is_ok_and(|number| (1..=*most).contains(&number))
    };
    let number = |at: usize| numbers.get(at).and_then(|part| part.parse::<u8>().ok());
    // A leap year: `--02-29` comes, if seldom.
    let fits = parts.len() == 1
        || matches!((number(0), number(1)), (Some(month), Some(day)) if day <= days(2000, month))
        || numbers.len() == 1;
    if numbers.iter().zip(parts).all(within) && fits {
        Form::Recurring
    } else {
        NO_DAY
    }
}

/// `hh:mm:ss`, with a fraction and a zone if need be: whether there is such a
/// time; `None` if it is no time at all.
fn time(value: &str) -> Option<bool> {
    let value = without_zone(value)?;
    let (whole, fraction) = value.split_once('.').unwrap_or((value, "0"));
    let parts: Vec<&str> = whole.split(':').collect();
    let well_formed = parts.len() == 3
        && parts.iter().all(|part| part.len() == 2 && digits(part))
        && digits(fraction);
    let number = |at: usize| parts.get(at).and_then(|part| part.parse::<u8>().ok());
    let (hour, minute, second) = (number(0)?, number(1)?, number(2)?);
    let midnight = (hour, minute, second) == (24, 0, 0);
    well_formed.then_some(midnight || (hour < 24 && minute < 60 && second < 60))
}

/// `value` without `Z`, `+hh:mm` or `-hh:mm` at its end; `None` for a zone that
/// is none.
fn without_zone(value: &str) -> Option<&str> {
    if let Some(rest) = value.strip_suffix('Z') {
        return Some(rest);
    }
    let Some(colon) = value
        .len()
        .checked_sub(3)
        .filter(|&at| value.as_bytes()[at] == b':')
    else {
        return Some(value);
    };
    let sign = colon
        .checked_sub(3)
        .filter(|&at| b"+-".contains(&value.as_bytes()[at]));
    match sign {
        // `12:30:00` ends like a zone, but has no sign there.
        None => Some(value),
        Some(at) => {
            let (hours, minutes) = (&value.get(at + 1..colon)?, value.get(colon + 1..)?);
            (digits(hours) && digits(minutes) && *hours <= "14" && minutes < "60")
                .then(|| &value[..at])
        }
    }
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_the_guidelines_are_read() {
        for right in [
            "1789",
            "-0043",
            "12000",
            "1789-07",
            "1789-07-14",
            "1600-02-29",
            "1789-07-14Z",
            "1789-07-14+01:00",
            "1789-07-14T12:30:00",
            "1789-07-14T24:00:00Z",
            "1789-07-14T12:30:00.5-05:00",
            " 1789 ",
            "0000",
        ] {
            assert!(matches!(w3c(right), Form::Moment(_)), "{right}");
        }
        for right in [
            "--07",
            "--07-14",
            "---14",
            "--02-29",
            "12:30:00",
            "12:30:00.25Z",
        ] {
            assert_eq!(w3c(right), Form::Recurring, "{right}");
        }
        for wrong in [
            "",
            "14 July 1789",
            "1789-7-14",
            "789",
            "01789",
            "1789-07-14T12:30",
            "12:30",
            "1789/1790",
            "1789-",
            "1789-07-14-01",
            "?",
            "-",
            "é:00",
            "1789-07T12:00:00",
            "--7",
            "ü789",
        ] {
            assert_eq!(w3c(wrong), Form::Malformed, "{wrong}");
        }
        for no_day in [
            "1789-13",
            "1789-00-00",
            "1700-02-29",
            "1789-06-31",
            "--04-31",
            "--13",
            "---32",
            "25:00:00",
            "1789-07-14T12:60:00",
        ] {
            assert!(matches!(w3c(no_day), Form::Impossible(_)), "{no_day}");
        }
    }

    #[test]
    fn forms_of_iso_are_read_and_not_taken_apart() {
        assert!(matches!(iso("17890714"), Form::Moment(_)));
        assert!(matches!(iso("17890732"), Form::Impossible(_)));
        for right in ["1789-W28-2", "1789-195", "P1Y", "1789-07-14/1789-07-20"] {
            assert_eq!(iso(right), Form::Recurring, "{right}");
        }
        assert_eq!(iso("July 1789"), Form::Malformed);
        assert!(matches!(iso("1789-02-30"), Form::Impossible(_)));
    }

    #[test]
    fn a_year_is_not_after_its_days() {
        let read = |value| match w3c(value) {
            Form::Moment(moment) => moment,
            other => panic!("{value}: {other:?}"),
        };
        assert!(read("1790").is_after(read("1789-07-14")));
        assert!(!read("1789").is_after(read("1789-07-14")));
        assert!(read("1789-07-15").is_after(read("1789-07-14")));
        assert!(read("-0043").is_after(read("-0044-03-15")));
    }
}
