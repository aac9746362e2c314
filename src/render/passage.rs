//! Under which address is a passage found?

use std::cell::OnceCell;

use rustc_hash::FxHashMap;

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
    let pages = Pages::new(document);
    let page = unit.and_then(|unit| pages.of_unit(unit));
    pages.address(version_href, page, place)
}

/// The pages of a text, and what stands on which: a unit or a division may go on
/// over several of them.
pub struct Pages<'d> {
    document: &'d Document,
    /// By the ids in HTML of notes, entries and their places, and of all elements that
    /// have one. Made when it is asked for.
    by_id: OnceCell<FxHashMap<&'d str, usize>>,
}

impl<'d> Pages<'d> {
    /// Those of `document`.
    pub fn new(document: &'d Document) -> Self {
        Self {
            document,
            by_id: OnceCell::new(),
        }
    }

    /// The page on which a unit begins, by their indices; none of an undivided text.
    pub fn of_unit(&self, unit: usize) -> Option<usize> {
        let parts = self.document.parts();
        let unit = self.document.units().get(unit)?;
        parts.of(unit.node).filter(|_| parts.is_divided())
    }

    /// The page that has an id; none of an undivided text.
    pub fn of_place(&self, id: &str) -> Option<usize> {
        let divided = self.document.parts().is_divided();
        let by_id = divided.then(|| self.by_id.get_or_init(|| self.ids()))?;
        by_id.get(id).copied()
    }

    /// The address of a place on a page of a version. Without a page it is that on
    /// which the place is; a place that is on another page is left out.
    pub fn href(&self, version_href: &str, page: Option<usize>, place: Option<&str>) -> String {
        let has = place.and_then(|place| self.of_place(place));
        let place = place.filter(|_| page.is_none() || has.is_none() || page == has);
        self.address(version_href, page.or(has), place)
    }

    fn address(&self, version_href: &str, page: Option<usize>, place: Option<&str>) -> String {
        let parts = self.document.parts();
        let page = page.filter(|_| parts.is_divided());
        let page = match page.and_then(|page| parts.all().get(page)) {
            Some(part) => address(&format!("{version_href}/"), &part.address),
            None => version_href.to_owned(),
        };
        match place {
            Some(place) => format!("{page}#{place}"),
            None if page.is_empty() => "#text".to_owned(),
            None => page,
        }
    }

    fn ids(&self) -> FxHashMap<&'d str, usize> {
        let document = self.document;
        let parts = document.parts();
        let mut pages = FxHashMap::default();
        let nodes = document.text().flat_map(|root| root.descendants());
        for node in nodes {
            if let Some(id) = document.html_id(node.id())
                && let Some(page) = parts.of(node.id())
            {
                pages.insert(id, page);
            }
        }
        for (page, part) in parts.all().iter().enumerate() {
            let notes = part.notes.iter().map(|&at| &document.notes()[at]);
            pages.extend(notes.map(|note| (note.note.id.as_str(), page)));
            for entry in part.entries.iter().map(|&at| &document.entries()[at]) {
                pages.insert(entry.entry.id.as_str(), page);
                // The place of an entry about a whole unit is that unit.
                pages.entry(entry.place.as_str()).or_insert(page);
            }
        }
        pages
    }
}
