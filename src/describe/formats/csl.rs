//! CSL-JSON.

use serde_json::{Map, Value, json};

use super::super::name::Name;
use super::Entry;

/// A list with one item of the type `book`. No `version`: programs take an item
/// that has one for software.
pub fn write(entry: &Entry<'_>) -> String {
    let record = entry.record;
    let mut item = Map::new();
    item.insert("id".into(), json!(entry.key));
    item.insert("type".into(), json!("book"));
    let people = [
        ("author", &record.authors),
        ("editor", &record.editors),
        ("translator", &record.translators),
    ];
    for (role, names) in people.into_iter().filter(|(_, names)| !names.is_empty()) {
        let names: Vec<Value> = names.iter().map(person).collect();
        item.insert(role.into(), Value::Array(names));
    }
    let words = [
        ("title", Some(&entry.title)),
        ("edition", entry.edition.as_ref()),
        ("publisher", record.publisher.as_ref()),
        ("publisher-place", record.place.as_ref()),
        ("DOI", record.doi.as_ref()),
        ("ISBN", record.isbn.as_ref()),
        ("language", record.languages.first()),
        ("URL", entry.address.as_ref()),
        ("note", Some(&entry.note)),
    ];
    for (name, value) in words {
        if let Some(value) = value {
            item.insert(name.into(), json!(value));
        }
    }
    if let Some(date) = &entry.date {
        let issued = match date.numbers() {
            numbers if numbers.is_empty() => json!({ "literal": date.year_or_words() }),
            numbers => json!({ "date-parts": [numbers] }),
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
