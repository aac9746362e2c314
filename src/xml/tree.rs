//! The document as a tree of spans.
//!
//! Nodes stand in one vector in document order; each knows its bytes. Nothing
//! is copied out of the source and nothing is thrown away: the bytes of all
//! nodes, put one after the other, are the file.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use super::entities::Entities;
use super::graft::Grafted;
use super::include::rebased;
use super::names::{Name, Names};
use crate::source::{self, FilePath, Position, SourceText, Span};

/// The place of a node in document order, from 0. Stable for one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) u32);

impl NodeId {
    /// As an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// The place before it; the first has none before it.
    pub fn before(self) -> Self {
        Self(self.0.saturating_sub(1))
    }

    /// The place after it.
    pub fn after(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A start tag with everything up to its end tag, or an empty element.
    Element,
    /// Character data, with the references that resolve to characters.
    Text,
    /// `<![CDATA[…]]>`.
    CData,
    /// `<!-- … -->`.
    Comment,
    /// `<?target …?>`.
    Instruction,
    /// `<?xml …?>`.
    Declaration,
    /// `<!DOCTYPE …>`.
    Doctype,
    /// A reference to an entity that is declared elsewhere or holds markup;
    /// what it holds, if it is known, follows as nodes of its own.
    Reference,
    /// An `xi:include` with all that is in it, in the place of which a file was
    /// included; what was included follows as nodes of its own.
    Inclusion,
}

pub(super) const NONE: u32 = u32::MAX;

/// 36 bytes for each node.
#[derive(Debug)]
pub(super) struct NodeData {
    /// First byte.
    pub start: u32,
    /// Elements: the byte after the start tag. Others: after the node.
    pub head: u32,
    /// The byte after the node.
    pub end: u32,
    pub parent: u32,
    /// The first node that is not below this one.
    pub after: u32,
    pub first_attribute: u32,
    pub name: u16,
    pub attributes: u16,
    pub kind: Kind,
    /// Text: holds references or carriage returns, so that reading it copies.
    /// Reference: what it stands for follows as nodes.
    pub indirect: bool,
}

#[derive(Debug)]
pub(super) struct AttributeData {
    pub start: u32,
    pub value_start: u32,
    pub value_end: u32,
    pub name: u16,
    /// Holds references or white space other than spaces.
    pub indirect: bool,
}

/// Text that entities stand for, appended behind the source, with the
/// reference from which it came.
#[derive(Debug)]
pub(super) struct Expansion {
    pub start: u32,
    pub end: u32,
    pub reference: Span,
}

/// One XML document, immutable.
#[derive(Debug)]
pub struct Tree {
    pub(super) source: SourceText,
    /// The source with the expansions of markup-holding entities behind it;
    /// `None` if there are none (nearly always).
    pub(super) expanded: Option<String>,
    pub(super) expansions: Vec<Expansion>,
    pub(super) nodes: Vec<NodeData>,
    pub(super) attributes: Vec<AttributeData>,
    pub(super) names: Names,
    pub(super) entities: Entities,
    /// What is known of the files that it includes.
    pub(super) grafted: Grafted,
    /// Attributes of XML that elements without namespace may write otherwise.
    pub(super) spellings: Vec<(&'static str, &'static str)>,
    pub(super) root: u32,
    /// Made when the first element is looked for.
    pub(super) ids: OnceLock<HashMap<String, u32>>,
    /// What is known of elements by their names: [`Element::traits`].
    pub(super) traits: OnceLock<Box<[u32]>>,
}

impl Tree {
    /// The file it was read from.
    pub fn source(&self) -> &SourceText {
        &self.source
    }

    /// The document element.
    pub fn root(&self) -> Element<'_> {
        self.element(self.root)
    }

    /// All nodes, in document order.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        (0..self.nodes.len() as u32).map(|id| self.node(NodeId(id)))
    }

    /// The nodes from `first` up to, not including, `end`, in document order.
    pub fn between(&self, first: NodeId, end: NodeId) -> impl Iterator<Item = Node<'_>> + Clone {
        let end = end.0.min(self.nodes.len() as u32);
        (first.0..end).map(|id| self.node(NodeId(id)))
    }

    /// How many nodes there are: ids are below this number.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Never: there is always a document element.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The node `id` of this document.
    pub fn node(&self, id: NodeId) -> Node<'_> {
        Node {
            tree: self,
            id: id.0,
        }
    }

    /// The nodes outside any element: declaration, document element, comments.
    pub fn top(&self) -> impl Iterator<Item = Node<'_>> {
        Siblings {
            tree: self,
            next: 0,
            end: self.nodes.len() as u32,
        }
    }

    /// The first element whose `xml:id` is `id`.
    pub fn by_id(&self, id: &str) -> Option<Element<'_>> {
        let ids = self.ids.get_or_init(|| {
            let mut ids = HashMap::new();
            for element in self.nodes().filter_map(Node::element) {
                if let Some(id) = element.xml_id() {
                    ids.entry(id.into_owned()).or_insert(element.id);
                }
            }
            ids
        });
        ids.get(id).map(|&at| self.element(at))
    }

    /// Whether any element has this local name: a cheap way to know that there
    /// is nothing to look for.
    pub fn has_name(&self, local: &str) -> bool {
        self.names.has_local(local)
    }

    /// Takes the attribute `written` of elements without namespace for `name`
    /// (`xml:id`, `xml:lang`), where that is not there: older vocabularies have
    /// names of their own for what XML has now.
    pub fn spell(&mut self, name: &'static str, written: &'static str) {
        self.spellings.push((name, written));
        self.ids = OnceLock::new();
    }

    /// The bytes of the file, put together from the nodes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut text = String::with_capacity(self.source.text().len());
        let limit = self.source.text().len() as u32;
        let mut open: Vec<&NodeData> = Vec::new();
        for (id, node) in self.nodes.iter().enumerate() {
            while open.last().is_some_and(|outer| outer.after as usize <= id) {
                self.close(open.pop(), &mut text);
            }
            if node.start >= limit {
                continue;
            }
            text.push_str(self.source.slice(Span {
                start: node.start,
                end: node.head,
            }));
            if node.kind == Kind::Element {
                open.push(node);
            }
        }
        while let Some(outer) = open.pop() {
            self.close(Some(outer), &mut text);
        }
        let bom = self.source.has_byte_order_mark();
        source::encode(&text, self.source.encoding(), bom)
    }

    fn close(&self, element: Option<&NodeData>, text: &mut String) {
        if let Some(element) = element {
            // What follows the last byte written is the end tag.
            let end_tag = text.len()..element.end as usize;
            text.push_str(&self.source.text()[end_tag]);
        }
    }

    /// Line and column of the first byte of `span`. Text that came from an
    /// entity is where the reference to it stands.
    pub fn position(&self, span: Span) -> Position {
        self.source.position(self.in_source(span).start)
    }

    /// `span`, or for text that came from an entity the reference to it.
    pub fn in_source(&self, span: Span) -> Span {
        let mut span = span;
        while span.start as usize > self.source.text().len() {
            let of = |e: &&Expansion| e.start <= span.start && span.start <= e.end;
            match self.expansions.iter().rev().find(of) {
                Some(expansion) if expansion.reference.start < span.start => {
                    span = expansion.reference;
                }
                _ => break,
            }
        }
        span
    }

    /// The path of the file in which byte `at` stands; none for the main file,
    /// whose path the tree does not know.
    pub fn path_at(&self, at: u32) -> Option<&FilePath> {
        let paths = &self.grafted.paths;
        let after = paths.partition_point(|(start, _)| *start <= at);
        after.checked_sub(1).map(|index| &paths[index].1)
    }

    /// The declarations that hold where byte `at` stands.
    fn entities_at(&self, at: u32) -> &Entities {
        let entities = &self.grafted.entities;
        let after = entities.partition_point(|(start, _)| *start <= at);
        let index = after.checked_sub(1);
        index.map_or(&self.entities, |index| &entities[index].1)
    }

    /// The source, and behind it whatever was put there.
    pub(super) fn whole_text(&self) -> &str {
        self.expanded.as_deref().unwrap_or(self.source.text())
    }

    fn slice(&self, start: u32, end: u32) -> &str {
        &self.whole_text()[start as usize..end as usize]
    }

    fn element(&self, id: u32) -> Element<'_> {
        Element { tree: self, id }
    }

    /// What the text at `start` says, references resolved.
    fn resolved(&self, start: u32, end: u32, attribute: bool) -> String {
        let raw = self.slice(start, end);
        let mut out = String::with_capacity(raw.len());
        // What cannot be resolved was refused or reported while reading.
        let _ = self.entities_at(start).resolve(raw, attribute, &mut out);
        out
    }
}

/// One node of a document.
#[derive(Clone, Copy, Debug)]
pub struct Node<'t> {
    tree: &'t Tree,
    id: u32,
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && std::ptr::eq(self.tree, other.tree)
    }
}

impl Eq for Node<'_> {}

impl<'t> Node<'t> {
    fn data(self) -> &'t NodeData {
        &self.tree.nodes[self.id as usize]
    }

    /// The document it belongs to.
    pub fn tree(self) -> &'t Tree {
        self.tree
    }

    /// Its place in document order.
    pub fn id(self) -> NodeId {
        NodeId(self.id)
    }

    /// What it is.
    pub fn kind(self) -> Kind {
        self.data().kind
    }

    /// As an element, if it is one.
    pub fn element(self) -> Option<Element<'t>> {
        (self.kind() == Kind::Element).then(|| self.tree.element(self.id))
    }

    /// Character data as XML means it: references resolved, line ends
    /// normalised. A reference that only a DTD elsewhere explains is the
    /// character that the public sets have under that name, else itself; other
    /// nodes are empty.
    pub fn text(self) -> Cow<'t, str> {
        let data = self.data();
        let raw = self.raw();
        match data.kind {
            Kind::Text if data.indirect => {
                Cow::Owned(self.tree.resolved(data.start, data.end, false))
            }
            Kind::Text => Cow::Borrowed(raw),
            Kind::CData => {
                let inside = &raw["<![CDATA[".len()..raw.len() - "]]>".len()];
                if inside.contains('\r') {
                    Cow::Owned(inside.replace("\r\n", "\n").replace('\r', "\n"))
                } else {
                    Cow::Borrowed(inside)
                }
            }
            Kind::Reference if !data.indirect => {
                Cow::Owned(self.tree.resolved(data.start, data.end, false))
            }
            _ => Cow::Borrowed(""),
        }
    }

    /// The node as it is written, tags and all.
    pub fn raw(self) -> &'t str {
        let data = self.data();
        self.tree.slice(data.start, data.end)
    }

    /// Its bytes in the source.
    pub fn span(self) -> Span {
        let data = self.data();
        self.tree.in_source(Span {
            start: data.start,
            end: data.end,
        })
    }

    /// The element it stands in.
    pub fn parent(self) -> Option<Element<'t>> {
        let parent = self.data().parent;
        (parent != NONE).then(|| self.tree.element(parent))
    }

    /// The nodes before it in the element that it stands in, the nearest first.
    pub fn before(self) -> impl Iterator<Item = Self> {
        let parent = self.parent();
        std::iter::successors(Some(self), move |node| {
            let parent = parent?;
            let before = node.id().before();
            if before <= parent.id() {
                return None;
            }
            // What ends just before may stand deep in what begins earlier.
            let mut before = self.tree.node(before);
            while let Some(around) = before.parent().filter(|around| *around != parent) {
                before = around.node();
            }
            Some(before)
        })
        .skip(1)
    }
}

/// One element of a document.
#[derive(Clone, Copy, Debug)]
pub struct Element<'t> {
    tree: &'t Tree,
    id: u32,
}

impl PartialEq for Element<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && std::ptr::eq(self.tree, other.tree)
    }
}

impl Eq for Element<'_> {}

impl<'t> Element<'t> {
    fn data(self) -> &'t NodeData {
        &self.tree.nodes[self.id as usize]
    }

    /// The document it belongs to.
    pub fn tree(self) -> &'t Tree {
        self.tree
    }

    /// As a node.
    pub fn node(self) -> Node<'t> {
        Node {
            tree: self.tree,
            id: self.id,
        }
    }

    /// Its place in document order.
    pub fn id(self) -> NodeId {
        NodeId(self.id)
    }

    /// The first place in document order that is not below it.
    pub fn end(self) -> NodeId {
        NodeId(self.data().after)
    }

    /// Its local name.
    pub fn name(self) -> &'t str {
        self.tree.names.get(self.data().name).local()
    }

    /// Its name as written, with prefix.
    pub fn qualified_name(self) -> &'t str {
        &self.tree.names.get(self.data().name).qualified
    }

    /// A number that all elements of the same name share: 0 up to the number
    /// of distinct names in the document.
    pub fn name_index(self) -> usize {
        self.data().name as usize
    }

    /// What `say` says of its name, if that is one of the TEI or of no namespace; 0
    /// for other names. It is asked once for each name of a document, so it must
    /// always be the same function.
    pub fn traits(self, say: fn(&str) -> u32) -> u32 {
        let of_names = self.tree.traits.get_or_init(|| {
            let names = self.tree.names.iter();
            names
                .map(|name| if name.is_tei() { say(name.local()) } else { 0 })
                .collect()
        });
        of_names.get(self.name_index()).copied().unwrap_or_default()
    }

    /// Its prefix, if it is written with one.
    pub fn prefix(self) -> Option<&'t str> {
        self.qualified_name()
            .split_once(':')
            .map(|(prefix, _)| prefix)
    }

    /// The namespace it is in.
    pub fn namespace(self) -> Option<&'t str> {
        let name = self.tree.names.get(self.data().name);
        self.tree.names.namespace(name.namespace)
    }

    /// Whether it is the TEI element `local`: in the namespace of TEI P5, or in
    /// none, as TEI P4 is.
    pub fn is(self, local: &str) -> bool {
        let name = self.tree.names.get(self.data().name);
        name.local() == local && name.is_tei()
    }

    /// Whether it is in the namespace of TEI P5, or in none, as TEI P4 is.
    pub fn is_tei(self) -> bool {
        self.tree.names.get(self.data().name).is_tei()
    }

    /// The value of an attribute, normalised (XML 1.0 §3.3.3): one without
    /// namespace by its name, those of XML as `xml:id`, `xml:lang`, ….
    pub fn attribute(self, name: &str) -> Option<Cow<'t, str>> {
        let found = match name.strip_prefix("xml:") {
            None => self
                .attributes()
                .find(|attribute| attribute.written() == name),
            Some(local) => self.attributes().find(|attribute| {
                let name = attribute.name();
                name.is_xml() && name.local() == local
            }),
        };
        found.or_else(|| self.otherwise(name)).map(Attribute::value)
    }

    /// The attribute that is spelled otherwise here; see [`Tree::spell`].
    fn otherwise(self, name: &str) -> Option<Attribute<'t>> {
        let mut spellings = self.tree.spellings.iter();
        let (_, written) = spellings.find(|(known, _)| *known == name)?;
        let mut attributes = self.attributes().filter(|_| self.namespace().is_none());
        attributes.find(|attribute| attribute.written() == *written)
    }

    /// Its attributes, as they are written; declarations of namespaces too.
    pub fn attributes(self) -> impl Iterator<Item = Attribute<'t>> {
        let (data, tree) = (self.data(), self.tree);
        let first = data.first_attribute;
        (first..first + u32::from(data.attributes)).map(move |id| Attribute { tree, id })
    }

    /// Its `xml:id`.
    pub fn xml_id(self) -> Option<Cow<'t, str>> {
        self.attribute("xml:id")
    }

    /// The language of its content: its own `xml:lang`, or the nearest of the
    /// elements around it, in the file in which it stands (XInclude 1.1 §4.7.6).
    pub fn language(self) -> Option<Cow<'t, str>> {
        for element in std::iter::once(self).chain(self.ancestors()) {
            let own = element.attribute("xml:lang");
            if own.is_some() {
                return own;
            }
            if let Some(language) = element.included_language() {
                return language.map(Cow::Borrowed);
            }
        }
        None
    }

    /// The language in its own file, if it is the outermost element of what was
    /// included.
    fn included_language(self) -> Option<Option<&'t str>> {
        let languages = &self.tree.grafted.languages;
        let at = languages
            .binary_search_by_key(&self.id, |(id, _)| *id)
            .ok()?;
        Some(languages[at].1.as_deref())
    }

    /// The path of the file in which it stands, if that was included; none if
    /// it stands in the main file.
    pub fn file(self) -> Option<&'t FilePath> {
        self.tree.path_at(self.start_tag().start)
    }

    /// The file of the deposit to which `reference`, a relative one on this
    /// element, leads: from its own file, as `xml:base` changes that
    /// (XML Base §4). `main` is where the main file lies.
    pub fn resolve(self, reference: &str, main: &FilePath) -> Option<FilePath> {
        let file = self.file();
        let around = std::iter::once(self).chain(self.ancestors());
        let bases = around
            .take_while(|element| element.file() == file)
            .filter_map(|element| element.attribute("xml:base"));
        let bases: Vec<_> = bases.collect();
        let base = file.unwrap_or(main).clone();
        let base = (bases.iter().rev()).try_fold(base, |base, value| rebased(base, value));
        base?.resolve(reference).ok()
    }

    /// The element it stands in.
    pub fn parent(self) -> Option<Element<'t>> {
        self.node().parent()
    }

    /// The elements around it, nearest first.
    pub fn ancestors(self) -> impl Iterator<Item = Element<'t>> {
        std::iter::successors(self.parent(), |element| element.parent())
    }

    /// The nodes directly in it.
    pub fn children(self) -> impl Iterator<Item = Node<'t>> {
        Siblings {
            tree: self.tree,
            next: self.id + 1,
            end: self.data().after,
        }
    }

    /// The elements directly in it.
    pub fn elements(self) -> impl Iterator<Item = Element<'t>> {
        self.children().filter_map(Node::element)
    }

    /// The first TEI element `local` directly in it.
    pub fn child(self, local: &str) -> Option<Element<'t>> {
        self.elements().find(|element| element.is(local))
    }

    /// All nodes below it, in document order.
    pub fn descendants(self) -> impl Iterator<Item = Node<'t>> {
        let tree = self.tree;
        (self.id + 1..self.data().after).map(move |id| Node { tree, id })
    }

    /// The first TEI element `local` below it.
    pub fn find(self, local: &str) -> Option<Element<'t>> {
        self.descendants()
            .filter_map(Node::element)
            .find(|element| element.is(local))
    }

    /// All TEI elements `local` below it, in document order.
    pub fn find_all(self, local: &str) -> impl Iterator<Item = Element<'t>> {
        self.descendants()
            .filter_map(Node::element)
            .filter(move |element| element.is(local))
    }

    /// All character data below it, as it stands.
    pub fn text(self) -> String {
        self.descendants().map(|node| node.text()).collect()
    }

    /// Its bytes in the source, tags and all.
    pub fn span(self) -> Span {
        self.node().span()
    }

    /// The bytes of its start tag.
    pub fn start_tag(self) -> Span {
        let data = self.data();
        self.tree.in_source(Span {
            start: data.start,
            end: data.head,
        })
    }

    /// Its start tag as it is written.
    pub fn raw_start_tag(self) -> &'t str {
        let data = self.data();
        self.tree.slice(data.start, data.head)
    }
}

/// One attribute of an element.
#[derive(Clone, Copy, Debug)]
pub struct Attribute<'t> {
    tree: &'t Tree,
    id: u32,
}

impl<'t> Attribute<'t> {
    fn data(self) -> &'t AttributeData {
        &self.tree.attributes[self.id as usize]
    }

    fn name(self) -> &'t Name {
        self.tree.names.get(self.data().name)
    }

    /// Its name as written, with prefix.
    pub fn written(self) -> &'t str {
        &self.name().qualified
    }

    /// Its local name.
    pub fn local(self) -> &'t str {
        self.tree.names.get(self.data().name).local()
    }

    /// A number that all attributes of the same name share, as
    /// [`Element::name_index`] does for elements.
    pub fn name_index(self) -> usize {
        self.data().name as usize
    }

    /// The namespace it is in.
    pub fn namespace(self) -> Option<&'t str> {
        self.tree.names.namespace(self.name().namespace)
    }

    /// Its value, normalised (XML 1.0 §3.3.3).
    pub fn value(self) -> Cow<'t, str> {
        let data = self.data();
        if data.indirect {
            Cow::Owned(self.tree.resolved(data.value_start, data.value_end, true))
        } else {
            Cow::Borrowed(self.tree.slice(data.value_start, data.value_end))
        }
    }

    /// Its bytes in the source: name, equals sign, value with its quotes.
    pub fn whole(self) -> Span {
        let data = self.data();
        let span = Span {
            start: data.start,
            end: data.value_end + 1,
        };
        self.tree.in_source(span)
    }

    /// The bytes of its value, without the quotes.
    pub fn span(self) -> Span {
        let data = self.data();
        let span = Span {
            start: data.value_start,
            end: data.value_end,
        };
        self.tree.in_source(span)
    }
}

struct Siblings<'t> {
    tree: &'t Tree,
    next: u32,
    end: u32,
}

impl<'t> Iterator for Siblings<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        if self.next >= self.end {
            return None;
        }
        let node = Node {
            tree: self.tree,
            id: self.next,
        };
        self.next = node.data().after;
        Some(node)
    }
}
