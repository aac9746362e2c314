//! Where do certain characters stand?

use memchr::memmem;

use super::super::survey::Survey;
use crate::source::Span;

/// The places in the text of the document (not in comments and tags) of
/// characters that `wanted` accepts. Every one of them must have a UTF-8 form
/// that begins with a byte of `heads`.
pub fn find(
    survey: &Survey<'_>,
    heads: [u8; 2],
    wanted: impl Fn(char) -> bool,
) -> Vec<(Span, char)> {
    let mut found = Vec::new();
    for text in survey.beyond_ascii() {
        let raw = text.raw();
        let span = text.span();
        for at in memchr::memchr2_iter(heads[0], heads[1], raw.as_bytes()) {
            let character = raw[at..].chars().next().filter(|&c| wanted(c));
            if let Some(character) = character {
                let start = span.start as usize + at;
                let exact = Span::new(start, start + character.len_utf8());
                found.push((
                    if span.len() == raw.len() { exact } else { span },
                    character,
                ));
            }
        }
        // Written as a reference: the place of the whole text must do.
        let refers = memchr::memchr(b'&', raw.as_bytes()).is_some();
        if refers && memmem::find(raw.as_bytes(), b"&#").is_some() {
            let resolved = text.text();
            let hidden = resolved.chars().filter(|&c| wanted(c) && !raw.contains(c));
            found.extend(hidden.map(|character| (span, character)));
        }
    }
    found
}

/// A character as its number: `U+FFFD`.
pub fn number(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}
