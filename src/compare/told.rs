//! A comparison as it is shown: every change with its sentence, its place on the
//! page and, where words changed, the words.

use serde::Serialize;

use super::passages::Passage;
use super::words::{Run, RunKind};
use super::{Comparison, header, notes::NoteFate, say, words};

/// A comparison in words.
#[derive(Clone, Debug, Serialize)]
pub struct Told {
    /// What became of citations, in one line.
    pub survival: String,
    /// The citable units that are gone.
    pub lost: Vec<String>,
    /// Whether both versions have the same content.
    pub same: bool,
    /// Whether only mark-up outside all passages changed.
    pub untold: bool,
    /// What changed, by parts of the edition; parts without changes are left
    /// out.
    pub parts: Vec<Part>,
}

/// A part of the edition.
#[derive(Clone, Debug, Serialize)]
pub struct Part {
    /// Its name: `Text`.
    pub title: &'static str,
    /// How many changes it has.
    pub count: usize,
    /// The changes, in order, with folded passages between them.
    pub changes: Vec<Change>,
}

/// A change.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    /// Its place on the page; none of passages that did not change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What changed, in a sentence.
    pub sentence: String,
    /// The passage in the new version, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The words, if words changed: stretches that are the same are shortened.
    pub runs: Vec<Run>,
}

/// A comparison in words.
pub fn told(comparison: &Comparison) -> Told {
    let passages = comparison.passages.iter().map(of_passage);
    let entries = comparison
        .apparatus
        .iter()
        .map(|change| of_place(say::apparatus(change), &change.reference, Vec::new()));
    let notes = comparison.notes.iter().map(|change| {
        let runs = match &change.fate {
            NoteFate::Changed { words } => shortened(words),
            _ => Vec::new(),
        };
        of_place(say::note(change), &change.reference, runs)
    });
    let rows = comparison
        .header
        .iter()
        .map(|change| of_place(say::header(change), "", of_row(change)));
    let parts = [
        part("Text", "text", passages),
        part("Apparatus", "apparatus", entries),
        part("Notes", "notes", notes),
        part("Header", "header", rows),
    ];
    let parts = parts.into_iter().filter(|part| part.count > 0).collect();
    Told {
        survival: say::survival(&comparison.survival),
        lost: comparison.survival.lost.clone(),
        same: comparison.is_same(),
        untold: comparison.is_untold(),
        parts,
    }
}

fn part(title: &'static str, name: &str, changes: impl Iterator<Item = Change>) -> Part {
    let mut changes: Vec<Change> = changes.collect();
    let mut count = 0;
    for change in changes.iter_mut().filter(|change| change.id.is_some()) {
        count += 1;
        change.id = Some(format!("{name}-{count}"));
    }
    Part {
        title,
        count,
        changes,
    }
}

fn of_passage(passage: &Passage) -> Change {
    let (reference, runs) = match passage {
        Passage::Same { .. } | Passage::Gone { .. } => (None, Vec::new()),
        Passage::Renumbered { to: [to, _], .. }
        | Passage::Moved { to, .. }
        | Passage::Merged { to, .. } => (Some(to), Vec::new()),
        Passage::SameWords { reference, .. } | Passage::Added { reference, .. } => {
            (Some(reference), Vec::new())
        }
        Passage::Split { to, .. } => (to.first(), Vec::new()),
        Passage::Changed {
            reference, words, ..
        } => (Some(reference), shortened(words)),
    };
    Change {
        id: (!passage.is_same()).then(String::new),
        sentence: say::passage(passage),
        reference: reference.filter(|reference| !reference.is_empty()).cloned(),
        runs,
    }
}

fn of_place(sentence: String, reference: &str, runs: Vec<Run>) -> Change {
    Change {
        id: Some(String::new()),
        sentence,
        reference: (!reference.is_empty()).then(|| reference.to_owned()),
        runs,
    }
}

fn of_row(change: &header::HeaderChange) -> Vec<Run> {
    match (&change.old, &change.new) {
        (Some(old), Some(new)) => shortened(&words::runs(old, new)),
        _ => Vec::new(),
    }
}

/// Words beside a change that are shown.
const BESIDE: usize = 8;

/// The same with long stretches that did not change cut to the words beside
/// changes.
fn shortened(runs: &[Run]) -> Vec<Run> {
    let last = runs.len().saturating_sub(1);
    let shortened = runs.iter().enumerate().map(|(at, run)| {
        let words: Vec<&str> = run.text.split(' ').collect();
        let long = words.len() > 2 * BESIDE + 4;
        if run.kind != RunKind::Same || !long {
            return run.clone();
        }
        let begin = words[..BESIDE].join(" ");
        let end = words[words.len() - BESIDE..].join(" ");
        let text = match at {
            0 => format!("… {end}"),
            at if at == last => format!("{begin} …"),
            _ => format!("{begin} … {end}"),
        };
        Run {
            kind: run.kind,
            text,
        }
    });
    shortened.collect()
}
