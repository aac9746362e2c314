//! Which signs go together?

use super::direction::Script;
use crate::xml::Element;

/// Whether a word or sign joins its neighbour on one of these sides (att.linguistic).
pub fn joins(element: Element<'_>, sides: &[&str]) -> bool {
    matches!(element.name(), "w" | "pc" | "c")
        && element
            .attribute("join")
            .is_some_and(|join| sides.contains(&join.as_ref()))
}

/// Whether a line, a column or a page begins within a word.
pub fn is_in_word(element: Element<'_>) -> bool {
    matches!(element.name(), "lb" | "cb" | "pb" | "gb" | "milestone")
        && element.attribute("break").as_deref() == Some("no")
}

/// Signs before which no space stands.
pub fn is_stop(c: char) -> bool {
    ".,;:!?·…)]}’”»›」』。、،؛؟܀".contains(c)
}

/// Whether a text begins with white space that ends a line.
pub fn is_line_end(text: &str) -> bool {
    text[..text.len() - text.trim_start().len()].contains('\n')
}

/// `text` with a point below every letter, after the marks that it carries.
pub fn with_points(text: &str) -> String {
    let mut pointed = String::with_capacity(text.len() * 2);
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        pointed.push(c);
        if Script::takes_points(c) {
            while let Some(mark) = characters.next_if(|c| is_combining(*c)) {
                pointed.push(mark);
            }
            pointed.push('\u{323}');
        }
    }
    pointed
}

/// Marks that stand above, below or through the letter before them.
fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Source without the white space that all its lines begin with.
pub fn outdented(source: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let lines = source
        .lines()
        .skip(1)
        .filter(|line| !line.trim().is_empty());
    let least = lines.map(indent).min().unwrap_or_default();
    let mut outdented = String::with_capacity(source.len());
    for (number, line) in source.lines().enumerate() {
        outdented.push_str(if number > 0 { "\n" } else { "" });
        outdented.push_str(
            line.get(if number > 0 { least } else { 0 }..)
                .unwrap_or_default(),
        );
    }
    outdented
}
