//! Under which address is a passage found?

/// The address of a place in the text of a version: `version_href` is that of
/// the version, `place` the id in HTML; without one the begin of the text.
///
/// All links from outside the text go through here, so that they follow when a
/// text is shown in several parts.
pub fn passage_href(version_href: &str, place: Option<&str>) -> String {
    match place {
        Some(place) => format!("{version_href}#{place}"),
        None if version_href.is_empty() => "#text".to_owned(),
        None => version_href.to_owned(),
    }
}
