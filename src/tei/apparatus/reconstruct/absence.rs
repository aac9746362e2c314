//! Where does a witness have no text, and where is that said?

use std::cmp::Reverse;

use super::{LOST, Reader};
use crate::edition::Part;
use crate::tei::apparatus::choice::Choice;
use crate::tei::apparatus::lacuna::Absent;
use crate::tei::apparatus::{is_mark_of_presence, marks_presence};
use crate::tei::text::side_text;
use crate::xml::{Element, NodeId};

/// A mark with which a stretch without text begins or ends.
pub(super) struct Border {
    mark: NodeId,
    /// The number of the stretch.
    absent: usize,
    begins: bool,
}

impl<'a> Reader<'a> {
    /// The marks in the text that say where the witness has none.
    pub(super) fn find_borders(&mut self) {
        let tree = self.document.tree();
        let is_mark = |node: &NodeId| {
            let element = tree.node(*node).element();
            element.is_some_and(is_mark_of_presence)
        };
        for (at, absent) in self.document.lacunae().iter().enumerate() {
            if !self.is_of_witness(absent) {
                continue;
            }
            let border = |mark: Option<NodeId>, begins| {
                mark.filter(is_mark).map(|mark| Border {
                    mark,
                    absent: at,
                    begins,
                })
            };
            let both = [border(absent.begin, true), border(absent.end, false)];
            self.borders.extend(both.into_iter().flatten());
        }
        self.borders.sort_by_key(|border| Reverse(border.mark));
    }

    /// Says that the witness has no text where it breaks off, and where it begins
    /// again in a passage that it had not before. Others may have words there in
    /// readings that are not its own, or none at all.
    pub(super) fn pass_borders(&mut self, node: NodeId) {
        while let Some(border) = self.borders.pop_if(|next| next.mark <= node) {
            self.leave_until(border.mark);
            let Some(around) = self.units.last() else {
                // It is said in the passages that lie in the stretch.
                continue;
            };
            let begin = self.document.lacunae()[border.absent].begin;
            if border.begins || begin.is_none_or(|begin| begin < around.begin) {
                self.tell_absence(border.absent);
            }
        }
    }

    /// Shows that letters or words are lost, cannot be read or are left out.
    pub(super) fn lose(&mut self, gap: Element<'_>) {
        if !self.replaced.covers(gap.id()) && !self.is_absent(gap.id()) {
            self.completeness.lacunae += 1;
            self.push(LOST);
        }
    }

    /// Whether a reading has no words, and only tells where the witness begins or ends.
    pub(super) fn is_only_mark(&self, choice: Choice) -> bool {
        let reading = self.named_reading(choice);
        reading.is_some_and(|reading| {
            marks_presence(reading) && side_text(reading, self.side).is_empty()
        })
    }

    /// Whether a witness that has no text before an entry has words in its reading.
    pub(super) fn begins_in(&self, choice: Choice) -> bool {
        let reading = self.named_reading(choice);
        let reading = reading.filter(|reading| marks_presence(*reading));
        reading.is_some_and(|reading| {
            let mut texts = reading
                .descendants()
                .filter(|node| node.element().is_none());
            texts.any(|node| !node.text().trim().is_empty() && !self.is_absent(node.id()))
        })
    }

    /// The reading that names the witness.
    pub(super) fn named_reading(&self, choice: Choice) -> Option<Element<'a>> {
        let (Choice::Named(node) | Choice::Ambiguous(node)) = choice else {
            return None;
        };
        self.document.tree().node(node).element()
    }

    pub(super) fn is_absent(&self, node: NodeId) -> bool {
        self.absent_at(node).is_some()
    }

    pub(super) fn absent_at(&self, node: NodeId) -> Option<usize> {
        let mut lacunae = self.document.lacunae().iter();
        lacunae.position(|absent| self.is_of_witness(absent) && absent.covers(node))
    }

    /// Whether the witness, or a group it belongs to, has no text in a stretch.
    fn is_of_witness(&self, absent: &Absent) -> bool {
        self.witness.is_some_and(|of| {
            let witness = &absent.lacuna.witness;
            witness == of || self.document.sigla().around(of).contains(witness)
        })
    }

    /// Says of the passage around the place that the witness has no text here; a
    /// passage that lies whole in the stretch says so as well.
    pub(super) fn tell_absence(&mut self, at: usize) {
        let begins = self.absent != Some(at);
        let is_blank = |part: &&Part| match part {
            Part::Words(words) => words.text.trim().is_empty() && words.entry.is_none(),
            Part::Absent(_) => false,
        };
        let mut before = self.passage().parts.iter().rev().skip_while(is_blank);
        let said = !begins && matches!(before.next(), Some(Part::Absent(_)));
        if !said {
            let absence = self.document.lacunae()[at].lacuna.absence;
            self.passage().parts.push(Part::Absent(absence));
            self.completeness.lacunae += u32::from(begins);
        }
        self.absent = Some(at);
    }
}
