//! What is odd about the languages that the file names?

mod language_malformed;
mod language_missing;
mod language_of_other_script;
mod language_undeclared;
pub(super) mod script;
mod tag;

use super::Rule;
use super::rule::table;
use crate::source::Span;
use crate::xml::Node;

pub const RULES: &[Rule] = table![
    language_malformed,
    language_undeclared,
    language_missing,
    language_of_other_script,
];

/// The first line of a text that has anything on it.
fn first_line(text: Node<'_>) -> Span {
    let (span, raw) = (text.span(), text.raw());
    let start = raw.len() - raw.trim_start().len();
    let length = raw[start..]
        .lines()
        .next()
        .unwrap_or_default()
        .trim_end()
        .len();
    if span.len() == raw.len() {
        let start = span.start as usize + start;
        Span::new(start, start + length)
    } else {
        span
    }
}
