//! A passage as a TEI file of its own.
//!
//! What is cut out keeps its surroundings: the header, so that pointers to
//! witnesses and hands lead somewhere, and the start tags of the elements
//! around it, so that languages, numbers and namespaces stay what they were.
//! Everything is as it is written in the source, but for what only the source
//! explains: entities of its DTD are written out, and so are included files.

use super::Document;
use super::header::header_element;
use super::structure::is_document_element;
use crate::xml::{Element, Kind, Node, NodeId, TEI, Tree, escape};

/// The nodes from `from` up to `end`, each under its start tags, as a TEI file
/// in UTF-8. `wrapper` is the start tag and the end tag of an element that
/// holds all of the passage and nothing else but the parts of elements that
/// reach beyond it.
///
/// The outermost element is `TEI` in the namespace of TEI P5, also for files of
/// TEI P4 and for fragments, which have another one or none.
pub fn excerpt(document: &Document, from: NodeId, end: NodeId, wrapper: (&str, &str)) -> String {
    let tree = document.tree();
    let around = around(tree, from, end);
    let root = around.iter().rposition(|element| is_whole(*element));
    let mut out = Out::new(tree);
    out.root(root.map(|at| around[at]), &around[..root.unwrap_or(0)]);
    let inner = &around[root.map_or(0, |at| at + 1)..];
    let header = root.and_then(|at| around[at].child("teiHeader"));
    if let Some(header) = header.filter(|header| header.end() <= from) {
        out.nodes(header.id(), header.end(), &[]);
    }
    for element in inner {
        out.start(*element);
    }
    out.text.push_str(wrapper.0);
    let cut = partly(tree, from, around.last().copied());
    out.nodes(from, end, &cut);
    out.text.push_str(wrapper.1);
    for element in inner.iter().rev() {
        out.end(*element);
    }
    out.finish()
}

/// The whole document as a TEI file in UTF-8 that needs no other file: what
/// [`excerpt`] does, without a wrapper.
pub fn whole(document: &Document) -> String {
    let tree = document.tree();
    let root = tree.root();
    let mut out = Out::new(tree);
    if is_whole(root) {
        out.root(Some(root), &[]);
        out.nodes(root.id().after(), root.end(), &[]);
    } else {
        out.root(None, &[]);
        out.nodes(root.id(), root.end(), &[]);
    }
    out.finish()
}

/// Whether the document can stand for itself: a `TEI` element of TEI P5 with a
/// header, into which no other file is included and of which no DTD has a part.
pub fn is_self_contained(document: &Document) -> bool {
    let tree = document.tree();
    let own = |node: Node<'_>| !matches!(node.kind(), Kind::Inclusion | Kind::Reference);
    let root = tree.root();
    root.name() == "TEI"
        && root.namespace() == Some(TEI)
        && header_element(tree).is_some()
        && tree.nodes().all(own)
}

/// Whether an element can be the root of a file: of one text, not of a corpus.
fn is_whole(element: Element<'_>) -> bool {
    is_document_element(element) && !element.name().starts_with("teiCorpus")
}

/// The elements that hold all of a passage, outermost first.
fn around(tree: &Tree, from: NodeId, end: NodeId) -> Vec<Element<'_>> {
    let ancestors = std::iter::successors(tree.node(from).parent(), |element| element.parent());
    let mut around: Vec<_> = ancestors.filter(|element| element.end() >= end).collect();
    around.reverse();
    around
}

/// The elements inside `inner` in which a passage begins, and which it leaves
/// before its end; outermost first.
fn partly<'t>(tree: &'t Tree, from: NodeId, inner: Option<Element<'t>>) -> Vec<Element<'t>> {
    let ancestors = std::iter::successors(tree.node(from).parent(), |element| element.parent());
    let mut partly: Vec<_> = ancestors
        .take_while(|element| Some(*element) != inner)
        .collect();
    partly.reverse();
    partly
}

struct Out<'t> {
    tree: &'t Tree,
    text: String,
    root: String,
}

impl<'t> Out<'t> {
    fn new(tree: &'t Tree) -> Self {
        Self {
            tree,
            text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(),
            root: String::new(),
        }
    }

    /// The start tag of the file's root, made from the one it had, with what
    /// the elements `above` say of language and namespaces.
    fn root(&mut self, element: Option<Element<'t>>, above: &[Element<'t>]) {
        let in_namespace = element.filter(|element| element.namespace() == Some(TEI));
        self.root = match in_namespace.and_then(Element::prefix) {
            Some(prefix) => format!("{prefix}:TEI"),
            None => "TEI".to_owned(),
        };
        let mut attributes: Vec<(&str, String)> = Vec::new();
        if in_namespace.is_none() {
            attributes.push(("xmlns", TEI.to_owned()));
        }
        let outwards = element.iter().chain(above.iter().rev());
        for (at, element) in outwards.enumerate() {
            for attribute in element.attributes() {
                let name = attribute.written();
                let inherited = at == 0 || name.starts_with("xmlns") || INHERITED.contains(&name);
                let known = attributes.iter().any(|(known, _)| *known == name);
                if inherited && !known {
                    attributes.push((name, attribute.value().into_owned()));
                }
            }
        }
        self.text.extend(["<", &self.root]);
        for (name, value) in attributes {
            self.attribute(name, &value);
        }
        self.text.push('>');
    }

    fn finish(mut self) -> String {
        self.text.extend(["</", &self.root, ">\n"]);
        self.text
    }

    /// The nodes from `from` up to `end`, inside the elements `open`, whose
    /// start tags come first; elements that reach further are closed.
    fn nodes(&mut self, from: NodeId, end: NodeId, open: &[Element<'t>]) {
        for element in open {
            self.start(*element);
        }
        let mut open = open.to_vec();
        for node in self.tree.between(from, end) {
            while let Some(element) = open.pop_if(|element| element.end() <= node.id()) {
                self.end(element);
            }
            match node.element() {
                Some(element) if element.raw_start_tag().ends_with("/>") => self.empty(element),
                Some(element) => {
                    self.start(element);
                    open.push(element);
                }
                None => self.leaf(node),
            }
        }
        while let Some(element) = open.pop() {
            self.end(element);
        }
    }

    fn start(&mut self, element: Element<'t>) {
        self.tag(element);
        self.text.push('>');
    }

    fn empty(&mut self, element: Element<'t>) {
        self.tag(element);
        self.text.push_str("/>");
    }

    fn end(&mut self, element: Element<'t>) {
        self.text.extend(["</", element.qualified_name(), ">"]);
    }

    /// A start tag without its end: as it is written, unless it needs the DTD
    /// or the file from which it was included.
    fn tag(&mut self, element: Element<'t>) {
        let raw = element.raw_start_tag();
        let foreign = foreign(element);
        if !raw.contains('&') && foreign.is_empty() {
            let tag = raw.strip_suffix('>').unwrap_or(raw);
            self.text.push_str(tag.strip_suffix('/').unwrap_or(tag));
            return;
        }
        self.text.extend(["<", element.qualified_name()]);
        for attribute in element.attributes() {
            self.attribute(attribute.written(), &attribute.value());
        }
        for (name, namespace) in foreign {
            self.attribute(&name, namespace);
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.text.extend([" ", name, "=\""]);
        escape(value, true, &mut self.text);
        self.text.push('"');
    }

    fn leaf(&mut self, node: Node<'t>) {
        match node.kind() {
            Kind::Text if node.raw().contains('&') => escape(&node.text(), false, &mut self.text),
            Kind::Reference => escape(&node.text(), false, &mut self.text),
            Kind::Text | Kind::CData | Kind::Comment | Kind::Instruction => {
                self.text.push_str(node.raw());
            }
            // What was included, or an entity holds, follows as nodes.
            Kind::Inclusion | Kind::Element | Kind::Declaration | Kind::Doctype => {}
        }
    }
}

/// Attributes that say something of all that is inside.
const INHERITED: &[&str] = &["xml:lang", "xml:space", "xml:base"];

/// The namespaces of what was included, if `element` is the outermost element
/// of it and does not declare them itself: they may be declared further out in
/// its own file, which is not all included.
fn foreign(element: Element<'_>) -> Vec<(String, &str)> {
    let Some(parent) = element.parent() else {
        return Vec::new();
    };
    if element.file() == parent.file() {
        return Vec::new();
    }
    let mut declared: Vec<String> = (element.attributes())
        .map(|attribute| attribute.written().to_owned())
        .filter(|name| name.starts_with("xmlns"))
        .collect();
    let mut foreign = Vec::new();
    let mut need = |prefix: Option<&str>, namespace| {
        let name = prefix.map_or("xmlns".to_owned(), |prefix| format!("xmlns:{prefix}"));
        if prefix != Some("xml") && !declared.contains(&name) {
            declared.push(name.clone());
            foreign.push((name, namespace));
        }
    };
    let below = element.descendants().filter_map(Node::element);
    for inner in std::iter::once(element).chain(below) {
        need(inner.prefix(), inner.namespace().unwrap_or_default());
        for attribute in inner.attributes() {
            let prefix = attribute
                .written()
                .split_once(':')
                .map(|(prefix, _)| prefix);
            if let (Some(prefix), Some(namespace)) = (prefix, attribute.namespace())
                && prefix != "xmlns"
            {
                need(Some(prefix), namespace);
            }
        }
    }
    foreign
}
