//! BibTeX.

use super::super::date::Date;
use super::super::description::{Extent, iso};
use super::super::name::Name;
use super::{Entry, one_line};

/// An entry of the kind `book`; of what is a part of a book, `incollection`.
pub fn write(entry: &Entry<'_>) -> String {
    let record = entry.record;
    let (kind, whole) = match &record.host {
        Some(host) => ("incollection", Some(title(host))),
        None => ("book", None),
    };
    let series = entry.series();
    let (series, number) = series.map_or((None, None), |(title, number)| (Some(title), number));
    let languages = record.languages.iter().map(|tag| escape(tag));
    let languages: Vec<String> = languages.collect();
    let year = entry.date.as_ref().map(|date| escape(date.year_or_words()));
    let fields = [
        ("author", people(&record.authors)),
        ("editor", people(&record.editors)),
        ("translator", people(&record.translators)),
        ("title", Some(title(&entry.title))),
        ("shorttitle", record.short_title.as_deref().map(title)),
        ("booktitle", whole),
        ("series", series.as_deref().map(title)),
        ("number", number.as_deref().map(escape)),
        ("edition", entry.edition.as_deref().map(escape)),
        ("publisher", list(&record.publishers)),
        ("address", list(&record.places)),
        ("year", year),
        ("date", date(entry)),
        ("doi", record.doi.as_deref().map(verbatim)),
        ("isbn", record.isbn.as_deref().map(escape)),
        ("issn", record.issn.as_deref().map(escape)),
        ("url", entry.address.as_deref().map(verbatim)),
        ("language", Some(languages.join(" and "))),
        ("abstract", record.summary.as_deref().map(escape)),
        ("keywords", Some(keywords(&record.subjects))),
        ("note", Some(escape(&entry.note))),
    ];
    let mut out = format!("@{kind}{{{},\n", entry.key);
    for (name, value) in fields {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            out.push_str(&format!("  {name} = {{{value}}},\n"));
        }
    }
    out.push_str("}\n");
    out
}

/// The date of BibLaTeX (EDTF, levels 0 and 1): a date or a span in numbers, with `~`
/// where it is only about right and `?` where it is uncertain. There is none of words, nor of some time between two
/// dates: a span would be all of it.
fn date(entry: &Entry<'_>) -> Option<String> {
    let about = entry.doubt();
    let date = entry.date.as_ref()?;
    match (date, entry.moment.and_then(|moment| moment.extent.as_ref())) {
        (Date::Known { .. }, _) => {
            let numbers = date.numbers();
            let (year, rest) = numbers.split_first()?;
            let rest = rest.iter().map(|number| format!("-{number:02}"));
            Some(format!("{year:04}{}{about}", rest.collect::<String>()))
        }
        (Date::Other(_), Some(Extent::Through(from, to))) => {
            let end = |end: &Option<String>| {
                let end = end.as_deref().map(|end| format!("{end}{about}"));
                end.unwrap_or_default()
            };
            Some(format!("{}/{}", end(from), end(to)))
        }
        // Before Christ.
        (Date::Words(words), _) => iso(words),
        _ => None,
    }
}

/// A title. The second braces keep capitals, which styles would lower.
fn title(text: &str) -> String {
    format!("{{{}}}", escape(text))
}

/// Publishers or places: a list, in which no name is parted.
fn list(names: &[String]) -> Option<String> {
    let names: Vec<String> = names.iter().map(|name| literal(name)).collect();
    (!names.is_empty()).then(|| names.join(" and "))
}

/// Parted by commas; one that has a comma itself is in braces.
fn keywords(terms: &[String]) -> String {
    let terms = terms.iter().map(|term| match term.contains(',') {
        true => literal(term),
        false => escape(term),
    });
    terms.collect::<Vec<_>>().join(", ")
}

fn people(names: &[Name]) -> Option<String> {
    let written = names.iter().map(|name| match &name.parts {
        Some((family, given)) => match &name.generation {
            Some(junior) => format!("{}, {}, {}", part(family), part(junior), part(given)),
            None => format!("{}, {}", part(family), part(given)),
        },
        // BibTeX would part it, and nobody said how.
        None if name.written.contains(char::is_whitespace) => literal(&name.written),
        None if name.corporate || name.written.contains(',') => literal(&name.written),
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

/// A part of a name. A comma would part it further.
fn part(name: &str) -> String {
    if has_and(name) || name.contains(',') {
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
