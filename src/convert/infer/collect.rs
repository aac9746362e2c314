//! What was seen, put in order.

use crate::convert::mark::{Mark, Responsible, What};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::edition::Certainty;
use crate::source::Span;

/// Marks with their findings, and findings that belong to no mark.
#[derive(Debug, Default)]
pub struct Collected {
    marked: Vec<(Mark, Diagnostic)>,
    findings: Vec<Diagnostic>,
}

impl Collected {
    /// Adds a mark of the converter and its finding, whose words are `message`.
    pub fn mark(
        &mut self,
        span: Span,
        what: What,
        (certainty, code): (Certainty, Code),
        message: String,
        reason: String,
    ) {
        let severity = match (&what, certainty) {
            (What::Surplus { .. } | What::Proposal { .. }, _) => Severity::Warning,
            (_, Certainty::Low) => Severity::Warning,
            _ => Severity::Information,
        };
        let said = format!("{certainty} certainty", certainty = certainty.as_str());
        let finding =
            Diagnostic::new(severity, code, span, format!("{message}: {reason}")).label(said);
        let mark = Mark {
            span,
            what,
            certainty,
            responsible: Responsible::Converter,
            code,
            reason,
        };
        self.marked.push((mark, finding));
    }

    /// Adds a finding.
    pub fn find(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    /// The marks so far, in the order in which they were added.
    pub fn marks(&self) -> impl Iterator<Item = &Mark> {
        self.marked.iter().map(|(mark, _)| mark)
    }

    /// Everything in the order of the text, outer before inner. Of two marks
    /// that cross, or that both would change the same characters, the one of
    /// the stronger kind stays; the other goes with its finding.
    pub fn arrange(mut self) -> (Vec<Mark>, Vec<Diagnostic>) {
        // A stable order: by strength, then as the rules ran.
        let mut order: Vec<usize> = (0..self.marked.len()).collect();
        order.sort_by_key(|&index| {
            let mark = &self.marked[index].0;
            (
                mark.span.start,
                std::cmp::Reverse(mark.span.end),
                strength(mark),
            )
        });
        let kept = without_crossings(&self.marked, &order);
        let mut marks = Vec::with_capacity(kept.len());
        for index in kept {
            let (mark, finding) = &self.marked[index];
            marks.push(mark.clone());
            self.findings.push(finding.clone());
        }
        self.findings
            .sort_by_key(|finding| (finding.span, finding.code));
        (marks, self.findings)
    }
}

/// Which marks of `order` can stand together, in order.
fn without_crossings(marked: &[(Mark, Diagnostic)], order: &[usize]) -> Vec<usize> {
    let mut kept: Vec<usize> = Vec::with_capacity(order.len());
    // The marks that are open where the next one starts, innermost last.
    let mut open: Vec<usize> = Vec::new();
    let mut dropped = vec![false; marked.len()];
    for &index in order {
        let mark = &marked[index].0;
        while let Some(&outer) = open.last() {
            let outer = &marked[outer].0;
            if outer.span.end > mark.span.start || outer.span == mark.span {
                break;
            }
            open.pop();
        }
        while let Some(&outer) = open.last() {
            if can_stand_together(&marked[outer].0, mark)
                || strength(&marked[outer].0) <= strength(mark)
            {
                break;
            }
            dropped[outer] = true;
            open.pop();
        }
        let stands = open
            .iter()
            .all(|&outer| can_stand_together(&marked[outer].0, mark));
        if stands {
            open.push(index);
            kept.push(index);
        }
    }
    kept.retain(|&index| !dropped[index]);
    kept
}

/// Whether `inner`, which starts no earlier, can stand beside or in `outer`.
fn can_stand_together(outer: &Mark, inner: &Mark) -> bool {
    if inner.span.start >= outer.span.end {
        return true;
    }
    let inside = inner.span.end <= outer.span.end;
    let sealed = strength(outer) != 1 && strength(outer) != 2;
    inside && !sealed && !(outer.span == inner.span && strength(outer) == strength(inner))
}

/// The smaller, the stronger. 1 and 2 may hold other marks.
fn strength(mark: &Mark) -> u8 {
    match mark.what {
        What::Surplus { .. } => 0,
        What::Quotation { .. } => 1,
        What::Foreign { .. } | What::Date { .. } | What::Name { .. } => 2,
        What::Correction { .. } | What::Proposal { .. } => 3,
        What::Regularization { .. } => 4,
        What::NoteCall { .. } => 5,
    }
}
