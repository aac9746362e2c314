//! What came of a validation.

use crate::diagnostic::Diagnostic;

/// How many findings are kept for one document; the rest is counted.
pub const MOST_FINDINGS: usize = 1000;

/// How many of them say what was expected and what to do: as many as anybody is
/// shown. The rest says only what is wrong.
const MOST_DETAILED: usize = 50;

/// One place at which a document does not obey its schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong, and where, as an editor should see it.
    pub diagnostic: Diagnostic,
    /// Where a validator that reads a stream (jing) reports the same: the byte
    /// after the tag, or after the line of text.
    pub reported: u32,
    /// It concerns what another vocabulary added.
    pub foreign: Option<Foreign>,
}

/// What another vocabulary added to a document: in a namespace that the schema
/// does not know. It is counted apart, because such a document is valid but
/// for the addition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// An attribute.
    Attribute,
    /// An element with everything in it.
    Element,
    /// An `xi:include` that has not been resolved.
    Inclusion,
}

/// How a document stands to its schema.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The first findings, in the order in which they were met.
    pub faults: Vec<Fault>,
    /// How many there are, foreign additions not counted.
    pub errors: usize,
    /// Attributes of other vocabularies.
    pub foreign_attributes: usize,
    /// Elements of other vocabularies.
    pub foreign_elements: usize,
    /// `xi:include` elements.
    pub inclusions: usize,
    /// The schema was too ambiguous for this document: validation stopped, and
    /// neither validity nor its absence is certain.
    pub undecided: bool,
}

impl Report {
    /// Whether the document obeys the schema.
    pub fn is_valid(&self) -> bool {
        self.is_valid_but_for_foreign() && self.foreign() == 0
    }

    /// Whether only additions of other vocabularies are in the way.
    pub fn is_valid_but_for_foreign(&self) -> bool {
        self.errors == 0 && !self.undecided
    }

    /// How many additions of other vocabularies there are.
    pub fn foreign(&self) -> usize {
        self.foreign_attributes + self.foreign_elements + self.inclusions
    }

    pub(super) fn add(&mut self, fault: Fault) {
        match fault.foreign {
            None => self.errors += 1,
            Some(Foreign::Attribute) => self.foreign_attributes += 1,
            Some(Foreign::Element) => self.foreign_elements += 1,
            Some(Foreign::Inclusion) => self.inclusions += 1,
        }
        if self.wants_more() {
            self.faults.push(fault);
        }
    }

    /// Whether findings are still kept, or only counted.
    fn wants_more(&self) -> bool {
        self.faults.len() < MOST_FINDINGS
    }

    /// Whether findings still say what was expected.
    pub(super) fn wants_detail(&self) -> bool {
        self.faults.len() < MOST_DETAILED
    }
}
