//! What does a prefix stand for here?

use super::XMLNS;
use crate::xml::{self, Element};

/// The namespace that `prefix` stands for in `element`; the empty prefix is
/// the default namespace, which may be none.
pub(super) fn namespace(element: Element, prefix: &str) -> Option<String> {
    if prefix == "xml" {
        return Some(xml::XML.to_owned());
    }
    let around = std::iter::once(element).chain(element.ancestors());
    let declared = around
        .flat_map(Element::attributes)
        .filter(|attribute| attribute.namespace() == Some(XMLNS))
        .find(|attribute| match attribute.written().split_once(':') {
            Some((_, declared)) => declared == prefix,
            None => prefix.is_empty(),
        });
    match declared {
        Some(attribute) => Some(attribute.value().into_owned()),
        None => prefix.is_empty().then(String::new),
    }
}
