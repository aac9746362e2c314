//! Dates with the name of a month.

use crate::convert::infer::months::{Month, month, weekday};
use crate::convert::infer::passage::{Passage, is_capitalised, is_space};
use crate::convert::infer::tongue::{Tongue, function_word};
use crate::source::Span;

use super::{Doubt, Found, Reading, names, numeric};

/// What stands at word `index`: weekday, then day and month, month and day, or
/// month and year.
pub fn at(passage: &Passage<'_>, index: usize, own: Option<Tongue>) -> Option<Reading> {
    let Some((weekday, next)) = weekday_at(passage, index) else {
        return core_at(passage, index, own);
    };
    let mut reading = core_at(passage, next, own)?;
    if let Reading::Dates(dates, _) = &mut reading {
        let first = dates.first_mut().filter(|date| date.day.is_some())?;
        let stated = Span {
            start: passage.words[index].start,
            end: passage.words[index].end,
        };
        first.weekday = Some((weekday, stated));
        first.span.start = stated.start;
    }
    Some(reading)
}

/// A weekday at `index` and the word at which its date may begin.
fn weekday_at(passage: &Passage<'_>, index: usize) -> Option<(u32, usize)> {
    let weekday = weekday(passage.word(index))?;
    let mut next = index + 1;
    if passage.word(next) == "feira" && passage.gap(next) == "-" {
        next += 1;
    }
    let article = ["the", "den", "dem", "der", "el", "le", "il", "dia", "día"];
    let gap = passage.gap(next).trim_matches(char::is_whitespace);
    if article.contains(&passage.word(next)) {
        next += 1;
    }
    (matches!(gap, "" | "," | ".") && !passage.word(next).is_empty()).then_some((weekday, next))
}

fn core_at(passage: &Passage<'_>, index: usize, own: Option<Tongue>) -> Option<Reading> {
    day_first(passage, index, own)
        .or_else(|| month_first(passage, index, own))
        .or_else(|| numeric::at(passage, index, own))
}

/// A day of the month as it is written.
struct DayWord {
    value: u32,
    end: u32,
    next: usize,
    /// Written as an ordinal: `2nd`, `1er`, `primero`.
    ordinal: bool,
    /// Followed by a point, as German ordinals are.
    point: bool,
}

/// A day at word `index`.
fn day_at(passage: &Passage<'_>, index: usize) -> Option<DayWord> {
    let span = *passage.words.get(index)?;
    let word = passage.word(index);
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 {
        return first_in_words(word).then_some(DayWord {
            value: 1,
            end: span.end,
            next: index + 1,
            ordinal: true,
            point: false,
        });
    }
    let value: u32 = word.get(..digits).filter(|_| digits <= 2)?.parse().ok()?;
    let suffix = &word[digits..];
    if !is_ordinal_ending(suffix) || !stands_alone(passage, span) {
        return None;
    }
    let mut day = DayWord {
        value,
        end: span.end,
        next: index + 1,
        ordinal: !suffix.is_empty(),
        point: false,
    };
    mark_after_day(passage, &mut day);
    Some(day)
}

/// Takes in a point or degree sign after the figures: `3.`, `1°`, `1.º`.
fn mark_after_day(passage: &Passage<'_>, day: &mut DayWord) {
    let after = passage.after(day.end as usize);
    if after.starts_with('°') {
        day.end += '°'.len_utf8() as u32;
        day.ordinal = true;
    } else if after.starts_with('.') && !day.ordinal {
        let next = passage.word(day.next);
        if passage.gap(day.next) == "." && matches!(next, "º" | "er" | "o" | "ª") {
            day.end = passage.words[day.next].end;
            day.next += 1;
            day.ordinal = true;
        } else {
            day.end += 1;
            day.point = true;
        }
    }
}

fn first_in_words(word: &str) -> bool {
    matches!(
        word,
        "first" | "primero" | "primer" | "premier" | "primo" | "primeiro"
    )
}

fn is_ordinal_ending(suffix: &str) -> bool {
    matches!(
        suffix,
        "" | "st"
            | "nd"
            | "rd"
            | "th"
            | "er"
            | "ro"
            | "ero"
            | "do"
            | "re"
            | "o"
            | "º"
            | "ª"
            | "ten"
            | "ter"
            | "e"
    )
}

/// Whether figures are a number of their own: no part of a sum, a clause, a
/// paragraph number.
fn stands_alone(passage: &Passage<'_>, span: Span) -> bool {
    let before = &passage.text[passage.span.start as usize..span.start as usize];
    let mut characters = before.chars().rev();
    match characters.next() {
        Some('$' | '€' | '£' | '#' | '§' | '№' | '%') => return false,
        Some('.' | ',' | ':' | '/' | '-' | '–')
            if characters.next().is_some_and(|c| c.is_ascii_digit()) =>
        {
            return false;
        }
        _ => {}
    }
    let mut after = passage.after(span.end as usize).chars();
    let joined = matches!(after.next(), Some('.' | ',' | ':' | '/' | '%'));
    let digit = after.next().is_some_and(|c| c.is_ascii_digit());
    let percentage = passage.after(span.end as usize).starts_with('%');
    !(percentage || joined && digit)
}

/// Whether the word before `index` makes a number a reference: `paragraph 12`.
fn is_reference(passage: &Passage<'_>, index: usize) -> bool {
    let Some(before) = index.checked_sub(1) else {
        return false;
    };
    let small = passage.word(before).to_lowercase();
    matches!(
        small.as_str(),
        "paragraph"
            | "paragraphs"
            | "chapter"
            | "article"
            | "section"
            | "page"
            | "pages"
            | "note"
            | "no"
            | "nº"
            | "vol"
            | "volume"
            | "number"
            | "párrafo"
            | "capítulo"
            | "artículo"
            | "página"
            | "paragraphe"
            | "chapitre"
            | "kapitel"
            | "artikel"
            | "seite"
            | "absatz"
            | "capitolo"
            | "articolo"
            | "pagina"
            | "artigo"
            | "p"
            | "pp"
            | "art"
            | "line"
            | "verse"
    ) && passage
        .gap(index)
        .chars()
        .all(|c| c.is_whitespace() || c == '.')
}

/// `28 June 2008`, `7 y 8 de julio de 2008`, `3. Mai 1848`.
fn day_first(passage: &Passage<'_>, index: usize, own: Option<Tongue>) -> Option<Reading> {
    let mut days = vec![(index, day_at(passage, index)?)];
    if is_reference(passage, index) {
        return None;
    }
    while let Some(next) = another_day(passage, days.last().map(|(_, day)| day)?) {
        days.push(next);
        if days.len() > 8 {
            return None;
        }
    }
    let last = &days.last()?.1;
    let (month, at) = month_after_day(passage, last, own)?;
    let year = year_after(passage, at, month.short)?;
    if month.short && year.is_none() {
        return None;
    }
    let (end, last_word) = year.map_or((month_end(passage, at, month), at), |year| {
        (year.end, year.last)
    });
    if days.iter().any(|(_, day)| day.value > 31) && year.is_none() {
        return None;
    }
    let first_start = passage.words[index].start;
    if names::is_name(passage, index, last_word, year.is_some()) {
        return Some(Reading::Name(
            Span {
                start: first_start,
                end,
            },
            last_word + 1,
        ));
    }
    let doubt = small_doubt(passage, at, month, year.is_some(), own);
    let count = days.len();
    let dates = days
        .iter()
        .enumerate()
        .map(|(number, (word, day))| Found {
            span: Span {
                start: passage.words[*word].start,
                end: if number + 1 == count { end } else { day.end },
            },
            year: year.map(|year| year.value),
            month: Some(month.number),
            day: Some(day.value),
            weekday: None,
            doubt,
            is_iso: false,
        })
        .collect();
    Some(Reading::Dates(dates, last_word + 1))
}

/// The next day of a list or range before its month: `7 and 8`, `3-5`.
fn another_day(passage: &Passage<'_>, day: &DayWord) -> Option<(usize, DayWord)> {
    let gap = gap_from(passage, day.end, day.next);
    let direct = matches!(gap.trim(), "-" | "–" | "—" | ",");
    if direct && let Some(next) = day_in_list(passage, day.next) {
        return Some((day.next, next));
    }
    let joined = matches!(
        passage.word(day.next),
        "and" | "to" | "or" | "y" | "e" | "al" | "et" | "au" | "und" | "bis" | "a" | "o" | "ou"
    );
    if is_space(gap) && joined && is_space(passage.gap(day.next + 1)) {
        return day_in_list(passage, day.next + 1).map(|next| (day.next + 1, next));
    }
    None
}

/// A day of a list: figures joined to the one before are no objection here.
fn day_in_list(passage: &Passage<'_>, index: usize) -> Option<DayWord> {
    let word = passage.word(index);
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 2 || !is_ordinal_ending(&word[digits..]) {
        return None;
    }
    let mut day = DayWord {
        value: word[..digits].parse().ok()?,
        end: passage.words[index].end,
        next: index + 1,
        ordinal: digits < word.len(),
        point: false,
    };
    mark_after_day(passage, &mut day);
    Some(day)
}

/// The text from `end` to word `next`.
fn gap_from<'a>(passage: &Passage<'a>, end: u32, next: usize) -> &'a str {
    let start = passage
        .words
        .get(next)
        .map_or(passage.span.end, |w| w.start);
    &passage.text[end.min(start) as usize..start as usize]
}

/// The month that belongs to a day before it, and the index of its word.
fn month_after_day(
    passage: &Passage<'_>,
    day: &DayWord,
    own: Option<Tongue>,
) -> Option<(Month, usize)> {
    if !is_space(gap_from(passage, day.end, day.next)) {
        return None;
    }
    let linked = matches!(passage.word(day.next), "of" | "de" | "di" | "do")
        && is_space(passage.gap(day.next + 1));
    if passage.word(day.next - 1) == "first" && !linked {
        return None;
    }
    let at = day.next + usize::from(linked);
    let month = named_month(passage, at)?;
    let german = month.tongues.has(Tongue::German);
    let only_german = month.tongues.0 == Tongue::German.bit();
    let point_fits =
        german && (only_german || own == Some(Tongue::German) || has_year(passage, at));
    (!day.point || point_fits).then_some((month, at))
}

fn has_year(passage: &Passage<'_>, at: usize) -> bool {
    matches!(year_after(passage, at, false), Some(Some(_)))
}

/// The month at word `at`, in letters that its languages allow.
fn named_month(passage: &Passage<'_>, at: usize) -> Option<Month> {
    let word = passage.word(at);
    let month = month(word)?;
    (is_capitalised(word) || month.may_be_small()).then_some(month)
}

/// The end of a month's name, with the point of a short form.
fn month_end(passage: &Passage<'_>, at: usize, month: Month) -> u32 {
    let end = passage.words[at].end;
    let point = month.short && passage.after(end as usize).starts_with('.');
    end + u32::from(point)
}

/// A year and where it ends.
#[derive(Clone, Copy)]
struct YearWord {
    value: u32,
    end: u32,
    last: usize,
}

/// The year after word `at`; `Some(None)` when there is none, `None` when what
/// follows speaks against a date.
fn year_after(passage: &Passage<'_>, at: usize, short: bool) -> Option<Option<YearWord>> {
    let mut next = at + 1;
    let gap = passage.gap(next);
    let gap = if short {
        gap.strip_prefix('.').unwrap_or(gap)
    } else {
        gap
    };
    let direct = is_space(gap) || gap.strip_prefix(',').is_some_and(is_space);
    if !direct {
        return Some(None);
    }
    if matches!(passage.word(next), "of" | "de" | "del" | "di" | "do") && is_space(gap) {
        next += 1;
        if matches!(passage.word(next), "año" | "ano" | "anno" | "an") {
            next += 1;
        }
        if !is_space(passage.gap(next)) {
            return Some(None);
        }
    }
    Some(year_at(passage, next))
}

/// A year between 1000 and 2099 in four figures at word `index`.
fn year_at(passage: &Passage<'_>, index: usize) -> Option<YearWord> {
    let value = super::years::value(passage, index)?;
    Some(YearWord {
        value,
        end: passage.words[index].end,
        last: index,
    })
}

/// `June 28th 2008`, `July 7th and 8th`, `July 2008`, `Julio 28 de 2008`.
fn month_first(passage: &Passage<'_>, index: usize, own: Option<Tongue>) -> Option<Reading> {
    let month = named_month(passage, index)?;
    if let Some(reading) = month_and_day(passage, index, month, own) {
        return Some(reading);
    }
    if month.short {
        return None;
    }
    let year = year_after(passage, index, false)??;
    let start = passage.words[index].start;
    // A comma between month and year parts two sayings more often than not.
    if passage.gap(index + 1).contains(',') && !month.tongues.has(Tongue::English) {
        return None;
    }
    let span = Span {
        start,
        end: year.end,
    };
    let date = Found {
        span,
        year: Some(year.value),
        month: Some(month.number),
        day: None,
        weekday: None,
        doubt: None,
        is_iso: false,
    };
    Some(Reading::Dates(vec![date], year.last + 1))
}

fn month_and_day(
    passage: &Passage<'_>,
    index: usize,
    month: Month,
    own: Option<Tongue>,
) -> Option<Reading> {
    let orders = month.tongues.has(Tongue::English) || month.tongues.has(Tongue::Spanish);
    let mut at = index + 1;
    let gap = passage.gap(at);
    let gap = if month.short {
        gap.trim_start_matches('.')
    } else {
        gap
    };
    if !orders || !is_space(gap) {
        return None;
    }
    if passage.word(at) == "the" {
        at += 1;
    }
    let first = day_at(passage, at).filter(|day| {
        passage.word(at).starts_with(|c: char| c.is_ascii_digit()) && !day.point
            || ends_block_or_sentence(passage, day)
    })?;
    let mut days = vec![(at, first)];
    if let Some((word, second)) = second_day(passage, &days[0].1) {
        days.push((word, second));
    }
    let last = &days.last()?.1;
    let last_word = last.next - 1;
    let year = year_after_day(passage, last);
    let end = year.map_or(without_point(last), |year| year.end);
    let bare = !days[0].1.ordinal && year.is_none();
    if month.short && year.is_none() || days.iter().any(|(_, day)| day.value > 31) && year.is_none()
    {
        return None;
    }
    if bare && !bare_day_fits(passage, index, last.next, month) {
        return None;
    }
    let last_word = year.map_or(last_word, |year| year.last);
    let start = passage.words[index].start;
    if names::is_name(passage, index, last_word, year.is_some()) {
        return Some(Reading::Name(Span { start, end }, last_word + 1));
    }
    let doubt = small_doubt(passage, index, month, year.is_some(), own);
    let count = days.len();
    let dates = days
        .iter()
        .enumerate()
        .map(|(number, (word, day))| Found {
            span: Span {
                start: if number == 0 {
                    start
                } else {
                    passage.words[*word].start
                },
                end: if number + 1 == count {
                    end
                } else {
                    without_point(day)
                },
            },
            year: year.map(|year| year.value),
            month: Some(month.number),
            day: Some(day.value),
            weekday: None,
            doubt,
            is_iso: false,
        })
        .collect();
    Some(Reading::Dates(dates, last_word + 1))
}

/// A full stop after the day ends the sentence; it is no part of the date.
fn without_point(day: &DayWord) -> u32 {
    day.end - u32::from(day.point)
}

fn ends_block_or_sentence(passage: &Passage<'_>, day: &DayWord) -> bool {
    let gap = gap_from(passage, without_point(day), day.next);
    day.point
        && (passage.word(day.next).is_empty()
            || is_capitalised(passage.word(day.next)) && gap.starts_with('.'))
}

/// `and 8th` after `July 7th`, when no month of its own follows.
fn second_day(passage: &Passage<'_>, first: &DayWord) -> Option<(usize, DayWord)> {
    if first.point {
        return None;
    }
    let (word, second) = another_day(passage, first)?;
    let separate = matches!(passage.word(first.next), "," | "");
    let month_follows = month(passage.word(second.next)).is_some()
        || (matches!(passage.word(second.next), "of" | "de")
            && month(passage.word(second.next + 1)).is_some());
    let year = year_after_day(passage, &second).is_some();
    let comma = gap_from(passage, first.end, first.next).contains(',') && !second.ordinal;
    let figures_fit = second.ordinal
        || year
        || function_word(passage.word(second.next)).count() > 0
        || !is_space(gap_from(passage, second.end, second.next));
    (!separate && !month_follows && !comma && figures_fit && second.value <= 31)
        .then_some((word, second))
}

fn year_after_day(passage: &Passage<'_>, day: &DayWord) -> Option<YearWord> {
    let gap = gap_from(passage, day.end, day.next);
    let mut next = day.next;
    if !(is_space(gap) || gap.strip_prefix(',').is_some_and(is_space)) || day.point {
        return None;
    }
    if matches!(passage.word(next), "of" | "de" | "del") {
        next += 1;
    }
    year_at(passage, next)
}

/// Whether `May 20` and the like, without ending and year, is a day: not when a
/// small word follows that could be counted (`In March 3 people died`), and
/// not `May` or `March` as a verb at the head of a sentence.
fn bare_day_fits(passage: &Passage<'_>, index: usize, next: usize, month: Month) -> bool {
    let following = passage.word(next);
    let counted = is_space(passage.gap(next))
        && following.starts_with(char::is_lowercase)
        && function_word(following).count() == 0;
    let verb = month.tongues.has(Tongue::English) && matches!(month.number, 3 | 5);
    let head = index == 0 || !is_space(passage.gap(index));
    !(counted && (verb || head || passage.word(index - 1).eq_ignore_ascii_case("in")))
}

/// A day and month without year, in small letters and another language, is
/// less than sure.
fn small_doubt(
    passage: &Passage<'_>,
    at: usize,
    month: Month,
    with_year: bool,
    own: Option<Tongue>,
) -> Option<Doubt> {
    let foreign = own.is_some_and(|own| !month.tongues.has(own));
    (foreign && !with_year && !is_capitalised(passage.word(at))).then_some(Doubt::Small)
}
