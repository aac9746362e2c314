//! One question that is asked of every document.

use std::borrow::Cow;

use super::survey::Survey;
use crate::diagnostic::{Code, Diagnostic, Explanation, Severity};
use crate::source::Span;

/// One rule.
#[derive(Debug)]
pub struct Rule {
    /// The code of its findings.
    pub code: Code,
    /// What it looks for, why, an example, what to do: paragraphs, or the text
    /// of a source file that opens with them as `//!` lines.
    pub(super) text: &'static str,
    /// The constraint of the TEI that it carries out, as the schema names it.
    pub constraint: Option<&'static str>,
    /// How it looks.
    pub(super) look: Look,
}

/// How a rule looks at a document.
#[derive(Debug)]
pub(super) enum Look {
    /// Adds its findings, in any order.
    Findings(fn(&Survey<'_>, &mut Vec<Diagnostic>)),
    /// Names the places that break it, with what is to be said of each.
    Places {
        find: fn(&Survey<'_>) -> Vec<Place>,
        severity: Severity,
        hint: &'static str,
    },
}

/// A place, and what is to be said of it.
pub(super) type Place = (Span, String);

impl Rule {
    /// Adds what it finds in a document, in any order.
    pub(super) fn run(&self, survey: &Survey<'_>, findings: &mut Vec<Diagnostic>) {
        match self.look {
            Look::Findings(check) => check(survey, findings),
            Look::Places {
                find,
                severity,
                hint,
            } => {
                let places = find(survey).into_iter();
                findings.extend(places.map(|(span, message)| {
                    Diagnostic::new(severity, self.code, span, message).hint(hint)
                }));
            }
        }
    }

    /// Its explanation.
    pub fn explanation(&self) -> Explanation {
        let text = if self.text.starts_with("//!") {
            Cow::Owned(opening(self.text))
        } else {
            Cow::Borrowed(self.text)
        };
        Explanation {
            code: self.code,
            text,
        }
    }
}

/// The `//!` lines that open a source file, as text.
fn opening(source: &str) -> String {
    let lines = source.lines().map_while(|line| line.strip_prefix("//!"));
    let lines: Vec<&str> = lines.map(str::trim).collect();
    lines.join("\n")
}

/// A table of rules, each in a file of its own beside the table: the module
/// `x` has `CODE`, `check`, and its explanation at the head of `x.rs`.
macro_rules! table {
    ($($module:ident),+ $(,)?) => {
        &[$(
            $crate::checks::Rule {
                code: $module::CODE,
                text: include_str!(concat!(stringify!($module), ".rs")),
                constraint: None,
                look: $crate::checks::rule::Look::Findings($module::check),
            }
        ),+]
    };
}

pub(super) use table;
