//! Where does a witness have no text?
//!
//! `lacunaStart` and `lacunaEnd` bound what it lost, `witEnd` and `witStart`
//! what a fragment never had (TEI TCAPMI). They speak of the witnesses in their
//! own `@wit`, else of those of the reading in which they stand.

use rustc_hash::FxHashMap;

use super::{Entry, Sources, is_mark_of_presence};
use crate::edition::{Absence, Lacuna, Method, Siglum};
use crate::tei::element::tei_name;
use crate::tei::unit::{Unit, UnitIndex};
use crate::xml::{Element, NodeId, Tree};

/// A stretch without text, and where it lies in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absent {
    /// What is known about it.
    pub lacuna: Lacuna,
    /// The mark with which it begins; none if the witness has no begin.
    pub begin: Option<NodeId>,
    /// The mark with which it ends; none if it goes on to the end.
    pub end: Option<NodeId>,
}

impl Absent {
    /// Whether the witness has no text at this node.
    pub fn covers(&self, node: NodeId) -> bool {
        self.begin.is_none_or(|begin| begin <= node) && self.end.is_none_or(|end| node < end)
    }
}

/// All such stretches, by witness in the order of the list of witnesses, then in
/// the order of the text.
pub fn lacunae(
    roots: &[NodeId],
    units: &[Unit],
    index: &UnitIndex,
    entries: &[Entry],
    sources: &Sources<'_>,
) -> Vec<Absent> {
    let names = ["lacunaStart", "lacunaEnd", "witStart", "witEnd"];
    if !names.iter().any(|name| sources.tree.has_name(name)) {
        return Vec::new();
    }
    let mut by_witness: FxHashMap<Siglum, Vec<Mark>> = FxHashMap::default();
    let mut order: Vec<Siglum> = Vec::new();
    let placed = places(entries, units);
    let mut marks: Vec<(NodeId, Element<'_>)> = marks(sources.tree, roots)
        .into_iter()
        .map(|mark| (place(mark, &placed), mark))
        .collect();
    marks.sort_by_key(|(node, mark)| (*node, mark.id()));
    for (node, element) in marks {
        let mark = Mark {
            node,
            name: tei_name(element).unwrap_or_default().to_owned(),
        };
        for siglum in witnesses(element, sources) {
            if !by_witness.contains_key(&siglum) {
                order.push(siglum.clone());
            }
            by_witness.entry(siglum).or_default().push(mark.clone());
        }
    }
    order.sort_by_key(|siglum| sources.sigla.rank(siglum));
    let unit = |node: NodeId| {
        let at = index.at(node).or_else(|| index.before(node))?;
        Some(units.get(at)?.unit.id.clone())
    };
    let of = |siglum: &Siglum| stretches(siglum, &by_witness[siglum], &unit);
    order.iter().flat_map(of).collect()
}

/// Where the words are of which entries speak that stand elsewhere.
fn places(entries: &[Entry], units: &[Unit]) -> FxHashMap<NodeId, NodeId> {
    let elsewhere = entries
        .iter()
        .filter(|entry| entry.entry.method != Method::ParallelSegmentation);
    let by_id: FxHashMap<&str, NodeId> = units
        .iter()
        .map(|unit| (unit.unit.id.as_str(), unit.node))
        .collect();
    let place = |entry: &Entry| {
        let unit = || by_id.get(entry.entry.unit.as_deref()?).copied();
        Some((
            entry.node,
            entry.range.map(|(first, _)| first).or_else(unit)?,
        ))
    };
    elsewhere.filter_map(place).collect()
}

/// Where in the text a mark stands, also one in an entry that stands elsewhere.
fn place(mark: Element<'_>, placed: &FxHashMap<NodeId, NodeId>) -> NodeId {
    let mut above = mark.ancestors();
    above
        .find_map(|above| placed.get(&above.id()).copied())
        .unwrap_or(mark.id())
}

#[derive(Clone)]
struct Mark {
    node: NodeId,
    name: String,
}

fn marks<'t>(tree: &'t Tree, roots: &[NodeId]) -> Vec<Element<'t>> {
    let roots = roots.iter().filter_map(|&root| tree.node(root).element());
    let elements = roots.flat_map(|root| root.descendants().filter_map(|node| node.element()));
    elements
        .filter(|element| is_mark_of_presence(*element))
        .collect()
}

fn witnesses(mark: Element<'_>, sources: &Sources<'_>) -> Vec<Siglum> {
    let own = sources.sigla.named_by(mark, "wit");
    if !own.is_empty() {
        return own;
    }
    let reading = mark
        .ancestors()
        .find(|above| matches!(tei_name(*above), Some("rdg" | "lem")));
    reading.map_or(Vec::new(), |reading| sources.sigla.named_by(reading, "wit"))
}

fn stretches(
    siglum: &Siglum,
    marks: &[Mark],
    unit: &impl Fn(NodeId) -> Option<String>,
) -> Vec<Absent> {
    let mut found: Vec<Absent> = Vec::new();
    let mut add = |absence, begin: Option<NodeId>, end: Option<NodeId>| {
        found.push(Absent {
            lacuna: Lacuna {
                witness: siglum.clone(),
                absence,
                from: begin.and_then(unit),
                to: end.and_then(unit),
            },
            begin,
            end,
        });
    };
    let mut lost: Option<NodeId> = None;
    // A fragment that begins has nothing before.
    let begins = |mark: &&Mark| mark.name == "witStart" || mark.name == "witEnd";
    let mut outside = marks
        .iter()
        .find(begins)
        .is_some_and(|first| first.name == "witStart");
    let mut left: Option<NodeId> = None;
    let mut seen_lacuna = false;
    for mark in marks {
        match mark.name.as_str() {
            "lacunaStart" => lost = lost.or(Some(mark.node)),
            // A text that begins after a loss has no mark of its begin.
            "lacunaEnd" if lost.is_some() || !seen_lacuna => {
                add(Absence::Lacuna, lost.take(), Some(mark.node));
            }
            "witStart" if outside => {
                add(Absence::Outside, left.take(), Some(mark.node));
                outside = false;
            }
            "witEnd" if !outside => {
                left = Some(mark.node);
                outside = true;
            }
            _ => {}
        }
        seen_lacuna |= mark.name.starts_with("lacuna");
    }
    if lost.is_some() {
        add(Absence::Lacuna, lost, None);
    }
    if outside {
        add(Absence::Outside, left, None);
    }
    found.sort_by_key(|absent| absent.begin);
    found
}
