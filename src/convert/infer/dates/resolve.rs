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
    let (when, certainty, reason) = value(passage, date, context, seen);
    let message = format!("`{words}` is the date {when}");
    seen.mark(
        date.span,
        What::Date { when },
        (certainty, "date-inferred"),
        message,
        reason,
    );
}

/// Why there is no such day. Without a year, February may have 29 days.
fn impossible(date: &Found) -> Option<String> {
    let (month, day) = (date.month?, date.day?);
    let exists = match date.year {
        Some(year) => Day { year, month, day }.exists(),
        None => day >= 1 && day <= days_in(month, true),
    };
    (!exists).then(|| "is a day that the calendar does not have".to_owned())
}

/// The ISO 8601 value of `date`, how sure it is, and why.
fn value(
    passage: &Passage<'_>,
    date: &Found,
    context: Option<YearInText>,
    seen: &mut Collected,
) -> (String, Certainty, String) {
    let (Some(month), day) = (date.month, date.day) else {
        return bare_year(date);
    };
    let Some(day) = day else {
        let year = date.year.unwrap_or_default();
        return (
            format!("{year:04}-{month:02}"),
            Certainty::High,
            "month and year as stated".to_owned(),
        );
    };
    match date.year {
        Some(year) => {
            let (certainty, reason) = full_date(passage, date, Day { year, month, day }, seen);
            (format!("{year:04}-{month:02}-{day:02}"), certainty, reason)
        }
        None => without_year(passage, date, (month, day), context),
    }
}

fn bare_year(date: &Found) -> (String, Certainty, String) {
    let year = date.year.unwrap_or_default();
    let certainty = match date.doubt {
        Some(Doubt::BareYear) => Certainty::Medium,
        _ => Certainty::Low,
    };
    let reason = "four figures after a word that introduces years".to_owned();
    (format!("{year:04}"), certainty, reason)
}

fn full_date(
    passage: &Passage<'_>,
    date: &Found,
    day: Day,
    seen: &mut Collected,
) -> (Certainty, String) {
    let stated = "day, month and year as stated".to_owned();
    let Some((weekday, span)) = date.weekday else {
        return match date.doubt {
            Some(Doubt::Order) => (
                Certainty::Medium,
                "in German the day stands before the month".to_owned(),
            ),
            _ => (Certainty::High, stated),
        };
    };
    // The Gregorian calendar begins on 15 October 1582; some countries kept
    // the Julian one until 1923.
    if day.weekday() == weekday {
        return (Certainty::High, format!("{stated}; the weekday agrees"));
    }
    let words = &passage.text[date.span.range()];
    let named = &passage.text[span.range()];
    let real = weekday_name(day.weekday());
    if day.year < 1924 && day.julian_weekday() == weekday {
        let message =
            format!("`{named}` fits `{words}` in the Julian calendar, not in the Gregorian");
        seen.find(
            Diagnostic::warning("date-old-style", date.span, message)
                .hint("if the text counts so, give the Gregorian day in the decisions file"),
        );
        return (
            Certainty::Medium,
            "as stated, in the Julian calendar".to_owned(),
        );
    }
    let message = format!("`{named}` is stated in `{words}`, but that day was a {real}");
    seen.find(
        Diagnostic::warning("weekday-wrong", date.span, message)
            .label(format!("{real} by the calendar"))
            .hint("compare the copy: weekday, day or year may be misprinted"),
    );
    (
        Certainty::Medium,
        format!("{stated}; the weekday does not agree"),
    )
}

/// A day and month without year: the year of the text, if it has one and the
/// weekday, where stated, does not speak against it.
fn without_year(
    passage: &Passage<'_>,
    date: &Found,
    (month, day): (u32, u32),
    context: Option<YearInText>,
) -> (String, Certainty, String) {
    let alone = format!("--{month:02}-{day:02}");
    let Some(context) = context else {
        let reason = "year not stated, and the text has no full date to take it from".to_owned();
        return (alone, Certainty::Medium, reason);
    };
    let year = context.year;
    let full = Day { year, month, day };
    let against = date
        .weekday
        .is_some_and(|(weekday, _)| full.weekday() != weekday);
    if against || !full.exists() {
        let reason = format!("year not stated; {year} does not fit what is stated");
        return (alone, Certainty::Low, reason);
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
    (format!("{year:04}-{month:02}-{day:02}"), certainty, reason)
}
