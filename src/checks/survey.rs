//! The elements and attributes of a document by name.
//!
//! Made in one pass, so that each rule looks only at what concerns it and a
//! hundred rules cost little more than one.

use std::borrow::Cow;
use std::cell::OnceCell;

use memchr::memchr;
use rustc_hash::{FxHashMap, FxHashSet};

use super::languages::script::{Script, foreign_script};
use crate::source::Span;
pub use crate::tei::element::name_of;
use crate::xml::{Attribute, Element, Kind, Node, Tree, XML};

/// So many letters tell a passage from a sign or an abbreviation.
const SOME: usize = 8;

/// An attribute and the element that bears it.
pub type Borne<'t> = (Element<'t>, Attribute<'t>);

/// A document, sorted by name.
pub struct Survey<'t> {
    tree: &'t Tree,
    /// By [`Element::name_index`], TEI elements only.
    elements: Vec<Vec<Element<'t>>>,
    /// By [`Attribute::name_index`], on TEI elements only.
    attributes: Vec<Vec<Borne<'t>>>,
    /// Element names with the places in `elements` where they stand: several
    /// if a name is written with and without prefix.
    element_names: FxHashMap<&'t str, Vec<usize>>,
    /// Attribute names as `xml:id` or as written.
    attribute_names: FxHashMap<String, Vec<usize>>,
    /// Every `xml:id`, of elements of any vocabulary.
    ids: Vec<Borne<'t>>,
    /// Texts that are not all ASCII, or have references.
    beyond_ascii: Vec<Node<'t>>,
    /// Those of them that have references.
    referring: Vec<Node<'t>>,
    /// Those in a script that is not Latin: asked for by several rules.
    scripts: OnceCell<Vec<(Node<'t>, Script)>>,
}

impl<'t> Survey<'t> {
    /// Sorts what `tree` holds.
    pub fn new(tree: &'t Tree) -> Self {
        let mut survey = Self {
            tree,
            elements: Vec::new(),
            attributes: Vec::new(),
            element_names: FxHashMap::default(),
            attribute_names: FxHashMap::default(),
            ids: Vec::new(),
            beyond_ascii: Vec::new(),
            referring: Vec::new(),
            scripts: OnceCell::new(),
        };
        for node in tree.nodes() {
            match node.kind() {
                Kind::Text | Kind::CData => {
                    let raw = node.raw();
                    let refers = memchr(b'&', raw.as_bytes()).is_some();
                    if refers {
                        survey.referring.push(node);
                    }
                    if refers || !raw.is_ascii() {
                        survey.beyond_ascii.push(node);
                    }
                }
                _ => {
                    if let Some(element) = node.element() {
                        survey.add(element);
                    }
                }
            }
        }
        survey
    }

    fn add(&mut self, element: Element<'t>) {
        let tei = element.is_tei();
        if tei {
            let list = at(&mut self.elements, element.name_index());
            if list.is_empty() {
                let places = self.element_names.entry(element.name()).or_default();
                places.push(element.name_index());
            }
            list.push(element);
        }
        for attribute in element.attributes() {
            let list = at(&mut self.attributes, attribute.name_index());
            let name = attribute.written();
            if tei {
                if list.is_empty() {
                    let places = self.attribute_names.entry(name.to_owned()).or_default();
                    places.push(attribute.name_index());
                }
                list.push((element, attribute));
            }
            if attribute.local() == "id" && attribute.namespace() == Some(XML) {
                self.ids.push((element, attribute));
            }
        }
    }

    /// The document.
    pub fn tree(&self) -> &'t Tree {
        self.tree
    }

    /// The TEI elements called `local`, in document order.
    pub fn named(&self, local: &str) -> impl Iterator<Item = Element<'t>> {
        let places = self.element_names.get(local);
        let mut found: Vec<_> = places
            .into_iter()
            .flatten()
            .flat_map(|&place| self.elements[place].iter().copied())
            .collect();
        if places.is_some_and(|places| places.len() > 1) {
            found.sort_by_key(|element| element.id());
        }
        found.into_iter()
    }

    /// Whether there is a TEI element called `local`.
    pub fn has(&self, local: &str) -> bool {
        self.element_names.contains_key(local)
    }

    /// All attributes called `name` (`wit`, `xml:lang`) of TEI elements, in
    /// document order.
    pub fn with(&self, name: &str) -> impl Iterator<Item = Borne<'t>> {
        let places = self.attribute_names.get(name);
        let places = places.into_iter().flatten();
        places.flat_map(|&place| self.attributes[place].iter().copied())
    }

    /// The texts in which there may be characters that are not ASCII.
    pub fn beyond_ascii(&self) -> &[Node<'t>] {
        &self.beyond_ascii
    }

    /// The texts in which something is written as a reference.
    pub fn referring(&self) -> &[Node<'t>] {
        &self.referring
    }

    /// The texts of some length that have letters of just one script, which is
    /// not Latin.
    pub fn in_other_scripts(&self) -> &[(Node<'t>, Script)] {
        self.scripts.get_or_init(|| {
            let texts = self.beyond_ascii.iter();
            let found = texts.filter_map(|text| Some((*text, foreign_script(&text.text(), SOME)?)));
            found.collect()
        })
    }

    /// Every `xml:id` of the file, of other vocabularies too.
    pub fn ids(&self) -> &[Borne<'t>] {
        &self.ids
    }

    /// Whether an element with this `xml:id` exists.
    pub fn has_id(&self, id: &str) -> bool {
        self.tree.by_id(id).is_some()
    }

    /// The ids that any pointer of the file names with `#`.
    pub fn pointed_at(&self) -> FxHashSet<&'t str> {
        let borne = self.attributes.iter().flatten();
        let mut ids = FxHashSet::default();
        for (_, attribute) in borne {
            if let Cow::Borrowed(value) = attribute.value()
                && value.contains('#')
            {
                let pointers = value.split_ascii_whitespace();
                ids.extend(pointers.filter_map(|pointer| pointer.strip_prefix('#')));
            }
        }
        ids
    }

    /// Whether the document is a TEI text with a header, or a corpus of such:
    /// a fragment cannot be asked for its licence.
    pub fn is_whole(&self) -> bool {
        let root = self.tree.root();
        root.is("TEI") || root.is("teiCorpus") || root.is("TEI.2") || root.is("teiCorpus.2")
    }
}

/// The list at `place`, which is made if need be.
fn at<T>(lists: &mut Vec<Vec<T>>, place: usize) -> &mut Vec<T> {
    if lists.len() <= place {
        lists.resize_with(place + 1, Vec::new);
    }
    &mut lists[place]
}

/// The words of an attribute, each with its place in the source.
pub fn words(attribute: Attribute<'_>) -> Vec<(Span, Cow<'_, str>)> {
    let whole = attribute.span();
    match attribute.value() {
        Cow::Borrowed(value) if value.len() == whole.len() => {
            let place = |word: &str| word.as_ptr() as usize - value.as_ptr() as usize;
            let spanned = |word| {
                let start = whole.start as usize + place(word);
                (Span::new(start, start + word.len()), Cow::Borrowed(word))
            };
            value.split_ascii_whitespace().map(spanned).collect()
        }
        value => value
            .split_ascii_whitespace()
            .map(|word| (whole, Cow::Owned(word.to_owned())))
            .collect(),
    }
}

/// The attribute `name` of an element: its place, or that of the element's name.
pub fn place_of(element: Element<'_>, name: &str) -> Span {
    let written = |attribute: &Attribute<'_>| attribute.written() == name;
    (element.attributes().find(written)).map_or_else(|| name_of(element), Attribute::span)
}

/// Whether an element holds neither words nor elements.
pub fn is_blank(element: Element<'_>) -> bool {
    element.descendants().all(|node| match node.kind() {
        Kind::Text | Kind::CData => node.text().trim().is_empty(),
        Kind::Comment | Kind::Instruction => true,
        _ => false,
    })
}

/// `count` things, in words a sentence can hold: `1 note`, `3 notes`.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
