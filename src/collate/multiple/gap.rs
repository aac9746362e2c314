//! The best alignment of a few columns (Gotoh, *An Improved Algorithm for
//! Matching Biological Sequences*, 1982): every possibility is weighed.

use super::profile::Profile;
use super::score::Scorer;

/// A gap begins.
const OPEN: i32 = -25;
/// One more column in a gap.
const EXTEND: i32 = -10;
/// Two words of one side are one word of the other.
const JOINED: i32 = 70;
/// Another word in the place of one that is known to be moved there: it stands rather
/// for a word that has its place.
const MOVED: i32 = -5;
/// So bad that it is never taken, and still can be added to.
const NEVER: i32 = i32::MIN / 4;

/// How the best way came to a cell: the last columns were paired, or one side
/// has a gap.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Paired = 0,
    /// A column of the left side has no partner.
    Left = 1,
    /// A column of the right side has no partner.
    Right = 2,
}

const STATES: [State; 3] = [State::Paired, State::Left, State::Right];

/// How many columns of each side were paired.
#[derive(Clone, Copy)]
enum Joint {
    OneWithOne = 0,
    OneWithTwo = 1,
    TwoWithOne = 2,
}

const JOINTS: [Joint; 3] = [Joint::OneWithOne, Joint::OneWithTwo, Joint::TwoWithOne];

impl Joint {
    fn columns(self) -> (usize, usize) {
        match self {
            Self::OneWithOne => (1, 1),
            Self::OneWithTwo => (1, 2),
            Self::TwoWithOne => (2, 1),
        }
    }
}

/// The best sums of one cell, by state.
type Cell = [i32; 3];

/// Columns of both sides, and where to look up their words.
struct Task<'a, 's, 'l, 't> {
    profiles: (&'a Profile<'t>, &'a Profile<'t>),
    columns: (&'a [u32], &'a [u32]),
    leading: (Vec<u32>, Vec<u32>),
    /// Columns of either side whose words some of its witnesses have elsewhere.
    moved: (&'a [u32], &'a [u32]),
    scorer: &'s mut Scorer<'l>,
}

/// Aligns columns of both sides and notes the pairs, in order. `moved` are the columns
/// of either side whose words some of its witnesses have elsewhere.
pub(super) fn fill<'t>(
    (left, right): (&Profile<'t>, &Profile<'t>),
    columns: (&[u32], &[u32]),
    moved: (&[u32], &[u32]),
    scorer: &mut Scorer<'_>,
    pairs: &mut Vec<(u32, u32)>,
) {
    if columns.0.is_empty() || columns.1.is_empty() {
        return;
    }
    let leading = |profile: &Profile<'t>, columns: &[u32]| {
        columns
            .iter()
            .map(|column| profile.leading(*column))
            .collect()
    };
    let leading = (leading(left, columns.0), leading(right, columns.1));
    let mut task = Task {
        profiles: (left, right),
        columns,
        leading,
        moved,
        scorer,
    };
    let ways = task.weigh();
    task.follow(&ways, pairs);
}

impl Task<'_, '_, '_, '_> {
    /// Weighs every cell. What came before is kept in a byte each: two bits for
    /// each state, two for how many columns were paired.
    fn weigh(&mut self) -> Vec<u8> {
        let (height, width) = (self.columns.0.len(), self.columns.1.len());
        let mut ways = vec![0; (height + 1) * (width + 1)];
        // The row at hand and the two above it.
        let mut rows: [Vec<Cell>; 3] =
            [const { Vec::new() }; 3].map(|_: Vec<Cell>| vec![[NEVER; 3]; width + 1]);
        for i in 0..=height {
            rows.rotate_right(1);
            for j in 0..=width {
                let (cell, way) = self.cell(&rows, i, j);
                rows[0][j] = cell;
                ways[i * (width + 1) + j] = way;
            }
        }
        // The last cell's best state is kept in the first byte, which is unused.
        ways[0] = best(&rows[0][width], |_| 0).1 as u8;
        ways
    }

    /// The sums of a cell, and the way to it.
    fn cell(&mut self, rows: &[Vec<Cell>; 3], i: usize, j: usize) -> (Cell, u8) {
        if (i, j) == (0, 0) {
            return ([0, NEVER, NEVER], 0);
        }
        let mut cell = [NEVER; 3];
        let mut way = 0;
        let gap =
            |state: State| move |before: State| EXTEND + if before == state { 0 } else { OPEN };
        if i > 0 {
            let (sum, from) = best(&rows[1][j], gap(State::Left));
            cell[State::Left as usize] = sum;
            way |= (from as u8) << 2;
        }
        if j > 0 {
            let (sum, from) = best(&rows[0][j - 1], gap(State::Right));
            cell[State::Right as usize] = sum;
            way |= (from as u8) << 4;
        }
        for joint in JOINTS {
            let (up, back) = joint.columns();
            if up > i || back > j {
                continue;
            }
            let Some(score) = self.score(joint, i, j) else {
                continue;
            };
            let (sum, from) = best(&rows[up][j - back], |_| score);
            if sum > cell[State::Paired as usize] {
                cell[State::Paired as usize] = sum;
                way = (way & 0b0011_1100) | from as u8 | (joint as u8) << 6;
            }
        }
        (cell, way)
    }

    /// What pairing the last columns of both sides is worth.
    fn score(&mut self, joint: Joint, i: usize, j: usize) -> Option<i32> {
        let (left, right) = (&self.leading.0, &self.leading.1);
        match joint {
            Joint::OneWithOne => {
                let one = self.profiles.0.held(self.columns.0[i - 1]);
                let other = self.profiles.1.held(self.columns.1[j - 1]);
                let score = self.scorer.columns(one, other);
                let columns = (self.columns.0[i - 1], self.columns.1[j - 1]);
                let is_moved = self.moved.0.binary_search(&columns.0).is_ok()
                    || self.moved.1.binary_search(&columns.1).is_ok();
                Some(score + if is_moved && score < 0 { MOVED } else { 0 })
            }
            Joint::OneWithTwo => {
                let joined = self
                    .scorer
                    .is_joined(left[i - 1], right[j - 2], right[j - 1]);
                joined.then_some(JOINED)
            }
            Joint::TwoWithOne => {
                let joined = self
                    .scorer
                    .is_joined(right[j - 1], left[i - 2], left[i - 1]);
                joined.then_some(JOINED)
            }
        }
    }

    /// Goes back from the last cell; the pairs are noted from the first.
    fn follow(&self, ways: &[u8], pairs: &mut Vec<(u32, u32)>) {
        let width = self.columns.1.len() + 1;
        let (mut i, mut j) = (self.columns.0.len(), self.columns.1.len());
        let mut state = STATES[ways[0] as usize];
        let start = pairs.len();
        while (i, j) != (0, 0) {
            let way = ways[i * width + j];
            let before = STATES[usize::from(way >> (2 * state as u8) & 3)];
            match state {
                State::Left => i -= 1,
                State::Right => j -= 1,
                State::Paired => {
                    let (up, back) = JOINTS[usize::from(way >> 6)].columns();
                    (i, j) = (i - up, j - back);
                    pairs.push((self.columns.0[i], self.columns.1[j]));
                }
            }
            state = before;
        }
        pairs[start..].reverse();
    }
}

/// The best way into a cell from another, by what each state of that adds.
fn best(cell: &Cell, adds: impl Fn(State) -> i32) -> (i32, State) {
    let sums = STATES.map(|state| {
        (
            cell[state as usize].saturating_add(adds(state)).max(NEVER),
            state,
        )
    });
    let [paired, left, right] = sums;
    let best = if left.0 > paired.0 { left } else { paired };
    if right.0 > best.0 { right } else { best }
}
