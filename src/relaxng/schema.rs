//! A schema, ready to be used by any number of threads.

use std::sync::Mutex;

use super::automaton::{Automaton, BOUND};
use super::grammar::{self, Grammar};
use super::read::{self, Load};
use super::report::Report;
use super::walk;
use crate::diagnostic::{Diagnostic, Reported};
use crate::xml::{Rejected, Tree};

/// How many automata are kept while nobody uses them: as many documents can be
/// validated at once without starting from nothing.
const MOST_IDLE: usize = 8;

/// A RELAX NG schema.
///
/// What validating one document has found out about the schema serves the next
/// one. Threads do not wait for each other: each takes an automaton and gives
/// it back.
#[derive(Debug)]
pub struct Schema {
    grammar: Grammar,
    idle: Mutex<Vec<Automaton>>,
    bound: usize,
}

impl Schema {
    /// Reads a schema in the XML syntax of RELAX NG; `load` gives the files
    /// that it includes, by address as seen from `name`.
    ///
    /// ```
    /// use variorum::{relaxng::{Schema, validate}, xml};
    /// let schema = br#"<element name="p" xmlns="http://relaxng.org/ns/structure/1.0"><text/></element>"#;
    /// let schema = Schema::read("p.rng", schema, &|_| Err("no other files".into())).unwrap().value;
    /// let tree = xml::read("a.xml", b"<p>one <hi>two</hi></p>").unwrap().value;
    /// let findings = validate(&schema, &tree);
    /// assert_eq!(findings[0].message, "the schema knows no element `<hi>`");
    /// ```
    ///
    /// # Errors
    /// [`Rejected`] if it is not well formed or contradicts the specification,
    /// with the findings in the first file concerned.
    pub fn read(name: &str, bytes: &[u8], load: Load) -> Result<Reported<Self>, Rejected> {
        let grammar = grammar::compile(read::read(name, bytes, load)?)?;
        let schema = Self {
            grammar: grammar.value,
            idle: Mutex::new(Vec::new()),
            bound: BOUND,
        };
        Ok(Reported::new(schema, grammar.findings))
    }

    /// The same schema, which remembers at most `bound` patterns and steps
    /// beyond its own. The verdict is the same whatever it is.
    pub fn remembering(self, bound: usize) -> Self {
        Self { bound, ..self }
    }

    /// How `tree` stands to this schema.
    pub fn validate(&self, tree: &Tree) -> Report {
        let mut automaton = self
            .take()
            .unwrap_or_else(|| Automaton::new(&self.grammar, self.bound));
        let report = walk::walk(&self.grammar, &mut automaton, tree);
        self.give_back(automaton);
        report
    }

    /// How many patterns and steps are remembered by automata that are idle,
    /// and how many automata there are.
    pub fn remembered(&self) -> (usize, usize) {
        let Ok(idle) = self.idle.lock() else {
            return (0, 0);
        };
        (idle.iter().map(Automaton::size).sum(), idle.len())
    }

    /// How many patterns, elements and classes of names the schema itself has.
    pub fn size(&self) -> (usize, usize, usize) {
        let grammar = &self.grammar;
        (
            grammar.arena.len(),
            grammar.elements.len(),
            grammar.names.len(),
        )
    }

    fn take(&self) -> Option<Automaton> {
        self.idle.lock().ok()?.pop()
    }

    fn give_back(&self, automaton: Automaton) {
        if automaton.arena.exhausted || automaton.is_full(&self.grammar) {
            return;
        }
        if let Ok(mut idle) = self.idle.lock()
            && idle.len() < MOST_IDLE
        {
            idle.push(automaton);
        }
    }
}

/// What in `tree` does not obey `schema`, in the order in which it is met; at
/// most [`super::MOST_FINDINGS`].
pub fn validate(schema: &Schema, tree: &Tree) -> Vec<Diagnostic> {
    let faults = schema.validate(tree).faults.into_iter();
    faults.map(|fault| fault.diagnostic).collect()
}
