//! Which calls still stand in the text?

use std::collections::BTreeMap;

use crate::convert::infer::passage::{Passage, is_capitalised};

use super::Candidate;

/// How a call is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Style {
    /// `[1]`
    Square,
    /// `¹`
    Raised,
    /// `(1)`
    Round,
    /// `*`, `**`
    Stars,
}

/// A call: its style, its number (of stars, too), and where it ends.
struct Call {
    style: Style,
    number: u32,
    end: u32,
    passage: usize,
    /// Directly after a word or its punctuation.
    closed_up: bool,
}

/// The place of each note that is called in `text`. The calls are taken from
/// the style in which most notes are called, in the order of the notes; of
/// `(1)` and `*`, which mean much else, only if every note has its call.
pub fn find(text: &[&Passage<'_>], notes: &[&Passage<'_>]) -> Vec<Option<Candidate>> {
    let labels: Vec<Option<(Style, u32)>> = notes.iter().map(|note| label(note)).collect();
    let all: Vec<Call> = text
        .iter()
        .enumerate()
        .flat_map(|(number, passage)| calls(passage, number))
        .collect();
    let styles = [Style::Square, Style::Raised, Style::Round, Style::Stars];
    let mut best: Vec<Option<Candidate>> = vec![None; notes.len()];
    for style in styles {
        let found = in_style(&all, &labels, style);
        let count = found.iter().flatten().count();
        let weak = matches!(style, Style::Round | Style::Stars);
        let enough = if weak {
            count == notes.len()
        } else {
            count * 2 >= notes.len()
        };
        if enough && count > best.iter().flatten().count() {
            best = found;
        }
    }
    best
}

/// The calls of one style, each note's the next after that of the note before.
fn in_style(all: &[Call], labels: &[Option<(Style, u32)>], style: Style) -> Vec<Option<Candidate>> {
    let mut by_number: BTreeMap<u32, Vec<&Call>> = BTreeMap::new();
    let labelled = labels.iter().all(Option::is_some);
    for call in all.iter().filter(|call| call.style == style) {
        // `(1)` with a space before it is an item of a list, unless the notes
        // are numbered.
        if style != Style::Round || call.closed_up || labelled {
            by_number.entry(call.number).or_default().push(call);
        }
    }
    let mut after = 0;
    let mut found = Vec::with_capacity(labels.len());
    for (index, label) in labels.iter().enumerate() {
        let number = match label {
            Some((label, number)) if (*label == Style::Stars) == (style == Style::Stars) => {
                Some(*number)
            }
            None if style != Style::Stars => Some(index as u32 + 1),
            _ => None,
        };
        let call = number
            .and_then(|number| by_number.get(&number))
            .and_then(|list| {
                list.get(list.partition_point(|call| call.end <= after))
                    .copied()
            });
        after = call.map_or(after, |call| call.end);
        found.push(call.map(certain));
    }
    found
}

fn certain(call: &Call) -> Candidate {
    Candidate {
        offset: call.end,
        passage: call.passage,
        score: 100.0,
        doubtful: false,
        reason: format!("its call, number {}, stands in the text", call.number),
    }
}

/// The number at the head of a note: `[1]`, `(1)`, `1.`, `1)`, `¹`, `*`, or `1`
/// before a capital letter.
fn label(note: &Passage<'_>) -> Option<(Style, u32)> {
    let content = note.content().trim_start();
    let first = content.chars().next()?;
    if first == '*' {
        let stars = content.chars().take_while(|&c| c == '*').count();
        return Some((Style::Stars, stars as u32));
    }
    if let Some((number, _)) = raised(content) {
        return Some((Style::Raised, number));
    }
    let inner = content.trim_start_matches(['[', '(']);
    let (number, length) = figures(inner)?;
    let rest = &inner[length..];
    let marked = rest.starts_with([']', ')']) || (rest.starts_with(". ") && first != '[');
    let bare = rest.starts_with(' ') && is_capitalised(rest.trim_start());
    (marked || bare).then_some((Style::Square, number))
}

/// All that can be a call in `passage`.
fn calls(passage: &Passage<'_>, number: usize) -> Vec<Call> {
    let content = passage.content();
    let mut found = Vec::new();
    let mut next = 0;
    for (at, character) in content.char_indices() {
        if at < next {
            continue;
        }
        let before = content[..at].chars().next_back();
        let Some((style, value, length)) = call_at(&content[at..], character, before) else {
            continue;
        };
        next = at + length;
        found.push(Call {
            style,
            number: value,
            end: passage.span.start + next as u32,
            passage: number,
            closed_up: before.is_some_and(|before| !before.is_whitespace()),
        });
    }
    found
}

fn call_at(rest: &str, first: char, before: Option<char>) -> Option<(Style, u32, usize)> {
    match first {
        '[' | '(' => {
            let (number, length) = figures(&rest[1..])?;
            let close = if first == '[' { ']' } else { ')' };
            let style = if first == '[' {
                Style::Square
            } else {
                Style::Round
            };
            rest[1 + length..]
                .starts_with(close)
                .then_some((style, number, length + 2))
        }
        '*' => {
            let stars = rest.chars().take_while(|&c| c == '*').count();
            let closed_up = before.is_some_and(|before| !before.is_whitespace());
            closed_up.then_some((Style::Stars, stars as u32, stars))
        }
        _ => {
            let (number, length) = raised(rest)?;
            // A power of a number or of a unit of length is no call.
            let power = before.is_some_and(|before| before.is_ascii_digit() || before == 'm');
            (!power).then_some((Style::Raised, number, length))
        }
    }
}

/// Up to four figures at the head of `text`: their value and length in bytes.
fn figures(text: &str) -> Option<(u32, usize)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = text.get(..length).filter(|_| (1..=4).contains(&length))?;
    Some((number.parse().ok()?, length))
}

/// Raised figures at the head of `text`: their value and length in bytes.
fn raised(text: &str) -> Option<(u32, usize)> {
    let mut number = 0;
    let mut length = 0;
    for character in text.chars().take(4) {
        let figure = match character {
            '⁰' => 0,
            '¹' => 1,
            '²' => 2,
            '³' => 3,
            '⁴'..='⁹' => character as u32 - '⁰' as u32,
            _ => break,
        };
        number = number * 10 + figure;
        length += character.len_utf8();
    }
    (length > 0).then_some((number, length))
}
