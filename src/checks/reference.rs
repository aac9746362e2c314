//! What does a word in an attribute of pointers name?

use crate::xml::Element;

/// Attributes whose value is one or more pointers (`teidata.pointer` in the
/// TEI), but for `@wit`, which has rules of its own; sorted.
pub const POINTERS: &[&str] = &[
    "active",
    "adj",
    "ana",
    "calendar",
    "change",
    "class",
    "copyOf",
    "corresp",
    "datcat",
    "datingMethod",
    "datingPoint",
    "decls",
    "domains",
    "edRef",
    "end",
    "exclude",
    "facs",
    "feats",
    "follow",
    "from",
    "hand",
    "inst",
    "lemmaRef",
    "location",
    "mergedIn",
    "mutual",
    "new",
    "next",
    "nymRef",
    "origin",
    "parts",
    "passive",
    "perf",
    "period",
    "prev",
    "ref",
    "rendition",
    "replyTo",
    "require",
    "resp",
    "sameAs",
    "scheme",
    "scribeRef",
    "scriptRef",
    "select",
    "since",
    "source",
    "spanTo",
    "start",
    "synch",
    "target",
    "targetDatcat",
    "targetEnd",
    "to",
    "toWhom",
    "unitRef",
    "uri",
    "url",
    "valueDatcat",
    "where",
    "who",
];

/// Pointers that tie parts of one text together: what they name belongs in the
/// same file, so that a missing end is a mistake. The others may name an entry
/// of a register that is kept elsewhere.
pub const STRUCTURAL: &[&str] = &[
    "copyOf",
    "end",
    "exclude",
    "from",
    "next",
    "prev",
    "sameAs",
    "select",
    "since",
    "spanTo",
    "start",
    "synch",
    "target",
    "targetEnd",
    "to",
];

/// The id that a pointer into the same file names. `None` for pointers to
/// elsewhere, for the file itself (`#`), and for expressions such as
/// `#xpath(…)`.
pub fn local_id(pointer: &str) -> Option<&str> {
    let id = pointer.strip_prefix('#')?;
    (!id.is_empty() && !id.contains('(')).then_some(id)
}

/// `<name attribute="…">` in few words: `rs/@ref`.
pub fn described(element: Element<'_>, attribute: &str) -> String {
    format!("{}/@{attribute}", element.name())
}
