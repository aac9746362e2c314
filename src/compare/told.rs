//! A comparison as it is shown: every change with its sentence, its place on the
//! page and, where words changed, the words.

use rustc_hash::FxHashSet;
use serde::Serialize;

use super::passages::Passage;
use super::survival::{Fate, Survival, UnitFate};
use super::words::{Run, RunKind};
use super::{Comparison, Sides, header, notes::NoteFate, say, words};

/// A comparison in words.
#[derive(Clone, Debug, Serialize)]
pub struct Told {
    /// What became of citations, in one line.
    pub survival: String,
    /// Whether both versions have the same content.
    pub same: bool,
    /// What could not be compared, in sentences.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub absent: Vec<String>,
    /// Whether only mark-up outside all passages changed.
    pub untold: bool,
    /// What changed, by parts of the edition; parts without changes are left
    /// out.
    pub parts: Vec<Part>,
}

/// A part of the edition.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Part {
    /// Its name: `Text`.
    pub title: &'static str,
    /// How many changes it has.
    pub count: usize,
    /// The changes, in order, with folded passages between them.
    pub changes: Vec<Change>,
}

/// A change.
#[derive(Clone, Debug, PartialEq, Serialize)]
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

/// A survival report in words.
#[derive(Clone, Debug, Serialize)]
pub struct ToldSurvival {
    /// All of it, in one line.
    pub sentence: String,
    /// The units by what became of them, the worst first; fates that none has are
    /// left out.
    pub parts: Vec<FatePart>,
}

/// Units with the same fate, or fates that are like.
#[derive(Clone, Debug, Serialize)]
pub struct FatePart {
    /// Its place on the page.
    pub id: &'static str,
    /// What became of them: `Gone`.
    pub title: &'static str,
    /// How many units.
    pub count: usize,
    /// Neighbours together, in the order of the old version.
    pub runs: Vec<ToldRun>,
    /// How many more of these there are than are shown.
    pub more: usize,
}

/// Neighbours that share their fate.
#[derive(Clone, Debug, Serialize)]
pub struct ToldRun {
    /// What became of them, in a sentence.
    pub sentence: String,
    /// The first of them in the old version.
    pub old: String,
    /// Where that stands in the new one, if it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
}

/// Lines of a part that are shown; the report for programs has all.
const MOST_SHOWN: usize = 2_000;

/// A survival report in words.
pub fn told_survival(survival: &Survival) -> ToldSurvival {
    let parts: [(&str, &str, &[Fate]); 5] = [
        ("gone", "Gone", &[Fate::Gone]),
        (
            "changed",
            "Changed",
            &[Fate::Changed, Fate::Divided, Fate::Joined],
        ),
        ("moved", "Moved", &[Fate::Moved, Fate::MovedWords]),
        ("same-words", "The same words", &[Fate::SameWords]),
        ("same", "The same", &[Fate::Same]),
    ];
    let runs = survival.runs();
    let parts = parts.into_iter().filter_map(|(id, title, fates)| {
        let own = runs.iter().filter(|run| fates.contains(&run[0].fate));
        let own: Vec<&[UnitFate]> = own.copied().collect();
        let shown = own.iter().take(MOST_SHOWN).map(|run| ToldRun::new(run));
        Some(FatePart {
            id,
            title,
            count: own.iter().map(|run| run.len()).sum(),
            runs: shown.collect(),
            more: own.len().saturating_sub(MOST_SHOWN),
        })
        .filter(|part| part.count > 0)
    });
    ToldSurvival {
        sentence: say::survival(&survival.counts()),
        parts: parts.collect(),
    }
}

impl ToldRun {
    fn new(run: &[UnitFate]) -> Self {
        let (first, fate) = (&run[0], run[0].fate);
        let stays = matches!(fate, Fate::Same | Fate::SameWords | Fate::Changed);
        let here = stays.then(|| first.reference.clone());
        Self {
            sentence: say::fate(run),
            old: first.reference.clone(),
            new: first.to.first().cloned().or(here),
        }
    }
}

/// A comparison in words.
pub fn told(comparison: &Comparison) -> Told {
    let passages = comparison.passages.iter().map(of_passage);
    let rows = comparison
        .header
        .iter()
        .map(|change| of_place(say::header(change), "", of_row(change)));
    let [entries, notes] = on(comparison, |_| true);
    let parts = [
        part("Text", "text", passages),
        entries,
        notes,
        part("Header", "header", rows),
    ];
    let parts = parts.into_iter().filter(|part| part.count > 0).collect();
    Told {
        survival: say::survival(&comparison.survival),
        same: comparison.is_same(),
        absent: say::absent(comparison),
        untold: comparison.is_untold(),
        parts,
    }
}

/// What changed in the apparatus and in notes of some passages, by their
/// references; those of things that are gone are of the old version.
pub(super) fn parts_on(comparison: &Comparison, within: &Sides<FxHashSet<&str>>) -> Vec<Part> {
    let within = |place: &str| within.old.contains(place) || within.new.contains(place);
    let parts = on(comparison, within).into_iter();
    parts.filter(|part| part.count > 0).collect()
}

fn on(comparison: &Comparison, within: impl Fn(&str) -> bool) -> [Part; 2] {
    let entries = comparison.apparatus.iter();
    let entries = entries.filter(|change| within(&change.reference));
    let entries =
        entries.map(|change| of_place(say::apparatus(change), &change.reference, Vec::new()));
    let notes = comparison.notes.iter();
    let notes = notes.filter(|change| within(&change.reference));
    let notes = notes.map(|change| {
        let runs = match &change.fate {
            NoteFate::Changed { words } => shortened(words),
            _ => Vec::new(),
        };
        of_place(say::note(change), &change.reference, runs)
    });
    [
        part("Apparatus", "apparatus", entries),
        part("Notes", "notes", notes),
    ]
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
        Passage::Same { .. } | Passage::Gone { .. } | Passage::Uncited { .. } => (None, Vec::new()),
        Passage::Renumbered { to: [to, _], .. }
        | Passage::Moved { to, .. }
        | Passage::Merged { to, .. } => (Some(to), Vec::new()),
        Passage::SameWords { reference, .. }
        | Passage::ChangedWith { reference, .. }
        | Passage::Cited { reference, .. }
        | Passage::Added { reference, .. } => (Some(reference), Vec::new()),
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
pub(super) fn shortened(runs: &[Run]) -> Vec<Run> {
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
