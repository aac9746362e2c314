//! Which parts of the text can be cited?
//!
//! The outermost paragraph, line, heading or formal part is a unit; what lies
//! within it is cited with it. An `ab` or `lg` that holds such parts only groups
//! them. Elsewhere a block becomes a unit when something in it is discussed.
//!
//! A text in which nothing can be cited so is cited by what is said in it, or by its
//! entries: a transcript, a dictionary.
//!
//! A unit without a good `xml:id` gets one from its division and its `@n`, or
//! from its number within the division: what happens in other divisions does
//! not change it.

use rustc_hash::{FxHashMap, FxHashSet};

use super::apparatus::opens_entry;
use super::citation::Citation;
use super::element::{is_block, is_division, tei_name};
use super::identifier::{Identifiers, slug};
use super::pointer::target;
use super::text::{Side, is_left_out};
use super::traits::{Traits, traits};
use crate::edition::{CitableUnit, UnitKind};
use crate::xml::{Element, NodeId, Tree};

/// A citable unit and its element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The element.
    pub node: NodeId,
    /// Its local name.
    pub name: String,
    /// What is known about it.
    pub unit: CitableUnit,
}

/// Finds the unit around an element.
#[derive(Debug, Default)]
pub struct UnitIndex {
    at: FxHashMap<NodeId, usize>,
    ids: Vec<String>,
    /// The nodes of the units, in the order of the text.
    nodes: Vec<NodeId>,
    /// The indices of the units, in the order of their ids.
    by_id: Vec<u32>,
}

impl UnitIndex {
    /// An index of `units`.
    pub fn new(units: &[Unit]) -> Self {
        let at = units
            .iter()
            .enumerate()
            .map(|(at, unit)| (unit.node, at))
            .collect();
        let ids: Vec<String> = units.iter().map(|unit| unit.unit.id.clone()).collect();
        let mut by_id: Vec<u32> = (0..ids.len() as u32).collect();
        by_id.sort_by_key(|&at| &ids[at as usize]);
        let nodes = units.iter().map(|unit| unit.node).collect();
        Self {
            at,
            ids,
            nodes,
            by_id,
        }
    }

    /// The index of the last unit that begins before `node`.
    pub fn before(&self, node: NodeId) -> Option<usize> {
        let after = self.nodes.partition_point(|unit| *unit < node);
        after.checked_sub(1)
    }

    /// The indices of the first and the last unit among the nodes from `first`
    /// to before `end`.
    pub fn within(&self, first: NodeId, end: NodeId) -> Option<(usize, usize)> {
        let begin = self.nodes.partition_point(|unit| *unit < first);
        let end = self.nodes.partition_point(|unit| *unit < end);
        (begin < end).then(|| (begin, end - 1))
    }

    /// The index of the unit that this node is.
    pub fn at(&self, node: NodeId) -> Option<usize> {
        self.at.get(&node).copied()
    }

    /// The index of the nearest unit around `element`, or that it is.
    pub fn around(&self, element: Element<'_>) -> Option<usize> {
        let mut above = std::iter::once(element).chain(element.ancestors());
        above.find_map(|above| self.at(above.id()))
    }

    /// The index of the unit with this id.
    pub fn by_id(&self, id: &str) -> Option<usize> {
        let known = |&at: &u32| self.ids[at as usize].as_str();
        let found = self.by_id.binary_search_by(|at| known(at).cmp(id)).ok()?;
        Some(self.by_id[found] as usize)
    }

    /// The id of the unit with this index.
    pub fn id(&self, unit: usize) -> Option<&str> {
        self.ids.get(unit).map(String::as_str)
    }
}

/// The longest path of divisions in a generated id, in bytes; real ones have
/// under 60. Deeper divisions share the id of the last one that fits.
const LONGEST_PATH: usize = 100;

/// The units of the text, in its order, without their entries counted.
pub fn units(tree: &Tree, roots: &[NodeId], identifiers: &mut Identifiers) -> Vec<Unit> {
    units_that(tree, roots, identifiers, |element| kind(element).is_some())
}

/// What somebody says in a transcript, and the entries of a dictionary: the units of a
/// text in which nothing else can be cited. One that has other parts, be they divisions,
/// is cited by these alone, so that their hashes stay what they are (docs/passages.md).
pub fn utterances_and_entries(
    tree: &Tree,
    roots: &[NodeId],
    identifiers: &mut Identifiers,
) -> Vec<Unit> {
    let holds_entries = |element: Element<'_>| {
        let mut below = element.descendants().filter_map(|node| node.element());
        below.any(|inner| matches!(tei_name(inner), Some("entry" | "entryFree")))
    };
    units_that(tree, roots, identifiers, |element| {
        match tei_name(element) {
            Some("u" | "entry" | "entryFree") => true,
            Some("superEntry") => !holds_entries(element),
            _ => false,
        }
    })
}

fn units_that(
    tree: &Tree,
    roots: &[NodeId],
    identifiers: &mut Identifiers,
    is_unit: impl Fn(Element<'_>) -> bool,
) -> Vec<Unit> {
    let mut scopes = Scopes::default();
    let mut units = Vec::new();
    let discussed = pointed_at(tree, roots);
    for (number, &root) in roots.iter().enumerate() {
        let Some(root) = tree.node(root).element() else {
            continue;
        };
        let citable = find(root, &discussed, &is_unit);
        scopes.enter_root(root, number);
        let below = root.descendants().filter_map(|node| node.element());
        for element in std::iter::once(root).chain(below) {
            scopes.leave_until(element.id());
            if citable.contains(&element.id()) {
                units.push(unit(element, &mut scopes, identifiers));
            }
            scopes.enter(element, identifiers);
        }
    }
    units
}

/// Gives every unit its reference: its own, or that of the unit around it.
pub fn cite(units: &mut [Unit], citation: &Citation, tree: &Tree) {
    for unit in units {
        let own = citation.at(unit.node);
        let found = own.or_else(|| citation.around(tree, unit.node));
        if let Some(cited) = found.and_then(|at| citation.addresses().units().get(at)) {
            unit.unit.reference = cited.reference.clone();
            unit.unit.counted = cited.counted && own.is_some();
        }
    }
}

/// Whether numbers begin anew in the divisions of the text, so that a number alone
/// does not say which unit it means.
pub fn numbers_repeat(units: &[Unit]) -> bool {
    let mut divisions: FxHashMap<&str, &str> = FxHashMap::default();
    let numbered = units.iter().map(|unit| &unit.unit);
    let mut numbered = numbered.filter_map(|unit| unit.number.as_deref().zip(division(unit)));
    numbered.any(|(number, division)| *divisions.entry(number).or_insert(division) != division)
}

/// What stands before the number of a unit in its reference: the division; nothing
/// is known of a unit that is cited in another way.
pub fn division(unit: &CitableUnit) -> Option<&str> {
    let number = unit.number.as_deref()?;
    let division = unit.reference.strip_suffix(number)?;
    // What tells a line from a paragraph (`l2`) is no division, and one that is only
    // counted (`div1`) has no name that people know.
    let counted = |part: &str| {
        let number = part.strip_prefix("div");
        number.is_some_and(|number| number.bytes().all(|c| c.is_ascii_digit()))
    };
    let is_known = !division.ends_with(char::is_alphanumeric) && !division.split('.').any(counted);
    Some(division).filter(|_| is_known)
}

/// The elements at which entries of the apparatus point (`app/@from`, `@to`).
fn pointed_at(tree: &Tree, roots: &[NodeId]) -> FxHashSet<NodeId> {
    if roots.is_empty() || !tree.has_name("app") {
        return FxHashSet::default();
    }
    let apps = tree.root().find_all("app");
    let points = apps.map(|app| [target(tree, app, "from"), target(tree, app, "to")]);
    points
        .filter(|points| !hold_units(tree, points))
        .flatten()
        .flatten()
        .map(|at| at.id())
        .collect()
}

/// Whether a unit begins between two points: then the entry is about it.
fn hold_units(tree: &Tree, points: &[Option<Element<'_>>; 2]) -> bool {
    let [Some(from), Some(to)] = points else {
        return false;
    };
    let mut at = from.id();
    while at < to.id() {
        if tree
            .node(at)
            .element()
            .is_some_and(|element| kind(element).is_some())
        {
            return true;
        }
        at = at.after();
    }
    false
}

/// The elements below `root` that are units; in those in `discussed` an entry
/// begins or ends.
fn find(
    root: Element<'_>,
    discussed: &FxHashSet<NodeId>,
    is_unit: impl Fn(Element<'_>) -> bool,
) -> FxHashSet<NodeId> {
    let mut found = FxHashSet::default();
    let mut resume = root.id();
    let below = root.descendants().filter_map(|node| node.element());
    for element in std::iter::once(root).chain(below) {
        if element.id() < resume {
            continue;
        }
        match tei_name(element) {
            _ if is_left_out(element, Side::Reading) && !element.is("surplus") => {
                resume = element.end();
            }
            Some(_) if is_unit(element) => {
                found.insert(element.id());
                resume = element.end();
            }
            Some(_)
                if discussed.contains(&element.id())
                    || (opens_entry(element) && !groups(element)) =>
            {
                let place = element.ancestors().find(|above| is_block(*above));
                found.extend(place.map(|place| place.id()));
            }
            _ => {}
        }
    }
    found
}

/// What kind of unit an element is, where no unit lies around it.
fn kind(element: Element<'_>) -> Option<UnitKind> {
    if !traits(element).has(Traits::UNIT) {
        return None;
    }
    match tei_name(element)? {
        "p" => Some(UnitKind::Paragraph),
        "head" | "trailer" | "titlePart" => Some(UnitKind::Heading),
        "l" | "line" => Some(UnitKind::Verse),
        "opener" | "closer" | "byline" | "postscript" if !groups(element) => Some(UnitKind::Formal),
        "lg" if !groups(element) => Some(UnitKind::Verse),
        "ab" if !groups(element) => Some(match element.attribute("type").as_deref() {
            Some("slogan" | "broadside" | "block") => UnitKind::Block,
            _ => UnitKind::Paragraph,
        }),
        _ => None,
    }
}

/// Whether `element` holds units instead of being one.
fn groups(element: Element<'_>) -> bool {
    let mut below = element.descendants().filter_map(|node| node.element());
    below.any(|inner| traits(inner).has(Traits::GROUPED))
}

fn unit(element: Element<'_>, scopes: &mut Scopes, identifiers: &mut Identifiers) -> Unit {
    let number = element
        .attribute("n")
        .map(|n| n.trim().to_owned())
        .filter(|n| !n.is_empty());
    let id = match identifiers.of(element) {
        Some(id) => id,
        None => {
            let wanted = scopes.name(element, number.as_deref());
            identifiers.give(element, &wanted)
        }
    };
    Unit {
        node: element.id(),
        name: element.name().to_owned(),
        unit: CitableUnit {
            id,
            // Known when all units are.
            reference: String::new(),
            counted: true,
            number,
            kind: kind(element).unwrap_or(UnitKind::Other),
            entries: 0,
        },
    }
}

/// The divisions around a place, from which generated ids are made.
#[derive(Default)]
struct Scopes {
    open: Vec<Scope>,
}

struct Scope {
    end: NodeId,
    path: String,
    counted: FxHashMap<String, u32>,
}

impl Scopes {
    /// Only the texts after the first carry their number.
    fn enter_root(&mut self, root: Element<'_>, number: usize) {
        let path = if number == 0 {
            String::new()
        } else {
            format!("text{}", number + 1)
        };
        self.open.clear();
        self.push(root, path);
    }

    fn enter(&mut self, element: Element<'_>, identifiers: &Identifiers) {
        let name = tei_name(element).unwrap_or_default();
        let is_scope = is_division(name) || matches!(name, "front" | "back" | "surface");
        if !is_scope
            || self
                .open
                .last()
                .is_some_and(|scope| scope.path.len() > LONGEST_PATH)
        {
            return;
        }
        let path = match (identifiers.of(element), name) {
            (Some(id), _) => id,
            (None, "front" | "back") => self.joined(name),
            (None, _) => self.name(element, element.attribute("n").as_deref()),
        };
        self.push(element, path);
    }

    fn push(&mut self, element: Element<'_>, path: String) {
        let (end, counted) = (element.end(), FxHashMap::default());
        self.open.push(Scope { end, path, counted });
    }

    /// Leaves what ends before `node`; the root stays.
    fn leave_until(&mut self, node: NodeId) {
        while self.open.len() > 1 && self.open.last().is_some_and(|scope| scope.end <= node) {
            self.open.pop();
        }
    }

    /// The path of the scope, its own name, and the number of `element` in it:
    /// as given, else counted.
    fn name(&mut self, element: Element<'_>, given: Option<&str>) -> String {
        let name = element.name();
        let given = given.map(slug).filter(|number| !number.is_empty());
        let number = given.unwrap_or_else(|| {
            let Some(scope) = self.open.last_mut() else {
                return String::new();
            };
            let counted = scope.counted.entry(name.to_owned()).or_default();
            *counted += 1;
            counted.to_string()
        });
        // `div2` and the second `div` would look alike.
        let hyphen = if name.ends_with(|c: char| c.is_ascii_digit()) {
            "-"
        } else {
            ""
        };
        self.joined(&format!("{name}{hyphen}{number}"))
    }

    fn joined(&self, part: &str) -> String {
        match self.open.last() {
            Some(scope) if !scope.path.is_empty() => format!("{}.{part}", scope.path),
            _ => part.to_owned(),
        }
    }
}
