//! Which quotation marks and brackets have no counterpart?

use crate::convert::infer::collect::Collected;
use crate::convert::infer::passage::Passage;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// Says where a mark has no counterpart in its block. A quotation that goes on
/// in the next block, which then opens with the same mark, is no such case; nor
/// is the bracket after the number of an item: `a)`, `1)`.
pub fn infer(passages: &[Passage<'_>], seen: &mut Collected) {
    for (number, passage) in passages.iter().enumerate() {
        let next = passages.get(number + 1).map_or("", Passage::content);
        let next = next.trim_start();
        for (at, mark) in unbalanced(passage) {
            let goes_on = matches!(mark, '“' | '«' | '„') && next.starts_with(mark);
            if !goes_on {
                seen.find(finding(at, mark));
            }
        }
    }
}

fn finding(at: usize, mark: char) -> Diagnostic {
    let span = Span::new(at, at + mark.len_utf8());
    let message = format!("`{mark}` has no counterpart in its paragraph");
    Diagnostic::warning("mark-unbalanced", span, message)
        .hint("compare the copy, and emend it in the decisions file if it is a slip")
}

/// Marks without counterpart, with their place in the text, in order.
fn unbalanced(passage: &Passage<'_>) -> Vec<(usize, char)> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut alone = Vec::new();
    let base = passage.span.start as usize;
    let content = passage.content();
    for (at, mark) in content.char_indices() {
        let place = (base + at, mark);
        match mark {
            // The German closing mark is the English opening one.
            '“' if open.last().is_some_and(|last| last.1 == '„') => {
                open.pop();
            }
            '"' if open.iter().any(|last| last.1 == '"') => close(&mut open, &mut alone, &['"']),
            '(' | '[' | '“' | '„' | '«' | '"' => open.push(place),
            ')' | ']' | '”' | '»' => {
                let openers = openers(mark);
                if open.iter().any(|last| openers.contains(&last.1)) {
                    close(&mut open, &mut alone, openers);
                } else if !is_item_number(&content[..at], mark) {
                    alone.push(place);
                }
            }
            _ => {}
        }
        if open.len() > DEEPEST {
            return Vec::new();
        }
    }
    alone.extend(open);
    alone.sort_unstable();
    alone
}

/// More marks than this inside each other are no prose: nothing is said.
const DEEPEST: usize = 32;

fn openers(closing: char) -> &'static [char] {
    match closing {
        ')' => &['('],
        ']' => &['['],
        '”' => &['“', '„', '"'],
        _ => &['«'],
    }
}

/// Closes the innermost of `openers`; what was opened inside it stays alone.
fn close(open: &mut Vec<(usize, char)>, alone: &mut Vec<(usize, char)>, openers: &[char]) {
    while let Some(last) = open.pop() {
        if openers.contains(&last.1) {
            return;
        }
        alone.push(last);
    }
}

fn is_item_number(before: &str, mark: char) -> bool {
    let number = before
        .rsplit(|character: char| !character.is_alphanumeric())
        .next()
        .unwrap_or("");
    let short = (1..=3).contains(&number.chars().count())
        && (number.bytes().all(|byte| byte.is_ascii_digit()) || number.chars().count() == 1);
    mark == ')' && short
}
