//! BibTeX.

use super::super::name::Name;
use super::{Entry, one_line};

/// An entry of the kind `book`.
pub fn write(entry: &Entry<'_>) -> String {
    let record = entry.record;
    let date = entry.date.as_ref();
    let iso = date.map(|date| {
        let numbers = date.numbers();
        let (year, rest) = numbers.split_first().unwrap_or((&0, &[]));
        let rest = rest.iter().map(|number| format!("-{number:02}"));
        format!("{year:04}{}", rest.collect::<String>())
    });
    let iso = iso.filter(|_| date.is_some_and(|date| date.year().is_some()));
    let fields = [
        ("author", people(&record.authors)),
        ("editor", people(&record.editors)),
        ("translator", people(&record.translators)),
        // The second braces keep capitals, which styles would lower.
        ("title", Some(format!("{{{}}}", escape(&entry.title)))),
        ("edition", entry.edition.as_deref().map(escape)),
        ("publisher", record.publisher.as_deref().map(literal)),
        ("address", record.place.as_deref().map(escape)),
        ("year", date.map(|date| escape(date.year_or_words()))),
        ("date", iso),
        ("doi", record.doi.as_deref().map(verbatim)),
        ("isbn", record.isbn.as_deref().map(escape)),
        ("url", entry.address.as_deref().map(verbatim)),
        ("language", record.languages.first().map(|tag| escape(tag))),
        ("note", Some(escape(&entry.note))),
    ];
    let mut out = format!("@book{{{},\n", entry.key);
    for (name, value) in fields {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            out.push_str(&format!("  {name} = {{{value}}},\n"));
        }
    }
    out.push_str("}\n");
    out
}

fn people(names: &[Name]) -> Option<String> {
    let written = names.iter().map(|name| match &name.parts {
        Some((family, given)) => match &name.generation {
            Some(junior) => format!("{}, {}, {}", part(family), part(junior), part(given)),
            None => format!("{}, {}", part(family), part(given)),
        },
        None if name.corporate || name.written.contains(',') => literal(&name.written),
        None if has_and(&name.written) => literal(&name.written),
        None => escape(&name.written),
    });
    let written: Vec<String> = written.collect();
    (!written.is_empty()).then(|| written.join(" and "))
}

/// BibTeX parts names at this word.
fn has_and(name: &str) -> bool {
    let mut words = name.split_whitespace();
    words.any(|word| word.eq_ignore_ascii_case("and"))
}

/// A part of a name.
fn part(name: &str) -> String {
    if has_and(name) {
        literal(name)
    } else {
        escape(name)
    }
}

/// In braces of its own: a name that is not parted.
fn literal(text: &str) -> String {
    format!("{{{}}}", escape(text))
}

/// What TeX would read as an instruction, as it is written.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut last = ' ';
    for c in one_line(text).chars() {
        if is_ligature(last, c) {
            out.push_str("{}");
        }
        last = c;
        match c {
            '#' | '$' | '%' | '&' | '_' => out.extend(['\\', c]),
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '\\' => out.push_str("\\textbackslash{}"),
            _ => out.push(c),
        }
    }
    out
}

/// Whether TeX makes one sign of two: `--` a dash, `\'\'` a quotation mark.
fn is_ligature(first: char, second: char) -> bool {
    match second {
        '-' | '\'' | ',' | '<' | '>' => first == second,
        '`' => matches!(first, '`' | '?' | '!'),
        _ => false,
    }
}

/// An address or a DOI: styles print it as it is. Braces would end the field.
fn verbatim(text: &str) -> String {
    one_line(text).replace('{', "%7B").replace('}', "%7D")
}
