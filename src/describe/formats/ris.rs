//! RIS.

use super::super::date::Date;
use super::super::description::Moment;
use super::super::name::Name;
use super::{Entry, as_one, one_line};

/// A record of the type `BOOK`, or `CHAP` of what is a part of one; lines end in CR LF.
pub fn write(entry: &Entry<'_>) -> String {
    let record = entry.record;
    let kind = if record.host.is_some() {
        "CHAP"
    } else {
        "BOOK"
    };
    let mut lines = vec![("TY", kind.to_owned()), ("ID", entry.key.clone())];
    lines.extend(record.authors.iter().map(|name| ("AU", person(name))));
    lines.extend(record.editors.iter().map(|name| ("ED", person(name))));
    lines.extend(record.translators.iter().map(|name| ("A4", person(name))));
    let numbers = entry
        .date
        .as_ref()
        .map(|date| date.numbers())
        .unwrap_or_default();
    let year = numbers.first().map(|year| format!("{year:04}"));
    let day = year.as_ref().map(|year| {
        let part = |at: usize| {
            numbers
                .get(at)
                .map(|number| format!("{number:02}"))
                .unwrap_or_default()
        };
        format!("{year}/{}/{}/", part(1), part(2))
    });
    let within = entry.moment.and_then(Moment::year);
    let within = within.filter(|_| matches!(entry.date, Some(Date::Other(_))));
    let stated = entry.date.as_ref().and_then(year_of);
    let stated = stated.or(within.map(str::to_owned));
    // What is no year stands where other information has its place.
    let words = entry.date.as_ref().filter(|_| stated.is_none());
    let words = words.map(|date| format!("///{}", date.year_or_words().replace('/', "–")));
    let series = entry.series();
    let (series, number) = series.map_or((None, None), |(title, number)| (Some(title), number));
    // The second title of a book is its series, that of a chapter its book.
    let (second, third) = match &record.host {
        Some(host) => (Some(host.clone()), series),
        None => (series, None),
    };
    let single = [
        ("TI", Some(entry.title.clone())),
        ("ST", record.short_title.clone()),
        ("T2", second),
        ("T3", third),
        ("M1", number),
        ("ET", entry.edition.clone()),
        ("PB", as_one(&record.publishers)),
        ("CY", as_one(&record.places)),
        ("PY", stated),
        ("DA", day.or(words)),
        ("SN", record.isbn.clone().or(record.issn.clone())),
        ("DO", record.doi.clone()),
        ("LA", record.languages.first().cloned()),
        ("UR", entry.address.clone()),
        ("AB", record.summary.clone()),
        ("N1", Some(entry.note.clone())),
    ];
    lines.extend(
        single
            .into_iter()
            .filter_map(|(tag, value)| Some((tag, value?))),
    );
    lines.extend(record.subjects.iter().map(|term| ("KW", term.clone())));
    let mut out = String::new();
    for (tag, value) in lines {
        out.push_str(&format!("{tag}  - {}\r\n", one_line(&value)));
    }
    out.push_str("ER  - \r\n");
    out
}

/// The four figures that RIS has for a year; words give one only beyond doubt.
fn year_of(date: &Date) -> Option<String> {
    match date {
        Date::Known { year, .. } => Some(year.clone()),
        Date::Words(words) => {
            let week = words.split_once("-W").map(|(year, _)| year);
            let week = week.filter(|year| year.len() == 4 && year.parse::<u16>().is_ok());
            let read = Moment::read(words);
            week.or_else(|| read.year()).map(str::to_owned)
        }
        Date::Other(_) => None,
    }
}

/// Family name first, where it is known which it is.
fn person(name: &Name) -> String {
    name.inverted()
}
