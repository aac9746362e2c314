//! One block of the text with its words, ready to be read.

use crate::convert::block::Block;
use crate::source::Span;

/// A block, the text it lies in, and where its words stand.
pub struct Passage<'a> {
    /// The block.
    pub block: &'a Block,
    /// The whole text; all offsets count its bytes.
    pub text: &'a str,
    /// From the first to the last character of the block.
    pub span: Span,
    /// Runs of letters, digits and combining marks, in order.
    pub words: Vec<Span>,
}

impl<'a> Passage<'a> {
    /// Cuts `block` into words; `None` when it does not lie in `text`.
    pub fn new(text: &'a str, block: &'a Block) -> Option<Self> {
        let span = block.span();
        let inside = text.get(span.start as usize..span.end as usize)?;
        Some(Self {
            block,
            text,
            span,
            words: cut(inside, span.start as usize),
        })
    }

    /// The characters of the block.
    pub fn content(&self) -> &'a str {
        &self.text[self.span.range()]
    }

    /// Word `index`, or `""` past the end.
    pub fn word(&self, index: usize) -> &'a str {
        self.words
            .get(index)
            .map_or("", |span| &self.text[span.range()])
    }

    /// What stands between word `index - 1` and word `index`; before the first
    /// and after the last word, the rest of the block.
    pub fn gap(&self, index: usize) -> &'a str {
        let start = match index.checked_sub(1) {
            Some(before) => self.words.get(before).map_or(self.span.end, |w| w.end),
            None => self.span.start,
        };
        let end = self.words.get(index).map_or(self.span.end, |w| w.start);
        &self.text[start.min(end) as usize..end as usize]
    }

    /// The character before `offset`, within the block.
    pub fn before(&self, offset: usize) -> Option<char> {
        self.text[self.span.start as usize..offset]
            .chars()
            .next_back()
    }

    /// What follows `offset` in the block.
    pub fn after(&self, offset: usize) -> &'a str {
        &self.text[offset..self.span.end as usize]
    }

    /// The index of the first word that starts at `offset` or later.
    pub fn word_from(&self, offset: u32) -> usize {
        self.words.partition_point(|word| word.start < offset)
    }
}

/// The runs of word characters in `text`, moved by `base`.
fn cut(text: &str, base: usize) -> Vec<Span> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, character) in text.char_indices() {
        match (is_word_character(character), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push(Span::new(base + from, base + at));
                start = None;
            }
            _ => {}
        }
    }
    if let Some(from) = start {
        words.push(Span::new(base + from, base + text.len()));
    }
    words
}

/// Letters, digits, and marks that combine with them.
pub fn is_word_character(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '\u{300}'..='\u{36f}')
}

/// Whether `gap` is white space alone, and some.
pub fn is_space(gap: &str) -> bool {
    !gap.is_empty() && gap.chars().all(char::is_whitespace)
}

/// Whether `word` begins with a capital letter.
pub fn is_capitalised(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// Where the sentences of `passage` begin and end, in order. A sentence ends
/// with `.`, `!`, `?` or `…` before white space and a capital letter or an
/// opening mark; the call of a note between belongs to it.
pub fn sentences(passage: &Passage<'_>) -> Vec<Span> {
    let mut sentences = Vec::new();
    let mut start = passage.span.start;
    for index in 1..passage.words.len() {
        let next = passage.words[index];
        let ends = ends_sentence(passage.gap(index)) || ends_before_call(passage, index);
        if ends && is_capitalised(passage.word(index)) {
            sentences.push(Span {
                start,
                end: passage.words[index - 1].end,
            });
            start = next.start;
        }
    }
    sentences.push(Span {
        start,
        end: passage.span.end,
    });
    sentences
}

/// Whether before word `index` stands the call of a note, and before that the end
/// of a sentence.
fn ends_before_call(passage: &Passage<'_>, index: usize) -> bool {
    let mut first = index;
    while first > 1 && is_call(passage, first - 1) {
        first -= 1;
    }
    first < index && passage.gap(first).contains(['.', '!', '?', '…'])
}

/// Whether word `index` is the call of a note: `[1]`, `(1)`, `¹`.
pub fn is_call(passage: &Passage<'_>, index: usize) -> bool {
    let word = passage.word(index);
    let raised = |c: char| matches!(c, '⁰' | '¹' | '²' | '³' | '⁴'..='⁹');
    if word.chars().all(raised) {
        return true;
    }
    let (before, after) = (passage.gap(index), passage.gap(index + 1));
    let within = |open: char, close: char| before.ends_with(open) && after.starts_with(close);
    is_short_number(word) && (within('[', ']') || within('(', ')'))
}

/// Whether a word has up to three figures and nothing else.
pub fn is_short_number(word: &str) -> bool {
    word.len() <= 3 && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn ends_sentence(gap: &str) -> bool {
    let mut ended = false;
    for character in gap.chars() {
        match character {
            '.' | '!' | '?' | '…' => ended = true,
            _ if ended && character.is_whitespace() => return true,
            _ => {}
        }
    }
    false
}

/// Stretches between round or square brackets in the block, without nesting,
/// the brackets included.
pub fn bracketed(passage: &Passage<'_>) -> Vec<Span> {
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for (at, character) in passage.content().char_indices() {
        match (character, open) {
            ('(' | '[', _) => open = Some((at, character)),
            (')', Some((from, '('))) | (']', Some((from, '['))) => {
                let base = passage.span.start as usize;
                found.push(Span::new(base + from, base + at + 1));
                open = None;
            }
            _ => {}
        }
    }
    found
}
