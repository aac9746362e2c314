//! Rules about attributes of dates.

use super::super::rule::{Place, Rule};
use super::super::survey::Survey;
use super::{advice, has, is_wordless, rule, with};

pub const RULES: &[Rule] = &[
    advice(
        "tei-when-with-range",
        "att.datable.w3c-att-datable-w3c-when",
        when_with_range,
        "give either the moment or its limits",
        "A date is given as a moment and as a span at once.

Why: `@when` is one moment; `@notBefore`, `@notAfter`, `@from` and `@to` are the \
limits of a span. With both, nobody knows which holds.

Example: `<date when=\"1789\" notAfter=\"1790\">`.

What to do: keep `@when` if the moment is known, the limits if it is not.",
    ),
    advice(
        "tei-from-with-not-before",
        "att.datable.w3c-att-datable-w3c-from",
        from_with_not_before,
        "keep `@from` for a span, `@notBefore` for an uncertain moment",
        "A date has two beginnings.

Why: `@from` begins a span of time that was lived through; `@notBefore` is the \
earliest moment at which something happened. Together they contradict each other.

Example: `<date from=\"1789\" notBefore=\"1789\">`.

What to do: keep the one that is meant.",
    ),
    advice(
        "tei-to-with-not-after",
        "att.datable.w3c-att-datable-w3c-to",
        to_with_not_after,
        "keep `@to` for a span, `@notAfter` for an uncertain moment",
        "A date has two ends.

Why: `@to` ends a span of time that was lived through; `@notAfter` is the latest \
moment at which something happened. Together they contradict each other.

Example: `<date to=\"1790\" notAfter=\"1790\">`.

What to do: keep the one that is meant.",
    ),
    rule(
        "tei-calendar-without-content",
        "att.calendarSystem-calendar-calendar_attr_on_empty_element",
        calendar_without_content,
        "take `@calendar` out, or write the date in the element",
        "A calendar is named for a date that is not written.

Why: `@calendar` tells in which calendar the words in the element count. The dates in \
attributes are Gregorian whatever it says, so that without words it says nothing.

Example: `<origDate when=\"1700-01-01\" calendar=\"#julian\"/>`.

What to do: take `@calendar` out, or write the date as the source has it into the \
element.",
    ),
];

fn when_with_range(survey: &Survey<'_>) -> Vec<Place> {
    let others = ["notBefore", "notAfter", "from", "to"];
    let dates = with(survey, "when");
    let other = |element| others.into_iter().find(|other| has(element, other));
    dates
        .filter_map(|(element, when)| {
            let other = other(element)?;
            Some((when.span(), format!("`@when` stands beside `@{other}`")))
        })
        .collect()
}

fn from_with_not_before(survey: &Survey<'_>) -> Vec<Place> {
    both(survey, "from", "notBefore")
}

fn to_with_not_after(survey: &Survey<'_>) -> Vec<Place> {
    both(survey, "to", "notAfter")
}

fn both(survey: &Survey<'_>, one: &str, other: &str) -> Vec<Place> {
    with(survey, one)
        .filter(|(element, _)| has(*element, other))
        .map(|(_, value)| (value.span(), format!("`@{one}` stands beside `@{other}`")))
        .collect()
}

fn calendar_without_content(survey: &Survey<'_>) -> Vec<Place> {
    with(survey, "calendar")
        .filter(|(element, _)| is_wordless(*element))
        .map(|(element, calendar)| {
            let name = element.name();
            let message = format!("`@calendar` on a `{name}` that holds no words");
            (calendar.span(), message)
        })
        .collect()
}
