//! What stands in one row?

use rustc_hash::{FxHashMap, FxHashSet};

use super::align::Alignment;
use super::{ParallelRow, ParallelSide};
use crate::tei::element::{is_block, tei_name};
use crate::xml::{Element, Kind, Node, NodeId, Tree};

/// A stretch of nodes, from the first up to the second, without it.
type Stretch = (NodeId, NodeId);

/// Something that a side has, in its order.
#[derive(Debug)]
struct Item {
    /// Breaks and white space before it go with it.
    stretches: Vec<Stretch>,
    /// Its group, if it is aligned.
    group: Option<usize>,
    is_heading: bool,
}

/// The rows: in the order of the first side, what the others have alone before
/// that which follows it there.
pub(super) fn rows(tree: &Tree, alignment: &Alignment, sides: &[ParallelSide]) -> Vec<ParallelRow> {
    let leaves = leaves(tree, alignment);
    let columns: Vec<Vec<Item>> = sides
        .iter()
        .map(|side| {
            let mut column = Column::new(alignment, &leaves);
            for root in elements(tree, side) {
                column.walk(root);
            }
            column.done()
        })
        .collect();
    Merge::new(alignment, &columns).rows()
}

/// The outermost elements of a side.
fn elements<'t>(tree: &'t Tree, side: &ParallelSide) -> Vec<Element<'t>> {
    side.roots
        .iter()
        .filter_map(|&root| tree.node(root).element())
        .collect()
}

/// Aligned passages that hold no other aligned passage.
fn leaves(tree: &Tree, alignment: &Alignment) -> FxHashSet<NodeId> {
    let mut members: Vec<NodeId> = alignment
        .groups
        .iter()
        .flat_map(|group| group.members.iter().copied())
        .collect();
    members.sort();
    let next = members.iter().skip(1).copied().map(Some).chain([None]);
    members
        .iter()
        .zip(next)
        .filter(|(member, next)| {
            let end = tree.node(**member).element().map(Element::end);
            next.is_none_or(|next| end.is_none_or(|end| end <= next))
        })
        .map(|(member, _)| *member)
        .collect()
}

/// What a side has, one after the other.
struct Column<'a> {
    alignment: &'a Alignment,
    leaves: &'a FxHashSet<NodeId>,
    items: Vec<Item>,
    /// Breaks that go with what follows them.
    waiting: Vec<Stretch>,
}

impl<'a> Column<'a> {
    fn new(alignment: &'a Alignment, leaves: &'a FxHashSet<NodeId>) -> Self {
        let (items, waiting) = Default::default();
        Self {
            alignment,
            leaves,
            items,
            waiting,
        }
    }

    /// Takes an element apart as far as there are aligned passages in it.
    fn walk(&mut self, root: Element<'_>) {
        let mut resume = root.id();
        let nodes = std::iter::once(root.node()).chain(root.descendants());
        for node in nodes {
            if node.id() < resume {
                continue;
            }
            match node.element() {
                Some(element) if self.leaves.contains(&element.id()) => {
                    let group = self.alignment.group_of.get(&element.id()).copied();
                    self.put(element.node(), element.end(), group);
                    resume = element.end();
                }
                Some(element) if self.holds_leaf(element) => {}
                Some(element) => {
                    self.put(element.node(), element.end(), None);
                    resume = element.end();
                }
                None => self.put(node, node.id().after(), None),
            }
        }
    }

    fn holds_leaf(&self, element: Element<'_>) -> bool {
        let mut inner = element.descendants().filter_map(|node| node.element());
        inner.any(|inner| self.leaves.contains(&inner.id()))
    }

    fn put(&mut self, node: Node<'_>, end: NodeId, group: Option<usize>) {
        let stretch = (node.id(), end);
        let element = node.element();
        if matches!(node.kind(), Kind::Comment | Kind::Instruction) {
            return;
        }
        if group.is_none() && !has_content(node) {
            // White space and breaks between blocks mean nothing of their own.
            if element.is_some() || !self.waiting.is_empty() {
                self.waiting.push(stretch);
            }
            return;
        }
        let mut stretches = std::mem::take(&mut self.waiting);
        stretches.push(stretch);
        let runs_on = element.is_none_or(|element| !is_block(element));
        match self.items.last_mut() {
            // Words around a passage in its line go with it.
            Some(last)
                if runs_on && last.runs_on_to(node) && !(last.aligned() && group.is_some()) =>
            {
                last.stretches.append(&mut stretches);
                last.group = last.group.or(group);
            }
            _ => self.items.push(Item {
                stretches,
                group,
                is_heading: element.and_then(tei_name) == Some("head"),
            }),
        }
    }

    fn done(mut self) -> Vec<Item> {
        if let Some(last) = self.items.last_mut() {
            last.stretches.append(&mut self.waiting);
        }
        self.items
    }
}

impl Item {
    fn aligned(&self) -> bool {
        self.group.is_some()
    }

    /// Whether `node` follows it directly, in the same element.
    fn runs_on_to(&self, node: Node<'_>) -> bool {
        let end = self.stretches.last().map(|&(_, end)| end);
        let tree_parent = node.parent().map(Element::id);
        end == Some(node.id()) && tree_parent.is_some_and(|parent| parent < self.stretches[0].0)
    }
}

/// Whether there is anything to read or to see.
fn has_content(node: Node<'_>) -> bool {
    let shows = |node: Node<'_>| match node.element() {
        Some(element) => matches!(
            tei_name(element),
            Some("graphic" | "gap" | "space" | "formula")
        ),
        None => {
            matches!(node.kind(), Kind::Text | Kind::CData | Kind::Reference)
                && !node.text().trim().is_empty()
        }
    };
    match node.element() {
        Some(element) => shows(node) || element.descendants().any(shows),
        None => shows(node),
    }
}

/// Puts the columns beside each other.
struct Merge<'a> {
    alignment: &'a Alignment,
    columns: &'a [Vec<Item>],
    /// For each side the items of each group.
    of_group: Vec<FxHashMap<usize, Vec<usize>>>,
    /// Up to where each side is told.
    told: Vec<usize>,
    done: FxHashSet<usize>,
    rows: Vec<ParallelRow>,
}

impl<'a> Merge<'a> {
    fn new(alignment: &'a Alignment, columns: &'a [Vec<Item>]) -> Self {
        let of_group = columns
            .iter()
            .map(|column| {
                let mut of_group: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
                for (at, item) in column.iter().enumerate() {
                    if let Some(group) = item.group {
                        of_group.entry(group).or_default().push(at);
                    }
                }
                of_group
            })
            .collect();
        Self {
            alignment,
            columns,
            of_group,
            told: vec![0; columns.len()],
            done: FxHashSet::default(),
            rows: Vec::new(),
        }
    }

    fn rows(mut self) -> Vec<ParallelRow> {
        for side in 0..self.columns.len() {
            while let Some(item) = self.columns[side].get(self.told[side]) {
                match item.group {
                    Some(group) if self.done.contains(&group) => self.told[side] += 1,
                    Some(group) => {
                        self.tell_before(group, side);
                        self.tell(group);
                        self.told[side] += 1;
                    }
                    None => self.tell_alone(side, self.told[side]),
                }
            }
        }
        self.rows
    }

    /// What the other sides have before a group, if nothing of it is told yet.
    fn tell_before(&mut self, group: usize, except: usize) {
        for side in (0..self.columns.len()).filter(|&side| side != except) {
            let first = self.of_group[side]
                .get(&group)
                .and_then(|items| items.first());
            let Some(&first) = first.filter(|&&first| first >= self.told[side]) else {
                continue;
            };
            while self.told[side] < first {
                let at = self.told[side];
                let item = &self.columns[side][at];
                match item.group {
                    // It comes where the first side has it.
                    Some(other) if self.waits(other, side) => break,
                    Some(other) => {
                        self.tell(other);
                        self.told[side] += 1;
                    }
                    None => self.tell_alone(side, at),
                }
            }
        }
    }

    /// Whether an earlier side has something of this group and will tell it.
    fn waits(&self, group: usize, side: usize) -> bool {
        !self.done.contains(&group)
            && (0..side).any(|earlier| self.of_group[earlier].contains_key(&group))
    }

    fn tell(&mut self, group: usize) {
        if !self.done.insert(group) {
            return;
        }
        let cells: Vec<Vec<Stretch>> = (0..self.columns.len())
            .map(|side| {
                let items = self.of_group[side].get(&group).into_iter().flatten();
                let stretches = items.flat_map(|&at| self.columns[side][at].stretches.iter());
                stretches.copied().collect()
            })
            .collect();
        let paired = cells.iter().filter(|cell| !cell.is_empty()).count() > 1;
        let ground = self.alignment.groups[group].ground;
        self.rows.push(ParallelRow {
            cells,
            ground: paired.then_some(ground),
            reference: None,
        });
    }

    /// A row for what only one side has; headings stand beside those of the side
    /// before.
    fn tell_alone(&mut self, side: usize, at: usize) {
        let item = &self.columns[side][at];
        self.told[side] += 1;
        let beside = self.rows.last_mut().filter(|row| {
            item.is_heading && row.ground.is_none() && row.cells[side].is_empty() && {
                let others = self.columns.iter().zip(&row.cells);
                others
                    .clone()
                    .any(|(column, cell)| is_heading(column, cell))
            }
        });
        match beside {
            Some(row) => row.cells[side].clone_from(&item.stretches),
            None => {
                let mut cells = vec![Vec::new(); self.columns.len()];
                cells[side].clone_from(&item.stretches);
                self.rows.push(ParallelRow {
                    cells,
                    ground: None,
                    reference: None,
                });
            }
        }
    }
}

fn is_heading(column: &[Item], cell: &[Stretch]) -> bool {
    cell.last().is_some_and(|last| {
        let at = column.partition_point(|item| item.stretches.last().is_some_and(|s| s < last));
        column
            .get(at)
            .is_some_and(|item| item.is_heading && item.stretches.last() == Some(last))
    })
}
