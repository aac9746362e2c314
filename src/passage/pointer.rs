//! What does a pointer lead to, whatever the id is called?

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::tei::Document;
use crate::tei::citation::Citation;
use crate::tei::element::{plain, tei_name};
use crate::xml::{Element, NodeId, Tree};

/// Says in other words what pointers within a document lead to.
pub struct Pointers<'d> {
    tree: &'d Tree,
    citation: &'d Citation,
    /// How many elements stand before each node.
    elements_before: Vec<u32>,
    /// Of elements with an id: the unit around, and the place among the
    /// elements of the same name in it, from 1.
    cited: FxHashMap<NodeId, (usize, u32)>,
    /// How often a thing with a name and a label has an id.
    labelled: FxHashMap<(String, String), u32>,
}

/// What of a label stands for an element, in characters.
const LONGEST_LABEL: usize = 80;

impl<'d> Pointers<'d> {
    /// For the pointers of `document`.
    pub fn new(document: &'d Document) -> Self {
        let (tree, citation) = (document.tree(), document.citation());
        let mut pointers = Self {
            tree,
            citation,
            elements_before: Vec::with_capacity(tree.len()),
            cited: FxHashMap::default(),
            labelled: FxHashMap::default(),
        };
        let mut counted: FxHashMap<(usize, &str), u32> = FxHashMap::default();
        let mut elements = 0;
        for node in tree.nodes() {
            pointers.elements_before.push(elements);
            let Some(element) = node.element() else {
                continue;
            };
            elements += 1;
            let place = citation.around(tree, node.id()).map(|unit| {
                let count = counted.entry((unit, element.name())).or_default();
                *count += 1;
                (unit, *count)
            });
            if element.xml_id().is_some() {
                pointers.name(element, place);
            }
        }
        pointers
    }

    /// Takes down an element that can be pointed at.
    fn name(&mut self, element: Element<'_>, place: Option<(usize, u32)>) {
        if let Some(place) = place {
            self.cited.insert(element.id(), place);
        } else if let Some(label) = label(element) {
            *self.labelled.entry(label).or_default() += 1;
        }
    }

    /// The value of an attribute in the passage `within`, each pointer to an id
    /// of this document said as what it leads to:
    ///
    /// - `#(3)`: the third element of the passage itself;
    /// - `#note@1.2:1`: the first `note` of the unit `1.2`;
    /// - `#witness=A`: the one `witness` with that label;
    /// - otherwise the id, as it is written.
    pub fn resolved<'v>(&self, value: &'v str, within: (NodeId, NodeId)) -> Cow<'v, str> {
        if !value.contains('#') {
            return Cow::Borrowed(value);
        }
        let tokens = value.split_whitespace().map(|token| {
            let target = token.strip_prefix('#').and_then(|id| self.tree.by_id(id));
            let said = target.and_then(|target| self.said(target, within));
            said.unwrap_or_else(|| token.to_owned())
        });
        Cow::Owned(tokens.collect::<Vec<_>>().join(" "))
    }

    fn said(&self, target: Element<'_>, (first, end): (NodeId, NodeId)) -> Option<String> {
        if (first..end).contains(&target.id()) {
            let before = |node: NodeId| self.elements_before[node.index()];
            return Some(format!("#({})", before(target.id()) - before(first) + 1));
        }
        if let Some((unit, count)) = self.cited.get(&target.id()) {
            let unit = &self.citation.addresses().units()[*unit];
            let (name, reference) = (target.name(), spaceless(&unit.reference));
            return Some(format!("#{name}@{reference}:{count}"));
        }
        let label = label(target)?;
        if self.labelled.get(&label) != Some(&1) {
            return None;
        }
        let (name, label) = label;
        Some(format!("#{name}={}", spaceless(&label)))
    }
}

/// Elements whose own words are a name: no siglum stands in for that.
const NAMES: [&str; 6] = [
    "author",
    "editor",
    "name",
    "orgName",
    "persName",
    "principal",
];

/// The name of an element, and what it is called: its number, else the words of
/// its first child element, else the name that it is.
fn label(element: Element<'_>) -> Option<(String, String)> {
    let name = tei_name(element)?.to_owned();
    let number = element.attribute("n").map(|number| number.into_owned());
    let own = || NAMES.contains(&name.as_str()).then(|| plain(element));
    let first = || element.elements().next().map(plain).or_else(own);
    let words = number
        .filter(|number| !number.trim().is_empty())
        .or_else(first)?;
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let label: String = words.chars().take(LONGEST_LABEL).collect();
    (!label.is_empty()).then(|| (name, label.trim_end().to_owned()))
}

/// Spaces would part one pointer into two.
fn spaceless(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join("_")
}
