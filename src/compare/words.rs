//! Which words were left out, and which put in?

use serde::Serialize;

use crate::collate;

/// What became of some words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RunKind {
    /// Both versions have them.
    Same,
    /// Only the old one has them.
    Deleted,
    /// Only the new one has them.
    Inserted,
}

/// Words that stand together and share their fate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Run {
    /// Their fate.
    pub kind: RunKind,
    /// The words, one space between them.
    pub text: String,
}

/// How `old` became `new`, word by word: those of `Same` and `Deleted` runs are
/// the old words, those of `Same` and `Inserted` runs the new ones.
pub fn runs(old: &str, new: &str) -> Vec<Run> {
    let old: Vec<&str> = old.split_whitespace().collect();
    let new: Vec<&str> = new.split_whitespace().collect();
    let mut runs = Vec::new();
    let mut push = |kind, words: &[&str]| {
        if !words.is_empty() {
            let text = words.join(" ");
            runs.push(Run { kind, text });
        }
    };
    let mut from = 0;
    for change in collate::changes(&old, &new) {
        push(RunKind::Same, &old[from..change.old.start]);
        push(RunKind::Deleted, &old[change.old.clone()]);
        push(RunKind::Inserted, &new[change.new]);
        from = change.old.end;
    }
    push(RunKind::Same, &old[from..]);
    runs
}
