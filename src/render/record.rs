//! How the header is read for libraries, as a page.

use super::page::{RecordField, RecordGap, RecordValue};
use super::safety::safe_address;
use crate::describe::Description;
use crate::describe::reading::{gaps, rows};

/// The fields that were read, and what is wanting.
pub fn reading(description: &Description) -> (Vec<RecordField>, Vec<RecordGap>) {
    let fields = rows(description).into_iter().map(|row| RecordField {
        label: row.label,
        element: row.element,
        marc: row.marc,
        values: row
            .values
            .into_iter()
            .map(|value| RecordValue {
                href: value
                    .address
                    .and_then(|address| Some(safe_address(&address)?.into_owned())),
                text: value.text,
                reading: value.reading,
            })
            .collect(),
    });
    let gaps = gaps(description).into_iter().map(|gap| RecordGap {
        what: gap.what,
        consequence: gap.consequence,
        remedy: gap.remedy,
    });
    (fields.collect(), gaps.collect())
}
