//! RIS.

use super::super::date::Date;
use super::super::description::Moment;
use super::super::name::Name;
use super::{Entry, one_line};

/// A record of the type `BOOK`; lines end in CR LF.
pub fn write(entry: &Entry<'_>) -> String {
    let record = entry.record;
    let mut lines = vec![("TY", "BOOK".to_owned()), ("ID", entry.key.clone())];
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
    let single = [
        ("TI", Some(entry.title.clone())),
        ("ET", entry.edition.clone()),
        ("PB", record.publisher.clone()),
        ("CY", record.place.clone()),
        ("PY", entry.date.as_ref().and_then(year_of)),
        ("DA", day),
        ("SN", record.isbn.clone()),
        ("DO", record.doi.clone()),
        ("LA", record.languages.first().cloned()),
        ("UR", entry.address.clone()),
        ("N1", Some(entry.note.clone())),
    ];
    lines.extend(
        single
            .into_iter()
            .filter_map(|(tag, value)| Some((tag, value?))),
    );
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
