//! When, as precisely as the header says?

use crate::tei::dating::doubt;
use crate::tei::element::collapse;
use crate::tei::header_words::in_words;
use crate::tei::history::counts_otherwise;
use crate::xml::Element;

/// A date or a span, as the header gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    words: String,
    /// Days, months or years; none if the header has only words.
    pub extent: Option<Extent>,
    /// Whether it is only about that time.
    pub approximate: bool,
    /// Whether it may be another time.
    pub uncertain: bool,
}

/// What a date covers. Each is ISO 8601: a year of four digits, perhaps with a
/// minus before it, perhaps with month and day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extent {
    /// One date.
    At(String),
    /// All of the time from one date to another (`@from`, `@to`).
    Through(Option<String>, Option<String>),
    /// Some time between two dates (`@notBefore`, `@notAfter`).
    Within(Option<String>, Option<String>),
}

impl Moment {
    /// Reads an element that has a date (att.datable, TEI ND); P4 has `@value`.
    /// None if it says nothing.
    pub fn of(element: Element<'_>) -> Option<Self> {
        let text = in_words(element);
        let value = |names: [&str; 2]| {
            let found = names.iter().find_map(|name| element.attribute(name));
            found.and_then(|value| iso(&value))
        };
        let at = value(["when", "when-iso"]).or_else(|| value(["value", "value"]));
        let (from, to) = (value(["from", "from-iso"]), value(["to", "to-iso"]));
        let earliest = value(["notBefore", "notBefore-iso"]);
        let latest = value(["notAfter", "notAfter-iso"]);
        let extent = match (at, from.is_some() || to.is_some()) {
            (Some(at), _) => Some(Extent::At(at)),
            (None, true) => Some(span(from, to, Extent::Through)),
            (None, false) if earliest.is_some() || latest.is_some() => {
                Some(span(earliest, latest, Extent::Within))
            }
            _ if counts_otherwise(element) => None,
            _ => read_words(&text),
        };
        let doubt = doubt(element);
        // Numbers that are no date are words.
        let stated = || {
            let names = ["when", "from", "notBefore", "to", "notAfter", "value"];
            names.iter().find_map(|name| element.attribute(name))
        };
        let words = match (text.is_empty(), &extent) {
            (true, None) => collapse(&stated().unwrap_or_default()),
            _ => text,
        };
        if words.is_empty() && extent.is_none() {
            return None;
        }
        Some(Self {
            approximate: doubt.approximate || says_about(&words),
            uncertain: doubt.uncertain || says_perhaps(&words),
            words,
            extent,
        })
    }

    /// Reads a date of a store or a header that is only words.
    pub fn read(text: &str) -> Self {
        let words = collapse(text);
        Self {
            extent: read_words(&words),
            approximate: says_about(&words),
            uncertain: says_perhaps(&words),
            words,
        }
    }

    /// In the words of the header; in numbers, where it has no words.
    pub fn words(&self) -> &str {
        match (&self.words, &self.extent) {
            (words, Some(Extent::At(at))) if words.is_empty() => at,
            (words, _) => words,
        }
    }

    /// In numbers (EDTF, ISO 8601-2): a date about right `1998~`, an uncertain one `1998?`,
    /// one that is both `1998%`, a time that lasts `0401/0404`, a date that lies between
    /// two `[0401..0404]`.
    pub fn edtf(&self) -> Option<String> {
        match self.extent.as_ref()? {
            Extent::Within(from, to) => Some(format!("[{}..{}]", self.half(from), self.half(to))),
            _ => self.interval(),
        }
    }

    /// The same with a slash where that is the only sign for two dates (ISO 8601-1).
    pub fn interval(&self) -> Option<String> {
        Some(match self.extent.as_ref()? {
            Extent::At(at) => self.half(&Some(at.clone())),
            Extent::Through(from, to) | Extent::Within(from, to) => {
                format!("{}/{}", self.half(from), self.half(to))
            }
        })
    }

    fn half(&self, date: &Option<String>) -> String {
        let sign = self.sign();
        date.as_ref()
            .map_or_else(String::new, |date| format!("{date}{sign}"))
    }

    /// How sure the date is, as EDTF says it after a date.
    pub fn sign(&self) -> &'static str {
        match (self.uncertain, self.approximate) {
            (true, true) => "%",
            (true, false) => "?",
            (false, true) => "~",
            (false, false) => "",
        }
    }

    /// The same date, for formats that say elsewhere how sure it is, or nowhere.
    pub fn as_if_sure(&self) -> Self {
        Self {
            approximate: false,
            uncertain: false,
            ..self.clone()
        }
    }

    /// Whether it is one date of which only is known that it lies between two.
    pub fn is_between(&self) -> bool {
        matches!(self.extent, Some(Extent::Within(..)))
    }

    /// What people read: the words, else the numbers and how sure they are.
    pub fn shown(&self) -> String {
        match self.words.is_empty() {
            true => self.told(),
            false => self.words.clone(),
        }
    }

    /// The same, with how sure it is also where the words do not say so.
    pub fn told(&self) -> String {
        let words = match &self.extent {
            _ if !self.words.is_empty() => self.words.clone(),
            Some(Extent::Within(Some(from), None)) => format!("not before {from}"),
            Some(Extent::Within(None, Some(to))) => format!("not after {to}"),
            Some(Extent::Within(Some(from), Some(to))) => format!("between {from} and {to}"),
            _ => {
                let numbers = self.as_if_sure().interval();
                numbers.unwrap_or_default().replace('/', "–")
            }
        };
        let is_about = self.approximate && !says_about(&words);
        let is_perhaps = self.uncertain && !says_perhaps(&words);
        let about = if is_about { "about " } else { "" };
        let perhaps = if is_perhaps { "?" } else { "" };
        format!("{about}{words}{perhaps}")
    }

    /// The one date, if it is one: ISO 8601.
    pub fn date(&self) -> Option<&str> {
        match self.extent.as_ref()? {
            Extent::At(at) => Some(at),
            _ => None,
        }
    }

    /// First and last date.
    pub fn ends(&self) -> (Option<&str>, Option<&str>) {
        match &self.extent {
            Some(Extent::At(at)) => (Some(at), Some(at)),
            Some(Extent::Through(from, to) | Extent::Within(from, to)) => {
                (from.as_deref(), to.as_deref())
            }
            None => (None, None),
        }
    }

    /// The year, if it is beyond doubt: that of one date, or of a span or a time
    /// between two dates that lies within one year.
    pub fn year(&self) -> Option<&str> {
        let year = |date: &str| date.get(..4).filter(|year| digits(year)).map(str::to_owned);
        let (from, to) = self.ends();
        let (from, to) = (from?, to?);
        let known = year(from)?;
        (Some(known) == year(to)).then(|| &from[..4])
    }
}

/// A date of ISO 8601 without time of day and zone; none if it is not one.
pub fn iso(text: &str) -> Option<String> {
    let text = text.trim();
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text),
    };
    let rest = rest.split('T').next().unwrap_or(rest);
    let year = rest.get(..4).filter(|year| digits(year))?;
    let mut date = format!("{sign}{year}");
    let mut rest = &rest[4..];
    for most in [12, 31] {
        let part = rest.strip_prefix('-').and_then(|part| part.get(..2));
        let Some(part) = part.filter(|part| digits(part) && !rest[3..].starts_with(':')) else {
            break;
        };
        let number: u32 = part.parse().ok()?;
        if !(1..=most).contains(&number) {
            return None;
        }
        date.push('-');
        date.push_str(part);
        rest = &rest[3..];
    }
    (is_zone(rest) && has_day(&date)).then_some(date)
}

/// Whether the month has that day, if one is named.
fn has_day(date: &str) -> bool {
    let mut parts = date.trim_start_matches('-').split('-');
    let mut number = || parts.next().and_then(|part| part.parse::<u32>().ok());
    let (year, month, day) = (number(), number(), number());
    let leap = year.is_some_and(|y| y % 4 == 0 && (y % 100 != 0 || y % 400 == 0));
    let days = match month {
        Some(2) if leap => 29,
        Some(2) => 28,
        Some(4 | 6 | 9 | 11) => 30,
        _ => 31,
    };
    day.is_none_or(|day| day <= days)
}

/// What may stand after a date: nothing, or a zone.
fn is_zone(rest: &str) -> bool {
    let hours = |rest: &str| {
        let (hours, minutes) = rest.split_once(':').unwrap_or((rest, ""));
        hours.len() == 2 && digits(hours) && minutes.len() == 2 && digits(minutes)
    };
    rest.is_empty() || rest == "Z" || rest.strip_prefix(['+', '-']).is_some_and(hours)
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// What words say beyond doubt: a date of ISO 8601, or one year and no other
/// number of four digits.
fn read_words(words: &str) -> Option<Extent> {
    if let Some(date) = iso(words) {
        return Some(Extent::At(date));
    }
    if is_full(words) {
        // A day that the calendar does not have is not read in part.
        return None;
    }
    let numbers = words.split(|c: char| !c.is_alphanumeric());
    let mut years = numbers.filter(|part| part.len() == 4 && digits(part));
    let year = years.next()?;
    let is_year = (1000..2200).contains(&year.parse::<u32>().ok()?);
    // Another number of four digits, or a span to one of two, is not one year; nor
    // is the number of something.
    let (before, rest) = words.split_once(year).unwrap_or_default();
    if numbers_something(before) {
        return None;
    }
    let span = rest.trim_start().starts_with(['-', '–', '/', '?']) && !is_date_part(rest);
    (is_year && !span && years.all(|other| other == year)).then(|| Extent::At(year.to_owned()))
}

/// Whether `words` are numbers as a full date has them: `2001-02-29`.
fn is_full(words: &str) -> bool {
    let parts: Vec<&str> = words.split('-').collect();
    parts.iter().all(|part| digits(part)) && parts.iter().map(|part| part.len()).eq([4, 2, 2])
}

/// Whether what follows these words is the number of a page, a volume, an item:
/// `page 1234`.
fn numbers_something(before: &str) -> bool {
    const OF: &[&str] = &[
        "p", "pp", "page", "pages", "pagina", "página", "s", "seite", "f", "fol", "folio", "no",
        "nr", "nº", "n°", "№", "num", "nummer", "number", "numero", "número", "numéro", "vol",
        "volume", "band", "bd", "ms", "item", "art", "cat", "line", "lines", "zeile", "ligne",
    ];
    let last = before.split_whitespace().next_back().unwrap_or_default();
    let last = last.trim_matches(['.', '(', '[', ',']).to_lowercase();
    OF.contains(&last.as_str())
}

/// `-07` and `-07-14` after a year, with nothing that could be the rest of a
/// span: `2003-07 (Phase 1)`.
fn is_date_part(rest: &str) -> bool {
    let part = rest.trim_start().strip_prefix('-').unwrap_or_default();
    let number: String = part.chars().take_while(char::is_ascii_digit).collect();
    number.len() == 2 && (1..=12).contains(&number.parse::<u32>().unwrap_or(0))
}

fn says_about(words: &str) -> bool {
    let begin = words.to_lowercase();
    let marks = [
        "c.", "ca.", "circa", "ca ", "um ", "vers ", "about ", "approx",
    ];
    let begin = begin.trim_start_matches(['[', '(']);
    marks.iter().any(|mark| begin.starts_with(mark))
}

/// Whether words end with a question mark, perhaps in brackets: `1848 (?)`.
fn says_perhaps(words: &str) -> bool {
    words.trim_end_matches([')', ']', '.']).ends_with('?')
}

/// What two dates bound: the day itself, where both are the same.
fn span(
    from: Option<String>,
    to: Option<String>,
    kind: fn(Option<String>, Option<String>) -> Extent,
) -> Extent {
    match (from, to) {
        (Some(from), Some(to)) if from == to => Extent::At(from),
        (from, to) => kind(from, to),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_far_as_they_go() {
        let table = [
            ("2020-12-17", Some("2020-12-17")),
            ("2024-08-15-04:00", Some("2024-08-15")),
            ("2024-08-04:00", Some("2024-08")),
            ("2026-11-26T10:00:00Z", Some("2026-11-26")),
            ("-0044-03", Some("-0044-03")),
            ("0401", Some("0401")),
            ("2008-13", None),
            ("2020-02-29", Some("2020-02-29")),
            ("2020-02-30", None),
            ("20081", None),
            ("2008-1", None),
            ("spring", None),
            ("", None),
        ];
        for (text, date) in table {
            assert_eq!(iso(text).as_deref(), date, "{text}");
        }
    }

    #[test]
    fn a_year_is_given_only_where_there_is_one() {
        let table = [
            ("notBefore='1999' notAfter='2003'>c. 2000", None),
            ("from='1999-01' to='2003-12'>", None),
            ("notAfter='1999'>before 1999", None),
            ("from='1999'>since 1999", None),
            (
                "notBefore='1999-01' notAfter='1999-06'>spring",
                Some("1999"),
            ),
            ("when-custom='1440' calendar='#Hijri'>1440 AH", None),
            ("when='2019' calendar='#Hijri'>1440 AH", Some("2019")),
            ("calendar='#Julian'>12 May 1640", Some("1640")),
            ("when='2001-02-29'>", None),
        ];
        for (inside, year) in table {
            let xml = format!("<date xmlns='http://www.tei-c.org/ns/1.0' {inside}</date>");
            let tree = crate::xml::read("d.xml", xml.as_bytes()).unwrap().value;
            let read = Moment::of(tree.root());
            assert_eq!(read.as_ref().and_then(Moment::year), year, "{inside}");
        }
    }

    #[test]
    fn words_give_a_year_only_beyond_doubt() {
        let table = [
            ("April 2002", Some("2002")),
            ("© 1998 the author, 1998", Some("1998")),
            ("2003-07 (EEBO-TCP Phase 1).", Some("2003")),
            ("1998–2001", None),
            ("1998-99", None),
            ("1998 and 2001", None),
            ("no 0044", None),
            ("page 1234", None),
            ("(Nr. 1848)", None),
            ("2001-02-29", None),
            ("29 February 2001", Some("2001")),
            ("P5 of 12345", None),
        ];
        for (text, year) in table {
            let read = Moment::read(text);
            assert_eq!(read.year(), year, "{text}");
        }
        assert_eq!(Moment::read("c. 1998").edtf().as_deref(), Some("1998~"));
        assert_eq!(Moment::read("1998 (?)").edtf().as_deref(), Some("1998?"));
    }

    #[test]
    fn uncertain_is_not_about_and_one_day_is_no_span() {
        let table = [
            ("when='1998' cert='low'>", "1998?", "1998?"),
            ("when='1998' precision='low'>", "1998~", "about 1998"),
            ("when='1998' cert='medium'>c. 1998", "1998%", "c. 1998?"),
            ("when='1998' cert='high'>", "1998", "1998"),
            (
                "from='1998' to='2003' cert='low'>",
                "1998?/2003?",
                "1998–2003?",
            ),
            (
                "notBefore='1998-05-01' notAfter='1998-05-01'>",
                "1998-05-01",
                "1998-05-01",
            ),
            ("from='1998' to='1998'>", "1998", "1998"),
            (
                "notAfter='1998' cert='low'>",
                "[..1998?]",
                "not after 1998?",
            ),
            (
                "when='1998'><certainty locus='value' cert='low'/>",
                "1998?",
                "1998?",
            ),
        ];
        for (inside, edtf, told) in table {
            let xml = format!("<date {inside}</date>");
            let tree = crate::xml::read("d.xml", xml.as_bytes()).unwrap().value;
            let read = Moment::of(tree.root()).expect("a date");
            let found = (read.edtf(), read.told());
            assert_eq!(found, (Some(edtf.to_owned()), told.to_owned()), "{inside}");
        }
    }
}
