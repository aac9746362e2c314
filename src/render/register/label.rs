//! What is a passage called?

use rustc_hash::FxHashMap;

use crate::edition::RegisterKind;
use crate::edition::register::{Occurrence, Standing};
use crate::render::labels::unit_label;
use crate::tei::Document;

/// Names passages; the name of a unit is made once.
pub struct Labels<'d> {
    document: &'d Document,
    units: FxHashMap<usize, String>,
}

impl<'d> Labels<'d> {
    /// For the passages of `document`.
    pub fn new(document: &'d Document) -> Self {
        let units = FxHashMap::default();
        Self { document, units }
    }

    /// `Paragraph 3`, `Paragraph 3, note 2`, `Sender`; where the passage has no
    /// number, the heading above it.
    pub fn of(&mut self, kind: RegisterKind, occurrence: &Occurrence) -> String {
        if occurrence.standing == Standing::Letter {
            return letter(kind, occurrence.role.as_deref());
        }
        let document = self.document;
        let unit = occurrence.unit.map(|at| {
            let label = self.units.entry(at);
            let label =
                label.or_insert_with(|| within_bounds(unit_label(document, at).to_string()));
            label.as_str()
        });
        let heading = occurrence.heading.as_deref().map(short);
        match (unit, heading, occurrence.standing) {
            (Some(unit), Some(note), Standing::Note) => format!("{unit}, note {note}"),
            (None, Some(note), Standing::Note) => format!("Note {note}"),
            (None, None, Standing::Note) => "Note".to_owned(),
            (Some(unit), ..) => unit.to_owned(),
            (None, Some(heading), _) => format!("“{heading}”"),
            (None, None, _) => "Text".to_owned(),
        }
    }
}

/// The longest heading that stands whole in a label, in characters.
const LONGEST: usize = 60;

/// Where words have no spaces between them, the first five are a whole line.
fn within_bounds(label: String) -> String {
    match label.char_indices().nth(LONGEST) {
        Some((end, _)) if label.ends_with('”') => format!("{} …”", label[..end].trim_end()),
        Some((end, _)) => format!("{} …", label[..end].trim_end()),
        None => label,
    }
}

fn short(heading: &str) -> String {
    match heading.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", heading[..end].trim_end()),
        None => heading.to_owned(),
    }
}

/// The part played in a correspondence (TEI HD44CD, `correspAction/@type`).
fn letter(kind: RegisterKind, role: Option<&str>) -> String {
    let of_place = kind == RegisterKind::Places;
    match (role, of_place) {
        (Some("sent"), false) => "Letter, sender".to_owned(),
        (Some("received"), false) => "Letter, addressee".to_owned(),
        (Some("sent"), true) => "Letter, place of sending".to_owned(),
        (Some("received"), true) => "Letter, place of receipt".to_owned(),
        (Some(other), _) => format!("Letter, {}", short(other)),
        (None, _) => "Letter".to_owned(),
    }
}
