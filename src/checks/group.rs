//! Findings of one kind that would drown a reader: a few are shown, many are
//! counted.

use rustc_hash::FxHashMap;

use super::survey::counted;
use crate::diagnostic::Diagnostic;

/// So many findings alike are shown one by one.
const FEW: usize = 3;

/// Findings, by what they have in common.
#[derive(Default)]
pub struct Groups {
    at: FxHashMap<String, usize>,
    groups: Vec<(Diagnostic, Vec<Diagnostic>)>,
}

impl Groups {
    /// Adds a finding that has `common` in common with others.
    pub fn add(&mut self, common: impl Into<String>, finding: Diagnostic) {
        match self.at.entry(common.into()) {
            std::collections::hash_map::Entry::Occupied(entry) => {
                self.groups[*entry.get()].1.push(finding);
            }
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(self.groups.len());
                self.groups.push((finding, Vec::new()));
            }
        }
    }

    /// The findings: all of a small group, the first of a large one with the
    /// number of the others.
    pub fn report(self, findings: &mut Vec<Diagnostic>) {
        for (mut first, others) in self.groups {
            if others.len() < FEW {
                findings.push(first);
                findings.extend(others);
            } else {
                let more = counted(others.len(), "more place", "more places");
                first.message = format!("{} (and {more} like it)", first.message);
                findings.push(first);
            }
        }
    }

    /// The findings: one for each group, with the number of the others.
    pub fn report_once(self, findings: &mut Vec<Diagnostic>) {
        for (mut first, others) in self.groups {
            if !others.is_empty() {
                let more = counted(others.len(), "more place", "more places");
                first.message = format!("{} (and {more} like it)", first.message);
            }
            findings.push(first);
        }
    }
}
