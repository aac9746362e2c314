//! Which stretch of the text is on this page, and where is the rest?

use super::citation::address;
use crate::tei::Document;
use crate::tei::part::Part;
use crate::xml::{Element, Node, NodeId};

/// The text of a page: all of it, or a part.
#[derive(Clone, Copy, Debug)]
pub struct Extent<'a> {
    document: &'a Document,
    /// The part shown, and what stands before the reference in the address of
    /// any part.
    part: Option<(&'a Part, &'a str)>,
}

impl<'a> Extent<'a> {
    /// The whole text.
    pub fn whole(document: &'a Document) -> Self {
        Self {
            document,
            part: None,
        }
    }

    /// A part; addresses of others begin with `base`.
    pub fn part(document: &'a Document, part: &'a Part, base: &'a str) -> Self {
        let part = Some((part, base));
        Self { document, part }
    }

    /// From which node to which, for each text.
    pub fn ranges(&self) -> Vec<(NodeId, NodeId)> {
        match self.part {
            Some((part, _)) => part.ranges.clone(),
            None => self
                .document
                .text()
                .map(|root| (root.id(), root.end()))
                .collect(),
        }
    }

    /// The nodes of a range, after the elements of the text around its first
    /// one: those began on an earlier page and are opened again.
    pub fn nodes(self, (from, to): (NodeId, NodeId)) -> impl Iterator<Item = Node<'a>> {
        let document = self.document;
        let mut around: Vec<Node<'a>> = Vec::new();
        if self.part.is_some() {
            let root = document
                .text()
                .find(|root| root.id() <= from && from < root.end());
            let above = ancestors(document.tree().node(from));
            let within = |above: &Element<'a>| root.is_some_and(|root| root.id() <= above.id());
            around.extend(above.take_while(within).map(Element::node));
            around.reverse();
        }
        around.into_iter().chain(document.tree().between(from, to))
    }

    /// The first node on this page, and the first that is not.
    pub fn nodes_shown(&self) -> (NodeId, NodeId) {
        let ranges = self.ranges();
        let root = self.document.tree().root().id();
        let first = ranges.first().map_or(root, |(from, _)| *from);
        (first, ranges.last().map_or(root, |(_, to)| *to))
    }

    /// Whether this page is where the text begins: all of it, or the page with
    /// the title.
    pub fn begins_the_text(&self) -> bool {
        self.part.is_none_or(|(part, _)| part.ranges.is_empty())
    }

    /// Whether this page has the first words of the text.
    pub fn has_the_begin(&self) -> bool {
        let first = self.document.parts().all().first();
        self.part
            .is_none_or(|(part, _)| first.is_some_and(|first| first.address == part.address))
    }

    /// Whether `node` went on from an earlier page, or stands on another.
    pub fn began_before(&self, node: NodeId) -> bool {
        self.part.is_some_and(|(part, _)| node < part.start())
    }

    /// Whether the text ends on this page.
    pub fn ends_the_text(&self) -> bool {
        let last = self.document.parts().all().last();
        self.part
            .is_none_or(|(part, _)| last.is_some_and(|last| last.end == part.end))
    }

    /// The notes of this page, by their indices.
    pub fn notes(&self) -> Vec<usize> {
        match self.part {
            Some((part, _)) => part.notes.clone(),
            None => (0..self.document.notes().len()).collect(),
        }
    }

    /// The entries of the apparatus on this page, by their indices.
    pub fn entries(&self) -> Vec<usize> {
        match self.part {
            Some((part, _)) => part.entries.clone(),
            None => (0..self.document.entries().len()).collect(),
        }
    }

    /// The units that begin on this page, by their indices.
    pub fn units(&self) -> std::ops::Range<usize> {
        let units = self.document.units();
        match self.part {
            Some((part, _)) => {
                let from = units.partition_point(|unit| unit.node < part.start());
                from..units.partition_point(|unit| unit.node < part.end)
            }
            None => 0..units.len(),
        }
    }

    /// Where `id`, which is that of `node`, is found: here, or on another page.
    pub fn href(&self, node: NodeId, id: &str) -> String {
        let parts = self.document.parts();
        let away = self.part.filter(|(part, _)| !part.has(node));
        let elsewhere = away.and_then(|(part, base)| {
            let other = parts.all().get(parts.of(node)?)?;
            let whole = || base.trim_end_matches('/').to_owned();
            (other.address != part.address).then(|| match parts.is_divided() {
                true => address(base, &other.address),
                false => whole(),
            })
        });
        format!("{}#{id}", elsewhere.unwrap_or_default())
    }
}

fn ancestors(node: Node<'_>) -> impl Iterator<Item = Element<'_>> {
    std::iter::successors(node.parent(), |element| element.parent())
}
