//! What is a passage called?

use rustc_hash::FxHashMap;

use crate::edition::RegisterKind;
use crate::edition::register::{Occurrence, Standing};
use crate::render::labels::unit_label;
use crate::said;
use crate::tei::Document;
use crate::wording::{Said, Wording};

/// Names passages; the name of a unit is made once.
pub struct Labels<'d> {
    document: &'d Document,
    wording: &'d Wording,
    units: FxHashMap<usize, String>,
}

impl<'d> Labels<'d> {
    /// For the passages of `document`.
    pub fn new(document: &'d Document, wording: &'d Wording) -> Self {
        Self {
            document,
            wording,
            units: FxHashMap::default(),
        }
    }

    /// `Paragraph 3`, `Paragraph 3, note 2`, `Sender`; where the passage has no
    /// number, the heading above it.
    pub fn of(&mut self, kind: RegisterKind, occurrence: &Occurrence) -> String {
        if occurrence.standing == Standing::Letter {
            return self.wording.say(&letter(kind, occurrence.role.as_deref()));
        }
        let (document, wording) = (self.document, self.wording);
        let unit = occurrence.unit.map(|at| {
            let label = self.units.entry(at);
            let label =
                label.or_insert_with(|| within_bounds(wording.say(&unit_label(document, at))));
            label.as_str()
        });
        let heading = occurrence.heading.as_deref().map(short);
        let told = match (unit, heading, occurrence.standing) {
            (Some(unit), Some(note), Standing::Note) => {
                said!("{unit}, note {note}", unit = unit, note = note)
            }
            (None, Some(note), Standing::Note) => said!("Note {label}", label = note),
            (None, None, Standing::Note) => said!("Note"),
            (Some(unit), ..) => return unit.to_owned(),
            (None, Some(heading), _) => said!("“{words}”", words = heading),
            (None, None, _) => said!("Text"),
        };
        wording.say(&told)
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
fn letter(kind: RegisterKind, role: Option<&str>) -> Said {
    let of_place = kind == RegisterKind::Places;
    match (role, of_place) {
        (Some("sent"), false) => said!("Letter, sender"),
        (Some("received"), false) => said!("Letter, addressee"),
        (Some("sent"), true) => said!("Letter, place of sending"),
        (Some("received"), true) => said!("Letter, place of receipt"),
        (Some(other), _) => said!("Letter, {role}", role = short(other)),
        (None, _) => said!("Letter"),
    }
}
