//! Which parts of the text does a declaration name?

use rustc_hash::FxHashSet;

use super::declare::{Declared, Structure};
use super::evaluate::{Budget, Context, Exhausted, language, select, words};
use super::number::{LONGEST, Taken};
use super::{CitationTree, CitedUnit, Datum, NOT_UNDERSTOOD, Origin};
use crate::diagnostic::Diagnostic;
use crate::xml::{Element, NodeId, Tree};

/// Findings of one sort that are told one by one; the others are counted.
pub const MOST_TOLD: usize = 10;

/// The tree that a declaration makes of the text; none if it names nothing in
/// it, or would take too long.
pub fn tree(
    tree: &Tree,
    roots: &[NodeId],
    declared: Declared,
    findings: &mut Vec<Diagnostic>,
) -> Option<CitationTree> {
    let span = declared.span;
    let budget = Budget::new(tree.len());
    let mut following = Following {
        tree,
        structures: &declared.structures,
        budget: &budget,
        seen: FxHashSet::default(),
        units: Vec::new(),
    };
    let finding = |message: &str| {
        Diagnostic::warning(NOT_UNDERSTOOD, span, message)
            .hint("references are made from divisions, numbers and ids instead")
    };
    if following.all(&declared.top, roots).is_err() {
        findings.push(finding(
            "to follow this declaration takes too long in this text",
        ));
        return None;
    }
    let mut units = in_order(following.units);
    if units.is_empty() {
        findings.push(finding("this declaration names no part of the text"));
        return None;
    }
    ends_of_points(tree, roots, &mut units);
    tell_apart(tree, &mut units, findings);
    let mut made = CitationTree::new(declared.name, declared.origin, units);
    made.structures = declared.structures;
    Some(made)
}

/// The values of `citeData` for the unit at `node`.
pub fn data(tree: &Tree, node: NodeId, structure: &Structure) -> Vec<Datum> {
    let budget = Budget::new(tree.len());
    let node = tree.node(node).element();
    let context = Context {
        tree,
        node,
        position: 1,
        size: 1,
        budget: &budget,
    };
    let values = structure.data.iter().filter_map(|(property, expression)| {
        let value = words(expression, context).ok()?;
        (!value.is_empty()).then(|| Datum {
            property: property.clone(),
            value,
            language: language(expression, context).ok().flatten(),
        })
    });
    values.collect()
}

struct Following<'t> {
    tree: &'t Tree,
    structures: &'t [Structure],
    budget: &'t Budget,
    seen: FxHashSet<NodeId>,
    units: Vec<CitedUnit>,
}

/// What is still to be looked through.
struct Waiting<'t> {
    around: Option<Element<'t>>,
    parent: Option<u32>,
    structures: Vec<u16>,
}

impl<'t> Following<'t> {
    fn all(&mut self, top: &[u16], roots: &[NodeId]) -> Result<(), Exhausted> {
        let mut waiting = vec![Waiting {
            around: None,
            parent: None,
            structures: top.to_vec(),
        }];
        while let Some(next) = waiting.pop() {
            for &at in &next.structures {
                self.level(at, &next, roots, &mut waiting)?;
            }
        }
        Ok(())
    }

    fn level(
        &mut self,
        at: u16,
        from: &Waiting<'t>,
        roots: &[NodeId],
        waiting: &mut Vec<Waiting<'t>>,
    ) -> Result<(), Exhausted> {
        let structures = self.structures;
        let structure = &structures[usize::from(at)];
        let here = Context {
            tree: self.tree,
            node: from.around,
            position: 1,
            size: 1,
            budget: self.budget,
        };
        let elements = select(&structure.matches, here)?;
        let size = elements.len();
        for (place, element) in elements.into_iter().enumerate() {
            let inside = from.around.is_none_or(|around| {
                around.id() < element.id() && element.id() < around.end()
                    // A milestone holds nothing: what follows it is within it.
                    || around.end().index() == around.id().index() + 1
            });
            if !inside || !is_in_text(self.tree, roots, element) {
                continue;
            }
            let context = Context {
                node: Some(element),
                position: place + 1,
                size,
                ..here
            };
            let parent = if structure.cited {
                match self.cite(at, from.parent, context)? {
                    Some(unit) => Some(unit),
                    None => continue,
                }
            } else {
                from.parent
            };
            let structures = structure.children.clone();
            if !structures.is_empty() {
                waiting.push(Waiting {
                    around: Some(element),
                    parent,
                    structures,
                });
            }
        }
        Ok(())
    }

    /// The index of the new unit; none if it has no number, or another level
    /// has it already.
    fn cite(
        &mut self,
        at: u16,
        parent: Option<u32>,
        context: Context<'t>,
    ) -> Result<Option<u32>, Exhausted> {
        let structures = self.structures;
        let structure = &structures[usize::from(at)];
        let number = words(&structure.number, context)?;
        let Some(element) = context.node.filter(|_| !number.is_empty()) else {
            return Ok(None);
        };
        let around = parent.and_then(|parent| self.units.get(parent as usize));
        let reference = match around {
            Some(around) => format!("{}{}{number}", around.reference, structure.delimiter),
            None => number,
        };
        if reference.len() > LONGEST || !self.seen.insert(element.id()) {
            return Ok(None);
        }
        self.units.push(CitedUnit {
            node: element.id(),
            end: element.end(),
            reference,
            level: around.map_or(0, |around| around.level) + 1,
            parent,
            kind: structure.kind.clone(),
            counted: false,
            structure: Some(at),
        });
        Ok(Some(self.units.len() as u32 - 1))
    }
}

fn is_in_text(tree: &Tree, roots: &[NodeId], element: Element<'_>) -> bool {
    // Roots stand in the order of the text and never within each other.
    let after = roots.partition_point(|root| *root <= element.id());
    let root = after
        .checked_sub(1)
        .and_then(|at| tree.node(roots[at]).element());
    root.is_some_and(|root| element.id() < root.end())
}

/// `units` in the order of the text, what is around first.
pub fn in_order(units: Vec<CitedUnit>) -> Vec<CitedUnit> {
    let mut order: Vec<u32> = (0..units.len() as u32).collect();
    order.sort_by_key(|&at| (units[at as usize].node, units[at as usize].level));
    let mut place = vec![0; units.len()];
    for (new, &old) in order.iter().enumerate() {
        place[old as usize] = new as u32;
    }
    let mut sorted: Vec<Option<CitedUnit>> = units.into_iter().map(Some).collect();
    let taken = order.iter().filter_map(|&old| sorted[old as usize].take());
    let mut units: Vec<CitedUnit> = taken.collect();
    for unit in &mut units {
        unit.parent = unit.parent.map(|old| place[old as usize]);
    }
    units
}

/// A milestone goes on to the next one of its level, or to the end of what is
/// around it.
fn ends_of_points(tree: &Tree, roots: &[NodeId], units: &mut [CitedUnit]) {
    let mut following: Vec<Option<NodeId>> = Vec::new();
    for at in (0..units.len()).rev() {
        let level = units[at].level as usize;
        following.truncate(level + 1);
        following.resize(level + 1, None);
        let point = units[at].end.index() == units[at].node.index() + 1;
        if point {
            let next = following.iter().skip(1).flatten().min().copied();
            let around = match units[at].parent {
                Some(parent) if units[parent as usize].end > units[at].node => {
                    let around = &units[parent as usize];
                    // A milestone itself: its end is not known yet.
                    (around.end.index() > around.node.index() + 1).then_some(around.end)
                }
                _ => None,
            };
            let root = roots.iter().filter_map(|&root| tree.node(root).element());
            let root = root.map(Element::end).find(|end| *end > units[at].node);
            let ends = [next, around, around.is_none().then_some(root).flatten()];
            if let Some(end) = ends.into_iter().flatten().min() {
                units[at].end = end;
            }
        }
        following[level] = Some(units[at].node);
    }
}

/// Repeated references get `~2`, `~3` …, and so do those below them.
fn tell_apart(tree: &Tree, units: &mut [CitedUnit], findings: &mut Vec<Diagnostic>) {
    let mut taken = Taken::default();
    let mut told = Repeated::default();
    let mut renamed: Vec<Option<(usize, String)>> = vec![None; units.len()];
    for at in 0..units.len() {
        let around = units[at]
            .parent
            .and_then(|parent| renamed[parent as usize].clone());
        if let Some((length, new)) = around {
            let rest = units[at].reference.get(length..).unwrap_or_default();
            let reference = format!("{new}{rest}");
            renamed[at] = Some((units[at].reference.len(), reference.clone()));
            units[at].reference = reference;
        }
        let wanted = units[at].reference.clone();
        let given = taken.give(wanted.clone(), None, "");
        if given.repeated {
            told.note(tree, units[at].node, &wanted, &given.reference, findings);
            let before = renamed[at]
                .take()
                .map_or(wanted.len(), |(length, _)| length);
            renamed[at] = Some((before, given.reference.clone()));
            units[at].reference = given.reference;
        }
    }
    told.rest(tree, findings);
}

/// Tells of numbers that stand twice.
#[derive(Debug, Default)]
pub struct Repeated {
    count: usize,
    last: Option<NodeId>,
}

impl Repeated {
    /// `wanted` is taken; the element at `node` is cited as `given`.
    pub fn note(
        &mut self,
        tree: &Tree,
        node: NodeId,
        wanted: &str,
        given: &str,
        findings: &mut Vec<Diagnostic>,
    ) {
        self.count += 1;
        self.last = Some(node);
        let Some(element) = tree
            .node(node)
            .element()
            .filter(|_| self.count <= MOST_TOLD)
        else {
            return;
        };
        let message =
            format!("the reference `{wanted}` stands twice; this one is cited as `{given}`");
        findings.push(
            Diagnostic::warning("citation-repeated", element.start_tag(), message)
                .hint("give every unit in a division a number of its own"),
        );
    }

    /// How many were not told.
    pub fn rest(&self, tree: &Tree, findings: &mut Vec<Diagnostic>) {
        let more = self.count.saturating_sub(MOST_TOLD);
        let last = self.last.and_then(|node| tree.node(node).element());
        if let Some(last) = last.filter(|_| more > 0) {
            let message = format!("{more} more references stand twice; this is the last one");
            findings.push(Diagnostic::warning(
                "citation-repeated",
                last.start_tag(),
                message,
            ));
        }
    }
}

impl Origin {
    /// As one word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Structure => "citeStructure",
            Self::Pattern => "cRefPattern",
            Self::Derived => "derived",
        }
    }
}
