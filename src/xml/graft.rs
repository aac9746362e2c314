//! How do nodes of another file stand in this tree?
//!
//! The text of an included file is put behind the text of the tree, once, and
//! its nodes are copied into their place with their spans moved: they belong to
//! the tree like any other, and still know their file, line and column. The
//! element that included them stays before them as one node, with its bytes.

use std::ops::Range;
use std::rc::Rc;

use super::entities::Entities;
use super::include::{Included, is_included, shifted};
use super::read::Builder;
use super::tree::{AttributeData, Expansion, Kind, NONE, NodeData, Tree};
use crate::diagnostic::Reported;
use crate::source::{FilePath, SourceText, Span};

/// What a tree knows of the files that were included in it.
#[derive(Debug, Default)]
pub(super) struct Grafted {
    /// The paths of the files, with the place where their texts begin.
    pub paths: Vec<(u32, FilePath)>,
    /// Where texts begin that have declarations of their own, with these.
    pub entities: Vec<(u32, Entities)>,
    /// The outermost included elements, in document order, each with the
    /// language that it has in its own file.
    pub languages: Vec<(u32, Option<String>)>,
}

impl Builder<'_, '_> {
    /// Called at the end of node `id`: if a file takes its place, it becomes a
    /// single node, and the file follows.
    pub(super) fn end_inclusion(&mut self, id: u32) {
        let Some((_, included)) = self.pending.take_if(|(pending, _)| *pending == id) else {
            return;
        };
        self.close_over(id);
        match included {
            Included::Text(path, source) => self.graft_text(path, source),
            Included::Nodes {
                path,
                file,
                target,
                names,
            } => {
                let base = self.attach(path, &file);
                let tree = &file.value;
                let tops: Vec<Range<usize>> = match target.map(|id| tree.node(id)) {
                    Some(target) => vec![subtree(tree, target.id().index())],
                    None => tops(tree),
                };
                for range in tops {
                    self.graft(tree, range, base, &names);
                }
            }
        }
    }

    /// Makes one node of the element `id` and all that is in it.
    fn close_over(&mut self, id: u32) {
        let (start, end, attributes) = {
            let node = &self.nodes[id as usize];
            (node.start, node.end, node.first_attribute)
        };
        // The document element itself may be replaced.
        self.root = self.root.filter(|root| *root != id);
        self.nodes.truncate(id as usize);
        self.attributes.truncate(attributes as usize);
        self.leaf(Kind::Inclusion, Span { start, end });
    }

    fn graft_text(&mut self, path: FilePath, source: SourceText) {
        let length = source.text().len() as u32;
        let base = self.append(source.text()) as u32;
        self.grafted.paths.push((base, path));
        self.files.push((base, source));
        if length > 0 {
            self.leaf(
                Kind::Text,
                Span {
                    start: base,
                    end: base + length,
                },
            );
        }
    }

    /// Puts the text of a file behind ours, unless it is there; gives its place.
    fn attach(&mut self, path: Option<FilePath>, file: &Rc<Reported<Tree>>) -> u32 {
        let mut attached = self.attached.iter();
        if let Some((_, base)) = attached.find(|(known, _)| Rc::ptr_eq(known, file)) {
            return *base;
        }
        let tree = &file.value;
        let base = self.append(tree.whole_text()) as u32;
        let shift_expansion = |expansion: &Expansion| Expansion {
            start: expansion.start + base,
            end: expansion.end + base,
            reference: shifted(expansion.reference, base),
        };
        self.expansions
            .extend(tree.expansions.iter().map(shift_expansion));
        self.files.push((base, tree.source.alone()));
        self.grafted.entities.push((base, tree.entities.clone()));
        for (start, source) in tree.source.included_at() {
            self.files.push((start + base, source.alone()));
        }
        let below = &tree.grafted;
        let own = path.or_else(|| self.path.cloned());
        self.grafted.paths.extend(own.map(|own| (base, own)));
        self.attached.push((file.clone(), base));
        let moved = |(start, path): &(u32, FilePath)| (start + base, path.clone());
        self.grafted.paths.extend(below.paths.iter().map(moved));
        let moved = |(start, entities): &(u32, Entities)| (start + base, entities.clone());
        self.grafted
            .entities
            .extend(below.entities.iter().map(moved));
        // Behind this file what is declared in ours holds again.
        let end = base + tree.whole_text().len() as u32 + 1;
        self.grafted.entities.push((end, self.entities.clone()));
        for finding in &file.findings {
            let mut finding = finding.clone();
            finding.span = shifted(finding.span, base);
            self.findings.push(finding);
        }
        base
    }

    /// Copies the nodes `range` of `tree`, the first of which is around all
    /// others, into the element that is open.
    fn graft(&mut self, tree: &Tree, range: Range<usize>, base: u32, names: &[u16]) {
        let top = self.nodes.len() as u32;
        let outer = self.open.last().copied().unwrap_or(NONE);
        // Ours come after theirs or before, by the same distance for all.
        let here = |id: u32| id - range.start as u32 + top;
        if tree.nodes[range.start].kind == Kind::Element {
            let element = tree.node(super::tree::NodeId(range.start as u32)).element();
            let language = element.and_then(|e| e.language()).map(|l| l.into_owned());
            self.grafted.languages.push((top, language));
        }
        let nested = tree.grafted.languages.iter();
        let nested =
            nested.filter(|(id, _)| range.contains(&(*id as usize)) && *id as usize > range.start);
        let nested = nested.map(|(id, language)| (here(*id), language.clone()));
        self.grafted.languages.extend(nested);
        for (at, node) in tree.nodes[range.clone()].iter().enumerate() {
            let parent = if at == 0 { outer } else { here(node.parent) };
            let first_attribute = self.attributes.len() as u32;
            let first = node.first_attribute as usize;
            let attributes = &tree.attributes[first..first + usize::from(node.attributes)];
            let copied = attributes.iter().map(|attribute| AttributeData {
                start: attribute.start + base,
                value_start: attribute.value_start + base,
                value_end: attribute.value_end + base,
                name: names[usize::from(attribute.name)],
                indirect: attribute.indirect,
            });
            self.attributes.extend(copied);
            let is_element = node.kind == Kind::Element;
            self.nodes.push(NodeData {
                start: node.start + base,
                head: node.head + base,
                end: node.end + base,
                parent,
                after: here(node.after),
                first_attribute,
                name: if is_element {
                    names[usize::from(node.name)]
                } else {
                    0
                },
                attributes: node.attributes,
                kind: node.kind,
                indirect: node.indirect,
            });
        }
        if self.open.is_empty() && self.root.is_none() {
            let first = (top..self.nodes.len() as u32)
                .find(|&id| self.nodes[id as usize].kind == Kind::Element);
            self.root = first;
        }
    }
}

/// The nodes outside any element that are included, each with all below it.
fn tops(tree: &Tree) -> Vec<Range<usize>> {
    let mut tops = Vec::new();
    let mut at = 0;
    while at < tree.len() {
        let range = subtree(tree, at);
        at = range.end;
        let kind = tree.nodes[range.start].kind;
        if is_included(kind) && kind != Kind::Text {
            tops.push(range);
        }
    }
    tops
}

fn subtree(tree: &Tree, at: usize) -> Range<usize> {
    at..tree.nodes[at].after as usize
}

/// How deep the elements among these nodes stand in each other.
pub(super) fn depth(tree: &Tree, range: Range<usize>) -> usize {
    let mut open: Vec<u32> = Vec::new();
    let mut deepest = 0;
    for (id, node) in range.clone().zip(&tree.nodes[range]) {
        while open.pop_if(|end| *end as usize <= id).is_some() {}
        if node.kind == Kind::Element {
            open.push(node.after);
            deepest = deepest.max(open.len());
        }
    }
    deepest
}
