//! Which passages have other pointers only because what these lead to has another
//! number now?
//!
//! A pointer into another passage is hashed with the reference of that
//! (docs/passages.md, *Pointers*). A paragraph that is put in before it changes the
//! hash of what points at it, and nothing in the text.

use std::cell::OnceCell;

use rustc_hash::FxHashMap;

use super::Sides;
use super::pairing::Pairing;
use super::units::Unit;
use crate::passage::canonical::Canonical;
use crate::tei::Document;

/// Two versions, and which passage of one is which of the other.
pub(super) struct Numbers<'a> {
    documents: Sides<&'a Document>,
    units: &'a Sides<Vec<Unit>>,
    pairing: &'a Pairing,
    known: OnceCell<Known<'a>>,
}

/// What is only needed if the content of a passage changed, and not its words.
struct Known<'a> {
    contents: Sides<Canonical<'a>>,
    /// For old references, as pointers have them, the new ones.
    references: FxHashMap<String, String>,
}

impl<'a> Numbers<'a> {
    pub(super) fn new(
        documents: Sides<&'a Document>,
        units: &'a Sides<Vec<Unit>>,
        pairing: &'a Pairing,
    ) -> Self {
        Self {
            documents,
            units,
            pairing,
            known: OnceCell::new(),
        }
    }

    fn known(&self) -> &Known<'a> {
        self.known.get_or_init(|| {
            let paired = self.pairing.to_new.iter().enumerate();
            let references = paired.filter_map(|(old, new)| {
                let (old, new) = (&self.units.old[old], &self.units.new[(*new)?]);
                Some((spaceless(&old.reference), spaceless(&new.reference)))
            });
            Known {
                contents: Sides {
                    old: Canonical::new(self.documents.old),
                    new: Canonical::new(self.documents.new),
                },
                references: references.collect(),
            }
        })
    }

    /// Whether two passages have the same content but for the numbers of passages
    /// that they point at.
    pub(super) fn are_all(&self, old: &Unit, new: &Unit) -> bool {
        let known = self.known();
        let was = known.contents.old.content(old.extent.0, old.extent.1);
        let is = known.contents.new.content(new.extent.0, new.extent.1);
        let (mut was, mut is) = (was.lines(), is.lines());
        loop {
            match (was.next(), is.next()) {
                (None, None) => return true,
                (Some(was), Some(is)) if known.are_alike(was, is) => {}
                _ => return false,
            }
        }
    }
}

impl Known<'_> {
    /// Whether two lines are the same, or attributes of which each pointer leads to
    /// the same place in what is the same passage.
    fn are_alike(&self, was: &str, is: &str) -> bool {
        if was == is {
            return true;
        }
        let is_attribute = was.starts_with('@') && is.starts_with('@');
        let (mut was, mut is) = (was.split(' '), is.split(' '));
        is_attribute
            && loop {
                match (was.next(), is.next()) {
                    (None, None) => break true,
                    (Some(was), Some(is)) if was == is || self.leads_alike(was, is) => {}
                    _ => break false,
                }
            }
    }

    fn leads_alike(&self, was: &str, is: &str) -> bool {
        let (was, is) = (parts(was), parts(is));
        let Some(((name, reference, count), (new_name, new_reference, new_count))) = was.zip(is)
        else {
            return false;
        };
        let same = self
            .references
            .get(reference)
            .is_some_and(|new| new == new_reference);
        name == new_name && count == new_count && same
    }
}

/// The name, the reference and the count of a pointer into another passage:
/// `#note@1.2:1`.
fn parts(pointer: &str) -> Option<(&str, &str, &str)> {
    let (name, place) = pointer.strip_prefix('#')?.split_once('@')?;
    let (reference, count) = place.rsplit_once(':')?;
    Some((name, reference, count))
}

fn spaceless(reference: &str) -> String {
    reference.split_whitespace().collect::<Vec<_>>().join("_")
}
