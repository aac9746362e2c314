//! Ids, and pointers at them.

use rustc_hash::{FxHashMap, FxHashSet};

use super::elements;
use crate::xml::{Element, is_name};

/// The attributes whose pointers are counted, sorted. Attributes that point at
/// machinery (`@rendition`, `@scheme`, `@source`, …) are not among them.
const POINTERS: &[&str] = &[
    "ana", "copyOf", "corresp", "decls", "edRef", "facs", "hand", "next", "prev", "ref", "resp",
    "sameAs", "spanTo", "target", "who", "wit",
];

pub(super) struct References {
    pub ids: usize,
    pub duplicate: Vec<String>,
    pub bad: Vec<String>,
    pub pointers: usize,
    pub dangling: usize,
}

pub(super) fn references(root: Element<'_>) -> References {
    let mut occurrences: FxHashMap<String, usize> = FxHashMap::default();
    let mut duplicate = Vec::new();
    let mut bad = Vec::new();
    for id in elements(root).filter_map(Element::xml_id) {
        let seen = occurrences.entry(id.clone().into_owned()).or_insert(0);
        *seen += 1;
        if *seen == 2 {
            duplicate.push(id.clone().into_owned());
        }
        if *seen == 1 && !is_name(&id) {
            bad.push(id.into_owned());
        }
    }
    let ids: FxHashSet<&str> = occurrences.keys().map(String::as_str).collect();
    let (mut pointers, mut dangling) = (0, 0);
    for element in elements(root) {
        for attribute in element.attributes() {
            if POINTERS.binary_search(&attribute.written()).is_err() {
                continue;
            }
            for id in attribute.value().split_whitespace().filter_map(local) {
                pointers += 1;
                dangling += usize::from(!ids.contains(id));
            }
        }
    }
    References {
        ids: occurrences.len(),
        duplicate,
        bad,
        pointers,
        dangling,
    }
}

fn local(pointer: &str) -> Option<&str> {
    pointer.strip_prefix('#').filter(|id| !id.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted() {
        assert!(POINTERS.is_sorted());
    }

    #[test]
    fn an_id_counts_once_and_may_be_no_name() {
        let xml = b"<a xml:id='x' ref='#x #y z'><b xml:id='x'/><c xml:id='1 '/></a>";
        let tree = crate::xml::read("a.xml", xml).unwrap().value;
        let found = references(tree.root());
        assert_eq!((found.ids, found.pointers, found.dangling), (2, 2, 1));
        assert_eq!(
            (found.duplicate, found.bad),
            (vec!["x".into()], vec!["1 ".into()])
        );
    }
}
