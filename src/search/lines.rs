//! What stands around a word?

use std::ops::Range;

/// Characters on each side of what was found.
const AROUND: usize = 60;

/// What was found between the words around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The words before it, with `…` where more stand before.
    pub before: String,
    /// What was found, as it stands.
    pub found: String,
    /// The words after it.
    pub after: String,
    /// The byte of the text at which it begins.
    pub at: usize,
}

/// The lines of a concordance for places in a text.
pub fn lines(text: &str, places: &[Range<usize>]) -> Vec<Line> {
    let line = |place: &Range<usize>| Line {
        before: before(&text[..place.start]),
        found: text[place.clone()].to_owned(),
        after: after(&text[place.end..]),
        at: place.start,
    };
    places.iter().map(line).collect()
}

/// The last words of a text.
fn before(text: &str) -> String {
    let start = text.char_indices().rev().nth(AROUND - 1).map(|(at, _)| at);
    let Some(start) = start.filter(|start| *start > 0) else {
        return text.to_owned();
    };
    // Not in the midst of a word, if it is not too long to be one.
    let rest = &text[start..];
    let from = rest
        .find(char::is_whitespace)
        .filter(|at| at + 1 < rest.len());
    format!("…{}", rest[from.unwrap_or(0)..].trim_start())
}

/// The first words of a text.
fn after(text: &str) -> String {
    let end = text.char_indices().nth(AROUND).map(|(at, _)| at);
    let Some(end) = end else {
        return text.to_owned();
    };
    let rest = &text[..end];
    let to = rest.rfind(char::is_whitespace).filter(|at| *at > 0);
    format!("{}…", rest[..to.unwrap_or(end)].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_between_words() {
        let text = format!(
            "{} arma {}",
            "a word ".repeat(20).trim(),
            "and more ".repeat(20)
        );
        let at = text.find("arma").expect("there");
        let line = &lines(&text, std::slice::from_ref(&(at..at + 4)))[0];
        assert!(line.before.starts_with('…') && line.before.ends_with("word "));
        assert!(line.after.ends_with('…') && line.after.starts_with(" and"));
        assert_eq!(line.found, "arma");
        let short = &lines("arma", std::slice::from_ref(&(0..4)))[0];
        assert_eq!((short.before.as_str(), short.after.as_str()), ("", ""));
    }
}
