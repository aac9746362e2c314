//! Where does a validator that reads a stream report a finding?
//!
//! Jing says where its parser stands when it hears of something: behind the
//! tag; for text behind the piece that the parser handed over, which ends with
//! the line, at a reference, at `]` and around characters beyond U+FFFF.

use crate::xml::{Kind, Node};

/// The byte after the first piece of a text that is not blank.
pub(super) fn end_of_text(node: Node) -> u32 {
    let raw = node.raw();
    let start = node.span().start;
    if node.kind() == Kind::CData {
        let inside = &raw["<![CDATA[".len()..raw.len() - "]]>".len()];
        let first = inside.find(|c: char| !c.is_ascii_whitespace()).unwrap_or(0);
        let end = inside[first..].find(['\n', '\r']);
        return start + end.map_or(raw.len() - 1, |end| "<![CDATA[".len() + first + end) as u32;
    }
    // Text from an entity stands where the reference to it stands.
    if node.span().len() != raw.len() {
        return node.span().end;
    }
    let Some(first) = first_visible(raw) else {
        return node.span().end;
    };
    let rest = &raw[first..];
    let length = match rest.chars().next() {
        Some('&') => rest.find(';').map_or(rest.len(), |end| end + 1),
        Some(']') => rest.find(|c| c != ']').unwrap_or(rest.len()),
        Some(c) if c > '\u{ffff}' => c.len_utf8(),
        _ => rest
            .find(|c| matches!(c, '\n' | '\r' | '&' | ']') || c > '\u{ffff}')
            .unwrap_or(rest.len()),
    };
    start + (first + length) as u32
}

/// Where the first character stands that is not white space, also not white
/// space written as a reference.
fn first_visible(raw: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        at += raw[at..].find(|c: char| !c.is_ascii_whitespace())?;
        let rest = &raw[at..];
        let reference = rest.find(';').map(|end| &rest[..=end]);
        let blank = reference.is_some_and(|reference| {
            matches!(
                reference,
                "&#32;"
                    | "&#x20;"
                    | "&#9;"
                    | "&#x9;"
                    | "&#10;"
                    | "&#xA;"
                    | "&#xa;"
                    | "&#13;"
                    | "&#xD;"
                    | "&#xd;"
            )
        });
        match reference.filter(|_| blank) {
            Some(reference) => at += reference.len(),
            None => return Some(at),
        }
    }
}
