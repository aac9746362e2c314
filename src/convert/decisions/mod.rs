//! What has the editor decided?
//!
//! 1. [`file`](mod@file) is the decisions file as it is written;
//! 2. [`place`] finds the words it names in the text;
//! 3. [`settle`] joins its decisions with the converter's proposals;
//! 4. `when` knows the values that TEI allows.
//!
//! A decision whose place is not found is an error in the decisions file, with
//! line and column there; it is never applied somewhere near.

pub mod file;
pub mod place;
pub mod settle;
mod when;

use std::collections::BTreeSet;

use toml::Spanned;

use crate::convert::infer::calendar::JULIAN;
use crate::diagnostic::Diagnostic;
use crate::edition::Digest;
use crate::source::{SourceText, Span};
use crate::xml::is_name;

use file::File;

/// One editor's decisions about one text.
#[derive(Debug)]
pub struct Decisions {
    /// The file as it is written.
    pub file: File,
}

impl Decisions {
    /// Reads a decisions file (TOML).
    ///
    /// # Errors
    /// `decisions-syntax`: not TOML, an unknown key, a wrong or missing value;
    /// `decisions-id`: an id that is no XML name, is used twice, or is one the
    /// converter gives; `decisions-unknown-id`: nobody has that id;
    /// `decisions-value`: not a SHA-256, a missing or superfluous `read`, no date of
    /// the calendar, no language tag.
    pub fn parse(source: &SourceText) -> Result<Self, Vec<Diagnostic>> {
        let file: File = toml::from_str(source.text()).map_err(|error| {
            let span = error.span().unwrap_or(0..0);
            let span = Span::new(span.start, span.end);
            vec![Diagnostic::error(
                "decisions-syntax",
                span,
                error.message().trim(),
            )]
        })?;
        let mut findings = check_ids(&file);
        findings.extend(check_responsible(&file));
        findings.extend(check_values(&file));
        if findings.is_empty() {
            Ok(Self { file })
        } else {
            findings.sort_by_key(|finding| finding.span);
            Err(findings)
        }
    }

    /// The name of the edition in addresses.
    pub fn edition_id(&self) -> &str {
        self.file.edition.id.get_ref()
    }

    /// The SHA-256 of the text that the decisions are about, if they say so.
    pub fn digest(&self) -> Option<Digest> {
        let digest = self.file.edition.sha256.as_ref()?;
        digest.get_ref().parse().ok()
    }
}

/// The place of a value in the file.
pub fn place_of<T>(value: &Spanned<T>) -> Span {
    Span::new(value.span().start, value.span().end)
}

/// Whether the converter gives ids like `id` itself: units, calls, states.
fn is_reserved(id: &str) -> bool {
    const STEMS: [&str; 12] = [
        "p", "s", "h", "n", "b", "e", "nav", "imprint", "title", "memo", "comment", "call-n",
    ];
    const WHOLE: [&str; 6] = [
        "converter",
        "variorum",
        "closer",
        "opener",
        "byline",
        JULIAN,
    ];
    let numbered = |stem: &&str| {
        (id.strip_prefix(stem))
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    WHOLE.contains(&id)
        || STEMS.iter().any(numbered)
        || ["state-", "call-", "alternative-"]
            .iter()
            .any(|stem| id.starts_with(stem))
}

fn check_ids(file: &File) -> Vec<Diagnostic> {
    let ids = (file.responsibility.iter().map(|one| &one.id))
        .chain(file.witness.iter().map(|one| &one.id))
        .chain(file.unseen.iter().map(|one| &one.id))
        .chain(file.name.iter().map(|one| &one.id));
    let mut seen = BTreeSet::new();
    let mut findings: Vec<Diagnostic> = ids.filter_map(|id| check_id(id, &mut seen)).collect();
    let mut states = BTreeSet::new();
    findings.extend((file.history.iter()).filter_map(|state| check_id(&state.id, &mut states)));
    findings
}

fn check_id<'f>(id: &'f Spanned<String>, seen: &mut BTreeSet<&'f str>) -> Option<Diagnostic> {
    let name = id.get_ref();
    let message = if !is_name(name) || name.contains(':') {
        format!("`{name}` cannot be an id: a letter first, then letters, digits, `-`, `_`, `.`")
    } else if is_reserved(name) {
        format!("the id `{name}` is one that the converter gives")
    } else if !seen.insert(name) {
        format!("the id `{name}` is given twice")
    } else {
        return None;
    };
    Some(Diagnostic::error("decisions-id", place_of(id), message))
}

fn check_responsible(file: &File) -> Vec<Diagnostic> {
    let known: Vec<&str> = (file.responsibility.iter())
        .map(|one| one.id.get_ref().as_str())
        .chain(["editor", "converter"])
        .collect();
    let by = file.by().flatten();
    let witnesses: Vec<&str> = if file.witness.is_empty() {
        vec!["W"]
    } else {
        file.witness
            .iter()
            .map(|one| one.id.get_ref().as_str())
            .collect()
    };
    let witness = file
        .history
        .iter()
        .filter_map(|state| state.witness.as_ref());
    by.filter_map(|id| unknown_id(id, &known, "responsibility"))
        .chain(witness.filter_map(|id| unknown_id(id, &witnesses, "witness")))
        .collect()
}

fn unknown_id(id: &Spanned<String>, known: &[&str], table: &str) -> Option<Diagnostic> {
    let name = id.get_ref();
    (!known.contains(&name.as_str())).then(|| {
        let message = format!("there is no [[{table}]] with the id `{name}`");
        Diagnostic::error("decisions-unknown-id", place_of(id), message)
            .hint(format!("ids are: {}", known.join(", ")))
    })
}

fn check_values(file: &File) -> Vec<Diagnostic> {
    let error = |span, message: String| Diagnostic::error("decisions-value", span, message);
    let digest = file.edition.sha256.as_ref().and_then(|digest| {
        let wrong = digest.get_ref().parse::<Digest>().err()?;
        Some(error(place_of(digest), wrong.to_string()))
    });
    let readings = file.emendation.iter().filter_map(|one| {
        let deletes = one.kind == file::EmendationKind::Deletion;
        let message = match one.read {
            None if !deletes => "an emendation needs `read`: what the reading text has",
            Some(_) if deletes => "a deletion has no `read`",
            _ => return None,
        };
        Some(error(place_of(&one.find), message.to_owned()))
    });
    let dates = dates(file).filter(|date| !when::is_date(date.get_ref()));
    let dates = dates.map(|date| {
        let message = format!("`{}` is no date that the calendar has", date.get_ref());
        error(place_of(date), message)
            .hint("write it as ISO 8601 has it: 1848, 1848-03, 1848-03-18")
    });
    let languages = (file.language.iter().map(|one| &one.tag))
        .chain(file.foreign.iter().map(|one| &one.language))
        .chain([&file.edition.language]);
    let languages = languages.filter(|tag| !when::is_language(tag.get_ref()));
    let languages = languages.map(|tag| {
        let message = format!("`{}` is no language tag", tag.get_ref());
        error(place_of(tag), message).hint("write a tag of BCP 47: de, grc, sr-Latn")
    });
    (digest.into_iter().chain(readings))
        .chain(dates)
        .chain(languages)
        .collect()
}

/// All dates that become a `@when`.
fn dates(file: &File) -> impl Iterator<Item = &Spanned<String>> {
    let publication = file.publication.iter();
    (file.edition.encoded.iter())
        .chain(publication.filter_map(|one| one.date.as_ref()))
        .chain(file.history.iter().filter_map(|one| one.when.as_ref()))
        .chain(file.change.iter().filter_map(|one| one.when.as_ref()))
        .chain(file.date.iter().map(|one| &one.when))
        .chain(file.quotation.iter().filter_map(|one| one.date.as_ref()))
}
