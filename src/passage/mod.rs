//! Are these the same words that were cited?
//!
//! Every citable unit has two SHA-256: of its [`words`](mod@words), and of its
//! [`canonical`] content, which is everything in it that means something. Both
//! are taken over a form that can be printed, read and hashed with other tools:
//! docs/passages.md specifies it, under the name [`FORM`].
//!
//! 1. [`words`](mod@words) gives the words of a passage, [`canonical`] its content;
//!    [`pointer`](mod@pointer) says what pointers lead to, so that names of ids do not matter;
//! 2. [`Fingerprints`] has all units of a document, and [`root`] puts them into
//!    one hash of a Merkle tree;
//! 3. [`check`](mod@check) holds a claim against a document: the same, moved,
//!    changed, gone.

pub mod canonical;
pub mod check;
mod element_path;
mod pointer;
mod root;
pub mod words;

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::edition::Digest;
use crate::store;
use crate::tei::Document;
use crate::xml::NodeId;

use canonical::Canonical;

pub use check::{Claim, Fraction, Verdict, check};
pub use element_path::Boundary;

/// The name of the form, as reports give it. Another form will have another
/// name: fingerprints of different forms are never compared.
pub const FORM: &str = "variorum-passage-1";

/// The two hashes of a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Fingerprint {
    /// SHA-256 of its words.
    pub text: Digest,
    /// SHA-256 of its content.
    pub content: Digest,
}

impl Fingerprint {
    /// For people: the first sixteen digits of each, with a full stop between.
    pub fn short(&self) -> String {
        format!("{}.{}", self.text.short(), self.content.short())
    }
}

/// A citable unit with its fingerprint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnitFingerprint {
    /// Its reference, unique in the document.
    pub reference: String,
    /// What it is called: `chapter`, `line`.
    pub kind: String,
    /// How deep it lies, from 1.
    pub level: u32,
    /// Whether its number was counted, not given.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub counted: bool,
    /// The element at which it begins: XPointer `element()` scheme.
    pub begins: String,
    /// Where it ends.
    pub ends: Boundary,
    /// Its two hashes.
    #[serde(flatten)]
    pub fingerprint: Fingerprint,
}

/// All fingerprints of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fingerprints {
    /// How they were taken: [`FORM`].
    pub form: &'static str,
    /// The root of the Merkle tree over everything below.
    pub root: Digest,
    /// SHA-256 of the content of the whole document.
    pub document: Digest,
    /// SHA-256 of the content of its first header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<Digest>,
    /// Every citable unit, in the order of the text; those around come first.
    pub units: Vec<UnitFingerprint>,
}

impl Fingerprints {
    /// The unit with this reference.
    pub fn find(&self, reference: &str) -> Option<&UnitFingerprint> {
        self.units.iter().find(|unit| unit.reference == reference)
    }

    /// The units by their content, those with the same in the order of the text.
    pub fn by_content(&self) -> FxHashMap<Digest, Vec<usize>> {
        let mut found: FxHashMap<Digest, Vec<usize>> = FxHashMap::default();
        for (at, unit) in self.units.iter().enumerate() {
            found.entry(unit.fingerprint.content).or_default().push(at);
        }
        found
    }
}

/// Takes the fingerprints of all citable units of `document`.
pub fn fingerprints(document: &Document) -> Fingerprints {
    let canonical = Canonical::new(document);
    let tree = document.tree();
    let addresses = document.citation().addresses();
    let paths = element_path::Paths::new(tree);
    let units = addresses.units().iter().map(|unit| UnitFingerprint {
        reference: unit.reference.clone(),
        kind: unit.kind.clone(),
        level: unit.level,
        counted: unit.counted,
        begins: paths.of(unit.node),
        ends: paths.boundary(unit.node, unit.end),
        fingerprint: of_nodes(document, &canonical, unit.node, unit.end),
    });
    let units: Vec<UnitFingerprint> = units.collect();
    let root_element = tree.root();
    let of_element = |first: NodeId, end: NodeId| {
        let content = canonical.content(first, end);
        store::digest(content.as_bytes())
    };
    let whole = of_element(root_element.id(), root_element.end());
    let header = match root_element.is("teiHeader") {
        true => Some(root_element),
        false => root_element.find("teiHeader"),
    };
    let header = header.map(|header| of_element(header.id(), header.end()));
    Fingerprints {
        form: FORM,
        root: root::root(whole, header, &units),
        document: whole,
        header,
        units,
    }
}

/// The fingerprint of the passage that a reference or a range names.
pub fn fingerprint(document: &Document, reference: &str) -> Option<Fingerprint> {
    let (first, end) = extent(document, reference)?;
    let canonical = Canonical::new(document);
    Some(of_nodes(document, &canonical, first, end))
}

/// The bytes that are hashed for a passage: its words and its content.
pub fn hashed(document: &Document, reference: &str) -> Option<(String, String)> {
    let (first, end) = extent(document, reference)?;
    let content = Canonical::new(document).content(first, end);
    Some((words::words(document.tree(), first, end), content))
}

fn of_nodes(
    document: &Document,
    canonical: &Canonical<'_>,
    first: NodeId,
    end: NodeId,
) -> Fingerprint {
    let words = words::words(document.tree(), first, end);
    Fingerprint {
        text: store::digest(words.as_bytes()),
        content: store::digest(canonical.content(first, end).as_bytes()),
    }
}

/// The nodes of a passage: from the first unit's first to before the one after
/// the last unit.
fn extent(document: &Document, reference: &str) -> Option<(NodeId, NodeId)> {
    let citation = document.citation();
    let passage = citation.resolve(reference)?;
    let units = citation.addresses().units();
    let (from, to) = (units.get(passage.from)?, units.get(passage.to)?);
    Some((from.node, to.end.max(from.end)))
}
