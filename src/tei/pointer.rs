//! What does a pointer point at?

use crate::xml::{Element, Tree};

/// The ids that an attribute of pointers names within this file: `#a #b` gives
/// `a`, `b`. Pointers to other files are left out; sigla written without `#`
/// count only with `bare` (Guidelines TCAPWL ask for `#`, files differ).
pub fn local_ids(value: &str, bare: bool) -> impl Iterator<Item = &str> {
    value
        .split_whitespace()
        .filter_map(move |pointer| match pointer.strip_prefix('#') {
            Some("") => None,
            Some(id) => Some(id),
            None => (bare && !pointer.contains([':', '/', '#'])).then_some(pointer),
        })
}

/// The elements of this file that an attribute points at, in its order;
/// dangling pointers are passed over.
pub fn targets<'t>(tree: &'t Tree, element: Element<'_>, attribute: &str) -> Vec<Element<'t>> {
    let Some(value) = element.attribute(attribute) else {
        return Vec::new();
    };
    local_ids(&value, false)
        .filter_map(|id| tree.by_id(id))
        .collect()
}

/// The first element of this file that an attribute points at.
pub fn target<'t>(tree: &'t Tree, element: Element<'_>, attribute: &str) -> Option<Element<'t>> {
    let value = element.attribute(attribute)?;
    local_ids(&value, false).find_map(|id| tree.by_id(id))
}

/// The first id of this file that an attribute names, whether or not it exists.
pub fn first_id(element: Element<'_>, attribute: &str) -> Option<String> {
    let value = element.attribute(attribute)?;
    local_ids(&value, false).next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_to_elsewhere_are_not_ours() {
        let ids = |value, bare| local_ids(value, bare).collect::<Vec<_>>();
        assert_eq!(ids(" #a  #b x.xml#c http://a/#d # e", false), ["a", "b"]);
        assert_eq!(ids("#a b viaf:7", true), ["a", "b"]);
    }
}
