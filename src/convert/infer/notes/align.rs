//! Which choice of places keeps the order of the notes best?

use super::Candidate;

/// The choice for one note, by index into its candidates.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// The chosen place.
    pub best: Option<usize>,
    /// The best other place.
    pub second: Option<usize>,
    /// By how much the choice as a whole is better with the best place than
    /// with the second, or with none.
    pub lead: f32,
}

/// Chooses at most one candidate for each note, later ones for later notes, so
/// that the sum of scores is greatest. Of two choices of equal sum the one with
/// the earlier places is taken.
pub fn align(candidates: &[Vec<Candidate>]) -> Vec<Choice> {
    let mut offsets: Vec<u32> = candidates.iter().flatten().map(|c| c.offset).collect();
    offsets.sort_unstable();
    offsets.dedup();
    let rank = |candidate: &Candidate| offsets.partition_point(|&o| o < candidate.offset);
    let forward = sweep(candidates, offsets.len(), false, rank);
    let backward = sweep(candidates, offsets.len(), true, rank);
    let chain = chain(candidates, &forward);
    candidates
        .iter()
        .enumerate()
        .map(|(note, list)| choose(note, list, chain[note], &forward, &backward))
        .collect()
}

fn choose(
    note: usize,
    list: &[Candidate],
    best: Option<usize>,
    forward: &Sweep,
    backward: &Sweep,
) -> Choice {
    let total =
        |index: usize| forward.sums[note][index] + backward.sums[note][index] - list[index].score;
    let elsewhere =
        |index: &usize| best.is_none_or(|best| list[best].offset != list[*index].offset);
    let mut second: Option<usize> = None;
    for index in (0..list.len()).filter(elsewhere) {
        if second.is_none_or(|second| total(index) > total(second)) {
            second = Some(index);
        }
    }
    let lead = match (best, second) {
        (Some(best), Some(second)) => (total(best) - total(second)).min(list[best].score),
        (Some(best), None) => list[best].score,
        _ => 0.0,
    };
    Choice { best, second, lead }
}

/// For each candidate the best sum of a choice that ends with it, and the
/// candidate (note, index) before it.
struct Sweep {
    sums: Vec<Vec<f32>>,
    before: Vec<Vec<Option<(usize, usize)>>>,
}

fn sweep(
    candidates: &[Vec<Candidate>],
    size: usize,
    backward: bool,
    rank: impl Fn(&Candidate) -> usize,
) -> Sweep {
    let mut sums: Vec<Vec<f32>> = candidates
        .iter()
        .map(|list| vec![0.0; list.len()])
        .collect();
    let mut before: Vec<Vec<_>> = candidates
        .iter()
        .map(|list| vec![None; list.len()])
        .collect();
    let mut prefix = PrefixMaximum::new(size);
    let place = |candidate| {
        let rank = rank(candidate);
        if backward { size - 1 - rank } else { rank }
    };
    for step in 0..candidates.len() {
        let note = if backward {
            candidates.len() - 1 - step
        } else {
            step
        };
        for (index, candidate) in candidates[note].iter().enumerate() {
            let (sum, origin) = prefix.below(place(candidate));
            sums[note][index] = sum + candidate.score;
            before[note][index] = origin;
        }
        for (index, candidate) in candidates[note].iter().enumerate() {
            prefix.raise(place(candidate), sums[note][index], (note, index));
        }
    }
    Sweep { sums, before }
}

/// The candidates of the best choice, by note.
fn chain(candidates: &[Vec<Candidate>], forward: &Sweep) -> Vec<Option<usize>> {
    let mut last: Option<(usize, usize)> = None;
    for (note, list) in candidates.iter().enumerate() {
        for index in 0..list.len() {
            let better = last.is_none_or(|(n, i)| forward.sums[note][index] > forward.sums[n][i]);
            if better {
                last = Some((note, index));
            }
        }
    }
    let mut chain = vec![None; candidates.len()];
    while let Some((note, index)) = last {
        chain[note] = Some(index);
        last = forward.before[note][index];
    }
    chain
}

type Origin = Option<(usize, usize)>;

/// The greatest sum at any place before a given one (a Fenwick tree).
struct PrefixMaximum {
    tree: Vec<(f32, Origin)>,
}

impl PrefixMaximum {
    fn new(size: usize) -> Self {
        Self {
            tree: vec![(0.0, None); size + 1],
        }
    }

    /// The greatest sum at places `0..place`.
    fn below(&self, place: usize) -> (f32, Origin) {
        let mut best = (0.0, None);
        let mut at = place;
        while at > 0 {
            if self.tree[at].0 > best.0 {
                best = self.tree[at];
            }
            at &= at - 1;
        }
        best
    }

    fn raise(&mut self, place: usize, sum: f32, origin: (usize, usize)) {
        let mut at = place + 1;
        while at < self.tree.len() {
            if sum > self.tree[at].0 {
                self.tree[at] = (sum, Some(origin));
            }
            at += at & at.wrapping_neg();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(offset: u32, score: f32) -> Candidate {
        Candidate {
            offset,
            passage: 0,
            score,
            doubtful: false,
            reason: String::new(),
        }
    }

    #[test]
    fn order_outweighs_a_better_place() {
        let lists = [
            vec![at(10, 4.0), at(90, 5.0)],
            vec![at(50, 6.0)],
            vec![at(5, 3.0)],
            vec![at(70, 2.0), at(60, 2.0)],
        ];
        let chosen = align(&lists);
        let best: Vec<_> = chosen.iter().map(|choice| choice.best).collect();
        assert_eq!(best, [Some(0), Some(0), None, Some(0)]);
        assert_eq!(chosen[0].second, Some(1));
        assert_eq!(chosen[3].lead, 0.0);
    }
}
