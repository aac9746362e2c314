//! One question that is asked of every document.

use std::borrow::Cow;

use super::survey::Survey;
use crate::diagnostic::{Code, Diagnostic, Explanation};

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
    /// Adds what it finds, in any order.
    pub(super) check: fn(&Survey<'_>, &mut Vec<Diagnostic>),
}

impl Rule {
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
                check: $module::check,
            }
        ),+]
    };
}

pub(super) use table;
