//! What became of each passage?

use serde::Serialize;

use super::Sides;
use super::pairing::Pairing;
use super::units::Unit;
use super::words::{Run, runs};

/// What became of a passage, or of several that share their fate. A reference is
/// empty for words that are in no passage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "status", rename_all = "kebab-case")]
pub enum Passage {
    /// Passages one after another that are the same, with everything in them.
    Same {
        /// The first.
        from: String,
        /// The last.
        to: String,
        /// How many.
        count: usize,
    },
    /// Passages one after another that are the same under other references,
    /// because something came or went before them.
    Renumbered {
        /// The old references of the first and the last.
        from: [String; 2],
        /// Their new references.
        to: [String; 2],
        /// How many.
        count: usize,
    },
    /// The words are the same; something else in it is not.
    SameWords {
        /// Its reference.
        reference: String,
        /// What is known to have changed; the mark-up, if it is nothing else.
        because: Vec<Because>,
        /// Its old reference, if it had another.
        #[serde(skip_serializing_if = "Option::is_none")]
        was: Option<String>,
    },
    /// It has other words.
    Changed {
        /// Its reference.
        reference: String,
        /// Its old reference, if it had another.
        #[serde(skip_serializing_if = "Option::is_none")]
        was: Option<String>,
        /// How, word by word.
        words: Vec<Run>,
    },
    /// It stands elsewhere.
    Moved {
        /// Its old reference.
        from: String,
        /// Its new reference.
        to: String,
        /// Whether mark-up, notes or readings in it changed.
        altered: bool,
    },
    /// Its words are several passages now.
    Split {
        /// Its old reference.
        from: String,
        /// Their references.
        to: Vec<String>,
    },
    /// Several passages are one now.
    Merged {
        /// Their old references.
        from: Vec<String>,
        /// Its reference.
        to: String,
    },
    /// It is new.
    Added {
        /// Its reference.
        reference: String,
        /// Its words.
        text: String,
    },
    /// It is not there any more.
    Gone {
        /// Its old reference.
        reference: String,
        /// Its words.
        text: String,
    },
}

impl Passage {
    /// Whether nothing changed in it.
    pub fn is_same(&self) -> bool {
        matches!(self, Self::Same { .. })
    }
}

/// What changes the content of a passage and not its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Because {
    /// The apparatus.
    Readings,
    /// Notes.
    Notes,
    /// The mark-up: elements and attributes.
    Markup,
}

/// Where something is told: by a place in the new version, after which come, by
/// their place in the old one, those that are gone.
type Order = (usize, usize);

/// All passages in the order of the new version, those that are unchanged
/// folded.
pub(super) fn passages(units: &Sides<Vec<Unit>>, pairing: &Pairing) -> Vec<Passage> {
    let mut told: Vec<(Order, Passage)> = Vec::new();
    divided(units, pairing, &mut told);
    for (at, paired) in pairing.to_new.iter().enumerate() {
        if let Some(new) = *paired {
            let passage = of_pair(&units.old[at], &units.new[new], pairing.in_order[at]);
            told.extend(passage.map(|passage| ((new, 0), passage)));
        }
    }
    let (taken_old, taken_new) = (pairing.taken_old(), pairing.taken_new());
    for (at, unit) in units.new.iter().enumerate() {
        let free = !taken_new[at];
        if free && !unit.words.is_empty() {
            let (reference, text) = (unit.reference.clone(), unit.words.clone());
            told.push(((at, 0), Passage::Added { reference, text }));
        }
    }
    let mut last = 0;
    for (at, unit) in units.old.iter().enumerate() {
        last = pairing.to_new[at].unwrap_or(last);
        let free = !taken_old[at];
        if free && !unit.words.is_empty() {
            let (reference, text) = (unit.reference.clone(), unit.words.clone());
            told.push(((last, at + 1), Passage::Gone { reference, text }));
        }
    }
    around(units, pairing, &mut told);
    told.sort_by_key(|(order, _)| *order);
    folded(told.into_iter().map(|(_, passage)| passage))
}

fn divided(units: &Sides<Vec<Unit>>, pairing: &Pairing, told: &mut Vec<(Order, Passage)>) {
    let old = |at: usize| units.old[at].reference.clone();
    let new = |at: usize| units.new[at].reference.clone();
    for (one, many) in &pairing.splits {
        let to = many.iter().map(|&at| new(at)).collect();
        let from = old(*one);
        told.push(((many[0], 0), Passage::Split { from, to }));
    }
    for (many, one) in &pairing.merges {
        let from = many.iter().map(|&at| old(at)).collect();
        let to = new(*one);
        told.push(((*one, 0), Passage::Merged { from, to }));
    }
}

/// What became of a passage; nothing of one that only holds others, and holds
/// no words itself.
fn of_pair(old: &Unit, new: &Unit, in_order: bool) -> Option<Passage> {
    let holds = old.holds_others || new.holds_others;
    if holds && old.words.is_empty() && new.words.is_empty() {
        return None;
    }
    let (reference, from) = (new.reference.clone(), old.reference.clone());
    let was = (reference != from).then(|| from.clone());
    if old.text != new.text {
        let words = runs(&old.words, &new.words);
        return Some(Passage::Changed {
            reference,
            was,
            words,
        });
    }
    // What changed in passages within is told of them.
    let altered = old.content != new.content && !holds;
    let to = reference.clone();
    Some(match was {
        Some(_) if !in_order => Passage::Moved { from, to, altered },
        _ if altered => Passage::SameWords {
            reference,
            because: vec![Because::Markup],
            was,
        },
        Some(_) => Passage::Renumbered {
            from: [from.clone(), from],
            to: [to.clone(), to],
            count: 1,
        },
        None if old.reference.is_empty() && old.words.is_empty() => return None,
        None => Passage::Same { from, to, count: 1 },
    })
}

/// Passages that hold others, in none of which something changed, though their
/// content did: the mark-up around those did.
fn around(units: &Sides<Vec<Unit>>, pairing: &Pairing, told: &mut Vec<(Order, Passage)>) {
    let mut explained = Sides {
        old: vec![false; units.old.len()],
        new: vec![false; units.new.len()],
    };
    for (at, unit) in units.new.iter().enumerate().rev() {
        let old = pairing.to_old[at];
        let same = old.is_some_and(|old| units.old[old].content == unit.content);
        let moved = old.filter(|&old| units.old[old].reference != unit.reference);
        if (!same || moved.is_some()) && !unit.holds_others {
            mark(&units.new, at, &mut explained.new);
        }
        if let Some(old) = moved {
            mark(&units.old, old, &mut explained.old);
        }
    }
    for (at, unit) in units.old.iter().enumerate().rev() {
        if pairing.to_new[at].is_none() && !unit.holds_others {
            mark(&units.old, at, &mut explained.old);
        }
    }
    for (at, unit) in units.new.iter().enumerate().rev() {
        let Some(old) = pairing.to_old[at].filter(|_| unit.holds_others) else {
            continue;
        };
        let was = &units.old[old];
        let differs = was.content != unit.content && was.text == unit.text;
        let own_name = was.reference == unit.reference && !unit.reference.is_empty();
        if differs && own_name && !explained.new[at] && !explained.old[old] {
            mark(&units.new, at, &mut explained.new);
            let reference = unit.reference.clone();
            told.retain(|(order, _)| *order != (at, 0));
            told.push((
                (at, 0),
                Passage::SameWords {
                    reference,
                    because: vec![Because::Markup],
                    was: None,
                },
            ));
        }
    }
}

/// Notes that what is around a passage has changed because of it.
fn mark(units: &[Unit], at: usize, explained: &mut [bool]) {
    let mut next = units[at].parent;
    while let Some(around) = next.filter(|&around| !explained[around]) {
        explained[around] = true;
        next = units[around].parent;
    }
}

/// Puts neighbours that are the same together.
fn folded(passages: impl Iterator<Item = Passage>) -> Vec<Passage> {
    let mut folded: Vec<Passage> = Vec::new();
    for passage in passages {
        match (folded.last_mut(), passage) {
            (Some(Passage::Same { to, count, .. }), Passage::Same { to: last, .. }) => {
                *to = last;
                *count += 1;
            }
            (
                Some(Passage::Renumbered { from, to, count }),
                Passage::Renumbered {
                    from: [_, last_from],
                    to: [_, last_to],
                    ..
                },
            ) => {
                from[1] = last_from;
                to[1] = last_to;
                *count += 1;
            }
            (_, passage) => folded.push(passage),
        }
    }
    folded
}
