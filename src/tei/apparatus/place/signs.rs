//! Which signs of editors are those of a lemma that is given elsewhere?

use rustc_hash::FxHashMap;

use super::{Gatherer, Order};
use crate::edition::Method;
use crate::xml::{Element, NodeId};

/// A lemma that is given elsewhere, and where its words are.
struct Given<'s> {
    start: usize,
    /// If it is known.
    end: Option<usize>,
    /// How far away it may be where the end is not known.
    room: usize,
    /// The nodes of its words, if it points at them.
    nodes: Option<(NodeId, NodeId)>,
    lemma: Element<'s>,
}

impl<'s> Gatherer<'_, 's> {
    /// In an entry that stands elsewhere, a sign of its lemma (`supplied` and the
    /// like) stands in the text as well: there it is no entry of its own.
    pub(super) fn drop_signs_of_lemmas(&mut self) {
        let lemmas = self.lemmas_elsewhere();
        if lemmas.is_empty() {
            return;
        }
        let tree = self.sources.tree;
        let found = std::mem::take(&mut self.found);
        let kept = found.into_iter().filter(|(order, entry)| {
            let sign = tree
                .node(entry.node)
                .element()
                .filter(|element| !element.is("app") && !element.is("choice"));
            let mut around = lemmas.get(&order.0).into_iter().flatten();
            !sign.is_some_and(|sign| {
                around.any(|given| {
                    let is_there = match given.nodes {
                        Some((first, end)) => {
                            let inside = first <= sign.id() && sign.id() < end;
                            inside || (sign.id() <= first && end <= sign.end())
                        }
                        None => self.is_at(order, given),
                    };
                    is_there && holds_copy(given.lemma, sign)
                })
            })
        });
        self.found = kept.collect();
    }

    /// By the home of their words.
    fn lemmas_elsewhere(&self) -> FxHashMap<usize, Vec<Given<'s>>> {
        let tree = self.sources.tree;
        let mut lemmas: FxHashMap<usize, Vec<Given<'s>>> = FxHashMap::default();
        for (order, entry) in &self.found {
            let lemma = entry.lemma_node.and_then(|node| tree.node(node).element());
            let elsewhere = entry.entry.method != Method::ParallelSegmentation;
            if let Some((lemma, words)) = lemma.zip(entry.words.as_ref()).filter(|_| elsewhere) {
                lemmas.entry(order.0).or_default().push(Given {
                    start: order.1,
                    end: Some(order.2.0).filter(|end| *end < usize::MAX),
                    room: words.len() + lemma.text().len(),
                    nodes: entry.range,
                    lemma,
                });
            }
        }
        lemmas
    }

    /// Whether a sign stands at the words of a lemma.
    fn is_at(&self, order: &Order, given: &Given<'_>) -> bool {
        let (at, start) = (order.1, given.start);
        let Some(end) = given.end else {
            let most = start.saturating_add(given.room);
            return start <= at.saturating_add(given.room) && at <= most;
        };
        let flow = order
            .0
            .checked_sub(1)
            .and_then(|home| self.flows.get(&home));
        // What is silent may be parted from the words by white space.
        let is_beside = |from: usize, to: usize| {
            let between = flow.and_then(|flow| flow.text.get(from..to));
            between.is_some_and(|between| between.trim().is_empty())
        };
        (start..=end).contains(&at) || is_beside(at, start) || is_beside(end, at)
    }
}

/// Whether a lemma holds a copy of a sign.
fn holds_copy(lemma: Element<'_>, sign: Element<'_>) -> bool {
    let mut copies = lemma.find_all(sign.name());
    copies.any(|copy| copy.text() == sign.text())
}
