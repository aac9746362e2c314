//! What would a careful colleague ask about?
//!
//! 1. [`Survey`] sorts the elements and attributes of a document by name, once;
//! 2. a [`Rule`] looks at those it concerns and says what is odd: one file for
//!    each rule, and the words at the head of that file are its explanation
//!    (`variorum explain CODE`);
//! 3. [`schematron`] holds the rules that TEI itself gives as Schematron.
//!
//! Nothing here is a condition: any well-formed file is read, shown and
//! published. Never changes the tree, and never says how a text should read.

mod apparatus;
mod characters;
mod dates;
mod group;
mod header;
mod languages;
mod notes;
mod numbering;
mod pointers;
mod reference;
mod rule;
mod schematron;
mod survey;

pub use rule::Rule;
use survey::Survey;

use crate::diagnostic::{Diagnostic, Explanation};
use crate::tei::Document;
use crate::xml::Tree;

/// Everything that is odd in `document`, in the order of the text.
pub fn check(document: &Document) -> Vec<Diagnostic> {
    check_tree(document.tree())
}

/// As [`check`], for a file whose apparatus and units nobody has asked for yet.
pub fn check_tree(tree: &Tree) -> Vec<Diagnostic> {
    let survey = Survey::new(tree);
    let mut findings = Vec::new();
    for rule in rules() {
        rule.run(&survey, &mut findings);
    }
    findings.sort_by_key(|finding| finding.span);
    findings
}

/// All rules, by topic.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    [
        header::RULES,
        apparatus::RULES,
        notes::RULES,
        pointers::RULES,
        dates::RULES,
        languages::RULES,
        numbering::RULES,
        characters::RULES,
    ]
    .into_iter()
    .flatten()
    .chain(schematron::rules())
}

/// What the rules look for, why, and what to do.
pub fn explanations() -> impl Iterator<Item = Explanation> {
    rules().map(Rule::explanation)
}
