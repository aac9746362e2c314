//! Which place does `@loc` name?
//!
//! A location is written as people cite: `3`, `1.2`, `WBP 1`. It is compared
//! with the numbers (`@n`) of divisions, units, lines and line beginnings, from
//! the innermost outwards; a place is found only if there is just one.

use rustc_hash::FxHashMap;

use super::lines::stands_in_text;
use crate::tei::element::{is_division, tei_name};
use crate::xml::{Element, NodeId, Tree};

/// The numbered places of a text.
pub struct Locations {
    /// By the last part of the number: the whole path, and the element.
    by_number: FxHashMap<String, Vec<(Vec<String>, NodeId)>>,
}

impl Locations {
    /// The numbered places below `roots`.
    pub fn new(tree: &Tree, roots: &[NodeId]) -> Self {
        let mut by_number: FxHashMap<String, Vec<_>> = FxHashMap::default();
        let mut open: Vec<(NodeId, Vec<String>)> = Vec::new();
        for root in roots.iter().filter_map(|&root| tree.node(root).element()) {
            for element in root.descendants().filter_map(|node| node.element()) {
                while open.pop_if(|(end, _)| *end <= element.id()).is_some() {}
                let Some(number) = number(element).filter(|_| stands_in_text(element)) else {
                    continue;
                };
                let around = open.last().map(|(_, path)| path.as_slice());
                let mut path = around.unwrap_or_default().to_vec();
                path.extend(parts(&number));
                if let Some(last) = path.last().cloned() {
                    let places = by_number.entry(last).or_default();
                    places.push((path.clone(), element.id()));
                    open.push((element.end(), path));
                }
            }
        }
        Self { by_number }
    }

    /// The places that a location names: one, or the first and the last of a
    /// range (`1r1-1r2`); none if it is not clear which.
    pub fn find_all(&self, location: &str) -> Vec<NodeId> {
        let wanted: Vec<String> = parts(location).collect();
        if let Some(exact) = self.only(&wanted) {
            return vec![exact];
        }
        let range = location.split_once(['-', '–', '—']);
        match range.map(|(first, last)| self.ends(first, last)) {
            Some(Some((first, last))) if first <= last => vec![first, last],
            Some(Some(_)) => Vec::new(),
            _ => self.find(location).into_iter().collect(),
        }
    }

    /// The first and the last place of a range, whose end may leave out what it
    /// shares with the begin (`1v2-3`, `1.4-6`).
    fn ends(&self, first: &str, last: &str) -> Option<(NodeId, NodeId)> {
        let begin = self.find(first)?;
        let number = first.trim_end().trim_end_matches(|c: char| c.is_numeric());
        let in_full = format!("{number}{}", last.trim());
        let end = self.only(&parts(&in_full).collect::<Vec<_>>());
        let end = end.filter(|end| begin <= *end);
        Some((begin, end.or_else(|| self.find(last))?))
    }

    /// The only place that a location names, if there is just one. What is written
    /// before the number may be the title of the work.
    pub fn find(&self, location: &str) -> Option<NodeId> {
        let wanted: Vec<String> = parts(location).collect();
        (0..wanted.len()).find_map(|skipped| self.only(&wanted[skipped..]))
    }

    /// Whether nothing in the text is numbered as a location says: not even several
    /// places, of which it would not be clear which one is meant.
    pub fn is_unknown(&self, location: &str) -> bool {
        let last = parts(location).last();
        last.is_some_and(|last| !self.by_number.contains_key(&last))
            && self.find_all(location).is_empty()
    }

    fn only(&self, wanted: &[String]) -> Option<NodeId> {
        let candidates = self.by_number.get(wanted.last()?)?;
        let mut fitting = candidates.iter().filter(|(path, _)| path.ends_with(wanted));
        let first = fitting.next()?;
        fitting.next().is_none().then_some(first.1)
    }
}

/// The parts of a location: letters and digits between anything else.
fn parts(location: &str) -> impl Iterator<Item = String> + '_ {
    location
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty())
        .map(str::to_lowercase)
}

/// The number of an element that can be cited.
fn number(element: Element<'_>) -> Option<String> {
    let name = tei_name(element)?;
    let cited = is_division(name)
        || matches!(
            name,
            "p" | "ab" | "l" | "lg" | "lb" | "seg" | "s" | "line" | "sp" | "milestone"
        );
    let number = element.attribute("n").filter(|_| cited)?;
    Some(number.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_are_unique_or_nothing() {
        let xml = "<text><div n='1'><p n='1' xml:id='a'/><p n='2'/></div>\
                   <div n='2'><p n='1'/><ab>x<lb n='8' xml:id='b'/>y<lb n='1v2' xml:id='c'/>z\
                   <lb n='1v3' xml:id='d'/></ab></div></text>";
        let read = crate::xml::read("t.xml", xml.as_bytes()).expect("well formed");
        let tree = read.value;
        let locations = Locations::new(&tree, &[tree.root().id()]);
        let found = |location| {
            let node = locations.find(location)?;
            tree.node(node)
                .element()?
                .xml_id()
                .map(|id| id.into_owned())
        };
        assert_eq!(found("1.1").as_deref(), Some("a"));
        assert_eq!(found("BA 1, 1").as_deref(), Some("a"));
        assert_eq!(found("8").as_deref(), Some("b"));
        assert_eq!((found("1"), found("7")), (None, None));
        assert_eq!(locations.find_all("1.1-8").len(), 2);
        assert_eq!(locations.find_all("8-1.1").len(), 0);
        assert_eq!(locations.find_all("1v2-3").len(), 2);
        assert!(locations.is_unknown("9.9") && locations.is_unknown("1.7"));
        assert!(!locations.is_unknown("1") && !locations.is_unknown("1v2-3"));
        assert_eq!(locations.find_all("1.1-2").len(), 2);
    }
}
