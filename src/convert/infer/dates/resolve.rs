//! What does the calendar say to the dates that were read?

use crate::convert::block::BlockKind;
use crate::convert::infer::calendar::{Day, days_in, weekday_name};
use crate::convert::infer::collect::Collected;
use crate::convert::infer::passage::Passage;
use crate::convert::mark::What;
use crate::diagnostic::Diagnostic;
use crate::edition::Certainty;
use crate::source::Span;

use super::{Doubt, Found};

/// A year that the text gives to dates without one.
#[derive(Clone, Copy)]
struct YearInText {
    year: u32,
    span: Span,
}

/// Says of all dates what they are; `found` has one list for each passage.
pub fn resolve(passages: &[Passage<'_>], found: &[Vec<Found>], seen: &mut Collected) {
    let fallback = year_of_document(passages, found);
    let mut latest = None;
    for (passage, dates) in passages.iter().zip(found) {
        for date in dates {
            if let (Some(year), Some(_)) = (date.year, date.month) {
                latest = Some(YearInText {
                    year,
                    span: date.span,
                });
            }
            state(passage, date, latest.or(fallback), seen);
        }
    }
}

/// The year of the document: that of the date-line or of a statement above the
/// text, else the first that the text gives.
fn year_of_document(passages: &[Passage<'_>], found: &[Vec<Found>]) -> Option<YearInText> {
    let full = |kinds: &'static [BlockKind]| {
        passages
            .iter()
            .zip(found)
            .filter(move |(passage, _)| kinds.is_empty() || kinds.contains(&passage.block.kind))
            .flat_map(|(_, dates)| dates)
            .find_map(|date| {
                let year = date.year.filter(|_| date.month.is_some())?;
                Some(YearInText {
                    year,
                    span: date.span,
                })
            })
    };
    full(&[BlockKind::Dateline, BlockKind::Statement, BlockKind::Opener]).or_else(|| full(&[]))
}

fn state(passage: &Passage<'_>, date: &Found, context: Option<YearInText>, seen: &mut Collected) {
    let words = &passage.text[date.span.range()];
    if let Some(message) = impossible(date) {
        let finding =
            Diagnostic::warning("date-impossible", date.span, format!("`{words}` {message}"))
                .hint("compare the copy; the date is left without a value");
        seen.find(finding);
        return;
    }
    let Value {
        when,
        julian,
        certainty,
        reason,
    } = value(passage, date, context, seen);
    let message = format!("`{words}` is the date {when}");
    seen.mark(
        date.span,
        What::Date { when, julian },
        (certainty, "date-inferred"),
        message,
        reason,
    );
}

/// What a date is.
struct Value {
    /// ISO 8601, in the Gregorian calendar.
    when: String,
    /// Whether the words count by the Julian calendar.
    julian: bool,
    certainty: Certainty,
    reason: String,
}

impl Value {
    /// A value that says what is stated.
    fn stated(when: String, certainty: Certainty, reason: impl Into<String>) -> Self {
        Self {
            when,
            julian: false,
            certainty,
            reason: reason.into(),
        }
    }

    /// That of a day of the Julian calendar.
    fn of_julian(day: Day, certainty: Certainty, reason: &str) -> Self {
        let reason = format!("{reason}; {} in the Julian calendar", iso(day));
        Self {
            julian: true,
            ..Self::stated(iso(day.in_gregorian()), certainty, reason)
        }
    }
}

fn iso(Day { year, month, day }: Day) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

/// The first year in which no country counted by the Julian calendar any more.
const GREGORIAN_ALONE: u32 = 1924;

/// Whether a day is one that nobody could count by the Gregorian calendar, or that
/// only the Julian one has, as its weekday confirms; without that it is a misprint.
fn must_be_julian(day: Day, date: &Found) -> bool {
    let agrees = || {
        date.weekday
            .is_some_and(|(weekday, _)| weekday == day.julian_weekday())
    };
    let only_there = || !day.exists() && day.year < GREGORIAN_ALONE && agrees();
    !date.is_iso && day.is_julian() && (day.is_before_reform() || only_there())
}

/// Why there is no such day. Without a year, February may have 29 days.
fn impossible(date: &Found) -> Option<String> {
    let (month, day) = (date.month?, date.day?);
    let exists = match date.year {
        Some(year) => {
            let day = Day { year, month, day };
            day.exists() || must_be_julian(day, date)
        }
        None => day >= 1 && day <= days_in(month, true),
    };
    (!exists).then(|| "is a day that the calendar does not have".to_owned())
}

/// What `date` is, how sure that is, and why.
fn value(
    passage: &Passage<'_>,
    date: &Found,
    context: Option<YearInText>,
    seen: &mut Collected,
) -> Value {
    let (Some(month), day) = (date.month, date.day) else {
        return bare_year(date);
    };
    let Some(day) = day else {
        let year = date.year.unwrap_or_default();
        let when = format!("{year:04}-{month:02}");
        return Value::stated(when, Certainty::High, "month and year as stated");
    };
    match date.year {
        Some(year) => full_date(passage, date, Day { year, month, day }, seen),
        None => without_year(passage, date, (month, day), context),
    }
}

fn bare_year(date: &Found) -> Value {
    let year = date.year.unwrap_or_default();
    let certainty = match date.doubt {
        Some(Doubt::BareYear) => Certainty::Medium,
        _ => Certainty::Low,
    };
    let reason = "four figures after a word that introduces years";
    Value::stated(format!("{year:04}"), certainty, reason)
}

const STATED: &str = "day, month and year as stated";

fn full_date(passage: &Passage<'_>, date: &Found, day: Day, seen: &mut Collected) -> Value {
    let julian = must_be_julian(day, date);
    let value = |certainty: Certainty, reason: &str| match julian {
        true => Value::of_julian(day, certainty, reason),
        false => Value::stated(iso(day), certainty, reason),
    };
    let Some((weekday, span)) = date.weekday else {
        return match date.doubt {
            Some(Doubt::Order) => value(
                Certainty::Medium,
                "in German the day stands before the month",
            ),
            _ => value(Certainty::High, STATED),
        };
    };
    // The Gregorian calendar begins on 15 October 1582; some countries kept
    // the Julian one until 1923.
    let real = match julian {
        true => day.julian_weekday(),
        false => day.weekday(),
    };
    if real == weekday {
        return value(Certainty::High, &format!("{STATED}; the weekday agrees"));
    }
    let words = &passage.text[date.span.range()];
    let named = &passage.text[span.range()];
    if day.year < GREGORIAN_ALONE && day.julian_weekday() == weekday {
        let message =
            format!("`{named}` fits `{words}` in the Julian calendar, not in the Gregorian");
        seen.find(
            Diagnostic::warning("date-old-style", date.span, message)
                .hint("if the weekday is misprinted, give the day in the decisions file"),
        );
        return Value::of_julian(day, Certainty::Medium, STATED);
    }
    let real = weekday_name(real);
    let message = format!("`{named}` is stated in `{words}`, but that day was a {real}");
    seen.find(
        Diagnostic::warning("weekday-wrong", date.span, message)
            .label(format!("{real} by the calendar"))
            .hint("compare the copy: weekday, day or year may be misprinted"),
    );
    value(
        Certainty::Medium,
        &format!("{STATED}; the weekday does not agree"),
    )
}

/// A day and month without year: the year of the text, if it has one and the
/// weekday, where stated, does not speak against it.
fn without_year(
    passage: &Passage<'_>,
    date: &Found,
    (month, day): (u32, u32),
    context: Option<YearInText>,
) -> Value {
    let alone = format!("--{month:02}-{day:02}");
    let after = passage
        .after(date.span.end as usize)
        .trim_start_matches([' ', ',']);
    if after.starts_with(|c: char| c.is_ascii_digit()) {
        // A double year, one before Christ, one of few figures, or no year at all.
        let reason = "what stands behind it may be its year, and is not understood";
        return Value::stated(alone, Certainty::Low, reason);
    }
    let Some(context) = context else {
        let reason = "year not stated, and the text has no full date to take it from";
        return Value::stated(alone, Certainty::Medium, reason);
    };
    let year = context.year;
    let full = Day { year, month, day };
    let julian = must_be_julian(full, date);
    let real = match julian {
        true => full.julian_weekday(),
        false => full.weekday(),
    };
    let against = date.weekday.is_some_and(|(weekday, _)| real != weekday);
    if against || !(full.exists() || julian) {
        let reason = format!("year not stated; {year} does not fit what is stated");
        return Value::stated(alone, Certainty::Low, reason);
    }
    let certainty = match date.doubt {
        Some(Doubt::Small) => Certainty::Low,
        _ => Certainty::Medium,
    };
    let from = &passage.text[context.span.range()];
    let confirmed = if date.weekday.is_some() {
        ", and the weekday agrees"
    } else {
        ""
    };
    let reason = format!("year not stated; taken from `{from}`{confirmed}");
    match julian {
        true => Value::of_julian(full, certainty, &reason),
        false => Value::stated(iso(full), certainty, reason),
    }
}
