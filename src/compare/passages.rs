//! What became of each passage?

use std::borrow::Cow;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::Sides;
use super::larger::without;
use super::numbers::Numbers;
use super::overlap::tell_once;
use super::pairing::Pairing;
use super::units::Unit;
use super::words::{Run, runs};
use crate::store;

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
        /// Those behind it, if it is told with them.
        #[serde(skip_serializing_if = "Option::is_none")]
        run: Option<Alike>,
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
    /// It has other words, all of which are told of smaller passages that overlap
    /// it: it is counted in another way than they are.
    ChangedWith {
        /// Its reference.
        reference: String,
        /// Its old reference, if it had another.
        #[serde(skip_serializing_if = "Option::is_none")]
        was: Option<String>,
        /// These passages.
        with: Vec<String>,
        /// How, word by word, all the same.
        words: Vec<Run>,
    },
    /// Its words stood there before, without a reference of their own.
    Cited {
        /// Its reference.
        reference: String,
        /// The passage in which they stood; empty if in none.
        within: String,
        /// Its words.
        text: String,
    },
    /// Its words stand there still, without a reference of their own.
    Uncited {
        /// Its old reference.
        reference: String,
        /// The passage in which they stand; empty if in none.
        within: String,
        /// Its words.
        text: String,
    },
    /// It stands elsewhere; under the same reference, if that is given, and not
    /// counted.
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

/// Passages one after another whose words are the same, in some of which something
/// else is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Alike {
    /// The last of them.
    pub to: String,
    /// How many.
    pub count: usize,
    /// In how many of them something changed.
    pub altered: usize,
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
    /// The numbers of passages that it points at; nothing else.
    Numbers,
}

/// Where something is told: by a place in the new version, after which come, by
/// their place in the old one, those that are gone.
type Order = (usize, usize);

/// All passages in the order of the new version, those that are unchanged
/// folded.
pub(super) fn passages(
    units: &Sides<Vec<Unit>>,
    pairing: &Pairing,
    numbers: &Numbers<'_>,
) -> Vec<Passage> {
    let mut told: Vec<(Order, Passage)> = Vec::new();
    divided(units, pairing, &mut told);
    let left = Left::new(units, pairing);
    for (at, paired) in pairing.to_new.iter().enumerate() {
        if let Some(new) = *paired {
            let (old, now) = (left.old(at), left.new_of(new));
            let passage = of_pair(&old, &now, pairing.in_order[at], numbers);
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
    relabelled(units, pairing, &mut told);
    around(units, pairing, numbers, &mut told);
    told.sort_by_key(|(order, _)| *order);
    let edited = told.iter_mut().filter(|(order, _)| order.1 == 0);
    let mut edited: Vec<(usize, &mut Passage)> =
        edited.map(|((at, _), passage)| (*at, passage)).collect();
    tell_once(&units.new, &mut edited);
    folded(told.into_iter().map(|(_, passage)| passage))
}

/// Passages without the words that became passages of their own, or were some.
struct Left<'u> {
    units: &'u Sides<Vec<Unit>>,
    /// By the place of the larger passage, those that are one in the other version.
    parts: Sides<FxHashMap<usize, Vec<usize>>>,
}

impl<'u> Left<'u> {
    fn new(units: &'u Sides<Vec<Unit>>, pairing: &Pairing) -> Self {
        let by_larger = |found: &[(usize, usize)]| {
            let mut parts: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
            for (at, larger) in found {
                parts.entry(*larger).or_default().push(*at);
            }
            parts
        };
        let parts = Sides {
            old: by_larger(&pairing.cited),
            new: by_larger(&pairing.uncited),
        };
        Self { units, parts }
    }

    fn old(&self, at: usize) -> Cow<'u, Unit> {
        let parts = self.parts.old.get(&at);
        rest(&self.units.old[at], parts, &self.units.new)
    }

    fn new_of(&self, at: usize) -> Cow<'u, Unit> {
        let parts = self.parts.new.get(&at);
        rest(&self.units.new[at], parts, &self.units.old)
    }
}

fn rest<'u>(unit: &'u Unit, parts: Option<&Vec<usize>>, other: &[Unit]) -> Cow<'u, Unit> {
    let Some(parts) = parts else {
        return Cow::Borrowed(unit);
    };
    let parts: Vec<&Unit> = parts.iter().map(|&at| &other[at]).collect();
    let words = without(unit, &parts);
    Cow::Owned(Unit {
        text: store::digest(words.as_bytes()),
        words,
        ..unit.clone()
    })
}

/// What has a reference that had none, and the other way round.
fn relabelled(units: &Sides<Vec<Unit>>, pairing: &Pairing, told: &mut Vec<(Order, Passage)>) {
    for &(at, larger) in &pairing.cited {
        let unit = &units.new[at];
        let passage = Passage::Cited {
            reference: unit.reference.clone(),
            within: units.old[larger].reference.clone(),
            text: unit.words.clone(),
        };
        told.push(((at, 0), passage));
    }
    for &(at, larger) in &pairing.uncited {
        let unit = &units.old[at];
        let passage = Passage::Uncited {
            reference: unit.reference.clone(),
            within: units.new[larger].reference.clone(),
            text: unit.words.clone(),
        };
        told.push(((larger, at + 1), passage));
    }
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
fn of_pair(old: &Unit, new: &Unit, in_order: bool, numbers: &Numbers<'_>) -> Option<Passage> {
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
    let differs = old.content != new.content && !holds;
    let is_renumbered = differs && numbers.are_all(old, new);
    let altered = differs && !is_renumbered;
    let to = reference.clone();
    Some(match was {
        _ if !in_order && !holds => Passage::Moved { from, to, altered },
        Some(_) if !in_order => Passage::Moved { from, to, altered },
        _ if altered => Passage::SameWords {
            reference,
            because: vec![Because::Markup],
            was,
            run: None,
        },
        Some(_) => Passage::Renumbered {
            from: [from.clone(), from],
            to: [to.clone(), to],
            count: 1,
        },
        None if is_renumbered => Passage::SameWords {
            reference,
            because: vec![Because::Numbers],
            was: None,
            run: None,
        },
        None if old.reference.is_empty() && old.words.is_empty() => return None,
        None => Passage::Same { from, to, count: 1 },
    })
}

/// Passages that hold others, in none of which something changed, though their
/// content did: the mark-up around those did.
fn around(
    units: &Sides<Vec<Unit>>,
    pairing: &Pairing,
    numbers: &Numbers<'_>,
    told: &mut Vec<(Order, Passage)>,
) {
    let mut explained = Sides {
        old: vec![false; units.old.len()],
        new: vec![false; units.new.len()],
    };
    for (at, unit) in units.new.iter().enumerate().rev() {
        let old = pairing.to_old[at];
        let same = old.is_some_and(|old| units.old[old].content == unit.content);
        let elsewhere =
            |old: usize| units.old[old].reference != unit.reference || !pairing.in_order[old];
        let moved = old.filter(|&old| elsewhere(old));
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
            let because = match numbers.are_all(was, unit) {
                true => Because::Numbers,
                false => Because::Markup,
            };
            told.retain(|(order, _)| *order != (at, 0));
            told.push((
                (at, 0),
                Passage::SameWords {
                    reference,
                    because: vec![because],
                    was: None,
                    run: None,
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

/// Passages that are the same between two of which more changed: so many at most
/// are told with them.
const BETWEEN: usize = 3;

/// Puts neighbours whose words are the same into one line, with those between them
/// in which nothing changed at all, if that is known to be the same in all of them.
pub(super) fn same_words_together(passages: Vec<Passage>) -> Vec<Passage> {
    let mut together: Vec<Passage> = Vec::new();
    for passage in passages {
        let joined = match &passage {
            Passage::SameWords {
                reference,
                because,
                was: None,
                run: None,
            } => join_run(&mut together, reference, because),
            _ => false,
        };
        if !joined {
            together.push(passage);
        }
    }
    together
}

/// Adds a passage to the run that ends the list, if it goes on with it.
fn join_run(together: &mut Vec<Passage>, reference: &str, because: &[Because]) -> bool {
    let between = match together.last() {
        Some(Passage::Same { count, .. }) if *count <= BETWEEN => *count,
        Some(Passage::Same { .. }) => return false,
        _ => 0,
    };
    let at = together.len().checked_sub(1 + usize::from(between > 0));
    let Some(Passage::SameWords {
        reference: first,
        because: own,
        was: None,
        run,
    }) = at.and_then(|at| together.get_mut(at))
    else {
        return false;
    };
    if own.as_slice() != because || first.is_empty() {
        return false;
    }
    let (count, altered) = run.as_ref().map_or((1, 1), |run| (run.count, run.altered));
    *run = Some(Alike {
        to: reference.to_owned(),
        count: count + between + 1,
        altered: altered + 1,
    });
    if between > 0 {
        together.pop();
    }
    true
}
