//! How does a reading differ from another?

use serde::Serialize;

use super::segments::{Reading, Segment};
use crate::collate::{AlignmentTable, are_alike, is_mark};

/// How a reading differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Words are written otherwise: capitals, accents, a letter more or less.
    Orthographic,
    /// Only marks of punctuation differ.
    Punctuation,
    /// The same words in another order.
    Order,
    /// Nothing stands for words.
    Omission,
    /// Words stand for nothing.
    Addition,
    /// Other words.
    Substitution,
}

impl Kind {
    /// The value of `rdg/@type`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Orthographic => "orthographic",
            Self::Punctuation => "punctuation",
            Self::Order => "word-order",
            Self::Omission => "omission",
            Self::Addition => "addition",
            Self::Substitution => "substitution",
        }
    }
}

/// How `reading` differs from `from`, another reading of the same segment.
pub fn kind(table: &AlignmentTable, from: &Reading, reading: &Reading) -> Kind {
    let (old, new) = (forms(table, from), forms(table, reading));
    let (old_words, new_words) = (without_marks(&old), without_marks(&new));
    if old_words == new_words {
        return if old == new {
            Kind::Orthographic
        } else {
            Kind::Punctuation
        };
    }
    if new.is_empty() {
        return Kind::Omission;
    }
    if old.is_empty() {
        return Kind::Addition;
    }
    if sorted(&old_words) == sorted(&new_words) {
        return Kind::Order;
    }
    let joined = old_words.concat() == new_words.concat();
    let alike = || {
        old_words
            .iter()
            .zip(&new_words)
            .all(|(one, other)| are_alike(one, other))
    };
    match joined || (old_words.len() == new_words.len() && alike()) {
        true => Kind::Orthographic,
        false => Kind::Substitution,
    }
}

/// How the readings of a segment differ from each other, if all do in the same
/// way that is no matter of words: their spelling or their punctuation.
pub fn common_kind(table: &AlignmentTable, segment: &Segment) -> Option<Kind> {
    let mut attested = segment.attested();
    let first = attested.next()?;
    let mut kinds = attested.map(|reading| kind(table, first, reading));
    let common = kinds.next()?;
    let is_slight = matches!(common, Kind::Orthographic | Kind::Punctuation);
    (is_slight && kinds.all(|kind| kind == common)).then_some(common)
}

fn forms<'t>(table: &'t AlignmentTable, reading: &Reading) -> Vec<&'t str> {
    let witness = &table.witnesses[reading.witness()];
    reading
        .tokens
        .clone()
        .map(|token| witness.form(token))
        .collect()
}

fn without_marks<'t>(forms: &[&'t str]) -> Vec<&'t str> {
    forms
        .iter()
        .copied()
        .filter(|form| !is_mark(form))
        .collect()
}

fn sorted<'t>(forms: &[&'t str]) -> Vec<&'t str> {
    let mut forms = forms.to_vec();
    forms.sort_unstable();
    forms
}
