//! Which words of the text does an entry differ from?

use super::{Found, Gatherer};
use crate::edition::{Lemma, Method, Support};
use crate::tei::apparatus::reading::{Content, marks_presence};
use crate::tei::apparatus::{method, words};
use crate::tei::text::text_between;
use crate::xml::{Element, NodeId};

impl<'s> Gatherer<'_, 's> {
    /// The lemma of an entry. If it gives none: in parallel segmentation its
    /// first reading, with double end-points the words between them.
    pub(super) fn lemma(
        &self,
        element: Element<'s>,
        mut read: Content<'s>,
        found: &Found,
    ) -> (Content<'s>, Option<Lemma>, Option<NodeId>) {
        if let Some((lemma, at)) = read.lemma.take() {
            return (read, Some(lemma), Some(at.id()));
        }
        if method(element) != Method::ParallelSegmentation {
            return self.lemma_elsewhere(read, found);
        }
        let Some((lemma, at)) = read.promote_first() else {
            return (read, None, None);
        };
        (read, Some(lemma), Some(at.id()))
    }

    /// The words at a place; if the first reading has the same, it is theirs.
    fn lemma_elsewhere(
        &self,
        mut read: Content<'s>,
        found: &Found,
    ) -> (Content<'s>, Option<Lemma>, Option<NodeId>) {
        let Some(text) = self.words_found(found) else {
            return (read, None, None);
        };
        let first = read
            .readings
            .first()
            .map(|(reading, _)| reading.text.as_str());
        if first.is_some_and(|first| first == text)
            && let Some((lemma, at)) = read.promote_first()
        {
            return (read, Some(lemma), Some(at.id()));
        }
        if text.is_empty()
            && read
                .readings
                .first()
                .is_none_or(|(_, at)| marks_presence(*at))
        {
            return (read, None, None);
        }
        let lemma = Lemma {
            text,
            given: false,
            support: Support::none(),
            group: None,
            id: None,
        };
        (read, Some(lemma), None)
    }

    /// The words at the place of an entry that does not hold them.
    pub(super) fn words_found(&self, found: &Found) -> Option<String> {
        let tree = self.sources.tree;
        if let Some((first, end)) = found.range {
            return Some(text_between(tree, first, end));
        }
        if found.between {
            return Some(String::new());
        }
        let home = found.home?;
        if !found.whole {
            found.bytes?;
            return Some(self.words_at(found));
        }
        let last = &self.homes[found.until.unwrap_or(home)];
        let end = tree.node(last.node).element()?.end();
        Some(text_between(tree, self.homes[home].node, end))
    }

    fn text_of(&self, home: usize) -> Option<String> {
        let element = self.sources.tree.node(self.homes[home].node).element()?;
        Some(crate::tei::reading_text(element))
    }

    /// The words between the two points.
    fn words_at(&self, found: &Found) -> String {
        let flow = |home: usize| self.flows.get(&home).map_or("", |flow| flow.text.as_str());
        let Some(((start, end), home)) = found.bytes.zip(found.home) else {
            return String::new();
        };
        let Some(until) = found.until else {
            return words(flow(home).get(start..end).unwrap_or_default());
        };
        let first = flow(home).get(start..).unwrap_or_default();
        let last = flow(until).get(..end).unwrap_or_default();
        let between = (home + 1..until).filter_map(|home| self.text_of(home));
        let mut all = vec![first.to_owned()];
        all.extend(between);
        all.push(last.to_owned());
        words(&all.join(" "))
    }
}
