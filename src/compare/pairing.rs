//! Which passage of the old version is which of the new one?

use rustc_hash::FxHashMap;

use super::Sides;
use super::larger::within_larger;
use super::units::Unit;
use crate::collate;

/// Half of the words of a passage must be those of another, for the two to be
/// one that was edited.
const LIKE: f64 = 0.5;

/// Splits and joins are looked for among so many pairs of passages.
const MOST_LOOKED_AT: usize = 40_000;

/// Which passages belong together.
#[derive(Debug, Default)]
pub(super) struct Pairing {
    /// The new passage of each old one.
    pub to_new: Vec<Option<usize>>,
    /// The old passage of each new one.
    pub to_old: Vec<Option<usize>>,
    /// Old passages whose words make several new ones.
    pub splits: Vec<(usize, Vec<usize>)>,
    /// New passages that were made of several old ones.
    pub merges: Vec<(Vec<usize>, usize)>,
    /// Old passages that stand in the same order as their neighbours.
    pub in_order: Vec<bool>,
    /// New passages whose words stood in a larger old one before, without a
    /// reference of their own.
    pub cited: Vec<(usize, usize)>,
    /// Old passages whose words stand in a larger new one, without a reference of
    /// their own.
    pub uncited: Vec<(usize, usize)>,
}

impl Pairing {
    fn join(&mut self, old: usize, new: usize) {
        self.to_new[old] = Some(new);
        self.to_old[new] = Some(old);
    }

    /// Which old passages belong to something: are paired, divided or joined.
    pub(super) fn taken_old(&self) -> Vec<bool> {
        let mut taken: Vec<bool> = self.to_new.iter().map(Option::is_some).collect();
        let split = self.splits.iter().map(|(old, _)| old);
        let uncited = self.uncited.iter().map(|(old, _)| old);
        let merged = self.merges.iter().flat_map(|(olds, _)| olds);
        for &at in split.chain(merged).chain(uncited) {
            taken[at] = true;
        }
        taken
    }

    /// Which new ones do.
    pub(super) fn taken_new(&self) -> Vec<bool> {
        let mut taken: Vec<bool> = self.to_old.iter().map(Option::is_some).collect();
        let merged = self.merges.iter().map(|(_, new)| new);
        let cited = self.cited.iter().map(|(new, _)| new);
        let split = self.splits.iter().flat_map(|(_, news)| news);
        for &at in merged.chain(split).chain(cited) {
            taken[at] = true;
        }
        taken
    }

    /// The old passages that belong to nothing yet, in order.
    fn free_old(&self, units: &[Unit]) -> Vec<usize> {
        free(&self.taken_old(), units)
    }

    /// The new ones.
    fn free_new(&self, units: &[Unit]) -> Vec<usize> {
        free(&self.taken_new(), units)
    }
}

fn free(taken: &[bool], units: &[Unit]) -> Vec<usize> {
    let free = (0..units.len()).filter(|&at| !taken[at]);
    free.filter(|&at| has_words(units, at)).collect()
}

fn has_words(units: &[Unit], at: usize) -> bool {
    !units[at].words.is_empty()
}

/// Pairs passages: those with the same reference and words; those with the same
/// words, first in order and then anywhere; those that were split or joined; in
/// one place those that are alike; and what has the same reference still.
pub(super) fn pair(old: &[Unit], new: &[Unit]) -> Pairing {
    let mut pairing = Pairing {
        to_new: vec![None; old.len()],
        to_old: vec![None; new.len()],
        in_order: vec![true; old.len()],
        ..Pairing::default()
    };
    let by_reference: FxHashMap<&str, usize> = new
        .iter()
        .enumerate()
        .map(|(at, unit)| (unit.reference.as_str(), at))
        .collect();
    let namesake = |at: usize| by_reference.get(old[at].reference.as_str()).copied();
    for (at, unit) in old.iter().enumerate() {
        if let Some(found) = namesake(at).filter(|&found| new[found].text == unit.text) {
            pairing.join(at, found);
        }
    }
    same_words_in_order(&mut pairing, old, new);
    same_words_anywhere(&mut pairing, old, new);
    for (olds, news) in places(&pairing, old, new) {
        divided(&mut pairing, old, new, &olds, &news);
    }
    for (olds, news) in places(&pairing, old, new) {
        alike(&mut pairing, old, new, &olds, &news);
    }
    wordless(&mut pairing, old, new);
    let (taken_old, taken_new) = (pairing.taken_old(), pairing.taken_new());
    for at in (0..old.len()).filter(|&at| !taken_old[at]) {
        let found = namesake(at).filter(|&found| !taken_new[found]);
        if let Some(found) = found.filter(|&found| pairing.to_old[found].is_none()) {
            pairing.join(at, found);
        }
    }
    note_order(&mut pairing);
    pairing.cited = within_larger(new, &pairing.taken_new(), &pairing.to_old, old);
    pairing.uncited = within_larger(old, &pairing.taken_old(), &pairing.to_new, new);
    pairing
}

/// Passages without words, with the same content, that stand beside the same
/// neighbours.
fn wordless(pairing: &mut Pairing, old: &[Unit], new: &[Unit]) {
    let plain = |unit: &Unit| unit.words.is_empty() && !unit.holds_others;
    let fits = |pairing: &Pairing, a: usize, b: usize| {
        let free = pairing.to_new[a].is_none() && pairing.to_old[b].is_none();
        free && plain(&old[a]) && plain(&new[b]) && old[a].content == new[b].content
    };
    for a in 1..old.len() {
        let after = pairing.to_new[a - 1].map(|b| b + 1);
        if let Some(b) = after.filter(|&b| b < new.len() && fits(pairing, a, b)) {
            pairing.join(a, b);
        }
    }
    for a in (0..old.len().saturating_sub(1)).rev() {
        let before = pairing.to_new[a + 1].and_then(|b| b.checked_sub(1));
        if let Some(b) = before.filter(|&b| fits(pairing, a, b)) {
            pairing.join(a, b);
        }
    }
}

fn same_words_in_order(pairing: &mut Pairing, old: &[Unit], new: &[Unit]) {
    let (olds, news) = (pairing.free_old(old), pairing.free_new(new));
    let texts = |units: &[Unit], places: &[usize]| -> Vec<_> {
        places.iter().map(|&at| units[at].text).collect()
    };
    for (a, b) in collate::matches(&texts(old, &olds), &texts(new, &news)) {
        pairing.join(olds[a], news[b]);
    }
}

fn same_words_anywhere(pairing: &mut Pairing, old: &[Unit], new: &[Unit]) {
    let mut by_text: FxHashMap<_, Vec<usize>> = FxHashMap::default();
    for at in pairing.free_new(new).into_iter().rev() {
        by_text.entry(new[at].text).or_default().push(at);
    }
    for at in pairing.free_old(old) {
        let found = by_text.get_mut(&old[at].text);
        if let Some(found) = found.and_then(Vec::pop) {
            pairing.join(at, found);
        }
    }
}

/// What belongs to nothing yet, by its place: what stands after the same pair.
fn places(pairing: &Pairing, old: &[Unit], new: &[Unit]) -> Vec<(Vec<usize>, Vec<usize>)> {
    let mut after: FxHashMap<Option<usize>, usize> = FxHashMap::default();
    let mut places: Vec<(Vec<usize>, Vec<usize>)> = Vec::new();
    let (free_old, free_new) = (pairing.free_old(old), pairing.free_new(new));
    let (mut last, mut from) = (None, 0);
    for at in free_old {
        let paired = pairing.to_new[from..at].iter().rev().find_map(|new| *new);
        last = paired.or(last);
        from = at;
        let next = places.len();
        let place = *after.entry(last).or_insert(next);
        if place == next {
            places.push((Vec::new(), Vec::new()));
        }
        places[place].0.push(at);
    }
    let (mut last, mut from) = (None, 0);
    for at in free_new {
        let paired = (from..at).rev().find(|&new| pairing.to_old[new].is_some());
        last = paired.or(last);
        from = at;
        if let Some(&place) = after.get(&last) {
            places[place].1.push(at);
        }
    }
    places
}

/// Passages whose words are those of several on the other side.
fn divided(pairing: &mut Pairing, old: &[Unit], new: &[Unit], olds: &[usize], news: &[usize]) {
    if olds.len() * news.len() > MOST_LOOKED_AT {
        return;
    }
    pairing.splits.extend(made_of(old, olds, new, news));
    let merged = made_of(new, news, old, olds);
    pairing
        .merges
        .extend(merged.into_iter().map(|(one, many)| (many, one)));
}

/// Which of `whole` has exactly the words of several neighbours of `parts`.
fn made_of(
    whole: &[Unit],
    wholes: &[usize],
    part: &[Unit],
    parts: &[usize],
) -> Vec<(usize, Vec<usize>)> {
    let mut found = Vec::new();
    let mut from = 0;
    for &one in wholes {
        let words = whole[one].words.as_str();
        for start in from..parts.len() {
            if let Some(length) = run_of(words, part, &parts[start..]) {
                found.push((one, parts[start..start + length].to_vec()));
                from = start + length;
                break;
            }
        }
    }
    found
}

/// How many of `parts`, two or more, make `words`.
fn run_of(words: &str, units: &[Unit], parts: &[usize]) -> Option<usize> {
    let mut rest = words;
    for (count, &at) in parts.iter().enumerate() {
        rest = rest.trim_start().strip_prefix(units[at].words.as_str())?;
        if rest.is_empty() {
            return (count > 0).then_some(count + 1);
        }
        if !rest.starts_with(' ') {
            return None;
        }
    }
    None
}

fn alike(pairing: &mut Pairing, old: &[Unit], new: &[Unit], olds: &[usize], news: &[usize]) {
    let words = |units: &'_ [Unit], places: &[usize]| -> Vec<Vec<String>> {
        let words = |&at: &usize| units[at].words.split_whitespace().map(str::to_owned);
        places.iter().map(|at| words(at).collect()).collect()
    };
    let (old_words, new_words) = (words(old, olds), words(new, news));
    let found = collate::pairs(olds.len(), news.len(), LIKE, |a, b| {
        collate::likeness(&old_words[a], &new_words[b])
    });
    for (a, b) in found {
        pairing.join(olds[a], news[b]);
    }
}

/// What stands in the same order on both sides, as far as can be.
fn note_order(pairing: &mut Pairing) {
    let before: Vec<usize> = pairing.to_new.iter().copied().flatten().collect();
    let mut after = before.clone();
    after.sort_unstable();
    let mut in_order = vec![false; before.len()];
    for (at, _) in collate::matches(&before, &after) {
        in_order[at] = true;
    }
    let mut next = in_order.into_iter();
    for (at, paired) in pairing.to_new.iter().enumerate() {
        if paired.is_some() {
            pairing.in_order[at] = next.next().unwrap_or(true);
        }
    }
}

/// Under which name entries and notes of both versions come together: the
/// reference of their passage in the new one.
#[derive(Debug)]
pub(super) struct Names {
    old: FxHashMap<String, String>,
    new: FxHashMap<String, String>,
}

impl Names {
    pub(super) fn new(units: &Sides<Vec<Unit>>, pairing: &Pairing) -> Self {
        let name = |at: usize| units.new[at].reference.clone();
        let mut names = Self {
            old: FxHashMap::default(),
            new: FxHashMap::default(),
        };
        for (unit, paired) in units.old.iter().zip(&pairing.to_new) {
            if let Some(paired) = paired {
                names.old.insert(unit.reference.clone(), name(*paired));
            }
        }
        for (one, many) in &pairing.splits {
            let (old, first) = (&units.old[*one], name(many[0]));
            names.old.insert(old.reference.clone(), first.clone());
            for &part in many {
                names.new.insert(name(part), first.clone());
            }
        }
        for (many, one) in &pairing.merges {
            for &part in many {
                let old = &units.old[part];
                names.old.insert(old.reference.clone(), name(*one));
            }
        }
        names
    }

    /// For something in this passage of the old version.
    pub(super) fn of_old<'a>(&'a self, reference: &'a str) -> &'a str {
        self.old.get(reference).map_or(reference, String::as_str)
    }

    /// For something in this passage of the new version.
    pub(super) fn of_new<'a>(&'a self, reference: &'a str) -> &'a str {
        self.new.get(reference).map_or(reference, String::as_str)
    }
}
