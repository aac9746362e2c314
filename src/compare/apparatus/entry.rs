//! What changed in an entry?

use std::borrow::Cow;

use super::{EntryChange, Held};
use crate::collate;
use crate::edition::{ApparatusEntry, Certainty, Siglum, Support};
use crate::tei::text;

/// What an entry says, without its ids and its place, to be compared.
pub(super) fn essence(entry: &ApparatusEntry) -> String {
    let mut plain = entry.clone();
    plain.id.clear();
    plain.unit = None;
    plain.until = None;
    plain.characters = None;
    plain.location = None;
    plain.within = None;
    if let Some(lemma) = &mut plain.lemma {
        lemma.id = None;
    }
    for reading in &mut plain.readings {
        reading.id = None;
    }
    format!("{plain:?}")
}

/// An entry with all its words in Unicode normalization form C: composed accents
/// and combining ones are the same letters.
pub(super) fn composed(entry: &ApparatusEntry) -> Cow<'_, ApparatusEntry> {
    let readings = entry.readings.iter().flat_map(|reading| {
        let notes = reading.notes.iter();
        notes.chain([&reading.text])
    });
    let remarks = entry.remarks.iter().map(|remark| &remark.text);
    let details = entry.details.iter().map(|detail| &detail.text);
    let lemma = entry.lemma.iter().map(|lemma| &lemma.text);
    let mut all = readings.chain(remarks).chain(details).chain(lemma);
    if all.all(|text| matches!(text::composed(text), Cow::Borrowed(_))) {
        return Cow::Borrowed(entry);
    }
    let mut entry = entry.clone();
    let compose = |words: &mut String| *words = text::composed(words).into_owned();
    entry
        .lemma
        .iter_mut()
        .for_each(|lemma| compose(&mut lemma.text));
    for reading in &mut entry.readings {
        compose(&mut reading.text);
        reading.notes.iter_mut().for_each(compose);
    }
    entry
        .remarks
        .iter_mut()
        .for_each(|remark| compose(&mut remark.text));
    entry
        .details
        .iter_mut()
        .for_each(|detail| compose(&mut detail.text));
    Cow::Owned(entry)
}

/// How like two entries are: half of it is the lemma, half all that they have,
/// whoever has it.
pub(super) fn likeness(old: &ApparatusEntry, new: &ApparatusEntry) -> f64 {
    let lemma = |entry: &ApparatusEntry| -> Option<Vec<String>> {
        let words = entry.lemma.as_ref()?.text.split_whitespace();
        Some(words.map(str::to_owned).collect())
    };
    let lemmas = match (lemma(old), lemma(new)) {
        (Some(old), Some(new)) => collate::likeness(&old, &new),
        (None, None) => 1.0,
        _ => 0.0,
    };
    let texts = |entry| -> Vec<&str> { holders(entry).iter().map(|held| held.text).collect() };
    (lemmas + collate::likeness(&texts(old), &texts(new))) / 2.0
}

/// The readings of an entry.
pub(super) fn readings(entry: &ApparatusEntry) -> Vec<Held> {
    let readings = entry.readings.iter();
    readings
        .map(|reading| held(&reading.text, &reading.support))
        .collect()
}

fn held(text: &str, support: &Support) -> Held {
    Held {
        text: text.to_owned(),
        witnesses: support.witnesses.clone(),
        scholar: support.scholar().map(str::to_owned),
    }
}

/// The lemma or a reading.
#[derive(Clone, Copy)]
struct Holder<'e> {
    text: &'e str,
    support: &'e Support,
    is_lemma: bool,
}

fn holders(entry: &ApparatusEntry) -> Vec<Holder<'_>> {
    let lemma = entry.lemma.iter().map(|lemma| Holder {
        text: &lemma.text,
        support: &lemma.support,
        is_lemma: true,
    });
    let readings = entry.readings.iter().map(|reading| Holder {
        text: &reading.text,
        support: &reading.support,
        is_lemma: false,
    });
    lemma.chain(readings).collect()
}

/// Every difference between two states of an entry; at least one, since they
/// are not equal.
pub(super) fn changes(old: &ApparatusEntry, new: &ApparatusEntry) -> Vec<EntryChange> {
    let mut found = Vec::new();
    if old.kind != new.kind {
        let (from, to) = (old.kind, new.kind);
        found.push(EntryChange::Kind { from, to });
    }
    if old.series != new.series {
        let (from, to) = (old.series.clone(), new.series.clone());
        found.push(EntryChange::Series { from, to });
    }
    let lemma = |entry: &ApparatusEntry| entry.lemma.as_ref().map(|lemma| lemma.text.clone());
    let (from, to) = (lemma(old), lemma(new));
    if from != to {
        let (from, to) = (from.unwrap_or_default(), to.unwrap_or_default());
        found.push(EntryChange::LemmaChanged { from, to });
    }
    let (old_holders, new_holders) = (holders(old), holders(new));
    let pairs = paired(&old_holders, &new_holders);
    Readings {
        old: old_holders,
        new: new_holders,
        pairs,
    }
    .changes(&mut found);
    remarks(old, new, &mut found);
    if found.is_empty() {
        found.push(EntryChange::Rearranged);
    }
    found
}

/// Which words are which: equal ones, the lemma first; then the lemma and the
/// lemma; then those of the same witnesses.
fn paired(old: &[Holder<'_>], new: &[Holder<'_>]) -> Vec<(usize, usize)> {
    type Rule = fn(&Holder<'_>, &Holder<'_>) -> bool;
    let rules: [Rule; 5] = [
        |old, new| {
            old.text == new.text && old.is_lemma == new.is_lemma && old.support == new.support
        },
        |old, new| old.text == new.text && old.is_lemma == new.is_lemma,
        |old, new| old.text == new.text,
        |old, new| old.is_lemma && new.is_lemma,
        |old, new| {
            let named = !old.support.witnesses.is_empty() || old.support.scholar().is_some();
            let same = old.support.witnesses == new.support.witnesses
                && old.support.scholar() == new.support.scholar();
            named && same && !old.is_lemma && !new.is_lemma
        },
    ];
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for rule in rules {
        for (a, holder) in old.iter().enumerate() {
            if pairs.iter().any(|(old, _)| *old == a) {
                continue;
            }
            let free = |b: usize| !pairs.iter().any(|(_, new)| *new == b);
            let found = (0..new.len()).find(|&b| free(b) && rule(holder, &new[b]));
            pairs.extend(found.map(|b| (a, b)));
        }
    }
    pairs.sort_unstable();
    pairs
}

/// The words of an entry in both versions, and which are which.
struct Readings<'e> {
    old: Vec<Holder<'e>>,
    new: Vec<Holder<'e>>,
    pairs: Vec<(usize, usize)>,
}

/// A siglum that left or came: whose, and to which words.
type Step<'e> = (&'e Siglum, usize);

impl Readings<'_> {
    fn changes(&self, found: &mut Vec<EntryChange>) {
        for &(a, b) in &self.pairs {
            let (old, new) = (self.old[a], self.new[b]);
            let reworded = old.text != new.text && !old.is_lemma && !new.is_lemma;
            if reworded {
                found.push(EntryChange::ReadingReworded {
                    from: old.text.to_owned(),
                    to: new.text.to_owned(),
                    witnesses: new.support.witnesses.clone(),
                });
            }
            attribution(old, new, found);
        }
        let (mut left, mut came) = self.steps();
        let mut moved = Vec::new();
        left.retain(|&(siglum, from)| {
            let Some(at) = came.iter().position(|(other, _)| *other == siglum) else {
                return true;
            };
            moved.push((siglum, from, came.remove(at).1));
            false
        });
        for &(siglum, from, to) in &moved {
            found.push(EntryChange::SiglumMoved {
                siglum: siglum.clone(),
                from: self.old[from].text.to_owned(),
                to: self.new[to].text.to_owned(),
            });
        }
        self.alone(&left, &came, found);
    }

    /// The witnesses that are not named any more where they were, and those that
    /// are named where they were not.
    fn steps(&self) -> (Vec<Step<'_>>, Vec<Step<'_>>) {
        let names = |holder: Option<&Holder<'_>>, siglum: &Siglum| {
            holder.is_some_and(|holder| holder.support.witnesses.contains(siglum))
        };
        let mut left = Vec::new();
        for (a, holder) in self.old.iter().enumerate() {
            let pair = self.pairs.iter().find(|(old, _)| *old == a);
            let there = pair.and_then(|&(_, b)| self.new.get(b));
            let gone = holder.support.witnesses.iter();
            left.extend(gone.filter(|siglum| !names(there, siglum)).map(|s| (s, a)));
        }
        let mut came = Vec::new();
        for (b, holder) in self.new.iter().enumerate() {
            let pair = self.pairs.iter().find(|(_, new)| *new == b);
            let there = pair.and_then(|&(a, _)| self.old.get(a));
            let new = holder.support.witnesses.iter();
            came.extend(new.filter(|siglum| !names(there, siglum)).map(|s| (s, b)));
        }
        (left, came)
    }

    /// Readings that came and went, but for those that only came or went with
    /// their witnesses; and witnesses that did.
    fn alone(&self, left: &[Step<'_>], came: &[Step<'_>], found: &mut Vec<EntryChange>) {
        for (a, holder) in self.old.iter().enumerate() {
            let stays = self.pairs.iter().any(|(old, _)| *old == a) || holder.is_lemma;
            let leaving = left.iter().filter(|(_, from)| *from == a);
            let lone: Vec<&Siglum> = leaving.map(|(siglum, _)| *siglum).collect();
            if stays {
                found.extend(lone.into_iter().map(|siglum| EntryChange::SiglumRemoved {
                    siglum: siglum.clone(),
                    reading: holder.text.to_owned(),
                }));
            } else if !lone.is_empty() || holder.support.witnesses.is_empty() {
                let reading = held(holder.text, holder.support);
                found.push(EntryChange::ReadingRemoved { reading });
            }
        }
        for (b, holder) in self.new.iter().enumerate() {
            let stood = self.pairs.iter().any(|(_, new)| *new == b) || holder.is_lemma;
            let coming = came.iter().filter(|(_, to)| *to == b);
            let lone: Vec<&Siglum> = coming.map(|(siglum, _)| *siglum).collect();
            if stood {
                found.extend(lone.into_iter().map(|siglum| EntryChange::SiglumAdded {
                    siglum: siglum.clone(),
                    reading: holder.text.to_owned(),
                }));
            } else if !lone.is_empty() || holder.support.witnesses.is_empty() {
                let reading = held(holder.text, holder.support);
                found.push(EntryChange::ReadingAdded { reading });
            }
        }
    }
}

/// What is said about the same words, besides who has them.
fn attribution(old: Holder<'_>, new: Holder<'_>, found: &mut Vec<EntryChange>) {
    let aspects = |support: &Support| {
        let certainty = match support.certainty {
            Certainty::Unknown => None,
            Certainty::Low => Some("low".to_owned()),
            Certainty::Medium => Some("medium".to_owned()),
            Certainty::High => Some("high".to_owned()),
        };
        [
            ("type", support.kind.clone()),
            ("responsibility", support.responsible.clone()),
            ("source", support.source.clone()),
            ("hand", support.hand.clone()),
            ("certainty", certainty),
            ("cause", support.cause.clone()),
            ("order", support.sequence.map(|order| order.to_string())),
        ]
    };
    let pairs = aspects(old.support).into_iter().zip(aspects(new.support));
    for ((aspect, from), (_, to)) in pairs {
        if from != to {
            found.push(EntryChange::Attribution {
                reading: new.text.to_owned(),
                aspect,
                from,
                to,
            });
        }
    }
}

/// Remarks, what is told about witnesses, and what is noted in readings.
fn remarks(old: &ApparatusEntry, new: &ApparatusEntry, found: &mut Vec<EntryChange>) {
    let all = |entry: &ApparatusEntry| -> Vec<String> {
        let remarks = entry.remarks.iter().map(|remark| remark.text.clone());
        let details = entry.details.iter().map(|detail| detail.text.clone());
        let noted = entry
            .readings
            .iter()
            .flat_map(|reading| reading.notes.clone());
        remarks.chain(details).chain(noted).collect()
    };
    let (old, new) = (all(old), all(new));
    for difference in collate::changes(&old, &new) {
        let gone = old[difference.old].iter().cloned();
        found.extend(gone.map(|text| EntryChange::RemarkRemoved { text }));
        let come = new[difference.new].iter().cloned();
        found.extend(come.map(|text| EntryChange::RemarkAdded { text }));
    }
}
