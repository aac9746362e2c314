//! CSL-JSON.

use serde_json::{Map, Value, json};

use super::super::name::Name;
use super::{Entry, as_one};

/// A list with one item of the type `book`, or `chapter` of what is a part of one. No `version`: programs take an item
/// that has one for software.
pub fn write(entry: &Entry<'_>) -> String {
    let record = entry.record;
    let mut item = Map::new();
    item.insert("id".into(), json!(entry.key));
    let kind = if record.host.is_some() {
        "chapter"
    } else {
        "book"
    };
    item.insert("type".into(), json!(kind));
    let people = [
        ("author", &record.authors),
        ("editor", &record.editors),
        ("translator", &record.translators),
        ("contributor", &record.contributors),
    ];
    for (role, names) in people.into_iter().filter(|(_, names)| !names.is_empty()) {
        let names: Vec<Value> = names.iter().map(person).collect();
        item.insert(role.into(), Value::Array(names));
    }
    let series = entry.series();
    let (series, number) = series.map_or((None, None), |(title, number)| (Some(title), number));
    let publisher = as_one(&record.publishers);
    let place = as_one(&record.places);
    let keywords = Some(record.subjects.join(", ")).filter(|words| !words.is_empty());
    let words = [
        ("title", Some(&entry.title)),
        ("title-short", record.short_title.as_ref()),
        ("container-title", record.host.as_ref()),
        ("collection-title", series.as_ref()),
        ("collection-number", number.as_ref()),
        ("edition", entry.edition.as_ref()),
        ("publisher", publisher.as_ref()),
        ("publisher-place", place.as_ref()),
        ("DOI", record.doi.as_ref()),
        ("ISBN", record.isbn.as_ref()),
        ("ISSN", record.issn.as_ref()),
        ("language", record.languages.first()),
        ("URL", entry.address.as_ref()),
        ("abstract", record.summary.as_ref()),
        ("keyword", keywords.as_ref()),
        ("note", Some(&entry.note)),
    ];
    for (name, value) in words {
        if let Some(value) = value {
            item.insert(name.into(), json!(value));
        }
    }
    if let Some(date) = &entry.date {
        let parts = match (entry.span(), date.numbers()) {
            (Some([from, to]), _) => json!([from, to]),
            (None, numbers) if numbers.is_empty() => json!(null),
            (None, numbers) => json!([numbers]),
        };
        // `circa` stands for all that is not sure (CSL, `is-uncertain-date`).
        let issued = match (parts.is_null(), !entry.doubt().is_empty()) {
            (true, _) => json!({ "literal": date.year_or_words() }),
            (false, true) => json!({ "date-parts": parts, "circa": true }),
            (false, false) => json!({ "date-parts": parts }),
        };
        item.insert("issued".into(), issued);
    }
    let mut text = format!("{:#}", Value::Array(vec![Value::Object(item)]));
    text.push('\n');
    text
}

fn person(name: &Name) -> Value {
    match &name.parts {
        Some((family, given)) => match &name.generation {
            Some(suffix) => json!({ "family": family, "given": given, "suffix": suffix }),
            None => json!({ "family": family, "given": given }),
        },
        None => json!({ "literal": name.written }),
    }
}
