//! Under which fragment is this found?
//!
//! An `xml:id` is kept where it can be an id in HTML. Published files have ids
//! with spaces, empty ones, the same one twice: those get an id made from what
//! they say. Ids of the page itself are never given away.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::xml::{Element, NodeId, Tree};

/// Ids that the pages use for their own parts; an element of the text that has
/// one of these is found under `x-` and its id.
pub const PAGE_IDS: &[&str] = &[
    "about",
    "apparatus",
    "apparatus-title",
    "apph",
    "catalogue-title",
    "changes-title",
    "citation",
    "cite",
    "cite-title",
    "citeh",
    "citing-title",
    "colophon",
    "contents",
    "contents-title",
    "density",
    "densityh",
    "down",
    "down-title",
    "downh",
    "downloads",
    "downloadsh",
    "editions",
    "editionsh",
    "findings",
    "findingsh",
    "foot",
    "goto",
    "goto-how",
    "hist",
    "histh",
    "history",
    "history-title",
    "history-words-title",
    "historyh",
    "main",
    "mark",
    "note",
    "notes",
    "notes-title",
    "notesh",
    "parallels",
    "parallels-title",
    "pictures",
    "pictures-title",
    "popover",
    "q",
    "reading-title",
    "search",
    "sigla",
    "site",
    "sources",
    "sources-title",
    "spellings",
    "spellings-title",
    "states",
    "statesh",
    "statistics",
    "status",
    "tally",
    "text",
    "texth",
    "title",
    "top",
    "use",
    "vers",
    "versh",
    "version",
    "version-title",
    "versionh",
    "versions",
    "versionsh",
    "view",
    "viewh",
    "ways",
    "witnesses",
    "witnessesh",
    "words-title",
];

/// The longest generated part of an id, in bytes: division paths of real files
/// have under 60.
const LONGEST: usize = 120;

/// The ids of a document in HTML.
#[derive(Debug, Default)]
pub struct Identifiers {
    taken: FxHashSet<String>,
    given: FxHashMap<NodeId, String>,
    next: FxHashMap<String, u32>,
}

impl Identifiers {
    /// Reserves the ids of the pages and takes over those of the file.
    pub fn new(tree: &Tree) -> Self {
        let mut identifiers = Self::default();
        identifiers
            .taken
            .extend(PAGE_IDS.iter().map(|&id| id.to_owned()));
        let elements = || {
            let below = tree.root().descendants().filter_map(|node| node.element());
            std::iter::once(tree.root()).chain(below)
        };
        let mut unfit = Vec::new();
        for (element, id) in elements().filter_map(|e| Some((e, e.xml_id()?))) {
            if is_good(&id) && identifiers.taken.insert(id.to_string()) {
                identifiers.given.insert(element.id(), id.into_owned());
            } else {
                unfit.push((element, id));
            }
        }
        for (element, id) in unfit {
            identifiers.give(element, &format!("x-{}", slug(&id)));
        }
        identifiers
    }

    /// Gives no more ids: which are taken need not be known any longer.
    pub fn close(&mut self) {
        (self.taken, self.next) = Default::default();
        self.given.shrink_to_fit();
    }

    /// The id of an element, if it has one.
    pub fn of(&self, element: Element<'_>) -> Option<String> {
        self.get(element.id()).map(str::to_owned)
    }

    /// The id of a node, if it has one.
    pub fn get(&self, node: NodeId) -> Option<&str> {
        self.given.get(&node).map(String::as_str)
    }

    /// The id of `element`; if it has none, `wanted` or, where that is taken,
    /// `wanted-2`, `wanted-3` …
    pub fn give(&mut self, element: Element<'_>, wanted: &str) -> String {
        if let Some(id) = self.get(element.id()) {
            return id.to_owned();
        }
        let id = self.reserve(wanted);
        self.given.insert(element.id(), id.clone());
        id
    }

    /// An id that nothing else has: `wanted`, `wanted-2`, `wanted-3` …
    pub fn reserve(&mut self, wanted: &str) -> String {
        if self.taken.insert(wanted.to_owned()) {
            return wanted.to_owned();
        }
        // Remembered, because one id can be wanted thousands of times.
        let next = self.next.entry(wanted.to_owned()).or_insert(2);
        loop {
            let id = format!("{wanted}-{next}");
            *next += 1;
            if self.taken.insert(id.clone()) {
                return id;
            }
        }
    }
}

/// Whether `id` can be an id in HTML, a fragment of an address, and a word of a
/// selector without escaping: letters, digits, `-`, `_`, `.`, beginning with a
/// letter or `_`.
pub fn is_good(id: &str) -> bool {
    id.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && id.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c))
}

/// Letters and digits of `text` in lower case, everything else as single
/// hyphens; at most 120 bytes.
pub fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars() {
        if slug.len() >= LONGEST {
            break;
        }
        if c.is_alphanumeric() {
            slug.extend(c.to_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_ids_are_good() {
        assert!(is_good("b1.1") && is_good("état") && is_good("_x"));
        for bad in ["", "1a", "a b", "Ca.4.1.156 ", "$ID", "a:b", "a\"b", "a–b"] {
            assert!(!is_good(bad), "{bad}");
        }
        assert_eq!(slug(" Ca.4.1.156 "), "ca-4-1-156");
        assert!(PAGE_IDS.is_sorted());
    }
}
