//! Entries with the addresses of their passages.

use serde::Serialize;

use super::label::Labels;
use crate::edition::register::{
    AuthorityLink, Coordinates, Form, Identity, Occurrence, Standing, Statement,
};
use crate::edition::{RegisterEntry, RegisterKind};
use crate::render::passage::Pages;
use crate::render::safety::safe_address;
use crate::tei::Document;
use crate::wording::Wording;

/// The entries under one letter.
#[derive(Clone, Debug, Serialize)]
pub struct LetterView {
    /// The letter: `A`, `Ω`, `漢`, `#`.
    pub letter: String,
    /// The id of its heading.
    pub id: String,
    /// Its entries.
    pub entries: Vec<EntryView>,
}

/// An entry for readers and programs.
#[derive(Clone, Debug, Serialize)]
pub struct EntryView {
    /// Its id.
    pub id: String,
    /// Its headword.
    pub headword: String,
    /// The letter under which it stands.
    pub letter: String,
    /// Whether the headword is the commonest form.
    pub inferred: bool,
    /// What makes its places belong together.
    pub identity: Identity,
    /// Whether that is more than the same form.
    pub identified: bool,
    /// What it is, in the words of the file.
    pub category: Option<String>,
    /// Other names.
    pub names: Vec<String>,
    /// Records of authority files.
    pub authorities: Vec<AuthorityLink>,
    /// What the file says.
    pub statements: Vec<Statement>,
    /// Where it is, if the file says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coordinates: Option<Coordinates>,
    /// The forms.
    pub forms: Vec<Form>,
    /// How many passages it has.
    pub count: u32,
    /// The passages, in the order of the text.
    pub passages: Vec<PassageView>,
}

/// A passage that names something.
#[derive(Clone, Debug, Serialize)]
pub struct PassageView {
    /// Its address.
    pub href: String,
    /// What it is called.
    pub label: String,
    /// The form as it stands.
    pub form: String,
    /// In which part of the edition it stands.
    pub standing: Standing,
    /// Who has the reading it stands in.
    pub witnesses: Vec<String>,
    /// Who answers for that reading.
    pub responsible: Option<String>,
    /// The part played in the correspondence.
    pub role: Option<String>,
    /// Words before.
    pub before: String,
    /// Words after.
    pub after: String,
}

/// Entries by letter; each letter stands once, because they are sorted by it.
pub fn letters(entries: Vec<EntryView>) -> Vec<LetterView> {
    let mut letters: Vec<LetterView> = Vec::new();
    for entry in entries {
        if letters
            .last()
            .is_none_or(|last| last.letter != entry.letter)
        {
            letters.push(LetterView {
                letter: entry.letter.clone(),
                id: format!("letter-{}", letters.len() + 1),
                entries: Vec::new(),
            });
        }
        if let Some(last) = letters.last_mut() {
            last.entries.push(entry);
        }
    }
    letters
}

/// The entries of one register.
pub fn entries(
    document: &Document,
    kind: RegisterKind,
    entries: &[RegisterEntry],
    (version_href, wording): (&str, &Wording),
) -> Vec<EntryView> {
    let mut labels = Labels::new(document, wording);
    let pages = Pages::new(document);
    let view = |entry: &RegisterEntry| EntryView {
        id: entry.id.clone(),
        headword: entry.headword.clone(),
        letter: entry.letter.clone(),
        inferred: entry.inferred,
        identified: entry.identity != Identity::Form,
        identity: entry.identity.clone(),
        category: entry.category.clone(),
        names: entry.names.clone(),
        authorities: safe(&entry.authorities),
        statements: entry.statements.clone(),
        coordinates: entry.coordinates,
        forms: entry.forms.clone(),
        count: entry.occurrences.len() as u32,
        passages: passages(&pages, &mut labels, kind, entry, version_href),
    };
    entries.iter().map(view).collect()
}

fn safe(authorities: &[AuthorityLink]) -> Vec<AuthorityLink> {
    let safe = authorities.iter().filter_map(|link| {
        let href = safe_address(&link.href)?.into_owned();
        Some(AuthorityLink {
            href,
            ..link.clone()
        })
    });
    safe.collect()
}

fn passages(
    pages: &Pages<'_>,
    labels: &mut Labels<'_>,
    kind: RegisterKind,
    entry: &RegisterEntry,
    version_href: &str,
) -> Vec<PassageView> {
    let occurrences = entry.occurrences.iter();
    let view = occurrences.map(|occurrence| PassageView {
        href: href(pages, occurrence, version_href),
        label: labels.of(kind, occurrence),
        form: occurrence.form.clone(),
        standing: occurrence.standing,
        witnesses: occurrence
            .witnesses
            .iter()
            .map(|siglum| siglum.to_string())
            .collect(),
        responsible: occurrence.responsible.clone(),
        role: occurrence.role.clone(),
        before: occurrence.before.clone(),
        after: occurrence.after.clone(),
    });
    view.collect()
}

/// Notes and entries stand on a page of their own choice, all other words where the
/// file has them.
fn href(pages: &Pages<'_>, occurrence: &Occurrence, version_href: &str) -> String {
    let place = occurrence.place.as_deref();
    let by_place = place.and_then(|place| pages.of_place(place));
    let unit = || pages.of_unit(occurrence.unit?);
    let page = match occurrence.standing {
        Standing::Note | Standing::Reading => by_place.or_else(unit),
        _ => occurrence.part.or(by_place).or_else(unit),
    };
    pages.href(version_href, page, place)
}
