//! Where is a very long run of character data divided?
//!
//! Pages are cut between nodes. A run of megabytes, as texts have that were never
//! marked up, would be one page; so it becomes several nodes that follow each
//! other: cut after a sentence, else after a word. XML sees no difference: a
//! comment in a text has always parted it in two.

/// Bytes of character data in one node: a page has some of them, and ordinary
/// paragraphs have less.
pub const LONGEST_TEXT: usize = 16_384;

/// Signs with which a sentence ends, in the scripts that have one.
const STOPS: &[char] = &[
    '.', '!', '?', '…', '。', '．', '！', '？', '؟', '۔', '።', '।', '॥', '։', '་',
];

/// Signs that may follow the end of a sentence without parting it.
const CLOSING: &[char] = &[
    ')', ']', '}', '"', '\'', '’', '”', '»', '›', '」', '』', '）',
];

/// The bytes of `text` that its first node takes: all, if it is not too long.
/// References are not cut, nor is the line end CR LF.
pub fn first_piece(text: &str) -> usize {
    if text.len() <= LONGEST_TEXT {
        return text.len();
    }
    let window = &text[..text.floor_char_boundary(LONGEST_TEXT)];
    let least = window.len() / 2;
    let after = |cut: Option<usize>| cut.filter(|cut| *cut > least);
    after(after_sentence(window, least))
        .or_else(|| after(after_space(window)))
        .unwrap_or_else(|| within_word(text, window.len()))
}

/// After the last sentence that ends behind `least`.
fn after_sentence(window: &str, least: usize) -> Option<usize> {
    let mut end = after_space(window);
    while let Some(cut) = end.filter(|cut| *cut > least) {
        let sentence = window[..cut].trim_end().trim_end_matches(CLOSING);
        if sentence.ends_with(STOPS) {
            return Some(cut);
        }
        end = after_space(&window[..sentence.len()]);
    }
    // Where no space stands between sentences.
    let wide = |c: char| STOPS.contains(&c) && !c.is_ascii();
    let (at, stop) = window.char_indices().rev().find(|(_, c)| wide(*c))?;
    let rest = &window[at + stop.len_utf8()..];
    Some(window.len() - rest.trim_start_matches(CLOSING).len())
}

/// After the last white space. What ends in a carriage return may go on with a
/// line feed, so that is no place.
fn after_space(window: &str) -> Option<usize> {
    window.rfind([' ', '\n', '\t']).map(|at| at + 1)
}

/// Before the last letter that begins a character of its own, outside references.
fn within_word(text: &str, most: usize) -> usize {
    let outside = before_reference(text, most);
    let letters = text[..outside].char_indices().rev().take(64);
    let letter = letters
        .filter(|(_, c)| c.is_alphanumeric())
        .find(|(at, _)| before_reference(text, *at) == *at);
    let cut = letter.map_or(outside, |(at, _)| at);
    if cut > 0 { cut } else { text.len() }
}

/// `at`, or where the reference begins that stands around it.
fn before_reference(text: &str, at: usize) -> usize {
    match text[..at].rfind('&') {
        Some(begin) if !text[begin..at].contains(';') => begin,
        _ => at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<&str> {
        let mut rest = text;
        let mut pieces = Vec::new();
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(first_piece(rest));
            pieces.push(piece);
            rest = after;
        }
        pieces
    }

    #[test]
    fn sentences_stay_whole_then_words_then_characters() {
        let sentence = "“Quis est?” inquit. Nihil (dixit).\r\n";
        for piece in pieces(&sentence.repeat(2_000)) {
            assert!(
                piece.ends_with("inquit. ") || piece.ends_with("\r\n"),
                "{piece:?}"
            );
        }
        for piece in pieces(&"arma virumque ".repeat(5_000)) {
            assert!(piece.ends_with(' '));
        }
        for piece in pieces(&"天地玄黃。宇宙洪荒」".repeat(2_000)) {
            assert!(piece.ends_with(['。', '」']));
        }
        for text in [
            "x".repeat(50_000),
            "e\u{301}".repeat(20_000),
            "\u{301}".repeat(20_000),
        ] {
            let pieces = pieces(&text);
            assert_eq!(pieces.concat(), text);
            assert!(pieces.len() > 2);
        }
        for reference in ["&#x301;", "&#65;", "&eacute;"] {
            for piece in pieces(&reference.repeat(9_000)) {
                assert!(piece.starts_with('&') && piece.ends_with(';'));
            }
        }
    }
}
