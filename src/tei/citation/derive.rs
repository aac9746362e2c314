//! Which reference does every part of the text get?
//!
//! The declared one; else its number within the division (`1.2.14`), its
//! `xml:id`, or its place: `1.p3` is the third paragraph of division 1. What
//! happens in one division changes nothing in another.
//!
//! Verse lines without a number are counted on from those with one; the middle
//! and the end of a line that is divided among speakers are the same line.
//! Milestones and line breaks with numbers belong to the division around them.

use rustc_hash::{FxHashMap, FxHashSet};

use super::division::{divides, is_poem, is_transparent, own_id, word_of_division};
use super::follow::{Repeated, in_order};
use super::number::{LONGEST, Taken, given_number, join};
use super::{CitationTree, CitedUnit};
use crate::diagnostic::Diagnostic;
use crate::tei::element::{is_division, tei_name};
use crate::tei::identifier::slug;
use crate::tei::unit::Unit;
use crate::xml::{Element, NodeId, Tree};

/// References of all parts.
#[derive(Debug, Default)]
pub struct Derived {
    /// The units, in the order of the text.
    pub units: Vec<CitedUnit>,
    /// The unit that begins with a node, or that a node goes on with.
    pub by_node: FxHashMap<NodeId, u32>,
}

/// Levels that are cited; what lies deeper belongs to the last one.
const DEEPEST: u32 = 24;

/// The references of the text. `declared` is the tree that the header declares.
pub fn derive(
    tree: &Tree,
    roots: &[NodeId],
    units: &[Unit],
    declared: Option<&CitationTree>,
    findings: &mut Vec<Diagnostic>,
) -> Derived {
    let declared: FxHashMap<NodeId, &CitedUnit> = declared
        .map(|tree| tree.units().iter().map(|unit| (unit.node, unit)).collect())
        .unwrap_or_default();
    let mut deriving = Deriving {
        tree,
        nodes: units.iter().map(|unit| unit.node).collect(),
        taken: Taken::default(),
        units: Vec::new(),
        parts: Vec::new(),
        scopes: Vec::new(),
        repeated: Repeated::default(),
        findings,
    };
    let mut in_file: Vec<&&CitedUnit> = declared.values().collect();
    in_file.sort_by_key(|unit| unit.node);
    for unit in in_file {
        deriving
            .taken
            .give(unit.reference.clone(), None, &unit.kind);
    }
    for (number, &root) in roots.iter().enumerate() {
        if let Some(root) = tree.node(root).element() {
            deriving.root(root, number, &declared);
        }
    }
    deriving.repeated.rest(tree, deriving.findings);
    let (units, parts) = (in_order(deriving.units), deriving.parts);
    let starts = units
        .iter()
        .enumerate()
        .map(|(at, unit)| (unit.node, at as u32));
    let mut by_node: FxHashMap<NodeId, u32> = starts.collect();
    for (part, of) in parts {
        if let Some(&at) = by_node.get(&of) {
            by_node.insert(part, at);
        }
    }
    Derived { units, by_node }
}

struct Deriving<'t, 'f> {
    tree: &'t Tree,
    nodes: FxHashSet<NodeId>,
    taken: Taken,
    units: Vec<CitedUnit>,
    /// Elements that go on with the unit of another one.
    parts: Vec<(NodeId, NodeId)>,
    scopes: Vec<Scope>,
    repeated: Repeated,
    findings: &'f mut Vec<Diagnostic>,
}

/// What is around a place and gives the beginning of its references.
struct Scope {
    end: NodeId,
    /// Index of its unit; the root of the text has none.
    unit: Option<u32>,
    /// Whether it is a division, to which lines and milestones belong.
    divides: bool,
    counted: FxHashMap<String, u32>,
    lines: Vec<Line>,
    points: Vec<Point>,
}

/// A reference that a unit wants, and what it is.
struct Wanted<'k> {
    reference: String,
    /// What it gets if something of another kind has that.
    or: Option<String>,
    kind: &'k str,
    counted: bool,
}

impl<'k> Wanted<'k> {
    /// A reference that was given.
    fn new(reference: String, kind: &'k str) -> Self {
        let (or, counted) = (None, false);
        Self {
            reference,
            or,
            kind,
            counted,
        }
    }
}

struct Line {
    node: NodeId,
    end: NodeId,
    number: Option<String>,
    kind: &'static str,
    /// Whether it has its reference from a declaration, and only counts.
    declared: bool,
}

struct Point {
    node: NodeId,
    /// Of the division around it: nothing goes on beyond that, also if the
    /// division only holds the text.
    end: NodeId,
    number: String,
    kind: String,
}

impl<'t> Deriving<'t, '_> {
    fn root(&mut self, root: Element<'t>, number: usize, declared: &FxHashMap<NodeId, &CitedUnit>) {
        let unit = (number > 0).then(|| {
            // The texts of a corpus after the first are told apart.
            let id = [Some(root), root.parent()]
                .into_iter()
                .flatten()
                .find_map(own_id);
            let given = given_number(root).or(id);
            let counted = given.is_none();
            let name = given.unwrap_or_else(|| format!("document{}", number + 1));
            let wanted = Wanted {
                counted,
                ..Wanted::new(name, "text")
            };
            self.add(root.id(), root.end(), wanted, None)
        });
        self.enter(root.end(), unit, true);
        let mut resume = root.id();
        let below = root.descendants().filter_map(|node| node.element());
        for element in std::iter::once(root).chain(below) {
            if element.id() < resume {
                continue;
            }
            self.leave_until(Some(element.id()));
            match tei_name(element) {
                Some("note" | "noteGrp" | "teiHeader") if !declared.contains_key(&element.id()) => {
                    resume = element.end();
                }
                Some(name) => self.element(element, name, declared),
                None => {}
            }
        }
        self.leave_until(None);
    }

    fn element(
        &mut self,
        element: Element<'t>,
        name: &'t str,
        declared: &FxHashMap<NodeId, &CitedUnit>,
    ) {
        let is_unit = self.nodes.contains(&element.id());
        if let Some(given) = declared.get(&element.id()) {
            if let "l" | "line" = name {
                self.line(element, name, true);
            }
            return self.declared(element, given);
        }
        match name {
            "milestone" | "lb" if element.attribute("n").is_some() => self.point(element, name),
            "l" | "line" if is_unit => self.line(element, name, false),
            "front" | "back" => self.named(element, name),
            "text" if self.scopes.len() > 1 || element.parent().is_some_and(|p| p.is("group")) => {
                self.numbered(element, "text");
            }
            "lg" if is_poem(element) => self.numbered(element, "poem"),
            _ if is_division(name) || name == "surface" => {
                let word = word_of_division(element, name);
                if is_transparent(element, name) {
                    return;
                }
                self.numbered(element, &word);
            }
            _ if is_unit => self.numbered(element, name),
            _ => {}
        }
    }

    fn declared(&mut self, element: Element<'t>, given: &CitedUnit) {
        let parent = self.scopes.iter().rev().find_map(|scope| scope.unit);
        let at = self.units.len() as u32;
        let level = parent.map_or(0, |parent| self.units[parent as usize].level) + 1;
        self.units.push(CitedUnit {
            level,
            parent,
            ..given.clone()
        });
        // Paragraphs that are cited as chapters divide the text as well; a line
        // does not.
        self.enter(element.end(), Some(at), !element.is("l"));
    }

    /// A part with a number, an id, or a place.
    fn numbered(&mut self, element: Element<'t>, word: &str) {
        let place = self.count(word);
        let (number, id) = (given_number(element), own_id(element));
        let around = self.around();
        let joined = |number: &str| match around {
            Some(around) => join(&self.units[around as usize].reference, number),
            None => number.to_owned(),
        };
        let kind = word.trim_end_matches('-');
        let wanted = match (number, id) {
            (Some(number), _) => {
                let or = Some(joined(&format!("{word}{number}")));
                Wanted {
                    or,
                    ..Wanted::new(joined(&number), kind)
                }
            }
            // An id is unique by itself.
            (None, Some(id)) => Wanted::new(id, kind),
            (None, None) => Wanted {
                counted: true,
                ..Wanted::new(joined(&format!("{word}{place}")), kind)
            },
        };
        self.part(element, wanted);
    }

    /// `front` or `back`, which need no number.
    fn named(&mut self, element: Element<'t>, name: &str) {
        let reference = match self.around() {
            Some(around) => join(&self.units[around as usize].reference, name),
            None => name.to_owned(),
        };
        self.part(element, Wanted::new(reference, name));
    }

    fn part(&mut self, element: Element<'t>, wanted: Wanted<'_>) {
        let parent = self.around();
        let level = parent.map_or(0, |parent| self.units[parent as usize].level);
        if wanted.reference.len() > LONGEST || level >= DEEPEST {
            return;
        }
        let at = self.add(element.id(), element.end(), wanted, parent);
        let divides = divides(element.name()) || is_poem(element);
        self.enter(element.end(), Some(at), divides);
    }

    /// Adds a unit under the reference that it wants, or one like it.
    fn add(&mut self, node: NodeId, end: NodeId, wanted: Wanted<'_>, parent: Option<u32>) -> u32 {
        let Wanted {
            reference,
            or,
            kind,
            counted,
        } = wanted;
        let given = self.taken.give(reference.clone(), or, kind);
        if given.repeated {
            self.repeated
                .note(self.tree, node, &reference, &given.reference, self.findings);
        }
        self.units.push(CitedUnit {
            node,
            end,
            reference: given.reference,
            level: parent.map_or(0, |parent| self.units[parent as usize].level) + 1,
            parent,
            kind: kind.to_owned(),
            counted,
            structure: None,
        });
        self.units.len() as u32 - 1
    }

    /// The innermost unit around.
    fn around(&self) -> Option<u32> {
        self.scopes.last()?.unit
    }

    fn count(&mut self, word: &str) -> u32 {
        let Some(scope) = self.scopes.last_mut() else {
            return 1;
        };
        let count = scope.counted.entry(word.to_owned()).or_default();
        *count += 1;
        *count
    }

    fn line(&mut self, element: Element<'t>, name: &str, declared: bool) {
        let goes_on = element.attribute("part");
        let goes_on = goes_on.is_some_and(|part| matches!(part.trim(), "M" | "F"));
        let number = given_number(element);
        let Some(scope) = self.scopes.iter_mut().rev().find(|scope| scope.divides) else {
            return;
        };
        let same = |last: &&mut Line| number.is_none() || number == last.number;
        let last = scope.lines.last_mut().filter(|_| goes_on && !declared);
        if let Some(last) = last.filter(same) {
            last.end = element.end();
            self.parts.push((element.id(), last.node));
            return;
        }
        scope.lines.push(Line {
            node: element.id(),
            end: element.end(),
            number,
            kind: if name == "l" { "line" } else { "written-line" },
            declared,
        });
    }

    fn point(&mut self, element: Element<'t>, name: &str) {
        let Some(number) = given_number(element) else {
            return;
        };
        let unit = element.attribute("unit").map(|unit| slug(&unit));
        let kind = match (name, unit) {
            ("lb", _) => "line".to_owned(),
            (_, Some(unit)) if !unit.is_empty() => unit,
            _ => "milestone".to_owned(),
        };
        let (node, around) = (element.id(), element.ancestors());
        let division = around.into_iter().find(|around| divides(around.name()));
        if let Some(scope) = self.scopes.iter_mut().rev().find(|scope| scope.divides) {
            scope.points.push(Point {
                node,
                end: division.map_or(scope.end, |division| division.end().min(scope.end)),
                number,
                kind,
            });
        }
    }

    fn enter(&mut self, end: NodeId, unit: Option<u32>, divides: bool) {
        self.scopes.push(Scope {
            end,
            unit,
            divides,
            counted: FxHashMap::default(),
            lines: Vec::new(),
            points: Vec::new(),
        });
    }

    fn leave_until(&mut self, node: Option<NodeId>) {
        let left = |scope: &mut Scope| node.is_none_or(|node| scope.end <= node);
        while let Some(mut scope) = self.scopes.pop_if(left) {
            self.number_lines(std::mem::take(&mut scope.lines), scope.unit);
            self.number_points(std::mem::take(&mut scope.points), scope.unit);
        }
    }

    /// Lines without a number are counted: up to the first number backwards
    /// from it, then on from the last one.
    fn number_lines(&mut self, lines: Vec<Line>, parent: Option<u32>) {
        let value = |line: &Line| line.number.as_ref()?.parse::<u32>().ok();
        let first = lines
            .iter()
            .enumerate()
            .find_map(|(at, line)| Some((at as u32, value(line)?)));
        let mut next = match first {
            Some((before, number)) if number > before => number - before,
            _ => 1,
        };
        let around = parent
            .map(|at| self.units[at as usize].reference.clone())
            .unwrap_or_default();
        for line in lines {
            if line.declared {
                next = value(&line).map_or(next, |number| number.saturating_add(1));
                continue;
            }
            let counted = line.number.is_none();
            let number = line.number.clone().unwrap_or_else(|| next.to_string());
            match value(&line) {
                Some(number) => next = number.saturating_add(1),
                None if counted => next = next.saturating_add(1),
                // `12a` is a line that does not count.
                None => {}
            }
            let reference = join(&around, &number);
            let or = Some(join(&around, &format!("l{number}")));
            if reference.len() <= LONGEST {
                let wanted = Wanted {
                    or,
                    counted,
                    ..Wanted::new(reference, line.kind)
                };
                self.add(line.node, line.end, wanted, parent);
            }
        }
    }

    /// Milestones go on to the next one of their kind in the division. Where the numbers of a
    /// kind begin anew in every unit of the kind before it, they lie in that.
    fn number_points(&mut self, points: Vec<Point>, parent: Option<u32>) {
        let mut kinds: Vec<&str> = Vec::new();
        let mut seen: FxHashSet<(&str, &str)> = FxHashSet::default();
        let mut restarting: FxHashSet<&str> = FxHashSet::default();
        for point in &points {
            if !kinds.contains(&point.kind.as_str()) {
                kinds.push(&point.kind);
                if kinds.len() > MOST_KINDS {
                    return;
                }
            }
            if !seen.insert((&point.kind, &point.number)) {
                restarting.insert(&point.kind);
            }
        }
        // Numbers of lines that begin anew on every page cite nothing.
        if kinds.first() == Some(&"line") && restarting.contains("line") {
            return;
        }
        let mut around: Vec<Option<u32>> = vec![None; kinds.len()];
        let mut open: Vec<Option<u32>> = vec![None; kinds.len()];
        for point in &points {
            let Some(depth) = kinds.iter().position(|kind| *kind == point.kind) else {
                continue;
            };
            let nests = depth > 0 && restarting.contains(point.kind.as_str());
            let above = if nests {
                around[depth - 1].or(parent)
            } else {
                parent
            };
            // What lay in the unit before does not lie in this one.
            for (inner, kind) in kinds.iter().enumerate().skip(depth) {
                if inner == depth || restarting.contains(kind) {
                    if let Some(last) = open[inner].take() {
                        let last = &mut self.units[last as usize];
                        last.end = last.end.min(point.node);
                    }
                    around[inner] = None;
                }
            }
            let whole = above
                .map(|at| self.units[at as usize].reference.clone())
                .unwrap_or_default();
            let reference = join(&whole, &point.number);
            let or = Some(join(&whole, &format!("{}{}", point.kind, point.number)));
            if reference.len() > LONGEST {
                continue;
            }
            let wanted = Wanted {
                or,
                ..Wanted::new(reference, &point.kind)
            };
            let at = self.add(point.node, point.end, wanted, above);
            (around[depth], open[depth]) = (Some(at), Some(at));
        }
    }
}

/// Kinds of milestones in one division that are cited.
const MOST_KINDS: usize = 16;
