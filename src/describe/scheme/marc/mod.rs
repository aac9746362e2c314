//! MARC 21 for bibliographic data, as MARCXML (schema 1.2).
//!
//! A record for an electronic text by RDA with the punctuation of ISBD. [`fixed`]
//! writes leader and control fields, [`headings`] names and titles, [`body`]
//! everything else. Names and subjects are taken as they are: a library will put
//! them in order (encoding level 3, *abbreviated*).

mod body;
mod field;
mod fixed;
mod headings;

use super::Record;
use field::Field;

const NAMESPACES: &[(&str, &str)] = &[
    ("xmlns", "http://www.loc.gov/MARC21/slim"),
    ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ("type", "Bibliographic"),
    (
        "xsi:schemaLocation",
        "http://www.loc.gov/MARC21/slim http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd",
    ),
];

/// The record.
pub fn write(record: &mut Record<'_>) {
    let (description, held) = (record.description, record.held);
    record.writer.open("record", NAMESPACES);
    record.say("leader", &[], fixed::LEADER);
    for (tag, value) in fixed::control_fields(description, held) {
        record.say("controlfield", &[("tag", Some(tag))], &value);
    }
    let mut fields = headings::fields(description);
    fields.extend(body::fields(description, held));
    // Within a tag the order is that of the header.
    fields.sort_by_key(|field| field.tag);
    for field in fields {
        write_field(record, &field);
    }
    record.writer.close_on_line();
}

fn write_field(record: &mut Record<'_>, field: &Field) {
    let [one, two] = field.indicators.map(String::from);
    let attributes = [
        ("tag", Some(field.tag)),
        ("ind1", Some(one.as_str())),
        ("ind2", Some(two.as_str())),
    ];
    record.hold("datafield", &attributes, |record| {
        for (code, value) in &field.subfields {
            let code = code.to_string();
            record.say("subfield", &[("code", Some(&code))], value);
        }
    });
}
