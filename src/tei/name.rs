//! Who and what is named?

use rustc_hash::FxHashMap;

use super::element::tei_name;
use super::header_words::in_words;
use super::witness::label_of;
use crate::xml::{Element, NodeId, Tree};

/// A person, organisation or place that the file declares (TEI ND).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The element that declares it.
    pub node: NodeId,
    /// Its `xml:id`.
    pub id: String,
    /// `person`, `org` or `place`, as the element is called.
    pub kind: String,
    /// Its first name in the list, white space collapsed.
    pub form: String,
}

/// All that is declared with an `xml:id`, in the order of the file.
pub fn names(tree: &Tree) -> Vec<Name> {
    let elements = tree.root().descendants().filter_map(|node| node.element());
    elements.filter_map(name).collect()
}

fn name(element: Element<'_>) -> Option<Name> {
    let kind = tei_name(element).filter(|name| matches!(*name, "person" | "org" | "place"))?;
    let is_name = |child: &Element<'_>| {
        matches!(
            tei_name(*child),
            Some("persName" | "orgName" | "placeName" | "name" | "geogName")
        )
    };
    Some(Name {
        node: element.id(),
        id: element.xml_id()?.into_owned(),
        kind: kind.to_owned(),
        form: element.elements().find(is_name).map(in_words)?,
    })
}

/// Names by `xml:id`: of what is declared, and of who answers for something.
#[derive(Debug, Default)]
pub struct NamesById(FxHashMap<String, String>);

impl NamesById {
    /// The names of a file.
    pub fn new(tree: &Tree, names: &[Name]) -> Self {
        let declared = names
            .iter()
            .map(|name| (name.id.clone(), name.form.clone()));
        let mut by_id: FxHashMap<_, _> = declared.collect();
        let header = tree.root().find("teiHeader");
        let elements = header.into_iter().flat_map(|header| header.descendants());
        for element in elements.filter_map(|node| node.element()) {
            let Some(id) = element.xml_id() else {
                continue;
            };
            if let Some(name) = responsible_name(element) {
                by_id.entry(id.into_owned()).or_insert(name);
            }
        }
        let mut names = Self(by_id);
        names.add_pointers(tree);
        names
    }

    /// Names by the pointers to elsewhere with which the file itself explains
    /// them: `persName ref="viaf:1"`, a `bibl` that holds `ptr target="bib:Maas"`.
    fn add_pointers(&mut self, tree: &Tree) {
        for name in ["persName", "orgName", "name"] {
            if !tree.has_name(name) {
                continue;
            }
            for element in tree.root().find_all(name) {
                // In the text a name has the form that its sentence asks for.
                let mut above = element.ancestors();
                let explains = |above: Element<'_>| {
                    matches!(tei_name(above), Some("teiHeader" | "bibl" | "biblStruct"))
                };
                let pointer = element.attribute("ref").filter(|_| above.any(explains));
                self.add(pointer.as_deref(), || Some(in_words(element)));
            }
        }
        if !tree.has_name("ptr") {
            return;
        }
        for pointer in tree.root().find_all("ptr") {
            let work = pointer.parent().filter(|parent| parent.is("bibl"));
            let target = pointer.attribute("target").filter(|_| work.is_some());
            self.add(target.as_deref(), || {
                Some(label_of(work?)?.as_str().to_owned())
            });
        }
    }

    /// Keeps a name under a pointer that leads out of the file.
    fn add(&mut self, pointer: Option<&str>, name: impl FnOnce() -> Option<String>) {
        let Some(pointer) = pointer.filter(|pointer| pointer.contains(':')) else {
            return;
        };
        if self.0.contains_key(pointer) {
            return;
        }
        if let Some(name) = name().filter(|name| !name.is_empty()) {
            self.0.insert(pointer.to_owned(), name);
        }
    }

    /// The name under this `xml:id`.
    pub fn get(&self, id: &str) -> Option<&str> {
        self.0.get(id).map(String::as_str)
    }

    /// The names that an attribute such as `@resp` or `@who` points at, in its
    /// order; an id without a name stands as it is written.
    pub fn named_by(&self, element: Element<'_>, attribute: &str) -> Option<String> {
        let value = element.attribute(attribute)?;
        let resolved = value.split_whitespace().map(|pointer| {
            let id = pointer.strip_prefix('#').unwrap_or(pointer);
            self.get(id).unwrap_or(id).to_owned()
        });
        let names: Vec<String> = resolved.collect();
        (!names.is_empty()).then(|| names.join(", "))
    }
}

/// The name that an element of the header gives: a statement of responsibility,
/// an author or editor, or a name itself.
fn responsible_name(element: Element<'_>) -> Option<String> {
    let is_name = |name: &str| matches!(name, "name" | "persName" | "orgName");
    match tei_name(element)? {
        "respStmt" => {
            let mut names = element
                .elements()
                .filter(|e| tei_name(*e).is_some_and(is_name));
            names.next().map(in_words)
        }
        "author" | "editor" | "principal" | "sponsor" | "funder" => Some(in_words(element)),
        name if is_name(name) => Some(in_words(element)),
        _ => None,
    }
    .filter(|name| !name.is_empty())
}
