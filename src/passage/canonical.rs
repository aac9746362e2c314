//! What in a passage means something?
//!
//! The content of a passage is written one thing to a line, in the manner of the
//! output of SGML parsers (ESIS):
//!
//! ```text
//! (p                 an element begins
//! @rend italic       one of its attributes, in the order of their names
//! -The words         character data, runs of white space as one space
//! )                  an element ends
//! ```
//!
//! What does not show in it: prefixes, the order and quotes of attributes,
//! comments, processing instructions, entities and CDATA sections, how a
//! character is composed, how lines are broken and indented between and inside
//! what stands on lines of its own, the names of ids, and the number of a unit.
//! Everything else does. docs/passages.md has the rules and their reasons.

use std::borrow::Cow;

use rustc_hash::FxHashSet;

use super::pointer::Pointers;
use crate::tei::Document;
use crate::tei::element::{is_block, tei_name};
use crate::tei::text::{composed, stands_between_alternatives};
use crate::xml::{Attribute, Element, Kind, NodeId, Tree};

/// Writes the content of passages of one document.
pub struct Canonical<'d> {
    tree: &'d Tree,
    pointers: Pointers<'d>,
    /// Elements at which a citable unit begins: their number is their reference.
    numbered: FxHashSet<NodeId>,
    /// Of every element, by its place: an element lies in many passages.
    edges: Vec<Edges>,
}

impl<'d> Canonical<'d> {
    /// For passages of `document`.
    pub fn new(document: &'d Document) -> Self {
        let units = document.citation().addresses().units().iter();
        let tree = document.tree();
        let edges = tree.nodes().map(|node| node.element().map(edges));
        Self {
            tree,
            pointers: Pointers::new(document),
            numbered: units.map(|unit| unit.node).collect(),
            edges: edges.map(Option::unwrap_or_default).collect(),
        }
    }

    fn edges(&self, element: Element<'_>) -> Edges {
        self.edges[element.id().index()]
    }

    /// The content of the nodes from `first` to before `end`. An element that
    /// begins among them and ends later ends with them; of one that began
    /// earlier nothing is written.
    pub fn content(&self, first: NodeId, end: NodeId) -> String {
        let mut lines = Lines::default();
        let mut open: Vec<Element<'_>> = Vec::new();
        let mut earlier = self.open_before(first);
        for node in self.tree.between(first, end) {
            while let Some(ended) = open.pop_if(|element| element.end() <= node.id()) {
                lines.close(self.edges(ended), true);
            }
            while let Some(ended) = earlier.pop_if(|element| element.end() <= node.id()) {
                lines.close(self.edges(ended), false);
            }
            match node.kind() {
                Kind::Element => {
                    if let Some(element) = node.element() {
                        lines.open(element, self.edges(element));
                        self.write_attributes(element, first, end, &mut lines);
                        open.push(element);
                    }
                }
                Kind::Text | Kind::CData | Kind::Reference => {
                    let between = holds_no_text(node.parent()) || stands_between_alternatives(node);
                    lines.text(&node.text(), between);
                }
                _ => {}
            }
        }
        while let Some(ended) = open.pop_if(|element| element.end() <= end) {
            lines.close(self.edges(ended), true);
        }
        lines.finish(open.len())
    }

    /// The elements around `first`, the innermost last.
    fn open_before(&self, first: NodeId) -> Vec<Element<'d>> {
        let parent = self.tree.node(first).parent();
        let mut around: Vec<Element<'d>> = parent
            .into_iter()
            .flat_map(|parent| std::iter::once(parent).chain(parent.ancestors()))
            .collect();
        around.reverse();
        around
    }

    fn write_attributes(
        &self,
        element: Element<'_>,
        first: NodeId,
        end: NodeId,
        lines: &mut Lines,
    ) {
        let attributes = element.attributes();
        let attributes = attributes.filter(|attribute| self.is_written(element, *attribute));
        let mut written: Vec<_> = attributes
            .map(|attribute| (expanded_name(attribute), attribute.value()))
            .collect();
        written.sort_unstable();
        for (name, value) in written {
            lines.attribute(&name, &self.pointers.resolved(&value, (first, end)));
        }
    }

    /// Not declarations of namespaces, ids, and the number of a unit.
    fn is_written(&self, element: Element<'_>, attribute: Attribute<'_>) -> bool {
        let name = attribute.written();
        let declares = name == "xmlns" || name.starts_with("xmlns:");
        let is_id = name == "xml:id" || (name == "id" && element.namespace().is_none());
        let is_number = name == "n" && self.numbered.contains(&element.id());
        !(declares || is_id || is_number)
    }
}

fn expanded_name<'t>(attribute: Attribute<'t>) -> Cow<'t, str> {
    match attribute.namespace() {
        Some(crate::xml::XML) => Cow::Owned(format!("xml:{}", attribute.local())),
        Some(namespace) => Cow::Owned(format!("{{{namespace}}}{}", attribute.local())),
        None => Cow::Borrowed(attribute.written()),
    }
}

/// Where white space means nothing about an element.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Edges {
    /// Before its start tag and after its end tag.
    outside: bool,
    /// After its start tag and before its end tag.
    inside: bool,
}

fn edges(element: Element<'_>) -> Edges {
    let name = tei_name(element);
    let breaks = is_block(element) || matches!(name, Some("lb" | "pb" | "cb" | "gb" | "milestone"));
    let holds = matches!(
        name,
        Some("app" | "choice" | "lem" | "note" | "rdg" | "rdgGrp" | "subst" | "witDetail")
    );
    Edges {
        outside: breaks,
        inside: breaks || holds,
    }
}

/// Whether white space between the children of an element only parts them.
fn holds_no_text(parent: Option<Element<'_>>) -> bool {
    parent.is_some_and(|parent| parent.is("subst"))
}

/// The lines of a content, with the character data that is not written yet.
#[derive(Default)]
struct Lines {
    out: String,
    waiting: String,
    /// White space at the beginning of what waits means nothing.
    trimmed: bool,
    /// What waits stands between alternatives.
    between: bool,
}

impl Lines {
    fn text(&mut self, text: &str, between: bool) {
        self.waiting.push_str(text);
        self.between = between;
    }

    fn open(&mut self, element: Element<'_>, edges: Edges) {
        self.flush(edges.outside);
        self.out.push('(');
        // Local in the TEI and without namespace.
        if let (None, Some(namespace)) = (tei_name(element), element.namespace()) {
            self.out.extend(["{", namespace, "}"]);
        }
        self.out.push_str(element.name());
        self.out.push('\n');
        self.trimmed = edges.inside;
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push('@');
        self.out.push_str(name);
        for word in composed(value).split_whitespace() {
            self.out.push(' ');
            self.out.push_str(word);
        }
        self.out.push('\n');
    }

    fn close(&mut self, edges: Edges, is_written: bool) {
        self.flush(edges.inside);
        if is_written {
            self.out.push_str(")\n");
        }
        self.trimmed = edges.outside;
    }

    /// Writes what waits; white space at its end means nothing if `trims`.
    fn flush(&mut self, trims: bool) {
        let edge = |char: Option<char>| char.is_some_and(char::is_whitespace);
        let before = edge(self.waiting.chars().next()) && !self.trimmed;
        let after = edge(self.waiting.chars().next_back()) && !trims;
        let mut words = self.waiting.split_whitespace();
        if let Some(first) = words.next() {
            self.out.push_str(if before { "- " } else { "-" });
            let begin = self.out.len();
            self.out.push_str(first);
            for word in words {
                self.out.push(' ');
                self.out.push_str(word);
            }
            if let Cow::Owned(other) = composed(&self.out[begin..]) {
                self.out.truncate(begin);
                self.out.push_str(&other);
            }
            self.out.push_str(if after { " \n" } else { "\n" });
        } else if before && after && !self.between {
            self.out.push_str("- \n");
        }
        self.waiting.clear();
        self.trimmed = false;
    }

    /// White space at the end of the passage means nothing; what is still `open`
    /// ends with it.
    fn finish(mut self, open: usize) -> String {
        self.flush(true);
        self.out.push_str(&")\n".repeat(open));
        self.out
    }
}
