//! What changed in what the header says?

use serde::Serialize;

use crate::collate;
use crate::tei::Document;
use crate::tei::element::collapse;
use crate::tei::text::composed;

/// A row of the header that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HeaderChange {
    /// The part of the header: `The edition`.
    pub section: String,
    /// What the row is about; empty if it goes on with the row before.
    pub label: String,
    /// What it said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    /// What it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
}

/// Section, label and words.
type Row = (String, String, String);

/// What changed, in the order of the header.
pub(super) fn changes(old: &Document, new: &Document) -> Vec<HeaderChange> {
    let (old, new) = (rows(old), rows(new));
    let mut found = Vec::new();
    for difference in collate::changes(&old, &new) {
        let (gone, come) = (&old[difference.old], &new[difference.new]);
        let label = |row: &Row| (row.0.clone(), row.1.clone());
        let labels = |rows: &[Row]| rows.iter().map(label).collect::<Vec<_>>();
        let paired = collate::matches(&labels(gone), &labels(come));
        let both = paired.iter();
        found.extend(both.map(|&(a, b)| change(Some(&gone[a]), Some(&come[b]))));
        let lone_old = (0..gone.len()).filter(|at| !paired.iter().any(|(a, _)| a == at));
        found.extend(lone_old.map(|at| change(Some(&gone[at]), None)));
        let lone_new = (0..come.len()).filter(|at| !paired.iter().any(|(_, b)| b == at));
        found.extend(lone_new.map(|at| change(None, Some(&come[at]))));
    }
    found
}

fn change(old: Option<&Row>, new: Option<&Row>) -> HeaderChange {
    let row = old.or(new);
    HeaderChange {
        section: row.map(|row| row.0.clone()).unwrap_or_default(),
        label: row.map(|row| row.1.clone()).unwrap_or_default(),
        old: old.map(|row| row.2.clone()),
        new: new.map(|row| row.2.clone()),
    }
}

/// A row that goes on with the one before has its label.
fn rows(document: &Document) -> Vec<Row> {
    let mut rows = Vec::new();
    for section in document.colophon() {
        let mut label = String::new();
        for row in section.rows {
            if !row.label.is_empty() {
                label.clone_from(&row.label);
            }
            let text: Vec<&str> = row.pieces.iter().map(|piece| piece.text.as_str()).collect();
            let text = composed(&collapse(&text.concat())).into_owned();
            rows.push((section.title.to_owned(), label.clone(), text));
        }
    }
    rows
}
