//! Under which address is a passage found?

use super::citation::address;
use crate::tei::Document;

/// The address of a place in the text of a version: `version_href` is that of
/// the version, `unit` the index of the unit it is in, `place` the id in HTML;
/// without one the begin of the text.
///
/// All links from outside the text go through here, so that they follow when a
/// text is shown in several parts.
pub fn passage_href(
    document: &Document,
    version_href: &str,
    unit: Option<usize>,
    place: Option<&str>,
) -> String {
    let page = page_of(document, version_href, unit);
    match place {
        Some(place) => format!("{page}#{place}"),
        None if page.is_empty() => "#text".to_owned(),
        None => page,
    }
}

/// The address of the page that has a unit.
fn page_of(document: &Document, version_href: &str, unit: Option<usize>) -> String {
    let parts = document.parts();
    let unit = unit.and_then(|at| document.units().get(at));
    let part = unit
        .filter(|_| parts.is_divided())
        .and_then(|unit| parts.all().get(parts.of(unit.node)?));
    match part {
        Some(part) => address(&format!("{version_href}/"), &part.address),
        None => version_href.to_owned(),
    }
}
