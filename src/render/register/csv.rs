//! A register as a table: one row for each passage (RFC 4180).

use super::RegisterFile;
use super::view::{EntryView, PassageView};
use crate::edition::register::{Identity, Standing};

/// The columns.
const COLUMNS: [&str; 16] = [
    "kind",
    "id",
    "headword",
    "headword_inferred",
    "identity",
    "identity_value",
    "authorities",
    "form",
    "standing",
    "witnesses",
    "responsible",
    "role",
    "passage",
    "href",
    "before",
    "after",
];

/// The register as CSV with a head, lines ended by CR LF. Several values in one
/// field are parted by a space (`authorities`, `witnesses`).
pub fn csv(register: &RegisterFile) -> String {
    let mut table = String::new();
    line(&mut table, COLUMNS.map(str::to_owned));
    for entry in &register.entries {
        for passage in &entry.passages {
            line(&mut table, row(register, entry, passage));
        }
    }
    table
}

fn row(
    register: &RegisterFile,
    entry: &EntryView,
    passage: &PassageView,
) -> [String; COLUMNS.len()] {
    let addresses = entry.authorities.iter().map(|link| link.href.as_str());
    let (identity, value) = identity(&entry.identity);
    [
        register.kind.word().to_owned(),
        entry.id.clone(),
        entry.headword.clone(),
        entry.inferred.to_string(),
        identity.to_owned(),
        value.to_owned(),
        addresses.collect::<Vec<_>>().join(" "),
        passage.form.clone(),
        standing(passage.standing).to_owned(),
        passage.witnesses.join(" "),
        passage.responsible.clone().unwrap_or_default(),
        passage.role.clone().unwrap_or_default(),
        passage.label.clone(),
        passage.href.clone(),
        passage.before.clone(),
        passage.after.clone(),
    ]
}

fn identity(identity: &Identity) -> (&'static str, &str) {
    match identity {
        Identity::Declared(value) => ("declared", value),
        Identity::Pointer(value) => ("pointer", value),
        Identity::Authority(value) => ("authority", value),
        Identity::Key(value) => ("key", value),
        Identity::Form => ("form", ""),
    }
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Text => "text",
        Standing::Note => "note",
        Standing::Reading => "reading",
        Standing::Witness => "witness",
        Standing::Letter => "letter",
        Standing::Speech => "speech",
    }
}

fn line(table: &mut String, fields: [String; COLUMNS.len()]) {
    for (at, field) in fields.iter().enumerate() {
        if at > 0 {
            table.push(',');
        }
        push_field(table, field);
    }
    table.push_str("\r\n");
}

/// A field in quotation marks where it must be, or where a program might take
/// white space at its ends away.
fn push_field(table: &mut String, field: &str) {
    let special = |c: char| matches!(c, ',' | '"' | '\r' | '\n');
    if field.contains(special) || field.trim() != field {
        table.push('"');
        table.push_str(&field.replace('"', "\"\""));
        table.push('"');
    } else {
        table.push_str(field);
    }
}

#[cfg(test)]
mod tests {
    use super::push_field;

    #[test]
    fn fields_are_quoted_as_rfc_4180_says() {
        for (field, expected) in [
            ("plain", "plain"),
            ("a, b", "\"a, b\""),
            ("a \"b\"", "\"a \"\"b\"\"\""),
            ("a\nb", "\"a\nb\""),
            (" a", "\" a\""),
            ("", ""),
        ] {
            let mut table = String::new();
            push_field(&mut table, field);
            assert_eq!(table, expected);
        }
    }
}
