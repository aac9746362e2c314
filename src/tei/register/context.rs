//! Which words stand around a place?

use crate::tei::element::collapse;

/// Characters on either side, at most.
const WIDTH: usize = 48;

/// Words before byte `at`, with a space at the end if one parts them from it.
pub fn before(text: &str, at: usize) -> String {
    let text = &text[..at];
    let start = text
        .char_indices()
        .rev()
        .nth(WIDTH - 1)
        .map_or(0, |(start, _)| start);
    let window = &text[start..];
    let cut = start > 0 && !text[..start].ends_with(char::is_whitespace);
    let window = match window.find(char::is_whitespace).filter(|_| cut) {
        Some(space) if !window[space..].trim().is_empty() => &window[space..],
        _ => window,
    };
    let mut words = collapse(window.trim_start());
    if !words.is_empty() && window.ends_with(char::is_whitespace) {
        words.push(' ');
    }
    words
}

/// Words after byte `at`, with a space at the begin if one parts them from it.
pub fn after(text: &str, at: usize) -> String {
    let text = &text[at..];
    let end = text
        .char_indices()
        .nth(WIDTH)
        .map_or(text.len(), |(end, _)| end);
    let window = &text[..end];
    let cut = end < text.len() && !text[end..].starts_with(char::is_whitespace);
    let window = match window.rfind(char::is_whitespace).filter(|_| cut) {
        Some(space) if !window[..space].trim().is_empty() => &window[..space],
        _ => window,
    };
    let words = collapse(window.trim_end());
    let spaced = window.starts_with(char::is_whitespace) && !words.is_empty();
    if spaced { format!(" {words}") } else { words }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_stand_around_a_place() {
        let text =
            "It was the king of France, he said;\n and then, after some very long time, he left";
        let at = text.find("France").unwrap();
        assert_eq!(before(text, at), "It was the king of ");
        assert_eq!(
            after(text, at + 6),
            ", he said; and then, after some very long time,"
        );
        assert_eq!(before(text, 0), "");
        assert_eq!(after(text, text.len()), "");
    }

    #[test]
    fn text_without_spaces_is_cut_at_characters() {
        let text = "激怒した".repeat(100);
        assert_eq!(before(&text, text.len()).chars().count(), WIDTH);
        assert_eq!(after(&text, 0).chars().count(), WIDTH);
    }
}
